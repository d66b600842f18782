use super::*;
use serde_json::json;

use crate::domain::request::{Call, Chore};
use crate::{
    domain::{
        connection::{ConnectionLookup, Created},
        credential::CredentialChoice,
        draft::{CodeRefused, Details, Entered},
        failure::{FailureKind, Unreachable},
        http::Json,
        request::{Copied, HiddenText},
        session::Me,
        settle::LookupResult,
    },
    kit::{
        effect::Effect,
        form::{FieldCheck, Origin},
        keys::Rank,
        visit::Taken,
    },
    screens::{
        creating::testing::{
            ENTER, ESC, MARKER, TAB, at_every_size, cancelled, gbq, made, note_made, refusal, requests, s3, sent,
        },
        testing::{Stage, me, session, source, spec},
    },
};

const URL: &str = "https://accounts.example.com/o/oauth2/auth?client_id=1234567890&response_type=code&scope=one%20two%20three\
                   &redirect_uri=https%3A%2F%2Fconnector.example.com&prompt=consent&access_type=offline&state=S1\
                   &code_challenge=abcdefghijklmnopqrstuvwxyz&code_challenge_method=S256";

fn stage() -> Stage<State> {
    let mut stage = Stage::new(Step::Authorize);
    gbq(&mut stage.shared);
    stage.enter();
    stage
}

/// The name is free, and the call is on its way.
fn asking() -> Stage<State> {
    let mut stage = stage();
    stage.press(ENTER);
    assert!(
        matches!(&requests(&mut stage)[..], [Request::Tenant(_, Call::CheckName(Some(_), name))] if name == "Clicks")
    );
    assert_eq!(stage.answer(Answer::CheckName(Ok(NameCheck::Free))), Flow::Stay);
    assert!(matches!(requests(&mut stage)[..], [Request::Tenant(_, Call::AskAuthUrl(..))]));
    stage
}

fn show(stage: &mut Stage<State>) {
    assert_eq!(stage.answer(Answer::AskAuthUrl(Ok(Created::AuthUrl(URL.into())))), Flow::Stay);
}

fn shown() -> Stage<State> {
    let mut stage = asking();
    show(&mut stage);
    stage
}

#[test]
fn the_request_is_shown_before_it_is_sent() {
    let mut stage = stage();
    let shot = stage.shot(80, 30);
    for words in ["POST /api/v1/data-connections", "\"authUrlOnly\": true", "\"authCode\": \"\"", "right away"] {
        assert!(shot.contains(words), "{words}: {shot}");
    }
    assert!(requests(&mut stage).is_empty());
    stage.fresh = false;
    stage.press(ENTER);
    stage.press(Key { held: true, ..ENTER });
    assert!(requests(&mut stage).is_empty());
}

#[test]
fn a_taken_name_is_found_before_anything_is_sent() {
    let mut stage = stage();
    stage.press(ENTER);
    stage.answer(Answer::CheckName(Ok(NameCheck::Taken(made("Clicks")))));
    assert_eq!(sent(&mut stage), 0);
    let flow = stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    let taken = Taken { name: "Clicks".into(), proposal: "Clicks 2".into(), is_free: true };
    assert_eq!(flow, Flow::Detour(Visit::NameTaken(taken), Step::Authorize.into()));
}

#[test]
fn esc_while_the_name_is_looked_at_sends_nothing() {
    let mut stage = stage();
    stage.press(ENTER);
    assert_eq!(stage.press(ESC), Flow::Stay);
    assert!(cancelled(&stage));
    assert_eq!(stage.answer(Answer::CheckName(Ok(NameCheck::Free))), Flow::Pass);
    assert_eq!(sent(&mut stage), 0);
    assert_eq!(stage.press(ESC), Flow::Pass);
}

#[test]
fn a_look_at_the_name_that_fails_sends_nothing() {
    for (kind, flow) in [
        (FailureKind::Unreachable(Unreachable::TimedOut), Flow::Stay),
        (FailureKind::Unexpected("odd".into()), Flow::Stay),
        (FailureKind::Unauthorized, Flow::Stay),
        (FailureKind::Forbidden, Flow::Detour(Step::Space.into(), Step::Authorize.into())),
    ] {
        let mut stage = stage();
        stage.press(ENTER);
        let failure = Failure::new(kind, "looking at the name");
        assert_eq!(stage.answer(Answer::CheckName(Err(failure))), flow);
        assert_eq!(sent(&mut stage), 0);
        assert!(!stage.shared.writes.is_open() && !stage.told().is_empty());
    }
}

