//! What the terminal library reports, as a stream that leaves nothing unread.
//!
//! The library reads 1,024 bytes at a time and waits for an edge: for something new to arrive. What is left of a longer text that
//! came at once, such as a paste without brackets, then lies in the terminal until the next key is pressed
//! (crossterm-rs/crossterm#1057). So wherever the library has nothing to report although there is something to read, the
//! terminal is made to say so once more.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use crossterm::event::{Event, EventStream};
use futures_util::Stream;

/// The events of the terminal.
#[derive(Debug, Default)]
pub struct Events(EventStream);

impl Stream for Events {
    type Item = io::Result<Event>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.0).poll_next(cx);
        #[cfg(unix)]
        if next.is_pending() && unix::is_unread() {
            unix::nudge();
        }
        next
    }
}

#[cfg(unix)]
mod unix {
    use std::io::stdin;
    use std::sync::atomic::Ordering;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

    use crate::terminal::{RAW, SETTINGS};

    /// Whether there is something to read. Asked while the library may be reading it right now: then it is no harm.
    pub fn is_unread() -> bool {
        let stdin = stdin();
        let mut watched = [PollFd::new(&stdin, PollFlags::IN)];
        poll(&mut watched, Some(&Timespec::default())).is_ok_and(|ready| ready > 0)
            && watched[0].revents().contains(PollFlags::IN)
    }

    /// Setting the terminal to what it is set to wakes whoever waits for it. They look whether there really is something, so a
    /// nudge too many changes nothing.
    pub fn nudge() {
        let _alone = SETTINGS.lock();
        // Not where it has been given back meanwhile.
        if RAW.load(Ordering::SeqCst)
            && let Ok(settings) = tcgetattr(stdin())
        {
            // Fails where the terminal is gone, which is noticed elsewhere.
            let _ = tcsetattr(stdin(), OptionalActions::Now, &settings);
        }
    }
}
