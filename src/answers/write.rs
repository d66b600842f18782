//! Writing answers files, with comments: what was sent and nothing else, and never a secret.

use std::fmt::Write as _;

use serde_json::Value;

use super::file::Method;
use crate::domain::{
    access::{Access, ClientProof, UserRef},
    credential::{CredentialChoice, Mode},
    dialect::Dialect,
    draft::{Consent, Draft},
    field::{Field, Requirement, fields},
    http::Json,
    known::{Condition, label},
    property::{CREDENTIALS_NAME, Rows, SELECTED_CREDENTIALS, SEPARATE, Shape},
    shape::{Choice, plain},
    source::SourceId,
    space::SpaceChoice,
    tenant::Tenant,
    text::clean,
    variable::{password_warning, variable, variables},
};

/// What a connection that exists may have beside what is written of it.
const HIDDEN_ROWS: &str = "The tenant does not show encrypted rows: add those that the connection has.";

/// What a file is to say.
#[derive(Debug)]
pub struct FileContent<'a> {
    pub tenant: &'a Tenant,
    pub dialect: Dialect,
    pub access: Option<&'a Access>,
    pub name: &'a str,
    /// Name and id of its space; none is the personal one.
    pub space: Option<(&'a str, &'a str)>,
    pub source: &'a SourceId,
    pub label: &'a str,
    pub mode: Mode,
    pub credentials: Option<&'a str>,
    /// Whether a person signs in in a browser, where the properties do not tell.
    pub authorize: Option<bool>,
    /// The property that takes the code, where it is not known.
    pub code: Option<&'a str>,
    /// What is sent.
    pub properties: Vec<(String, Json)>,
    /// What the tenant says of the properties.
    pub fields: Vec<Field>,
    /// Where the files lie that values were read from, by property.
    pub files: &'a [(String, String)],
    /// Whether a person has to sign in in a browser for it.
    pub needs_person: bool,
    /// Whether required properties that are not sent are to be filled in by hand.
    pub is_template: bool,
    /// Whether it was read from the tenant, which keeps secrets to itself: what it may have besides is told.
    pub is_existing: bool,
    pub tags: &'a [String],
}

/// A file as it is to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    pub text: String,
    /// The variables that it needs, with what each is for.
    pub variables: Vec<(String, String)>,
}

/// The file for what the wizard would send. `None` while an answer is missing.
pub fn from_draft(draft: &Draft) -> Option<Written> {
    written(draft, &[], false)
}

/// The file for a connection that exists, as a draft of which every secret is empty.
pub fn from_existing(draft: &Draft, tags: &[String]) -> Option<Written> {
    written(draft, tags, true)
}

fn written(draft: &Draft, tags: &[String], is_existing: bool) -> Option<Written> {
    let (here, of) = (draft.here(), draft.of());
    let (session, source, spec) = (here.session.as_ref()?, here.source.as_ref()?, of.spec.as_ref()?);
    let connection = draft.connection_without_code()?;
    let details = of.details.as_ref()?;
    let code = draft.code();
    let elsewhere = |name: &str| {
        [SEPARATE, CREDENTIALS_NAME, SELECTED_CREDENTIALS].contains(&name) || code.as_deref() == Some(name)
    };
    let choice = of.credential.as_ref()?;
    let credentials = match choice {
        CredentialChoice::Embedded => None,
        CredentialChoice::New(name) => Some(name.as_str()),
        CredentialChoice::Existing(credential) => Some(credential.name.as_str()),
    };
    let space = match here.space.as_ref()? {
        SpaceChoice::Personal => None,
        SpaceChoice::In(space) => Some((space.name.as_str(), space.id.0.as_str())),
    };
    let sheet = FileContent {
        tenant: draft.tenant()?,
        dialect: session.dialect,
        access: Some(&session.access),
        name: &connection.name,
        space,
        source: &source.id,
        label: &label(source),
        mode: choice.mode(),
        credentials,
        authorize: details.browser.filter(|browser| *browser),
        code: details.code.as_deref(),
        properties: connection.properties.iter().filter(|(name, _)| !elsewhere(name)).cloned().collect(),
        fields: fields(&source.id, spec),
        files: &details.files,
        needs_person: draft.consent() == Consent::Needed,
        is_template: false,
        is_existing,
        tags,
    };
    Some(sheet.written())
}

