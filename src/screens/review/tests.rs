use std::time::Duration;

use super::*;
use crate::{
    domain::{
        connection::{Connection, Created, NameCheck, Outcome, Sighting},
        credential::{CredentialCheck, CredentialChoice},
        dialect::Dialect,
        draft::Authorised,
        failure::{Failure, FailureKind, Unreachable},
        request::{Asked, Request},
        session::Me,
        space::SpaceChoice,
    },
    kit::shared::{Taken, Unknown},
    screens::{
        creating::testing::{
            ENTER, ESC, MARKER, TAB, at_every_size, cancelled, existing, gbq, made, refusal, requests, s3, sent,
        },
        testing::{Stage, me},
    },
};

fn stage_with(credential: CredentialChoice) -> Stage<State> {
    let mut stage = Stage::new(Step::Review);
    s3(&mut stage.shared, credential);
    stage.enter();
    stage
}

fn stage() -> Stage<State> {
    stage_with(CredentialChoice::Embedded)
}

/// On the button, and pressed: one create is on its way.
fn sending(credential: CredentialChoice) -> Stage<State> {
    let mut stage = stage_with(credential);
    press_create(&mut stage);
    stage
}

fn press_create(stage: &mut Stage<State>) {
    stage.press(ENTER);
    assert_eq!(sent(stage), 0);
    stage.press(ENTER);
    assert_eq!(sent(stage), 1);
}

fn consented() -> Stage<State> {
    let mut stage = Stage::new(Step::Review);
    gbq(&mut stage.shared);
    let asked = stage.shared.draft.connection_without_code().unwrap();
    stage.shared.draft.of_mut().authorised =
        Some(Authorised { code: Secret::new(MARKER), asked, dialect: Dialect::V1 });
    stage.enter();
    stage
}

fn refuse(stage: &mut Stage<State>, failure: Failure) -> Flow {
    stage.answer(Answer::Created(Err(failure)))
}

fn look_up(stage: &mut Stage<State>, outcome: Outcome) -> Flow {
    stage.answer(Answer::LookedUp(Ok(Sighting {
        outcome,
        at: Some("2026-01-01T10:00:05Z".parse().unwrap()),
        credential: None,
    })))
}

/// The create was cut: its outcome is unknown, and it is looked for.
fn lost(credential: CredentialChoice) -> Stage<State> {
    let mut stage = sending(credential);
    let failure = Failure::new(FailureKind::OutcomeUnknown, "creating the connection");
    assert_eq!(refuse(&mut stage, failure), Flow::Stay);
    assert!(matches!(requests(&mut stage)[..], [Request::LookUp(..)]));
    stage
}

#[test]
fn what_will_be_made_stands_in_words_and_as_the_exact_request() {
    let shot = stage().shot(100, 40);
    for words in ["Orders", "Sales (shared)", "Amazon S3", "embedded", "Ada Creator", "acme.eu.qlikcloud.com"] {
        assert!(shot.contains(words), "{words}: {shot}");
    }
    for words in ["POST /api/v1/data-connections", "\"qName\": \"Orders\"", "\"secretKey\": \"••••\""] {
        assert!(shot.contains(words), "{words}: {shot}");
    }
    assert!(!shot.contains(MARKER));
}

#[test]
fn the_button_has_the_focus_last() {
    let mut stage = stage();
    let downs = answers(&stage.shared).count() + 1;
    for _ in 0..downs {
        assert_ne!(stage.screen.focus, Focus::Create);
        stage.press(TAB);
    }
    assert_eq!(stage.screen.focus, Focus::Create);
    stage.press(TAB);
    assert_eq!(stage.screen.focus, Focus::Create);
    stage.press(ENTER);
    assert_eq!(sent(&mut stage), 1);
}

#[test]
fn every_answer_leads_back_to_its_step() {
    let mut stage = stage();
    for step in [Step::Tenant, Step::SignIn, Step::Space, Step::Source, Step::Credentials, Step::Details] {
        stage.press(Key::plain(Code::Down));
        assert_eq!(stage.press(ENTER), Flow::Jump(step));
    }
    assert_eq!(sent(&mut stage), 0);
}

