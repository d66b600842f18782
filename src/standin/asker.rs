//! Asking for tokens: the four grants of `/oauth/token`, from a client that has proven itself to what it is given. How it
//! proves itself is in `proof`.

use axum::http::StatusCode;
use serde_json::Value;

use super::{
    clients::{Client, IMPERSONATION, MACHINE},
    clock,
    consents::NoGood,
    input::Fields,
    refusal::{Layer, Refusal},
    scopes::{self, OFFLINE},
    tenant::{Store, Tenant},
    tokens::{Bundle, Terms},
    users::User,
};

/// The grant type of a browser sign-in.
pub(super) const CODE: &str = "authorization_code";
/// The grant type of staying signed in.
const REFRESH: &str = "refresh_token";

/// What was seen in the field where a client lacks a grant.
const NOT_FOR_THIS_KIND: &str = "Cannot perform exchange with given Oauth configuration.";

/// A request for tokens, its client already proven.
pub(super) struct Asker<'a> {
    pub tenant: &'a Tenant,
    pub fields: &'a Fields,
    pub client: Option<Client>,
}

impl Asker<'_> {
    /// The tokens that a grant brings.
    pub(super) fn ask(&self, grant: &str, store: &mut Store) -> Result<Bundle, Refusal> {
        match grant {
            MACHINE => self.machine(store),
            IMPERSONATION => self.impersonation(store),
            CODE => self.code(store),
            REFRESH => self.refresh(store),
            _ => Err(invalid("grant_type is not supported")),
        }
    }

    fn client(&self) -> Result<&Client, Refusal> {
        self.client.as_ref().ok_or_else(|| invalid("client_id is missing"))
    }

    /// A client that is not a person's: it must have the grant, and an administrator must have vouched for it, since
    /// nobody is there to ask.
    fn machine_client(&self, grant: &str) -> Result<&Client, Refusal> {
        let client = self.client()?;
        if !client.may(grant) {
            return Err(Refusal::no_exchange(NOT_FOR_THIS_KIND));
        }
        if !client.trusted {
            // That this code stands for a missing trust is only probable.
            let status = StatusCode::UNAUTHORIZED;
            return Err(Refusal::sign_in(status, "OAUTH-14", "Unauthorized", "OAuth client is not authorized"));
        }
        Ok(client)
    }

    fn machine(&self, store: &mut Store) -> Result<Bundle, Refusal> {
        let client = self.machine_client(MACHINE)?;
        let bot = store.users.bot(&client.id, client.name(), &mut store.random);
        self.issue(store, client, &bot)
    }

    fn impersonation(&self, store: &mut Store) -> Result<Bundle, Refusal> {
        let client = self.machine_client(IMPERSONATION)?;
        let lookup = self.fields.object("user_lookup").ok_or_else(|| invalid("user_lookup is missing"))?;
        let text = |name: &str| lookup.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let value = text("value").ok_or_else(|| invalid("user_lookup.value is missing"))?;
        let user = match text("field") {
            Some("userId") => store.users.get(value),
            Some("subject") => store.users.of_subject(value),
            _ => return Err(invalid("user_lookup.field must be userId or subject")),
        };
        // The exact answer to an unknown user is not published, but for the word "unauthorized".
        let user = user.cloned().ok_or_else(|| Refusal::no_exchange("The user was not found"))?;
        self.issue(store, client, &user)
    }

    /// Tokens without a refresh token, for nobody signed in.
    fn issue(&self, store: &mut Store, client: &Client, user: &User) -> Result<Bundle, Refusal> {
        check_active(user)?;
        let asked = self.fields.text("scope").unwrap_or_default();
        let mut scopes = scopes::grant(asked, &client.list("allowedScopes"), user.admin).map_err(invalid)?;
        scopes.retain(|scope| scope != OFFLINE);
        Ok(self.bundle(store, client, user, scopes, None))
    }

    fn bundle(
        &self,
        store: &mut Store,
        client: &Client,
        user: &User,
        scopes: Vec<String>,
        code: Option<String>,
    ) -> Bundle {
        let terms = Terms { user: user.id.clone(), client: client.id.clone(), scopes, code };
        store.tokens.issue(terms, self.tenant(), &self.tenant.signer, &mut store.random)
    }

    fn code(&self, store: &mut Store) -> Result<Bundle, Refusal> {
        let client = self.client()?;
        let field = |name: &str| self.fields.text(name).ok_or_else(|| invalid(&format!("{name} is missing")));
        let (code, redirect_uri, verifier) = (field("code")?, field("redirect_uri")?, field("code_verifier")?);
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(allowed) {
            return Err(invalid("code_verifier must be 43 to 128 letters, digits and -._~"));
        }
        let request = match store.consents.redeem(code, &client.id, redirect_uri, verifier, clock::monotonic()) {
            Ok(request) => request,
            Err(reason) => {
                if matches!(reason, NoGood::Used) {
                    store.tokens.revoke_code(code);
                }
                return Err(Refusal::no_exchange(""));
            }
        };
        let user = user(store, &request.user)?;
        Ok(self.bundle(store, client, &user, request.scopes, Some(code.to_owned())))
    }

    /// A refresh names no client, unless it wants to; one that proved itself must be the right one.
    fn refresh(&self, store: &mut Store) -> Result<Bundle, Refusal> {
        let token = self.fields.text("refresh_token").ok_or_else(|| invalid("refresh_token is missing"))?;
        let terms = store.tokens.terms_of_refresh(token).ok_or_else(|| Refusal::no_exchange(""))?;
        if self.client.as_ref().is_some_and(|client| client.id != terms.client) {
            return Err(Refusal::no_exchange(""));
        }
        user(store, &terms.user)?;
        let bundle = store.tokens.refresh(token, self.tenant(), &self.tenant.signer, &mut store.random);
        bundle.ok_or_else(|| Refusal::no_exchange(""))
    }

    /// Id and address of the tenant.
    fn tenant(&self) -> (&str, &str) {
        (&self.tenant.id, &self.tenant.url)
    }
}

fn check_active(user: &User) -> Result<(), Refusal> {
    if user.active() { Ok(()) } else { Err(Refusal::forbidden("The user is disabled").by(Layer::SignIn)) }
}

/// The user of a token or a code, who must still be there and active.
fn user(store: &Store, id: &str) -> Result<User, Refusal> {
    let user = store.users.get(id).cloned().ok_or_else(|| Refusal::no_exchange(""))?;
    check_active(&user).map(|()| user)
}

fn invalid(words: &str) -> Refusal {
    Refusal::invalid(words).by(Layer::SignIn)
}
