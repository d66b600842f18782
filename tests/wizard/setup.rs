//! Acting as another user on the stand-in, from nothing to a connection that belongs to that user, and back.

use qonnect::kit::keys::Code;
use qonnect::{
    domain::step::Step,
    kit::{
        effect::Exit,
        shared::{Goal, Launch},
        visit::ScreenId,
    },
    standin::Config,
};
use tempfile::TempDir;

use crate::{stage::Stage, unused_credentials::make_separated};

/// The assistant on its first page, with an administrator's key unless another role is named.
async fn assistant(config: Config, role: &str) -> (Stage, TempDir) {
    let home = tempfile::tempdir().unwrap();
    (assistant_in(&home, config, role).await, home)
}

/// The same, with the files of an earlier run.
async fn assistant_in(home: &TempDir, config: Config, role: &str) -> Stage {
    let key_folder = Some(home.path().display().to_string());
    let launch = Launch { goal: Goal::SetUp, key_folder, ..Launch::default() };
    let mut stage = Stage::with(config, role, launch).await;
    stage.press(Code::Enter).await;
    stage.press(Code::Enter).await;
    assert_eq!(stage.model().over, Some(ScreenId::SetUp), "{}", stage.screen());
    assert!(stage.screen().contains("Acting as another user"), "{}", stage.screen());
    stage
}

/// The OAuth client that is marked at first, created.
async fn create_client(stage: &mut Stage) {
    stage.press(Code::Enter).await;
    stage.press(Code::Enter).await;
    stage.push("Create all of this").await;
}

/// To the review of a JWT identity provider with a short key, which is made sooner.
async fn review_of_provider(stage: &mut Stage) {
    stage.press(Code::Down).await;
    stage.press(Code::Enter).await;
    for _ in 0..3 {
        stage.press(Code::Down).await;
    }
    stage.press(Code::Right).await;
    stage.press(Code::Enter).await;
    assert!(stage.screen().contains("Review: this will be created"), "{}", stage.screen());
}

/// How often something was posted to a path with this in it.
fn posted(stage: &Stage, path: &str) -> usize {
    stage.model().shared.log.latest_first().filter(|line| line.method == "POST" && line.path.contains(path)).count()
}

/// The subject of the user of this role.
async fn subject(stage: &Stage, role: &str) -> String {
    stage.get(role, "/api/v1/users/me").await["subject"].as_str().unwrap().to_owned()
}

/// The subject in the field of the test is replaced.
async fn as_subject(stage: &mut Stage, subject: &str) {
    stage.press_ctrl('u').await;
    stage.type_text(subject).await;
}

/// The connection and its credential belong to the user of this role.
async fn belongs_to(stage: &Stage, role: &str) {
    let id = stage.get(role, "/api/v1/users/me").await["id"].clone();
    let made = &stage.model().shared.made.last().unwrap().connection;
    let connection = stage.get(role, &format!("/api/v1/data-connections/{}", made.id)).await;
    assert_eq!(connection["user"], id, "{connection}");
    let credential = stage.get(role, "/api/v1/data-credentials/of-creator?byCredentialName=true").await;
    assert_eq!(credential["qName"], "of-creator", "{credential}");
    let of_admin = stage.get("admin", "/api/v1/data-credentials/of-creator?byCredentialName=true").await;
    assert!(of_admin["errors"].is_array(), "it is not the administrator's: {of_admin}");
}

#[tokio::test(start_paused = true)]
async fn a_provider_is_set_up_tested_and_used_for_a_connection_that_belongs_to_another_user() {
    let (mut stage, home) = assistant(Config::default(), "admin").await;
    review_of_provider(&mut stage).await;
    assert_eq!(posted(&stage, "identity-providers"), 0);
    stage.push("Create all of this").await;
    assert!(stage.screen().contains("Test it: sign in as a user"), "{}", stage.screen());
    assert_eq!(posted(&stage, "identity-providers"), 1);
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 2);

    let creator = subject(&stage, "creator").await;
    as_subject(&mut stage, &creator).await;
    stage.push("Sign in as").await;
    assert!(stage.screen().contains("Signed in as Cleo Creator"), "{}", stage.screen());
    stage.push("Go on").await;
    assert!(stage.screen().contains("identity-providers/"), "{}", stage.screen());
    stage.push("Use it to sign in").await;
    assert_eq!((stage.model().over, stage.model().step), (None, Step::Space), "{}", stage.screen());
    assert_eq!(stage.model().shared.draft.here().me.as_ref().unwrap().name, "Cleo Creator");

    make_separated(&mut stage, "Orders", "of-creator").await;
    belongs_to(&stage, "creator").await;
    let summary = stage.model().summary();
    assert!(summary.contains("DELETE") && summary.contains("Whoever holds it can become any user"), "{summary}");
}

