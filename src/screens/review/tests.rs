use std::time::Duration;

use super::*;
use crate::{
    domain::{
        connection::{Connection, ConnectionLookup, Created, NameCheck},
        credential::{CredentialCheck, CredentialChoice},
        dialect::Dialect,
        draft::Authorized,
        failure::{Failure, FailureKind, Unreachable},
        http::Json,
        request::{Asked, Call, Request},
        session::Me,
        settle::{LookupResult, Stage as SettleStage},
        space::SpaceChoice,
        writes::Create,
    },
    kit::{keys::Code, visit::Taken},
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
    stage.wait(MEANT);
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
    stage.wait(MEANT);
    assert_eq!(sent(stage), 0);
    stage.press(ENTER);
    assert_eq!(sent(stage), 1);
}

/// Comes back to a request that was read before, and goes to the button.
fn come_back(stage: &mut Stage<State>) {
    stage.enter();
    stage.wait(MEANT);
    assert!(!stage.shot(102, 60).contains("▸ [ Create ]"), "no Enter may create at once here");
    assert_eq!(stage.press(ENTER), Flow::Stay);
    assert!(stage.shot(102, 60).contains("▸ [ Create ]"));
}

fn consented() -> Stage<State> {
    let mut stage = Stage::new(Step::Review);
    gbq(&mut stage.shared);
    let asked = stage.shared.draft.connection_without_code().unwrap();
    stage.shared.draft.of_mut().authorized =
        Some(Authorized { code: Secret::new(MARKER), asked, dialect: Dialect::V1 });
    stage.enter();
    stage
}

fn refuse(stage: &mut Stage<State>, failure: Failure) -> Flow {
    stage.answer(Answer::Create(Err(failure)))
}

#[test]
fn a_refusal_calls_the_field_as_the_form_does_and_leaves_the_words_to_it() {
    for (told, label) in [("Field region is bad", "Region"), ("connectionName is bad", "Name")] {
        let mut stage = sending(CredentialChoice::Embedded);
        let flow = refuse(&mut stage, refusal(FailureKind::Invalid, 400, "", told));
        assert!(matches!(flow, Flow::Detour(Visit::Field(fault), _) if fault.text == told), "{told}");
        let notice = stage.shared.notice.clone().unwrap();
        assert!(notice.text.ends_with(&format!("It names {label}.")), "{}", notice.text);
        assert_eq!(notice.detail.as_deref(), Some("HTTP 400 · trace trace-1"));
    }
}

fn look_up(stage: &mut Stage<State>, result: LookupResult<Box<Connection>>) -> Flow {
    let at = Some("2026-01-01T10:00:05Z".parse().unwrap());
    see(stage, &ConnectionLookup { result, at, credential: None })
}

/// Every look shows this, as long as there is another one.
fn see(stage: &mut Stage<State>, lookup: &ConnectionLookup) -> Flow {
    loop {
        let flow = stage.answer(Answer::LookUp(Ok(lookup.clone())));
        if !stage.shared.writes.all::<Create>().any(|(_, flight)| matches!(flight.stage(), SettleStage::LookingUp(_))) {
            return flow;
        }
        assert!(
            matches!(requests(stage)[..], [.., Request::Tenant(_, Call::LookUp(..))]),
            "a look is followed by another one only"
        );
    }
}

/// The names of the creates whose outcome is not known.
fn unknown_names(stage: &Stage<State>) -> Vec<String> {
    stage.shared.writes.all::<Create>().map(|(_, flight)| flight.write.new.name.clone()).collect()
}

/// The create was cut: its outcome is unknown, and it is looked for.
fn lost(credential: CredentialChoice) -> Stage<State> {
    let mut stage = sending(credential);
    let failure = Failure::new(FailureKind::OutcomeUnknown, "creating the connection");
    assert_eq!(refuse(&mut stage, failure), Flow::Stay);
    assert!(matches!(requests(&mut stage)[..], [Request::Tenant(_, Call::LookUp(..))]));
    stage
}

