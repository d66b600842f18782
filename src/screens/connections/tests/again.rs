//! A connection once more, as the list's screen has it: authorized again, made like it, saved.

use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::{
    domain::{
        credential::{Credential, CredentialCheck, CredentialChoice, OwnedCredential},
        dialect::Purpose,
        draft::Authorized,
        failure::FailureKind,
        request::PageOf,
        space::SpaceChoice,
        step::Step,
    },
    kit::visit::Goal,
    screens::testing::{Stage, source, space, spec},
};

const CODE: &str = "4/0A-marker-code";

fn orders(source: &str, properties: &[(&str, &str)], separated: bool) -> Connection {
    Connection {
        id: "c-1".into(),
        name: "Orders".into(),
        space: Some("id of Sales".into()),
        source: Some(source.into()),
        separated: Some(separated),
        credential: Some("k-1".into()),
        owner: Some("u-1".into()),
        updated: Some("2026-11-03T10:00:00.000Z".into()),
        privileges: Some(["list", "read", "update", "delete"].map(str::to_owned).into()),
        properties: properties.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        ..Connection::default()
    }
}

fn gbq() -> Connection {
    orders("gbq", &[("OAuthMechanism", "1"), ("Catalog", "ours")], false)
}

fn described() -> Value {
    let text = json!({"type": "string"});
    json!({"OAuthMechanism": text, "Catalog": text, "authCode": text, "separateCredentials": text})
}

/// The connection that is looked at, with the fields of its source, and credentials of this owner.
fn opened(connection: &Connection, fields: &Value, owner: Option<&str>) -> Stage<State> {
    let mut stage = Stage::on(ScreenId::Connections);
    stage.enter();
    let spaces = vec![space("Sales")];
    stage.answer(Answer::ListSpaces(Ok(PageOf { items: spaces, next: None, is_cut: false, total: None })));
    stage.answer(Answer::ListSources(Ok(vec![source(connection.source.as_deref().unwrap())])));
    let connections = vec![connection.clone()];
    stage.answer(Answer::ListConnections(Ok(PageOf { items: connections, next: None, is_cut: false, total: None })));
    stage.press(Key::ENTER);
    stage.answer(Answer::ReadBack(Ok(Box::new(connection.clone()))));
    let credential =
        Credential { source: connection.source.clone(), separated: connection.separated, ..credential("mine", 1) };
    let told = owner.map(|owner| OwnedCredential { credential, owner: Some(owner.into()) });
    stage.answer(Answer::FindCredential(Ok(told)));
    stage.answer(Answer::ReadSpec(Ok(spec(fields))));
    stage.asked();
    stage
}

#[test]
fn what_cannot_be_done_once_more_says_why_and_sends_nothing() {
    let text = json!({"type": "string"});
    let s3 = json!({"region": text, "secretKey": text});
    let foreign = Connection { privileges: Some(vec!["list".into()]), ..gbq() };
    let foreign_rest = Connection { privileges: Some(vec!["list".into()]), ..orders("rest", &[], false) };
    let (embedded, of_others) = (Some("u-1"), Some("u-2"));
    for (letter, connection, fields, owner, why) in [
        ('r', orders("rest", &[], false), &s3, embedded, "has no sign-in through a browser"),
        (
            'r',
            orders("gbq", &[("OAuthMechanism", "0")], false),
            &described(),
            embedded,
            "another authentication method",
        ),
        ('r', foreign, &described(), embedded, "You may not"),
        // A reason that holds for anybody comes before the rights of this person.
        ('r', foreign_rest, &s3, embedded, "has no sign-in through a browser"),
        ('r', Connection { separated: Some(true), ..gbq() }, &described(), of_others, "no credentials of your own"),
        ('u', gbq(), &described(), embedded, "embedded"),
        ('u', Connection { separated: Some(true), ..gbq() }, &described(), of_others, "no credentials of your own"),
    ] {
        let mut stage = opened(&connection, fields, owner);
        assert_eq!(stage.press(Key::char(letter)), Flow::Stay, "{why}");
        assert!(stage.told().contains(why), "{why}: {}", stage.told());
        let shot = stage.shot(240, 40);
        assert!(shot.contains(why), "{why}: {shot}");
        assert_eq!(sent(&mut stage), [], "{why}");
    }
}

