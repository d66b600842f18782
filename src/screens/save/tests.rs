use super::*;
use crate::{
    domain::{
        credential::CredentialChoice,
        local::{NewFilesKind, Unwritten},
        step::Step,
    },
    kit::keys::Code,
    screens::{
        creating::testing::{ENTER, MARKER, at_every_size, existing, gbq, requests, s3},
        testing::Stage,
    },
};

const RIGHT: Key = Key::plain(Code::Right);

fn stage_of(answers: impl FnOnce(&mut Shared)) -> Stage<State> {
    let mut stage = Stage::on(ScreenId::Save);
    answers(&mut stage.shared);
    stage.enter();
    stage
}

fn stage() -> Stage<State> {
    stage_of(|shared| s3(shared, CredentialChoice::Embedded))
}

fn asked(stage: &mut Stage<State>) -> NewFiles {
    match requests(stage).pop() {
        Some(Request::Here(Chore::WriteFiles(files))) => files,
        other => panic!("{other:?}"),
    }
}

fn texts(files: &NewFiles) -> String {
    match &files.what {
        NewFilesKind::File(text) => text.0.clone(),
        NewFilesKind::Folder(files) => files.iter().map(|file| file.text.0.as_str()).collect(),
    }
}

#[test]
fn two_enters_save_an_answers_file_under_a_proposed_name() {
    let mut stage = stage();
    stage.press(ENTER);
    stage.press(ENTER);
    let files = asked(&mut stage);
    assert_eq!((files.path.as_str(), files.replace), ("orders.toml", false));
    let text = texts(&files);
    assert!(text.contains("secretKey = { env = \"QONNECT_SECRETKEY\" }") && !text.contains(MARKER), "{text}");
    stage.answer(Answer::WriteFiles(Ok("/home/ada/orders.toml".into())));
    let shot = stage.shot(100, 30);
    for words in
        ["✓ Saved /home/ada/orders.toml", "QLIK_API_KEY", "QONNECT_SECRETKEY", "qonnect apply /home/ada/orders.toml"]
    {
        assert!(shot.contains(words), "{words}: {shot}");
    }
    assert_eq!(stage.press(ENTER), Flow::Back);
}

#[test]
fn what_was_saved_is_told_though_another_form_was_chosen_meanwhile() {
    let mut stage = stage();
    stage.press(ENTER);
    stage.press(ENTER);
    asked(&mut stage);
    stage.press(Key::UP);
    stage.press(RIGHT);
    stage.answer(Answer::WriteFiles(Ok("/home/ada/it's\\orders.toml".into())));
    let shot = stage.shot(100, 30);
    assert!(shot.contains("qonnect apply '/home/ada/it'\\''s\\orders.toml'"), "{shot}");
}

#[test]
fn a_file_that_exists_is_replaced_only_by_the_button_that_says_so() {
    let mut stage = stage();
    stage.press(ENTER);
    stage.press(ENTER);
    asked(&mut stage);
    stage.answer(Answer::WriteFiles(Err(Unwritten::Exists("/home/ada/orders.toml".into()))));
    let shot = stage.shot(100, 30);
    assert!(shot.contains("/home/ada/orders.toml exists.") && shot.contains("[ Replace what is there ]"), "{shot}");
    // Enter on the path asks once more, without replacing.
    stage.press(ENTER);
    assert!(!asked(&mut stage).replace);
    stage.press(Key::DOWN);
    stage.press(Key::DOWN);
    stage.press(ENTER);
    assert!(asked(&mut stage).replace);
    // Another path is another question.
    stage.press(Key::UP);
    stage.press(Key::UP);
    stage.type_text("x");
    assert!(!stage.shot(100, 30).contains("Replace"));
}

#[test]
fn what_cannot_be_written_is_said_at_the_path() {
    let mut stage = stage();
    stage.press(ENTER);
    stage.press(ENTER);
    stage.answer(Answer::WriteFiles(Err(Unwritten::Failed("The disk is full.".into()))));
    assert!(stage.shot(100, 30).contains("✗ The disk is full."));
    stage.paste("/tmp/other.toml");
    assert!(!stage.shot(100, 30).contains("The disk is full."));
    stage.press(ENTER);
    assert_eq!(asked(&mut stage).path, "/tmp/other.toml");
}

#[test]
fn every_format_and_mode_is_saved_without_a_secret() {
    let modes = [
        CredentialChoice::Embedded,
        CredentialChoice::New("mine".into()),
        CredentialChoice::Existing(existing("theirs")),
    ];
    for mode in modes {
        for turns in 0..SaveAs::ALL.len() {
            let mut stage = stage_of(|shared| s3(shared, mode.clone()));
            (0..turns).for_each(|_| drop(stage.press(RIGHT)));
            stage.press(ENTER);
            stage.press(ENTER);
            let text = texts(&asked(&mut stage));
            assert!(!text.contains(MARKER) && !text.contains("key-0123"), "{mode:?} {turns}: {text}");
            let wanted = match (&mode, turns) {
                (CredentialChoice::Embedded, _) => "QONNECT_SECRETKEY",
                (CredentialChoice::New(_), _) => "mine",
                (CredentialChoice::Existing(_), 0) => "theirs",
                (CredentialChoice::Existing(_), _) => "id of theirs",
            };
            assert!(text.to_uppercase().contains(&wanted.to_uppercase()), "{mode:?} {turns}: {text}");
            stage.press(Key::ctrl('y'));
            let copied = requests(&mut stage);
            let Some(Request::Here(Chore::Copy(HiddenText(text)))) = copied.first() else { panic!("{copied:?}") };
            assert!(!text.contains(MARKER) && !text.is_empty());
        }
    }
}

