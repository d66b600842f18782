//! The ways to sign in as a list, with what helps to choose among them; and why there is no API key for somebody else.

use super::{
    Face, State,
    keys::{Command, EXPLAIN, LIST, moved, place},
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

/// A row of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Row {
    /// A way to sign in.
    Way(Method),
    /// What people ask for, and no tenant gives.
    KeyForAnother,
    /// What an administrator sets up.
    SetUp,
}

/// The rows of the list.
pub const ROWS: [Row; 9] = [
    Row::Way(Method::Token),
    Row::Way(Method::Browser),
    Row::Way(Method::Machine),
    Row::Way(Method::MachineKey),
    Row::Way(Method::Impersonation),
    Row::Way(Method::Signed),
    Row::Way(Method::CliContext),
    Row::KeyForAnother,
    Row::SetUp,
];

/// What the explanation leads to.
pub const WAYS_OUT: [Row; 3] = [Row::Way(Method::Impersonation), Row::Way(Method::Signed), Row::SetUp];

/// What helps to choose.
pub struct Facts {
    /// Beside the label.
    pub short: &'static str,
    /// Whom one acts as.
    pub acts: &'static str,
    /// What one has to have.
    pub needs: &'static str,
    /// What an administrator has to set up before.
    pub admin: &'static str,
}

impl Row {
    /// What stands in the list.
    pub fn label(self) -> &'static str {
        match self {
            Self::Way(method) => method.label(),
            Self::KeyForAnother => "API key for somebody else",
            Self::SetUp => "Set up acting as another user",
        }
    }

    /// What helps to choose.
    pub fn facts(self) -> Facts {
        match self {
            Self::Way(Method::Token) => Facts {
                short: "as yourself",
                acts: "whoever made the key",
                needs: "a key from your profile, or an access token",
                admin: "nothing but the permission Manage API keys",
            },
            Self::Way(Method::Browser) => Facts {
                short: "as yourself",
                acts: "you, as you sign in on the tenant's own page",
                needs: "an OAuth client's id, no secret; works over SSH",
                admin: "a public client with an address on this machine",
            },
            Self::Way(Method::Machine) => Facts {
                short: "as the client's bot",
                acts: "a bot: what you make belongs to it",
                needs: "the id and the secret of an OAuth client",
                admin: "a trusted web client; its bot in the space",
            },
            Self::Way(Method::MachineKey) => Facts {
                short: "as the client's bot",
                acts: "a bot: what you make belongs to it",
                needs: "client id, key id, file of the private key",
                admin: "the same, with the public key at the client",
            },
            Self::Way(Method::Impersonation) => Facts {
                short: "as any existing user",
                acts: "another user: what you make belongs to them",
                needs: "client id and secret; and which user",
                admin: "a trusted web client that may impersonate",
            },
            Self::Way(Method::Signed) => Facts {
                short: "as any user",
                acts: "any user; an unknown subject becomes a new one",
                needs: "issuer, key id, key file; the user's subject",
                admin: "a JWT identity provider; the set-up makes one",
            },
            Self::Way(Method::CliContext) => Facts {
                short: "as it is kept there",
                acts: "whomever the context of qlik-cli is for",
                needs: "a context of Qlik Cloud; its file is only read",
                admin: "nothing new",
            },
            Self::KeyForAnother => Facts {
                short: "why not, what works",
                acts: "nobody: a tenant refuses to make such a key",
                needs: "one of the two ways that work; this shows them",
                admin: "see there",
            },
            Self::SetUp => Facts {
                short: "for administrators",
                acts: "you, while it is set up",
                needs: "to be signed in as an administrator",
                admin: "this does it, after showing what it makes",
            },
        }
    }
}

/// The rows of the list. Whoever came to set acting as another user up is not sent there once more.
pub fn rows(shared: &Shared) -> &'static [Row] {
    let all = ROWS.split_last().filter(|_| shared.launch.goal == Goal::SetUp);
    all.map_or(&ROWS, |(_, others)| others)
}

impl State {
    pub(super) fn list_key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        let rows = rows(cx.shared);
        match lookup(LIST, key) {
            Some(Command::Move) => self.row = moved(self.row, rows.len(), key),
            Some(Command::Digit) => {
                if let Some(row) = place(key).filter(|row| *row < rows.len()) {
                    self.row = row;
                    return self.take(rows.get(row).copied(), None, cx);
                }
            }
            Some(Command::Enter) if cx.fresh => return self.take(rows.get(self.row).copied(), None, cx),
            Some(_) => {}
            None => return Flow::Pass,
        }
        Flow::Stay
    }

    pub(super) fn explain_key(&mut self, from: Option<Method>, key: Key, cx: &mut Cx<'_>) -> Flow {
        match lookup(EXPLAIN, key) {
            Some(Command::Move) => self.way_out = moved(self.way_out, WAYS_OUT.len(), key),
            Some(Command::Digit) => {
                if let Some(row) = place(key).and_then(|row| WAYS_OUT.get(row)) {
                    return self.take(Some(*row), from, cx);
                }
            }
            Some(Command::Enter) if cx.fresh => return self.take(WAYS_OUT.get(self.way_out).copied(), from, cx),
            Some(Command::Close) => self.face = from.map_or(Face::List, Face::Form),
            Some(_) => {}
            None => return Flow::Pass,
        }
        Flow::Stay
    }

    fn take(&mut self, row: Option<Row>, from: Option<Method>, cx: &mut Cx<'_>) -> Flow {
        match row {
            Some(Row::Way(method)) => self.open(method, cx),
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

    /// Opens a way to sign in.
    pub(super) fn open(&mut self, method: Method, cx: &mut Cx<'_>) {
        self.stop(cx);
        cx.shared.notice = None;
        self.row = ROWS.iter().position(|row| *row == Row::Way(method)).unwrap_or(self.row);
        if method == Method::CliContext {
            self.face = Face::Contexts;
            self.contexts.ask(cx);
        } else {
            self.face = Face::Form(method);
            if let Some(form) = self.forms.of_mut(method) {
                form.go_to_gap();
            }
        }
    }
}
