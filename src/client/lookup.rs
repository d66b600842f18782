//! Whether a create whose answer never came was carried out (`design.md` section 4.8, last row).

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::domain::{
    connection::{ConnectionLookup, NameCheck, Sought},
    credential::CredentialCheck,
    failure::{Failure, FailureKind},
    session::Session,
    settle::LookupResult,
};

use super::{Client, connections::NameLook};

/// HTTP's `Date` has whole seconds, and the answer has travelled: so much older may our own connection seem.
const SLACK: Duration = Duration::from_secs(2);

impl Client {
    /// Looks once for what was to be created. Not being able to look is an answer too; only a session that is over is an error, for
    /// somebody has to sign in before another look can tell more.
    pub async fn look_up(&self, session: &Session, sought: &Sought) -> Result<ConnectionLookup, Failure> {
        let look = self.look_for(session, sought.space.as_ref(), &sought.name, "looking up the connection").await;
        let (result, at) = match look {
            Ok(NameLook { check: NameCheck::Taken(found), at }) => {
                (sought.judge(found, at.and_then(|at| sent(at, sought))), at)
            }
            Ok(NameLook { check: NameCheck::Free, at }) => (LookupResult::NotDone, at),
            Ok(NameLook { check: NameCheck::Unchecked, at }) => (LookupResult::Unclear(None), at),
            Err(failure) if failure.kind == FailureKind::Unauthorized => return Err(failure),
            Err(_) => (LookupResult::Unclear(None), None),
        };
        let mut lookup = ConnectionLookup { result, at, credential: None };
        if let Some(name) = &sought.credential
            && let Ok(CredentialCheck::Taken(credential)) = self.credential_by_name(session, name).await
        {
            lookup.credential = Some(credential);
        }
        Ok(lookup)
    }
}

/// When the create was sent, by the tenant's clock: its time now, less the time that has passed since by our steady clock.
fn sent(now: Timestamp, sought: &Sought) -> Option<Timestamp> {
    let passed = Instant::now().into_std().saturating_duration_since(sought.sent);
    now.checked_sub(passed).ok()?.checked_sub(SLACK).ok()
}
