//! What the wizard would send, saved as a file and applied, is the same body, for every source of the stand-in.

use std::{fs, process::Command};

use qonnect::{
    answers::{self, Plain, Source, write},
    client::{Client, ClientOptions},
    domain::{
        access::Access,
        connection::{NameCheck, NewConnection},
        credential::CredentialChoice,
        dialect::{Dialect, Purpose},
        draft::{Consent, Details, Draft, Entered},
        field::{Field, fields},
        http::Json,
        property::{Rows, Shape},
        secret::Secret,
        session::{Me, Session},
        space::SpaceChoice,
        tenant::Tenant,
    },
    export::{Export, Format},
    standin::Config,
};
use tempfile::TempDir;

use super::{run::qonnect, stage::Stage, wizard::Wizard};

const NAME: &str = "Käse & \"Brot\" $HOME 100% '!'";
const SECRET: &str = "q\"uo'te\\ $x `id` ü\nline";

/// A value as a person could have entered it.
fn value(field: &Field, secret_text: &str) -> Json {
    let secret = || Json::Secret(Secret::new(secret_text));
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
        Shape::Text if field.secret => field.wire(secret_text).unwrap(),
        Shape::Text => field.wire(NAME).unwrap(),
    }
}

/// The stand-in, and the creator signed in at it.
struct Place {
    stage: Stage,
    client: Client,
    session: Session,
    me: Me,
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let stage = Stage::new(Config::default());
        let session = Session {
            tenant: Tenant::parse(&stage.url).unwrap(),
            access: Access::Token(Secret::new(stage.standin.key("creator"))),
            dialect: Dialect::V1,
        };
        let client = stage.runtime.block_on(async { Client::new(ClientOptions::default()).unwrap() });
        let me = stage.runtime.block_on(client.sign_in(&session)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("key.json"), "key").unwrap();
        Self { stage, client, session, me, folder }
    }

    /// The answers for every source that needs no code.
    fn drafts(&self, secret: &str) -> Vec<Draft> {
        let sources = self.stage.runtime.block_on(self.client.sources(&self.session)).unwrap();
        let drafts = sources.into_iter().filter(|source| !source.disabled).filter_map(|source| {
            let spec = self.stage.runtime.block_on(self.client.spec(&self.session, &source.id)).ok()?;
            let entered = fields(&source.id, &spec).into_iter().map(|field| Entered {
                name: field.name.clone(),
                value: value(&field, secret),
                credential: field.credential,
            });
            let details =
                Details { name: NAME.into(), entered: entered.collect(), browser: None, code: None, files: Vec::new() };
            let mut draft = Draft::default();
            draft.choose_tenant(self.session.tenant.clone());
            draft.sign_in(self.session.clone(), self.me.clone());
            draft.here_mut().space = Some(SpaceChoice::Personal);
            draft.choose_source(source, spec.into());
            draft.of_mut().credential = Some(CredentialChoice::Embedded);
            draft.of_mut().details = Some(details);
            (draft.consent() != Consent::Needed).then_some(draft)
        });
        drafts.collect()
    }

    /// What this sends: one write, its body.
    fn sent(&self, what: &str, act: impl FnOnce() -> String) -> String {
        self.forget();
        let before = self.stage.writes().len();
        let told = act();
        let writes = self.stage.writes();
        assert_eq!(writes.len(), before + 1, "{what}: {told}");
        String::from_utf8(writes[before].clone()).unwrap()
    }

    /// Deletes what was made before: each has the same name.
    fn forget(&self) {
        let made = self.stage.runtime.block_on(self.client.connection_by_name(&self.session, None, NAME)).unwrap();
        if let NameCheck::Taken(made) = made {
            self.stage.runtime.block_on(self.client.delete_connection(&self.session, &made.id)).unwrap();
        }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn key(&self) -> &str {
        self.stage.standin.key("creator")
    }

    /// What `apply` sends for a file of this text.
    fn applied(&self, what: &str, text: &str, secret: &str) -> String {
        fs::write(self.path("a.toml"), text).unwrap();
        let valid = qonnect(self.folder.path(), &["validate", "a.toml"], &[], "");
        assert_eq!(valid.code, 0, "{what}: {valid:?}\n{text}");
        let mut variables = vec![("QLIK_API_KEY", self.key())];
        variables.extend(text.split('"').filter(|word| word.starts_with("QONNECT_")).map(|name| (name, secret)));
        self.sent(what, || {
            format!("{:?}\n{text}", qonnect(self.folder.path(), &["apply", "a.toml", "--yes"], &variables, ""))
        })
    }

    /// The wizard with everything filled in that stands in a file of this text.
    fn wizard(&self, text: &str, secret: &str) -> Wizard<'_> {
        Wizard::with(&self.stage, &self.path("a.toml"), text, secret)
    }

    /// What the wizard saves of what Review shows.
    fn saved(&self, wizard: &mut Wizard<'_>) -> String {
        let path = self.path("saved.toml");
        wizard.save(&path);
        let text = fs::read_to_string(&path).unwrap();
        fs::remove_file(&path).unwrap();
        text
    }
}

