use serde_json::json;

use super::*;
use crate::domain::request::{Call, Chore};
use crate::{
    domain::{
        failure::Told,
        space::{Space, SpaceChoice, SpaceId, SpaceKind},
        step::Step,
    },
    kit::{keys::Code, screen::MEANT},
    screens::testing::{Stage, session, source, space, spec},
};

const ENTER: Key = Key::plain(Code::Enter);
const ESC: Key = Key::plain(Code::Esc);
const DOWN: Key = Key::plain(Code::Down);
const UP: Key = Key::plain(Code::Up);
const END: Key = Key::plain(Code::End);
const AGAIN: Key = Key::ctrl('r');

const S3: &str = "File_AmazonS3Connector";
const S3_V2: &str = "File_AmazonS3ConnectorV2";

/// The list of the tests: Amazon S3, Amazon S3 V2, Google BigQuery, PostgreSQL, and Snowflake switched off.
fn listed() -> Vec<DataSource> {
    let off = DataSource { disabled: true, ..source("snowflake") };
    vec![off, source("postgres"), source(S3_V2), source("gbq"), source(S3)]
}

fn stage_with(sources: Vec<DataSource>) -> Stage<State> {
    let mut stage = Stage::new(Step::Source);
    stage.shared.draft.here_mut().space = Some(SpaceChoice::Personal);
    stage.enter();
    stage.answer(Answer::ListSources(Ok(sources)));
    stage.wait(MEANT);
    stage
}

fn stage() -> Stage<State> {
    let mut stage = stage_with(listed());
    stage.asked();
    stage
}

fn some_spec() -> Arc<Spec> {
    spec(&json!({"bucketName": {"type": "string"}}))
}

fn id(text: &str) -> SourceId {
    SourceId(text.into())
}

fn spec_of(text: &str) -> (Request, Answer) {
    (Request::Tenant(session(), Call::ReadSpec(id(text))), Answer::ReadSpec(Ok(some_spec())))
}

fn no_spec(text: &str, kind: FailureKind) -> (Request, Answer) {
    (
        Request::Tenant(session(), Call::ReadSpec(id(text))),
        Answer::ReadSpec(Err(Failure::new(kind, "reading api-specs"))),
    )
}

/// What the tenant was asked for, with the wait before.
fn asked(stage: &mut Stage<State>) -> Vec<String> {
    let asked = stage.asked().into_iter();
    asked
        .filter(|(request, _)| !matches!(request, Request::Here(Chore::AmendNotes(..))))
        .map(|(request, after)| match request {
            Request::Tenant(_, Call::ListSources) => "list".to_owned(),
            Request::Tenant(_, Call::ReadSpec(id)) => format!("spec of {} after {} ms", id.0, after.as_millis()),
            other => format!("{other:?}"),
        })
        .collect()
}

fn current(stage: &Stage<State>) -> String {
    stage.screen.picker.current().map(|item| item.source.id.0.clone()).unwrap_or_default()
}

fn chosen(stage: &Stage<State>) -> Option<String> {
    stage.shared.draft.here().source.as_ref().map(|source| source.id.0.clone())
}

#[test]
fn the_list_is_loaded_once_and_kept() {
    let mut stage = Stage::<State>::new(Step::Source);
    stage.enter();
    assert_eq!(asked(&mut stage), ["list"]);
    stage.answer(Answer::ListSources(Ok(listed())));
    stage.asked();
    stage.press(DOWN);
    stage.asked();
    stage.enter();
    assert_eq!(asked(&mut stage), [format!("spec of {S3_V2} after 250 ms")]);
    assert_eq!(current(&stage), S3_V2);
}

#[test]
fn rows_stand_by_label_and_the_switched_off_ones_are_last() {
    let stage = stage();
    let shot = stage.shot(102, 20);
    let at = |text: &str| shot.find(text).unwrap_or_else(|| panic!("{text} in {shot}"));
    assert!(at("Amazon S3 ") < at("Amazon S3 V2") && at("Amazon S3 V2") < at("PostgreSQL"));
    assert!(at("PostgreSQL") < at("Snowflake") && shot.contains("switched off by an administrator"));
    assert!(shot.contains("browser separated") && shot.contains("file storage"), "{shot}");
}

