//! The terminal's own tricks, for the loop.

use std::io;

use ratatui::Terminal;

use crate::{
    app::Edge,
    terminal::{self, Backend},
};

/// The real terminal.
pub(super) struct TheTerminal;

impl Edge<Backend<io::Stdout>> for TheTerminal {
    fn send(&mut self, terminal: &mut Terminal<Backend<io::Stdout>>, bytes: &[u8]) -> io::Result<()> {
        terminal.backend_mut().send(bytes)
    }

    fn ask_to_stop(&mut self) -> io::Result<()> {
        terminal::ask_to_stop()
    }

    fn suspend(&mut self) -> io::Result<()> {
        terminal::suspend()
    }

    fn resumed(&mut self) -> io::Result<()> {
        terminal::resumed()
    }

    fn outside(&mut self, text: &str) -> io::Result<()> {
        terminal::outside(text)
    }

    fn inside(&mut self) -> io::Result<()> {
        terminal::inside()
    }
}
