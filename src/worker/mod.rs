//! The worker: performs requests away from the loop, many at a time, and answers each exactly once, or, if cancelled, never.
//!
//! It owns no state of the wizard. Whether an answer is still wanted is decided by who asked; here a cancelled job is only
//! stopped. The other modules are what the machine itself can do; `desk` is what `perform` reaches them through.

pub mod browser;
pub(crate) mod child;
pub mod clipboard;
pub(crate) mod contexts;
pub mod desk;
pub(crate) mod files;
pub(crate) mod kept;
pub mod keys;
pub(crate) mod local;
mod loopback;
pub(crate) mod named;
mod notes;
mod perform;
mod recent;
pub mod site;
pub(crate) mod state;

use std::{
    collections::{HashMap, VecDeque},
    future, io,
    sync::Arc,
    thread,
    time::Duration,
};

use tokio::{
    runtime::{Builder, Handle},
    sync::mpsc,
    task::{AbortHandle, Id, JoinError, JoinHandle, JoinSet},
    time::sleep,
};

use self::desk::Desk;
use crate::{
    client::Client,
    domain::request::{Answer, Manner, Request},
    kit::event::{Event, RequestId},
};

pub use perform::{call_tenant, perform};

#[derive(Debug)]
pub enum Job {
    Start {
        id: RequestId,
        request: Arc<Request>,
        after: Duration,
    },
    /// Stop working on this, and do not answer it.
    Cancel(RequestId),
}

/// A runtime on a thread of its own, for what must go on where the thread of the caller draws, writes or asks a person. It ends with
/// the program.
pub fn beside() -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new().name("worker".to_owned()).spawn(move || runtime.block_on(future::pending::<()>()))?;
    Ok(handle)
}

/// Starts the worker. It ends when nobody gives it jobs or takes its events any more, and stops all its jobs but what is being written
/// down on this machine: leaving is often when that begins.
///
/// Answers wait for room in `events`; lines of the request log do not, for a lost line is no harm.
pub fn spawn(client: Client, desk: Desk, jobs: mpsc::Receiver<Job>, events: mpsc::Sender<Event>) -> JoinHandle<()> {
    let log = events.clone();
    let client = client.observed_by(Arc::new(move |exchange| {
        let _full_or_gone = log.try_send(Event::Exchanged(exchange));
    }));
    let worker =
        Worker { client, desk: Arc::new(desk), tasks: JoinSet::new(), jobs: HashMap::new(), answers: VecDeque::new() };
    tokio::spawn(worker.run(jobs, events))
}

struct Worker {
    client: Client,
    desk: Arc<Desk>,
    tasks: JoinSet<Answer>,
    jobs: HashMap<Id, Running>,
    /// What waits for room. The worker never waits for the loop with its hands full: the loop may be waiting for it.
    answers: VecDeque<(RequestId, Answer)>,
}

struct Running {
    id: RequestId,
    handle: AbortHandle,
    /// Something is written down on this machine.
    is_note: bool,
}

impl Worker {
    async fn run(mut self, mut jobs: mpsc::Receiver<Job>, events: mpsc::Sender<Event>) {
        loop {
            tokio::select! {
                // Jobs first, so that a cancelled answer does not go out after its cancellation.
                biased;
                job = jobs.recv() => match job {
                    Some(Job::Start { id, request, after }) => self.start(id, request, after),
                    Some(Job::Cancel(id)) => self.cancel(id),
                    None => return self.finish().await,
                },
                Some(ended) = self.tasks.join_next_with_id() => self.take(ended),
                room = events.reserve(), if !self.answers.is_empty() => {
                    let Ok(room) = room else { return };
                    if let Some((id, answer)) = self.answers.pop_front() {
                        room.send(Event::Answered(id, answer));
                    }
                }
            }
        }
    }

    fn start(&mut self, id: RequestId, request: Arc<Request>, after: Duration) {
        let (client, desk) = (self.client.clone(), Arc::clone(&self.desk));
        let is_note = matches!(&*request, Request::Here(chore) if chore.asked().manner() == Manner::Note);
        let handle = self.tasks.spawn(async move {
            sleep(after).await;
            perform(&client, &desk, &request).await
        });
        self.jobs.insert(handle.id(), Running { id, handle, is_note });
    }

    async fn finish(mut self) {
        self.jobs.values().filter(|running| !running.is_note).for_each(|running| running.handle.abort());
        while self.tasks.join_next().await.is_some() {}
    }

    fn cancel(&mut self, id: RequestId) {
        self.jobs.retain(|_, running| {
            if running.id == id {
                running.handle.abort();
            }
            running.id != id
        });
        self.answers.retain(|(waiting, _)| *waiting != id);
    }

    /// A job that ended. One that nobody knows any more was cancelled. One that panicked has ended the program already, whichever
    /// thread it was on.
    fn take(&mut self, ended: Result<(Id, Answer), JoinError>) {
        let Ok((task, answer)) = ended else { return };
        if let Some(running) = self.jobs.remove(&task) {
            self.answers.push_back((running.id, answer));
        }
    }
}
