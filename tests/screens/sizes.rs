//! Every size there is: nothing panics, and a window that is too small says so.

use qonnect::{
    domain::{
        failure::{Failure, FailureKind, Told},
        request::Asked,
        setup::Part,
        step::Step,
    },
    kit::{
        keys::{Code, Key},
        notice::Notice,
        shared::Goal,
        visit::ScreenId,
    },
    ui::theme::Theme,
};

use crate::stage::{DOWN, ENTER, Stage};

/// Draws a step at the sizes from nothing to 130 x 45, with and without help and log over it.
fn sweep(step: Step) {
    let mut stage = Stage::at(step);
    every_size(&stage);
    for key in [Key::plain(Code::F(1)), Key::ctrl('l')] {
        stage.press(key);
        for (columns, rows) in [(0, 0), (1, 1), (40, 10), (41, 11), (60, 18), (79, 24), (80, 24), (130, 45)] {
            stage.look(Theme::Plain, columns, rows);
        }
    }
}

/// Every width at the heights around which a layout changes, and every height at such widths: each pair would be four times the
/// pictures and has never found more.
fn every_size(stage: &Stage) {
    for columns in 0..=130 {
        for rows in [0, 1, 9, 10, 11, 18, 24, 45] {
            draw(stage, columns, rows);
        }
    }
    for rows in 0..=45 {
        for columns in [0, 1, 39, 40, 41, 59, 60, 79, 80, 109, 110, 130] {
            draw(stage, columns, rows);
        }
    }
}

/// Every seventh width and height: for the further pages of a screen.
pub fn some_sizes(stage: &Stage) {
    for columns in (0..=130).step_by(7) {
        for rows in (0..=45).step_by(7) {
            draw(stage, columns, rows);
        }
    }
}

fn draw(stage: &Stage, columns: u16, rows: u16) {
    let (buffer, seen) = stage.look(Theme::Colour, columns, rows);
    assert_eq!((buffer.area.width, buffer.area.height), (columns, rows));
    if let Some(cursor) = seen.cursor {
        assert!(cursor.x < columns && cursor.y < rows, "cursor {cursor:?} outside {columns} x {rows}");
    }
}

#[test]
fn unused_credentials_are_drawn_at_every_size() {
    let mut stage = Stage::on_side(Goal::UnusedCredentials);
    every_size(&stage);
    stage.press(DOWN);
    stage.press(DOWN);
    stage.press(ENTER);
    some_sizes(&stage);
    stage.push("Delete");
    some_sizes(&stage);
}

#[test]
fn the_set_up_of_a_provider_is_drawn_at_every_size() {
    let mut stage = Stage::on_side(Goal::SetUp);
    stage.press(DOWN);
    some_sizes(&stage);
    stage.press(ENTER);
    some_sizes(&stage);
    stage.press(ENTER);
    every_size(&stage);
    stage.push("Create all of this");
    some_sizes(&stage);
    stage.push("Continue without a test");
    some_sizes(&stage);
    stage.push("Undo it now");
    some_sizes(&stage);
}

#[test]
fn the_set_up_of_a_client_is_drawn_at_every_size() {
    let mut stage = Stage::on_side(Goal::SetUp);
    stage.press(ENTER);
    stage.press(ENTER);
    stage.tenant.refused_part = Some(Part::Trust);
    stage.push("Create all of this");
    some_sizes(&stage);
    stage.tenant.refused_part = None;
    stage.push("Continue");
    stage.push("Continue without a test");
    stage.press(qonnect::kit::keys::Key::ctrl('r'));
    some_sizes(&stage);
}

macro_rules! sweeps {
    ($($name:ident: $step:ident),*) => {
        $(#[test]
        fn $name() {
            sweep(Step::$step);
        })*
    };
}

sweeps!(
    tenant_is_drawn_at_every_size: Tenant,
    sign_in_is_drawn_at_every_size: SignIn,
    space_is_drawn_at_every_size: Space,
    source_is_drawn_at_every_size: Source,
    credentials_are_drawn_at_every_size: Credentials,
    details_are_drawn_at_every_size: Details,
    review_is_drawn_at_every_size: Review,
    done_is_drawn_at_every_size: Done
);

#[test]
fn authorize_is_drawn_at_every_size() {
    let mut stage = Stage::at_authorize();
    for shown in [false, true] {
        if shown {
            stage.press(ENTER);
        }
        every_size(&stage);
    }
}

/// Whatever it finds there: none of them was entered.
#[test]
fn every_screen_over_the_steps_is_drawn_with_its_help_at_many_sizes() {
    for screen in ScreenId::OVER {
        let mut stage = Stage::at(Step::Review);
        stage.model.over = Some(*screen);
        some_sizes(&stage);
        stage.press(Key::plain(Code::F(1)));
        some_sizes(&stage);
        let shown = stage.text(80, 24);
        assert!(shown.contains(screen.label()) && shown.contains("https://"), "{screen:?}: {shown}");
    }
}

#[test]
fn a_window_that_is_too_small_says_what_it_needs() {
    let stage = Stage::at(Step::Tenant);
    assert!(stage.text(39, 24).contains("at least 40 x 10"));
    assert!(stage.text(40, 9).contains("at least 40 x 10"));
    assert!(stage.text(40, 10).contains("Tenant"));
}

