//! Where requests go: names as one segment of a path, and links of the tenant, which lead nowhere else.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::domain::tenant::Tenant;

/// Everything but the unreserved characters of RFC 3986 is encoded.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The address of a path of the tenant. `None` where a segment cannot travel: `.` and `..` mean something else, encoded or not,
/// and an empty one is none.
pub(super) fn at(tenant: &Tenant, base: &str, segments: &[&str]) -> Option<Url> {
    let mut path = base.to_owned();
    for segment in segments {
        if matches!(*segment, "" | "." | "..") {
            return None;
        }
        path.push('/');
        path.extend(utf8_percent_encode(segment, SEGMENT));
    }
    let url = Url::parse(&format!("{}{path}", tenant.origin())).ok()?;
    // The parser normalises paths; what it would change does not arrive as the name it is.
    (url.path() == path).then_some(url)
}

/// Whether a name may stand in a path without anything on the way reading it otherwise: proxies decode slashes and percent
/// signs, and refuse control characters.
pub(super) fn travels_in_a_path(name: &str) -> bool {
    !matches!(name, "" | "." | "..") && !name.contains(['/', '\\', '%']) && !name.chars().any(char::is_control)
}

/// A link of the tenant, if it leads to the tenant.
pub(super) fn same_origin(tenant: &Tenant, link: &str) -> Option<Url> {
    let home = Url::parse(tenant.origin()).ok()?;
    let url = home.join(link).ok()?;
    is_same(&home, &url).then_some(url)
}

/// Whether two addresses have the same origin, and the second brings no login of its own.
pub(super) fn is_same(from: &Url, to: &Url) -> bool {
    from.origin() == to.origin() && to.username().is_empty() && to.password().is_none()
}

/// A name as a string of a SCIM filter, which is a string of JSON (RFC 7644, section 3.4.2.2).
pub(super) fn quoted(name: &str) -> String {
    serde_json::Value::from(name).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant() -> Tenant {
        Tenant::parse("acme.eu.qlikcloud.com").unwrap()
    }

    #[test]
    fn a_name_travels_as_one_segment_or_not_at_all() {
        for (name, path) in [
            ("plain-1_~.x", Some("/api/plain-1_~.x")),
            ("a/b?c#d%e+\"", Some("/api/a%2Fb%3Fc%23d%25e%2B%22")),
            ("日 本", Some("/api/%E6%97%A5%20%E6%9C%AC")),
            ("%2e%2e", Some("/api/%252e%252e")),
            (
                "a\\b;c=d&e:@!'()*,$[]{}|^`<>",
                Some("/api/a%5Cb%3Bc%3Dd%26e%3A%40%21%27%28%29%2A%2C%24%5B%5D%7B%7D%7C%5E%60%3C%3E"),
            ),
            ("...", Some("/api/...")),
            (".", None),
            ("..", None),
            ("", None),
        ] {
            assert_eq!(at(&tenant(), "/api", &[name]).as_ref().map(Url::path), path, "{name}");
        }
    }

    #[test]
    fn a_link_leads_to_the_tenant_or_nowhere() {
        let link = |text| same_origin(&tenant(), text).map(String::from);
        assert_eq!(
            link("/api/v1/spaces?next=a%2Bb").unwrap(),
            "https://acme.eu.qlikcloud.com/api/v1/spaces?next=a%2Bb"
        );
        assert!(link("https://ACME.eu.qlikcloud.com:443/x").is_some());
        for elsewhere in [
            "https://evil.example/api/v1/spaces",
            "//evil.example/x",
            "http://acme.eu.qlikcloud.com/x",
            "https://acme.eu.qlikcloud.com:8443/x",
            "https://me:key@acme.eu.qlikcloud.com/x",
            "file:///etc/passwd",
            "https://",
        ] {
            assert_eq!(link(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn quotes_and_backslashes_are_escaped_for_a_filter() {
        assert_eq!(quoted(r#"a"b\c"#), r#""a\"b\\c""#);
        assert_eq!(quoted("日 or 1"), "\"日 or 1\"");
    }
}
