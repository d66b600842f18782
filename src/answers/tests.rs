use std::fmt::Write as _;

use schemars::{
    generate::SchemaSettings,
    transform::{Transform, transform_subschemas},
};
use serde_json::Value;

use super::*;

fn faults(name: &str, text: &str) -> Vec<String> {
    read(&[Source { name, text }], Plain::Refused).faults.iter().map(ToString::to_string).collect()
}

/// Options are left out, never null: so editors complete well.
#[derive(Clone)]
struct WithoutNull;

impl Transform for WithoutNull {
    fn transform(&mut self, schema: &mut schemars::Schema) {
        transform_subschemas(self, schema);
        let Some(object) = schema.as_object_mut() else { return };
        for noise in ["default", "format", "minimum", "title"] {
            if object.get(noise).is_some_and(|value| !value.is_object()) {
                object.remove(noise);
            }
        }
        if let Some(Value::Array(types)) = object.get_mut("type") {
            types.retain(|one| one != "null");
            if let [one] = types.as_slice() {
                let one = one.clone();
                object.insert("type".into(), one);
            }
        }
        if let Some(Value::Array(several)) = object.get_mut("anyOf") {
            several.retain(|one| one["type"] != "null");
            if let [Value::Object(one)] = several.as_slice() {
                let one = one.clone();
                object.remove("anyOf");
                for (key, value) in one {
                    object.entry(key).or_insert(value);
                }
            }
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "whoever changes the types asks for a new schema by it")]
fn the_schema_is_what_the_types_say() {
    let settings = SchemaSettings::draft2020_12().with_transform(WithoutNull);
    let mut schema = settings.into_generator().into_root_schema_for::<file::Answers>();
    schema.insert("title".into(), "Answers for qonnect".into());
    let derived = format!("{:#}\n", schema.as_value());
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/answers.schema.json"), &derived).unwrap();
        return;
    }
    assert_eq!(SCHEMA, derived, "UPDATE_SCHEMA=1 writes it anew");
}

#[test]
fn the_schema_uses_only_words_that_the_walk_knows() {
    fn keys(schema: &Value) {
        let Some(object) = schema.as_object() else { return };
        for (key, value) in object {
            match key.as_str() {
                "properties" | "$defs" => value.as_object().unwrap().values().for_each(keys),
                "anyOf" | "oneOf" => value.as_array().unwrap().iter().for_each(keys),
                "items" | "additionalProperties" => keys(value),
                "$schema" | "title" | "description" | "type" | "required" | "const" | "enum" | "$ref" => {}
                other => panic!("the walk does not know {other}"),
            }
        }
    }
    keys(&serde_json::from_str(SCHEMA).unwrap());
}

const GOOD: &str = r#"#:schema qonnect-answers.schema.json
qonnect = 1
tenant = "acme.eu.qlikcloud.com"
api = "v1"

[sign-in]
method = "api-key"
key = { env = "QLIK_API_KEY" }

[[connection]]
name = "Sales S3"
space = ["Sales", { id = "abc" }, ""]
source = "File_AmazonS3ConnectorV2"
tags = ["team:sales"]
if-exists = "skip"
[connection.credentials]
mode = "new"
name = "serviceAccount123"
[connection.properties]
region = "us-east-1"
bucketName = "sales"
accessKey = { env = "S3_KEY_ID" }
secretKey = "op://Data/S3/secret"
port = 1433
flag = true

[[connection]]
name = "Rest"
source = "rest"
[connection.properties]
url = "https://example.com"
method = "GET"
authSchema = "anonymous"
queryHeaders = [ { name = "Authorization", value = { env = "TOKEN" }, encrypt = true } ]
KeyFilePath = { file = "keys/gbq.json", as = "base64-file" }
"#;

#[test]
fn a_good_file_has_no_fault_and_one_item_for_each_space() {
    let read = read(&[Source { name: "a.toml", text: GOOD }], Plain::Refused);
    assert!(!read.is_bad(), "{:?}", read.faults);
    let document = &read.documents[0];
    let labels: Vec<_> = document.items().iter().map(Item::label).collect();
    assert_eq!(labels, ["Sales / Sales S3", "abc / Sales S3", "Personal space / Sales S3", "Personal space / Rest"]);
    assert_eq!(document.references().len(), 5);
    let names: Vec<_> = document.answers.connections[0].properties.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(names, ["region", "bucketName", "accessKey", "secretKey", "port", "flag"], "in the order of the file");
}

