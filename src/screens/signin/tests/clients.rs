//! Signing in by OAuth clients and by signed tokens.

use super::*;
use crate::domain::request::Chore;

#[test]
fn a_bot_signs_in_by_its_secret_and_is_told() {
    let mut stage = form(CLIENT);
    assert_eq!(fill(&mut stage, &["c-1", "marker-secret"]), Flow::Stay);
    let expected =
        Access::Machine { client_id: "c-1".into(), proof: ClientProof::Secret(Secret::new("marker-secret")) };
    assert_eq!(access(&mut stage), expected);
    let bot = Me { subject: "qlikbot\\c-1".into(), ..me() };
    assert_eq!(stage.answer(Answer::SignIn(Ok(bot))), Flow::Next);
    assert!(stage.told().contains("is a bot"));
}

#[test]
fn the_key_file_is_read_while_one_goes_on_and_never_shown() {
    let mut stage = form(CLIENT_KEY);
    fill(&mut stage, &["c-1", "kid-1"]);
    stage.type_text("~/k.pem");
    stage.press(LAST);
    assert_eq!(requests(&mut stage), [Request::Here(Chore::ReadKey(HiddenText("~/k.pem".into())))]);
    stage.answer(Answer::ReadKey(Ok(key_file())));
    let shown = stage.shot(80, 24);
    assert!(shown.contains("RSA 4096") && shown.contains("Others may read") && !shown.contains("marker"), "{shown}");
    stage.press(ENTER);
    let proof = ClientProof::Key { pem: key_file().pem, key_id: "kid-1".into() };
    assert_eq!(access(&mut stage), Access::Machine { client_id: "c-1".into(), proof });
}

#[test]
fn a_key_file_that_cannot_be_read_is_said_at_its_field_and_read_anew_after_a_change() {
    let mut stage = form(CLIENT_KEY);
    fill(&mut stage, &["c-1", "kid-1", "'/no/where'"]);
    assert_eq!(requests(&mut stage), [Request::Here(Chore::ReadKey(HiddenText("/no/where".into())))]);
    stage.answer(Answer::ReadKey(Err("There is no such file.".into())));
    assert!(stage.shot(80, 24).contains("✗ There is no such file."));
    stage.press(Key::ctrl('u'));
    fill(&mut stage, &["k.pem"]);
    assert_eq!(requests(&mut stage), [Request::Here(Chore::ReadKey(HiddenText("k.pem".into())))]);
    stage.answer(Answer::ReadKey(Ok(key_file())));
    access(&mut stage);
}

#[test]
fn what_is_needed_is_said_at_its_field() {
    let mut stage = form(CLIENT);
    stage.press(LAST);
    stage.press(ENTER);
    let shown = stage.shot(80, 24);
    assert!(shown.contains("▸ Client id") && shown.contains("Enter the id of the OAuth client."), "{shown}");
    assert!(stage.asked().is_empty());
}

#[test]
fn a_signed_token_needs_the_e_mail_address_that_it_claims() {
    let mut stage = form(SIGNED);
    fill(&mut stage, &["iss", "kid", "k.pem", "auth0|grace", "Grace", "", "", ""]);
    requests(&mut stage);
    stage.answer(Answer::ReadKey(Ok(key_file())));
    stage.press(LAST);
    stage.press(ENTER);
    let shown = stage.shot(80, 40);
    assert!(shown.contains("▸ E-mail") && shown.contains("Enter the user's e-mail address."), "{shown}");
    assert!(stage.asked().is_empty());
}

#[test]
fn no_key_and_no_token_gets_into_a_field_that_shows_it() {
    for (row, pasted) in [
        (CLIENT, token(r#"{"sub":"marker"}"#)),
        (CLIENT_KEY, "-----BEGIN PRIVATE KEY-----\nmarker\n-----END PRIVATE KEY-----".to_owned()),
    ] {
        let mut stage = form(row);
        stage.paste(&pasted);
        let shown = stage.shot(100, 30);
        assert!(
            shown.contains("This field is readable") && !shown.contains("marker") && !shown.contains("eyJ"),
            "{shown}"
        );
    }
}

#[test]
fn a_signed_token_takes_everything_that_stands_there() {
    let mut stage = form(SIGNED);
    fill(&mut stage, &["iss", "kid", "k.pem", "auth0|grace", "Grace", "grace@acme.example", "one, two,", ""]);
    assert!(requests(&mut stage).contains(&Request::Here(Chore::ReadKey(HiddenText("k.pem".into())))));
    stage.answer(Answer::ReadKey(Ok(key_file())));
    stage.press(ENTER);
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
    let proof = ClientProof::Secret(Secret::new("marker-secret"));
    for (host, client_id) in [("other.eu.qlikcloud.com", "c-other"), (HOST, "c-1"), (HOST, "c-later")] {
        stage.shared.launch.found.push(FoundAccess {
            host: host.into(),
            access: Access::Machine { client_id: client_id.into(), proof: proof.clone() },
            from: "QLIK_CLIENT_ID and QLIK_CLIENT_SECRET".into(),
        });
    }
    stage.shared.draft.here_mut().me = None;
    stage.enter();
    assert_eq!(stage.screen.forms[Method::Impersonation].form.text(FieldKey::ClientId), "c-1");
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
    assert!(stage.shot(80, 24).contains("Choose an authentication method"), "an id alone is no way in");
    press_row(&mut stage, TOKEN);
    // What the environment says goes before what is remembered.
    let remembered = [("browser.client-id".to_owned(), "c-remembered".to_owned())].into();
    stage.answer(Answer::TenantNotes(Notes { facts: remembered, ..Notes::default() }));
    stage.press(ESC);
    for (row, is_there) in [(IN_BROWSER, true), (CLIENT, false), (CLIENT_KEY, true), (IMPERSONATION, false)] {
        press_row(&mut stage, row);
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
        (client(ClientProof::Secret(secret())), FailureKind::Unauthorized, "client id and secret"),
        (
            client(ClientProof::Key { pem: secret(), key_id: "k".into() }),
            FailureKind::Unauthorized,
            "under this key id",
        ),
        (client(ClientProof::Secret(secret())), FailureKind::Forbidden, "trusted"),
        (impersonation.clone(), FailureKind::Unauthorized, "does not say which"),
        (impersonation, FailureKind::Forbidden, "have M2M impersonation"),
        (browsed(), FailureKind::Unauthorized, "Sign in again"),
    ] {
        let words = methods::refusal(&access, &refused(kind.clone(), 401)).unwrap();
        assert!(words.contains(expected), "{words}");
    }
}

#[test]
fn a_client_that_no_tenant_is_named_for_is_said_not_to_be_used() {
    for row in [IN_BROWSER, CLIENT, CLIENT_KEY, IMPERSONATION] {
        let mut stage = form(row);
        let says = |stage: &Stage<State>| {
            stage.shot(120, 40).contains("QLIK_CLIENT_ID is set, but no variable names its tenant")
        };
        assert!(!says(&stage));
        stage.shared.launch.without_tenant = Some("QLIK_CLIENT_ID");
        assert!(says(&stage), "{}", stage.shot(120, 40));
        stage.type_text("c");
        assert!(!says(&stage));
    }
}
