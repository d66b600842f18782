//! From what a session signs in by to what a request carries, and the small cache in between (`qlik-cloud-auth.md` sections 4 and 5).
//!
//! What is got for an access is kept here and nowhere else, for as long as it is good. It is got once however many requests wait
//! for it, and to its end even where nobody waits any more: a refresh token that was used up must not be lost with a cancelled
//! question.
//!
//! | File | Owns |
//! | --- | --- |
//! | `carried` | the headers of a request |
//! | `oauth` | the token endpoint |
//! | `jwt` | what is signed here |
//! | `login` | the exchange of a signed token for a session of cookies |

mod carried;
mod jwt;
mod login;
mod oauth;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use tokio::{sync::Mutex as Turn, time::Instant};

use crate::domain::{
    access::Access,
    failure::{Failure, FailureKind, SignInStep},
    secret::Secret,
    session::Session,
    tenant::Tenant,
};

use super::{
    Client, failure,
    jar::Jar,
    outgoing::{Nature, Outgoing},
    reply::Received,
    told::CSRF,
};

pub(super) use carried::Carried;

/// For how many accesses at once something is kept: a person's own sign-in, and those of a set-up.
const MOST: usize = 8;
/// So long before its end a token is not used any more.
const MARGIN: Duration = Duration::from_mins(1);

/// What was got for an access.
#[derive(Clone)]
pub(super) struct Held {
    /// Counts the gettings: tells what a refused request carried from what was got meanwhile.
    serial: u64,
    pub carried: Carried,
    until: Instant,
    /// Good for the next one, once.
    refresh: Option<Secret>,
}

/// An access, and what is held for it.
struct Slot {
    tenant: Tenant,
    access: Access,
    held: Turn<Option<Arc<Held>>>,
}

/// All that is held, the access used last at the end.
#[derive(Clone, Default)]
pub(super) struct Keyring(Arc<Mutex<VecDeque<Arc<Slot>>>>);

impl Keyring {
    fn slot(&self, session: &Session) -> Arc<Slot> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = slots.iter().position(|slot| slot.tenant == session.tenant && slot.access == session.access);
        let slot = known.and_then(|index| slots.remove(index)).unwrap_or_else(|| {
            Arc::new(Slot { tenant: session.tenant.clone(), access: session.access.clone(), held: Turn::new(None) })
        });
        if slots.len() == MOST {
            slots.pop_front();
        }
        slots.push_back(Arc::clone(&slot));
        slot
    }
}

/// What was refused of what a request carried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stale {
    /// The token, or the session of cookies.
    Login,
    /// The CSRF token that goes with the cookies.
    Csrf,
}

#[derive(Clone, Copy)]
struct AccessNeed {
    /// The CSRF token, where cookies are carried.
    csrf: bool,
    /// Something newer than this.
    newer: Option<(u64, Stale)>,
}

impl Client {
    /// What a request carries: nothing where it needs no login. `refused` is what it carried before, and what of it was refused.
    pub(super) async fn carry(
        &self,
        ask: &Outgoing<'_>,
        refused: Option<(&Held, Stale)>,
    ) -> Result<Option<Arc<Held>>, Failure> {
        let Some(session) = ask.session else { return Ok(None) };
        if let Access::Token(token) = &session.access {
            let carried = Carried::bearer(token).ok_or_else(|| failure::unexpected(ask, None, BAD_KEY))?;
            return Ok(Some(Arc::new(Held::lasting(carried))));
        }
        let need = AccessNeed { csrf: !ask.nature.is_look(), newer: refused.map(|(held, stale)| (held.serial, stale)) };
        let slot = self.keyring.slot(session);
        if let Ok(held) = slot.held.try_lock()
            && let Some(held) = held.as_ref().filter(|held| held.serves(need))
        {
            return Ok(Some(Arc::clone(held)));
        }
        let client = self.clone();
        let getting = tokio::spawn(async move { client.get(&slot, need).await });
        let broken = |_| Failure::new(FailureKind::Unexpected(BROKEN.to_owned()), ask.asked);
        getting.await.unwrap_or_else(|error| Err(broken(error))).map(Some)
    }

    /// Takes the cookies of an answer over into the session that they came for, unless another has taken its place meanwhile.
    pub(super) async fn keep_cookies(&self, ask: &Outgoing<'_>, carried: &Held, came: &Jar) {
        let is_jar = matches!(carried.carried, Carried::Cookies(_)) && !came.says_nothing();
        let Some(session) = ask.session.filter(|_| is_jar) else { return };
        let slot = self.keyring.slot(session);
        let mut held = slot.held.lock().await;
        let Some(mut next) = held.as_ref().filter(|held| held.serial == carried.serial).map(|held| Held::clone(held))
        else {
            return;
        };
        if let Carried::Cookies(jar) = &mut next.carried {
            jar.merge(came.clone());
        }
        *held = Some(Arc::new(next));
    }