#[test]
fn every_source_that_may_sign_in_through_the_browser_gets_its_code_and_a_guess_is_called_one() {
    for (id, choice) in [
        ("File_OneDriveConnector", None),
        ("File_GoogleDriveConnector", None),
        ("File_Office365SharepointConnector", None),
        ("File_AzureStorageConnector", None),
        ("azure_sql", None),
        ("snowflake", Some("authenticator")),
    ] {
        let mut stage = Stage::<State>::new(Step::Authorize);
        gbq(&mut stage.shared);
        let members = json!({"authCode": {"type": "string"}, "authenticator": {"type": "string"}});
        stage.shared.draft.choose_source(source(id), spec(&members));
        let chosen = choice.map(|name| Entered { name: name.into(), value: Json::text("oauth"), credential: false });
        let of = stage.shared.draft.of_mut();
        of.credential = Some(CredentialChoice::Embedded);
        of.details = Some(Details {
            name: "Clicks".into(),
            entered: chosen.into_iter().collect(),
            browser: choice.is_none().then_some(true),
            code: None,
            files: Vec::new(),
        });
        stage.enter();
        let shot = stage.shot(80, 30);
        let words = shot.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("does not confirm this sign-in"), "{id}: {shot}");
        stage.press(ENTER);
        stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
        let asked = requests(&mut stage);
        assert!(matches!(asked.last(), Some(Request::Tenant(_, Call::AskAuthUrl(new))) if new.source.0 == id), "{id}");
        show(&mut stage);
        stage.paste("4/0Ab-cd");
        assert_eq!(stage.press(ENTER), Flow::Next, "{id}");
        assert_eq!(stage.shared.draft.authorized().unwrap().code.expose(), "4/0Ab-cd", "{id}");
    }
    // What Qlik's tutorial walks is no guess.
    assert!(!stage().shot(80, 30).contains("not confirmed"));
}

#[test]
fn the_host_the_whole_url_and_the_field_are_there_from_the_first_frame() {
    let stage = shown();
    for (columns, rows) in [(62, 18), (58, 12), (100, 34)] {
        let shot = stage.shot(columns, rows);
        let put_together: String = shot.lines().map(str::trim).collect();
        assert!(put_together.contains(URL), "{columns}x{rows}: {shot}");
        assert!(shot.contains("at accounts.example.com") && shot.contains("▸ Code"), "{shot}");
    }
    assert!(!address::is_on_url(&stage.screen.form));
}

#[test]
fn the_key_of_the_session_is_no_code_even_where_nothing_in_it_tells() {
    let own = session().access.secrets().pop().unwrap();
    for pasted in [own.expose().to_owned(), format!(" {}\n", own.expose()), format!("code={}", own.expose())] {
        let mut stage = shown();
        stage.paste(&pasted);
        let said = stage.screen.form.get(EndField).unwrap().verdict();
        assert!(matches!(said, FieldCheck::Bad(text) if text.contains("a Qlik Cloud key")), "{pasted}");
        stage.press(ENTER);
        assert_eq!(sent(&mut stage), 0);
        assert!(stage.shared.draft.of().authorized.is_none());
    }
}

#[test]
fn in_the_field_letters_are_text_and_on_the_url_they_are_commands() {
    let mut stage = shown();
    stage.type_text("copnCOPN");
    assert_eq!(stage.screen.form.text(EndField), "copnCOPN");
    assert!(requests(&mut stage).is_empty());
    stage.screen.form.fill(EndField, "", Origin::Typed);
    stage.press(TAB);
    assert!(address::is_on_url(&stage.screen.form));
    for letters in ["cop", "COP"] {
        for c in letters.chars() {
            stage.press(Key::char(c));
        }
        assert!(stage.effects.iter().any(|effect| *effect == Effect::PrintOutside(HiddenText(URL.into()))));
        let asked = requests(&mut stage);
        assert_eq!(
            asked,
            [Request::Here(Chore::Copy(HiddenText(URL.into()))), Request::Here(Chore::Open(HiddenText(URL.into())))]
        );
    }
    assert!(stage.screen.form.text(EndField).is_empty());
    stage.press(Key::char('n'));
    assert!(matches!(requests(&mut stage)[..], [Request::Tenant(_, Call::CheckName(..))]));
}

