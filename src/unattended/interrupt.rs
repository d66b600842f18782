//! The signals that ask a run to end: a person's Ctrl+C, and what a CI sends to a job that it cancels. Before the first write they end
//! the program; from then on what is in flight is settled first.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::{sync::watch, task::JoinHandle};

use super::output::code;

/// The exit code of the signal that asked for the end, once one did.
pub(super) type Interrupted = watch::Receiver<Option<u8>>;

/// Whether a run settles before it ends.
static SETTLES: AtomicBool = AtomicBool::new(false);

/// Until a run begins to write, a signal ends the program at once, and `first` runs before. Needs a tokio runtime.
pub fn end_at_once(first: impl Fn() + Send + 'static) {
    // Where signals cannot be heard they end the program in their own way.
    let Ok(mut signals) = Signals::listen() else { return };
    tokio::spawn(async move {
        let code = signals.next().await;
        if !SETTLES.load(Ordering::SeqCst) {
            first();
            std::process::exit(i32::from(code));
        }
    });
}

/// Says when the run was interrupted, for as long as the task lives. Who asks twice wants out at once.
pub(super) fn interruptible() -> (Interrupted, JoinHandle<()>) {
    SETTLES.store(true, Ordering::SeqCst);
    let (interrupted, stop) = watch::channel(None);
    let signals = Signals::listen();
    let waiting = tokio::spawn(async move {
        let Ok(mut signals) = signals else { return };
        let _over = interrupted.send(Some(signals.next().await));
        std::process::exit(i32::from(signals.next().await));
    });
    (stop, waiting)
}

/// Comes when the run was interrupted.
pub(super) async fn stopped(mut stop: Interrupted) {
    // Where the sender is gone nobody can interrupt any more.
    if stop.wait_for(Option::is_some).await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
use unix::Signals;

#[cfg(unix)]
mod unix {
    use std::io;

    use tokio::signal::unix::{Signal, SignalKind, signal};

    use super::code;

    /// Heard from the moment that it stands: whoever shows a question next is not ended by a signal's own way.
    pub(super) struct Signals {
        interrupt: Signal,
        terminate: Signal,
        hang_up: Signal,
    }

    impl Signals {
        pub(super) fn listen() -> io::Result<Self> {
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
                hang_up: signal(SignalKind::hangup())?,
            })
        }

        /// The exit code of the next one.
        pub(super) async fn next(&mut self) -> u8 {
            tokio::select! {
                _ = self.interrupt.recv() => code::INTERRUPTED,
                _ = self.terminate.recv() => code::TERMINATED,
                _ = self.hang_up.recv() => code::HUNG_UP,
            }
        }
    }
}

#[cfg(not(unix))]
use elsewhere::Signals;

#[cfg(not(unix))]
mod elsewhere {
    use std::{future, io};

    use super::code;

    /// Ctrl+C, which is all that a console sends.
    pub(super) struct Signals(());

    impl Signals {
        pub(super) fn listen() -> io::Result<Self> {
            Ok(Self(()))
        }

        pub(super) async fn next(&mut self) -> u8 {
            let Self(()) = self;
            match tokio::signal::ctrl_c().await {
                Ok(()) => code::INTERRUPTED,
                Err(_) => future::pending().await,
            }
        }
    }
}
