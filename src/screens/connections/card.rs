//! One connection that is looked at: what the tenant says of it, its credentials and what else uses them, and what can be done with
//! it by whom.

use std::sync::Arc;

use super::{
    change::{not_as_sent, not_compared},
    list::{self, ConnectionList},
    task::Task,
    turn::gone,
};
use crate::{
    domain::{
        connection::Connection,
        credential::{Credential, CredentialCheck, OwnedCredential},
        failure::{Failure, FailureKind},
        field::{Field, called, fields},
        patch::Change,
        property::Spec,
        reauthorize,
        request::{Call, Request},
        secret::Secret,
        source::SourceId,
    },
    kit::{
        cursor::Cursor,
        notice::Notice,
        screen::{Cx, Flow},
        scroll::Scroll,
        shared::Shared,
    },
};

const UNREAD: &str = "Read it first: Ctrl+R.";
const WHOSE: &str = "The tenant does not say whether its credentials are yours.";
const NO_OWN: &str = "You have no credentials of your own for it: add yours first (w).";

/// What can be done with a connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum CardAction {
    Edit,
    Rotate,
    Rename,
    Reauthorize,
    Own,
    Copy,
    Move,
    Give,
    Delete,
    Another,
    SameCredentials,
    Save,
}

impl CardAction {
    pub const ALL: [Self; 12] = [
        Self::Edit,
        Self::Rotate,
        Self::Rename,
        Self::Reauthorize,
        Self::Own,
        Self::Copy,
        Self::Move,
        Self::Give,
        Self::Another,
        Self::SameCredentials,
        Self::Save,
        Self::Delete,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Edit => "Change",
            Self::Rotate => "New password or key",
            Self::Rename => "Rename",
            Self::Reauthorize => "Authorize again",
            Self::Own => "Add your credentials",
            Self::Copy => "Copy to other spaces",
            Self::Move => "Move to another space",
            Self::Give => "Change the owner",
            Self::Delete => "Delete",
            Self::Another => "Another one like this",
            Self::SameCredentials => "Use the same credentials",
            Self::Save => "Save or export",
        }
    }
}

/// A connection that is looked at.
#[derive(Debug)]
pub(super) struct ConnectionCard {
    /// As the list had it, and with its properties once it was read.
    pub connection: Connection,
    pub read: LoadState,
    pub uses: Uses,
    pub described: Described,
    /// Whether its credentials are those that this person has by their name, where the tenant told no owner of them.
    is_mine: Option<bool>,
    /// In what can be done.
    pub cursor: Cursor,
    pub scroll: Scroll,
    pub task: Option<Task>,
    /// The code that the tenant refused first.
    pub refused_code: Option<Secret>,
    /// The action that takes away what was typed in the wizard, once that was said.
    pub replaces: Option<CardAction>,
    /// What was sent last, until it was read back.
    pub sent: Vec<Change>,
    /// Whether credentials were sent with it, which do not come back.
    pub has_sent_login: bool,
    /// Its credentials got a new secret, and it was not read back yet.
    pub is_rotated: bool,
    /// What of it stands there otherwise: key, what was sent, what is there.
    pub not_as_sent: Vec<(String, String, String)>,
}

/// Whether the connection was read.
#[derive(Debug)]
pub(super) enum LoadState {
    Asking,
    Read,
    Failed(Failure),
}

/// What is known of its credentials.
#[derive(Debug)]
pub(super) enum Uses {
    /// The tenant is being asked.
    Asking,
    Told(Box<OwnedCredential>),
    /// It names credentials that the tenant does not show to this person.
    Hidden,
    /// It names none.
    None,
    NotTold,
}

/// Whose the separated credentials are that it names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Whose {
    Mine,
    /// Another user's, with their id where the tenant tells it.
    Another(Option<String>),
    NotTold,
}

/// What the source says of its fields.
#[derive(Clone, Debug)]
pub(super) enum Described {
    Asking,
    As(Arc<Spec>),
    NotTold,
}

impl ConnectionCard {
    pub fn new(connection: Connection, cx: &mut Cx<'_>) -> Self {
        let mut card = Self {
            connection,
            read: LoadState::Asking,
            uses: Uses::Asking,
            described: Described::Asking,
            is_mine: None,
            cursor: Cursor::default(),
            scroll: Scroll::default(),
            task: None,
            refused_code: None,
            replaces: None,
            sent: Vec::new(),
            has_sent_login: false,
            is_rotated: false,
            not_as_sent: Vec::new(),
        };
        card.ask(cx);
        card
    }

    /// Asks for the connection with its properties.
    pub fn ask(&mut self, cx: &mut Cx<'_>) {
        if let Some(session) = cx.session() {
            self.read = LoadState::Asking;
            cx.ask(Request::Tenant(session, Call::ReadBack(self.connection.id.clone())));
        }
    }

