//! A create that was refused: where it is mended, and what is tried once more.

use super::*;
use crate::{domain::request::Call, kit::visit::FieldFault};

#[test]
fn each_refusal_leads_to_the_step_where_it_can_be_mended() {
    use FailureKind::{Forbidden, Invalid, NotFound};
    let embedded = || CredentialChoice::Embedded;
    let new = || CredentialChoice::New("ada".into());
    let old = || CredentialChoice::Existing(existing("ada"));
    #[rustfmt::skip]
    let table = [
        (embedded(), Invalid, 400, "DCERROR-0010", "Field bucketname is missing", Step::Details, "It names Bucket."),
        (embedded(), Invalid, 400, "", "no good", Step::Details, "refused"),
        (new(), Invalid, 400, "", "credentialsName is too long", Step::Credentials, "It names the credentials"),
        (embedded(), Forbidden, 403, "", "no access", Step::Space, "Sales"),
        (embedded(), Forbidden, 403, "DCAAS-2001", "Data source is not enabled.", Step::Source, "not enabled"),
        (old(), NotFound, 404, "X", "gone", Step::Credentials, "does not find these credentials"),
        (embedded(), NotFound, 404, "X", "gone", Step::Source, "Amazon S3"),
    ];
    for (credential, kind, status, code, detail, step, words) in table {
        let mut stage = sending(credential);
        let flow = refuse(&mut stage, refusal(kind, status, code, detail));
        assert_eq!(flow.screen(), Some(step.into()), "{status} {detail}");
        assert!(stage.told().contains(words), "{}", stage.told());
        let mut beside = stage.shared.notice.clone().unwrap().detail.unwrap();
        // What is said at a field is not said twice.
        if let Flow::Detour(Visit::Field(FieldFault { field: Some(_), text }), _) = flow {
            assert!(!beside.contains(detail), "{beside}");
            beside = format!("{text} {beside}");
        }
        assert!(beside.contains(detail) && beside.contains(code) && beside.contains("trace-1"), "{beside}");
        assert_eq!(sent(&mut stage), 0);
        assert!(stage.screen.creating.is_idle(&stage.shared) && !stage.shared.writes.is_open());
    }
}

#[test]
fn in_the_personal_space_a_refusal_names_the_missing_permission() {
    let mut stage = sending(CredentialChoice::Embedded);
    stage.shared.draft.here_mut().space = Some(SpaceChoice::Personal);
    let flow = refuse(&mut stage, refusal(FailureKind::Forbidden, 403, "", "no"));
    assert_eq!(flow.screen(), Some(Step::Source.into()));
    assert!(stage.told().contains("permission to manage data connections"));
}

#[test]
fn a_bot_outside_a_space_is_told_that_its_scopes_are_not_enough() {
    let mut stage = sending(CredentialChoice::Embedded);
    stage.shared.draft.here_mut().me = Some(Me { subject: "qlikbot\\82e0".into(), ..me() });
    let flow = refuse(&mut stage, refusal(FailureKind::Forbidden, 403, "", "insufficient permissions"));
    assert_eq!(flow.screen(), Some(Step::Space.into()));
    assert!(stage.told().contains("have it added to the space with a role"), "{}", stage.told());
}

#[test]
fn a_field_that_the_tenant_names_is_handed_to_details() {
    for (detail, field) in [
        ("Property BUCKETNAME is odd", Some("bucketName")),
        ("qname: taken characters", Some("qName")),
        ("connectionName must not be empty", Some("connectionName")),
        ("the subregion is odd", None),
        ("region 'x' of bucketName", Some("bucketName")),
    ] {
        let mut stage = sending(CredentialChoice::Embedded);
        let flow = refuse(&mut stage, refusal(FailureKind::Invalid, 400, "", detail));
        let Flow::Detour(Visit::Field(fault), then) = flow else { panic!("{detail}: {flow:?}") };
        assert_eq!(then, Step::Review.into());
        assert_eq!(fault.field.as_deref(), field, "{detail}");
        assert!(fault.text.contains(detail));
    }
}