#[test]
fn an_enter_that_was_not_meant_for_the_screen_creates_nothing() {
    let mut stage = stage();
    stage.fresh = false;
    for _ in 0..50 {
        assert_eq!(stage.press(Key { held: true, ..ENTER }), Flow::Stay);
    }
    assert_eq!(stage.screen.focus, Focus::Overview);
    stage.fresh = true;
    stage.press(ENTER);
    stage.fresh = false;
    for _ in 0..50 {
        stage.press(Key { held: true, ..ENTER });
        stage.press(ENTER);
    }
    assert_eq!(sent(&mut stage), 0);
}

#[test]
fn while_it_is_sent_no_key_but_esc_counts() {
    let mut stage = sending(CredentialChoice::Embedded);
    for key in [ENTER, TAB, Key::char('l'), Key::ctrl('g'), Key::ctrl('t'), Key::char('e'), Key::plain(Code::Up)] {
        assert!(matches!(stage.press(key), Flow::Pass | Flow::Stay));
    }
    assert!(stage.effects.is_empty());
    stage.wait(Duration::from_secs(3));
    assert!(stage.shot(80, 24).contains("creating the connection · 3 s"));
    let due = stage.screen.due(&stage.shared, stage.now).unwrap();
    assert_eq!(due - stage.now, Duration::from_secs(1));
    assert!(stage.shared.pending.is_creating());
}

#[test]
fn a_created_connection_leads_to_done_with_what_was_sent() {
    let mut stage = sending(CredentialChoice::Embedded);
    let flow = stage.answer(Answer::Created(Ok(Created::Made(made("Orders")))));
    assert_eq!(flow, Flow::Jump(Step::Done));
    assert_eq!(stage.shared.made.len(), 1);
    assert_eq!(stage.shared.made[0].sent.name, "Orders");
    assert_eq!(stage.shared.unknown, None);
    assert!(!format!("{:?}{:?}", stage.screen, stage.shared).contains(MARKER));
    assert_eq!(sent(&mut stage), 0);
}

#[test]
fn each_refusal_leads_to_the_step_where_it_can_be_mended() {
    use FailureKind::{Forbidden, Invalid, NotFound, Unauthorized};
    let embedded = || CredentialChoice::Embedded;
    let new = || CredentialChoice::New("ada".into());
    let old = || CredentialChoice::Existing(existing("ada"));
    #[rustfmt::skip]
    let table = [
        (embedded(), Invalid, 400, "DCERROR-0010", "Field bucketname is missing", Step::Details, "bucketName"),
        (embedded(), Invalid, 400, "", "no good", Step::Details, "refused"),
        (new(), Invalid, 400, "", "credentialsName is too long", Step::Credentials, "credentialsName"),
        (embedded(), Unauthorized, 401, "STUB-401", "", Step::SignIn, "Sign in once more"),
        (embedded(), Forbidden, 403, "", "no access", Step::Space, "Sales"),
        (embedded(), Forbidden, 403, "DCAAS-2001", "Data source is not enabled.", Step::Source, "not enabled"),
        (old(), NotFound, 404, "X", "gone", Step::Credentials, "does not find this credential"),
        (embedded(), NotFound, 404, "X", "gone", Step::Source, "Amazon S3"),
    ];
    for (credential, kind, status, code, detail, step, words) in table {
        let mut stage = sending(credential);
        let flow = refuse(&mut stage, refusal(kind, status, code, detail));
        assert_eq!(flow, Flow::Jump(step), "{status} {detail}");
        assert!(stage.told().contains(words), "{}", stage.told());
        let beside = stage.shared.notice.clone().unwrap().detail.unwrap();
        assert!(beside.contains(detail) && beside.contains(code) && beside.contains("trace-1"), "{beside}");
        assert_eq!(sent(&mut stage), 0);
        assert!(stage.screen.creating.is_idle() && stage.shared.unknown.is_none());
    }
}

#[test]
fn in_the_personal_space_a_refusal_names_the_missing_permission() {
    let mut stage = sending(CredentialChoice::Embedded);
    stage.shared.draft.here_mut().space = Some(SpaceChoice::Personal);
    let flow = refuse(&mut stage, refusal(FailureKind::Forbidden, 403, "", "no"));
    assert_eq!(flow, Flow::Jump(Step::Source));
    assert!(stage.told().contains("permission to manage data connections"));
}

