//! What of a set-up is remembered of the tenant, and forgotten with it.

use super::*;
use crate::domain::notes::{Amendment, Facts};
use crate::domain::request::Chore;

fn facts(all: &[(&str, &str)]) -> Facts {
    all.iter().map(|(name, fact)| ((*name).to_owned(), (*fact).to_owned())).collect()
}

fn made() -> Facts {
    facts(&[("signed.issuer", "qonnect"), ("signed.key-file", "/home/ada/keys/k.pem"), ("signed.key-id", "qonnect")])
}

/// The changes of what is remembered that were asked for since the last look.
fn amendments(stage: &mut Stage<State>) -> Vec<Amendment> {
    let all = asked(stage).into_iter();
    all.filter_map(
        |request| if let Request::Here(Chore::AmendNotes(_, change)) = request { Some(change) } else { None },
    )
    .collect()
}

/// Everything but the answer to the last request of a JWT identity provider.
fn almost_made() -> Stage<State> {
    let mut stage = on_review();
    push(&mut stage, "Create all of this");
    stage.answer(Answer::MakeKeyPair(Ok(pair())));
    stage
}

#[test]
fn what_sign_in_asks_for_is_remembered_once_all_of_it_stands_and_the_key_never_is() {
    let mut stage = almost_made();
    assert_eq!(amendments(&mut stage), [], "half a set-up lets nobody in");
    stage.answer(Answer::MakePart(Ok(provider_thing())));
    let all = amendments(&mut stage);
    assert_eq!(all, [Amendment::Remember(made())]);
    assert!(!format!("{all:?}").contains("marker"));
}

#[test]
fn of_a_client_the_id_is_remembered_and_not_the_secret() {
    let mut stage = with_client("marker-client-secret");
    let id = facts(&[("impersonation.client-id", "client-1")]);
    assert_eq!(amendments(&mut stage), [Amendment::Remember(id)]);
}

#[test]
fn what_is_undone_is_forgotten_also_where_the_undoing_stops_half_way() {
    let mut stage = on_trial();
    push(&mut stage, "without a test");
    push(&mut stage, "Undo it now");
    push(&mut stage, "Remove all of these");
    stage.answer(Answer::RemovePart(Ok(())));
    assert_eq!(amendments(&mut stage), []);
    stage.answer(Answer::RemoveKeyPair(Err("It could not be deleted.".into())));
    let (at_tenant, here) = made().into_iter().partition(|(name, _)| name != "signed.key-file");
    assert_eq!(amendments(&mut stage), [Amendment::Forget(at_tenant)]);
    push(&mut stage, "Remove the files");
    stage.answer(Answer::RemoveKeyPair(Ok(())));
    assert_eq!(amendments(&mut stage), [Amendment::Forget(here)]);
}

#[test]
fn what_cannot_be_written_down_is_said_and_the_demo_writes_nothing() {
    let mut stage = on_trial();
    stage.answer(Answer::AmendNotes(Some(
        "What you used in this tenant could not be saved (permission denied).".into(),
    )));
    assert!(stage.told().contains("could not be saved"));

    let mut stage = almost_made();
    stage.shared.launch.demo = true;
    stage.answer(Answer::MakePart(Ok(provider_thing())));
    assert_eq!(amendments(&mut stage), []);
}
