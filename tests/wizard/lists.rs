//! Lists on a large and slow tenant.

use std::time::Duration;

use qonnect::kit::keys::Code;
use qonnect::{domain::step::Step, standin::Config};

use crate::stage::Stage;

#[tokio::test(start_paused = true)]
async fn a_wanted_space_is_selectable_after_two_round_trips_on_a_large_and_slow_tenant() {
    let config = Config { spaces: 10_000, latency: Duration::from_millis(50), ..Config::default() };
    let mut stage = Stage::new(config).await;
    stage.press(Code::Enter).await;
    stage.press_only(Code::Enter).await;
    while stage.model().step != Step::Space {
        stage.turn().await;
    }
    let before = stage.model().shared.log.latest_first().len();
    while stage.model().shared.log.latest_first().len() == before {
        stage.turn().await;
    }
    assert!(stage.screen().contains("Personal space"), "{}", stage.screen());
    assert!(stage.screen().contains("10,0"), "the total is told:\n{}", stage.screen());
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_comes_after_going_back_changes_nothing() {
    let config = Config { latency: Duration::from_millis(500), ..Config::default() };
    let mut stage = Stage::new(config).await;
    stage.press(Code::Enter).await;
    stage.press_only(Code::Enter).await;
    while stage.model().step != Step::Space {
        stage.turn().await;
    }
    stage.press_only(Code::Esc).await;
    assert_eq!(stage.model().step, Step::SignIn);
    assert!(stage.model().shared.pending.is_idle(), "the list is not waited for any more");
    stage.enter_to(Step::Space).await;
    assert!(stage.screen().contains("spaces"), "{}", stage.screen());
}

#[tokio::test(start_paused = true)]
async fn a_search_on_the_tenant_finds_what_is_not_loaded_yet() {
    let config = Config { spaces: 10_000, latency: Duration::from_millis(50), ..Config::default() };
    let mut stage = Stage::new(config).await;
    stage.enter_to(Step::Space).await;
    let loaded = stage.model().shared.log.latest_first().len();
    assert!(loaded < 20, "at most 1,000 rows are loaded in the background: {loaded} requests");
    stage.type_text("9876").await;
    assert!(stage.screen().contains("9876"), "{}", stage.screen());
}