#[test]
fn a_bot_outside_a_space_is_told_that_its_scopes_are_not_enough() {
    let mut stage = sending(CredentialChoice::Embedded);
    stage.shared.draft.here_mut().me = Some(Me { subject: "qlikbot\\82e0".into(), ..me() });
    let flow = refuse(&mut stage, refusal(FailureKind::Forbidden, 403, "", "insufficient permissions"));
    assert_eq!(flow, Flow::Jump(Step::Space));
    assert!(stage.told().contains("have it added to the space with a role"), "{}", stage.told());
}

#[test]
fn a_field_that_the_tenant_names_is_handed_to_details() {
    for (detail, field) in [
        ("Property BUCKETNAME is odd", Some("bucketName")),
        ("qname: taken characters", Some("qName")),
        ("connectionName must not be empty", Some("connectionName")),
        ("the subregion is odd", None),
        ("region 'x' of bucketName", Some("bucketName")),
    ] {
        let mut stage = sending(CredentialChoice::Embedded);
        refuse(&mut stage, refusal(FailureKind::Invalid, 400, "", detail));
        let fault = stage.shared.field_fault.take().unwrap();
        assert_eq!(fault.field.as_deref(), field, "{detail}");
        assert!(fault.text.contains(detail));
    }
}

#[test]
fn after_401_the_key_has_to_be_proved_again_and_stays() {
    let mut stage = sending(CredentialChoice::Embedded);
    refuse(&mut stage, refusal(FailureKind::Unauthorized, 401, "", ""));
    assert_eq!(stage.shared.draft.here().me, None);
    assert!(stage.shared.draft.here().session.is_some());
}

#[test]
fn a_taken_name_is_pointed_at_with_a_free_one() {
    let mut stage = sending(CredentialChoice::New("ada".into()));
    refuse(&mut stage, refusal(FailureKind::Conflict, 409, "", "exists"));
    let asked = requests(&mut stage);
    assert!(matches!(&asked[..], [Request::CheckName(_, Some(_), name), Request::CheckCredential(_, other)]
        if name == "Orders" && other == "ada"));
    stage.answer(Answer::CredentialChecked("ada".into(), Ok(CredentialCheck::Free)));
    assert_eq!(stage.answer(Answer::NameChecked("Orders".into(), Ok(NameCheck::Taken(made("Orders"))))), Flow::Stay);
    assert!(matches!(&requests(&mut stage)[..], [Request::CheckName(_, _, name)] if name == "Orders 2"));
    stage.answer(Answer::NameChecked("Orders 2".into(), Ok(NameCheck::Taken(made("Orders 2")))));
    let flow = stage.answer(Answer::NameChecked("Orders 3".into(), Ok(NameCheck::Free)));
    assert_eq!(flow, Flow::Jump(Step::Details));
    assert_eq!(stage.shared.taken, Some(Taken { name: "Orders".into(), proposal: "Orders 3".into(), is_free: true }));
    assert_eq!(stage.shared.credential_taken, None);
    assert_eq!(stage.shared.notice.unwrap().detail.unwrap(), "exists · HTTP 409 · trace trace-1");
}

#[test]
fn a_taken_credential_is_pointed_at_too() {
    let mut stage = sending(CredentialChoice::New("ada".into()));
    refuse(&mut stage, refusal(FailureKind::Conflict, 409, "", "exists"));
    stage.answer(Answer::NameChecked("Orders".into(), Ok(NameCheck::Free)));
    stage.answer(Answer::CredentialChecked("ada".into(), Ok(CredentialCheck::Taken(existing("ada")))));
    let flow = stage.answer(Answer::CredentialChecked("ada 2".into(), Ok(CredentialCheck::Free)));
    assert_eq!(flow, Flow::Jump(Step::Credentials));
    assert_eq!(
        stage.shared.credential_taken,
        Some(Taken { name: "ada".into(), proposal: "ada 2".into(), is_free: true })
    );
}

