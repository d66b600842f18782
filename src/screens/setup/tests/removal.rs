//! What is kept after a part of it went, and what is said of what went.

use super::*;

/// The removal of a provider and its key that were found; the provider is gone, and the key could not be deleted.
fn half_removed() -> Stage<State> {
    let mut stage = on_review_with(Some(pair()), standing());
    push(&mut stage, "Remove what exists");
    push(&mut stage, "Remove all of these");
    asked(&mut stage);
    stage
}

#[test]
fn what_is_kept_after_a_part_of_it_went_is_looked_for_anew() {
    for (answer, stops) in [(Ok(()), true), (Err(failure(FailureKind::OutcomeUnknown)), false)] {
        for by_button in [true, false] {
            let mut stage = half_removed();
            stage.answer(Answer::Undo(answer.clone()));
            if stops {
                stage.answer(Answer::RemoveKeyPair(Err("It could not be deleted.".into())));
            }
            asked(&mut stage);
            if by_button {
                push(&mut stage, "Keep it");
            } else {
                stage.press(ESC);
            }
            assert_eq!(kinds(&mut stage), [Asked::InspectSetUp, Asked::LoadKeyPair]);
            assert_eq!(stage.screen.page, Page::Answers, "the plan is not shown as it was");
            stage.answer(Answer::LoadKeyPair(Ok(Some(pair()))));
            stage.answer(Answer::InspectSetUp(Ok(Box::new(nothing()))));
            let shot = read(&stage);
            assert!(shot.contains("The key pair exists") && !shot.contains("provider exists"), "{shot}");
            push(&mut stage, "Make what is missing");
            assert_eq!(kinds(&mut stage), [Asked::MakeProvider]);
        }
    }
}

#[test]
fn what_was_refused_to_go_is_kept_as_it_was() {
    let mut stage = half_removed();
    stage.answer(Answer::Undo(Err(failure(FailureKind::Forbidden))));
    push(&mut stage, "Keep it");
    assert_eq!((stage.screen.page, kinds(&mut stage)), (Page::Review, vec![]));
}

#[test]
fn that_nobody_can_sign_in_any_more_is_said_only_where_the_provider_goes() {
    let mut stage = wanting_web();
    stage.press(ENTER);
    inspected(&mut stage, Some(pair()), standing());
    push(&mut stage, "Make what is missing");
    let web = WebIntegration { id: "w-1".into(), name: "qonnect".into(), origins: vec![] };
    stage.answer(Answer::MakeWebIntegration(Ok(web)));
    push(&mut stage, "without a test");
    push(&mut stage, "Undo it now");
    let shot = read(&stage);
    assert!(shot.contains("No web page can use") && !shot.contains("Nobody can sign in"), "{shot}");
    push(&mut stage, "Remove the web integration");
    stage.answer(Answer::Undo(Ok(())));
    assert!(stage.told().contains("The identity provider had been there before and stays"), "{}", stage.told());

    let mut stage = half_removed();
    stage.answer(Answer::Undo(Ok(())));
    stage.answer(Answer::RemoveKeyPair(Ok(())));
    assert!(stage.told().contains("nobody can sign in with that key any more"), "{}", stage.told());
}

#[test]
fn what_an_earlier_run_made_can_be_removed_from_the_last_page_too() {
    let mut stage = on_review_with(Some(pair()), standing());
    push(&mut stage, "Use what exists");
    push(&mut stage, "without a test");
    assert_eq!(stage.screen.page, Page::Done);
    push(&mut stage, "Remove what exists");
    assert!(read(&stage).contains("the identity provider qonnect (idp-1)"), "{}", read(&stage));
    assert!(kinds(&mut stage).iter().all(|asked| *asked != Asked::Undo), "nothing goes before it was named");
    push(&mut stage, "Keep it");
    assert_eq!(stage.screen.page, Page::Done);
}
