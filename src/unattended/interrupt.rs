//! The signals that ask a run to end: a person's Ctrl+C, and what a CI sends to a job that it cancels. Before the first write they end
//! the program; from then on what is in flight is settled first.

use std::sync::{
    OnceLock,
    atomic::{AtomicBool, Ordering},
};

use tokio::{runtime::Handle, sync::watch, task::JoinHandle};

use crate::{signals::Listener, worker};

/// The exit code of the signal that asked for the end, once one did.
pub(super) type Interrupted = watch::Receiver<Option<u8>>;

/// Whether a run settles before it ends.
static SETTLES: AtomicBool = AtomicBool::new(false);

/// Where signals are waited for: the run itself may be caught in asking a person, or in writing to a pipe that nobody reads.
fn aside() -> Handle {
    static ASIDE: OnceLock<Handle> = OnceLock::new();
    ASIDE.get_or_init(|| worker::beside().unwrap_or_else(|_| Handle::current())).clone()
}

/// Until a run begins to write, a signal ends the program at once, and `first` runs before. Needs a tokio runtime.
pub fn end_at_once(first: impl Fn() + Send + 'static) {
    // Where signals cannot be heard they end the program in their own way.
    let Ok(mut signals) = Listener::listen() else { return };
    aside().spawn(async move {
        let signal = signals.next().await;
        if !SETTLES.load(Ordering::SeqCst) {
            first();
            std::process::exit(signal.exit_code().into());
        }
    });
}

/// Says when the run was interrupted, for as long as the task lives. Who asks twice wants out at once.
pub(super) fn interruptible() -> (Interrupted, JoinHandle<()>) {
    SETTLES.store(true, Ordering::SeqCst);
    let (interrupted, stop) = watch::channel(None);
    let signals = Listener::listen();
    let waiting = aside().spawn(async move {
        let Ok(mut signals) = signals else { return };
        let _over = interrupted.send(Some(signals.next().await.exit_code()));
        std::process::exit(signals.next().await.exit_code().into());
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
