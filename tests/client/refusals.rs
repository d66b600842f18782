//! Every refusal that is known from the field (`qlik-cloud-auth.md` section 9), as the tenant words it: what the client makes of
//! it, and what the person is told. And those that the stand-in can refuse by itself.

use qonnect::{
    domain::{
        access::{Access, BrowserTokens, ClientProof, Signer, UserRef},
        advice::advice,
        browser::{BrowserAttempt, BrowserPlan, Redirect, SCOPE},
        claims::Claims,
        dialect::Dialect,
        failure::{Failure, FailureKind, SignInStep},
        secret::Secret,
        session::Session,
        tenant::Tenant,
    },
    kit::notice::Notice,
    standin::{Config, JwtProfile},
};
use serde_json::json;

use crate::{
    access::{Stage, signed, signer},
    common::{Act, Raw, answer, client, s3, session_as},
};

/// Where the client meets a refusal.
#[derive(Clone, Copy, Debug)]
enum At {
    /// Who am I, with a key.
    Me,
    /// A list, with a key.
    Spaces,
    /// The exchange of a signed token.
    Session,
    /// A create with cookies.
    Write,
    /// A token for a bot.
    Bot,
    /// A token for somebody else.
    Somebody,
    /// The code of the browser.
    Code,
    /// A refresh token.
    Renewal,
}

use At::{Bot, Code, Me, Renewal, Session as SignedToken, Somebody, Spaces, Write};

/// A row of section 9.
struct Row {
    status: u16,
    code: &'static str,
    title: &'static str,
    detail: &'static str,
    /// Where the client meets it.
    places: &'static [At],
    /// What of the next step has to be in the sentence.
    step: &'static str,
}

const fn row(
    status: u16,
    code: &'static str,
    title: &'static str,
    detail: &'static str,
    places: &'static [At],
    step: &'static str,
) -> Row {
    Row { status, code, title, detail, places, step }
}

/// All rows but one, which the client never meets: it makes no API keys. Sign in explains beforehand that nobody can make one for
/// somebody else.
const ROWS: &[Row] = &[
    row(
        400,
        "INTERNAL-TOKEN-1",
        "Invalid token request",
        "JWT_LOGIN_VALIDATIONS Missing required claim: nbf",
        &[SignedToken],
        "check this machine's clock",
    ),
    row(
        400,
        "INTERNAL-TOKEN-1",
        "Invalid token request",
        "JWT_LOGIN_VALIDATIONS Missing required claim: email",
        &[SignedToken],
        "Fill in name and e-mail address",
    ),
    row(401, "", "", "", &[SignedToken], "issuer and key id are those of an identity provider of this tenant"),
    row(403, "CSRF-TOKEN-2", "", "", &[Write], "Sign in again"),
    row(401, "LOGIN-2", "No authentication configured for this hostname", "", &[Me, Spaces], "Check its spelling"),
    row(401, "LOGIN-8", "Illegal returnto value", "", &[SignedToken], "leave its id empty"),
    row(
        401,
        "LOGIN-10",
        "returnto not included in web integration whitelist",
        "",
        &[SignedToken],
        "have the origin added",
    ),
    row(
        400,
        "LOGIN-12",
        "Multiple active users detected with the same e-mail address",
        "",
        &[SignedToken],
        "remove the duplicate, or a pending invitation",
    ),
    row(403, "USER_INVITE_EXPIRED", "User invitation expired", "", &[SignedToken, Me], "send a new one"),
    row(403, "AUTH-5", "Forbidden", "User is not a member of tenant", &[Me, Spaces], "have the user invited"),
    row(400, "OAUTH-1", "redirect_uri is not registered", "", &[Code], "Register it exactly, with the port"),
    row(
        401,
        "OAUTH-14",
        "OAuth client is not authorized",
        "",
        &[Bot, Somebody, Code],
        "set it to Trusted and to approve it",
    ),
    row(
        401,
        "OAUTH-5",
        "Unauthorized",
        "Cannot perform exchange with given Oauth configuration.",
        &[Code],
        "Start again",
    ),
    row(401, "OAUTH-5", "Unauthorized", "", &[Bot], "Check client id and secret or key"),
    row(401, "OAUTH-5", "Unauthorized", "", &[Somebody], "and have the impersonation grant"),
    row(401, "OAUTH-5", "Unauthorized", "Invalid client credentials", &[Bot], "Check client id and secret or key"),
    row(401, "OAUTH-5", "Unauthorized", "The user was not found", &[Somebody], "the user's id or subject"),
    row(401, "OAUTH-5", "Unauthorized", "", &[Renewal], "sign in again"),
    row(403, "", "", "", &[Bot, Somebody, Code, Renewal], "check the user and to revoke old tokens"),
    row(401, "", "Authorization Required", "", &[Me, Spaces], "needs the permission Manage API keys"),
    row(403, "", "insufficient permissions", "", &[Spaces], "Ask an administrator"),
    row(429, "HTTP-429", "API rate limit reached.", "", &[SignedToken, Bot, Code, Spaces], "wait 90 s"),
];

