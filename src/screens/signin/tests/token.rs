//! Signing in by an API key or an access token.

use super::*;

#[test]
fn a_key_is_proved_and_the_person_is_known() {
    let mut stage = form(TOKEN);
    stage.paste("some-long-key-of-the-tenant-4711\n");
    assert!(stage.shot(80, 20).contains("ending in …4711"));
    stage.press(ENTER);
    assert!(matches!(access(&mut stage), Access::Token(token) if token.count() == 32));
    assert_eq!(stage.answer(Answer::SignIn(Ok(me()))), Flow::Next);
    assert_eq!(stage.shared.draft.here().me, Some(me()));
    stage.asked();
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert!(stage.asked().is_empty());
}

#[test]
fn a_key_that_is_pasted_onto_the_list_is_taken_as_one() {
    let mut stage = stage();
    assert_eq!(stage.screen.face, Face::List);
    stage.paste("some-long-key-of-the-tenant-4711");
    assert!(stage.screen.face == Face::Form(Method::Token) && stage.screen.is_filled());
    assert!(stage.shot(80, 20).contains("ending in …4711"));
}

#[test]
fn the_key_itself_is_never_on_the_screen() {
    let mut stage = form(TOKEN);
    stage.paste("secret-marker-0123456789-abcdef");
    assert!(!stage.shot(120, 40).contains("secret-marker"));
}

#[test]
fn a_key_with_a_line_break_inside_is_named_and_not_sent() {
    let mut stage = form(TOKEN);
    stage.paste("first-half-of-the-key\nsecond-half");
    stage.press(ENTER);
    assert!(stage.asked().is_empty());
    assert!(stage.shot(80, 20).contains("line break"));
    stage.press(Key::ctrl('u'));
    stage.paste("the-whole-key-of-the-tenant");
    stage.press(ENTER);
    access(&mut stage);
}

