//! Unused credentials: separated credentials that nothing uses, or one by its name or id; what uses it, and deleting it.

mod card;
mod view;

use std::time::Instant;

use crate::{
    domain::{
        credential::OwnedCredential,
        failure::{Failure, FailureKind},
        request::{Answer, Asked, Call, Request},
        secret::Secret,
    },
    kit::{
        form::{self, Ask, Form, Kind, Origin},
        keys::{Binding, Hint, Key, KeyTable, hints, lookup},
        notice::Notice,
        paste::TooMuch,
        screen::{Cx, Flow, Screen},
        shared::Shared,
        visit::Visit,
    },
};
use card::{BUTTONS, CardFlow, CredentialCard};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Command {
    /// Look up what was typed, look at the row, or press the button.
    Enter,
    /// To the row or the button above or below.
    Move,
    /// Ask for the list anew.
    Refresh,
    /// Away from this screen, or from the credential.
    Close,
}

/// While the list is shown.
const LIST: &[Binding<Command>] = &[
    Binding::first(&[Key::ENTER], Command::Enter, "open", "look up the name or id, or open the selected row"),
    Binding::room(&[Key::DOWN, Key::TAB], Command::Move, "to the list", "to the list, and down in it"),
    Binding::help(&[Key::UP, Key::BACK_TAB], Command::Move, "up", "up in the list, and to the field"),
    Binding::room(&[Key::ctrl('r')], Command::Refresh, "look again", "load the list again"),
];

/// On a row, where letters are no text.
const ROW: &[Binding<Command>] =
    &[Binding::help(&[Key::char('q')], Command::Close, "leave", "leave the unused credentials")];

/// While a credential is looked at.
const CARD: &[Binding<Command>] = &[
    Binding::first(&[Key::ENTER], Command::Enter, "press", "press the button that has the focus"),
    Binding::room(&[Key::DOWN, Key::TAB, Key::RIGHT], Command::Move, "next button", "to the next button"),
    Binding::help(&[Key::UP, Key::BACK_TAB, Key::LEFT], Command::Move, "button before", "to the button before"),
    Binding::first(&[Key::ESC], Command::Close, "keep", "keep them, and back to the list"),
];

/// While the tenant asks to wait.
const WAITING: &[Binding<Command>] =
    &[Binding::first(&[Key::ESC], Command::Close, "stop waiting", "stop waiting; what was sent already is looked up")];

/// What the form asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Row {
    /// A name or id to look up.
    Word,
    /// The unused ones.
    Listed,
}

/// The list, the field above it, and the credential that is looked at.
#[derive(Debug)]
pub struct State {
    form: Form<Row>,
    list: UnusedList,
    /// What is being looked up.
    seeking: Option<String>,
    card: Option<CredentialCard>,
}

impl Default for State {
    fn default() -> Self {
        let word = Ask::new(Row::Word, "Name or id", Kind::Text).placeholder("look one up");
        let form = Form::new(vec![word, Ask::new(Row::Listed, "", Kind::List(0))]);
        Self { form, list: UnusedList::default(), seeking: None, card: None }
    }
}

#[derive(Debug, Default)]
enum UnusedList {
    #[default]
    Asking,
    Here(Vec<OwnedCredential>),
    /// The tenant lets this person see none.
    NotForYou,
    Failed(String),
}

impl State {
    fn rows(&self) -> &[OwnedCredential] {
        match &self.list {
            UnusedList::Here(rows) => rows,
            UnusedList::Asking | UnusedList::NotForYou | UnusedList::Failed(_) => &[],
        }
    }

    fn refresh(&mut self, cx: &mut Cx<'_>) {
        if let Some(session) = cx.session() {
            self.list = UnusedList::Asking;
            self.form.set_rows(Row::Listed, 0);
            cx.ask(Request::Tenant(session, Call::ListUnusedCredentials));
        }
    }

    fn listed(&mut self, answer: Result<Vec<OwnedCredential>, Failure>) {
        self.list = match answer {
            Ok(rows) => UnusedList::Here(rows),
            Err(failure) if matches!(failure.kind, FailureKind::Forbidden | FailureKind::NotFound) => {
                UnusedList::NotForYou
            }
            Err(failure) => UnusedList::Failed(Notice::of(&failure).text),
        };
        self.form.set_rows(Row::Listed, self.rows().len());
    }

    /// Looks up what was typed, or looks at the row.
    fn open(&mut self, cx: &mut Cx<'_>) {
        if let Some(row) = self.form.row(Row::Listed) {
            if let Some(owned) = self.rows().get(row).cloned() {
                self.card = Some(CredentialCard::of_unused(owned, cx));
            }
            return;
        }
        let word = self.form.answer(Row::Word).to_owned();
        if word.is_empty() {
            let or = if self.rows().is_empty() { "" } else { ", or choose one below" };
            self.form.blame(Row::Word, format!("Type the name or id of credentials{or}."));
        } else if let Some(session) = cx.session() {
            self.form.forgive(Row::Word);
            self.seeking = Some(word.clone());
            cx.ask(Request::Tenant(session, Call::FindCredential(word)));
        }
    }

