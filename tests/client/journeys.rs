//! Every kind of connection made by the client alone, against the stand-in: three dialects, in a space and in the personal one.

use qonnect::{
    client::Client,
    domain::{
        connection::{Created, NameCheck, NewConnection, compare},
        credential::CredentialCheck,
        dialect::Dialect,
        field::{code_condition, code_property},
        http::Json,
        oauth::{AuthUrl, read_code},
        property::{CREDENTIALS_NAME, SELECTED_CREDENTIALS, SEPARATE},
        secret::Secret,
        session::Session,
        space::{SpaceId, SpaceKind},
    },
    standin::{Config, StandIn, serve},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::common::{client, gbq, made, s3, session_as, source};

struct Tenant {
    standin: StandIn,
    client: Client,
    session: Session,
}

impl Tenant {
    async fn start(dialect: Dialect) -> Self {
        let standin = serve(Config::default()).await.unwrap();
        let session = session_as(standin.url(), standin.key("creator"), dialect);
        Self { standin, client: client(), session }
    }

    /// The personal space, and the first shared space.
    async fn places(&self) -> [Option<SpaceId>; 2] {
        let page = self.client.spaces(&self.session, None).await.unwrap();
        let shared = page.items.into_iter().find(|space| space.kind == SpaceKind::Shared).unwrap();
        [None, Some(shared.id)]
    }

    /// Creates, and holds the answer, the read-back and the name check against each other.
    async fn create(&self, new: &NewConnection) -> qonnect::domain::connection::Connection {
        let created = made(self.client.create(&self.session, new).await.unwrap());
        assert_eq!(created.name, new.name);
        assert_eq!(created.space.as_deref(), new.space.as_ref().map(|id| id.0.as_str()));
        let back = self.client.read_back(&self.session, &created.id).await.unwrap();
        assert_eq!((&back.id, &back.name), (&created.id, &new.name));
        assert_eq!(back.source.as_deref(), Some(new.source.0.as_str()));
        let owned = ["accessKey", "authCode", SEPARATE, CREDENTIALS_NAME, SELECTED_CREDENTIALS];
        assert_eq!(compare(new, &back, &owned), []);
        let check = self.client.connection_by_name(&self.session, new.space.as_ref(), &new.name).await.unwrap();
        assert!(matches!(check, NameCheck::Taken(found) if found.id == created.id));
        back
    }

    /// The code that the consent page shows, fetched over plain HTTP as text by somebody who is not our client.
    async fn code(&self, new: &NewConnection) -> Secret {
        let answer = self.client.ask_auth_url(&self.session, new).await.unwrap();
        let Created::AuthUrl(url) = answer else { panic!("a connection was made instead") };
        let url = AuthUrl::parse(&url).unwrap();
        let (host, path) = url.as_str().strip_prefix("http://").unwrap().split_once('/').unwrap();
        let mut stream = TcpStream::connect(host).await.unwrap();
        let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        read_code(text.split_once("\r\n\r\n").unwrap().1, &url).unwrap().value
    }
}

fn separated(new: NewConnection, key: &str, value: &str) -> NewConnection {
    new.with(SEPARATE, Json::text("true")).with(key, Json::text(value))
}

fn without(mut new: NewConnection, keys: &[&str]) -> NewConnection {
    new.properties.retain(|(key, _)| !keys.contains(&key.as_str()));
    new
}

#[tokio::test]
async fn s3_is_connected_with_an_embedded_login() {
    for dialect in Dialect::ALL {
        let tenant = Tenant::start(dialect).await;
        for space in tenant.places().await {
            let back = tenant.create(&s3("embedded", space.as_ref())).await;
            assert_ne!(back.separated, Some(true));
        }
    }
}

#[tokio::test]
async fn s3_is_connected_with_a_new_separated_login_and_then_with_the_same_by_its_name() {
    for dialect in Dialect::ALL {
        let tenant = Tenant::start(dialect).await;
        for (index, space) in tenant.places().await.into_iter().enumerate() {
            let (client, session) = (&tenant.client, &tenant.session);
            let name = format!("serviceAccount{index}");
            assert_eq!(client.credential_by_name(session, &name).await.unwrap(), CredentialCheck::Free);
            let first = tenant.create(&separated(s3("first", space.as_ref()), CREDENTIALS_NAME, &name)).await;
            assert_eq!(first.separated, Some(true));

            let CredentialCheck::Taken(found) = client.credential_by_name(session, &name).await.unwrap() else {
                panic!("the credential is there")
            };
            assert_eq!((found.separated, found.source.as_deref()), (Some(true), Some("File_AmazonS3Connector")));
            assert_eq!(first.credential.as_deref(), Some(found.id.0.as_str()));

            let second = without(s3("second", space.as_ref()), &["accessKey", "secretKey"]);
            let second = tenant.create(&separated(second, SELECTED_CREDENTIALS, &found.id.0)).await;
            assert_eq!(second.credential, first.credential);
            let suggested = client.suggest_credentials(session, &source("File_AmazonS3Connector")).await.unwrap();
            assert!(suggested.iter().any(|credential| credential.name == name));
            assert!(client.suggest_credentials(session, &source("gbq")).await.unwrap().is_empty());
        }
    }
}

#[tokio::test]
async fn bigquery_is_connected_with_a_persons_consent() {
    for dialect in Dialect::ALL {
        let tenant = Tenant::start(dialect).await;
        for space in tenant.places().await {
            let asked = gbq("consent", space.as_ref());
            let code = tenant.code(&asked).await;
            tenant.create(&asked.with("authCode", Json::Secret(code))).await;
        }
    }
}

#[tokio::test]
async fn every_interactive_source_is_connected_by_a_code_in_the_property_that_is_known_for_it() {
    let tenant = Tenant::start(Dialect::V1).await;
    for (id, properties) in [
        ("File_OneDriveConnector", &[][..]),
        ("File_GoogleDriveConnector", &[]),
        ("File_Office365SharepointConnector", &[]),
        ("File_AzureStorageConnector", &[]),
        ("azure_sql", &[("host", "h"), ("port", "1433"), ("database", "d")]),
        ("snowflake", &[("server", "h"), ("port", "443"), ("authenticator", "oauth")]),
    ] {
        let id = source(id);
        let spec = tenant.client.spec(&tenant.session, &id).await.unwrap();
        let code = code_property(&id, &spec).unwrap();
        let chosen = |name: &str| properties.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
        // Where a field decides, its value selects the browser; elsewhere the person is asked.
        assert!(code_condition(&id, &spec).is_none_or(|when| when.holds(chosen(&when.field).unwrap())), "{id:?}");
        let text = |(key, value): &(&str, &str)| ((*key).to_owned(), Json::text(*value));
        let properties = properties.iter().map(text).chain([(code.clone(), Json::text(""))]).collect();
        let asked = NewConnection { name: id.0.clone(), space: None, source: id, tags: vec![], properties };
        let brought = tenant.code(&asked).await;
        tenant.create(&without(asked, &[&code]).with(&code, Json::Secret(brought))).await;
    }
}

#[tokio::test]
async fn a_persons_consent_is_kept_under_a_name_and_used_again() {
    for dialect in Dialect::ALL {
        let tenant = Tenant::start(dialect).await;
        for (index, space) in tenant.places().await.into_iter().enumerate() {
            let name = format!("my google {index}");
            let asked = separated(gbq("consent", space.as_ref()), CREDENTIALS_NAME, &name);
            let code = tenant.code(&asked).await;
            let first = tenant.create(&asked.with("authCode", Json::Secret(code))).await;

            let check = tenant.client.credential_by_name(&tenant.session, &name).await.unwrap();
            let CredentialCheck::Taken(found) = check else { panic!("the credential is there") };
            let again = without(gbq("again", space.as_ref()), &["authCode"]);
            let again = tenant.create(&separated(again, SELECTED_CREDENTIALS, &found.id.0)).await;
            assert_eq!(again.credential, first.credential);
        }
    }
}

#[tokio::test]
async fn asking_for_an_address_at_a_source_without_consent_creates() {
    let tenant = Tenant::start(Dialect::V1).await;
    let answer = tenant.client.ask_auth_url(&tenant.session, &s3("at once", None)).await.unwrap();
    assert_eq!(made(answer).name, "at once");
}

#[tokio::test]
async fn who_is_asking_and_where_is_learned_before_anything_is_made() {
    let tenant = Tenant::start(Dialect::V1).await;
    let (client, session) = (&tenant.client, &tenant.session);
    assert_eq!(client.reach(&session.tenant).await.unwrap(), qonnect::domain::session::Reached::Tenant);
    let me = client.sign_in(session).await.unwrap();
    assert!(!me.name.is_empty() && !me.user_id.is_empty() && me.tenant_id.is_some() && me.tenant_name.is_some());
    assert!(!me.is_bot());
    let bot = session_as(tenant.standin.url(), tenant.standin.key("bot"), Dialect::V1);
    assert!(client.sign_in(&bot).await.unwrap().is_bot());
    let sources = client.sources(session).await.unwrap();
    assert!(sources.iter().any(|source| source.disabled) && sources.iter().any(|source| source.title.is_some()));
    let spec = client.spec(session, &source("gbq")).await.unwrap();
    assert_eq!(spec.properties[0].name, "OAuthMechanism");
    let gateway = sources.iter().find(|source| source.id.needs_gateway() && !source.disabled).unwrap();
    assert!(!client.gateways(session, &gateway.id).await.unwrap().is_empty());
    assert!(client.gateways(session, &source("gbq")).await.unwrap().is_empty());
}

#[tokio::test]
async fn spaces_come_page_by_page_and_are_found_by_name() {
    let standin = serve(Config { spaces: 230, ..Config::default() }).await.unwrap();
    let (client, session) = (client(), session_as(standin.url(), standin.key("creator"), Dialect::V1));
    let mut page = client.spaces(&session, None).await.unwrap();
    assert_eq!((page.items.len(), page.total), (100, Some(230)));
    let mut spaces = page.items;
    while let Some(next) = page.next {
        page = client.spaces(&session, Some(&next)).await.unwrap();
        spaces.extend(page.items);
    }
    assert_eq!(spaces.len(), 230);
    let last = spaces.last().unwrap();
    let found = client.find_spaces(&session, &last.name).await.unwrap();
    assert!(found.items.iter().any(|space| space.id == last.id));
}
