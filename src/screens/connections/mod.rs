//! Connections: what exists already. A list, one of them, and what can be done with it.

mod answers;
mod card;
mod change;
mod copies;
mod deletion;
mod entry;
mod list;
mod moving;
mod own;
mod places;
mod reading;
mod reauthorize;
mod task;
mod turn;
mod view;

use std::{sync::Arc, time::Instant};

use crate::{
    domain::{
        connection::Connection,
        failure::Failure,
        request::{Answer, Asked, Call, Request},
        secret::Secret,
    },
    kit::{
        keys::{Binding, Hint, Key, KeyTable, Rank, hints, hints_now, lookup},
        notice::Notice,
        paste::TooMuch,
        picker::{
            Picked,
            keys::{Command as InList, KeyWords, table},
        },
        screen::{Cx, Flow, Screen},
        scroll::Scroll,
        shared::{Instead, Shared, ToCreateAnew},
        visit::{ScreenId, Visit},
    },
    screens::details::form::Only,
};
use answers::Once;
use card::{CardAction, ConnectionCard, Described};
use change::Changing;
use copies::Copies;
use deletion::{Deletion, DeletionStep};
use entry::Entry;
use list::ConnectionList;
use moving::Moving;
use own::Own;
use places::Places;
use reauthorize::Reauthorizing;
use task::Task;
use turn::TaskTurn;

/// While the list is shown.
const LIST: &[Binding<InList>] = &table(&KeyWords {
    rows: "to the connection above or below",
    choose: ("open", "open the connection"),
    clear: ("clear", "show all connections again; once more goes back"),
    again: "load the connections again, or go on where loading failed",
});

/// What the keys command while a connection is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Command {
    Enter,
    Move,
    Scroll,
    Again,
    Close,
    Do(CardAction),
}

/// While a connection is looked at.
const CARD: &[Binding<Command>] = &[
    Binding::first(&[Key::ENTER], Command::Enter, "choose", "do what the cursor is on"),
    Binding::help(&[Key::UP, Key::BACK_TAB], Command::Move, "up", "up in what can be done"),
    Binding::room(&[Key::DOWN, Key::TAB], Command::Move, "down", "down in what can be done"),
    Binding::help(&[Key::PAGE_UP], Command::Scroll, "page up", "scroll up"),
    Binding::room(&[Key::PAGE_DOWN], Command::Scroll, "properties", "scroll down, to the properties").at_end(""),
    Binding::help(&[Key::char('e')], Command::Do(CardAction::Edit), "change", "change its properties"),
    Binding::help(
        &[Key::char('p')],
        Command::Do(CardAction::Rotate),
        "credentials",
        "give it a new password, key or user",
    ),
    Binding::help(&[Key::char('n')], Command::Do(CardAction::Rename), "rename", "rename it"),
    Binding::room(
        &[Key::char('r')],
        Command::Do(CardAction::Reauthorize),
        "authorize again",
        "sign in to its source in the browser again (experimental)",
    ),
    Binding::help(
        &[Key::char('w')],
        Command::Do(CardAction::Own),
        "your credentials",
        "how to add your own credentials",
    ),
    Binding::help(&[Key::char('c')], Command::Do(CardAction::Copy), "copy", "copy it to other spaces"),
    Binding::help(&[Key::char('m')], Command::Do(CardAction::Move), "move", "move it to another space"),
    Binding::help(&[Key::char('o')], Command::Do(CardAction::Give), "owner", "give it to another owner"),
    Binding::help(&[Key::char('d')], Command::Do(CardAction::Delete), "delete", "delete it, after a confirmation"),
    Binding::room(
        &[Key::char('a')],
        Command::Do(CardAction::Another),
        "another one",
        "another one like this: the wizard, filled in from it",
    ),
    Binding::help(
        &[Key::char('u')],
        Command::Do(CardAction::SameCredentials),
        "same credentials",
        "another one with the same separated credentials",
    ),
    Binding::room(
        &[Key::char('s')],
        Command::Do(CardAction::Save),
        "save, export",
        "save it as an answers file, or export it as a script",
    ),
    Binding::help(&[Key::ctrl('r')], Command::Again, "read again", "read the connection again"),
    Binding::help(&[Key::char('q')], Command::Close, "close", "back to the list"),
    Binding::first(&[Key::ESC], Command::Close, "to the list", "back to the list"),
];

