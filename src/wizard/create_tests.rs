//! The promise of the create, with everything around it: keys that were not meant for it, answers that come too late.

use std::time::{Duration, Instant};

use crate::{
    domain::{
        connection::{Connection, Created},
        credential::CredentialChoice,
        failure::{Failure, FailureKind},
        request::{Answer, Asked, Call, Request},
        step::Step,
        tenant::Tenant,
        write::Flight,
        writes::Delete,
    },
    kit::{
        effect::{Effect, Exit},
        event::{Event, RequestId},
        keys::{Code, Key},
        notice::Notice,
        scroll::Extent,
        shared::ExistingDraft,
        visit::{ScreenId, Taken, Visit},
    },
    screens::{
        creating::testing::{ENTER, ESC, gbq, made, refusal, s3},
        testing::{me, session, source},
    },
    wizard::{
        flow::go,
        model::Model,
        update::{drawn, start, update},
    },
};

struct Wizard {
    model: Model,
    now: Instant,
    creates: Vec<RequestId>,
    effects: Vec<Effect>,
}

impl Wizard {
    /// On Review, with every answer given, and not drawn yet.
    #[expect(clippy::disallowed_methods, reason = "any instant will do, the test moves it on")]
    fn on_review() -> Self {
        let mut model = Model::default();
        model.shared.draft.choose_tenant(session().tenant);
        model.shared.draft.here_mut().session = Some(session());
        model.shared.draft.here_mut().me = Some(me());
        s3(&mut model.shared, CredentialChoice::Embedded);
        model.screens.follow(&model.shared);
        model.step = Step::Review;
        let now = Instant::now();
        start(&mut model, now);
        Self { model, now, creates: Vec::new(), effects: Vec::new() }
    }

    fn event(&mut self, event: Event) {
        let effects = update(&mut self.model, event, self.now);
        for effect in &effects {
            if let Effect::Start { id, request, .. } = effect
                && matches!(**request, Request::Tenant(_, Call::Create(..)))
            {
                self.creates.push(*id);
            }
        }
        self.effects.extend(effects);
    }

    fn press(&mut self, key: Key) {
        self.event(Event::Key(key));
    }

    fn draw(&mut self) {
        drawn(&mut self.model, Extent::default());
    }

    fn pause(&mut self) {
        self.now += Duration::from_secs(1);
    }

    /// The person reads, and presses the button that has the focus then.
    fn create(&mut self) -> RequestId {
        self.draw();
        self.pause();
        self.press(ENTER);
        self.creates[0]
    }
}

#[test]
fn an_enter_before_the_screen_is_drawn_does_nothing() {
    let mut wizard = Wizard::on_review();
    for _ in 0..10 {
        wizard.pause();
        wizard.press(ENTER);
    }
    assert!(wizard.creates.is_empty());
}

#[test]
fn an_enter_that_is_held_down_never_creates() {
    let mut wizard = Wizard::on_review();
    // It went down on the screen before.
    wizard.press(ENTER);
    wizard.draw();
    for _ in 0..300 {
        wizard.now += Duration::from_millis(33);
        wizard.press(ENTER);
    }
    assert!(wizard.creates.is_empty());
}

#[test]
fn a_create_is_sent_once_however_often_a_key_is_pressed_meanwhile() {
    let mut wizard = Wizard::on_review();
    wizard.create();
    for key in [ENTER, Key::plain(Code::Tab), Key::char('l'), Key::ctrl('g'), Key::plain(Code::Up), ENTER] {
        wizard.pause();
        wizard.press(key);
    }
    assert_eq!((wizard.creates.len(), wizard.model.step), (1, Step::Review));
}

#[test]
fn the_answer_leads_to_done_and_an_enter_held_down_does_not_leave() {
    let mut wizard = Wizard::on_review();
    let id = wizard.create();
    wizard.event(Event::Answered(id, Answer::Create(Ok(Created::Made(made("Orders"))))));
    assert_eq!(wizard.model.step, Step::Done);
    wizard.press(ENTER);
    wizard.draw();
    wizard.press(ENTER);
    assert!(!wizard.effects.iter().any(|effect| matches!(effect, Effect::Quit(_))));
    wizard.pause();
    wizard.press(ENTER);
    assert!(wizard.effects.contains(&Effect::Quit(Exit::Done)));
}

