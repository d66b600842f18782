//! Lists on a large and slow tenant.

use std::time::Duration;

use crossterm::event::KeyCode;
use qonnect::{domain::step::Step, standin::Config};

use crate::stage::Stage;

#[tokio::test(start_paused = true)]
async fn a_wanted_space_is_selectable_after_two_round_trips_on_a_large_and_slow_tenant() {
    let config = Config { spaces: 10_000, latency: Duration::from_millis(50), ..Config::default() };
    let mut stage = Stage::new(config).await;
    stage.press(KeyCode::Enter).await;
    stage.press_only(KeyCode::Enter).await;
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
