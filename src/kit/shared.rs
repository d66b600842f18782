//! What all screens share: how the program was started, the answers so far, what is under way, the notice, the request log.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    path::Path,
    sync::Arc,
    time::Instant,
};

use jiff::Timestamp;

use crate::{
    answers::{Document, Resolved},
    domain::{
        access::{Access, Method},
        connection::{Connection, NewConnection},
        credential::CredentialChoice,
        dialect::Dialect,
        draft::{Details, Draft},
        notes::Facts,
        property::SELECTED_CREDENTIALS,
        session::{Me, Session},
        source::SourceId,
        space::SpaceChoice,
        traffic::Exchange,
    },
    kit::{notice::Notice, pending::Pending, writes::Writes},
};

pub use crate::kit::visit::Goal;

#[derive(Debug, Default)]
pub struct Shared {
    /// How the program was started.
    pub launch: Launch,
    pub draft: Draft,
    /// Which generation of the create call is spoken.
    pub dialect: Dialect,
    pub pending: Pending,
    /// The line below the body.
    pub notice: Option<Notice>,
    /// What was chosen last at this tenant, now or in an earlier run.
    pub last: Facts,
    pub log: ExchangeLog,
    /// What was made since the program started.
    pub made: Vec<CreatedConnection>,
    pub writes: Writes,
    /// The answers file to be filled in from, until that is done.
    pub given: Option<Arc<GivenFile>>,
    /// What it says for the form of this source, until the form has taken it.
    pub prefilled: Option<(SourceId, Details)>,
    /// The connection that is to be authorized again, or saved.
    pub existing: Option<Box<ExistingDraft>>,
    /// What the set-up assistant made and how to undo it, by host, and by a number from the second one on: it stays in the
    /// scrollback.
    pub set_ups: BTreeMap<String, String>,
    /// What was deleted to be created anew.
    pub anew: Vec<ToCreateAnew>,
    /// What was done to connections and credentials that existed, in sentences, for the scrollback.
    pub done: Vec<String>,
}

/// An answers file that the wizard begins with, and what its references stand for.
pub struct GivenFile {
    pub document: Document,
    pub resolved: Resolved,
}

impl GivenFile {
    /// A path of the file, which is relative to it.
    pub fn beside(&self, path: &str) -> String {
        if path.starts_with('~') {
            return path.to_owned();
        }
        Path::new(&self.document.name).with_file_name(path).to_string_lossy().into_owned()
    }
}

/// Names the file. A secret may stand in it.
impl fmt::Debug for GivenFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GivenFile({})", self.document.name)
    }
}

/// A connection that exists, as answers beside those of the wizard.
#[derive(Clone, Debug)]
pub struct ExistingDraft {
    pub connection: Connection,
    pub draft: Draft,
    pub tags: Vec<String>,
    /// No screen has seen it yet.
    pub is_new: bool,
    /// What came of asking for an authorization URL, where that is none.
    pub instead: Option<Instead>,
}

/// What a tenant does instead of naming an authorization URL.
#[derive(Clone, PartialEq, Debug)]
pub enum Instead {
    /// It made another connection.
    Made(Box<Connection>),
    Refused,
}

impl Shared {
    /// Whether a connection that was deleted to be created anew was not.
    pub fn lacks_anew(&self) -> bool {
        self.anew.iter().any(|deleted| !self.is_anew(deleted))
    }

    pub fn is_anew(&self, deleted: &ToCreateAnew) -> bool {
        self.made.iter().any(|made| deleted.is(made))
    }

    /// The answers of a screen: those of the wizard, or those of the connection that exists.
    pub fn answers(&self, of_existing: bool) -> &Draft {
        self.existing.as_ref().filter(|_| of_existing).map_or(&self.draft, |existing| &existing.draft)
    }

    pub fn answers_mut(&mut self, of_existing: bool) -> &mut Draft {
        match &mut self.existing {
            Some(existing) if of_existing => &mut existing.draft,
            _ => &mut self.draft,
        }
    }

    /// The name of whoever is signed in, where that is not the person at the keyboard: another user, or a bot.
    pub fn acting_as(&self) -> Option<&str> {
        self.draft.here().acting_as()
    }

