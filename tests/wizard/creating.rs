//! The last steps on the stand-in: one create, whatever happens to it, and the code of a consent.

use std::time::Duration;

use qonnect::kit::keys::Code;
use qonnect::{domain::step::Step, kit::effect::Exit, standin::Config};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::advance,
};

use crate::stage::Stage;

fn with_fault(spec: &str) -> Config {
    Config { faults: vec![spec.parse().unwrap()], ..Config::default() }
}

/// Every answer for Amazon S3, up to the overview of Review.
async fn on_review(config: Config) -> Stage {
    let mut stage = Stage::new(config).await;
    stage.enter_to(Step::Source).await;
    stage.type_text("Amazon S3").await;
    stage.press(Code::Enter).await;
    stage.press(Code::Enter).await;
    for text in ["Orders", "AK", "SK", "eu-central-1", "orders"] {
        stage.type_text(text).await;
        stage.press(Code::Tab).await;
    }
    stage.press(Code::Tab).await;
    stage.press(Code::Enter).await;
    assert_eq!(stage.model().step, Step::Review, "{}", stage.screen());
    stage
}

/// Every answer for Google BigQuery with the consent of a person, up to the request for the URL.
async fn on_authorize() -> Stage {
    let mut stage = Stage::new(Config::default()).await;
    stage.enter_to(Step::Source).await;
    stage.type_text("BigQuery").await;
    stage.press(Code::Enter).await;
    stage.press(Code::Enter).await;
    stage.type_text("Clicks").await;
    stage.press(Code::Tab).await;
    stage.press(Code::Right).await;
    stage.press(Code::Right).await;
    stage.press(Code::Tab).await;
    stage.type_text("project-1").await;
    stage.press(Code::PageDown).await;
    stage.press(Code::Enter).await;
    assert_eq!((stage.model().step, posted(&stage)), (Step::Authorize, 0), "{}", stage.screen());
    stage
}

/// The person reads to the end of the request, where the button takes the focus, and presses it.
async fn create(stage: &mut Stage) {
    for _ in 0..40 {
        if stage.screen().contains("▸ [ Create ]") {
            break;
        }
        stage.press(Code::PageDown).await;
    }
    // After a look-up Enter leads to the button first.
    if !stage.screen().contains("▸ [ Create ]") {
        stage.press(Code::Enter).await;
    }
    stage.press(Code::Enter).await;
}

/// How often something was posted.
fn posted(stage: &Stage) -> usize {
    stage.model().shared.log.latest_first().filter(|line| line.method == "POST").count()
}

#[tokio::test(start_paused = true)]
async fn a_connection_is_made_with_one_post_and_read_back() {
    let mut stage = on_review(Config::default()).await;
    assert_eq!(posted(&stage), 0);
    create(&mut stage).await;
    assert_eq!((stage.model().step, posted(&stage)), (Step::Done, 1), "{}", stage.screen());
    assert!(stage.screen().contains("Saved values match."), "{}", stage.screen());
    assert_eq!(stage.connections("Orders").await, 1);
    stage.press(Code::Char('q')).await;
    assert_eq!(stage.exit, Some(Exit::Done));
    assert!(stage.model().summary().contains("Orders"));
}

#[tokio::test(start_paused = true)]
async fn a_session_that_ended_is_proved_anew_and_leads_back_to_review() {
    let mut stage = on_review(with_fault("POST|data-connections$|status=401")).await;
    create(&mut stage).await;
    assert_eq!(stage.model().step, Step::SignIn, "{}", stage.screen());
    // A session that ended is not skipped: the key that was refused is proved only by a second Enter.
    stage.press(Code::Enter).await;
    assert_eq!(stage.model().step, Step::SignIn, "{}", stage.screen());
    stage.press(Code::Enter).await;
    assert_eq!(stage.model().step, Step::Review, "{}", stage.screen());
    assert_eq!(stage.connections("Orders").await, 0);
}

