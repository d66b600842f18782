//! Which name is taken, and which one is free: asked after the tenant said that something of this name exists.

use crate::{
    domain::{
        connection::{NameCheck, NewConnection},
        credential::CredentialCheck,
        failure::Failure,
        request::{Asked, Call, Request},
        text::next_name,
    },
    kit::{screen::Cx, visit::Taken},
};

/// How many proposals are tried before one is made that may be taken as well.
const TRIES: u8 = 5;

/// The two questions.
#[derive(Debug)]
pub struct Clash {
    connection: Option<Probe>,
    credential: Option<Probe>,
}

/// One name that is looked up, and then a proposal.
#[derive(Debug)]
struct Probe {
    name: String,
    proposal: Option<String>,
    tries: u8,
    open: bool,
    /// The tenant says that nothing has the proposal.
    free: bool,
}

/// What a look at a name told, as far as it matters here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameStatus {
    /// Something has it.
    Taken,
    /// Nothing has it.
    Free,
    /// It could not be found out.
    Unclear,
}

impl From<&Result<NameCheck, Failure>> for NameStatus {
    fn from(answer: &Result<NameCheck, Failure>) -> Self {
        match answer {
            Ok(NameCheck::Taken(_)) => Self::Taken,
            Ok(NameCheck::Free) => Self::Free,
            Ok(NameCheck::Unchecked) | Err(_) => Self::Unclear,
        }
    }
}

impl From<&Result<CredentialCheck, Failure>> for NameStatus {
    fn from(answer: &Result<CredentialCheck, Failure>) -> Self {
        match answer {
            Ok(CredentialCheck::Taken(_)) => Self::Taken,
            Ok(CredentialCheck::Free) => Self::Free,
            Ok(CredentialCheck::Unchecked) | Err(_) => Self::Unclear,
        }
    }
}

/// Which names turned out taken.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TakenNames {
    pub connection: Option<Taken>,
    pub credential: Option<Taken>,
}

impl Clash {
    /// Looks both names up.
    pub fn begin(sent: &NewConnection, cx: &mut Cx<'_>) -> Self {
        let clash =
            Self { connection: Some(Probe::of(sent.name.clone())), credential: sent.credential_name().map(Probe::of) };
        ask_name(&sent.name, sent, cx);
        if let Some(probe) = &clash.credential {
            ask_credential(&probe.name, cx);
        }
        clash
    }

    /// Looks the connection's name up only for a free one: that it is taken is known.
    pub fn propose(sent: &NewConnection, cx: &mut Cx<'_>) -> Self {
        let mut clash = Self { connection: Some(Probe::of(sent.name.clone())), credential: None };
        clash.name_checked(&sent.name, NameStatus::Taken, sent, cx);
        clash
    }

    /// What became of the connection's name, or of a proposal for it.
    pub fn name_checked(&mut self, name: &str, status: NameStatus, sent: &NewConnection, cx: &mut Cx<'_>) {
        if let Some(next) = self.connection.as_mut().and_then(|probe| probe.told(name, status)) {
            ask_name(&next, sent, cx);
        }
    }

    /// What became of the credential's name, or of a proposal for it.
    pub fn credential_checked(&mut self, name: &str, status: NameStatus, cx: &mut Cx<'_>) {
        if let Some(next) = self.credential.as_mut().and_then(|probe| probe.told(name, status)) {
            ask_credential(&next, cx);
        }
    }

    pub fn drop_questions(cx: &mut Cx<'_>) {
        cx.drop_question(Asked::CheckName);
        cx.drop_question(Asked::CheckCredential);
    }

    /// What was found, once both questions are answered.
    pub fn found(&self) -> Option<TakenNames> {
        let closed = |probe: &Option<Probe>| probe.as_ref().is_none_or(|probe| !probe.open);
        (closed(&self.connection) && closed(&self.credential)).then(|| TakenNames {
            connection: self.connection.as_ref().and_then(Probe::taken),
            credential: self.credential.as_ref().and_then(Probe::taken),
        })
    }
}

impl Probe {
    fn of(name: String) -> Self {
        Self { name, proposal: None, tries: 0, open: true, free: false }
    }

    /// Takes an answer; names what is to be asked next.
    fn told(&mut self, name: &str, status: NameStatus) -> Option<String> {
        if !self.open || name != self.proposal.as_ref().unwrap_or(&self.name) {
            return None;
        }
        if status != NameStatus::Taken {
            self.open = false;
            self.free = status == NameStatus::Free;
            return None;
        }
        self.proposal = Some(next_name(name));
        self.tries += 1;
        self.open = self.tries <= TRIES;
        self.proposal.clone().filter(|_| self.open)
    }

    fn taken(&self) -> Option<Taken> {
        let proposal = self.proposal.clone()?;
        Some(Taken { name: self.name.clone(), proposal, is_free: self.free })
    }
}

fn ask_name(name: &str, sent: &NewConnection, cx: &mut Cx<'_>) {
    if let Some(session) = cx.session() {
        cx.ask(Request::Tenant(session, Call::CheckName(sent.space.clone(), name.to_owned())));
    }
}

fn ask_credential(name: &str, cx: &mut Cx<'_>) {
    if let Some(session) = cx.session() {
        cx.ask(Request::Tenant(session, Call::CheckCredential(name.to_owned())));
    }
}