/// The list, and the connection that is looked at.
#[derive(Debug, Default)]
pub struct State {
    list: ConnectionList,
    card: Option<ConnectionCard>,
}

impl State {
    /// What this person cannot do takes no room.
    fn card_hints(&self, card: &ConnectionCard, shared: &Shared) -> Vec<Hint> {
        hints_now(CARD, |command, hint| match command {
            Command::Do(action) if card.refusal(action, &self.list, shared).is_some() => {
                Some(Hint { rank: Rank::HelpOnly, ..hint })
            }
            _ => Some(hint),
        })
    }

    fn list_key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        match lookup(LIST, key) {
            // An Enter that was meant for the screen before opens nothing.
            Some(InList::Choose) if !cx.fresh => {}
            Some(InList::Choose) => {
                if let Some(current) = self.list.current().map(Entry::connection) {
                    cx.shared.notice = None;
                    self.card = Some(ConnectionCard::new(current, cx));
                }
            }
            Some(InList::Clear) if !self.list.rows.clear(cx) => return Flow::Pass,
            Some(InList::Again) => self.list.again(cx),
            Some(InList::Move) | None if self.list.rows.key(key, cx) == Picked::Pass => return Flow::Pass,
            Some(InList::Clear | InList::Move) | None => {}
        }
        Flow::Stay
    }

    fn card_key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        let Some(card) = &mut self.card else { return Flow::Pass };
        let command = lookup(CARD, key);
        if !matches!(command, Some(Command::Enter | Command::Do(_))) {
            card.replaces = None;
        }
        match command {
            // The Enter that opened it, held down, does nothing.
            Some(Command::Enter) if !cx.fresh => {}
            Some(Command::Enter) => {
                let action = card.action();
                return self.begin(action, cx);
            }
            Some(Command::Do(action)) => {
                card.cursor.go(CardAction::ALL.iter().position(|one| *one == action), CardAction::ALL.len());
                return self.begin(action, cx);
            }
            Some(Command::Move) => {
                card.cursor.key(key, CardAction::ALL.len());
                card.scroll = Scroll::default();
            }
            Some(Command::Scroll) => card.scroll.by_key(key, cx.extent),
            Some(Command::Again) => card.ask(cx),
            Some(Command::Close) => {
                cx.shared.notice = None;
                self.close(cx);
            }
            None => return Flow::Pass,
        }
        Flow::Stay
    }

    /// Begins a task, where this person may.
    fn begin(&mut self, action: CardAction, cx: &mut Cx<'_>) -> Flow {
        let Some(card) = &mut self.card else { return Flow::Stay };
        if let Some(refusal) = card.refusal(action, &self.list, cx.shared) {
            cx.tell(Notice::warn(format!("{}: {refusal}", action.label())).until_key());
            return Flow::Stay;
        }
        let was_said = card.replaces.take() == Some(action);
        let replaces = matches!(action, CardAction::Another | CardAction::SameCredentials);
        if replaces && !was_said && answers::replaces_typed(card, cx.shared) {
            card.replaces = Some(action);
            let source = self.list.source(card.connection.source.as_deref());
            let text = format!(
                "{}: this replaces what you typed for {source} in the wizard. The same key again replaces it; nothing is sent.",
                action.label()
            );
            cx.tell(Notice::warn(text).until_key());
            return Flow::Stay;
        }
        cx.shared.notice = None;
        card.not_as_sent.clear();
        let own = card.own(cx.shared).map(|credential| credential.id);
        let me = cx.user();
        card.task = Some(match action {
            CardAction::Edit => Task::Change(Box::new(Changing::new(Only::All, &card.connection, own, cx))),
            CardAction::Rotate => Task::Change(Box::new(Changing::new(Only::Login, &card.connection, own, cx))),
            CardAction::Rename => Task::Change(Box::new(Changing::new(Only::Name, &card.connection, own, cx))),
            CardAction::Own => Task::Own(Own::new(&card.connection, card.not_mine(&self.list, cx.shared), cx.shared)),
            CardAction::Reauthorize => return answers::reauthorize(card, &self.list, cx),
            CardAction::Another => return self.leave_for_wizard(Once::Like, cx),
            CardAction::SameCredentials => return self.leave_for_wizard(Once::SameCredentials, cx),
            CardAction::Save => return answers::save(card, &self.list, cx),
            CardAction::Copy => Task::Copy(Box::new(Copies::new(&card.connection, me.as_deref(), &mut self.list))),
            CardAction::Move => Task::Move(Box::new(Moving::to_space(&card.connection, me.as_deref(), &mut self.list))),
            CardAction::Give => Task::Move(Box::new(Moving::to_owner())),
            CardAction::Delete => Task::Delete(Box::new(Deletion::new(&card.connection))),
        });
        Flow::Stay
    }

    /// To the wizard, from where one comes back to the list: the next connection is another one.
    fn leave_for_wizard(&mut self, once: Once, cx: &mut Cx<'_>) -> Flow {
        let Some(card) = &self.card else { return Flow::Stay };
        let flow = answers::wizard(once, card, &self.list, cx);
        if flow != Flow::Stay {
            self.close(cx);
        }
        flow
    }

    /// What the step Authorize brought: a code, or what the tenant did instead.
    fn take_up(&mut self, cx: &mut Cx<'_>) {
        let Some(card) = self.card.as_mut().filter(|card| card.task.is_none()) else { return };
        let Some(existing) = cx.shared.existing.as_mut().filter(|it| it.connection.id == card.connection.id) else {
            return;
        };
        let (instead, authorized) = (existing.instead.take(), existing.draft.authorized().cloned());
        let task = match (instead, authorized, card.spec()) {
            (Some(Instead::Made(made)), ..) => {
                cx.shared.existing = None;
                cx.tell(Notice::warn(format!(
                    "The tenant named no authorization URL. It created another connection named {} instead ({}).",
                    list::name(&made),
                    made.id
                )));
                return self.list.renew(&made);
            }
            (Some(Instead::Refused), ..) => {
                cx.shared.existing = None;
                Reauthorizing::refused(&card.connection, cx)
            }
            (None, Some(authorized), Some(spec)) => Reauthorizing::new(&card.connection, spec, authorized.code, cx),
            (None, ..) => return,
        };
        card.task = Some(Task::Reauthorize(Box::new(task)));
    }

    fn close(&mut self, cx: &mut Cx<'_>) {
        self.card = None;
        for asked in [Asked::ReadBack, Asked::FindCredential, Asked::CheckCredential] {
            cx.drop_question(asked);
        }
    }

    fn turn(&mut self, turn: TaskTurn, cx: &mut Cx<'_>) -> Flow {
        let Some(card) = &mut self.card else { return Flow::Pass };
        match turn {
            TaskTurn::Pass => return Flow::Pass,
            TaskTurn::Stay => {}
            TaskTurn::Close => card.task = None,
            TaskTurn::Changed => {
                card.task = None;
                card.ask(cx);
            }
            TaskTurn::Compare { sent, has_login } => {
                card.task = None;
                (card.sent, card.has_sent_login) = (sent, has_login);
                card.ask(cx);
            }
            TaskTurn::Rotated => {
                card.task = None;
                card.is_rotated = true;
                card.ask(cx);
            }
            TaskTurn::Made(made) => {
                card.task = None;
                // It was about lines that go with the task.
                cx.shared.notice = None;
                for connection in &made {
                    self.list.renew(connection);
                }
            }
            TaskTurn::Consent => return back_to_code(card, cx),
            TaskTurn::CodeRefused { code, why } => {
                // One code may be mistyped. Where another one is refused too, the tenant may not take any in this way.
                if card.refused_code.as_ref().is_none_or(|first| *first == code) {
                    card.refused_code = Some(code);
                    return back_to_code(card, cx);
                }
                let task = Reauthorizing::codes_refused(&card.connection, why, cx);
                card.task = Some(Task::Reauthorize(Box::new(task)));
            }
            // Once it is deleted, nobody can read what is missing.
            TaskTurn::Anew if !answers::is_told(card, &self.list, cx.shared) => return answers::untold(cx),
            TaskTurn::Anew => {
                let deletion = Deletion { anew: true, ..Deletion::new(&card.connection) };
                card.task = Some(Task::Delete(Box::new(deletion)));
            }
            TaskTurn::Gone => {
                let anew = match &card.task {
                    Some(Task::Delete(deletion)) => deletion.anew.then_some(deletion.step == DeletionStep::Done),
                    _ => None,
                };
                if anew == Some(true) {
                    let host = cx.shared.draft.tenant().map(|tenant| tenant.host().to_owned()).unwrap_or_default();
                    let (name, space) = (card.name().to_owned(), card.connection.space.clone());
                    cx.shared.anew.push(ToCreateAnew { host, name, space });
                }
                let flow = if anew.is_some() { answers::wizard(Once::Anew, card, &self.list, cx) } else { Flow::Stay };
                let id = card.connection.id.clone();
                self.list.forget(&id);
                self.close(cx);
                return flow;
            }
        }
        Flow::Stay
    }
}

