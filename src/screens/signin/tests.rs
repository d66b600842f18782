mod browser;
mod clients;
mod contexts;
mod faces;
mod impersonation;
mod list;
mod newcomers;
mod paths;
mod subjects;
mod token;

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    list::{Row, rows},
    *,
};
use crate::{
    domain::{
        access::{BrowserTokens, CliContext, CliContexts},
        access::{ClientProof, Signer, UserRef},
        browser::{BrowserAttempt, BrowserFault, BrowserPlan, Redirect, ReturnFault, SCOPE},
        failure::{Failure, FailureKind, Told},
        request::{Asked, Call, Copied, HiddenText},
        session::{Me, User},
        setup::KeyFile,
        step::Step,
        tenant::Tenant,
    },
    kit::{
        effect::Effect,
        keys::Code,
        shared::{FoundAccess, FoundClient},
        visit::{Prepared, ScreenId, Visit},
    },
    screens::testing::{Stage, me},
};

const ENTER: Key = Key::plain(Code::Enter);
const ESC: Key = Key::plain(Code::Esc);
const DOWN: Key = Key::plain(Code::Down);
const UP: Key = Key::plain(Code::Up);
const LAST: Key = Key::plain(Code::PageDown);
const F2: Key = Key::plain(Code::F(2));
const ANEW: Key = Key::ctrl('n');
const HOST: &str = "acme.eu.qlikcloud.com";

/// Nobody is signed in, and nothing is remembered.
fn stage() -> Stage<State> {
    let mut stage = Stage::new(Step::SignIn);
    stage.shared.draft.here_mut().session = None;
    stage.shared.draft.here_mut().me = None;
    stage.enter();
    stage.asked();
    stage
}

const TOKEN: Row = Row::Method(Method::Token);
const IN_BROWSER: Row = Row::Method(Method::Browser);
const CLIENT: Row = Row::Method(Method::Machine);
const CLIENT_KEY: Row = Row::Method(Method::MachineKey);
const IMPERSONATION: Row = Row::Method(Method::Impersonation);
const SIGNED: Row = Row::Method(Method::Signed);
const CONTEXT: Row = Row::Method(Method::CliContext);

/// Presses the number that stands beside a row of the list, or goes there: only nine rows have a number.
fn press_row(stage: &mut Stage<State>, row: Row) -> Flow {
    let above = rows(&stage.shared).iter().take_while(|other| **other != row).count();
    if let Some(number) = char::from_digit(u32::try_from(above).unwrap() + 1, 10) {
        return stage.press(Key::char(number));
    }
    (0..above).for_each(|_| _ = stage.press(DOWN));
    stage.press(ENTER)
}

/// What this row of the list leads to.
fn form(row: Row) -> Stage<State> {
    let mut stage = stage();
    press_row(&mut stage, row);
    stage.asked();
    stage
}

/// Goes through the fields by Enter; the last Enter signs in.
fn fill(stage: &mut Stage<State>, texts: &[&str]) -> Flow {
    let mut flow = Flow::Stay;
    for text in texts {
        stage.type_text(text);
        flow = stage.press(ENTER);
    }
    flow
}

fn requests(stage: &mut Stage<State>) -> Vec<Request> {
    stage.asked().into_iter().map(|(request, _)| request).collect()
}

/// The way in of the only sign-in that was asked for.
fn access(stage: &mut Stage<State>) -> Access {
    let all = requests(stage);
    let mut proved: Vec<Access> = all
        .iter()
        .filter_map(|request| match request {
            Request::Tenant(session, Call::SignIn) => Some(session.access.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(proved.len(), 1, "{all:?}");
    proved.remove(0)
}

fn token(body: &str) -> String {
    format!("eyJh.{}.c2ln", URL_SAFE_NO_PAD.encode(body))
}

fn refused(kind: FailureKind, status: u16) -> Failure {
    Failure { status: Some(status), ..Failure::new(kind, "signing in") }
}

fn key_file() -> KeyFile {
    KeyFile {
        path: "/home/ada/k.pem".into(),
        pem: Secret::new("-----BEGIN marker-pem"),
        kind: "RSA 4096".into(),
        warning: Some("Others may read this file.".into()),
    }
}

fn grace() -> User {
    User {
        id: "u-7".into(),
        subject: "auth0|grace".into(),
        name: "Grace".into(),
        email: Some("grace@acme.example".into()),
        status: Some("active".into()),
    }
}

fn attempt() -> BrowserAttempt {
    let plan = BrowserPlan {
        tenant: Tenant::parse(HOST).unwrap(),
        client_id: "c-1".into(),
        redirect: Redirect::parse(Redirect::PROPOSED).unwrap(),
        scope: SCOPE.into(),
    };
    BrowserAttempt::new(plan, Secret::new("state-1"), Secret::new("marker-verifier"), "challenge").unwrap()
}

fn browsed() -> Access {
    let tokens = BrowserTokens { access: Secret::new("marker-access"), refresh: None, expires: None };
    Access::Browser { client_id: "c-1".into(), tokens }
}

/// The page with the address, listening.
fn page() -> Stage<State> {
    let mut stage = form(IN_BROWSER);
    fill(&mut stage, &["c-1", ""]);
    stage.answer(Answer::StartBrowser(Ok(Box::new(attempt()))));
    stage
}

fn cancelled(stage: &Stage<State>) -> usize {
    stage.effects.iter().filter(|effect| matches!(effect, Effect::Cancel(_))).count()
}