/// The lines of the list: headings of groups as they are, rows by what stands first in them.
fn lines(shot: &str) -> Vec<&str> {
    let list = shot.lines().skip_while(|line| !line.starts_with("/ ")).skip(1);
    list.take_while(|line| !line.is_empty())
        .filter(|line| !line.trim_start().starts_with("supports"))
        .map(|line| line.split("  ").find(|text| !text.is_empty()).unwrap())
        .collect()
}

#[test]
fn sources_stand_in_groups_by_what_most_people_want_first() {
    let odd = DataSource { title: Some("Odd".into()), ..source("nobody_knows") };
    let off = DataSource { disabled: true, ..source(S3_V2) };
    let all = ["mlopenai", "repsrc_oracle", "DG_mongo", "DG_gbq", "rest", "mssql", "gbq", "reptgt_new", S3];
    let titled = |id: &str| DataSource { title: (id == "reptgt_new").then(|| "New (target)".into()), ..source(id) };
    let stage = stage_with(all.map(titled).into_iter().chain([odd, off]).collect());
    let shot = stage.shot(102, 40);
    #[rustfmt::skip]
    assert_eq!(lines(&shot), [
        "file storage", "▸ Amazon S3",
        "database", "Google BigQuery", "Microsoft SQL Server",
        "web service", "REST",
        "gateway", "Google BigQuery (gateway)", "MongoDB (gateway)",
        "data integration", "New (target)", "Oracle (source)",
        "analytics", "OpenAI",
        "other", "Odd",
        "switched off", "Amazon S3 V2",
    ], "{shot}");
}

#[test]
fn while_filtering_the_group_stands_beside_the_row_instead_of_above_it() {
    let mut stage = stage();
    let shot = stage.shot(102, 30);
    let named = format!("{S3_V2} · file storage");
    assert!(!shot.contains(&named) && lines(&shot).contains(&"file storage"), "{shot}");
    stage.type_text("s3");
    let shot = stage.shot(102, 30);
    assert_eq!(lines(&shot), ["▸ Amazon S3", "Amazon S3 V2"], "{shot}");
    assert!(shot.contains(&named), "{shot}");
}

#[test]
fn arrows_skip_headings_and_a_low_screen_shows_the_one_above_the_cursor() {
    let mut stage = stage();
    for (at, heading) in [(S3, "file storage"), (S3_V2, "file storage"), ("gbq", "database"), ("postgres", "database")]
    {
        assert_eq!(current(&stage), at);
        assert!(lines(&stage.shot(58, 10)).contains(&heading), "{at}");
        stage.press(DOWN);
    }
    assert_eq!(current(&stage), "snowflake");
    for _ in 0..4 {
        stage.press(UP);
    }
    assert_eq!(lines(&stage.shot(58, 10))[..2], ["file storage", "▸ Amazon S3"]);
}

/// The lines below the list.
fn note(stage: &Stage<State>, columns: u16, rows: u16) -> Vec<String> {
    let shot = stage.shot(columns, rows);
    let mut lines: Vec<_> =
        shot.trim_end().lines().rev().take_while(|line| !line.is_empty()).map(str::to_owned).collect();
    lines.reverse();
    lines
}

#[test]
fn below_the_list_stands_what_a_source_is_and_needs_and_how_it_signs_in() {
    #[rustfmt::skip]
    let table: &[(&str, &[&str])] = &[
        (S3, &["Amazon S3 · File_AmazonS3Connector · older than V2",
               "Required: Access key, Secret key, Region, Bucket",
               "Credentials: Access key, Secret key · separated credentials"]),
        ("gbq", &["Google BigQuery · gbq · database",
                  "Required: Sign-in, Project",
                  "Credentials: Service account, Key file, Key file password · browser sign-in · separated credentials"]),
        ("DG_mongo", &["MongoDB (gateway) · DG_mongo · gateway", "Required: Gateway", "through a gateway"]),
        ("reptgt_qdibigquery", &["Google BigQuery (target) · reptgt_qdibigquery · data integration · belongs in a data space",
                                 "Required: Location, Key file",
                                 "Credentials: Key file"]),
        ("mlopenai", &["OpenAI · mlopenai · analytics", "The tenant lists its fields"]),
        ("invented", &["Provider (invented) · other", "The tenant lists its fields"]),
    ];
    for (id, lines) in table {
        let mut stage = stage_with(vec![source(id)]);
        stage.shared.draft.here_mut().space = None;
        assert_eq!(note(&stage, 120, 30), *lines, "{id}");
    }
}

