//! Connections: what is to be made, what was made, and whether a name is taken.

use std::{cmp::Reverse, time::Instant};

use jiff::Timestamp;

use super::{
    credential::Credential,
    http::{Json, MASK, veiled},
    looks::looks_secret,
    property::CREDENTIALS_NAME,
    rows::{self, Compared},
    settle::LookupResult,
    shape::plain,
    source::SourceId,
    space::{SpaceChoice, SpaceId},
};

/// A connection to be made, free of any dialect.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewConnection {
    pub name: String,
    /// Its space; none is the caller's personal space.
    pub space: Option<SpaceId>,
    pub source: SourceId,
    /// Its tags; the service adds one of its own.
    pub tags: Vec<String>,
    /// What goes into `connectionProperties`, in this order.
    pub properties: Vec<(String, Json)>,
}

impl NewConnection {
    /// Whether creating both would create one thing twice.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.name, &self.space, &self.source) == (&other.name, &other.space, &other.source)
    }

    /// A text of the tenant's beside what was sent, without the secrets that were sent. One of a letter or two is masked only where it
    /// is the whole text: else every word would tell it.
    pub fn masked(&self, text: &str) -> String {
        const SHORT: usize = 4;
        let mut text = text.to_owned();
        let mut secrets: Vec<_> = self.properties.iter().flat_map(|(_, value)| value.secrets()).collect();
        // Where one is part of another, the rest of the longer one would be left.
        secrets.sort_by_key(|secret| Reverse(secret.count()));
        for secret in secrets {
            if text == secret.expose() && !secret.is_empty() {
                return MASK.to_owned();
            }
            if secret.count() >= SHORT {
                text = text.replace(secret.expose(), MASK);
            }
        }
        text
    }

    /// The same, but with this property: replaced where it stands, else added at the end.
    #[must_use]
    pub fn with(mut self, name: &str, value: Json) -> Self {
        match self.properties.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = value,
            None => self.properties.push((name.to_owned(), value)),
        }
        self
    }

    /// The name of the separated credential that is created with it.
    pub fn credential_name(&self) -> Option<String> {
        let (_, value) = self.properties.iter().find(|(key, _)| key == CREDENTIALS_NAME)?;
        match value {
            Json::Plain(value) => value.as_str().map(str::to_owned),
            Json::Secret(_) | Json::List(_) | Json::Object(_) => None,
        }
    }
}

/// A connection as the tenant tells of it (`qlik-cloud-api.md` section 8.2). Everything but the id may be missing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Connection {
    /// `qID` or `id`.
    pub id: String,
    /// `qName`.
    pub name: String,
    /// `space`; none is a personal space.
    pub space: Option<String>,
    /// `datasourceID`.
    pub source: Option<String>,
    /// `qCredentialsID`.
    pub credential: Option<String>,
    /// `qSeparateCredentials`.
    pub separated: Option<bool>,
    /// `user`: the owner's id.
    pub owner: Option<String>,
    pub tags: Vec<String>,
    /// `created`, as the tenant wrote it.
    pub created: Option<String>,
    /// `updated`, as the tenant wrote it: another value than before says that somebody changed it meanwhile.
    pub updated: Option<String>,
    /// `privileges` of the caller (`list update delete read change_owner change_space`); none where the tenant does not tell them.
    pub privileges: Option<Vec<String>>,
    /// `connectionProperties`, in the order of the answer, as text; only when asked for.
    pub properties: Vec<(String, String)>,
}

impl Connection {
    /// The same, with what it does not say taken from another answer about the same connection.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        let text = |own: String, other: &String| if own.is_empty() { other.clone() } else { own };
        Self {
            id: text(self.id, &other.id),
            name: text(self.name, &other.name),
            space: self.space.or_else(|| other.space.clone()),
            source: self.source.or_else(|| other.source.clone()),
            // A change of its server takes separated credentials away: none is an answer too.
            credential: self.credential,
            separated: self.separated.or(other.separated),
            owner: self.owner.or_else(|| other.owner.clone()),
            tags: if self.tags.is_empty() { other.tags.clone() } else { self.tags },
            created: self.created.or_else(|| other.created.clone()),
            updated: self.updated.or_else(|| other.updated.clone()),
            privileges: self.privileges.or_else(|| other.privileges.clone()),
            properties: self.properties,
        }
    }

    pub fn property(&self, key: &str) -> Option<&str> {
        self.properties.iter().find(|(name, _)| name == key).map(|(_, text)| text.as_str())
    }

    /// The tags that people gave it.
    pub fn own_tags(&self) -> impl Iterator<Item = &str> {
        self.tags.iter().map(String::as_str).filter(|tag| !is_service_tag(tag))
    }
}

