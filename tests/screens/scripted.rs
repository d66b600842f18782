//! The script: an answer for every question, the same in every run.

use std::sync::Arc;

use qonnect::domain::{
    access::{Access, CliContext, CliContexts, ClientProof},
    browser::{BrowserAttempt, BrowserPlan},
    connection::{Connection, ConnectionLookup, Created, NameCheck, NewConnection},
    credential::{Credential, CredentialCheck, CredentialId, OwnedCredential},
    failure::{Failure, FailureKind},
    local::{Completion, ReadFile},
    notes::Notes,
    property::Spec,
    request::{Answer, Asked, Call, Chore, Copied, PageOf, PublicCall, Request},
    secret::Secret,
    session::{Me, Reached, User},
    settle::LookupResult,
    setup::{ExistingParts, KeyFile, KeyPair, NewPart, OauthClient, Part, PartLookup, Provider, Thing},
    source::{DataSource, Gateway, SourceId},
    space::{Space, SpaceId, SpaceKind},
};
use serde_json::{Value, json};

/// The tenant of the script.
pub struct Tenant {
    /// Questions of these kinds fail like this.
    pub failures: Vec<(Asked, Failure)>,
    /// This part of a set-up is refused.
    pub refused_part: Option<Part>,
    /// Spaces beside the usual ones.
    pub more_spaces: Vec<Space>,
    /// What exists already of a set-up.
    pub existing: ExistingParts,
    /// Into the space of this id nothing is copied.
    pub no_copy_to: Option<String>,
}

impl Default for Tenant {
    fn default() -> Self {
        let existing = ExistingParts {
            provider: PartLookup::Absent,
            same_issuer: Vec::new(),
            web_integration: PartLookup::Absent,
            client: PartLookup::Absent,
        };
        Self { failures: Vec::new(), refused_part: None, more_spaces: Vec::new(), existing, no_copy_to: None }
    }
}

fn key_pair() -> KeyPair {
    KeyPair {
        key_path: "/home/ada/.config/qonnect/keys/qonnect.key.pem".into(),
        certificate_path: "/home/ada/.config/qonnect/keys/qonnect.crt.pem".into(),
        private: Secret::new("not-to-be-seen"),
        certificate: "-----BEGIN CERTIFICATE-----\nMIIF\n-----END CERTIFICATE-----".into(),
    }
}

pub fn provider() -> Provider {
    Provider {
        id: "65f0c0ffee00400080000000".into(),
        issuer: "qonnect".into(),
        key_ids: vec!["qonnect".into()],
        description: String::new(),
        active: Some(true),
        created: Some("2026-10-01T08:00:00.000Z".into()),
    }
}

pub fn impersonator() -> OauthClient {
    OauthClient {
        id: "a94bf3e8d36a4a75".into(),
        name: "qonnect impersonation".into(),
        may_impersonate: true,
        trusted: Some(false),
    }
}

/// A part as the tenant makes it.
fn made(new: &NewPart) -> Thing {
    let client = impersonator();
    match new {
        NewPart::Provider(_) => Thing { id: provider().id, name: provider().issuer, ..Thing::default() },
        NewPart::WebIntegration(new) => Thing { id: "w-1".into(), name: new.name.clone(), ..Thing::default() },
        NewPart::Client(_) => {
            let secret = Some(Secret::new("not-to-be-seen-0123456789"));
            Thing { id: client.id, name: client.name, secret, ..Thing::default() }
        }
        NewPart::Secret(_) => {
            let secret = Some(Secret::new("not-to-be-seen-9876543210"));
            Thing { id: client.id, secret, hint: Some("9876".into()), ..Thing::default() }
        }
        NewPart::Trust(_) => Thing { id: client.id, trusted: true, ..Thing::default() },
    }
}

fn orphans() -> Vec<OwnedCredential> {
    let unused = |name: &str, owner: &str| OwnedCredential {
        credential: Credential { connections: None, ..credential(name) },
        owner: Some(owner.to_owned()),
    };
    vec![
        unused("serviceAccount123", "u-1"),
        unused("売上データ 2026", "u-2"),
        unused("a credential whose name is so long that no terminal of a sensible size shows all of it", "u-1"),
    ]
}