impl FileContent<'_> {
    pub fn written(&self) -> Written {
        let mut file = File { text: String::new(), needed: Vec::new() };
        file.sign_in(self.access);
        file.line("[[connection]]");
        file.set("name", &quoted(self.name), None);
        match self.space {
            None => file.comment("space = \"\"  the personal space"),
            Some(("", id)) => file.set("space", &format!("{{ id = {} }}", quoted(id)), None),
            Some((name, id)) => file.set("space", &quoted(name), Some(id)),
        }
        file.set("source", &quoted(&self.source.0), Some(self.label));
        if !self.tags.is_empty() {
            let tags: Vec<String> = self.tags.iter().map(|tag| quoted(tag)).collect();
            file.set("tags", &format!("[{}]", tags.join(", ")), None);
        }
        if self.needs_person {
            file.comment("Someone must sign in in a browser, so `qonnect apply` cannot create it. Use `qonnect --answers` with this file,");
            file.comment("or, without a terminal, `qonnect authorize start` and then `qonnect authorize finish`.");
        }
        if let Some(authorize) = self.authorize {
            file.set("authorize", &authorize.to_string(), Some("a person signs in in a browser"));
        }
        if let Some(code) = self.code {
            file.set("authorization-code", &quoted(code), None);
        }
        if self.mode != Mode::Embedded || self.is_template {
            file.line("\n[connection.credentials]");
            let mode = match self.mode {
                Mode::Embedded => "embedded",
                Mode::New => "new",
                Mode::Existing => "existing",
            };
            file.set("mode", &quoted(mode), Some("embedded, new or existing"));
            if self.is_existing && self.mode == Mode::New {
                file.comment("The connection has no credentials of yours. These will be: name them.");
            }
            if let Some(name) = self.credentials {
                file.set("name", &quoted(name), None);
            }
        }
        file.line("\n[connection.properties]");
        self.write_properties(&mut file);
        file.finish(self)
    }

    fn write_properties(&self, file: &mut File) {
        let mut names = variables(&Json::Object(self.properties.clone())).into_iter();
        for (key, value) in &self.properties {
            let field = self.fields.iter().find(|field| field.name == *key);
            if let Some(field) = field {
                file.comment(&about(field, self.is_template));
                if self.is_existing && field.may_hide_rows() {
                    file.comment(HIDDEN_ROWS);
                }
            }
            let before = file.needed.len();
            let text = match (file_name(field, value), value) {
                (Some(name), _) => {
                    names.next();
                    let path = self.files.iter().find(|(owner, _)| owner == key).map(|(_, path)| path.as_str());
                    if path.is_none() {
                        file.comment("the path is relative to this file");
                    }
                    format!("{{ file = {}, as = \"base64-file\" }}", quoted(path.unwrap_or(name)))
                }
                (None, value) => file.value(value, &mut names),
            };
            if let Some(field) = field {
                file.needed[before..].iter_mut().for_each(|needed| needed.1.clone_from(&field.label));
            }
            file.set(key, &text, None);
        }
        let unsent = |field: &&Field| self.properties.iter().all(|(key, _)| *key != field.name);
        let asked = |field: &&Field| self.mode != Mode::Existing || !field.credential;
        let mut rest: Vec<&Field> = self.fields.iter().filter(unsent).filter(asked).collect();
        if self.is_template {
            rest.sort_by_key(|field| (field.need == Requirement::Optional, !self.applies(field)));
        }
        for field in rest {
            let is_open =
                (self.is_template || self.is_existing) && self.applies(field) && field.need != Requirement::Optional;
            let value = empty_value(field);
            if is_open {
                file.comment(&about(field, true));
                if field.secret && field.shape != Shape::File {
                    file.needed.push((variable(&field.name), field.label.clone()));
                }
                file.set(&field.name, &value, None);
            } else if self.is_template {
                file.comment(&about(field, true));
                file.comment(&format!("{} = {value}", key_text(&field.name)));
            } else if self.is_existing && field.may_hide_rows() {
                if self.applies(field) {
                    file.comment(&format!("{} = {value}  if it has some. {HIDDEN_ROWS}", key_text(&field.name)));
                }
            } else if self.is_existing && field.secret {
                if self.applies(field) {
                    file.comment(&format!(
                        "{} = {value}  if it has one: no secret is given back",
                        key_text(&field.name)
                    ));
                }
            } else if let Some(default) =
                field.default.as_deref().filter(|default| !default.is_empty() && !field.secret)
            {
                file.comment(&format!("{} = {}  default", key_text(&field.name), quoted(default)));
            }
        }
    }
}

impl FileContent<'_> {
    /// Whether a field counts, by the property that it depends on.
    fn applies(&self, field: &Field) -> bool {
        let Some(when) = &field.when else { return true };
        let sent = self.properties.iter().find(|(key, _)| *key == when.field).map(|(_, value)| value);
        let default = || self.fields.iter().find(|other| other.name == when.field)?.default.as_deref();
        match sent {
            Some(Json::Plain(value)) => when.holds(&plain(value)),
            _ => when.holds(default().unwrap_or_default()),
        }
    }
}