#[test]
fn control_and_letter_work_wherever_the_focus_is() {
    let mut stage = shown();
    for key in ['y', 'o', 'p'] {
        stage.press(Key::ctrl(key));
    }
    assert!(stage.effects.contains(&Effect::PrintOutside(HiddenText(URL.into()))));
    assert_eq!(requests(&mut stage).len(), 2);
    stage.shared.launch.no_browser = Some("this is an SSH session");
    stage.press(Key::ctrl('o'));
    assert!(requests(&mut stage).is_empty());
    assert!(stage.told().contains("SSH session") && stage.told().contains("Ctrl+P"));
}

#[test]
fn what_was_really_done_with_the_url_is_said() {
    let mut stage = shown();
    let (copy, open) =
        (Request::Here(Chore::Copy(HiddenText(String::new()))), Request::Here(Chore::Open(HiddenText(String::new()))));
    for (asked, answer, words) in [
        (&copy, Answer::Copy(Copied::Native), "on the clipboard"),
        (&copy, Answer::Copy(Copied::Terminal(vec![7])), "Your terminal was asked to copy"),
        (&copy, Answer::Copy(Copied::Failed("no display".into())), "no display. Ctrl+P"),
        (&open, Answer::Open(Ok(())), "opened in the browser"),
        (&open, Answer::Open(Err("no launcher".into())), "no launcher"),
    ] {
        stage.answer_to((asked.clone(), answer));
        assert!(stage.told().contains(words), "{}", stage.told());
    }
}

#[test]
fn a_code_is_taken_in_every_form() {
    for pasted in [
        "4/0Ab",
        "  4/0\r\nAb\n",
        "4/0\tAb",
        "code=4%2F0Ab",
        "?code=4%2F0Ab&state=S1",
        "https://connector.example.com/x?code=4%2F0Ab&state=S1",
        "4/0Ab#S1",
    ] {
        let mut stage = shown();
        stage.paste(pasted);
        let shot = stage.shot(80, 24);
        // Only the state tells whose code it is: of anything else nothing is said but its length.
        let known = if pasted.contains("S1") {
            "✓ Code received: 5 characters (state matches)."
        } else {
            "• 5 characters. The tenant will check the code."
        };
        assert!(shot.contains(known) && !shot.contains("4/0Ab"), "{pasted}: {shot}");
        assert_eq!(shot.contains('✓'), pasted.contains("S1"), "{pasted}: {shot}");
        assert_eq!(stage.press(ENTER), Flow::Next, "{pasted}");
        assert_eq!(stage.shared.draft.authorized().unwrap().code, Secret::new("4/0Ab"));
        let sent = stage.shared.draft.connection().unwrap();
        assert!(sent.properties.contains(&("authCode".into(), Json::Secret(Secret::new("4/0Ab")))));
    }
}

#[test]
fn what_is_no_code_is_kept_and_explained() {
    for (pasted, words) in [
        ("?code=abc&state=other", "earlier attempt"),
        ("https://connector.example.com/?error=access_denied", "Access was denied"),
        ("two words", "blanks inside"),
        (URL, "authorization URL itself"),
    ] {
        let mut stage = shown();
        stage.paste(pasted);
        assert!(stage.shot(80, 30).contains(words), "{pasted}");
        assert_eq!(stage.press(ENTER), Flow::Stay);
        assert_eq!(stage.screen.form.text(EndField), pasted);
        assert!(stage.shared.draft.authorized().is_none());
    }
}

