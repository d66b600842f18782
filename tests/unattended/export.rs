use std::{fs, process::Command};

use qonnect::{
    domain::{
        connection::NewConnection,
        dialect::{Dialect, Purpose},
        http::Json,
        secret::Secret,
        source::SourceId,
        space::SpaceId,
    },
    export::{Export, Format},
    standin::Config,
};

use super::stage::Stage;

const NAME: &str = "Käse & \"Brot\" $HOME 100% '!'";
const SECRETS: [&str; 4] = ["q\"uo'te\\ \\\\n $x `id` $(id) ü 漢 %s", "line\nbreak\r\n\ttab\u{7f}", "-n", "'\\''"];

#[test]
fn the_script_around_curl_sends_the_same_body_under_dash_and_bash() {
    let stage = Stage::new(Config::default());
    let secret = |at: usize| Json::Secret(Secret::new(SECRETS[at]));
    let header = Json::Object(vec![
        ("name".into(), Json::text("it's")),
        ("value".into(), secret(2)),
        ("encrypt".into(), Json::flag(true)),
    ]);
    let new = NewConnection {
        name: NAME.into(),
        space: Some(SpaceId("a'b".into())),
        source: SourceId("File_AmazonS3ConnectorV2".into()),
        tags: vec!["it's".into()],
        properties: vec![
            ("secretKey".into(), secret(0)),
            ("password".into(), secret(1)),
            ("queryHeaders".into(), Json::List(vec![header, secret(3)])),
            ("host".into(), Json::text("%s \\n $(id)")),
        ],
    };
    let request = Dialect::V1.create(&new, Purpose::Create);
    let export = Export { request: &request, first: None, date: "2026-11-28" };
    let folder = tempfile::tempdir().unwrap();
    for file in export.files(Format::Curl) {
        fs::write(folder.path().join(file.name), file.text.0).unwrap();
    }
    let variables = ["QONNECT_SECRETKEY", "QONNECT_PASSWORD", "QONNECT_QUERYHEADERS_0_VALUE", "QONNECT_QUERYHEADERS_1"];
    for shell in ["dash", "bash"] {
        let before = stage.writes().len();
        let run = Command::new(shell)
            .args(["-x", "create.sh"])
            .current_dir(folder.path())
            .env("QLIK_TENANT_URL", &stage.url)
            .env("QLIK_API_KEY", stage.standin.key("creator"))
            .envs(variables.iter().zip(SECRETS))
            .output()
            .unwrap();
        let traced = String::from_utf8_lossy(&run.stderr);
        assert!(!traced.contains("uo'te") && !traced.contains(stage.standin.key("creator")), "{traced}");
        let sent = stage.writes();
        assert_eq!(sent.len(), before + 1, "{shell}: {traced}");
        assert_eq!(String::from_utf8_lossy(&sent[before]), request.body.wire().as_str(), "{shell}");
    }
    let run = Command::new("dash").arg("create.sh").current_dir(folder.path()).output().unwrap();
    assert!(!run.status.success(), "a variable that is not set ends it");
}

#[test]
fn scripts_of_every_format_for_shells_are_sound() {
    let new = NewConnection {
        name: NAME.into(),
        space: None,
        source: SourceId("s".into()),
        tags: vec![],
        properties: vec![("secretKey".into(), Json::Secret(Secret::new("x")))],
    };
    let request = Dialect::Connectivity.create(&new, Purpose::Create);
    let folder = tempfile::tempdir().unwrap();
    for format in [Format::Curl, Format::QlikCli] {
        for file in (Export { request: &request, first: None, date: "2026-11-28" }).files(format) {
            let path = folder.path().join(file.name);
            fs::write(&path, &file.text.0).unwrap();
            if file.is_script {
                let run = Command::new("dash").arg("-n").arg(&path).output().unwrap();
                assert!(run.status.success(), "{format:?}: {}", String::from_utf8_lossy(&run.stderr));
            }
        }
    }
}
