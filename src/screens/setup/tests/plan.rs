//! The plan before anything is made: read to its end, with what exists; and what is said of what went wrong.

use super::*;

fn failed(kind: FailureKind, status: u16, code: &str) -> Failure {
    let told = Told { code: code.into(), title: "Server error".into(), detail: String::new() };
    Failure { status: Some(status), told: vec![told], trace_id: Some("7f3a".into()), ..failure(kind) }
}

#[test]
fn nothing_is_made_before_the_end_of_the_plan_was_on_the_screen() {
    let mut stage = on_client_review(PartLookup::Absent);
    let enter = |stage: &Stage<State>| {
        stage.screen.hints(&stage.shared).into_iter().find(|hint| hint.keys == "Enter").map(|hint| hint.short)
    };
    stage.shot(58, 12);
    stage.press(DOWN);
    assert_eq!(stage.screen.at(), Some(0), "keys lead to the button at any time");
    assert_eq!(enter(&stage), Some("read on"));
    for _ in 0..30 {
        let end = stage.shot(58, 12).contains("then.");
        stage.press(ENTER);
        if end {
            break;
        }
        assert!(kinds(&mut stage).is_empty(), "{}", stage.shot(58, 12));
    }
    assert_eq!(kinds(&mut stage), [Asked::MakePart]);
}

#[test]
fn moving_to_a_button_does_not_scroll_back() {
    let mut stage = on_client_review(PartLookup::Absent);
    stage.shot(58, 12);
    stage.press(Key::plain(Code::PageDown));
    let below = stage.shot(58, 12);
    stage.press(DOWN);
    assert_eq!(stage.shot(58, 12).lines().next(), below.lines().next());
    assert_ne!(stage.shot(58, 12).lines().next(), Some("Review: this will be created"));
}

#[test]
fn a_button_that_enter_would_press_is_in_view_in_the_smallest_room() {
    let mut stage = on_client_review(PartLookup::Absent);
    stage.shot(38, 4);
    stage.press(Key::plain(Code::PageDown));
    stage.shot(38, 4);
    stage.press(DOWN);
    stage.shot(38, 4);
    stage.press(DOWN);
    assert!(stage.shot(38, 4).contains("▸ [ Change the answers ]"), "{}", stage.shot(38, 4));
}

#[test]
fn a_client_whose_secret_nobody_has_gets_a_new_one_and_is_then_trusted() {
    let mut stage = on_client_review(PartLookup::Found(client()));
    let shot = read(&stage);
    for words in [
        "was shown once",
        "POST /api/v1/oauth-clients/client-1/client-secrets",
        "PATCH /api/v1/oauth-clients/client-1/connection-configs/me",
        "Remove what exists",
    ] {
        assert!(shot.contains(words), "{words}:\n{shot}");
    }
    push(&mut stage, "Create a new secret");
    let asked_now = asked(&mut stage);
    assert!(
        matches!(asked_now.as_slice(), [Request::Tenant(_, Call::MakePart(NewPart::Secret(id)))] if id == "client-1"),
        "{asked_now:?}"
    );
    let told = Thing {
        id: "client-1".into(),
        secret: Some(Secret::new("marker-new")),
        hint: Some("h-1".into()),
        ..Thing::default()
    };
    stage.answer(Answer::MakePart(Ok(told)));
    assert_eq!(kinds(&mut stage), [Asked::MakePart]);
    stage.answer(Answer::MakePart(Ok(Thing::default())));
    assert_eq!(stage.screen.page, Page::Trial);
    stage.press(Key::ctrl('r'));
    assert!(read(&stage).contains("marker-new"));
    push(&mut stage, "without a test");
    let summary = &stage.shared.set_ups["acme.eu.qlikcloud.com"];
    assert!(
        summary.contains("/oauth-clients/client-1/client-secrets/h-1"),
        "the client is not ours to undo: {summary}"
    );
    push(&mut stage, "Undo it now");
    push(&mut stage, "Remove the new secret h-1");
    let asked_now = asked(&mut stage);
    assert!(
        matches!(asked_now.as_slice(), [.., Request::Tenant(_, Call::RemovePart(MadePart::ClientSecret(id, hint)))] if id == "client-1" && hint == "h-1"),
        "{asked_now:?}"
    );
    stage.answer(Answer::RemovePart(Ok(())));
    assert!(stage.told().contains("the client stays"), "{}", stage.told());
}

#[test]
fn a_client_that_has_as_many_secrets_as_it_may_says_what_helps() {
    let mut stage = on_client_review(PartLookup::Found(client()));
    push(&mut stage, "Create a new secret");
    stage.answer(Answer::MakePart(Err(failed(FailureKind::Invalid, 400, "OA-1"))));
    let shot = read(&stage);
    assert!(shot.contains("five secrets at most") && shot.contains("[ Create a new secret ]"), "{shot}");
}

