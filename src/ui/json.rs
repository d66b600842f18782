//! A request for the eye: keys plain, strings in one accent, secrets hidden, and the lines of one property marked.

use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    domain::http::HttpRequest,
    ui::{
        text::{break_up, width},
        theme::Theme,
    },
};

/// How far the properties of a connection are indented in the body.
const PROPERTY: usize = 4;
/// Before the lines of what is marked.
const BAR: &str = "▌";
/// So many letters at least go on the last row of a long line, so that none holds a quote and a comma alone.
const TAIL: usize = 8;

/// The rows of a request, of so many columns: method and path, then the body. The lines that `marked` brings (a property, or a key of
/// the body) get a bar before them, so that one sees what a field contributes.
pub fn request(call: &HttpRequest, marked: Option<&str>, columns: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut rows: Vec<Line<'static>> = break_up(&format!("{} {}", call.method, call.path), columns)
        .into_iter()
        .map(|part| Line::styled(part, theme.strong()))
        .collect();
    let mut inside: Option<usize> = None;
    for line in call.body.masked().lines() {
        let text = line.trim_start_matches(' ');
        let indent = width(line) - width(text);
        // The lines of a member go on until one is indented as little again.
        let goes_on = inside.is_some_and(|depth| indent > depth || (indent == depth && text.starts_with([']', '}'])));
        if !goes_on {
            let is_it = (indent == 2 || indent == PROPERTY) && marked.is_some() && key_of(text).as_deref() == marked;
            inside = is_it.then_some(indent);
        }
        let bar = inside.is_some();
        let room = columns.saturating_sub(indent + 2);
        let mut string = Within::default();
        for (index, part) in parts(text, room).into_iter().enumerate() {
            let before = if index == 0 { indent } else { indent + 2 };
            let mut spans = if bar {
                vec![Span::styled(BAR, theme.focus()), Span::raw(" ".repeat(before.saturating_sub(1)))]
            } else {
                vec![Span::raw(" ".repeat(before))]
            };
            spans.extend(coloured(&part, &mut string, text, index == 0, theme));
            rows.push(Line::from(spans));
        }
    }
    rows
}

/// Whether a row belongs to what was to be marked.
pub fn is_marked(row: &Line<'_>) -> bool {
    row.spans.first().is_some_and(|span| span.content == BAR)
}

/// A line in rows of so many columns: the value as a whole below its key where it fits there, else broken, with some of it on the last
/// row.
fn parts(text: &str, columns: usize) -> Vec<String> {
    if width(text) <= columns {
        return vec![text.to_owned()];
    }
    // Behind the key stand a colon and a blank.
    if let Some((key, value)) = key_end(text).and_then(|end| text.split_at_checked(end + 2))
        && width(key.trim_end()) <= columns
        && width(value) <= columns
    {
        return vec![key.trim_end().to_owned(), value.to_owned()];
    }
    let mut rows = break_up(text, columns);
    if rows.last().is_some_and(|last| matches!(last.as_str(), "\"" | "\"," | ","))
        && let (Some(last), Some(before)) = (rows.pop(), rows.pop())
    {
        let at = before.grapheme_indices(true).rev().nth(TAIL - 1).map_or(0, |(at, _)| at);
        let (before, tail) = before.split_at_checked(at).unwrap_or(("", &before));
        rows.extend([before.to_owned(), format!("{tail}{last}")].into_iter().filter(|row| !row.is_empty()));
    }
    rows
}

/// Where a row of a line begins.
#[derive(Default)]
struct Within {
    /// Inside a string that the row before it began.
    string: bool,
    /// Behind the sign that makes the next one part of the string.
    escaped: bool,
}

/// The key that a line begins with.
fn key_of(text: &str) -> Option<String> {
    let end = key_end(text)?;
    serde_json::from_str(text.get(..end)?).ok()
}

/// Where the key of a line ends, behind its closing quote.
fn key_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    let inner = text.strip_prefix('"')?;
    for (at, c) in inner.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => {
                let end = at + 2;
                return text.get(end..)?.starts_with(':').then_some(end);
            }
            _ => {}
        }
    }
    None
}