#[test]
fn without_the_fields_of_its_source_nothing_is_made_of_it() {
    let mut stage = opened(&gbq(), &described(), Some("u-1"));
    stage.press(Key::ctrl('r'));
    stage.screen.card.as_mut().unwrap().described = Described::NotTold;
    stage.answer(Answer::ReadBack(Ok(Box::new(gbq()))));
    stage.answer(Answer::ReadSpec(Err(Failure::new(FailureKind::ConnectorDown, "asking"))));
    for letter in ['r', 'a', 's'] {
        assert_eq!(stage.press(Key::char(letter)), Flow::Stay);
        assert!(stage.told().contains("does not describe its data source"), "{}", stage.told());
    }
}

#[test]
fn the_first_call_names_the_connection_itself_and_no_credentials() {
    for (separated, more) in [(false, json!({})), (true, json!({"separateCredentials": "true"}))] {
        let mut stage = opened(&Connection { separated: Some(separated), ..gbq() }, &described(), Some("u-1"));
        let flow = stage.press(Key::char('r'));
        assert_eq!(flow, Flow::Detour(ScreenId::Reauthorize.into(), ScreenId::Connections.into()));
        let connection = stage.shared.answers(true).connection_without_code().unwrap();
        let call = stage.shared.dialect.create(&connection, Purpose::AuthUrl);
        let body: Value = serde_json::from_str(&call.body.wire()).unwrap();
        let mut properties = json!({"OAuthMechanism": "1", "Catalog": "ours", "authCode": ""});
        properties.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        assert_eq!(
            body,
            json!({"authUrlOnly": true, "datasourceID": "gbq", "qName": "Orders", "space": "id of Sales",
                "connectionProperties": properties})
        );
        assert_eq!(sent(&mut stage), [], "the step Authorize sends it, by a press of its own");
    }
}

/// With a code, at the review.
fn reviewed() -> Stage<State> {
    let mut stage = opened(&gbq(), &described(), Some("u-1"));
    stage.press(Key::char('r'));
    let asked = stage.shared.answers(true).connection_without_code().unwrap();
    let authorized = Authorized { code: Secret::new(CODE), asked, dialect: stage.shared.dialect };
    stage.shared.answers_mut(true).of_mut().authorized = Some(authorized);
    stage.enter();
    stage.asked();
    stage
}

/// Reads the review to its end and presses the button.
fn confirmed() -> Stage<State> {
    let mut stage = reviewed();
    confirm(&mut stage);
    assert_eq!(sent(&mut stage), [Call::ReadBack("c-1".into())]);
    stage.answer(Answer::ReadBack(Ok(Box::new(gbq()))));
    stage
}

#[test]
fn the_review_shows_the_request_and_never_the_code() {
    let mut stage = reviewed();
    let shot = stage.shot(100, 40);
    for words in ["Experimental", "PATCH /api/v1/data-connections/c-1", "qlik-auth-code: ••", "\"value\": \"1\""] {
        assert!(shot.contains(words), "{words}: {shot}");
    }
    assert!(!shot.contains(CODE) && !format!("{:?}", stage.screen).contains(CODE));
    // An Enter that was meant for the code sends nothing.
    stage.press(Key::ENTER);
    assert_eq!(sent(&mut stage), []);
    // Back to the code, which is no answer any more until it is taken again.
    assert!(matches!(stage.press(Key::ESC), Flow::Detour(..)));
    assert!(stage.shared.answers(true).authorized().is_none());
}

#[test]
fn the_change_brings_the_code_and_says_what_is_there() {
    let mut stage = confirmed();
    let asked = sent(&mut stage);
    let [Call::ChangeConnection(id, changes, Some(code))] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!((id.as_str(), code.expose()), ("c-1", CODE));
    assert_eq!(changes.iter().map(|it| it.path.as_str()).collect::<Vec<_>>(), ["/connectionProperties/OAuthMechanism"]);
    assert!(stage.shared.existing.is_none(), "the code is spent");
    stage.answer(Answer::ChangeConnection(Ok(())));
    assert!(stage.told().starts_with("Reauthorized Orders."), "{}", stage.told());
    assert_eq!(stage.shared.done, ["acme.eu.qlikcloud.com: Reauthorized Orders."]);
    assert_eq!(sent(&mut stage), [Call::ReadBack("c-1".into())], "it is read back");
}

