//! Unused credentials on the stand-in: found, looked at, deleted; and what is in use says so.

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

use crate::stage::Stage;

/// A connection to Amazon S3 with a separated credential of its own, made by whoever is signed in.
pub async fn make_separated(stage: &mut Stage, connection: &str, credential: &str) {
    stage.enter_to(Step::Source).await;
    stage.type_text("Amazon S3").await;
    stage.press(Code::Enter).await;
    stage.press(Code::Char('2')).await;
    stage.press(Code::Enter).await;
    stage.type_text(credential).await;
    stage.press(Code::Enter).await;
    assert_eq!(stage.model().step, Step::Details, "{}", stage.screen());
    for text in [connection, "AK", "SK", "eu-central-1", "orders"] {
        stage.type_text(text).await;
        stage.press(Code::Tab).await;
    }
    stage.press(Code::Tab).await;
    stage.press(Code::Enter).await;
    assert_eq!(stage.model().step, Step::Review, "{}", stage.screen());
    stage.press(Code::Enter).await;
    stage.press(Code::Enter).await;
    assert_eq!(stage.model().step, Step::Done, "{}", stage.screen());
}

/// Deletes a connection past the wizard, so that its credential is left over.
async fn delete_connection(stage: &Stage, id: &str) {
    let url = format!("{}/api/v1/data-connections/{id}", stage.standin.url());
    let _installed_already = rustls::crypto::ring::default_provider().install_default();
    let answer = reqwest::Client::new().delete(url).bearer_auth(stage.standin.key("creator")).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 204);
}

#[tokio::test(start_paused = true)]
async fn a_credential_in_use_says_so_and_an_orphan_is_deleted() {
    let mut stage = Stage::new(Config::default()).await;
    make_separated(&mut stage, "Orders", "reporting").await;

    stage.press(Code::Char('l')).await;
    assert_eq!(stage.model().over, Some(ScreenId::UnusedCredentials), "{}", stage.screen());
    stage.type_text("reporting").await;
    stage.press(Code::Enter).await;
    assert!(stage.screen().contains("1 connection uses them"), "{}", stage.screen());
    stage.push("Delete reporting").await;
    assert!(stage.screen().contains("anyway"), "{}", stage.screen());
    stage.press(Code::Esc).await;
    stage.press(Code::Esc).await;
    assert_eq!((stage.model().over, stage.model().step), (None, Step::Done), "{}", stage.screen());

    let id = stage.model().shared.made.last().unwrap().connection.id.clone();
    delete_connection(&stage, &id).await;
    stage.press(Code::Char('l')).await;
    assert!(stage.screen().contains("No connection uses these"), "{}", stage.screen());
    stage.press(Code::Down).await;
    stage.press(Code::Enter).await;
    stage.push("Delete reporting").await;
    assert!(stage.screen().contains("Deleted reporting"), "{}", stage.screen());
    assert!(stage.screen().contains("There are no unused credentials that you can see"), "{}", stage.screen());
    assert!(stage.model().summary().contains("Deleted the credentials \"reporting\""));
}

#[tokio::test(start_paused = true)]
async fn the_command_goes_to_the_unused_credentials_after_signing_in_and_ends_with_them() {
    let launch = Launch { goal: Goal::UnusedCredentials, ..Launch::default() };
    let mut stage = Stage::with(Config::default(), "creator", launch).await;
    stage.press(Code::Enter).await;
    stage.press(Code::Enter).await;
    assert_eq!(stage.model().over, Some(ScreenId::UnusedCredentials), "{}", stage.screen());
    assert!(!stage.screen().contains("Data source"), "{}", stage.screen());
    stage.press(Code::Esc).await;
    assert_eq!(stage.exit, Some(Exit::Done));
}

#[tokio::test(start_paused = true)]
async fn whoever_may_see_none_is_told_so() {
    let config = Config { faults: vec!["POST|filter-orphan|status=403".parse().unwrap()], ..Config::default() };
    let launch = Launch { goal: Goal::UnusedCredentials, ..Launch::default() };
    let mut stage = Stage::with(config, "creator", launch).await;
    stage.press(Code::Enter).await;
    stage.press(Code::Enter).await;
    assert!(stage.screen().contains("does not list unused credentials"), "{}", stage.screen());
}
