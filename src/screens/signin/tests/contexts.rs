//! Signing in by a context of qlik-cli.

use super::*;
use crate::domain::request::Chore;

fn context(name: &str, host: &str, access: Option<Access>) -> CliContext {
    CliContext { name: name.into(), host: host.into(), current: false, access }
}

fn known() -> CliContexts {
    let key = |key: &str| Some(Access::Token(Secret::new(key)));
    CliContexts {
        path: Some("/home/ada/.qlik/contexts.yml".into()),
        contexts: vec![
            context("staging", "stage.eu.qlikcloud.com", key("marker-staging")),
            context("prod", HOST, key("marker-prod")),
            context("empty", HOST, None),
        ],
    }
}

fn stage() -> Stage<State> {
    let mut stage = super::stage();
    press_row(&mut stage, CONTEXT);
    assert_eq!(requests(&mut stage), [Request::Here(Chore::CliContexts)]);
    stage.answer(Answer::CliContexts(Ok(known())));
    stage
}

#[test]
fn contexts_are_offered_with_name_and_host_and_the_one_of_this_tenant_first() {
    let mut stage = stage();
    let shown = stage.shot(80, 24);
    assert!(
        shown.contains("▸ prod") && shown.contains("stage.eu.qlikcloud.com") && !shown.contains("marker"),
        "{shown}"
    );
    stage.press(ENTER);
    assert_eq!(access(&mut stage), Access::Token(Secret::new("marker-prod")));
    stage.answer(Answer::SignIn(Ok(me())));
    assert!(
        matches!(requests(&mut stage).as_slice(), [Request::Here(Chore::KeepNotes(_, notes))] if notes.facts.contains_key("cli-context.context"))
    );
    assert_eq!(stage.press(ENTER), Flow::Next);
}

#[test]
fn a_context_of_another_host_says_so_and_leads_back_to_the_tenant() {
    let mut stage = stage();
    stage.press(UP);
    assert!(stage.shot(80, 24).contains("staging is for stage.eu.qlikcloud.com"));
    let host = || "stage.eu.qlikcloud.com".to_owned();
    let then = Visit::Context { host: host(), name: "staging".into() };
    assert_eq!(stage.press(ENTER), Flow::Detour(Visit::Host(host()), then));
    assert!(stage.asked().is_empty());
    assert_eq!(stage.told(), "staging belongs to stage.eu.qlikcloud.com. Press Enter to go to that tenant.");
}

#[test]
fn coming_from_elsewhere_the_context_is_taken_up() {
    let mut stage = Stage::<State>::new(Step::SignIn);
    stage.visit(Visit::Context { host: HOST.into(), name: "empty".into() });
    stage.answer(Answer::CliContexts(Ok(known())));
    assert!(stage.shot(80, 24).contains("▸ empty"));
}

#[test]
fn a_context_without_a_login_and_a_missing_file_are_said() {
    let mut stage = stage();
    stage.press(DOWN);
    stage.press(ENTER);
    assert!(stage.told().contains("has no credentials") && stage.asked().is_empty());
    stage.press(UP);
    assert_eq!(stage.told(), "", "it was about another row");
    stage.answer(Answer::CliContexts(Ok(CliContexts::default())));
    assert!(stage.shot(80, 24).contains("No qlik-cli contexts were found"));
    stage.answer(Answer::CliContexts(Err("The file is no YAML.".into())));
    assert!(stage.shot(80, 24).contains("no YAML"));
}

#[test]
fn a_long_name_leaves_host_and_login_on_one_row() {
    let mut stage = super::stage();
    press_row(&mut stage, CONTEXT);
    let long = "the-production-tenant-of-the-finance-department";
    let key = || Some(Access::Token(Secret::new("marker")));
    let contexts = vec![context(long, HOST, key()), context("b", "another.eu.qlikcloud.com", key())];
    stage.answer(Answer::CliContexts(Ok(CliContexts { path: None, contexts })));
    let shown = stage.shot(62, 19);
    assert!(
        shown.lines().any(|row| row.contains("the-prod") && row.contains(&format!("{HOST} · by API key"))),
        "{shown}"
    );
    let shown = stage.shot(102, 35);
    assert!(shown.contains("the-production-tenant-o…"), "{shown}");
}
