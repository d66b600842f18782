use std::time::Duration;

use super::*;
use crate::{
    domain::{
        failure::{FailureKind, Unreachable},
        http::Json,
        request::{Call, Chore, Copied},
        secret::Secret,
        source::SourceId,
    },
    kit::keys::Code,
    screens::{
        creating::testing::{ENTER, ESC, MARKER, at_every_size, existing, made, note_made, refusal, requests, s3},
        testing::Stage,
    },
};

fn stage_with(credential: CredentialChoice) -> Stage<State> {
    let mut stage = Stage::new(Step::Done);
    s3(&mut stage.shared, credential);
    note_made(&mut stage.shared, *made("Orders"));
    stage.enter();
    stage
}

fn stage() -> Stage<State> {
    stage_with(CredentialChoice::Embedded)
}

fn back(properties: &[(&str, &str)]) -> Answer {
    let properties = properties.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Answer::ReadBack(Ok(Box::new(Connection { properties, ..*made("Orders") })))
}

#[test]
fn what_was_made_is_shown_at_once_and_read_back() {
    let mut stage = stage();
    assert!(matches!(&requests(&mut stage)[..], [Request::Tenant(_, Call::ReadBack(id))] if id == "c-1"));
    let shot = stage.shot(80, 24);
    for words in
        ["Orders", "c-1", "Sales", "Amazon S3", "cred-1", "Ada Creator (you)", "nightly", "2026-01-01 10:00 UTC"]
    {
        assert!(shot.contains(words), "{words}: {shot}");
    }
    assert!(!shot.contains("DcaasAPI"), "the service gives each a tag of its own: {shot}");
}

#[test]
fn as_it_was_sent_is_said_in_one_line() {
    let mut stage = stage();
    stage.answer(back(&[("region", "eu-central-1"), ("bucketName", "orders"), ("extra", "1"), ("more", "2")]));
    let shot = stage.shot(100, 40);
    assert!(
        shot.contains("Saved values match. The credentials themselves were not tested.")
            && shot.contains("added 2 properties"),
        "{shot}"
    );
    assert!(!shot.contains("extra = 1"));
    stage.press(Key::char('m'));
    assert!(stage.shot(100, 40).contains("extra = 1"));
}

#[test]
fn a_short_secret_that_comes_back_in_another_property_is_masked() {
    let mut stage = stage();
    let sent = &mut stage.shared.made.last_mut().unwrap().sent;
    let whole = sent.clone().with("secretKey", Json::Secret(Secret::new("ti9y")));
    *sent = whole.with("pin", Json::Secret(Secret::new("a")));
    stage.answer(back(&[("sConnect", "user=ada;pwd=ti9y;"), ("pwd", "ti9y"), ("p", "a"), ("mode", "fast")]));
    stage.press(Key::char('m'));
    let shot = stage.shot(100, 40);
    assert!(!shot.contains("ti9y"), "{shot}");
    for shown in ["sConnect = user=ada;pwd=••••;", "pwd = ••••", "p = ••••", "mode = fast"] {
        assert!(shot.contains(shown), "{shown}: {shot}");
    }
}

#[test]
fn what_came_back_otherwise_is_listed_and_secrets_are_not_compared() {
    let mut stage = stage();
    stage.answer(back(&[("bucketName", "other"), ("accessKey", "hidden")]));
    let shot = stage.shot(100, 40);
    assert!(shot.contains("bucketName: orders was sent, and came back as other"), "{shot}");
    assert!(shot.contains("region: eu-central-1 was sent, and did not come back"), "{shot}");
    assert!(!shot.contains("accessKey:") && !shot.contains("secretKey") && !shot.contains(MARKER));
}

#[test]
fn a_reading_back_that_fails_stays_a_quiet_line() {
    for failure in [
        refusal(FailureKind::Forbidden, 403, "X-1", "not yours"),
        Failure::new(FailureKind::Unreachable(Unreachable::TimedOut), "reading the connection back"),
    ] {
        let mut stage = stage();
        assert_eq!(stage.answer(Answer::ReadBack(Err(failure))), Flow::Stay);
        let shot = stage.shot(100, 40);
        assert!(shot.contains("could not be read back") && shot.contains("✓ Created Orders"), "{shot}");
        assert!(stage.shared.notice.is_none());
    }
}

