//! The form of a data source: its properties as questions, the properties that a person adds, and what all of them send.
//!
//! A property keeps its number for as long as the screen lives, whatever the tenant's description says of it, so that the form
//! engine finds what was typed into it again. What is shown is what is sent, but for a default of the tenant's that nobody
//! touched in a field that may wait: that is left to the tenant.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use crate::{
    domain::{
        connection::Connection,
        draft::{Details, Entered},
        field::{self, Field, Order, code_condition, code_field, code_property, fields},
        http::{Json, MASK},
        known::{known, looks_credential, looks_secret},
        local::{ReadFile, Target},
        logins::{self, Gap},
        patch::Wanted,
        property::{CREDENTIALS_NAME, Choice, Rows, SELECTED_CREDENTIALS, SEPARATE, Shape, Spec},
        secret::Secret,
        shape::plain,
        source::{Gateway, SourceId},
    },
    kit::form::{Ask, Check, FieldCheck, Form, Input, Item, Kind, Need, Origin, Place, When},
};

/// Fewer optional fields than these are not worth a line of their own.
const FEWEST: usize = 2;
/// Fields of these names hold keys that are one word: a line break in there is an accident.
const ONE_WORD: [&str; 5] = ["accesskey", "secretkey", "apikey", "appkey", "accountkey"];
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
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Only {
    #[default]
    All,
    /// Those of the credentials.
    Login,
    /// Its name.
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
    /// The form is about a connection that exists: what stands in it is the connection's, and nothing is proposed.
    is_existing: bool,
    only: Only,
}

impl SourceForm {
    /// Takes over a connection that exists, read with its properties: what comes back stands in its field, what does not, above all
    /// secrets, is kept as it is unless something is typed. A source that is not described any more has no fields but the name.
    pub fn build_for(&mut self, source: &SourceId, spec: &Spec, now: &Connection, only: Only) {
        (self.is_existing, self.only) = (true, only);
        self.build(source, spec);
        for at in self.now.clone() {
            let (row, field) = (Row::Field(at), &self.fields[at]);
            let told = now.properties.iter().find(|(key, _)| *key == field.name).map(|(_, value)| value.clone());
            let items = told.as_deref().and_then(|told| items(&field.shape, told));
            if let Some(items) = items.filter(|_| !field.secret) {
                self.form.fill_rows(row, items);
                continue;
            }
            if field.secret || matches!(field.shape, Shape::File | Shape::List(_)) {
                if told.is_some() || field.secret {
                    self.form.relabel(row, self.fields[at].label.clone(), KEPT);
                }
                continue;
            }
            let Some(told) = told else {
                if field.credential {
                    self.form.relabel(row, self.fields[at].label.clone(), KEPT);
                }
                continue;
            };
            // A value that the tenant does not list stands there all the same.
            if let Shape::Choice(choices) = &mut self.fields[at].shape
                && !told.is_empty()
                && choices.iter().all(|choice| choice.value != told)
            {
                choices.push(Choice { value: told.clone(), label: told.clone() });
                let kind = kind(&self.fields[at]);
                self.form.set_kind(row, kind);
            }
            self.form.fill(row, &told, Origin::Typed);
        }
        self.form.fill(Row::Name, &now.name, Origin::Typed);
        let tags: Vec<&str> = now.tags.iter().map(String::as_str).filter(|tag| !is_service_tag(tag)).collect();
        // One that has a comma in it cannot be told from two.
        if tags.iter().any(|tag| tag.contains(',')) {
            self.form.remove(Row::Tags);
        }
        self.form.fill(Row::Tags, &tags.join(", "), Origin::Typed);
        self.set_login(false, false);
        let first = self.form.visible().map(Input::key).find(|key| *key != Row::Fold);
        if let Some(first) = first {
            self.form.begin_at(first);
        }
    }