#[test]
fn json_of_the_same_shape_says_the_same_and_the_schema_agrees() {
    let toml = read(&[Source { name: "a.toml", text: GOOD }], Plain::Refused);
    let mut json = toml.documents[0].tree.value();
    json["$schema"] = "qonnect-answers.schema.json".into();
    let text = json.to_string();
    let same = read(&[Source { name: "-", text: &text }], Plain::Refused);
    assert!(!same.is_bad(), "{:?}", same.faults);
    assert_eq!(same.documents[0].answers, toml.documents[0].answers);
    let validator = jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap();
    assert!(validator.is_valid(&toml.documents[0].tree.value()));
}

#[test]
fn every_fault_of_a_file_is_found_in_one_run() {
    let text = "\
qonnect = 1
tennant = \"marker-secret\"
tenant = 5
[sign-in]
method = \"api_key\"
key = { evn = \"X\" }
key = 1
[[connection]]
name = \"a\"
space = 7
if-exists = \"marker-secret\"
tags = \"one\"
[connection.properties]
ratio = 0.5
day = 2026-01-01
password = \"marker-secret\"
[connection.credentials]
mode = \"existing\"
";
    let found = faults("broken.toml", text);
    assert_eq!(
        found,
        [
            "broken.toml:2:1: unknown key `tennant`; did you mean `tenant`?",
            "broken.toml:3:10: `tenant` has to be text in quotes",
            "broken.toml:5:10: `method` is one of api-key, oauth-client, impersonation, jwt, context; did you mean `api-key`?",
            "broken.toml:6:9: `key` is a reference: one of env, file, stdin, command, prompt; did you mean `env`?",
            "broken.toml:7:1: duplicate key",
            "broken.toml:8:1: `source` is missing in `connection`",
            "broken.toml:10:9: `space` has to be text in quotes or a table or a list",
            "broken.toml:11:13: `if-exists` is one of fail, skip, update",
            "broken.toml:12:8: `tags` has to be a list",
            "broken.toml:14:9: `ratio` has a decimal, a date or a very large number; put it in quotes",
            "broken.toml:15:7: `day` has a decimal, a date or a very large number; put it in quotes",
        ]
    );
}

#[test]
fn a_secret_in_plain_text_is_told_beside_a_method_that_cannot_be_read() {
    for method in ["method = \"api_kee\"", "method = 7", ""] {
        let told = faults("f", &format!("qonnect = 1\n[sign-in]\nkey = \"marker\"\nclient-id = \"c\"\n{method}\n"));
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told.iter().any(|one| one.contains("`method`")), "{told:?}");
        assert!(told.iter().any(|one| one.starts_with("f:3:1: `key` is a secret and stands here")), "{told:?}");
    }
}