    /// It was read. `Back` means that it does not exist any more.
    pub fn read(&mut self, answer: Result<Box<Connection>, Failure>, cx: &mut Cx<'_>) -> Flow {
        match answer {
            Ok(found) => {
                // What is gone now was there before: only what the tenant left out is taken from the list.
                let credentials = [self.connection.credential.clone(), found.credential.clone()];
                self.connection = found.or(&self.connection);
                self.has_rotated(&credentials, cx);
                self.read = LoadState::Read;
                self.compare(&credentials, cx);
                self.ask_fields(cx);
                match (self.connection.credential.clone(), cx.session()) {
                    (Some(id), Some(session)) => {
                        self.uses = Uses::Asking;
                        cx.ask(Request::Tenant(session, Call::FindCredential(id)));
                    }
                    (None, _) => self.uses = Uses::None,
                    (_, None) => {}
                }
                Flow::Stay
            }
            Err(failure) if failure.kind == FailureKind::NotFound => {
                cx.tell(gone(&self.connection));
                Flow::Back
            }
            Err(failure) => {
                self.read = LoadState::Failed(failure);
                self.uses = Uses::NotTold;
                Flow::Stay
            }
        }
    }

    /// Asks what its source says of its fields, once: what can be done hangs on it.
    fn ask_fields(&mut self, cx: &mut Cx<'_>) {
        if matches!(self.described, Described::As(_)) {
            return;
        }
        match (&self.connection.source, cx.session()) {
            (Some(source), Some(session)) => {
                self.described = Described::Asking;
                cx.ask(Request::Tenant(session, Call::ReadSpec(SourceId(source.clone()))));
            }
            _ => self.described = Described::NotTold,
        }
    }

    /// The source told its fields, whoever asked.
    pub fn fields_told(&mut self, answer: &Result<Arc<Spec>, Failure>) {
        self.described = answer.as_ref().map_or(Described::NotTold, |spec| Described::As(Arc::clone(spec)));
    }

    pub fn spec(&self) -> Option<&Spec> {
        if let Described::As(spec) = &self.described { Some(spec) } else { None }
    }

    /// What was sent is compared with what stands there. Nothing of that turns a success into a failure.
    fn compare(&mut self, [before, now]: &[Option<String>; 2], cx: &mut Cx<'_>) {
        let sent = std::mem::take(&mut self.sent);
        if sent.is_empty() {
            return;
        }
        self.not_as_sent = not_as_sent(&sent, &self.connection);
        let name = self.name();
        if self.connection.separated == Some(true) && before.is_some() && now.is_none() {
            let text = format!(
                "Changed {name}, and the tenant dropped your credentials from it: add yours again (w) before you use it."
            );
            return cx.tell(Notice::warn(text));
        }
        cx.tell(if self.not_as_sent.is_empty() {
            let also = if self.has_sent_login { " The credentials themselves were not tested." } else { "" };
            let (untold, is_all) = not_compared(&sent, &self.connection);
            let (source, fields) = (self.source(), self.fields());
            let labels: Vec<&str> = untold.iter().map(|key| called(source.as_ref(), &fields, key)).collect();
            let matching = if is_all { "" } else { " Saved values match." };
            let untold = match labels.join(", ") {
                none if none.is_empty() => none,
                labels => format!(" Values of {labels} were not compared, because the tenant does not show them."),
            };
            Notice::good(format!("Changed {name}.{matching}{untold}{also}"))
        } else {
            Notice::warn(format!("The tenant accepted the change of {name}, but shows other values than were sent."))
        });
    }

    /// It has a new secret. Whether the credentials are still the same ones is all that can be seen of that.
    fn has_rotated(&mut self, [before, now]: &[Option<String>; 2], cx: &mut Cx<'_>) {
        if !std::mem::take(&mut self.is_rotated) {
            return;
        }
        let name = self.name();
        if !self.is_separated() {
            let text = format!("The tenant accepted the new credentials of {name}. They were not tested.");
            return cx.tell(Notice::good(text));
        }
        if before.is_none() || before != now {
            let text = format!(
                "The tenant accepted the change, but does not show the same credentials for {name} as before. Check which connections use them."
            );
            return cx.tell(Notice::warn(text));
        }
        let others = match self.used_by() {
            Some(count) if count > 1 => {
                format!(", used by {count} connections. Whether the others follow is not verified")
            }
            _ => String::new(),
        };
        cx.tell(Notice::good(format!(
            "The tenant accepted the new credentials of {name}. They are still the same ones{others}. The new ones were not tested."
        )));
    }

    /// Its separated credentials, where they are those of who is signed in.
    pub fn own(&self, shared: &Shared) -> Option<Credential> {
        let Uses::Told(found) = &self.uses else { return None };
        (self.whose(shared) == Some(Whose::Mine)).then(|| found.credential.clone())
    }

