//! Step Done: what was made, read back and compared with what was sent. Nothing here can turn success into failure.

mod view;

use std::time::Instant;

use crate::{
    domain::{
        connection::{Connection, Difference, NewConnection, compare, in_load_script},
        credential::{Credential, CredentialChoice, CredentialId, Mode},
        failure::Failure,
        property::{CREDENTIALS_NAME, SELECTED_CREDENTIALS, SEPARATE},
        request::{Answer, Call, Chore, HiddenText, Request},
        space::SpaceChoice,
        step::Step,
        text::next_name,
    },
    kit::{
        keys::{Binding, Hint, Key, KeyTable, hints, hints_now, lookup},
        notice::Notice,
        screen::{Cx, Flow, Screen},
        scroll::Scroll,
        shared::{CreatedConnection, Shared},
        visit::{ScreenId, Visit},
    },
    screens::save,
};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Command {
    Copy(What),
    /// To saving and exporting it.
    Save,
    Another,
    /// Another connection with the same credential.
    SameCredential,
    /// To the credentials that are left over.
    UnusedCredentials,
    /// To the connections that exist.
    Connections,
    /// Show or hide what the tenant added.
    Unfold,
    Leave,
    /// There is no way back into what is made.
    Back,
    Scroll,
}

/// What can be copied: what a script needs next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum What {
    Id,
    /// How a load script names the connection.
    LoadScript,
    /// The address of the space in the tenant.
    Space,
    /// The request as curl, with variables in place of the secrets.
    Curl,
}

impl What {
    fn noun(self, shared: &Shared) -> &'static str {
        match self {
            Self::Id => "the id",
            Self::LoadScript if is_of_files(shared) => "the path",
            Self::LoadScript => "the statement",
            Self::Space => "the address of the space",
            Self::Curl => "the request as curl",
        }
    }

    fn text(self, shared: &Shared, now: Instant) -> Option<String> {
        let made = shared.made.last()?;
        match self {
            Self::Id => Some(made.connection.id.clone()),
            Self::LoadScript => Some(load_script(made, shared)),
            Self::Space => space_address(made),
            Self::Curl => save::curl(shared, now),
        }
    }
}

/// How a load script names what was made.
fn load_script(made: &CreatedConnection, shared: &Shared) -> String {
    let id = made.sent.space.as_ref();
    let chosen = shared.draft.here().space.as_ref().filter(|space| space.id() == id);
    // A space of which only the id is known is named by it: a script would not find it, and the screen shows why.
    let space = id.map(|id| chosen.map_or(id.0.as_str(), SpaceChoice::label));
    in_load_script(Some(&made.sent.source.0), space, &made.sent.name)
}

fn is_of_files(shared: &Shared) -> bool {
    shared.made.last().is_some_and(|made| made.sent.source.holds_files())
}

/// Where the tenant shows the space. No page of the vendor states this address, several public scripts use it
/// (`qlik-cloud-api.md` section 23, row 22).
fn space_address(made: &CreatedConnection) -> Option<String> {
    let space = made.sent.space.as_ref()?;
    Some(format!("{}/explore/spaces/{}", made.session.tenant.origin(), space.0))
}

/// The keys of this screen.
const KEYS: &[Binding<Command>] = &[
    Binding::first(&[Key::ENTER, Key::char('q')], Command::Leave, "leave", "leave; a summary stays in the terminal"),
    Binding::first(
        &[Key::char('a')],
        Command::Another,
        "another one",
        "another connection: same tenant, space and source, a new name",
    ),
    Binding::first(
        &[Key::char('s')],
        Command::Save,
        "save, export",
        "save it as an answers file, or export it as a script",
    ),
    Binding::first(
        &[Key::char('t')],
        Command::Copy(What::LoadScript),
        "copy LIB CONNECT",
        "copy what load scripts need: LIB CONNECT, or the lib:// path of files",
    ),
    Binding::room(
        &[Key::char('u')],
        Command::Copy(What::Curl),
        "copy as curl",
        "copy the request as curl; variables stand for the key and for every secret",
    ),
    Binding::room(&[Key::char('y')], Command::Copy(What::Id), "copy the id", "copy the id of the connection"),
    Binding::room(
        &[Key::char('w')],
        Command::Copy(What::Space),
        "copy the space's address",
        "copy the address of the space in the tenant",
    ),
    Binding::room(
        &[Key::char('e')],
        Command::Connections,
        "connections",
        "the connections that exist: change, copy or delete one",
    ),
    Binding::room(&[Key::char('m')], Command::Unfold, "what was added", "show or hide what the tenant added"),
    Binding::help(&[Key::ESC], Command::Back, "no way back", "nothing: the connection exists"),
    Binding::help(&[Key::UP, Key::PAGE_UP], Command::Scroll, "up", "scroll up"),
    Binding::help(&[Key::DOWN, Key::PAGE_DOWN], Command::Scroll, "down", "scroll down"),
];

