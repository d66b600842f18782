use super::*;
use crate::{
    domain::{failure::Told, step::Step},
    kit::shared::Offer,
    screens::testing::{Stage, me},
};

const ENTER: Key = Key::plain(Code::Enter);

fn stage() -> Stage<State> {
    let mut stage = Stage::new(Step::SignIn);
    stage.shared.draft.here_mut().session = None;
    stage.shared.draft.here_mut().me = None;
    stage
}

#[test]
fn a_key_is_proved_and_the_person_is_known() {
    let mut stage = stage();
    stage.enter();
    stage.paste("some-long-key-of-the-tenant-4711\n");
    assert!(stage.shot(80, 20).contains("ending in …4711"));
    stage.press(ENTER);
    assert!(
        matches!(&stage.asked()[0].0, Request::SignIn(session) if matches!(&session.access, Access::Token(token) if token.count() == 32))
    );
    assert_eq!(stage.answer(Answer::SignedIn(Ok(me()))), Flow::Next);
    assert_eq!(stage.shared.draft.here().me, Some(me()));
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert!(stage.asked().is_empty());
}

#[test]
fn the_key_itself_is_never_on_the_screen() {
    let mut stage = stage();
    stage.paste("secret-marker-0123456789-abcdef");
    assert!(!stage.shot(120, 40).contains("secret-marker"));
}

#[test]
fn a_key_with_a_line_break_inside_is_named_and_not_sent() {
    let mut stage = stage();
    stage.paste("first-half-of-the-key\nsecond-half");
    stage.press(ENTER);
    assert!(stage.asked().is_empty());
    assert!(stage.shot(80, 20).contains("line break inside"));
}

#[test]
fn a_refused_key_is_explained_with_the_permission_and_the_tenant_it_names() {
    let mut stage = stage();
    // {"tenantId":"T-other"}
    stage.paste("eyJh.eyJ0ZW5hbnRJZCI6IlQtb3RoZXIifQ.c2ln");
    stage.press(ENTER);
    let failure = Failure {
        status: Some(401),
        told: vec![Told { code: "STUB-401".into(), title: "Unauthorized".into(), detail: String::new() }],
        ..Failure::new(FailureKind::Unauthorized, "signing in")
    };
    assert_eq!(stage.answer(Answer::SignedIn(Err(failure))), Flow::Stay);
    let told = stage.told();
    assert!(told.contains("Manage API keys") && told.contains("T-other"), "{told}");
    assert_eq!(stage.shared.notice.unwrap().detail.unwrap(), "Unauthorized (STUB-401) · HTTP 401");
}

#[test]
fn a_found_key_is_offered_to_its_own_host_only() {
    for (host, offered) in [("acme.eu.qlikcloud.com", true), ("other.eu.qlikcloud.com", false)] {
        let mut stage = stage();
        stage.shared.launch.offer =
            Some(Offer { host: host.into(), key: Secret::new("k".repeat(40).as_str()), from: "QLIK_API_KEY".into() });
        stage.enter();
        assert_eq!(stage.shot(80, 20).contains("from QLIK_API_KEY"), offered);
        assert_eq!(stage.screen.line.is_empty(), !offered);
    }
}

#[test]
fn a_paste_that_is_too_large_is_refused_with_a_word() {
    let mut stage = stage();
    stage.paste(&"x".repeat(300_000));
    assert!(stage.told().contains("KiB"));
    assert!(stage.screen.line.is_empty());
}