#[tokio::test(start_paused = true)]
async fn what_was_carried_out_before_the_line_broke_is_found() {
    let mut stage = on_review(with_fault("POST|data-connections$|cut-after")).await;
    create(&mut stage).await;
    assert_eq!((stage.model().step, posted(&stage)), (Step::Done, 1), "{}", stage.screen());
    assert!(!stage.model().shared.writes.is_open());
}

#[tokio::test(start_paused = true)]
async fn what_was_not_carried_out_is_said_and_sent_again_only_by_a_person() {
    for fault in ["POST|data-connections$|cut-before", "POST|data-connections$|status=500"] {
        let mut stage = on_review(with_fault(fault)).await;
        create(&mut stage).await;
        assert_eq!((stage.model().step, posted(&stage)), (Step::Review, 1), "{fault}: {}", stage.screen());
        assert!(stage.screen().contains("Not created"), "{fault}: {}", stage.screen());
        create(&mut stage).await;
        assert_eq!((stage.model().step, posted(&stage)), (Step::Done, 2), "{fault}: {}", stage.screen());
    }
}

#[tokio::test(start_paused = true)]
async fn esc_during_a_slow_create_finds_what_became_of_it() {
    let mut stage = on_review(with_fault("POST|data-connections$|delay=20000")).await;
    stage.press(Code::Enter).await;
    stage.press_only(Code::Enter).await;
    stage.press(Code::Esc).await;
    // Made meanwhile, it is found. Else nobody knows as long as the tenant may be at work on it.
    if stage.model().shared.made.is_empty() {
        assert!(stage.screen().contains("It may still be"), "{}", stage.screen());
        advance(Duration::from_secs(30)).await;
        stage.press(Code::Enter).await;
    }
    let made = stage.model().shared.made.len();
    assert!(made == 1 || stage.screen().contains("Not created"), "{}", stage.screen());
    assert!(!stage.model().shared.writes.is_open() && posted(&stage) == 1, "{}", stage.screen());
}