/// Where the credential is one of its own.
const SEPARATED: &[Binding<Command>] = &[
    Binding::first(
        &[Key::char('c')],
        Command::SameCredential,
        "same credentials",
        "another connection with the same credentials",
    ),
    Binding::room(
        &[Key::char('l')],
        Command::UnusedCredentials,
        "unused credentials",
        "separated credentials that no connection uses",
    ),
];

/// What came back.
#[derive(Debug, Default)]
pub struct State {
    read: Read,
    unfolded: bool,
    scroll: Scroll,
}

#[derive(Debug, Default)]
enum Read {
    #[default]
    Asking,
    Back(Box<Connection>),
    Failed(Failure),
}

/// What was made last, as the create answered.
fn made(shared: &Shared) -> Option<&Connection> {
    shared.made.last().map(|made| &made.connection)
}

/// What was sent for it.
fn sent(shared: &Shared) -> Option<&NewConnection> {
    shared.made.last().map(|made| &made.sent)
}

/// The separated credential of what was made.
fn credential(shared: &Shared) -> Option<Credential> {
    let id = made(shared)?.credential.clone()?;
    let source = made(shared)?.source.clone();
    match shared.draft.of().credential.as_ref()? {
        CredentialChoice::Embedded => None,
        CredentialChoice::New(name) => Some(Credential {
            id: CredentialId(id),
            name: name.clone(),
            source,
            separated: Some(true),
            connections: None,
            created: None,
        }),
        CredentialChoice::Existing(credential) => Some(credential.clone()),
    }
}

impl State {
    /// The connection, with what the reading back added to what the create said.
    fn connection<'a>(&'a self, shared: &'a Shared) -> Option<&'a Connection> {
        match &self.read {
            Read::Back(connection) => Some(connection),
            Read::Asking | Read::Failed(_) => made(shared),
        }
    }

    /// What was sent and came back otherwise. Secrets and the login never come back as they went.
    fn differences(&self, shared: &Shared) -> Vec<Difference> {
        let (Read::Back(found), Some(sent)) = (&self.read, sent(shared)) else { return Vec::new() };
        let of = shared.draft.of();
        let code = shared.draft.code();
        let login = of.details.iter().flat_map(|details| &details.entered).filter(|entered| entered.credential);
        let left_out: Vec<&str> = [SEPARATE, CREDENTIALS_NAME, SELECTED_CREDENTIALS]
            .into_iter()
            .chain(code.as_deref())
            .chain(login.map(|entered| entered.name.as_str()))
            .collect();
        compare(sent, found, &left_out)
    }

    /// What came back and was not sent.
    fn added<'a>(&'a self, shared: &'a Shared) -> impl Iterator<Item = (&'a str, String)> {
        let sent = sent(shared);
        let found = match &self.read {
            Read::Back(found) if sent.is_some() => found.properties.as_slice(),
            Read::Back(_) | Read::Asking | Read::Failed(_) => &[],
        };
        found
            .iter()
            .filter(move |(key, _)| sent.is_some_and(|sent| sent.properties.iter().all(|(other, _)| other != key)))
            .map(move |(key, value)| (key.as_str(), sent.map_or_else(String::new, |sent| sent.masked(value))))
    }

    /// Another one: everything typed stays but for the name, which is taken now, and the code, which is used up.
    fn another(cx: &mut Cx<'_>) -> Flow {
        let name = cx.shared.draft.of().details.as_ref().map(|details| details.name.clone());
        let details = name.map_or(Visit::from(Step::Details), |name| Visit::Another(next_name(&name)));
        let new = match &cx.shared.draft.of().credential {
            Some(CredentialChoice::New(name)) => Some(name.clone()),
            Some(CredentialChoice::Embedded | CredentialChoice::Existing(_)) | None => None,
        };
        let of = cx.shared.draft.of_mut();
        of.details = None;
        of.authorized = None;
        if let Some(name) = new {
            // The credential exists now, so a new one of its name would be refused at the end: asked for here.
            cx.shared.draft.of_mut().credential = None;
            cx.tell(Notice::info("New connection with new credentials: name them first."));
            return Flow::Detour(Visit::AnotherCredential(next_name(&name)), details);
        }
        cx.tell(Notice::info("Another connection in the same space, of the same source."));
        Flow::Goto(details)
    }

    fn same_credential(cx: &mut Cx<'_>) -> Flow {
        let Some(credential) = credential(cx.shared) else { return Flow::Pass };
        let name = credential.name.clone();
        cx.shared.draft.of_mut().credential = Some(CredentialChoice::Existing(credential));
        let flow = Self::another(cx);
        cx.tell(Notice::info(format!("Another connection with your credentials {name}.")));
        flow
    }
}