#[test]
fn enter_on_the_empty_code_opens_the_browser_or_copies_and_says_so() {
    let mut stage = shown();
    let footer = |stage: &Stage<State>| {
        let shown = stage.screen.hints(&stage.shared).into_iter().filter(|hint| hint.rank != Rank::HelpOnly);
        shown.map(|hint| hint.short).collect::<Vec<_>>()
    };
    assert_eq!(footer(&stage), ["open", "copy", "print", "new"]);
    requests(&mut stage);
    assert_eq!(stage.press(ENTER), Flow::Stay);
    assert_eq!(requests(&mut stage), [Request::Here(Chore::Open(HiddenText(URL.into())))]);
    stage.answer(Answer::Open(Ok(())));
    assert!(stage.told().contains("opened in the browser"));
    stage.shared.launch.no_browser = Some("--no-browser was given");
    assert_eq!(footer(&stage), ["copy", "print", "new"]);
    assert_eq!(stage.press(ENTER), Flow::Stay);
    assert_eq!(requests(&mut stage), [Request::Here(Chore::Copy(HiddenText(URL.into())))]);
    stage.answer(Answer::Copy(Copied::Native));
    assert!(stage.told().contains("on the clipboard"));
    assert!(!stage.shot(80, 24).contains('✗'));
    // What arrives with the frame, or is held down since the request was sent, opens nothing.
    stage.fresh = false;
    stage.press(ENTER);
    assert!(requests(&mut stage).is_empty());
}

#[test]
fn the_host_stays_in_view_wherever_the_rest_is_scrolled() {
    for (columns, rows) in [(102, 34), (62, 18), (58, 12), (38, 4)] {
        let mut stage = shown();
        for keys in [[TAB].as_slice(), &[Key::PAGE_DOWN], &[Key::PAGE_DOWN], &[Key::PAGE_UP]] {
            for key in keys {
                stage.press(*key);
            }
            let shot = stage.shot(columns, rows);
            assert!(shot.lines().next().unwrap().contains("accounts.example.com"), "{columns}x{rows}: {shot}");
        }
    }
}

#[test]
fn the_sentence_about_the_step_stands_before_the_request_at_every_size() {
    for (columns, rows) in [(102, 34), (62, 18), (58, 12), (38, 4)] {
        let shot = stage().shot(columns, rows);
        let at = |words: &str| shot.find(words).unwrap_or_else(|| panic!("{words}: {columns}x{rows}: {shot}"));
        let sentence = at("Enter sends this request");
        assert!(shot.find("POST").is_none_or(|request| sentence < request), "{columns}x{rows}: {shot}");
        assert!(at("[ Request the URL ]") > sentence, "{shot}");
    }
}

#[test]
fn a_code_that_is_pasted_twice_is_one_code_wherever_the_focus_is() {
    let mut stage = shown();
    stage.paste(MARKER);
    stage.press(TAB);
    stage.paste(MARKER);
    assert_eq!(stage.screen.form.text(EndField), MARKER);
    assert!(!address::is_on_url(&stage.screen.form));
    assert!(!format!("{:?}", stage.screen).contains(MARKER));
    assert!(!format!("{:?}", stage.screen).contains("challenge"));
    at_every_size(&stage);
    stage.paste(&"x".repeat(70_000));
    assert!(stage.told().contains("KiB"));
    assert_eq!(stage.screen.form.text(EndField), MARKER);
}

#[test]
fn a_code_can_be_typed_and_is_understood_meanwhile() {
    let mut stage = shown();
    stage.type_text("code=");
    assert!(!stage.shot(80, 24).contains('✗'));
    stage.type_text("abc");
    assert!(stage.shot(80, 24).contains("• 3 characters. The tenant"));
    assert!(stage.screen.is_filled());
}

#[test]
fn the_age_is_told_in_minutes_and_warns_from_eight_on() {
    let mut stage = shown();
    assert!(stage.shot(80, 24).contains("just now"));
    assert_eq!(stage.screen.due(&stage.shared, stage.now), Some(stage.now + MINUTE));
    stage.wait(MINUTE * 3 + Duration::from_secs(20));
    assert!(stage.shot(80, 24).contains("3 minutes ago"));
    assert_eq!(stage.screen.due(&stage.shared, stage.now), Some(stage.now + Duration::from_secs(40)));
    assert!(!stage.shot(80, 24).contains("ten minutes"));
    stage.wait(MINUTE * 5);
    let shot = stage.shot(80, 24);
    assert!(shot.contains("8 minutes ago") && shot.contains("ten minutes"), "{shot}");
}

