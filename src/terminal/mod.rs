//! The edge to the terminal: taking it over, giving it back, and what it says.
//!
//! Here are the modes, the guard, the fault hook, suspending, and printing outside the full screen.
//!
//! What the keys mean and what is drawn is decided elsewhere. The terminal is asked nothing, at the start or later: an answer
//! that is late or never comes would hang the wizard or end up in a field.

mod ask;
mod backend;
mod bursts;
#[cfg(any(not(unix), test))]
#[cfg_attr(unix, expect(dead_code, reason = "used on Windows; here only its tests run"))]
mod console;
#[cfg(any(unix, test))]
mod decoder;
mod events;
mod input;
#[cfg(any(unix, test))]
mod sequences;
mod signals;

use std::io::{self, IsTerminal as _, Stdout, Write};
use std::panic::PanicHookInfo;
use std::process;
use std::sync::atomic::{AtomicU8, Ordering};

use crossterm::cursor::{MoveToPreviousLine, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::queue;
use crossterm::style::ResetColor;
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::Terminal;

use crate::domain::text::is_unseen;

pub(crate) use ask::{Answered, ask_secret};
pub use backend::TerminalBackend;
pub(crate) use bursts::Bursts;
pub use events::Events;
pub use input::TerminalInput;
pub use signals::{Signals, end_by_force};

/// The exit code after a fault of our own.
const FAULT: i32 = 101;

pub type StdoutTerminal = Terminal<TerminalBackend<Stdout>>;

/// What was made of the terminal. It is one value, for it is given back from any thread, and whenever that is, it was one of these.
static MODE: AtomicU8 = AtomicU8::new(FOUND);
/// It is as it was found.
const FOUND: u8 = 0;
/// Keys arrive one by one and pastes in brackets, and the alternate screen is up.
const FULL: u8 = 1;
/// The same, but the alternate screen was left to print something. Leaving it twice would put the cursor where it was before the
/// first time, and what has been printed since then would be overwritten.
const OUTSIDE: u8 = 2;
/// Keys arrive one by one, and a question is asked on a line of standard error. Standard output may be a file then.
const ASKING: u8 = 3;

/// Whether the wizard can run here. The error is a sentence for stderr, and the exit code then is 2.
pub fn usable(term: Option<&str>) -> Result<(), &'static str> {
    judge(io::stdin().is_terminal() && io::stdout().is_terminal(), term)
}

fn judge(terminals: bool, term: Option<&str>) -> Result<(), &'static str> {
    match term {
        _ if !terminals => {
            Err("this needs a terminal for its keys and its screen; here one of them is a file or a pipe.")
        }
        Some("dumb") => Err("this needs a terminal that can be drawn on; TERM=dumb says that this one cannot."),
        None if cfg!(unix) => Err("this needs a terminal that can be drawn on; TERM is not set."),
        Some(_) | None => Ok(()),
    }
}

/// How wide the terminal is; as wide as terminals used to be, where it does not tell.
pub fn columns() -> usize {
    crossterm::terminal::size()
        .ok()
        .map(|(columns, _)| usize::from(columns))
        .filter(|columns| *columns > 0)
        .unwrap_or(80)
}

/// The terminal taken over. It is given back when this is dropped, so it has to outlive the [`StdoutTerminal`].
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Takes the terminal over. Whatever fails half-way is undone.
    pub fn enter() -> io::Result<(Self, StdoutTerminal)> {
        let guard = Self(());
        take_over()?;
        let screen = Terminal::new(TerminalBackend::new(io::stdout()))?;
        Ok((guard, screen))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore_all();
    }
}

fn take_over() -> io::Result<()> {
    enable_raw_mode()?;
    MODE.store(FULL, Ordering::SeqCst);
    send(enter_bytes)
}

/// Gives the terminal back as it was found. The one way out, for every end; calling it again does nothing.
pub fn restore_all() {
    // A terminal that is gone cannot be restored, and nobody is left to be told.
    let _written = match MODE.swap(FOUND, Ordering::SeqCst) {
        FOUND => return,
        ASKING => io::stderr().write_all(if cfg!(unix) { b"\x1b[?2004l\r\n" } else { b"\r\n" }),
        mode => send(|out| leave_bytes(out, mode == FULL)),
    };
    let _ = disable_raw_mode();
}

/// Goes over from one mode to another; false where it was not in the first, as after it was given back.
fn go_over(from: u8, to: u8) -> bool {
    MODE.compare_exchange(from, to, Ordering::SeqCst, Ordering::SeqCst).is_ok()
}

fn enter_bytes(out: &mut Vec<u8>) -> io::Result<()> {
    queue!(out, EnterAlternateScreen)?;
    // The terminal library does not read brackets on Windows, where asking for them disturbs Enter.
    if cfg!(unix) { queue!(out, EnableBracketedPaste) } else { Ok(()) }
}

fn leave_bytes(out: &mut Vec<u8>, full: bool) -> io::Result<()> {
    if cfg!(unix) {
        queue!(out, DisableBracketedPaste)?;
    }
    queue!(out, ResetColor)?;
    if full {
        queue!(out, LeaveAlternateScreen)?;
    }
    queue!(out, Show)
}

