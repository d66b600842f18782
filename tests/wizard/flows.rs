//! Whole walks on real HTTP, and what the tenant has afterwards.

use crossterm::event::KeyCode;
use qonnect::{
    domain::step::Step,
    kit::effect::Exit,
    standin::{Config, Fault},
};

use crate::stage::Stage;

fn faulty(spec: &str) -> Config {
    Config { faults: vec![spec.parse::<Fault>().unwrap()], ..Config::default() }
}

/// Walks to Review for an Amazon S3 connection with embedded credentials in the personal space.
async fn to_review(config: Config) -> Stage {
    let mut stage = Stage::new(config).await;
    stage.enter_to(Step::Source).await;
    stage.type_text("File_AmazonS3Connector").await;
    stage.enter_to(Step::Details).await;
    stage.fill("Name", "from-the-wizard").await;
    stage.fill("Access key", "AKIAEXAMPLE").await;
    stage.fill("Secret key", "a-secret-marker").await;
    stage.fill("Bucket", "landing").await;
    stage.press(KeyCode::PageDown).await;
    stage.enter_to(Step::Review).await;
    stage
}

#[tokio::test(start_paused = true)]
async fn a_connection_is_made_by_keyboard_alone() {
    let mut stage = to_review(Config::default()).await;
    assert_eq!(stage.connections("from-the-wizard").await, 0, "nothing before the button");
    stage.press(KeyCode::Enter).await;
    stage.press(KeyCode::Enter).await;
    assert_eq!(stage.model().step, Step::Done, "{}", stage.screen());
    assert_eq!(stage.connections("from-the-wizard").await, 1);
    stage.press(KeyCode::Char('q')).await;
    assert_eq!(stage.exit, Some(Exit::Done));
    assert!(stage.model().summary().contains("from-the-wizard"));
}

#[tokio::test(start_paused = true)]
async fn a_create_that_was_cut_after_it_was_carried_out_is_found_and_not_sent_again() {
    let mut stage = to_review(faulty("POST|/data-connections$|cut-after")).await;
    stage.press(KeyCode::Enter).await;
    stage.press(KeyCode::Enter).await;
    assert_eq!(stage.model().step, Step::Done, "{}", stage.screen());
    assert_eq!(stage.connections("from-the-wizard").await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_create_that_was_cut_before_it_arrived_is_said_not_to_exist_and_can_be_sent_again() {
    let mut stage = to_review(faulty("POST|/data-connections$|cut-before")).await;
    stage.press(KeyCode::Enter).await;
    stage.press(KeyCode::Enter).await;
    assert!(stage.screen().contains("Not created"), "{}", stage.screen());
    assert_eq!(stage.connections("from-the-wizard").await, 0);
    stage.press(KeyCode::Enter).await;
    stage.press(KeyCode::Enter).await;
    assert_eq!(stage.model().step, Step::Done, "{}", stage.screen());
    assert_eq!(stage.connections("from-the-wizard").await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_is_waited_for_and_the_same_request_sent_again() {
    let mut stage = to_review(faulty("POST|/data-connections$|status=429")).await;
    stage.press(KeyCode::Enter).await;
    stage.press(KeyCode::Enter).await;
    assert_eq!(stage.model().step, Step::Done, "{}", stage.screen());
    assert_eq!(stage.connections("from-the-wizard").await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_ended_is_renewed_and_leads_back_to_review() {
    let mut stage = to_review(faulty("POST|/data-connections$|status=401")).await;
    stage.press(KeyCode::Enter).await;
    stage.press(KeyCode::Enter).await;
    assert_eq!(stage.model().step, Step::SignIn, "{}", stage.screen());
    stage.press(KeyCode::Enter).await;
    assert_eq!(stage.model().step, Step::Review, "{}", stage.screen());
    assert_eq!(stage.connections("from-the-wizard").await, 0);
}