/// A file that is being written, and the variables that it needs.
struct File {
    text: String,
    needed: Vec<(String, String)>,
}

impl File {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A comment, on one line whatever the text holds.
    fn comment(&mut self, text: &str) {
        let text = clean(text);
        if !text.trim().is_empty() {
            self.line(&format!("# {text}"));
        }
    }

    fn set(&mut self, key: &str, value: &str, comment: Option<&str>) {
        let comment = comment.map(|text| format!("  # {}", clean(text))).unwrap_or_default();
        self.line(&format!("{} = {value}{comment}", key_text(key)));
    }

    fn secret(&mut self, key: &str, variable: &str, label: &str) {
        self.needed.push((variable.to_owned(), label.to_owned()));
        self.set(key, &format!("{{ env = {} }}", quoted(variable)), None);
    }

    fn value(&mut self, value: &Json, names: &mut impl Iterator<Item = String>) -> String {
        match value {
            Json::Plain(Value::String(text)) => quoted(text),
            Json::Plain(Value::Bool(yes)) => yes.to_string(),
            Json::Plain(Value::Number(number)) if number.is_i64() => number.to_string(),
            // Decimals keep their spelling only in quotes, and anything else is sent from its JSON.
            Json::Plain(other) => quoted(&other.to_string()),
            Json::Secret(_) => {
                let name = names.next().unwrap_or_default();
                let text = format!("{{ env = {} }}", quoted(&name));
                self.needed.push((name, String::new()));
                text
            }
            Json::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.value(item, names)).collect();
                format!("[{}]", items.join(", "))
            }
            Json::Object(members) => {
                let members: Vec<String> = members
                    .iter()
                    .map(|(key, value)| format!("{} = {}", key_text(key), self.value(value, names)))
                    .collect();
                format!("{{ {} }}", members.join(", "))
            }
        }
    }

    fn method(&mut self, method: Method) {
        self.line("[sign-in]");
        self.line(&format!("method = \"{}\"", method.word()));
    }

    fn sign_in(&mut self, access: Option<&Access>) {
        let Some(access) = access else { return };
        match access {
            Access::Browser { .. } => self.comment(
                "You signed in in a browser, which plan and apply cannot do: use --context, or set QLIK_API_KEY.",
            ),
            Access::Token(_) => {
                self.method(Method::ApiKey);
                self.secret("key", "QLIK_API_KEY", "API key");
            }
            Access::Machine { client_id, proof } => {
                self.method(Method::OauthClient);
                self.set("client-id", &quoted(client_id), None);
                match proof {
                    ClientProof::Secret(_) => self.secret("client-secret", "QLIK_CLIENT_SECRET", "OAuth client secret"),
                    ClientProof::Key { key_id, .. } => {
                        self.set("key-id", &quoted(key_id), None);
                        self.secret("private-key", "QONNECT_PRIVATE_KEY", "Private key (PEM)");
                    }
                }
            }
            Access::Impersonation { client_id, user, .. } => {
                self.method(Method::Impersonation);
                self.set("client-id", &quoted(client_id), None);
                self.secret("client-secret", "QLIK_CLIENT_SECRET", "OAuth client secret");
                match user {
                    UserRef::Id(id) => self.set("user-id", &quoted(id), None),
                    UserRef::Subject(subject) => self.set("subject", &quoted(subject), None),
                }
            }
            Access::Signed(signer) => {
                self.method(Method::Jwt);
                self.set("issuer", &quoted(&signer.issuer), None);
                self.set("key-id", &quoted(&signer.key_id), None);
                self.secret("private-key", "QONNECT_PRIVATE_KEY", "Private key (PEM)");
                self.set("subject", &quoted(&signer.subject), None);
                for (key, text) in [("user-name", &signer.name), ("email", &signer.email)] {
                    if !text.is_empty() {
                        self.set(key, &quoted(text), None);
                    }
                }
                if !signer.groups.is_empty() {
                    let groups: Vec<String> = signer.groups.iter().map(|group| quoted(group)).collect();
                    self.set("groups", &format!("[{}]", groups.join(", ")), None);
                }
                if let Some(id) = &signer.web_integration {
                    self.set("web-integration", &quoted(id), None);
                }
            }
        }
        self.line("");
    }

    /// The whole file: what it needs stands at its top.
    fn finish(self, sheet: &FileContent<'_>) -> Written {
        let mut head = format!(
            "#:schema qonnect-answers.schema.json\n# {}: answers for qonnect {}. `qonnect schema` prints the schema.\n",
            clean(sheet.label),
            env!("CARGO_PKG_VERSION")
        );
        let warning = password_warning(&Json::Object(sheet.properties.clone()));
        if let Some(warning) = &warning {
            let _infallible = writeln!(head, "# WARNING: {}", clean(warning));
        }
        if !self.needed.is_empty() {
            let others = if warning.is_some() { "other " } else { "" };
            let _infallible =
                writeln!(head, "# The {others}secrets are not in this file. Set these variables before you use it:");
            let widest = self.needed.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
            for (name, label) in &self.needed {
                let _infallible = writeln!(head, "#   {}", format!("{name:widest$}  {}", clean(label)).trim_end());
            }
        }
        let _infallible = write!(
            head,
            "qonnect = 1\ntenant = {}\napi = {}\n\n{}",
            quoted(sheet.tenant.host()),
            quoted(sheet.dialect.word()),
            self.text
        );
        Written { text: head, variables: self.needed }
    }
}

