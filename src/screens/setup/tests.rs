//! The assistant, key by key and answer by answer: what it asks, in which order, and what it never sends twice.

mod leaving;
mod notes;
mod paths;
mod plan;
mod removal;
mod trial;
mod users;
mod waiting;

use jiff::Timestamp;

use super::{answers::SetUpKind, *};
use crate::{
    domain::{
        access::{Access, UserRef},
        failure::{Failure, FailureKind, Told},
        request::{Asked, Call, Request},
        session::User,
        settle,
        setup::{
            ExistingParts, KeyFault, KeyPair, MadePart, NewPart, OauthClient, Part, PartLookup, Provider, Thing,
            WebIntegration,
        },
        step::Step,
        writes::MakePart,
    },
    kit::{
        keys::Code,
        visit::{Goal, Prepared, ScreenId, Visit},
    },
    screens::testing::{Stage, me},
};

const ENTER: Key = Key::plain(Code::Enter);
const DOWN: Key = Key::plain(Code::Down);
const ESC: Key = Key::plain(Code::Esc);
const RIGHT: Key = Key::plain(Code::Right);

fn nothing() -> ExistingParts {
    ExistingParts {
        provider: PartLookup::Absent,
        same_issuer: vec![],
        web_integration: PartLookup::Absent,
        client: PartLookup::Absent,
    }
}

fn pair() -> KeyPair {
    KeyPair {
        key_path: "/home/ada/keys/k.pem".into(),
        certificate_path: "/home/ada/keys/k.crt".into(),
        private: Secret::new("-----BEGIN PRIVATE KEY-----marker-private"),
        certificate: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----".into(),
    }
}

fn provider() -> Provider {
    Provider {
        id: "idp-1".into(),
        issuer: "qonnect".into(),
        key_ids: vec!["qonnect".into()],
        description: String::new(),
        active: Some(true),
        created: None,
    }
}

fn client() -> OauthClient {
    OauthClient { id: "client-1".into(), name: "qonnect impersonation".into(), may_impersonate: true, trusted: None }
}

/// The client as the answer to its making has it.
fn client_thing(secret: Option<&str>) -> Thing {
    let OauthClient { id, name, .. } = client();
    Thing { id, name, secret: secret.map(Secret::new), ..Thing::default() }
}

fn provider_thing() -> Thing {
    Thing { id: provider().id, name: provider().issuer, ..Thing::default() }
}

/// Every look shows this, as long as there is another one.
fn see(stage: &mut Stage<State>, seen: &Result<Box<ExistingParts>, Failure>) {
    let is_looking_up = |stage: &Stage<State>| {
        let flight = stage.screen.run.write.and_then(|id| stage.shared.writes.get::<MakePart>(id));
        flight.is_some_and(|flight| matches!(flight.stage(), settle::Stage::LookingUp(_)))
    };
    while is_looking_up(stage) {
        stage.answer(Answer::InspectSetUp(seen.clone()));
    }
}

fn failure(kind: FailureKind) -> Failure {
    Failure::new(kind, "setting up")
}

/// The assistant on its first page.
fn stage() -> Stage<State> {
    let mut stage = Stage::<State>::on(ScreenId::SetUp);
    stage.enter();
    stage
}

