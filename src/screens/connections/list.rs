//! The list of connections: usable with its first page, filtered here and at the tenant, and with the names of spaces and sources as
//! they become known.

use std::{collections::HashMap, time::Duration};

use super::entry::{Common, Entry};
use crate::{
    domain::{
        connection::{Connection, ConnectionPage, ConnectionQuery},
        failure::{Failure, FailureKind},
        known,
        request::{Asked, Call, Request},
        session::User,
        source::{DataSource, SourceId},
        space::{SpaceChoice, SpacePage},
    },
    kit::{
        notice::{Notice, Tone},
        paged::{Paged, Seek},
        pages::{AHEAD, PageInfo},
        people::People,
        picker::Row,
        screen::{Cx, Flow},
        shared::Shared,
    },
};

/// A pause in typing that is long enough to ask the tenant.
const PAUSE: Duration = Duration::from_millis(150);

/// The tenant's list stopped where it said that it goes on.
const CUT: &str = "The tenant did not send its whole list of connections. Type a name to look it up.";

/// The connections, and the names of what they name by id.
#[derive(Debug, Default)]
pub(super) struct List {
    pub rows: Paged<Entry>,
    common: Common,
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

impl List {
    /// The screen is shown: what was loaded for somebody else goes.
    pub fn enter(&mut self, cx: &mut Cx<'_>) {
        let user = cx.shared.draft.here().me.as_ref().map(|me| me.user_id.clone());
        if self.whose != user {
            *self = Self { whose: user, ..Self::default() };
        } else if !self.rows.picker.is_empty() {
            // What is here stands there until the first page comes: it may have been changed meanwhile.
            self.rows.reload();
        }
        if self.spaces.picker.is_empty() {
            self.spaces.empty([place(SpaceChoice::Personal)]);
        }
        self.rows.resume();
        self.spaces.resume();
        self.people.resume();
        self.load(cx);
        self.load_spaces(cx);
        if self.sources.is_empty()
            && let Some(session) = cx.session()
        {
            cx.ask(Request::Tenant(session, Call::ListSources));
        }
    }

    /// Asks for the next page where it is wanted and nobody asked for it yet.
    pub fn load(&mut self, cx: &mut Cx<'_>) {
        if let Some(session) = cx.session()
            && let Some(place) = self.rows.page()
        {
            cx.ask(Request::Tenant(session, Call::ListConnections(ConnectionQuery::All, place)));
        }
    }

    pub fn load_spaces(&mut self, cx: &mut Cx<'_>) {
        if let Some(session) = cx.session()
            && let Some(place) = self.spaces.page()
        {
            cx.ask(Request::Tenant(session, Call::ListSpaces(place)));
        }
    }

    /// While the list is incomplete the tenant is asked for the name too.
    pub fn seek(&mut self, cx: &mut Cx<'_>) {
        let Some(session) = cx.session() else { return };
        match self.rows.seek() {
            Seek::Stay => {}
            Seek::Drop => cx.drop_question(Asked::FindConnections),
            Seek::Ask(name) => cx.ask_after(Request::Tenant(session, Call::FindConnections(name)), PAUSE),
        }
    }

    pub fn seek_space(&mut self, cx: &mut Cx<'_>) {
        let Some(session) = cx.session() else { return };
        match self.spaces.seek() {
            Seek::Stay => {}
            Seek::Drop => cx.drop_question(Asked::FindSpaces),
            Seek::Ask(name) => cx.ask_after(Request::Tenant(session, Call::FindSpaces(name)), PAUSE),
        }
    }

    /// Goes on where loading failed; else all over.
    pub fn again(&mut self, cx: &mut Cx<'_>) {
        self.rows.again();
        self.spaces.pages.has_failed = false;
        self.is_forbidden = false;
        cx.shared.notice = None;
        self.load(cx);
        self.load_spaces(cx);
        self.seek(cx);
    }

    pub fn listed(&mut self, answer: Result<ConnectionPage, Failure>, cx: &mut Cx<'_>) -> Flow {
        if !std::mem::take(&mut self.rows.pages.is_asked) {
            return Flow::Stay;
        }
        let page = match answer {
            Ok(page) => page,
            Err(failure) => {
                self.rows.pages.has_failed = true;
                if failure.kind == FailureKind::Forbidden && self.rows.loaded() == 0 {
                    self.is_forbidden = true;
                }
                let rest = if self.rows.loaded() == 0 {
                    "Ctrl+R asks again."
                } else {
                    "You can use what was loaded. Ctrl+R loads the rest."
                };
                return failed(&failure, rest, cx);
            }
        };
        let told = PageInfo { next: page.next.as_deref(), is_cut: page.is_cut, total: page.total };
        let is_stale = self.rows.took(page.connections.iter().map(|row| row.id.as_str()), &told);
        if self.rows.pages.is_cut() {
            cx.tell(Notice::warn(CUT));
        }
        let stays = self.current().filter(|_| is_stale).map(|current| current.id.clone());
        if is_stale {
            self.rows.empty([]);
        }
        self.take(&page.connections);
        if let Some(stays) = stays {
            self.rows.picker.select(|row| row.id == stays);
        }
        self.name_owners(cx);
        self.load(cx);
        self.seek(cx);
        Flow::Stay
    }

