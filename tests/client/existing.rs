//! Connections that exist: listed, changed, copied, moved and deleted by the client alone, against the stand-in.

use qonnect::{
    client::Client,
    domain::{
        connection::{Connection, ConnectionQuery, Move},
        dialect::Dialect,
        failure::FailureKind,
        http::Json,
        patch::{Wanted, changes},
        secret::Secret,
        session::Session,
        space::{Space, SpaceChoice, SpaceKind},
    },
    standin::{Config, StandIn, serve},
};

use crate::common::{client, made, s3, session_as};

struct Tenant {
    _standin: StandIn,
    client: Client,
    creator: Session,
    admin: Session,
}

impl Tenant {
    async fn start(dialect: Dialect) -> Self {
        let standin = serve(Config::default()).await.unwrap();
        let [creator, admin] = ["creator", "admin"].map(|who| session_as(standin.url(), standin.key(who), dialect));
        Self { client: client(), creator, admin, _standin: standin }
    }

    async fn shared(&self) -> Vec<Space> {
        let page = self.client.spaces(&self.creator, None).await.unwrap();
        page.items.into_iter().filter(|space| space.kind == SpaceKind::Shared).collect()
    }

    async fn create(&self, name: &str, space: Option<&Space>) -> Connection {
        let new = s3(name, space.map(|space| &space.id));
        made(self.client.create(&self.creator, &new).await.unwrap())
    }

    async fn read(&self, id: &str) -> Connection {
        self.client.read_back(&self.creator, id).await.unwrap()
    }

    async fn names(&self, listed: &ConnectionQuery) -> Vec<String> {
        let page = self.client.connections(&self.creator, listed, None).await.unwrap();
        page.items.into_iter().map(|connection| connection.name).collect()
    }
}

#[tokio::test]
async fn connections_are_listed_by_page_space_and_name() {
    for dialect in Dialect::ALL {
        let tenant = Tenant::start(dialect).await;
        let spaces = tenant.shared().await;
        for number in 0..120 {
            tenant.create(&format!("listed {number:03}"), Some(&spaces[0])).await;
        }
        tenant.create("own one", None).await;
        let first = tenant.client.connections(&tenant.creator, &ConnectionQuery::All, None).await.unwrap();
        assert_eq!(first.items.len(), 100);
        let rest =
            tenant.client.connections(&tenant.creator, &ConnectionQuery::All, first.next.as_deref()).await.unwrap();
        assert!(rest.items.len() >= 21 && rest.next.is_none(), "{}", rest.items.len());
        assert_eq!(tenant.names(&ConnectionQuery::Personal).await, ["own one"]);
        assert_eq!(tenant.names(&ConnectionQuery::InSpace(spaces[0].id.clone())).await.len(), 100);
        assert_eq!(tenant.names(&ConnectionQuery::Named("ted 07".into())).await.len(), 10);
        let row = first.items.iter().find(|row| row.name == "listed 000").unwrap();
        assert!(row.updated.is_some() && row.privileges.as_ref().is_some_and(|all| all.iter().any(|p| p == "update")));
    }
}

#[tokio::test]
async fn a_change_sends_what_differs_and_is_read_back() {
    let tenant = Tenant::start(Dialect::V1).await;
    let made = tenant.create("before", None).await;
    let now = tenant.read(&made.id).await;
    let wanted = Wanted {
        name: Some("after".into()),
        properties: vec![
            ("region".into(), Json::text("eu-central-1")),
            ("secretKey".into(), Json::Secret(Secret::new("new-secret"))),
        ],
        ..Wanted::default()
    };
    let changed = changes(&now, &wanted);
    assert_eq!(changed.len(), 3);
    tenant.client.change_connection(&tenant.creator, &made.id, &changed, None).await.unwrap();
    let after = tenant.read(&made.id).await;
    assert_eq!(after.name, "after");
    assert!(after.properties.contains(&("region".into(), "eu-central-1".into())));
    assert_eq!(after.credential, now.credential);
    // Only the secret is left: it cannot be compared.
    assert_eq!(changes(&after, &wanted).iter().map(|change| change.key.as_str()).collect::<Vec<_>>(), ["secretKey"]);
}

#[tokio::test]
async fn a_code_that_cannot_travel_in_a_header_is_refused_before_anything_is_sent() {
    let tenant = Tenant::start(Dialect::V1).await;
    let made = tenant.create("coded", None).await;
    for code in ["two words", "ümlaut", "line\nbreak"] {
        let code = Secret::new(code);
        let failure = tenant.client.change_connection(&tenant.creator, &made.id, &[], Some(&code)).await.unwrap_err();
        assert!(matches!(failure.kind, FailureKind::NotSent(_)) && failure.status.is_none(), "{failure:?}");
    }
}

#[tokio::test]
async fn a_copy_needs_no_secret_and_keeps_the_original() {
    let tenant = Tenant::start(Dialect::V1).await;
    let spaces = tenant.shared().await;
    let made = tenant.create("spread", None).await;
    let copy = tenant.client.copy_connection(&tenant.creator, &made.id, "spread", Some(&spaces[0].id)).await.unwrap();
    assert_ne!(copy.id, made.id);
    assert_eq!((copy.name.as_str(), copy.space.as_deref()), ("spread", Some(spaces[0].id.0.as_str())));
    let again = tenant.client.copy_connection(&tenant.creator, &made.id, "spread", Some(&spaces[0].id)).await;
    assert_eq!(again.unwrap_err().kind, FailureKind::Conflict);
}

#[tokio::test]
async fn a_copy_into_the_personal_space_does_not_stay_where_the_original_is() {
    let tenant = Tenant::start(Dialect::V1).await;
    let spaces = tenant.shared().await;
    let made = tenant.create("spread", Some(&spaces[0])).await;
    let copy = tenant.client.copy_connection(&tenant.creator, &made.id, "spread", None).await.unwrap();
    assert_eq!((copy.name.as_str(), copy.space.as_deref()), ("spread", None));
    assert_eq!(tenant.read(&copy.id).await.space, None);
}

#[tokio::test]
async fn a_move_has_the_outcome_of_its_item() {
    let tenant = Tenant::start(Dialect::V1).await;
    let spaces = tenant.shared().await;
    let made = tenant.create("moved", None).await;
    let to = |id: &str, space| Move { id: id.to_owned(), owner: None, space: Some(space) };
    let there = SpaceChoice::In(spaces[0].clone());
    let moved = async |wanted: Move| tenant.client.move_connection(&tenant.admin, &wanted).await;
    assert_eq!(moved(to(&made.id, there.clone())).await, Ok(()));
    let unknown = moved(to("00000000-0000-4000-8000-000000000000", there)).await;
    assert!(unknown.as_ref().is_err_and(|told| told.status == Some(404)), "{unknown:?}");
    assert_eq!(tenant.read(&made.id).await.space.as_deref(), Some(spaces[0].id.0.as_str()));
    assert_eq!(moved(to(&made.id, SpaceChoice::Personal)).await, Ok(()));
    assert_eq!(tenant.read(&made.id).await.space, None);
}

#[tokio::test]
async fn a_deleted_connection_is_gone() {
    let tenant = Tenant::start(Dialect::V1).await;
    let made = tenant.create("gone", None).await;
    tenant.client.delete_connection(&tenant.creator, &made.id).await.unwrap();
    let failure = tenant.client.read_back(&tenant.creator, &made.id).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotFound);
}