#[tokio::test(start_paused = true)]
async fn a_client_is_set_up_tested_and_used_for_a_connection_that_belongs_to_another_user() {
    let (mut stage, _home) = assistant(Config::default(), "admin").await;
    create_client(&mut stage).await;
    assert!(stage.screen().contains("Test it: sign in as a user"), "{}", stage.screen());
    as_subject(&mut stage, "nobody-knows-me").await;
    stage.push("Sign in as nobody").await;
    assert!(stage.screen().contains("knows no such subject"), "{}", stage.screen());

    let mail = stage.get("creator", "/api/v1/users/me").await["email"].as_str().unwrap().to_owned();
    while !stage.screen().contains("▸ Subject") {
        stage.press(Code::Up).await;
    }
    as_subject(&mut stage, &mail).await;
    stage.press_ctrl('f').await;
    stage.push("Sign in as").await;
    assert!(stage.screen().contains("Signed in as Cleo Creator"), "{}", stage.screen());
    stage.push("Go on").await;
    stage.press_ctrl('r').await;
    stage.push("Use it to sign in").await;
    assert_eq!(stage.model().step, Step::Space, "{}", stage.screen());
    make_separated(&mut stage, "Orders", "of-creator").await;
    belongs_to(&stage, "creator").await;
}

#[tokio::test(start_paused = true)]
async fn what_was_set_up_is_undone_and_nothing_is_left() {
    let (mut stage, home) = assistant(Config::default(), "admin").await;
    review_of_provider(&mut stage).await;
    stage.push("Create all of this").await;
    stage.press(Code::Esc).await;
    stage.push("Undo it now").await;
    stage.push("Remove all of these").await;
    assert!(stage.screen().contains("was removed"), "{}", stage.screen());
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
    let left = stage.get("admin", "/api/v1/identity-providers").await;
    assert!(left["data"].as_array().unwrap().iter().all(|one| one["protocol"] != "jwtAuth"), "{left}");
    assert!(!stage.model().summary().contains("DELETE"));
    stage.press(Code::Esc).await;
    assert_eq!(stage.exit, Some(Exit::Done));
}

#[tokio::test(start_paused = true)]
async fn whoever_is_no_administrator_is_told_so_and_nothing_is_made() {
    let (mut stage, home) = assistant(Config::default(), "creator").await;
    stage.press(Code::Down).await;
    stage.press(Code::Enter).await;
    stage.press(Code::Enter).await;
    assert!(stage.screen().contains("Tenant Admin"), "{}", stage.screen());
    assert!(!stage.screen().contains("Create all"), "{}", stage.screen());
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}

#[tokio::test(start_paused = true)]
async fn signing_in_as_an_administrator_for_the_set_up_comes_back_to_it() {
    let mut stage = Stage::new(Config::default()).await;
    stage.press(Code::Enter).await;
    stage.press(Code::Enter).await;
    stage.press(Code::Esc).await;
    stage.press(Code::Esc).await;
    stage.choose("Set up acting as another user").await;
    assert_eq!(stage.model().over, Some(ScreenId::SetUp), "{}", stage.screen());
    stage.press(Code::Enter).await;
    stage.press_ctrl('u').await;
    stage.type_text("of another name").await;
    stage.press(Code::Enter).await;
    stage.push("Sign in as another user").await;
    assert_eq!((stage.model().over, stage.model().step), (None, Step::SignIn), "{}", stage.screen());
    stage.choose("API key or token").await;
    stage.press_ctrl('u').await;
    stage.type_text(&stage.key_of("admin")).await;
    stage.press(Code::Enter).await;
    assert_eq!(stage.model().over, Some(ScreenId::SetUp), "{}", stage.screen());
    assert!(stage.screen().contains("of another name"), "what was typed stays: {}", stage.screen());
}

