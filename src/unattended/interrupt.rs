//! The signals that ask a run to end: a person's Ctrl+C, and what a CI sends to a job that it cancels. Before the first write they end
//! the program; from then on what is in flight is settled first.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::{sync::watch, task::JoinHandle};

use super::run::code;

/// The exit code of the signal that asked for the end, once one did.
pub(super) type Interrupted = watch::Receiver<Option<u8>>;

/// Whether a run settles before it ends.
static SETTLES: AtomicBool = AtomicBool::new(false);

/// Until a run begins to write, a signal ends the program at once, and `first` runs before. Needs a tokio runtime.
pub fn end_at_once(first: impl Fn() + Send + 'static) {
    tokio::spawn(async move {
        let Some(code) = asked().await else { return };
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
    let waiting = tokio::spawn(async move {
        let Some(code) = asked().await else { return };
        let _over = interrupted.send(Some(code));
        if let Some(code) = asked().await {
            std::process::exit(i32::from(code));
        }
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

/// The exit code of the next signal that asks for the end; none where signals cannot be heard.
#[cfg(unix)]
async fn asked() -> Option<u8> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt()).ok()?;
    let mut terminate = signal(SignalKind::terminate()).ok()?;
    let mut hang_up = signal(SignalKind::hangup()).ok()?;
    Some(tokio::select! {
        _ = interrupt.recv() => code::INTERRUPTED,
        _ = terminate.recv() => code::TERMINATED,
        _ = hang_up.recv() => code::HUNG_UP,
    })
}

#[cfg(not(unix))]
async fn asked() -> Option<u8> {
    tokio::signal::ctrl_c().await.ok().map(|()| code::INTERRUPTED)
}