/// Whether the service gave a connection this tag by itself (`qlik-cloud-api.md` section 8.2).
pub fn is_service_tag(tag: &str) -> bool {
    tag.starts_with("DcaasAPI:")
}

/// How a load script names a connection (`qlik-cloud-api.md` section 23, row 21): by space and name; one of the personal space by
/// its name alone. Files are read from a path (`FROM [lib://Space:Name/file.csv]`), anything else follows the CONNECT statement.
pub fn in_load_script(source: Option<&str>, space: Option<&str>, name: &str) -> String {
    let whole = space.map_or_else(|| name.to_owned(), |space| format!("{space}:{name}"));
    if source.is_some_and(|source| SourceId(source.to_owned()).holds_files()) {
        return format!("lib://{whole}/");
    }
    format!("LIB CONNECT TO '{}';", whole.replace('\'', "''"))
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ConnectionQuery {
    /// All that the caller may see.
    All,
    InSpace(SpaceId),
    /// Those of the caller's personal space.
    Personal,
    /// Those whose name contains this.
    Named(String),
}

/// Where a connection is to be moved, or to whom (`actions/update`, for administrators). Credentials do not move with the owner.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Move {
    /// The connection's `qID`.
    pub id: String,
    /// The user id of the new owner.
    pub owner: Option<String>,
    /// The new space, whose kind the tenant wants beside its id; none leaves it where it is.
    pub space: Option<SpaceChoice>,
}

/// What a create call brought. Both come with status 201: the body decides (`qlik-cloud-api.md` section 1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Created {
    /// A connection: the create is finished, also where only a URL was asked for.
    Made(Box<Connection>),
    /// The URL at which a person consents; nothing was made.
    AuthUrl(String),
}

/// Whether a connection may have a name in a space.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NameCheck {
    /// No connection there has it.
    Free,
    Taken(Box<Connection>),
    /// The tenant gave no clear word.
    Unchecked,
}

/// What to look for after a create whose answer never came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sought {
    pub name: String,
    pub space: Option<SpaceId>,
    pub source: SourceId,
    /// The caller's id: what is found must be theirs.
    pub owner: String,
    /// When the create was sent, by this machine's steady clock.
    pub sent: Instant,
    /// The name of the separated credential that was to be made with it.
    pub credential: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConnectionLookup {
    pub result: LookupResult<Box<Connection>>,
    /// When the tenant was looked at, by its own clock, where it told the time.
    pub at: Option<Timestamp>,
    /// The separated credential of that name, where one was to be made and is there now.
    pub credential: Option<Credential>,
}

impl Sought {
    /// Judges what a look-up by name found: it is the one that was to be created where it is the caller's, of this source, and not
    /// older than the request. `sent` is the time of that by the tenant's clock, where it can be known.
    pub fn judge(&self, found: Box<Connection>, sent: Option<Timestamp>) -> LookupResult<Box<Connection>> {
        let ours = found.owner.as_deref() == Some(self.owner.as_str())
            && found.source.as_deref().is_some_and(|told| self.source.is(told));
        let created = found.created.as_deref().and_then(|text| text.parse::<Timestamp>().ok());
        let young = matches!((created, sent), (Some(created), Some(sent)) if created >= sent);
        if ours && young { LookupResult::Done(found) } else { LookupResult::Other(found) }
    }
}

/// A key that was sent and came back otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    pub key: String,
    /// What was sent, as text.
    pub sent: String,
    /// What came back, as text; none where it did not come back.
    pub found: Option<String>,
}

