//! Signing in through the browser.

use super::*;
use crate::domain::request::{Chore, PublicCall};

#[test]
fn the_address_is_shown_whole_and_somebody_listens_at_once() {
    let mut stage = form(IN_BROWSER);
    fill(&mut stage, &["c-1", ""]);
    let all = requests(&mut stage);
    let [Request::Here(Chore::StartBrowser(plan))] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((plan.client_id.as_str(), plan.redirect.port()), ("c-1", 8123));
    stage.answer(Answer::StartBrowser(Ok(Box::new(attempt()))));
    assert_eq!(requests(&mut stage), [Request::Public(PublicCall::AwaitBrowser(attempt()))]);
    for (columns, rows) in [(62, 19), (58, 12), (102, 35)] {
        let shown: String = stage.shot(columns, rows).lines().map(str::trim).collect();
        assert!(shown.contains(attempt().url.as_str()), "{shown}");
    }
}

#[test]
fn what_comes_back_is_proved_and_leads_on() {
    let mut stage = page();
    stage.asked();
    stage.answer(Answer::AwaitBrowser(Ok(browsed())));
    assert_eq!(access(&mut stage), browsed());
    assert_eq!(stage.answer(Answer::SignIn(Ok(me()))), Flow::Next);
    stage.asked();
    // Coming back changes nothing; signing in anew is a key of its own.
    stage.enter();
    stage.asked();
    assert_eq!(stage.press(ENTER), Flow::Next);
    stage.press(ANEW);
    assert!(matches!(requests(&mut stage).as_slice(), [Request::Here(Chore::StartBrowser(_))]));
}

#[test]
fn the_address_that_the_browser_ended_on_is_an_equal_way() {
    let mut stage = page();
    stage.asked();
    stage.paste("http://localhost:8123/callback?code=marker-code&state=state-1\n");
    let shown = stage.shot(80, 24);
    assert!(
        shown.contains("✓ Code received: 11 characters (state matches).") && !shown.contains("marker-code"),
        "{shown}"
    );
    stage.press(ENTER);
    assert_eq!(cancelled(&stage), 1, "one of the two may exchange the code");
    assert_eq!(
        requests(&mut stage),
        [Request::Public(PublicCall::FinishBrowser(attempt(), Secret::new("marker-code")))]
    );
    stage.press(ENTER);
    assert!(stage.asked().is_empty());
    stage.answer(Answer::FinishBrowser(Ok(browsed())));
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
    assert!(stage.told().contains("canceled"));
    assert!(stage.shot(80, 24).contains("c-1"));
}

#[test]
fn what_keeps_the_browser_from_coming_back_is_said_and_pasting_stays_open() {
    for (fault, words) in [
        (BrowserFault::PortTaken(8123), "Another program uses port 8123"),
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
            "redirect URL. (X-9)",
        ),
    ] {
        let mut stage = page();
        stage.answer(Answer::AwaitBrowser(Err(fault)));
        let shown = stage.shot(160, 30);
        assert!(shown.contains(words), "{shown}");
        stage.paste("http://localhost:8123/callback?code=C&state=state-1");
        stage.asked();
        stage.press(ENTER);
        assert!(matches!(requests(&mut stage).as_slice(), [Request::Public(PublicCall::FinishBrowser(..))]));
    }
}

#[test]
fn a_code_that_is_refused_leaves_the_page_listening() {
    let mut stage = page();
    stage.paste("code=C&state=state-1");
    stage.press(ENTER);
    stage.asked();
    stage.answer(Answer::FinishBrowser(Err(refused(FailureKind::Unauthorized, 401))));
    assert!(stage.told().contains("Ctrl+N"), "{}", stage.told());
    assert_eq!(requests(&mut stage), [Request::Public(PublicCall::AwaitBrowser(attempt()))]);
}

