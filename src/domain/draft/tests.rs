use serde_json::{Value, json};

use super::*;
use crate::domain::{
    credential::{Credential, CredentialId},
    dialect::Purpose,
    space::{Space, SpaceId, SpaceKind},
};

fn source(id: &str) -> DataSource {
    DataSource {
        id: SourceId(id.into()),
        title: None,
        provider_name: "p".into(),
        provider: "p.exe".into(),
        disabled: false,
    }
}

fn spec(names: &[&str]) -> Arc<Spec> {
    let members: serde_json::Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), json!({"type": "string"}))).collect();
    Arc::new(Spec::read(&json!({"connectionProperties": {"properties": members}})).unwrap())
}

fn open(name: &str, value: &str) -> Entered {
    Entered { name: name.into(), value: Json::text(value), credential: false }
}

fn login(name: &str, value: &str) -> Entered {
    Entered { name: name.into(), value: Json::Secret(Secret::new(value)), credential: true }
}

fn draft(id: &str, names: &[&str], entered: Vec<Entered>) -> Draft {
    let mut draft = Draft::default();
    let tenant = Tenant::parse("acme.eu.qlikcloud.com").unwrap();
    draft.choose_tenant(tenant.clone());
    draft.here_mut().session =
        Some(Session { tenant, access: crate::domain::access::Access::Token(Secret::new("k")), dialect: Dialect::V1 });
    draft.here_mut().space = Some(SpaceChoice::In(Space {
        id: SpaceId("space-1".into()),
        name: "Sales".into(),
        kind: SpaceKind::Shared,
        description: String::new(),
    }));
    draft.choose_source(source(id), spec(names));
    draft.of_mut().credential = Some(CredentialChoice::Embedded);
    draft.of_mut().details = Some(Details { name: "n".into(), entered, browser: None, code: None, files: Vec::new() });
    draft
}

fn properties(draft: &Draft) -> Value {
    let call = Dialect::V1.create(&draft.connection().unwrap(), Purpose::Create);
    serde_json::from_str::<Value>(&call.body.wire()).unwrap()["connectionProperties"].clone()
}

fn s3() -> Draft {
    let names = ["accessKey", "secretKey", "region", "bucketName", SEPARATE, CREDENTIALS_NAME, SELECTED_CREDENTIALS];
    let access = Entered { credential: true, ..open("accessKey", "AK") };
    let entered = vec![access, login("secretKey", "SK"), open("region", "r"), open("bucketName", "b")];
    draft("File_AmazonS3Connector", &names, entered)
}

#[test]
fn each_mode_sends_what_the_tutorial_sends() {
    let mut draft = s3();
    assert_eq!(properties(&draft), json!({"accessKey": "AK", "secretKey": "SK", "region": "r", "bucketName": "b"}));
    draft.of_mut().credential = Some(CredentialChoice::New("serviceAccount123".into()));
    assert_eq!(
        properties(&draft),
        json!({"accessKey": "AK", "secretKey": "SK", "region": "r", "bucketName": "b",
            "separateCredentials": "true", "credentialsName": "serviceAccount123"})
    );
    draft.of_mut().credential = Some(CredentialChoice::Existing(Credential {
        id: CredentialId("c-1".into()),
        name: "serviceAccount123".into(),
        source: None,
        separated: None,
        connections: None,
        created: None,
    }));
    assert_eq!(
        properties(&draft),
        json!({"region": "r", "bucketName": "b", "separateCredentials": "true", "selectedCredentials": "c-1"})
    );
}

#[test]
fn switching_the_source_hides_what_hung_on_it_and_switching_back_restores_it() {
    let mut draft = s3();
    let before = draft.connection();
    draft.choose_source(source("other"), spec(&["x"]));
    assert!(!draft.is_done(Step::Details) && draft.connection().is_none());
    draft.choose_source(source("File_AmazonS3Connector"), spec(&["bucketName"]));
    assert_eq!(draft.connection(), before);
}

#[test]
fn switching_the_tenant_and_back_restores_every_answer() {
    let mut draft = s3();
    draft.choose_tenant(Tenant::parse("other.eu.qlikcloud.com").unwrap());
    assert!(draft.here().session.is_none() && draft.here().source.is_none());
    draft.choose_tenant(Tenant::parse("acme.eu.qlikcloud.com").unwrap());
    assert!(draft.connection().is_some());
}

#[test]
fn a_code_goes_stale_with_any_change_of_what_was_asked() {
    let mut draft = draft("gbq", &["OAuthMechanism", "Catalog", "authCode"], vec![open("OAuthMechanism", "1")]);
    assert_eq!(draft.consent(), Consent::Needed);
    assert!(draft.connection().is_none());
    let asked = draft.connection_without_code().unwrap();
    assert_eq!(asked.properties[1], ("authCode".to_owned(), Json::text("")));
    let code = Secret::new("4/0Ab");
    draft.of_mut().authorized = Some(Authorized { code, asked, dialect: Dialect::V1 });
    assert_eq!(properties(&draft), json!({"OAuthMechanism": "1", "authCode": "4/0Ab"}));
    draft.of_mut().details.as_mut().unwrap().name = "other".into();
    assert!(draft.connection().is_none());
    draft.of_mut().details.as_mut().unwrap().name = "n".into();
    assert!(draft.connection().is_some());
}

