//! Acting as another user through an OAuth client.

use super::*;
use crate::domain::request::Call;

fn with_user(user: &str) -> Stage<State> {
    let mut stage = form(IMPERSONATION);
    fill(&mut stage, &["c-1", "marker-secret", user]);
    stage
}

fn as_user(user: UserRef) -> Access {
    Access::Impersonation { client_id: "c-1".into(), secret: Secret::new("marker-secret"), user }
}

#[test]
fn ids_and_subjects_are_told_apart() {
    for (typed, user) in [
        ("64ef645a3b7009d55dee5a2b", UserRef::Id("64ef645a3b7009d55dee5a2b".into())),
        ("auth0|grace", UserRef::Subject("auth0|grace".into())),
        ("ACME\\grace", UserRef::Subject("ACME\\grace".into())),
        ("grace", UserRef::Subject("grace".into())),
    ] {
        assert_eq!(access(&mut with_user(typed)), as_user(user));
    }
}

#[test]
fn what_is_chosen_goes_before_what_is_guessed() {
    let mut stage = form(IMPERSONATION);
    fill(&mut stage, &["c-1", "marker-secret"]);
    stage.press(DOWN);
    stage.press(Key::plain(Code::Right));
    stage.press(Key::BACK_TAB);
    stage.type_text("grace@acme.example");
    assert!(stage.shot(80, 24).contains("● subject"));
    stage.press(ENTER);
    assert_eq!(access(&mut stage), as_user(UserRef::Subject("grace@acme.example".into())));
}

#[test]
fn an_email_is_looked_up_by_the_client_itself_and_confirmed_before_anybody_acts() {
    let mut stage = with_user("grace@acme.example");
    assert!(stage.shot(80, 24).contains("Admin's key"));
    stage.press(ENTER);
    let all = requests(&mut stage);
    let [Request::Tenant(session, Call::FindUser(email))] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(email, "grace@acme.example");
    let proof = ClientProof::Secret(Secret::new("marker-secret"));
    assert_eq!(session.access, Access::Machine { client_id: "c-1".into(), proof });

    stage.answer(Answer::FindUser(Ok(vec![grace()])));
    let shown = stage.shot(80, 24);
    assert!(shown.contains("auth0|grace") && shown.contains("Grace") && stage.asked().is_empty(), "{shown}");
    stage.fresh = false;
    stage.press(ENTER);
    assert!(stage.asked().is_empty());
    stage.fresh = true;
    stage.press(ENTER);
    assert_eq!(access(&mut stage), as_user(UserRef::Subject("auth0|grace".into())));
    assert_eq!(stage.answer(Answer::SignIn(Ok(me()))), Flow::Next);
}

#[test]
fn of_several_users_one_is_chosen_and_esc_leads_back_to_the_fields() {
    let mut stage = with_user("grace@acme.example");
    stage.press(ENTER);
    let other = User { subject: "old|grace".into(), status: Some("disabled".into()), ..grace() };
    stage.answer(Answer::FindUser(Ok(vec![grace(), other])));
    stage.press(DOWN);
    assert!(stage.shot(80, 24).contains("an active user only"));
    stage.press(ESC);
    assert!(stage.shot(80, 24).contains("grace@acme.example"));
}

#[test]
fn a_look_up_that_finds_nobody_or_is_not_allowed_says_what_to_do() {
    let mut stage = with_user("grace@acme.example");
    stage.press(ENTER);
    stage.answer(Answer::FindUser(Ok(vec![])));
    assert!(stage.shot(80, 24).contains("No user of this tenant"));
    stage.press(LAST);
    stage.press(ENTER);
    stage.asked();
    let failure = refused(FailureKind::Forbidden, 403);
    stage.answer(Answer::FindUser(Err(failure)));
    assert!(stage.told().contains("administrator's key"));
    stage.type_text("marker-admin-key");
    assert!(stage.shot(80, 24).contains("16 characters"));
    stage.press(ENTER);
    let all = requests(&mut stage);
    let [Request::Tenant(session, Call::FindUser(_))] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(session.access, Access::Token(Secret::new("marker-admin-key")));
}

#[test]
fn a_wrong_secret_leads_to_the_secret_and_not_to_somebody_elses_key() {
    let mut stage = with_user("grace@acme.example");
    stage.press(ENTER);
    stage.asked();
    stage.answer(Answer::FindUser(Err(refused(FailureKind::Unauthorized, 401))));
    assert!(stage.told().contains("id or secret is wrong"), "{}", stage.told());
    assert!(stage.shot(80, 24).contains("▸ Secret"), "{}", stage.shot(80, 24));
    stage.type_text("x");
    assert_eq!(stage.told(), "");
}

#[test]
fn the_demo_names_a_user_to_act_as_until_one_is_typed() {
    let mut stage = form(IMPERSONATION);
    assert!(!stage.shot(80, 24).contains("Demo"));
    stage.shared.launch.demo_user = Some("admin@standin.example".into());
    assert!(stage.shot(80, 24).contains("Demo: for example admin@standin.example"), "{}", stage.shot(80, 24));
    fill(&mut stage, &["c-1", "marker-secret", "a"]);
    assert!(!stage.shot(80, 24).contains("Demo"), "{}", stage.shot(80, 24));
}
