//! Every way in, against the stand-in: what it carries, how long it lasts, how it is renewed, and how it is refused.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use qonnect::{
    client::Client,
    domain::{
        access::{Access, BrowserTokens, ClientProof, Signer, UserRef},
        advice::advice,
        connection::NameCheck,
        dialect::Dialect,
        failure::{FailureKind, SignInStep},
        secret::Secret,
        session::Session,
        setup::{NewPart, NewProvider, NewWebIntegration},
        tenant::Tenant,
        traffic::Exchange,
    },
    standin::{ClientCard, Config, JwtProfile, StandIn, serve},
};
use rsa::{RsaPrivateKey, pkcs8::DecodePrivateKey as _, traits::PublicKeyParts as _};
use serde_json::{Value, json};
use tokio::time::advance;

use crate::{
    common::{self, Act, Raw, answer, made, observed, s3, session_as},
    keys::{ISSUER, KEY_ID, pair},
};

type Lines = Arc<Mutex<Vec<Exchange>>>;

/// A tenant, a client, and what the client says of its exchanges.
pub struct Stage {
    pub standin: StandIn,
    pub client: Client,
    pub lines: Lines,
}

impl Stage {
    pub async fn start(config: Config) -> Self {
        Self::with_clock(config, 0).await
    }

    /// The same on a machine whose clock is so many seconds ahead, or behind.
    pub async fn with_clock(config: Config, ahead: i64) -> Self {
        let standin = serve(config).await.unwrap();
        let (client, lines) = common::observed_at(ahead);
        Self { standin, client, lines }
    }

    pub fn session(&self, access: Access) -> Session {
        Session { tenant: Tenant::parse(self.standin.url()).unwrap(), access, dialect: Dialect::V1 }
    }

    pub fn admin(&self) -> Session {
        session_as(self.standin.url(), self.standin.key("admin"), Dialect::V1)
    }

    pub fn creator(&self) -> Session {
        session_as(self.standin.url(), self.standin.key("creator"), Dialect::V1)
    }

    pub fn card(&self, kind: &str) -> &ClientCard {
        self.standin.clients().iter().find(|card| card.kind == kind).unwrap()
    }

    /// How often this was asked.
    pub fn count(&self, method: &str, path: &str) -> usize {
        let lines = self.lines.lock().unwrap();
        lines.iter().filter(|line| line.method == method && line.path == path).count()
    }

    pub fn machine(&self, kind: &str) -> Access {
        let card = self.card(kind);
        let secret = Secret::new(card.secret.as_deref().unwrap());
        Access::Machine { client_id: card.client_id.clone(), proof: ClientProof::Secret(secret) }
    }

    pub fn impersonation(&self, user: UserRef) -> Access {
        let card = self.card("impersonation");
        let secret = Secret::new(card.secret.as_deref().unwrap());
        Access::Impersonation { client_id: card.client_id.clone(), secret, user }
    }

    /// A client that proves itself by the test's key.
    pub async fn by_key(&self) -> String {
        let key = RsaPrivateKey::from_pkcs8_pem(pair().private.expose()).unwrap();
        let part = |number: &rsa::BigUint| URL_SAFE_NO_PAD.encode(number.to_bytes_be());
        let jwk =
            json!({"kid": "k1", "kty": "RSA", "alg": "RS256", "use": "sig", "n": part(key.n()), "e": part(key.e())});
        let body = json!({"appType": "web", "clientName": "by key", "allowedScopes": ["user_default"],
            "allowedGrantTypes": ["client_credentials"], "allowedAuthMethods": ["private_key_jwt"], "publicKeys": [jwk],
            "connectionConfig": {"consentMethod": "trusted"}});
        let told = post(self, "/api/v1/oauth-clients", &body).await;
        told["clientId"].as_str().unwrap_or_else(|| panic!("{told}")).to_owned()
    }

    /// The identity provider for the test's key.
    pub async fn with_provider(&self) {
        let me = self.client.sign_in(&self.admin()).await.unwrap();
        let new = NewProvider {
            tenant_id: me.tenant_id.unwrap(),
            issuer: ISSUER.into(),
            key_id: KEY_ID.into(),
            certificate: pair().certificate.clone(),
            description: "test".into(),
        };
        self.client.make_part(&self.admin(), &NewPart::Provider(new)).await.unwrap();
    }
}

