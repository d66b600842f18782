//! The exchange of a signed token for a session of cookies (`qlik-cloud-auth.md` section 5.5).

use jiff::Timestamp;

use crate::domain::{
    access::Signer,
    failure::{Failure, FailureKind, SignInStep},
    tenant::Tenant,
};

use super::{
    super::{
        Client,
        jar::{CSRF_HEADER, Jar},
        outgoing::{Nature, Outgoing},
    },
    Carried, Held, bare, jwt, oauth,
};

const LOGIN: &str = "/login/jwt-session";
const CSRF: &str = "/api/v1/csrf-token";

impl Client {
    /// Signs a token and exchanges it. Where the clocks differ, once more by the tenant's: a token's times are judged there.
    pub(super) async fn signed_session(&self, tenant: &Tenant, signer: &Signer) -> Result<Held, Failure> {
        let now = self.now();
        let (ended, jar) = self.exchange_ticket(tenant, signer, now).await?;
        let jar = match ended {
            Ok(()) => jar,
            Err((failure, date)) => match jwt::other_clock(date, now).filter(|_| oauth::is_refusal(&failure)) {
                Some(theirs) => {
                    let (ended, jar) = self.exchange_ticket(tenant, signer, theirs).await?;
                    ended.map_err(|(failure, _)| failure)?;
                    jar
                }
                None => return Err(failure),
            },
        };
        if jar.is_empty() {
            return Err(Failure::at(
                FailureKind::Unexpected("The tenant accepted the token but opened no session.".to_owned()),
                SignInStep::Session,
            ));
        }
        Ok(Held::lasting(Carried::Cookies(jar)))
    }

    async fn exchange_ticket(
        &self,
        tenant: &Tenant,
        signer: &Signer,
        now: Timestamp,
    ) -> Result<(Result<(), (Failure, Option<Timestamp>)>, Jar), Failure> {
        let token = jwt::ticket(signer, now)?;
        let carried = Carried::ticket(&token, signer.web_integration.as_deref()).ok_or_else(oauth::unusable)?;
        let ask =
            Outgoing { body: Some(String::new().into()), ..bare(SignInStep::Session, Nature::Once, tenant, LOGIN)? };
        let ended = self.try_all(&ask, Some(&carried)).await;
        Ok((ended.result.map(|_| ()).map_err(|failure| (failure, ended.date)), ended.jar))
    }

    /// A new word against forgery, for these cookies.
    pub(super) async fn fetch_csrf(&self, tenant: &Tenant, jar: &mut Jar) -> Result<(), Failure> {
        jar.forget_csrf();
        let ask = bare(SignInStep::Session, Nature::Glance, tenant, CSRF)?;
        let ended = self.try_all(&ask, Some(&Carried::Cookies(jar.clone()))).await;
        ended.result?;
        jar.merge(ended.jar);
        if jar.has_csrf() {
            return Ok(());
        }
        let words = format!("The tenant's answer has no header {CSRF_HEADER}, without which nothing can be changed.");
        Err(Failure::at(FailureKind::Unexpected(words), SignInStep::Session))
    }
}