#[test]
fn a_proposal_that_could_not_be_checked_is_not_called_free() {
    for answer in [Ok(NameCheck::Unchecked), Err(Failure::new(FailureKind::Forbidden, "looking the name up"))] {
        let mut stage = sending(CredentialChoice::Embedded);
        refuse(&mut stage, refusal(FailureKind::Conflict, 409, "", "exists"));
        stage.answer(Answer::NameChecked("Orders".into(), Ok(NameCheck::Taken(made("Orders")))));
        assert_eq!(stage.answer(Answer::NameChecked("Orders 2".into(), answer)), Flow::Jump(Step::Details));
        assert!(stage.told().ends_with("Try “Orders 2”.") && !stage.told().contains("free"), "{}", stage.told());
    }
}

#[test]
fn a_clash_that_nobody_can_see_stays_with_a_sentence() {
    let mut stage = sending(CredentialChoice::Embedded);
    refuse(&mut stage, refusal(FailureKind::Conflict, 409, "", "exists"));
    assert_eq!(stage.answer(Answer::NameChecked("Orders".into(), Ok(NameCheck::Free))), Flow::Stay);
    assert!(stage.told().contains("somebody else"));
    assert_eq!(sent(&mut stage), 0);
}

#[test]
fn too_many_requests_count_down_and_send_the_same_request_again() {
    let mut stage = stage();
    stage.press(ENTER);
    stage.press(ENTER);
    let first = requests(&mut stage).pop().unwrap();
    refuse(&mut stage, refusal(FailureKind::RateLimited(Duration::from_secs(12)), 429, "HTTP-429", ""));
    let asked = stage.asked();
    assert_eq!(asked, [(first, Duration::from_secs(12))]);
    assert!(stage.shot(80, 24).contains("sent again in 12 s"));
    stage.wait(Duration::from_millis(4500));
    assert!(stage.shot(80, 24).contains("sent again in 8 s"));
    assert!(stage.screen.due(&stage.shared, stage.now).unwrap() <= stage.now + Duration::from_secs(1));
    stage.wait(Duration::from_secs(9));
    assert!(stage.shot(80, 24).contains("creating the connection · 1 s"));
    assert_eq!(stage.answer(Answer::Created(Ok(Created::Made(made("Orders"))))), Flow::Jump(Step::Done));
}

#[test]
fn esc_during_the_countdown_means_that_nothing_was_made() {
    let mut stage = sending(CredentialChoice::Embedded);
    refuse(&mut stage, refusal(FailureKind::RateLimited(Duration::from_secs(12)), 429, "", ""));
    assert_eq!(sent(&mut stage), 1);
    stage.wait(Duration::from_secs(5));
    assert_eq!(stage.press(ESC), Flow::Stay);
    assert!(cancelled(&stage) && requests(&mut stage).is_empty());
    assert!(stage.screen.creating.is_idle() && stage.shared.unknown.is_none());
    assert!(!stage.shared.pending.is_creating());
    assert!(stage.told().contains("Nothing was made"));
}

#[test]
fn esc_in_the_last_moment_of_the_countdown_is_not_trusted() {
    let mut stage = sending(CredentialChoice::Embedded);
    refuse(&mut stage, refusal(FailureKind::RateLimited(Duration::from_secs(12)), 429, "", ""));
    stage.asked();
    stage.wait(Duration::from_millis(11_900));
    stage.press(ESC);
    assert!(matches!(requests(&mut stage)[..], [Request::LookUp(..)]));
}

#[test]
fn a_host_that_cannot_be_reached_got_nothing() {
    let mut stage = sending(CredentialChoice::Embedded);
    let failure = Failure::new(FailureKind::Unreachable(Unreachable::Refused), "creating the connection");
    assert_eq!(refuse(&mut stage, failure), Flow::Stay);
    assert!(stage.told().contains("Nothing was sent"));
    assert!(stage.shared.unknown.is_none());
    assert_eq!(sent(&mut stage), 0);
    stage.press(ENTER);
    assert_eq!(sent(&mut stage), 1);
}