impl Tenant {
    /// The answer to a question.
    pub fn answer(&self, request: &Request) -> Answer {
        let failure =
            self.failures.iter().find(|(asked, _)| *asked == request.asked()).map(|(_, failure)| failure.clone());
        if let Some(answer) = self.of_connections(request, failure.clone()) {
            return answer;
        }
        let part = if let Request::Tenant(_, Call::MakePart(new)) = request { Some(new.part()) } else { None };
        let refused = part.filter(|part| self.refused_part == Some(*part));
        let failure = failure.or_else(|| refused.map(|_| Failure::new(FailureKind::Forbidden, "making a part")));
        let or = |failure: Option<Failure>| failure.map_or(Ok(()), Err);
        match request {
            Request::Here(Chore::RecentTenants) => {
                Answer::RecentTenants(vec!["acme.eu.qlikcloud.com".into(), "globex.us.qlikcloud.com".into()], None)
            }
            Request::Here(Chore::RememberTenant(_)) => Answer::RememberTenant(None),
            Request::Here(Chore::Copy(_)) => Answer::Copy(Copied::Native),
            Request::Here(Chore::Open(_)) => Answer::Open(Ok(())),
            Request::Here(Chore::ReadFile(path)) => Answer::ReadFile(Ok(file(path))),
            Request::Here(Chore::CompletePath(path, _)) => {
                Answer::CompletePath(Ok(Completion { path: path.clone(), names: vec!["key.pem".into()], more: 0 }))
            }
            Request::Public(PublicCall::Reach(_)) => Answer::Reach(or(failure).map(|()| Reached::Tenant)),
            Request::Tenant(session, Call::SignIn) => Answer::SignIn(or(failure).map(|()| {
                let grace = Me { name: "Grace Hopper".into(), subject: "auth0|grace".into(), ..me() };
                if session.access.acts_as_another() { grace } else { me() }
            })),
            Request::Tenant(_, Call::ListSpaces(..)) => Answer::ListSpaces(or(failure).map(|()| self.spaces())),
            Request::Tenant(_, Call::FindSpaces(..)) => Answer::FindSpaces(or(failure).map(|()| PageOf {
                items: Vec::new(),
                next: None,
                is_cut: false,
                total: Some(0),
            })),
            Request::Tenant(_, Call::ListSources) => Answer::ListSources(or(failure).map(|()| sources())),
            Request::Tenant(_, Call::ReadSpec(id)) => Answer::ReadSpec(or(failure).map(|()| spec(id))),
            Request::Tenant(_, Call::ListGateways(..)) => Answer::ListGateways(or(failure).map(|()| gateways())),
            Request::Tenant(_, Call::CheckCredential(name)) => {
                Answer::CheckCredential(or(failure).map(|()| check_credential(name)))
            }
            Request::Tenant(_, Call::SuggestCredentials(..)) => {
                Answer::SuggestCredentials(or(failure).map(|()| vec![credential("serviceAccount123")]))
            }
            Request::Tenant(_, Call::CheckName(..)) => Answer::CheckName(or(failure).map(|()| NameCheck::Free)),
            Request::Tenant(_, Call::AskAuthUrl(..)) => {
                Answer::AskAuthUrl(or(failure).map(|()| Created::AuthUrl(AUTH_URL.into())))
            }
            Request::Tenant(_, Call::Create(new)) => {
                Answer::Create(or(failure).map(|()| Created::Made(Box::new(connection(new)))))
            }
            Request::Tenant(_, Call::LookUp(..)) => Answer::LookUp(or(failure).map(|()| ConnectionLookup {
                result: LookupResult::NotDone,
                at: Some("2026-11-21T12:34:56Z".parse().unwrap()),
                credential: None,
            })),
            Request::Tenant(_, Call::ReadBack(id)) => Answer::ReadBack(or(failure).map(|()| {
                let properties = vec![("bucketName".to_owned(), "landing-zone".to_owned())];
                Box::new(Connection { id: id.clone(), properties, ..Connection::default() })
            })),
            Request::Here(Chore::TenantNotes(_)) => Answer::TenantNotes(Notes::default()),
            Request::Here(Chore::KeepNotes(..)) => Answer::KeepNotes(None),
            Request::Here(Chore::AmendNotes(..)) => Answer::AmendNotes(None),
            Request::Here(Chore::CliContexts) => Answer::CliContexts(Ok(contexts())),
            Request::Here(Chore::ReadKey(path)) => Answer::ReadKey(Ok(KeyFile {
                path: path.0.clone(),
                pem: Secret::new("-----BEGIN PRIVATE KEY----- marker"),
                kind: "RSA 4096".into(),
                warning: None,
            })),
            Request::Here(Chore::StartBrowser(plan)) => Answer::StartBrowser(Ok(Box::new(attempt(plan)))),
            Request::Tenant(_, Call::FindUser(email)) => Answer::FindUser(or(failure).map(|()| vec![grace(email)])),
            Request::Tenant(_, Call::FindSubject(..)) => Answer::FindSubject(or(failure).map(|()| None)),
            Request::Tenant(_, Call::InspectSetUp(..)) => {
                Answer::InspectSetUp(or(failure).map(|()| Box::new(self.existing.clone())))
            }
            Request::Here(Chore::LoadKeyPair(_)) => Answer::LoadKeyPair(Ok(None)),
            Request::Here(Chore::MakeKeyPair(_)) => Answer::MakeKeyPair(Ok(key_pair())),
            Request::Tenant(_, Call::MakePart(new)) => Answer::MakePart(or(failure).map(|()| made(new))),
            Request::Tenant(_, Call::TrySignIn) => Answer::TrySignIn(or(failure).map(|()| me())),
            Request::Tenant(_, Call::RemovePart(..)) => Answer::RemovePart(or(failure)),
            Request::Tenant(_, Call::FindPart(..)) => Answer::FindPart(or(failure).map(|()| false)),
            Request::Here(Chore::RemoveKeyPair(_)) => Answer::RemoveKeyPair(Ok(())),
            Request::Tenant(_, Call::ListUnusedCredentials) => {
                Answer::ListUnusedCredentials(or(failure).map(|()| orphans()))
            }
            Request::Tenant(_, Call::FindCredential(word)) => {
                let mut credential = credential(word.trim_start_matches("id of "));
                if word.contains("embedded") {
                    (credential.separated, credential.connections) = (Some(false), Some(1));
                }
                let found = Some(OwnedCredential { credential, owner: Some("u-1".into()) });
                Answer::FindCredential(or(failure).map(|()| found))
            }
            Request::Tenant(_, Call::DeleteCredential(..)) => Answer::DeleteCredential(or(failure)),
            other => panic!("the script has no answer to {:?}", other.asked()),
        }
    }