#[test]
fn a_refused_key_is_explained_with_the_permission_and_the_tenant_it_names() {
    let mut stage = form(TOKEN);
    stage.paste(&token(r#"{"tenantId":"T-other"}"#));
    stage.press(ENTER);
    let failure = Failure {
        told: vec![Told { code: "STUB-401".into(), title: "Unauthorized".into(), detail: String::new() }],
        ..refused(FailureKind::Unauthorized, 401)
    };
    assert_eq!(stage.answer(Answer::SignIn(Err(failure))), Flow::Stay);
    let told = stage.told();
    assert!(told.contains("Manage API keys") && told.contains("T-other"), "{told}");
    assert_eq!(stage.shared.notice.unwrap().detail.unwrap(), "Unauthorized (STUB-401) · HTTP 401");
}

#[test]
fn a_key_of_another_tenant_is_named_before_any_call_where_the_tenants_id_is_known() {
    for (theirs, is_named) in [("T-other", true), ("T-here", false)] {
        let mut stage = form(TOKEN);
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
    let mut stage = form(TOKEN);
    stage.shared.draft.here_mut().me = Some(me());
    stage.paste(&token(r#"{"tenantId":"T-other"}"#));
    assert!(stage.shot(160, 30).contains("has the id t-1"));
}

#[test]
fn a_found_key_is_offered_to_its_own_host_only() {
    for (host, offered) in [(HOST, true), ("other.eu.qlikcloud.com", false)] {
        let mut stage = Stage::<State>::new(Step::SignIn);
        let access = Access::Token(Secret::new("k".repeat(40).as_str()));
        stage.shared.launch.offer = Some(FoundAccess { host: host.into(), access, from: "QLIK_API_KEY".into() });
        stage.enter();
        let shown = stage.shot(80, 20);
        assert_eq!(shown.contains("from QLIK_API_KEY"), offered, "{shown}");
        assert!(!stage.screen.is_filled());
    }
}

#[test]
fn a_paste_that_is_too_large_is_refused_with_a_word() {
    let mut stage = form(TOKEN);
    stage.paste(&"x".repeat(300_000));
    assert!(stage.told().contains("KiB"));
    assert!(!stage.screen.is_filled());
}

#[test]
fn what_the_tenant_says_late_about_a_changed_key_changes_nothing() {
    let mut stage = form(TOKEN);
    stage.paste("some-long-key-of-the-tenant-4711");
    stage.press(ENTER);
    stage.press(Key::char('x'));
    assert_eq!(cancelled(&stage), 1);
    assert_eq!(stage.answer(Answer::SignIn(Ok(me()))), Flow::Stay);
    assert_eq!(stage.shared.draft.here().me, None);
}

#[test]
fn the_word_before_a_token_is_left_out_and_its_claims_are_read() {
    for word in ["Bearer ", "bearer  "] {
        let mut stage = form(TOKEN);
        let key = token(r#"{"tenantId":"T-1"}"#);
        stage.paste(&format!("{word}{key}\n"));
        assert!(stage.shot(80, 24).contains("T-1"), "{}", stage.shot(80, 24));
        stage.press(ENTER);
        assert_eq!(access(&mut stage), Access::Token(Secret::new(&key)));
    }
}

#[test]
fn what_no_key_has_in_it_is_said_at_the_field_and_nothing_is_sent() {
    for key in ["two words of a key", "ключ-0123456789", "key\u{a0}0123456789"] {
        let mut stage = form(TOKEN);
        stage.paste(key);
        assert!(stage.shot(80, 24).contains("✗ The key contains a blank"), "{}", stage.shot(80, 24));
        stage.press(ENTER);
        assert!(stage.asked().is_empty());
        let mut typed = form(TOKEN);
        typed.type_text(key);
        assert!(!typed.shot(80, 24).contains('✗'), "whoever types is not interrupted");
        typed.press(ENTER);
        assert!(typed.asked().is_empty() && typed.shot(80, 24).contains("✗ The key contains a blank"));
    }
}

#[test]
fn an_expired_key_says_so_first_and_in_view() {
    let mut stage = form(TOKEN);
    stage.shared.launch.clock = Some((stage.now, "2026-11-20T10:00:00Z".parse().unwrap()));
    stage.paste(&token(r#"{"iss":"i","tenantId":"T-1","sub":"s","exp":1700000000}"#));
    for (columns, rows) in [(102, 35), (62, 18), (58, 12), (58, 9)] {
        let shown = stage.shot(columns, rows);
        let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("by this machine's clock. Create a new one, or check the clock."), "{shown}");
        let told = shown.lines().position(|row| row.contains("! This key expired on 2023-11-14"));
        let says = shown.lines().position(|row| row.contains("The key says"));
        assert!(told.is_some() && says.is_none_or(|says| told.unwrap() < says), "{shown}");
    }
}

#[test]
fn what_was_told_of_a_key_goes_when_it_is_changed() {
    let mut stage = form(TOKEN);
    stage.paste("some-long-key-of-the-tenant-4711");
    stage.press(ENTER);
    stage.answer(Answer::SignIn(Err(refused(FailureKind::Unauthorized, 401))));
    assert!(stage.told().contains("refused this key"));
    stage.press(Key::plain(Code::Left));
    assert!(!stage.told().is_empty());
    stage.press(Key::ctrl('u'));
    assert_eq!(stage.told(), "");
    // What somebody else told stays.
    stage.shared.notice = Some(Notice::info("about something else"));
    stage.paste("another-long-key-of-the-tenant");
    assert_eq!(stage.told(), "about something else");
}

#[test]
fn a_whole_key_that_is_pasted_takes_the_place_of_the_one_before() {
    let mut stage = form(TOKEN);
    let (first, second) = (token(r#"{"sub":"one"}"#), token(r#"{"sub":"two"}"#));
    stage.paste(&first);
    stage.paste(&second);
    assert!(stage.shot(80, 24).contains(&format!("{} characters", second.len())), "{}", stage.shot(80, 24));
    stage.press(ENTER);
    assert_eq!(access(&mut stage), Access::Token(Secret::new(&second)));
}
