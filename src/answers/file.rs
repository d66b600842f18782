//! An answers file as types. What they say in `///` is also what editors show: the schema is derived from them.

use std::fmt;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::domain::{credential::Mode, dialect::Dialect};

/// The answers for one or more data connections of Qlik Cloud, as qonnect reads and writes them.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Answers {
    /// The version of this format: 1.
    pub qonnect: u32,
    /// The host of the tenant, such as acme.eu.qlikcloud.com. Without it: --tenant, or the environment.
    pub tenant: Option<String>,
    /// The Qlik API that connections are created through. Without it: v1.
    pub api: Option<Dialect>,
    /// How to sign in. Without it: --context, or the environment.
    pub sign_in: Option<SignIn>,
    /// The connections.
    #[serde(default, rename = "connection")]
    pub connections: Vec<Connection>,
}

/// How to sign in.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SignIn {
    /// The authentication method.
    pub method: Method,
    /// api-key: the API key.
    pub key: Option<Given>,
    /// oauth-client, impersonation: the id of the OAuth client.
    pub client_id: Option<String>,
    /// oauth-client, impersonation: the secret of the OAuth client.
    pub client_secret: Option<Given>,
    /// oauth-client, jwt: the private key as PEM.
    pub private_key: Option<Given>,
    /// oauth-client, jwt: the id of the key.
    pub key_id: Option<String>,
    /// impersonation: the id of the user to act as.
    pub user_id: Option<String>,
    /// impersonation, jwt: the subject of the user to act as.
    pub subject: Option<String>,
    /// jwt: the issuer, as the identity provider has it.
    pub issuer: Option<String>,
    /// jwt: the user's name.
    pub user_name: Option<String>,
    /// jwt: the user's e-mail address.
    pub email: Option<String>,
    /// jwt: the user's groups.
    pub groups: Option<Vec<String>>,
    /// jwt: the id of a web integration, where one is used.
    pub web_integration: Option<String>,
    /// context: the name of a context of qlik-cli.
    pub context: Option<String>,
}

/// An authentication method.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// By an API key.
    ApiKey,
    /// As the bot of an OAuth client.
    OauthClient,
    /// As another user, through an OAuth client that may impersonate.
    Impersonation,
    /// As any user, by a token that is signed here.
    Jwt,
    /// As a context of qlik-cli says.
    Context,
    /// None of them. The file's shape is wrong then, so nobody signs in by it; the other rules still look at its keys.
    #[serde(other)]
    #[cfg_attr(test, schemars(skip))]
    Unread,
}

impl Method {
    /// How a file calls it; nothing where that cannot be read.
    pub fn word(self) -> &'static str {
        match self {
            Self::ApiKey => "api-key",
            Self::OauthClient => "oauth-client",
            Self::Impersonation => "impersonation",
            Self::Jwt => "jwt",
            Self::Context => "context",
            Self::Unread => "",
        }
    }
}

/// A data connection.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Connection {
    /// The name, unique in its space.
    pub name: String,
    /// The space: its exact name, or { id = "…" }. Empty or absent: the personal space. A list: one connection in each.
    pub space: Option<Spaces>,
    /// The id of the data source, such as `File_AmazonS3ConnectorV2`.
    pub source: String,
    /// Tags: at most 31, each of at most 256 bytes.
    pub tags: Option<Vec<String>>,
    /// What to do where a connection of this name exists and differs. Without it: fail.
    pub if_exists: Option<IfExists>,
    /// How the credentials are kept. Without it: embedded.
    pub credentials: Option<Credentials>,
    /// Whether a person signs in in a browser, for a source where its properties do not tell.
    pub authorize: Option<bool>,
    /// The property that takes the authorization code, where it is not known.
    pub authorization_code: Option<String>,
    /// The properties of the data source, under exactly the names that the tenant has for them.
    #[serde(default)]
    pub properties: Properties,
}

/// What to do where a connection of this name exists and differs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum IfExists {
    /// It is an error.
    #[default]
    Fail,
    /// It is left as it is.
    Skip,
    /// It is changed.
    Update,
}