    /// Whose its separated credentials are. By their id only an administrator is shown those of others, but then the tenant does not
    /// tell their owner (`qlik-cloud-api.md` section 11).
    pub fn whose(&self, shared: &Shared) -> Option<Whose> {
        let Uses::Told(found) = &self.uses else { return None };
        let me = shared.draft.here().me.as_ref().filter(|_| self.is_separated())?;
        Some(match (&found.owner, self.is_mine) {
            (Some(owner), _) if *owner == me.user_id => Whose::Mine,
            (Some(owner), _) => Whose::Another(Some(owner.clone())),
            (None, Some(true)) => Whose::Mine,
            (None, Some(false)) => Whose::Another(None),
            (None, None) if self.connection.owner.as_ref() == Some(&me.user_id) || me.is_admin == Some(false) => {
                Whose::Mine
            }
            (None, None) => Whose::NotTold,
        })
    }

    /// That its credentials are not, or may not be, those of this person.
    pub fn not_mine(&self, list: &ConnectionList, shared: &Shared) -> Option<String> {
        let owner = match list.owner(self.connection.owner.as_deref(), shared) {
            owner if owner.is_empty() || owner == "you" => String::new(),
            owner => format!(" The owner of the connection is {owner}."),
        };
        match self.whose(shared)? {
            Whose::Mine => None,
            Whose::Another(Some(id)) => Some(format!("Its credentials belong to {}.", list.owner(Some(&id), shared))),
            Whose::Another(None) => Some(format!("Its credentials are not yours.{owner}")),
            Whose::NotTold => Some(format!("The tenant does not say whose its credentials are.{owner}")),
        }
    }

    /// Whether there are credentials that this person can give a new secret, as far as the tenant tells.
    fn may_rotate(&self, shared: &Shared) -> bool {
        match self.uses {
            Uses::Asking | Uses::NotTold => self.connection.credential.is_some(),
            // Whoever may change the connection may give those of another a new secret; whose they are is said there.
            Uses::Told(_) => self.whose(shared).is_some(),
            Uses::Hidden | Uses::None => false,
        }
    }

    /// By how many connections its credentials are used, where the tenant tells it.
    pub fn used_by(&self) -> Option<u64> {
        let Uses::Told(owned) = &self.uses else { return None };
        owned.credential.connections
    }

    /// Its credentials were looked up. Where that does not tell whose they are, their name does: by that each user finds their own.
    pub fn credential(&mut self, answer: Result<Option<OwnedCredential>, Failure>, cx: &mut Cx<'_>) {
        self.is_mine = None;
        self.uses = match answer {
            Ok(Some(found)) => Uses::Told(Box::new(found)),
            Ok(None) => Uses::Hidden,
            Err(_) => Uses::NotTold,
        };
        if let (Uses::Told(found), Some(Whose::NotTold), Some(session)) =
            (&self.uses, self.whose(cx.shared), cx.session())
        {
            cx.ask(Request::Tenant(session, Call::CheckCredential(found.credential.name.clone())));
        }
    }

    /// What this person has by the name of its credentials.
    pub fn credential_checked(&mut self, name: &str, answer: &Result<CredentialCheck, Failure>) {
        let Uses::Told(found) = &self.uses else { return };
        if found.credential.name == name {
            self.is_mine = match answer {
                Ok(CredentialCheck::Free) => Some(false),
                Ok(CredentialCheck::Taken(own)) => Some(own.id == found.credential.id),
                Ok(CredentialCheck::Unchecked) | Err(_) => None,
            };
        }
    }

    pub fn name(&self) -> &str {
        list::name(&self.connection)
    }

    pub fn action(&self) -> CardAction {
        CardAction::ALL[self.cursor.row()]
    }

    /// Why this person cannot do this; none where they can, or where the tenant does not tell.
    pub fn refusal(&self, action: CardAction, list: &ConnectionList, shared: &Shared) -> Option<String> {
        let unread = self.unread(action).map(str::to_owned);
        // What holds for anybody comes before what holds for this person.
        unread
            .or_else(|| self.without_code(action).map(str::to_owned))
            .or_else(|| self.not_permitted(action, list, shared))
            .or_else(|| self.unfit(action, shared).map(str::to_owned))
    }

