//! Filling in from an answers file: its spaces, source and credentials are looked up at the tenant, and become answers. What is
//! missing or cannot be used is left to its step; nothing is sent that could create.

mod view;

use crate::{
    answers::{
        self, Item,
        file::{Reference, Space as NamedSpace},
    },
    domain::{
        connection::NameCheck,
        credential::{CredentialCheck, CredentialChoice, Mode},
        draft::Details,
        field::fields,
        known,
        request::{Answer, Call, Request},
        source::DataSource,
        space::{Space, SpaceChoice},
        step::Step,
        text::capitalised,
    },
    kit::{
        cursor::Cursor,
        keys::{Binding, Hint, Key, KeyTable, hints, lookup},
        notice::Notice,
        screen::{Cx, Flow, Screen},
        shared::{GivenFile, Shared},
        visit::Visit,
    },
};
use std::sync::Arc;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Command {
    Take,
    Move,
    Skip,
}

const KEYS: &[Binding<Command>] = &[
    Binding::first(&[Key::ENTER], Command::Take, "use it", "fill in this connection of the file"),
    Binding::room(&[Key::DOWN, Key::TAB], Command::Move, "down", "to the connection below"),
    Binding::help(&[Key::UP, Key::BACK_TAB], Command::Move, "up", "to the connection above"),
    Binding::first(&[Key::ESC], Command::Skip, "skip the file", "continue without the file"),
];

/// Which connection of the file is taken, and what of it could not be used.
#[derive(Debug, Default)]
pub struct State {
    cursor: Cursor,
    is_chosen: bool,
    source: Option<DataSource>,
    problems: Vec<String>,
}

impl State {
    fn ask(cx: &mut Cx<'_>, call: Call) {
        if let Some(session) = cx.session() {
            cx.ask(Request::Tenant(session, call));
        }
    }

    /// The space first.
    fn begin(&mut self, cx: &mut Cx<'_>) {
        let Some(given) = cx.shared.given.clone() else { return };
        let items = given.document.items();
        let Some(item) = items.get(self.cursor.row()) else { return };
        (self.is_chosen, self.source) = (true, None);
        self.problems.clear();
        let space = match item.space {
            None => SpaceChoice::Personal,
            Some(NamedSpace::Id { id }) => SpaceChoice::by_id(id, id),
            Some(NamedSpace::Name(name)) => return Self::ask(cx, Call::FindSpaces(name.clone())),
        };
        cx.shared.draft.here_mut().space = Some(space);
        Self::ask(cx, Call::ListSources);
    }

    fn spaces_found(&mut self, name: &str, found: Vec<Space>, cx: &mut Cx<'_>) {
        let mut same: Vec<Space> = found.into_iter().filter(|space| space.name == name).collect();
        match (same.pop(), same.is_empty()) {
            (Some(space), true) => cx.shared.draft.here_mut().space = Some(SpaceChoice::In(space)),
            (Some(_), false) => self.problems.push(format!("Several spaces are named {name}.")),
            (None, _) => self.problems.push(format!("The tenant shows you no space named {name}.")),
        }
        Self::ask(cx, Call::ListSources);
    }

    fn sources_listed(&mut self, sources: &[DataSource], given: &GivenFile, cx: &mut Cx<'_>) -> Flow {
        let items = given.document.items();
        let Some(item) = items.get(self.cursor.row()) else { return Flow::Stay };
        let wanted = &item.connection.source;
        match known::find(wanted, sources) {
            Ok(source) if source.disabled => {
                self.problems.push(format!("The data source {wanted} is switched off by an administrator."));
            }
            Ok(source) => {
                Self::ask(cx, Call::ReadSpec(source.id.clone()));
                self.source = Some(source.clone());
                return Flow::Stay;
            }
            Err(sentence) => self.problems.push(format!("{}.", capitalised(&sentence))),
        }
        self.finish(cx)
    }

    fn credentials(&mut self, given: &GivenFile, cx: &mut Cx<'_>) -> Flow {
        let items = given.document.items();
        let Some(item) = items.get(self.cursor.row()) else { return Flow::Stay };
        if item.mode() != Mode::Embedded {
            Self::ask(cx, Call::CheckCredential(item.credential_name().to_owned()));
            return Flow::Stay;
        }
        self.details(item, None, given, cx);
        self.check_name(cx)
    }

    /// Review is for what can be created: whether the name is free there is looked up first.
    fn check_name(&mut self, cx: &mut Cx<'_>) -> Flow {
        let here = cx.shared.draft.here();
        let space = here.space.as_ref().map(|space| space.id().cloned());
        match (space, &cx.shared.draft.of().details) {
            (Some(space), Some(details)) => {
                Self::ask(cx, Call::CheckName(space, details.name.clone()));
                Flow::Stay
            }
            _ => self.finish(cx),
        }
    }

