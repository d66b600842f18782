//! Writing frames: ratatui's own backend with two habits changed.
//!
//! It sends each frame in up to three writes, and the cursor flickers in between; here a frame is one write, at `flush`. And
//! before it clears the screen it asks the terminal where the cursor is, waits for an answer, and takes it out of the keys; here
//! the answer is what was last said to the terminal.

use std::io::{self, BufWriter, Write};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::terminal::Clear;
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// Room for the largest usual frame, so that the buffer does not empty itself half-way.
const FRAME: usize = 64 * 1024;

/// A terminal that does not tell its size.
#[cfg(unix)]
const USUAL: Size = Size::new(80, 24);
/// Larger than the smallest letters make the largest screens.
const LARGEST: Size = Size::new(1000, 400);

#[derive(Debug)]
pub struct TerminalBackend<W: Write> {
    inner: CrosstermBackend<BufWriter<W>>,
    cursor: Position,
}

impl<W: Write> TerminalBackend<W> {
    pub fn new(out: W) -> Self {
        Self { inner: CrosstermBackend::new(BufWriter::with_capacity(FRAME, out)), cursor: Position::ORIGIN }
    }

    /// Writes bytes that are no part of a frame, such as a request to the terminal's clipboard.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.inner.write_all(bytes)?;
        Write::flush(&mut self.inner)
    }
}

impl<W: Write> Backend for TerminalBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.inner.draw(content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        queue!(self.inner, Hide)
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        queue!(self.inner, Show)
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.cursor = position.into();
        queue!(self.inner, MoveTo(self.cursor.x, self.cursor.y))
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        use crossterm::terminal::ClearType as Region;

        let region = match region {
            ClearType::All => Region::All,
            ClearType::AfterCursor => Region::FromCursorDown,
            ClearType::BeforeCursor => Region::FromCursorUp,
            ClearType::CurrentLine => Region::CurrentLine,
            ClearType::UntilNewLine => Region::UntilNewLine,
        };
        queue!(self.inner, Clear(region))
    }

    fn size(&self) -> io::Result<Size> {
        size().map(bounded)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

/// The size of the terminal. Where it has none, as on a serial line, the usual one: the terminal library would start a program to
/// ask.
#[cfg(unix)]
fn size() -> io::Result<Size> {
    let told = rustix::termios::tcgetwinsize(io::stdout())?;
    Ok(if told.ws_col == 0 || told.ws_row == 0 { USUAL } else { Size::new(told.ws_col, told.ws_row) })
}

#[cfg(not(unix))]
fn size() -> io::Result<Size> {
    let (columns, rows) = crossterm::terminal::size()?;
    Ok(Size::new(columns, rows))
}

/// What is drawn of a terminal that says to be larger than any screen: memory is needed for every cell.
fn bounded(size: Size) -> Size {
    let columns = size.width.min(LARGEST.width);
    Size::new(columns, size.height.min(LARGEST.height))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use ratatui::layout::Rect;
    use ratatui::style::Style;
    use ratatui::{Terminal, TerminalOptions, Viewport};

    use super::*;

    /// Remembers each write by itself.
    #[derive(Clone, Default)]
    struct Writes(Rc<RefCell<Vec<Vec<u8>>>>);

    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_frame_is_one_write() {
        let writes = Writes::default();
        let viewport = Viewport::Fixed(Rect::new(0, 0, 120, 40));
        let mut terminal =
            Terminal::with_options(TerminalBackend::new(writes.clone()), TerminalOptions { viewport }).unwrap();
        writes.0.borrow_mut().clear();
        for text in ["one", "two"] {
            terminal
                .draw(|frame| {
                    for row in 0..40 {
                        frame.buffer_mut().set_string(0, row, text.repeat(30), Style::new().bold());
                    }
                    frame.set_cursor_position((5, 7));
                })
                .unwrap();
            let written = std::mem::take(&mut *writes.0.borrow_mut());
            assert_eq!(written.len(), 1, "{text}");
            let mut parser = vt100::Parser::new(40.try_into().unwrap(), 120.try_into().unwrap(), 0);
            parser.process(&written[0]);
            assert_eq!(parser.screen().cursor_position(), (7, 5));
            assert!(parser.screen().contents().contains(text));
        }
    }

    #[test]
    fn a_terminal_that_says_to_be_endless_is_drawn_in_part() {
        assert_eq!(bounded(Size::new(65535, 65535)), LARGEST);
        assert_eq!(bounded(Size::new(300, 65535)), Size::new(300, 400));
        assert_eq!(bounded(Size::new(120, 40)), Size::new(120, 40));
    }

    #[test]
    fn clearing_asks_the_terminal_nothing() {
        let writes = Writes::default();
        let mut backend = TerminalBackend::new(writes.clone());
        backend.set_cursor_position((3, 4)).unwrap();
        assert_eq!(backend.get_cursor_position().unwrap(), Position::new(3, 4));
        backend.clear().unwrap();
        backend.flush().unwrap();
        let written = writes.0.borrow().concat();
        assert_eq!(String::from_utf8(written).unwrap(), "\x1b[5;4H\x1b[2J");
    }
}