#[test]
fn a_value_that_details_doubts_is_marked_in_its_row() {
    let mut stage = stage();
    let details = stage.shared.draft.of_mut().details.as_mut().unwrap();
    let bucket = details.entered.iter_mut().find(|entered| entered.name == "bucketName").unwrap();
    bucket.value = Json::text("s3://lake");
    let doubt = "Enter the name of the bucket alone, without a scheme and without folders.";
    let shot = stage.shot(109, 60);
    assert!(shot.contains(&format!("! s3://lake   {doubt}")), "{shot}");
    let shot = stage.shot(63, 40);
    assert!(shot.contains("! s3://lake\n") && shot.contains("  Enter the name of the bucket"), "{shot}");
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
    for _ in 0..=answers(&stage.shared).count() {
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
        stage.press(Key::DOWN);
        assert_eq!(stage.press(ENTER).screen(), Some(step.into()));
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
    assert_eq!(stage.screen.focus, Focus::Reading);
    for _ in 0..50 {
        stage.press(Key { held: true, ..ENTER });
        stage.press(ENTER);
    }
    assert_eq!(sent(&mut stage), 0);
}

#[test]
fn an_enter_as_soon_as_the_screen_is_shown_was_meant_for_the_one_before() {
    let mut stage = stage();
    stage.enter();
    stage.wait(MEANT.saturating_sub(Duration::from_millis(1)));
    stage.press(ENTER);
    assert_eq!(sent(&mut stage), 0);
    press_create(&mut stage);
}

#[test]
fn while_it_is_sent_no_key_but_esc_counts() {
    let mut stage = sending(CredentialChoice::Embedded);
    for key in [ENTER, TAB, Key::char('l'), Key::ctrl('g'), Key::ctrl('t'), Key::char('e'), Key::UP] {
        assert!(matches!(stage.press(key), Flow::Pass | Flow::Stay));
    }
    assert!(stage.effects.is_empty());
    stage.wait(Duration::from_secs(3));
    assert!(stage.shot(80, 24).contains("creating the connection · 3 s"));
    let due = stage.screen.due(&stage.shared, stage.now).unwrap();
    assert_eq!(due - stage.now, Duration::from_secs(1));
    assert!(stage.shared.writes.is_open());
}

#[test]
fn a_created_connection_leads_to_done_with_what_was_sent() {
    let mut stage = sending(CredentialChoice::Embedded);
    let flow = stage.answer(Answer::Create(Ok(Created::Made(made("Orders")))));
    assert_eq!(flow.screen(), Some(Step::Done.into()));
    assert_eq!(stage.shared.made.len(), 1);
    assert_eq!(stage.shared.made[0].sent.name, "Orders");
    assert!(!stage.shared.writes.is_open());
    assert!(!format!("{:?}{:?}", stage.screen, stage.shared).contains(MARKER));
    assert_eq!(sent(&mut stage), 0);
}

#[test]
fn a_stale_code_leads_back_to_authorize_and_sends_nothing() {
    let mut stage = consented();
    stage.shared.draft.of_mut().details.as_mut().unwrap().name = "Other".into();
    stage.enter();
    stage.wait(MEANT);
    let shot = stage.shot(80, 24);
    assert!(shot.contains("The code is missing") && !shot.contains("[ Create"), "{shot}");
    for _ in 0..20 {
        stage.press(TAB);
    }
    assert_eq!(stage.press(ENTER).screen(), Some(Step::Authorize.into()));
    assert_eq!(sent(&mut stage), 0);
}

#[test]
fn an_address_instead_of_a_connection_leads_to_authorize() {
    let mut stage = consented();
    press_create(&mut stage);
    let flow = stage.answer(Answer::Create(Ok(Created::AuthUrl("https://a.example/".into()))));
    assert_eq!(flow.screen(), Some(Step::Authorize.into()));
    assert!(stage.told().contains("nothing was created"));
    let mut stage = sending(CredentialChoice::Embedded);
    let flow = stage.answer(Answer::Create(Ok(Created::AuthUrl("https://a.example/".into()))));
    assert_eq!(flow.screen(), Some(Step::Details.into()));
}

#[test]
fn the_button_has_the_focus_only_once_the_end_of_the_request_was_on_the_screen() {
    for (columns, rows) in [(78, 16), (58, 12), (38, 4)] {
        let mut stage = stage();
        let mut pages = 0;
        let mut shot = stage.shot(columns, rows);
        // Where rows are few it does not take one before.
        assert_eq!(shot.contains("  [ Create ]"), rows > 8, "{shot}");
        while !shot.contains("▸ [ Create ]") {
            stage.press(ENTER);
            assert_eq!(sent(&mut stage), 0);
            shot = stage.shot(columns, rows);
            pages += 1;
            assert!(pages < 30, "{shot}");
        }
        assert!(pages > 0 && shot.contains("\n}"), "{columns}x{rows}: {shot}");
        stage.press(ENTER);
        assert_eq!(sent(&mut stage), 1);
    }
}

#[test]
fn a_request_that_fits_is_created_by_one_enter() {
    let mut stage = stage();
    let shot = stage.shot(102, 34);
    assert!(shot.contains("▸ [ Create ]") && shot.contains("\n}"), "{shot}");
    press_create(&mut stage);
}

#[test]
fn after_a_change_a_double_enter_creates_nothing() {
    let mut stage = stage();
    stage.shot(102, 34);
    for _ in 0..6 {
        stage.press(Key::DOWN);
    }
    assert_eq!(stage.press(ENTER).screen(), Some(Step::Details.into()));
    stage.shared.draft.of_mut().details.as_mut().unwrap().name = "Other".into();
    come_back(&mut stage);
    assert_eq!(sent(&mut stage), 0);
    press_create(&mut stage);
}

#[test]
fn after_a_change_the_request_is_read_to_its_end_anew() {
    let mut stage = stage();
    let read = |stage: &mut Stage<State>| {
        let mut shot = stage.shot(58, 12);
        assert!(!shot.contains("\n}"), "{shot}");
        while !shot.contains("\n}") {
            stage.press(ENTER);
            shot = stage.shot(58, 12);
        }
        shot
    };
    assert!(read(&mut stage).contains("▸ [ Create ]"));
    stage.press(Key::UP);
    stage.press(ENTER);
    stage.enter();
    stage.wait(MEANT);
    assert!(!read(&mut stage).contains("▸ [ Create ]"));
    assert_eq!(sent(&mut stage), 0);
    stage.press(ENTER);
    assert!(stage.shot(58, 12).contains("▸ [ Create ]"));
    press_create(&mut stage);
}

#[test]
fn the_answers_are_reached_before_the_end_was_read() {
    let mut stage = stage();
    stage.shot(58, 12);
    stage.press(Key::DOWN);
    let shot = stage.shot(58, 12);
    assert!(shot.contains("▸ Tenant"), "{shot}");
    stage.press(Key::UP);
    assert!(stage.shot(58, 12).contains("▸ Tenant"));
}

#[test]
fn beside_the_answers_the_request_has_a_column_of_its_own() {
    let stage = stage();
    assert!(!stage.shot(118, 9).contains("▸ [ Create ]"));
    let shot = stage.shot(118, 30);
    let first = shot.lines().next().unwrap_or_default();
    assert!(first.contains("Review") && first.contains("Request (secrets hidden)"), "{shot}");
}

#[test]
fn every_value_of_details_stands_with_its_label_and_secrets_do_not() {
    let shot = stage().shot(100, 60);
    let request = shot.find("POST /api").unwrap();
    for words in ["Region         eu-central-1", "Secret key     ••••"] {
        assert!(shot[..request].contains(words), "{words}: {shot}");
    }
}

#[test]
fn a_choice_is_called_as_details_calls_it() {
    let shot = consented().shot(80, 40);
    let row = shot.lines().find(|line| line.contains("Sign-in  ")).unwrap_or_default();
    assert!(row.contains("Sign in through the browser"), "{shot}");
    assert!(shot.contains("\"OAuthMechanism\": \"1\""), "{shot}");
}

#[test]
fn a_request_is_scrolled_back_by_the_first_key() {
    let mut stage = stage();
    let mut scrolled = |code, times: usize| {
        (0..times).fold(String::new(), |_, _| {
            stage.press(Key::plain(code));
            stage.shot(78, 16)
        })
    };
    let end = scrolled(Code::PageDown, 99);
    assert!(end.contains("\n}\n"), "{end}");
    assert_ne!(scrolled(Code::PageUp, 1), end, "however often the other one was pressed");
    assert!(scrolled(Code::PageUp, 9).contains("Tenant"));
}

#[test]
fn it_can_be_drawn_at_every_size_in_every_phase() {
    at_every_size(&stage());
    at_every_size(&sending(CredentialChoice::Embedded));
    at_every_size(&lost(CredentialChoice::New("ada".into())));
    let mut stage = lost(CredentialChoice::Embedded);
    look_up(&mut stage, LookupResult::Other(made("Orders")));
    at_every_size(&stage);
    look_up(&mut stage, LookupResult::NotDone);
    at_every_size(&stage);
    let mut stage = sending(CredentialChoice::Embedded);
    refuse(&mut stage, refusal(FailureKind::RateLimited(Duration::from_secs(9)), 429, "", ""));
    at_every_size(&stage);
    at_every_size(&Stage::<State>::new(Step::Review));
}

mod refusals;
mod unknown;

#[test]
fn what_is_required_and_was_left_empty_is_said_below_what_is_sent() {
    assert!(!stage().shot(63, 40).contains("Left empty"));
    let mut stage = stage();
    let details = stage.shared.draft.of_mut().details.as_mut().unwrap();
    details.entered.retain(|entered| ["region", "secretKey"].contains(&entered.name.as_str()));
    let shot = stage.shot(63, 20);
    assert!(shot.contains("Left empty     Access key, Bucket") && shot.contains("[ Create ]"), "{shot}");
    // It goes with what scrolls, so in the smallest room the request and the button keep theirs.
    let whole: String = (0..12)
        .map(|_| {
            stage.press(Key::plain(Code::PageDown));
            stage.shot(38, 5)
        })
        .collect();
    assert!(whole.contains("Left empty") && whole.contains("POST") && whole.contains("[ Create ]"), "{whole}");
}
