//! Pictures of every screen at 80 x 24 and 60 x 18, as text. Reviewed like code: `cargo insta review`, or delete and run again.

use std::time::Duration;

use qonnect::{
    domain::{
        failure::{Failure, FailureKind, Told, Unreachable},
        request::Asked,
        setup::PartLookup,
        step::Step,
    },
    kit::{
        keys::{Code, Key},
        shared::Goal,
    },
};

use crate::{
    scripted::impersonator,
    stage::{DOWN, ENTER, ESC, PAGE_DOWN, Stage},
};

/// Compares with the pictures of this name, at both sizes.
fn picture(name: &str, stage: &Stage) {
    for (columns, rows) in [(80, 24), (60, 18)] {
        let settings = {
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path("../snapshots");
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings
        };
        settings.bind(|| insta::assert_snapshot!(format!("{name}@{columns}x{rows}"), stage.text(columns, rows)));
    }
}

fn failure(kind: FailureKind, status: u16, code: &str, detail: &str) -> Failure {
    Failure {
        status: Some(status),
        told: vec![Told { code: code.into(), title: String::new(), detail: detail.into() }],
        trace_id: Some("7f3a".into()),
        ..Failure::new(kind, "creating the connection")
    }
}

#[test]
fn the_wizard_opens_on_the_tenant() {
    picture("tenant", &Stage::new());
}

#[test]
fn a_host_that_cannot_be_reached() {
    let mut stage = Stage::new();
    stage.tenant.failures =
        vec![(Asked::Reach, Failure::new(FailureKind::Unreachable(Unreachable::Dns), "reaching the tenant"))];
    stage.press(ENTER);
    picture("tenant-unreachable", &stage);
}

#[test]
fn the_ways_to_sign_in() {
    let mut stage = Stage::at(Step::SignIn);
    picture("signin-ways", &stage);
    for _ in 0..4 {
        stage.press(DOWN);
    }
    picture("signin-ways-below", &stage);
    stage.choose("API key for another user");
    picture("signin-for-another", &stage);
}

#[test]
fn signing_in() {
    let mut stage = Stage::at(Step::SignIn);
    stage.choose("API key or token");
    picture("signin-empty", &stage);
    stage.paste("a-key-of-the-tenant-that-is-long-enough-4711");
    picture("signin", &stage);
    stage.press(ENTER);
    stage.press(ESC);
    picture("signin-done", &stage);
}

#[test]
fn signing_in_as_a_bot_and_by_a_signed_token() {
    let mut stage = Stage::at(Step::SignIn);
    stage.choose("OAuth client, private key");
    stage.fill("Client id", "82e0b0e9a3f94a6c");
    stage.fill("Key file", "~/keys/qonnect.pem");
    stage.press(PAGE_DOWN);
    picture("signin-bot", &stage);
    stage.press(ENTER);
    picture("signin-bot-missing", &stage);
    stage.press(ESC);
    stage.choose("Signed token (JWT)");
    stage.fill("Subject", "auth0|grace");
    picture("signin-signed", &stage);
}

#[test]
fn finding_the_subject_for_a_signed_token() {
    let mut stage = Stage::at(Step::SignIn);
    stage.choose("Signed token (JWT)");
    stage.fill("Issuer", "qonnect");
    stage.fill("Key id", "qonnect-2026-11");
    stage.fill("Key file", "~/keys/qonnect-2026-11.key.pem");
    stage.fill("Subject", "grace@acme.example");
    picture("signin-address", &stage);
    stage.press(Key::ctrl('f'));
    picture("signin-address-nobody-looks", &stage);
    stage.paste("a-key-of-an-administrator-4711");
    stage.press(Key::ctrl('f'));
    picture("signin-subject", &stage);
    stage.press(ENTER);
    picture("signin-subject-taken", &stage);
}

