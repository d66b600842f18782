//! What a schema cannot say, and needs no tenant: secrets, names, and what does not go together.

use std::collections::HashMap;

use super::{
    Document, Fault, FaultPlace, Item,
    fault::did_you_mean,
    file::{Given, IfExists, Method, Properties, Reference, SignIn, Space, Spaces},
    tree::To,
};
use crate::domain::{
    credential::Mode,
    known::{Known, KnownKind, code_name, known},
    looks::{looks_credential, looks_file, looks_secret},
    property::{CREDENTIALS_NAME, GATEWAY, SELECTED_CREDENTIALS, SEPARATE},
    rows::is_secret_row,
    source::SourceId,
    tenant::Tenant,
    text::password,
};

/// Whether secrets may stand in a file in plain text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Plain {
    Refused,
    /// `--allow-plain-secrets`.
    Allowed,
}

/// The most tags that a connection may have, and the most bytes of one (`qlik-cloud-api.md` section 8.1).
const MOST_TAGS: usize = 31;
const LONGEST_TAG: usize = 256;

/// Finds what is wrong in these documents, and between them.
pub(super) fn check(documents: &[Document], plain: Plain) -> Vec<Fault> {
    let mut faults = Vec::new();
    for document in documents {
        Rules { document, plain, faults: &mut faults }.all();
    }
    doubles(documents, &mut faults);
    stdin_once(documents, &mut faults);
    faults
}

struct Rules<'a> {
    document: &'a Document,
    plain: Plain,
    faults: &'a mut Vec<Fault>,
}

