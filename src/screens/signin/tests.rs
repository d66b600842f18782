mod paths;
mod subjects;

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::*;
use crate::{
    domain::{
        access::BrowserTokens,
        access::{Proof, Signer, UserRef},
        browser::{BrowserAttempt, BrowserFault, BrowserPlan, Redirect, ReturnFault, SCOPE},
        failure::{Failure, FailureKind, Told},
        people::{CliContext, CliContexts, User},
        request::{Asked, Copied, Text},
        session::Me,
        setup::KeyFile,
        step::Step,
        tenant::Tenant,
    },
    kit::{
        effect::Effect,
        keys::Code,
        shared::{Elsewhere, Found, FoundClient, Offer, Prepared, Side},
    },
    screens::testing::{Stage, me},
};

const ENTER: Key = Key::plain(Code::Enter);
const ESC: Key = Key::plain(Code::Esc);
const DOWN: Key = Key::plain(Code::Down);
const UP: Key = Key::plain(Code::Up);
const RIGHT: Key = Key::plain(Code::Right);
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

/// The fields of the way of this number.
fn form(number: char) -> Stage<State> {
    let mut stage = stage();
    stage.press(Key::char(number));
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
            Request::SignIn(session) => Some(session.access.clone()),
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
    let mut stage = form('2');
    fill(&mut stage, &["c-1", ""]);
    stage.answer(Answer::BrowserStarted(Ok(Box::new(attempt()))));
    stage
}

fn cancelled(stage: &Stage<State>) -> usize {
    stage.effects.iter().filter(|effect| matches!(effect, Effect::Cancel(_))).count()
}

mod token_way {
    use super::*;

    #[test]
    fn a_key_is_proved_and_the_person_is_known() {
        let mut stage = form('1');
        stage.paste("some-long-key-of-the-tenant-4711\n");
        assert!(stage.shot(80, 20).contains("ending in …4711"));
        stage.press(ENTER);
        assert!(matches!(access(&mut stage), Access::Token(token) if token.count() == 32));
        assert_eq!(stage.answer(Answer::SignedIn(Ok(me()))), Flow::Next);
        assert_eq!(stage.shared.draft.here().me, Some(me()));
        stage.asked();
        assert_eq!(stage.press(ENTER), Flow::Next);
        assert!(stage.asked().is_empty());
    }

    #[test]
    fn a_key_that_is_pasted_onto_the_list_is_taken_as_one() {
        let mut stage = stage();
        assert!(!stage.screen.is_typing());
        stage.paste("some-long-key-of-the-tenant-4711");
        assert!(stage.screen.is_typing() && stage.screen.is_filled());
        assert!(stage.shot(80, 20).contains("ending in …4711"));
    }

    #[test]
    fn the_key_itself_is_never_on_the_screen() {
        let mut stage = form('1');
        stage.paste("secret-marker-0123456789-abcdef");
        assert!(!stage.shot(120, 40).contains("secret-marker"));
    }

    #[test]
    fn a_key_with_a_line_break_inside_is_named_and_not_sent() {
        let mut stage = form('1');
        stage.paste("first-half-of-the-key\nsecond-half");
        stage.press(ENTER);
        assert!(stage.asked().is_empty());
        assert!(stage.shot(80, 20).contains("line break inside"));
        stage.press(Key::ctrl('u'));
        stage.paste("the-whole-key-of-the-tenant");
        stage.press(ENTER);
        access(&mut stage);
    }