#[test]
fn acting_as_another_user() {
    let mut stage = Stage::at(Step::SignIn);
    stage.choose("OAuth impersonation");
    stage.fill("Client id", "82e0b0e9a3f94a6c");
    stage.fill("Secret", "not-to-be-seen");
    stage.fill("User", "grace@acme.example");
    picture("signin-impersonation", &stage);
    stage.press(ENTER);
    stage.press(ENTER);
    picture("signin-confirm", &stage);
    stage.press(ENTER);
    assert_eq!(stage.model.step, Step::Space);
    picture("acting-as-another", &stage);
}

#[test]
fn a_long_name_gives_way_to_host_and_method_in_the_header() {
    let mut stage = Stage::at(Step::SignIn);
    stage.choose("OAuth impersonation");
    stage.fill("Client id", "82e0b0e9a3f94a6c");
    stage.fill("Secret", "not-to-be-seen");
    stage.fill("User", "auth0|grace");
    stage.press(PAGE_DOWN);
    stage.press(ENTER);
    assert_eq!(stage.model.step, Step::Space, "{}", stage.text(80, 24));
    let me = stage.model.shared.draft.here_mut().me.as_mut().unwrap();
    me.name = "Grace Brewster Murray Hopper of the Department of Unusually Long Names".into();
    for (columns, rows) in [(80, 24), (60, 18)] {
        let shown = stage.text(columns, rows);
        let header = shown.lines().next().unwrap();
        let ends = [" qonnect", " · as Gra", "…, by impersonation"];
        assert!(
            ends.iter().all(|part| header.contains(part)) && header.contains("acme.eu.qlikcloud.com ·"),
            "{header}"
        );
    }
}

#[test]
fn signing_in_through_the_browser() {
    let mut stage = Stage::at(Step::SignIn);
    stage.held = vec![Asked::AwaitBrowser];
    stage.choose("Browser");
    stage.fill("Client id", "82e0b0e9a3f94a6c");
    picture("signin-browser", &stage);
    stage.press(PAGE_DOWN);
    stage.press(ENTER);
    picture("signin-browser-waiting", &stage);
    stage.paste("http://localhost:8123/callback?code=abc-not-to-be-seen&state=another");
    picture("signin-browser-foreign", &stage);
}

#[test]
fn the_keys_that_matter_stay_in_a_small_window() {
    let foot = |stage: &Stage| stage.text(60, 18).lines().last().unwrap_or_default().to_owned();
    let mut page = Stage::at(Step::SignIn);
    page.held = vec![Asked::AwaitBrowser];
    page.choose("Browser");
    page.fill("Client id", "82e0b0e9a3f94a6c");
    page.press(PAGE_DOWN);
    page.press(ENTER);
    let mut authorize = Stage::at_authorize();
    authorize.press(ENTER);
    let empty = ["Enter open", "Ctrl+Y copy", "Ctrl+P print", "F1"];
    for (stage, keys) in [(&page, ["Enter", "Ctrl+Y", "Ctrl+O", "F1"]), (&authorize, empty)] {
        for key in keys {
            assert!(foot(stage).contains(key), "{key}: {}", foot(stage));
        }
    }
    let mut done = Stage::at(Step::SignIn);
    done.choose("OAuth client, secret");
    done.fill("Client id", "82e0b0e9a3f94a6c");
    done.fill("Secret", "not-to-be-seen");
    done.press(ENTER);
    done.press(ESC);
    assert!(foot(&done).contains("Ctrl+N sign in again") && foot(&done).contains("F1"), "{}", foot(&done));
}

#[test]
fn signing_in_by_a_context_of_qlik_cli() {
    let mut stage = Stage::at(Step::SignIn);
    stage.choose("qlik-cli context");
    picture("signin-contexts", &stage);
    stage.press(DOWN);
    picture("signin-contexts-elsewhere", &stage);
}

#[test]
fn a_key_that_is_refused() {
    let mut stage = Stage::at(Step::SignIn);
    stage.tenant.failures =
        vec![(Asked::SignIn, failure(FailureKind::Unauthorized, 401, "AUTH-1", "Authorization required"))];
    stage.paste("a-key-of-another-tenant-that-is-long-enough");
    stage.press(ENTER);
    picture("signin-refused", &stage);
}