fn refused(words: &str) -> Answer {
    let told = vec![Told { title: words.into(), ..Told::default() }];
    Answer::ChangeConnection(Err(Failure { status: Some(400), told, ..Failure::new(FailureKind::Invalid, "changing") }))
}

/// The tenant refused one code, then another one.
fn refused_twice() -> Stage<State> {
    let mut stage = confirmed();
    stage.answer(refused("not known"));
    let asked = stage.shared.answers(true).connection_without_code().unwrap();
    let authorized = Authorized { code: Secret::new("4/0B-other-code"), asked, dialect: stage.shared.dialect };
    stage.shared.answers_mut(true).of_mut().authorized = Some(authorized);
    stage.enter();
    stage.asked();
    confirm(&mut stage);
    stage.answer(Answer::ReadBack(Ok(Box::new(gbq()))));
    assert_eq!(stage.answer(refused("not issued for it")), Flow::Stay);
    sent(&mut stage);
    stage
}

#[test]
fn a_refused_code_leads_back_to_where_it_was_pasted() {
    let mut stage = confirmed();
    let flow = stage.answer(refused("The authorization code is not known"));
    assert_eq!(flow, Flow::Detour(ScreenId::Reauthorize.into(), ScreenId::Connections.into()));
    assert!(stage.told().contains("Paste it again, or request a new URL"), "{}", stage.told());
    let notice = stage.shared.notice.clone().unwrap();
    assert!(notice.detail.unwrap().contains("The authorization code is not known"));
    // The page there has its URL still, and says of the code that stands there that it was refused.
    let existing = stage.shared.existing.as_ref().unwrap();
    assert!(existing.draft.authorized().is_none());
    let code = existing.draft.of().code_refused.clone().unwrap();
    assert!(code.times == 1 && code.code.expose() == CODE && code.text.contains("not known"));
    assert!(stage.screen.card.as_ref().unwrap().task.is_none());
}

#[test]
fn deleting_is_offered_once_another_code_was_refused_and_never_has_the_focus_at_once() {
    let mut stage = refused_twice();
    let shot = stage.shot(100, 40);
    for words in ["load scripts keep working", "its id changes", "not issued for it", "▸ Paste another code"] {
        assert!(shot.contains(words), "{words}: {shot}");
    }
    stage.wait(Duration::from_millis(300));
    let flow = stage.press(Key::ENTER);
    assert_eq!(flow, Flow::Detour(ScreenId::Reauthorize.into(), ScreenId::Connections.into()));
    assert!(stage.shared.existing.is_some());
}

#[test]
fn without_a_url_the_connection_is_kept_unless_somebody_chooses_otherwise() {
    let mut stage = opened(&gbq(), &described(), Some("u-1"));
    stage.press(Key::char('r'));
    stage.shared.existing.as_mut().unwrap().instead = Some(Instead::Refused);
    stage.enter();
    stage.wait(Duration::from_millis(300));
    assert!(stage.shot(100, 40).contains("▸ Keep it as it is"));
    stage.press(Key::ENTER);
    assert!(stage.screen.card.as_ref().unwrap().task.is_none());
}

#[test]
fn what_is_created_anew_is_deleted_after_its_name_was_typed() {
    let mut stage = refused_twice();
    stage.wait(Duration::from_millis(300));
    stage.press(Key::DOWN);
    stage.shot(100, 40);
    stage.press(Key::ENTER);
    assert_eq!(sent(&mut stage), []);
    stage.type_text("Orders");
    stage.press(Key::ENTER);
    stage.press(Key::ENTER);
    reread(&mut stage, gbq());
    assert_eq!(sent(&mut stage), [Call::DeleteConnection("c-1".into())]);
    let flow = stage.answer(Answer::DeleteConnection(Ok(())));
    assert_eq!(flow, Flow::Goto(Step::Details.into()));
    let (_, details) = stage.shared.prefilled.clone().unwrap();
    assert_eq!(details.name, "Orders");
    assert!(stage.told().ends_with("Orders is deleted, and not created anew yet."), "{}", stage.told());
    let [anew] = stage.shared.anew.as_slice() else { panic!("{:?}", stage.shared.anew) };
    assert_eq!((anew.name.as_str(), anew.space.as_deref()), ("Orders", Some("id of Sales")));
    assert!(stage.shared.done.is_empty() && stage.shared.lacks_anew());
}