/// The name of a file, where one is sent.
fn file_name<'a>(field: Option<&Field>, value: &'a Json) -> Option<&'a str> {
    let (Shape::File, Json::List(items)) = (&field?.shape, value) else { return None };
    let [Json::Object(members)] = items.as_slice() else { return None };
    match members.as_slice() {
        [(name, Json::Plain(text)), (value, Json::Secret(_))] if name == "name" && value == "value" => text.as_str(),
        _ => None,
    }
}

/// What there is to say about a field.
fn about(field: &Field, is_long: bool) -> String {
    let mut text = field.label.clone();
    let condition = field.when.as_ref().map(condition);
    if is_long && field.need != Requirement::Optional {
        let condition = condition.as_ref().map(|condition| format!(" if {condition}")).unwrap_or_default();
        let _infallible = write!(text, " [REQUIRED{condition}]");
    }
    if let Some(help) = &field.help {
        let _infallible = write!(text, ": {}", help.trim_end_matches('.'));
    }
    if !is_long {
        return text;
    }
    if let Shape::Choice(choices) = &field.shape {
        let value = |choice: &Choice| match (choice.value.as_str(), choice.label.as_str()) {
            (value, label) if label.is_empty() || label == value => value.to_owned(),
            (value, label) => format!("{value} ({label})"),
        };
        let values: Vec<String> = choices.iter().filter(|choice| !choice.value.is_empty()).map(value).collect();
        let more = if field.open { " or another value" } else { "" };
        let _infallible = write!(text, ". One of {}{more}", values.join(", "));
    } else if field.shape == Shape::YesNo {
        text.push_str(". true or false");
    }
    if let Some(default) = field.default.as_deref().filter(|default| !default.is_empty() && !field.secret) {
        let _infallible = write!(text, ". Default: {default}");
    }
    if let Some(found) = &field.found {
        let _infallible = write!(text, ". Found at: {found}");
    }
    if let Some(condition) = condition.filter(|_| field.need == Requirement::Optional) {
        let _infallible = write!(text, ". Only if {condition}");
    }
    text
}

/// `authMethod is a or b`.
fn condition(when: &Condition) -> String {
    let listed = |values: &[String]| {
        let values = values.iter().map(|value| if value.is_empty() { "empty" } else { value.as_str() });
        values.collect::<Vec<_>>().join(" or ")
    };
    let parts = [
        (!when.is.is_empty()).then(|| format!("is {}", listed(&when.is))),
        (!when.not.is_empty()).then(|| format!("is not {}", listed(&when.not))),
    ];
    format!("{} {}", when.field, parts.into_iter().flatten().collect::<Vec<_>>().join(" and "))
}

/// What stands where nothing is known yet. No value is invented.
fn empty_value(field: &Field) -> String {
    match &field.shape {
        Shape::File => "{ file = \"\", as = \"base64-file\" }".to_owned(),
        Shape::List(Rows::Values) => "[\"\"]".to_owned(),
        Shape::List(Rows::Pairs) => "[{ name = \"\", value = \"\" }]".to_owned(),
        Shape::List(Rows::Headers) => "[{ name = \"\", value = \"\", encrypt = false }]".to_owned(),
        _ if field.secret => format!("{{ env = {} }}", quoted(&variable(&field.name))),
        _ => quoted(field.default.as_deref().unwrap_or_default()),
    }
}

fn key_text(key: &str) -> String {
    let is_bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if is_bare { key.to_owned() } else { quoted(key) }
}

/// A TOML string on one line: one of JSON, which leaves the control characters beyond ASCII's first as they are.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::new();
    for c in Value::from(text).to_string().chars() {
        let _infallible = if c.is_control() { write!(out, "\\u{:04X}", u32::from(c)) } else { write!(out, "{c}") };
    }
    out
}

#[cfg(test)]
mod tests;