    /// The answer to a question about connections that exist.
    fn of_connections(&self, request: &Request, failure: Option<Failure>) -> Option<Answer> {
        let Request::Tenant(_, call) = request else { return None };
        let or = |failure: Option<Failure>| failure.map_or(Ok(()), Err);
        Some(match call {
            Call::ReadBack(id) if connections().iter().any(|one| one.id == *id) => {
                let found = connections().into_iter().find(|one| one.id == *id).unwrap_or_default();
                Answer::ReadBack(or(failure).map(|()| {
                    let values = [("bucketName", "landing-zone"), ("region", "eu-central-1"), ("legacyMode", "strict")];
                    let properties = values.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
                    Box::new(Connection { properties, ..found })
                }))
            }
            Call::ListConnections(..) => Answer::ListConnections(or(failure).map(|()| PageOf {
                total: Some(connections().len()),
                items: connections(),
                next: None,
                is_cut: false,
            })),
            Call::NameUsers(_) => Answer::NameUsers(or(failure).map(|()| {
                let grace = User { id: "u-2".into(), ..grace("grace@acme.example") };
                vec![grace]
            })),
            Call::CopyConnection(id, name, space) => {
                let refused = space.as_ref().filter(|space| self.no_copy_to.as_ref() == Some(&space.0));
                let failure = failure.or_else(|| refused.map(|_| Failure::new(FailureKind::Forbidden, "copying")));
                let of = connections().into_iter().find(|one| one.id == *id).unwrap_or_default();
                Answer::CopyConnection(or(failure).map(|()| {
                    let space = space.as_ref().map(|space| space.0.clone());
                    Box::new(Connection { id: "copy".into(), name: name.clone(), space, ..of })
                }))
            }
            _ => return None,
        })
    }