/// Its code stands in the field; only Enter there makes it an answer again.
fn back_to_code(card: &mut ConnectionCard, cx: &mut Cx<'_>) -> Flow {
    card.task = None;
    if let Some(existing) = &mut cx.shared.existing {
        existing.draft.of_mut().authorized = None;
    }
    Flow::Detour(ScreenId::Reauthorize.into(), ScreenId::Connections.into())
}

impl Screen for State {
    fn enter(&mut self, _visit: Visit, cx: &mut Cx<'_>) {
        self.list.enter(cx);
        self.take_up(cx);
        // What is under way or not known is looked up; anything else is read anew.
        let resumes = self.card.as_mut().and_then(|card| card.task.as_mut()).is_some_and(|task| task.resumes(cx));
        if let Some(card) = self.card.as_mut().filter(|_| !resumes) {
            card.ask(cx);
        }
    }

    fn hints(&self, shared: &Shared) -> Vec<Hint> {
        if let Some(card) = &self.card {
            return match &card.task {
                None => self.card_hints(card, shared),
                Some(task) if task.is_under_way() => hints(turn::WAITING),
                Some(task) => task.hints(&self.list),
            };
        }
        self.list.rows.hints(LIST)
    }

    fn tables(&self) -> Vec<KeyTable> {
        vec![
            ("the list", hints(LIST)),
            ("one connection", hints(CARD)),
            ("the spaces", Places::table()),
            ("change: the fields", hints(change::FIELDS)),
            ("change: the review", hints(change::REVIEW)),
            ("copies: the review", hints(copies::KEYS)),
            ("copies: the end", hints(copies::END)),
            ("another owner: the user", hints(moving::OWNER)),
            ("another space or owner: the review", hints(moving::REVIEW)),
            ("deletion", hints(deletion::KEYS)),
            ("your credentials", hints(own::KEYS)),
            ("authorize again: the review", hints(reauthorize::REVIEW)),
            ("authorize again: refused", hints(reauthorize::REFUSED)),
            ("authorize again: outcome unknown", hints(reauthorize::UNKNOWN)),
            ("while the tenant is asked", hints(turn::ASKING)),
            ("while something is sent", hints(turn::WAITING)),
        ]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        let Some(card) = &mut self.card else { return self.list_key(key, cx) };
        let Some(task) = &mut card.task else { return self.card_key(key, cx) };
        let turn = if task.is_under_way() && lookup(turn::WAITING, key).is_some() {
            task.stop(&card.connection, cx)
        } else {
            task.key(key, &card.connection, &mut self.list, cx)
        };
        self.turn(turn, cx)
    }

