//! The form of a data source: its properties as questions, the properties that a person adds, and what all of them send.
//!
//! A property keeps its number for as long as the screen lives, whatever the tenant's description says of it, so that the form
//! engine finds what was typed into it again. What is shown is what is sent, but for a default of the tenant's that nobody
//! touched in a field that may wait: that is left to the tenant.

mod entered;
mod extras;
mod files;
mod question;
mod turn;

use std::collections::BTreeMap;

pub use self::turn::{FormCommand, form_binding};

use self::{
    entered::{default_rows, items},
    extras::extra,
    question::kind,
};
use crate::{
    domain::{
        connection::Connection,
        field::{self, Field, Order, code_condition, code_field, code_property, fields},
        known::known,
        local::ReadFile,
        logins::{self, Gap},
        looks::looks_secret,
        property::{Choice, Shape, Spec},
        rows,
        source::{Gateway, SourceId},
    },
    kit::form::{Ask, Check, Form, Input, Kind, Origin, Place},
};

/// Fewer optional fields than these are not worth a line of their own.
const FEWEST: usize = 2;
/// What stands in the place of a value that another step brings.
const BROUGHT: &str = "authorization code: from the step Authorize";

/// A field of the screen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Row {
    /// The connection's name.
    Name,
    /// The tags of a connection that exists, separated by commas.
    Tags,
    /// A property of the source, by its number.
    Field(usize),
    /// The line behind which optional fields wait.
    Fold,
    /// How to sign in, where only the person can say.
    Browser,
    /// The name of an added property.
    Key(usize),
    Value(usize),
    /// The button that adds one.
    Add,
    /// The button that goes on.
    Next,
}

/// How to sign in, as the values of [`Row::Browser`].
pub mod way {
    /// In the browser, which brings a code.
    pub const BROWSER: &str = "browser";
    /// With a code that is there already.
    pub const CODE: &str = "code";
    /// By the fields of the form alone.
    pub const FIELDS: &str = "fields";
}

/// What stands in a field whose value does not come back, or is too long to be edited here.
const KEPT: &str = "kept as it is";

/// Which fields of a connection that exists are in view.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Only {
    All,
    /// Those of the credentials.
    Login,
    Name,
}

/// The fields of a data source with what stands in them.
#[derive(Debug, Default)]
pub struct SourceForm {
    pub form: Form<Row>,
    source: Option<SourceId>,
    /// What a property was described as last, by its number.
    fields: Vec<Field>,
    /// The numbers of those that the tenant describes now, in order.
    now: Vec<usize>,
    /// A property that belongs to the step Authorize.
    code: Option<String>,
    /// The numbers of the properties that a person added.
    extras: Vec<usize>,
    added: usize,
    /// Whether existing credentials hold the fields of the login: these are kept, but neither shown nor sent.
    holds_login: bool,
    /// Whether the optional fields are in view.
    unfolded: bool,
    /// The property that the person named as the one that takes the code.
    marked: Option<String>,
    files: BTreeMap<usize, ReadFile>,
    /// The path of the file that is being read.
    reading: Option<String>,
    /// The form is about a connection that exists, with these fields in view: what stands in it is the connection's, and nothing is
    /// proposed.
    existing: Option<Only>,
}

impl SourceForm {
    /// Takes over a connection that exists, read with its properties: what comes back stands in its field, what does not, above all
    /// secrets, is kept as it is unless something is typed. A source that is not described any more has no fields but the name.
    pub fn build_for(&mut self, source: &SourceId, spec: &Spec, now: &Connection, only: Only) {
        self.existing = Some(only);
        self.build(source, spec);
        for at in self.now.clone() {
            let (row, field) = (Row::Field(at), &self.fields[at]);
            let told = now.property(&field.name);
            let items = told.and_then(|told| items(&field.shape, told)).filter(|_| !field.secret);
            let is_told = !field.secret && !matches!(field.shape, Shape::File | Shape::List(_));
            let is_kept = told.is_some() || field.secret || is_told && field.credential;
            match (items, told) {
                (Some(items), _) => self.form.fill_rows(row, items),
                (None, Some(told)) if is_told => {
                    self.list(at, told);
                    self.form.fill(row, told, Origin::Proposed);
                }
                (None, _) if is_kept => self.form.relabel(row, field.label.clone(), KEPT),
                (None, _) => {}
            }
        }
        self.form.fill(Row::Name, &now.name, Origin::Proposed);
        let tags: Vec<&str> = now.own_tags().collect();
        // One that has a comma in it cannot be told from two.
        if tags.iter().any(|tag| tag.contains(',')) {
            self.form.remove(Row::Tags);
        }
        self.form.fill(Row::Tags, &tags.join(", "), Origin::Proposed);
        self.set_login(false, false);
        let first = self.form.visible().map(Input::key).find(|key| *key != Row::Fold);
        if let Some(first) = first {
            self.form.begin_at(first);
        }
    }