#[test]
fn spaces_with_long_names_and_wide_characters() {
    let mut stage = Stage::at(Step::Space);
    picture("space", &stage);
    stage.type_text("fin");
    picture("space-filtered", &stage);
}

#[test]
fn spaces_that_take_their_time() {
    let mut stage = Stage::at(Step::SignIn);
    stage.held = vec![Asked::ListSpaces];
    stage.paste("a-key-of-the-tenant-that-is-long-enough-4711");
    stage.press(ENTER);
    stage.wait(Duration::from_millis(1500));
    picture("space-loading", &stage);
}

#[test]
fn data_sources() {
    picture("source", &Stage::at(Step::Source));
}

#[test]
fn a_list_that_the_tenant_lets_wait_says_so() {
    let mut stage = Stage::at(Step::SignIn);
    stage.held = vec![Asked::ListSpaces];
    stage.paste("a-key-of-the-tenant-that-is-long-enough-4711");
    stage.press(ENTER);
    let words = "The tenant asks to wait. qonnect goes on by itself.";
    stage.is_told_to_wait();
    assert!(!stage.text(80, 24).contains(words), "not before anybody waits");
    stage.wait(Duration::from_secs(1));
    assert!(stage.text(80, 24).contains(words) && stage.text(40, 10).contains("The tenant asks to wait"));
    stage.let_go();
    assert!(!stage.text(80, 24).contains(words));
}

#[test]
fn credentials_in_each_mode() {
    let mut stage = Stage::at(Step::Credentials);
    picture("credentials-embedded", &stage);
    stage.press(DOWN);
    stage.press(ENTER);
    stage.type_text("reporting");
    picture("credentials-new", &stage);
    stage.press(ESC);
    let mut stage = Stage::at(Step::Credentials);
    stage.press(Key::char('3'));
    stage.press(ENTER);
    stage.type_text("serviceAccount123");
    picture("credentials-existing", &stage);
}

#[test]
fn details_empty_and_filled_in() {
    let mut stage = Stage::at(Step::Details);
    picture("details-empty", &stage);
    stage.fill("Name", "sales-landing");
    stage.fill("Secret key", "not-to-be-seen");
    picture("details", &stage);
}

#[test]
fn authorizing() {
    let mut stage = Stage::at_authorize();
    picture("authorize-asking", &stage);
    stage.press(ENTER);
    picture("authorize", &stage);
    stage.paste("https://connector.example.com/?code=4%2F0Ab-cd&state=af0ifjsldkj");
    picture("authorize-code", &stage);
    stage.wait(Duration::from_mins(9));
    picture("authorize-old", &stage);
}

/// Reads to the end of the request, where the button takes the focus, and presses it.
fn read_and_create(stage: &mut Stage) {
    for _ in 0..20 {
        stage.press(Key::plain(Code::PageDown));
    }
    stage.press(ENTER);
}

#[test]
fn the_review_and_its_button() {
    let mut stage = Stage::at(Step::Review);
    picture("review", &stage);
    for _ in 0..20 {
        stage.press_at(60, 18, Key::plain(Code::PageDown));
    }
    picture("review-button", &stage);
}

#[test]
fn a_create_that_takes_its_time() {
    let mut stage = Stage::at(Step::Review);
    stage.held = vec![Asked::Create];
    read_and_create(&mut stage);
    stage.wait(Duration::from_secs(3));
    picture("review-creating", &stage);
    stage.let_go();
    assert_eq!(stage.model.step, Step::Done);
}

#[test]
fn a_create_whose_outcome_is_unknown() {
    let mut stage = Stage::at(Step::Review);
    stage.tenant.failures = vec![(Asked::Create, Failure::new(FailureKind::OutcomeUnknown, "creating the connection"))];
    read_and_create(&mut stage);
    picture("review-not-created", &stage);
}