#[test]
fn leaving_from_done_asks_first_where_an_outcome_is_not_known() {
    for key in [ENTER, Key::char('q')] {
        let mut wizard = Wizard::on_review();
        let id = wizard.create();
        wizard.event(Event::Answered(id, Answer::Create(Ok(Created::Made(made("Orders"))))));
        let delete = Delete::connection("c-9", "Stock");
        let mut flight = Flight::new(delete, session(), None);
        flight.send(wizard.now);
        wizard.model.shared.writes.add(flight);
        wizard.draw();
        wizard.pause();
        wizard.press(key);
        assert!(!wizard.effects.iter().any(|effect| matches!(effect, Effect::Quit(_))));
        assert!(wizard.model.shared.notice.clone().unwrap().text.contains("Press it again"));
        wizard.draw();
        wizard.pause();
        wizard.press(key);
        assert!(wizard.effects.contains(&Effect::Quit(Exit::Unknown)));
    }
}

#[test]
fn a_code_for_a_connection_that_exists_is_not_lost_without_a_question() {
    let mut wizard = Wizard::on_review();
    gbq(&mut wizard.model.shared);
    let draft = wizard.model.shared.draft.clone();
    let connection = Connection { id: "c-1".into(), name: "Clicks".into(), ..Connection::default() };
    let existing = ExistingDraft { connection, draft, tags: Vec::new(), is_new: true, instead: None };
    wizard.model.shared.existing = Some(Box::new(existing));
    go(&mut wizard.model, ScreenId::Reauthorize.into(), wizard.now, &mut Vec::new());
    // What was typed into the steps is not what this is about.
    wizard.model.step = Step::Done;
    wizard.draw();
    wizard.pause();
    wizard.press(ENTER);
    let url = "https://accounts.google.com/o/oauth2/v2/auth?client_id=c&redirect_uri=https%3A%2F%2Facme.eu.qlikcloud.com%2Fcb&state=s";
    let asked = wizard.effects.iter().rev().find_map(|effect| match effect {
        Effect::Start { id, request, .. } if request.asked() == Asked::AskAuthUrl => Some(*id),
        _ => None,
    });
    wizard.event(Event::Answered(asked.unwrap(), Answer::AskAuthUrl(Ok(Created::AuthUrl(url.into())))));
    wizard.event(Event::Pasted(crate::domain::secret::Secret::new("4/0A-a-code")));
    assert!(wizard.model.screens.get(ScreenId::Reauthorize).is_filled());
    wizard.press(Key::ctrl('c'));
    assert!(!wizard.effects.iter().any(|effect| matches!(effect, Effect::Quit(_))));
    wizard.press(Key::ctrl('c'));
    assert!(wizard.effects.contains(&Effect::Quit(Exit::Done)));
}

#[test]
fn the_summary_names_the_tenant_where_it_was_made_whatever_was_chosen_since() {
    let mut wizard = Wizard::on_review();
    let id = wizard.create();
    wizard.event(Event::Answered(id, Answer::Create(Ok(Created::Made(made("Orders"))))));
    wizard.model.shared.draft.choose_tenant(Tenant::parse("other.eu.qlikcloud.com").unwrap());
    let created = "Created the connection \"Orders\" (c-1) in the space \"Sales\" at acme.eu.qlikcloud.com";
    let login = "with embedded credentials";
    assert_eq!(wizard.model.summary(), format!("{created}, {login}.\n"));
    wizard.model.shared.made[0].acting_as = Some("Grace Hopper".into());
    assert_eq!(wizard.model.summary(), format!("{created} as Grace Hopper, {login}.\n"));
}

#[test]
fn an_answer_after_esc_changes_nothing_and_leaving_says_that_it_is_unknown() {
    let mut wizard = Wizard::on_review();
    let id = wizard.create();
    wizard.press(ESC);
    wizard.event(Event::Answered(id, Answer::Create(Ok(Created::Made(made("Orders"))))));
    assert_eq!((wizard.model.step, wizard.model.shared.made.len()), (Step::Review, 0));
    wizard.press(Key::ctrl('c'));
    assert!(!wizard.effects.iter().any(|effect| matches!(effect, Effect::Quit(_))));
    wizard.press(Key::ctrl('c'));
    assert!(wizard.effects.contains(&Effect::Quit(Exit::Unknown)));
}