#[test]
fn a_session_that_is_over_as_the_code_is_sent_is_told_and_ends_the_task() {
    let mut stage = confirmed();
    stage.answer(Answer::ChangeConnection(Err(Failure {
        status: Some(401),
        ..Failure::new(FailureKind::Unauthorized, "changing")
    })));
    assert!(stage.told().contains("The code is spent"), "{}", stage.told());
    assert!(stage.screen.card.as_ref().unwrap().task.is_none(), "the code is spent");
}

#[test]
fn an_unclear_answer_is_looked_up_and_the_code_is_never_sent_again() {
    let later = Connection { updated: Some("2026-11-28T10:00:00.000Z".into()), ..gbq() };
    for (found, words) in [(later, "changed just then"), (gbq(), "Unknown whether Orders was reauthorized")] {
        let mut stage = confirmed();
        sent(&mut stage);
        stage.answer(Answer::ChangeConnection(Err(Failure::new(FailureKind::OutcomeUnknown, "changing"))));
        let mut looks = 0;
        while sent(&mut stage) == [Call::ReadBack("c-1".into())] && looks < 3 {
            looks += 1;
            stage.answer(Answer::ReadBack(Ok(Box::new(found.clone()))));
        }
        assert!(stage.told().contains(words), "{words}: {}", stage.told());
        if words.starts_with("Unknown") {
            assert!(stage.shared.writes.is_open());
            stage.wait(Duration::from_millis(300));
            stage.press(Key::ENTER);
            assert_eq!(sent(&mut stage), [Call::ReadBack("c-1".into())]);
        }
    }
}

#[test]
fn what_was_typed_in_the_wizard_is_replaced_only_by_a_second_press() {
    let mut stage = opened(&gbq(), &described(), Some("u-1"));
    stage.shared.draft.choose_source(source("gbq"), spec(&described()));
    stage.shared.draft.of_mut().is_typed = true;
    // Another source is chosen by now; what was typed for this one is still there.
    stage.shared.draft.choose_source(source("rest"), spec(&json!({})));
    for between in [Key::PAGE_UP, Key::UP] {
        stage.press(Key::char('a'));
        assert!(stage.told().contains("this replaces what you typed for"), "{}", stage.told());
        assert!(stage.shared.prefilled.is_none() && sent(&mut stage).is_empty());
        stage.press(between);
    }
    stage.press(Key::char('a'));
    assert!(stage.shared.prefilled.is_none(), "a press after another key asks again");
    assert_eq!(stage.press(Key::char('a')).screen(), Some(Step::Details.into()));
    assert!(stage.shared.prefilled.is_some() && !stage.shared.draft.of().is_typed);
}

#[test]
fn another_one_fills_the_wizard_in_and_sends_nothing() {
    let mine = || CredentialChoice::Existing(Credential { source: Some("gbq".into()), ..credential("mine", 1) });
    let details = Visit::Another("Orders 2".into());
    for (letter, separated, owner, credential, first) in [
        ('a', false, "u-1", Some(CredentialChoice::Embedded), Step::Details),
        ('a', true, "u-1", None, Step::Credentials),
        ('a', true, "u-2", Some(CredentialChoice::New("Orders".into())), Step::Credentials),
        ('u', true, "u-1", Some(mine()), Step::Details),
    ] {
        let connection = Connection { separated: Some(separated), ..gbq() };
        let mut stage = opened(&connection, &described(), Some(owner));
        stage.shared.launch.goal = Goal::Connections;
        let flow = stage.press(Key::char(letter));
        assert_eq!(flow.screen(), Some(first.into()), "{letter} {separated} {owner}");
        if let Flow::Detour(_, then) = flow {
            assert_eq!(then, details);
        }
        let draft = &stage.shared.draft;
        assert_eq!(draft.of().credential, credential, "{letter} {separated} {owner}");
        assert_eq!(draft.here().space.as_ref().map(SpaceChoice::label), Some("Sales"));
        assert_eq!(stage.shared.launch.goal, Goal::Connection);
        let (_, filled) = stage.shared.prefilled.clone().unwrap();
        assert_eq!(filled.name, "Orders 2");
        assert_eq!(sent(&mut stage), []);
    }
}