#[test]
fn after_401_nothing_was_created() {
    let mut stage = sending(CredentialChoice::Embedded);
    assert_eq!(refuse(&mut stage, refusal(FailureKind::Unauthorized, 401, "", "")), Flow::Stay);
    assert!(stage.told().starts_with("Nothing was created"), "{}", stage.told());
    assert!(stage.screen.creating.is_idle(&stage.shared) && !stage.shared.writes.is_open());
}

#[test]
fn a_taken_name_is_pointed_at_with_a_free_one() {
    let mut stage = sending(CredentialChoice::New("ada".into()));
    refuse(&mut stage, refusal(FailureKind::Conflict, 409, "", "exists"));
    let asked = requests(&mut stage);
    assert!(
        matches!(&asked[..], [Request::Tenant(_, Call::CheckName(Some(_), name)), Request::Tenant(_, Call::CheckCredential(other))]
        if name == "Orders" && other == "ada")
    );
    stage.answer(Answer::CheckCredential(Ok(CredentialCheck::Free)));
    assert_eq!(stage.answer(Answer::CheckName(Ok(NameCheck::Taken(made("Orders"))))), Flow::Stay);
    assert!(matches!(&requests(&mut stage)[..], [Request::Tenant(_, Call::CheckName(_, name))] if name == "Orders 2"));
    stage.answer(Answer::CheckName(Ok(NameCheck::Taken(made("Orders 2")))));
    let flow = stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    let taken = Taken { name: "Orders".into(), proposal: "Orders 3".into(), is_free: true };
    assert_eq!(flow, Flow::Detour(Visit::NameTaken(taken), Step::Review.into()));
    assert_eq!(stage.shared.notice.unwrap().detail.unwrap(), "exists · HTTP 409 · trace trace-1");
}

#[test]
fn a_taken_credential_is_pointed_at_too() {
    let mut stage = sending(CredentialChoice::New("ada".into()));
    refuse(&mut stage, refusal(FailureKind::Conflict, 409, "", "exists"));
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    stage.answer(Answer::CheckCredential(Ok(CredentialCheck::Taken(existing("ada")))));
    let flow = stage.answer(Answer::CheckCredential(Ok(CredentialCheck::Free)));
    let taken = Taken { name: "ada".into(), proposal: "ada 2".into(), is_free: true };
    assert_eq!(flow, Flow::Detour(Visit::CredentialTaken(taken), Step::Review.into()));
}

#[test]
fn a_proposal_that_could_not_be_checked_is_not_called_free() {
    for answer in [Ok(NameCheck::Unchecked), Err(Failure::new(FailureKind::Forbidden, "looking the name up"))] {
        let mut stage = sending(CredentialChoice::Embedded);
        refuse(&mut stage, refusal(FailureKind::Conflict, 409, "", "exists"));
        stage.answer(Answer::CheckName(Ok(NameCheck::Taken(made("Orders")))));
        assert_eq!(stage.answer(Answer::CheckName(answer)).screen(), Some(Step::Details.into()));
        assert!(stage.told().ends_with("Try “Orders 2”.") && !stage.told().contains("free"), "{}", stage.told());
    }
}

#[test]
fn a_clash_that_nobody_can_see_stays_with_a_sentence() {
    let mut stage = sending(CredentialChoice::Embedded);
    refuse(&mut stage, refusal(FailureKind::Conflict, 409, "", "exists"));
    assert_eq!(stage.answer(Answer::CheckName(Ok(NameCheck::Free))), Flow::Stay);
    assert!(stage.told().contains("another user"));
    assert_eq!(sent(&mut stage), 0);
}

#[test]
fn too_many_requests_count_down_and_send_the_same_request_again() {
    let mut stage = stage();
    stage.press(ENTER);
    stage.press(ENTER);
    let first = requests(&mut stage).pop().unwrap();
    refuse(&mut stage, refusal(FailureKind::RateLimited(Duration::from_secs(12)), 429, "HTTP-429", ""));
    let asked = stage.asked();
    assert_eq!(asked, [(first, Duration::from_secs(12))]);
    assert!(stage.shot(80, 24).contains("sent again in 12 s"));
    stage.wait(Duration::from_millis(4500));
    assert!(stage.shot(80, 24).contains("sent again in 8 s"));
    assert!(stage.screen.due(&stage.shared, stage.now).unwrap() <= stage.now + Duration::from_secs(1));
    stage.wait(Duration::from_secs(9));
    assert!(stage.shot(80, 24).contains("creating the connection · 1 s"));
    assert_eq!(stage.answer(Answer::Create(Ok(Created::Made(made("Orders"))))).screen(), Some(Step::Done.into()));
}