#[test]
fn what_may_have_arrived_is_looked_for_and_never_sent_again_by_itself() {
    for kind in [FailureKind::OutcomeUnknown, FailureKind::ConnectorDown, FailureKind::Unexpected("garbage".into())] {
        let mut stage = stage_with(CredentialChoice::New("ada".into()));
        press_create(&mut stage);
        let then = stage.now;
        stage.wait(Duration::from_mins(1));
        refuse(&mut stage, Failure::new(kind, "creating the connection"));
        let asked = requests(&mut stage);
        let [Request::LookUp(_, sought)] = &asked[..] else { panic!("{asked:?}") };
        assert_eq!((sought.name.as_str(), sought.owner.as_str(), sought.sent), ("Orders", "u-1", then));
        assert_eq!(sought.credential.as_deref(), Some("ada"));
        assert_eq!(stage.shared.unknown.as_ref().map(|unknown| &unknown.sought), Some(sought));
        stage.wait(Duration::from_secs(2));
        assert!(stage.shot(80, 24).contains("looking twice whether Orders was made · 2 s"));
    }
}

#[test]
fn esc_while_sending_looks_and_a_late_answer_changes_nothing() {
    let mut stage = sending(CredentialChoice::Embedded);
    assert_eq!(stage.press(ESC), Flow::Stay);
    assert!(cancelled(&stage));
    assert!(matches!(requests(&mut stage)[..], [Request::LookUp(..)]));
    assert!(!stage.shared.pending.has(Asked::Create));
    assert_eq!(stage.answer(Answer::Created(Ok(Created::Made(made("Orders"))))), Flow::Pass);
    assert!(stage.shared.made.is_empty() && stage.shared.unknown.is_some());
    assert_eq!(refuse(&mut stage, refusal(FailureKind::Invalid, 400, "", "late")), Flow::Pass);
    assert!(stage.shared.unknown.is_some());
}

#[test]
fn the_first_word_is_created() {
    let mut stage = lost(CredentialChoice::Embedded);
    assert_eq!(look_up(&mut stage, Outcome::Created(made("Orders"))), Flow::Jump(Step::Done));
    assert_eq!((stage.shared.made.len(), stage.shared.unknown.is_none()), (1, true));
    assert!(stage.told().starts_with("Created"));
}

#[test]
fn the_second_word_is_not_created_with_the_time_of_the_look() {
    let mut stage = lost(CredentialChoice::Embedded);
    assert_eq!(look_up(&mut stage, Outcome::NotCreated), Flow::Stay);
    assert_eq!(stage.shared.unknown, None);
    let shot = stage.shot(80, 24);
    assert!(shot.contains("Not created") && shot.contains("10:00:05 UTC") && shot.contains("[ Create"), "{shot}");
    assert_eq!(sent(&mut stage), 0);
    press_create(&mut stage);
}

#[test]
fn the_third_word_is_could_not_tell_and_it_posts_nothing() {
    let mut stage = lost(CredentialChoice::Embedded);
    let other = Connection { owner: Some("u-2".into()), ..*made("Orders") };
    look_up(&mut stage, Outcome::CouldNotTell(Some(Box::new(other))));
    let shot = stage.shot(100, 30);
    assert!(shot.contains("Could not tell") && shot.contains("by u-2, since 2026-01-01T10:00:00Z"), "{shot}");
    assert!(!shot.contains("[ Create"));
    for key in [ENTER, Key::char('l')] {
        stage.press(key);
        assert!(matches!(requests(&mut stage)[..], [Request::LookUp(..)]));
        look_up(&mut stage, Outcome::CouldNotTell(None));
    }
    stage.fresh = false;
    stage.press(ENTER);
    stage.press(Key::ctrl('g'));
    assert!(requests(&mut stage).is_empty());
    assert_eq!(stage.press(ESC), Flow::Pass);
    assert!(stage.shared.unknown.is_some());
}

#[test]
fn a_look_that_fails_is_the_third_word_too() {
    let mut stage = lost(CredentialChoice::Embedded);
    let failure = Failure::new(FailureKind::Unreachable(Unreachable::TimedOut), "looking for the connection");
    stage.answer(Answer::LookedUp(Err(failure)));
    assert!(stage.shot(80, 24).contains("Could not tell"));
    assert!(stage.shared.unknown.is_some());
}

