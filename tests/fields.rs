//! Whatever a person types into the form arrives: form, body, the stand-in tenant over HTTP, and read back.
#![cfg(feature = "demo")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper that fails, fails its test")]

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet, HashSet},
};

use proptest::{prelude::*, test_runner::TestRunner};
use qonnect::{
    client::{Client, ClientOptions},
    domain::{
        access::Access,
        connection::{Created, NewConnection},
        dialect::Dialect,
        field::{code_property, fields},
        http::{Json, MASK},
        local::ReadFile,
        property::{CREDENTIALS_NAME, GATEWAY, SELECTED_CREDENTIALS, SEPARATE, Shape, Spec},
        secret::Secret,
        session::Session,
        source::SourceId,
        tenant::Tenant,
        text::is_unseen,
    },
    kit::{
        form::RowPart,
        keys::{Code, Key},
    },
    screens::details::form::{Row, SourceForm},
    standin::{Config, StandIn, serve},
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

struct Stage {
    runtime: Runtime,
    standin: StandIn,
    client: Client,
    session: Session,
}

impl Stage {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let standin = runtime.block_on(serve(Config::default())).unwrap();
        let tenant = Tenant::parse(standin.url()).unwrap();
        let session =
            Session { tenant, access: Access::Token(Secret::new(standin.key("creator"))), dialect: Dialect::V1 };
        let client = runtime.block_on(async { Client::new(ClientOptions::default()).unwrap() });
        Self { runtime, standin, client, session }
    }

    fn spec(&self, id: &str) -> Spec {
        self.runtime.block_on(self.client.spec(&self.session, &SourceId(id.into()))).unwrap()
    }

    fn form(&self, id: &str) -> SourceForm {
        let mut form = SourceForm::default();
        form.build(&SourceId(id.into()), &self.spec(id));
        form
    }

    /// Creates what the form says, and reads it back.
    fn there_and_back(&self, id: &str, name: String, form: &SourceForm) -> BTreeMap<String, String> {
        let properties = form.entered().into_iter().map(|entered| (entered.name, entered.value)).collect();
        let new = NewConnection { name, space: None, source: SourceId(id.into()), tags: vec![], properties };
        let made = match self.runtime.block_on(self.client.create(&self.session, &new)).unwrap() {
            Created::Made(connection) => connection.id,
            Created::AuthUrl(_) => panic!("only an address came"),
        };
        let back = self.runtime.block_on(self.client.read_back(&self.session, &made)).unwrap();
        back.properties.into_iter().collect()
    }
}

fn type_text(form: &mut SourceForm, text: &str) {
    for c in text.chars() {
        form.form.key(Key::char(c));
    }
}

fn type_into(form: &mut SourceForm, name: &str, text: &str) {
    form.show(form.find(name).unwrap());
    type_text(form, text);
    form.arrange();
}

fn body(form: &SourceForm) -> Value {
    let body = Json::Object(form.entered().into_iter().map(|entered| (entered.name, entered.value)).collect());
    serde_json::from_str(&body.wire()).unwrap()
}

/// Anything that can be typed on one line, and the signs that other formats give a meaning, more often than by chance.
fn typed() -> impl Strategy<Value = String> {
    let signs =
        prop::sample::select(vec!["\"", "'", ";", "=", "%", "%41", "&", "+", "\\", "{}", " ", "é", "漢", "🙂", "--"]);
    let piece = prop_oneof![signs.prop_map(str::to_owned), "[a-zA-Z0-9]{1,4}", "\\PC{1,3}"];
    let text = prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat());
    text.prop_filter("what no field takes", |text| !text.chars().any(is_unseen) && !text.trim().is_empty())
}

