//! What ends the program from outside: signals, and a terminal that went away.
//!
//! A terminal that closes usually sends a signal as well. Where that one is lost, or the loop is caught in writing, a thread of its
//! own watches for it: asleep in the kernel, without a single wake-up.

use std::io;

/// A request to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Somebody interrupted the program from outside; the key Ctrl+C is a key.
    Interrupt,
    /// Somebody wants it to end at once; there is no core file to be had.
    Quit,
    /// The system or an administrator wants it to end.
    Terminate,
    /// The terminal is gone. There is nobody to tell anything.
    HangUp,
}

impl Signal {
    /// The exit code that shells expect: 128 and the number of the signal.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::HangUp => 129,
            Self::Interrupt => 130,
            Self::Quit => 131,
            Self::Terminate => 143,
        }
    }
}

#[cfg(unix)]
pub use unix::{Signals, end_by_force};

#[cfg(unix)]
mod unix {
    use std::os::fd::AsFd;
    use std::sync::Arc;
    use std::time::Duration;
    use std::{process, thread};

    use rustix::event::{PollFd, PollFlags, poll};
    use tokio::signal::unix::{Signal as Stream, SignalKind, signal};
    use tokio::sync::Notify;

    use super::{Signal, io};
    use crate::terminal::restore_all;

    /// How long the loop may take to end in order after it was asked to, or after its terminal is gone.
    const GRACE: Duration = Duration::from_secs(2);
    /// How long the terminal may take to read what restores it.
    const A_MOMENT: Duration = Duration::from_millis(200);

    /// The requests to end, as they come.
    #[derive(Debug)]
    pub struct Signals {
        asked: Asked,
        gone: Arc<Notify>,
    }

    /// The signals that ask the program to end.
    #[derive(Debug)]
    struct Asked {
        interrupt: Stream,
        quit: Stream,
        terminate: Stream,
        hang_up: Stream,
    }

    impl Asked {
        fn listen() -> io::Result<Self> {
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                quit: signal(SignalKind::quit())?,
                terminate: signal(SignalKind::terminate())?,
                hang_up: signal(SignalKind::hangup())?,
            })
        }

        async fn next(&mut self) -> Signal {
            tokio::select! {
                _ = self.interrupt.recv() => Signal::Interrupt,
                _ = self.quit.recv() => Signal::Quit,
                _ = self.terminate.recv() => Signal::Terminate,
                _ = self.hang_up.recv() => Signal::HangUp,
            }
        }
    }

    impl Signals {
        /// From here on signals are answered here and no longer end the program by themselves. Needs a tokio runtime.
        pub fn listen() -> io::Result<Self> {
            let signals = Self { asked: Asked::listen()?, gone: Arc::default() };
            let gone = Arc::clone(&signals.gone);
            thread::Builder::new().name("hang-up".to_owned()).spawn(move || watch(&gone))?;
            Ok(signals)
        }

        /// The next request. May be dropped while it waits; nothing is lost.
        pub async fn next(&mut self) -> Signal {
            tokio::select! {
                signal = self.asked.next() => signal,
                () = self.gone.notified() => Signal::HangUp,
            }
        }
    }

    /// Ends the program by force where it was asked to end and does not: the loop is caught in writing to a terminal that takes
    /// nothing, as a frozen multiplexer does. Needs a tokio runtime with a thread beside the loop's.
    pub fn end_by_force() {
        tokio::spawn(async {
            let Ok(mut asked) = Asked::listen() else { return };
            let signal = asked.next().await;
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
pub use elsewhere::{Signals, end_by_force};

#[cfg(not(unix))]
mod elsewhere {
    use super::{Signal, io};

    /// Here the console itself ends what does not end.
    pub fn end_by_force() {}

    /// The requests to end, as they come.
    #[derive(Debug)]
    pub struct Signals(());

    impl Signals {
        /// Nothing needs to be prepared here.
        pub fn listen() -> io::Result<Self> {
            Ok(Self(()))
        }

        /// The next request.
        pub async fn next(&mut self) -> Signal {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
            Signal::Interrupt
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_those_of_shells() {
        let codes = [Signal::HangUp, Signal::Interrupt, Signal::Quit, Signal::Terminate].map(Signal::exit_code);
        assert_eq!(codes, [129, 130, 131, 143]);
    }
}
