//! Texts as they are compared: lower case, without accents, packed one after another.
//!
//! One unit of a folded text stands for one unit of the original (see [`units`]), so a match can be marked in the latter.

use nucleo_matcher::{Utf32Str, chars};
use unicode_segmentation::UnicodeSegmentation;

/// The folded texts of all rows. Most are ASCII and take a byte for each unit.
#[derive(Default)]
pub(super) struct Folded {
    ascii: Vec<u8>,
    wide: Vec<char>,
}

#[derive(Clone, Copy, Default)]
pub(super) struct TextSpan {
    start: u32,
    len: u32,
    wide: bool,
}

/// A folded text: where it is, and what is known of it without looking.
#[derive(Clone, Copy, Default)]
pub(super) struct FoldedText {
    pub(super) span: TextSpan,
    pub(super) letters: Letters,
}

/// Which letters a text has, one bit for one or several of them. A text that lacks a bit of the query cannot match.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Letters(u64);

impl Folded {
    pub(super) fn push(&mut self, text: &str) -> FoldedText {
        let start = self.wide.len();
        if text.is_ascii() && !text.contains('\r') {
            // Every byte is a unit; only a carriage return would make one with the line feed behind it.
            self.wide.extend(text.chars().map(|c| c.to_ascii_lowercase()));
        } else {
            self.wide.extend(fold(text));
        }
        let folded = self.wide.get(start..).unwrap_or_default();
        let (letters, len) = (Letters::of(folded), folded.len());
        let wide = !folded.iter().all(char::is_ascii);
        let at = if wide { start } else { self.ascii.len() };
        if !wide {
            self.ascii.extend(folded.iter().filter_map(|c| u8::try_from(*c).ok()));
            self.wide.truncate(start);
        }
        // Four gigabytes of names do not happen; if they do, the text that does not fit matches nothing.
        let span = match (u32::try_from(at), u32::try_from(len)) {
            (Ok(start), Ok(len)) => TextSpan { start, len, wide },
            _ => TextSpan::default(),
        };
        FoldedText { span, letters }
    }

    pub(super) fn get(&self, span: TextSpan) -> Utf32Str<'_> {
        let (start, len) = (widen(span.start), widen(span.len));
        if span.wide {
            Utf32Str::Unicode(self.wide.get(start..start + len).unwrap_or_default())
        } else {
            Utf32Str::Ascii(self.ascii.get(start..start + len).unwrap_or_default())
        }
    }
}

impl Letters {
    pub(super) fn of(folded: &[char]) -> Self {
        Self(folded.iter().fold(0, |set, c| set | 1 << bit(*c)))
    }

    /// Whether every letter of `other` is among these.
    pub(super) fn contains(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }
}

/// Letters and digits have a bit each; the others share what is left.
fn bit(c: char) -> u32 {
    match c {
        'a'..='z' => u32::from(c) - u32::from('a'),
        '0'..='9' => 26 + u32::from(c) - u32::from('0'),
        _ if c.is_ascii() => 36 + u32::from(c) % 12,
        _ => 48 + u32::from(c) % 16,
    }
}

/// What is matched, and marked, as one: a grapheme, so that a letter and its accent stay together.
pub(super) fn units(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.grapheme_indices(true)
}

/// The units of a text, folded. What is not a Latin letter keeps its accent only where it is a character of its own.
pub(super) fn fold(text: &str) -> impl Iterator<Item = char> {
    // Each table has gaps that the other fills: Ł has no plain form but ł has one, İ no small one but I has.
    let plain = |c| chars::to_lower_case(chars::normalize(chars::to_lower_case(c)));
    units(text).filter_map(|(_, unit)| unit.chars().next()).map(plain)
}

/// An index as `usize`; no system that runs a terminal has less than 32 bits.
pub(super) fn widen(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_do_not_count() {
        for (text, folded) in [
            ("BigQuery", "bigquery"),
            ("São Tomé", "sao tome"),
            ("Sa\u{303}o", "sao"),
            ("Zürich", "zurich"),
            ("Łódź", "lodz"),
            ("İZMİR", "izmir"),
            ("ΑΘΗΝΑ", "αθηνα"),
            ("漢字 1", "漢字 1"),
        ] {
            assert_eq!(fold(text).collect::<String>(), folded, "{text}");
        }
    }

    #[test]
    fn a_kept_text_comes_back() {
        let mut folded = Folded::default();
        let kept = ["Sales", "", "漢字", "Ärger", "x"].map(|text| folded.push(text));
        let texts = kept.map(|text| folded.get(text.span).to_string());
        assert_eq!(texts, ["sales", "", "漢字", "arger", "x"]);
        assert!(folded.get(kept[3].span).is_ascii());
    }

    #[test]
    fn letters_tell_what_cannot_match() {
        let of = |text: &str| Letters::of(&fold(text).collect::<Vec<_>>());
        assert!(of("Sales EMEA").contains(of("ema")));
        assert!(!of("Sales EMEA").contains(of("emz")));
        assert!(of("x").contains(of("")));
    }
}
