//! Step Sign in: who is asking. Any bearer token; what it says of itself is read at once, what the tenant says proves it.

mod view;

use crate::{
    domain::{
        access::Access,
        claims::Claims,
        failure::{Failure, FailureKind},
        request::{Answer, Asked, Request},
        secret::Secret,
        session::{Me, Session},
    },
    kit::{
        keys::{Binding, Code, Hint, Key, Rank, hints, lookup},
        line::{Edit, Line},
        notice::Notice,
        paste::{self, Kind},
        screen::{Cx, Flow, Screen},
        shared::Shared,
    },
};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Prove the key and go on.
    Next,
}

/// The keys of this screen.
pub const KEYS: &[Binding<Command>] = &[Binding {
    keys: &[Key::plain(Code::Enter)],
    command: Command::Next,
    short: "sign in",
    long: "prove the key and go on",
    hint: Rank::First,
}];

/// What was typed or found, and what it says of itself.
#[derive(Debug, Default)]
pub struct State {
    line: Line,
    claims: Option<Claims>,
    fault: Option<&'static str>,
    /// Where the key was found, as long as it is that key.
    from: Option<String>,
    was_offered: bool,
    /// The session that is being proved.
    proving: Option<Session>,
}

const BROKEN: &str = "There was a line break inside what was pasted, so it may be two things, or one cut in half. Clear the field \
                      (Ctrl+U) and copy the key once more.";
const EMPTY: &str = "Paste an API key or an access token of this tenant.";

impl State {
    fn next(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.fault == Some(BROKEN) {
            return Flow::Stay;
        }
        let token = Secret::new(self.line.as_str().trim());
        let Some(tenant) = cx.shared.draft.tenant().cloned().filter(|_| !token.is_empty()) else {
            self.fault = Some(EMPTY);
            return Flow::Stay;
        };
        let access = Access::Token(token);
        let here = cx.shared.draft.here();
        if here.me.is_some() && here.session.as_ref().is_some_and(|session| session.access == access) {
            return Flow::Next;
        }
        let session = Session { tenant, access, dialect: cx.shared.dialect };
        self.proving = Some(session.clone());
        cx.ask(Request::SignIn(session));
        Flow::Stay
    }

    /// What the set-up assistant made is proved at once: whoever chose it there wants to go on with it.
    fn use_prepared(&mut self, access: Access, cx: &mut Cx<'_>) {
        let Some(tenant) = cx.shared.draft.tenant().cloned() else { return };
        let session = Session { tenant, access, dialect: cx.shared.dialect };
        self.proving = Some(session.clone());
        cx.ask(Request::SignIn(session));
    }

    fn signed_in(&mut self, answer: Result<Me, Failure>, cx: &mut Cx<'_>) -> Flow {
        let Some(session) = self.proving.take() else { return Flow::Stay };
        match answer {
            Ok(me) => {
                if me.is_bot() {
                    cx.tell(Notice::warn(format!(
                        "{} is a bot: what you make now belongs to it, not to you.",
                        me.name
                    )));
                }
                let here = cx.shared.draft.here_mut();
                here.session = Some(session);
                here.me = Some(me);
                Flow::Next
            }
            Err(failure) => {
                self.refused(&failure, cx);
                Flow::Stay
            }
        }
    }

    /// A refusal is explained with what to ask an administrator for, and with the tenant the key was made for.
    fn refused(&self, failure: &Failure, cx: &mut Cx<'_>) {
        let mut text = match failure.kind {
            FailureKind::Unauthorized => {
                "The tenant does not accept this key: it may be expired, revoked, cut short, or of another tenant. A new one is \
                 made under your profile, API keys; where that is missing, ask an administrator for the permission Manage \
                 API keys."
                    .to_owned()
            }
            FailureKind::Forbidden => {
                "The tenant knows this key but lets it do nothing. Ask an administrator for the permission Manage API keys."
                    .to_owned()
            }
            _ => return cx.fail(failure),
        };
        if let Some(id) = self.claims.as_ref().and_then(|claims| claims.tenant_id.as_deref()) {
            text = format!("{text} This key says it is for the tenant with the id {id}.");
        }
        cx.tell(Notice::about(failure, text));
    }

    fn changed(&mut self, cx: &mut Cx<'_>) {
        self.fault = None;
        self.from = None;
        self.proving = None;
        cx.drop_question(Asked::SignIn);
        self.claims = Claims::read(&Secret::new(self.line.as_str().trim()));
    }
}

impl Screen for State {
    fn enter(&mut self, cx: &mut Cx<'_>) {
        if let Some(access) = cx.shared.prepared.take() {
            return self.use_prepared(access, cx);
        }
        if self.was_offered {
            return;
        }
        self.was_offered = true;
        let host = cx.shared.draft.tenant().map(|tenant| tenant.host().to_owned());
        if let Some(offer) = cx.shared.launch.offer.clone().filter(|offer| host.as_ref() == Some(&offer.host)) {
            self.line.set(offer.key.expose());
            self.changed(cx);
            self.from = Some(offer.from);
        }
    }

    fn hints(&self, _shared: &Shared) -> Vec<Hint> {
        hints(KEYS)
    }

    fn tables(&self) -> Vec<Vec<Hint>> {
        vec![hints(KEYS)]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        match lookup(KEYS, key) {
            Some(Command::Next) => return self.next(cx),
            None => match self.line.key(key) {
                Edit::Pass => return Flow::Pass,
                Edit::Moved => {}
                Edit::Changed => self.changed(cx),
            },
        }
        Flow::Stay
    }

    fn paste(&mut self, text: &Secret, cx: &mut Cx<'_>) -> Flow {
        match paste::clean(text.expose(), Kind::Secret) {
            Ok(cleaned) => {
                self.line.insert(&cleaned.text);
                self.changed(cx);
                self.fault = cleaned.had_breaks.then_some(BROKEN);
            }
            Err(much) => cx.tell(Notice::bad(format!("{much}."))),
        }
        Flow::Stay
    }

    fn answer(&mut self, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        match answer {
            Answer::SignedIn(answer) => self.signed_in(answer, cx),
            _ => Flow::Pass,
        }
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn is_filled(&self) -> bool {
        !self.line.is_empty() && self.from.is_none()
    }
}

#[cfg(test)]
mod tests;
