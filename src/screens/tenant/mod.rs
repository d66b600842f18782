//! Step Tenant: which tenant. One field, the tenants used lately below it; Next reaches the host.

mod view;

use crate::{
    domain::{
        failure::Failure,
        request::{Answer, Asked, Chore, PublicCall, Request},
        secret::Secret,
        session::Reached,
        tenant::Tenant,
    },
    kit::{
        form::{Ask, Form, Kind, Origin, Turn},
        keys::{Binding, Hint, Key, KeyTable, hints, hints_now, lookup},
        notice::Notice,
        paste::{TooMuch, looks_like_a_token},
        screen::{Cx, Flow, Screen},
        shared::Shared,
        visit::Visit,
    },
};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Reach the host and go on.
    Next,
    /// To the row above.
    Up,
    /// To the row below.
    Down,
    /// Stop waiting for the host.
    Stop,
}

/// The keys of this screen.
pub const KEYS: &[Binding<Command>] = &[
    Binding::first(&[Key::ENTER], Command::Next, "next", "reach the tenant and go on"),
    Binding::help(&[Key::UP, Key::BACK_TAB], Command::Up, "up", "to the field or the tenant above"),
    Binding::room(&[Key::DOWN, Key::TAB], Command::Down, "recent tenants", "to the recent tenants"),
    Binding::first(&[Key::ESC], Command::Stop, "stop", "stop waiting for the tenant"),
];

const TOKEN: &str = "That looks like a key or token. This field is readable on the screen, so the text was not taken. Enter the host of \
                     the tenant here; the key comes in the next step.";

/// What the form asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Row {
    Host,
    /// The tenants used lately.
    Recent,
}

/// What was typed, and what was used lately.
#[derive(Debug)]
pub struct State {
    form: Form<Row>,
    recent: Vec<String>,
    /// The tenant that is being reached.
    reaching: Option<Tenant>,
    was_prefilled: bool,
    /// What was told about the host that stands there: it goes with it.
    told: Option<Notice>,
    /// The host that answered, but not as a tenant does: only another Enter goes on with it.
    odd: Option<Tenant>,
}

impl Default for State {
    fn default() -> Self {
        let host = Ask::new(Row::Host, "Tenant", Kind::Text).placeholder("acme.eu.qlikcloud.com");
        Self {
            form: Form::new(vec![host, Ask::new(Row::Recent, "Recent tenants", Kind::List(0))]),
            recent: Vec::new(),
            reaching: None,
            was_prefilled: false,
            told: None,
            odd: None,
        }
    }
}

impl State {
    /// A host that nobody typed, to be gone on with, edited or replaced.
    fn put(&mut self, host: &str) {
        self.form.fill(Row::Host, host, Origin::Proposed);
        self.form.go(Row::Host);
    }

    fn next(&mut self, cx: &mut Cx<'_>) -> Flow {
        if let Some(host) = self.form.row(Row::Recent).and_then(|row| self.recent.get(row)).cloned() {
            self.put(&host);
        }
        let tenant = match Tenant::parse(self.form.text(Row::Host)) {
            Ok(tenant) => tenant,
            Err(fault) => {
                self.form.refuse(Row::Host, fault.to_string());
                return Flow::Stay;
            }
        };
        self.form.forgive(Row::Host);
        if cx.shared.draft.tenant() == Some(&tenant) {
            return Flow::Next;
        }
        if cx.fresh && self.odd.as_ref() == Some(&tenant) {
            return self.take(tenant, cx);
        }
        self.reaching = Some(tenant.clone());
        cx.ask(Request::Public(PublicCall::Reach(tenant)));
        Flow::Stay
    }

    fn reached(&mut self, answer: &Result<Reached, Failure>, cx: &mut Cx<'_>) -> Flow {
        let Some(tenant) = self.reaching.take() else { return Flow::Stay };
        match answer {
            Ok(reached) => {
                if *reached == Reached::Odd {
                    // No key is offered to such a host before the person knows.
                    self.odd = Some(tenant);
                    return Flow::Stay;
                }
                self.take(tenant, cx)
            }
            Err(failure) => {
                cx.fail(failure);
                self.told.clone_from(&cx.shared.notice);
                Flow::Stay
            }
        }
    }

