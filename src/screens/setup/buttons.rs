//! The buttons: which ones a page has, what they are called, and what pressing one does.

use super::{
    Page, State,
    answers::{Row, SetUpKind},
    plan::{Findings, Inspection},
    run::{RunAt, SetUpRun},
    trial::Before,
};
use crate::{
    domain::{setup::Part, step::Step},
    kit::{
        form::{Form, Words},
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

const REMOVE_FOUND: &str = "Remove what exists";

impl State {
    /// The form of the page, which is asked for nothing where there is only something to read, and buttons.
    pub(super) fn form(&self) -> &Form<Row> {
        match self.page {
            Page::Intro => &self.answers.what,
            Page::Answers => &self.answers.form,
            Page::Trial => &self.trial.form,
            Page::Review | Page::Run | Page::Removal | Page::Done => &self.stops,
        }
    }

    /// The same, with the buttons that there are now.
    pub(super) fn form_mut(&mut self) -> &mut Form<Row> {
        let buttons = self.buttons().len();
        let form = match self.page {
            Page::Intro => &mut self.answers.what,
            Page::Answers => &mut self.answers.form,
            Page::Trial => &mut self.trial.form,
            Page::Review | Page::Run | Page::Removal | Page::Done => &mut self.stops,
        };
        form.set_rows(Row::Buttons, buttons);
        form
    }

    pub(super) fn focus_on_button(&mut self, at: usize) {
        self.form_mut().go_to_row(Row::Buttons, at);
    }

    /// Whether the focus is on a field.
    pub(super) fn is_in_field(&self) -> bool {
        !matches!(self.form().focus(), None | Some(Row::Text | Row::Buttons))
    }

    /// The button that has the focus. None has it at first: an Enter that was meant for the page before presses nothing.
    pub(super) fn at(&self) -> Option<usize> {
        self.form().row(Row::Buttons)
    }

    /// What the button that has the focus does.
    pub(super) fn focused(&self) -> Option<Button> {
        self.buttons().get(self.at()?).map(|(button, _)| *button)
    }

    /// The buttons of the page, in order, and what they are called.
    pub(super) fn buttons(&self) -> Vec<(Button, Words)> {
        match self.page {
            Page::Intro | Page::Answers => Vec::new(),
            Page::Review => self.review_buttons(),
            Page::Run => self.run_buttons(),
            Page::Removal => self.removal_buttons(),
            Page::Trial => self.trial_buttons(),
            Page::Done => self.done_buttons(),
        }
    }

    fn review_buttons(&self) -> Vec<(Button, Words)> {
        let change = (Button::Change, "Change the answers".into());
        let look_again = (Button::LookAgain, "Look up again".into());
        let mut all = match self.found.inspection(&self.answers) {
            Inspection::Nothing => vec![(Button::Make, "Create all of this".into()), change],
            // Nobody here has the secret of a client that was found.
            Inspection::Part if self.answers.kind == SetUpKind::Client => {
                vec![(Button::Make, "Create a new secret".into()), change]
            }
            Inspection::Part => vec![(Button::Make, "Create what is missing".into()), change],
            Inspection::Whole => vec![(Button::Make, "Use what exists".into()), change],
            Inspection::KeyElsewhere => vec![(Button::Change, "Choose another key id".into())],
            // A client of that name that does something else is nobody's to remove here.
            Inspection::NoGrant => return vec![change],
            Inspection::Unclear(_) => return vec![look_again, change],
            Inspection::Refused(_) => {
                return vec![(Button::SignInAnew, "Sign in as another user".into()), look_again, change];
            }
        };
        let known = self.found.known(&self.answers);
        if [Part::Provider, Part::Client, Part::Key].iter().any(|part| known.has(*part)) {
            all.push((Button::RemoveFound, REMOVE_FOUND.into()));
        }
        all
    }

    fn run_buttons(&self) -> Vec<(Button, Words)> {
        let go_on = match &self.run.at {
            RunAt::Idle | RunAt::Making(_) => return Vec::new(),
            RunAt::Halted(Part::Secret, _) => "Create a new secret",
            RunAt::Halted(..) if self.run.is_unknown() => "Look up whether it was created",
            RunAt::Halted(..) => "Continue",
        };
        let mut all = vec![(Button::GoOn, go_on.into())];
        if self.run.made.is_empty() {
            all.push((Button::Change, "Change the answers".into()));
        } else {
            all.push((Button::RemoveMade, "Remove what was created".into()));
            all.push((Button::LeaveIt, "Keep it".into()));
        }
        all
    }

    fn removal_buttons(&self) -> Vec<(Button, Words)> {
        if self.removal.running {
            return Vec::new();
        }
        let (keep, remove) = match self.removal.parts.as_slice() {
            [part] => ("Keep it", format!("Remove {}", self.run.name(*part)).into()),
            _ => ("Keep them", "Remove all of these".into()),
        };
        vec![(Button::Keep, keep.into()), (Button::Remove, remove)]
    }

    fn trial_buttons(&self) -> Vec<(Button, Words)> {
        if self.trial.trying.is_some() {
            return Vec::new();
        }
        let sign_in = match (self.trial.answer(Row::Subject), self.trial.before()) {
            ("", _) => "Sign in to test it".into(),
            (_, Some(Before::Unknown)) => "Create this user and sign in".into(),
            (_, Some(Before::NotTold)) => "Sign in anyway".into(),
            (subject, _) => format!("Sign in as {subject}").into(),
        };
        let end = if self.trial.proved.is_some() { "Go on" } else { "Continue without a test" };
        vec![(Button::Try, sign_in), (Button::EndTrial, end.into())]
    }

    fn done_buttons(&self) -> Vec<(Button, Words)> {
        let mut all = Vec::new();
        if self.can_sign() {
            let subject = self.trial.answer(Row::Subject);
            all.push((Button::Use, format!("Use it to sign in as {subject}").into()));
            all.push((Button::TestAgain, "Test again".into()));
        }
        if !self.run.removable().is_empty() {
            all.push((Button::RemoveMade, "Undo it now".into()));
        } else if !self.run.own().is_empty() {
            // An earlier run made it.
            all.push((Button::RemoveFound, REMOVE_FOUND.into()));
        }
        all.push((Button::Another, "Set up another one".into()));
        all
    }

    /// The button that has the focus is pressed.
    pub(super) fn press(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(button) = self.focused() else { return Flow::Stay };
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
        let answers = std::mem::take(&mut self.answers);
        // Whom the tests made still exists.
        let made_users = std::mem::take(&mut self.made_users);
        *self = Self { answers, made_users, before: self.before, ..Self::default() };
    }
}