/// Writes in one piece, so that nothing can come in between.
fn send(fill: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<()> {
    let mut bytes = Vec::new();
    fill(&mut bytes)?;
    let mut out = io::stdout().lock();
    out.write_all(&bytes)?;
    out.flush()
}

/// From here on a fault of our own restores the terminal, says where it happened and ends the program, whichever thread it
/// is on. What the fault says of itself is not printed: it may quote what was typed.
pub fn end_on_fault() {
    std::panic::set_hook(Box::new(|fault| {
        restore_all();
        // Without a stderr there is nobody to tell.
        let _ = writeln!(io::stderr(), "{}", epitaph(fault));
        process::exit(FAULT);
    }));
}

fn epitaph(fault: &PanicHookInfo<'_>) -> String {
    let place = fault.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
    format!(
        "qonnect stopped with an internal error{place}. Please report this line; it contains nothing that you typed."
    )
}

/// Wants the program to stop, together with whatever it was started with, as a terminal does on Ctrl+Z. It comes back as
/// [`TerminalInput::Stop`], as it does when somebody else wants it.
pub fn ask_to_stop() -> io::Result<()> {
    #[cfg(unix)]
    rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?;
    Ok(())
}

/// Gives the terminal back and stops until the program is brought back; then takes the terminal over again. The caller clears and
/// draws.
///
/// The signal is one that nobody here listens to. Where no shell could bring the program back, the system does not stop it by
/// that, and this returns; nothing stronger is tried for this reason.
pub fn suspend() -> io::Result<()> {
    #[cfg(unix)]
    {
        use rustix::process::{Signal, getpid, kill_process};

        restore_all();
        let stopped = kill_process(getpid(), Signal::TTIN);
        // The main thread stops right there, any other a moment later: it must not have taken the terminal again by then.
        std::thread::sleep(std::time::Duration::from_millis(50));
        take_over()?;
        stopped?;
    }
    Ok(())
}

/// Takes up again what a shell changes about its terminal while the program is stopped, by whatever stopped it. The caller clears
/// and draws.
pub fn resumed() -> io::Result<()> {
    if MODE.load(Ordering::SeqCst) != FOUND {
        disable_raw_mode()?;
        enable_raw_mode()?;
        send(|out| if cfg!(unix) { queue!(out, EnableBracketedPaste) } else { Ok(()) })?;
    }
    Ok(())
}

/// Leaves the full screen and prints `text` on one line, which the terminal may wrap but does not break, so that it can be
/// selected as a whole. Keys still arrive one by one: the loop waits for Enter and then calls [`inside`].
pub fn outside(text: &str) -> io::Result<()> {
    let was_full = go_over(FULL, OUTSIDE);
    send(|out| {
        if was_full {
            queue!(out, LeaveAlternateScreen)?;
        }
        queue!(out, Show)?;
        // In raw mode a line break does not go back to the first column by itself.
        write!(out, "\r\nOpen this URL in a browser:\r\n\r\n{}\r\n\r\nPress Enter to return.\r\n", printable(text))
    })
}

/// Comes back to the full screen. The caller clears and draws.
pub fn inside() -> io::Result<()> {
    if !go_over(OUTSIDE, FULL) {
        return Ok(());
    }
    // The address stays in the scrollback, what to press does not: there is nothing to return to once the program has ended.
    let clear = Clear(ClearType::CurrentLine);
    send(|out| queue!(out, MoveToPreviousLine(1), clear, EnterAlternateScreen))
}

/// Without whatever could move the cursor, or show an address as another than it is.
fn printable(text: &str) -> String {
    text.chars().filter(|&c| !is_unseen(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(fill: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut bytes = Vec::new();
        fill(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[cfg(unix)]
    #[test]
    fn what_is_switched_on_is_switched_off() {
        assert_eq!(bytes(enter_bytes), "\x1b[?1049h\x1b[?2004h");
        assert_eq!(bytes(|out| leave_bytes(out, true)), "\x1b[?2004l\x1b[0m\x1b[?1049l\x1b[?25h");
        assert_eq!(bytes(|out| leave_bytes(out, false)), "\x1b[?2004l\x1b[0m\x1b[?25h");
    }

    #[cfg(unix)]
    #[test]
    fn the_screen_outside_is_as_it_was_before() {
        let mut parser = vt100::Parser::new(5.try_into().unwrap(), 30.try_into().unwrap(), 0);
        parser.process(b"$ qonnect\r\n");
        parser.process(bytes(enter_bytes).as_bytes());
        parser.process(b"\x1b[1;1H\x1b[1mthe wizard\x1b[?25l");
        assert!(parser.screen().alternate_screen() && parser.screen().bracketed_paste());
        parser.process(bytes(|out| leave_bytes(out, true)).as_bytes());
        let screen = parser.screen();
        assert_eq!(screen.contents().trim_end(), "$ qonnect");
        assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor());
    }

    #[test]
    fn only_a_terminal_that_can_be_drawn_on_is_usable() {
        assert!(judge(true, Some("xterm-256color")).is_ok());
        assert!(judge(true, Some("dumb")).is_err());
        assert!(judge(false, Some("xterm")).is_err());
        assert_eq!(judge(true, None).is_err(), cfg!(unix));
    }

    #[test]
    fn what_is_printed_outside_stays_one_line() {
        assert_eq!(printable("https://a.example/?x=1\r\n\x1b[2J&y=\u{202e}2\u{9b}"), "https://a.example/?x=1[2J&y=2");
    }

    #[test]
    fn restoring_what_was_never_taken_over_does_nothing() {
        restore_all();
        restore_all();
        assert_eq!(MODE.load(Ordering::SeqCst), FOUND);
    }
}
