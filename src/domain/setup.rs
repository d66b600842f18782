//! Setting up what acting as another user needs: what is wanted, what exists, and the exact requests that make it
//! (`qlik-cloud-auth.md` sections 4.1 and 5.1 to 5.6).

use serde_json::json;

use super::{
    failure::{Failure, FailureKind},
    http::{HttpRequest, Json},
    secret::Secret,
};

pub const PROVIDERS: &str = "/api/v1/identity-providers";
pub const WEB_INTEGRATIONS: &str = "/api/v1/web-integrations";
pub const OAUTH_CLIENTS: &str = "/api/v1/oauth-clients";
/// The grant that lets an OAuth client act as any user.
pub const IMPERSONATION_GRANT: &str = "urn:qlik:oauth:user-impersonation";

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum KeySize {
    /// RSA 2048: made in a moment.
    Short,
    /// RSA 4096: what the vendor's own instructions make; takes some seconds.
    #[default]
    Long,
}

impl KeySize {
    pub fn bits(self) -> usize {
        match self {
            Self::Short => 2048,
            Self::Long => 4096,
        }
    }
}

/// A key pair to be made or to be found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyPlan {
    /// The folder, as the person named it.
    pub folder: String,
    /// The key id; the files are called after it.
    pub key_id: String,
    /// The name in the certificate.
    pub issuer: String,
    pub size: KeySize,
}

impl KeyPlan {
    /// What the files are called: the key id, without what a file name cannot carry.
    pub fn stem(&self) -> String {
        let fit = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
        let stem: String = self.key_id.trim().chars().take(80).map(fit).collect();
        let stem = stem.trim_start_matches('.');
        if stem.is_empty() { "key".to_owned() } else { stem.to_owned() }
    }
}

/// A key pair on this machine. The private half never leaves it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyPair {
    /// Where the private key lies, readable by its owner only.
    pub key_path: String,
    pub certificate_path: String,
    /// The private key, as PEM.
    pub private: Secret,
    /// The self-signed certificate, as PEM: all that the tenant gets.
    pub certificate: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KeyFault {
    /// A file of this name exists, and is never overwritten.
    Exists(String),
    /// Something else, in a sentence.
    Failed(String),
}

/// A private key that was read from a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyFile {
    /// Where it was read.
    pub path: String,
    pub pem: Secret,
    /// What it is, for the screen: "RSA 4096", "EC P-384".
    pub kind: String,
    /// A word of warning, for example that others may read the file.
    pub warning: Option<String>,
}

/// A JWT identity provider to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewProvider {
    /// The tenant's id: `me.tenant_id`.
    pub tenant_id: String,
    /// The issuer that tokens will name.
    pub issuer: String,
    pub key_id: String,
    /// The certificate, as PEM.
    pub certificate: String,
    pub description: String,
}

impl NewProvider {
    /// How far the clocks may differ.
    const TOLERANCE: u8 = 30;

    /// The exact request (section 5.2). The certificate travels on one line, which every reader of it is known to take.
    pub fn call(&self) -> HttpRequest {
        let key = json!({ "kid": self.key_id, "pem": one_line(&self.certificate) });
        let body = json!({
            "tenantIds": [self.tenant_id],
            "provider": "external",
            "protocol": "jwtAuth",
            "interactive": false,
            "active": true,
            "description": self.description,
            "clockToleranceSec": Self::TOLERANCE,
            "options": { "jwtLoginEnabled": true, "issuer": self.issuer, "staticKeys": [key] },
        });
        HttpRequest { method: "POST", path: PROVIDERS.into(), body: Json::Plain(body) }
    }
}

/// A PEM without its line breaks.
fn one_line(pem: &str) -> String {
    pem.lines().map(str::trim).collect()
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewWebIntegration {
    pub name: String,
    /// The origins of web pages that may use it; a program needs none.
    pub origins: Vec<String>,
}

impl NewWebIntegration {
    /// The exact request (section 5.3).
    pub fn call(&self) -> HttpRequest {
        let mut body = json!({ "name": self.name });
        // Optional, and no published request has an empty list.
        if !self.origins.is_empty() {
            body["validOrigins"] = self.origins.clone().into();
        }
        HttpRequest { method: "POST", path: WEB_INTEGRATIONS.into(), body: Json::Plain(body) }
    }
}

/// An OAuth client with M2M impersonation, to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewImpersonator {
    pub name: String,
    pub description: String,
}

impl NewImpersonator {
    /// The exact request (sections 4.1 and 4.5). It is trusted by a second one.
    pub fn call(&self) -> HttpRequest {
        let body = json!({
            "appType": "web",
            "clientName": self.name,
            "description": self.description,
            "allowedScopes": ["user_default"],
            "allowedGrantTypes": ["client_credentials", IMPERSONATION_GRANT],
            "allowedAuthMethods": ["client_secret"],
        });
        HttpRequest { method: "POST", path: OAUTH_CLIENTS.into(), body: Json::Plain(body) }
    }