#[test]
fn help_and_log_are_scrolled_to_their_very_end_and_back_without_a_dead_key() {
    let (down, up) = (Key::plain(Code::PageDown), Key::plain(Code::PageUp));
    for (over, title, end) in [
        (Key::plain(Code::F(1)), "These are the connection's name", "without bodies and keys."),
        (Key::ctrl('l'), "Requests, latest first", "/api/v1/users/me"),
    ] {
        let mut stage = Stage::at(Step::Details);
        stage.exchange(30, "/api/v1/users/me");
        stage.press_at(60, 12, over);
        assert!(stage.text(60, 12).contains(title));
        for _ in 0..20 {
            stage.press_at(60, 12, down);
        }
        let last = stage.text(60, 12);
        assert!(last.contains(end), "{last}");
        stage.press_at(60, 12, up);
        assert_ne!(stage.text(60, 12), last, "the first key back moves");
        for _ in 0..20 {
            stage.press_at(60, 12, up);
        }
        assert!(stage.text(60, 12).contains(title));
    }
}

#[test]
fn a_paste_under_the_help_closes_it_and_goes_into_the_field() {
    let mut stage = Stage::at(Step::Tenant);
    stage.press(Key::plain(Code::F(1)));
    stage.paste("else.eu.qlikcloud.com");
    let shown = stage.text(80, 24);
    assert!(!shown.contains("Keys on") && shown.contains("else.eu.qlikcloud.com"), "{shown}");
}

#[test]
fn in_the_smallest_window_a_notice_has_what_to_do_and_what_the_tenant_said() {
    let mut stage = Stage::at(Step::SignIn);
    let mut failure = Failure::new(FailureKind::Invalid, "creating the connection");
    failure.told = vec![Told { detail: "The authorization code is not known".into(), ..Told::default() }];
    failure.trace_id = Some("78dde6e5fd29f05400000000000000004".into());
    let text = "The tenant refused the code. Try it once more, or press Ctrl+N for a new URL. Nothing was created.";
    stage.model.shared.notice = Some(Notice::about(&failure, text));
    let shown = stage.text(40, 10);
    assert!(shown.contains("Ctrl+N") && shown.contains("code is not known"), "{shown}");
}

#[test]
fn in_the_smallest_window_host_and_code_stay_above_the_longest_notice() {
    let mut stage = Stage::at_authorize();
    stage.press(ENTER);
    let mut failure = Failure::new(FailureKind::Invalid, "creating the connection");
    failure.told = vec![Told { detail: "The authorization code is not known".into(), ..Told::default() }];
    stage.model.shared.notice = Some(Notice::about(&failure, "A sentence of many words. ".repeat(20)));
    let shown = stage.text(40, 10);
    assert!(shown.contains("Sign in at ") && shown.contains("▸ Code"), "{shown}");
}

#[test]
fn where_a_notice_is_too_long_the_tenants_own_words_stay_and_ours_are_cut() {
    let mut stage = Stage::at(Step::SignIn);
    let mut failure = Failure::new(FailureKind::Forbidden, "signing in");
    failure.trace_id = Some("trace-of-this-refusal".into());
    stage.model.shared.notice = Some(Notice::about(&failure, "A sentence of many words. ".repeat(20)));
    let shown = stage.text(60, 18);
    assert!(shown.contains("trace-of-this-refusal") && shown.contains('…'), "{shown}");
    stage.press(Key::plain(Code::F(1)));
    let shown = stage.text(60, 18);
    assert!(!shown.contains("A sentence of many words"), "it makes room for the help: {shown}");
}

#[test]
fn in_the_smallest_window_seven_enters_lead_from_review_to_the_create() {
    let mut stage = Stage::at(Step::Review);
    let is_sent = |stage: &Stage| stage.asked.iter().any(|request| request.asked() == Asked::Create);
    stage.held = vec![Asked::Create];
    let mut presses = 0;
    let mut pages = String::new();
    while !is_sent(&stage) {
        pages.push_str(&stage.text(40, 10));
        stage.press_at(40, 10, ENTER);
        presses += 1;
    }
    assert!(presses <= 7, "{presses} presses:\n{pages}");
    // Every answer, every value and the button were to be seen.
    for seen in [
        "Space",
        "Credentials",
        "Access key",
        "Region",
        "AKIAIOSFODNN7EXAMPLE",
        "\"bucketName\": \"landing-zone\"",
        "▸ [ Create ]",
    ] {
        assert!(pages.contains(seen), "{seen}:\n{pages}");
    }
}

#[test]
fn below_80_columns_the_line_of_the_step_is_its_title() {
    let stage = Stage::at(Step::Review);
    let titles = |columns| stage.text(columns, 24).lines().filter(|row| row.trim_end().ends_with("Review")).count();
    assert_eq!(titles(79), 0, "{}", stage.text(79, 24));
    // Beside the rail it has one of its own.
    assert_eq!(titles(80), 1, "{}", stage.text(80, 24));
    let mut stage = Stage::at(Step::Space);
    stage.press(Key::plain(Code::F(1)));
    let named = |text: String| text.lines().filter(|row| row.trim() == "Space").count();
    assert_eq!(named(stage.text(79, 24)), 0, "{}", stage.text(79, 24));
}

#[test]
fn where_rows_are_few_the_form_of_details_has_them_all() {
    let stage = Stage::at(Step::Details);
    let shown = stage.text(40, 10);
    for row in ["▸ Name", "Access key", "Secret key"] {
        assert!(shown.contains(row), "{row}: {shown}");
    }
    assert!(!shown.contains("Amazon S3 connection"), "{shown}");
}