#[test]
fn every_source_sends_the_same_body_from_a_saved_file_and_from_the_wizard_that_begins_with_it() {
    let place = Place::new();
    let mut tried = 0;
    for draft in place.drafts(SECRET) {
        let id = draft.here().source.as_ref().unwrap().id.0.clone();
        tried += 1;
        let wanted: NewConnection = draft.connection().unwrap();
        let body = Dialect::V1.create(&wanted, Purpose::Create).body.wire();
        let text = write::from_draft(&draft).unwrap().text;
        assert!(!text.contains("uo'te") && !text.contains("a2V5"), "{text}");
        let read = answers::read(&[Source { name: "a.toml", text: &text }], Plain::Refused);
        assert!(!read.is_bad(), "{id}: {:?}\n{text}", read.faults);
        let schema = jsonschema::validator_for(&serde_json::from_str(answers::SCHEMA).unwrap()).unwrap();
        assert!(schema.is_valid(&read.documents[0].plain()), "{id}");
        assert_eq!(place.applied(&id, &text, SECRET), body.as_str(), "{id}");
        place.forget();
        let before = place.stage.writes().len();
        let mut wizard = place.wizard(&text, SECRET);
        let again = place.saved(&mut wizard);
        assert_eq!(place.stage.writes().len(), before, "{id}: nothing is sent before Create");
        let created = place.sent(&id, || {
            wizard.create();
            wizard.shot().0
        });
        assert_eq!(created, body.as_str(), "{id}");
        assert_eq!(place.applied(&id, &again, SECRET), body.as_str(), "{id}");
    }
    assert!(tried >= 20, "{tried} tried");
}

#[test]
fn what_the_form_of_every_source_sends_is_sent_again_by_the_file_saved_from_it() {
    // In a form a line break in a key of one word is an accident.
    let secret = SECRET.replace('\n', " ");
    let place = Place::new();
    let (mut tried, mut looked_at) = (0, 0);
    for draft in place.drafts(&secret) {
        let id = draft.here().source.as_ref().unwrap().id.0.clone();
        tried += 1;
        place.forget();
        let mut wizard = place.wizard(&write::from_draft(&draft).unwrap().text, &secret);
        if !wizard.look_at_details() {
            continue;
        }
        looked_at += 1;
        let text = place.saved(&mut wizard);
        let created = place.sent(&id, || {
            wizard.create();
            wizard.shot().0
        });
        assert_eq!(place.applied(&id, &text, &secret), created, "{id}\n{text}");
    }
    // The others have a value here that their form refuses.
    assert!(looked_at * 4 >= tried * 3, "{looked_at} of {tried}");
}

#[test]
fn the_script_around_curl_of_every_source_sends_the_same_body_under_dash_and_bash() {
    let place = Place::new();
    for draft in place.drafts(SECRET) {
        let id = draft.here().source.as_ref().unwrap().id.0.clone();
        let request = Dialect::V1.create(&draft.connection().unwrap(), Purpose::Create);
        let export = Export { request: &request, first: None, date: "2026-11-28" };
        let folder = tempfile::tempdir().unwrap();
        for file in export.files(Format::Curl) {
            fs::write(folder.path().join(file.name), file.text.0).unwrap();
        }
        let value = |about: &str| if about.ends_with("base64") { "a2V5" } else { SECRET };
        let variables: Vec<(String, &str)> =
            export.variables(Format::Curl).into_iter().map(|(name, about)| (name, value(&about))).collect();
        for shell in ["dash", "bash"] {
            let sent = place.sent(&id, || {
                let run = Command::new(shell)
                    .arg("create.sh")
                    .current_dir(folder.path())
                    .envs(variables.iter().map(|(name, value)| (name, value)))
                    .env("QLIK_TENANT_URL", &place.stage.url)
                    .env("QLIK_API_KEY", place.key())
                    .output()
                    .unwrap();
                String::from_utf8_lossy(&run.stderr).into_owned()
            });
            assert_eq!(sent, request.body.wire().as_str(), "{id}, {shell}");
        }
    }
}

#[test]
fn separated_credentials_are_saved_and_sent_again_on_a_fresh_tenant() {
    for mode in ["new", "existing"] {
        let text = |url: &str| {
            format!(
                "qonnect = 1\ntenant = \"{url}\"\n[sign-in]\nmethod = \"api-key\"\nkey = {{ env = \"QLIK_API_KEY\" }}\n\
                 [[connection]]\nname = {NAME:?}\nsource = \"File_AmazonS3ConnectorV2\"\n[connection.credentials]\nmode = \"new\"\nname = \"mine\"\n\
                 [connection.properties]\nregion = \"eu-central-1\"\nbucketName = \"b\"\naccessKey = \"AK\"\nsecretKey = {{ env = \"QONNECT_SECRETKEY\" }}\n"
            )
        };
        let (first, fresh) = (Place::new(), Place::new());
        if mode == "existing" {
            // The credentials exist at both.
            for place in [&first, &fresh] {
                place.applied(mode, &text(&place.stage.url), SECRET);
            }
        }
        first.forget();
        let mut wizard = first.wizard(&text(&first.stage.url), SECRET);
        let saved = first.saved(&mut wizard);
        assert!(saved.contains(&format!("mode = \"{mode}\"")) && saved.contains("name = \"mine\""), "{saved}");
        let created = first.sent(mode, || {
            wizard.create();
            wizard.shot().0
        });
        let again =
            fresh.applied(mode, &saved.replace(first.session.tenant.host(), fresh.session.tenant.host()), SECRET);
        // The id of credentials is the tenant's.
        let without_id = |body: &str| {
            let mut body: serde_json::Value = serde_json::from_str(body).unwrap();
            body["connectionProperties"].as_object_mut().unwrap().remove("selectedCredentials");
            body
        };
        if mode == "new" {
            assert_eq!(again, created);
        } else {
            assert_eq!(without_id(&again), without_id(&created));
        }
    }
}