/// Compares what was sent with what came back: plain keys as text, and lists row by row. Secrets never come back, and the authorization code
/// and the three keys of separated credentials are the tenant's own business.
pub fn compare(sent: &NewConnection, found: &Connection, left_out: &[&str]) -> Vec<Difference> {
    sent.properties
        .iter()
        .filter(|(key, _)| !left_out.contains(&key.as_str()))
        .filter_map(|(key, value)| {
            let value = match value {
                Json::Plain(value) => value,
                Json::List(_) if rows::compare(Some(value), found.property(key)) == Compared::Other => {
                    let back = found.property(key).map(|back| rows::shown(back, looks_secret(key)));
                    return Some(Difference { key: key.clone(), sent: value.masked_line(), found: back });
                }
                Json::Secret(_) | Json::List(_) | Json::Object(_) => return None,
            };
            let (sent, back) = (plain(value), found.property(key));
            (back != Some(sent.as_str())).then(|| Difference {
                key: key.clone(),
                sent: veiled(&sent).into_owned(),
                found: back.map(|back| rows::shown(back, looks_secret(key))),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(owner: &str, source: &str, created: &str) -> Connection {
        Connection {
            owner: Some(owner.into()),
            source: Some(source.into()),
            created: Some(created.into()),
            ..Connection::default()
        }
    }

    #[test]
    fn only_a_young_connection_of_ours_is_taken_for_ours() {
        #[expect(clippy::disallowed_methods, reason = "the instant is not looked at here")]
        let sent = Instant::now();
        let sought = Sought {
            name: "n".into(),
            space: None,
            source: SourceId("s3".into()),
            owner: "me".into(),
            sent,
            credential: None,
        };
        let at: Timestamp = "2026-01-01T10:00:00Z".parse().unwrap();
        let judge = |connection| sought.judge(Box::new(connection), Some(at));
        assert!(matches!(judge(found("me", "s3", "2026-01-01T10:00:01.5Z")), LookupResult::Done(_)));
        assert!(matches!(judge(found("me", "s3", "2026-01-01T09:59:59Z")), LookupResult::Other(_)));
        assert!(matches!(judge(found("you", "s3", "2026-01-01T10:00:01Z")), LookupResult::Other(_)));
        assert!(matches!(judge(found("me", "gbq", "2026-01-01T10:00:01Z")), LookupResult::Other(_)));
        assert!(matches!(judge(found("me", "s3", "yesterday")), LookupResult::Other(_)));
        let unknown = sought.judge(Box::new(found("me", "s3", "2026-01-01T10:00:01Z")), None);
        assert!(matches!(unknown, LookupResult::Other(_)));
    }

    #[test]
    fn load_scripts_name_files_by_a_path_and_the_rest_by_a_statement_with_quotes_doubled() {
        for (source, space, name, line) in [
            (Some("mssql"), Some("Sales"), "Orders", "LIB CONNECT TO 'Sales:Orders';"),
            (None, None, "Orders", "LIB CONNECT TO 'Orders';"),
            (Some("rest"), Some("Ada's"), "it's", "LIB CONNECT TO 'Ada''s:it''s';"),
            // Its tables are lists of files, read by a statement.
            (Some("AmazonS3ConnectorV2"), None, "Orders", "LIB CONNECT TO 'Orders';"),
            (Some("File_AmazonS3ConnectorV2"), Some("Sales"), "Orders", "lib://Sales:Orders/"),
            (Some("file_filetransferconnector"), None, "it's", "lib://it's/"),
            (Some("DG_File_local"), Some("Ada's"), "Orders", "lib://Ada's:Orders/"),
        ] {
            assert_eq!(in_load_script(source, space, name), line);
        }
    }

    #[test]
    fn what_was_sent_is_compared_as_text_and_secrets_are_left_out() {
        let sent = NewConnection {
            name: "n".into(),
            space: None,
            source: SourceId("s".into()),
            tags: vec![],
            properties: vec![
                ("port".into(), Json::Plain(1433.into())),
                ("host".into(), Json::text("h")),
                ("gone".into(), Json::text("x")),
                ("user".into(), Json::text("u")),
                (
                    "rows".into(),
                    Json::List(vec![Json::Object(vec![
                        ("name".into(), Json::text("token")),
                        ("value".into(), Json::Secret(super::super::secret::Secret::new("new"))),
                    ])]),
                ),
                ("password".into(), Json::Secret(super::super::secret::Secret::new("p"))),
            ],
        };
        let back = Connection {
            properties: vec![
                ("port".into(), "1433".into()),
                ("host".into(), "other".into()),
                ("rows".into(), r#"[{"name":"token","value":"old"}]"#.into()),
            ],
            ..Connection::default()
        };
        let differences = compare(&sent, &back, &["user"]);
        assert_eq!(differences.iter().map(|d| d.key.as_str()).collect::<Vec<_>>(), ["host", "gone", "rows"]);
        assert!(differences[2].found.as_ref().is_some_and(|found| !found.contains("old")), "{differences:?}");
        assert_eq!(differences[0].found.as_deref(), Some("other"));
        assert_eq!(differences[1].found, None);
    }

    #[test]
    fn of_two_secrets_in_one_another_nothing_is_left() {
        let secret = |text: &str| Json::Secret(super::super::secret::Secret::new(text));
        for properties in [["pass", "password-1"], ["password-1", "pass"]] {
            let properties = properties.map(|text| (text.to_owned(), secret(text))).into();
            let sent =
                NewConnection { name: "n".into(), space: None, source: SourceId("s".into()), tags: vec![], properties };
            assert_eq!(sent.masked("refused: password-1"), format!("refused: {MASK}"));
        }
    }
}