#[tokio::test(start_paused = true)]
async fn a_tenant_that_asks_to_wait_gets_the_same_request_after_the_wait() {
    let mut stage = on_review(with_fault("POST|data-connections$|status=429")).await;
    create(&mut stage).await;
    assert_eq!((stage.model().step, posted(&stage)), (Step::Done, 2), "{}", stage.screen());
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_taken_leads_to_details_with_a_free_one() {
    let mut stage = on_review(Config::default()).await;
    create(&mut stage).await;
    stage.press(Code::Char('a')).await;
    assert_eq!(stage.model().step, Step::Details);
    assert!(stage.screen().contains("Orders 2"), "{}", stage.screen());
}

/// The code as the stand-in's page gives it to those without a browser.
async fn code_of(url: &str) -> String {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut line = TcpStream::connect(host).await.unwrap();
    let ask = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\nConnection: close\r\n\r\n");
    line.write_all(ask.as_bytes()).await.unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.trim().to_owned()
}

/// How wide the list of the steps is, left of the form.
const RAIL: usize = 17;

/// The URL, put together from its rows on the screen.
fn url_on(screen: &str) -> String {
    let rows = screen.lines().map(|line| line.chars().skip(RAIL).take(82).collect::<String>());
    let rows: Vec<String> = rows.map(|row| row.trim().to_owned()).collect();
    let start = rows.iter().position(|row| row.starts_with("http")).unwrap();
    rows[start..].iter().take_while(|row| !row.is_empty()).map(String::as_str).collect()
}

#[tokio::test(start_paused = true)]
async fn a_consent_brings_a_code_and_the_code_makes_the_connection() {
    let mut stage = on_authorize().await;
    stage.press(Code::Enter).await;
    assert_eq!(posted(&stage), 1);
    let code = code_of(&url_on(&stage.screen())).await;
    stage.type_text(&code).await;
    assert!(stage.screen().contains(&format!("• {} characters. The tenant", code.len())), "{}", stage.screen());
    assert!(!stage.screen().contains(&code));
    stage.press(Code::Enter).await;
    assert_eq!((stage.model().step, posted(&stage)), (Step::Review, 1), "{}", stage.screen());
    create(&mut stage).await;
    assert_eq!((stage.model().step, posted(&stage)), (Step::Done, 2), "{}", stage.screen());
}

/// Fills in these fields wherever the form asks for them: a choice by the arrow, everything else by its letters.
async fn fill(stage: &mut Stage, answers: &[(&str, &str)]) {
    for (label, answer) in answers {
        // Beside the rail, which has such a sign of its own.
        let here = |stage: &Stage, words: &str| {
            let is_focus = |row: &str| row.contains("▸ ") && row.contains(words);
            stage.screen().lines().any(|row| is_focus(&row.chars().skip(RAIL).collect::<String>()))
        };
        for _ in 0..20 {
            if here(stage, label) {
                break;
            }
            stage.press(Code::Tab).await;
        }
        assert!(here(stage, label), "{label}: {}", stage.screen());
        let Some(choice) = answer.strip_prefix("→ ") else {
            stage.type_text(answer).await;
            continue;
        };
        // Where there is room, all choices are shown, one under the other if they are long; the one before the first is none.
        let is_chosen = |stage: &Stage| here(stage, choice) || stage.screen().contains(&format!("● {choice}"));
        for _ in 0..5 {
            stage.press(Code::Right).await;
            if is_chosen(stage) {
                break;
            }
        }
        assert!(is_chosen(stage), "{label}: {}", stage.screen());
    }
}

#[tokio::test(start_paused = true)]
async fn every_interactive_source_is_walked_to_done() {
    for (id, search, answers) in [
        ("File_OneDriveConnector", "OneDrive", &[][..]),
        ("File_GoogleDriveConnector", "Google Drive", &[]),
        ("File_Office365SharepointConnector", "SharePoint", &[]),
        ("File_AzureStorageConnector", "Azure Storage", &[]),
        ("azure_sql", "Azure SQL", &[("Host", "h.example"), ("Database", "sales"), ("Sign in", "→ in your browser")]),
        ("snowflake", "Snowflake", &[("Server", "h.example"), ("Sign-in", "→ Sign in through the browser")]),
    ] {
        let mut stage = Stage::new(Config::default()).await;
        stage.enter_to(Step::Source).await;
        stage.type_text(search).await;
        stage.press(Code::Enter).await;
        assert_eq!(stage.model().shared.draft.here().source.as_ref().unwrap().id.0, id, "{}", stage.screen());
        stage.press(Code::Enter).await;
        assert_eq!(stage.model().step, Step::Details, "{id}: {}", stage.screen());
        stage.type_text("Walked").await;
        fill(&mut stage, answers).await;
        stage.press(Code::PageDown).await;
        stage.press(Code::Enter).await;
        assert_eq!((stage.model().step, posted(&stage)), (Step::Authorize, 0), "{id}: {}", stage.screen());
        stage.press(Code::Enter).await;
        let code = code_of(&url_on(&stage.screen())).await;
        stage.type_text(&code).await;
        stage.press(Code::Enter).await;
        create(&mut stage).await;
        assert_eq!((stage.model().step, posted(&stage)), (Step::Done, 2), "{id}: {}", stage.screen());
        assert_eq!(stage.connections("Walked").await, 1, "{id}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_code_is_refused_and_leads_back_to_authorize() {
    let mut stage = on_authorize().await;
    stage.press(Code::Enter).await;
    stage.type_text("wrong").await;
    stage.press(Code::Enter).await;
    create(&mut stage).await;
    assert_eq!(stage.model().step, Step::Authorize, "{}", stage.screen());
    assert!(stage.screen().contains("once more"), "{}", stage.screen());
    stage.press(Code::Enter).await;
    assert_eq!(stage.model().step, Step::Review, "{}", stage.screen());
    create(&mut stage).await;
    create(&mut stage).await;
    assert_eq!((stage.model().step, posted(&stage)), (Step::Authorize, 3), "{}", stage.screen());
    assert!(stage.screen().contains("twice"), "{}", stage.screen());
}
