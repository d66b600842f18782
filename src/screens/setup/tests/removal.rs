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
            stage.answer(Answer::RemovePart(answer.clone()));
            for _ in 0..if stops { 0 } else { 2 } {
                stage.answer(Answer::FindPart(Err(failure(FailureKind::Forbidden))));
            }
            if stops {
                stage.answer(Answer::RemoveKeyPair(Err("It could not be deleted.".into())));
            }
            asked(&mut stage);
            if by_button {
                push(&mut stage, if stops { "Keep it" } else { "Keep them" });
            } else {
                stage.press(ESC);
            }
            assert_eq!(kinds(&mut stage), [Asked::InspectSetUp, Asked::LoadKeyPair]);
            assert_eq!(stage.screen.page, Page::Answers, "the plan is not shown as it was");
            stage.answer(Answer::LoadKeyPair(Ok(Some(pair()))));
            stage.answer(Answer::InspectSetUp(Ok(Box::new(nothing()))));
            let shot = read(&stage);
            assert!(shot.contains("The key pair exists") && !shot.contains("provider exists"), "{shot}");
            push(&mut stage, "Create what is missing");
            assert_eq!(kinds(&mut stage), [Asked::MakePart]);
        }
    }
}

#[test]
fn what_was_refused_to_go_is_kept_as_it_was() {
    let mut stage = half_removed();
    stage.answer(Answer::RemovePart(Err(failure(FailureKind::Forbidden))));
    push(&mut stage, "Keep them");
    assert_eq!((stage.screen.page, kinds(&mut stage)), (Page::Review, vec![]));
}

#[test]
fn that_nobody_can_sign_in_any_more_is_said_only_where_the_provider_goes() {
    let mut stage = wanting_web();
    stage.press(ENTER);
    inspected(&mut stage, Some(pair()), standing());
    push(&mut stage, "Create what is missing");
    let web = Thing { id: "w-1".into(), name: "qonnect".into(), ..Thing::default() };
    stage.answer(Answer::MakePart(Ok(web)));
    push(&mut stage, "without a test");
    push(&mut stage, "Undo it now");
    let shot = read(&stage);
    assert!(shot.contains("No web page can use") && !shot.contains("Nobody can sign in"), "{shot}");
    push(&mut stage, "Remove the web integration");
    stage.answer(Answer::RemovePart(Ok(())));
    assert!(stage.told().contains("The identity provider was there before and stays"), "{}", stage.told());

    let mut stage = half_removed();
    stage.answer(Answer::RemovePart(Ok(())));
    stage.answer(Answer::RemoveKeyPair(Ok(())));
    assert!(stage.told().contains("Nobody can sign in with that key anymore"), "{}", stage.told());
}

#[test]
fn what_an_earlier_run_made_can_be_removed_from_the_last_page_too() {
    let mut stage = on_review_with(Some(pair()), standing());
    push(&mut stage, "Use what exists");
    push(&mut stage, "without a test");
    assert_eq!(stage.screen.page, Page::Done);
    push(&mut stage, "Remove what exists");
    assert!(read(&stage).contains("the identity provider qonnect (idp-1)"), "{}", read(&stage));
    assert!(kinds(&mut stage).iter().all(|asked| *asked != Asked::RemovePart), "nothing goes before it was named");
    push(&mut stage, "Keep them");
    assert_eq!(stage.screen.page, Page::Done);
}

#[test]
fn a_removal_whose_answer_was_lost_is_looked_up_and_goes_on() {
    let mut stage = half_removed();
    stage.answer(Answer::RemovePart(Err(failure(FailureKind::OutcomeUnknown))));
    for _ in 0..2 {
        assert_eq!(kinds(&mut stage), [Asked::FindPart]);
        stage.answer(Answer::FindPart(Ok(false)));
    }
    assert_eq!(kinds(&mut stage), [Asked::RemoveKeyPair]);
}

#[test]
fn a_404_is_no_removal_as_long_as_the_tenant_still_has_it() {
    let mut stage = half_removed();
    stage.answer(Answer::RemovePart(Err(failure(FailureKind::NotFound))));
    for _ in 0..2 {
        stage.answer(Answer::FindPart(Ok(true)));
    }
    assert!(read(&stage).contains("still has it"), "{}", read(&stage));
    assert!(kinds(&mut stage).iter().all(|asked| *asked != Asked::RemoveKeyPair));
}

#[test]
fn a_later_run_removes_its_web_integration_or_says_that_it_stays() {
    let web = |origins: &[&str]| {
        let origins = origins.iter().map(|origin| (*origin).to_owned()).collect();
        PartLookup::Found(WebIntegration { id: "w-1".into(), name: "qonnect".into(), origins })
    };
    for (origins, goes) in [(&[][..], true), (&["https://portal.example.com"], false)] {
        let found = ExistingParts { web_integration: web(origins), ..standing() };
        let mut stage = on_review_with(Some(pair()), found);
        push(&mut stage, "Remove what exists");
        let shot = read(&stage);
        assert_eq!(shot.contains("the web integration qonnect (w-1)"), goes, "{shot}");
        assert_eq!(shot.contains("The web integration qonnect stays"), !goes, "{shot}");
        push(&mut stage, "Remove all of these");
        if goes {
            let asked_now = asked(&mut stage);
            assert!(
                matches!(&asked_now[..], [.., Request::Tenant(_, Call::RemovePart(MadePart::WebIntegration(id)))] if id == "w-1")
            );
            stage.answer(Answer::RemovePart(Ok(())));
        }
        stage.answer(Answer::RemovePart(Ok(())));
        stage.answer(Answer::RemoveKeyPair(Ok(())));
        assert_eq!(stage.told().contains("/api/v1/web-integrations/w-1"), !goes, "{}", stage.told());
    }
}