#[test]
fn an_error_of_the_tenant_is_told_as_what_it_was_and_then_what_is_there() {
    let mut stage = on_review();
    push(&mut stage, "Create all of this");
    stage.answer(Answer::MakeKeyPair(Ok(pair())));
    stage.answer(Answer::MakePart(Err(failed(FailureKind::OutcomeUnknown, 500, "IDP-9"))));
    see(&mut stage, &Ok(Box::new(nothing())));
    let shot = read(&stage);
    assert!(!shot.contains("No answer came"), "{shot}");
    for words in ["IDP-9", "HTTP 500", "trace 7f3a", "Not created: the identity provider qonnect"] {
        assert!(shot.contains(words), "{words}:\n{shot}");
    }
}

#[test]
fn whoever_is_no_administrator_is_told_on_the_first_page_and_can_become_somebody_else() {
    let mut stage = stage();
    assert!(!read(&stage).contains("does not appear to be an administrator"));
    stage.shared.draft.here_mut().me = Some(Me { is_admin: Some(false), ..me() });
    assert!(read(&stage).contains("Ada Creator does not appear to be an administrator"), "{}", read(&stage));
    stage.press(ENTER);
    stage.press(ENTER);
    let refused =
        ExistingParts { client: PartLookup::Failed(failed(FailureKind::Forbidden, 403, "AUTH-3")), ..nothing() };
    stage.answer(Answer::InspectSetUp(Ok(Box::new(refused))));
    let shot = read(&stage);
    assert!(shot.contains("This needs an administrator") && !shot.contains("((") && !shot.contains("))"), "{shot}");
    assert!(shot.contains("The tenant says: Server error (AUTH-3) · HTTP 403 · trace 7f3a."), "{shot}");
    assert_eq!(push(&mut stage, "Sign in as another user"), Flow::Goto(Visit::ForSetUp));
}

#[test]
fn the_first_page_is_read_to_its_end_in_the_smallest_room() {
    for (key, times) in [(Key::plain(Code::PageDown), 10), (DOWN, 40)] {
        let mut stage = stage();
        for _ in 0..times {
            stage.shot(38, 4);
            stage.press(key);
        }
        assert!(stage.shot(38, 4).contains("another user."), "{}", stage.shot(38, 4));
        for _ in 0..40 {
            stage.press(Key::plain(Code::Up));
            stage.shot(38, 4);
        }
        assert!(stage.shot(38, 4).contains("Acting as another user"), "{}", stage.shot(38, 4));
    }
}

#[test]
fn no_origins_are_said_to_let_no_page_in() {
    let mut stage = wanting_web();
    let shot = read(&stage);
    assert!(shot.contains("● yes") && shot.contains("none: no web page can use it yet"), "{shot}");
    stage.press(ENTER);
    inspected(&mut stage, None, nothing());
    assert!(read(&stage).contains("No origins: no web page can use it"), "{}", read(&stage));
}

#[test]
fn the_footer_offers_nothing_that_does_nothing_while_it_is_made() {
    let mut stage = on_review();
    push(&mut stage, "Create all of this");
    let shown = stage.screen.hints(&stage.shared);
    assert!(shown.iter().any(|hint| hint.keys == "Esc"), "it takes the place of the general one");
    assert!(shown.iter().all(|hint| hint.rank == Rank::HelpOnly), "{shown:?}");
}

#[test]
fn a_refusal_after_a_part_was_made_does_not_ask_for_an_administrator_and_says_what_the_tenant_said() {
    for (kind, status) in [(FailureKind::Forbidden, 403), (FailureKind::Invalid, 400)] {
        let mut stage = wanting_web();
        stage.press(ENTER);
        inspected(&mut stage, None, nothing());
        push(&mut stage, "Create all of this");
        stage.answer(Answer::MakeKeyPair(Ok(pair())));
        stage.answer(Answer::MakePart(Ok(provider_thing())));
        stage.answer(Answer::MakePart(Err(failed(kind, status, "WEB-7"))));
        let shot = read(&stage);
        assert!(!shot.contains("needs an administrator") && !shot.contains("something in the request"), "{shot}");
        assert!(shot.contains(&format!("Server error (WEB-7) · HTTP {status}")), "{shot}");
    }
}

#[test]
fn a_client_that_is_kept_at_the_end_is_as_trusted_as_before() {
    let mut stage = on_client_review(PartLookup::Found(client()));
    push(&mut stage, "Create a new secret");
    stage.answer(Answer::MakePart(Ok(client_thing(Some("marker-new")))));
    stage.answer(Answer::MakePart(Ok(Thing::default())));
    push(&mut stage, "without a test");
    push(&mut stage, "Remove what exists");
    push(&mut stage, "Keep it");
    let shot = read(&stage);
    assert!(shot.contains("can act as any user") && shot.contains("Use it to sign in"), "{shot}");
}
