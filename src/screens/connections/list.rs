//! The list of connections: usable with its first page, filtered here and at the tenant, and with the names of spaces and sources as
//! they become known.

use std::collections::HashMap;

use super::entry::{Common, Entry};
use crate::{
    domain::{
        connection::{Connection, ConnectionQuery},
        failure::{Failure, FailureKind},
        known,
        request::{Asked, Call, PageOf, Request},
        session::User,
        source::{DataSource, SourceId},
        space::{Space, SpaceChoice},
    },
    kit::{
        line::columns,
        paged::{Paged, PagedItem, space_row},
        people::People,
        picker::PickerRow,
        screen::Cx,
        shared::Shared,
    },
};

/// The connections, and the names of what they name by id.
#[derive(Debug)]
pub(super) struct ConnectionList {
    pub rows: Paged<Entry>,
    common: Common,
    pub widest: Widest,
    /// Spaces to copy and move to; their names are those of the list too.
    pub spaces: Paged<SpaceChoice>,
    sources: Vec<DataSource>,
    /// What spaces are called, by id.
    names: HashMap<String, String>,
    /// What the owners are called.
    people: People,
    /// The tenant lets this person see none.
    pub is_forbidden: bool,
    /// For whom all this was loaded: another user sees others.
    whose: Option<String>,
}

impl Default for ConnectionList {
    fn default() -> Self {
        Self {
            rows: Paged::default(),
            common: Common::default(),
            widest: Widest::default(),
            spaces: Paged::aside(),
            sources: Vec::new(),
            names: HashMap::new(),
            people: People::default(),
            is_forbidden: false,
            whose: None,
        }
    }
}

impl PagedItem for Entry {
    const MANY: &'static str = "connections";
    const WITHOUT: &'static str = "";
    const NAMED: Asked = Asked::FindConnections;

    fn page(place: Option<String>) -> Call {
        Call::ListConnections(ConnectionQuery::All, place)
    }

    fn named(name: String) -> Call {
        Call::FindConnections(name)
    }

    fn id(&self) -> Option<&str> {
        Some(self.id())
    }
}

/// How wide the widest of each column is. What is called by its id has no part in it: its name is to come, and an id says little.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Widest {
    pub name: usize,
    pub space: usize,
    pub source: usize,
    pub owner: usize,
}

impl ConnectionList {
    /// The screen is shown: what was loaded for somebody else goes.
    pub fn enter(&mut self, cx: &mut Cx<'_>) {
        let user = cx.shared.draft.here().me.as_ref().map(|me| me.user_id.clone());
        if self.whose != user {
            *self = Self { whose: user, ..Self::default() };
        } else if !self.rows.picker.is_empty() {
            // What is here stands there until the first page comes: it may have been changed meanwhile.
            self.rows.reload();
        }
        self.people.resume();
        self.rows.resume(cx);
        self.spaces.resume(cx);
        if self.sources.is_empty()
            && let Some(session) = cx.session()
        {
            cx.ask(Request::Tenant(session, Call::ListSources));
        }
    }

    /// Goes on where loading failed; else all over.
    pub fn again(&mut self, cx: &mut Cx<'_>) {
        self.is_forbidden = false;
        self.spaces.resume(cx);
        self.rows.again(cx);
    }

    pub fn listed(&mut self, answer: Result<PageOf<Connection>, Failure>, cx: &mut Cx<'_>) {
        let is_forbidden = answer.as_ref().is_err_and(|failure| failure.kind == FailureKind::Forbidden);
        self.is_forbidden = is_forbidden && self.rows.loaded() == 0;
        self.fill(|rows, row| rows.listed(answer, row, cx));
        self.name_owners(cx);
    }

    pub fn found(&mut self, answer: Result<PageOf<Connection>, Failure>, cx: &mut Cx<'_>) {
        self.fill(|rows, row| rows.found(answer, row, cx));
        self.name_owners(cx);
    }

    /// Without them spaces are called by their ids, and nobody is told off for that.
    pub fn spaces_listed(&mut self, answer: Result<PageOf<Space>, Failure>, cx: &mut Cx<'_>) {
        self.name_spaces(&answer);
        self.spaces.listed(answer, |space| space_row(SpaceChoice::In(space)), cx);
    }

    pub fn spaces_found(&mut self, answer: Result<PageOf<Space>, Failure>, cx: &mut Cx<'_>) {
        self.name_spaces(&answer);
        self.spaces.found(answer, |space| space_row(SpaceChoice::In(space)), cx);
    }

    fn name_spaces(&mut self, answer: &Result<PageOf<Space>, Failure>) {
        if let Ok(page) = answer {
            self.names.extend(page.items.iter().map(|space| (space.id.0.clone(), space.name.clone())));
            self.rename();
        }
    }

    /// Without them sources are called by what is known of their ids.
    pub fn sources_listed(&mut self, answer: Result<Vec<DataSource>, Failure>) {
        if let Ok(sources) = answer {
            self.sources = sources;
            self.rename();
        }
    }

    /// Lets rows come in, whose names hang on the rest of the list.
    fn fill(&mut self, take: impl FnOnce(&mut Paged<Entry>, &mut dyn FnMut(Connection) -> PickerRow<Entry>)) {
        let mut rows = std::mem::take(&mut self.rows);
        take(&mut rows, &mut |connection| {
            let entry = self.common.entry(connection.clone());
            self.row(entry)
        });
        self.rows = rows;
    }

