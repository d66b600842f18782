//! Every way in on the stand-in: from the list of ways to the header that says whom one acts as.

use qonnect::kit::keys::Code;
use qonnect::{
    client::{Client, ClientOptions},
    domain::{
        access::Access,
        dialect::Dialect,
        secret::Secret,
        session::Session,
        setup::{KeyPlan, KeySize, NewPart, NewProvider},
        step::Step,
        tenant::Tenant,
    },
    kit::shared::Launch,
    standin::Config,
    worker::keys,
};
use tempfile::TempDir;

use crate::stage::Stage;

/// The list of the ways to sign in; the key that was offered is not taken.
async fn list() -> Stage {
    let mut stage = Stage::new(Config::default()).await;
    stage.press(Code::Enter).await;
    stage.press(Code::Esc).await;
    assert!(stage.screen().contains("Choose an authentication method"), "{}", stage.screen());
    stage
}

/// Goes through the fields by Enter; the last Enter signs in.
async fn fill(stage: &mut Stage, texts: &[&str]) {
    for text in texts {
        stage.type_text(text).await;
        stage.press(Code::Enter).await;
    }
}

/// Id and secret of the client of a kind.
fn client(stage: &Stage, kind: &str) -> (String, String) {
    let card = stage.standin.client(kind).unwrap();
    (card.client_id.clone(), card.secret.clone().unwrap_or_default())
}