#[test]
fn what_the_tenant_says_counts_more_than_what_is_known_beforehand() {
    let about = |id: &str, properties: serde_json::Value| {
        let stage = &mut stage_with(vec![source(id)]);
        stage.answer(Answer::ReadSpec(Ok(spec(&properties))));
        note(stage, 120, 30).split_off(1)
    };
    let s3 = json!({"bucketName": {"type": "string", "title": "Bucket name"}, "secretKey": {}, "region": {}});
    assert_eq!(about(S3, s3), ["Required: Bucket name, Secret key, Region", "Credentials: Secret key"]);
    let new = json!({"separateCredentials": {}, "host": {}, "password": {}, "authCode": {}});
    assert_eq!(
        about("invented", new),
        ["Fields: host, password", "Credentials: password · browser sign-in · separated credentials"]
    );
    assert_eq!(about("invented", json!({})), ["The tenant lists no fields for this source"]);
    let many = (0..9).map(|number| (format!("f{number}"), json!({}))).collect();
    assert_eq!(about("invented", serde_json::Value::Object(many)), ["Fields: f0, f1, f2, f3, f4, f5 and 3 more"]);
}

#[test]
fn on_a_low_screen_the_note_runs_together() {
    assert_eq!(
        note(&stage(), 58, 12),
        [
            "Amazon S3 · File_AmazonS3Connector · older than V2 ·",
            "Required: Access key, Secret key, Region, Bucket · Creden…"
        ]
    );
}

#[test]
fn the_row_under_the_cursor_is_read_beforehand_after_a_rest_and_moving_on_supersedes_it() {
    let mut stage = stage_with(listed());
    assert_eq!(asked(&mut stage), ["list".to_owned(), format!("spec of {S3} after 250 ms")]);
    stage.press(DOWN);
    stage.press(DOWN);
    assert_eq!(asked(&mut stage), [format!("spec of {S3_V2} after 250 ms"), "spec of gbq after 250 ms".into()]);
    stage.answer_to(spec_of("gbq"));
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert_eq!(chosen(&stage).unwrap(), "gbq");
    assert_eq!(stage.shared.draft.of().spec, Some(some_spec()));
    assert!(asked(&mut stage).is_empty());
}

#[test]
fn a_row_that_was_read_or_is_switched_off_is_not_read() {
    let mut stage = stage();
    stage.answer_to(spec_of(S3));
    stage.press(END);
    stage.press(Key::plain(Code::Home));
    assert!(asked(&mut stage).is_empty());
}

#[test]
fn enter_before_the_rest_is_over_asks_at_once() {
    let mut stage = stage();
    assert_eq!(stage.press(ENTER), Flow::Stay);
    assert_eq!(asked(&mut stage), [format!("spec of {S3} after 0 ms")]);
    assert_eq!(stage.answer_to(spec_of(S3)), Flow::Next);
}

#[test]
fn enter_while_the_row_is_being_read_does_not_ask_twice_and_waits_visibly() {
    let mut stage = stage();
    stage.wait(Duration::from_millis(300));
    assert_eq!(stage.press(ENTER), Flow::Stay);
    assert!(asked(&mut stage).is_empty());
    stage.wait(Duration::from_millis(300));
    assert!(stage.shot(80, 20).contains("loading the fields of Amazon S3"));
    assert_eq!(stage.press(ENTER), Flow::Stay);
    assert!(asked(&mut stage).is_empty());
    assert_eq!(stage.answer_to(spec_of(S3)), Flow::Next);
    assert_eq!(chosen(&stage).unwrap(), S3);
}

