//! Step Data source: what the connection connects to. A choice leads on once its api-specs are here; they are fetched beforehand
//! for the row on which the cursor rests.

mod about;
mod fit;
mod refused;
mod rows;
mod view;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    domain::{
        dialect::Dialect,
        failure::{Failure, FailureKind},
        known,
        notes::LAST_SOURCE,
        property::Spec,
        request::{Answer, Asked, Call, Request},
        secret::Secret,
        source::{DataSource, SourceId},
    },
    kit::{
        keys::{Binding, Hint, Key, KeyTable, Rank, hints, hints_now, lookup},
        notice::Notice,
        paste::TooMuch,
        picker::{
            Picked, Picker,
            keys::{Command, KeyWords, table},
        },
        screen::{Cx, Flow, Screen},
        shared::Shared,
        visit::Visit,
    },
};

use self::rows::SourceItem;
use fit::is_in_data_space;
pub(in crate::screens) use fit::mismatch;

/// The keys of this screen.
const KEYS: &[Binding<Command>] = &table(&KeyWords {
    rows: "to the data source above or below",
    choose: ("next", "choose the selected data source and go on"),
    clear: ("clear", "stop waiting, or clear the filter; without a filter, go back"),
    again: "load the data sources again",
});

/// How long the cursor rests on a row before its api-specs are fetched.
const REST: Duration = Duration::from_millis(250);

/// The sources, and what was read about them.
#[derive(Debug, Default)]
pub struct State {
    picker: Picker<SourceItem>,
    listing: Listing,
    /// When an answer put another row under the cursor, where no key was pressed since.
    arrived: Option<Instant>,
    /// How wide the widest label is.
    widest: usize,
    /// Whether two sources of a group have the same label.
    has_twins: bool,
    /// Whether data integration sources come first: the space takes no others.
    is_data_first: bool,
    specs: Specs,
    /// The source whose api-specs are asked for.
    reading: Option<SourceId>,
    /// The source that was chosen and leads on when its api-specs come.
    wanted: Option<DataSource>,
    /// The source whose api-specs the tenant does not have: is it gone, or switched off?
    doubted: Option<(DataSource, Failure)>,
    /// For whom, and in which dialect, all this was loaded.
    whose: Option<(String, Dialect)>,
}

/// How the list of sources stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Listing {
    /// Asked for, or about to be.
    #[default]
    Waited,
    Here,
    /// Could not be loaded.
    Failed,
}

impl State {
    fn list(&mut self, cx: &mut Cx<'_>) {
        if let Some(session) = cx.session() {
            self.listing = Listing::Waited;
            cx.ask(Request::Tenant(session, Call::ListSources));
        }
    }

    fn listed(&mut self, answer: Result<Vec<DataSource>, Failure>, cx: &mut Cx<'_>) -> Flow {
        if self.listing != Listing::Waited {
            return Flow::Stay;
        }
        let doubted = self.doubted.take();
        cx.end_loading();
        match answer {
            Ok(sources) => {
                if let Some((source, failure)) = doubted {
                    refused::not_there(&source, &sources, &failure, cx);
                }
                self.listing = Listing::Here;
                let before = self.picker.current().map(|item| item.source.id.clone());
                self.is_data_first = is_in_data_space(cx.shared);
                self.fill(sources);
                let chosen = cx.shared.draft.here().source.as_ref().map(|source| source.id.clone());
                let last = cx.shared.last.get(LAST_SOURCE).map(|id| SourceId(id.clone()));
                if let Some(id) = before.clone().or(chosen) {
                    self.picker.select(|item| item.source.id == id);
                } else if let Some(id) = last {
                    self.picker.select(|item| item.source.id == id && !item.source.disabled);
                }
                if self.picker.current().map(|item| &item.source.id) != before.as_ref() {
                    self.arrived = Some(cx.now);
                }
                self.prefetch(cx);
                Flow::Stay
            }
            Err(failure) => {
                // What was here can still be chosen from.
                self.listing = if self.picker.is_empty() { Listing::Failed } else { Listing::Here };
                match doubted {
                    Some((source, missing)) if failure.kind != FailureKind::Unauthorized => {
                        refused::doubtful(&source, &missing, cx);
                        Flow::Stay
                    }
                    Some(_) | None => refused::list(&failure, cx),
                }
            }
        }
    }

