//! Interactive sign-ins: the authorization URLs that were given out, the codes that came of them, and when a code is
//! good. Codes are single-use, age ten minutes, and belong to the last URL of one user and one source; all of that is
//! our convention after the OAuth standard. The pages are drawn by `routes::oauth`.

use std::{collections::HashMap, time::Duration};

use tokio::time::Instant;

use super::{
    random::{Random, digest},
    sources::Source,
    users::User,
};

/// Where the provider's page lives.
pub(super) const AUTHORISE_PATH: &str = "/o/oauth2/v2/auth";
/// Where the provider sends the browser back to; real registrations end in the same path.
pub(super) const REDIRECT_PATH: &str = "/auth/oauth/v3.htm";

const LIFETIME: Duration = Duration::from_mins(10);

/// All sign-ins of the tenant.
#[derive(Default)]
pub(super) struct Grants {
    /// In the order in which they were given out.
    asked: Vec<Grant>,
    codes: HashMap<String, Code>,
}

/// One authorization URL.
#[derive(Clone)]
pub(super) struct Grant {
    pub state: String,
    /// The label of the source, for the page.
    pub source_label: String,
    /// The user who asked, with their address.
    pub account: String,
    user: String,
    source: String,
    query: Vec<(String, String)>,
}

struct Code {
    state: String,
    minted: Instant,
    used: bool,
}

impl Grants {
    /// A new URL for this user and source.
    pub(super) fn ask(&mut self, tenant_url: &str, user: &User, source: &Source, random: &mut Random) -> String {
        let state = random.text();
        // No verifier is kept: tenant and provider are one here, and outside only the challenge is ever seen.
        let challenge = digest(&random.text());
        let redirect = format!("{tenant_url}{REDIRECT_PATH}");
        let query: Vec<(String, String)> = [
            ("client_id", "909217234000-standin.apps.example.com"),
            ("response_type", "code"),
            ("scope", "openid email https://api.example.com/auth/data.readonly"),
            ("redirect_uri", &redirect),
            ("prompt", "consent"),
            ("access_type", "offline"),
            ("state", &state),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let encoded = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&query).finish();
        self.asked.push(Grant {
            state,
            source_label: source.data_source_name.clone(),
            account: user.account(),
            user: user.id.clone(),
            source: source.id.clone(),
            query,
        });
        format!("{tenant_url}{AUTHORISE_PATH}?{encoded}")
    }

    /// The sign-in that a whole URL belongs to. One parameter lost or changed on the way and there is none, which shows
    /// a cut-off copy.
    pub(super) fn of_url(&self, query: &str) -> Option<&Grant> {
        let arrived: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        self.asked
            .iter()
            .find(|grant| arrived.len() == grant.query.len() && grant.query.iter().all(|pair| arrived.contains(pair)))
    }

    /// The sign-in of a state.
    pub(super) fn of_state(&self, state: &str) -> Option<&Grant> {
        self.asked.iter().find(|grant| grant.state == state)
    }

    /// The code of a sign-in: opened twice, a URL shows the same one until it is used or too old.
    pub(super) fn code(&mut self, state: &str, now: Instant, random: &mut Random) -> String {
        let fresh = self.codes.iter().find(|(_, code)| code.state == state && !code.used && !code.late(now));
        if let Some((text, _)) = fresh {
            return text.clone();
        }
        // Codes of real providers hold signs that mean something in URLs; so do these.
        let text = format!("4/0A-{}_{}.v3", random.text(), &random.text()[..24]);
        self.codes.insert(text.clone(), Code { state: state.to_owned(), minted: now, used: false });
        text
    }

    /// Uses a code up, or says why it is no good.
    pub(super) fn redeem(
        &mut self,
        text: &str,
        user: &User,
        source: &Source,
        now: Instant,
    ) -> Result<(), &'static str> {
        let code = self.codes.get_mut(text).ok_or("The authorization code is not known")?;
        let last = self.asked.iter().rfind(|grant| grant.user == user.id && grant.source == source.id);
        let own = self
            .asked
            .iter()
            .any(|grant| grant.state == code.state && grant.user == user.id && grant.source == source.id);
        if !own {
            return Err("The authorization code was issued for another user or another data source");
        }
        if code.used {
            return Err("The authorization code was already used");
        }
        if last.is_some_and(|grant| grant.state != code.state) {
            return Err("The authorization code belongs to an older authorization URL");
        }
        if code.late(now) {
            return Err("The authorization code has expired");
        }
        code.used = true;
        Ok(())
    }
}

impl Code {
    fn late(&self, now: Instant) -> bool {
        now.duration_since(self.minted) >= LIFETIME
    }
}
