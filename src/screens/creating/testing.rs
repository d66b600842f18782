//! Finished answers, refusals and looks at pictures, for the tests of the last three steps.

use serde_json::json;

use crate::{
    domain::{
        connection::Connection,
        credential::{Credential, CredentialChoice, CredentialId},
        draft::{Details, Entered},
        failure::{Failure, FailureKind, Told},
        http::Json,
        request::{Manner, Request},
        secret::Secret,
        space::SpaceChoice,
    },
    kit::{
        effect::Effect,
        keys::{Code, Key},
        screen::Screen,
        shared::{CreatedConnection, Shared},
    },
    screens::testing::{Stage, source, space, spec},
    ui::Draw,
};

pub const ENTER: Key = Key::plain(Code::Enter);
pub const ESC: Key = Key::plain(Code::Esc);
pub const TAB: Key = Key::plain(Code::Tab);
/// What must never be seen.
pub const MARKER: &str = "marker-of-a-secret";

fn entered(name: &str, value: Json, credential: bool) -> Entered {
    Entered { name: name.into(), value, credential }
}

/// All answers for Amazon S3 in the space Sales.
pub fn s3(shared: &mut Shared, credential: CredentialChoice) {
    let members = json!({"accessKey": {"type": "string"}, "secretKey": {"type": "string"}, "region": {"type": "string"},
        "bucketName": {"type": "string"}, "separateCredentials": {}, "credentialsName": {}, "selectedCredentials": {}});
    shared.draft.here_mut().space = Some(SpaceChoice::In(space("Sales")));
    shared.draft.choose_source(source("File_AmazonS3Connector"), spec(&members));
    let of = shared.draft.of_mut();
    of.credential = Some(credential);
    of.details = Some(Details {
        name: "Orders".into(),
        entered: vec![
            entered("accessKey", Json::text("AK"), true),
            entered("secretKey", Json::Secret(Secret::new(MARKER)), true),
            entered("region", Json::text("eu-central-1"), false),
            entered("bucketName", Json::text("orders"), false),
        ],
        browser: None,
        code: None,
        files: Vec::new(),
    });
}

/// All answers for Google BigQuery with the consent of a person.
pub fn gbq(shared: &mut Shared) {
    let members = json!({"OAuthMechanism": {"type": "string", "enum": ["0", "1"]}, "Catalog": {"type": "string"}, "authCode": {"type": "string"},
        "separateCredentials": {}, "credentialsName": {}, "selectedCredentials": {}});
    shared.draft.here_mut().space = Some(SpaceChoice::In(space("Sales")));
    shared.draft.choose_source(source("gbq"), spec(&members));
    let of = shared.draft.of_mut();
    of.credential = Some(CredentialChoice::Embedded);
    of.details = Some(Details {
        name: "Clicks".into(),
        entered: vec![
            entered("OAuthMechanism", Json::text("1"), false),
            entered("Catalog", Json::text("project-1"), false),
        ],
        browser: None,
        code: None,
        files: Vec::new(),
    });
}

pub fn existing(name: &str) -> Credential {
    Credential {
        id: CredentialId(format!("id of {name}")),
        name: name.into(),
        source: None,
        separated: Some(true),
        connections: None,
        created: None,
    }
}

/// A connection as the tenant answers with it.
pub fn made(name: &str) -> Box<Connection> {
    Box::new(Connection {
        id: "c-1".into(),
        name: name.into(),
        space: Some("id of Sales".into()),
        source: Some("File_AmazonS3Connector".into()),
        credential: Some("cred-1".into()),
        owner: Some("u-1".into()),
        tags: vec!["DcaasAPI:x".into(), "nightly".into()],
        created: Some("2026-01-01T10:00:00Z".into()),
        ..Connection::default()
    })
}

/// Notes that a connection was made of the answers there are.
pub fn note_made(shared: &mut Shared, connection: Connection) {
    let sent = shared.draft.connection().or_else(|| shared.draft.connection_without_code()).unwrap();
    let session = shared.draft.here().session.clone().unwrap();
    let made = CreatedConnection::new(session, sent, connection, None, &shared.draft);
    shared.made.push(made);
}

/// A refusal in the tenant's own words.
pub fn refusal(kind: FailureKind, status: u16, code: &str, detail: &str) -> Failure {
    Failure {
        status: Some(status),
        told: vec![Told { code: code.into(), title: String::new(), detail: detail.into() }],
        trace_id: Some("trace-1".into()),
        ..Failure::new(kind, "creating the connection")
    }
}

/// How often what may create was sent since this was last looked at.
pub fn sent<S: Screen + Draw + Default>(stage: &mut Stage<S>) -> usize {
    stage.asked().iter().filter(|(request, _)| request.asked().manner() == Manner::Write).count()
}

/// The requests since this was last looked at.
pub fn requests<S: Screen + Draw + Default>(stage: &mut Stage<S>) -> Vec<Request> {
    stage.asked().into_iter().map(|(request, _)| request).collect()
}

/// Whether something was cancelled.
pub fn cancelled<S>(stage: &Stage<S>) -> bool {
    stage.effects.iter().any(|effect| matches!(effect, Effect::Cancel(_)))
}

/// Draws the screen at very many sizes; nothing secret is in any picture.
pub fn at_every_size<S: Screen + Draw + Default>(stage: &Stage<S>) {
    let columns = (0..12).chain((12..=130).step_by(13)).chain([40, 60, 80, 120]);
    for columns in columns {
        for rows in (0..12).chain((12..=45).step_by(8)).chain([18, 24, 40]) {
            assert!(!stage.shot(columns, rows).contains(MARKER));
        }
    }
}
