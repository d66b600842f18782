//! Spaces, page by page (`qlik-cloud-api.md` sections 5 and 15).

use crate::domain::{
    failure::Failure,
    request::PageOf,
    session::Session,
    space::{Space, SpaceId, SpaceKind},
};

use super::{Client, outgoing::Outgoing, wire};

const SPACES: &str = "/api/v1/spaces";
/// The most that clients ask for; the tenant's own default is 10.
const LIMIT: &str = "100";

impl Client {
    /// A page of spaces: the first, or the one that a page before named in `next`.
    pub async fn spaces(&self, session: &Session, page: Option<&str>) -> Result<PageOf<Space>, Failure> {
        let first = Outgoing::read("listing spaces", session, SPACES, &[])?.query(&[("limit", LIMIT)]);
        self.list_page(session, first, page, space).await
    }

    /// The spaces whose name contains this, whatever the case; at most a page of them.
    pub async fn find_spaces(&self, session: &Session, name: &str) -> Result<PageOf<Space>, Failure> {
        let ask = Outgoing::read("searching spaces", session, SPACES, &[])?;
        self.list_page(session, ask.query(&[("name", name), ("limit", LIMIT)]), None, space).await
    }
}

/// A space without an id cannot be chosen, so it is none.
fn space(told: wire::Space) -> Option<Space> {
    let id = told.id.0?;
    let kind = match told.kind.or_empty().to_ascii_lowercase().as_str() {
        "shared" => SpaceKind::Shared,
        "managed" => SpaceKind::Managed,
        "data" => SpaceKind::Data,
        other => SpaceKind::Other(other.to_owned()),
    };
    Some(Space {
        name: told.name.0.unwrap_or_else(|| id.clone()),
        kind,
        description: told.description.or_empty(),
        id: SpaceId(id),
    })
}
