//! What was typed, as words to be found.
//!
//! Every word is plain text to be matched with gaps. There is no syntax: `!f` looks for an exclamation mark and an f, or
//! else a longer query could find more than a shorter one.

use std::{cell::RefCell, ops::Range};

use memchr::memmem;
use nucleo_matcher::{Config, Matcher, Utf32Str, Utf32String};
use unicode_segmentation::UnicodeSegmentation;

use super::fold::{Folded, FoldedText, Letters, fold, units};

/// How much of the text counts. The matcher's scores are 16 bits wide; a row is found long before.
const LIMIT: usize = 200;

/// The words of a filter, folded; all of them must match.
#[derive(Default, PartialEq, Eq)]
pub(super) struct Query {
    words: Vec<Word>,
}

#[derive(PartialEq, Eq)]
struct Word {
    folded: Utf32String,
    letters: Letters,
    /// The score of a text that is this word, which no other text exceeds.
    most: u32,
}

impl Query {
    /// The words of a text, split at blanks.
    pub(super) fn new(text: &str) -> Self {
        let end = text.grapheme_indices(true).nth(LIMIT).map_or(text.len(), |(at, _)| at);
        let words = text.get(..end).unwrap_or_default().split_whitespace();
        Self { words: words.map(Word::new).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether it can only find rows that `before` finds too: each word of that is the beginning of one of these.
    pub(super) fn narrows(&self, before: &Self) -> bool {
        before.words.iter().all(|old| self.words.iter().any(|new| new.begins_with(old)))
    }

    /// How well a row matches, if it does. A word may be in the label, with gaps, or in one piece in the text beside it,
    /// whichever it matches better; where both are as good, the label counts a little more than the other text.
    pub(super) fn score(&self, [label, also]: &[FoldedText; 2], folded: &Folded) -> Option<u32> {
        self.words.iter().try_fold(0, |sum, word| {
            if word.leads(label, folded) {
                return Some(sum + in_label(word.most));
            }
            let label = word.score(label, folded).map(in_label);
            let also = word.is_whole_in(also, folded).then(|| word.score(also, folded)).flatten().map(in_also);
            Some(sum + label.max(also)?)
        })
    }

    /// The score that no row exceeds.
    pub(super) fn most(&self) -> u32 {
        self.words.iter().map(|word| in_label(word.most)).sum()
    }

    /// Whether a row matches, however well. A small part of the work of scoring it.
    pub(super) fn finds(&self, [label, also]: &[FoldedText; 2], folded: &Folded) -> bool {
        self.words.iter().all(|word| word.is_in(label, folded) || word.is_whole_in(also, folded))
    }

    /// The parts of a text that are one of the words in one piece: byte ranges in their order, none touching the next.
    pub(super) fn whole_marks(&self, text: &str) -> Vec<Range<usize>> {
        let letters: Vec<char> = fold(text).collect();
        let mut is_marked = vec![false; letters.len()];
        for word in &self.words {
            let word: Vec<char> = word.folded.slice(..).chars().collect();
            for at in 0..letters.len() {
                if letters.get(at..at + word.len()).is_some_and(|part| part == word) {
                    is_marked.iter_mut().skip(at).take(word.len()).for_each(|mark| *mark = true);
                }
            }
        }
        join(units(text).zip(is_marked).filter(|(_, marked)| *marked).map(|(unit, _)| unit))
    }

    /// The parts of a label that the words match: byte ranges in their order, none touching the next.
    pub(super) fn marks(&self, label: &str, folded: Utf32Str<'_>) -> Vec<Range<usize>> {
        let mut indices = Vec::new();
        for word in &self.words {
            MATCHER.with_borrow_mut(|matcher| matcher.fuzzy_indices(folded, word.folded.slice(..), &mut indices));
        }
        if indices.is_empty() {
            return Vec::new();
        }
        indices.sort_unstable();
        let marked = (0_u32..).zip(units(label)).filter(|(index, _)| indices.binary_search(index).is_ok());
        join(marked.map(|(_, unit)| unit))
    }
}

/// Ranges of units, neighbours in one.
fn join<'a>(units: impl Iterator<Item = (usize, &'a str)>) -> Vec<Range<usize>> {
    let mut marks: Vec<Range<usize>> = Vec::new();
    for (start, unit) in units {
        let end = start + unit.len();
        match marks.last_mut() {
            Some(mark) if mark.end == start => mark.end = end,
            _ => marks.push(start..end),
        }
    }
    marks
}

fn in_label(score: u32) -> u32 {
    2 * score + 1
}

fn in_also(score: u32) -> u32 {
    2 * score
}

impl Word {
    fn new(text: &str) -> Self {
        let folded: Vec<char> = fold(text).collect();
        let letters = Letters::of(&folded);
        let ascii = folded.iter().all(char::is_ascii);
        let folded =
            if ascii { Utf32String::Ascii(folded.into_iter().collect()) } else { Utf32String::Unicode(folded.into()) };
        let most = score(folded.slice(..), folded.slice(..)).unwrap_or_default();
        Self { folded, letters, most }
    }

    fn score(&self, text: &FoldedText, folded: &Folded) -> Option<u32> {
        // Most texts that do not match lack a letter, and asking that costs next to nothing.
        let possible = text.letters.contains(self.letters);
        possible.then(|| score(folded.get(text.span), self.folded.slice(..)))?
    }

