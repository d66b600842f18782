//! Moving a connection to another space, or giving it to another owner, for administrators: space or owner is chosen, then what will
//! be sent is read, then sent.

use super::{
    list::{self, ConnectionList},
    places::{Chosen, Places},
    reading::{self, Read, Reading},
    turn::{TaskTurn, unless_done},
};
use crate::{
    domain::{
        connection::{Connection, Move, NameCheck},
        failure::Failure,
        request::{Answer, Asked, Call, Request},
        session::User,
        space::SpaceChoice,
        write::Outcome,
        writes::Relocate,
    },
    kit::{
        form::{self, Ask, Form, Kind},
        keys::{Binding, Hint, Key, hints, hints_now, lookup},
        notice::Notice,
        paste::TooMuch,
        screen::{Cx, Settled},
        writes::WriteId,
    },
};

/// What the keys command while a new owner is looked up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum InOwner {
    Find,
    Close,
}

pub(super) const OWNER: &[Binding<InOwner>] = &[
    Binding::first(&[Key::ENTER], InOwner::Find, "look up", "look up the new owner"),
    Binding::first(&[Key::ESC], InOwner::Close, "leave it", "leave it as it is, and back to the connection"),
];

pub(super) const REVIEW: &[Binding<reading::Command>] = &reading::keys(
    ["read on, then move", "move", "read to the end, then move the connection"],
    "back, to choose another space or owner",
);

/// Where it goes, or to whom.
#[derive(Clone, Debug)]
pub(super) enum MoveTarget {
    Space(SpaceChoice),
    Owner(User),
}

impl MoveTarget {
    pub fn label(&self) -> &str {
        match self {
            Self::Space(space) => space.label(),
            Self::Owner(user) => &user.name,
        }
    }

    /// What is sent.
    pub fn wanted(&self, of: &Connection) -> Move {
        let stays = Move { id: of.id.clone(), owner: None, space: None };
        match self {
            Self::Space(space) => Move { space: Some(space.clone()), ..stays },
            Self::Owner(user) => Move { owner: Some(user.id.clone()), ..stays },
        }
    }
}

/// How the target is chosen.
#[derive(Debug)]
pub(super) enum Choosing {
    Space(Places),
    Owner(Person),
}

/// The new owner, as they are looked up.
#[derive(Debug)]
pub(super) struct Person {
    pub form: Form<()>,
    /// All that have the address that was typed, where several have it.
    pub several: Vec<User>,
    sought: Option<String>,
}

impl Default for Person {
    fn default() -> Self {
        let user = Ask::new((), "User", Kind::Text).placeholder("e-mail address, or the user's id");
        Self { form: Form::new(vec![user]), several: Vec::new(), sought: None }
    }
}

impl Person {
    fn find(&mut self, cx: &mut Cx<'_>) {
        let word = self.form.answer(()).to_owned();
        self.several.clear();
        if word.is_empty() {
            self.form.refuse((), "Type the e-mail address of the new owner, or the user's id.");
        } else if let Some(session) = cx.session() {
            self.form.forgive(());
            self.sought = Some(word.clone());
            cx.ask(Request::Tenant(session, Call::FindUser(word)));
        }
    }

    /// The one user that was found.
    fn found(&mut self, word: &str, answer: Result<Vec<User>, Failure>, of: &Connection) -> Option<User> {
        if self.sought.as_deref() != Some(word) {
            return None;
        }
        self.sought = None;
        let fault = match answer {
            Err(failure) => Notice::of(&failure).text,
            Ok(users) => match users.as_slice() {
                [] => format!("The tenant finds no user {word}."),
                [one] if Some(&one.id) == of.owner.as_ref() => format!("{} owns it already.", one.name),
                [one] => return Some(one.clone()),
                several => {
                    self.several = several.to_vec();
                    "Several users have this address. Type the id of the one you mean.".to_owned()
                }
            },
        };
        self.form.refuse((), fault);
        None
    }

