//! A question outside the full screen, the answer to which is not shown: a line on standard error, read from the terminal key by key.
//!
//! A key file or another secret of several lines can be pasted: the brackets around a paste are asked for, and a line break in it
//! does not end the answer. What was typed ahead of a question is dropped, as by every program that asks for a password.

use std::{
    io::{self, Write as _},
    sync::atomic::Ordering,
};

use zeroize::Zeroizing;

use super::{ASKING, Guard, MODE, TerminalInput};
use crate::{
    domain::secret::Secret,
    kit::{
        keys::{Code, Key},
        paste::LIMIT,
    },
};

#[derive(Debug)]
pub(crate) enum Answered {
    Secret(Secret),
    /// By Ctrl+C.
    Interrupted,
    /// By Ctrl+D, or by closing the terminal.
    Gone,
}

/// Asks until something was given. Whatever ends it, the terminal is as it was before.
pub(crate) fn ask_secret(question: &str) -> io::Result<Answered> {
    let _guard = take_over()?;
    let mut keys = Keys::default();
    forget()?;
    loop {
        say(&format!("{question}: "))?;
        let mut answer = TypedAnswer::default();
        let why = loop {
            let Some(inputs) = keys.next()? else { return Ok(Answered::Gone) };
            match inputs.into_iter().find_map(|input| answer.take(&input)) {
                None => {}
                Some(End::Interrupted) => return Ok(Answered::Interrupted),
                Some(End::Gone) => return Ok(Answered::Gone),
                Some(End::Given) => break answer.fault(),
            }
        };
        forget()?;
        if let Some(why) = why {
            say(&format!("{why}\r\n"))?;
            continue;
        }
        say(&format!("{} characters", answer.text.chars().count()))?;
        return Ok(Answered::Secret(Secret::new(&answer.text)));
    }
}

fn say(text: &str) -> io::Result<()> {
    let mut out = io::stderr().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Keys arrive one by one and are not shown, until the guard is dropped.
fn take_over() -> io::Result<Guard> {
    crossterm::terminal::enable_raw_mode()?;
    MODE.store(ASKING, Ordering::SeqCst);
    let guard = Guard(());
    say(if cfg!(unix) { "\x1b[?2004h" } else { "" })?;
    Ok(guard)
}

struct TypedAnswer {
    text: Zeroizing<String>,
    is_too_long: bool,
}

impl Default for TypedAnswer {
    fn default() -> Self {
        // All its room at once: growing would leave copies behind.
        Self { text: Zeroizing::new(String::with_capacity(LIMIT + 4)), is_too_long: false }
    }
}

#[derive(PartialEq, Eq, Debug)]
enum End {
    Given,
    Interrupted,
    Gone,
}

impl TypedAnswer {
    fn take(&mut self, input: &TerminalInput) -> Option<End> {
        match input {
            TerminalInput::Key(Key { code: Code::Enter, .. }) => return Some(End::Given),
            TerminalInput::Key(Key { code: Code::Char('c'), ctrl: true, .. }) => return Some(End::Interrupted),
            TerminalInput::Key(Key { code: Code::Char('d'), ctrl: true, .. }) if self.text.is_empty() => {
                return Some(End::Gone);
            }
            TerminalInput::Key(Key { code: Code::Char('u'), ctrl: true, .. }) => self.text.clear(),
            TerminalInput::Key(Key { code: Code::Backspace, .. }) => drop(self.text.pop()),
            TerminalInput::Key(Key { code: Code::Char(c), ctrl: false, alt: false, .. }) => {
                self.add(c.encode_utf8(&mut [0; 4]));
            }
            // The line break at the end of what was copied is none of the secret.
            TerminalInput::Pasted(text) => self.add(text.expose().strip_suffix('\n').unwrap_or(text.expose())),
            TerminalInput::PastedTooMuch => self.is_too_long = true,
            TerminalInput::Key(_) | TerminalInput::Resized | TerminalInput::Stop | TerminalInput::Resumed => {}
        }
        None
    }

    fn add(&mut self, text: &str) {
        if self.text.len() + text.len() > LIMIT {
            self.is_too_long = true;
        } else {
            self.text.push_str(text);
        }
    }

    fn fault(&self) -> Option<&'static str> {
        match (self.is_too_long, self.text.is_empty()) {
            (true, _) => Some("That is too long for a secret."),
            (false, true) => Some("Nothing was typed. Ctrl+C leaves."),
            (false, false) => None,
        }
    }
}

#[cfg(unix)]
use unix::{Keys, forget};