#[test]
fn what_a_schema_cannot_say_is_found_at_its_place() {
    let head = "qonnect = 1\n[[connection]]\nname = \"a\"\nsource = \"File_AmazonS3ConnectorV2\"\n";
    for (text, found) in [
        ("qonnect = 2\n", "f:1:1: this program reads version 1 of the format; write `qonnect = 1`"),
        (
            "qonnect = 1\ntenant = \"https://me:marker@x.y\"\n",
            "f:2:1: `tenant` is the host of a tenant, such as acme.eu.qlikcloud.com",
        ),
        (
            "qonnect = 1\n[sign-in]\nmethod = \"api-key\"\nkey = \"marker\"\n",
            "f:4:1: `key` is a secret and stands here in plain text; put a reference here, such as { env = \"QONNECT_KEY\" }",
        ),
        (
            "qonnect = 1\n[sign-in]\nmethod = \"impersonation\"\nclient-id = \"c\"\nclient-secret = { env = \"X\" }\n",
            "f:3:1: `user-id` or `subject` is missing in `sign-in`, for the method impersonation",
        ),
        (
            "qonnect = 1\n[sign-in]\nmethod = \"context\"\ncontext = \"c\"\nissuer = \"c\"\n",
            "f:5:1: `issuer` does not belong to the method context",
        ),
        (
            &format!("{head}[connection.properties]\nsecretKey = \"marker\"\n"),
            "f:6:1: `secretKey` is a secret and stands here in plain text; put a reference here, such as { env = \"QONNECT_SECRETKEY\" }",
        ),
        (
            &format!("{head}[connection.properties]\nKeyFilePath = \"marker\"\n"),
            "f:6:1: `KeyFilePath` takes a file; put a reference here, such as { file = \"key.json\", as = \"base64-file\" }",
        ),
        (
            &format!("{head}[connection.properties]\nrows = [{{ name = \"Authorization\", value = \"marker\" }}]\n"),
            "f:6:35: `rows_value` is a secret and stands here in plain text; put a reference here, such as { env = \"QONNECT_ROWS_VALUE\" }",
        ),
        (
            &format!(
                "{head}[connection.credentials]\nmode = \"existing\"\nname = \"c\"\n[connection.properties]\naccessKey = \"k\"\n"
            ),
            "f:9:1: `accessKey` belongs to the credentials, and the mode is existing; leave it out",
        ),
        (
            &format!("{head}[connection.credentials]\nmode = \"new\"\n"),
            "f:6:1: `name` is missing in `credentials`: separated credentials have one",
        ),
        (
            &format!("{head}[connection.properties]\nseparateCredentials = true\n"),
            "f:6:1: `separateCredentials` follows from [connection.credentials]; leave it out here",
        ),
        (
            "qonnect = 1\n[[connection]]\nname = \"a\"\nsource = \"gbq\"\n[connection.properties]\nauthCode = \"marker\"\n",
            "f:6:1: `authCode` takes an authorization code, which works once and never stands in a file; leave it out",
        ),
        (
            &format!("{head}[[connection]]\nname = \"a\"\nsource = \"x\"\nspace = \"\"\n"),
            "f:6:1: a connection of this name in the same space is at f:3 already",
        ),
        (
            &format!("{head}[connection.properties]\na = {{ stdin = true }}\nb = {{ stdin = true }}\n"),
            "f:7:1: standard input can be read only once, and f:6 reads it already",
        ),
        (
            &format!("{head}[connection.properties]\na = {{ command = [] }}\n"),
            "f:6:1: the reference of `a` names no program",
        ),
        (
            &format!("{head}space = []\n"),
            "f:5:1: the list of spaces is empty; leave `space` out for the personal space",
        ),
        (
            &format!("{head}[connection.properties]\nregoin = \"x\"\n"),
            "f:6:1: warning: `regoin` is not a known property of this source; did you mean `region`?",
        ),
        (
            &format!("{head}[connection.properties]\nregion = \"x\"\n"),
            "f:5:13: warning: this source requires `bucketName`, `accessKey`, `secretKey` as well",
        ),
    ] {
        let all = faults("f", text);
        assert!(all.iter().any(|fault| fault == found), "{text}\n{found}\n{all:#?}");
        assert!(!all.concat().contains("marker"), "{all:?}");
    }
}

#[test]
fn a_gateway_is_required_only_where_the_source_goes_through_one() {
    for (source, is_asked) in [("gbq", false), ("DG_gbq", true)] {
        let text = format!(
            "qonnect = 1\n[[connection]]\nname = \"a\"\nsource = \"{source}\"\n[connection.properties]\nCatalog = \"p\"\n"
        );
        assert_eq!(faults("f", &text).concat().contains("gatewayInstance"), is_asked, "{source}");
    }
}

#[test]
fn faults_of_several_files_come_together_in_their_order() {
    let sources = [
        Source { name: "b.toml", text: "qonnect = 1\nx = 1\n" },
        Source { name: "a.json", text: r#"{"qonnect": 1, "x": 1, "x": 2}"# },
        Source { name: "c.toml", text: "" },
    ];
    let found: Vec<_> = read(&sources, Plain::Refused).faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "b.toml:2:1: unknown key `x`",
            "a.json:1:16: unknown key `x`",
            "a.json:1:24: duplicate key",
            "c.toml:1:1: the file is empty; `qonnect template SOURCE` writes one to begin with",
        ]
    );
}

#[test]
fn stdin_is_used_up_by_a_file_that_comes_from_there() {
    let text = "qonnect = 1\n[sign-in]\nmethod = \"api-key\"\nkey = { stdin = true }\n";
    let found = faults("-", text);
    assert_eq!(found, ["-:4:1: standard input can be read only once, and -:1 reads it already"]);
}

#[test]
fn yaml_and_what_is_no_file_of_ours_is_refused_with_one_sentence() {
    for (name, text, found) in [
        ("a.yaml", "qonnect: 1\n", "a.yaml:1:1: this is YAML; convert it to JSON first"),
        ("-", "---\nqonnect: 1\n", "-:1:1: this is YAML; convert it to JSON first"),
        (
            "a.toml",
            "# c\nqonnect: 1\nconnection:\n  - name: marker\n",
            "a.toml:1:1: this is neither TOML nor JSON; if it is YAML, convert it to JSON first",
        ),
        ("-", "{\"qonnect\": 1,\n  marker}", "-:2:3: this is no JSON: key must be a string"),
        ("-", "\u{feff}{\"qonnect\": 1} marker", "-:1:17: this is no JSON: trailing characters"),
    ] {
        assert_eq!(faults(name, text), [found]);
    }
    let large = format!("qonnect = 1\n#{}", "x".repeat(LARGEST));
    assert_eq!(faults("f", &large), ["f:1:1: the file has more than 4 MiB; no answers file is that large"]);
}

