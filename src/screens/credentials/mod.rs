//! Step Credentials: how the login is kept. Three ways; two of them have a name that is looked up while it is typed.

mod commit;
mod lookup;
mod place;
mod view;

use std::time::Duration;

use self::{
    commit::Repeat,
    lookup::{Lookup, PAUSE, contradiction},
    place::Row,
};
use crate::{
    domain::{
        credential::{Credential, CredentialCheck, CredentialChoice, Mode},
        request::{Answer, Asked, Call, Request},
        secret::Secret,
        text::next_name,
    },
    kit::{
        cursor::Cursor,
        form::{Form, Origin, Turn},
        keys::{Binding, Hint, Key, KeyTable, hints, hints_now, lookup},
        notice::Notice,
        paste::TooMuch,
        screen::{Cx, Flow, Screen},
        shared::Shared,
        visit::{Taken, Visit},
    },
};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// To the row above or below.
    Move,
    /// Choose, take, or go on.
    Next,
    /// Use the credential that has the name already.
    UseIt,
    /// Take the name that is proposed.
    Propose,
    /// To the next part of the screen, or to the part before.
    Part,
}

/// The keys of this screen. The digits 1 to 3 choose, too, as long as no text has the focus.
pub const KEYS: &[Binding<Command>] = &[
    Binding::room(
        &[Key::UP, Key::DOWN],
        Command::Move,
        "choose",
        "choose; 1, 2 and 3 do the same. Further down: your credentials, and the name",
    ),
    Binding::first(&[Key::ENTER], Command::Next, "next", "to your credentials or the name, and on to the next step"),
    Binding::first(&[Key::ctrl('t')], Command::UseIt, "use them", "use the credentials that already have this name"),
    Binding::first(&[Key::ctrl('f')], Command::Propose, "other name", "use the proposed name instead of a taken one"),
    Binding::help(
        &[Key::TAB, Key::BACK_TAB],
        Command::Part,
        "move",
        "between the choices, your credentials and the name",
    ),
];

/// What was chosen and typed, for each of the ways.
#[derive(Debug)]
pub struct State {
    mode: Mode,
    form: Form<Row>,
    lookup: Option<Lookup>,
    suggestions: Vec<Credential>,
    suggested: Suggested,
    /// A name that the tenant refused when the connection was to be made.
    taken: Option<Taken>,
    /// Go on as soon as the look-up says that nothing is in the way.
    requested: bool,
    /// What this screen last put into the answers, or found there.
    shown: Option<CredentialChoice>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            mode: Mode::default(),
            form: place::form(),
            lookup: None,
            suggestions: Vec::new(),
            suggested: Suggested::default(),
            taken: None,
            requested: false,
            shown: None,
        }
    }
}

/// What became of the question for the credentials that one has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Suggested {
    #[default]
    Unasked,
    Asked,
    Listed,
    /// Not allowed, or no answer.
    Refused,
}

/// Why two of the ways are greyed.
const NOT_SEPARABLE: &str = "The tenant offers no separated credentials for this data source.";

impl State {
    fn is_open(&self, shared: &Shared) -> bool {
        self.mode == Mode::Embedded || is_separable(shared)
    }

    fn next(&mut self, cx: &mut Cx<'_>) -> Flow {
        if !self.is_open(cx.shared) {
            cx.tell(Notice::warn(format!("{NOT_SEPARABLE} Choose Embedded, or another data source.")));
            return Flow::Stay;
        }
        match (self.form.focus(), self.form.row(Row::Listed)) {
            (Some(Row::Mode), _) if self.mode != Mode::Embedded => {
                self.form.go(if self.is_list_first() { Row::Listed } else { Row::Name(self.mode) });
                return Flow::Stay;
            }
            // The list may have come just before the key was pressed.
            (_, Some(_)) if !cx.fresh => return Flow::Stay,
            (_, Some(row)) => self.take(row, cx),
            _ => {}
        }
        self.settle(Repeat::Again, cx)
    }

    /// A credential of the list is taken: it is known already, so nothing has to be asked.
    fn take(&mut self, row: usize, cx: &mut Cx<'_>) {
        let Some(credential) = self.suggestions.get(row).cloned() else { return };
        cx.drop_question(Asked::CheckCredential);
        self.form.set(Row::Name(Mode::Existing), &credential.name);
        self.stand_on_name();
        let name = self.name().to_owned();
        self.lookup = Some(Lookup { name, answer: Some(Ok(CredentialCheck::Taken(credential))) });
    }

    /// Stands on the name of new credentials, with this in it.
    fn name_new(&mut self, name: &str, origin: Origin, shared: &Shared) {
        self.mode = Mode::New;
        self.form.fill(Row::Name(Mode::New), name, origin);
        self.arrange(shared);
        self.stand_on_name();
    }

    /// The name that is offered instead of one that is taken.
    fn proposal(&self) -> Option<String> {
        let name = self.name();
        let refused = self.taken.as_ref().filter(|taken| self.mode == Mode::New && taken.name == name);
        let found = self.found().filter(|_| self.mode == Mode::New);
        let proposed = refused.map(|taken| taken.proposal.clone());
        proposed.or_else(|| (refused.is_some() || found.is_some()).then(|| next_name(name)))
    }