pub fn signer(subject: &str) -> Signer {
    Signer {
        issuer: ISSUER.into(),
        key_id: KEY_ID.into(),
        key: pair().private.clone(),
        subject: subject.into(),
        name: "Ann Example".into(),
        email: "ann@example.com".into(),
        groups: vec!["Sales".into()],
        web_integration: None,
    }
}

pub fn signed(signer: Signer) -> Access {
    Access::Signed(Box::new(signer))
}

/// Creates a connection, and says who owns it.
async fn create_as(stage: &Stage, session: &Session, name: &str) -> Option<String> {
    let created = made(stage.client.create(session, &s3(name, None)).await.unwrap());
    stage.client.read_back(session, &created.id).await.unwrap().owner
}

#[tokio::test(start_paused = true)]
async fn a_bots_token_is_got_once_and_anew_before_it_ends() {
    let stage = Stage::start(Config::default()).await;
    let session = stage.session(stage.machine("m2m"));
    let (one, two) = tokio::join!(stage.client.sign_in(&session), stage.client.spaces(&session, None));
    assert!(one.unwrap().is_bot());
    two.unwrap();
    assert_eq!(stage.count("POST", "/oauth/token"), 1, "several questions share one token");
    advance(Duration::from_secs(6 * 3600 - 90)).await;
    stage.client.sign_in(&session).await.unwrap();
    assert_eq!(stage.count("POST", "/oauth/token"), 1);
    advance(Duration::from_mins(1)).await;
    stage.client.sign_in(&session).await.unwrap();
    assert_eq!(stage.count("POST", "/oauth/token"), 2, "a minute before its end a token is not used any more");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_taken_back_is_renewed_once_and_a_create_is_sent_once_more() {
    let stage = Stage::start(Config {
        faults: vec!["POST|^/api/v1/data-connections$|status=401|1".parse().unwrap()],
        ..Config::default()
    })
    .await;
    let session = stage.session(stage.impersonation(UserRef::Id(id_of(&stage, "creator").await)));
    create_as(&stage, &session, "once").await.unwrap();
    assert_eq!(stage.count("POST", "/oauth/token"), 2);
    assert_eq!(stage.count("POST", "/api/v1/data-connections"), 2, "401 is a definite refusal");

    let stage = Stage::start(Config {
        faults: vec!["POST|^/api/v1/data-connections$|status=401|9".parse().unwrap()],
        ..Config::default()
    })
    .await;
    let session = stage.session(stage.impersonation(UserRef::Id(id_of(&stage, "creator").await)));
    let failure = stage.client.create(&session, &s3("never", None)).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unauthorized);
    assert_eq!(stage.count("POST", "/api/v1/data-connections"), 2, "and never a third time");
}

#[tokio::test(start_paused = true)]
async fn a_create_that_may_have_been_carried_out_is_not_sent_again_in_any_way_of_signing_in() {
    for fault in ["cut-after", "status=500", "status=503", "garbage"] {
        let stage = Stage::start(Config {
            faults: vec![format!("POST|^/api/v1/data-connections$|{fault}|1").parse().unwrap()],
            ..Config::default()
        })
        .await;
        stage.with_provider().await;
        let user = UserRef::Id(id_of(&stage, "creator").await);
        for access in [stage.impersonation(user), signed(signer("new\\ann"))] {
            let stage_lines = stage.count("POST", "/api/v1/data-connections");
            let session = stage.session(access);
            let ended = stage.client.create(&session, &s3("perhaps", None)).await;
            if stage_lines == 0 {
                assert_eq!(ended.unwrap_err().kind, FailureKind::OutcomeUnknown, "{fault}");
            }
            assert_eq!(stage.count("POST", "/api/v1/data-connections"), stage_lines + 1, "{fault}");
        }
    }
}