#[test]
fn any_change_of_what_was_asked_makes_the_url_and_the_code_stale() {
    let changes: [fn(&mut Shared); 4] = [
        |shared| {
            // As the step Sign in does, for somebody else who may see the same space.
            let here = shared.draft.here().clone();
            shared.draft.sign_in(here.session.clone().unwrap(), me());
            shared.draft.sign_in(here.session.unwrap(), Me { user_id: "u-2".into(), ..me() });
            shared.draft.here_mut().space = here.space;
        },
        |shared| shared.draft.of_mut().details.as_mut().unwrap().name = "Other".into(),
        |shared| shared.draft.of_mut().credential = Some(CredentialChoice::New("ada".into())),
        |shared| shared.dialect = Dialect::Connectivity,
    ];
    for change in changes {
        let mut stage = shown();
        stage.paste("4/0Ab");
        stage.press(ENTER);
        stage.enter();
        assert!(stage.shot(80, 24).contains("• 5 characters. The tenant"));
        change(&mut stage.shared);
        stage.enter();
        let shot = stage.shot(80, 24);
        assert!(shot.contains("no longer work") && shot.contains("[ Request the URL ]"), "{shot}");
        assert!(stage.screen.form.text(EndField).is_empty() && stage.shared.draft.authorized().is_none());
    }
}

#[test]
fn a_code_that_made_a_connection_is_not_offered_again() {
    let mut stage = shown();
    stage.paste("4/0Ab");
    stage.press(ENTER);
    note_made(&mut stage.shared, *made("Clicks"));
    stage.enter();
    assert!(stage.shot(80, 24).contains("A code works once"));
}

#[test]
fn a_new_url_is_asked_for_at_once_without_a_code_and_twice_with_one() {
    let mut stage = shown();
    stage.press(Key::ctrl('n'));
    assert!(matches!(requests(&mut stage)[..], [Request::Tenant(_, Call::CheckName(..))]));
    let mut stage = shown();
    stage.paste("4/0Ab");
    stage.press(Key::ctrl('n'));
    assert!(requests(&mut stage).is_empty() && stage.told().contains("Press the key again"));
    stage.press(Key::LEFT);
    stage.press(Key::ctrl('n'));
    assert!(requests(&mut stage).is_empty());
    stage.fresh = false;
    stage.press(Key { held: true, ..Key::ctrl('n') });
    assert!(requests(&mut stage).is_empty());
    stage.fresh = true;
    stage.press(Key::ctrl('n'));
    assert!(matches!(requests(&mut stage)[..], [Request::Tenant(_, Call::CheckName(..))]));
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    assert_eq!(sent(&mut stage), 1);
    show(&mut stage);
    assert!(stage.screen.form.text(EndField).is_empty());
}

#[test]
fn a_new_url_that_does_not_come_leaves_the_old_one_and_its_code() {
    let mut stage = shown();
    stage.paste("4/0Ab");
    stage.press(Key::ctrl('n'));
    stage.press(Key::ctrl('n'));
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    let failure = Failure::new(FailureKind::Unreachable(Unreachable::Refused), "asking");
    stage.answer(Answer::AskAuthUrl(Err(failure)));
    assert!(stage.shot(80, 24).contains("accounts.example.com"));
    assert_eq!(stage.screen.form.text(EndField), "4/0Ab");
}

#[test]
fn a_connection_in_the_answer_is_a_finished_create() {
    let mut stage = asking();
    let flow = stage.answer(Answer::AskAuthUrl(Ok(Created::Made(made("Clicks")))));
    assert_eq!(flow, Flow::Goto(Step::Done.into()));
    assert_eq!(stage.shared.made.len(), 1);
    assert_eq!(stage.shared.made[0].sent.name, "Clicks");
    assert_eq!(sent(&mut stage), 0);
}