    /// Among the values to choose from this one stands, though the tenant does not list it.
    fn list(&mut self, at: usize, value: &str) {
        if let Shape::Choice(choices) = &mut self.fields[at].shape
            && !value.is_empty()
            && choices.iter().all(|choice| choice.value != value)
        {
            choices.push(Choice { value: value.to_owned(), label: value.to_owned() });
            self.form.set_kind(Row::Field(at), kind(&self.fields[at]));
        }
    }

    pub fn source(&self) -> Option<&SourceId> {
        self.source.as_ref()
    }

    /// Whether it is about a connection that exists.
    pub fn is_existing(&self) -> bool {
        self.existing.is_some()
    }

    /// Whether a property is part of the credentials.
    pub fn is_login(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name && (field.credential || field.secret))
    }

    /// What a property is called.
    pub fn called<'a>(&'a self, key: &'a str) -> &'a str {
        field::called(self.source.as_ref(), &self.fields, key)
    }

    /// A value as its field calls it.
    pub fn chosen<'a>(&'a self, key: &str, value: &'a str) -> &'a str {
        field::chosen(&self.fields, key, value)
    }

    /// What the tenant gave back of a property, for people.
    pub fn shown(&self, key: &str, text: &str) -> String {
        field::shown(self.source.as_ref(), &self.fields, key, text)
    }

    /// The labels of lists that have rows which the tenant does not show, or may have some.
    pub fn hiding(&self, now: &Connection) -> Vec<&str> {
        let is_hiding = |field: &&Field| {
            let hides = || now.property(&field.name).is_some_and(rows::keeps_rows_back);
            field.may_hide_rows() || matches!(field.shape, Shape::List(_)) && !field.secret && hides()
        };
        self.now.iter().map(|at| &self.fields[*at]).filter(is_hiding).map(|field| field.label.as_str()).collect()
    }

    /// The first field of the credentials that is in view.
    pub fn first_login(&self) -> Option<Row> {
        let fields = self.rows().filter(|row| self.form.is_asked(*row));
        fields.into_iter().find(|row| self.field(*row).is_some_and(|field| field.secret))
    }

    /// Takes over how the tenant describes a source. What a person typed into properties of the same name stays.
    pub fn build(&mut self, source: &SourceId, spec: &Spec) {
        let mut all = fields(source, spec);
        if code_condition(source, spec).is_none() {
            all.extend(code_field(source, spec));
        }
        self.code = code_property(source, spec);
        self.source = Some(source.clone());
        if self.is_existing() {
            // What the tenant requires of a new connection this one has already.
            for field in &mut all {
                (field.default, field.proposal) = (None, None);
                let stays = field.need == field::Requirement::Tenant && !field.secret && field.shape != Shape::File;
                field.need = if stays { field::Requirement::Tenant } else { field::Requirement::Optional };
            }
        }
        self.now = all.into_iter().map(|field| self.number(field)).collect();
        let (codes, plain): (Vec<usize>, Vec<usize>) = self.now.iter().partition(|at| self.is_code(**at));
        let is_first = |at: &usize| self.fields[*at].order == Order::First;
        let (before, behind) = plain.split_at(plain.iter().rposition(is_first).map_or(0, |at| at + 1));
        let mut asks = vec![Ask::new(Row::Name, "Name", Kind::Text).required("The connection needs a name.")];
        asks.extend(before.iter().map(|at| self.question(*at)));
        asks.push(Ask::new(Row::Fold, "", Kind::Fold));
        asks.extend(behind.iter().map(|at| self.question(*at)));
        asks.push(self.sign_in());
        asks.extend(codes.into_iter().map(|at| self.question(at)));
        asks.extend(self.extras.iter().flat_map(|at| extra(*at)));
        if self.is_existing() {
            asks.push(Ask::new(Row::Tags, "Tags", Kind::Text).placeholder("none; several are separated by commas"));
        }
        asks.push(Ask::new(Row::Add, "Add a property", Kind::Button));
        asks.push(Ask::new(Row::Next, "Next", Kind::Button));
        self.form.reset(asks);
        for at in &self.now {
            self.form.fill_rows(Row::Field(*at), default_rows(&self.fields[*at]));
        }
        self.arrange();
    }

    fn number(&mut self, field: Field) -> usize {
        if let Some(at) = self.fields.iter().position(|known| known.name == field.name) {
            self.fields[at] = field;
            return at;
        }
        self.fields.push(field);
        self.fields.len() - 1
    }

    /// Whether the source asks for a login of its own at all, beside a code.
    fn has_login(&self) -> bool {
        self.now.iter().any(|at| self.fields[*at].credential && !self.is_code(*at))
    }

    fn is_code(&self, at: usize) -> bool {
        self.code.as_ref() == Some(&self.fields[at].name)
    }

    /// Says who holds the login, and whether the person is asked how to sign in.
    pub fn set_login(&mut self, is_held: bool, is_asked: bool) {
        self.holds_login = is_held;
        self.form.put(Row::Browser, if is_asked { Place::Shown } else { Place::LeftOut });
        self.arrange();
    }

    /// Whether a person has to sign in in the browser, where only they can say.
    pub fn browser(&self) -> Option<bool> {
        let answer = self.form.answer(Row::Browser);
        (!answer.is_empty()).then_some(answer == way::BROWSER)
    }

    /// Whether what stands in this row chooses the sign-in through the browser.
    pub fn chooses_browser(&self, row: Row, source: &SourceId) -> bool {
        let decides =
            |field: &Field| known(source)?.oauth.as_ref()?.when.as_ref().filter(|when| when.field == field.name);
        match row {
            Row::Browser => self.form.answer(row) == way::BROWSER,
            _ if self.code.is_none() => false,
            _ => self.field(row).and_then(decides).is_some_and(|when| when.holds(self.form.answer(row))),
        }
    }

    pub fn field(&self, row: Row) -> Option<&Field> {
        if let Row::Field(at) = row { self.fields.get(at) } else { None }
    }

    /// The properties that the tenant describes now, in order.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        self.now.iter().map(|at| Row::Field(*at))
    }

    /// The property of this name. The tenant's sentences do not always keep its spelling.
    pub fn find(&self, name: &str) -> Option<Row> {
        let is_meant = |at: &&usize| self.fields[**at].name.eq_ignore_ascii_case(name);
        self.exactly(name).or_else(|| self.now.iter().find(is_meant).map(|at| Row::Field(*at)))
    }

    /// The property of exactly this name.
    fn exactly(&self, name: &str) -> Option<Row> {
        self.now.iter().find(|at| self.fields[**at].name == name).map(|at| Row::Field(*at))
    }

    /// Says a refusal of the tenant at the field that it names, by its key or in its words; whether one does.
    pub fn refuse(&mut self, key: Option<&str>, text: &str) -> bool {
        let named = key.and_then(|key| self.find(key)).or_else(|| self.named_in(text));
        let Some(row) = named.filter(|row| self.form.is_asked(*row)) else { return false };
        self.show(row);
        self.form.refuse(row, text);
        true
    }

    /// The property that a sentence names: of several, the one with the longest name.
    pub fn named_in(&self, sentence: &str) -> Option<Row> {
        let sentence = sentence.to_lowercase();
        let words: Vec<&str> = sentence.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        let named = self.now.iter().filter(|at| words.contains(&self.fields[**at].name.to_lowercase().as_str()));
        named.max_by_key(|at| self.fields[**at].name.len()).map(|at| Row::Field(*at))
    }

    /// What follows from what stands in the fields: which of them wait behind the fold, which are left out, which hold secrets.
    pub fn arrange(&mut self) {
        let place = |is_in| if is_in { Place::Shown } else { Place::LeftOut };
        for at in self.now.clone() {
            let (row, field) = (Row::Field(at), &self.fields[at]);
            let is_login = field.credential || field.secret;
            let is_in = match self.existing {
                None | Some(Only::All) => !(self.holds_login && field.credential),
                Some(Only::Login) => is_login,
                Some(Only::Name) => false,
            };
            self.form.put(row, place(is_in));
            let is_brought = self.is_marked(&self.fields[at].name);
            self.form.replace(row, is_brought.then(|| BROUGHT.into()));
        }
        if let Some(only @ (Only::Login | Only::Name)) = self.existing {
            self.form.put(Row::Name, place(only == Only::Name));
            self.form.put(Row::Add, Place::LeftOut);
            self.form.put(Row::Tags, Place::LeftOut);
        }
        let asked: Vec<usize> = self.now.iter().copied().filter(|at| self.form.is_asked(Row::Field(*at))).collect();
        let waiting: Vec<usize> = asked.iter().copied().filter(|at| self.waits(*at)).collect();
        let optional = asked.iter().filter(|at| self.fields[**at].may_wait()).count();
        let is_folded = optional >= FEWEST && !waiting.is_empty();
        if is_folded && !self.unfolded {
            for at in &waiting {
                self.form.put(Row::Field(*at), Place::Folded);
            }
        }
        let defaults = waiting.iter().filter(|at| self.fields[**at].default.is_some()).count();
        let (sign, verb) = if self.unfolded { ("−", "hides") } else { ("+", "shows") };
        let fields = if waiting.len() == 1 { "field" } else { "fields" };
        let with = match defaults {
            0 => String::new(),
            1 if waiting.len() == 1 => ", with a default".to_owned(),
            all if all == waiting.len() => ", all with a default".to_owned(),
            some => format!(", {some} with a default"),
        };
        let label = format!("{sign} {} optional {fields}{with}", waiting.len());
        self.form.relabel(Row::Fold, label, format!("Enter {verb} them"));
        self.form.put(Row::Fold, place(is_folded));
        for at in self.extras.clone() {
            let name = self.name_of(at);
            let kind = if looks_secret(name) { Kind::Hidden { lines: false } } else { Kind::AnyText };
            let is_brought = self.is_marked(name);
            self.form.set_kind(Row::Value(at), kind);
            self.form.replace(Row::Value(at), is_brought.then(|| BROUGHT.into()));
        }
    }

    /// Whether nothing speaks for having a field in view: it is optional, and nobody touched it or says something about it.
    fn waits(&self, at: usize) -> bool {
        let (field, Some(input)) = (&self.fields[at], self.form.get(Row::Field(at))) else { return false };
        let is_idle = !input.is_touched() && input.fault().is_none() && input.note().is_none();
        // Of a connection that exists, what it has is in view, and what it signs in with.
        let is_wanted = self.is_existing() && (field.credential || field.secret || !input.is_empty());
        is_idle && !is_wanted && field.may_wait() && field.proposal.is_none()
    }

    /// Shows what waits behind the fold, or puts it back.
    pub(super) fn turn_fold(&mut self) {
        self.unfolded = !self.unfolded;
        self.arrange();
    }

    /// Brings a field into view and gives it the focus.
    pub fn show(&mut self, row: Row) {
        if self.form.is_asked(row) && !self.form.visible().any(|input| input.key() == row) {
            self.unfolded = true;
            self.arrange();
        }
        self.form.go(row);
    }

    /// Whether a person named this property as the one that takes the code.
    pub fn is_marked(&self, name: &str) -> bool {
        self.marked.as_deref() == Some(name) && !self.holds_login
    }

    pub fn marked(&self) -> Option<String> {
        self.marked.clone().filter(|name| self.is_marked(name))
    }

    /// Names a property as the one that takes the code, or takes that back.
    pub fn turn_mark(&mut self, name: &str) {
        self.marked = if self.marked.as_deref() == Some(name) { None } else { Some(name.to_owned()) };
        self.arrange();
    }

    /// The property with the focus, where it could take an authorization code.
    pub fn code_name(&self) -> Option<String> {
        let could_be = match self.form.focus()? {
            Row::Field(at) => !self.is_code(at) && self.form.current()?.kind().is_text(),
            Row::Key(_) | Row::Value(_) => true,
            _ => false,
        };
        self.key_here().filter(|name| could_be && !name.is_empty()).map(str::to_owned)
    }

    /// From now on the gateway is chosen from these. What was typed stays among them.
    pub fn offer(&mut self, row: Row, gateways: Vec<Gateway>) {
        let Row::Field(at) = row else { return };
        let preferred = match gateways.as_slice() {
            [only] => Some(only),
            all => all.iter().find(|gateway| gateway.default),
        };
        let preferred = preferred.map(|gateway| gateway.id.clone());
        let choice = |gateway: Gateway| Choice { value: gateway.id, label: gateway.name };
        self.fields[at].shape = Shape::Choice(gateways.into_iter().map(choice).collect());
        self.form.offer(row, kind(&self.fields[at]), preferred.as_deref());
        let typed = self.form.text(row).to_owned();
        self.list(at, &typed);
    }

    /// Looks at everything. The first field that is wrong gets the focus.
    pub fn check(&mut self) -> Check<Row> {
        let is_empty = |at: &usize| self.name_of(*at).is_empty() && self.form.text(Row::Value(*at)).is_empty();
        for at in self.extras.iter().copied().filter(is_empty).collect::<Vec<_>>() {
            self.forget_extra(at);
        }
        self.want_files(false);
        let check = self.form.check();
        let wrong = self.extras.clone().into_iter().filter(|at| !self.judge_extra(*at)).collect::<Vec<_>>();
        match (check, wrong.first()) {
            (Check::Wrong(row), _) => {
                self.show(row);
                check
            }
            (_, Some(at)) => {
                self.form.go(Row::Key(*at));
                Check::Wrong(Row::Key(*at))
            }
            _ => check,
        }
    }

    /// What is missing of the login, where several fields together can say so.
    pub fn gaps(&self) -> Vec<Gap> {
        // A connection that exists has its login, though the secrets of it are not told.
        let Some(source) = self.source.as_ref().filter(|_| !self.is_existing()) else { return Vec::new() };
        let by_browser = self.form.answer(Row::Browser);
        if [way::BROWSER, way::CODE].contains(&by_browser) || self.marked().is_some() {
            return Vec::new();
        }
        let asked = self.form.answered().filter_map(|input| {
            let field = self.field(input.key())?;
            let rows = if input.rows().is_some() && !input.is_empty() { "rows" } else { "" };
            let value = if input.rows().is_some() { rows } else { input.value() };
            Some(logins::AskedField { name: &field.name, value, credential: field.credential, secret: field.secret })
        });
        logins::missing(source, &asked.collect::<Vec<_>>())
    }

    /// How many fields of the login are left out that would be shown otherwise.
    pub fn left_out(&self) -> usize {
        let is_out = |at: &&usize| self.holds_login && self.fields[**at].credential && !self.is_code(**at);
        let applies = |at: &&usize| self.form.get(Row::Field(**at)).is_some_and(|input| self.form.applies(input));
        self.now.iter().filter(is_out).filter(applies).count()
    }

    /// The key in the request of what has the focus.
    pub fn key_here(&self) -> Option<&str> {
        match self.form.focus()? {
            Row::Name => Some("qName"),
            Row::Field(at) => Some(&self.fields[at].name),
            Row::Key(at) | Row::Value(at) => Some(self.name_of(at)),
            Row::Tags | Row::Fold | Row::Browser | Row::Add | Row::Next => None,
        }
    }
}