    /// The cursor is on another row: its api-specs are fetched when it rests there. A failure of this is told only on Enter.
    fn prefetch(&mut self, cx: &mut Cx<'_>) {
        let Some(source) = self.picker.current().map(|item| &item.source) else { return };
        if !source.disabled && self.specs.of(&source.id).is_none() && self.reading.as_ref() != Some(&source.id) {
            self.read(source.id.clone(), REST, cx);
        }
    }

    fn read(&mut self, id: SourceId, after: Duration, cx: &mut Cx<'_>) {
        if let Some(session) = cx.session() {
            self.reading = Some(id.clone());
            cx.ask_after(Request::Tenant(session, Call::ReadSpec(id)), after);
        }
    }

    fn choose(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(source) = self.picker.current().map(|item| item.source.clone()) else {
            if self.listing == Listing::Waited {
                cx.tell(Notice::loading("One moment: the data sources are loading."));
            }
            return Flow::Stay;
        };
        cx.shared.notice = None;
        if source.disabled {
            cx.tell(Notice::warn(refused::switched_off(&source)));
            return Flow::Stay;
        }
        if let Some(spec) = self.specs.of(&source.id) {
            return self.take(source, spec, cx);
        }
        let is_on_its_way =
            self.reading.as_ref() == Some(&source.id) && cx.shared.pending.waited(Asked::ReadSpec, cx.now).is_some();
        if !is_on_its_way {
            self.read(source.id.clone(), Duration::ZERO, cx);
        }
        self.wanted = Some(source);
        Flow::Stay
    }

    fn take(&mut self, source: DataSource, spec: Arc<Spec>, cx: &mut Cx<'_>) -> Flow {
        self.wanted = None;
        let mut words = Vec::new();
        words.extend(cx.shared.draft.here().space.as_ref().and_then(|space| mismatch(&source, space)));
        if spec.properties.is_empty() {
            words.push(format!(
                "The tenant lists no fields for {}. Add what it needs on Details, as pairs of name and value.",
                known::label(&source)
            ));
        }
        if !words.is_empty() {
            cx.tell(Notice::warn(words.join(" ")));
        }
        cx.remember_choice([(LAST_SOURCE.to_owned(), source.id.0.clone())].into());
        cx.shared.draft.choose_source(source, spec);
        Flow::Next
    }

    fn spec_came(&mut self, id: SourceId, answer: Result<Arc<Spec>, Failure>, cx: &mut Cx<'_>) -> Flow {
        if self.reading.as_ref() == Some(&id) {
            self.reading = None;
        }
        let wanted = self.wanted.take_if(|source| source.id == id);
        match (answer, wanted) {
            (Ok(spec), Some(source)) => {
                self.specs.keep(id, Arc::clone(&spec));
                self.take(source, spec, cx)
            }
            (Ok(spec), None) => {
                self.specs.keep(id, spec);
                Flow::Stay
            }
            (Err(failure), Some(source)) => self.refused(source, failure, cx),
            (Err(_), None) => Flow::Stay,
        }
    }

    /// The api-specs of the chosen source could not be read.
    fn refused(&mut self, source: DataSource, failure: Failure, cx: &mut Cx<'_>) -> Flow {
        if failure.kind == FailureKind::NotFound && !failure.says_source_is_off() {
            // The list tells an unknown source from one that was switched off meanwhile.
            self.doubted = Some((source, failure));
            self.list(cx);
            return Flow::Stay;
        }
        refused::spec(&source, &failure, cx)
    }

    fn forget(&mut self) {
        *self = Self { picker: std::mem::take(&mut self.picker), ..Self::default() };
        self.picker.take_rows();
    }

    fn is_waiting(&self) -> bool {
        self.wanted.is_some() || self.doubted.is_some()
    }
}

/// How many are kept; the oldest go.
const KEPT: usize = 32;

