//! Acting as another user from nothing to the end: set up, tested, used, found again, taken away. And what connections leave
//! behind.

use qonnect::{
    domain::{
        access::{Access, UserRef},
        credential::CredentialId,
        dialect::Dialect,
        failure::FailureKind,
        property::{CREDENTIALS_NAME, SEPARATE},
        setup::{MadePart, NewImpersonator, NewPart, NewProvider, NewWebIntegration, PartLookup, WantedParts},
    },
    standin::Config,
};

use crate::{
    access::{Stage, signed, signer},
    common::{made, s3, session_as},
    keys::{ISSUER, KEY_ID, pair},
};

fn wanted() -> WantedParts {
    WantedParts {
        provider: Some((ISSUER.into(), KEY_ID.into())),
        web_integration: Some("qonnect".into()),
        client: Some("qonnect impersonation".into()),
    }
}

fn new_provider(tenant_id: &str, key_id: &str) -> NewProvider {
    NewProvider {
        tenant_id: tenant_id.into(),
        issuer: ISSUER.into(),
        key_id: key_id.into(),
        certificate: pair().certificate.clone(),
        description: "qonnect".into(),
    }
}

#[tokio::test]
async fn a_set_up_is_made_step_by_step_found_again_and_taken_away() {
    let stage = Stage::start(Config::default()).await;
    let (client, admin) = (&stage.client, stage.admin());
    let me = client.sign_in(&admin).await.unwrap();
    let before = client.inspect_set_up(&admin, &wanted()).await;
    assert_eq!(
        (&before.provider, &before.web_integration, &before.client),
        (&PartLookup::Absent, &PartLookup::Absent, &PartLookup::Absent)
    );

    let tenant_id = me.tenant_id.unwrap();
    let provider = client.make_part(&admin, &NewPart::Provider(new_provider(&tenant_id, KEY_ID))).await.unwrap();
    assert_eq!(provider.name, ISSUER);
    // Here a set-up may stop half way; the next look says how far it came.
    let half = client.inspect_set_up(&admin, &wanted()).await;
    assert!(matches!(&half.provider, PartLookup::Found(found) if found.id == provider.id));
    assert_eq!(half.web_integration, PartLookup::Absent);
    let other = WantedParts { provider: Some((ISSUER.into(), "rotated".into())), ..WantedParts::default() };
    let other = client.inspect_set_up(&admin, &other).await;
    assert_eq!(
        (&other.provider, other.same_issuer.len(), &other.client),
        (&PartLookup::Absent, 1, &PartLookup::Unasked)
    );

    let new = NewWebIntegration { name: "qonnect".into(), origins: vec!["https://portal.example.com".into()] };
    let integration = client.make_part(&admin, &NewPart::WebIntegration(new)).await.unwrap();
    let new = NewImpersonator { name: "qonnect impersonation".into(), description: "made by a test".into() };
    let impersonator = client.make_part(&admin, &NewPart::Client(new)).await.unwrap();
    assert!(!impersonator.trusted && impersonator.secret.is_some());
    assert!(!format!("{impersonator:?}").contains(impersonator.secret.as_ref().unwrap().expose()));

    // Untrusted, it is of no use yet.
    let creator = client.sign_in(&stage.creator()).await.unwrap();
    let access = Access::Impersonation {
        client_id: impersonator.id.clone(),
        secret: impersonator.secret.clone().unwrap(),
        user: UserRef::Subject(creator.subject.clone()),
    };
    assert!(client.sign_in(&stage.session(access.clone())).await.is_err());
    client.make_part(&admin, &NewPart::Trust(impersonator.id.clone())).await.unwrap();
    let further = client.make_part(&admin, &NewPart::Secret(impersonator.id.clone())).await.unwrap();
    let by_further = Access::Impersonation {
        client_id: impersonator.id.clone(),
        secret: further.secret.clone().unwrap(),
        user: UserRef::Subject(creator.subject.clone()),
    };
    assert_eq!(client.sign_in(&stage.session(by_further)).await.unwrap().user_id, creator.user_id);
    let made = MadePart::ClientSecret(impersonator.id.clone(), further.hint.unwrap());
    client.remove_part(&admin, &made).await.unwrap();
    let found = client.user_by_subject(&admin, &creator.subject).await.unwrap();
    assert_eq!(found.map(|user| user.id), Some(creator.user_id.clone()));
    assert_eq!(client.user_by_subject(&admin, "auth0|nobody").await.unwrap(), None);
    assert_eq!((me.is_admin, creator.is_admin), (Some(true), Some(false)));
    assert_eq!(client.sign_in(&stage.session(access)).await.unwrap().user_id, creator.user_id);
    let signed_in = client.sign_in(&stage.session(signed(signer(&creator.subject)))).await.unwrap();
    assert_eq!(signed_in.user_id, creator.user_id);

    let after = client.inspect_set_up(&admin, &wanted()).await;
    assert!(matches!(&after.web_integration, PartLookup::Found(found) if found.id == integration.id));
    assert!(
        matches!(&after.client, PartLookup::Found(found) if found.id == impersonator.id && found.trusted == Some(true))
    );

    for thing in [
        MadePart::Provider(provider.id),
        MadePart::WebIntegration(integration.id),
        MadePart::Impersonator(impersonator.id),
    ] {
        client.remove_part(&admin, &thing).await.unwrap();
        assert_eq!(client.remove_part(&admin, &thing).await.unwrap_err().kind, FailureKind::NotFound);
    }
    let gone = client.inspect_set_up(&admin, &wanted()).await;
    assert_eq!(gone, before);
    assert!(client.sign_in(&stage.session(signed(signer("late\\one")))).await.is_err());
}

