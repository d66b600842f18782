//! A create whose answer got lost: it is looked up, and one of three outcomes is told.

use super::*;
use crate::domain::request::Call;

#[test]
fn what_may_have_arrived_is_looked_for_and_never_sent_again_by_itself() {
    for kind in [FailureKind::OutcomeUnknown, FailureKind::ConnectorDown, FailureKind::Unexpected("garbage".into())] {
        let mut stage = stage_with(CredentialChoice::New("ada".into()));
        press_create(&mut stage);
        let then = stage.now;
        stage.wait(Duration::from_mins(1));
        refuse(&mut stage, Failure::new(kind, "creating the connection"));
        let asked = requests(&mut stage);
        let [Request::Tenant(_, Call::LookUp(sought))] = &asked[..] else { panic!("{asked:?}") };
        assert_eq!((sought.name.as_str(), sought.owner.as_str(), sought.sent), ("Orders", "u-1", then));
        assert_eq!(sought.credential.as_deref(), Some("ada"));
        assert_eq!(unknown_names(&stage), ["Orders"]);
        stage.wait(Duration::from_secs(2));
        assert!(stage.shot(80, 24).contains("looking up whether Orders was created · 2 s"));
    }
}

#[test]
fn esc_while_sending_looks_and_a_late_answer_changes_nothing() {
    let mut stage = sending(CredentialChoice::Embedded);
    assert_eq!(stage.press(ESC), Flow::Stay);
    assert!(cancelled(&stage));
    assert!(matches!(requests(&mut stage)[..], [Request::Tenant(_, Call::LookUp(..))]));
    assert!(!stage.shared.pending.has(Asked::Create));
    assert_eq!(stage.answer(Answer::Create(Ok(Created::Made(made("Orders"))))), Flow::Pass);
    assert!(stage.shared.made.is_empty() && stage.shared.writes.is_open());
    assert_eq!(refuse(&mut stage, refusal(FailureKind::Invalid, 400, "", "late")), Flow::Pass);
    assert!(stage.shared.writes.is_open());
}

#[test]
fn the_first_word_is_created() {
    let mut stage = lost(CredentialChoice::Embedded);
    assert_eq!(look_up(&mut stage, LookupResult::Done(made("Orders"))).screen(), Some(Step::Done.into()));
    assert_eq!((stage.shared.made.len(), stage.shared.writes.is_open()), (1, false));
    assert!(stage.told().starts_with("Created"));
}

#[test]
fn the_second_word_is_not_created_with_the_time_of_the_look() {
    let mut stage = lost(CredentialChoice::Embedded);
    assert_eq!(look_up(&mut stage, LookupResult::NotDone), Flow::Stay);
    assert!(!stage.shared.writes.is_open());
    let shot = stage.shot(80, 24);
    assert!(shot.contains("Not created") && shot.contains("10:00:05 UTC") && shot.contains("[ Create"), "{shot}");
    stage.press(ENTER);
    press_create(&mut stage);
}

#[test]
fn the_third_word_is_could_not_tell_and_it_posts_nothing() {
    let mut stage = lost(CredentialChoice::Embedded);
    let other = Connection { owner: Some("u-2".into()), ..*made("Orders") };
    look_up(&mut stage, LookupResult::Other(Box::new(other)));
    let shot = stage.shot(140, 30);
    assert!(shot.contains("Unknown whether") && shot.contains("owned by u-2,"), "{shot}");
    assert!(!shot.contains("[ Create"));
    for key in [ENTER, Key::char('l')] {
        stage.press(key);
        assert!(matches!(requests(&mut stage)[..], [Request::Tenant(_, Call::LookUp(..))]));
        look_up(&mut stage, LookupResult::Unclear(None));
    }
    stage.fresh = false;
    stage.press(ENTER);
    stage.press(Key::ctrl('g'));
    assert!(requests(&mut stage).is_empty());
    assert_eq!(stage.press(ESC), Flow::Pass);
    assert!(stage.shared.writes.is_open());
}

#[test]
fn a_look_that_fails_is_the_third_word_too() {
    let mut stage = lost(CredentialChoice::Embedded);
    let failure = Failure::new(FailureKind::Unreachable(Unreachable::TimedOut), "looking for the connection");
    for _ in 0..2 {
        stage.answer(Answer::LookUp(Err(failure.clone())));
    }
    assert!(stage.shot(80, 24).contains("Unknown whether"));
    assert!(stage.shared.writes.is_open());
}

