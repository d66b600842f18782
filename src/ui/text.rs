//! Text by display width: cut, wrapped, never in the middle of a character.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub fn width(text: &str) -> usize {
    text.width()
}

/// The text, cut to so many columns, with `…` where something is missing.
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let wide = width(grapheme);
        if used + wide + 1 > columns {
            break;
        }
        used += wide;
        kept.push_str(grapheme);
    }
    if columns > 0 {
        kept.push('…');
    }
    kept
}

/// A number as people read it: `4,300`.
pub fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A time as the tenant writes it (RFC 3339), to the minute; anything else as it is.
pub fn minute(time: &str) -> String {
    let zone = if time.ends_with('Z') { " UTC" } else { "" };
    match (time.get(..10), time.get(10..11), time.get(11..16)) {
        (Some(day), Some("T"), Some(minute)) => format!("{day} {minute}{zone}"),
        _ => time.to_owned(),
    }
}

/// The day of such a time.
pub fn day(time: &str) -> &str {
    time.split_once('T').map_or(time, |(day, _)| day)
}

/// The text in lines of so many columns. Words that are longer than a line are broken, as `break_up` does it; dates and names
/// with hyphens are not, where they fit.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut rows = Vec::new();
    for row in wrap_words(text, columns) {
        if width(&row) > columns {
            rows.extend(break_up(&row, columns));
        } else {
            rows.push(row);
        }
    }
    rows
}

/// The same with words left whole: what a terminal breaks by itself is one word again where it is copied.
pub fn wrap_words(text: &str, columns: usize) -> Vec<String> {
    let options =
        textwrap::Options::new(columns.max(1)).word_splitter(textwrap::WordSplitter::NoHyphenation).break_words(false);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// A long text (an address, a line of a body) in rows of so many columns, with nothing added and nothing lost: in the second half
/// of the row behind a blank, else behind a sign that parts a path, else anywhere.
pub fn break_up(text: &str, columns: usize) -> Vec<String> {
    broken(text, columns, &['/', '-', '&', '?'])
}

/// The same in as few rows as it takes, for what nobody reads as words.
pub fn break_tight(text: &str, columns: usize) -> Vec<String> {
    broken(text, columns, &[])
}

fn broken(text: &str, columns: usize, parts: &[char]) -> Vec<String> {
    let mut rows = Vec::new();
    let mut row = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let wide = width(grapheme);
        if used + wide > columns.max(1) && used > 0 {
            let behind = |place: Option<usize>| {
                place.map(|at| at + 1).filter(|at| width(row.get(..*at).unwrap_or("")) > columns / 2)
            };
            let place = behind(row.rfind(' ')).or_else(|| behind(row.rfind(parts)));
            let rest = row.split_off(place.unwrap_or(row.len()));
            used = width(&rest);
            rows.push(std::mem::replace(&mut row, rest));
        }
        used += wide;
        row.push_str(grapheme);
    }
    rows.push(row);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_text_never_takes_more_than_its_columns() {
        for (text, columns, cut_text) in [
            ("Sales", 5, "Sales"),
            ("Sales", 4, "Sal…"),
            ("売上データ", 5, "売上…"),
            ("売上", 3, "売…"),
            ("abc", 1, "…"),
            ("abc", 0, ""),
        ] {
            assert_eq!(cut(text, columns), cut_text);
        }
    }

    #[test]
    fn a_large_number_is_grouped() {
        for (number, text) in [(0, "0"), (120, "120"), (4_300, "4,300"), (100_000, "100,000"), (1_234_567, "1,234,567")]
        {
            assert_eq!(count(number), text);
        }
    }

    #[test]
    fn a_time_is_told_to_the_minute_and_what_is_none_stays() {
        for (time, told, its_day) in [
            ("2026-11-28T21:33:57.201Z", "2026-11-28 21:33 UTC", "2026-11-28"),
            ("2026-11-28T21:33:57+01:00", "2026-11-28 21:33", "2026-11-28"),
            ("2026-11-28", "2026-11-28", "2026-11-28"),
            ("yesterday, or so, they say", "yesterday, or so, they say", "yesterday, or so, they say"),
            ("", "", ""),
        ] {
            assert_eq!((minute(time).as_str(), day(time)), (told, its_day));
        }
    }

    #[test]
    fn a_long_line_is_broken_behind_a_blank_where_that_wastes_less_than_half_a_row() {
        for (text, columns, rows) in [
            ("set up by Ada", 8, vec!["set up ", "by Ada"]),
            ("a bcdefghijklmn", 8, vec!["a bcdefg", "hijklmn"]),
            ("abcdefgh", 4, vec!["abcd", "efgh"]),
            ("/api/v1/data-sources", 12, vec!["/api/v1/", "data-sources"]),
            ("/abcdefghijkl", 8, vec!["/abcdefg", "hijkl"]),
            ("", 4, vec![""]),
        ] {
            assert_eq!(break_up(text, columns), rows, "{text}");
            assert_eq!(break_up(text, columns).concat(), text);
        }
        assert_eq!(wrap("made on 2026-10-01", 12), ["made on", "2026-10-01"]);
        assert_eq!(wrap("see https://a.example/b now", 12), ["see", "https://", "a.example/b", "now"]);
        assert_eq!(wrap_words("see https://a.example/b now", 12), ["see", "https://a.example/b", "now"]);
    }

    #[test]
    fn a_broken_up_address_can_be_put_together_again() {
        let address = "https://accounts.example.com/auth?client_id=1234567890&state=abcdef";
        for rows in [break_up(address, 20), break_tight(address, 20)] {
            assert!(rows.iter().all(|row| width(row) <= 20));
            assert_eq!(rows.concat(), address);
        }
        assert_eq!(break_tight(address, 20).len(), 4);
    }
}