    fn take(&mut self, tenant: Tenant, cx: &mut Cx<'_>) -> Flow {
        self.odd = None;
        if !cx.shared.launch.demo {
            cx.ask(Request::Here(Chore::RememberTenant(tenant.clone())));
        }
        cx.shared.draft.choose_tenant(tenant);
        Flow::Next
    }

    fn changed(&mut self, cx: &mut Cx<'_>) {
        self.odd = None;
        self.reaching = None;
        cx.drop_question(Asked::Reach);
        if self.told.take().is_some_and(|told| cx.shared.notice.as_ref() == Some(&told)) {
            cx.shared.notice = None;
        }
        // By hand nobody types one, but a terminal may send a paste key by key.
        if looks_like_a_token(self.form.text(Row::Host)) {
            self.form.set(Row::Host, "");
            self.form.refuse(Row::Host, TOKEN);
        }
    }

    /// The host is not waited for any more. Nothing was made by asking it.
    fn stop(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(tenant) = self.reaching.take() else { return Flow::Pass };
        cx.drop_question(Asked::Reach);
        cx.tell(Notice::info(format!("Stopped waiting for {}. Enter tries again.", tenant.host())));
        self.told.clone_from(&cx.shared.notice);
        Flow::Stay
    }
}

impl Screen for State {
    fn enter(&mut self, visit: Visit, cx: &mut Cx<'_>) {
        if !self.was_prefilled {
            self.was_prefilled = true;
            if let Some(tenant) = cx.shared.launch.tenant.clone() {
                self.put(&tenant);
            }
        }
        if let Visit::Host(host) = &visit {
            self.put(host);
            self.odd = None;
        }
        if !cx.shared.launch.demo {
            cx.ask(Request::Here(Chore::RecentTenants));
        }
        if let Visit::Given(_) = visit {
            self.next(cx);
        }
    }

    fn hints(&self, _shared: &Shared) -> Vec<Hint> {
        hints_now(KEYS, |command, hint| {
            let shown = match command {
                Command::Next | Command::Up => true,
                Command::Down => !self.recent.is_empty(),
                Command::Stop => self.reaching.is_some(),
            };
            shown.then_some(hint)
        })
    }

    fn tables(&self) -> Vec<KeyTable> {
        vec![("", hints(KEYS))]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        match lookup(KEYS, key) {
            Some(Command::Next) => return self.next(cx),
            Some(Command::Up | Command::Down) => {
                self.form.key(key);
            }
            Some(Command::Stop) => return self.stop(cx),
            // Whatever has the focus, a text is for the field.
            None => match self.form.key_into(Row::Host, key) {
                Turn::Pass => return Flow::Pass,
                Turn::Changed(_) => self.changed(cx),
                _ => {}
            },
        }
        Flow::Stay
    }

    fn paste(&mut self, text: &Secret, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        self.form.go(Row::Host);
        if let Turn::Changed(_) = self.form.paste(text.expose())? {
            self.changed(cx);
        } else {
            // Nothing of a key is taken; where it goes is known better here.
            self.form.forgive(Row::Host);
            self.form.refuse(Row::Host, TOKEN);
        }
        Ok(())
    }

    fn answer(&mut self, _asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        match answer {
            Answer::RecentTenants(recent, fault) => {
                self.form.set_rows(Row::Recent, recent.len());
                self.recent = recent;
                if let Some(fault) = fault {
                    cx.tell(Notice::warn(fault));
                }
                Flow::Stay
            }
            Answer::RememberTenant(fault) => {
                if let Some(fault) = fault {
                    cx.tell(Notice::warn(fault));
                }
                Flow::Stay
            }
            Answer::Reach(reached) => self.reached(&reached, cx),
            _ => Flow::Pass,
        }
    }

    fn is_filled(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