#[test]
fn what_it_means_stands_above_the_facts_and_nothing_moves_when_it_is_read_back() {
    let mut stage = stage_with(CredentialChoice::New("ada".into()));
    let row = |shot: &str, text: &str| shot.lines().position(|line| line.contains(text));
    let before = row(&stage.shot(78, 30), "Name ");
    stage.answer(back(&[("region", "eu-central-1"), ("bucketName", "orders"), ("extra", "1")]));
    assert_eq!(row(&stage.shot(78, 30), "Name "), before);
    let shot = stage.shot(58, 12);
    for words in ["Saved values match.", "Other users must add their own credentials"] {
        assert!(row(&shot, words) < row(&shot, "Name "), "{words}: {shot}");
        assert!(shot.contains(words), "{shot}");
    }
    // What the tenant added is brought into view, and hidden again.
    stage.press(Key::char('m'));
    assert!(stage.shot(58, 12).contains("extra = 1"), "{}", stage.shot(58, 12));
    stage.press(Key::char('m'));
    assert!(stage.shot(58, 12).contains("Created Orders"));
}

#[test]
fn a_page_down_moves_by_a_page_and_an_arrow_by_a_row() {
    let mut stage = stage();
    stage.answer(back(&[("region", "eu-central-1"), ("bucketName", "orders")]));
    let shown = |stage: &Stage<State>, words: &str| stage.shot(58, 5).contains(words);
    assert!(shown(&stage, "Created Orders") && shown(&stage, "Name "));
    for (code, created, space) in
        [(Code::Down, false, true), (Code::PageUp, true, false), (Code::PageDown, false, true), (Code::Up, false, true)]
    {
        stage.press(Key::plain(code));
        let seen = (shown(&stage, "Created Orders"), shown(&stage, "Space "));
        assert_eq!(seen, (created, space), "{}", stage.shot(58, 5));
    }
}

#[test]
fn every_copy_key_answers() {
    let mut stage = stage();
    stage.asked();
    stage.press(Key::char('t'));
    let asked = Request::Here(Chore::Copy(HiddenText("lib://Sales:Orders/".into())));
    stage.answer_to((asked, Answer::Copy(Copied::Terminal(Vec::new()))));
    let asked = "Your terminal was asked to copy the path. If it is not on the clipboard, select it on the screen.";
    assert_eq!(stage.told(), asked);
    stage.shared.made.last_mut().unwrap().sent.space = None;
    stage.press(Key::char('w'));
    assert_eq!(stage.told(), "A personal space has no address of its own to copy.");
}

#[test]
fn separated_credentials_say_what_other_users_have_to_do() {
    let shot = stage_with(CredentialChoice::New("ada".into())).shot(80, 30);
    assert!(
        shot.contains("ada, separated (cred-1)") && shot.contains("Other users must add their own credentials"),
        "{shot}"
    );
    assert!(!stage().shot(80, 30).contains("Other users"));
}

#[test]
fn the_id_is_copied_and_what_was_done_is_said() {
    let mut stage = stage();
    stage.asked();
    stage.press(Key::char('y'));
    assert_eq!(requests(&mut stage), [Request::Here(Chore::Copy(HiddenText("c-1".into())))]);
    stage.answer(Answer::Copy(Copied::Native));
    assert!(stage.told().contains("The id is on the clipboard"));
}

#[test]
fn the_request_is_copied_as_curl_with_variables_for_every_secret() {
    let mut stage = stage();
    stage.asked();
    stage.press(Key::char('u'));
    let asked = requests(&mut stage);
    let [Request::Here(Chore::Copy(HiddenText(text)))] = &asked[..] else { panic!("{asked:?}") };
    assert!(text.starts_with("(\n") && text.ends_with(")\n") && text.contains("$QONNECT_SECRETKEY"), "{text}");
    assert!(!text.contains(MARKER) && !text.contains("key-0123") && text.contains("$QLIK_API_KEY"), "{text}");
    stage.answer(Answer::Copy(Copied::Native));
    assert!(stage.told().contains("The request as curl is on the clipboard, with variables"), "{}", stage.told());
}

#[test]
fn s_leads_to_saving() {
    assert_eq!(stage().press(Key::char('s')), Flow::Goto(ScreenId::Save.into()));
}