#[test]
fn esc_during_the_countdown_means_that_nothing_was_made() {
    let mut stage = sending(CredentialChoice::Embedded);
    refuse(&mut stage, refusal(FailureKind::RateLimited(Duration::from_secs(12)), 429, "", ""));
    assert_eq!(sent(&mut stage), 1);
    stage.wait(Duration::from_secs(5));
    assert_eq!(stage.press(ESC), Flow::Stay);
    assert!(cancelled(&stage) && requests(&mut stage).is_empty());
    assert!(stage.screen.creating.is_idle(&stage.shared) && !stage.shared.writes.is_open());
    assert!(stage.told().contains("Nothing was created"));
}

#[test]
fn esc_in_the_last_moment_of_the_countdown_is_not_trusted() {
    let mut stage = sending(CredentialChoice::Embedded);
    refuse(&mut stage, refusal(FailureKind::RateLimited(Duration::from_secs(12)), 429, "", ""));
    stage.asked();
    stage.wait(Duration::from_millis(11_900));
    stage.press(ESC);
    assert!(matches!(requests(&mut stage)[..], [Request::Tenant(_, Call::LookUp(..))]));
}

#[test]
fn a_host_that_cannot_be_reached_got_nothing() {
    let mut stage = sending(CredentialChoice::Embedded);
    let failure = Failure::new(FailureKind::Unreachable(Unreachable::Refused), "creating the connection");
    assert_eq!(refuse(&mut stage, failure), Flow::Stay);
    assert!(stage.told().contains("Nothing was sent"));
    assert!(!stage.shared.writes.is_open());
    assert_eq!(sent(&mut stage), 0);
    stage.press(ENTER);
    assert_eq!(sent(&mut stage), 1);
}

#[test]
fn a_missing_route_offers_the_other_dialect_and_switches_nothing_by_itself() {
    let mut stage = sending(CredentialChoice::Embedded);
    assert_eq!(refuse(&mut stage, Failure::new(FailureKind::NoRoute, "creating the connection")), Flow::Stay);
    assert_eq!(stage.shared.dialect, Dialect::V1);
    assert!(stage.shot(80, 24).contains("Ctrl+T"));
    stage.press(Key::ctrl('t'));
    assert_eq!(stage.shared.dialect, Dialect::Connectivity);
    assert!(requests(&mut stage).is_empty());
    let shot = stage.shot(100, 20);
    assert!(shot.contains("/api/connectivity/") || shot.contains("Review"), "{shot}");
    stage.press(ENTER);
    assert_eq!(sent(&mut stage), 0, "another request has to be read anew");
    assert!(stage.shot(100, 60).contains("POST /api/connectivity/data-connections"));
    stage.press(Key::ctrl('t'));
    assert_eq!(stage.shared.dialect, Dialect::Connectivity);
}

#[test]
fn a_refused_code_may_be_tried_once_more_and_not_a_third_time() {
    let mut stage = consented();
    press_create(&mut stage);
    let refused = || refusal(FailureKind::Invalid, 400, "", "The authorization code is expired");
    assert_eq!(refuse(&mut stage, refused()).screen(), Some(Step::Authorize.into()));
    assert_eq!(stage.shared.draft.of().code_refused.as_ref().unwrap().times, 1);
    assert!(stage.shared.draft.authorized().is_some());
    come_back(&mut stage);
    press_create(&mut stage);
    assert_eq!(refuse(&mut stage, refused()).screen(), Some(Step::Authorize.into()));
    come_back(&mut stage);
    assert_eq!(stage.press(ENTER).screen(), Some(Step::Authorize.into()));
    assert_eq!(sent(&mut stage), 0);
    assert!(!format!("{:?}", stage.shared).contains(MARKER));
}
