//! The rules of `POST /login/jwt-session`: what a customer's signed token must say before it opens a session. A claim that
//! is missing is told by name, as was seen in the field; how the other refusals are worded is not published, so those
//! words are ours.

use axum::http::StatusCode;

use super::{
    clock,
    config::JwtProfile,
    jwt::Token,
    refusal::Refusal,
    tenant::{Store, Tenant},
    users::Role,
};

const AUDIENCE: &str = "qlik.api/login/jwt-session";
/// A token may be good for an hour.
const LONGEST: i64 = 3600;

/// What no token in the field gets by without.
const LENIENT: [&str; 8] = ["iss", "aud", "sub", "name", "jti", "iat", "nbf", "exp"];
/// What the documentation lists beyond that.
const DOCUMENTED: [&str; 3] = ["subType", "email", "email_verified"];

/// The id of the user whom a token lets in: a known subject is that user, an unknown one becomes a user.
pub(super) fn user(tenant: &Tenant, store: &mut Store, text: &str) -> Result<String, Refusal> {
    let token = Token::read(text).ok_or_else(|| refuse("The token cannot be read"))?;
    let algorithm = token.algorithm();
    if algorithm.is_empty() || algorithm.eq_ignore_ascii_case("none") || algorithm.starts_with("HS") {
        return Err(refuse("The algorithm of the token is not allowed"));
    }
    let documented = tenant.config.jwt == JwtProfile::Documented;
    let further = DOCUMENTED.iter().filter(|_| documented);
    for claim in LENIENT.iter().chain(further) {
        if token.claims.get(*claim).is_none_or(serde_json::Value::is_null) {
            let detail = format!("JWT_LOGIN_VALIDATIONS Missing required claim: {claim}");
            return Err(Refusal::sign_in(StatusCode::BAD_REQUEST, "INTERNAL-TOKEN-1", "Invalid token request", detail));
        }
    }

    let kid = token.key_id().ok_or_else(|| refuse("The header lacks kid"))?;
    let issuer = token.text("iss").unwrap_or_default();
    let idp = store.identity_providers.of(issuer, kid);
    let idp = idp.ok_or_else(|| refuse("No identity provider has this issuer and key id"))?.clone();
    if !token.signed_by(&idp.key) {
        return Err(refuse("The signature is not valid"));
    }
    if !token.is_for(AUDIENCE) {
        return Err(refuse("The audience is not valid"));
    }
    check_times(&token, idp.tolerance)?;
    if token.claims.get("subType").is_some_and(|kind| kind != "user") {
        return Err(refuse("subType must be user"));
    }
    if documented
        && (token.claims["email_verified"] != true || token.header.get("typ").is_none_or(|kind| kind != "JWT"))
    {
        return Err(refuse("email_verified must be true, and typ JWT"));
    }
    let text = |claim: &str| token.text(claim).ok_or_else(|| refuse(&format!("{claim} must be text")));
    let (subject, name, jti) = (text("sub")?, text("name")?, text("jti")?);

    // Only a token that is good in every other way is used up.
    let known = store.users.of_subject(subject);
    if known.is_some_and(|user| !user.active() || user.role == Role::Bot) {
        return Err(refuse("The user may not sign in"));
    }
    let known = known.map(|user| user.id.clone());
    if !store.identity_providers.first_time(issuer, jti) {
        return Err(refuse("The token was already used"));
    }
    Ok(known.unwrap_or_else(|| {
        let email = token.text("email").map(str::to_owned);
        store.users.add(subject, name, email, Role::Creator, &mut store.random).id
    }))
}

fn check_times(token: &Token<'_>, tolerance: i64) -> Result<(), Refusal> {
    let moment = |claim: &str| token.moment(claim).ok_or_else(|| refuse(&format!("{claim} must be a number")));
    let (issued, begin, end) = (moment("iat")?, moment("nbf")?, moment("exp")?);
    let now = clock::wall().as_second();
    let ahead = now.saturating_add(tolerance);
    if begin > ahead || issued > ahead {
        return Err(refuse("The token is not valid yet"));
    }
    if end <= now.saturating_sub(tolerance) {
        return Err(refuse("The token has expired"));
    }
    if end.saturating_sub(begin) > LONGEST {
        return Err(refuse("The token is valid for more than an hour"));
    }
    Ok(())
}

fn refuse(words: &str) -> Refusal {
    Refusal::sign_in(StatusCode::UNAUTHORIZED, "STUB-401", "Unauthorized", words)
}
