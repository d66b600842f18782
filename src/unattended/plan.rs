//! What would be done for each connection of the files, by what is there.

use futures_util::{StreamExt as _, stream};

use super::{
    build::{Built, build},
    output::said,
    planned::{Action, OnExisting, Planned},
    revise::revise,
    site::Site,
};
use crate::{
    answers::{Item, Resolved, Unusable},
    client::Client,
    domain::{
        credential::Mode,
        draft::Consent,
        http::{HttpRequest, Json},
        property::SELECTED_CREDENTIALS,
        shape::plain,
    },
};

/// How many connections are read at once, to be compared.
const AT_ONCE: usize = 8;

#[derive(Clone, Copy)]
pub(super) struct PlanItem<'a> {
    pub item: Item<'a>,
    pub resolved: &'a Resolved,
    pub asked: OnExisting,
    /// The answers file that it stands in.
    pub file: &'a str,
}

pub(super) async fn plan(client: &Client, site: &Site, at: usize, items: &[PlanItem<'_>]) -> Vec<Planned> {
    let planned = items.iter().map(|PlanItem { item, resolved, asked, file }| async move {
        let mut notes = Vec::new();
        let action = match build(site, item, resolved, &mut notes) {
            Ok(built) => {
                let action = act(client, site, item, &built, *asked, &mut notes).await;
                built.unless_asked(action)
            }
            Err(unusable) => unusable.into(),
        };
        let named = item.connection.credentials.as_ref().and_then(|credentials| credentials.name.clone());
        Planned {
            label: item.label(),
            file: (*file).to_owned(),
            site: at,
            action,
            notes,
            new_credentials: named.filter(|_| item.mode() == Mode::New),
        }
    });
    stream::iter(planned).buffered(AT_ONCE).collect().await
}

/// The request of an item, whether or not it exists already, with the one before it that asks for the authorization URL where a person
/// has to sign in; the code is then a secret of the request. The error is a sentence.
pub(super) fn requests(
    site: &Site,
    item: &Item<'_>,
    resolved: &Resolved,
) -> Result<(HttpRequest, Option<HttpRequest>), String> {
    let built = build(site, item, resolved, &mut Vec::new()).map_err(Unusable::text)?;
    let code = built.code.filter(|_| built.consent == Consent::Needed);
    Ok(site.session.dialect.requests(built.new, code.as_deref()))
}

/// What is done with what would be sent, by what is there.
async fn act(
    client: &Client,
    site: &Site,
    item: &Item<'_>,
    built: &Built,
    asked: OnExisting,
    notes: &mut Vec<String>,
) -> Action {
    let (new, consent) = (&built.new, built.consent);
    let listed = match site.existing(new.space.as_ref(), &new.name) {
        Ok(Some(found)) => found.id.clone(),
        Ok(None) if consent == Consent::Needed => {
            return Action::Authorize(Box::new(new.clone()), built.code.clone().unwrap_or_default());
        }
        Ok(None) => {
            if let Some((_, Json::Plain(id))) = new.properties.iter().find(|(key, _)| key == SELECTED_CREDENTIALS)
                && item.mode() == Mode::New
            {
                notes.push(format!("uses the credentials that exist by this name ({})", plain(id)));
            }
            return Action::Create(Box::new(new.clone()));
        }
        Err(failure) => return Action::CannotTell(said(&failure)),
    };
    match client.read_back(&site.session, &listed).await {
        Ok(found) => revise(item, built, found, asked, notes),
        Err(failure) => Action::CannotTell(said(&failure)),
    }
}