    /// The exact request that makes the tenant trust a client (section 4.1).
    pub fn trust(client: &str) -> HttpRequest {
        let body = json!([{ "op": "replace", "path": "/consentMethod", "value": "trusted" }]);
        let path = format!("{OAUTH_CLIENTS}/{client}/connection-configs/me");
        HttpRequest { method: "PATCH", path: path.into(), body: Json::Plain(body) }
    }

    /// The path that a new secret of a client is posted to, without a body.
    pub fn secrets(client: &str) -> String {
        format!("{OAUTH_CLIENTS}/{client}/client-secrets")
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Provider {
    pub id: String,
    pub issuer: String,
    /// The ids of its keys; one at most.
    pub key_ids: Vec<String>,
    pub description: String,
    /// Whether it is switched on, where it was told.
    pub active: Option<bool>,
    /// Since when, as the tenant wrote it.
    pub created: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebIntegration {
    pub id: String,
    pub name: String,
    pub origins: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OauthClient {
    pub id: String,
    pub name: String,
    /// Whether it has the grant to impersonate.
    pub may_impersonate: bool,
    /// Whether the tenant trusts it, where it was told.
    pub trusted: Option<bool>,
}

/// A part of a set-up, in the order in which they are made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// The key pair, on this machine.
    Key,
    Provider,
    WebIntegration,
    Client,
    /// A secret of the client.
    Secret,
    /// That the tenant trusts the client.
    Trust,
}

impl Part {
    /// What is made, for a list.
    pub fn label(self) -> &'static str {
        match self {
            Self::Key => "key pair and certificate, on this machine",
            Self::Provider => "JWT identity provider",
            Self::WebIntegration => "web integration",
            Self::Client => "OAuth client with M2M impersonation",
            Self::Secret => "new secret of the client",
            Self::Trust => "consent method of the client: trusted",
        }
    }

    /// The same inside a sentence.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Key => "key pair",
            Self::Provider => "identity provider",
            Self::WebIntegration => "web integration",
            Self::Client => "OAuth client",
            Self::Secret => "new secret",
            Self::Trust => "consent",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Thing {
    pub id: String,
    pub name: String,
    /// The secret of a client: told once, when it was made.
    pub secret: Option<Secret>,
    /// What the tenant calls a further secret, to delete it by; none where it was not told.
    pub hint: Option<String>,
    /// Whether the tenant trusts a client.
    pub trusted: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NewPart {
    Provider(NewProvider),
    WebIntegration(NewWebIntegration),
    Client(NewImpersonator),
    /// A further secret of the client of this id: the tenant tells none twice.
    Secret(String),
    /// That the tenant trusts the client of this id.
    Trust(String),
}

impl NewPart {
    pub fn part(&self) -> Part {
        match self {
            Self::Provider(_) => Part::Provider,
            Self::WebIntegration(_) => Part::WebIntegration,
            Self::Client(_) => Part::Client,
            Self::Secret(_) => Part::Secret,
            Self::Trust(_) => Part::Trust,
        }
    }

    /// What to look for to know whether it was made; none where no look tells.
    pub fn wanted(&self) -> Option<WantedParts> {
        match self {
            Self::Provider(new) => {
                Some(WantedParts { provider: Some((new.issuer.clone(), new.key_id.clone())), ..WantedParts::default() })
            }
            Self::WebIntegration(new) => {
                Some(WantedParts { web_integration: Some(new.name.clone()), ..WantedParts::default() })
            }
            Self::Client(new) => Some(WantedParts { client: Some(new.name.clone()), ..WantedParts::default() }),
            Self::Secret(_) | Self::Trust(_) => None,
        }
    }
}

/// What to look for before anything is made. What is `None` is not looked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct WantedParts {
    /// Issuer and key id of an identity provider.
    pub provider: Option<(String, String)>,
    /// The name of a web integration.
    pub web_integration: Option<String>,
    /// The name of an OAuth client.
    pub client: Option<String>,
}

impl WantedParts {
    /// Whether the look for it looks for all of this.
    pub fn covers(&self, other: &Self) -> bool {
        (other.provider.is_none() || self.provider == other.provider)
            && (other.web_integration.is_none() || self.web_integration == other.web_integration)
            && (other.client.is_none() || self.client == other.client)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExistingParts {
    /// An identity provider of this issuer and key id; of this issuer and another key id is listed in `same_issuer`.
    pub provider: PartLookup<Provider>,
    /// Identity providers of the same issuer with other keys.
    pub same_issuer: Vec<Provider>,
    /// A web integration of this name.
    pub web_integration: PartLookup<WebIntegration>,
    /// An OAuth client of this name.
    pub client: PartLookup<OauthClient>,
}

impl ExistingParts {
    /// What the look for a part found. A key pair is none of the tenant's, and a secret is told to nobody again.
    pub fn lookup(&self, part: Part) -> PartLookup<Thing> {
        let thing = |id: &str, name: &str| Thing { id: id.to_owned(), name: name.to_owned(), ..Thing::default() };
        let client = |it: &OauthClient| Thing { trusted: it.trusted == Some(true), ..thing(&it.id, &it.name) };
        match part {
            Part::Provider => self.provider.map(|it| thing(&it.id, &it.issuer)),
            Part::WebIntegration => self.web_integration.map(|it| thing(&it.id, &it.name)),
            Part::Client => self.client.map(client),
            Part::Trust => match self.client.map(client) {
                PartLookup::Found(client) if !client.trusted => PartLookup::Absent,
                lookup => lookup,
            },
            Part::Key | Part::Secret => PartLookup::Unasked,
        }
    }

    /// That the session is over, if one of the looks was told so.
    pub fn refused(&self) -> Option<&Failure> {
        let looks = [self.provider.failure(), self.web_integration.failure(), self.client.failure()];
        looks.into_iter().flatten().find(|failure| failure.kind == FailureKind::Unauthorized)
    }
}

/// How a look for one thing ended. Not being able to look is no reason to believe that there is nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PartLookup<T> {
    Unasked,
    Absent,
    Found(T),
    Failed(Failure),
}

impl<T> PartLookup<T> {
    fn map<U>(&self, of: impl Fn(&T) -> U) -> PartLookup<U> {
        match self {
            Self::Unasked => PartLookup::Unasked,
            Self::Absent => PartLookup::Absent,
            Self::Found(found) => PartLookup::Found(of(found)),
            Self::Failed(failure) => PartLookup::Failed(failure.clone()),
        }
    }

    fn failure(&self) -> Option<&Failure> {
        if let Self::Failed(failure) = self { Some(failure) } else { None }
    }
}

/// Something of the set-up that stands at the tenant, and can be taken away.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MadePart {
    /// An identity provider, by its id.
    Provider(String),
    /// A web integration, by its id.
    WebIntegration(String),
    /// An OAuth client, by its id.
    Impersonator(String),
    /// A further secret of an OAuth client, by the id of the client and its hint.
    ClientSecret(String, String),
}

impl MadePart {
    /// The path that a `DELETE` goes to, for printing how to undo it by hand. The client encodes the id itself.
    pub fn path(&self) -> String {
        match self {
            Self::Provider(id) => format!("{PROVIDERS}/{id}"),
            Self::WebIntegration(id) => format!("{WEB_INTEGRATIONS}/{id}"),
            Self::Impersonator(id) => format!("{OAUTH_CLIENTS}/{id}"),
            Self::ClientSecret(id, hint) => format!("{}/{hint}", NewImpersonator::secrets(id)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_list_is_sent_empty() {
        let wire = |call: HttpRequest| serde_json::from_str::<serde_json::Value>(&call.body.wire()).unwrap();
        let client = wire(NewImpersonator { name: "n".into(), description: "d".into() }.call());
        assert!(client.get("redirectUris").is_none() && client.get("allowedOrigins").is_none(), "{client}");
        let of = |origins: &[&str]| {
            let origins = origins.iter().map(|&origin| origin.to_owned()).collect();
            wire(NewWebIntegration { name: "n".into(), origins }.call())
        };
        assert_eq!(of(&[]), json!({"name": "n"}));
        assert_eq!(of(&["https://a.example"]), json!({"name": "n", "validOrigins": ["https://a.example"]}));
    }

    #[test]
    fn the_provider_gets_the_certificate_on_one_line_and_never_the_key() {
        let new = NewProvider {
            tenant_id: "T1".into(),
            issuer: "me.example.com".into(),
            key_id: "k1".into(),
            certificate: "-----BEGIN CERTIFICATE-----\r\nAAAA\nBBBB\n-----END CERTIFICATE-----\n".into(),
            description: "d".into(),
        };
        let call = new.call();
        let body: serde_json::Value = serde_json::from_str(&call.body.wire()).unwrap();
        assert_eq!(
            body["options"]["staticKeys"][0]["pem"],
            "-----BEGIN CERTIFICATE-----AAAABBBB-----END CERTIFICATE-----"
        );
        assert_eq!((body["tenantIds"][0].as_str(), body["protocol"].as_str()), (Some("T1"), Some("jwtAuth")));
        assert!(!call.body.wire().contains("PRIVATE"));
    }

    #[test]
    fn files_are_called_after_the_key_id_and_stay_in_their_folder() {
        let stem = |key_id: &str| {
            KeyPlan { folder: "f".into(), key_id: key_id.into(), issuer: "i".into(), size: KeySize::Short }.stem()
        };
        assert_eq!(stem("qonnect-2026"), "qonnect-2026");
        assert_eq!(stem("../../etc/x y"), "-..-etc-x-y");
        assert_eq!(stem(" .. "), "key");
    }
}