/// The screen as one line, so that it does not matter where a sentence is broken.
fn read(stage: &Stage<State>) -> String {
    stage.shot(100, 60).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What was asked since the last look.
fn asked(stage: &mut Stage<State>) -> Vec<Request> {
    stage.asked().into_iter().map(|(request, _)| request).collect()
}

/// The same, without what is written down on the way.
fn kinds(stage: &mut Stage<State>) -> Vec<Asked> {
    asked(stage).iter().map(Request::asked).filter(|asked| *asked != Asked::AmendNotes).collect()
}

/// Presses the button with these words in it.
fn push(stage: &mut Stage<State>, words: &str) -> Flow {
    let at = stage.screen.buttons().iter().position(|(_, label)| label.contains(words));
    let at = at.unwrap_or_else(|| panic!("no button {words}:\n{}", read(stage)));
    stage.screen.focus_on_button(at);
    stage.press(ENTER)
}

/// The review of a JWT identity provider, with nothing there yet.
fn on_review() -> Stage<State> {
    let mut stage = stage();
    stage.press(DOWN);
    stage.press(ENTER);
    stage.press(ENTER);
    assert_eq!(kinds(&mut stage), [Asked::InspectSetUp, Asked::LoadKeyPair]);
    stage.answer(Answer::LoadKeyPair(Ok(None)));
    assert_eq!(stage.screen.page, Page::Answers);
    stage.answer(Answer::InspectSetUp(Ok(Box::new(nothing()))));
    assert_eq!(stage.screen.page, Page::Review);
    stage
}

/// The review of an OAuth client.
/// What was looked for: the key pair, and what the tenant has.
fn inspected(stage: &mut Stage<State>, pair: Option<KeyPair>, existing: ExistingParts) {
    stage.answer(Answer::LoadKeyPair(Ok(pair)));
    stage.answer(Answer::InspectSetUp(Ok(Box::new(existing))));
}

/// The provider of the answers exists.
fn standing() -> ExistingParts {
    ExistingParts { provider: PartLookup::Found(provider()), ..nothing() }
}

/// On the review of a provider, with this key pair and this at the tenant.
fn on_review_with(pair: Option<KeyPair>, existing: ExistingParts) -> Stage<State> {
    let mut stage = on_review();
    stage.press(ESC);
    stage.press(ENTER);
    asked(&mut stage);
    inspected(&mut stage, pair, existing);
    stage
}

/// The answers for a provider, with a web integration wanted.
fn wanting_web() -> Stage<State> {
    let mut stage = stage();
    stage.press(DOWN);
    stage.press(ENTER);
    for _ in 0..4 {
        stage.press(Key::TAB);
    }
    stage.press(RIGHT);
    stage
}

fn on_client_review(found: PartLookup<OauthClient>) -> Stage<State> {
    let mut stage = stage();
    stage.press(ENTER);
    stage.press(ENTER);
    assert_eq!(kinds(&mut stage), [Asked::InspectSetUp]);
    stage.answer(Answer::InspectSetUp(Ok(Box::new(ExistingParts { client: found, ..nothing() }))));
    stage
}

/// The client was created with this secret, and is not trusted yet.
fn with_untrusted_client(secret: &str) -> Stage<State> {
    let mut stage = on_client_review(PartLookup::Absent);
    push(&mut stage, "Create all of this");
    stage.answer(Answer::MakePart(Ok(client_thing(Some(secret)))));
    stage
}

/// The same, and it is trusted.
fn with_client(secret: &str) -> Stage<State> {
    let mut stage = with_untrusted_client(secret);
    stage.answer(Answer::MakePart(Ok(Thing::default())));
    stage
}

/// Everything of a JWT identity provider is made.
fn on_trial() -> Stage<State> {
    let mut stage = on_review();
    push(&mut stage, "Create all of this");
    stage.answer(Answer::MakeKeyPair(Ok(pair())));
    stage.answer(Answer::MakePart(Ok(provider_thing())));
    asked(&mut stage);
    assert_eq!(stage.screen.page, Page::Trial);
    stage
}

#[test]
fn the_first_page_says_plainly_what_whoever_holds_the_key_can_do() {
    let mut stage = stage();
    assert!(read(&stage).contains("can become any user"));
    stage.press(DOWN);
    assert!(read(&stage).contains("Whoever holds the private key can become any user"));
    assert!(kinds(&mut stage).is_empty());
}

#[test]
fn the_review_shows_each_request_and_makes_nothing_before_its_button() {
    let mut stage = on_review();
    let shot = read(&stage);
    for word in
        ["POST /api/v1/identity-providers", "\"issuer\": \"qonnect\"", "readable by you only", "Create all of this"]
    {
        assert!(shot.contains(word), "{word}:\n{shot}");
    }
    stage.press(ENTER);
    assert!(kinds(&mut stage).is_empty(), "the first Enter goes to the button");
    stage.fresh = false;
    stage.press(ENTER);
    assert!(kinds(&mut stage).is_empty(), "a key that was not meant for it makes nothing");
    stage.fresh = true;
    stage.press(ENTER);
    assert_eq!(kinds(&mut stage), [Asked::MakeKeyPair]);
}

#[test]
fn each_part_is_a_request_of_its_own_and_the_private_key_is_in_none_of_them() {
    let mut stage = on_review();
    push(&mut stage, "Create all of this");
    assert_eq!(kinds(&mut stage), [Asked::MakeKeyPair]);
    stage.answer(Answer::MakeKeyPair(Ok(pair())));
    let asked_now = asked(&mut stage);
    let [Request::Tenant(_, Call::MakePart(NewPart::Provider(new)))] = asked_now.as_slice() else {
        panic!("{asked_now:?}")
    };
    assert!(!new.call().body.wire().contains("PRIVATE"));
    assert_eq!(new.tenant_id, "t-1");
    stage.answer(Answer::MakePart(Ok(provider_thing())));
    assert!(kinds(&mut stage).is_empty());
    assert_eq!(stage.screen.page, Page::Trial);
}

#[test]
fn a_web_integration_is_made_where_it_is_wanted() {
    let mut stage = wanting_web();
    stage.press(Key::TAB);
    stage.press(Key::TAB);
    stage.paste("portal.example.com");
    stage.press(ENTER);
    assert!(kinds(&mut stage).is_empty());
    assert!(read(&stage).contains("Enter a scheme and a host"));
    stage.press(Key::ctrl('u'));
    stage.paste("https://portal.example.com/, http://localhost:8080");
    stage.press(ENTER);
    asked(&mut stage);
    inspected(&mut stage, Some(pair()), standing());
    assert!(read(&stage).contains("POST /api/v1/web-integrations"));
    push(&mut stage, "Create what is missing");
    let asked_now = asked(&mut stage);
    let [Request::Tenant(_, Call::MakePart(NewPart::WebIntegration(new)))] = asked_now.as_slice() else {
        panic!("{asked_now:?}")
    };
    assert_eq!(new.origins, ["https://portal.example.com", "http://localhost:8080"]);
    let made = Thing { id: "w-1".into(), name: "qonnect".into(), ..Thing::default() };
    stage.answer(Answer::MakePart(Ok(made)));
    assert_eq!(stage.screen.page, Page::Trial);
}

#[test]
fn what_cannot_be_looked_for_is_not_taken_for_absent() {
    let mut stage = stage();
    stage.press(ENTER);
    stage.press(ENTER);
    asked(&mut stage);
    let existing = ExistingParts { client: PartLookup::Failed(failure(FailureKind::Forbidden)), ..nothing() };
    stage.answer(Answer::InspectSetUp(Ok(Box::new(existing))));
    let shot = read(&stage);
    assert!(shot.contains("Tenant Admin") && !shot.contains("Create all"), "{shot}");
    push(&mut stage, "Look up again");
    assert_eq!(kinds(&mut stage), [Asked::InspectSetUp]);
}

#[test]
fn a_provider_whose_key_is_elsewhere_asks_for_another_key_id() {
    let mut stage = on_review_with(None, standing());
    let shot = read(&stage);
    assert!(shot.contains("private key is not in this folder") && !shot.contains("[ Create"), "{shot}");
    push(&mut stage, "another key id");
    assert_eq!(stage.screen.answers.key_plan().key_id, "qonnect-b");
}

#[test]
fn a_half_finished_set_up_is_found_and_goes_on_with_its_key() {
    let mut stage = on_review_with(Some(pair()), nothing());
    assert!(read(&stage).contains("The key pair exists: /home/ada/keys/k.pem"));
    push(&mut stage, "Create what is missing");
    assert_eq!(kinds(&mut stage), [Asked::MakePart]);
}

#[test]
fn what_was_found_can_be_removed_after_it_was_named() {
    let mut stage = on_review_with(Some(pair()), standing());
    push(&mut stage, "Remove what exists");
    let shot = read(&stage);
    assert!(shot.contains("the identity provider qonnect (idp-1)") && shot.contains("k.pem"), "{shot}");
    assert!(kinds(&mut stage).is_empty());
    push(&mut stage, "Remove all of these");
    let asked_now = asked(&mut stage);
    let [Request::Tenant(_, Call::RemovePart(MadePart::Provider(id)))] = asked_now.as_slice() else {
        panic!("{asked_now:?}")
    };
    assert_eq!(id, "idp-1");
    stage.answer(Answer::RemovePart(Ok(())));
    assert_eq!(kinds(&mut stage), [Asked::RemoveKeyPair]);
    stage.answer(Answer::RemoveKeyPair(Ok(())));
    assert_eq!(stage.screen.page, Page::Answers);
    assert!(stage.told().contains("removed"));
}

#[test]
fn a_refusal_stops_names_what_was_made_and_can_go_on_or_undo() {
    let mut stage = on_review();
    push(&mut stage, "Create all of this");
    stage.answer(Answer::MakeKeyPair(Ok(pair())));
    stage.answer(Answer::MakePart(Err(failure(FailureKind::Forbidden))));
    asked(&mut stage);
    let shot = read(&stage);
    for word in
        ["The set-up has stopped", "Tenant Admin", "Created so far", "k.pem", "Continue", "Remove what was created"]
    {
        assert!(shot.contains(word), "{word}:\n{shot}");
    }
    push(&mut stage, "Continue");
    assert_eq!(kinds(&mut stage), [Asked::MakePart]);
    stage.answer(Answer::MakePart(Err(failure(FailureKind::Invalid))));
    push(&mut stage, "Remove what was created");
    push(&mut stage, "Remove the files");
    assert_eq!(kinds(&mut stage), [Asked::RemoveKeyPair]);
    stage.answer(Answer::RemoveKeyPair(Ok(())));
    assert!(stage.shared.set_ups.is_empty());
}

#[test]
fn an_unknown_outcome_is_looked_for_before_anything_is_sent_again() {
    let mut stage = on_review();
    push(&mut stage, "Create all of this");
    stage.answer(Answer::MakeKeyPair(Ok(pair())));
    asked(&mut stage);
    stage.answer(Answer::MakePart(Err(failure(FailureKind::OutcomeUnknown))));
    assert_eq!(kinds(&mut stage), [Asked::InspectSetUp]);
    let failed = ExistingParts { provider: PartLookup::Failed(failure(FailureKind::OutcomeUnknown)), ..nothing() };
    see(&mut stage, &Ok(Box::new(failed)));
    assert!(stage.shared.writes.is_open(), "leaving now is leaving without knowing");
    asked(&mut stage);
    push(&mut stage, "Look up whether it was created");
    assert_eq!(kinds(&mut stage), [Asked::InspectSetUp]);
    see(&mut stage, &Ok(Box::new(nothing())));
    assert_eq!(kinds(&mut stage), [Asked::InspectSetUp], "twice, and it is sent again by a person only");
    assert!(read(&stage).contains("Not created: the identity provider"));
    push(&mut stage, "Continue");
    assert_eq!(kinds(&mut stage), [Asked::MakePart]);
    stage.answer(Answer::MakePart(Err(failure(FailureKind::OutcomeUnknown))));
    let found = ExistingParts { provider: PartLookup::Found(provider()), ..nothing() };
    stage.answer(Answer::InspectSetUp(Ok(Box::new(found))));
    assert_eq!(kinds(&mut stage), [Asked::InspectSetUp]);
    assert_eq!(stage.screen.page, Page::Trial);
    assert!(stage.screen.run.made.contains(&Part::Provider));
}

#[test]
fn esc_does_not_call_back_what_is_under_way() {
    let mut stage = on_review();
    push(&mut stage, "Create all of this");
    assert_eq!(stage.press(ESC), Flow::Stay);
    assert_eq!(stage.screen.page, Page::Run);
    assert!(stage.screen.is_filled());
}

#[test]
fn a_key_file_that_exists_is_never_overwritten() {
    let mut stage = on_review();
    push(&mut stage, "Create all of this");
    stage.answer(Answer::MakeKeyPair(Err(KeyFault::Exists("/k.pem".into()))));
    let shot = read(&stage);
    assert!(shot.contains("/k.pem already exists and is not overwritten"), "{shot}");
    push(&mut stage, "Change the answers");
    assert_eq!(stage.screen.page, Page::Answers);
}

#[test]
fn the_client_is_made_then_trusted_and_its_secret_is_shown_by_a_key_only() {
    let mut stage = on_client_review(PartLookup::Absent);
    let shot = read(&stage);
    assert!(shot.contains("POST /api/v1/oauth-clients") && shot.contains("PATCH"), "{shot}");
    push(&mut stage, "Create all of this");
    assert_eq!(kinds(&mut stage), [Asked::MakePart]);
    stage.answer(Answer::MakePart(Ok(client_thing(Some("marker-client-secret")))));
    assert_eq!(kinds(&mut stage), [Asked::MakePart]);
    assert!(stage.screen.is_filled(), "nobody has seen the secret");
    stage.answer(Answer::MakePart(Ok(Thing::default())));
    push(&mut stage, "without a test");
    let shot = read(&stage);
    assert!(shot.contains("••••") && shot.contains("this once") && !shot.contains("marker"), "{shot}");
    stage.press(Key::ctrl('r'));
    assert!(read(&stage).contains("marker-client-secret"));
    assert!(!stage.screen.is_filled());
    stage.press(Key::ctrl('r'));
    assert!(!read(&stage).contains("marker"));
    assert!(kinds(&mut stage).is_empty(), "nothing is copied");
    assert!(!format!("{:?} {:?}", stage.screen, stage.shared).contains("marker"));
}

#[test]
fn trusting_may_be_repeated_and_making_may_not() {
    let mut stage = with_untrusted_client("s");
    asked(&mut stage);
    for _ in 0..2 {
        stage.answer(Answer::MakePart(Err(failure(FailureKind::OutcomeUnknown))));
        assert_eq!(kinds(&mut stage), [Asked::MakePart], "trusting twice is trusting");
    }
    stage.answer(Answer::MakePart(Err(failure(FailureKind::OutcomeUnknown))));
    assert!(
        stage.told().contains("Unknown whether the OAuth client qonnect impersonation was trusted"),
        "{}",
        stage.told()
    );
    assert!(kinds(&mut stage).is_empty());
    push(&mut stage, "Continue");
    assert_eq!(kinds(&mut stage), [Asked::MakePart]);
}

#[test]
fn a_client_whose_secret_never_arrived_is_to_be_removed() {
    let mut stage = on_client_review(PartLookup::Absent);
    push(&mut stage, "Create all of this");
    asked(&mut stage);
    stage.answer(Answer::MakePart(Err(failure(FailureKind::OutcomeUnknown))));
    assert_eq!(kinds(&mut stage), [Asked::InspectSetUp]);
    let found = ExistingParts { client: PartLookup::Found(client()), ..nothing() };
    stage.answer(Answer::InspectSetUp(Ok(Box::new(found))));
    let shot = read(&stage);
    assert!(shot.contains("its secret did not arrive") && !shot.contains("Continue"), "{shot}");
    push(&mut stage, "Remove what was created");
    push(&mut stage, "Remove the OAuth client");
    let asked_now = asked(&mut stage);
    assert!(
        matches!(asked_now.as_slice(), [Request::Tenant(_, Call::RemovePart(MadePart::Impersonator(id)))] if id == "client-1")
    );
}

#[test]
fn a_client_of_that_name_without_the_grant_is_left_alone() {
    let stage = on_client_review(PartLookup::Found(OauthClient { may_impersonate: false, ..client() }));
    let shot = read(&stage);
    assert!(shot.contains("may not impersonate") && !shot.contains("Remove"), "{shot}");
}

#[test]
fn how_to_undo_it_stays_in_the_terminal_and_goes_when_it_is_undone() {
    let mut stage = on_trial();
    let text = stage.shared.set_ups["acme.eu.qlikcloud.com"].clone();
    for word in ["DELETE https://acme.eu.qlikcloud.com/api/v1/identity-providers/idp-1", "k.pem", "can become any user"]
    {
        assert!(text.contains(word), "{word}:\n{text}");
    }
    assert!(!text.contains("marker"));
    push(&mut stage, "without a test");
    push(&mut stage, "Undo it now");
    assert!(kinds(&mut stage).is_empty());
    push(&mut stage, "Remove all of these");
    assert_eq!(kinds(&mut stage), [Asked::RemovePart]);
    stage.answer(Answer::RemovePart(Err(failure(FailureKind::OutcomeUnknown))));
    assert_eq!(kinds(&mut stage), [Asked::FindPart]);
    for _ in 0..2 {
        stage.answer(Answer::FindPart(Err(failure(FailureKind::Forbidden))));
    }
    assert!(read(&stage).contains("counts as removed") && stage.shared.writes.is_open());
    push(&mut stage, "Remove all of these");
    stage.answer(Answer::RemovePart(Ok(())));
    stage.answer(Answer::RemoveKeyPair(Ok(())));
    assert!(stage.shared.set_ups.is_empty());
    assert_eq!(stage.screen.page, Page::Intro);
}

#[test]
fn signing_in_as_somebody_else_meanwhile_does_not_change_who_undoes_it() {
    let mut stage = on_trial();
    let admin = stage.shared.draft.here().session.clone();
    let other = Access::Token(Secret::new("of-bob"));
    if let Some(session) = &mut stage.shared.draft.here_mut().session {
        session.access = other;
    }
    push(&mut stage, "without a test");
    push(&mut stage, "Undo it now");
    push(&mut stage, "Remove all of these");
    let asked_now = asked(&mut stage);
    let [Request::Tenant(session, Call::RemovePart(_))] = asked_now.as_slice() else { panic!("{asked_now:?}") };
    assert_eq!(Some(session), admin.as_ref());
}

#[test]
fn the_choice_is_one_of_the_form_and_acts_as_everywhere() {
    let right = Key::plain(Code::Right);
    for (keys, kind) in [
        (vec![], SetUpKind::Client),
        (vec![DOWN], SetUpKind::Signed),
        (vec![DOWN, DOWN], SetUpKind::Signed),
        (vec![DOWN, Key::plain(Code::Up)], SetUpKind::Client),
        (vec![right], SetUpKind::Signed),
        (vec![right, right], SetUpKind::Client),
        (vec![Key::char('j')], SetUpKind::Signed),
        (vec![Key::char('j'), Key::char('o')], SetUpKind::Client),
    ] {
        let mut stage = stage();
        for key in &keys {
            stage.press(*key);
        }
        assert_eq!(stage.screen.answers.kind, kind, "{keys:?}");
    }
    let mut stage = stage();
    stage.type_text("x");
    stage.press(ENTER);
    assert_eq!(stage.screen.page, Page::Intro, "what fits neither does not go on");
    assert!(read(&stage).contains("No value begins with"), "{}", read(&stage));
    stage.press(DOWN);
    stage.press(ENTER);
    assert_eq!((stage.screen.page, stage.screen.answers.kind), (Page::Answers, SetUpKind::Client));
}

#[test]
fn the_key_id_that_is_proposed_carries_the_month() {
    let mut answers = SetUpAnswers::default();
    answers.prefill(Some("/keys"), Some("2026-11-21T00:00:00Z".parse::<Timestamp>().unwrap()));
    assert_eq!(answers.key_plan().key_id, "qonnect-2026-11");
    assert_eq!(answers.key_plan().folder, "/keys");
    answers.next_key_id();
    assert_eq!(answers.key_plan().key_id, "qonnect-2026-11-b");
}

#[test]
fn a_key_id_that_ends_in_a_number_counts_on_as_far_as_numbers_go() {
    for (key_id, next) in [("k-2", "k-3"), ("k-255", "k-256"), ("k-4294967295", "k-4294967295-b"), ("k-b", "k-b-b")] {
        let mut stage = stage();
        stage.press(DOWN);
        stage.press(ENTER);
        stage.press(DOWN);
        stage.press(Key::ctrl('u'));
        stage.type_text(key_id);
        stage.screen.answers.next_key_id();
        assert_eq!(stage.screen.answers.key_plan().key_id, next);
    }
}