#[tokio::test]
async fn a_client_proves_itself_by_its_key() {
    let stage = Stage::start(Config::default()).await;
    let client_id = stage.by_key().await;
    let access = |pem: &Secret, key_id: &str| Access::Machine {
        client_id: client_id.clone(),
        proof: ClientProof::Key { pem: pem.clone(), key_id: key_id.into() },
    };
    let me = stage.client.sign_in(&stage.session(access(&pair().private, "k1"))).await.unwrap();
    assert_eq!(me.subject, format!("qlikbot\\{client_id}"));

    let failure = stage.client.sign_in(&stage.session(access(&pair().private, "other"))).await.unwrap_err();
    assert!(advice(&failure).unwrap().contains("key"), "{failure:?}");
    let failure = stage.client.sign_in(&stage.session(access(&Secret::new("no key"), "k1"))).await.unwrap_err();
    assert!(matches!(&failure.kind, FailureKind::NotSent(words) if words.contains("PEM")), "{failure:?}");
}

#[tokio::test]
async fn impersonation_acts_as_the_user_and_what_it_makes_is_the_users() {
    let stage = Stage::start(Config::default()).await;
    let me = stage.client.sign_in(&stage.creator()).await.unwrap();
    for (name, user) in
        [("by id", UserRef::Id(me.user_id.clone())), ("by subject", UserRef::Subject(me.subject.clone()))]
    {
        let session = stage.session(stage.impersonation(user));
        assert_eq!(stage.client.sign_in(&session).await.unwrap().user_id, me.user_id);
        assert_eq!(create_as(&stage, &session, name).await, Some(me.user_id.clone()));
        let check = stage.client.connection_by_name(&stage.creator(), None, name).await.unwrap();
        assert!(matches!(check, NameCheck::Taken(_)));
    }
}