#[test]
fn a_key_that_expired_is_proved_again_and_leads_back_to_review() {
    let mut wizard = Wizard::on_review();
    let id = wizard.create();
    wizard.event(Event::Answered(id, Answer::Create(Err(refusal(FailureKind::Unauthorized, 401, "", "")))));
    assert_eq!((wizard.model.step, &wizard.model.then), (Step::SignIn, &Some(Step::Review.into())));
    let told = wizard.model.shared.notice.clone().unwrap().text;
    assert!(told.starts_with("Nothing was created") && told.ends_with("Sign in again."), "{told}");
    // The list of ways to sign in, and the first of them.
    wizard.draw();
    wizard.press(ENTER);
    wizard.event(Event::Pasted(crate::domain::secret::Secret::new("another-key-0123456789-0123")));
    wizard.draw();
    wizard.pause();
    wizard.press(ENTER);
    let sign_in = wizard.effects.iter().rev().find_map(|effect| match effect {
        Effect::Start { id, request, .. } if matches!(**request, Request::Tenant(_, Call::SignIn)) => Some(*id),
        _ => None,
    });
    wizard.event(Event::Answered(sign_in.unwrap(), Answer::SignIn(Ok(me()))));
    assert_eq!(wizard.model.step, Step::Review);
    assert_eq!(wizard.creates.len(), 1);
}

#[test]
fn a_paste_that_is_taken_ends_what_was_said_of_the_one_before() {
    let mut wizard = Wizard::on_review();
    go(&mut wizard.model, Step::Details.into(), wizard.now, &mut Vec::new());
    wizard.draw();
    // The button at the end takes no text, the name at the start does.
    wizard.press(Key::PAGE_DOWN);
    let paste = || Event::Pasted(crate::domain::secret::Secret::new("x"));
    wizard.event(paste());
    let told = |wizard: &Wizard| wizard.model.shared.notice.as_ref().map(|notice| notice.text.clone());
    assert!(told(&wizard).is_some_and(|told| told.contains("no field has the focus")), "{:?}", told(&wizard));
    wizard.press(Key::PAGE_UP);
    wizard.event(paste());
    assert_eq!(told(&wizard), None);
    // What nobody said of a paste stays.
    wizard.model.shared.notice = Some(Notice::info("Signed in."));
    wizard.event(paste());
    assert_eq!(told(&wizard).as_deref(), Some("Signed in."));
    wizard.event(Event::PastedTooMuch);
    wizard.event(paste());
    assert_eq!(told(&wizard), None);
}

#[test]
fn a_created_connection_ends_every_way_back() {
    let mut wizard = Wizard::on_review();
    wizard.model.then = Some(Step::Authorize.into());
    let id = wizard.create();
    wizard.event(Event::Answered(id, Answer::Create(Ok(Created::Made(made("Orders"))))));
    assert_eq!((wizard.model.step, &wizard.model.then), (Step::Done, &None));
}

#[test]
fn another_source_drops_what_was_to_be_said_about_the_one_before_but_no_way_back() {
    let taken = Taken { name: "Orders".into(), proposal: "Orders 2".into(), is_free: true };
    for (then, stays) in [(Visit::NameTaken(taken), false), (Step::Review.into(), true)] {
        let mut wizard = Wizard::on_review();
        wizard.model.then = Some(then);
        wizard.press(Key::plain(Code::Down));
        assert!(wizard.model.then.is_some());
        wizard.model.shared.draft.here_mut().source = Some(source("gbq"));
        wizard.press(Key::plain(Code::Down));
        assert_eq!(wizard.model.then.is_some(), stays);
    }
}

#[test]
fn what_is_unknown_stays_so_over_other_steps_and_back() {
    let mut wizard = Wizard::on_review();
    let id = wizard.create();
    let failure = Failure::new(FailureKind::OutcomeUnknown, "creating the connection");
    wizard.event(Event::Answered(id, Answer::Create(Err(failure))));
    wizard.press(ESC);
    wizard.press(ESC);
    assert_eq!(wizard.model.step, Step::Details);
    assert!(wizard.model.shared.writes.is_open());
    wizard.model.step = Step::Review;
    start(&mut wizard.model, wizard.now);
    assert!(wizard.model.shared.pending.has(Asked::LookUp));
    assert_eq!(wizard.creates.len(), 1);
}

#[test]
fn esc_after_the_question_of_ctrl_c_takes_back_the_question_alone() {
    let mut wizard = Wizard::on_review();
    let id = wizard.create();
    wizard.press(Key::ctrl('c'));
    assert!(wizard.model.shared.notice.clone().unwrap().text.contains("Press Ctrl+C again to leave"));
    wizard.press(ESC);
    assert_eq!(wizard.model.shared.notice, None);
    wizard.press(Key::ctrl('c'));
    assert!(!wizard.effects.iter().any(|effect| matches!(effect, Effect::Quit(_))));
    wizard.press(ESC);
    // The create is waited for as before: an Esc of its own would have ended that.
    wizard.event(Event::Answered(id, Answer::Create(Ok(Created::Made(made("Orders"))))));
    assert_eq!(wizard.model.step, Step::Done);
}