#[tokio::test(start_paused = true)]
async fn a_set_up_that_stops_half_way_names_what_was_made_and_goes_on() {
    let fault = "POST|identity-providers|status=503".parse().unwrap();
    let (mut stage, _home) = assistant(Config { faults: vec![fault], ..Config::default() }, "admin").await;
    review_of_provider(&mut stage).await;
    stage.push("Create all of this").await;
    assert!(stage.screen().contains("The set-up has stopped"), "{}", stage.screen());
    assert!(stage.screen().contains("Created so far"), "{}", stage.screen());
    stage.push("Continue").await;
    assert!(stage.screen().contains("Test it: sign in as a user"), "{}", stage.screen());
    assert_eq!(posted(&stage, "identity-providers"), 2);
}

#[tokio::test(start_paused = true)]
async fn a_set_up_that_was_left_half_way_is_found_by_the_next_run_and_continued() {
    let fault = "POST|identity-providers|status=403".parse().unwrap();
    let (mut stage, home) = assistant(Config { faults: vec![fault], ..Config::default() }, "admin").await;
    review_of_provider(&mut stage).await;
    stage.push("Create all of this").await;
    assert!(stage.screen().contains("The set-up has stopped"), "{}", stage.screen());
    assert!(stage.model().summary().contains("artly set up"), "{}", stage.model().summary());
    stage.press(Code::Esc).await;
    assert_eq!(stage.exit, None, "what stands half made is not left without a word");
    stage.press_ctrl('c').await;
    assert_eq!(stage.exit, Some(Exit::Done));

    let mut stage = assistant_in(&home, Config::default(), "admin").await;
    stage.press(Code::Down).await;
    stage.press(Code::Enter).await;
    stage.press(Code::Enter).await;
    assert!(stage.screen().contains("The key pair exists"), "{}", stage.screen());
    stage.push("Create what is missing").await;
    assert!(stage.screen().contains("Test it: sign in as a user"), "{}", stage.screen());
}