#[test]
fn sources_that_are_called_alike_say_how_they_differ() {
    let mut stage = stage();
    for (id, words) in [(S3, "older than V2"), (S3_V2, "newer than Amazon S3")] {
        stage.screen.picker.select(|item| item.source.id.0 == id);
        let shot = stage.shot(62, 20);
        assert!(shot.lines().any(|line| line.ends_with(&format!("{id} · {words}"))), "{shot}");
    }
}

#[test]
fn an_enter_before_the_list_is_here_says_so() {
    let mut stage = Stage::<State>::new(Step::Source);
    stage.enter();
    assert_eq!(stage.press(ENTER), Flow::Stay);
    assert_eq!(stage.told(), "One moment: the data sources are loading.");
    stage.wait(MEANT);
    stage.answer(Answer::ListSources(Ok(vec![source(S3)])));
    assert_eq!((stage.told(), chosen(&stage)), (String::new(), None));
    // Nobody has read the row that just came, however long ago the Enter before was.
    assert_eq!((stage.press(ENTER), stage.asked().len()), (Flow::Stay, 2));
    assert_eq!(stage.told(), "That Enter came just as the list appeared. Press it again.");
    stage.wait(MEANT);
    stage.press(ENTER);
    stage.answer_to(spec_of(S3));
    assert_eq!(chosen(&stage).as_deref(), Some(S3));
}

#[test]
fn an_enter_that_was_meant_for_the_screen_before_chooses_nothing() {
    let mut stage = stage();
    stage.answer_to(spec_of(S3));
    stage.fresh = false;
    assert_eq!(stage.press(ENTER), Flow::Stay);
    assert_eq!(chosen(&stage), None);
    assert!(stage.told().ends_with("Press it again."));
}

#[test]
fn a_late_answer_for_another_source_is_kept_and_not_followed() {
    let mut stage = stage();
    stage.press(ENTER);
    stage.press(DOWN);
    assert_eq!(stage.answer_to(spec_of(S3)), Flow::Stay);
    stage.press(ENTER);
    stage.asked();
    assert_eq!(stage.answer_to(spec_of("gbq")), Flow::Stay);
    assert_eq!(stage.answer_to(spec_of(S3_V2)), Flow::Next);
    assert_eq!(chosen(&stage).unwrap(), S3_V2);
    stage.press(UP);
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert!(asked(&mut stage).is_empty());
}

#[test]
fn esc_stops_waiting_then_clears_the_filter_then_goes_back() {
    let mut stage = stage();
    stage.type_text("s3");
    stage.press(ENTER);
    assert!(stage.screen.hints(&stage.shared).iter().any(|hint| hint.keys == "Esc"));
    assert_eq!(stage.press(ESC), Flow::Stay);
    assert_eq!(stage.answer_to(spec_of(S3)), Flow::Stay);
    assert_eq!(stage.screen.picker.filter().as_str(), "s3");
    assert_eq!(stage.press(ESC), Flow::Stay);
    assert!(stage.screen.picker.filter().is_empty());
    assert!(stage.screen.hints(&stage.shared).iter().all(|hint| hint.keys != "Esc"));
    assert_eq!(stage.press(ESC), Flow::Pass);
}