#[test]
fn sending_again_in_doubt_takes_a_key_of_its_own() {
    let mut stage = lost(CredentialChoice::Embedded);
    let then = stage.shared.unknown.as_ref().unwrap().sought.sent;
    look_up(&mut stage, Outcome::CouldNotTell(None));
    stage.wait(Duration::from_secs(30));
    stage.press(Key::ctrl('g'));
    assert_eq!(sent(&mut stage), 1);
    // That the name is taken now may well be the first one's doing.
    refuse(&mut stage, refusal(FailureKind::Conflict, 409, "", "exists"));
    let asked = requests(&mut stage);
    assert!(matches!(&asked[..], [Request::LookUp(_, sought)] if sought.sent == then), "{asked:?}");
    assert_eq!(look_up(&mut stage, Outcome::Created(made("Orders"))), Flow::Jump(Step::Done));
}

#[test]
fn what_nobody_knows_is_not_forgotten_when_something_else_is_sent() {
    let mut stage = lost(CredentialChoice::Embedded);
    look_up(&mut stage, Outcome::CouldNotTell(None));
    stage.shared.draft.of_mut().details.as_mut().unwrap().name = "Other".into();
    stage.press(Key::ctrl('g'));
    refuse(&mut stage, Failure::new(FailureKind::OutcomeUnknown, "creating the connection"));
    let named = |unknown: &Unknown| unknown.sought.name.clone();
    assert_eq!(stage.shared.unknown.as_ref().map(named), Some("Other".into()));
    assert_eq!(stage.shared.never_known.iter().map(named).collect::<Vec<_>>(), ["Orders"]);

    assert_eq!(look_up(&mut stage, Outcome::Created(made("Other"))), Flow::Jump(Step::Done));
    assert!(stage.shared.unknown.is_none() && stage.shared.is_unknown(), "the first one is still unknown");
}

#[test]
fn a_create_that_succeeds_settles_what_was_unknown_of_the_same_name_only() {
    for (name, settled) in [("Orders", true), ("Other", false)] {
        let mut stage = lost(CredentialChoice::Embedded);
        look_up(&mut stage, Outcome::CouldNotTell(None));
        stage.shared.draft.of_mut().details.as_mut().unwrap().name = name.into();
        stage.press(Key::ctrl('g'));
        stage.answer(Answer::Created(Ok(Created::Made(made(name)))));
        assert_eq!((stage.shared.made.len(), stage.shared.is_unknown()), (1, !settled), "{name}");
    }
}

#[test]
fn leaving_and_returning_shows_what_is_unknown_again() {
    let mut stage = lost(CredentialChoice::Embedded);
    assert_eq!(stage.press(ESC), Flow::Stay);
    assert_eq!(stage.press(ESC), Flow::Pass);
    stage.asked();
    stage.enter();
    assert!(matches!(requests(&mut stage)[..], [Request::LookUp(..)]));
    let mut other = Stage::<State>::new(Step::Review);
    other.shared = std::mem::take(&mut stage.shared);
    other.enter();
    assert!(other.shot(80, 24).contains("whether Orders was made"));
    look_up(&mut other, Outcome::NotCreated);
    assert_eq!(other.shared.unknown, None);
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
    assert!(matches!(&asked[..], [Request::LookUp(session, _)] if session.tenant.host() == "acme.eu.qlikcloud.com"));
}

#[test]
fn a_credential_without_its_connection_can_be_gone_on_with() {
    let mut stage = lost(CredentialChoice::New("ada".into()));
    stage.answer(Answer::LookedUp(Ok(Sighting {
        outcome: Outcome::NotCreated,
        at: None,
        credential: Some(existing("ada")),
    })));
    assert!(stage.shot(80, 24).contains("Your credential ada was made"));
    assert_eq!(stage.press(Key::char('e')), Flow::Stay);
    assert_eq!(stage.shared.draft.of().credential, Some(CredentialChoice::Existing(existing("ada"))));
    assert!(requests(&mut stage).is_empty());
    assert!(stage.shot(100, 40).contains("\"selectedCredentials\": \"id of ada\""));
    press_create(&mut stage);
}