    fn spaces(&self) -> PageOf<Space> {
        let usual = [
            ("Sales", SpaceKind::Shared, "What the sales team loads"),
            ("Finance (published)", SpaceKind::Managed, "Monthly closing"),
            ("Landing", SpaceKind::Data, ""),
            ("売上データ 2026", SpaceKind::Shared, "wide characters all the way through this description"),
            (
                "A space whose name is so long that no terminal of a sensible size could ever show the whole of it",
                SpaceKind::Shared,
                "and a description that goes on and on as well",
            ),
        ];
        let mut spaces: Vec<Space> = usual
            .into_iter()
            .map(|(name, kind, description)| Space {
                id: SpaceId(format!("id of {name}")),
                name: name.into(),
                kind,
                description: description.into(),
            })
            .collect();
        spaces.extend(self.more_spaces.iter().cloned());
        PageOf { total: Some(spaces.len()), items: spaces, next: None, is_cut: false }
    }
}

const AUTH_URL: &str = "https://accounts.example.com/o/oauth2/v2/auth?client_id=1234567890-abcdefghijklmnop&response_type=code\
    &scope=https%3A%2F%2Fwww.example.com%2Fauth%2Fbigquery&redirect_uri=https%3A%2F%2Fconnector.example.com&prompt=consent\
    &access_type=offline&state=af0ifjsldkj&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\
    &code_challenge_method=S256";

fn me() -> Me {
    Me {
        user_id: "u-1".into(),
        name: "Ada Creator".into(),
        email: Some("ada@acme.example".into()),
        subject: "auth0|ada".into(),
        tenant_id: Some("t-1".into()),
        tenant_name: Some("acme".into()),
        created: None,
        is_admin: None,
    }
}

fn grace(email: &str) -> User {
    User {
        id: "64ef645a3b7009d55dee5a2b".into(),
        subject: "auth0|grace".into(),
        name: "Grace Hopper".into(),
        email: Some(email.into()),
        status: Some("active".into()),
    }
}

fn attempt(plan: &BrowserPlan) -> BrowserAttempt {
    let state = Secret::new("Zm9vYmFyYmF6cXV4MTIzNA");
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    BrowserAttempt::new(plan.clone(), state, Secret::new("marker-verifier"), challenge).unwrap()
}

fn contexts() -> CliContexts {
    let context = |name: &str, host: &str, access| CliContext {
        name: name.into(),
        host: host.into(),
        current: name == "prod",
        access,
    };
    let secret = || Secret::new("marker");
    let machine = Access::Machine { client_id: "82e0".into(), proof: ClientProof::Secret(secret()) };
    CliContexts {
        path: Some("/home/ada/.qlik/contexts.yml".into()),
        contexts: vec![
            context("ci", "acme.eu.qlikcloud.com", Some(machine)),
            context("prod", "acme.eu.qlikcloud.com", Some(Access::Token(secret()))),
            context("staging-of-globex", "globex.us.qlikcloud.com", Some(Access::Token(secret()))),
            context("unfinished", "acme.eu.qlikcloud.com", None),
        ],
    }
}

fn sources() -> Vec<DataSource> {
    let source = |id: &str, title: Option<&str>, disabled| DataSource {
        id: SourceId(id.into()),
        title: title.map(str::to_owned),
        provider_name: "Qlik Web Connectors".into(),
        provider: "provider.exe".into(),
        disabled,
    };
    vec![
        source("File_AmazonS3Connector", Some("Amazon S3"), false),
        source("gbq", Some("Google BigQuery"), false),
        source("DG_mssql", None, false),
        source("invented", Some("Invented"), false),
        source("File_DropBoxConnector", Some("Dropbox"), true),
    ]
}

fn spec(id: &SourceId) -> Arc<Spec> {
    let text = |about: &str| json!({"type": "string", "description": about});
    let mut properties = match id.0.as_str() {
        "File_AmazonS3Connector" => json!({
            "accessKey": text("AWS access key id."), "secretKey": text("AWS secret access key."),
            "region": {"type": "string", "default": "us-east-1", "enum": ["us-east-1", "eu-central-1"],
                "description": "AWS region of the bucket. Values are case sensitive."},
            "bucketName": text("Bucket to read from.")}),
        "gbq" => json!({
            "OAuthMechanism": {"type": "string", "default": "1", "enum": ["0", "1"]},
            "Catalog": text("Project to read from."), "authCode": text("Authorization code."),
            "Email": text("Service account."), "rowBatchSize": {"type": "integer", "default": 1000},
            "allowNonSelectQueries": {"type": "boolean", "default": false}}),
        "DG_mssql" => json!({"gatewayInstance": text("Gateway."), "host": text("Host."), "port": text("Port."),
            "username": text("User."), "password": text("Password.")}),
        _ => json!({"z": text("The last letter comes first."), "a": {"type": "boolean"}, "m": {"type": "object"}}),
    };
    let separable = json!({"separateCredentials": {"type": "boolean"}, "credentialsName": {"type": "string"},
        "selectedCredentials": {"type": "string"}});
    if id.0 != "invented"
        && let (Value::Object(all), Value::Object(more)) = (&mut properties, separable)
    {
        all.extend(more);
    }
    let answer = json!({"connectorProvider": "provider.exe", "connectorVersion": "4.46.0",
        "connectionProperties": {"type": "object", "properties": properties}});
    Arc::new(Spec::read(&answer).unwrap())
}