    /// Whose something is that belongs to whoever is signed in: by name, and with a word if that is the person at the keyboard.
    pub fn whose(&self, me: &Me) -> String {
        if self.acting_as().is_some() { me.name.clone() } else { format!("{} (you)", me.name) }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreatedConnection {
    /// At which tenant, and by whom: the answers may be others by now.
    pub session: Session,
    /// What was sent, to be compared with what comes back.
    pub sent: NewConnection,
    pub connection: Connection,
    /// The name of whom it was made as, where that is not the person at the keyboard.
    pub acting_as: Option<String>,
    /// Its space, in words.
    pub place: String,
    /// How its credentials are kept, in words.
    pub credentials: String,
}

impl CreatedConnection {
    pub fn new(
        session: Session,
        sent: NewConnection,
        connection: Connection,
        acting_as: Option<String>,
        draft: &Draft,
    ) -> Self {
        let space = draft.here().space.as_ref();
        let place = match (&sent.space, space) {
            (None, _) if acting_as.is_some() => "their personal space".to_owned(),
            (None, _) => "your personal space".to_owned(),
            (Some(id), Some(SpaceChoice::In(space))) if space.id == *id => format!("the space \"{}\"", space.name),
            (Some(id), _) => format!("the space {}", id.0),
        };
        let selected = sent.properties.iter().any(|(key, _)| key == SELECTED_CREDENTIALS);
        let credentials = match (sent.credential_name(), &draft.of().credential) {
            (Some(name), _) => format!("with the new credentials \"{name}\""),
            (None, Some(CredentialChoice::Existing(credential))) if selected => {
                format!("with the credentials \"{}\"", credential.name)
            }
            (None, _) if selected => "with separated credentials".to_owned(),
            (None, _) => "with embedded credentials".to_owned(),
        };
        Self { session, sent, connection, acting_as, place, credentials }
    }
}

/// A connection that was deleted to be created anew.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToCreateAnew {
    /// Of its tenant.
    pub host: String,
    pub name: String,
    /// The id of its space; none is a personal space.
    pub space: Option<String>,
}

impl ToCreateAnew {
    /// Whether this is the one that was created for it.
    fn is(&self, made: &CreatedConnection) -> bool {
        let space = made.sent.space.as_ref().map(|space| space.0.as_str());
        (self.host.as_str(), self.name.as_str(), self.space.as_deref())
            == (made.session.tenant.host(), made.sent.name.as_str(), space)
    }
}

/// How the program was started.
#[derive(Debug, Default)]
pub struct Launch {
    pub goal: Goal,
    /// Against the embedded stand-in tenant.
    pub demo: bool,
    /// The e-mail address of a user of the demo, to act as.
    pub demo_user: Option<String>,
    /// What the field of the first screen holds at first.
    pub tenant: Option<String>,
    /// A key that was found beforehand.
    pub offer: Option<FoundAccess>,
    /// What an answers file signs in by: it goes before all that was found.
    pub signs_in: Option<FoundAccess>,
    /// Never open a browser, for this reason.
    pub no_browser: Option<&'static str>,
    /// What else the environment signs in by, beside `offer`, the first named before the later ones.
    pub found: Vec<FoundAccess>,
    /// OAuth clients of which the environment names the id only.
    pub client_ids: Vec<FoundClient>,
    /// The variable of an OAuth client that no variable names a tenant for, so that it is offered to none.
    pub without_tenant: Option<&'static str>,
    /// The folder that is proposed for key pairs.
    pub key_folder: Option<String>,
    /// What the calendar said at a moment of the steady clock.
    pub clock: Option<(Instant, Timestamp)>,
}

impl Launch {
    /// What is tried without asking: what the answers file says, else the key that was found.
    pub fn tried(&self) -> Option<&FoundAccess> {
        self.signs_in.as_ref().or(self.offer.as_ref())
    }

    /// The calendar's time at a moment of the steady clock.
    pub fn wall(&self, now: Instant) -> Option<Timestamp> {
        let (then, at) = self.clock?;
        let passed = now.checked_duration_since(then)?;
        at.checked_add(jiff::SignedDuration::try_from(passed).ok()?).ok()
    }
}

/// What to sign in by, found beforehand: good for its own host, and for no other.
#[derive(Clone, Debug)]
pub struct FoundAccess {
    /// The host it belongs to, as [`crate::domain::tenant::Tenant::host`] has it.
    pub host: String,
    pub access: Access,
    /// Where it was found, for the screen: "`QLIK_CLIENT_ID` and `QLIK_CLIENT_SECRET`".
    pub from: String,
}

/// The id of an OAuth client that was found in the environment without a secret: good for its own host, and for no other.
#[derive(Clone, Debug)]
pub struct FoundClient {
    /// The host it belongs to, as [`crate::domain::tenant::Tenant::host`] has it.
    pub host: String,
    pub client_id: String,
    /// The ways to sign in that it may be for.
    pub methods: &'static [Method],
    /// The variable that was used, for the screen.
    pub from: String,
}

const REMEMBERED: usize = 200;

/// The last requests, the oldest first.
#[derive(Debug, Default)]
pub struct ExchangeLog {
    lines: VecDeque<Exchange>,
}

impl ExchangeLog {
    pub fn push(&mut self, exchange: Exchange) {
        if self.lines.len() == REMEMBERED {
            self.lines.pop_front();
        }
        self.lines.push_back(exchange);
    }

    pub fn latest_first(&self) -> impl ExactSizeIterator<Item = &Exchange> {
        self.lines.iter().rev()
    }
}
