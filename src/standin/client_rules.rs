//! What an OAuth client may look like: the rules for making one. The words of the refusals are ours.

use serde_json::{Map, Value, json};
use url::Url;

use super::{
    clients::{IMPERSONATION, MACHINE},
    jwt::PublicKey,
    tenant::Store,
};

/// What a client has beside its kind.
pub(super) const PROPERTIES: [&str; 10] = [
    "allowedOrigins",
    "clientName",
    "clientUri",
    "description",
    "logoUri",
    "redirectUris",
    "allowedScopes",
    "allowedGrantTypes",
    "publicKeys",
    "allowedAuthMethods",
];

/// Addresses and origins of one client.
const MOST: usize = 5;
/// Clients of one tenant.
const MOST_CLIENTS: usize = 200;

/// Refuses one client more than a tenant may have.
pub(super) fn room(store: &Store) -> Result<(), &'static str> {
    if store.clients.len() < MOST_CLIENTS { Ok(()) } else { Err("The maximum number of OAuth clients is reached") }
}

/// Judges a client, and fills in what it left out.
pub(super) fn check(shown: &mut Map<String, Value>) -> Result<(), String> {
    let text = |name: &str| shown.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    let kind = text("appType").ok_or("appType is missing")?.to_owned();
    if !matches!(kind.as_str(), "web" | "native" | "spa" | "anonymous-embed") {
        return Err("appType must be web, native, spa or anonymous-embed".to_owned());
    }
    text("clientName").ok_or("clientName is missing")?;
    for name in ["allowedScopes", "redirectUris", "allowedOrigins", "allowedGrantTypes", "allowedAuthMethods"] {
        let fits = |value: &Value| value.as_array().is_some_and(|items| items.iter().all(Value::is_string));
        if !fits(shown.entry(name).or_insert_with(|| json!([]))) {
            return Err(format!("{name} must be a list of texts"));
        }
    }
    let list = |name: &str| shown[name].as_array().into_iter().flatten().filter_map(Value::as_str);
    for uri in list("redirectUris") {
        // Absolute, and without a fragment, as the OAuth standard has it.
        if Url::parse(uri).map_or(true, |url| url.fragment().is_some()) {
            return Err(format!("{uri} is no absolute redirect address"));
        }
    }
    if list("redirectUris").count() > MOST || list("allowedOrigins").count() > MOST {
        return Err(format!("At most {MOST} redirect addresses and {MOST} origins are allowed"));
    }
    if shown.get("connectionConfig").is_some_and(|config| config["consentMethod"] != "trusted") {
        // What asks for consent is said by leaving it out.
        return Err("connectionConfig.consentMethod must be trusted".to_owned());
    }
    let web = kind == "web";
    let mut grants = list("allowedGrantTypes");
    if grants.any(|grant| !web || !matches!(grant, MACHINE | IMPERSONATION)) {
        return Err("allowedGrantTypes is for web clients: client_credentials and user-impersonation".to_owned());
    }
    let mut methods = list("allowedAuthMethods");
    if methods.any(|method| !web || !matches!(method, "client_secret" | "private_key_jwt")) {
        return Err("allowedAuthMethods is for web clients: client_secret and private_key_jwt".to_owned());
    }
    if web && list("allowedAuthMethods").next().is_none() {
        shown["allowedAuthMethods"] = json!(["client_secret"]);
    }
    check_keys(shown.get("publicKeys"))?;
    let given = |name: &str| shown.get(name).is_some_and(|value| !value.is_null() && *value != json!([]));
    // Published is that publicKeys is required for this method. A key set elsewhere (jwksUri) is not fetched here.
    let by_key = shown["allowedAuthMethods"].as_array().is_some_and(|own| own.contains(&json!("private_key_jwt")));
    if by_key && !given("publicKeys") {
        return Err("private_key_jwt needs publicKeys".to_owned());
    }
    Ok(())
}

/// Every key needs its id, its algorithm and its use, and must be one.
fn check_keys(keys: Option<&Value>) -> Result<(), String> {
    let Some(keys) = keys else { return Ok(()) };
    let keys = keys.as_array().ok_or("publicKeys must be a list")?;
    let fits = |key: &Value| {
        let key = key.as_object()?;
        let part = |name: &str| key.get(name).and_then(Value::as_str);
        let named = part("kid").is_some() && part("use") == Some("sig");
        let algorithm = matches!(part("alg")?, "RS256" | "RS512" | "ES384");
        PublicKey::from_jwk(key).filter(|_| named && algorithm)
    };
    if keys.iter().all(|key| fits(key).is_some()) {
        Ok(())
    } else {
        Err("A public key needs kid, kty, alg, use and its numbers".to_owned())
    }
}