    /// What has to be read before this is begun.
    fn unread(&self, action: CardAction) -> Option<&'static str> {
        match action {
            CardAction::Edit | CardAction::Rotate | CardAction::Rename if !matches!(self.read, LoadState::Read) => {
                Some(UNREAD)
            }
            // Whether there are credentials to choose again with another address has to be known.
            CardAction::Edit if self.is_separated() && matches!(self.uses, Uses::Asking) => {
                Some("It has to be read first.")
            }
            _ => None,
        }
    }

    /// Why there is no sign-in to do again, whoever asks.
    fn without_code(&self, action: CardAction) -> Option<&'static str> {
        let is_read = action == CardAction::Reauthorize && matches!(self.read, LoadState::Read);
        let spec = self.spec().filter(|_| is_read)?;
        let source = self.source().unwrap_or(SourceId(String::new()));
        reauthorize::change(&source, spec, &self.connection).err()
    }

    /// The right that this person lacks.
    fn not_permitted(&self, action: CardAction, list: &ConnectionList, shared: &Shared) -> Option<String> {
        let (privilege, for_administrators) = match action {
            CardAction::Edit | CardAction::Rotate | CardAction::Rename | CardAction::Reauthorize => ("update", None),
            CardAction::Move => ("change_space", Some("Only an administrator of the tenant may move it.")),
            CardAction::Give => ("change_owner", Some("Only an administrator of the tenant may change it.")),
            CardAction::Delete => ("delete", None),
            CardAction::Own
            | CardAction::Copy
            | CardAction::Another
            | CardAction::SameCredentials
            | CardAction::Save => return None,
        };
        let is_admin = shared.draft.here().me.as_ref().and_then(|me| me.is_admin);
        if let Some(for_administrators) = for_administrators.filter(|_| is_admin == Some(false)) {
            return Some(for_administrators.to_owned());
        }
        if self.connection.privileges.as_ref().is_some_and(|all| all.iter().all(|one| one != privilege)) {
            let whose = match list.owner(self.connection.owner.as_deref(), shared) {
                owner if owner.is_empty() => "its owner".to_owned(),
                owner if owner == "you" => "someone with more rights in its space".to_owned(),
                owner => format!("its owner ({owner})"),
            };
            return Some(format!("You may not: ask {whose}."));
        }
        None
    }

    /// What about its credentials or its fields is against it.
    fn unfit(&self, action: CardAction, shared: &Shared) -> Option<&'static str> {
        let is_embedded = self.connection.separated == Some(false);
        match action {
            CardAction::Reauthorize => self.lacks_fields().or_else(|| {
                let lacks_own = self.is_separated() && self.own(shared).is_none();
                lacks_own.then(|| self.no_own(shared))
            }),
            CardAction::SameCredentials if is_embedded => {
                Some("Its credentials are embedded, so no other connection can use them.")
            }
            CardAction::SameCredentials if !matches!(self.uses, Uses::Asking) && self.own(shared).is_none() => {
                Some(self.no_own(shared))
            }
            CardAction::Another | CardAction::SameCredentials | CardAction::Save => self.lacks_fields(),
            CardAction::Rotate if self.is_separated() && !self.may_rotate(shared) => Some(NO_OWN),
            CardAction::Own if is_embedded && matches!(self.uses, Uses::None) => {
                Some("Its credentials are embedded, and the tenant names none now: enter them (p).")
            }
            CardAction::Own if is_embedded => Some("Its credentials are embedded: everyone uses the same."),
            CardAction::Own if self.own(shared).is_some() => Some("Yours are in place."),
            _ => None,
        }
    }

    /// That there are none of this person's own, as far as that is known.
    fn no_own(&self, shared: &Shared) -> &'static str {
        if self.whose(shared) == Some(Whose::NotTold) { WHOSE } else { NO_OWN }
    }

    /// Why it cannot be told as answers yet.
    fn lacks_fields(&self) -> Option<&'static str> {
        match (&self.read, &self.described, &self.uses) {
            (LoadState::Read, Described::As(_), Uses::Told(_) | Uses::Hidden | Uses::None | Uses::NotTold) => None,
            (LoadState::Read, Described::NotTold, _) => Some("The tenant does not describe its data source now."),
            _ => Some(UNREAD),
        }
    }

    pub fn is_separated(&self) -> bool {
        self.connection.separated == Some(true)
    }

    pub fn source(&self) -> Option<SourceId> {
        self.connection.source.clone().map(SourceId)
    }

    /// The fields of its source, once that told them.
    pub fn fields(&self) -> Vec<Field> {
        let described = self.source().zip(self.spec());
        described.map(|(source, spec)| fields(&source, spec)).unwrap_or_default()
    }

    /// Why its data source stands in the way.
    pub fn gone_source(&self, list: &ConnectionList) -> Option<String> {
        match list.source_of(self.connection.source.as_deref()) {
            Some(source) if source.disabled => Some("An administrator switched its data source off.".to_owned()),
            Some(_) => None,
            // Whoever is not told of any source is not told that this one is gone.
            None if !list.has_sources() => None,
            None => Some("The tenant does not list its data source any more.".to_owned()),
        }
    }
}