#[test]
fn whatever_is_typed_comes_back_from_the_tenant_as_it_was_typed() {
    let stage = Stage::new();
    let made = Cell::new(0);
    let mut runner = TestRunner::new(ProptestConfig { cases: 64, ..ProptestConfig::default() });
    let outcome = runner.run(&(typed(), typed(), typed(), any::<bool>()), |(host, database, secret, by_key)| {
        made.set(made.get() + 1);
        let mut form = stage.form("mssql");
        for (name, text) in [("host", &host), ("database", &database), ("password", &secret), ("username", &database)] {
            type_into(&mut form, name, text);
        }
        type_into(&mut form, "port", if by_key { "1433" } else { "01433" });
        prop_assert_eq!(&body(&form)["password"], &json!(secret));
        let back = stage.there_and_back("mssql", format!("n {}", made.get()), &form);
        prop_assert_eq!(back.get("host"), Some(&host));
        prop_assert_eq!(back.get("database"), Some(&database));
        prop_assert_eq!(back.get("port").map(String::as_str), Some(if by_key { "1433" } else { "01433" }));
        prop_assert!(!back.contains_key("password"));
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn rows_of_lists_and_files_travel_as_they_were_typed() {
    let stage = Stage::new();
    let spec = stage.spec("rest");
    let id = SourceId("rest".into());
    proptest!(ProptestConfig::with_cases(64), |(name in typed(), value in typed(), encrypt in any::<bool>(), content in "[A-Za-z0-9+/]{4,40}")| {
        let mut form = SourceForm::default();
        form.build(&id, &spec);
        type_into(&mut form, "url", &value);
        for list in ["queryParameters", "queryHeaders"] {
            form.show(form.find(list).unwrap());
            form.form.add_row();
            for text in [&name, &value] {
                type_text(&mut form, text);
                form.form.key(Key::plain(Code::Tab));
            }
            if list == "queryHeaders" {
                prop_assert_eq!(form.form.cell(), Some((0, RowPart::Encrypt)));
                form.form.key(Key::char(if encrypt { 'y' } else { 'n' }));
            }
        }
        let at = form.find("mutualPfxCertificateFiles").unwrap();
        let switch = form.find("enableMutualSSL").unwrap();
        let yes = if form.form.get(switch).unwrap().picks() { "y" } else { "true" };
        type_into(&mut form, "enableMutualSSL", yes);
        type_into(&mut form, "mutualPfxCertificateFiles", &value);
        form.check();
        let path = form.form.answer(at).to_owned();
        form.file_read(&path, &Ok(ReadFile { name: name.clone(), path: path.clone(), bytes: 1, content: Secret::new(&content) }));
        let body = body(&form);
        prop_assert_eq!(&body["url"], &json!(value));
        prop_assert_eq!(&body["queryParameters"], &json!([{"name": name, "value": value}]));
        prop_assert_eq!(&body["queryHeaders"], &json!([{"name": name, "value": value, "encrypt": encrypt}]));
        prop_assert_eq!(&body["mutualPfxCertificateFiles"], &json!([{"name": name, "value": content}]));
        let masked = Json::Object(form.entered().into_iter().map(|one| (one.name, one.value)).collect()).masked();
        prop_assert!(masked.contains(MASK));
    });
}

#[test]
fn a_key_file_keeps_its_lines_and_a_secret_its_leading_blanks() {
    let spec = json!({"connectionProperties": {"properties": {"privateKey": {"type": "string"}, "password": {"type": "string"}}}});
    let spec = Spec::read(&spec).unwrap();
    let mut form = SourceForm::default();
    form.build(&SourceId("invented".into()), &spec);
    let pem = "-----BEGIN PRIVATE KEY-----\nMIIE;=%\"é\n  x\n-----END PRIVATE KEY-----\n";
    form.form.go(Row::Field(0));
    form.form.paste(pem).unwrap();
    form.form.go(Row::Field(1));
    form.form.paste("  p;=%\"é \n").unwrap();
    assert_eq!(body(&form), json!({"privateKey": pem, "password": "  p;=%\"é "}));
}

/// Every source of the stand-in, as the tenant describes it.
#[test]
fn no_source_loses_a_field_and_each_has_a_shape_that_fits_its_name() {
    let stage = Stage::new();
    let sources = stage.runtime.block_on(stage.client.sources(&stage.session)).unwrap();
    assert!(sources.len() >= 42, "{}", sources.len());
    let mut kinds = HashSet::new();
    for source in sources.iter().filter(|source| !source.disabled && source.id.0 != "oracle") {
        let spec = stage.spec(&source.id.0);
        let code = code_property(&source.id, &spec);
        let own = [SEPARATE, CREDENTIALS_NAME, SELECTED_CREDENTIALS];
        let expected: BTreeSet<&str> = spec
            .properties
            .iter()
            .map(|property| property.name.as_str())
            .filter(|name| !own.contains(name) && code.as_deref() != Some(*name))
            .collect();
        let fields = fields(&source.id, &spec);
        assert_eq!(
            fields.iter().map(|field| field.name.as_str()).collect::<BTreeSet<_>>(),
            expected,
            "{}",
            source.id.0
        );
        assert_eq!(fields.len(), expected.len(), "{}", source.id.0);
        assert_eq!(source.id.needs_gateway(), expected.contains(GATEWAY), "{}", source.id.0);
        for field in fields {
            assert_ne!(field.shape, Shape::Json, "{}: {} is typed as JSON", source.id.0, field.name);
            kinds.insert(std::mem::discriminant(&field.shape));
        }
    }
    assert_eq!(kinds.len(), 6, "{kinds:?}");
    drop(stage.standin);
}
