//! The signs of the wizard in ASCII, for terminals that show no others. One table for the screen and for plain output.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr as _;

use crate::domain::text::letter;

/// Which signs the terminal can show.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Symbols {
    /// All of them.
    #[default]
    Unicode,
    /// Those of ASCII, and letters of any script.
    AsciiSigns,
    /// Nothing but ASCII.
    Ascii,
}

/// What no sign of ours is larger than. A letter with more bytes may have marks without end.
const LONGEST: usize = 64;

/// What stands for letters that cannot be shown: it can only be said that something stands there.
const LETTER: &str = "?";

/// The sign in ASCII, of the same width. What is no sign of ours is somebody's text.
fn in_ascii(symbol: &str, symbols: Symbols) -> Option<&'static str> {
    Some(match symbol {
        _ if symbols == Symbols::Unicode || symbol.is_ascii() => return None,
        "▸" | "▶" | "›" | "→" | "⇥" => ">",
        "←" | "◂" | "‹" => "<",
        "↑" => "^",
        "↓" => "v",
        "✓" | "┌" | "┐" | "└" | "┘" | "├" | "┤" | "┬" | "┴" | "┼" | "╭" | "╮" | "╰" | "╯" => {
            "+"
        }
        "●" | "•" | "◉" => "*",
        "○" | "◦" | "□" | "▫" => "o",
        "✗" | "✕" | "×" => "x",
        "─" | "━" | "–" | "—" | "‑" | "−" | "·" => "-",
        "│" | "┃" | "▏" | "▕" | "▌" | "▐" | "┊" => "|",
        "█" | "▓" | "▒" | "░" | "■" | "▪" => "#",
        "…" => "~",
        "⏎" | "↵" | "↩" => "/",
        "‘" | "’" => "'",
        "“" | "”" | "„" => "\"",
        "\u{a0}" => " ",
        _ if symbols == Symbols::Ascii => LETTER,
        _ => return None,
    })
}

/// Makes what was drawn fit for the terminal: no letter has marks without end, and every sign is one that can be shown.
pub fn settle(drawn: &mut Buffer, symbols: Symbols) {
    for cell in &mut drawn.content {
        let symbol = cell.symbol();
        // A link is one cell, with the address in it.
        if symbol.starts_with('\u{1b}') {
            continue;
        }
        if symbol.len() > LONGEST {
            let cut = letter(symbol).to_owned();
            cell.set_symbol(&cut);
        }
        if let Some(sign) = in_ascii(cell.symbol(), symbols) {
            cell.set_symbol(sign);
        }
    }
}

/// The same for a text that is printed.
pub fn plain(text: &str, symbols: Symbols) -> Cow<'_, str> {
    if symbols == Symbols::Unicode || text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut buffer = [0; 4];
    for c in text.chars() {
        let symbol = &*c.encode_utf8(&mut buffer);
        // Printed there is room, and three dots say more than a sign that is at home elsewhere.
        match symbol {
            "…" => out.push_str("..."),
            // A mark belongs to the letter before it, which has its sign already.
            _ if symbols == Symbols::Ascii && symbol.width() == 0 && !symbol.is_ascii() => {}
            _ => out.push_str(in_ascii(symbol, symbols).unwrap_or(symbol)),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use ratatui::{layout::Rect, style::Style};

    use super::*;

    #[test]
    fn every_sign_has_one_of_its_own_width() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 30, 1));
        buffer.set_string(0, 0, "▸ ✓ ● ○ ✗ ─ │ … ↑↓ Zoë 日本", Style::new());
        let before = buffer.clone();
        settle(&mut buffer, Symbols::Unicode);
        assert_eq!(buffer, before);
        let text = |buffer: &Buffer| buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect::<String>();
        settle(&mut buffer, Symbols::AsciiSigns);
        assert_eq!(text(&buffer).trim_end(), "> + * o x - | ~ ^v Zoë 日 本");
        settle(&mut buffer, Symbols::Ascii);
        assert_eq!(text(&buffer).trim_end(), "> + * o x - | ~ ^v Zo? ? ?");
    }

    #[test]
    fn a_letter_in_a_cell_has_bounds() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 1));
        buffer.set_string(0, 0, format!("a{}b", "\u{301}".repeat(100_000)), Style::new());
        settle(&mut buffer, Symbols::Unicode);
        let bytes: usize = buffer.content.iter().map(|cell| cell.symbol().len()).sum();
        assert!(bytes < 50, "{bytes}");
    }

    #[test]
    fn plain_output_is_ascii_too() {
        assert_eq!(plain("Done: Zoë’s “S3” … ✓", Symbols::Ascii), "Done: Zo?'s \"S3\" ... +");
        assert_eq!(plain("Zoë’s “S3” …\n", Symbols::AsciiSigns), "Zoë's \"S3\" ...\n");
        assert_eq!(plain("e\u{301}", Symbols::Ascii), "e");
        assert_eq!(plain("…", Symbols::Unicode), "…");
    }
}