    /// What stands in the file for Credentials and Details. That of Details is an answer if nothing of it is missing, and is in the
    /// form in any case.
    fn details(&mut self, item: &Item<'_>, told: Option<&CredentialCheck>, given: &GivenFile, cx: &mut Cx<'_>) {
        let (Some(source), Some(spec)) = (&cx.shared.draft.here().source, &cx.shared.draft.of().spec) else { return };
        let (source, all, connection) = (source.id.clone(), fields(&source.id, spec), item.connection);
        let credential = item.credential(told, &source);
        let credentials_exist = matches!(credential, Ok(CredentialChoice::Existing(_)));
        if let Err(unusable) = &credential {
            self.problems.push(format!("{}.", capitalised(&unusable.clone().text())));
        }
        let (mut entered, mut files, mut is_whole) = (Vec::new(), Vec::new(), !connection.name.trim().is_empty());
        for (key, value) in &connection.properties {
            let reference = value.reference();
            if let Some(Reference::File { file, form: Some(_) }) = &reference {
                files.push((key.clone(), given.beside(file)));
            }
            // What asks a person is asked by the form.
            if reference.as_ref().is_some_and(|reference| !given.resolved.0.contains_key(reference)) {
                is_whole = false;
                continue;
            }
            match answers::entered(key, value, &all, &given.resolved) {
                Ok(one) => entered.push(one),
                Err(sentence) => {
                    self.problems.push(sentence);
                    is_whole = false;
                }
            }
        }
        is_whole &= item.missing(&all, credentials_exist).is_none();
        let details = Details {
            name: connection.name.clone(),
            entered,
            browser: connection.authorize,
            code: connection.authorization_code.clone(),
            files,
        };
        cx.shared.draft.of_mut().credential = credential.ok();
        cx.shared.draft.of_mut().details = is_whole.then(|| details.clone());
        cx.shared.prefilled = Some((source, details));
    }

    /// To the first step that lacks something, and from there to Review.
    fn finish(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(given) = cx.shared.given.take() else { return Flow::Stay };
        self.is_chosen = false;
        let name = &given.document.name;
        let problems = std::mem::take(&mut self.problems);
        cx.tell(if problems.is_empty() {
            Notice::info(format!("Filled in from {name}. Nothing is sent yet."))
        } else {
            Notice::warn(format!("{} The rest was filled in from {name}.", problems.join(" ")))
        });
        let draft = &cx.shared.draft;
        let mut steps = Step::ALL.into_iter().filter(|step| *step < Step::Review && draft.is_shown(*step));
        match steps.find(|step| !draft.is_done(*step)) {
            Some(step) => Flow::Detour(step.into(), Step::Review.into()),
            None => Flow::Goto(Step::Review.into()),
        }
    }
}

impl Screen for State {
    fn enter(&mut self, _visit: Visit, cx: &mut Cx<'_>) {
        let count = cx.shared.given.as_ref().map_or(0, |given| given.document.items().len());
        self.is_chosen = false;
        if count == 1 {
            self.begin(cx);
        }
    }

    fn hints(&self, _shared: &Shared) -> Vec<Hint> {
        let all = hints(KEYS);
        if self.is_chosen { all.into_iter().filter(|hint| hint.keys == "Esc").collect() } else { all }
    }

    fn tables(&self) -> Vec<KeyTable> {
        vec![("", hints(KEYS))]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        let count = cx.shared.given.as_ref().map_or(0, |given| given.document.items().len());
        match lookup(KEYS, key) {
            Some(Command::Skip) => {
                cx.shared.given = None;
                return Flow::Goto(Step::Space.into());
            }
            Some(Command::Take) if cx.fresh && !self.is_chosen => self.begin(cx),
            Some(Command::Move) if !self.is_chosen => self.cursor.key(key, count),
            Some(_) => {}
            None => return Flow::Pass,
        }
        Flow::Stay
    }

    fn answer(&mut self, asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        let (Some(given), Request::Tenant(_, call)) = (cx.shared.given.clone(), asked) else { return Flow::Pass };
        match (answer, call) {
            (Answer::FindSpaces(Ok(page)), Call::FindSpaces(name)) => self.spaces_found(name, page.items, cx),
            (Answer::FindSpaces(Err(failure)), Call::FindSpaces(name)) => {
                self.problems.push(format!("The space {name} was not found. {}", Notice::of(&failure).text));
                Self::ask(cx, Call::ListSources);
            }
            (Answer::ListSources(Ok(sources)), _) => return self.sources_listed(&sources, &given, cx),
            (Answer::ReadSpec(Ok(spec)), _) => {
                if let Some(source) = self.source.take() {
                    cx.shared.draft.choose_source(source, Arc::clone(&spec));
                    return self.credentials(&given, cx);
                }
            }
            (Answer::ListSources(Err(failure)) | Answer::ReadSpec(Err(failure)), _) => {
                self.problems.push(Notice::of(&failure).text);
                return self.finish(cx);
            }
            (Answer::CheckCredential(answer), _) => {
                let items = given.document.items();
                if let Some(item) = items.get(self.cursor.row()) {
                    self.details(item, answer.ok().as_ref(), &given, cx);
                }
                return self.check_name(cx);
            }
            (Answer::CheckName(answer), Call::CheckName(_, name)) => {
                if let Ok(NameCheck::Taken(_)) = answer {
                    // Details has its fields, and says who has it.
                    cx.shared.draft.of_mut().details = None;
                    self.problems.push(format!("The name {name} is taken there."));
                }
                return self.finish(cx);
            }
            _ => return Flow::Pass,
        }
        Flow::Stay
    }

    fn is_filled(&self) -> bool {
        false
    }
}