/// Where connections go.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Spaces {
    /// Into one space.
    One(Space),
    /// One into each of these.
    Each(Vec<Space>),
}

/// A space.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, deny_unknown_fields)]
pub enum Space {
    /// The exact name; empty is the personal space.
    Name(String),
    /// By its id.
    Id {
        /// The id of the space.
        id: String,
    },
}

/// How the credentials of a connection are kept.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Credentials {
    /// Embedded, or separated.
    pub mode: Mode,
    /// new, existing: the name of the credentials.
    pub name: Option<String>,
}

/// A value: plain, or a reference to a secret. `Debug` shows no text of it, which may be a secret.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Given {
    /// Plain text. In a secret property only op://… is allowed.
    Text(String),
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A reference to a secret or to a file.
    Reference(Reference),
    /// A list.
    List(Vec<Given>),
    /// A row of a list, such as { name = "…", value = "…" }.
    Table(Properties),
}

/// Where a secret or a file comes from.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, deny_unknown_fields)]
pub enum Reference {
    /// A variable of the environment.
    Env {
        /// The name of the variable.
        env: String,
    },
    /// A file.
    File {
        /// Its path, relative to the answers file.
        file: String,
        /// base64-file: send the file itself, as a key file.
        #[serde(rename = "as")]
        form: Option<FileForm>,
    },
    /// Standard input; only once.
    Stdin {
        /// true
        stdin: bool,
    },
    /// What a program prints. Needs --allow-commands.
    Command {
        /// The program and its arguments. No shell is involved.
        command: Vec<String>,
    },
    /// Ask on the terminal.
    Prompt {
        /// true
        prompt: bool,
        /// Which question of its file this is: two of them are not answered by one secret.
        #[serde(skip)]
        number: usize,
    },
}

/// How a file is sent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FileForm {
    /// Its name and its content.
    Base64File,
}

impl Given {
    /// Numbers the questions, from here on.
    fn number(&mut self, next: &mut usize) {
        match self {
            Self::Reference(Reference::Prompt { number, .. }) => {
                *number = *next;
                *next += 1;
            }
            Self::List(items) => items.iter_mut().for_each(|item| item.number(next)),
            Self::Table(members) => members.iter_mut().for_each(|(_, value)| value.number(next)),
            Self::Text(_) | Self::Bool(_) | Self::Integer(_) | Self::Reference(_) => {}
        }
    }

    /// What is referred to: a reference, or the short form for 1Password.
    pub fn reference(&self) -> Option<Reference> {
        match self {
            Self::Reference(reference) => Some(reference.clone()),
            Self::Text(text) if text.starts_with("op://") => {
                Some(Reference::Command { command: ["op", "read", "--no-newline", text].map(str::to_owned).to_vec() })
            }
            _ => None,
        }
    }
}

impl SignIn {
    /// What may be secret in it, by key.
    pub(super) fn secrets(&self) -> impl Iterator<Item = (&'static str, &Given)> {
        let keys = [("key", &self.key), ("client-secret", &self.client_secret), ("private-key", &self.private_key)];
        keys.into_iter().filter_map(|(key, given)| Some((key, given.as_ref()?)))
    }
}

impl Answers {
    /// Tells the questions of a file apart.
    pub(super) fn number_prompts(&mut self) {
        let mut next = 0;
        let sign_in = self.sign_in.iter_mut();
        let secrets = sign_in.flat_map(|one| [&mut one.key, &mut one.client_secret, &mut one.private_key]);
        secrets.flatten().for_each(|given| given.number(&mut next));
        let properties = self.connections.iter_mut().flat_map(|one| &mut one.properties);
        properties.for_each(|(_, given)| given.number(&mut next));
    }
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(_) => f.write_str("Text"),
            Self::Bool(yes) => yes.fmt(f),
            Self::Integer(_) => f.write_str("Integer"),
            Self::Reference(reference) => reference.fmt(f),
            Self::List(items) => items.fmt(f),
            Self::Table(members) => members.fmt(f),
        }
    }
}

/// Properties in the order of the file, which is the order that they are sent in.
pub type Properties = IndexMap<String, Given>;