/// An answer in the tenant's envelope. On these routes the status in it is a text.
fn envelope(status: u16, code: &str, title: &str, detail: &str) -> Act {
    let mut error = json!({ "status": status.to_string() });
    for (name, text) in [("code", code), ("title", title), ("detail", detail)] {
        if !text.is_empty() {
            error[name] = text.into();
        }
    }
    let body = json!({ "errors": [error], "traceId": "0af7651916cd43dd8448eb211c80319c" });
    let mut headers = vec!["content-type: application/json"];
    if status == 429 {
        headers.push("retry-after: 90");
    }
    Act::Say(answer(&format!("{status} Refused"), &headers, &body.to_string()))
}

/// The failure that the client makes of an answer at this place.
async fn met(at: At, act: Act) -> Failure {
    let opened = answer(
        "200 OK",
        &["content-type: application/json", "set-cookie: eas.sid=a", "set-cookie: _csrfToken=w"],
        "{}",
    );
    let renewed = answer("204 No Content", &["qlik-csrf-token: w2"], "");
    let acts = match at {
        Write => vec![Act::Say(opened), act.clone(), Act::Say(renewed), act],
        _ => vec![act],
    };
    let raw = Raw::doing(acts).await;
    let tenant = Tenant::parse(&raw.url).unwrap();
    let secret = || Secret::new("s");
    let session = |access| Session { tenant: tenant.clone(), access, dialect: Dialect::V1 };
    let client = client();
    match at {
        Me => client.sign_in(&session(Access::Token(secret()))).await.unwrap_err(),
        Spaces => client.spaces(&session(Access::Token(secret())), None).await.unwrap_err(),
        SignedToken => client.sign_in(&session(signed(signer("s")))).await.unwrap_err(),
        Write => client.create(&session(signed(signer("s"))), &s3("n", None)).await.unwrap_err(),
        Bot => {
            let access = Access::Machine { client_id: "c".into(), proof: ClientProof::Secret(secret()) };
            client.sign_in(&session(access)).await.unwrap_err()
        }
        Somebody => {
            let user = UserRef::Subject("auth0|grace".into());
            let access = Access::Impersonation { client_id: "c".into(), secret: secret(), user };
            client.sign_in(&session(access)).await.unwrap_err()
        }
        Code => {
            let redirect = Redirect::parse(Redirect::PROPOSED).unwrap();
            let plan = BrowserPlan { tenant, client_id: "c".into(), redirect, scope: SCOPE.into() };
            let attempt = BrowserAttempt::new(plan, secret(), secret(), "challenge").unwrap();
            client.exchange_code(&attempt, &secret()).await.unwrap_err()
        }
        Renewal => {
            let expires = Some("2020-01-01T00:00:00Z".parse().unwrap());
            let tokens = BrowserTokens { access: secret(), refresh: Some(secret()), expires };
            client.sign_in(&session(Access::Browser { client_id: "c".into(), tokens })).await.unwrap_err()
        }
    }
}