fn file(path: &str) -> ReadFile {
    let name = path.rsplit('/').next().unwrap_or(path).to_owned();
    ReadFile { name, path: path.to_owned(), bytes: 1704, content: Secret::new("bWFya2Vy") }
}

fn gateways() -> Vec<Gateway> {
    vec![
        Gateway { id: "g-1::1".into(), name: "Head office".into(), default: false },
        Gateway { id: "g-2::2".into(), name: "Data centre".into(), default: true },
    ]
}

fn credential(name: &str) -> Credential {
    Credential {
        id: CredentialId(format!("id of {name}")),
        name: name.into(),
        source: Some("File_AmazonS3Connector".into()),
        separated: Some(true),
        connections: Some(2),
        created: Some("2026-10-01T08:00:00.000Z".into()),
    }
}

fn check_credential(name: &str) -> CredentialCheck {
    if name == "serviceAccount123" { CredentialCheck::Taken(credential(name)) } else { CredentialCheck::Free }
}

/// What exists: one's own and somebody else's, embedded and separated, with a source that is switched off, with long names.
fn connections() -> Vec<Connection> {
    let all = ["list", "read", "update", "delete", "change_owner", "change_space"].map(str::to_owned);
    let one = |id: &str, name: &str, space: Option<&str>, source: &str, owner: &str| Connection {
        id: format!("5a1f0c2e-7d3b-4e66-9d0e-00000000000{id}"),
        name: name.into(),
        space: space.map(|space| format!("id of {space}")),
        source: Some(source.into()),
        credential: Some(format!("id of embedded {id}")),
        separated: Some(false),
        owner: Some(owner.into()),
        tags: vec!["team:sales".into()],
        created: Some("2026-10-01T08:00:00.000Z".into()),
        updated: Some("2026-11-03T10:00:00.000Z".into()),
        privileges: Some(all.clone().into()),
        ..Connection::default()
    };
    let separated = |one: Connection| Connection {
        separated: Some(true),
        credential: Some("id of serviceAccount123".into()),
        ..one
    };
    let s3 = "File_AmazonS3Connector";
    vec![
        one("1", "Orders", Some("Sales"), s3, "u-1"),
        separated(one("2", "Orders by region", Some("Sales"), s3, "u-1")),
        Connection {
            privileges: Some(vec!["list".into(), "read".into()]),
            ..one("3", "Warehouse", Some("Finance (published)"), "gbq", "u-2")
        },
        one("4", "Old files", None, "File_DropBoxConnector", "64ef645a3b7009d55dee5a2b"),
        Connection {
            separated: None,
            updated: None,
            credential: None,
            ..one(
                "5",
                "売上データ of a name that is longer than any column of a list could be",
                None,
                "unlisted",
                "u-1",
            )
        },
        separated(one("6", "Returns", Some("Sales"), s3, "u-1")),
    ]
}

fn connection(new: &NewConnection) -> Connection {
    let separated = new.properties.iter().any(|(key, _)| key == "separateCredentials");
    Connection {
        id: "5a1f0c2e-7d3b-4e66-9d0e-3f1a2b4c5d6e".into(),
        name: new.name.clone(),
        space: new.space.as_ref().map(|space| space.0.clone()),
        source: Some(new.source.0.clone()),
        credential: Some("c0ffee00-0000-4000-8000-000000000001".into()),
        separated: Some(separated),
        owner: Some("u-1".into()),
        tags: vec!["DcaasAPI:provider.exe:4.46.0".into()],
        created: Some("2026-11-21T12:34:56.78Z".into()),
        ..Connection::default()
    }
}