/// One part of a line in its colours.
fn coloured(part: &str, within: &mut Within, line: &str, is_first: bool, theme: Theme) -> Vec<Span<'static>> {
    let key = if is_first { key_end(line).map_or(0, |end| end.min(part.len())) } else { 0 };
    let (key, value) = part.split_at_checked(key).unwrap_or(("", part));
    let mut spans = Vec::new();
    if !key.is_empty() {
        spans.push(Span::styled(key.to_owned(), theme.text()));
    }
    let mut run = String::new();
    let Within { string, escaped } = within;
    for c in value.chars() {
        let ends = *string && !*escaped && c == '"';
        if !*string && c == '"' {
            if !run.is_empty() {
                spans.push(Span::styled(std::mem::take(&mut run), theme.text()));
            }
            *string = true;
            run.push(c);
            continue;
        }
        run.push(c);
        *escaped = *string && !*escaped && c == '\\';
        if ends {
            spans.push(Span::styled(std::mem::take(&mut run), theme.string()));
            *string = false;
        }
    }
    if !run.is_empty() {
        spans.push(Span::styled(run, if *string { theme.string() } else { theme.text() }));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{http::Json, secret::Secret};

    fn call() -> HttpRequest {
        let properties = vec![
            ("region".to_owned(), Json::text("us-\"east\"-1")),
            ("list".to_owned(), Json::List(vec![Json::text("a")])),
            ("secretKey".to_owned(), Json::Secret(Secret::new("never"))),
        ];
        let body = vec![
            ("qName".to_owned(), Json::text("Sales")),
            ("flag".to_owned(), Json::flag(true)),
            ("connectionProperties".to_owned(), Json::Object(properties)),
        ];
        HttpRequest { method: "POST", path: "/api".into(), body: Json::Object(body) }
    }

    fn text(rows: &[Line<'_>]) -> String {
        let line = |row: &Line<'_>| row.spans.iter().map(|span| span.content.as_ref()).collect::<String>();
        rows.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_rows_are_the_request_as_it_will_be_sent() {
        let rows = request(&call(), None, 80, Theme::Colour);
        assert_eq!(text(&rows), format!("POST /api\n{}", call().body.masked()));
    }

    #[test]
    fn strings_have_the_accent_and_keys_do_not() {
        let rows = request(&call(), None, 80, Theme::Colour);
        let accents: Vec<String> = rows
            .iter()
            .flat_map(|row| row.spans.iter())
            .filter(|span| span.style == Theme::Colour.string())
            .map(|span| span.content.to_string())
            .collect();
        assert_eq!(accents, ["\"Sales\"", r#""us-\"east\"-1""#, "\"a\"", "\"••••\""]);
    }

    #[test]
    fn all_lines_of_the_marked_property_and_no_other_have_the_bar() {
        for (marked, lines) in [("list", 3), ("region", 1), ("qName", 1), ("nothing", 0)] {
            let rows = request(&call(), Some(marked), 80, Theme::Colour);
            let bars = rows.iter().filter(|row| is_marked(row)).count();
            assert_eq!(bars, lines, "{marked}");
        }
    }

    #[test]
    fn no_row_of_a_long_line_holds_a_quote_and_a_comma_alone() {
        for (text, columns, rows) in [
            (r#""id": "File_AmazonS3","#, 22, vec![r#""id": "File_AmazonS3","#]),
            (r#""id": "File_AmazonS3","#, 21, vec![r#""id":"#, r#""File_AmazonS3","#]),
            (r#""id": "45ef7b55-296c-4ed7","#, 22, vec![r#""id":"#, r#""45ef7b55-296c-4ed7","#]),
            (r#""File_AmazonS3Connector","#, 24, vec![r#""File_AmazonS3Co"#, r#"nnector","#]),
            (r#""abcd","#, 6, vec![r#""abcd","#]),
            (r#""connectionProperties": {"#, 24, vec![r#""connectionProperties":"#, "{"]),
        ] {
            let found = parts(text, columns);
            assert_eq!(found, rows, "{columns}");
        }
    }

    #[test]
    fn a_string_keeps_its_accent_where_a_row_ends_between_a_sign_and_what_it_escapes() {
        let body = Json::Object(vec![("q".to_owned(), Json::text("abc\"d"))]);
        for columns in 10..24 {
            let rows = request(
                &HttpRequest { method: "POST", path: "/".into(), body: body.clone() },
                None,
                columns,
                Theme::Colour,
            );
            let spans = rows.iter().flat_map(|row| row.spans.iter());
            let accent: String =
                spans.filter(|span| span.style == Theme::Colour.string()).map(|span| span.content.as_ref()).collect();
            assert_eq!(accent, r#""abc\"d""#, "{columns}");
        }
    }

    #[test]
    fn a_narrow_column_breaks_lines_and_loses_nothing() {
        let rows = request(&call(), None, 16, Theme::Colour);
        assert!(rows.iter().all(|row| row.width() <= 16), "{}", text(&rows));
        let dense = |text: String| text.split_whitespace().collect::<String>();
        assert_eq!(dense(text(&rows)), dense(format!("POST /api {}", call().body.masked())));
    }
}