#[cfg(unix)]
mod unix {
    use std::{io, time::Instant};

    use rustix::{
        event::{PollFd, PollFlags, Timespec, poll},
        io::Errno,
        termios::{QueueSelector, tcflush},
    };
    use zeroize::Zeroizing;

    use crate::terminal::{TerminalInput, decoder::Decoder};

    /// The keys of the terminal, read when they are wanted and not before: who asks next reads the same terminal.
    #[derive(Default)]
    pub(super) struct Keys {
        decoder: Decoder,
    }

    impl Keys {
        /// What comes next; none where the terminal is gone.
        pub(super) fn next(&mut self) -> io::Result<Option<Vec<TerminalInput>>> {
            let stdin = io::stdin();
            let mut out = Vec::new();
            if let Some(due) = self.decoder.due() {
                let wait = due.saturating_duration_since(now());
                let seconds = wait.as_secs().try_into().unwrap_or(1);
                let wait = Timespec { tv_sec: seconds, tv_nsec: i64::from(wait.subsec_nanos()) };
                match poll(&mut [PollFd::new(&stdin, PollFlags::IN)], Some(&wait)) {
                    Ok(0) => {
                        self.decoder.finish(&mut out);
                        return Ok(Some(out));
                    }
                    Ok(_) | Err(Errno::INTR) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            let mut buffer = Zeroizing::new([0; 4096]);
            match rustix::io::read(&stdin, &mut *buffer) {
                // The second is how a terminal that is gone is read.
                Ok(0) | Err(Errno::IO) => return Ok(None),
                Ok(count) => {
                    self.decoder.take(buffer.get(..count).unwrap_or_default(), now(), &mut out);
                }
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
            Ok(Some(out))
        }
    }

    /// Drops what was typed and not read yet.
    pub(super) fn forget() -> io::Result<()> {
        Ok(tcflush(io::stdin(), QueueSelector::IFlush)?)
    }

    #[expect(clippy::disallowed_methods, reason = "sequences are told apart by time")]
    fn now() -> Instant {
        Instant::now()
    }
}

#[cfg(not(unix))]
use elsewhere::{Keys, forget};

#[cfg(not(unix))]
mod elsewhere {
    use std::{io, time::Duration};

    use crossterm::event;

    use crate::terminal::{TerminalInput, console::input};

    #[derive(Default)]
    pub(super) struct Keys(());

    impl Keys {
        pub(super) fn next(&mut self) -> io::Result<Option<Vec<TerminalInput>>> {
            let Self(()) = self;
            Ok(Some(input(event::read()?).into_iter().collect()))
        }
    }

    /// Drops what was typed and not read yet.
    pub(super) fn forget() -> io::Result<()> {
        while event::poll(Duration::ZERO)? {
            drop(event::read()?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(inputs: &[TerminalInput]) -> (String, Option<End>) {
        let mut answer = TypedAnswer::default();
        let end = inputs.iter().find_map(|input| answer.take(input));
        (answer.text.to_string(), end)
    }

    #[test]
    fn what_is_typed_and_pasted_is_the_answer() {
        let key = |c| TerminalInput::Key(Key::char(c));
        let ctrl = |c| TerminalInput::Key(Key::ctrl(c));
        let plain = |code| TerminalInput::Key(Key::plain(code));
        let paste = |text: &str| TerminalInput::Pasted(Secret::new(text));
        for (inputs, text, end) in [
            (vec![key('a'), key('ß'), plain(Code::Enter)], "aß", Some(End::Given)),
            (vec![key('a'), key('b'), plain(Code::Backspace), plain(Code::Enter)], "a", Some(End::Given)),
            (vec![key('a'), ctrl('u'), key('b'), plain(Code::Left)], "b", None),
            (vec![paste("one\ntwo\n"), plain(Code::Enter)], "one\ntwo", Some(End::Given)),
            (vec![paste("half"), ctrl('c')], "half", Some(End::Interrupted)),
            (vec![ctrl('d')], "", Some(End::Gone)),
            (vec![key('a'), ctrl('d')], "a", None),
        ] {
            assert_eq!(taken(&inputs), (text.to_owned(), end));
        }
    }

    #[test]
    fn nothing_and_too_much_are_no_answers() {
        let mut answer = TypedAnswer::default();
        assert!(answer.fault().is_some());
        answer.add(&"x".repeat(LIMIT));
        assert_eq!(answer.fault(), None);
        answer.add("x");
        assert!(answer.fault().is_some());
    }
}
