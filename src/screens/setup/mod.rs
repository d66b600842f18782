//! The assistant that sets up acting as another user: answers, what exists, what will be made, making it, a test, and undoing it.
//!
//! Pages follow one another; nothing is made before the page that shows its request, and nothing is sent twice by itself.

mod answers;
mod buttons;
mod making;
mod plan;
mod record;
mod removal;
mod run;
mod secret;
mod sign_in;
mod trial;
mod view;

use std::time::Instant;

use crate::{
    domain::{
        failure::FailureKind,
        request::{Answer, Call, Chore, Request},
        secret::Secret,
        session::{Me, Session},
    },
    kit::{
        form::{Check, Form, Input, Turn},
        keys::{Binding, Hint, Key, KeyTable, Rank, hints, hints_now, lookup},
        notice::Notice,
        paste::TooMuch,
        screen::{Cx, Flow, Screen},
        scroll::Scroll,
        shared::Shared,
        visit::Visit,
        writes::AnyWrite,
    },
};
use answers::{Row, SetUpAnswers};
use buttons::Button;
use plan::Findings;
use removal::Removal;
use run::{RunAt, SetUpRun};
use secret::{SecretView, UNSEEN};
use sign_in::MadeUser;
use trial::{SIGNING_IN, Trial, stops};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Command {
    /// Go on, or press the button.
    Enter,
    /// The one or the other.
    Choose,
    Up,
    Down,
    PageUp,
    PageDown,
    Reveal,
    /// Nothing: it is under way.
    Wait,
    /// Do not wait until the tenant takes requests again.
    Stop,
    FindUser,
    /// To the page before.
    Back,
    /// Away from the assistant.
    Leave,
}

const SCROLL_DOWN: Binding<Command> = Binding::room(&[Key::PAGE_DOWN], Command::PageDown, "scroll", "scroll down");
const SCROLL_UP: Binding<Command> = Binding::help(&[Key::PAGE_UP], Command::PageUp, "scroll up", "scroll up");
const BACK: Binding<Command> = Binding::first(&[Key::ESC], Command::Back, "back", "to the page before");
const LEAVE: Binding<Command> =
    Binding::help(&[Key::char('q')], Command::Leave, "leave", "leave the assistant; what was created stays");

/// The two things that can be set up.
const CHOICES: &[Binding<Command>] = &[
    Binding::first(&[Key::ENTER], Command::Enter, "next", "continue with this choice; nothing is created yet"),
    Binding::room(
        &[Key::LEFT, Key::RIGHT],
        Command::Choose,
        "choose",
        "choose the one or the other; typing its first letters does the same",
    ),
    Binding::help(&[Key::UP, Key::BACK_TAB], Command::Up, "up", "choose the first, or scroll up"),
    Binding::help(&[Key::DOWN, Key::TAB], Command::Down, "down", "choose the second, or scroll down"),
    SCROLL_DOWN,
    SCROLL_UP,
    LEAVE,
];

const FORM: &[Binding<Command>] = &[
    Binding::first(
        &[Key::ENTER],
        Command::Enter,
        "see the plan",
        "see what exists and what would be created; nothing is created yet",
    ),
    Binding::room(
        &[Key::DOWN, Key::TAB],
        Command::Down,
        "next field",
        "to the next field; in a path, Tab completes it; ← → change a choice",
    ),
    Binding::help(&[Key::UP, Key::BACK_TAB], Command::Up, "field before", "to the field before"),
    Binding { hint: Rank::HelpOnly, ..SCROLL_DOWN },
    SCROLL_UP,
    BACK,
];

/// The form of the test.
const TRIAL: &[Binding<Command>] = &[
    Binding::first(&[Key::ENTER], Command::Enter, "press", "to the button, and press it; in E-mail: find the user"),
    Binding::room(&[Key::DOWN, Key::TAB], Command::Down, "down", "to the next field or button"),
    Binding::help(&[Key::UP, Key::BACK_TAB], Command::Up, "up", "to the field or button before"),
    Binding::room(
        &[Key::ctrl('f')],
        Command::FindUser,
        "find by e-mail",
        "find the subject of the user with this e-mail address",
    ),
    Binding { hint: Rank::HelpOnly, ..SCROLL_DOWN },
    SCROLL_UP,
    Binding::first(&[Key::ESC], Command::Back, "no test", "continue without a test"),
];