    fn changed(&mut self, cx: &mut Cx<'_>) {
        cx.drop_question(Asked::FindUser);
        self.sought = None;
    }
}

#[derive(Debug)]
pub(super) struct Moving {
    pub choosing: Choosing,
    /// The space or the owner, once chosen.
    pub to: Option<MoveTarget>,
    /// What the tenant says of the name in that space.
    pub name: Option<NameCheck>,
    pub review: Reading,
    pub write: Option<WriteId>,
    pub is_under_way: bool,
}

impl Moving {
    fn begin(choosing: Choosing) -> Self {
        Self { choosing, to: None, name: None, review: Reading::default(), write: None, is_under_way: false }
    }

    pub fn to_space(of: &Connection, me: Option<&str>, list: &mut ConnectionList) -> Self {
        Self::begin(Choosing::Space(Places::begin(false, of, me, list)))
    }

    pub fn to_owner() -> Self {
        Self::begin(Choosing::Owner(Person::default()))
    }

    pub fn key(&mut self, key: Key, of: &Connection, list: &mut ConnectionList, cx: &mut Cx<'_>) -> TaskTurn {
        let Some(to) = self.to.clone() else { return self.choosing_key(key, of, list, cx) };
        // What is under way cannot be called back.
        if self.is_under_way {
            return if lookup(REVIEW, key).is_some() { TaskTurn::Stay } else { TaskTurn::Pass };
        }
        match self.review.key(key, REVIEW, cx) {
            Read::Pass => return TaskTurn::Pass,
            Read::Stay => {}
            Read::Send => self.press(of, &to, cx),
            Read::Close => {
                cx.drop_question(Asked::CheckName);
                (self.to, self.name) = (None, None);
            }
        }
        TaskTurn::Stay
    }

    fn choosing_key(&mut self, key: Key, of: &Connection, list: &mut ConnectionList, cx: &mut Cx<'_>) -> TaskTurn {
        match &mut self.choosing {
            Choosing::Space(places) => match places.key(key, list, cx) {
                Chosen::Pass => return TaskTurn::Pass,
                Chosen::Stay => {}
                Chosen::Close => return TaskTurn::Close,
                Chosen::These(spaces) => self.choose(of, spaces.into_iter().next(), cx),
            },
            Choosing::Owner(person) => match lookup(OWNER, key) {
                Some(InOwner::Find) if !cx.fresh => {}
                Some(InOwner::Find) => person.find(cx),
                Some(InOwner::Close) => {
                    cx.drop_question(Asked::FindUser);
                    return TaskTurn::Close;
                }
                None => match person.form.key(key) {
                    form::Turn::Pass => return TaskTurn::Pass,
                    form::Turn::Changed(()) => person.changed(cx),
                    _ => {}
                },
            },
        }
        TaskTurn::Stay
    }

    fn choose(&mut self, of: &Connection, to: Option<SpaceChoice>, cx: &mut Cx<'_>) {
        let Some(to) = to else { return };
        // Into somebody else's personal space nobody can look.
        if let Some(session) = cx.session() {
            cx.ask(Request::Tenant(session, Call::CheckName(to.id().cloned(), of.name.clone())));
        }
        self.show(MoveTarget::Space(to), cx);
    }

    fn show(&mut self, to: MoveTarget, cx: &mut Cx<'_>) {
        cx.shared.notice = None;
        (self.to, self.review) = (Some(to), Reading::begin(cx.now));
    }

    fn press(&mut self, of: &Connection, to: &MoveTarget, cx: &mut Cx<'_>) {
        match (&self.name, to) {
            (None, MoveTarget::Space(_)) => {
                cx.tell(Notice::info("Still checking whether the name is free there.").until_key());
            }
            (Some(NameCheck::Taken(_)), _) => {
                let text = "The name is taken there. Rename the connection first, or choose another space.";
                cx.tell(Notice::bad(text).until_key());
            }
            (Some(NameCheck::Free | NameCheck::Unchecked), _) | (None, MoveTarget::Owner(_)) => {
                let name = format!("{} (to {})", list::name(of), to.label());
                let write = Relocate { wanted: to.wanted(of), name };
                let same = write.clone();
                self.write = cx.begin(write, |other| other.wanted == same.wanted);
                self.is_under_way = self.write.is_some();
            }
        }
    }

