//! The published bodies of `qlik-cloud-api.md` section 19.1: each can be filled in by keyboard, and is sent key for key.

use super::*;
use crate::{
    domain::{draft::Authorized, local::ReadFile, secret::Secret},
    screens::testing::session,
};

const BODIES: &str = r#"
{"mssql":     {"host":"h","port":"1433","database":"d","username":"u","password":"p"},
 "DG_mssql":  {"gatewayInstance":"g","host":"h","port":"1433","database":"d","username":"u","password":"p"},
 "mysql":     {"host":"h","port":"3306","database":"d","username":"u","password":"p"},
 "teradata":  {"host":"h","port":"1025","db":"d","username":"u","password":"p"},
 "snowflake": {"server":"h","port":"443","database":"d","schema":"s","warehouse":"w","role":"r","username":"u","password":"p"},
 "snowflake key pair": {"server":"h","port":"443","username":"u","authenticator":"snowflake_jwt","PRIV_KEY_FILE":[{"name":"k.p8","value":"<b64>"}]},
 "databricks":{"host":"h","port":"443","Catalog":"c","Schema":"s","HTTPPath":"/p","AuthMech":"3","username":"u","password":"p","SSL":"true"},
 "gbq service":{"OAuthMechanism":"0","Email":"e","Catalog":"c","KeyFilePath":[{"name":"k.p12","value":"<b64>"}],"P12CustomPwd":"p"},
 "gbq user":  {"OAuthMechanism":"1","Catalog":"c","authCode":"<code>"},
 "athena":    {"AwsRegion":"r","Catalog":"c","Schema":"s","Workgroup":"w","AuthenticationType":"IAM Credentials","username":"u","password":"p","S3OutputLocation":"s3://b"},
 "File_AmazonS3ConnectorV2":{"accessKey":"a","secretKey":"s","region":"us-east-1","bucketName":"b"},
 "File_GoogleCloudStorageConnector":{"serviceAccountKeyFile":[{"name":"k.json","value":"<b64>"}],"bucketName":"b"},
 "File_FileTransferConnector":{"host":"h","sftpPort":"22","publicKeyAlgorithm":"RSA","publicKeyFingerprint":"SHA256:…","username":"u","password":"p"},
 "rest":      {"url":"https://h/p","authSchema":"basic","username":"u","password":"p"}}"#;

const FIXTURES: [&str; 3] = [
    include_str!("../../../../assets/standin/sources-files.json"),
    include_str!("../../../../assets/standin/sources-databases.json"),
    include_str!("../../../../assets/standin/sources-gateway.json"),
];

/// What the stand-in describes for a source.
fn properties(id: &str) -> Value {
    let sources = FIXTURES.iter().flat_map(|text| serde_json::from_str::<Vec<Value>>(text).unwrap());
    sources.into_iter().find(|source| source["dataSourceId"] == id).unwrap()["properties"].clone()
}

/// Goes to the field as a person does who unfolds the form and walks through it.
fn go_to(stage: &mut Stage<State>, name: &str) {
    let at = stage.screen.fields.find(name).unwrap_or_else(|| panic!("no field {name}"));
    stage.press(FIRST);
    for _ in 0..80 {
        let is_shown = stage.screen.fields.form.visible().any(|input| input.key() == at);
        match row(stage) {
            here if here == at => return,
            Row::Fold if !is_shown => stage.press(ENTER),
            _ => stage.press(Key::TAB),
        };
    }
    panic!("{name} cannot be reached:\n{}", stage.shot(80, 60));
}

fn fill(stage: &mut Stage<State>, name: &str, value: &Value) {
    go_to(stage, name);
    if let Some(file) = value.get(0) {
        let (file, content) = (file["name"].as_str().unwrap(), file["value"].as_str().unwrap());
        stage.type_text(&format!("/{file}"));
        stage.press(ENTER);
        let read = ReadFile { name: file.into(), path: file.into(), bytes: 1, content: Secret::new(content) };
        stage.answer(Answer::ReadFile(Ok(read)));
        return;
    }
    let value = value.as_str().unwrap();
    let at = stage.screen.fields.find(name).unwrap();
    for _ in 0..60 {
        let input = stage.screen.fields.form.get(at).unwrap();
        if !input.picks() || input.text() == value {
            break;
        }
        stage.press(RIGHT);
    }
    if stage.screen.fields.form.text(at) != value {
        stage.type_text(value);
    }
}

#[test]
fn the_form_of_each_published_body_can_be_filled_in_and_sends_exactly_that_body() {
    let bodies: serde_json::Map<String, Value> = serde_json::from_str(BODIES).unwrap();
    assert_eq!(bodies.len(), 14);
    for (title, body) in bodies {
        let id = title.split(' ').next().unwrap();
        let mut stage = stage_of(id, &properties(id));
        name(&mut stage, "n");
        if body.get("gatewayInstance").is_some() {
            let gateway = Gateway { id: "g".into(), name: "Head office".into(), default: true };
            stage.answer(Answer::ListGateways(Ok(vec![gateway])));
        }
        // What decides about other fields comes first.
        let deciding = ["OAuthMechanism", "authenticator", "authSchema", "AuthMech", "AuthenticationType"];
        let members = body.as_object().unwrap();
        let (first, then): (Vec<_>, Vec<_>) = members.iter().partition(|(key, _)| deciding.contains(&key.as_str()));
        for key in deciding.into_iter().filter(|key| !members.contains_key(*key)) {
            // What is proposed is none of the body's.
            if stage.screen.fields.find(key).is_some() {
                go_to(&mut stage, key);
                stage.press(Key::plain(Code::Delete));
            }
        }
        for (key, value) in first.into_iter().chain(then).filter(|(key, _)| *key != "authCode") {
            fill(&mut stage, key, value);
        }
        // Some published bodies have a known mistake.
        if next(&mut stage) == Flow::Stay && stage.told().ends_with("Press Enter again to go on.") {
            next(&mut stage);
        }
        assert!(stage.shared.draft.of().details.is_some(), "{title}:\n{}{}", stage.told(), stage.shot(80, 60));
        if body.get("authCode").is_some() {
            assert_eq!(stage.shared.draft.after(Step::Details), Some(Step::Authorize), "{title}");
            let asked = stage.shared.draft.connection_without_code().unwrap();
            let authorized = Authorized { code: Secret::new("<code>"), asked, dialect: session().dialect };
            stage.shared.draft.of_mut().authorized = Some(authorized);
        }
        let call = Dialect::V1.create(&stage.shared.draft.connection().unwrap(), Purpose::Create);
        let sent: Value = serde_json::from_str(&call.body.wire()).unwrap();
        assert_eq!(sent["connectionProperties"], body, "{title}");
    }
}
