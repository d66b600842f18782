//! Spaces, page by page (`qlik-cloud-api.md` sections 5 and 15).

use url::Url;

use crate::domain::{
    failure::Failure,
    session::Session,
    space::{Space, SpaceId, SpaceKind, SpacePage},
};

use super::{Client, address, ask::Ask, wire};

const SPACES: &str = "/api/v1/spaces";
/// The most that clients ask for; the tenant's own default is 10.
const LIMIT: &str = "100";

impl Client {
    /// A page of spaces: the first, or the one that a page before named in `next`.
    pub async fn spaces(&self, session: &Session, page: Option<&str>) -> Result<SpacePage, Failure> {
        let asked = "listing spaces";
        let url = match page {
            None => address::at(&session.tenant, SPACES, &[]).map(|url| address::with(url, &[("limit", LIMIT)])),
            Some(link) => address::same_origin(&session.tenant, link),
        };
        self.page(asked, url, session).await
    }

    /// The spaces whose name contains this, whatever the case; at most a page of them.
    pub async fn find_spaces(&self, session: &Session, name: &str) -> Result<SpacePage, Failure> {
        let url = address::at(&session.tenant, SPACES, &[])
            .map(|url| address::with(url, &[("name", name), ("limit", LIMIT)]));
        self.page("searching spaces", url, session).await
    }

    async fn page(&self, asked: &'static str, url: Option<Url>, session: &Session) -> Result<SpacePage, Failure> {
        let url = url.ok_or_else(|| address::no_address(asked))?;
        let page = self.send(&Ask::read(asked, url.clone(), session)).await?.list("data", space)?;
        // A link that leads elsewhere, or to itself, ends the list: the one would lose the key, the other would never end.
        let leads_on = |link: &String| address::same_origin(&session.tenant, link).is_some_and(|next| next != url);
        let goes_on = page.next.is_some();
        let next = page.next.filter(leads_on);
        Ok(SpacePage {
            spaces: page.found,
            is_cut: goes_on && next.is_none() || !page.is_whole,
            next,
            total: page.total.and_then(|count| usize::try_from(count).ok()),
        })
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
