//! The wizard on the stand-in tenant: no account, no network.

use anyhow::Context as _;

use super::given::{clock, key_folder};
use crate::{
    domain::{
        access::{Access, BrowserTokens, ClientProof, UserRef},
        secret::Secret,
        tenant::Tenant,
    },
    kit::shared::{FoundAccess, Goal, Launch},
    standin,
};

/// Where what there is to sign in by comes from, as the screen tells it.
const FROM: &str = "the demo";

/// The stand-in tenant in this very process, and the key of somebody who may do what is wanted.
pub(super) async fn launch(goal: Goal, no_browser: Option<&'static str>) -> anyhow::Result<Launch> {
    let standin = standin::serve(standin::Config { furnished: true, ..standin::Config::default() })
        .await
        .context("The stand-in tenant could not be started")?;
    let host = Tenant::parse(standin.url())?.host().to_owned();
    // Setting up needs an administrator.
    let role = if goal == Goal::SetUp { "admin" } else { "creator" };
    // The one that impersonates goes before the one that only loads: of a client its id does not tell what it may do.
    let found = ["impersonation", "m2m", "native"].into_iter().filter_map(|kind| {
        let card = standin.client(kind)?;
        let (client_id, secret) = (card.client_id.clone(), Secret::new(card.secret.as_deref().unwrap_or_default()));
        let tokens = BrowserTokens { access: Secret::new(""), refresh: None, expires: None };
        let access = match kind {
            "impersonation" => Access::Impersonation { client_id, secret, user: UserRef::Id(String::new()) },
            "m2m" => Access::Machine { client_id, proof: ClientProof::Secret(secret) },
            _ => Access::Browser { client_id, tokens },
        };
        Some(FoundAccess { host: host.clone(), access, from: FROM.to_owned() })
    });
    let found = found.collect();
    let offer = FoundAccess { host, access: Access::Token(Secret::new(standin.key(role))), from: FROM.to_owned() };
    Ok(Launch {
        goal,
        demo: true,
        demo_user: standin.email(if goal == Goal::SetUp { "creator" } else { "admin" }).map(str::to_owned),
        tenant: Some(standin.url().to_owned()),
        offer: Some(offer),
        found,
        no_browser,
        key_folder: key_folder(),
        clock: Some(clock()),
        ..Launch::default()
    })
}