#[test]
fn where_a_person_has_to_sign_in_the_code_is_never_saved_and_the_file_says_so() {
    let mut stage = stage_of(|shared| {
        gbq(shared);
        let asked = shared.draft.connection_without_code().unwrap();
        let code = Secret::new(MARKER);
        let dialect = shared.dialect;
        shared.draft.of_mut().authorized = Some(crate::domain::draft::Authorized { code, asked, dialect });
    });
    stage.press(ENTER);
    stage.press(ENTER);
    let text = texts(&asked(&mut stage));
    assert!(
        text.contains("# Someone must sign in in a browser")
            && text.contains("`qonnect authorize start`")
            && !text.contains("authCode"),
        "{text}"
    );
    stage.answer(Answer::WriteFiles(Ok("/f.toml".into())));
    assert!(stage.shot(100, 30).contains("qonnect --answers /f.toml"));
    stage.enter();
    stage.press(RIGHT);
    stage.press(ENTER);
    stage.press(ENTER);
    let text = texts(&asked(&mut stage));
    assert!(text.contains("\"authUrlOnly\":true") && text.contains("read -r QONNECT_AUTHCODE"), "{text}");
    assert!(!text.contains(MARKER), "{text}");
}

#[test]
fn without_an_answer_there_is_nothing_to_save() {
    let mut shared = Shared::default();
    let mut effects = Vec::new();
    let mut cx = Cx {
        shared: &mut shared,
        now: stage().now,
        screen: Step::Review.into(),
        fresh: true,
        shown_for: std::time::Duration::ZERO,
        extent: crate::kit::scroll::Extent::default(),
        effects: &mut effects,
    };
    assert_eq!(open(&mut cx), Flow::Stay);
    assert!(cx.shared.notice.as_ref().unwrap().text.contains("nothing to save yet"));
}

#[test]
fn a_held_enter_saves_nothing_and_a_path_is_completed() {
    let mut stage = stage();
    stage.press(ENTER);
    stage.fresh = false;
    stage.press(ENTER);
    assert_eq!(requests(&mut stage), []);
    stage.fresh = true;
    stage.paste("/ho");
    stage.press(Key::TAB);
    assert_eq!(requests(&mut stage), [Request::Here(Chore::CompletePath("/ho".into(), PathTarget::NewFile))]);
    let found = crate::domain::local::Completion { path: "/home/".into(), ..Default::default() };
    stage.answer(Answer::CompletePath(Ok(found)));
    assert!(stage.shot(80, 24).contains("/home/"));
}

#[test]
fn it_fits_every_window() {
    let mut stage = stage();
    at_every_size(&stage);
    stage.press(ENTER);
    stage.press(ENTER);
    stage.answer(Answer::WriteFiles(Err(Unwritten::Exists("/f".into()))));
    at_every_size(&stage);
    stage.answer(Answer::WriteFiles(Ok("/home/ada/orders.toml".into())));
    at_every_size(&stage);
}

#[test]
fn in_the_demo_the_file_needs_another_tenant_before_it_is_used() {
    for demo in [true, false] {
        let mut stage = stage_of(|shared| {
            s3(shared, CredentialChoice::Embedded);
            shared.launch.demo = demo;
        });
        stage.press(ENTER);
        stage.press(ENTER);
        stage.answer(Answer::WriteFiles(Ok("/f.toml".into())));
        let shot = stage.shot(100, 24);
        assert!(shot.contains("Then run:"), "{shot}");
        assert_eq!(shot.contains("put your own tenant in the file first"), demo, "{shot}");
    }
}

#[test]
fn what_is_missing_in_the_file_is_said_before_it_is_saved_and_after() {
    let said = "Left empty: Access key, Bucket. Add them before you use it.";
    assert!(!stage().shot(100, 30).contains("Left empty"));
    let mut stage = stage_of(|shared| {
        s3(shared, CredentialChoice::Embedded);
        let details = shared.draft.of_mut().details.as_mut().unwrap();
        details.entered.retain(|entered| ["region", "secretKey"].contains(&entered.name.as_str()));
    });
    assert!(stage.shot(62, 20).contains(said), "{}", stage.shot(62, 20));
    stage.press(ENTER);
    stage.press(ENTER);
    asked(&mut stage);
    stage.answer(Answer::WriteFiles(Ok("orders.toml".into())));
    assert!(stage.shot(62, 20).contains(said), "{}", stage.shot(62, 20));
}
