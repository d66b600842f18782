//! What is shown of a plan.

use super::{
    output::Output,
    planned::{Action, Planned},
    site::Site,
};
use crate::{
    answers::file::IfExists,
    domain::{
        connection::Connection,
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
                let differs = revision.differs.iter().map(|change| of_change(change, &revision.found));
                // Of the credentials the tenant tells nothing.
                let untold = Connection::default();
                let secrets = revision.secrets.iter().map(|change| of_change(change, &untold));
                let mut lines: Vec<String> = differs.chain(secrets).collect();
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
            Action::Same(_, caveats) if output.json => caveats.clone(),
            Action::Create(_) | Action::Same(..) => Vec::new(),
        };
        let label = match &one.action {
            Action::Same(_, caveats) if !output.json && !caveats.is_empty() => {
                &format!("{}: {}", one.label, caveats.join("; "))
            }
            _ => &one.label,
        };
        text.extend(one.notes.iter().cloned());
        let changes: &[Change] = if let Action::Revise(revision) = &one.action { &revision.differs } else { &[] };
        let request = verbose.then(|| request(one, sites)).flatten();
        output.plan((at + 1, of), (label, one.action.word()), &text, changes, request.as_ref());
    }
}

fn of_change(change: &Change, found: &Connection) -> String {
    let (before, after) = (change.was(), change.after());
    match (before.as_deref(), after) {
        (None, Some(after)) if !patch::comes_back(change) => format!("{}: {after} is sent", change.key),
        (before, after) => {
            // As the review of the wizard says it.
            let nothing = if patch::is_absent(found, change, |_| false) { "(not set)" } else { "(not told)" };
            let after = after.as_deref().unwrap_or("(removed)");
            format!("{}: {} -> {after}", change.key, before.unwrap_or(nothing))
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