#[tokio::test(start_paused = true)]
async fn a_bot_signs_in_and_is_called_one() {
    let mut stage = list().await;
    stage.choose("OAuth client, secret").await;
    let (id, secret) = client(&stage, "m2m");
    fill(&mut stage, &[&id, &secret]).await;
    assert_eq!(stage.model().step, Step::Space, "{}", stage.screen());
    let screen = stage.screen();
    assert!(screen.contains("(bot), by OAuth client") && screen.contains("is a bot"), "{screen}");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_nobody_vouched_for_is_refused_with_the_next_step() {
    let mut stage = list().await;
    stage.choose("OAuth client, secret").await;
    let (id, secret) = client(&stage, "m2m-untrusted");
    fill(&mut stage, &[&id, &secret]).await;
    assert_eq!(stage.model().step, Step::SignIn);
    assert!(stage.screen().to_lowercase().contains("trusted"), "{}", stage.screen());
    assert!(!stage.screen().contains(&secret), "{}", stage.screen());
}

#[tokio::test(start_paused = true)]
async fn an_email_leads_to_the_user_that_it_belongs_to() {
    let mut stage = list().await;
    let viewer = stage.get("viewer", "/api/v1/users/me").await;
    let text = |name: &str| viewer[name].as_str().unwrap().to_owned();
    stage.choose("OAuth impersonation").await;
    let (id, secret) = client(&stage, "impersonation");
    fill(&mut stage, &[&id, &secret, &text("email"), ""]).await;
    assert!(stage.screen().contains(&text("subject")), "{}", stage.screen());
    assert_eq!(stage.model().step, Step::SignIn);
    stage.press(Code::Enter).await;
    assert_eq!(stage.model().step, Step::Space, "{}", stage.screen());
    let header = format!("as {}", text("name"));
    assert!(stage.screen().contains(&header) && stage.screen().contains("by impersonation"), "{}", stage.screen());
}

#[tokio::test(start_paused = true)]
async fn an_unknown_user_is_refused_with_the_next_step() {
    let mut stage = list().await;
    stage.choose("OAuth impersonation").await;
    let (id, secret) = client(&stage, "impersonation");
    fill(&mut stage, &[&id, &secret, "auth0|nobody-at-all"]).await;
    assert_eq!(stage.model().step, Step::SignIn);
    assert!(stage.screen().contains("subject"), "{}", stage.screen());
}

#[tokio::test(start_paused = true)]
async fn the_address_that_the_browser_ended_on_signs_in_as_whoever_consented() {
    let mut stage = list().await;
    stage.choose("Browser").await;
    let (id, _) = client(&stage, "native");
    stage.type_text(&id).await;
    stage.press(Code::Enter).await;
    stage.press_only(Code::Enter).await;
    stage.wait_for("or paste the address").await;

    let url = address(&stage.screen());
    assert!(url.starts_with(stage.standin.url()) && url.ends_with("code_challenge_method=S256"), "{url}");
    let foreign = "http://localhost:8123/callback?code=C&state=of-somebody-else";
    stage.paste_only(foreign).await;
    assert!(stage.screen().contains("another attempt"), "{}", stage.screen());

    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let page = browser.get(&url).header("accept", "*/*").send().await.unwrap().text().await.unwrap();
    let (_, request) = page.split_once("request=").unwrap();
    let body = format!("request={}&decision=allow", request.split(' ').next().unwrap());
    let allow = browser.post(format!("{}/oauth/authorize", stage.standin.url()));
    let answer = allow.body(body).send().await.unwrap();
    let ended_on = answer.headers()["location"].to_str().unwrap().to_owned();
    stage.paste_only(&ended_on).await;
    assert!(stage.screen().contains("Code received"), "{}", stage.screen());
    stage.press_only(Code::Enter).await;
    stage.wait_for("Which space?").await;
    assert!(stage.screen().contains("by browser"), "{}", stage.screen());
}

/// The address on the screen, put together from its rows.
fn address(screen: &str) -> String {
    let row = |row: &str| row.chars().skip(17).collect::<String>().trim().to_owned();
    let rows = screen.lines().map(row).skip_while(|row| !row.starts_with("http"));
    rows.take_while(|row| !row.is_empty()).collect()
}

/// An identity provider for a key that was made just now; the file of that key.
async fn provider(stage: &Stage, home: &TempDir) -> String {
    let plan = KeyPlan {
        folder: home.path().display().to_string(),
        key_id: "tests-1".into(),
        issuer: "tests.example.com".into(),
        size: KeySize::Short,
    };
    let pair = keys::make(&plan).unwrap();
    let admin = Access::Token(Secret::new(stage.standin.key("admin")));
    let tenant = Tenant::parse(stage.standin.url()).unwrap();
    let session = Session { tenant, access: admin, dialect: Dialect::V1 };
    let client = Client::new(ClientOptions::default()).unwrap();
    let new = NewProvider {
        tenant_id: client.sign_in(&session).await.unwrap().tenant_id.unwrap(),
        issuer: plan.issuer,
        key_id: plan.key_id,
        certificate: pair.certificate,
        description: String::new(),
    };
    client.make_part(&session, &NewPart::Provider(new)).await.unwrap();
    pair.key_path
}

/// The fields of a signed token, with the creator's e-mail address for a subject.
async fn address_for_subject(stage: &mut Stage, home: &TempDir) -> serde_json::Value {
    let path = provider(stage, home).await;
    let creator = stage.get("creator", "/api/v1/users/me").await;
    stage.choose("Signed token (JWT)").await;
    fill(stage, &["tests.example.com", "tests-1", &path, creator["email"].as_str().unwrap()]).await;
    creator
}

/// The user that was found is taken over, and signed in as.
async fn take_over_and_sign_in(stage: &mut Stage, creator: &serde_json::Value) {
    for word in ["subject", "email", "name", "status"] {
        assert!(stage.screen().contains(creator[word].as_str().unwrap()), "{word}:\n{}", stage.screen());
    }
    stage.press(Code::Enter).await;
    assert!(stage.screen().contains("▸ [ Sign in ]"), "{}", stage.screen());
    stage.press(Code::Enter).await;
    assert_eq!(stage.model().step, Step::Space, "{}", stage.screen());
    let me = stage.model().shared.draft.here().me.as_ref().unwrap();
    assert_eq!(me.user_id, creator["id"].as_str().unwrap(), "it is that user, and no new one");
}

#[tokio::test(start_paused = true)]
async fn the_subject_for_a_signed_token_is_found_by_an_administrators_key() {
    let (mut stage, home) = (list().await, tempfile::tempdir().unwrap());
    let creator = address_for_subject(&mut stage, &home).await;
    stage.press_ctrl('f').await;
    assert!(stage.screen().contains("Enter an administrator's key"), "{}", stage.screen());
    let admin = stage.standin.key("admin").to_owned();
    stage.paste_only(&admin).await;
    stage.press_ctrl('f').await;
    take_over_and_sign_in(&mut stage, &creator).await;
}

#[tokio::test(start_paused = true)]
async fn the_subject_for_a_signed_token_is_found_by_whoever_is_signed_in() {
    let home = tempfile::tempdir().unwrap();
    let mut stage = Stage::with(Config::default(), "admin", Launch::default()).await;
    stage.enter_to(Step::Space).await;
    stage.press(Code::Esc).await;
    stage.press(Code::Esc).await;
    let creator = address_for_subject(&mut stage, &home).await;
    stage.press_ctrl('f').await;
    take_over_and_sign_in(&mut stage, &creator).await;
}

#[tokio::test(start_paused = true)]
async fn a_subject_that_the_tenant_does_not_know_makes_no_user_unseen() {
    let home = tempfile::tempdir().unwrap();
    let mut stage =
        Stage::with(Config::default(), "creator", Launch { clock: Some(clock()), ..Launch::default() }).await;
    stage.press(Code::Enter).await;
    stage.press(Code::Esc).await;
    let path = provider(&stage, &home).await;
    stage.choose("Signed token (JWT)").await;
    fill(&mut stage, &["tests.example.com", "tests-1", &path, "brand|two", "", "two@example.com"]).await;
    stage.press(Code::PageDown).await;
    stage.press(Code::Enter).await;
    assert_eq!(stage.model().step, Step::SignIn);
    assert!(stage.screen().contains("Press Enter again to sign in"), "{}", stage.screen());
    stage.press(Code::Enter).await;
    assert_eq!(stage.model().step, Step::Space, "{}", stage.screen());
    assert!(stage.screen().contains("the subject brand|two and created a new user."), "{}", stage.screen());
}

/// Now, by both clocks.
fn clock() -> (std::time::Instant, jiff::Timestamp) {
    (tokio::time::Instant::now().into_std(), jiff::Timestamp::now())
}
