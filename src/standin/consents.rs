//! Browser sign-ins to the tenant: requests that wait for Allow or Deny, and the codes that came of them. Codes are
//! single-use and age ten minutes, as the OAuth standard advises; what a real tenant does is not published. The page is
//! drawn by `routes::authorize`.

use std::time::Duration;

use tokio::time::Instant;

use super::random::{Random, digest};

const LIFETIME: Duration = Duration::from_mins(10);

/// A request for a sign-in that was found in order.
#[derive(Clone)]
pub(super) struct Request {
    pub client: String,
    pub user: String,
    pub redirect_uri: String,
    pub scopes: Vec<String>,
    pub state: String,
    pub challenge: String,
}

struct Kept {
    /// The name of the waiting request, or the code.
    text: String,
    request: Request,
    made: Instant,
    used: bool,
}

/// All requests and codes.
#[derive(Default)]
pub(super) struct Consents {
    waiting: Vec<Kept>,
    codes: Vec<Kept>,
}

/// Why a code buys nothing.
pub(super) enum NoGood {
    /// Unknown, too old, or meant for another client, address or verifier.
    Wrong,
    /// Used before: what it bought must be taken back.
    Used,
}

impl Consents {
    /// Keeps a request until it is decided; the answer names it in the form of the page.
    pub(super) fn wait(&mut self, request: Request, now: Instant, random: &mut Random) -> String {
        let text = random.text();
        self.waiting.push(Kept { text: text.clone(), request, made: now, used: false });
        text
    }

    /// The request that was decided. It can be decided once.
    pub(super) fn decided(&mut self, text: &str, now: Instant) -> Option<Request> {
        self.waiting.retain(|kept| !kept.late(now));
        let at = self.waiting.iter().position(|kept| kept.text == text)?;
        Some(self.waiting.remove(at).request)
    }

    /// A code for a request that was allowed.
    pub(super) fn code(&mut self, request: Request, now: Instant, random: &mut Random) -> String {
        let text = random.text();
        self.codes.push(Kept { text: text.clone(), request, made: now, used: false });
        text
    }

    /// Uses a code up. One that was met with a wrong client, address or verifier stays as it was; that is ours.
    pub(super) fn redeem(
        &mut self,
        code: &str,
        client: &str,
        redirect_uri: &str,
        verifier: &str,
        now: Instant,
    ) -> Result<Request, NoGood> {
        let kept = self.codes.iter_mut().find(|kept| kept.text == code).ok_or(NoGood::Wrong)?;
        let request = &kept.request;
        let fits = request.client == client
            && request.redirect_uri == redirect_uri
            && request.challenge == digest(verifier)
            && !kept.late(now);
        if !fits {
            return Err(NoGood::Wrong);
        }
        if kept.used {
            return Err(NoGood::Used);
        }
        kept.used = true;
        Ok(kept.request.clone())
    }
}

impl Kept {
    fn late(&self, now: Instant) -> bool {
        now.duration_since(self.made) >= LIFETIME
    }
}
