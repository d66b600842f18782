//! The assistant that sets up acting as another user: answers, what exists, what will be made, making it, a test, and undoing it.
//!
//! Pages follow one another; nothing is made before the page that shows its request, and nothing is sent twice by itself.

mod answers;
mod buttons;
mod closing;
mod field;
mod finding;
mod keys;
mod moves;
mod notes;
mod paths;
mod plan;
mod removal;
mod run;
mod secret;
mod trial;
mod trying;
mod users;
mod view;

use crate::{
    domain::{
        request::{Answer, Call, Chore, Request},
        secret::Secret,
        session::{Me, Session},
    },
    kit::{
        keys::{Hint, Key, Rank, hints, hints_now, lookup},
        line::Edit,
        notice::Notice,
        paste::TooMuch,
        path::Completing,
        screen::{Cx, Flow, Screen},
        scroll::Scroll,
        shared::Shared,
        visit::Visit,
    },
};
use answers::Answers;
use buttons::Button;
use keys::{BUSY, BUTTONS, CHOICES, Command, FORM, SECRET, TRIAL};
use plan::Found;
use removal::Removal;
use run::Run;
use secret::SecretView;
use trial::Trial;
use users::MadeUser;

/// The pages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Page {
    /// What this is, and which of the two.
    #[default]
    Intro,
    /// The fields.
    Answers,
    /// What exists, and what will be made.
    Review,
    /// It is being made, or it stopped.
    Run,
    /// Shall it go?
    Removal,
    /// Signing in as somebody.
    Trial,
    /// Where everything is.
    Done,
}

/// The assistant, where it stands.
#[derive(Debug, Default)]
pub struct State {
    page: Page,
    answers: Answers,
    completing: Completing,
    found: Found,
    run: Run,
    removal: Option<Removal>,
    trial: Trial,
    /// Whom the tests made, or may have made.
    made_users: Vec<MadeUser>,
    /// By which sign-in it is made, and undone. Signing in otherwise afterwards changes nothing here.
    session: Option<Session>,
    /// Who that is.
    by: Option<Me>,
    /// The button that has the focus. None has it at first: an Enter that was meant for the page before presses nothing.
    at: Option<usize>,
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
        self.at = None;
        self.scroll = Scroll::default();
        self.was_read = false;
        self.secret.is_shown = false;
        self.asked = None;
        if page == Page::Trial {
            self.trial.at = Some(0);
        }
    }

    fn command(&mut self, command: Command, cx: &mut Cx<'_>) -> Flow {
        match command {
            // A key that is held down, or was meant for the page before, decides nothing.
            Command::Enter if !cx.fresh => Flow::Stay,
            Command::Enter => self.enter_pressed(cx),
            Command::Up => self.step(false, cx),
            Command::Down => self.step(true, cx),
            Command::Wait => Flow::Stay,
            Command::PageUp => {
                self.scroll.pages(-1, cx.extent);
                Flow::Stay
            }
            Command::PageDown => {
                self.scroll.pages(1, cx.extent);
                Flow::Stay
            }
            Command::Reveal => {
                self.reveal(cx);
                Flow::Stay
            }
            Command::FindUser => {
                self.find_user(cx);
                Flow::Stay
            }
            Command::Back => self.back(cx),
            Command::Leave => Flow::Back,
        }
    }
}

impl Screen for State {
    fn enter(&mut self, _visit: Visit, cx: &mut Cx<'_>) {
        self.answers.prefill(cx.shared.launch.key_folder.as_deref(), cx.shared.launch.wall(cx.now));
        self.secret.is_shown = false;
        self.stop_trying();
    }

    fn hints(&self, _shared: &Shared) -> Vec<Hint> {
        if self.is_busy() {
            return hints(BUSY);
        }
        let unread = self.wants_reading();
        let away = self.page != Page::Intro && self.page != Page::Answers && self.at.is_none();
        let finds = self.page == Page::Trial && self.trial.at == Some(trial::EMAIL);
        let asks = self.page == Page::Trial && self.asks_for_user();
        let table = match self.page {
            Page::Intro => CHOICES,
            Page::Answers => FORM,
            Page::Trial => TRIAL,
            Page::Review | Page::Run | Page::Removal | Page::Done => BUTTONS,
        };
        let mut all = hints_now(table, |command, hint| {
            Some(match command {
                Command::Enter if asks => Hint { short: "find the user", ..hint },
                Command::Enter if unread => Hint { short: if away { "go on" } else { "read on" }, ..hint },
                Command::Enter if away => Hint { short: "go to the buttons", ..hint },
                Command::PageDown if unread => Hint { rank: Rank::First, ..hint },
                Command::FindUser if finds => Hint { rank: Rank::First, ..hint },
                _ => hint,
            })
        });
        if self.has_secret() {
            all.splice(0..0, self.secret_hints());
        }
        all
    }

    fn tables(&self) -> Vec<Vec<Hint>> {
        vec![hints(CHOICES), hints(FORM), hints(TRIAL), hints(BUTTONS), hints(BUSY), hints(SECRET)]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        let table = match self.page {
            Page::Intro => CHOICES,
            Page::Answers => FORM,
            Page::Trial => TRIAL,
            Page::Review | Page::Run | Page::Removal | Page::Done => BUTTONS,
        };
        let secret = lookup(SECRET, key).filter(|_| self.has_secret());
        let command = lookup(table, key).or(secret);
        if self.is_busy() {
            return if command.is_some() { Flow::Stay } else { Flow::Pass };
        }
        // The screen was drawn since, and its end was in view.
        self.was_read |= cx.fresh && cx.extent.top >= cx.extent.last;
        if self.completes(key, cx) {
            return Flow::Stay;
        }
        if let Some(command) = command {
            return self.command(command, cx);
        }
        let edit = match self.page {
            Page::Answers => self.answers.key(key),
            Page::Trial => self.trial_key(key, cx),
            Page::Intro | Page::Review | Page::Run | Page::Removal | Page::Done => Edit::Pass,
        };
        match edit {
            Edit::Pass => Flow::Pass,
            Edit::Moved => Flow::Stay,
            Edit::Changed => {
                if self.page == Page::Answers {
                    self.stop_looking(cx);
                } else {
                    self.trial_edited(cx);
                }
                Flow::Stay
            }
        }
    }

    fn paste(&mut self, text: &Secret, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        match self.page {
            Page::Answers => {
                self.stop_looking(cx);
                self.answers.paste(text.expose())
            }
            Page::Trial => self.trial_paste(text.expose(), cx),
            Page::Intro | Page::Review | Page::Run | Page::Removal | Page::Done => Ok(()),
        }
    }

    fn answer(&mut self, asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        if self.part_answered(asked, &answer, cx) || self.removal_answered(asked, &answer, cx) {
            return Flow::Stay;
        }
        match (answer, asked) {
            (Answer::CompletePath(answer), Request::Here(Chore::CompletePath(begun, _))) => {
                self.path_completed(begun, answer, cx);
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

    fn is_filled(&self) -> bool {
        self.loss().is_some()
    }

    fn loss(&self) -> Option<&'static str> {
        self.at_stake()
    }
}

#[cfg(test)]
mod tests;