#[tokio::test]
async fn every_known_refusal_is_told_with_its_next_step_beside_the_tenants_own_words() {
    for Row { status, code, title, detail, places, step } in ROWS {
        for at in *places {
            let failure = met(*at, envelope(*status, code, title, detail)).await;
            let row = format!("{status} {code} {title} at {at:?}: {failure:?}");
            let notice = Notice::of(&failure);
            assert!(notice.text.contains(step) && notice.text.ends_with('.'), "{}\n{row}", notice.text);
            let told = notice.detail.unwrap();
            let words = if detail.is_empty() { title } else { detail };
            for own in [*words, *code, "trace 0af7651916cd43dd8448eb211c80319c", &format!("HTTP {status}")] {
                assert!(told.contains(own), "{own} in {told}\n{row}");
            }
        }
    }
}

#[tokio::test]
async fn a_key_of_another_tenant_is_refused_and_says_itself_where_it_belongs() {
    let (here, there) = (Stage::start(Config::default()).await, Stage::start(Config::default()).await);
    let ours = here.client.sign_in(&here.admin()).await.unwrap().tenant_id;
    let theirs = there.client.sign_in(&there.admin()).await.unwrap().tenant_id;
    let foreign = session_as(here.standin.url(), there.standin.key("admin"), Dialect::V1);
    let failure = here.client.sign_in(&foreign).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unauthorized);
    let named = Claims::read(&Secret::new(there.standin.key("admin"))).unwrap().tenant_id;
    assert!(named == theirs && named != ours, "{named:?}");
}

#[tokio::test]
async fn a_signing_key_of_another_tenant_is_refused_and_the_sentence_names_this_tenants_provider() {
    let (here, there) = (Stage::start(Config::default()).await, Stage::start(Config::default()).await);
    there.with_provider().await;
    there.client.sign_in(&there.session(signed(signer("new\\ann")))).await.unwrap();
    let failure = here.client.sign_in(&here.session(signed(signer("new\\ann")))).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unauthorized);
    assert!(advice(&failure).unwrap().contains("an identity provider of this tenant"), "{failure:?}");
}

#[tokio::test]
async fn a_disabled_user_gets_no_token_and_no_session() {
    let stage = Stage::start(Config::default()).await;
    stage.with_provider().await;
    let found = stage.client.users_by_email(&stage.admin(), "departed@standin.example").await.unwrap();
    let user = &found[0];
    assert_eq!(user.status.as_deref(), Some("disabled"));
    for user in [UserRef::Id(user.id.clone()), UserRef::Subject(user.subject.clone())] {
        let failure = stage.client.sign_in(&stage.session(stage.impersonation(user))).await.unwrap_err();
        assert_eq!((failure.kind.clone(), failure.asked), (FailureKind::Forbidden, SignInStep::Impersonation.words()));
        assert!(advice(&failure).unwrap().contains("The user is disabled"), "{failure:?}");
    }
    let failure = stage.client.sign_in(&stage.session(signed(signer(&user.subject)))).await.unwrap_err();
    assert!(advice(&failure).unwrap().contains("that the user is not disabled"), "{failure:?}");
}

#[tokio::test]
async fn a_claim_that_is_missing_is_named_and_filled_in_it_lets_the_user_in() {
    let stage = Stage::start(Config { jwt: JwtProfile::Documented, ..Config::default() }).await;
    stage.with_provider().await;
    let bare = Signer { email: String::new(), name: String::new(), ..signer("new\\ann") };
    let failure = stage.client.sign_in(&stage.session(signed(bare.clone()))).await.unwrap_err();
    let told = failure.first().unwrap();
    assert_eq!((failure.kind.clone(), told.code.as_str()), (FailureKind::Invalid, "INTERNAL-TOKEN-1"));
    assert!(failure.verbatim().contains("Missing required claim: email"), "{failure:?}");
    assert!(advice(&failure).unwrap().contains("Fill in name and e-mail address"), "{failure:?}");
    // The name may stay empty: the subject stands for it.
    let filled = Signer { email: "ann@example.com".into(), ..bare };
    let me = stage.client.sign_in(&stage.session(signed(filled))).await.unwrap();
    assert_eq!(me.name, "new\\ann");
}