#[test]
fn sources_are_found_by_label_id_and_the_names_people_use() {
    let gcs = "File_GoogleCloudStorageConnector";
    let table = [
        ("bigq", "gbq"),
        ("bigquery", "gbq"),
        ("connectorv2", S3_V2),
        ("bucket v2", S3_V2),
        ("s3", S3),
        ("postgres", "postgres"),
        ("sql server", "mssql"),
        ("gcs", gcs),
    ];
    let all = || listed().into_iter().chain([source("mssql"), source("azure_sql"), source(gcs)]).collect();
    for (filter, first) in table {
        let mut stage = stage_with(all());
        stage.paste(&format!("{filter}\n"));
        assert_eq!(current(&stage), first, "{filter}");
    }
    // The name that found a row stands in it, and nothing is found by letters that stand nowhere together.
    let more =
        || [source("azure_sql"), source(gcs), source("File_FileTransferConnector"), source("File_OneDriveConnector")];
    for (filter, row) in [("ssh", "SFTP"), ("gcs", "Google Cloud Storage"), ("o365", "OneDrive")] {
        let mut stage = stage_with(listed().into_iter().chain(more()).collect());
        stage.type_text(filter);
        let shot = stage.shot(120, 24);
        let row = shot.lines().find(|line| line.contains(&format!("▸ {row}"))).unwrap();
        assert!(row.contains(&format!("{filter} · File_")), "{shot}");
    }
    for (filter, row) in [("s3", "OneDrive"), ("off", "SFTP")] {
        let mut stage = stage_with(listed().into_iter().chain(more()).collect());
        stage.type_text(filter);
        assert!(!stage.shot(120, 24).contains(row), "{filter}");
    }
    let mut stage = stage();
    stage.type_text("zzzz");
    assert!(stage.shot(80, 20).contains("No data source matches"));
}

#[test]
fn a_switched_off_source_is_refused_with_a_sentence() {
    let mut stage = stage();
    stage.press(END);
    assert_eq!(current(&stage), "snowflake");
    assert_eq!(stage.press(ENTER), Flow::Stay);
    assert!(stage.told().contains("An administrator has switched Snowflake off"), "{}", stage.told());
    assert!(asked(&mut stage).is_empty());
}

#[test]
fn a_source_without_api_specs_is_looked_for_in_the_list_again_to_say_why() {
    let gone: Vec<_> = listed().into_iter().filter(|source| source.id.0 != S3).collect();
    let off = listed().into_iter().map(|source| DataSource { disabled: true, ..source }).collect();
    for (sources, told) in [(gone, "no longer has Amazon S3"), (off, "has switched"), (listed(), "but not its fields")]
    {
        let mut stage = stage();
        stage.press(ENTER);
        stage.asked();
        assert_eq!(stage.answer_to(no_spec(S3, FailureKind::NotFound)), Flow::Stay);
        assert_eq!(asked(&mut stage), ["list"]);
        assert_eq!(stage.answer(Answer::ListSources(Ok(sources))), Flow::Stay);
        assert!(stage.told().contains(told), "{}", stage.told());
    }
}

#[test]
fn a_tenant_that_says_disabled_is_believed_without_another_question() {
    let mut stage = stage();
    stage.press(ENTER);
    stage.asked();
    let told = vec![Told { code: "DCAAS-2001".into(), ..Told::default() }];
    let failure = Failure { told, ..Failure::new(FailureKind::NotFound, "reading api-specs") };
    stage.answer(Answer::ReadSpec(Err(failure)));
    assert!(stage.told().contains("has switched") && asked(&mut stage).is_empty());
}

#[test]
fn a_list_that_cannot_be_loaded_leaves_the_doubt_as_it_is() {
    let mut stage = stage();
    stage.press(ENTER);
    stage.answer_to(no_spec(S3, FailureKind::NotFound));
    stage.answer(Answer::ListSources(Err(Failure::new(FailureKind::OutcomeUnknown, "listing data sources"))));
    assert!(stage.told().contains("removed from the tenant or switched off"));
    assert!(stage.shot(80, 20).contains("Amazon S3"));
}

#[test]
fn a_connector_that_is_down_has_a_sentence_and_can_be_tried_again() {
    let mut stage = stage();
    stage.press(ENTER);
    stage.asked();
    assert_eq!(stage.answer_to(no_spec(S3, FailureKind::ConnectorDown)), Flow::Stay);
    assert!(stage.told().contains("does not answer at the moment") && stage.told().contains("Enter"));
    stage.press(ENTER);
    assert_eq!(asked(&mut stage), [format!("spec of {S3} after 0 ms")]);
    assert_eq!(stage.told(), "");
}

