use serde_json::json;

use super::*;
use crate::{
    answers::{Plain, Resolved, Source, read, value::wire},
    domain::{property::Spec, secret::Secret},
};

fn spec() -> Spec {
    Spec::read(&json!({"connectionProperties": {"properties": {
        "host": {"type": "string", "title": "Host"},
        "port": {"type": "string", "default": "1433"},
        "password": {"type": "string", "title": "Password\n# forged = 1"},
        "mode": {"type": "string", "enum": ["a", "b"], "description": "Which of them."},
        "rows": {"type": "integer"},
        "flag": {"type": "boolean"},
        "queryHeaders": {"type": "array", "items": {"type": "object", "properties": {"name": {}, "value": {}, "encrypt": {}}}},
        "KeyFilePath": {"type": "array", "items": {"type": "object", "properties": {"name": {}, "value": {}}}},
        "odd": {"type": "object"},
    }, "required": ["host", "password"]}}))
    .unwrap()
}

fn sheet<'a>(
    tenant: &'a Tenant,
    access: &'a Access,
    source: &'a SourceId,
    properties: Vec<(String, Json)>,
) -> FileContent<'a> {
    FileContent {
        tenant,
        dialect: Dialect::V1,
        access: Some(access),
        name: "Käse & \"Brot\" $HOME 100% '!'",
        space: Some(("Sales\u{7}", "id-1")),
        source,
        label: "Invented",
        mode: Mode::New,
        credentials: Some("mine"),
        authorize: None,
        code: None,
        properties,
        fields: fields(source, &spec()),
        files: &[],
        needs_person: false,
        is_template: false,
        is_existing: false,
        tags: &[],
    }
}

fn secret() -> Json {
    Json::Secret(Secret::new("marker-secret"))
}

#[test]
fn a_written_file_reads_back_as_what_is_sent_and_holds_no_secret() {
    let header = Json::Object(vec![
        ("name".into(), Json::text("Authorization")),
        ("value".into(), secret()),
        ("encrypt".into(), Json::flag(true)),
    ]);
    let file = Json::Object(vec![("name".into(), Json::text("key.json")), ("value".into(), secret())]);
    let properties: Vec<(String, Json)> = vec![
        ("host".into(), Json::text("h\\\"\n\u{1}ä")),
        ("password".into(), secret()),
        ("rows".into(), Json::Plain(json!(30))),
        ("flag".into(), Json::text("true")),
        ("queryHeaders".into(), Json::List(vec![header])),
        ("KeyFilePath".into(), Json::List(vec![file])),
        ("odd".into(), Json::Plain(json!({"a": 0.5, "b": [null]}))),
        ("extra.1".into(), Json::text("x")),
    ];
    let (tenant, access) =
        (Tenant::parse("acme.eu.qlikcloud.com").unwrap(), Access::Token(Secret::new("marker-secret")));
    let source = SourceId("invented".into());
    let text = sheet(&tenant, &access, &source, properties.clone()).written().text;
    assert!(!text.contains("marker"), "{text}");
    for line in
        ["#   QLIK_API_KEY                  API key", "# port = \"1433\"  default", "space = \"Sales\\u0007\"  # id-1"]
    {
        assert!(text.lines().any(|one| one == line), "{line}\n{text}");
    }
    let read = read(&[Source { name: "f.toml", text: &text }], Plain::Refused);
    assert_eq!(read.faults, [], "{text}");
    let connection = &read.documents[0].answers.connections[0];
    assert_eq!(connection.name, "Käse & \"Brot\" $HOME 100% '!'");
    // Once the references are resolved, what travels is the same, byte for byte.
    let mut resolved = Resolved::default();
    for (_, reference) in read.documents[0].references() {
        let content = match reference {
            crate::answers::file::Reference::File { .. } => {
                crate::answers::Content::File { name: "key.json".into(), content: Secret::new("marker-secret") }
            }
            _ => crate::answers::Content::Text(Secret::new("marker-secret")),
        };
        resolved.0.insert(reference, content);
    }
    let fields = fields(&source, &spec());
    let again = connection.properties.iter().map(|(key, given)| {
        let field = fields.iter().find(|field| field.name == *key);
        (key.clone(), wire(key, given, field, &resolved).unwrap())
    });
    assert_eq!(*Json::Object(again.collect()).wire(), *Json::Object(properties).wire());
}

#[test]
fn a_template_begins_with_what_is_required_and_invents_nothing() {
    let (tenant, access) = (Tenant::parse("acme.eu.qlikcloud.com").unwrap(), Access::Token(Secret::new("x")));
    let source = SourceId("invented".into());
    let sheet = FileContent {
        is_template: true,
        is_existing: false,
        tags: &[],
        mode: Mode::Embedded,
        credentials: None,
        ..sheet(&tenant, &access, &source, vec![])
    };
    let text = sheet.written().text;
    let (_, properties) = text.split_once("[connection.properties]\n").unwrap();
    assert_eq!(
        properties,
        "\
# Host [REQUIRED]
host = \"\"
# Password # forged = 1 [REQUIRED]
password = { env = \"QONNECT_PASSWORD\" }
# port. Default: 1433
# port = \"1433\"
# mode: Which of them. One of a, b
# mode = \"\"
# rows
# rows = \"\"
# flag. true or false
# flag = \"\"
# queryHeaders
# queryHeaders = [{ name = \"\", value = \"\", encrypt = false }]
# KeyFilePath
# KeyFilePath = { file = \"\", as = \"base64-file\" }
# odd
# odd = \"\"
"
    );
    assert!(!read(&[Source { name: "f.toml", text: &text }], Plain::Refused).is_bad());
}