    fn paste(&mut self, text: &Secret, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        match &mut self.card {
            Some(ConnectionCard { task: Some(task), .. }) => task.paste(text.expose(), &mut self.list, cx),
            Some(_) => Ok(()),
            None => self.list.rows.paste(text.expose(), cx),
        }
    }

    fn answer(&mut self, asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        if let (Some(card), Answer::ReadSpec(answer), Request::Tenant(_, Call::ReadSpec(id))) =
            (&mut self.card, &answer, asked)
            && card.connection.source.as_deref().is_some_and(|source| id.is(source))
        {
            card.fields_told(answer);
        }
        if let Some(card) = &mut self.card
            && let Some(task) = &mut card.task
        {
            let spec = if let Described::As(spec) = &card.described { Some(Arc::clone(spec)) } else { None };
            let turn = task.answer(asked, &answer, (&card.connection, spec.as_deref()), cx);
            if turn != TaskTurn::Pass {
                return self.turn(turn, cx);
            }
        }
        match (answer, asked) {
            (Answer::ListConnections(answer), _) => self.list.listed(answer, cx),
            (Answer::FindConnections(answer), _) => self.list.found(answer, cx),
            (Answer::ListSpaces(answer), _) => self.list.spaces_listed(answer, cx),
            (Answer::FindSpaces(answer), _) => self.list.spaces_found(answer, cx),
            (Answer::ListSources(answer), _) => self.list.sources_listed(answer),
            (Answer::NameUsers(answer), _) => self.list.users_named(answer, cx),
            (Answer::ReadBack(answer), Request::Tenant(_, Call::ReadBack(id))) => return self.was_read(id, answer, cx),
            (Answer::FindCredential(answer), Request::Tenant(_, Call::FindCredential(id))) => {
                if let Some(card) = self.card.as_mut().filter(|card| card.connection.credential.as_ref() == Some(id)) {
                    card.credential(answer, cx);
                }
            }
            (Answer::CheckCredential(answer), Request::Tenant(_, Call::CheckCredential(name))) => {
                if let Some(card) = &mut self.card {
                    card.credential_checked(name, &answer);
                }
            }
            _ => return Flow::Pass,
        }
        Flow::Stay
    }