#[test]
fn what_fails_beforehand_is_silent_until_enter() {
    let mut stage = stage();
    assert_eq!(stage.answer_to(no_spec(S3, FailureKind::Unauthorized)), Flow::Stay);
    assert_eq!(stage.told(), "");
    stage.press(ENTER);
    assert_eq!(asked(&mut stage), [format!("spec of {S3} after 0 ms")]);
    assert_eq!(stage.answer_to(no_spec(S3, FailureKind::Unauthorized)), Flow::Stay);
    assert_ne!(stage.told(), "");
}

#[test]
fn a_list_that_fails_can_be_loaded_again_by_key() {
    let mut stage = Stage::<State>::new(Step::Source);
    stage.enter();
    let failure = Failure::new(FailureKind::Forbidden, "listing data sources");
    assert_eq!(stage.answer(Answer::ListSources(Err(failure))), Flow::Stay);
    assert!(stage.told().contains("Ctrl+R"));
    assert!(stage.shot(80, 20).contains("could not be loaded"));
    assert_eq!(stage.press(ENTER), Flow::Stay);
    stage.asked();
    stage.press(AGAIN);
    assert_eq!(asked(&mut stage), ["list"]);
}

#[test]
fn a_missing_route_names_the_dialect_and_the_other_one() {
    for (dialect, path, other) in [
        (Dialect::V1, "/api/v1/data-sources", "--api connectivity"),
        (Dialect::Dcaas, "/api/v1/data-sources", "--api connectivity"),
        (Dialect::Connectivity, "/api/connectivity/data-sources", "--api v1"),
    ] {
        let mut stage = Stage::<State>::new(Step::Source);
        stage.shared.dialect = dialect;
        stage.enter();
        stage.answer(Answer::ListSources(Err(Failure::new(FailureKind::NoRoute, "listing data sources"))));
        let told = stage.told();
        assert!(told.contains(path) && told.contains(dialect.word()) && told.contains(other), "{told}");
    }
}

#[test]
fn a_tenant_without_sources_says_what_to_do() {
    let stage = stage_with(Vec::new());
    assert!(stage.shot(80, 20).contains("Ask an administrator"));
}

#[test]
fn two_sources_of_the_same_label_show_their_ids() {
    let titled = |id: &str| DataSource { title: Some("Amazon S3".into()), ..source(id) };
    for columns in [58, 62, 102] {
        let stage = stage_with(vec![titled("s3_one"), titled("s3_two")]);
        let shot = stage.shot(columns, 18);
        assert!(shot.contains("s3_one") && shot.contains("s3_two"), "{shot}");
    }
}

#[test]
fn a_narrow_list_has_ids_only_where_labels_do_not_tell_enough() {
    let titled = |id: &str, title: &str| DataSource { title: Some(title.into()), ..source(id) };
    let mut stage = stage_with(vec![titled("file_one", "Amazon S3"), titled("file_two", "Google Drive")]);
    let shows_ids = |stage: &Stage<State>, columns| stage.shot(columns, 10).matches("file_").count() > 2;
    assert!(shows_ids(&stage, 102) && !shows_ids(&stage, 62), "{}", stage.shot(62, 10));
    stage.type_text("goo");
    assert!(!shows_ids(&stage, 62), "the label tells why it is here");
    stage.press(ESC);
    stage.type_text("file_");
    assert!(shows_ids(&stage, 62), "only the id tells why it is here: {}", stage.shot(62, 10));
}

#[test]
fn a_space_that_does_not_fit_the_source_is_warned_about_and_lets_pass() {
    let data = SpaceChoice::In(Space { kind: SpaceKind::Data, ..space("Lake") });
    let shared = SpaceChoice::In(Space { id: SpaceId("s".into()), ..space("Sales") });
    for (space, source_id, warned) in [
        (data.clone(), "gbq", "Lake is a data space"),
        (data, "repsrc_oracle", ""),
        (shared.clone(), "repsrc_oracle", "Sales is not a data space"),
        (SpaceChoice::Personal, "repsrc_oracle", "is not a data space"),
        (shared, "gbq", ""),
    ] {
        let mut stage = stage_with(vec![source(source_id)]);
        stage.shared.draft.here_mut().space = Some(space);
        stage.answer_to(spec_of(source_id));
        assert_eq!(stage.shot(102, 20).contains("\n! "), !warned.is_empty(), "{source_id}");
        assert_eq!(stage.press(ENTER), Flow::Next);
        assert!(stage.told().contains(warned) && stage.told().is_empty() == warned.is_empty(), "{}", stage.told());
    }
}