#[test]
fn the_address_is_copied_opened_and_printed_by_key_and_by_letter() {
    let mut stage = page();
    stage.asked();
    let url = || HiddenText(attempt().url.as_str().to_owned());
    stage.press(Key::ctrl('y'));
    stage.press(Key::ctrl('o'));
    assert_eq!(requests(&mut stage), [Request::Here(Chore::Copy(url())), Request::Here(Chore::Open(url()))]);
    stage.press(Key::ctrl('p'));
    assert_eq!(stage.effects, [Effect::PrintOutside(url())]);
    stage.asked();
    stage.press(DOWN);
    assert!(address::is_on_url(&stage.screen.waiting.as_ref().unwrap().form));
    stage.press(Key::char('c'));
    assert_eq!(requests(&mut stage), [Request::Here(Chore::Copy(url()))]);
    stage.answer(Answer::Copy(Copied::Native));
    assert!(stage.told().contains("on the clipboard"));
    stage.press(Key::char('n'));
    assert!(matches!(requests(&mut stage).as_slice(), [Request::Here(Chore::StartBrowser(_))]));
    stage.shared.launch.no_browser = Some("this session runs over SSH");
    stage.press(Key::char('o'));
    assert!(stage.told().contains("over SSH") && stage.asked().is_empty());
}

#[test]
fn an_address_that_cannot_be_listened_at_is_said_at_its_field() {
    let mut stage = form(IN_BROWSER);
    fill(&mut stage, &["c-1"]);
    stage.press(Key::ctrl('u'));
    fill(&mut stage, &["https://acme.example/x"]);
    assert!(stage.shot(80, 24).contains("must be on this machine"));
    assert!(stage.asked().is_empty());
}

#[test]
fn a_refusal_that_is_pasted_ends_the_attempt_and_names_the_key_for_another() {
    let mut stage = page();
    stage.asked();
    stage.paste("http://localhost:8123/callback?error=access_denied&state=state-1");
    let shown = stage.shot(100, 30);
    assert!(shown.contains("declined") && shown.contains("Ctrl+N requests a new URL"), "{shown}");
    assert!(shown.contains("no longer waits for the browser") && !shown.contains("returns here by itself"), "{shown}");
    assert!(!stage.shared.pending.has(Asked::AwaitBrowser));
    // Nothing is lost by a new one.
    stage.press(ANEW);
    assert!(matches!(requests(&mut stage).as_slice(), [Request::Here(Chore::StartBrowser(_))]));
}

#[test]
fn a_word_is_neither_an_address_nor_a_code_and_is_not_sent() {
    for word in ["hello", "hello to whom it may concern"] {
        let mut stage = page();
        stage.asked();
        stage.type_text(word);
        assert!(!stage.shot(80, 24).contains('✗') && !stage.shot(80, 24).contains('✓'));
        stage.press(ENTER);
        assert!(stage.asked().is_empty());
        assert!(stage.shot(80, 24).contains("neither an address nor a code"), "{}", stage.shot(80, 24));
    }
    let mut stage = page();
    stage.asked();
    stage.type_text("0123456789abcdef");
    let shown = stage.shot(80, 24);
    assert!(shown.contains("• 16 characters. The tenant will check the code.") && !shown.contains('✓'), "{shown}");
}

#[test]
fn a_new_url_that_makes_a_code_worthless_is_asked_for_twice() {
    let mut stage = page();
    stage.paste("http://localhost:8123/callback?code=C&state=state-1");
    stage.asked();
    stage.press(ANEW);
    assert!(stage.asked().is_empty() && stage.told().contains("Press Ctrl+N again"), "{}", stage.told());
    // Another key in between is another thought.
    stage.press(Key::plain(Code::Left));
    stage.press(ANEW);
    assert!(stage.asked().is_empty());
    stage.fresh = false;
    stage.press(ANEW);
    assert!(stage.asked().is_empty());
    stage.fresh = true;
    stage.press(ANEW);
    assert!(matches!(requests(&mut stage).as_slice(), [Request::Here(Chore::StartBrowser(_))]));
}

#[test]
fn what_to_do_with_the_url_stands_above_it() {
    for (columns, rows) in [(62, 19), (58, 12), (102, 35)] {
        let shown = page().shot(columns, rows);
        let at = |words: &str| shown.lines().position(|row| row.contains(words)).unwrap_or_else(|| panic!("{shown}"));
        assert!(at("Open this URL in a browser") < at("https://"), "{shown}");
        assert!(!shown.contains("below"), "{shown}");
    }
}
