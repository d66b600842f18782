//! `plan` and `apply`, from their options to their exit codes.

use super::{
    apply::apply,
    output::{Output, code},
    planned::{Action, Planned},
    prepare::{Options, Verb, prepare},
    references::Reach,
    show::show,
};
use crate::{answers::file::IfExists, client::Client};

/// Reads the files, plans, and applies; the exit code.
pub async fn run(verb: Verb, options: &Options, client: &Client, reach: Reach<'_>, output: &mut Output) -> u8 {
    let (planned, sites) = match prepare(verb, options, client, reach).await {
        Ok(prepared) => prepared,
        Err(code) => return code,
    };
    match verb {
        Verb::Plan => {
            show(&planned, &sites, options.verbose, output);
            plan_code(&planned, options.pending_code, output)
        }
        Verb::Apply => apply(planned, sites, options, client, output).await,
    }
}

fn plan_code(planned: &[Planned], pending: bool, output: &Output) -> u8 {
    let has = |wanted: fn(&Action) -> bool| planned.iter().any(|one| wanted(&one.action));
    if !output.is_whole || has(|action| matches!(action, Action::Blocked(_) | Action::CannotTell(_))) {
        code::FAILED
    } else if pending && has(is_pending) {
        code::PENDING
    } else {
        0
    }
}

/// Whether something of an item is still to be done: all but what agrees, and what is left as it is.
fn is_pending(action: &Action) -> bool {
    match action {
        Action::Same(..) => false,
        Action::Revise(revision) => revision.if_exists == IfExists::Fail || !revision.sent().is_empty(),
        _ => true,
    }
}