#[tokio::test]
async fn the_key_never_leaves_and_the_log_has_no_secret() {
    let stage = Stage::start(Config::default()).await;
    stage.with_provider().await;
    stage.client.sign_in(&stage.session(signed(signer("new\\ann")))).await.unwrap();
    stage.client.sign_in(&stage.session(stage.machine("m2m"))).await.unwrap();
    let told = format!("{:?}", stage.lines.lock().unwrap());
    for secret in [stage.card("m2m").secret.as_deref().unwrap(), "PRIVATE", "eyJ", "eas.sid"] {
        assert!(!told.contains(secret), "{secret}");
    }
    let session = format!("{:?}", stage.session(signed(signer("new\\ann"))));
    assert!(!session.contains("PRIVATE") && !session.contains("MII"), "{session}");
}

#[tokio::test]
async fn whoever_may_not_set_up_is_told_so_and_nothing_is_believed_absent() {
    let stage = Stage::start(Config::default()).await;
    let found = stage.client.inspect_set_up(&stage.creator(), &wanted()).await;
    assert!(
        matches!(&found.provider, PartLookup::Failed(failure) if failure.kind == FailureKind::Forbidden),
        "{found:?}"
    );
    let failure =
        stage.client.make_part(&stage.creator(), &NewPart::Provider(new_provider("T", KEY_ID))).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Forbidden);
    // An administrator of another tenant is none here.
    let failure = stage
        .client
        .make_part(&stage.admin(), &NewPart::Provider(new_provider("another-tenant", KEY_ID)))
        .await
        .unwrap_err();
    assert_eq!(failure.kind, FailureKind::Forbidden);
    assert_eq!(stage.count("POST", "/api/v1/identity-providers"), 2);
}

#[tokio::test]
async fn a_provider_whose_answer_is_lost_is_found_by_looking_and_not_made_twice() {
    let stage = Stage::start(Config {
        faults: vec!["POST|identity-providers|cut-after|1".parse().unwrap()],
        ..Config::default()
    })
    .await;
    let tenant_id = stage.client.sign_in(&stage.admin()).await.unwrap().tenant_id.unwrap();
    let failure =
        stage.client.make_part(&stage.admin(), &NewPart::Provider(new_provider(&tenant_id, KEY_ID))).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::OutcomeUnknown);
    assert_eq!(stage.count("POST", "/api/v1/identity-providers"), 1);
    let found = stage.client.inspect_set_up(&stage.admin(), &wanted()).await;
    assert!(matches!(found.provider, PartLookup::Found(_)));
}

#[tokio::test]
async fn separated_credentials_made_as_another_user_belong_to_that_user() {
    let stage = Stage::start(Config::default()).await;
    stage.with_provider().await;
    let creator = stage.client.sign_in(&stage.creator()).await.unwrap();
    let user = UserRef::Id(creator.user_id.clone());
    for (name, access) in [("by-oauth", stage.impersonation(user)), ("by-jwt", signed(signer(&creator.subject)))] {
        let session = stage.session(access);
        let mut new = s3(name, None);
        new.properties.push((SEPARATE.to_owned(), qonnect::domain::http::Json::text("true")));
        new.properties.push((CREDENTIALS_NAME.to_owned(), qonnect::domain::http::Json::text(name)));
        made(stage.client.create(&session, &new).await.unwrap());
        // The user sees it with a key of their own; the administrator, who is somebody else, does not.
        let own = stage.client.find_credential(&stage.creator(), name).await.unwrap().unwrap();
        assert_eq!(own.credential.name, name);
        assert_eq!(stage.client.find_credential(&stage.admin(), name).await.unwrap(), None);
    }
}

#[tokio::test]
async fn unused_credentials_are_listed_found_by_name_or_id_and_deleted() {
    let stage = Stage::start(Config { furnished: true, ..Config::default() }).await;
    let creator = stage.creator();
    let orphans = stage.client.unused_credentials(&creator).await.unwrap();
    let old = orphans.iter().find(|orphan| orphan.credential.name == "old laptop key").unwrap();
    let me = stage.client.sign_in(&creator).await.unwrap();
    assert_eq!(old.owner.as_deref().unwrap_or(&me.user_id), me.user_id);

    let by_name = stage.client.find_credential(&creator, "warehouse key").await.unwrap().unwrap();
    assert_eq!(by_name.credential.connections, Some(1));
    let by_id = stage.client.find_credential(&creator, &by_name.credential.id.0).await.unwrap().unwrap();
    assert_eq!(by_id.credential.name, "warehouse key");
    for word in ["nothing of that name", "..", ""] {
        assert_eq!(stage.client.find_credential(&creator, word).await.unwrap(), None, "{word}");
    }

    stage.client.delete_credential(&creator, &old.credential.id).await.unwrap();
    let again = stage.client.delete_credential(&creator, &old.credential.id).await.unwrap_err();
    assert_eq!(again.kind, FailureKind::NotFound);
    assert_eq!(stage.client.find_credential(&creator, "old laptop key").await.unwrap(), None);
    let gone = CredentialId("00000000-0000-0000-0000-000000000000".into());
    assert!(stage.client.delete_credential(&creator, &gone).await.is_err());
    // Whoever may not look is told so.
    let viewer = session_as(stage.standin.url(), stage.standin.key("viewer"), Dialect::V1);
    let failure = stage.client.unused_credentials(&viewer).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Forbidden);
}