#[test]
fn esc_while_it_is_asked_for_looks_whether_something_was_made() {
    let mut stage = asking();
    stage.press(ESC);
    assert!(cancelled(&stage));
    assert!(matches!(requests(&mut stage)[..], [Request::Tenant(_, Call::LookUp(..))]));
    assert!(stage.shared.writes.is_open());
    assert_eq!(stage.answer(Answer::AskAuthUrl(Ok(Created::AuthUrl(URL.into())))), Flow::Pass);
    let lookup = ConnectionLookup { result: LookupResult::NotDone, at: None, credential: None };
    for _ in 0..2 {
        assert_eq!(stage.answer(Answer::LookUp(Ok(lookup.clone()))), Flow::Stay);
    }
    assert!(stage.shared.writes.is_open() && stage.shot(80, 30).contains("may still be carried out"));
    stage.wait(Duration::from_secs(30));
    stage.press(ENTER);
    for _ in 0..2 {
        assert_eq!(stage.answer(Answer::LookUp(Ok(lookup.clone()))), Flow::Stay);
    }
    assert!(!stage.shared.writes.is_open());
    assert!(stage.shot(80, 30).contains("Not created") && stage.shot(80, 30).contains("[ Request the URL ]"));
    let mut stage = asking();
    stage.press(ESC);
    let lookup = ConnectionLookup { result: LookupResult::Done(made("Clicks")), at: None, credential: None };
    assert_eq!(stage.answer(Answer::LookUp(Ok(lookup))), Flow::Goto(Step::Done.into()));
}

#[test]
fn a_refusal_leads_to_the_step_where_it_can_be_mended_and_back_here() {
    for (failure, step) in [
        (refusal(FailureKind::Forbidden, 403, "", ""), Step::Space),
        (refusal(FailureKind::Invalid, 400, "", "Catalog is odd"), Step::Details),
        (refusal(FailureKind::NotFound, 404, "X", "gone"), Step::Source),
    ] {
        let mut stage = asking();
        let flow = stage.answer(Answer::AskAuthUrl(Err(failure)));
        assert_eq!(flow.screen(), Some(step.into()));
        assert!(matches!(flow, Flow::Detour(_, then) if then == Step::Authorize.into()));
        assert_eq!(sent(&mut stage), 0);
    }
}

#[test]
fn a_missing_route_offers_the_other_dialect_and_shows_its_request_first() {
    let mut stage = asking();
    stage.answer(Answer::AskAuthUrl(Err(Failure::new(FailureKind::NoRoute, "asking"))));
    assert_eq!(stage.shared.dialect, Dialect::V1);
    stage.press(Key::ctrl('t'));
    assert!(stage.shot(80, 30).contains("POST /api/connectivity/data-connections"));
    assert!(requests(&mut stage).is_empty());
    stage.press(ENTER);
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    show(&mut stage);
    stage.paste("4/0Ab");
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert!(stage.shared.draft.connection().is_some());
}

#[test]
fn an_address_that_must_not_be_opened_is_not_shown() {
    let mut stage = asking();
    stage.answer(Answer::AskAuthUrl(Ok(Created::AuthUrl("javascript:alert(1)".into()))));
    assert!(stage.told().contains("neither https"));
    assert!(!stage.shot(80, 24).contains("alert"));
}

#[test]
fn too_many_requests_count_down_here_too() {
    let mut stage = asking();
    stage.answer(Answer::AskAuthUrl(Err(refusal(FailureKind::RateLimited(Duration::from_secs(7)), 429, "", ""))));
    assert!(stage.shot(80, 24).contains("sent again in 7 s"));
    assert!(matches!(stage.asked()[..], [(Request::Tenant(_, Call::AskAuthUrl(..)), wait)] if wait.as_secs() == 7));
    stage.press(ESC);
    assert!(!stage.shared.writes.is_open() && requests(&mut stage).is_empty());
}