    pub fn found(&mut self, answer: Result<ConnectionPage, Failure>, cx: &mut Cx<'_>) -> Flow {
        let Some(name) = self.rows.seeking.take() else { return Flow::Stay };
        match answer {
            Ok(page) => {
                if page.next.is_none() && !page.is_cut {
                    self.rows.has_all_of(&name);
                }
                self.take(&page.connections);
                self.name_owners(cx);
                Flow::Stay
            }
            Err(failure) => {
                self.rows.seek_failed = true;
                failed(&failure, "Only the connections loaded so far were searched. Ctrl+R asks the tenant again.", cx)
            }
        }
    }

    /// Spaces that were listed or found. Without them spaces are called by their ids, and nobody is told off for that.
    pub fn spaces_listed(&mut self, answer: Result<SpacePage, Failure>, is_page: bool, cx: &mut Cx<'_>) {
        let sought = if is_page { None } else { self.spaces.seeking.take() };
        if is_page {
            self.spaces.pages.is_asked = false;
        }
        let Ok(page) = answer else {
            (self.spaces.pages.has_failed, self.spaces.seek_failed) = (is_page, !is_page);
            return;
        };
        if is_page {
            let told = PageInfo { next: page.next.as_deref(), is_cut: page.is_cut, total: page.total };
            self.spaces.took(page.spaces.iter().map(|space| space.id.0.as_str()), &told);
        } else if let Some(name) = sought.filter(|_| page.next.is_none() && !page.is_cut) {
            self.spaces.has_all_of(&name);
        }
        self.names.extend(page.spaces.iter().map(|space| (space.id.0.clone(), space.name.clone())));
        self.spaces.picker.extend(page.spaces.into_iter().map(SpaceChoice::In).map(place));
        self.rename();
        if self.spaces.loaded() < AHEAD {
            self.load_spaces(cx);
        }
    }

    /// Without them sources are called by what is known of their ids.
    pub fn sources_listed(&mut self, answer: Result<Vec<DataSource>, Failure>) {
        if let Ok(sources) = answer {
            self.sources = sources;
            self.rename();
        }
    }

    fn take(&mut self, connections: &[Connection]) {
        let rows = connections.iter().map(|connection| self.common.entry(connection)).collect();
        self.put(rows);
    }

    fn put(&mut self, rows: Vec<Entry>) {
        // Taken out for so long, for what a row is called hangs on the rest of the list.
        let mut picker = std::mem::take(&mut self.rows.picker);
        picker.extend(rows.into_iter().map(|entry| self.row(entry)));
        self.rows.picker = picker;
    }

    /// Puts the rows in anew, for they are found by names that are known only now, or one of them is another.
    fn rename(&mut self) {
        self.renew_by(|_, _| {});
    }

    fn renew_by(&mut self, change: impl FnOnce(&mut Vec<Entry>, &mut Common)) {
        let current = self.current().map(|current| current.id.clone());
        let mut rows = self.rows.picker.take_rows();
        change(&mut rows, &mut self.common);
        self.put(rows);
        if let Some(id) = current {
            self.rows.picker.select(|row| row.id == id);
        }
    }

    /// It does not exist any more.
    pub fn forget(&mut self, id: &str) {
        self.renew_by(|rows, _| rows.retain(|row| *row.id != *id));
    }

    /// It is another than it was, or it is new.
    pub fn renew(&mut self, connection: &Connection) {
        self.renew_by(|rows, common| {
            let entry = common.entry(connection);
            match rows.iter_mut().find(|row| row.id == entry.id) {
                Some(row) => *row = entry,
                None => rows.push(entry),
            }
        });
    }

    /// A connection without a name is called by its id.
    fn row(&self, entry: Entry) -> Row<Entry> {
        let owner = entry.owner.as_deref().map_or("", |owner| self.people.name(owner));
        // A source is found by its id too, and by the names that people give it.
        let id = entry.source.as_deref().unwrap_or_default();
        let names = known::known(&SourceId(id.to_owned())).map(|known| known.names.join(" ")).unwrap_or_default();
        let (space, source) = (self.space(entry.space.as_deref()), self.source(entry.source.as_deref()));
        let also = format!("{space} {source} {owner} {id} {names}");
        let label = entry.name().to_owned();
        Row::new(entry.id.clone(), label, entry).also(also)
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
    fn name_owners(&mut self, cx: &mut Cx<'_>) {
        let Some(session) = cx.session() else { return };
        let owners = self.rows.picker.items().iter().filter_map(|row| row.owner.as_deref());
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
        let uses = move |row: &&Entry| {
            row.credential.is_some() && row.credential.as_deref() == connection.credential.as_deref()
        };
        self.rows.picker.items().iter().filter(uses).filter(|row| *row.id != *connection.id)
    }
}

/// What a connection is called.
pub(super) fn name(connection: &Connection) -> &str {
    if connection.name.trim().is_empty() { &connection.id } else { &connection.name }
}

fn place(choice: SpaceChoice) -> Row<SpaceChoice> {
    let id = choice.id().cloned();
    let row = Row::new(&id, choice.label().to_owned(), choice);
    if id.is_none() { row.pinned() } else { row }
}

/// It is told, with what can be done.
fn failed(failure: &Failure, rest: &str, cx: &mut Cx<'_>) -> Flow {
    let told = Notice::of(failure);
    cx.tell(Notice { tone: Tone::Warn, text: format!("{} {rest}", told.text), ..told });
    Flow::Stay
}
