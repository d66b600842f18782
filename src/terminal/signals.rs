//! What ends the wizard from outside: signals, and a terminal that went away.
//!
//! A terminal that closes usually sends a signal as well. Where that one is lost, or the loop is caught in writing, a thread of its
//! own watches for it: asleep in the kernel, without a single wake-up.

#[cfg(unix)]
pub use unix::{Signals, end_by_force};

#[cfg(unix)]
mod unix {
    use std::io;
    use std::os::fd::AsFd;
    use std::sync::Arc;
    use std::time::Duration;
    use std::{process, thread};

    use rustix::event::{PollFd, PollFlags, poll};
    use tokio::sync::Notify;

    use crate::signals::{Listener, Signal};
    use crate::terminal::restore_all;

    /// How long the loop may take to end in order after it was asked to, or after its terminal is gone.
    const GRACE: Duration = Duration::from_secs(2);
    /// How long the terminal may take to read what restores it.
    const A_MOMENT: Duration = Duration::from_millis(200);

    /// The requests to end, as they come.
    #[derive(Debug)]
    pub struct Signals {
        heard: Listener,
        gone: Arc<Notify>,
    }

    impl Signals {
        /// From here on signals are answered here and no longer end the program by themselves. Needs a tokio runtime.
        pub fn listen() -> io::Result<Self> {
            let signals = Self { heard: Listener::listen()?, gone: Arc::default() };
            let gone = Arc::clone(&signals.gone);
            thread::Builder::new().name("hang-up".to_owned()).spawn(move || watch(&gone))?;
            Ok(signals)
        }

        /// The next request. May be dropped while it waits; nothing is lost.
        pub async fn next(&mut self) -> Signal {
            tokio::select! {
                signal = self.heard.next() => signal,
                () = self.gone.notified() => Signal::HangUp,
            }
        }
    }

    /// Ends the program by force where it was asked to end and does not: the loop is caught in writing to a terminal that takes
    /// nothing, as a frozen multiplexer does. Needs a tokio runtime with a thread beside the loop's.
    pub fn end_by_force() {
        tokio::spawn(async {
            let Ok(mut heard) = Listener::listen() else { return };
            let signal = heard.next().await;
            tokio::time::sleep(GRACE).await;
            // What is written for that may be caught as well; the settings are given back in any case.
            let restored = thread::Builder::new().spawn(restore_all);
            tokio::time::sleep(A_MOMENT).await;
            drop(restored);
            let _ = crossterm::terminal::disable_raw_mode();
            process::exit(signal.exit_code().into());
        });
    }

    fn watch(gone: &Notify) {
        if hangs_up(&io::stdin()) {
            gone.notify_one();
            thread::sleep(GRACE);
            // The loop is caught in writing to a terminal that is no more.
            restore_all();
            process::exit(Signal::HangUp.exit_code().into());
        }
    }

    /// Sleeps until the terminal is gone. False where that cannot be watched.
    fn hangs_up(terminal: &impl AsFd) -> bool {
        loop {
            // Nothing is asked for: that it is gone is told in any case.
            let mut watched = [PollFd::new(terminal, PollFlags::empty())];
            match poll(&mut watched, None) {
                Ok(_) if watched[0].revents().intersects(PollFlags::HUP | PollFlags::ERR) => return true,
                Err(rustix::io::Errno::INTR) => {}
                Ok(_) | Err(_) => return false,
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use std::fs::OpenOptions;
        use std::io::Write as _;
        use std::sync::mpsc;

        use portable_pty::{PtySize, native_pty_system};

        use super::*;

        #[test]
        fn a_terminal_that_closes_is_noticed_and_one_that_is_used_is_not() {
            let pair = native_pty_system().openpty(PtySize::default()).unwrap();
            let name = pair.master.tty_name().unwrap();
            let terminal = OpenOptions::new().read(true).write(true).open(name).unwrap();
            let (tell, told) = mpsc::channel();
            thread::spawn(move || tell.send(hangs_up(&terminal)));

            pair.master.take_writer().unwrap().write_all(b"keys\r").unwrap();
            assert!(told.recv_timeout(Duration::from_millis(300)).is_err(), "input is no reason to wake up");
            drop(pair);
            assert_eq!(told.recv_timeout(Duration::from_secs(5)), Ok(true));
        }

        #[test]
        fn a_file_is_never_taken_for_a_terminal_that_hung_up() {
            let file = tempfile::tempfile().unwrap();
            let (tell, told) = mpsc::channel();
            thread::spawn(move || tell.send(hangs_up(&file)));
            assert!(!matches!(told.recv_timeout(Duration::from_millis(100)), Ok(true)));
        }
    }
}

#[cfg(not(unix))]
pub use crate::signals::Listener as Signals;

/// Here the console itself ends what does not end.
#[cfg(not(unix))]
pub fn end_by_force() {}