#[test]
fn deep_nesting_and_many_faults_end() {
    for text in [
        format!("{{\"qonnect\": 1, \"x\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("qonnect = 1\nx = {}{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("qonnect = 1\nx = {}", "{a=".repeat(100_000)),
    ] {
        assert!(!faults("f", &text).is_empty());
    }
    let mut many = "qonnect = 1\n".to_owned();
    for number in 0..3000 {
        let _infallible = write!(many, "[[connection]]\nname = \"n{number}\"\nsorce = \"x\"\n");
    }
    assert_eq!(faults("f", &many).len(), 6000);
}

#[test]
fn a_file_with_faults_in_its_shape_is_checked_by_the_rules_as_well() {
    let text = "\
qonnect = \"1\"
tennant = \"x\"
[[connection]]
name = \"a\"
source = \"File_AmazonS3ConnectorV2\"
tags = 5
[connection.properties]
bucketName = 1.5
secretKey = \"marker\"
[[connection]]
name = \"a\"
source = \"rest\"
colour = \"x\"
[[connection]]
name = \"a\"
space = 1
source = \"rest\"
";
    assert_eq!(
        faults("f", text),
        [
            "f:1:11: `qonnect` has to be a whole number",
            "f:2:1: unknown key `tennant`; did you mean `tenant`?",
            "f:6:8: `tags` has to be a list",
            "f:8:14: `bucketName` has a decimal, a date or a very large number; put it in quotes",
            "f:9:1: `secretKey` is a secret and stands here in plain text; put a reference here, such as { env = \"QONNECT_SECRETKEY\" }",
            "f:11:1: a connection of this name in the same space is at f:4 already",
            "f:13:1: unknown key `colour`",
            "f:16:9: `space` has to be text in quotes or a table or a list",
        ]
    );
}

#[test]
fn a_key_without_a_value_hides_nothing_that_comes_after_it() {
    let text = "qonnect = 1\ntenant =\napi = \"v2\"\n[[connection]]\nname =\nsorce = \"x\"\n";
    let all = faults("f", text);
    assert!(all.iter().any(|fault| fault.starts_with("f:2:")), "{all:#?}");
    assert!(all.iter().any(|fault| fault.starts_with("f:3:7: `api` is one of v1")), "{all:#?}");
    assert!(all.iter().any(|fault| fault.starts_with("f:5:")), "{all:#?}");
    assert!(all.iter().any(|fault| fault.starts_with("f:6:1: unknown key `sorce`")), "{all:#?}");
}

#[test]
fn questions_are_told_apart_and_know_what_they_are_for() {
    let text = "qonnect = 1\n[sign-in]\nmethod = \"api-key\"\nkey = { prompt = true }\n[[connection]]\nname = \"a\"\nsource = \"s\"\n\
        [connection.properties]\nsecretKey = { prompt = true }\nqueryHeaders = [{ name = \"X\", value = { prompt = true } }]\n";
    let read = read(&[Source { name: "a.toml", text }], Plain::Refused);
    let told: Vec<_> =
        read.documents[0].referrals().into_iter().map(|one| (one.connection, one.key, one.place.line)).collect();
    let key = |connection, key: &str, line| (connection, key.to_owned(), line);
    assert_eq!(told, [key(None, "key", 4), key(Some(0), "secretKey", 9), key(Some(0), "queryHeaders.0.value", 10)]);
    let all: std::collections::HashSet<_> =
        read.documents[0].referrals().into_iter().map(|one| one.reference).collect();
    assert_eq!(all.len(), 3);
}

/// The schema names all that can be read.
#[test]
fn every_method_of_the_schema_is_written_by_its_word() {
    let schema = serde_json::to_value(schemars::schema_for!(file::Method)).unwrap();
    let named =
        |one: &Value| one.get("const").or_else(|| one["enum"].get(0)).and_then(Value::as_str).map(str::to_owned);
    let words: Vec<String> = schema["oneOf"].as_array().into_iter().flatten().filter_map(named).collect();
    assert!(words.len() >= 5, "{schema}");
    for word in words {
        assert_eq!(serde_json::from_value::<file::Method>(Value::from(word.as_str())).unwrap().word(), word);
    }
}