impl Screen for State {
    fn enter(&mut self, _visit: Visit, cx: &mut Cx<'_>) {
        *self = Self::default();
        if let Some(made) = cx.shared.made.last() {
            cx.ask(Request::Tenant(made.session.clone(), Call::ReadBack(made.connection.id.clone())));
        }
    }

    fn hints(&self, shared: &Shared) -> Vec<Hint> {
        let separated = shared.draft.mode() != Mode::Embedded && credential(shared).is_some();
        let has_more = self.added(shared).next().is_some();
        let in_space = shared.made.last().is_some_and(|made| made.sent.space.is_some());
        let mut all = hints_now(KEYS, |command, hint| match command {
            Command::Unfold => has_more.then_some(hint),
            Command::Copy(What::Space) => in_space.then_some(hint),
            Command::Copy(What::LoadScript) if is_of_files(shared) => Some(Hint { short: "copy lib:// path", ..hint }),
            _ => Some(hint),
        });
        if separated {
            all.splice(2..2, hints(SEPARATED));
        }
        all
    }

    fn tables(&self) -> Vec<KeyTable> {
        vec![("", hints(KEYS)), ("with separated credentials", hints(SEPARATED))]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        match lookup(KEYS, key).or_else(|| lookup(SEPARATED, key)) {
            Some(Command::Copy(what)) => {
                let Some(text) = what.text(cx.shared, cx.now) else {
                    if what == What::Space {
                        cx.tell(Notice::info("A personal space has no address of its own to copy."));
                    }
                    return Flow::Stay;
                };
                cx.ask(Request::Here(Chore::Copy(HiddenText(text))));
            }
            Some(Command::Save) => return save::open(cx),
            Some(Command::Another) => return Self::another(cx),
            Some(Command::SameCredential) => return Self::same_credential(cx),
            Some(Command::UnusedCredentials) if cx.shared.draft.mode() != Mode::Embedded => {
                return Flow::Goto(ScreenId::UnusedCredentials.into());
            }
            Some(Command::Connections) => return Flow::Goto(ScreenId::Connections.into()),
            Some(Command::Unfold) => {
                self.unfolded = !self.unfolded;
                self.scroll = Scroll::default();
            }
            // The Enter that created, held down, does not leave as well.
            Some(Command::Leave) if !cx.fresh => {}
            Some(Command::Leave) => return Flow::Leave,
            Some(Command::Back) => {
                cx.tell(Notice::info("The connection was created, so you cannot go back. a: another one, q: leave."));
            }
            Some(Command::Scroll) => self.scroll.by_key(key, cx.extent),
            Some(Command::UnusedCredentials) | None => return Flow::Pass,
        }
        Flow::Stay
    }

    fn answer(&mut self, asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        match answer {
            Answer::ReadBack(Ok(found)) => {
                // What reading back leaves out, the create has said.
                let whole = if let Some(made) = made(cx.shared) { found.or(made) } else { *found };
                self.read = Read::Back(Box::new(whole));
            }
            Answer::ReadBack(Err(failure)) => self.read = Read::Failed(failure),
            Answer::Copy(copied) => {
                let Request::Here(Chore::Copy(HiddenText(text))) = asked else { return Flow::Pass };
                let is_it = |what: &What| what.text(cx.shared, cx.now).as_ref() == Some(text);
                let what = [What::LoadScript, What::Space, What::Curl].into_iter().find(is_it).unwrap_or(What::Id);
                cx.tell(match what {
                    What::Curl => save::copied_notice(what.noun(cx.shared), &copied),
                    _ => Notice::copied(&copied, what.noun(cx.shared), "", "select it on the screen"),
                });
            }
            _ => return Flow::Pass,
        }
        Flow::Stay
    }

    fn is_filled(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
