//! What the wizard would send, saved as a file and applied, is the same body, for every source of the stand-in.

use std::fs;

use qonnect::{
    answers::{self, Plain, Source, write},
    client::{Client, Options},
    domain::{
        access::Access,
        connection::NewConnection,
        credential::CredentialChoice,
        dialect::{Dialect, Purpose},
        draft::{Consent, Details, Draft, Entered},
        field::{Field, fields},
        http::Json,
        property::{Rows, Shape},
        secret::Secret,
        session::Session,
        space::SpaceChoice,
        tenant::Tenant,
    },
    standin::Config,
};

use super::{run::qonnect, stage::Stage};

const NAME: &str = "Käse & \"Brot\" $HOME 100% '!'";
const SECRET: &str = "q\"uo'te\\ $x `id` ü\nline";

/// A value as a person could have entered it.
fn value(field: &Field) -> Json {
    let secret = || Json::Secret(Secret::new(SECRET));
    let row = |value: Json, more: Vec<(String, Json)>| {
        let own = vec![("name".to_owned(), Json::text("X-Key")), ("value".to_owned(), value)];
        Json::List(vec![Json::Object(own.into_iter().chain(more).collect())])
    };
    match &field.shape {
        Shape::File => {
            let content = Json::Secret(Secret::new("a2V5"));
            Json::List(vec![Json::Object(vec![("name".into(), Json::text("key.json")), ("value".into(), content)])])
        }
        Shape::List(Rows::Values) => Json::List(vec![Json::text("a")]),
        Shape::List(Rows::Pairs) if field.hides_values() => row(secret(), vec![]),
        Shape::List(Rows::Pairs) => row(Json::text("v"), vec![]),
        Shape::List(Rows::Headers) => row(secret(), vec![("encrypt".to_owned(), Json::flag(true))]),
        Shape::Choice(choices) => field.wire(&choices[0].value).unwrap(),
        Shape::YesNo => field.wire("true").unwrap(),
        Shape::Number(_) => field.wire("30").unwrap(),
        Shape::Json => field.wire("{\"a\": [1, null, \"x\"]}").unwrap(),
        Shape::Text if field.secret => field.wire(SECRET).unwrap(),
        Shape::Text => field.wire(NAME).unwrap(),
    }
}

#[test]
fn every_source_sends_the_same_body_from_a_saved_file() {
    let stage = Stage::new(Config::default());
    let key = stage.standin.key("creator").to_owned();
    let session = Session {
        tenant: Tenant::parse(&stage.url).unwrap(),
        access: Access::Token(Secret::new(&key)),
        dialect: Dialect::V1,
    };
    let client = stage.runtime.block_on(async { Client::new(Options::default()).unwrap() });
    let me = stage.runtime.block_on(client.sign_in(&session)).unwrap();
    let sources = stage.runtime.block_on(client.sources(&session)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("key.json"), "key").unwrap();
    let (mut tried, mut sent) = (0, 0);
    for source in sources.into_iter().filter(|source| !source.disabled) {
        let Ok(spec) = stage.runtime.block_on(client.spec(&session, &source.id)) else { continue };
        let id = source.id.clone();
        let entered = fields(&id, &spec).into_iter().map(|field| Entered {
            name: field.name.clone(),
            value: value(&field),
            credential: field.credential,
        });
        let details =
            Details { name: NAME.into(), entered: entered.collect(), browser: None, code: None, files: Vec::new() };
        let mut draft = Draft::default();
        draft.choose_tenant(session.tenant.clone());
        draft.sign_in(session.clone(), me.clone());
        draft.here_mut().space = Some(SpaceChoice::Personal);
        draft.choose_source(source, spec.into());
        draft.of_mut().credential = Some(CredentialChoice::Embedded);
        draft.of_mut().details = Some(details);
        if draft.consent() == Consent::Needed {
            continue;
        }
        tried += 1;
        let wanted: NewConnection = draft.connection().unwrap();
        let body = Dialect::V1.create(&wanted, Purpose::Create).body.wire();
        let text = write::from_draft(&draft).unwrap().text;
        assert!(!text.contains("uo'te") && !text.contains("a2V5"), "{text}");
        let read = answers::read(&[Source { name: "a.toml", text: &text }], Plain::Refused);
        assert!(!read.is_bad(), "{}: {:?}\n{text}", id.0, read.faults);
        let schema = jsonschema::validator_for(&serde_json::from_str(answers::SCHEMA).unwrap()).unwrap();
        assert!(schema.is_valid(&read.documents[0].plain()), "{}", id.0);
        fs::write(folder.path().join("a.toml"), &text).unwrap();
        let mut variables = vec![("QLIK_API_KEY", key.as_str())];
        let names: Vec<&str> = text.split('"').filter(|word| word.starts_with("QONNECT_")).collect();
        variables.extend(names.into_iter().map(|name| (name, SECRET)));
        let before = stage.writes().len();
        let ran = qonnect(folder.path(), &["apply", "a.toml", "--yes"], &variables, "");
        let writes = stage.writes();
        assert_eq!(writes.len(), before + 1, "{}: {ran:?}\n{text}", id.0);
        assert_eq!(String::from_utf8_lossy(&writes[before]), body.as_str(), "{}", id.0);
        sent += usize::from(ran.code == 0);
        // The next one has the same name.
        let made = stage.runtime.block_on(client.connection_by_name(&session, None, NAME)).unwrap();
        if let qonnect::domain::connection::NameCheck::Taken(made) = made {
            stage.runtime.block_on(client.delete_connection(&session, &made.id)).unwrap();
        }
    }
    assert!(tried >= 20 && sent >= 10, "{tried} tried, {sent} created");
}
