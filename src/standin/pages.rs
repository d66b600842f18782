//! The stand-in's web pages: templates with escaped values, nothing from elsewhere, nothing inline, and no other page
//! around ours.

use axum::{
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

const MESSAGE: &str = include_str!("../../assets/standin/message.html");

/// Whether a browser asks.
pub(super) fn wants_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accept.to_ascii_lowercase().contains("text/html")
}

/// A page that says one thing, or the same in plain text.
pub(super) fn message(headers: &HeaderMap, status: StatusCode, title: &str, text: &str) -> Response {
    if wants_html(headers) {
        page(status, MESSAGE, &[("title", title), ("text", text)])
    } else {
        (status, format!("{text}\n")).into_response()
    }
}

/// A page, its values escaped.
pub(super) fn page(status: StatusCode, template: &str, values: &[(&str, &str)]) -> Response {
    page_leading_to("", status, template, values)
}

/// A page whose form ends at another origin, which browsers must be told: they follow a form's redirects only where the
/// policy lets them.
pub(super) fn page_leading_to(origin: &str, status: StatusCode, template: &str, values: &[(&str, &str)]) -> Response {
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self' {origin}; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy.as_str()),
        (header::CACHE_CONTROL, "no-store"),
        // Not "no-referrer": with that a browser hides from this server that its own form was sent.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("x-content-type-options"), "nosniff"),
    ];
    (status, headers, Html(fill(template, values))).into_response()
}

/// Puts escaped values in the places `{{name}}`. Values are never looked at again, so none can name a place.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut page = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, (name, after))) =
        rest.split_once("{{").and_then(|(before, tail)| Some((before, tail.split_once("}}")?)))
    {
        page.push_str(before);
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            escape_into(value, &mut page);
        }
        rest = after;
    }
    page + rest
}

fn escape_into(text: &str, page: &mut String) {
    for sign in text.chars() {
        match sign {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            other => page.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_and_cannot_name_places() {
        let page = fill("<p>{{one}} {{two}} {{gone}}</p>", &[("one", "<b>&'\"{{two}}"), ("two", "2")]);
        assert_eq!(page, "<p>&lt;b&gt;&amp;&#39;&quot;{{two}} 2 </p>");
    }
}
