//! Addresses that terminals open on a click: OSC 8 hyperlinks.
//!
//! A terminal that does not know them shows the text alone.

use std::num::NonZeroU16;

use ratatui::{
    buffer::{Buffer, CellDiffOption},
    layout::Rect,
};

/// Some terminals take nothing longer.
const LONGEST: usize = 2083;

/// Makes the text that was drawn in this one row lead to an address. Every row of a broken address names all of it, under one
/// `id`, so that the terminal knows them for one link.
pub fn link(area: Rect, url: &str, buf: &mut Buffer) {
    // What comes from the network is no escape sequence, and does not end ours.
    if url.len() > LONGEST || !url.bytes().all(|byte| byte.is_ascii_graphic()) {
        return;
    }
    let Some(columns) = NonZeroU16::new(area.width) else { return };
    let shown: String = (area.left()..area.right()).map(|x| buf[(x, area.y)].symbol()).collect();
    for x in area.left()..area.right() {
        // These cells are drawn by the first one. When the link goes they are drawn anew, or it would stay with what looks the same.
        buf[(x, area.y)].set_diff_option(CellDiffOption::AlwaysUpdate);
    }
    buf[(area.x, area.y)]
        .set_symbol(&format!("\x1b]8;id=qonnect;{url}\x1b\\{shown}\x1b]8;;\x1b\\"))
        .set_diff_option(CellDiffOption::ForcedWidth(columns));
}

/// What a cell's symbol shows: of a link its whole text, which covers the cells behind it as well.
pub fn text(symbol: &str) -> &str {
    let link = symbol.strip_prefix("\x1b]8;").and_then(|link| link.split_once("\x1b\\"));
    link.and_then(|(_, rest)| rest.split_once('\x1b')).map_or(symbol, |(text, _)| text)
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    const ROW: Rect = Rect { x: 2, y: 0, width: 4, height: 1 };

    fn drawn(text: &str, url: Option<&str>) -> Buffer {
        let mut buf = Buffer::empty(Rect::new(0, 0, 8, 1));
        buf.set_string(0, 0, text, Style::new());
        if let Some(url) = url {
            link(ROW, url, &mut buf);
        }
        buf
    }

    fn written(before: &Buffer, after: &Buffer) -> Vec<(u16, String)> {
        before.diff(after).into_iter().map(|(x, _, cell)| (x, cell.symbol().to_owned())).collect()
    }

    #[test]
    fn a_row_is_written_in_one_piece_that_names_the_whole_address() {
        let empty = Buffer::empty(Rect::new(0, 0, 8, 1));
        let linked = drawn("▸ http!", Some("https://a.example/b"));
        let link = "\x1b]8;id=qonnect;https://a.example/b\x1b\\http\x1b]8;;\x1b\\".to_owned();
        assert_eq!(written(&empty, &linked), [(0, "▸".into()), (2, link), (6, "!".into())]);
        assert_eq!(written(&linked, &linked.clone()), []);
        assert_eq!((text(linked[(2, 0)].symbol()), text(linked[(0, 0)].symbol())), ("http", "▸"));
    }

    #[test]
    fn when_the_link_goes_all_of_its_cells_are_drawn_anew() {
        let linked = drawn("▸ http!", Some("https://a.example/b"));
        let plain = drawn("▸ http!", None);
        let rows: Vec<u16> = written(&linked, &plain).into_iter().map(|(x, _)| x).collect();
        assert_eq!(rows, [2, 3, 4, 5]);
    }

    #[test]
    fn an_address_that_could_end_the_sequence_or_is_too_long_is_only_text() {
        let long = format!("https://a.example/{}", "x".repeat(LONGEST));
        for url in ["https://a.example/\x1b\\", "https://a.example/\u{9c}", "https://a b", &long] {
            assert_eq!(drawn("  http", Some(url)), drawn("  http", None), "{url:?}");
        }
    }
}
