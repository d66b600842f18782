//! The token endpoint (`qlik-cloud-auth.md` sections 4.2 to 4.7). Its bodies are JSON, and its errors the tenant's envelope.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::domain::{
    access::{Access, BrowserTokens, ClientProof, UserRef},
    browser::BrowserAttempt,
    failure::{Failure, FailureKind, SignInStep},
    http::Json,
    secret::Secret,
    setup::IMPERSONATION_GRANT,
    tenant::Tenant,
};

use super::{
    super::{
        Client,
        outgoing::{Nature, Outgoing},
        reply::Received,
        wire::Token,
    },
    Carried, Held, bare, jwt,
};

const TOKEN: &str = "/oauth/token";
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How long a token lives where the tenant does not tell.
const UNTOLD: Duration = Duration::from_hours(6);
/// A longer life is not believed.
const LONGEST: Duration = Duration::from_hours(24);
const SHORTEST: Duration = Duration::from_secs(4);
/// What is asked for: all that the client and the user have in common.
const SCOPE: &str = "user_default";

struct Grant {
    access: Secret,
    refresh: Option<Secret>,
    lifetime: Option<Duration>,
}

impl Client {
    /// A token for the bot of an OAuth client. No scope is asked for, so all that the client has is granted.
    pub(super) async fn machine_token(
        &self,
        tenant: &Tenant,
        client_id: &str,
        proof: &ClientProof,
    ) -> Result<Held, Failure> {
        let mut body = vec![word("grant_type", "client_credentials"), word("client_id", client_id)];
        match proof {
            ClientProof::Secret(secret) => {
                body.push(hidden("client_secret", secret));
                self.grant(SignInStep::Token, tenant, body).await?.held()
            }
            ClientProof::Key { pem, key_id } => {
                let audience = format!("{}{TOKEN}", tenant.origin());
                let sign = |now| {
                    let assertion = jwt::assertion(client_id, key_id, pem, &audience, now)?;
                    let mut body = body.clone();
                    body.push(word("client_assertion_type", ASSERTION_TYPE));
                    body.push(hidden("client_assertion", &assertion));
                    Ok((question(SignInStep::Token, tenant, body)?, None))
                };
                granted(self.send_signed(sign).await?, self.now())?.held()
            }
        }
    }

    /// A token for somebody else (section 4.5).
    pub(super) async fn impersonation_token(
        &self,
        tenant: &Tenant,
        client_id: &str,
        secret: &Secret,
        user: &UserRef,
    ) -> Result<Held, Failure> {
        let (field, value) = match user {
            UserRef::Id(id) => ("userId", id),
            UserRef::Subject(subject) => ("subject", subject),
        };
        let body = vec![
            word("grant_type", IMPERSONATION_GRANT),
            word("client_id", client_id),
            hidden("client_secret", secret),
            word("scope", SCOPE),
            ("user_lookup".to_owned(), Json::Object(vec![word("field", field), word("value", value)])),
        ];
        self.grant(SignInStep::Impersonation, tenant, body).await?.held()
    }

    /// The token that a consent brought, as long as it is good; then a new one for the refresh token, which is used up by that.
    pub(super) async fn browser_token(
        &self,
        tenant: &Tenant,
        tokens: &BrowserTokens,
        held: Option<&Held>,
    ) -> Result<Held, Failure> {
        if held.is_none() {
            let left = tokens.expires.map_or(Some(UNTOLD), |at| {
                Duration::try_from(at.duration_since(self.now())).ok().filter(|left| *left > SHORTEST)
            });
            if let Some(left) = left {
                let carried = Carried::bearer(&tokens.access).ok_or_else(unusable)?;
                return Ok(Held::new(carried, left.min(LONGEST), tokens.refresh.clone()));
            }
        }
        let refresh = match held {
            Some(held) => held.refresh.as_ref(),
            None => tokens.refresh.as_ref(),
        };
        let refresh = refresh.ok_or_else(|| Failure::at(FailureKind::Unauthorized, SignInStep::Renewal))?;
        let body = vec![word("grant_type", "refresh_token"), hidden("refresh_token", refresh)];
        let mut grant = self.grant(SignInStep::Renewal, tenant, body).await?;
        grant.refresh = grant.refresh.or_else(|| Some(refresh.clone()));
        grant.held()
    }

    /// Exchanges the code that the browser came back with (section 4.6). Sent once: a code is good once.
    pub async fn exchange_code(&self, attempt: &BrowserAttempt, code: &Secret) -> Result<Access, Failure> {
        let plan = &attempt.plan;
        let body = vec![
            word("grant_type", "authorization_code"),
            word("client_id", &plan.client_id),
            hidden("code", code),
            hidden("code_verifier", &attempt.verifier),
            word("redirect_uri", plan.redirect.as_str()),
        ];
        let grant = self.grant(SignInStep::Code, &plan.tenant, body).await?;
        let expires = grant.lifetime.and_then(|lifetime| self.now().checked_add(lifetime).ok());
        let tokens = BrowserTokens { access: grant.access, refresh: grant.refresh, expires };
        Ok(Access::Browser { client_id: plan.client_id.clone(), tokens })
    }

    async fn grant(&self, step: SignInStep, tenant: &Tenant, body: Vec<(String, Json)>) -> Result<Grant, Failure> {
        granted(self.try_all(&question(step, tenant, body)?, None).await, self.now())
    }
}

impl Grant {
    fn held(self) -> Result<Held, Failure> {
        let carried = Carried::bearer(&self.access).ok_or_else(unusable)?;
        Ok(Held::new(carried, self.lifetime.unwrap_or(UNTOLD), self.refresh))
    }
}

fn question(step: SignInStep, tenant: &Tenant, body: Vec<(String, Json)>) -> Result<Outgoing<'static>, Failure> {
    Ok(bare(step, Nature::Once, tenant, TOKEN)?.with(&Json::Object(body)))
}

fn granted(ended: Received, now: Timestamp) -> Result<Grant, Failure> {
    let (told, access) = ended.result?.one(|mut told: Token| {
        let access = std::mem::take(&mut told.access).secret()?;
        Some((told, access))
    })?;
    let by_date = |at: Timestamp| Duration::try_from(at.duration_since(ended.date.unwrap_or(now))).unwrap_or_default();
    let until = told.expires_at.0.and_then(|at| at.parse().ok()).map(by_date);
    let lifetime = told.expires_in.0.map(Duration::from_secs).or(until);
    Ok(Grant {
        access,
        refresh: told.refresh.secret(),
        lifetime: lifetime.map(|lifetime| lifetime.clamp(SHORTEST, LONGEST)),
    })
}

fn word(name: &str, value: &str) -> (String, Json) {
    (name.to_owned(), Json::Plain(Value::from(value)))
}

fn hidden(name: &str, value: &Secret) -> (String, Json) {
    (name.to_owned(), Json::Secret(value.clone()))
}

/// A token that no header can carry.
pub(super) fn unusable() -> Failure {
    Failure::at(
        FailureKind::Unexpected("The token contains characters that cannot be sent.".to_owned()),
        SignInStep::Token,
    )
}