    fn found(&mut self, word: &str, answer: Result<Option<OwnedCredential>, Failure>, cx: &mut Cx<'_>) {
        if let Some(card) = self.card.as_mut().filter(|card| card.owned.credential.id.0 == word) {
            let is_listed = self.form.row(Row::Listed).is_some();
            if card.checked(answer, is_listed).is_none() {
                cx.tell(Notice::info(format!("{} no longer exists.", card.name())));
                self.card = None;
                self.refresh(cx);
            }
            return;
        }
        if self.seeking.as_deref() != Some(word) {
            return;
        }
        self.seeking = None;
        match answer {
            Ok(Some(owned)) => self.card = Some(CredentialCard::of_found(owned)),
            Ok(None) => {
                self.form.blame(
                    Row::Word,
                    "You can see no credentials of this name or id. Other users' credentials are visible to them only.",
                );
            }
            Err(failure) => cx.fail(&failure),
        }
    }

    fn turn(&mut self, turn: CardFlow, cx: &mut Cx<'_>) {
        if turn == CardFlow::Stays {
            return;
        }
        if let Some(card) = self.card.take().filter(|_| turn == CardFlow::Deleted) {
            let host = cx.shared.draft.tenant().map(|tenant| tenant.host().to_owned()).unwrap_or_default();
            cx.shared.done.push(format!("Deleted the credentials \"{}\" at {host}.", card.name()));
            self.form.fill(Row::Word, "", Origin::Typed);
        }
        self.refresh(cx);
    }

    fn card_key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        let Some(card) = &mut self.card else { return Flow::Pass };
        let command = lookup(CARD, key);
        if card.is_waiting(cx.shared) && command == Some(Command::Close) {
            let turn = card.stop(cx);
            self.turn(turn, cx);
            return Flow::Stay;
        }
        if card.is_deleting(cx.shared) {
            // What is under way cannot be called back; its answer comes soon.
            return if command.is_some() { Flow::Stay } else { Flow::Pass };
        }
        match command {
            // The Enter that opened it, held down, deletes nothing.
            Some(Command::Enter) if !cx.fresh => {}
            Some(Command::Enter) => {
                if card.press(cx) == Flow::Back {
                    self.close(cx);
                }
            }
            Some(Command::Move) => card.cursor.key(key, BUTTONS),
            Some(Command::Close) => self.close(cx),
            Some(Command::Refresh) | None => return Flow::Pass,
        }
        Flow::Stay
    }

    fn close(&mut self, cx: &mut Cx<'_>) {
        self.card = None;
        cx.drop_question(Asked::FindCredential);
    }

    fn changed(&mut self, cx: &mut Cx<'_>) {
        self.seeking = None;
        cx.drop_question(Asked::FindCredential);
    }
}

impl Screen for State {
    fn enter(&mut self, _visit: Visit, cx: &mut Cx<'_>) {
        self.seeking = None;
        self.refresh(cx);
        // A deletion whose outcome is not known is looked up.
        if self.card.as_mut().is_none_or(|card| !card.resumes(cx)) {
            self.card = None;
        }
    }

    fn hints(&self, shared: &Shared) -> Vec<Hint> {
        if let Some(card) = &self.card {
            return match () {
                () if card.is_waiting(shared) => hints(WAITING),
                () if card.is_deleting(shared) => Vec::new(),
                () => hints(CARD),
            };
        }
        let mut all = hints(LIST);
        if self.form.row(Row::Listed).is_some() {
            all.extend(hints(ROW));
        } else if let Some(enter) = all.first_mut() {
            enter.short = "look it up";
        }
        all
    }

    fn tables(&self) -> Vec<KeyTable> {
        vec![
            ("the list", [hints(LIST), hints(ROW)].concat()),
            ("one of them", hints(CARD)),
            ("while the tenant asks to wait", hints(WAITING)),
        ]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        if self.card.is_some() {
            return self.card_key(key, cx);
        }
        let on_row = self.form.row(Row::Listed).and_then(|_| lookup(ROW, key));
        match lookup(LIST, key).or(on_row) {
            // The Enter that led here, held down, opens nothing.
            Some(Command::Enter) if !cx.fresh => {}
            Some(Command::Enter) => self.open(cx),
            Some(Command::Refresh) => self.refresh(cx),
            Some(Command::Close) => return Flow::Back,
            Some(Command::Move) | None => match self.form.key(key) {
                form::Turn::Pass => return Flow::Pass,
                form::Turn::Changed(Row::Word) => self.changed(cx),
                _ => {}
            },
        }
        Flow::Stay
    }

    fn paste(&mut self, text: &Secret, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        if self.card.is_none() {
            self.form.go(Row::Word);
            self.form.paste(text.expose())?;
            self.changed(cx);
        }
        Ok(())
    }

    fn answer(&mut self, asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        if let Some(turn) = self.card.as_mut().and_then(|card| card.answered(asked, &answer, cx)) {
            self.turn(turn, cx);
            return Flow::Stay;
        }
        match (answer, asked) {
            (Answer::ListUnusedCredentials(answer), _) => self.listed(answer),
            (Answer::FindCredential(answer), Request::Tenant(_, Call::FindCredential(word))) => {
                self.found(word, answer, cx);
            }
            _ => return Flow::Pass,
        }
        Flow::Stay
    }

    fn due(&self, shared: &Shared, now: Instant) -> Option<Instant> {
        shared.writes.waiting(self.card.as_ref()?.write?)?.due(now)
    }

    fn is_filled(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
