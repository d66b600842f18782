//! The text editor of every field, for plain text and for secrets.
//!
//! It owns a text and a cursor, and knows which keys edit them. Drawing is the view's; what a paste is allowed to
//! bring is [`paste`]'s.

use std::{borrow::Cow, fmt};

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};
use unicode_width::UnicodeWidthStr;
use zeroize::{Zeroize, Zeroizing};

use super::{
    keys::{Code, Key},
    paste,
};
use crate::domain::text::is_unseen;

pub fn columns(text: &str) -> usize {
    text.width()
}

/// How many dots a hidden text shows at most, so that a long one does not tell its length.
const DOTS: usize = 24;

/// Stands where a text is cut.
const CUT: &str = "…";
/// From so many columns on there is room for it.
const MARKED: usize = 6;

/// A text being edited. Any text may be a secret, so each is wiped when it is given up.
#[derive(Default)]
pub struct LineEdit {
    text: Zeroizing<String>,
    /// In bytes; always between two graphemes.
    cursor: usize,
    multi: bool,
    /// Whether it keeps what nobody can see, for a secret may have it.
    keeps_all: bool,
}

/// What a key did to a [`LineEdit`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edit {
    /// The key is none of the editor's.
    Pass,
    /// The key was taken and the text is what it was. The cursor may stand elsewhere.
    Moved,
    /// The text is another one.
    Changed,
}

/// Whether the text may be read on the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mask {
    Open,
    /// Dots in its place.
    Hidden,
}

/// What of a [`LineEdit`] is drawn. Without `Debug`: it may be a secret that is shown for a moment.
#[derive(Default)]
pub struct Shown {
    pub text: String,
    /// The column of the cursor in it.
    pub cursor: u16,
}

impl LineEdit {
    pub fn with(text: &str) -> Self {
        let mut line = Self::default();
        line.set(text);
        line
    }

    /// An empty editor that keeps line breaks.
    pub fn multi() -> Self {
        Self { multi: true, ..Self::default() }
    }