/// Buttons below something to read.
const BUTTONS: &[Binding<Command>] = &[
    Binding::first(&[Key::ENTER], Command::Enter, "press", "read on, then to the buttons; on a button, press it"),
    Binding::room(&[Key::DOWN, Key::TAB, Key::RIGHT], Command::Down, "next button", "to the next button"),
    Binding::help(&[Key::UP, Key::BACK_TAB, Key::LEFT], Command::Up, "button before", "to the button before"),
    SCROLL_DOWN,
    SCROLL_UP,
    BACK,
    LEAVE,
];

/// While something is under way that cannot be called back. Nothing of it is for the footer.
const BUSY: &[Binding<Command>] =
    &[Binding::help(&[Key::ESC], Command::Wait, "wait", "nothing while something is being created or removed")];

/// While the tenant asks to wait.
const WAITING: &[Binding<Command>] =
    &[Binding::first(&[Key::ESC], Command::Stop, "stop waiting", "stop waiting; what was sent already is looked up")];

/// Where a secret is shown that is told only once.
const SECRET: &[Binding<Command>] = &[Binding::first(
    &[Key::ctrl('r')],
    Command::Reveal,
    "show the secret",
    "show or hide the secret of the client; it is never copied",
)];

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Page {
    /// What this is, and which of the two.
    #[default]
    Intro,
    Answers,
    /// What exists, and what will be made.
    Review,
    /// It is being made, or it stopped.
    Run,
    /// Shall it go?
    Removal,
    Trial,
    /// Where everything is.
    Done,
}

/// The assistant, where it stands.
#[derive(Debug, Default)]
pub struct State {
    page: Page,
    answers: SetUpAnswers,
    found: Findings,
    run: SetUpRun,
    removal: Removal,
    trial: Trial,
    /// Whom the tests made, or may have made.
    made_users: Vec<MadeUser>,
    /// By which sign-in it is made, and undone. Signing in otherwise afterwards changes nothing here.
    session: Option<Session>,
    /// Who that is.
    by: Option<Me>,
    /// The tenant does not accept that session any more: the next one goes on with it.
    is_refused: bool,
    /// Where the focus of a page is that asks for nothing.
    stops: Form<Row>,
    scroll: Scroll,
    /// Whether the end of the page has been on the screen.
    was_read: bool,
    secret: SecretView,
    /// The person was asked at this button whether what nobody has seen shall be lost.
    asked: Option<Button>,
    /// How many set-ups of this run came before this one.
    before: usize,
}

impl State {
    fn show(&mut self, page: Page) {
        self.page = page;
        self.scroll = Scroll::default();
        self.was_read = false;
        self.secret.is_shown = false;
        self.asked = None;
        self.stops = stops(self.buttons().len());
        if page == Page::Trial {
            self.trial.form.go(Row::Subject);
        }
    }

