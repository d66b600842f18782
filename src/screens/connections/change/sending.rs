//! Sending a change: what others changed meanwhile, what became of it, and what of it came back.

use super::{Changing, Phase};
use crate::{
    domain::{
        connection::Connection,
        failure::{Failure, FailureKind},
        patch::Change,
        property::SELECTED_CREDENTIALS,
        request::Asked,
        rows::Compared,
        write::{NotDone, Outcome},
        writes::ChangeConnection,
    },
    kit::{
        notice::Notice,
        screen::{Cx, Settled},
    },
    screens::{
        connections::{
            reading::Reading,
            turn::{CHANGED_MEANWHILE, TaskTurn, read_again, unless_done},
        },
        details::form::Only,
    },
};

impl Changing {
    /// It was read just before it is changed.
    pub(super) fn reread(&mut self, answer: &Result<Box<Connection>, Failure>, cx: &mut Cx<'_>) -> TaskTurn {
        match read_again(answer, &self.now, self.write.map(|_| "changed"), cx) {
            Ok(found) => {
                self.send_or_show(found, cx);
                TaskTurn::Stay
            }
            Err(turn) => {
                self.step = Phase::Review;
                turn
            }
        }
    }

    /// What somebody else changed since is shown before anything is sent.
    fn send_or_show(&mut self, found: Connection, cx: &mut Cx<'_>) {
        if found.updated == self.now.updated {
            return self.send(cx);
        }
        self.meanwhile = differences(&self.now, &found);
        self.now = found;
        self.compare();
        (self.step, self.review) = (Phase::Review, Reading::begin(cx.now));
        if self.changes.is_empty() {
            self.step = Phase::Fields;
            cx.tell(Notice::info("Someone has already made this change: nothing is left to change."));
        } else {
            cx.tell(Notice::warn(CHANGED_MEANWHILE));
        }
    }

    fn send(&mut self, cx: &mut Cx<'_>) {
        let write = ChangeConnection { before: Box::new(self.now.clone()), changes: self.changes.clone(), code: None };
        let same = write.clone();
        self.write = cx.begin(write, |other| other.before.id == same.before.id && other.changes == same.changes);
        self.step = if self.write.is_some() { Phase::Sending } else { Phase::Review };
    }

    pub fn stop(&mut self, cx: &mut Cx<'_>) -> TaskTurn {
        let settled = self.write.and_then(|id| cx.stop::<ChangeConnection>(id, Asked::ChangeConnection));
        self.settled(settled, cx)
    }

    pub(super) fn settled(&mut self, settled: Option<Settled<ChangeConnection>>, cx: &mut Cx<'_>) -> TaskTurn {
        let Some(settled) = settled else { return TaskTurn::Stay };
        self.step = Phase::Review;
        if settled.outcome != Outcome::Unknown {
            self.write = None;
        }
        if let Some(turn) = unless_done(&settled, "Enter sends the same change again; Esc leaves it.", cx) {
            if let Outcome::NotDone(NotDone::Refused(failure)) = &settled.outcome
                && failure.kind == FailureKind::Invalid
            {
                // The same again would be refused again.
                self.step = Phase::Fields;
                self.fields.refuse(None, &failure.in_short());
            }
            return turn;
        }
        cx.note_done(&settled.sentence);
        cx.tell(Notice::good(settled.sentence));
        if self.only == Only::Login {
            return TaskTurn::Rotated;
        }
        // What is part of the credentials does not come back, so there is nothing to compare it with.
        let mut changes = std::mem::take(&mut self.changes);
        let all = changes.len();
        changes.retain(|change| !self.fields.is_login(&change.key));
        let has_login = changes.len() < all || changes.iter().any(|change| change.key == SELECTED_CREDENTIALS);
        TaskTurn::Compare { sent: changes, has_login }
    }
}

/// What is different between two readings of a connection: key, what it was, what it is.
fn differences(before: &Connection, now: &Connection) -> Vec<(String, String, String)> {
    let text = |connection: &Connection, key: &str| connection.property(key).unwrap_or_default().to_owned();
    let mut all = vec![("Name".to_owned(), before.name.clone(), now.name.clone())];
    all.push(("Tags".to_owned(), before.tags.join(", "), now.tags.join(", ")));
    let mut keys: Vec<&String> = before.properties.iter().chain(&now.properties).map(|(key, _)| key).collect();
    keys.sort();
    keys.dedup();
    all.extend(keys.into_iter().map(|key| (key.clone(), text(before, key), text(now, key))));
    all.retain(|(_, before, now)| before != now);
    all
}

/// What was sent and stands there otherwise now: key, what was sent, what is there. What does not come back is not compared.
pub(in crate::screens::connections) fn not_as_sent(
    changes: &[Change],
    now: &Connection,
) -> Vec<(String, String, String)> {
    let found = |change: &Change| match change.key.as_str() {
        "qName" => now.name.clone(),
        "tags" => now.tags.join(", "),
        SELECTED_CREDENTIALS => now.credential.clone().unwrap_or_default(),
        key => now.property(key).unwrap_or_default().to_owned(),
    };
    let other = changes.iter().filter(|change| change.compared(now) == Compared::Other);
    other.map(|change| (change.key.clone(), change.after().unwrap_or_default(), change.shown(&found(change)))).collect()
}

/// What of the changes the tenant does not show, by their keys, and whether it shows nothing of them.
pub(in crate::screens::connections) fn not_compared<'a>(
    changes: &'a [Change],
    now: &Connection,
) -> (Vec<&'a str>, bool) {
    let all: Vec<(&str, Compared)> = changes.iter().map(|change| (change.key.as_str(), change.compared(now))).collect();
    let mut untold: Vec<&str> = Vec::new();
    for (key, compared) in &all {
        if [Compared::Partly, Compared::Untold].contains(compared) && !untold.contains(key) {
            untold.push(key);
        }
    }
    (untold, all.iter().all(|(_, compared)| *compared == Compared::Untold))
}