    /// What an access brings, one at a time: whoever waited for the same finds it there.
    async fn get(&self, slot: &Slot, need: AccessNeed) -> Result<Arc<Held>, Failure> {
        let mut held = slot.held.lock().await;
        if let Some(held) = held.as_ref().filter(|held| held.serves(need)) {
            return Ok(Arc::clone(held));
        }
        // Only the word against forgery is missing or stale, where the login itself is not.
        let kept = held.as_ref().filter(|held| {
            held.is_fresh() && !matches!(need.newer, Some((serial, Stale::Login)) if serial == held.serial)
        });
        let mut next = match kept {
            Some(kept) => Held::clone(kept),
            None => self.fresh(slot, held.as_deref()).await?,
        };
        if need.csrf && !next.is_guarded(need.newer) {
            next = match self.guard(slot, next).await {
                // The session itself had ended.
                Err(failure) if kept.is_some() && failure.kind == FailureKind::Unauthorized => {
                    let fresh = self.fresh(slot, held.as_deref()).await?;
                    if fresh.is_guarded(None) { fresh } else { self.guard(slot, fresh).await? }
                }
                ended => ended?,
            };
        }
        let next = Arc::new(next);
        *held = Some(Arc::clone(&next));
        Ok(next)
    }

    async fn fresh(&self, slot: &Slot, held: Option<&Held>) -> Result<Held, Failure> {
        let fresh = self.obtain(&slot.tenant, &slot.access, held).await?;
        Ok(Held { serial: held.map_or(1, |held| held.serial + 1), ..fresh })
    }

    /// The same login with a new word against forgery.
    async fn guard(&self, slot: &Slot, mut held: Held) -> Result<Held, Failure> {
        if let Carried::Cookies(jar) = &mut held.carried {
            self.fetch_csrf(&slot.tenant, jar).await?;
        }
        Ok(Held { serial: held.serial + 1, ..held })
    }

    async fn obtain(&self, tenant: &Tenant, access: &Access, held: Option<&Held>) -> Result<Held, Failure> {
        match access {
            Access::Token(token) => Carried::bearer(token).map(Held::lasting).ok_or_else(oauth::unusable),
            Access::Machine { client_id, proof } => self.machine_token(tenant, client_id, proof).await,
            Access::Impersonation { client_id, secret, user } => {
                self.impersonation_token(tenant, client_id, secret, user).await
            }
            Access::Browser { tokens, .. } => self.browser_token(tenant, tokens, held).await,
            Access::Signed(signer) => self.signed_session(tenant, signer).await,
        }
    }

    /// Sends what is signed at a time. Where the tenant itself turns it down and the clocks differ, once more by the tenant's: a
    /// token's times are judged there.
    async fn send_signed(
        &self,
        sign: impl Fn(Timestamp) -> Result<(Outgoing<'static>, Option<Carried>), Failure>,
    ) -> Result<Received, Failure> {
        let now = self.now();
        let (ask, carried) = sign(now)?;
        let ended = self.try_all(&ask, carried.as_ref()).await;
        let is_refused = ended.result.as_ref().is_err_and(|failure| matches!(failure.status, Some(400..=403)));
        let Some(theirs) = jwt::other_clock(ended.date, now).filter(|_| is_refused) else { return Ok(ended) };
        let (ask, carried) = sign(theirs)?;
        Ok(self.try_all(&ask, carried.as_ref()).await)
    }
}

impl Held {
    /// What ends only when the tenant says so.
    fn lasting(carried: Carried) -> Self {
        Self::new(carried, Duration::from_hours(24), None)
    }

    fn new(carried: Carried, lifetime: Duration, refresh: Option<Secret>) -> Self {
        // A token that lives shorter than the margin is used for most of its time all the same.
        let margin = MARGIN.min(lifetime / 4);
        Self { serial: 0, carried, until: Instant::now() + lifetime.saturating_sub(margin), refresh }
    }

    fn is_fresh(&self) -> bool {
        self.until > Instant::now()
    }

    /// Whether a write may carry it: cookies need a word against forgery beside them, other than the refused one.
    fn is_guarded(&self, newer: Option<(u64, Stale)>) -> bool {
        let refused = matches!(newer, Some((serial, Stale::Csrf)) if serial == self.serial);
        match &self.carried {
            Carried::Cookies(jar) => jar.has_csrf() && !refused,
            Carried::Token { .. } => true,
        }
    }

    fn serves(&self, need: AccessNeed) -> bool {
        let newer = need.newer.is_none_or(|(serial, _)| serial != self.serial);
        self.is_fresh() && newer && (!need.csrf || self.is_guarded(None))
    }
}

/// What of the carried was refused, if a new one may help. Both are definite: what is refused so was not carried out, so even a
/// create may be sent once more.
pub(super) fn refused(ask: &Outgoing<'_>, held: &Held, failure: &Failure) -> Option<Stale> {
    let renewable = ask.session.is_some_and(|session| !matches!(session.access, Access::Token(_)));
    let cookies = matches!(held.carried, Carried::Cookies(_));
    match failure.kind {
        FailureKind::Unauthorized if renewable => Some(Stale::Login),
        FailureKind::Forbidden if cookies && failure.told.iter().any(|told| told.code == CSRF) => Some(Stale::Csrf),
        _ => None,
    }
}

/// A request without a session, for what gets one.
fn bare(step: SignInStep, nature: Nature, tenant: &Tenant, path: &str) -> Result<Outgoing<'static>, Failure> {
    Ok(Outgoing { step: Some(step), ..Outgoing::bare(step.words(), nature, tenant, path, &[])? })
}

const BAD_KEY: &str = "The key is empty, or holds a blank, a line break or another character that no key has. Copy it once more, from its first to its last character.";
const BROKEN: &str = "Internal error while signing in. Try again.";