impl Rules<'_> {
    fn all(&mut self) {
        let document = self.document;
        let answers = &document.answers;
        if answers.qonnect != 1 {
            self.add(&[To::Key("qonnect")], "this program reads version 1 of the format; write `qonnect = 1`");
        }
        if answers.tenant.as_deref().is_some_and(|tenant| Tenant::parse(tenant).is_err()) {
            self.add(&[To::Key("tenant")], "`tenant` is the host of a tenant, such as acme.eu.qlikcloud.com");
        }
        if let Some(sign_in) = &answers.sign_in {
            self.sign_in(sign_in);
        }
        let mut last = None;
        for item in document.items() {
            // What does not depend on the space is said once.
            if last != Some(item.at) {
                self.connection(&item);
            }
            last = Some(item.at);
        }
        for (at, connection) in answers.connections.iter().enumerate() {
            if matches!(&connection.space, Some(Spaces::Each(spaces)) if spaces.is_empty()) {
                let way = [To::Key("connection"), To::Item(at), To::Key("space")];
                self.add(&way, "the list of spaces is empty; leave `space` out for the personal space");
            }
        }
    }

    fn add(&mut self, way: &[To<'_>], text: impl Into<String>) {
        self.faults.push(self.document.fault(way, text.into(), false));
    }

    fn at(&mut self, item: &Item<'_>, place: FaultPlace<'_>, text: impl Into<String>) {
        self.faults.push(self.document.fault_at(item, place, text));
    }

    fn sign_in(&mut self, sign_in: &SignIn) {
        let given = [
            ("key", sign_in.key.is_some()),
            ("client-id", sign_in.client_id.is_some()),
            ("client-secret", sign_in.client_secret.is_some()),
            ("private-key", sign_in.private_key.is_some()),
            ("key-id", sign_in.key_id.is_some()),
            ("user-id", sign_in.user_id.is_some()),
            ("subject", sign_in.subject.is_some()),
            ("issuer", sign_in.issuer.is_some()),
            ("user-name", sign_in.user_name.is_some()),
            ("email", sign_in.email.is_some()),
            ("groups", sign_in.groups.is_some()),
            ("web-integration", sign_in.web_integration.is_some()),
            ("context", sign_in.context.is_some()),
        ];
        let has = |key: &str| given.iter().any(|(name, there)| *name == key && *there);
        // One key of each group is needed.
        let word = sign_in.method.word();
        let (needed, more): (&[&[&str]], &[&str]) = match sign_in.method {
            Method::ApiKey => (&[&["key"]], &[]),
            Method::OauthClient if has("private-key") => (&[&["client-id"], &["key-id"]], &["private-key"]),
            Method::OauthClient => (&[&["client-id"], &["client-secret", "private-key"]], &["key-id"]),
            Method::Impersonation => (&[&["client-id"], &["client-secret"], &["user-id", "subject"]], &[]),
            Method::Jwt => (
                &[&["issuer"], &["key-id"], &["private-key"], &["subject"]],
                &["user-name", "email", "groups", "web-integration"],
            ),
            Method::Context => (&[&["context"]], &[]),
            Method::Unread => (&[], &given.map(|(key, _)| key)),
        };
        let fits: Vec<&str> = needed.concat().into_iter().chain(more.iter().copied()).collect();
        for (key, _) in given.iter().filter(|(key, there)| *there && !fits.contains(key)) {
            self.add(&[To::Key("sign-in"), To::Key(key)], format!("`{key}` does not belong to the method {word}"));
        }
        for group in needed.iter().filter(|group| !group.iter().any(|key| has(key))) {
            let keys: Vec<String> = group.iter().map(|key| format!("`{key}`")).collect();
            let text = format!("{} is missing in `sign-in`, for the method {word}", keys.join(" or "));
            self.add(&[To::Key("sign-in"), To::Key("method")], text);
        }
        if has("user-id") && has("subject") && sign_in.method == Method::Impersonation {
            self.add(&[To::Key("sign-in"), To::Key("subject")], "give `user-id` or `subject`, not both");
        }
        for (key, value) in sign_in.secrets() {
            let way = [To::Key("sign-in"), To::Key(key)];
            match (value.reference(), value) {
                (Some(reference), _) => self.reference(&reference, &way, key),
                (None, Given::Text(_)) if self.plain == Plain::Allowed => {}
                (None, _) => self.add(&way, plain_secret(key, "key")),
            }
        }
    }

    fn connection(&mut self, item: &Item<'_>) {
        let connection = item.connection;
        let source = SourceId(connection.source.clone());
        if connection.name.trim().is_empty() {
            self.at(item, FaultPlace::Key("name"), "the name is empty");
        }
        if connection.source.trim().is_empty() {
            self.at(item, FaultPlace::Key("source"), "`source` is empty; it is an id such as File_AmazonS3ConnectorV2");
        }
        let tags = connection.tags.as_deref().unwrap_or_default();
        if tags.len() > MOST_TAGS || tags.iter().any(|tag| tag.is_empty() || tag.len() > LONGEST_TAG) {
            let text = format!("at most {MOST_TAGS} tags, each of 1 to {LONGEST_TAG} bytes");
            self.at(item, FaultPlace::Key("tags"), text);
        }
        let name = connection.credentials.as_ref().and_then(|credentials| credentials.name.as_deref());
        match (item.mode(), name) {
            (Mode::Embedded, Some(_)) => {
                self.at(
                    item,
                    FaultPlace::Credentials("name"),
                    "embedded credentials have no name; the mode is new or existing",
                );
            }
            (Mode::New | Mode::Existing, None) => {
                self.at(
                    item,
                    FaultPlace::Credentials("mode"),
                    "`name` is missing in `credentials`: separated credentials have one",
                );
            }
            (Mode::New | Mode::Existing, Some(name)) if name.trim().is_empty() => {
                self.at(item, FaultPlace::Credentials("name"), "the name of the credentials is empty");
            }
            _ => {}
        }
        let about = known(&source);
        for (key, value) in &connection.properties {
            self.property(item, about, key, value);
        }
        self.required(item, about);
    }

    fn property(&mut self, item: &Item<'_>, about: Option<&Known>, key: &str, value: &Given) {
        let place = FaultPlace::Property(key);
        let way = [To::Key("connection"), To::Item(item.at), To::Key("properties"), To::Key(key)];
        if [SEPARATE, CREDENTIALS_NAME, SELECTED_CREDENTIALS].contains(&key) {
            self.at(item, place, format!("`{key}` follows from [connection.credentials]; leave it out here"));
            return;
        }
        if key == code_name(about) || item.connection.authorization_code.as_deref() == Some(key) {
            let text = format!(
                "`{key}` takes an authorization code, which works once and never stands in a file; leave it out"
            );
            self.at(item, place, text);
            return;
        }
        let fact = about.and_then(|about| about.fields.get(key));
        let is_credential = fact.map_or_else(|| looks_credential(key), |fact| fact.credential);
        if item.mode() == Mode::Existing && is_credential {
            self.at(item, place, format!("`{key}` belongs to the credentials, and the mode is existing; leave it out"));
        }
        if let Given::Text(_) = value
            && let Some(known) = about
            && fact.is_none()
        {
            let near = did_you_mean(key, known.fields.keys().map(String::as_str));
            if !near.is_empty() {
                let text = format!("`{key}` is not a known property of this source{near}");
                self.faults.push(self.document.warning_at(item, place, text));
            }
        }
        if let Given::Text(text) = value
            && password(text).is_some()
        {
            let text = format!("`{key}` holds a password in plain text");
            self.faults.push(self.document.warning_at(item, place, text));
        }
        let is_secret = fact.and_then(|fact| fact.secret).unwrap_or_else(|| looks_secret(key));
        let is_file = is_secret
            && fact.and_then(|fact| fact.kind).map_or_else(|| looks_file(key), |kind| kind == KnownKind::File);
        self.value(
            &way,
            key,
            value,
            if is_file {
                Sort::File
            } else if is_secret {
                Sort::Secret
            } else {
                Sort::Open
            },
        );
    }

    /// Looks at a value and at what stands inside it.
    fn value(&mut self, way: &[To<'_>], key: &str, value: &Given, sort: Sort) {
        if let Some(reference) = value.reference() {
            self.reference(&reference, way, key);
            return;
        }
        match value {
            Given::Text(text) if sort != Sort::Open && !text.is_empty() && self.plain == Plain::Refused => {
                self.add(way, if sort == Sort::File { plain_file(key) } else { plain_secret(key, key) });
            }
            Given::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    let deeper: Vec<To<'_>> = way.iter().copied().chain([To::Item(at)]).collect();
                    self.value(&deeper, key, item, sort);
                }
            }
            Given::Table(members) => self.table(way, key, members, sort),
            _ => {}
        }
    }

    /// A row of a list: its name is no secret, and its value is one by what the row says.
    fn table(&mut self, way: &[To<'_>], key: &str, members: &Properties, sort: Sort) {
        let name = match members.get("name") {
            Some(Given::Text(name)) => name.trim(),
            _ => "",
        };
        let says = is_secret_row(name, members.get("encrypt") == Some(&Given::Bool(true)));
        let row = if says && sort == Sort::Open { Sort::Secret } else { sort };
        for (member, value) in members {
            let deeper: Vec<To<'_>> = way.iter().copied().chain([To::Key(member)]).collect();
            let sort = if member == "name" { Sort::Open } else { row };
            self.value(&deeper, &format!("{key}_{member}"), value, sort);
        }
    }

    fn reference(&mut self, reference: &Reference, way: &[To<'_>], key: &str) {
        let text = match reference {
            Reference::Env { env } if env.is_empty() || env.contains(['=', '\0']) => "is not the name of a variable",
            Reference::File { file, .. } if file.is_empty() => "names no file",
            Reference::Command { command } if command.first().is_none_or(String::is_empty) => "names no program",
            Reference::Stdin { stdin: false } | Reference::Prompt { prompt: false, .. } => "can only be true",
            _ => return,
        };
        self.add(way, format!("the reference of `{key}` {text}"));
    }

    /// What the catalogue says is required. The tenant has the last word, so it warns.
    fn required(&mut self, item: &Item<'_>, about: Option<&Known>) {
        let Some(about) = about else { return };
        let properties = &item.connection.properties;
        let code = about.oauth.as_ref().map(|oauth| oauth.code.as_str());
        // The facts of a source behind a gateway stand with its plain twin, which has none.
        let is_behind = SourceId(item.connection.source.clone()).needs_gateway();
        let missing = about.fields.iter().filter(|(name, field)| {
            field.required
                && Some(name.as_str()) != code
                && (is_behind || name.as_str() != GATEWAY)
                && !properties.contains_key(*name)
                && !(field.credential && item.mode() == Mode::Existing)
                && field.when.as_ref().is_none_or(|when| match properties.get(&when.field) {
                    Some(Given::Text(text)) => when.holds(text),
                    Some(Given::Bool(yes)) => when.holds(&yes.to_string()),
                    Some(Given::Integer(number)) => when.holds(&number.to_string()),
                    Some(_) => false,
                    None => when.holds(""),
                })
        });
        let names: Vec<String> = missing.map(|(name, _)| format!("`{name}`")).collect();
        if !names.is_empty() {
            let text = format!("this source requires {} as well", names.join(", "));
            self.faults.push(self.document.warning_at(item, FaultPlace::Key("properties"), text));
        }
    }
}

/// What a property holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Open,
    Secret,
    File,
}