#[test]
fn what_load_scripts_need_and_the_address_of_the_space_are_shown_and_copied() {
    let address = "https://acme.eu.qlikcloud.com/explore/spaces/id of Sales";
    let table = [
        ("File_AmazonS3Connector", 't', "lib://Sales:Orders/", "The path"),
        ("mssql", 't', "LIB CONNECT TO 'Sales:Orders';", "The statement"),
        ("mssql", 'w', address, "The address of the space"),
    ];
    for (source, key, text, told) in table {
        let mut stage = stage();
        stage.asked();
        stage.shared.made.last_mut().unwrap().sent.source.0 = source.into();
        let shot = stage.shot(100, 40);
        assert!(shot.contains(text), "{shot}");
        stage.press(Key::char(key));
        assert_eq!(requests(&mut stage), [Request::Here(Chore::Copy(HiddenText(text.into())))]);
        assert_eq!(
            stage.answer_to((Request::Here(Chore::Copy(HiddenText(text.into()))), Answer::Copy(Copied::Native))),
            Flow::Stay
        );
        assert!(stage.told().starts_with(told), "{}", stage.told());
        let hint = stage.screen.hints(&stage.shared).into_iter().find(|hint| hint.keys == "t").unwrap();
        assert_eq!(hint.short, if source == "mssql" { "copy LIB CONNECT" } else { "copy lib:// path" });
    }
}

#[test]
fn another_one_proposes_a_new_name_and_keeps_the_rest() {
    let mut stage = stage();
    assert_eq!(stage.press(Key::char('a')), Flow::Goto(Visit::Another("Orders 2".into())));
    assert!(stage.shared.draft.of().details.is_none() && stage.shared.draft.of().authorized.is_none());
    assert!(stage.shared.draft.is_done(Step::Space) && stage.shared.draft.is_done(Step::Credentials));
}

#[test]
fn another_one_with_a_new_credential_proposes_a_name_for_it_too() {
    let mut stage = stage_with(CredentialChoice::New("ada".into()));
    let (first, then) = (Visit::AnotherCredential("ada 2".into()), Visit::Another("Orders 2".into()));
    assert_eq!(stage.press(Key::char('a')), Flow::Detour(first, then));
    assert!(!stage.shared.draft.is_done(Step::Credentials));
}

#[test]
fn another_one_with_the_same_credential_uses_it_as_an_existing_one() {
    let mut stage = stage_with(CredentialChoice::New("ada".into()));
    assert_eq!(stage.press(Key::char('c')).screen(), Some(Step::Details.into()));
    assert!(matches!(&stage.shared.draft.of().credential, Some(CredentialChoice::Existing(credential))
        if credential.id.0 == "cred-1" && credential.name == "ada"));
    let mut stage = stage_with(CredentialChoice::Existing(existing("ada")));
    assert_eq!(stage.press(Key::char('c')).screen(), Some(Step::Details.into()));
    let mut stage = self::stage();
    assert_eq!(stage.press(Key::char('c')), Flow::Pass);
}

#[test]
fn enter_and_q_leave_but_not_an_enter_that_is_held_down() {
    let mut stage = stage();
    stage.fresh = false;
    assert_eq!(stage.press(Key { held: true, ..ENTER }), Flow::Stay);
    stage.fresh = true;
    assert_eq!(stage.press(ENTER), Flow::Leave);
    assert_eq!(self::stage().press(Key::char('q')), Flow::Leave);
}

#[test]
fn there_is_no_way_back_into_what_exists() {
    let mut stage = stage();
    assert_eq!(stage.press(ESC), Flow::Stay);
    assert!(stage.told().contains("you cannot go back"));
}

#[test]
fn what_was_made_elsewhere_is_not_given_the_names_of_here() {
    let mut stage = stage();
    let other = Connection { space: Some("s-9".into()), source: Some("gbq".into()), ..*made("Orders") };
    note_made(&mut stage.shared, other);
    let sent = &mut stage.shared.made.last_mut().unwrap().sent;
    (sent.properties, sent.source) = (Vec::new(), SourceId("gbq".into()));
    let shot = stage.shot(80, 24);
    assert!(shot.contains("s-9") && shot.contains("BigQuery") && !shot.contains("Amazon"), "{shot}");
}

#[test]
fn it_can_be_drawn_at_every_size_in_every_phase() {
    at_every_size(&Stage::<State>::new(Step::Done));
    let mut stage = stage_with(CredentialChoice::New("ada".into()));
    stage.wait(Duration::from_secs(1));
    at_every_size(&stage);
    stage.answer(back(&[("bucketName", "other"), ("extra", "1")]));
    stage.press(Key::char('m'));
    at_every_size(&stage);
    for _ in 0..200 {
        stage.press(Key::plain(Code::PageDown));
    }
    at_every_size(&stage);
}