#[tokio::test]
async fn every_refusal_of_a_client_has_its_sentence() {
    let stage = Stage::start(Config::default()).await;
    let card = stage.card("impersonation");
    let wrong = Access::Machine { client_id: card.client_id.clone(), proof: ClientProof::Secret(Secret::new("wrong")) };
    let nobody = stage.impersonation(UserRef::Subject("nobody@example.com".into()));
    for (access, asked, words) in [
        (wrong, SignInStep::Token.words(), "Check client id and secret"),
        (nobody, SignInStep::Impersonation.words(), "an e-mail address is neither"),
        (stage.machine("m2m-untrusted"), SignInStep::Token.words(), "Trusted"),
    ] {
        let failure = stage.client.sign_in(&stage.session(access.clone())).await.unwrap_err();
        assert_eq!((failure.kind.clone(), failure.asked), (FailureKind::Unauthorized, asked));
        assert!(advice(&failure).unwrap().contains(words), "{failure:?}");
        // A create behind a closed door was not sent, and says so.
        let failure = stage.client.create(&stage.session(access), &s3("x", None)).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Unauthorized);
    }
    assert_eq!(stage.count("POST", "/api/v1/data-connections"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_session_of_cookies_reads_and_writes_renews_its_word_and_is_opened_anew() {
    let stage = Stage::start(Config::default()).await;
    stage.with_provider().await;
    let session = stage.session(signed(signer("new\\ann")));
    let me = stage.client.sign_in(&session).await.unwrap();
    assert_eq!((me.name.as_str(), me.email.as_deref()), ("Ann Example", Some("ann@example.com")));
    assert_eq!(create_as(&stage, &session, "first").await, Some(me.user_id.clone()));
    assert_eq!(stage.count("POST", "/login/jwt-session"), 1);

    // The word against forgery ages before the session does.
    advance(Duration::from_mins(40)).await;
    assert_eq!(create_as(&stage, &session, "second").await, Some(me.user_id.clone()));
    assert_eq!(stage.count("GET", "/api/v1/csrf-token"), 1);
    assert_eq!(stage.count("POST", "/login/jwt-session"), 1);
    assert_eq!(stage.count("POST", "/api/v1/data-connections"), 3);

    // And the session before the program does.
    advance(Duration::from_mins(40)).await;
    assert_eq!(create_as(&stage, &session, "third").await, Some(me.user_id));
    assert_eq!(stage.count("POST", "/login/jwt-session"), 2);
}

#[tokio::test]
async fn a_known_subject_is_that_user_and_a_web_integration_is_no_hindrance() {
    let stage = Stage::start(Config { jwt: JwtProfile::Documented, ..Config::default() }).await;
    stage.with_provider().await;
    let me = stage.client.sign_in(&stage.creator()).await.unwrap();
    let new = NewWebIntegration { name: "portal".into(), origins: vec!["https://portal.example.com".into()] };
    let made = stage.client.make_part(&stage.admin(), &NewPart::WebIntegration(new)).await.unwrap();
    for web_integration in [None, Some(made.id)] {
        let access = signed(Signer { web_integration, ..signer(&me.subject) });
        assert_eq!(stage.client.sign_in(&stage.session(access)).await.unwrap().user_id, me.user_id);
    }
}

#[tokio::test]
async fn every_refusal_of_a_signed_token_has_its_sentence() {
    let stage = Stage::start(Config { jwt: JwtProfile::Documented, ..Config::default() }).await;
    stage.with_provider().await;
    let base = signer("new\\ann");
    for (signer, words) in [
        (Signer { issuer: "other".into(), ..base.clone() }, "issuer and key id"),
        (Signer { key_id: "other".into(), ..base.clone() }, "issuer and key id"),
        (Signer { key: crate::keys::other().private.clone(), ..base.clone() }, "issuer and key id"),
        (Signer { email: String::new(), ..base.clone() }, "e-mail address"),
    ] {
        let failure = stage.client.sign_in(&stage.session(signed(signer))).await.unwrap_err();
        assert!(advice(&failure).unwrap().contains(words), "{failure:?}");
    }
    let broken = Signer { key: Secret::new("-----BEGIN CERTIFICATE-----"), ..base };
    let failure = stage.client.sign_in(&stage.session(signed(broken))).await.unwrap_err();
    assert!(matches!(&failure.kind, FailureKind::NotSent(words) if words.contains("public key")));
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_forgiven_once_by_the_tenants_own() {
    let refused = answer(
        "401 Unauthorized",
        &["content-type: application/json", "date: Wed, 21 Oct 2026 07:28:00 GMT"],
        r#"{"errors":[{"code":"X","title":"Unauthorized"}]}"#,
    );
    let opened = answer("200 OK", &["content-type: application/json", "set-cookie: eas.sid=a; Path=/"], "{}");
    let user = common::json("200 OK", r#"{"id":"u1","name":"Ann","subject":"s"}"#);
    let raw = Raw::doing([Act::Say(refused), Act::Say(opened), user]).await;
    let (client, _) = observed();
    let session =
        Session { tenant: Tenant::parse(&raw.url).unwrap(), access: signed(signer("s")), dialect: Dialect::V1 };
    assert_eq!(client.sign_in(&session).await.unwrap().user_id, "u1");
    let logins: Vec<Value> =
        raw.requests().iter().filter(|text| text.starts_with("POST /login")).map(|text| claims(text)).collect();
    assert_eq!(logins.len(), 2);
    // 2026-10-21T07:28:00Z, less what it reaches back.
    assert_eq!(logins[1]["nbf"], 1_792_567_680 - 30);
    assert!(logins.iter().all(|claims| claims["exp"].as_i64().unwrap() - claims["nbf"].as_i64().unwrap() <= 300));
    assert_ne!(logins[0]["jti"], logins[1]["jti"], "no token is sent twice");
    let read = raw.requests().into_iter().find(|text| text.starts_with("GET /api/v1/users/me")).unwrap();
    assert!(read.contains("cookie: eas.sid=a") && !read.contains("authorization"), "{read}");
}

#[tokio::test]
async fn a_login_that_brings_no_session_or_a_page_is_named() {
    for (act, words) in [
        (common::json("200 OK", "{}"), "opened no session"),
        (Act::Say(answer("200 OK", &["content-type: text/html"], "<html>")), "web page"),
    ] {
        let raw = Raw::doing([act]).await;
        let (client, _) = observed();
        let tenant = Tenant::parse(&raw.url).unwrap();
        let session = Session { tenant, access: signed(signer("s")), dialect: Dialect::V1 };
        let failure = client.sign_in(&session).await.unwrap_err();
        assert!(common::words(&failure.kind).contains(words), "{failure:?}");
        // Before a create it is no doubt about the create.
        let failure = client.create(&session, &s3("x", None)).await.unwrap_err();
        assert!(matches!(failure.kind, FailureKind::NotSent(_)), "{failure:?}");
        assert_eq!(raw.count("POST /api"), 0);
    }
}

#[tokio::test]
async fn a_redirect_takes_no_secret_along() {
    let away = answer("307 Temporary Redirect", &["location: http://127.0.0.1:1/steal"], "");
    let raw = Raw::doing([Act::Say(away)]).await;
    let (client, _) = observed();
    let tenant = Tenant::parse(&raw.url).unwrap();
    let machine = Access::Machine { client_id: "c".into(), proof: ClientProof::Secret(Secret::new("marker-secret")) };
    for access in [machine, signed(signer("s"))] {
        let session = Session { tenant: tenant.clone(), access, dialect: Dialect::V1 };
        let failure = client.sign_in(&session).await.unwrap_err();
        assert_eq!(failure.status, Some(307), "{failure:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_is_used_once_and_the_new_one_is_kept() {
    let token = |access: &str, refresh: &str| {
        let body = json!({"access_token": access, "refresh_token": refresh, "expires_in": 600}).to_string();
        common::json("200 OK", &body)
    };
    let user = || common::json("200 OK", r#"{"id":"u1","name":"Ann","subject":"s"}"#);
    let raw = Raw::doing([token("a1", "r1"), user(), user(), token("a2", "r2"), user()]).await;
    let (client, lines) = observed();
    let tokens = BrowserTokens {
        access: Secret::new("marker-a0"),
        refresh: Some(Secret::new("marker-r0")),
        expires: Some("2020-01-01T00:00:00Z".parse().unwrap()),
    };
    let access = Access::Browser { client_id: "c".into(), tokens };
    let session = Session { tenant: Tenant::parse(&raw.url).unwrap(), access, dialect: Dialect::V1 };
    client.sign_in(&session).await.unwrap();
    advance(Duration::from_secs(590)).await;
    client.sign_in(&session).await.unwrap();
    let bodies: Vec<String> = raw.requests().into_iter().filter(|text| text.starts_with("POST /oauth/token")).collect();
    assert!(bodies[0].contains("marker-r0") && bodies[1].contains("\"r1\""), "{bodies:?}");
    let told = format!("{:?}{session:?}", lines.lock().unwrap());
    assert!(!told.contains("marker"), "{told}");
}

#[tokio::test]
async fn a_browser_sign_in_without_refresh_token_ends_with_its_sentence() {
    let stage = Stage::start(Config::default()).await;
    let tokens = BrowserTokens { access: Secret::new("gone"), refresh: None, expires: None };
    let session = stage.session(Access::Browser { client_id: "c".into(), tokens });
    let failure = stage.client.sign_in(&session).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unauthorized);
    assert!(advice(&failure).unwrap().contains("sign in again"));
}

#[tokio::test]
async fn a_cancelled_question_loses_no_token() {
    let slow =
        Stage::start(Config { faults: vec!["POST|^/oauth/token$|delay=300|1".parse().unwrap()], ..Config::default() })
            .await;
    let session = slow.session(slow.machine("m2m"));
    let given_up = tokio::time::timeout(Duration::from_millis(50), slow.client.sign_in(&session)).await;
    assert!(given_up.is_err());
    slow.client.sign_in(&session).await.unwrap();
    assert_eq!(slow.count("POST", "/oauth/token"), 1, "the token that nobody waited for is the one that is used");
}

#[tokio::test]
async fn a_user_is_found_by_address_whatever_stands_in_it() {
    let stage = Stage::start(Config::default()).await;
    let me = stage.client.sign_in(&stage.creator()).await.unwrap();
    let email = me.email.clone().unwrap();
    let machine = stage.session(stage.machine("impersonation"));
    let found = stage.client.users_by_email(&machine, &format!(" {email} ")).await.unwrap();
    assert_eq!(found.iter().map(|user| (&user.id, &user.subject)).collect::<Vec<_>>(), [(&me.user_id, &me.subject)]);
    for odd in ["nobody@example.com", "\" or email eq \"x", "a\\\"b"] {
        assert_eq!(stage.client.users_by_email(&machine, odd).await.unwrap(), [], "{odd}");
    }
}

#[tokio::test]
async fn users_are_named_by_their_ids_and_nobody_else_is_among_them() {
    let stage = Stage::start(Config::default()).await;
    let [one, other] = [stage.creator(), stage.admin()];
    let ids: Vec<String> = [
        stage.client.sign_in(&one).await.unwrap().user_id,
        stage.client.sign_in(&other).await.unwrap().user_id,
        "nobody\" or id eq \"x".to_owned(),
    ]
    .into();
    let mut found = stage.client.users_by_id(&one, &ids).await.unwrap();
    found.sort_by_key(|user| user.name.clone());
    assert_eq!(found.iter().map(|user| user.name.as_str()).collect::<Vec<_>>(), ["Alva Admin", "Cleo Creator"]);
    assert_eq!(stage.client.users_by_id(&one, &ids[2..]).await.unwrap(), []);
}

async fn id_of(stage: &Stage, role: &str) -> String {
    let session = session_as(stage.standin.url(), stage.standin.key(role), Dialect::V1);
    stage.client.sign_in(&session).await.unwrap().user_id
}

/// Asks the stand-in by hand, as its administrator.
pub async fn post(stage: &Stage, path: &str, body: &Value) -> Value {
    // Ours says which cryptography it means; one made by hand takes what is installed, if only by another test.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let request = reqwest::Client::new()
        .post(format!("{}{path}", stage.standin.url()))
        .bearer_auth(stage.standin.key("admin"))
        .header("content-type", "application/json")
        .body(body.to_string());
    let bytes = request.send().await.unwrap().bytes().await.unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// The token that a request carries.
pub fn token(request: &str) -> &str {
    request.lines().find_map(|line| line.strip_prefix("authorization: Bearer ")).unwrap()
}

/// The claims of the token that a request carries.
pub fn claims(request: &str) -> Value {
    let token = token(request);
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

#[tokio::test]
async fn a_session_that_ended_behind_a_refused_word_is_opened_anew() {
    let opened = |id: &str| {
        let cookies = format!("set-cookie: eas.sid={id}");
        answer("200 OK", &["content-type: application/json", &cookies, "set-cookie: _csrfToken=w"], "{}")
    };
    // The code stands beside the envelope here, as the vendor's own library expects it.
    let stale = common::json("403 Forbidden", r#"{"code":"CSRF-TOKEN-2"}"#);
    let ended = common::json("401 Unauthorized", r#"{"errors":[{"code":"X","title":"Unauthorized"}]}"#);
    let created = common::json("201 Created", r#"{"qID":"c1","qName":"n"}"#);
    let raw = Raw::doing([Act::Say(opened("one")), stale, ended, Act::Say(opened("two")), created]).await;
    let (client, _) = observed();
    let session =
        Session { tenant: Tenant::parse(&raw.url).unwrap(), access: signed(signer("s")), dialect: Dialect::V1 };
    let created = client.create(&session, &s3("n", None)).await;
    assert_eq!(made(created.unwrap()).id, "c1");
    let first: Vec<String> = raw.requests().iter().map(|text| text.lines().next().unwrap().to_owned()).collect();
    assert_eq!(
        first,
        [
            "POST /login/jwt-session HTTP/1.1",
            "POST /api/v1/data-connections HTTP/1.1",
            "GET /api/v1/csrf-token HTTP/1.1",
            "POST /login/jwt-session HTTP/1.1",
            "POST /api/v1/data-connections HTTP/1.1",
        ]
    );
    assert!(raw.requests()[4].contains("cookie: eas.sid=two; _csrfToken=w\r\nqlik-csrf-token: w"));
}