fn plain_secret(key: &str, variable: &str) -> String {
    let variable: String =
        variable.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    format!(
        "`{key}` is a secret and stands here in plain text; put a reference here, such as {{ env = \"QONNECT_{variable}\" }}"
    )
}

fn plain_file(key: &str) -> String {
    format!("`{key}` takes a file; put a reference here, such as {{ file = \"key.json\", as = \"base64-file\" }}")
}

/// Two connections of one name in one space of one tenant.
fn doubles(documents: &[Document], faults: &mut Vec<Fault>) {
    type Identity<'a> = (Option<String>, Option<&'a Space>, &'a str);
    let mut seen: HashMap<Identity<'_>, (&Document, Item<'_>)> = HashMap::new();
    for document in documents {
        let tenant = document.answers.tenant.as_deref().and_then(|text| Tenant::parse(text).ok());
        let tenant = tenant.map(|tenant| tenant.host().to_owned());
        for item in document.items() {
            let key = (tenant.clone(), item.space, item.connection.name.as_str());
            match seen.get(&key) {
                Some((other, first)) => {
                    let Fault { file, line, .. } = other.fault_at(first, FaultPlace::Key("name"), "");
                    let text = format!("a connection of this name in the same space is at {file}:{line} already");
                    faults.push(document.fault_at(&item, FaultPlace::Key("name"), text));
                }
                None => {
                    seen.insert(key, (document, item));
                }
            }
        }
    }
}