    /// Whether one of the words of a text begins with this one. Nothing matches better, so it need not be scored. A sign
    /// in front has rules of its own, and what is not ASCII is rare: both are scored.
    fn leads(&self, text: &FoldedText, folded: &Folded) -> bool {
        match (folded.get(text.span), self.folded.slice(..)) {
            (Utf32Str::Ascii(text), Utf32Str::Ascii(word)) if word.first().is_some_and(u8::is_ascii_alphanumeric) => {
                text.split(|byte| *byte == b' ').any(|part| part.starts_with(word))
            }
            _ => false,
        }
    }

    /// Whether a text has all letters of this word in their order, which is what a match is.
    fn is_in(&self, text: &FoldedText, folded: &Folded) -> bool {
        if !text.letters.contains(self.letters) {
            return false;
        }
        match (folded.get(text.span), self.folded.slice(..)) {
            (Utf32Str::Ascii(text), Utf32Str::Ascii(word)) => {
                let mut rest = text.iter();
                word.iter().all(|letter| rest.any(|byte| byte == letter))
            }
            (text, word) => {
                let mut rest = text.chars();
                word.chars().all(|letter| rest.any(|c| c == letter))
            }
        }
    }

    /// Whether a text has this word in one piece. What is not shown as a whole must not match by scattered letters.
    fn is_whole_in(&self, text: &FoldedText, folded: &Folded) -> bool {
        if !text.letters.contains(self.letters) {
            return false;
        }
        match (folded.get(text.span), self.folded.slice(..)) {
            (Utf32Str::Ascii(text), Utf32Str::Ascii(word)) => memmem::find(text, word).is_some(),
            (text, word) => {
                let (text, word): (Vec<char>, Vec<char>) = (text.chars().collect(), word.chars().collect());
                text.windows(word.len()).any(|part| part == word)
            }
        }
    }

    fn begins_with(&self, other: &Self) -> bool {
        let (text, beginning) = (self.folded.slice(..), other.folded.slice(..));
        beginning.len() <= text.len() && text.chars().zip(beginning.chars()).all(|(a, b)| a == b)
    }
}

thread_local! {
    /// Scratch memory for all lists, for it is large: making one for every key and frame is a tenth of their time.
    static MATCHER: RefCell<Matcher> = {
        // It takes texts as they are, for both sides come folded.
        let mut config = Config::DEFAULT;
        config.ignore_case = false;
        config.normalize = false;
        RefCell::new(Matcher::new(config))
    };
}

fn score(text: Utf32Str<'_>, word: Utf32Str<'_>) -> Option<u32> {
    MATCHER.with_borrow_mut(|matcher| matcher.fuzzy_match(text, word)).map(u32::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(query: &str, label: &str) -> Vec<String> {
        let mut folded = Folded::default();
        let text = folded.push(label);
        let marks = Query::new(query).marks(label, folded.get(text.span));
        marks.into_iter().map(|mark| label[mark].to_owned()).collect()
    }

    #[test]
    fn marks_show_what_matched() {
        #[rustfmt::skip]
        let table: &[(&str, &str, &[&str])] = &[
            ("sal",    "Sales EMEA",           &["Sal"]),
            ("slem",   "Sales EMEA",           &["S", "l", "EM"]),
            ("em sal", "Sales EMEA",           &["Sal", "EM"]),
            ("sao",    "São Tomé",             &["São"]),
            ("tome",   "São Tome\u{301}",      &["Tome\u{301}"]),
            ("É",      "cafe\u{301}",          &["e\u{301}"]),
            ("字x",    "漢字👩\u{200d}👧x",      &["字", "x"]),
            ("zz",     "Sales",                &[]),
            ("",       "Sales",                &[]),
        ];
        for (query, label, marks) in table {
            assert_eq!(marked(query, label), *marks, "{query} in {label}");
        }
    }

    #[test]
    fn whole_marks_show_words_in_one_piece_only() {
        #[rustfmt::skip]
        let table: &[(&str, &str, &[&str])] = &[
            ("s3",      "aws s3 bucket",      &["s3"]),
            ("s3",      "microsoft 365",      &[]),
            ("sql ser", "sql server",         &["sql", "ser"]),
            ("aa",      "aaa",                &["aaa"]),
            ("É",       "cafe\u{301}",        &["e\u{301}"]),
            ("",        "aws",                &[]),
        ];
        for (query, text, marks) in table {
            let found = Query::new(query).whole_marks(text);
            assert_eq!(found.into_iter().map(|mark| &text[mark]).collect::<Vec<_>>(), *marks, "{query} in {text}");
        }
    }

    #[test]
    fn a_query_that_only_grows_narrows() {
        #[rustfmt::skip]
        let table = [
            ("",     "a",     true),
            ("sa",   "sal",   true),
            ("sal",  "sa",    false),
            ("a b",  "ax by", true),
            ("a b",  "ab",    false),
            ("a",    "xa",    false),
            ("e",    "É",     true),
        ];
        for (before, after, narrows) in table {
            assert_eq!(Query::new(after).narrows(&Query::new(before)), narrows, "{before} -> {after}");
        }
    }

    #[test]
    fn a_very_long_query_is_cut_and_not_a_fault() {
        let mut folded = Folded::default();
        let texts = ["é x".repeat(30_000), String::new()].map(|text| folded.push(&text));
        assert!(Query::new(&"ex".repeat(10_000)).score(&texts, &folded).is_some());
    }
}