#[test]
fn a_create_that_is_refused() {
    let mut stage = Stage::at(Step::Review);
    let detail = "Field bucketName is missing in the request";
    stage.tenant.failures = vec![(Asked::Create, failure(FailureKind::Invalid, 400, "DCERROR-0010", detail))];
    stage.press(ENTER);
    stage.press(ENTER);
    picture("details-refused", &stage);
}

#[test]
fn a_connection_that_was_made() {
    picture("done", &Stage::at(Step::Done));
}

#[test]
fn unused_credentials() {
    let mut stage = Stage::on_side(Goal::UnusedCredentials);
    picture("unused-credentials", &stage);
    stage.press(DOWN);
    stage.press(ENTER);
    picture("unused-credentials-card", &stage);
    stage.push("Delete");
    picture("unused-credentials-in-use", &stage);
}

#[test]
fn setting_up_a_provider() {
    let mut stage = Stage::on_side(Goal::SetUp);
    picture("setup", &stage);
    stage.press(DOWN);
    stage.press(ENTER);
    picture("setup-answers", &stage);
    stage.press(ENTER);
    picture("setup-review", &stage);
    stage.tenant.failures = vec![(Asked::MakePart, failure(FailureKind::Forbidden, 403, "AUTH-3", "Forbidden"))];
    stage.push("Create all of this");
    picture("setup-stopped", &stage);
    stage.tenant.failures.clear();
    stage.push("Continue");
    picture("setup-test", &stage);
    stage.press(Key::ctrl('u'));
    stage.type_text("auth0|grace");
    stage.press(ENTER);
    picture("setup-test-unknown", &stage);
    stage.push("Sign in as auth0|grace");
    picture("setup-test-new-user", &stage);
    stage.push("Create this user");
    picture("setup-test-made-user", &stage);
    stage.push("Go on");
    picture("setup-done", &stage);
    stage.push("Undo it now");
    picture("setup-undo", &stage);
}

#[test]
fn setting_up_a_client() {
    let mut stage = Stage::on_side(Goal::SetUp);
    stage.press(ENTER);
    picture("setup-client-answers", &stage);
    stage.press(ENTER);
    picture("setup-client-review", &stage);
    stage.push("Create all of this");
    stage.push("Continue without a test");
    picture("setup-client-done", &stage);
    stage.push("Set up another one");
    picture("setup-client-unseen", &stage);
    stage.press(Key::ctrl('r'));
    picture("setup-client-secret", &stage);
}

#[test]
fn a_client_whose_secret_nobody_has() {
    let mut stage = Stage::on_side(Goal::SetUp);
    stage.tenant.existing.client = PartLookup::Found(impersonator());
    stage.press(ENTER);
    stage.press(ENTER);
    picture("setup-client-found", &stage);
    stage.tenant.failures = vec![(Asked::MakePart, failure(FailureKind::Invalid, 400, "OAUTH-9", "Too many secrets"))];
    stage.push("Create a new secret");
    picture("setup-client-stopped", &stage);
}

#[test]
fn whoever_is_no_administrator() {
    let mut stage = Stage::on_side(Goal::SetUp);
    stage.tenant.existing.client = PartLookup::Failed(failure(FailureKind::Forbidden, 403, "AUTH-3", "Forbidden"));
    if let Some(me) = &mut stage.model.shared.draft.here_mut().me {
        me.is_admin = Some(false);
    }
    picture("setup-no-administrator", &stage);
    stage.press(ENTER);
    stage.press(ENTER);
    picture("setup-refused", &stage);
}

#[test]
fn help_and_log_over_a_screen() {
    let mut stage = Stage::at(Step::Credentials);
    stage.press(Key::plain(Code::F(1)));
    picture("help", &stage);
    stage.exchange(4, "/api/v1/users/me");
    stage.press(Key::ctrl('l'));
    picture("log", &stage);
}