#[test]
fn another_user_does_not_go_on_with_the_space_the_credential_and_the_code_of_the_one_before() {
    let me = |id: &str| Me {
        user_id: id.into(),
        name: id.into(),
        email: None,
        subject: id.into(),
        tenant_id: None,
        tenant_name: None,
        created: None,
        is_admin: None,
    };
    let credential = Credential {
        id: CredentialId("id".into()),
        name: "ada".into(),
        source: None,
        created: None,
        connections: None,
        separated: None,
    };
    let mut draft = draft("gbq", &["OAuthMechanism", "authCode"], vec![open("OAuthMechanism", "1")]);
    let session = draft.here().session.clone().unwrap();
    draft.sign_in(session.clone(), me("u-1"));
    let asked = draft.connection_without_code().unwrap();
    draft.of_mut().authorized = Some(Authorized { code: Secret::new("4/0"), asked, dialect: Dialect::V1 });
    draft.here_mut().me = None;
    assert!(!draft.sign_in(session.clone(), me("u-1")), "whoever proves once more who they are keeps everything");
    assert!(draft.connection().is_some());

    assert!(draft.sign_in(session.clone(), me("u-2")));
    assert!(!draft.is_done(Step::Space) && draft.of().authorized.is_none());
    assert!(draft.is_done(Step::Credentials) && draft.is_done(Step::Details), "nothing of them is anybody's login");
    draft.of_mut().credential = Some(CredentialChoice::New("ada".into()));
    draft.of_mut().details.as_mut().unwrap().entered.push(login("password", "p"));
    assert!(draft.sign_in(session.clone(), me("u-3")));
    assert!(
        !draft.is_done(Step::Credentials) && !draft.is_done(Step::Details),
        "a login is not sent as somebody else's"
    );

    draft.of_mut().credential = Some(CredentialChoice::Existing(credential));
    draft.choose_source(source("other"), spec(&["x"]));
    assert!(draft.sign_in(session, me("u-1")));
    draft.choose_source(source("gbq"), spec(&["OAuthMechanism", "authCode"]));
    assert!(draft.of().credential.is_none(), "not at another source either");
}

#[test]
fn a_service_account_needs_no_consent_and_an_undecided_source_may() {
    let mut draft = draft("gbq", &["OAuthMechanism", "authCode"], vec![open("OAuthMechanism", "0")]);
    assert_eq!(draft.consent(), Consent::NotNeeded);
    assert_eq!(draft.after(Step::Details), Some(Step::Review));
    draft.of_mut().details = None;
    assert_eq!(draft.consent(), Consent::IfNeeded);
    assert!(draft.is_shown(Step::Authorize));
}

#[test]
fn a_condition_compares_values_that_are_no_strings_by_their_text() {
    for value in [json!(1), json!("1")] {
        let entered = vec![Entered { name: "OAuthMechanism".into(), value: Json::Plain(value), credential: false }];
        assert_eq!(draft("gbq", &["OAuthMechanism", "authCode"], entered).consent(), Consent::Needed);
    }
    for value in [json!(0), json!(true), json!(10)] {
        let entered = vec![Entered { name: "OAuthMechanism".into(), value: Json::Plain(value), credential: false }];
        assert_eq!(draft("gbq", &["OAuthMechanism", "authCode"], entered).consent(), Consent::NotNeeded);
    }
}

#[test]
fn a_property_that_the_person_named_takes_the_code() {
    let mut draft = draft("invented", &["host", "pin"], vec![open("host", "h")]);
    assert_eq!(draft.consent(), Consent::NotNeeded);
    draft.of_mut().details.as_mut().unwrap().code = Some("pin".into());
    assert_eq!((draft.consent(), draft.after(Step::Details)), (Consent::Needed, Some(Step::Authorize)));
    let asked = draft.connection_without_code().unwrap();
    assert_eq!(asked.properties[1], ("pin".to_owned(), Json::text("")));
    draft.of_mut().authorized = Some(Authorized { code: Secret::new("4/0"), asked, dialect: Dialect::V1 });
    assert_eq!(properties(&draft), json!({"host": "h", "pin": "4/0"}));
}

#[test]
fn a_code_that_is_brought_along_needs_no_consent() {
    let mut draft = draft("invented", &["host", "authCode"], vec![open("host", "h"), login("authCode", "4/0")]);
    draft.of_mut().details.as_mut().unwrap().browser = Some(false);
    assert_eq!(draft.consent(), Consent::NotNeeded);
    assert_eq!(properties(&draft), json!({"host": "h", "authCode": "4/0"}));
}

#[test]
fn a_personal_space_is_named_by_whoever_is_acted_as() {
    let mut here = AtTenant::default();
    assert_eq!(here.personal_space(), "your personal space");
    here.me = Some(Me {
        user_id: "u-bot".into(),
        name: "Nightly loader".into(),
        email: None,
        subject: "qlikbot\\1".into(),
        tenant_id: None,
        tenant_name: None,
        created: None,
        is_admin: None,
    });
    assert_eq!(here.personal_space(), "Nightly loader's personal space");
}

#[test]
fn what_is_required_and_empty_is_named_as_far_as_it_is_asked_for() {
    assert_eq!(s3().left_empty(), Vec::<String>::new());
    let mut empty = s3();
    empty.of_mut().details.as_mut().unwrap().entered.retain(|entered| entered.name == "region");
    assert_eq!(empty.left_empty(), ["Access key", "Secret key", "Bucket"]);
    // Credentials that exist have theirs.
    let credential = Credential {
        id: CredentialId("c-1".into()),
        name: "mine".into(),
        source: None,
        separated: None,
        connections: None,
        created: None,
    };
    empty.of_mut().credential = Some(CredentialChoice::Existing(credential));
    assert_eq!(empty.left_empty(), ["Bucket"]);
    // One of several would do; which are asked for hangs on another answer.
    let names = ["host", "username", "password", "privateKey"];
    let sftp = draft("File_FileTransferConnector", &names, vec![open("host", "h"), login("username", "u")]);
    assert_eq!(sftp.left_empty().len(), 1, "{:?}", sftp.left_empty());
}
