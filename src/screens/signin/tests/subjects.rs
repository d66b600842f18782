//! An e-mail address where a signed token needs a subject: the user is looked up, shown, and their subject taken over.

use super::*;
use crate::domain::request::Call;

const FIND: Key = Key::ctrl('f');
const EMAIL: &str = "grace@acme.example";

/// Everything of a signed token but its user.
fn at_subject() -> Stage<State> {
    let mut stage = form(SIGNED);
    fill(&mut stage, &["iss", "kid", "k.pem"]);
    stage.answer(Answer::ReadKey(Ok(key_file())));
    stage.asked();
    stage
}

/// The same, with somebody signed in already.
fn signed_in() -> Stage<State> {
    let mut stage = at_subject();
    stage.shared.draft.here_mut().session = Some(crate::screens::testing::session());
    stage.shared.draft.here_mut().me = Some(me());
    stage
}

/// Who looks for which address.
fn look_up(stage: &mut Stage<State>) -> (Access, String) {
    let all = requests(stage);
    let [Request::Tenant(session, Call::FindUser(email))] = all.as_slice() else { panic!("{all:?}") };
    (session.access.clone(), email.clone())
}

fn found(stage: &mut Stage<State>, users: Vec<User>) {
    stage.answer(Answer::FindUser(Ok(users)));
}

#[test]
fn an_address_is_not_taken_for_anything_else_but_the_look_up_is_offered() {
    let offered = |stage: &Stage<State>| {
        let hints = stage.screen.hints(&stage.shared);
        let hint = hints.iter().any(|hint| hint.keys == "Ctrl+F");
        let shown = stage.shot(100, 40);
        assert_eq!(shown.contains("If it is an e-mail address"), hint, "{shown}");
        assert_eq!(shown.contains("Admin's key"), hint, "{shown}");
        hint
    };
    for (subject, is_address) in
        [(EMAIL, true), ("auth0|grace", false), ("ACME\\grace@acme.example", false), ("waad|grace@x", false)]
    {
        let mut stage = at_subject();
        assert!(!offered(&stage));
        stage.type_text(subject);
        assert_eq!(offered(&stage), is_address, "{subject}");
        stage.press(LAST);
        // The e-mail address, which the token has to claim.
        (0..3).for_each(|_| drop(stage.press(UP)));
        stage.type_text("grace@acme.example");
        stage.press(LAST);
        stage.press(ENTER);
        stage.press(ENTER);
        let Access::Signed(signer) = access(&mut stage) else { panic!() };
        assert_eq!(signer.subject, subject, "it is sent as it stands");
    }
}

#[test]
fn who_is_signed_in_looks_and_the_user_is_taken_over_after_it_was_shown() {
    let mut stage = signed_in();
    stage.type_text(EMAIL);
    stage.press(FIND);
    assert_eq!(look_up(&mut stage), (crate::screens::testing::session().access, EMAIL.to_owned()));
    found(&mut stage, vec![grace()]);
    let shown = stage.shot(80, 24);
    for word in ["Grace", "auth0|grace", EMAIL, "active"] {
        assert!(shown.contains(word), "{word}:\n{shown}");
    }
    assert!(stage.screen.hints(&stage.shared).iter().any(|hint| hint.short == "fill it in"));
    stage.fresh = false;
    stage.press(ENTER);
    assert!(stage.shot(80, 24).contains("Is this the user?"), "an Enter for the page before takes nobody");
    stage.fresh = true;
    stage.press(ENTER);
    assert!(stage.told().contains("Grace has the subject auth0|grace"));
    assert!(stage.asked().is_empty(), "nobody signs in by that");
    assert!(stage.shot(80, 30).contains("▸ [ Sign in ]"));
    stage.press(ENTER);
    let Access::Signed(signer) = access(&mut stage) else { panic!() };
    assert_eq!((signer.subject.as_str(), signer.name.as_str(), signer.email.as_str()), ("auth0|grace", "Grace", EMAIL));
}

#[test]
fn an_administrators_key_goes_before_who_is_signed_in() {
    let mut stage = signed_in();
    fill(&mut stage, &[EMAIL]);
    assert!(stage.shot(80, 24).contains("▸ Admin's key"));
    stage.type_text("marker-admin-key");
    stage.press(FIND);
    assert_eq!(look_up(&mut stage).0, Access::Token(Secret::new("marker-admin-key")));
    assert!(!stage.shot(80, 24).contains("marker"));
}

#[test]
fn where_nobody_may_look_it_is_said_who_has_to() {
    let mut stage = at_subject();
    stage.press(FIND);
    assert!(stage.told().contains("Enter the user's e-mail address"), "{}", stage.told());
    stage.type_text(EMAIL);
    stage.press(FIND);
    assert!(stage.told().contains("Enter an administrator's key here"), "{}", stage.told());
    assert!(stage.asked().is_empty() && stage.shot(80, 24).contains("▸ Admin's key"));
}

#[test]
fn the_address_below_serves_where_there_is_no_subject_yet() {
    let mut stage = signed_in();
    for _ in 0..2 {
        stage.press(DOWN);
    }
    stage.type_text(EMAIL);
    stage.press(FIND);
    assert_eq!(look_up(&mut stage).1, EMAIL);
    found(&mut stage, vec![]);
    assert!(stage.shot(80, 24).contains("No user you can see"));
}

#[test]
fn a_look_up_that_is_refused_asks_for_an_administrators_key() {
    for (admin, words) in [("", "You may not look up users here"), ("marker-key", "This key cannot look up users")] {
        let mut stage = signed_in();
        fill(&mut stage, &[EMAIL]);
        stage.type_text(admin);
        stage.press(FIND);
        stage.asked();
        stage.answer(Answer::FindUser(Err(refused(FailureKind::Forbidden, 403))));
        assert!(stage.told().contains(words), "{}", stage.told());
        assert!(stage.shot(80, 24).contains("▸ Admin's key"));
    }
}

#[test]
fn of_several_users_one_is_taken_and_one_without_a_subject_is_not() {
    let mut stage = signed_in();
    stage.type_text(EMAIL);
    stage.press(FIND);
    stage.asked();
    let nameless = User { subject: String::new(), ..grace() };
    found(&mut stage, vec![nameless, User { subject: "old|grace".into(), ..grace() }]);
    stage.press(ENTER);
    assert!(stage.told().contains("does not show this user's subject"));
    stage.press(DOWN);
    stage.press(ENTER);
    assert!(stage.shot(80, 24).contains("old|grace"));
}

#[test]
fn what_comes_after_the_address_was_changed_changes_nothing_and_esc_leads_back_to_the_fields() {
    let mut stage = signed_in();
    stage.type_text(EMAIL);
    stage.press(FIND);
    stage.type_text("2");
    assert!(!stage.shared.pending.has(Asked::FindUser));
    found(&mut stage, vec![grace()]);
    assert!(stage.shot(80, 24).contains("▸ Subject"));
    stage.press(FIND);
    found(&mut stage, vec![grace()]);
    stage.press(ESC);
    assert!(stage.shot(80, 24).contains("grace@acme.example2"));
}