    fn propose(&mut self, cx: &mut Cx<'_>) {
        if let Some(name) = self.proposal() {
            self.form.set(Row::Name(Mode::New), &name);
            self.stand_on_name();
            self.turned(&Turn::Changed(Row::Name(Mode::New)), cx);
        }
    }

    /// Whether the credential that has the name of the new one could be used instead.
    fn can_use_it(&self, shared: &Shared) -> bool {
        let source = shared.draft.here().source.as_ref().map(|source| &source.id);
        self.proposal().is_some() && self.found().is_none_or(|found| contradiction(found, source).is_none())
    }

    /// The credential that has the name of the new one is used instead.
    fn use_it(&mut self, cx: &mut Cx<'_>) {
        if self.can_use_it(cx.shared) {
            let name = self.name().to_owned();
            self.form.set(Row::Name(Mode::Existing), &name);
            self.choose(Mode::Existing, cx);
            self.stand_on_name();
        }
    }

    /// What is no command: a digit chooses, anything else is for the name.
    fn text(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        let on_modes = self.form.focus() == Some(Row::Mode);
        let mut cursor = Cursor::default();
        if on_modes && cursor.digit(key, Mode::ALL.len()) {
            self.choose(Mode::ALL[cursor.row()], cx);
            return Flow::Stay;
        }
        // On the ways a question mark is help, and the arrows are nobody's.
        if on_modes && key.typed().is_none_or(|c| c == '?') {
            return Flow::Pass;
        }
        let turn = self.form.key_into(Row::Name(self.mode), key);
        self.turned(&turn, cx)
    }
}

/// Whether the source supports separated credentials: its api-specs say so.
fn is_separable(shared: &Shared) -> bool {
    shared.draft.of().spec.as_ref().is_some_and(|spec| spec.is_separable())
}

impl Screen for State {
    fn enter(&mut self, visit: Visit, cx: &mut Cx<'_>) {
        self.adopt(cx.shared);
        // Another source may offer less.
        self.arrange(cx.shared);
        self.requested = false;
        self.suggested = Suggested::Unasked;
        match visit {
            Visit::CredentialTaken(taken) => {
                self.name_new(&taken.name, Origin::Typed, cx.shared);
                self.taken = Some(taken);
            }
            Visit::AnotherCredential(name) => self.name_new(&name, Origin::Proposed, cx.shared),
            _ => {}
        }
        if self.is_open(cx.shared) {
            // What was true before may have changed meanwhile.
            self.lookup = None;
            self.look_up(Duration::ZERO, cx);
            self.suggest(cx);
        }
    }

    fn hints(&self, shared: &Shared) -> Vec<Hint> {
        hints_now(KEYS, |command, hint| {
            let shown = match command {
                Command::UseIt => self.can_use_it(shared),
                Command::Propose => self.proposal().is_some(),
                Command::Move | Command::Next | Command::Part => true,
            };
            let short = match (command, self.form.focus()) {
                (Command::Next, Some(Row::Mode)) if self.is_list_first() => "to your credentials",
                (Command::Next, Some(Row::Listed)) => "use these",
                _ => hint.short,
            };
            shown.then_some(Hint { short, ..hint })
        })
    }

    fn tables(&self) -> Vec<KeyTable> {
        vec![("", hints(KEYS))]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        match lookup(KEYS, key) {
            Some(Command::Move | Command::Part) => {
                let turn = self.form.key(key);
                self.turned(&turn, cx);
            }
            Some(Command::Next) => return self.next(cx),
            Some(Command::UseIt) => self.use_it(cx),
            Some(Command::Propose) => self.propose(cx),
            None => return self.text(key, cx),
        }
        Flow::Stay
    }

    fn paste(&mut self, text: &Secret, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        if !self.is_open(cx.shared) || self.mode == Mode::Embedded {
            cx.tell(Notice::info("Choose Separated first: embedded credentials have no name."));
            return Ok(());
        }
        self.stand_on_name();
        let turn = self.form.paste(text.expose())?;
        self.turned(&turn, cx);
        Ok(())
    }

    fn answer(&mut self, asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        match (answer, asked) {
            (Answer::CheckCredential(answer), Request::Tenant(_, Call::CheckCredential(name))) => {
                if self.looked_up(name, answer) && self.requested {
                    return self.settle(Repeat::Enough, cx);
                }
                Flow::Stay
            }
            (Answer::SuggestCredentials(found), _) => {
                let source = cx.shared.draft.here().source.as_ref().map(|source| &source.id);
                self.suggested = if found.is_ok() { Suggested::Listed } else { Suggested::Refused };
                let mut found = found.unwrap_or_default();
                found.retain(|credential| contradiction(credential, source).is_none());
                self.suggestions = found;
                let was_on_list = self.form.focus() == Some(Row::Listed);
                self.arrange(cx.shared);
                if was_on_list && self.offered().is_empty() {
                    self.stand_on_name();
                } else if self.is_on_name() && self.is_list_first() {
                    self.form.go(Row::Listed);
                }
                Flow::Stay
            }
            _ => Flow::Pass,
        }
    }

    fn is_filled(&self) -> bool {
        [Mode::New, Mode::Existing].into_iter().any(|mode| !self.form.text(Row::Name(mode)).is_empty())
    }
}

#[cfg(test)]
mod tests;
