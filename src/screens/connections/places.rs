//! Choosing spaces to copy or move to, from the list of spaces.

use super::list::ConnectionList;
use crate::{
    domain::{
        connection::Connection,
        space::{SpaceChoice, SpaceId},
    },
    kit::{
        keys::{Binding, Hint, Key, Rank, hints, hints_now, lookup},
        notice::Notice,
        picker::Picked,
        screen::Cx,
    },
};

/// What the keys command while spaces are chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Command {
    Take,
    Mark,
    Move,
    Again,
    Close,
}

pub(super) const KEYS: &[Binding<Command>] = &[
    Binding::first(&[Key::TAB], Command::Mark, "mark", "mark the space, or take the mark away: several can be marked"),
    Binding::first(
        &[Key::ENTER],
        Command::Take,
        "go on",
        "go on with the marked spaces, or with the one under the cursor",
    ),
    Binding::room(&[Key::UP, Key::DOWN], Command::Move, "move", "to the space above or below; typing filters"),
    Binding::help(&[Key::ctrl('r')], Command::Again, "load again", "load the spaces again"),
    Binding::first(&[Key::ESC], Command::Close, "back", "show all spaces again; once more goes back to the connection"),
];

/// The spaces that are marked.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Whether several can be chosen.
    pub many: bool,
    /// Where the connection is, which leads nowhere.
    own: Own,
    pub marked: Vec<SpaceChoice>,
}

/// Where a connection is, as far as it is one of the spaces in the list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
enum Own {
    #[default]
    Elsewhere,
    Personal,
    In(SpaceId),
}

/// What a key did.
pub(super) enum Chosen {
    Pass,
    Stay,
    Close,
    These(Vec<SpaceChoice>),
}

impl Places {
    /// Begins with all spaces in view.
    pub fn begin(many: bool, of: &Connection, me: Option<&str>, list: &mut ConnectionList) -> Self {
        list.spaces.picker.clear_filter();
        // A copy goes into one's own personal space; what is moved stays its owner's.
        let is_mine = !many || of.owner.as_deref().is_none_or(|owner| me == Some(owner));
        let own = match &of.space {
            Some(id) => Own::In(SpaceId(id.clone())),
            None if is_mine => Own::Personal,
            None => Own::Elsewhere,
        };
        Self { many, own, marked: Vec::new() }
    }

    pub fn is_own(&self, id: Option<&SpaceId>) -> bool {
        match &self.own {
            Own::Elsewhere => false,
            Own::Personal => id.is_none(),
            Own::In(own) => id == Some(own),
        }
    }

    pub fn is_marked(&self, id: Option<&SpaceId>) -> bool {
        self.marked.iter().any(|choice| choice.id() == id)
    }

    pub fn key(&mut self, key: Key, list: &mut ConnectionList, cx: &mut Cx<'_>) -> Chosen {
        match lookup(KEYS, key) {
            Some(Command::Take) if !cx.fresh => {}
            Some(Command::Take | Command::Mark) if self.is_on_own(list) && self.marked.is_empty() => self.tell(cx),
            Some(Command::Mark) if self.is_on_own(list) => self.tell(cx),
            Some(Command::Take) => {
                let mut these = self.marked.clone();
                if these.is_empty() {
                    these.extend(list.spaces.picker.current().cloned());
                }
                cx.shared.notice = None;
                if !these.is_empty() {
                    return Chosen::These(these);
                }
            }
            Some(Command::Mark) => {
                if let Some(current) = list.spaces.picker.current().filter(|_| self.many) {
                    if self.is_marked(current.id()) {
                        self.marked.retain(|choice| choice.id() != current.id());
                    } else {
                        self.marked.push(current.clone());
                    }
                    cx.shared.notice = None;
                    list.spaces.key(Key::DOWN, cx);
                }
            }
            Some(Command::Close) if !list.spaces.clear(cx) => return Chosen::Close,
            Some(Command::Again) => list.spaces.again(cx),
            Some(Command::Move) | None if list.spaces.key(key, cx) == Picked::Pass => return Chosen::Pass,
            Some(Command::Close | Command::Move) | None => {}
        }
        Chosen::Stay
    }

    fn is_on_own(&self, list: &ConnectionList) -> bool {
        list.spaces.picker.current().is_some_and(|current| self.is_own(current.id()))
    }

    fn tell(&self, cx: &mut Cx<'_>) {
        let also = if self.many { " For a second one here: Another one like this." } else { "" };
        cx.tell(Notice::info(format!("It is in this space already.{also}")).until_key());
    }

    pub fn hints(&self, list: &ConnectionList) -> Vec<Hint> {
        let is_filtered = !list.spaces.picker.filter().is_empty();
        let is_empty = list.spaces.picker.hits() == 0;
        hints_now(KEYS, |command, hint| match command {
            Command::Mark | Command::Move if is_empty => None,
            Command::Take if is_empty && self.marked.is_empty() => None,
            Command::Close if is_filtered => Some(Hint { short: "clear filter", ..hint }),
            Command::Mark => (self.many && !self.is_on_own(list)).then_some(hint),
            Command::Take if !self.many => Some(Hint { rank: Rank::First, short: "choose", ..hint }),
            _ => Some(hint),
        })
    }

    pub fn table() -> Vec<Hint> {
        hints(KEYS)
    }
}
