//! What is to be set up: the choice, the fields, and what is made of them.

use jiff::Timestamp;

use super::field::Field;
use crate::{
    domain::{
        session::Me,
        setup::{KeyPlan, KeySize, NewImpersonator, NewProvider, NewWebIntegration, Wanted, WebIntegration},
    },
    kit::{
        form::Note,
        keys::{Code, Key},
        line::{Edit, Line},
        paste::{self, Kind as Rule, TooMuch},
        path::path_in,
    },
};

/// What can be set up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Kind {
    /// An OAuth client that may impersonate.
    #[default]
    Client,
    /// A JWT identity provider with a key pair on this machine.
    Signed,
}

/// The choice and the fields.
#[derive(Debug, Default)]
pub struct Answers {
    /// What is set up.
    pub kind: Kind,
    client: Line,
    issuer: Line,
    key_id: Line,
    folder: Line,
    /// What there is to know about it.
    pub folder_note: Option<Note>,
    /// Whether it is another one than the proposed.
    pub has_own_folder: bool,
    /// How long the key is.
    pub size: KeySize,
    /// Whether a web integration is made, too.
    pub web: bool,
    web_name: Line,
    origins: Line,
    at: usize,
    faults: Vec<(Field, &'static str)>,
    was_prefilled: bool,
}

impl Answers {
    /// Proposes what can be proposed.
    pub fn prefill(&mut self, folder: Option<&str>, wall: Option<Timestamp>) {
        if std::mem::replace(&mut self.was_prefilled, true) {
            return;
        }
        let month = wall.map(|at| at.strftime("-%Y-%m").to_string()).unwrap_or_default();
        self.client.set("qonnect impersonation");
        self.issuer.set("qonnect");
        self.key_id.set(&format!("qonnect{month}"));
        self.folder.set(folder.unwrap_or("qonnect-keys"));
        self.web_name.set("qonnect");
    }

    /// The fields that apply, in order.
    pub fn fields(&self) -> &'static [Field] {
        const CLIENT: &[Field] = &[Field::Client];
        const SIGNED: &[Field] = &[Field::Issuer, Field::KeyId, Field::Folder, Field::Size, Field::Web];
        const WITH_WEB: &[Field] =
            &[Field::Issuer, Field::KeyId, Field::Folder, Field::Size, Field::Web, Field::WebName, Field::Origins];
        match (self.kind, self.web) {
            (Kind::Client, _) => CLIENT,
            (Kind::Signed, false) => SIGNED,
            (Kind::Signed, true) => WITH_WEB,
        }
    }

    /// The field that has the focus.
    pub fn focus(&self) -> Field {
        let fields = self.fields();
        fields.get(self.at).or(fields.last()).copied().unwrap_or(Field::Client)
    }

    /// What stands in a field that takes text.
    pub fn line(&self, field: Field) -> Option<&Line> {
        match field {
            Field::Client => Some(&self.client),
            Field::Issuer => Some(&self.issuer),
            Field::KeyId => Some(&self.key_id),
            Field::Folder => Some(&self.folder),
            Field::WebName => Some(&self.web_name),
            Field::Origins => Some(&self.origins),
            Field::Size | Field::Web => None,
        }
    }

    fn line_mut(&mut self, field: Field) -> Option<&mut Line> {
        match field {
            Field::Client => Some(&mut self.client),
            Field::Issuer => Some(&mut self.issuer),
            Field::KeyId => Some(&mut self.key_id),
            Field::Folder => Some(&mut self.folder),
            Field::WebName => Some(&mut self.web_name),
            Field::Origins => Some(&mut self.origins),
            Field::Size | Field::Web => None,
        }
    }

    fn text(&self, field: Field) -> &str {
        self.line(field).map_or("", |line| line.as_str().trim())
    }

