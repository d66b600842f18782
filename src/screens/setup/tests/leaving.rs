//! What leaving loses, and what stays behind: the secret that is told once, what may have been made.

use super::*;

/// The last page of an OAuth client whose secret nobody has seen.
fn on_client_done() -> Stage<State> {
    let mut stage = with_client("marker-client-secret");
    push(&mut stage, "without a test");
    asked(&mut stage);
    stage
}

const UNSEEN: &str = "You have not seen the secret yet. Ctrl+R shows it; it is lost when you leave";

#[test]
fn a_button_that_loses_a_secret_nobody_has_seen_asks_once() {
    for words in ["Set up another one", "Use it to sign in"] {
        let mut stage = on_client_done();
        assert_eq!(push(&mut stage, words), Flow::Stay);
        assert!(stage.told().contains(UNSEEN), "{}", stage.told());
        assert_eq!(stage.screen.page, Page::Done);
        let flow = push(&mut stage, words);
        assert!(flow != Flow::Stay || stage.screen.page == Page::Intro, "the second time it goes");
        let summary = &stage.shared.set_ups["acme.eu.qlikcloud.com"];
        assert!(summary.contains("was never shown, so nobody has it"), "{summary}");
        assert_eq!(stage.screen.loss(), None, "it is not asked about twice");
    }
}

#[test]
fn a_secret_that_was_shown_is_not_asked_about() {
    let mut stage = on_client_done();
    assert!(stage.screen.loss().is_some_and(|loss| loss.contains(UNSEEN)));
    stage.press(Key::ctrl('r'));
    assert_eq!(stage.screen.loss(), None);
    let summary = &stage.shared.set_ups["acme.eu.qlikcloud.com"];
    assert!(!summary.contains("never shown") && !summary.contains("marker"), "{summary}");
    push(&mut stage, "Set up another one");
    assert_eq!(stage.screen.page, Page::Intro);
}

#[test]
fn the_secret_can_be_shown_before_the_last_page_too() {
    let mut stage = with_untrusted_client("marker-client-secret");
    stage.answer(Answer::MakePart(Err(failure(FailureKind::Forbidden))));
    for page in [Page::Run, Page::Trial] {
        assert_eq!(stage.screen.page, page);
        stage.press(Key::ctrl('r'));
        assert!(read(&stage).contains("marker-client-secret"), "{}", read(&stage));
        stage.press(Key::ctrl('r'));
        if page == Page::Run {
            push(&mut stage, "Continue");
            stage.answer(Answer::MakePart(Ok(Thing::default())));
        }
    }
}

#[test]
fn what_was_made_by_an_earlier_set_up_of_this_run_stays_in_the_summary() {
    let mut stage = on_client_done();
    stage.press(Key::ctrl('r'));
    push(&mut stage, "Set up another one");
    stage.press(DOWN);
    stage.press(ENTER);
    stage.press(ENTER);
    inspected(&mut stage, None, nothing());
    push(&mut stage, "Create all of this");
    stage.answer(Answer::MakeKeyPair(Ok(pair())));
    let all: String = stage.shared.set_ups.values().cloned().collect();
    assert!(all.contains("oauth-clients/client-1") && all.contains("k.pem"), "{all}");
}

#[test]
fn leaving_while_it_is_made_says_what_may_have_been_made_and_where_to_look() {
    let mut stage = on_client_review(PartLookup::Absent);
    push(&mut stage, "Create all of this");
    let summary = &stage.shared.set_ups["acme.eu.qlikcloud.com"];
    for words in [
        "unknown whether the OAuth client qonnect impersonation was created",
        "GET https://acme.eu.qlikcloud.com/api/v1/oauth-clients",
        "DELETE https://acme.eu.qlikcloud.com/api/v1/oauth-clients/ and its id",
        "run qonnect impersonation again",
    ] {
        assert!(summary.contains(words), "{words}:\n{summary}");
    }
    stage.answer(Answer::MakePart(Err(failure(FailureKind::Invalid))));
    assert!(stage.shared.set_ups.is_empty(), "nothing was made, and that is known");
}

#[test]
fn leave_it_like_this_leaves() {
    let mut stage = on_review();
    push(&mut stage, "Create all of this");
    stage.answer(Answer::MakeKeyPair(Ok(pair())));
    stage.answer(Answer::MakePart(Err(failure(FailureKind::Forbidden))));
    assert!(stage.screen.loss().is_some_and(|loss| loss.contains("artly set up")));
    assert_eq!(push(&mut stage, "Keep it"), Flow::Back);
    assert_eq!(stage.screen.loss(), None, "whoever presses it is not asked");
}

/// A client whose making got no answer, and which could not be looked for.
fn unknown_client() -> Stage<State> {
    let mut stage = on_client_review(PartLookup::Absent);
    push(&mut stage, "Create all of this");
    stage.answer(Answer::MakePart(Err(failure(FailureKind::OutcomeUnknown))));
    see(&mut stage, &Err(failure(FailureKind::OutcomeUnknown)));
    asked(&mut stage);
    stage
}

#[test]
fn what_may_have_been_made_stays_told_when_the_answers_are_changed() {
    for by_button in [true, false] {
        let mut stage = unknown_client();
        if by_button {
            push(&mut stage, "Change the answers");
        } else {
            stage.press(ESC);
        }
        assert_eq!(stage.screen.page, Page::Answers);
        stage.press(Key::ctrl('u'));
        stage.type_text("another");
        stage.press(ENTER);
        stage.answer(Answer::InspectSetUp(Ok(Box::new(nothing()))));
        push(&mut stage, "Create all of this");
        for refused in [false, true] {
            if refused {
                stage.answer(Answer::MakePart(Err(failure(FailureKind::Invalid))));
            }
            let all: String = stage.shared.set_ups.values().cloned().collect();
            assert!(all.contains("unknown whether the OAuth client qonnect impersonation was created"), "{all}");
            assert_eq!(all.contains("OAuth client another"), !refused, "{all}");
        }
    }
}

#[test]
fn what_may_have_been_made_stays_told_when_the_rest_is_removed() {
    let mut stage = on_review();
    push(&mut stage, "Create all of this");
    stage.answer(Answer::MakeKeyPair(Ok(pair())));
    stage.answer(Answer::MakePart(Err(failure(FailureKind::OutcomeUnknown))));
    see(&mut stage, &Err(failure(FailureKind::OutcomeUnknown)));
    push(&mut stage, "Remove what was created");
    push(&mut stage, "Remove the files");
    stage.answer(Answer::RemoveKeyPair(Ok(())));
    let all: String = stage.shared.set_ups.values().cloned().collect();
    assert!(all.contains("unknown whether the identity provider qonnect"), "{all}");
    assert!(!all.contains("The private key"), "{all}");
}

#[test]
fn whoever_signs_in_as_somebody_else_for_the_set_up_comes_back_to_it() {
    for (goal, visit) in [(Goal::Connection, Visit::ForSetUp), (Goal::SetUp, Step::SignIn.into())] {
        let mut stage = on_client_review(PartLookup::Failed(failure(FailureKind::Forbidden)));
        stage.shared.launch.goal = goal;
        assert_eq!(push(&mut stage, "Sign in as another user"), Flow::Goto(visit));
    }
}