#[tokio::test(start_paused = true)]
async fn what_was_carried_out_before_the_line_broke_is_found_and_not_made_twice() {
    let fault = "POST|identity-providers|cut-after".parse().unwrap();
    let (mut stage, _home) = assistant(Config { faults: vec![fault], ..Config::default() }, "admin").await;
    review_of_provider(&mut stage).await;
    stage.push("Create all of this").await;
    assert!(stage.screen().contains("Test it: sign in as a user"), "{}", stage.screen());
    assert_eq!(posted(&stage, "identity-providers"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_client_whose_secret_was_lost_on_the_way_is_removed_and_made_anew() {
    let fault = "POST|oauth-clients$|cut-after".parse().unwrap();
    let (mut stage, _home) = assistant(Config { faults: vec![fault], ..Config::default() }, "admin").await;
    create_client(&mut stage).await;
    assert!(stage.screen().contains("secret did not arrive"), "{}", stage.screen());
    assert_eq!(posted(&stage, "oauth-clients"), 1);
    stage.push("Remove what was created").await;
    stage.push("Remove the OAuth client").await;
    assert!(stage.screen().contains("was removed"), "{}", stage.screen());
    let left = stage.get("admin", "/api/v1/oauth-clients").await;
    let names = left["data"].as_array().unwrap().iter().filter(|one| one["clientName"] == "qonnect impersonation");
    assert_eq!(names.count(), 0, "{left}");
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_nobody_has_seen_is_not_left_without_a_word() {
    let (mut stage, _home) = assistant(Config::default(), "admin").await;
    create_client(&mut stage).await;
    stage.push("Continue without a test").await;
    stage.press(Code::Char('q')).await;
    assert!(stage.screen().contains("You have not seen the secret yet. Ctrl+R"), "{}", stage.screen());
    stage.press(Code::Down).await;
    stage.press_ctrl('c').await;
    assert_eq!(stage.exit, None, "another key in between stays");
    stage.press_ctrl('c').await;
    assert_eq!(stage.exit, Some(Exit::Done));
    let summary = stage.model().summary();
    assert!(summary.contains("Its secret was never shown, so nobody has it"), "{summary}");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_is_not_trusted_yet_can_be_left_by_its_button() {
    let fault = "PATCH|oauth-clients|status=403".parse().unwrap();
    let (mut stage, _home) = assistant(Config { faults: vec![fault], ..Config::default() }, "admin").await;
    create_client(&mut stage).await;
    stage.push("Keep it").await;
    assert!(stage.screen().contains("You have not seen the secret yet. Ctrl+R"), "{}", stage.screen());
    assert_eq!(stage.exit, None);
    stage.press(Code::Enter).await;
    assert_eq!(stage.exit, Some(Exit::Done), "{}", stage.screen());
}

#[tokio::test(start_paused = true)]
async fn leaving_while_it_is_made_tells_what_may_have_been_made() {
    let fault = "POST|oauth-clients|delay=2500".parse().unwrap();
    let (mut stage, _home) = assistant(Config { faults: vec![fault], ..Config::default() }, "admin").await;
    stage.press(Code::Enter).await;
    stage.press(Code::Enter).await;
    while !stage.screen().contains("▸ [ Create all") {
        stage.press(Code::Down).await;
    }
    while stage.screen().contains("Enter read on") {
        stage.press(Code::PageDown).await;
    }
    stage.press_only(Code::Enter).await;
    stage.press_ctrl_only('c').await;
    stage.press_ctrl_only('c').await;
    assert_eq!(stage.exit, Some(Exit::Unknown), "{}", stage.screen());
    let summary = stage.model().summary();
    assert!(summary.contains("It is unknown whether the OAuth client"), "{summary}");
    assert!(summary.contains("run qonnect impersonation again"), "{summary}");
}

#[tokio::test(start_paused = true)]
async fn a_test_that_makes_a_user_asks_before_and_says_so_after() {
    let (mut stage, _home) = assistant(Config::default(), "admin").await;
    review_of_provider(&mut stage).await;
    stage.push("Create all of this").await;
    as_subject(&mut stage, "auth0|nobody-here").await;
    stage.push("Sign in as auth0|nobody-here").await;
    assert!(stage.screen().contains("does not know auth0|nobody-here"), "{}", stage.screen());
    let users = stage.get("admin", "/api/v1/users?filter=subject%20eq%20%22auth0%7Cnobody-here%22").await;
    assert_eq!(users["data"].as_array().unwrap().len(), 0, "{users}");
    stage.push("Create this user and sign in").await;
    assert!(stage.screen().contains("This test created a new user: auth0|nobody-here"), "{}", stage.screen());
    let summary = stage.model().summary();
    assert!(summary.contains("This test created a new user: auth0|nobody-here"), "{summary}");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_was_never_trusted_gets_a_new_secret_in_a_later_run() {
    let fault = "PATCH|oauth-clients|status=403".parse().unwrap();
    let (mut stage, home) = assistant(Config { faults: vec![fault], ..Config::default() }, "admin").await;
    create_client(&mut stage).await;
    stage.push("Keep it").await;
    stage.press(Code::Enter).await;
    assert_eq!(stage.exit, Some(Exit::Done));

    // The same tenant, another run of the assistant.
    let mut stage = stage.again(Launch { goal: Goal::SetUp, key_folder: None, ..Launch::default() }).await;
    stage.press(Code::Enter).await;
    stage.press(Code::Enter).await;
    stage.press(Code::Enter).await;
    stage.press(Code::Enter).await;
    assert!(stage.screen().contains("was shown once"), "{}", stage.screen());
    stage.push("Create a new secret").await;
    let creator = subject(&stage, "creator").await;
    as_subject(&mut stage, &creator).await;
    stage.push("Sign in as").await;
    assert!(stage.screen().contains("Signed in as Cleo Creator"), "{}", stage.screen());
    drop(home);
}