    /// What is wrong with a field.
    pub fn fault(&self, field: Field) -> Option<&'static str> {
        self.faults.iter().find(|(at, _)| *at == field).map(|(_, fault)| *fault)
    }

    /// To the field below or above.
    pub fn step(&mut self, down: bool) {
        let last = self.fields().len().saturating_sub(1);
        let at = self.at.min(last);
        self.at = if down { (at + 1).min(last) } else { at.saturating_sub(1) };
    }

    /// A key for the field that has the focus.
    pub fn key(&mut self, key: Key) -> Edit {
        let field = self.focus();
        let edit = match (field, key.code) {
            (Field::Size, Code::Left | Code::Right | Code::Char(' ')) => {
                self.size = if self.size == KeySize::Long { KeySize::Short } else { KeySize::Long };
                Edit::Changed
            }
            (Field::Web, Code::Left | Code::Right | Code::Char(' ')) => {
                self.web = !self.web;
                Edit::Changed
            }
            _ => self.line_mut(field).map_or(Edit::Pass, |line| line.key(key)),
        };
        if edit == Edit::Changed {
            self.changed(field);
        }
        edit
    }

    /// A paste into the field that has the focus.
    pub fn paste(&mut self, text: &str) -> Result<(), TooMuch> {
        let cleaned = paste::clean(text, Rule::OneLine)?;
        let field = self.focus();
        let text = if field == Field::Folder { path_in(&cleaned.text) } else { cleaned.text.as_str().into() };
        if let Some(line) = self.line_mut(field) {
            line.insert(&text);
            self.changed(field);
        }
        Ok(())
    }

    /// Another folder, as if it had been typed.
    pub fn retype_folder(&mut self, path: &str) {
        self.folder.set(path);
        self.changed(Field::Folder);
    }

    fn changed(&mut self, field: Field) {
        self.faults.retain(|(at, _)| *at != field);
        if field == Field::Folder {
            self.folder_note = None;
            self.has_own_folder = true;
        }
    }

    /// Finds what is wrong; the first wrong field gets the focus.
    pub fn check(&mut self) -> bool {
        let faults = self.fields().iter().filter_map(|field| self.fault_of(*field).map(|fault| (*field, fault)));
        self.faults = faults.collect();
        if let Some((field, _)) = self.faults.first() {
            self.at = self.fields().iter().position(|other| other == field).unwrap_or(0);
        }
        self.faults.is_empty()
    }

    fn fault_of(&self, field: Field) -> Option<&'static str> {
        match field {
            Field::Size | Field::Web => None,
            Field::Origins => {
                let wrong = self.origins().iter().any(|origin| !is_origin(origin));
                wrong
                    .then_some("An origin is a scheme and a host, as in https://portal.example.com: no path, and no *.")
            }
            Field::Client | Field::Issuer | Field::KeyId | Field::Folder | Field::WebName => {
                self.text(field).is_empty().then_some("This cannot stay empty.")
            }
        }
    }

    /// Whether a web integration is the one that these answers make: by its name and its origins.
    pub fn owns(&self, web: &WebIntegration) -> bool {
        let (mut own, mut other) = (self.origins(), web.origins.clone());
        own.sort_unstable();
        other.sort_unstable();
        web.name == self.text(Field::WebName) && own == other
    }

    fn origins(&self) -> Vec<String> {
        let parts = self.text(Field::Origins).split([',', ' ']).map(|part| part.trim().trim_end_matches('/'));
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// Proposes a key id that was not tried yet.
    pub fn next_key_id(&mut self) {
        let key_id = self.text(Field::KeyId).to_owned();
        let next = match key_id
            .rsplit_once('-')
            .and_then(|(stem, end)| Some((stem, end.parse::<u32>().ok()?.checked_add(1)?)))
        {
            // The month at the end of what was proposed is no counter.
            Some((stem, next)) if !stem.ends_with(|c: char| c.is_ascii_digit()) => format!("{stem}-{next}"),
            _ => format!("{key_id}-b"),
        };
        self.key_id.set(&next);
        self.at = self.fields().iter().position(|field| *field == Field::KeyId).unwrap_or(0);
    }

    /// The key pair.
    pub fn key_plan(&self) -> KeyPlan {
        KeyPlan {
            folder: self.text(Field::Folder).to_owned(),
            key_id: self.text(Field::KeyId).to_owned(),
            issuer: self.text(Field::Issuer).to_owned(),
            size: self.size,
        }
    }

    /// What to look for before anything is made.
    pub fn wanted(&self) -> Wanted {
        match self.kind {
            Kind::Client => Wanted { client: Some(self.text(Field::Client).to_owned()), ..Wanted::default() },
            Kind::Signed => Wanted {
                provider: Some((self.text(Field::Issuer).to_owned(), self.text(Field::KeyId).to_owned())),
                // Also where none is wanted: an earlier run may have made one.
                web_integration: Some(self.text(Field::WebName).to_owned()).filter(|name| !name.is_empty()),
                client: None,
            },
        }
    }

    /// The identity provider.
    pub fn provider(&self, certificate: &str, me: Option<&Me>) -> NewProvider {
        NewProvider {
            tenant_id: me.and_then(|me| me.tenant_id.clone()).unwrap_or_default(),
            issuer: self.text(Field::Issuer).to_owned(),
            key_id: self.text(Field::KeyId).to_owned(),
            certificate: certificate.to_owned(),
            description: purpose(me),
        }
    }

    /// The web integration, if one is wanted.
    pub fn web_integration(&self) -> Option<NewWebIntegration> {
        let wanted = self.kind == Kind::Signed && self.web;
        wanted.then(|| NewWebIntegration { name: self.text(Field::WebName).to_owned(), origins: self.origins() })
    }

    /// The OAuth client.
    pub fn client(&self, me: Option<&Me>) -> NewImpersonator {
        NewImpersonator { name: self.text(Field::Client).to_owned(), description: purpose(me) }
    }
}

/// What stands in the tenant's administration beside what is made.
fn purpose(me: Option<&Me>) -> String {
    let by = me.map(|me| format!(" by {}", me.name)).unwrap_or_default();
    format!("Lets qonnect act as other users. Set up{by}.")
}

fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    !host.is_empty() && !host.contains(['/', '*', '?', '#', '@'])
}