    fn due(&self, shared: &Shared, now: Instant) -> Option<Instant> {
        let id = self.card.as_ref()?.task.as_ref()?.write()?;
        shared.writes.waiting(id)?.due(now)
    }

    fn is_filled(&self) -> bool {
        let task = self.card.as_ref().and_then(|card| card.task.as_ref());
        match task {
            Some(Task::Change(changing)) => changing.is_filled(),
            Some(Task::Reauthorize(reauthorizing)) => reauthorizing.is_filled(),
            _ => false,
        }
    }
}

impl State {
    fn was_read(&mut self, id: &str, answer: Result<Box<Connection>, Failure>, cx: &mut Cx<'_>) -> Flow {
        let Some(card) = self.card.as_mut().filter(|card| card.connection.id == id) else { return Flow::Stay };
        match card.read(answer, cx) {
            Flow::Back => {
                self.list.forget(id);
                self.close(cx);
                Flow::Stay
            }
            flow => {
                let now = card.connection.clone();
                if self
                    .list
                    .rows
                    .picker
                    .items()
                    .iter()
                    .any(|row| row.id() == now.id && row.updated() != now.updated.as_deref())
                {
                    self.list.renew(&now);
                    // It may have an owner that no other one has.
                    self.list.name_owners(cx);
                }
                flow
            }
        }
    }
}

#[cfg(test)]
mod tests;
