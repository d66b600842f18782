//! The authentication methods as a list, and why there is no API key for another user.

use super::{
    CONTEXTS, Command, EXPLAIN, Face, LIST, PEOPLE, State,
    methods::{self, MethodFacts},
};
use crate::{
    domain::{access::Method, step::Step},
    kit::{
        keys::{Key, lookup},
        screen::{Cx, Flow},
        shared::{Goal, Shared},
        visit::ScreenId,
    },
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Row {
    Method(Method),
    /// What people ask for, and no tenant gives.
    KeyForAnother,
    /// What an administrator sets up.
    SetUp,
}

/// What works instead of a key for somebody else.
pub const ALTERNATIVES: [Row; 3] = [Row::Method(Method::Impersonation), Row::Method(Method::Signed), Row::SetUp];

const KEY_FOR_ANOTHER: MethodFacts = MethodFacts {
    short: "why not, what works",
    acts: "nobody: the tenant refuses to create one",
    needs: "one of the two methods that work",
    admin: "depends on the method",
};

const SET_UP: MethodFacts = MethodFacts {
    short: "for administrators",
    acts: "you, during the set-up",
    needs: "the role Tenant Admin",
    admin: "this assistant; it shows everything first",
};

impl Row {
    pub fn label(self) -> &'static str {
        match self {
            Self::Method(method) => method.label(),
            Self::KeyForAnother => "API key for another user",
            Self::SetUp => "Set up acting as another user",
        }
    }

    pub fn facts(self) -> &'static MethodFacts {
        match self {
            Self::Method(method) => &methods::of(method).facts,
            Self::KeyForAnother => &KEY_FOR_ANOTHER,
            Self::SetUp => &SET_UP,
        }
    }
}

/// The rows of the list. Whoever came to set acting as another user up is not sent there once more.
pub fn rows(shared: &Shared) -> Vec<Row> {
    let set_up = (shared.launch.goal != Goal::SetUp).then_some(Row::SetUp);
    Method::ALL.iter().copied().map(Row::Method).chain([Row::KeyForAnother]).chain(set_up).collect()
}

impl State {
    /// A key where there are rows to choose from.
    pub(super) fn row_key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        let (table, count, cursor) = match (self.face, &mut self.people) {
            (Face::Contexts, _) => (CONTEXTS, self.contexts.all().len(), &mut self.contexts.cursor),
            (Face::People, Some(people)) => (PEOPLE, people.users.len(), &mut people.cursor),
            (Face::Explain(_), _) => (EXPLAIN, ALTERNATIVES.len(), &mut self.alternative),
            _ => (LIST, rows(cx.shared).len(), &mut self.cursor),
        };
        let mut at = *cursor;
        match (lookup(table, key), self.face) {
            (Some(Command::Move), face) => {
                cursor.key(key, count);
                // What is under way, or was told, is about the row that is left.
                if matches!(face, Face::Contexts | Face::People) {
                    self.stop(cx);
                    self.take_back(cx);
                }
            }
            (Some(Command::Digit), _) if !at.digit(key, count) => {}
            (Some(Command::Enter), _) if !cx.fresh => {}
            (Some(Command::Enter), Face::Contexts) => return self.use_context(cx),
            (Some(Command::Enter), Face::People) => self.use_user(cx),
            (Some(Command::Enter | Command::Digit), Face::Explain(from)) => {
                return self.take(ALTERNATIVES.get(at.row()).copied(), from, cx);
            }
            (Some(Command::Enter | Command::Digit), _) => {
                self.cursor = at;
                return self.take(rows(cx.shared).get(at.row()).copied(), None, cx);
            }
            (Some(Command::Close), Face::Explain(from)) => self.face = from.map_or(Face::List, Face::Form),
            (Some(Command::Close), face) => {
                self.stop(cx);
                let people = self.people.take().filter(|_| face == Face::People);
                self.face = people.map_or(Face::List, |people| Face::Form(people.method));
            }
            (Some(_), _) => {}
            (None, _) => return Flow::Pass,
        }
        Flow::Stay
    }

    fn take(&mut self, row: Option<Row>, from: Option<Method>, cx: &mut Cx<'_>) -> Flow {
        match row {
            Some(Row::Method(method)) => self.open(method, cx),
            Some(Row::KeyForAnother) => self.face = Face::Explain(from),
            Some(Row::SetUp) if cx.shared.draft.is_done(Step::SignIn) => {
                return Flow::Goto(ScreenId::SetUp.into());
            }
            Some(Row::SetUp) => {
                self.face = Face::List;
                self.wants_set_up = true;
            }
            None => {}
        }
        Flow::Stay
    }

    pub(super) fn open(&mut self, method: Method, cx: &mut Cx<'_>) {
        self.stop(cx);
        cx.shared.notice = None;
        let rows = rows(cx.shared);
        self.cursor.go(rows.iter().position(|row| *row == Row::Method(method)), rows.len());
        if method == Method::CliContext {
            self.face = Face::Contexts;
            self.contexts.ask(cx);
        } else {
            self.face = Face::Form(method);
            self.forms[method].go_to_gap();
        }
    }
}
