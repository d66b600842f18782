//! The contexts of qlik-cli: offered with name and host, read and never written.

use super::{State, prove::is_done};
use crate::{
    domain::{
        access::{Access, CliContext, CliContexts, Method},
        request::{Chore, Request},
    },
    kit::{
        cursor::Cursor,
        notice::Notice,
        screen::{Cx, Flow},
        shared::Shared,
        visit::Visit,
    },
};

/// The contexts, once they are read.
#[derive(Debug, Default)]
pub struct Contexts {
    /// What was read, or why not.
    pub known: Option<Result<CliContexts, String>>,
    pub cursor: Cursor,
    /// The one to go to once they are read.
    pub wanted: Option<String>,
    /// The one whose key is said to be another tenant's: only whoever insists has it sent.
    pub warned: Option<String>,
}

const DEMO: &str = "The demo does not read your qlik-cli contexts: they belong to other tenants.";

impl Contexts {
    pub fn ask(&mut self, cx: &mut Cx<'_>) {
        if cx.shared.launch.demo {
            self.known = Some(Err(DEMO.to_owned()));
        } else {
            cx.ask(Request::Here(Chore::CliContexts));
        }
    }

    /// They were read. At first the one for this tenant that qlik-cli itself uses has the focus, or any for this tenant.
    pub fn read(&mut self, answer: Result<CliContexts, String>, shared: &Shared) {
        let first = self.known.is_none();
        self.known = Some(answer);
        let host = shared.draft.tenant().map(|tenant| tenant.host().to_owned());
        let here = |context: &CliContext| Some(&context.host) == host.as_ref() && context.access.is_some();
        let at = match self.wanted.take() {
            Some(name) => self.all().iter().position(|context| context.name == name),
            None if first => {
                let all = self.all();
                all.iter().position(|context| here(context) && context.current).or_else(|| all.iter().position(here))
            }
            None => None,
        };
        self.cursor.go(at, self.all().len());
    }

    pub fn all(&self) -> &[CliContext] {
        match &self.known {
            Some(Ok(contexts)) => &contexts.contexts,
            Some(Err(_)) | None => &[],
        }
    }

    pub fn current(&self) -> Option<&CliContext> {
        self.all().get(self.cursor.row())
    }
}

impl State {
    pub(super) fn use_context(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(context) = self.contexts.current().cloned() else { return Flow::Stay };
        let Some(tenant) = cx.shared.draft.tenant() else { return Flow::Stay };
        if context.host != tenant.host() {
            cx.tell(Notice::info(format!(
                "{} belongs to {}. Press Enter to go to that tenant.",
                context.name, context.host
            )));
            let (host, name) = (context.host, context.name);
            return Flow::Detour(Visit::Host(host.clone()), Visit::Context { host, name });
        }
        let Some(access) = context.access else {
            let name = context.name;
            cx.tell(Notice::warn(format!(
                "The context {name} has no credentials. Add them with qlik context update, or choose another method."
            )));
            self.keep_told(cx);
            return Flow::Stay;
        };
        if is_done(&access, cx.shared) {
            return Flow::Next;
        }
        if let Access::Token(token) = &access
            && let Some(other) = self.other_tenant(token, cx.shared)
            && self.contexts.warned.as_ref() != Some(&context.name)
        {
            self.contexts.warned = Some(context.name);
            cx.tell(Notice::warn(format!("{other} Press Enter again to try it anyway.")));
            self.keep_told(cx);
            return Flow::Stay;
        }
        self.prove(Method::CliContext, access, cx);
        Flow::Stay
    }
}
