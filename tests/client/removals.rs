//! What is deleted or changed is sent once; where it is open whether it was done, its outcome is unknown.

use std::time::Duration;

use qonnect::domain::{
    credential::CredentialId,
    failure::{FailureKind, Unreachable},
    setup::{MadePart, NewPart},
};

use crate::common::{Act, Raw, answer, client, in_time, json, session};

const OWN: &str = r#"{"errors":[{"code":"X","title":"t"}]}"#;

fn page() -> Act {
    Act::Say(answer("200 OK", &["content-type: text/html"], "<html>"))
}

/// What deleting a credential comes to, and how often it was sent.
async fn deletes(acts: Vec<Act>) -> (Result<(), FailureKind>, usize) {
    let raw = Raw::doing(acts).await;
    let id = CredentialId("c1".into());
    let ended = in_time(client().delete_credential(&session(&raw.url), &id)).await;
    (ended.map_err(|failure| failure.kind), raw.count("DELETE"))
}

#[tokio::test(start_paused = true)]
async fn a_delete_that_is_not_answered_or_oddly_is_unknown_as_well() {
    for act in [
        Act::Hang,
        Act::Cut,
        json("502 Bad Gateway", ""),
        json("500 Internal Server Error", OWN),
        json("302 Found", ""),
        Act::Say(answer("302 Found", &["location: /elsewhere"], "")),
        page(),
    ] {
        assert_eq!(deletes(vec![act]).await, (Err(FailureKind::OutcomeUnknown), 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_delete_that_was_refused_or_never_arrived_is_no_unknown_outcome() {
    for (status, kind) in [
        ("403 Forbidden", FailureKind::Forbidden),
        ("404 Not Found", FailureKind::NotFound),
        ("409 Conflict", FailureKind::Conflict),
    ] {
        assert_eq!(deletes(vec![json(status, OWN)]).await, (Err(kind), 1));
    }
    assert!(matches!(deletes(vec![json("308 Permanent Redirect", "")]).await.0, Err(FailureKind::Unexpected(_))));
    let (busy, sent) = deletes(vec![json("429 Too Many Requests", OWN)]).await;
    assert!(matches!(busy, Err(FailureKind::RateLimited(_))) && sent == 1);
    // Nobody listens there any more.
    let raw = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", raw.local_addr().unwrap());
    drop(raw);
    let failure = client().delete_credential(&session(&url), &CredentialId("c1".into())).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable(Unreachable::Refused));
}

#[tokio::test(start_paused = true)]
async fn the_parts_of_a_set_up_are_removed_and_trusted_by_the_same_rule() {
    let raw = Raw::doing([Act::Cut]).await;
    for made in
        [MadePart::Provider("p".into()), MadePart::WebIntegration("w".into()), MadePart::Impersonator("c".into())]
    {
        let failure = in_time(client().remove_part(&session(&raw.url), &made)).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::OutcomeUnknown);
    }
    let failure = in_time(client().make_part(&session(&raw.url), &NewPart::Trust("c".into()))).await.unwrap_err();
    assert_eq!((failure.kind, raw.count("DELETE"), raw.count("PATCH")), (FailureKind::OutcomeUnknown, 3, 1));
    let hung = Raw::doing([Act::Hang]).await;
    let begun = tokio::time::Instant::now();
    let failure = in_time(client().make_part(&session(&hung.url), &NewPart::Trust("c".into()))).await.unwrap_err();
    assert_eq!((failure.kind, begun.elapsed()), (FailureKind::OutcomeUnknown, Duration::from_secs(30)));
}
