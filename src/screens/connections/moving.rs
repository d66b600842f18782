//! Moving a connection to another space, for administrators: its space is chosen, the name looked up there, then confirmed.

use super::{
    list::{self, List},
    places::{Chosen, Places},
    task::{Turn, unless_done},
};
use crate::{
    domain::{
        connection::{Connection, Move, MoveTo, NameCheck},
        request::{Answer, Asked, Call, Request},
        space::SpaceChoice,
        write::Outcome,
        writes::Relocate,
    },
    kit::{
        keys::{Binding, Hint, Key, hints, lookup},
        notice::Notice,
        paste::TooMuch,
        screen::Cx,
        writes::WriteId,
    },
};

/// What the keys command while a move is confirmed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Command {
    Enter,
    Close,
}

pub(super) const KEYS: &[Binding<Command>] = &[
    Binding::first(&[Key::ENTER], Command::Enter, "move it", "move the connection"),
    Binding::first(&[Key::ESC], Command::Close, "back", "back to the spaces"),
];

#[derive(Debug)]
pub(super) struct Moving {
    pub places: Places,
    /// The space, once it is chosen.
    pub to: Option<SpaceChoice>,
    /// What the tenant says of the name there.
    pub name: Option<NameCheck>,
    pub write: Option<WriteId>,
    pub is_under_way: bool,
}

impl Moving {
    pub fn new(list: &mut List) -> Self {
        Self { places: Places::begin(false, list), to: None, name: None, write: None, is_under_way: false }
    }

    /// What is sent.
    pub fn wanted(of: &Connection, to: &SpaceChoice) -> Move {
        let space = match to {
            SpaceChoice::Personal => MoveTo::Personal,
            SpaceChoice::In(space) => MoveTo::Space(space.id.clone(), space.kind.clone()),
        };
        Move { id: of.id.clone(), owner: None, space: Some(space) }
    }

    pub fn key(&mut self, key: Key, of: &Connection, list: &mut List, cx: &mut Cx<'_>) -> Turn {
        let Some(to) = self.to.clone() else {
            return match self.places.key(key, list, cx) {
                Chosen::Pass => Turn::Pass,
                Chosen::Stay => Turn::Stay,
                Chosen::Close => Turn::Close,
                Chosen::These(spaces) => {
                    self.choose(of, spaces.into_iter().next(), cx);
                    Turn::Stay
                }
            };
        };
        match lookup(KEYS, key) {
            None => Turn::Pass,
            Some(_) if self.is_under_way => Turn::Stay,
            Some(Command::Enter) if !cx.fresh => Turn::Stay,
            Some(Command::Close) => {
                cx.drop_question(Asked::CheckName);
                (self.to, self.name) = (None, None);
                Turn::Stay
            }
            Some(Command::Enter) => {
                self.press(of, &to, cx);
                Turn::Stay
            }
        }
    }

    fn choose(&mut self, of: &Connection, to: Option<SpaceChoice>, cx: &mut Cx<'_>) {
        let Some(to) = to else { return };
        if to.id().map(|id| id.0.as_str()) == of.space.as_deref() {
            cx.tell(Notice::info("It is in this space already."));
            return;
        }
        // Into somebody else's personal space nobody can look.
        if let Some(session) = cx.session() {
            cx.ask(Request::Tenant(session, Call::CheckName(to.id().cloned(), of.name.clone())));
        }
        self.to = Some(to);
    }

    fn press(&mut self, of: &Connection, to: &SpaceChoice, cx: &mut Cx<'_>) {
        match &self.name {
            None => cx.tell(Notice::info("One moment: the tenant is asked whether the name is free there.")),
            Some(NameCheck::Taken(_)) => {
                cx.tell(Notice::bad("The name is taken there. Rename the connection first, or choose another space."));
            }
            Some(NameCheck::Free | NameCheck::Unchecked) => {
                let name = format!("{} (to {})", list::name(of), to.label());
                let write = Relocate { wanted: Self::wanted(of, to), name };
                let same = write.clone();
                self.write = cx.begin(write, |other| other.wanted == same.wanted);
                self.is_under_way = self.write.is_some();
            }
        }
    }

    pub fn paste(&mut self, text: &str, list: &mut List, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        if self.to.is_none() {
            list.spaces.picker.paste(text)?;
            list.seek_space(cx);
        }
        Ok(())
    }

    pub fn answer(&mut self, asked: &Request, answer: &Answer, cx: &mut Cx<'_>) -> Turn {
        if let Answer::CheckName(answer) = answer {
            self.name = Some(answer.clone().unwrap_or(NameCheck::Unchecked));
            return Turn::Stay;
        }
        let settled = self.write.and_then(|id| cx.settle::<Relocate>(id, asked, answer));
        let Some(settled) = settled else { return Turn::Pass };
        let Some(settled) = settled else { return Turn::Stay };
        self.is_under_way = false;
        if settled.outcome != Outcome::Unknown {
            self.write = None;
        }
        if let Some(turn) = unless_done(&settled, "Enter asks the tenant once more; Esc leaves it at that.", cx) {
            return turn;
        }
        cx.note_done(&settled.sentence);
        cx.tell(Notice::good(settled.sentence));
        Turn::Changed
    }

    pub fn resumes(&mut self, cx: &mut Cx<'_>) -> bool {
        self.is_under_way = self.write.is_some_and(|id| cx.resume::<Relocate>(id, Asked::MoveConnection));
        self.is_under_way
    }

    pub fn hints(&self) -> Vec<Hint> {
        match (&self.to, self.is_under_way) {
            (None, _) => self.places.hints(),
            (Some(_), false) => hints(KEYS),
            (Some(_), true) => Vec::new(),
        }
    }
}