/// The api-specs that were read: those of the rows someone looked at while choosing.
#[derive(Debug, Default)]
struct Specs {
    read: Vec<(SourceId, Arc<Spec>)>,
}

impl Specs {
    fn of(&self, id: &SourceId) -> Option<Arc<Spec>> {
        self.read.iter().find(|(kept, _)| kept == id).map(|(_, spec)| Arc::clone(spec))
    }

    /// Keeps those of a source, in place of what was kept of it.
    fn keep(&mut self, id: SourceId, spec: Arc<Spec>) {
        self.read.retain(|(kept, _)| *kept != id);
        if self.read.len() == KEPT {
            self.read.remove(0);
        }
        self.read.push((id, spec));
    }
}

impl Screen for State {
    fn enter(&mut self, _visit: Visit, cx: &mut Cx<'_>) {
        let whose = cx.shared.draft.here().me.as_ref().map(|me| (me.user_id.clone(), cx.shared.dialect));
        if self.whose != whose {
            self.forget();
            self.whose = whose;
        }
        // What was under way was dropped when the screen was left.
        (self.reading, self.wanted, self.doubted) = (None, None, None);
        if self.listing == Listing::Here {
            if self.is_data_first != is_in_data_space(cx.shared) {
                self.is_data_first = !self.is_data_first;
                let sources = self.picker.items().iter().map(|item| item.source.clone()).collect();
                self.fill(sources);
            }
            if let Some(chosen) = cx.shared.draft.here().source.as_ref().map(|source| source.id.clone()) {
                // Whoever changes the answer wants to see the others.
                self.picker.clear_filter();
                self.picker.select(|item| item.source.id == chosen);
            }
            self.prefetch(cx);
        } else {
            self.list(cx);
        }
    }

    fn hints(&self, _shared: &Shared) -> Vec<Hint> {
        let can_clear = self.is_waiting() || !self.picker.filter().is_empty();
        hints_now(KEYS, |command, hint| match command {
            Command::Clear => can_clear.then_some(hint),
            Command::Choose | Command::Move => (!self.picker.is_empty()).then_some(hint),
            Command::Again if self.listing == Listing::Failed => Some(Hint { rank: Rank::First, ..hint }),
            Command::Again if !self.picker.is_empty() => Some(Hint { rank: Rank::HelpOnly, ..hint }),
            Command::Again => Some(hint),
        })
    }

    fn tables(&self) -> Vec<KeyTable> {
        vec![("", hints(KEYS))]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        self.picker.set_page(cx.extent.page);
        match lookup(KEYS, key) {
            // An Enter that was meant for the screen before must not choose the first source there is.
            Some(Command::Choose) if !self.picker.is_empty() && !cx.chooses(key, self.arrived) => {}
            Some(Command::Choose) => return self.choose(cx),
            Some(Command::Clear) if self.is_waiting() => (self.wanted, self.doubted) = (None, None),
            Some(Command::Clear) if self.picker.filter().is_empty() => return Flow::Pass,
            Some(Command::Clear) => {
                self.picker.clear_filter();
                self.prefetch(cx);
            }
            Some(Command::Again) => {
                cx.shared.notice = None;
                self.specs = Specs::default();
                self.list(cx);
            }
            Some(Command::Move) | None => {
                if self.picker.key(key) == Picked::Pass {
                    return Flow::Pass;
                }
                // Whoever moves on does not wait for the row before.
                (self.wanted, self.arrived) = (None, None);
                self.prefetch(cx);
            }
        }
        Flow::Stay
    }

    fn paste(&mut self, text: &Secret, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        self.picker.paste(text.expose())?;
        self.wanted = None;
        self.prefetch(cx);
        Ok(())
    }

    fn answer(&mut self, asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        match (answer, asked) {
            (Answer::ListSources(answer), _) => self.listed(answer, cx),
            (Answer::ReadSpec(answer), Request::Tenant(_, Call::ReadSpec(id))) => {
                self.spec_came(id.clone(), answer, cx)
            }
            _ => Flow::Pass,
        }
    }

    fn is_filled(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