#[test]
fn a_refused_code_is_kept_and_taken_along_once_more_at_most() {
    let mut stage = shown();
    stage.paste("4/0Ab");
    stage.press(ENTER);
    let refused = |times| CodeRefused { code: Secret::new("4/0Ab"), times, text: "bad code".into() };
    stage.shared.draft.of_mut().code_refused = Some(refused(1));
    stage.enter();
    let shot = stage.shot(80, 24);
    assert!(shot.contains("Refused by the tenant: bad code") && stage.screen.form.text(EndField) == "4/0Ab", "{shot}");
    // While the notice says why, the field does not say it again.
    let failure = refusal(FailureKind::Invalid, 400, "", "bad code");
    stage.shared.notice = Some(Notice::about(&failure, "The tenant refused the code."));
    let shot = stage.shot(80, 24);
    assert!(shot.contains("Refused by the tenant") && !shot.contains("bad code"), "{shot}");
    assert_eq!(stage.press(ENTER), Flow::Next);
    stage.shared.draft.of_mut().code_refused = Some(refused(2));
    stage.enter();
    assert_eq!(stage.press(ENTER), Flow::Stay);
    assert!(stage.shot(80, 24).contains("refused this code twice"));
    stage.paste("another");
    assert_eq!(stage.press(ENTER), Flow::Next);
}

#[test]
fn a_refused_code_is_not_said_to_work_when_a_new_url_is_asked_for() {
    let mut stage = shown();
    stage.paste("4/0Ab");
    stage.press(Key::ctrl('n'));
    assert!(stage.told().contains("works with this URL only"), "{}", stage.told());
    for times in [1, 2] {
        let refused = CodeRefused { code: Secret::new("4/0Ab"), times, text: "bad code".into() };
        stage.shared.draft.of_mut().code_refused = Some(refused);
        stage.enter();
        stage.press(Key::ctrl('n'));
        let told = stage.told();
        assert!(told.contains("refused this code") && told.contains("a new code"), "{told}");
        assert!(!told.contains("works"), "{told}");
    }
}

#[test]
fn nothing_pasted_before_there_is_a_field_gets_lost_without_a_word() {
    let mut stage = stage();
    stage.paste("4/0Ab");
    assert!(stage.told().contains("no field for a code yet"));
}

#[test]
fn a_source_without_consent_is_never_asked() {
    let mut stage = Stage::<State>::new(Step::Authorize);
    s3(&mut stage.shared, CredentialChoice::Embedded);
    stage.enter();
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert!(requests(&mut stage).is_empty());
}

#[test]
fn the_demo_tells_those_without_a_browser_how_to_get_the_code() {
    let mut stage = shown();
    assert!(!stage.shot(80, 30).contains("curl"));
    stage.shared.launch.demo = true;
    assert!(stage.shot(80, 30).contains("curl"));
}

#[test]
fn it_can_be_drawn_at_every_size_in_every_phase() {
    at_every_size(&stage());
    at_every_size(&asking());
    let mut stage = shown();
    at_every_size(&stage);
    stage.press(TAB);
    at_every_size(&stage);
    stage.press(Key::PAGE_DOWN);
    at_every_size(&stage);
    let mut stage = asking();
    stage.press(ESC);
    at_every_size(&stage);
    at_every_size(&Stage::<State>::new(Step::Authorize));
}

#[test]
fn the_first_call_has_no_code_that_could_be_refused() {
    let mut stage = asking();
    let failure = refusal(FailureKind::Invalid, 400, "", "The authorization mode is odd");
    assert_eq!(stage.answer(Answer::AskAuthUrl(Err(failure))).screen(), Some(Step::Details.into()));
    assert!(stage.shared.draft.of().code_refused.is_none());
}

#[test]
fn the_request_is_in_view_on_a_small_terminal_too() {
    for (columns, rows) in [(62, 17), (58, 11)] {
        let shot = stage().shot(columns, rows);
        assert!(shot.contains("POST /api/v1") && shot.contains("right away") && shot.contains("[ Request"), "{shot}");
    }
}

#[test]
fn switching_the_dialect_while_a_url_is_shown_drops_the_url() {
    let mut stage = shown();
    stage.press(Key::ctrl('n'));
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    stage.answer(Answer::AskAuthUrl(Err(Failure::new(FailureKind::NoRoute, "asking"))));
    assert!(stage.shot(80, 24).contains("accounts.example.com"));
    stage.press(Key::ctrl('t'));
    assert!(stage.shot(80, 24).contains("no longer work"));
}