#[test]
fn another_one_takes_no_secret_of_a_row_along_and_says_what_is_hidden() {
    let row = json!({"name": {"type": "string"}, "value": {"type": "string"}, "encrypt": {"type": "boolean"}});
    let fields = json!({"queryHeaders": {"type": "array", "items": {"type": "object", "properties": row}}});
    let headers = r#"[{"name":"X-Api-Key","value":"SECRETHDR","encrypt":false},{"name":"Accept","value":"csv"}]"#;
    let mut stage = opened(&orders("rest", &[("queryHeaders", headers)], false), &fields, Some("u-1"));
    stage.press(Key::char('a'));
    let told = stage.told();
    assert!(told.contains("secrets are empty") && told.contains("does not show encrypted rows of Headers"), "{told}");
    let (_, details) = stage.shared.prefilled.as_ref().unwrap();
    let secrets: Vec<_> = details.entered.iter().flat_map(|entered| entered.value.secrets()).collect();
    assert!(secrets.len() == 1 && secrets[0].is_empty(), "{details:?}");
    assert!(details.entered[0].value.masked_line().contains("csv"), "{details:?}");
}

/// What an administrator, or somebody of whom the tenant does not say whether they are one, is told of credentials without an owner.
#[test]
fn whose_credentials_are_without_an_owner_told_is_judged_by_their_name() {
    let of_other = Connection { owner: Some("u-2".into()), separated: Some(true), ..gbq() };
    let other = Credential { id: CredentialId("k-2".into()), ..credential("mine", 1) };
    let (theirs, untold) = ("Its credentials are not yours.", "The tenant does not say whose its credentials are.");
    for (is_admin, check, words) in [
        (Some(true), Ok(CredentialCheck::Free), Some(theirs)),
        (Some(true), Ok(CredentialCheck::Taken(other)), Some(theirs)),
        (Some(true), Ok(CredentialCheck::Taken(credential("mine", 1))), None),
        (Some(true), Ok(CredentialCheck::Unchecked), Some(untold)),
        (None, Err(Failure::new(FailureKind::Forbidden, "looking up")), Some(untold)),
    ] {
        let mut stage = opened(&of_other, &described(), None);
        stage.shared.draft.here_mut().me = Some(Me { is_admin, ..me() });
        stage.answer(Answer::FindCredential(Ok(Some(OwnedCredential {
            credential: credential("mine", 1),
            owner: None,
        }))));
        assert_eq!(sent(&mut stage), [Call::CheckCredential("mine".into())]);
        stage.answer(Answer::CheckCredential(check));
        stage.press(Key::char('w'));
        let Some(words) = words else {
            assert_eq!(stage.told(), "Add your credentials: Yours are in place.");
            continue;
        };
        let shot = stage.shot(100, 40);
        assert!(shot.contains(words) && shot.contains("/explore/spaces/"), "{shot}");
        stage.press(Key::ESC);
        // None of another user's can be chosen for a connection.
        assert_eq!(stage.press(Key::char('u')), Flow::Stay);
        assert!(stage.told().starts_with("Use the same credentials:"), "{}", stage.told());
        assert!(stage.shared.prefilled.is_none());
        stage.press(Key::char('p'));
        stage.answer(Answer::ReadSpec(Ok(spec(&described()))));
        let shot = stage.shot(160, 40);
        assert!(
            shot.contains(words) && shot.contains("connection is u-2") && shot.contains("may replace theirs"),
            "{shot}"
        );
    }
}

#[test]
fn whoever_is_no_administrator_sees_by_an_id_their_own_credentials_only() {
    let of_other = Connection { owner: Some("u-2".into()), separated: Some(true), ..gbq() };
    let mut stage = opened(&of_other, &described(), None);
    stage.shared.draft.here_mut().me = Some(Me { is_admin: Some(false), ..me() });
    stage.answer(Answer::FindCredential(Ok(Some(OwnedCredential { credential: credential("mine", 1), owner: None }))));
    assert_eq!(sent(&mut stage), []);
    stage.press(Key::char('w'));
    assert_eq!(stage.told(), "Add your credentials: Yours are in place.");
}
