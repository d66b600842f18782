//! One write from its first try to its outcome, without a screen.

use std::{future::Future, pin::pin, time::Duration};

use tokio::time::{Instant, sleep};

use crate::{
    client::Client,
    domain::{
        session::Session,
        write::{Flight, Outcome, Write, WriteTurn},
    },
    worker::call_tenant,
};

/// How often the runner waits when it is told to; after that the refusal is the outcome.
const WAITS: u8 = 5;

#[derive(Clone, PartialEq, Debug)]
pub struct Ended<W: Write> {
    pub outcome: Outcome<W::Done>,
    pub sentence: String,
    pub trace: W::Trace,
}

/// A tenant that says for how long is told to whoever watches only from here on.
const TOLD_FROM: Duration = Duration::from_secs(1);

/// Sends a write and follows it to its outcome. When `stopped` comes, what was sent is looked up and nothing more is sent. `waits` is
/// told for how long the tenant wants nothing to be sent.
pub async fn settle<W: Write>(
    client: &Client,
    session: &Session,
    write: W,
    stopped: impl Future<Output = ()>,
    mut waits: impl FnMut(Duration),
) -> Ended<W> {
    let mut flight = Flight::new(write, session.clone(), Some(WAITS));
    let mut stopped = pin!(stopped);
    let mut may_stop = true;
    let mut turn = flight.send(now());
    loop {
        let (call, after) = match turn {
            WriteTurn::Ask(call, after) => (call, after),
            WriteTurn::Ended(outcome) => {
                let sentence = flight.sentence(&outcome);
                return Ended { outcome, sentence, trace: flight.trace().clone() };
            }
        };
        if after >= TOLD_FROM && flight.was_told_to_wait() {
            waits(after);
        }
        let answer = async {
            sleep(after).await;
            call_tenant(client, session, &call).await
        };
        let answer = tokio::select! {
            answer = answer => Some(answer),
            () = stopped.as_mut(), if may_stop => None,
        };
        let next = if let Some(answer) = answer {
            flight.answer(&call, &answer, now())
        } else {
            may_stop = false;
            flight.stop(now())
        };
        // An answer of another kind than was asked for tells nothing of the write.
        turn = next.unwrap_or(WriteTurn::Ended(Outcome::Unknown));
    }
}

fn now() -> std::time::Instant {
    Instant::now().into_std()
}
