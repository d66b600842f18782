//! The signals that ask the program to end: with a screen and without one they are the same.

/// A request to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Somebody interrupted the program from outside; with a screen the key Ctrl+C is a key.
    Interrupt,
    /// Somebody wants it to end at once; there is no core file to be had.
    Quit,
    /// The system or an administrator wants it to end, as a CI does with a job that it cancels.
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

pub use of_system::Listener;

#[cfg(unix)]
mod of_system {
    use std::io;

    use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

    use super::Signal;

    /// Hears signals from the moment that it stands: they no longer end the program in their own way.
    #[derive(Debug)]
    pub struct Listener {
        interrupt: Stream,
        quit: Stream,
        terminate: Stream,
        hang_up: Stream,
    }

    impl Listener {
        /// Needs a tokio runtime.
        pub fn listen() -> io::Result<Self> {
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                quit: signal(SignalKind::quit())?,
                terminate: signal(SignalKind::terminate())?,
                hang_up: signal(SignalKind::hangup())?,
            })
        }

        /// The next one. May be dropped while it waits; nothing is lost.
        pub async fn next(&mut self) -> Signal {
            tokio::select! {
                _ = self.interrupt.recv() => Signal::Interrupt,
                _ = self.quit.recv() => Signal::Quit,
                _ = self.terminate.recv() => Signal::Terminate,
                _ = self.hang_up.recv() => Signal::HangUp,
            }
        }
    }
}

#[cfg(not(unix))]
mod of_system {
    use std::{future, io};

    use super::Signal;

    /// Ctrl+C, which is all that a console sends.
    #[derive(Debug)]
    pub struct Listener(());

    impl Listener {
        pub fn listen() -> io::Result<Self> {
            Ok(Self(()))
        }

        pub async fn next(&mut self) -> Signal {
            let Self(()) = self;
            match tokio::signal::ctrl_c().await {
                Ok(()) => Signal::Interrupt,
                Err(_) => future::pending().await,
            }
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