    /// What the connection is to be: only what a person changed.
    pub fn wanted(&self, now: &Connection) -> Wanted {
        let row = |name: &str| self.now.iter().find(|at| self.fields[**at].name == name).map(|at| Row::Field(*at));
        let is_touched = |name: &str| row(name).is_none_or(|row| self.form.get(row).is_some_and(Input::is_touched));
        let entered = self.entered().into_iter().filter(|entered| is_touched(&entered.name));
        let is_removed = |input: &Input<Row>| {
            let field = self.field(input.key())?;
            let is_emptied = input.is_touched() && input.is_empty() && !field.secret;
            let is_there = now.properties.iter().any(|(key, value)| *key == field.name && !value.is_empty());
            (is_emptied && is_there).then(|| field.name.clone())
        };
        Wanted {
            name: self.form.is_asked(Row::Name).then(|| self.form.answer(Row::Name).to_owned()),
            tags: self.tags(now),
            properties: entered.map(|entered| (entered.name, entered.value)).collect(),
            removed: self.form.answered().filter_map(is_removed).collect(),
        }
    }

    /// All tags, where a person changed them: those of the service stay.
    fn tags(&self, now: &Connection) -> Option<Vec<String>> {
        self.form.get(Row::Tags).filter(|input| input.is_touched())?;
        let mut tags: Vec<String> = now.tags.iter().filter(|tag| is_service_tag(tag)).cloned().collect();
        for tag in self.form.text(Row::Tags).split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
            if tags.iter().all(|other| other != tag) {
                tags.push(tag.to_owned());
            }
        }
        Some(tags)
    }

    /// Whether a property is part of the credentials.
    pub fn is_login(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name && (field.credential || field.secret))
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
        if self.is_existing {
            // What the tenant requires of a new connection this one has already.
            for field in &mut all {
                (field.default, field.proposal) = (None, None);
                let stays = field.need == field::Need::Tenant && !field.secret && field.shape != Shape::File;
                field.need = if stays { field::Need::Tenant } else { field::Need::Optional };
            }
        }
        self.now = all.into_iter().map(|field| self.number(field)).collect();
        let (codes, plain): (Vec<usize>, Vec<usize>) = self.now.iter().partition(|at| self.is_code(**at));
        let last_first = plain.iter().copied().rfind(|at| self.fields[*at].order == Order::First);
        let mut asks = vec![Ask::new(Row::Name, "Name", Kind::Text).required("The connection needs a name.")];
        if last_first.is_none() {
            asks.push(Ask::new(Row::Fold, "", Kind::Fold));
        }
        for at in plain {
            asks.push(self.question(at));
            if last_first == Some(at) {
                asks.push(Ask::new(Row::Fold, "", Kind::Fold));
            }
        }
        asks.push(self.sign_in());
        asks.extend(codes.into_iter().map(|at| self.question(at)));
        asks.extend(self.extras.iter().flat_map(|at| extra(*at)));
        if self.is_existing {
            asks.push(Ask::new(Row::Tags, "Tags", Kind::Text).placeholder("none; several are separated by commas"));
        }
        asks.push(Ask::new(Row::Add, "Add a property", Kind::Button));
        asks.push(Ask::new(Row::Next, "Next", Kind::Button));
        self.form.reset(asks);
        for at in &self.now {
            let rows = self.fields[*at].default_rows().into_iter();
            let items: Vec<Item> = rows.map(|(name, value, encrypt)| Item::with(&name, &value, encrypt)).collect();
            if !items.is_empty() {
                self.form.fill_rows(Row::Field(*at), items);
            }
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

    fn question(&self, at: usize) -> Ask<Row> {
        let field = &self.fields[at];
        let mut ask = Ask::new(Row::Field(at), field.label.clone(), kind(field)).placeholder(placeholder(field));
        ask.by_hand = by_hand(field);
        ask.need = match field.need {
            field::Need::Tenant if matches!(ask.kind, Kind::Choice { .. }) => {
                Need::Required("Required: choose one.".into())
            }
            field::Need::Tenant => Need::Required("Required: it cannot stay empty.".into()),
            field::Need::Known => Need::Usual,
            field::Need::Optional => Need::Optional,
        };
        ask.default = field.default.clone().or_else(|| field.proposal.clone()).unwrap_or_default();
        ask.stands_back = field.may_wait() && field.proposal.is_none();
        if self.is_code(at) {
            return ask.when(When::If(|form| form.answer(Row::Browser) == way::CODE));
        }
        let other = |name: &str| self.now.iter().find(|other| self.fields[**other].name == name);
        if let Some(condition) = &field.when
            && let Some(other) = other(&condition.field)
        {
            ask.when = When::Holds(Row::Field(*other), condition.clone());
        }
        ask
    }

    /// Only the person can say how to sign in where there is a code and no field is known to decide about it.
    fn sign_in(&self) -> Ask<Row> {
        let ways = [
            (way::BROWSER, "in your browser"),
            (way::CODE, "with a code you have"),
            (way::FIELDS, "with the fields above"),
        ];
        let count = if self.has_login() { 3 } else { 2 };
        let mut ask = Ask::new(Row::Browser, "Sign in", Kind::choice(&ways[..count]));
        ask = ask.required("Choose one: ←→, or type its first letter.");
        if let (true, Kind::Choice { options, .. }) = (self.has_login(), &mut ask.kind) {
            options.insert(0, Choice { value: String::new(), label: String::new() });
        }
        ask
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
        let find = |is: &dyn Fn(&str) -> bool| self.now.iter().find(|at| is(&self.fields[**at].name));
        find(&|one| one == name).or_else(|| find(&|one| one.eq_ignore_ascii_case(name))).map(|at| Row::Field(*at))
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
        for at in self.now.clone() {
            let (row, field) = (Row::Field(at), &self.fields[at]);
            let is_login = field.credential || field.secret;
            let is_out = match self.only {
                Only::All => self.holds_login && field.credential,
                Only::Login => !is_login,
                Only::Name => true,
            };
            self.form.put(row, if is_out { Place::LeftOut } else { Place::Shown });
            let is_brought = self.is_marked(&self.fields[at].name);
            self.form.replace(row, is_brought.then(|| BROUGHT.into()));
        }
        if self.only != Only::All {
            let place = |is_in| if is_in { Place::Shown } else { Place::LeftOut };
            self.form.put(Row::Name, place(self.only == Only::Name));
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
        let with = if defaults > 0 { format!(", {defaults} with a default") } else { String::new() };
        let label = format!("{sign} {} optional {fields}{with}", waiting.len());
        self.form.relabel(Row::Fold, label, format!("Enter {verb} them"));
        self.form.put(Row::Fold, if is_folded { Place::Shown } else { Place::LeftOut });
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
        let says = |input: &Input<Row>| input.fault().is_some() || input.note().is_some();
        let is_idle = |input: &Input<Row>| !input.is_touched() && !says(input);
        let field = &self.fields[at];
        // Of a connection that exists, what it has is in view, and what it signs in with.
        let is_wanted = self.is_existing
            && (field.credential
                || field.secret
                || self.form.get(Row::Field(at)).is_some_and(|input| !input.is_empty()));
        !is_wanted && field.may_wait() && field.proposal.is_none() && self.form.get(Row::Field(at)).is_some_and(is_idle)
    }

    /// Shows what waits behind the fold, or puts it back.
    pub fn turn_fold(&mut self) {
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

    /// The name of an added property, as it is sent.
    fn name_of(&self, at: usize) -> &str {
        self.form.text(Row::Key(at)).trim()
    }

    /// A property more; its name gets the focus.
    pub fn add_extra(&mut self) {
        let at = self.added;
        self.added += 1;
        self.extras.push(at);
        for ask in extra(at) {
            self.form.add(ask, Some(Row::Add));
        }
        self.form.go(Row::Key(at));
    }

    /// An added property less.
    pub fn remove_extra(&mut self, at: usize) {
        let place = self.extras.iter().position(|other| *other == at);
        self.extras.retain(|other| *other != at);
        let next = place.and_then(|place| self.extras.get(place));
        self.form.go(next.map_or(Row::Add, |next| Row::Key(*next)));
        self.form.remove(Row::Key(at));
        self.form.remove(Row::Value(at));
    }

    /// The names of the added properties, with their rows.
    pub fn extras(&self) -> impl Iterator<Item = (Row, &str)> {
        self.extras.iter().map(|at| (Row::Key(*at), self.name_of(*at)))
    }

    /// Whether an added property is not sent because it belongs to the login.
    pub fn drops(&self, at: usize) -> bool {
        self.holds_login && looks_credential(self.name_of(at))
    }

    /// Says what is wrong with an added property in the light of the others.
    pub fn judge_extra(&mut self, at: usize) -> bool {
        self.form.verify(Row::Key(at));
        let fault = self.extra_fault(at);
        let is_right = fault.is_none();
        if let Some(fault) = fault {
            self.form.blame(Row::Key(at), fault);
        }
        is_right
    }

    fn extra_fault(&self, at: usize) -> Option<String> {
        let name = self.name_of(at);
        let earlier = self.extras.iter().take_while(|other| **other != at);
        if name.is_empty() && self.form.text(Row::Value(at)).is_empty() {
            None
        } else if name.is_empty() {
            Some("Give the property a name.".to_owned())
        } else if [SEPARATE, CREDENTIALS_NAME, SELECTED_CREDENTIALS].contains(&name) {
            Some(format!("{name} is set in the step Credentials."))
        } else if self.code.as_deref() == Some(name) {
            Some(format!("{name} is set in the step Authorize."))
        } else if self.now.iter().any(|at| self.fields[*at].name == name) {
            Some(format!("{name} is already a field of this form."))
        } else if earlier.into_iter().any(|other| self.name_of(*other) == name) {
            Some(format!("{name} is entered twice."))
        } else {
            None
        }
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
        let name = match self.form.focus()? {
            Row::Field(at) => {
                let is_text = self.form.get(Row::Field(at))?.kind().is_text();
                self.fields.get(at).filter(|_| is_text && !self.is_code(at))?.name.as_str()
            }
            Row::Key(at) | Row::Value(at) => self.name_of(at),
            _ => return None,
        };
        (!name.is_empty()).then(|| name.to_owned())
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
        let mut choices: Vec<Choice> = gateways.into_iter().map(choice).collect();
        let typed = self.form.text(row).to_owned();
        if !typed.is_empty() && choices.iter().all(|choice| choice.value != typed) {
            choices.push(Choice { value: typed.clone(), label: typed });
        }
        self.fields[at].shape = Shape::Choice(choices);
        self.form.offer(row, kind(&self.fields[at]), preferred.as_deref());
    }

    /// Every file that is named is to be read, anew where `again`: it may be another one by now.
    pub fn want_files(&mut self, again: bool) {
        for at in self.now.clone() {
            let row = Row::Field(at);
            let is_wanted = |input: &Input<Row>| {
                input.path().is_some() && !input.is_empty() && (again || *input.verdict() == FieldCheck::Nothing)
            };
            if self.form.get(row).is_some_and(is_wanted) {
                self.form.ask(row);
            }
        }
    }

    /// The path of a file that is to be read.
    pub fn wanted_file(&self) -> Option<String> {
        let is_wanted = |input: &&Input<Row>| input.path().is_some() && *input.verdict() == FieldCheck::Asked;
        self.form.answered().find(is_wanted).map(|input| input.value().to_owned())
    }

    /// The file of this path was read, or why not. An answer for a path that stands there no more changes nothing.
    pub fn file_read(&mut self, path: &str, answer: &Result<ReadFile, String>) {
        for at in self.now.clone() {
            let row = Row::Field(at);
            let is_meant = |input: &Input<Row>| input.path().is_some() && *input.verdict() == FieldCheck::Asked;
            if !self.form.get(row).is_some_and(is_meant) {
                continue;
            }
            let check = match answer {
                Ok(file) => {
                    let bytes = match file.bytes {
                        1 => "1 byte".to_owned(),
                        bytes if bytes < 10_000 => format!("{bytes} bytes"),
                        bytes => format!("{} KiB", bytes.div_ceil(1024)),
                    };
                    FieldCheck::Good(format!("{}, {bytes}, never shown", file.name))
                }
                Err(why) => FieldCheck::Bad(why.clone()),
            };
            if self.form.judge(row, path, check)
                && let Ok(file) = answer
            {
                self.files.insert(at, file.clone());
            }
        }
    }

    /// Looks at everything. The first field that is wrong gets the focus.
    pub fn check(&mut self) -> Check<Row> {
        let is_empty = |at: &usize| self.name_of(*at).is_empty() && self.form.text(Row::Value(*at)).is_empty();
        for at in self.extras.iter().copied().filter(is_empty).collect::<Vec<_>>() {
            self.extras.retain(|other| *other != at);
            self.form.remove(Row::Key(at));
            self.form.remove(Row::Value(at));
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
        let Some(source) = &self.source else { return Vec::new() };
        let by_browser = self.form.answer(Row::Browser);
        if [way::BROWSER, way::CODE].contains(&by_browser) || self.marked().is_some() {
            return Vec::new();
        }
        let asked = self.form.answered().filter_map(|input| {
            let field = self.field(input.key())?;
            let rows = if input.rows().is_some() && !input.is_empty() { "rows" } else { "" };
            let value = if input.rows().is_some() { rows } else { input.value() };
            Some(logins::Asked { name: &field.name, value, credential: field.credential, secret: field.secret })
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

    /// What is sent, in the order of the form.
    pub fn entered(&self) -> Vec<Entered> {
        let fields = self.form.answered().filter_map(|input| {
            let Row::Field(at) = input.key() else { return None };
            let field = &self.fields[at];
            if input.stands_back() || input.is_empty() || self.is_marked(&field.name) {
                return None;
            }
            let value = self.wire(at, input)?;
            Some(Entered { name: field.name.clone(), value, credential: field.credential })
        });
        let extras = self.extras.iter().copied();
        let extras = extras.filter(|at| !self.name_of(*at).is_empty() && !self.drops(*at));
        let extras = extras.filter(|at| !self.is_marked(self.name_of(*at))).map(|at| {
            let (name, text) = (self.name_of(at), self.form.text(Row::Value(at)));
            // An empty value travels too: there is no other way to send one.
            let value = if looks_secret(name) { Json::Secret(Secret::new(text)) } else { Json::text(text) };
            Entered { name: name.to_owned(), value, credential: looks_credential(name) }
        });
        fields.chain(extras).collect()
    }

    /// Puts in what was given, as if a person had typed it.
    pub fn fill(&mut self, details: &Details) {
        self.form.set(Row::Name, &details.name);
        for (name, path) in &details.files {
            if let Some(row) = self.find(name).filter(|row| self.form.get(*row).is_some_and(|it| it.path().is_some())) {
                self.form.set(row, path);
            }
        }
        for Entered { name, value, .. } in &details.entered {
            let known = self.now.iter().find(|at| self.fields[**at].name == *name).map(|at| Row::Field(*at));
            let Some(row) = known else {
                self.add_extra();
                let Some(at) = self.extras.last().copied() else { continue };
                self.form.set(Row::Key(at), name);
                // A name that sounds like a secret makes the value one before it is put in.
                self.arrange();
                self.form.set(Row::Value(at), &typed(value));
                continue;
            };
            let Some(input) = self.form.get(row) else { continue };
            match (input.rows(), value) {
                (Some(_), Json::List(items)) => self.form.fill_rows(row, items.iter().map(row_of).collect()),
                (None, value) if input.path().is_none() => self.form.set(row, &typed(value)),
                _ => {}
            }
        }
        // A file that does not speak of a browser sends what its properties say.
        match details.browser {
            Some(true) => self.form.set(Row::Browser, way::BROWSER),
            _ if self.has_login() => self.form.set(Row::Browser, way::FIELDS),
            _ => {}
        }
        self.marked.clone_from(&details.code);
        self.arrange();
        self.form.go(Row::Name);
    }

    /// The properties whose values are read from files, with where these lie.
    pub fn files(&self) -> Vec<(String, String)> {
        let named = self.form.answered().filter(|input| input.path().is_some());
        let files = named.filter_map(|input| {
            let Row::Field(at) = input.key() else { return None };
            Some((self.fields[at].name.clone(), self.files.get(&at)?.path.clone()))
        });
        files.collect()
    }

    fn wire(&self, at: usize, input: &Input<Row>) -> Option<Json> {
        if input.path().is_some() {
            // A file travels as a list of one name and content (`qlik-cloud-api.md` section 9).
            let is_read = matches!(input.verdict(), FieldCheck::Good(_));
            let file = self.files.get(&at).filter(|_| is_read)?;
            let members = vec![
                ("name".to_owned(), Json::text(&file.name)),
                ("value".to_owned(), Json::Secret(file.content.clone())),
            ];
            return Some(Json::List(vec![Json::Object(members)]));
        }
        match input.rows() {
            Some(rows) => Some(list(input, rows)),
            None => self.fields[at].wire(input.text()).ok(),
        }
    }
}

/// The rows of a list as they travel: names and values as they were typed.
fn list(input: &Input<Row>, rows: Rows) -> Json {
    let filled = input.items().iter().filter(|item| !item.is_empty());
    let items = filled.map(|item| {
        let value = item.value.as_str();
        let value = if input.is_secret_item(item) { Json::Secret(Secret::new(value)) } else { Json::text(value) };
        if rows == Rows::Values {
            return value;
        }
        let mut members = vec![("name".to_owned(), Json::text(item.name.as_str())), ("value".to_owned(), value)];
        if rows == Rows::Headers {
            members.push(("encrypt".to_owned(), Json::flag(item.encrypt)));
        }
        Json::Object(members)
    });
    Json::List(items.collect())
}

/// A value as it is typed.
fn typed(value: &Json) -> Zeroizing<String> {
    match value {
        Json::Plain(value) => Zeroizing::new(plain(value)),
        Json::Secret(secret) => Zeroizing::new(secret.expose().to_owned()),
        Json::List(_) | Json::Object(_) => value.wire(),
    }
}

/// A row of a list, from how it travels.
fn row_of(value: &Json) -> Item {
    let text = |key: &str| value.get(key).map(typed).unwrap_or_default();
    match value {
        Json::Object(_) => Item::with(&text("name"), &text("value"), text("encrypt").as_str() == "true"),
        other => Item::with("", &typed(other), false),
    }
}

/// The rows of a list as the tenant gives it back. None where a value was left out, for it would be lost with the list.
fn items(shape: &Shape, told: &str) -> Option<Vec<Item>> {
    let Shape::List(rows) = shape else { return None };
    let serde_json::Value::Array(all) = serde_json::from_str(told).ok()? else { return None };
    let item = |value: &serde_json::Value| {
        if *rows == Rows::Values {
            return value.as_str().map(|value| Item::with("", value, false));
        }
        let text = |key: &str| value.get(key).and_then(serde_json::Value::as_str);
        let is_hidden = value.get("encrypt").map(plain).is_some_and(|encrypt| encrypt == "true");
        let (name, value) = (text("name")?, text("value").filter(|_| !is_hidden)?);
        Some(Item::with(name, value, false))
    };
    all.iter()
        .map(item)
        .collect::<Option<Vec<_>>>()
        .filter(|items| items.iter().all(|item| !item.value.as_str().contains(MASK) && !item.sounds_secret()))
}

/// Whether the service gave a connection this tag by itself (`qlik-cloud-api.md` section 8.2).
fn is_service_tag(tag: &str) -> bool {
    tag.starts_with("DcaasAPI:")
}

/// The two questions of an added property.
fn extra(at: usize) -> [Ask<Row>; 2] {
    [
        Ask::new(Row::Key(at), "+ property", Kind::Text).placeholder("name, exactly as the tenant spells it"),
        Ask::new(Row::Value(at), "  its value", Kind::AnyText).placeholder("empty: sent as empty text"),
    ]
}

/// What goes into the field of a property.
fn kind(field: &Field) -> Kind {
    match &field.shape {
        Shape::Text => text(field),
        Shape::Choice(choices) => Kind::Choice { options: options(field, choices.clone()), open: field.open },
        Shape::YesNo => {
            let yes_no = [("true", "yes"), ("false", "no")];
            let choices = yes_no.map(|(value, label)| Choice { value: value.to_owned(), label: label.to_owned() });
            Kind::Choice { options: options(field, choices.into()), open: false }
        }
        Shape::Number(wholeness) => Kind::Number { wholeness: *wholeness, hidden: field.secret },
        Shape::File => Kind::Path(Target::File),
        Shape::List(rows) => Kind::Rows { rows: *rows, hidden: field.hides_values() },
        Shape::Json => Kind::Json { hidden: field.secret },
    }
}

fn text(field: &Field) -> Kind {
    if field.secret { Kind::Hidden { lines: keeps_lines(field) } } else { Kind::AnyText }
}

/// Whether the lines of a key or certificate file may stand in a field.
fn keeps_lines(field: &Field) -> bool {
    let name = field.name.to_lowercase();
    let has = |part: &&str| name.contains(*part);
    ["key", "cert", "pem"].iter().any(has) && !ONE_WORD.iter().any(has)
}

/// What is typed by whoever does not want the field that was made of a property. The content of a file is a secret, whatever
/// the file.
fn by_hand(field: &Field) -> Option<Kind> {
    let is_file = field.shape == Shape::File;
    match field.by_hand()? {
        "JSON" => Some(Kind::Json { hidden: is_file || field.secret }),
        _ if is_file => Some(Kind::Hidden { lines: true }),
        _ => Some(text(field)),
    }
}

/// What can be chosen. Without a default of the tenant's, not choosing is one of the ways.
fn options(field: &Field, values: Vec<Choice>) -> Vec<Choice> {
    let has_default = field.default.as_ref().is_some_and(|default| values.iter().any(|one| one.value == *default));
    let needs_empty = !has_default && values.iter().all(|one| !one.value.is_empty());
    let empty = needs_empty.then(|| Choice { value: String::new(), label: String::new() });
    empty.into_iter().chain(values).collect()
}

/// What stands in an empty field: whether it is required, and an example.
fn placeholder(field: &Field) -> String {
    let need = if field.need == field::Need::Optional { "" } else { "required" };
    let example = match (&field.shape, &field.example) {
        // Where values are chosen, they are a key press away; and examples of lists are not written as lists are.
        (Shape::Choice(_) | Shape::YesNo | Shape::List(_), _) => String::new(),
        (Shape::File, Some(example)) => format!("path of a file, for example ~/{example}"),
        (Shape::File, None) => "path of a file".to_owned(),
        (Shape::Json, _) => r#"as JSON: [{"name":"…","value":"…"}]"#.to_owned(),
        (_, Some(example)) => format!("for example {example}"),
        (_, None) => String::new(),
    };
    [need, &example].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