#[test]
fn a_source_that_names_no_fields_is_still_usable() {
    let mut stage = stage();
    stage.answer(Answer::ReadSpec(Ok(spec(&json!({})))));
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert!(stage.told().contains("lists no fields for"));
}

#[test]
fn coming_back_after_signing_in_as_another_or_in_another_dialect_loads_anew() {
    let mut stage = stage();
    stage.shared.dialect = Dialect::Connectivity;
    stage.enter();
    assert_eq!(asked(&mut stage), ["list"]);
    assert!(stage.screen.picker.is_empty());
}

#[test]
fn the_source_of_the_last_time_has_the_cursor_and_coming_back_shows_the_whole_list() {
    let mut stage = Stage::<State>::new(Step::Source);
    stage.shared.last = [(LAST_SOURCE.to_owned(), "gbq".to_owned())].into();
    stage.enter();
    stage.answer(Answer::ListSources(Ok(listed())));
    assert_eq!(current(&stage), "gbq");
    stage.wait(MEANT);
    stage.type_text("s3");
    stage.press(ENTER);
    stage.answer_to(spec_of(S3));
    assert_eq!(stage.shared.last[LAST_SOURCE], S3);
    stage.enter();
    assert!(stage.screen.picker.filter().is_empty());
    assert_eq!(current(&stage), S3);
    // One that was switched off since is not proposed.
    let mut stage = Stage::<State>::new(Step::Source);
    stage.shared.last = [(LAST_SOURCE.to_owned(), "snowflake".to_owned())].into();
    stage.enter();
    stage.answer(Answer::ListSources(Ok(listed())));
    assert_eq!(current(&stage), S3);
}

#[test]
fn in_a_data_space_data_integration_sources_come_first() {
    let mut stage = stage_with(listed().into_iter().chain([source("repsrc_oracle")]).collect());
    let first = |stage: &Stage<State>| lines(&stage.shot(102, 30)).first().map(ToString::to_string);
    assert_eq!(first(&stage).as_deref(), Some("file storage"));
    for (kind, heading) in [(SpaceKind::Data, "data integration"), (SpaceKind::Shared, "file storage")] {
        stage.shared.draft.here_mut().space = Some(SpaceChoice::In(Space { kind, ..space("Lake") }));
        stage.enter();
        assert_eq!(first(&stage).as_deref(), Some(heading));
    }
}

#[test]
fn the_chosen_source_has_the_cursor_when_the_list_comes() {
    let mut stage = Stage::<State>::new(Step::Source);
    stage.shared.draft.choose_source(source("gbq"), some_spec());
    stage.enter();
    stage.answer(Answer::ListSources(Ok(listed())));
    assert_eq!(current(&stage), "gbq");
}

#[test]
fn it_can_be_drawn_at_any_size_in_any_state() {
    let wide = DataSource { title: Some("接続 𝓛ong e\u{301} ".repeat(20)), ..source(&"id".repeat(100)) };
    let states: [fn(&mut Stage<State>); 4] = [
        |_| {},
        |stage| {
            stage.press(ENTER);
            stage.wait(Duration::from_secs(1));
        },
        |stage| {
            stage.type_text("接");
        },
        |stage| {
            stage.press(END);
            stage.type_text(&"zz".repeat(50));
        },
    ];
    for (prepare, sources) in states.into_iter().flat_map(|state| [(state, true), (state, false)]) {
        let all = listed().into_iter().chain([wide.clone()]).filter(|_| sources).collect();
        let mut stage = stage_with(all);
        prepare(&mut stage);
        // Every small size, where things collide, and a sample of the large ones.
        for columns in (0..24).chain((24..=130).step_by(7)) {
            for rows in (0..13).chain((13..=45).step_by(8)) {
                stage.shot(columns, rows);
            }
        }
    }
}