    pub fn paste(&mut self, text: &str, list: &mut ConnectionList, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        match &mut self.choosing {
            _ if self.to.is_some() => {}
            Choosing::Space(_) => {
                list.spaces.paste(text, cx)?;
            }
            Choosing::Owner(person) => {
                person.form.paste(text)?;
                person.changed(cx);
            }
        }
        Ok(())
    }

    pub fn answer(&mut self, asked: &Request, answer: &Answer, of: &Connection, cx: &mut Cx<'_>) -> TaskTurn {
        match (answer, asked, &mut self.choosing) {
            (Answer::CheckName(answer), ..) => {
                self.name = Some(answer.clone().unwrap_or(NameCheck::Unchecked));
                return TaskTurn::Stay;
            }
            (Answer::FindUser(answer), Request::Tenant(_, Call::FindUser(word)), Choosing::Owner(person)) => {
                if let Some(user) = person.found(word, answer.clone(), of) {
                    self.show(MoveTarget::Owner(user), cx);
                }
                return TaskTurn::Stay;
            }
            _ => {}
        }
        let settled = self.write.and_then(|id| cx.settle::<Relocate>(id, asked, answer));
        settled.map_or(TaskTurn::Pass, |settled| self.settled(settled, of, cx))
    }

    pub fn stop(&mut self, of: &Connection, cx: &mut Cx<'_>) -> TaskTurn {
        let settled = self.write.and_then(|id| cx.stop::<Relocate>(id, Asked::MoveConnection));
        self.settled(settled, of, cx)
    }

    fn settled(&mut self, settled: Option<Settled<Relocate>>, of: &Connection, cx: &mut Cx<'_>) -> TaskTurn {
        let Some(settled) = settled else { return TaskTurn::Stay };
        self.is_under_way = false;
        if settled.outcome != Outcome::Unknown {
            self.write = None;
        }
        if let Some(turn) = unless_done(&settled, "Enter sends the same move again; Esc leaves it.", cx) {
            return turn;
        }
        cx.note_done(&settled.sentence);
        if self.leaves_sight(of, cx) {
            cx.tell(Notice::good(format!("{} It is in a personal space that is not yours.", settled.sentence)));
            return TaskTurn::Gone;
        }
        cx.tell(Notice::good(settled.sentence));
        TaskTurn::Changed
    }

    /// Whether it is now in the personal space of somebody else, which is not to be told from having been deleted.
    fn leaves_sight(&self, of: &Connection, cx: &Cx<'_>) -> bool {
        let me = cx.shared.draft.here().me.as_ref().map(|me| me.user_id.as_str());
        match &self.to {
            Some(MoveTarget::Space(space)) => space.id().is_none() && of.owner.as_deref() != me,
            Some(MoveTarget::Owner(user)) => of.space.is_none() && Some(user.id.as_str()) != me,
            None => false,
        }
    }

    pub fn resumes(&mut self, cx: &mut Cx<'_>) -> bool {
        self.is_under_way = self.write.is_some_and(|id| cx.resume::<Relocate>(id, Asked::MoveConnection));
        self.is_under_way
    }

    pub fn hints(&self, list: &ConnectionList) -> Vec<Hint> {
        match (&self.to, &self.choosing) {
            _ if self.is_under_way => Vec::new(),
            (Some(MoveTarget::Space(_)), _) => hints(REVIEW),
            (Some(MoveTarget::Owner(_)), _) => hints_now(REVIEW, |command, hint| {
                let gives = command == reading::Command::Send;
                Some(if gives { Hint { short: "read on, then give", at_end: Some("give"), ..hint } } else { hint })
            }),
            (None, Choosing::Space(places)) => places.hints(list),
            (None, Choosing::Owner(_)) => hints(OWNER),
        }
    }
}
