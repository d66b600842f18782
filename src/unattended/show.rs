//! What is shown of a plan.

use super::{
    output::Output,
    planned::{Action, Planned},
    site::Site,
};
use crate::{
    answers::file::IfExists,
    domain::{
        dialect::Purpose,
        http::HttpRequest,
        patch::{self, Change},
    },
};

/// Shows the plan, with the requests where they are wanted.
pub(super) fn show(planned: &[Planned], sites: &[Site], verbose: bool, output: &mut Output) {
    let of = planned.len();
    for (at, one) in planned.iter().enumerate() {
        let mut text = match &one.action {
            Action::Blocked(text) | Action::Asks(text) | Action::CannotTell(text) => vec![text.clone()],
            Action::Revise(revision) => {
                let mut lines: Vec<String> = revision.differs.iter().chain(&revision.secrets).map(change).collect();
                if !revision.differs.is_empty() && revision.if_exists != IfExists::Update {
                    let then = match revision.if_exists {
                        IfExists::Fail => "apply would fail here; --if-exists update changes it",
                        IfExists::Skip | IfExists::Update => "apply leaves it as it is; --if-exists update changes it",
                    };
                    lines.push(then.to_owned());
                }
                lines
            }
            Action::Authorize(..) => vec![one.by_a_person()],
            Action::Create(_) | Action::Same(_) => Vec::new(),
        };
        text.extend(one.notes.iter().cloned());
        let changes: &[Change] = if let Action::Revise(revision) = &one.action { &revision.differs } else { &[] };
        let request = verbose.then(|| request(one, sites)).flatten();
        output.plan((at + 1, of), (&one.label, one.action.word()), &text, changes, request.as_ref());
    }
}

fn change(change: &Change) -> String {
    let (before, after) = (change.before.as_deref(), change.after());
    match (before, after) {
        (None, Some(after)) if !patch::comes_back(change) => format!("{}: {after} is sent", change.key),
        (before, after) => {
            format!("{}: {} -> {}", change.key, before.unwrap_or("nothing"), after.as_deref().unwrap_or("nothing"))
        }
    }
}

fn request(one: &Planned, sites: &[Site]) -> Option<HttpRequest> {
    let dialect = sites[one.site].session.dialect;
    match &one.action {
        Action::Create(new) => Some(dialect.create(new, Purpose::Create)),
        Action::Revise(revision) => {
            let sent = revision.sent();
            (!sent.is_empty()).then(|| patch::request(dialect, &revision.found.id, &sent))
        }
        _ => None,
    }
}
