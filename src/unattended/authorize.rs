//! Interactive OAuth in two commands, for machines without a terminal: `start` asks for the address at which a person signs in,
//! `finish` creates the connection with the code that they bring back.

use serde_json::json;
use zeroize::Zeroizing;

use super::{
    apply::apply,
    files,
    interrupt::{interruptible, stopped},
    output::{Output, code},
    planned::{Action, Planned, quoted},
    prepare::{Options, Verb, prepare},
    references::Reach,
    settle::settle,
    site::Site,
};
use crate::{
    client::Client,
    domain::{
        connection::Created,
        dialect::Purpose,
        http::Json,
        oauth::{AuthUrl, read_code},
        write::Outcome,
    },
};

/// The most that standard input may bring: a code, or the whole address that holds it.
const LONGEST: u64 = 64 * 1024;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AuthorizeCommand {
    /// Prints the address.
    Start,
    /// Reads the code and creates; with the state of the address, where it is to be compared.
    Finish(Option<String>),
}

/// Runs one of the two commands; the exit code.
pub async fn authorize(
    command: &AuthorizeCommand,
    options: &Options,
    client: &Client,
    reach: Reach<'_>,
    output: &mut Output,
) -> u8 {
    let (brought, mut one, sites) = match prepared(command, options, client, reach).await {
        Ok(prepared) => prepared,
        Err(code) => return code,
    };
    let Action::Authorize(new, property) = one.action.clone() else { return code::FAILED };
    if let Some(brought) = brought {
        one.action = Action::Create(Box::new(new.with(&property, brought)));
        let options = Options { yes: true, ..options.clone() };
        return apply(vec![one], sites, &options, client, output).await;
    }
    let site = &sites[one.site];
    let write = site.create(Purpose::AuthUrl, *new);
    // A tenant may create where it was asked for the address only, so what is in flight is settled before the end.
    let (interrupted, waiting) = interruptible();
    let waits = |wait| output.waiting((1, 1), &one.label, wait);
    let ended = settle(client, &site.session, write, stopped(interrupted.clone()), waits).await;
    waiting.abort();
    match ended.outcome {
        Outcome::Done(Created::AuthUrl(address), _) => match AuthUrl::parse(&address) {
            Ok(address) => {
                tell(&one, &address, output);
                u8::from(!output.is_whole)
            }
            Err(unsafe_url) => Output::fail(&unsafe_url.to_string()),
        },
        Outcome::Done(Created::Made(made), _) => {
            Output::note("no sign-in was needed: the tenant created the connection");
            output.print(&format!("{}\n", json!({"v": 1, "item": one.label, "outcome": "done", "id": made.id})));
            u8::from(!output.is_whole)
        }
        Outcome::NotDone(_) => {
            Output::note(&ended.sentence);
            interrupted.borrow().unwrap_or(code::FAILED)
        }
        Outcome::Unknown => {
            Output::note(&ended.sentence);
            code::UNKNOWN
        }
    }
}

/// The code that was brought, and the one connection that needs a person. The error is an exit code; why is told.
async fn prepared(
    command: &AuthorizeCommand,
    options: &Options,
    client: &Client,
    reach: Reach<'_>,
) -> Result<(Option<Json>, Planned, Vec<Site>), u8> {
    // The code is used up by its first use, so it is read before anything is asked of the tenant.
    let brought = match command {
        AuthorizeCommand::Start => None,
        AuthorizeCommand::Finish(state) => {
            Some(bring(state.as_deref(), options).map_err(|sentence| Output::refuse(&sentence))?)
        }
    };
    let (planned, sites) = prepare(Verb::Apply, options, client, reach).await?;
    Ok((brought, only(planned)?, sites))
}

/// The code of standard input.
fn bring(state: Option<&str>, options: &Options) -> Result<Json, String> {
    if options.files.iter().any(|file| file.as_os_str() == "-") {
        return Err("standard input brings the code, so the answers file cannot come from there too".to_owned());
    }
    let text: Zeroizing<String> = files::stdin(LONGEST)?;
    let code = read_code(&text, &AuthUrl::of_state(state)).map_err(|fault| fault.to_string())?;
    Ok(Json::Secret(code.value))
}

/// The one connection that needs a person, or why there is not one.
fn only(planned: Vec<Planned>) -> Result<Planned, u8> {
    let count = planned.len();
    let told: Vec<String> = planned
        .iter()
        .map(|one| match &one.action {
            Action::Blocked(text) | Action::CannotTell(text) | Action::Asks(text) => {
                format!("{}: {text}", one.label)
            }
            Action::Create(_) => format!("{}: nobody has to sign in for it; use apply", one.label),
            Action::Same(..) | Action::Revise(_) => format!("{}: it exists already", one.label),
            Action::Authorize(..) => one.label.clone(),
        })
        .collect();
    let mut waiting: Vec<Planned> =
        planned.into_iter().filter(|one| matches!(one.action, Action::Authorize(..))).collect();
    match (waiting.pop(), waiting.is_empty(), count) {
        (Some(one), true, _) => Ok(one),
        (Some(_), false, _) => Err(Output::refuse("several connections need a person; choose one with --only")),
        (None, _, 0) => Err(Output::refuse("the files have no such connection")),
        (None, ..) => Err(Output::fail(&told.join("; "))),
    }
}

fn tell(one: &Planned, address: &AuthUrl, output: &mut Output) {
    let state = address.state();
    let option = state.map(|state| format!(" --state={}", quoted(state.expose()))).unwrap_or_default();
    let next =
        format!("qonnect authorize finish {} --only={}{option} --code-stdin", quoted(&one.file), quoted(&one.label));
    Output::note(&format!(
        "sign in at {} in a browser, then give the code to the command that `next` names",
        address.host()
    ));
    let line = json!({"v": 1, "item": one.label, "authUrl": address.as_str(), "next": next,
        "state": state.map(|state| state.expose().to_owned())});
    output.print(&format!("{line}\n"));
}