    #[test]
    fn a_refused_key_is_explained_with_the_permission_and_the_tenant_it_names() {
        let mut stage = form('1');
        stage.paste(&token(r#"{"tenantId":"T-other"}"#));
        stage.press(ENTER);
        let failure = Failure {
            told: vec![Told { code: "STUB-401".into(), title: "Unauthorized".into(), detail: String::new() }],
            ..refused(FailureKind::Unauthorized, 401)
        };
        assert_eq!(stage.answer(Answer::SignedIn(Err(failure))), Flow::Stay);
        let told = stage.told();
        assert!(told.contains("Manage API keys") && told.contains("T-other"), "{told}");
        assert_eq!(stage.shared.notice.unwrap().detail.unwrap(), "Unauthorized (STUB-401) · HTTP 401");
    }

    #[test]
    fn a_key_of_another_tenant_is_named_before_any_call_where_the_tenants_id_is_known() {
        for (theirs, is_named) in [("T-other", true), ("T-here", false)] {
            let mut stage = form('1');
            stage.answer(Answer::TenantNotes(Notes { tenant_id: Some("T-here".into()), ..Notes::default() }));
            stage.paste(&token(&format!(r#"{{"tenantId":"{theirs}"}}"#)));
            let shown = stage.shot(100, 30);
            assert_eq!(shown.contains("with the id T-other"), is_named, "{shown}");
            stage.press(ENTER);
            assert_eq!(stage.asked().is_empty(), is_named);
            if is_named {
                // What is known may be wrong; whoever insists is not held up.
                stage.press(ENTER);
                access(&mut stage);
            }
        }
    }

    #[test]
    fn the_tenants_id_is_known_from_this_run_too() {
        let mut stage = form('1');
        stage.shared.draft.here_mut().me = Some(me());
        stage.paste(&token(r#"{"tenantId":"T-other"}"#));
        assert!(stage.shot(160, 30).contains("has the id t-1"));
    }

    #[test]
    fn a_found_key_is_offered_to_its_own_host_only() {
        for (host, offered) in [(HOST, true), ("other.eu.qlikcloud.com", false)] {
            let mut stage = Stage::<State>::new(Step::SignIn);
            stage.shared.launch.offer = Some(Offer {
                host: host.into(),
                key: Secret::new("k".repeat(40).as_str()),
                from: "QLIK_API_KEY".into(),
            });
            stage.enter();
            let shown = stage.shot(80, 20);
            assert_eq!(shown.contains("from QLIK_API_KEY"), offered, "{shown}");
            assert!(!stage.screen.is_filled());
        }
    }

    #[test]
    fn a_paste_that_is_too_large_is_refused_with_a_word() {
        let mut stage = form('1');
        stage.paste(&"x".repeat(300_000));
        assert!(stage.told().contains("KiB"));
        assert!(!stage.screen.is_filled());
    }

    #[test]
    fn what_the_tenant_says_late_about_a_changed_key_changes_nothing() {
        let mut stage = form('1');
        stage.paste("some-long-key-of-the-tenant-4711");
        stage.press(ENTER);
        stage.press(Key::char('x'));
        assert_eq!(cancelled(&stage), 1);
        assert_eq!(stage.answer(Answer::SignedIn(Ok(me()))), Flow::Stay);
        assert_eq!(stage.shared.draft.here().me, None);
    }
}

mod list {
    use super::*;

    #[test]
    fn each_way_opens_by_its_number_and_esc_leads_back() {
        for (number, title) in [
            ('1', "Which key should be used"),
            ('2', "in the browser"),
            ('3', "as the bot of an OAuth client"),
            ('4', "by its private key"),
            ('5', "Act as another user"),
            ('6', "by a signed token"),
            ('7', "Which context of qlik-cli"),
            ('8', "There is no API key for somebody else"),
        ] {
            let mut stage = stage();
            stage.press(Key::char(number));
            let shown = stage.shot(80, 24);
            assert!(shown.contains(title), "{shown}");
            assert_eq!(stage.press(ESC), Flow::Stay);
            assert!(stage.shot(80, 24).contains("How do you want to sign in"), "{number}");
            assert_eq!(stage.press(ESC), Flow::Pass);
        }
    }

    #[test]
    fn arrows_and_enter_open_a_way_but_a_held_enter_does_not() {
        let mut stage = stage();
        stage.fresh = false;
        stage.press(ENTER);
        assert!(stage.shot(80, 24).contains("How do you want"));
        stage.fresh = true;
        for key in [DOWN, DOWN, UP, ENTER] {
            stage.press(key);
        }
        assert!(stage.shot(80, 24).contains("in the browser"));
    }

    #[test]
    fn the_row_with_the_focus_says_whom_one_acts_as_what_it_needs_and_who_sets_it_up() {
        let mut stage = stage();
        for row in super::super::list::ROWS {
            for size in [(80, 24), (120, 40)] {
                let shown = stage.shot(size.0, size.1);
                assert!(
                    shown.contains("Acts as") && shown.contains("Needs") && shown.contains("Set-up"),
                    "{row:?} {shown}"
                );
            }
            stage.press(DOWN);
        }
    }

    #[test]
    fn the_set_up_opens_at_once_for_whoever_is_signed_in_and_else_after_that() {
        let mut signed_in = Stage::<State>::new(Step::SignIn);
        signed_in.press(Key::char('9'));
        assert_eq!(signed_in.shared.side, Some(Side::SetUp));

        let mut stage = stage();
        stage.press(Key::char('9'));
        assert_eq!(stage.shared.side, None);
        assert!(stage.shot(80, 24).contains("once you are signed in as an administrator"));
        stage.paste("some-long-key-of-the-tenant-4711");
        stage.press(ENTER);
        stage.answer(Answer::SignedIn(Ok(me())));
        assert_eq!(stage.shared.side, Some(Side::SetUp));
    }

    #[test]
    fn what_the_set_up_made_is_taken_over_and_proved() {
        let mut stage = Stage::<State>::new(Step::SignIn);
        let signer = Signer {
            issuer: "iss".into(),
            key_id: "kid".into(),
            key: Secret::new("marker-pem"),
            subject: "auth0|bob".into(),
            name: "Bob".into(),
            email: "bob@acme.example".into(),
            groups: vec![],
            web_integration: None,
        };
        let made = Access::Signed(Box::new(signer));
        stage.shared.prepared = Some(Prepared { access: made.clone(), key_path: Some("/keys/k.pem".into()) });
        stage.enter();
        assert_eq!(access(&mut stage), made);
        let shown = stage.shot(80, 24);
        assert!(
            shown.contains("auth0|bob") && shown.contains("/keys/k.pem") && shown.contains("a key from the set-up"),
            "{shown}"
        );
        // What an earlier set-up left is not what was just made.
        let older = [("signed.issuer".to_owned(), "older".to_owned())].into();
        stage.answer(Answer::TenantNotes(Notes { facts: older, ..Notes::default() }));
        assert!(!stage.shot(80, 24).contains("older"));
        assert_eq!(stage.answer(Answer::SignedIn(Ok(me()))), Flow::Next);
        let all = requests(&mut stage);
        let [Request::KeepNotes(_, notes)] = all.as_slice() else { panic!("{all:?}") };
        let facts: Vec<&str> = notes.facts.keys().map(String::as_str).collect();
        assert_eq!(facts, ["signed.issuer", "signed.key-file", "signed.key-id"]);
        assert_eq!(notes.facts["signed.key-file"], "/keys/k.pem");
        assert!(stage.shared.prepared.is_none());
    }

    #[test]
    fn a_key_for_somebody_else_is_explained_and_leads_to_what_works() {
        let mut stage = form('1');
        stage.type_text("typed-so-far");
        stage.press(F2);
        let shown = stage.shot(80, 24);
        assert!(
            shown.contains("403") && shown.contains("OAuth impersonation") && shown.contains("Signed token"),
            "{shown}"
        );
        stage.press(ESC);
        assert!(stage.shot(80, 24).contains("12 characters"));
        stage.press(F2);
        stage.press(ENTER);
        assert!(stage.shot(80, 24).contains("Act as another user at"));
        for (number, words) in [('2', "by a signed token"), ('3', "The set-up opens once")] {
            let mut stage = form('8');
            stage.press(Key::char(number));
            assert!(stage.shot(80, 24).contains(words));
        }
    }

    #[test]
    fn what_is_typed_survives_the_way_to_another_method_and_back() {
        let mut stage = form('3');
        fill(&mut stage, &["client-77"]);
        stage.type_text("marker");
        stage.press(ESC);
        stage.press(Key::char('6'));
        stage.press(ESC);
        stage.press(Key::char('3'));
        let shown = stage.shot(80, 24);
        assert!(shown.contains("client-77") && shown.contains("6 characters"), "{shown}");
        stage.enter();
        assert!(stage.shot(80, 24).contains("client-77"));
        assert!(stage.screen.is_filled());
    }

    #[test]
    fn the_method_and_what_is_no_secret_are_remembered_and_open_again() {
        let mut stage = form('3');
        fill(&mut stage, &["client-77", "marker-secret"]);
        access(&mut stage);
        stage.answer(Answer::SignedIn(Ok(me())));
        let kept = requests(&mut stage);
        let [Request::KeepNotes(_, notes)] = kept.as_slice() else { panic!("{kept:?}") };
        assert_eq!(notes.tenant_id.as_deref(), Some("t-1"));
        assert_eq!(notes.method, Some(Method::Machine));
        assert_eq!(notes.facts, BTreeMap::from([("machine.client-id".to_owned(), "client-77".to_owned())]));

        let notes = notes.clone();
        let mut later = Stage::<State>::new(Step::SignIn);
        later.enter();
        later.answer(Answer::TenantNotes(notes.clone()));
        let shown = later.shot(80, 24);
        assert!(shown.contains("client-77") && shown.contains("▸ Secret"), "{shown}");
        assert!(!later.screen.is_filled());

        // Whoever was quicker is not disturbed.
        let mut quick = super::stage();
        quick.press(DOWN);
        quick.answer(Answer::TenantNotes(notes));
        assert!(quick.shot(80, 24).contains("How do you want"));
    }

    #[test]
    fn the_demo_reads_and_writes_nothing() {
        let mut stage = Stage::<State>::new(Step::SignIn);
        stage.shared.launch.demo = true;
        stage.enter();
        stage.press(Key::char('7'));
        assert!(stage.asked().is_empty());
        assert!(stage.shot(80, 24).contains("The demo reads no file"));
        stage.press(ESC);
        stage.paste("some-long-key-of-the-tenant-4711");
        stage.press(ENTER);
        stage.asked();
        stage.answer(Answer::SignedIn(Ok(me())));
        assert!(stage.asked().is_empty());
    }
}

mod clients {
    use super::*;

    #[test]
    fn a_bot_signs_in_by_its_secret_and_is_told() {
        let mut stage = form('3');
        assert_eq!(fill(&mut stage, &["c-1", "marker-secret"]), Flow::Stay);
        let expected = Access::Machine { client_id: "c-1".into(), proof: Proof::Secret(Secret::new("marker-secret")) };
        assert_eq!(access(&mut stage), expected);
        let bot = Me { subject: "qlikbot\\c-1".into(), ..me() };
        assert_eq!(stage.answer(Answer::SignedIn(Ok(bot))), Flow::Next);
        assert!(stage.told().contains("is a bot"));
    }

    #[test]
    fn the_key_file_is_read_while_one_goes_on_and_never_shown() {
        let mut stage = form('4');
        fill(&mut stage, &["c-1", "kid-1"]);
        stage.type_text("~/k.pem");
        stage.press(LAST);
        assert_eq!(requests(&mut stage), [Request::ReadKey(Text("~/k.pem".into()))]);
        stage.answer(Answer::KeyRead(Ok(key_file())));
        let shown = stage.shot(80, 24);
        assert!(
            shown.contains("RSA 4096") && shown.contains("Others may read") && !shown.contains("marker"),
            "{shown}"
        );
        stage.press(ENTER);
        let proof = Proof::Key { pem: key_file().pem, key_id: "kid-1".into() };
        assert_eq!(access(&mut stage), Access::Machine { client_id: "c-1".into(), proof });
    }

    #[test]
    fn a_key_file_that_cannot_be_read_is_said_at_its_field_and_read_anew_after_a_change() {
        let mut stage = form('4');
        fill(&mut stage, &["c-1", "kid-1", "'/no/where'"]);
        assert_eq!(requests(&mut stage), [Request::ReadKey(Text("/no/where".into()))]);
        stage.answer(Answer::KeyRead(Err("There is no such file.".into())));
        assert!(stage.shot(80, 24).contains("✗ There is no such file."));
        stage.press(Key::ctrl('u'));
        fill(&mut stage, &["k.pem"]);
        assert_eq!(requests(&mut stage), [Request::ReadKey(Text("k.pem".into()))]);
        stage.answer(Answer::KeyRead(Ok(key_file())));
        access(&mut stage);
    }

    #[test]
    fn what_is_needed_is_said_at_its_field() {
        let mut stage = form('3');
        stage.press(LAST);
        stage.press(ENTER);
        let shown = stage.shot(80, 24);
        assert!(shown.contains("▸ Client id") && shown.contains("The id of the OAuth client is needed."), "{shown}");
        assert!(stage.asked().is_empty());
    }

    #[test]
    fn no_key_and_no_token_gets_into_a_field_that_shows_it() {
        for (number, pasted) in [
            ('3', token(r#"{"sub":"marker"}"#)),
            ('4', "-----BEGIN PRIVATE KEY-----\nmarker\n-----END PRIVATE KEY-----".to_owned()),
        ] {
            let mut stage = form(number);
            stage.paste(&pasted);
            let shown = stage.shot(100, 30);
            assert!(shown.contains("so nothing") && !shown.contains("marker") && !shown.contains("eyJ"), "{shown}");
        }
    }

    #[test]
    fn a_signed_token_takes_everything_that_stands_there() {
        let mut stage = form('6');
        fill(&mut stage, &["iss", "kid", "k.pem", "auth0|grace", "Grace", "grace@acme.example", "one, two,", ""]);
        assert!(requests(&mut stage).contains(&Request::ReadKey(Text("k.pem".into()))));
        stage.answer(Answer::KeyRead(Ok(key_file())));
        let signer = Signer {
            issuer: "iss".into(),
            key_id: "kid".into(),
            key: key_file().pem,
            subject: "auth0|grace".into(),
            name: "Grace".into(),
            email: "grace@acme.example".into(),
            groups: vec!["one".into(), "two".into()],
            web_integration: None,
        };
        assert_eq!(access(&mut stage), Access::Signed(Box::new(signer)));
    }

    #[test]
    fn found_secrets_say_which_variables_they_came_from() {
        let mut stage = Stage::<State>::new(Step::SignIn);
        let proof = Proof::Secret(Secret::new("marker-secret"));
        for (host, client_id) in [("other.eu.qlikcloud.com", "c-other"), (HOST, "c-1"), (HOST, "c-later")] {
            stage.shared.launch.found.push(Found {
                host: host.into(),
                access: Access::Machine { client_id: client_id.into(), proof: proof.clone() },
                from: "QLIK_CLIENT_ID and QLIK_CLIENT_SECRET".into(),
            });
        }
        stage.shared.draft.here_mut().me = None;
        stage.enter();
        assert_eq!(
            stage.screen.forms.of(Method::Impersonation).unwrap().text(super::super::field::Name::ClientId),
            "c-1"
        );
        let shown = stage.shot(80, 24);
        assert!(shown.contains("c-1") && shown.contains("from QLIK_CLIENT_ID and QLIK_CLIENT_SECRET"), "{shown}");
        assert!(!shown.contains("marker") && !stage.screen.is_filled());
        stage.asked();
        stage.press(ENTER);
        assert_eq!(access(&mut stage), Access::Machine { client_id: "c-1".into(), proof });
    }

    #[test]
    fn an_id_without_a_secret_is_filled_in_where_none_is_needed_and_says_where_it_was_found() {
        let mut stage = Stage::<State>::new(Step::SignIn);
        let found = |host: &str, client_id: &str| FoundClient {
            host: host.into(),
            client_id: client_id.into(),
            methods: &[Method::Browser, Method::MachineKey],
            from: "QLIK_CLIENT_ID".into(),
        };
        stage.shared.launch.client_ids = vec![found("other.eu.qlikcloud.com", "c-other"), found(HOST, "c-1")];
        stage.enter();
        assert!(stage.shot(80, 24).contains("How do you want to sign in"), "an id alone is no way in");
        stage.press(Key::char('1'));
        // What the environment says goes before what is remembered.
        let remembered = [("browser.client-id".to_owned(), "c-remembered".to_owned())].into();
        stage.answer(Answer::TenantNotes(Notes { facts: remembered, ..Notes::default() }));
        stage.press(ESC);
        for (number, is_there) in [('2', true), ('3', false), ('4', true), ('5', false)] {
            stage.press(Key::char(number));
            let shown = stage.shot(80, 24);
            assert_eq!(shown.contains("c-1") && shown.contains("from QLIK_CLIENT_ID"), is_there, "{shown}");
            assert!(!shown.contains("c-other"), "{shown}");
            stage.press(ESC);
        }
        assert!(!stage.screen.is_filled());
    }

    #[test]
    fn each_refusal_names_the_next_step_of_its_own_way() {
        let client = |proof| Access::Machine { client_id: "c".into(), proof };
        let secret = || Secret::new("s");
        let impersonation =
            Access::Impersonation { client_id: "c".into(), secret: secret(), user: UserRef::Id("u".into()) };
        for (access, kind, expected) in [
            (client(Proof::Secret(secret())), FailureKind::Unauthorized, "client id and secret"),
            (client(Proof::Key { pem: secret(), key_id: "k".into() }), FailureKind::Unauthorized, "under this key id"),
            (client(Proof::Secret(secret())), FailureKind::Forbidden, "trusted"),
            (impersonation.clone(), FailureKind::Unauthorized, "user it does not know"),
            (impersonation, FailureKind::Forbidden, "impersonation grant"),
            (browsed(), FailureKind::Unauthorized, "once more"),
        ] {
            let words = words::refusal(&access, &refused(kind.clone(), 401)).unwrap();
            assert!(words.contains(expected), "{words}");
        }
    }
}

mod impersonation {
    use super::*;

    fn with_user(user: &str) -> Stage<State> {
        let mut stage = form('5');
        fill(&mut stage, &["c-1", "marker-secret", user]);
        stage
    }

    fn as_user(user: UserRef) -> Access {
        Access::Impersonation { client_id: "c-1".into(), secret: Secret::new("marker-secret"), user }
    }

    #[test]
    fn ids_and_subjects_are_told_apart() {
        for (typed, user) in [
            ("64ef645a3b7009d55dee5a2b", UserRef::Id("64ef645a3b7009d55dee5a2b".into())),
            ("auth0|grace", UserRef::Subject("auth0|grace".into())),
            ("ACME\\grace", UserRef::Subject("ACME\\grace".into())),
            ("grace", UserRef::Subject("grace".into())),
        ] {
            assert_eq!(access(&mut with_user(typed)), as_user(user));
        }
    }

    #[test]
    fn what_is_chosen_goes_before_what_is_guessed() {
        let mut stage = form('5');
        fill(&mut stage, &["c-1", "marker-secret"]);
        stage.press(DOWN);
        stage.press(RIGHT);
        stage.press(UP);
        stage.type_text("grace@acme.example");
        assert!(stage.shot(80, 24).contains("Taken as    subject"));
        stage.press(ENTER);
        assert_eq!(access(&mut stage), as_user(UserRef::Subject("grace@acme.example".into())));
    }

    #[test]
    fn an_email_is_looked_up_by_the_client_itself_and_confirmed_before_anybody_acts() {
        let mut stage = with_user("grace@acme.example");
        assert!(stage.shot(80, 24).contains("Admin's key"));
        stage.press(ENTER);
        let all = requests(&mut stage);
        let [Request::FindUser(session, email)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(email, "grace@acme.example");
        let proof = Proof::Secret(Secret::new("marker-secret"));
        assert_eq!(session.access, Access::Machine { client_id: "c-1".into(), proof });

        stage.answer(Answer::UsersFound(email.clone(), Ok(vec![grace()])));
        let shown = stage.shot(80, 24);
        assert!(shown.contains("auth0|grace") && shown.contains("Grace") && stage.asked().is_empty(), "{shown}");
        stage.fresh = false;
        stage.press(ENTER);
        assert!(stage.asked().is_empty());
        stage.fresh = true;
        stage.press(ENTER);
        assert_eq!(access(&mut stage), as_user(UserRef::Subject("auth0|grace".into())));
        assert_eq!(stage.answer(Answer::SignedIn(Ok(me()))), Flow::Next);
    }

    #[test]
    fn of_several_users_one_is_chosen_and_esc_leads_back_to_the_fields() {
        let mut stage = with_user("grace@acme.example");
        stage.press(ENTER);
        let other = User { subject: "old|grace".into(), status: Some("disabled".into()), ..grace() };
        stage.answer(Answer::UsersFound("grace@acme.example".into(), Ok(vec![grace(), other])));
        stage.press(DOWN);
        assert!(stage.shot(80, 24).contains("Only an active user"));
        stage.press(ESC);
        assert!(stage.shot(80, 24).contains("grace@acme.example"));
    }

    #[test]
    fn a_look_up_that_finds_nobody_or_is_not_allowed_says_what_to_do() {
        let mut stage = with_user("grace@acme.example");
        stage.press(ENTER);
        stage.answer(Answer::UsersFound("grace@acme.example".into(), Ok(vec![])));
        assert!(stage.shot(80, 24).contains("Nobody at this tenant"));
        stage.press(LAST);
        stage.press(ENTER);
        stage.asked();
        let failure = refused(FailureKind::Forbidden, 403);
        stage.answer(Answer::UsersFound("grace@acme.example".into(), Err(failure)));
        assert!(stage.told().contains("administrator's key"));
        stage.type_text("marker-admin-key");
        assert!(stage.shot(80, 24).contains("16 characters"));
        stage.press(ENTER);
        let all = requests(&mut stage);
        let [Request::FindUser(session, _)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(session.access, Access::Token(Secret::new("marker-admin-key")));
    }
}

mod browser {
    use super::*;

    #[test]
    fn the_address_is_shown_whole_and_somebody_listens_at_once() {
        let mut stage = form('2');
        fill(&mut stage, &["c-1", ""]);
        let all = requests(&mut stage);
        let [Request::StartBrowser(plan)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!((plan.client_id.as_str(), plan.redirect.port()), ("c-1", 8123));
        stage.answer(Answer::BrowserStarted(Ok(Box::new(attempt()))));
        assert_eq!(requests(&mut stage), [Request::AwaitBrowser(attempt())]);
        for (columns, rows) in [(62, 19), (58, 12), (102, 35)] {
            let shown: String = stage.shot(columns, rows).lines().map(str::trim).collect();
            assert!(shown.contains(attempt().url.as_str()), "{shown}");
        }
    }

    #[test]
    fn what_comes_back_is_proved_and_leads_on() {
        let mut stage = page();
        stage.asked();
        stage.answer(Answer::BrowserReturned(Ok(browsed())));
        assert_eq!(access(&mut stage), browsed());
        assert_eq!(stage.answer(Answer::SignedIn(Ok(me()))), Flow::Next);
        stage.asked();
        // Coming back changes nothing; signing in anew is a key of its own.
        stage.enter();
        stage.asked();
        assert_eq!(stage.press(ENTER), Flow::Next);
        stage.press(ANEW);
        assert!(matches!(requests(&mut stage).as_slice(), [Request::StartBrowser(_)]));
    }

    #[test]
    fn the_address_that_the_browser_ended_on_is_an_equal_way() {
        let mut stage = page();
        stage.asked();
        stage.paste("http://localhost:8123/callback?code=marker-code&state=state-1\n");
        let shown = stage.shot(80, 24);
        assert!(shown.contains("of this attempt") && !shown.contains("marker-code"), "{shown}");
        stage.press(ENTER);
        assert_eq!(cancelled(&stage), 1, "one of the two may exchange the code");
        assert_eq!(requests(&mut stage), [Request::FinishBrowser(attempt(), Secret::new("marker-code"))]);
        stage.press(ENTER);
        assert!(stage.asked().is_empty());
        stage.answer(Answer::BrowserFinished(Ok(browsed())));
        assert_eq!(access(&mut stage), browsed());
    }

    #[test]
    fn a_foreign_state_is_refused_without_a_request() {
        let mut stage = page();
        stage.asked();
        stage.paste("http://localhost:8123/callback?code=C&state=other");
        assert!(stage.shot(80, 24).contains("another attempt"));
        stage.press(ENTER);
        assert!(stage.asked().is_empty());
    }

    #[test]
    fn esc_stops_listening() {
        let mut stage = page();
        stage.asked();
        assert_eq!(stage.press(ESC), Flow::Stay);
        assert!(cancelled(&stage) > 0 && !stage.shared.pending.has(Asked::AwaitBrowser));
        assert!(stage.told().contains("cancelled"));
        assert!(stage.shot(80, 24).contains("c-1"));
    }

    #[test]
    fn what_keeps_the_browser_from_coming_back_is_said_and_pasting_stays_open() {
        for (fault, words) in [
            (BrowserFault::PortTaken(8123), "Another program has port 8123"),
            (BrowserFault::CannotListen("It is not permitted.".into()), "not permitted"),
            (BrowserFault::Returned(ReturnFault::Denied), "declined"),
            (
                BrowserFault::Returned(ReturnFault::Refused {
                    words: "OAuth client is not authorized".into(),
                    code: Some("OAUTH-14".into()),
                }),
                "set it to Trusted and to approve it",
            ),
            (
                BrowserFault::Returned(ReturnFault::Refused { words: "odd".into(), code: Some("X-9".into()) }),
                "redirect address. (X-9)",
            ),
        ] {
            let mut stage = page();
            stage.answer(Answer::BrowserReturned(Err(fault)));
            let shown = stage.shot(160, 30);
            assert!(shown.contains(words), "{shown}");
            stage.paste("http://localhost:8123/callback?code=C&state=state-1");
            stage.asked();
            stage.press(ENTER);
            assert!(matches!(requests(&mut stage).as_slice(), [Request::FinishBrowser(..)]));
        }
    }

    #[test]
    fn a_code_that_is_refused_leaves_the_page_listening() {
        let mut stage = page();
        stage.paste("code=C&state=state-1");
        stage.press(ENTER);
        stage.asked();
        stage.answer(Answer::BrowserFinished(Err(refused(FailureKind::Unauthorized, 401))));
        assert!(stage.told().contains("Ctrl+N"), "{}", stage.told());
        assert_eq!(requests(&mut stage), [Request::AwaitBrowser(attempt())]);
    }

    #[test]
    fn the_address_is_copied_opened_and_printed_by_key_and_by_letter() {
        let mut stage = page();
        stage.asked();
        let url = || Text(attempt().url.as_str().to_owned());
        stage.press(Key::ctrl('y'));
        stage.press(Key::ctrl('o'));
        assert_eq!(requests(&mut stage), [Request::Copy(url()), Request::Open(url())]);
        stage.press(Key::ctrl('p'));
        assert_eq!(stage.effects, [Effect::PrintOutside(url())]);
        stage.asked();
        stage.press(DOWN);
        assert!(!stage.screen.is_typing());
        stage.press(Key::char('c'));
        assert_eq!(requests(&mut stage), [Request::Copy(url())]);
        stage.answer(Answer::Copied(Copied::Native));
        assert!(stage.told().contains("on the clipboard"));
        stage.press(Key::char('n'));
        assert!(matches!(requests(&mut stage).as_slice(), [Request::StartBrowser(_)]));
        stage.shared.launch.no_browser = Some("this is the far end of an SSH connection");
        stage.press(Key::char('o'));
        assert!(stage.told().contains("far end") && stage.asked().is_empty());
    }

    #[test]
    fn an_address_that_cannot_be_listened_at_is_said_at_its_field() {
        let mut stage = form('2');
        fill(&mut stage, &["c-1"]);
        stage.press(Key::ctrl('u'));
        fill(&mut stage, &["https://acme.example/x"]);
        assert!(stage.shot(80, 24).contains("Only an address on this machine"));
        assert!(stage.asked().is_empty());
    }
}

mod contexts {
    use super::*;

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
        stage.press(Key::char('7'));
        assert_eq!(requests(&mut stage), [Request::CliContexts]);
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
        stage.answer(Answer::SignedIn(Ok(me())));
        assert!(
            matches!(requests(&mut stage).as_slice(), [Request::KeepNotes(_, notes)] if notes.facts.contains_key("cli-context.context"))
        );
        assert_eq!(stage.press(ENTER), Flow::Next);
    }

    #[test]
    fn a_context_of_another_host_says_so_and_leads_back_to_the_tenant() {
        let mut stage = stage();
        stage.press(UP);
        assert!(stage.shot(80, 24).contains("staging is for stage.eu.qlikcloud.com"));
        assert_eq!(stage.press(ENTER), Flow::Jump(Step::Tenant));
        assert!(stage.asked().is_empty());
        let elsewhere = Elsewhere { host: "stage.eu.qlikcloud.com".into(), context: "staging".into() };
        assert_eq!(stage.shared.elsewhere, Some(elsewhere));
    }

    #[test]
    fn coming_from_elsewhere_the_context_is_taken_up() {
        let mut stage = Stage::<State>::new(Step::SignIn);
        stage.shared.elsewhere = Some(Elsewhere { host: HOST.into(), context: "empty".into() });
        stage.enter();
        stage.answer(Answer::CliContexts(Ok(known())));
        assert!(stage.shot(80, 24).contains("▸ empty"));
        assert_eq!(stage.shared.elsewhere, None);
    }

    #[test]
    fn a_context_without_a_login_and_a_missing_file_are_said() {
        let mut stage = stage();
        stage.press(DOWN);
        stage.press(ENTER);
        assert!(stage.told().contains("holds no login") && stage.asked().is_empty());
        stage.answer(Answer::CliContexts(Ok(CliContexts::default())));
        assert!(stage.shot(80, 24).contains("no file of qlik-cli"));
        stage.answer(Answer::CliContexts(Err("The file is no YAML.".into())));
        assert!(stage.shot(80, 24).contains("no YAML"));
    }
}

/// Every face, with a secret in it that bears a mark.
fn faces() -> Vec<Stage<State>> {
    let mut all: Vec<Stage<State>> = vec![stage()];
    for (number, texts) in [
        ('1', &["marker-0123456789-0123456789"][..]),
        ('2', &["c"]),
        ('3', &["c", "marker"]),
        ('4', &["c", "k", "f"]),
        ('5', &["c", "marker", "a@b.c", "marker"]),
        ('6', &["i", "k", "f", "s"]),
        ('7', &[]),
        ('8', &[]),
    ] {
        let mut stage = form(number);
        fill(&mut stage, texts);
        stage.answer(Answer::KeyRead(Ok(key_file())));
        stage.answer(Answer::CliContexts(Ok(CliContexts {
            path: None,
            contexts: vec![CliContext {
                name: "n".into(),
                host: HOST.into(),
                current: true,
                access: Some(Access::Token(Secret::new("marker"))),
            }],
        })));
        all.push(stage);
    }
    let mut people = form('5');
    fill(&mut people, &["c", "marker", "a@b.c", "marker"]);
    people.answer(Answer::UsersFound("a@b.c".into(), Ok(vec![grace(), grace()])));
    all.push(people);
    let mut subjects = form('6');
    fill(&mut subjects, &["i", "k", "f", "a@b.c", "marker"]);
    all.push(subjects);
    let mut subjects = form('6');
    fill(&mut subjects, &["i", "k", "f", "a@b.c"]);
    subjects.type_text("marker");
    subjects.press(Key::ctrl('f'));
    subjects.answer(Answer::UsersFound("a@b.c".into(), Ok(vec![grace(), grace()])));
    all.push(subjects);
    let mut page = page();
    page.paste("?code=marker&state=state-1");
    all.push(page);
    all
}

#[test]
fn nothing_secret_is_on_any_face_or_in_debug() {
    for stage in faces() {
        let shown = stage.shot(130, 60);
        assert!(!shown.contains("marker"), "{shown}");
        let debug = format!("{:?} {:?} {:?}", stage.screen, stage.effects, stage.shared);
        assert!(!debug.contains("marker"), "{debug}");
    }
}

#[test]
fn every_face_is_drawn_at_every_size() {
    for stage in faces() {
        for columns in (0..24).chain([37, 38, 39, 58, 62, 102]) {
            for rows in [0, 1, 2, 3, 5, 8, 9, 12, 19, 35] {
                stage.shot(columns, rows);
            }
        }
    }
}

#[test]
fn no_key_means_two_things_on_a_face() {
    fn check(tables: &[&[crate::kit::keys::Binding<Command>]]) {
        for table in tables {
            let keys: Vec<Key> = table.iter().flat_map(|row| row.keys.iter().copied()).collect();
            for (at, key) in keys.iter().enumerate() {
                assert!(keys.iter().skip(at + 1).all(|other| !other.is(*key)), "{key}");
            }
        }
    }
    check(&[LIST, FORM, PAGE, PEOPLE, SUBJECTS, CONTEXTS, EXPLAIN]);
}