#[test]
fn a_missing_route_offers_the_other_dialect_and_switches_nothing_by_itself() {
    let mut stage = sending(CredentialChoice::Embedded);
    assert_eq!(refuse(&mut stage, Failure::new(FailureKind::NoRoute, "creating the connection")), Flow::Stay);
    assert_eq!(stage.shared.dialect, Dialect::V1);
    assert!(stage.shot(80, 24).contains("Ctrl+T"));
    stage.press(Key::ctrl('t'));
    assert_eq!(stage.shared.dialect, Dialect::Connectivity);
    assert!(requests(&mut stage).is_empty());
    assert!(stage.shot(100, 40).contains("POST /api/connectivity/data-connections"));
    stage.press(Key::ctrl('t'));
    assert_eq!(stage.shared.dialect, Dialect::Connectivity);
}

#[test]
fn a_refused_code_may_be_tried_once_more_and_not_a_third_time() {
    let mut stage = consented();
    press_create(&mut stage);
    let refused = || refusal(FailureKind::Invalid, 400, "", "The authorization code is expired");
    assert_eq!(refuse(&mut stage, refused()), Flow::Jump(Step::Authorise));
    assert_eq!(stage.shared.code_refused.as_ref().unwrap().times, 1);
    assert!(stage.shared.draft.authorised().is_some());
    stage.enter();
    press_create(&mut stage);
    assert_eq!(refuse(&mut stage, refused()), Flow::Jump(Step::Authorise));
    stage.enter();
    stage.press(ENTER);
    assert_eq!(stage.press(ENTER), Flow::Jump(Step::Authorise));
    assert_eq!(sent(&mut stage), 0);
    assert!(!format!("{:?}", stage.shared).contains(MARKER));
}

#[test]
fn a_stale_code_leads_back_to_authorise_and_sends_nothing() {
    let mut stage = consented();
    stage.shared.draft.of_mut().details.as_mut().unwrap().name = "Other".into();
    stage.enter();
    let shot = stage.shot(80, 24);
    assert!(shot.contains("The code is missing") && !shot.contains("[ Create"), "{shot}");
    for _ in 0..20 {
        stage.press(TAB);
    }
    assert_eq!(stage.press(ENTER), Flow::Jump(Step::Authorise));
    assert_eq!(sent(&mut stage), 0);
}

#[test]
fn an_address_instead_of_a_connection_leads_to_authorise() {
    let mut stage = consented();
    press_create(&mut stage);
    let flow = stage.answer(Answer::Created(Ok(Created::AuthUrl("https://a.example/".into()))));
    assert_eq!(flow, Flow::Jump(Step::Authorise));
    assert!(stage.told().contains("nothing was made"));
    let mut stage = sending(CredentialChoice::Embedded);
    let flow = stage.answer(Answer::Created(Ok(Created::AuthUrl("https://a.example/".into()))));
    assert_eq!(flow, Flow::Jump(Step::Details));
}

#[test]
fn a_long_request_is_scrolled_and_seen_before_the_button_is_pressed() {
    let mut stage = stage();
    assert!(stage.shot(78, 16).contains("Tenant"));
    stage.press(ENTER);
    let shot = stage.shot(78, 16);
    assert!(shot.contains("POST /api/v1") && shot.contains("▸ [ Create the connection ]"), "{shot}");
    let mut scrolled = |code, times: usize| {
        (0..times).fold(String::new(), |_, _| {
            stage.press(Key::plain(code));
            stage.shot(78, 16)
        })
    };
    let end = scrolled(Code::PageDown, 99);
    assert!(end.contains("\n}\n"), "{end}");
    assert_ne!(scrolled(Code::PageUp, 1), end, "the first key back moves, however often the other one was pressed");
    assert!(scrolled(Code::PageUp, 9).contains("This is what will be made"));
}

#[test]
fn it_can_be_drawn_at_every_size_in_every_phase() {
    at_every_size(&stage());
    at_every_size(&sending(CredentialChoice::Embedded));
    at_every_size(&lost(CredentialChoice::New("ada".into())));
    let mut stage = lost(CredentialChoice::Embedded);
    look_up(&mut stage, Outcome::CouldNotTell(Some(made("Orders"))));
    at_every_size(&stage);
    look_up(&mut stage, Outcome::NotCreated);
    at_every_size(&stage);
    let mut stage = sending(CredentialChoice::Embedded);
    refuse(&mut stage, refusal(FailureKind::RateLimited(Duration::from_secs(9)), 429, "", ""));
    at_every_size(&stage);
    at_every_size(&Stage::<State>::new(Step::Review));
}