    fn table(&self) -> &'static [Binding<Command>] {
        match self.page {
            Page::Intro => CHOICES,
            Page::Answers => FORM,
            Page::Trial => TRIAL,
            Page::Review | Page::Run | Page::Removal | Page::Done => BUTTONS,
        }
    }

    /// What the tenant asked to wait with, and is sent again by itself.
    fn waiting<'a>(&self, shared: &'a Shared) -> Option<&'a AnyWrite> {
        [self.run.write, self.removal.write].into_iter().flatten().find_map(|id| shared.writes.waiting(id))
    }

    /// The keys while something is under way.
    fn busy_table(&self, shared: &Shared) -> &'static [Binding<Command>] {
        if self.waiting(shared).is_some() { WAITING } else { BUSY }
    }

    fn command(&mut self, command: Command, cx: &mut Cx<'_>) -> Flow {
        match command {
            // A key that is held down, or was meant for the page before, decides nothing.
            Command::Enter if !cx.fresh => {}
            Command::Enter => return self.enter_pressed(cx),
            Command::Up => self.step(false, cx),
            Command::Down => self.step(true, cx),
            Command::Choose | Command::Wait => {}
            Command::Stop if self.removal.running => self.stop_removing(cx),
            Command::Stop => self.stop_making(cx),
            Command::PageUp => self.scroll.pages(-1, cx.extent),
            Command::PageDown => self.scroll.pages(1, cx.extent),
            Command::Reveal => self.reveal(cx),
            Command::FindUser => self.find_user(cx),
            Command::Back => return self.back(cx),
            Command::Leave => return Flow::Back,
        }
        Flow::Stay
    }

    /// A key for the form of the page.
    fn form_key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        let before = self.form().current().map_or("", Input::text).to_owned();
        let turn = self.form_mut().key(key);
        self.turned(turn, &before, cx)
    }

    /// What a key, a paste or a completed path did to the form of the page. `before`: what stood in the field with the focus.
    fn turned(&mut self, turn: Turn<Row>, before: &str, cx: &mut Cx<'_>) -> Flow {
        if self.page == Page::Intro {
            self.answers.choose();
            self.scroll = Scroll::default();
        }
        match (turn, self.page) {
            (Turn::Pass, _) => return Flow::Pass,
            (Turn::Changed(_), Page::Answers) => self.stop_looking(cx),
            (Turn::Changed(claim), Page::Trial) if self.is_signing_in() => {
                self.trial.form.set(claim, before);
                cx.tell(Notice::info(SIGNING_IN));
            }
            (Turn::Changed(_), Page::Trial) => self.trial_changed(cx),
            (Turn::Left(_), Page::Answers) => self.scroll = Scroll::default(),
            (Turn::Complete(path, target), _) => cx.ask(Request::Here(Chore::CompletePath(path, target))),
            (Turn::Changed(_) | Turn::Left(_) | Turn::Still | Turn::Pressed(_), _) => {}
        }
        Flow::Stay
    }

    fn enter_pressed(&mut self, cx: &mut Cx<'_>) -> Flow {
        match self.page {
            Page::Intro if self.answers.what.check() == Check::Good => self.show(Page::Answers),
            Page::Intro => {}
            Page::Answers => self.inspect(cx),
            Page::Trial if self.asks_for_user() => self.find_user(cx),
            Page::Trial if self.is_in_field() => self.focus_on_button(0),
            Page::Review | Page::Run | Page::Removal | Page::Trial | Page::Done => {
                // What makes something is not pressed before all of it was to be seen.
                if self.wants_reading() {
                    self.scroll.pages(1, cx.extent);
                } else if self.at().is_some() {
                    return self.press(cx);
                } else {
                    self.step(true, cx);
                }
            }
        }
        Flow::Stay
    }

    /// Whether there is more to read before Enter may do what it does here.
    fn wants_reading(&self) -> bool {
        let button = self.focused();
        let makes = match self.page {
            Page::Review => {
                let can_make = self.buttons().iter().any(|(button, _)| *button == Button::Make);
                can_make && button.is_none_or(|it| it == Button::Make)
            }
            Page::Trial => !self.is_in_field() && button.is_none_or(|it| it == Button::Try) && self.trial.makes_user(),
            Page::Intro | Page::Answers | Page::Run | Page::Removal | Page::Done => false,
        };
        makes && !self.was_read
    }

    fn step(&mut self, down: bool, cx: &mut Cx<'_>) {
        self.asked = None;
        let key = if down { Key::DOWN } else { Key::UP };
        if self.page != Page::Intro {
            self.form_mut().key(key);
            // What was read stays where it is.
            if self.is_in_field() {
                self.scroll = Scroll::default();
            }
        } else if self.form().current().and_then(Input::chosen) == Some(usize::from(down)) {
            self.scroll.by_key(key, cx.extent);
        } else {
            self.form_key(if down { Key::RIGHT } else { Key::LEFT }, cx);
        }
    }

    /// One page back, where there is one.
    fn back(&mut self, cx: &mut Cx<'_>) -> Flow {
        match self.page {
            Page::Intro => return Flow::Pass,
            Page::Answers => {
                self.stop_looking(cx);
                self.show(Page::Intro);
            }
            Page::Review => self.back_to_answers(),
            Page::Run if self.run.made.is_empty() => self.back_to_answers(),
            Page::Done if self.can_sign() => self.show(Page::Trial),
            // What was made stands, and this page with it: coming back leads here.
            Page::Run | Page::Done => return Flow::Back,
            Page::Removal => self.keep(cx),
            Page::Trial => self.end_trial(cx),
        }
        Flow::Stay
    }
}

impl Screen for State {
    fn enter(&mut self, _visit: Visit, cx: &mut Cx<'_>) {
        self.answers.prefill(cx.shared.launch.key_folder.as_deref(), cx.shared.launch.wall(cx.now));
        self.secret.is_shown = false;
        self.stop_trying();
        self.sign_anew(cx);
    }

    fn hints(&self, shared: &Shared) -> Vec<Hint> {
        if self.is_busy() {
            return hints(self.busy_table(shared));
        }
        let unread = self.wants_reading();
        let away = self.page != Page::Intro && self.page != Page::Answers && self.at().is_none();
        let finds = self.page == Page::Trial && self.trial.form.focus() == Some(Row::Email);
        let asks = self.page == Page::Trial && self.asks_for_user();
        let mut all = hints_now(self.table(), |command, hint| {
            Some(match command {
                Command::Enter if asks => Hint { short: "find the user", ..hint },
                Command::Enter if unread => Hint { short: if away { "go on" } else { "read on" }, ..hint },
                Command::Enter if away => Hint { short: "go to the buttons", ..hint },
                Command::PageDown if unread => Hint { rank: Rank::First, ..hint },
                Command::Down if self.page == Page::Answers && self.answers.form.visible().count() < 2 => return None,
                Command::FindUser if finds => Hint { rank: Rank::First, ..hint },
                _ => hint,
            })
        });
        if self.has_secret() {
            all.splice(0..0, self.secret_hints());
        }
        all
    }

