//! What a terminal would show of the bytes that were written to it.

use std::num::NonZeroU16;

/// Where the body begins beside the rail of steps.
const BODY: u16 = 17;
/// From this width on there is a rail.
const WIDE: u16 = 80;

/// A terminal: all bytes since the start, and what they amount to.
pub struct Screen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

impl Clone for Screen {
    fn clone(&self) -> Self {
        let (rows, columns) = self.parser.screen().size();
        let mut parser = vt100::Parser::new(rows, columns, 0);
        *parser.screen_mut() = self.parser.screen().clone();
        Self { parser, bytes: self.bytes.clone() }
    }
}

impl Screen {
    pub fn new(columns: u16, rows: u16) -> Self {
        Self { parser: vt100::Parser::new(cells(rows), cells(columns), 0), bytes: Vec::new() }
    }

    pub fn feed(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
        self.parser.process(bytes);
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.parser.set_size(cells(rows), cells(columns));
    }

    /// The terminal itself, with colours and cursor.
    pub fn terminal(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The end of what was written, escapes made visible.
    pub fn tail(&self) -> String {
        self.bytes[self.bytes.len().saturating_sub(200)..].escape_ascii().to_string()
    }

    /// The screen as text.
    pub fn text(&self) -> String {
        let rows: Vec<String> = self.rows(0).map(|row| row.trim_end().to_owned()).collect();
        rows.join("\n")
    }

    /// Whether the text is on the screen, on one line or wrapped.
    pub fn shows(&self, text: &str) -> bool {
        self.text().contains(text) || flat(self.rows(0)).contains(text) || flat(self.body()).contains(text)
    }

    /// The rows of the screen from a column on.
    fn rows(&self, from: u16) -> impl Iterator<Item = String> {
        let columns = self.parser.screen().size().1.get();
        self.parser.screen().rows(from, columns.saturating_sub(from))
    }

    /// The rows beside the steps.
    fn body(&self) -> impl Iterator<Item = String> {
        let is_wide = self.parser.screen().size().1.get() >= WIDE;
        self.rows(if is_wide { BODY } else { 0 })
    }

    /// Words that were broken over rows as well, such as an address: the body without any blanks.
    pub fn packed(&self) -> String {
        self.body().flat_map(|row| row.chars().filter(|c| !c.is_whitespace()).collect::<Vec<_>>()).collect()
    }

    /// The first row that contains the text.
    pub fn row_with(&self, text: &str) -> Option<String> {
        self.rows(0).find(|row| row.contains(text))
    }

    /// The wizard has the whole terminal.
    pub fn is_full(&self) -> bool {
        let screen = self.parser.screen();
        screen.alternate_screen() && screen.bracketed_paste()
    }

    /// The terminal is as it was before the program.
    pub fn is_restored(&self) -> bool {
        let screen = self.parser.screen();
        !screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor()
    }

    /// Whether a text was ever written, whatever the screen shows now. Escapes in between are left out.
    pub fn ever_wrote(&self, text: &str) -> bool {
        self.bytes.windows(text.len()).any(|window| window == text.as_bytes())
    }

    /// All numbers of `CSI … m`: colours and the like.
    pub fn renditions(&self) -> Vec<u16> {
        let text = String::from_utf8_lossy(&self.bytes).into_owned();
        let sequences = text.split("\x1b[").skip(1).filter_map(|rest| {
            let end = rest.find(|c: char| !(c.is_ascii_digit() || c == ';' || c == ':'))?;
            rest[end..].starts_with('m').then(|| rest[..end].to_owned())
        });
        sequences
            .flat_map(|numbers| {
                numbers.split([';', ':']).map(|number| number.parse().unwrap_or(0)).collect::<Vec<u16>>()
            })
            .collect()
    }
}

fn flat(rows: impl Iterator<Item = String>) -> String {
    rows.flat_map(|row| row.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>().join(" ")
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).expect("a size")
}