    /// Puts the rows in anew, for they are found by names that are known only now, or one of them is another.
    fn rename(&mut self) {
        self.renew_by(|_, _| {});
    }

    fn renew_by(&mut self, change: impl FnOnce(&mut Vec<Entry>, &mut Common)) {
        let current = self.current().map(|current| current.id().to_owned());
        let place = self.rows.picker.position();
        let mut rows = self.rows.picker.take_rows();
        self.widest = Widest::default();
        change(&mut rows, &mut self.common);
        let mut picker = std::mem::take(&mut self.rows.picker);
        picker.extend(rows.into_iter().map(|entry| self.row(entry)));
        if current.is_some_and(|id| !picker.select(|row| row.id() == id)) {
            picker.go(place);
        }
        self.rows.picker = picker;
    }

    /// It does not exist any more.
    pub fn forget(&mut self, id: &str) {
        self.renew_by(|rows, _| rows.retain(|row| row.id() != id));
    }

    /// It is another than it was, or it is new.
    pub fn renew(&mut self, connection: &Connection) {
        self.renew_by(|rows, common| {
            let entry = common.entry(connection.clone());
            match rows.iter_mut().find(|row| row.id() == entry.id()) {
                Some(row) => *row = entry,
                None => rows.push(entry),
            }
        });
    }

    /// A connection without a name is called by its id.
    fn row(&mut self, entry: Entry) -> PickerRow<Entry> {
        self.widen(&entry);
        let owner = entry.owner().map_or("", |owner| self.people.name(owner));
        // A source is found by its id too, and by the names that people give it.
        let id = entry.source().unwrap_or_default();
        let names = known::known(&SourceId(id.to_owned())).map(|known| known.names.join(" ")).unwrap_or_default();
        let (space, source) = (self.space(entry.space()), self.source(entry.source()));
        let also = format!("{space} {source} {owner} {id} {names}");
        let label = entry.name().to_owned();
        PickerRow::new(entry.id().to_owned(), label, entry).also(also)
    }

    fn widen(&mut self, entry: &Entry) {
        let named = |text: &str, id: Option<&str>| if Some(text) == id { 0 } else { columns(text) };
        let (space, source, owner) = (entry.space(), entry.source(), entry.owner());
        let before = self.widest;
        self.widest = Widest {
            name: before.name.max(named(entry.name(), Some(entry.id()))),
            space: before.space.max(named(self.space(space), space)),
            source: before.source.max(named(&self.source(source), source)),
            owner: before.owner.max(named(owner.map_or("", |owner| self.people.name(owner)), owner)),
        };
    }

    pub fn current(&self) -> Option<&Entry> {
        self.rows.picker.current()
    }

    /// What the space of a connection is called: by its id as long as its name is not known.
    pub fn space<'a>(&'a self, id: Option<&'a str>) -> &'a str {
        id.map_or("personal", |id| self.names.get(id).map_or(id, String::as_str))
    }

    /// What the data source of a connection is called.
    pub fn source(&self, id: Option<&str>) -> String {
        let Some(id) = id else { return String::new() };
        let known = known::known(&SourceId(id.to_owned())).map(|known| known.label.clone());
        self.source_of(Some(id)).map(known::label).or(known).unwrap_or_else(|| id.to_owned())
    }

    /// Whose a connection is: `you`, a name, or the id of its owner, which is all that the list of connections tells.
    pub fn owner(&self, id: Option<&str>, shared: &Shared) -> String {
        let Some(id) = id else { return String::new() };
        let me = shared.draft.here().me.as_ref();
        match me.filter(|me| me.user_id == id) {
            Some(me) if shared.acting_as().is_some() => me.name.clone(),
            Some(_) => "you".to_owned(),
            None => self.people.name(id).to_owned(),
        }
    }

    /// Owners that have no name yet are asked for, a few at a time.
    pub fn name_owners(&mut self, cx: &mut Cx<'_>) {
        let Some(session) = cx.session() else { return };
        let owners = self.rows.picker.items().iter().filter_map(|row| row.owner());
        let me = self.whose.as_deref();
        if let Some(ids) = self.people.next(owners.filter(|owner| Some(*owner) != me)) {
            cx.ask(Request::Tenant(session, Call::NameUsers(ids)));
        }
    }

    /// Without their names owners are called by their ids, and nobody is told off for that.
    pub fn users_named(&mut self, answer: Result<Vec<User>, Failure>, cx: &mut Cx<'_>) {
        if self.people.named(answer) {
            self.rename();
        }
        self.name_owners(cx);
    }

    /// The data source of a connection, where the tenant lists it.
    pub fn source_of(&self, id: Option<&str>) -> Option<&DataSource> {
        let id = id?;
        self.sources.iter().find(|source| source.id.is(id))
    }

    /// Whether the tenant listed its sources at all.
    pub fn has_sources(&self) -> bool {
        !self.sources.is_empty()
    }

    /// The other connections, of those that are here, that use the same credentials.
    pub fn sharing<'a>(&'a self, connection: &'a Connection) -> impl Iterator<Item = &'a Entry> {
        let uses =
            move |row: &&Entry| row.credential().is_some() && row.credential() == connection.credential.as_deref();
        self.rows.picker.items().iter().filter(uses).filter(|row| row.id() != connection.id)
    }
}

/// What a connection is called.
pub(super) fn name(connection: &Connection) -> &str {
    if connection.name.trim().is_empty() { &connection.id } else { &connection.name }
}