#[test]
fn sending_again_in_doubt_takes_a_key_of_its_own() {
    let mut stage = lost(CredentialChoice::Embedded);
    let then = stage.shared.writes.all::<Create>().next().unwrap().1.first_sent().unwrap();
    look_up(&mut stage, LookupResult::Unclear(None));
    stage.wait(Duration::from_secs(30));
    stage.press(Key::ctrl('g'));
    assert_eq!(sent(&mut stage), 1);
    // That the name is taken now may well be the first one's doing.
    refuse(&mut stage, refusal(FailureKind::Conflict, 409, "", "exists"));
    let asked = requests(&mut stage);
    assert!(matches!(&asked[..], [Request::Tenant(_, Call::LookUp(sought))] if sought.sent == then), "{asked:?}");
    assert_eq!(look_up(&mut stage, LookupResult::Done(made("Orders"))).screen(), Some(Step::Done.into()));
}

#[test]
fn what_nobody_knows_is_not_forgotten_when_something_else_is_sent() {
    let mut stage = lost(CredentialChoice::Embedded);
    look_up(&mut stage, LookupResult::Unclear(None));
    stage.shared.draft.of_mut().details.as_mut().unwrap().name = "Other".into();
    stage.press(Key::ctrl('g'));
    refuse(&mut stage, Failure::new(FailureKind::OutcomeUnknown, "creating the connection"));
    assert_eq!(unknown_names(&stage), ["Orders", "Other"]);
    assert!(
        matches!(&requests(&mut stage)[..], [.., Request::Tenant(_, Call::LookUp(sought))] if sought.name == "Other")
    );

    assert_eq!(look_up(&mut stage, LookupResult::Done(made("Other"))).screen(), Some(Step::Done.into()));
    assert_eq!(unknown_names(&stage), ["Orders"], "the first one is still unknown");
}

#[test]
fn a_create_that_succeeds_settles_what_was_unknown_of_the_same_name_only() {
    for (name, settled) in [("Orders", true), ("Other", false)] {
        let mut stage = lost(CredentialChoice::Embedded);
        look_up(&mut stage, LookupResult::Unclear(None));
        stage.shared.draft.of_mut().details.as_mut().unwrap().name = name.into();
        stage.press(Key::ctrl('g'));
        stage.answer(Answer::Create(Ok(Created::Made(made(name)))));
        assert_eq!((stage.shared.made.len(), stage.shared.writes.is_open()), (1, !settled), "{name}");
    }
}

#[test]
fn leaving_and_returning_shows_what_is_unknown_again() {
    let mut stage = lost(CredentialChoice::Embedded);
    assert_eq!(stage.press(ESC), Flow::Stay);
    assert_eq!(stage.press(ESC), Flow::Pass);
    stage.asked();
    stage.enter();
    assert!(matches!(requests(&mut stage)[..], [Request::Tenant(_, Call::LookUp(..))]));
    let mut other = Stage::<State>::new(Step::Review);
    other.shared = std::mem::take(&mut stage.shared);
    other.enter();
    assert!(other.shot(80, 24).contains("whether Orders was created"));
    look_up(&mut other, LookupResult::NotDone);
    assert!(!other.shared.writes.is_open());
    other.enter();
    assert!(!other.shot(80, 24).contains("Not created"));
}

#[test]
fn what_was_sent_to_one_tenant_is_not_looked_for_at_another() {
    let mut stage = lost(CredentialChoice::Embedded);
    let tenant = crate::domain::tenant::Tenant::parse("other.eu.qlikcloud.com").unwrap();
    let session = crate::domain::session::Session { tenant: tenant.clone(), ..crate::screens::testing::session() };
    stage.shared.draft.choose_tenant(tenant);
    stage.shared.draft.here_mut().session = Some(session);
    stage.asked();
    stage.enter();
    let asked = requests(&mut stage);
    assert!(
        matches!(&asked[..], [Request::Tenant(session, Call::LookUp(_))] if session.tenant.host() == "acme.eu.qlikcloud.com")
    );
}

#[test]
fn a_credential_without_its_connection_can_be_gone_on_with() {
    let mut stage = lost(CredentialChoice::New("ada".into()));
    let credential = Some(existing("ada"));
    see(&mut stage, &ConnectionLookup { result: LookupResult::NotDone, at: None, credential });
    assert!(stage.shot(80, 24).contains("Your credentials ada were created"));
    assert_eq!(stage.press(Key::char('e')), Flow::Stay);
    assert_eq!(stage.shared.draft.of().credential, Some(CredentialChoice::Existing(existing("ada"))));
    assert!(requests(&mut stage).is_empty());
    assert!(stage.shot(100, 40).contains("\"selectedCredentials\": \"id of ada\""));
    press_create(&mut stage);
}