    /// Whether it keeps characters that nobody can see: a secret is sent as it was pasted.
    pub fn keep_all(&mut self, keeps_all: bool) {
        self.keeps_all = keeps_all;
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// How many characters it has, as people count them.
    pub fn count(&self) -> usize {
        self.text.graphemes(true).count()
    }

    pub fn is_at_end(&self) -> bool {
        self.cursor == self.text.len()
    }

    /// Another text; the cursor stands at its end.
    pub fn set(&mut self, text: &str) {
        self.clear();
        self.insert(text);
    }

    pub fn clear(&mut self) {
        self.text.zeroize();
        self.cursor = 0;
    }

    /// Puts a text in at the cursor, all at once. Characters that no field takes are left out.
    pub fn insert(&mut self, text: &str) {
        // What is kept is never longer than what came, so this buffer does not move.
        let mut kept = Zeroizing::new(String::with_capacity(text.len()));
        kept.extend(text.chars().filter_map(|c| self.keep(c)));
        self.reserve(kept.len());
        self.text.insert_str(self.cursor, &kept);
        self.cursor += kept.len();
        self.settle();
    }

    /// Edits, if the key is one that edits.
    pub fn key(&mut self, key: Key) -> Edit {
        if let Some(c) = key.typed() {
            return match self.keep(c) {
                // As much as a paste may bring: nobody types more, but something may send it.
                Some(_) if self.text.len() >= paste::LIMIT => Edit::Moved,
                Some(c) => {
                    self.insert(c.encode_utf8(&mut [0; 4]));
                    Edit::Changed
                }
                None => Edit::Pass,
            };
        }
        let (left, right) = self.halves();
        let by_word = key.ctrl || key.alt;
        let start = self.cursor - if by_word { word(left.graphemes(true).rev()) } else { last(left) };
        let end = self.cursor + if by_word { word(right.graphemes(true)) } else { first(right) };
        match key.code {
            Code::Left => self.go(start),
            Code::Right => self.go(end),
            Code::Backspace => self.remove(start, self.cursor),
            Code::Delete => self.remove(self.cursor, end),
            Code::Home if !by_word => self.go(0),
            Code::End if !by_word => self.go(self.text.len()),
            Code::Char(c) if key.ctrl && !key.alt => match c.to_ascii_lowercase() {
                'a' => self.go(0),
                'e' => self.go(self.text.len()),
                'u' => self.remove(0, self.cursor),
                'k' => self.remove(self.cursor, self.text.len()),
                'w' => self.remove(start, self.cursor),
                _ => Edit::Pass,
            },
            // How macOS sends Option with an arrow, and readline's own keys.
            Code::Char(c) if key.alt && !key.ctrl => match c.to_ascii_lowercase() {
                'b' => self.go(start),
                'f' => self.go(end),
                'd' => self.remove(self.cursor, end),
                _ => Edit::Pass,
            },
            _ => Edit::Pass,
        }
    }

    /// The part of the text that fits into so many columns with the cursor in view, with a sign where it is cut.
    pub fn visible(&self, width: u16, mask: Mask) -> Shown {
        match (width, mask) {
            (0, _) => Shown::default(),
            (_, Mask::Open) => self.open(usize::from(width)),
            (_, Mask::Hidden) => self.hidden(usize::from(width)),
        }
    }

    /// What is shown where nobody edits: the beginning of the text, with a sign where it is cut.
    pub fn beginning(&self, width: u16, mask: Mask) -> Shown {
        let columns = usize::from(width);
        let (bytes, _) = fit(self.text.graphemes(true), columns);
        if mask == Mask::Hidden {
            return self.visible(width, mask);
        }
        if bytes == self.text.len() {
            return Shown { text: drawn(&self.text).into_owned(), cursor: 0 };
        }
        let (bytes, _) = fit(self.text.graphemes(true), columns.saturating_sub(1));
        let end = if columns == 0 { "" } else { CUT };
        let kept = self.text.get(..bytes).unwrap_or_default();
        Shown { text: format!("{}{end}", drawn(kept)), cursor: 0 }
    }

    /// Without a scroll position of its own: what is shown follows from text, cursor and width alone.
    fn open(&self, width: usize) -> Shown {
        let (left, right) = self.halves();
        let (behind, columns) = fit(left.graphemes(true).rev(), width);
        let (rest, ahead) = fit(right.graphemes(true), width - columns);
        // The cursor has a cell of its own at the end.
        if behind == left.len() && rest == right.len() && columns + ahead.max(1) <= width {
            return Shown { text: drawn(&self.text).into_owned(), cursor: column(columns) };
        }
        // In the middle a quarter of the width shows what follows the cursor. In a few columns signs would leave nothing to see.
        let mark = usize::from(width >= MARKED);
        let (_, ahead) = fit(right.graphemes(true), (width / 4).max(1));
        let room = width - ahead.max(1);
        let (mut before, mut columns) = fit(left.graphemes(true).rev(), room);
        let start = if before < left.len() && mark > 0 {
            (before, columns) = fit(left.graphemes(true).rev(), room.saturating_sub(mark));
            columns += mark;
            CUT
        } else {
            ""
        };
        let (mut after, _) = fit(right.graphemes(true), width - columns);
        let end = if after < right.len() && mark > 0 {
            (after, _) = fit(right.graphemes(true), (width - columns).saturating_sub(mark));
            CUT
        } else {
            ""
        };
        let shown = self.text.get(self.cursor - before..self.cursor + after).unwrap_or_default();
        Shown { text: format!("{start}{}{end}", drawn(shown)), cursor: column(columns) }
    }

    /// The cursor counts from the end: there it stands nearly always, and where dots are left out they are at the start.
    fn hidden(&self, width: usize) -> Shown {
        let count = self.count();
        let dots = count.min(DOTS).min(width - 1);
        let cursor = dots.saturating_sub(self.halves().1.graphemes(true).count());
        let (start, shown) = if dots < count && dots > 1 { (CUT, dots - 1) } else { ("", dots) };
        Shown { text: format!("{start}{}", "•".repeat(shown)), cursor: column(cursor) }
    }

    /// The character as it comes into the text, if it does.
    fn keep(&self, c: char) -> Option<char> {
        match c {
            _ if self.keeps_all => Some(c),
            '\t' => Some(' '),
            '\n' if self.multi => Some(c),
            _ => (!is_unseen(c)).then_some(c),
        }
    }

    /// Makes room. `String` would move the text and leave the old place as it was; here it is wiped.
    fn reserve(&mut self, more: usize) {
        let needed = self.text.len() + more;
        if needed > self.text.capacity() {
            let mut grown = String::with_capacity(needed.max(2 * self.text.capacity()));
            grown.push_str(&self.text);
            self.text = Zeroizing::new(grown);
        }
    }

    fn halves(&self) -> (&str, &str) {
        self.text.split_at_checked(self.cursor).unwrap_or_default()
    }

    fn go(&mut self, to: usize) -> Edit {
        self.cursor = to;
        Edit::Moved
    }

    fn remove(&mut self, from: usize, to: usize) -> Edit {
        if from == to {
            return Edit::Moved;
        }
        // Drained, the text would leave its end behind in the buffer; a buffer that is given up is wiped.
        let mut kept = String::with_capacity(self.text.capacity());
        kept.push_str(self.text.get(..from).unwrap_or_default());
        kept.push_str(self.text.get(to..).unwrap_or_default());
        self.text = Zeroizing::new(kept);
        self.cursor = from;
        self.settle();
        Edit::Changed
    }

    /// An edit can join what stands on both sides of the cursor, as a letter and an accent; then it goes behind them.
    fn settle(&mut self) {
        let mut graphemes = GraphemeCursor::new(self.cursor, self.text.len(), true);
        if let Ok(false) = graphemes.is_boundary(&self.text, 0) {
            self.cursor = graphemes.next_boundary(&self.text, 0).ok().flatten().unwrap_or(self.text.len());
        }
    }
}

impl fmt::Debug for LineEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LineEdit({} characters)", self.count())
    }
}

fn first(text: &str) -> usize {
    text.graphemes(true).next().map_or(0, str::len)
}

fn last(text: &str) -> usize {
    text.graphemes(true).next_back().map_or(0, str::len)
}

/// How many bytes there are up to the far end of the next word: what separates words first, then letters and digits.
fn word<'a>(graphemes: impl Iterator<Item = &'a str>) -> usize {
    let mut inside = false;
    graphemes
        .take_while(|grapheme| {
            let letter = grapheme.chars().any(char::is_alphanumeric);
            inside |= letter;
            letter || !inside
        })
        .map(str::len)
        .sum()
}

fn column(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}

/// A line break is drawn as a sign, and so is what nobody would see.
fn drawn(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let sign = |c: char| match c {
        '\n' => '⏎',
        c if is_unseen(c) => '\u{fffd}',
        c => c,
    };
    Cow::Owned(text.chars().map(sign).collect())
}

/// How many bytes, and how many columns of them, fit into `room` columns.
fn fit<'a>(graphemes: impl Iterator<Item = &'a str>, room: usize) -> (usize, usize) {
    let (mut bytes, mut columns) = (0, 0);
    for grapheme in graphemes {
        let width = drawn(grapheme).width();
        if columns + width > room {
            break;
        }
        bytes += grapheme.len();
        columns += width;
    }
    (bytes, columns)
}

#[cfg(test)]
mod tests;
