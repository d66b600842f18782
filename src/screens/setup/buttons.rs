//! The buttons: which ones a page has, what they are called, and what pressing one does.

use super::{
    Page, State,
    answers::{SetUpAnswers, SetUpKind},
    plan::{Findings, Inspection},
    removal::Removal,
    run::{RunAt, SetUpRun, Then},
    trial::{Before, Stop, Trial},
};
use crate::{
    domain::{
        setup::{Part, PartLookup},
        step::Step,
    },
    kit::{
        form::Form,
        screen::{Cx, Flow},
        visit::{Goal, Prepared, Visit},
    },
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Button {
    Make,
    LookAgain,
    /// To Sign in, to be somebody else.
    SignInAnew,
    /// Back to the fields.
    Change,
    RemoveFound,
    GoOn,
    RemoveMade,
    LeaveIt,
    Keep,
    Remove,
    /// Sign in as somebody.
    Try,
    /// The test is done, or not wanted.
    EndTrial,
    Use,
    /// To the test once more.
    TestAgain,
    Another,
}

impl State {
    /// The stops of the page: the fields of the test, the text, the buttons.
    pub(super) fn form(&self) -> &Form<Stop> {
        if self.page == Page::Trial { &self.trial.form } else { &self.stops }
    }

    /// The same, with the buttons that there are now.
    pub(super) fn form_mut(&mut self) -> &mut Form<Stop> {
        let buttons = self.buttons().len();
        let form = if self.page == Page::Trial { &mut self.trial.form } else { &mut self.stops };
        form.set_rows(Stop::Buttons, buttons);
        form
    }

    pub(super) fn focus_on_button(&mut self, at: usize) {
        self.form_mut().go_to_row(Stop::Buttons, at);
    }

    /// Whether the focus is on a field of the test.
    pub(super) fn is_in_field(&self) -> bool {
        !matches!(self.form().focus(), None | Some(Stop::Text | Stop::Buttons))
    }

    /// The button that has the focus. None has it at first: an Enter that was meant for the page before presses nothing.
    pub(super) fn at(&self) -> Option<usize> {
        self.form().row(Stop::Buttons)
    }

    /// The buttons of the page, in order.
    pub(super) fn buttons(&self) -> Vec<Button> {
        match self.page {
            Page::Intro | Page::Answers => Vec::new(),
            Page::Review => self.review_buttons(),
            Page::Run => match &self.run.at {
                RunAt::Halted(_) => {
                    let mut all = vec![Button::GoOn];
                    if self.run.made.is_empty() {
                        all.push(Button::Change);
                    } else {
                        all.extend([Button::RemoveMade, Button::LeaveIt]);
                    }
                    all
                }
                RunAt::Idle | RunAt::Making(_) | RunAt::LookingUp(_) => Vec::new(),
            },
            Page::Removal if self.is_removing() => Vec::new(),
            Page::Removal => vec![Button::Keep, Button::Remove],
            Page::Trial if self.trial.trying.is_some() => Vec::new(),
            Page::Trial => vec![Button::Try, Button::EndTrial],
            Page::Done => {
                let mut all = Vec::new();
                if self.can_sign() {
                    all.extend([Button::Use, Button::TestAgain]);
                }
                if !self.run.removable().is_empty() {
                    all.push(Button::RemoveMade);
                } else if !self.run.own().is_empty() {
                    // An earlier run made it.
                    all.push(Button::RemoveFound);
                }
                all.push(Button::Another);
                all
            }
        }
    }

    fn review_buttons(&self) -> Vec<Button> {
        let found = matches!(
            self.found.existing.as_deref().map(|it| (&it.provider, &it.client)),
            Some((PartLookup::Found(_), _) | (_, PartLookup::Found(_)))
        ) || self.found.pair().is_some();
        let mut all = match self.found.inspection(&self.answers) {
            Inspection::Nothing => return vec![Button::Make, Button::Change],
            Inspection::Part | Inspection::Whole => vec![Button::Make, Button::Change],
            Inspection::KeyElsewhere => vec![Button::Change],
            // A client of that name that does something else is nobody's to remove here.
            Inspection::NoGrant => return vec![Button::Change],
            Inspection::Unclear(_) => return vec![Button::LookAgain, Button::Change],
            Inspection::Refused(_) => return vec![Button::SignInAnew, Button::LookAgain, Button::Change],
        };
        if found {
            all.push(Button::RemoveFound);
        }
        all
    }

    /// Whether the client that was found lacks a secret that anybody here has.
    fn makes_secret(&self) -> bool {
        let found = self.found.existing.as_deref().map(|existing| &existing.client);
        matches!(found, Some(PartLookup::Found(client)) if client.may_impersonate)
    }

    pub(super) fn label(&self, button: Button) -> String {
        match button {
            Button::Make if self.makes_secret() => "Create a new secret".to_owned(),
            Button::Make => match self.found.inspection(&self.answers) {
                Inspection::Part => "Create what is missing".to_owned(),
                Inspection::Whole => "Use what exists".to_owned(),
                Inspection::Nothing
                | Inspection::KeyElsewhere
                | Inspection::NoGrant
                | Inspection::Unclear(_)
                | Inspection::Refused(_) => "Create all of this".to_owned(),
            },
            Button::LookAgain => "Look up again".to_owned(),
            Button::SignInAnew => "Sign in as another user".to_owned(),
            Button::Change if self.found.inspection(&self.answers) == Inspection::KeyElsewhere => {
                "Choose another key id".to_owned()
            }
            Button::Change => "Change the answers".to_owned(),
            Button::RemoveFound => "Remove what exists".to_owned(),
            Button::GoOn => match &self.run.at {
                RunAt::Halted(halt) if halt.part == Part::Secret => "Create a new secret".to_owned(),
                RunAt::Halted(halt) if halt.then == Then::LookUp => "Look up whether it was created".to_owned(),
                RunAt::Idle | RunAt::Making(_) | RunAt::LookingUp(_) | RunAt::Halted(_) => "Continue".to_owned(),
            },
            Button::RemoveMade if self.page == Page::Done => "Undo it now".to_owned(),
            Button::RemoveMade => "Remove what was created".to_owned(),
            Button::Keep if self.removal.as_ref().is_some_and(|removal| removal.parts.len() > 1) => {
                "Keep them".to_owned()
            }
            Button::LeaveIt | Button::Keep => "Keep it".to_owned(),
            Button::Remove => match self.removal.as_ref().and_then(|removal| removal.parts.first()) {
                Some(part) if self.removal.as_ref().is_some_and(|removal| removal.parts.len() == 1) => {
                    format!("Remove {}", self.run.name(*part))
                }
                Some(_) | None => "Remove all of these".to_owned(),
            },
            Button::Try => match self.trial.answer(Stop::Subject) {
                "" => "Sign in to test it".to_owned(),
                _ if self.makes_user() => match self.trial.before() {
                    Some(Before::Unknown) => "Create this user and sign in".to_owned(),
                    Some(Before::Known | Before::NotTold) | None => "Sign in anyway".to_owned(),
                },
                subject => format!("Sign in as {subject}"),
            },
            Button::EndTrial if self.trial.proved.is_some() => "Go on".to_owned(),
            Button::EndTrial => "Continue without a test".to_owned(),
            Button::Use => format!("Use it to sign in as {}", self.trial.answer(Stop::Subject)),
            Button::TestAgain => "Test again".to_owned(),
            Button::Another => "Set up another one".to_owned(),
        }
    }

    /// The button that has the focus is pressed.
    pub(super) fn press(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(button) = self.at().and_then(|at| self.buttons().get(at).copied()) else { return Flow::Stay };
        // What was told belonged to what is left behind now.
        cx.shared.notice = None;
        match button {
            Button::Make => self.begin(cx),
            Button::LookAgain => self.inspect(cx),
            Button::SignInAnew => {
                self.back_to_answers();
                // Where the set-up is what the program was started for, signing in leads to it anyway.
                let leads_here = cx.shared.launch.goal.screen().is_some();
                return Flow::Goto(if leads_here { Step::SignIn.into() } else { Visit::ForSetUp });
            }
            Button::Change => {
                if self.found.inspection(&self.answers) == Inspection::KeyElsewhere {
                    self.answers.next_key_id();
                }
                self.back_to_answers();
            }
            Button::RemoveFound => self.ask_removal_of_found(cx),
            Button::GoOn => self.go_on(cx),
            Button::RemoveMade => {
                let parts = self.run.removable();
                self.ask_removal(parts, None);
            }
            Button::LeaveIt => {
                // Whoever presses this has read what stands, and only a secret that nobody has seen is asked about.
                self.asked = Some(button);
                return Flow::Back;
            }
            Button::Keep => self.keep(cx),
            Button::Remove => self.remove(cx),
            Button::Try => self.try_sign_in(cx),
            Button::EndTrial => self.end_trial(cx),
            Button::Use if self.may_lose_secret(button, cx) => return self.use_it(cx),
            Button::TestAgain => self.show(Page::Trial),
            Button::Another if self.may_lose_secret(button, cx) => {
                self.start_over();
                self.close_record();
            }
            // Not before it was pressed twice.
            Button::Use | Button::Another => {}
        }
        Flow::Stay
    }

    /// Hands it over to Sign in. Whoever came for the set-up goes on to a connection then.
    fn use_it(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(access) = self.access() else {
            self.show(Page::Trial);
            return Flow::Stay;
        };
        let key = self.run.key.as_ref().filter(|_| self.answers.kind == SetUpKind::Signed);
        let is_known = self.trial.before() == Some(Before::Known);
        let prepared = Prepared { access, key_path: key.map(|pair| pair.key_path.clone()), is_known };
        cx.shared.launch.goal = Goal::Connection;
        Flow::Goto(Visit::Prepared(Box::new(prepared)))
    }

    /// Back to the fields; nothing was made, as far as anybody knows.
    pub(super) fn back_to_answers(&mut self) {
        if self.run.open_part().is_some() {
            // Its entry stays: what is made from here on may have another name.
            self.close_record();
        }
        self.found = Findings::default();
        self.session = None;
        self.run = SetUpRun::default();
        self.show(Page::Answers);
    }

    /// Nothing stands any more, or something else shall be set up. What was typed stays.
    pub(super) fn start_over(&mut self) {
        let answers: SetUpAnswers = std::mem::take(&mut self.answers);
        let removal: Option<Removal> = None;
        // Whom the tests made still exists.
        let made_users = std::mem::take(&mut self.made_users);
        *self = Self { answers, removal, trial: Trial::default(), made_users, before: self.before, ..Self::default() };
    }
}
