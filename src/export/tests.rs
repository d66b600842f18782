use serde_json::{Value, json};

use super::*;
use crate::domain::{http::Json, secret::Secret};

fn request() -> HttpRequest {
    let secret = || Json::Secret(Secret::new("marker-secret"));
    let file = Json::Object(vec![("name".into(), Json::text("k.json")), ("value".into(), secret())]);
    HttpRequest {
        method: "POST",
        path: "/api/v1/data-connections".into(),
        body: Json::Object(vec![
            ("qName".into(), Json::text("it's @secret@ ${x} %{y} ’")),
            (
                "connectionProperties".into(),
                Json::Object(vec![
                    ("secretKey".into(), secret()),
                    ("list".into(), Json::List(vec![Json::text("a"), secret()])),
                    ("KeyFilePath".into(), Json::List(vec![file])),
                ]),
            ),
        ]),
    }
}

fn files(format: Format) -> Vec<NewFile> {
    Export { request: &request(), first: None, date: "2026-11-28" }.files(format)
}

#[test]
fn no_file_of_any_format_holds_a_secret_and_each_names_its_variables() {
    for format in Format::ALL {
        let files = files(format);
        let all: String = files.iter().map(|file| file.text.0.as_str()).collect();
        assert!(!all.contains("marker"), "{format:?}");
        let readme = &files.last().unwrap().text.0;
        for name in ["QONNECT_SECRETKEY", "QONNECT_LIST_1", "QONNECT_KEYFILEPATH_0_VALUE"] {
            assert!(readme.to_uppercase().contains(name), "{format:?}: {name}\n{readme}");
        }
        let body: Value = serde_json::from_str(&files[0].text.0).unwrap();
        assert_eq!(
            body["connectionProperties"],
            json!({"list": ["a", null], "KeyFilePath": [{"name": "k.json"}]}),
            "secrets are missing"
        );
    }
}

#[test]
fn the_pieces_around_the_secrets_make_the_body() {
    let request = request();
    let body = Body::new(&request.body);
    assert_eq!(body.pieces.len(), body.variables.len() + 1);
    assert_eq!(body.pieces.join("\"marker-secret\""), *request.body.wire());
}

#[test]
fn each_format_quotes_what_its_reader_would_look_into() {
    let text = |format, at: usize| files(format)[at].text.0.clone();
    assert!(text(Format::Curl, 1).contains(r"it'\''s"));
    let script = text(Format::Powershell, 1);
    assert!(
        script.contains("-InputObject $b.'connectionProperties'.'KeyFilePath'[0] -NotePropertyName 'value'"),
        "{script}"
    );
    assert!(script.contains("$b.'connectionProperties'.'list'[1] = $env:QONNECT_LIST_1\r\n"), "{script}");
    assert!(script.lines().count() > 5 && !script.replace("\r\n", "").contains('\n'));
    let terraform = text(Format::Terraform, 1);
    assert!(
        terraform.contains("$${x} %%{y}") && terraform.contains("jsonencode(var.qonnect_secretkey)"),
        "{terraform}"
    );
    assert!(text(Format::QlikCli, 1).contains("qlik data-connection create --file"));
}

#[test]
fn a_variable_is_told_by_the_label_of_its_field_where_the_source_is_known() {
    let Json::Object(mut members) = request().body else { panic!("a body is an object") };
    members.push(("datasourceID".into(), Json::text("File_AmazonS3Connector")));
    let request = HttpRequest { body: Json::Object(members), ..request() };
    let told = Export { request: &request, first: None, date: "" }.variables(Format::Curl);
    let told: Vec<_> = told.iter().map(|(name, about)| (name.as_str(), about.as_str())).collect();
    assert_eq!(told[2..4], [("QONNECT_SECRETKEY", "Secret key"), ("QONNECT_LIST_1", "list.1")]);
}

#[test]
fn a_body_without_secrets_needs_no_write_only_arguments() {
    let request = HttpRequest { body: Json::Object(vec![("qName".into(), Json::text("n"))]), ..request() };
    let files = Export { request: &request, first: None, date: "2026-11-28" }.files(Format::Terraform);
    assert!(files[1].text.0.contains("restapi_object"), "{}", files[1].text.0);
}