    fn tables(&self) -> Vec<KeyTable> {
        vec![
            ("the choice", hints(CHOICES)),
            ("the fields", hints(FORM)),
            ("the test", hints(TRIAL)),
            ("pages with buttons", hints(BUTTONS)),
            ("while something is created or removed", hints(BUSY)),
            ("while the tenant asks to wait", hints(WAITING)),
            ("the secret of the client", hints(SECRET)),
        ]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        if self.is_busy() {
            return match lookup(self.busy_table(cx.shared), key) {
                Some(command) => self.command(command, cx),
                None if lookup(self.table(), key).is_some() => Flow::Stay,
                None => Flow::Pass,
            };
        }
        let secret = lookup(SECRET, key).filter(|_| self.has_secret());
        let command = lookup(self.table(), key).or(secret);
        // The screen was drawn since, and its end was in view.
        self.was_read |= cx.fresh && cx.extent.is_at_end();
        match (command, self.page) {
            (None, Page::Review | Page::Run | Page::Removal | Page::Done) => Flow::Pass,
            // The form itself knows what these do, and what is no command.
            (Some(Command::Up | Command::Down), Page::Answers) | (Some(Command::Choose) | None, _) => {
                self.form_key(key, cx)
            }
            (Some(command), _) => self.command(command, cx),
        }
    }

    fn paste(&mut self, text: &Secret, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        let before = self.form().current().map_or("", Input::text).to_owned();
        let turn = self.form_mut().paste(text.expose())?;
        self.turned(turn, &before, cx);
        Ok(())
    }

    fn answer(&mut self, asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        let is_trial = matches!(answer, Answer::TrySignIn(_));
        self.is_refused |= answer.failure().is_some_and(|it| it.kind == FailureKind::Unauthorized) && !is_trial;
        if self.part_answered(asked, &answer, cx) || self.removal_answered(asked, &answer, cx) {
            return Flow::Stay;
        }
        match (answer, asked) {
            (Answer::CompletePath(answer), Request::Here(Chore::CompletePath(begun, _))) => {
                if self.page == Page::Answers {
                    let turn = self.answers.form.completed(begun, answer);
                    self.turned(turn, "", cx);
                }
            }
            (Answer::InspectSetUp(answer), _) => self.inspected(answer, cx),
            (Answer::LoadKeyPair(answer), _) => self.key_loaded(answer),
            (Answer::MakeKeyPair(answer), _) => self.key_made(answer, cx),
            (Answer::TrySignIn(answer), _) => self.tried(answer, cx),
            (Answer::FindSubject(answer), Request::Tenant(_, Call::FindSubject(subject))) => {
                self.subject_found(subject, &answer, cx);
            }
            (Answer::FindUser(answer), Request::Tenant(_, Call::FindUser(email))) => {
                self.users_found(email, answer, cx);
            }
            (Answer::RemoveKeyPair(answer), _) => self.key_removed(answer, cx),
            (Answer::AmendNotes(fault), _) => {
                if let Some(fault) = fault {
                    cx.tell(Notice::warn(fault));
                }
            }
            _ => return Flow::Pass,
        }
        Flow::Stay
    }

    fn due(&self, shared: &Shared, now: Instant) -> Option<Instant> {
        self.waiting(shared)?.due(now)
    }

    fn is_filled(&self) -> bool {
        self.loss().is_some()
    }

    fn loss(&self) -> Option<&'static str> {
        if self.has_unseen_secret() && !self.secret.given_up {
            return Some(UNSEEN);
        }
        if self.is_busy() {
            return Some("It is still running; if you leave now, its outcome stays unknown.");
        }
        match &self.run.at {
            RunAt::Idle | RunAt::Making(_) => None,
            RunAt::Halted(..) if self.asked == Some(Button::LeaveIt) => None,
            RunAt::Halted(..) if self.run.is_unknown() => Some("It is still unknown whether it was created."),
            RunAt::Halted(..) if self.run.made.is_empty() => None,
            RunAt::Halted(..) => Some("It is partly set up: what was created stays, and the next run finds it."),
        }
    }
}

#[cfg(test)]
mod tests;