/// A reference, and the way to where it stands.
type Referred<'a> = (Vec<To<'a>>, Reference);

/// Standard input can be read once.
fn stdin_once(documents: &[Document], faults: &mut Vec<Fault>) {
    let mut first: Option<(String, usize)> = None;
    // The file itself may come from there.
    if let Some(document) = documents.iter().find(|document| document.name == "-") {
        first = Some((document.name.clone(), 1));
    }
    for document in documents {
        for (way, reference) in document.references() {
            if !matches!(reference, Reference::Stdin { .. }) {
                continue;
            }
            let fault = document.fault(&way, String::new(), false);
            match &first {
                Some((file, line)) => {
                    let text = format!("standard input can be read only once, and {file}:{line} reads it already");
                    faults.push(Fault { text, ..fault });
                }
                None => first = Some((fault.file, fault.line)),
            }
        }
    }
}

/// A reference, with where it stands.
#[derive(Clone, Debug)]
pub struct Referral {
    pub reference: Reference,
    /// The connection by its place in the file; none where it is for signing in.
    pub connection: Option<usize>,
    /// The key that it is for, such as `secretKey` or `queryHeaders.0.value`.
    pub key: String,
    /// A fault there that says nothing yet.
    pub place: Fault,
}

impl Document {
    /// Every reference, in the order of the file.
    pub fn referrals(&self) -> Vec<Referral> {
        let all = self.references().into_iter();
        all.map(|(way, reference)| {
            let place = self.fault(&way, String::new(), false);
            let (connection, keys) = match way.as_slice() {
                [To::Key("connection"), To::Item(at), To::Key("properties"), keys @ ..] => (Some(*at), keys),
                [_, keys @ ..] => (None, keys),
                [] => (None, &[][..]),
            };
            let word = |to: &To<'_>| match to {
                To::Key(key) => (*key).to_owned(),
                To::Item(at) => at.to_string(),
            };
            let key = keys.iter().map(word).collect::<Vec<_>>().join(".");
            Referral { reference, connection, key, place }
        })
        .collect()
    }

    /// Every reference, with the way to it.
    pub(super) fn references(&self) -> Vec<Referred<'_>> {
        let mut found = Vec::new();
        if let Some(sign_in) = &self.answers.sign_in {
            for (key, value) in sign_in.secrets() {
                collect(value, vec![To::Key("sign-in"), To::Key(key)], &mut found);
            }
        }
        for (at, connection) in self.answers.connections.iter().enumerate() {
            for (key, value) in &connection.properties {
                let way = vec![To::Key("connection"), To::Item(at), To::Key("properties"), To::Key(key)];
                collect(value, way, &mut found);
            }
        }
        found
    }
}

fn collect<'a>(value: &'a Given, way: Vec<To<'a>>, found: &mut Vec<Referred<'a>>) {
    let deeper = |to| way.iter().copied().chain([to]).collect::<Vec<_>>();
    match value {
        Given::List(items) => {
            items.iter().enumerate().for_each(|(at, item)| collect(item, deeper(To::Item(at)), found));
        }
        Given::Table(members) => members.iter().for_each(|(key, value)| collect(value, deeper(To::Key(key)), found)),
        _ => found.extend(value.reference().map(|reference| (way, reference))),
    }
}

impl IfExists {
    pub fn word(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Skip => "skip",
            Self::Update => "update",
        }
    }
}
