//! The exchange of a signed token for a session of cookies (`qlik-cloud-auth.md` section 5.5).

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
    /// Signs a token and exchanges it.
    pub(super) async fn signed_session(&self, tenant: &Tenant, signer: &Signer) -> Result<Held, Failure> {
        let sign = |now| {
            let token = jwt::ticket(signer, now)?;
            let carried = Carried::ticket(&token, signer.web_integration.as_deref()).ok_or_else(oauth::unusable)?;
            let ask = bare(SignInStep::Session, Nature::Once, tenant, LOGIN)?;
            Ok((Outgoing { body: Some(String::new().into()), ..ask }, Some(carried)))
        };
        let ended = self.send_signed(sign).await?;
        ended.result?;
        if ended.jar.is_empty() {
            return Err(Failure::at(
                FailureKind::Unexpected("The tenant accepted the token but opened no session.".to_owned()),
                SignInStep::Session,
            ));
        }
        Ok(Held::lasting(Carried::Cookies(ended.jar)))
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
