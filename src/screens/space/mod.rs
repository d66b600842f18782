//! Step Space: where the connection will live. A list that is usable with its first page; the rest follows behind it.

mod view;

use std::time::Duration;

use crate::{
    domain::{
        failure::{Failure, FailureKind},
        notes::{LAST_SPACE, LAST_SPACE_NAME, PERSONAL},
        request::{Answer, Asked, Call, Request},
        secret::Secret,
        space::{Space, SpaceChoice, SpaceId, SpacePage},
    },
    kit::{
        keys::{Binding, Hint, Key, KeyTable, Rank, hints, hints_now, lookup},
        notice::{Notice, Tone},
        paged::{Paged, Seek},
        pages::{PageInfo, Pages},
        paste::TooMuch,
        picker::{
            Picked, Row,
            keys::{Command, KeyWords, table},
        },
        screen::{Cx, Flow, Screen},
        shared::Shared,
        visit::{ScreenId, Visit},
    },
    screens::source::mismatch,
};

/// The keys of this screen.
const KEYS: &[Binding<Command>] = &table(&KeyWords {
    rows: "to the space above or below",
    choose: "choose the selected space and go on",
    clear: ("clear filter", "clear the filter; without a filter, go back"),
    again: "load the spaces again, or continue where loading failed",
});

/// Beside those of every list: to what exists already.
const ALSO: &[Binding<()>] =
    &[Binding::room(&[Key::ctrl('o')], (), "connections", "the connections that exist already")];

/// A pause in typing that is long enough to ask the tenant.
const PAUSE: Duration = Duration::from_millis(150);

/// The tenant's list stopped where it said that it goes on.
const CUT: &str = "The tenant did not send its whole list of spaces. Type a name to look it up.";

/// The spaces that are known so far, and what is still to come.
#[derive(Debug, Default)]
pub struct State {
    list: Paged<SpaceChoice>,
    /// For whom all this was loaded: another user sees other spaces.
    whose: Option<String>,
    last: Last,
}

/// Whether the space that was chosen the last time has got the cursor.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Last {
    #[default]
    Awaited,
    /// It is not among the first, so the tenant is asked for its name.
    Sought,
    /// It has, or the person moved the cursor, or it is not to be found.
    Settled,
}

impl State {
    /// Forgets what was loaded; the filter stays.
    fn empty(&mut self) {
        self.list.empty([row(SpaceChoice::Personal)]);
    }

    /// Asks for the next page where it is wanted and nobody asked for it yet.
    fn load(&mut self, cx: &mut Cx<'_>) {
        if let Some(session) = cx.session()
            && let Some(place) = self.list.page()
        {
            cx.ask(Request::Tenant(session, Call::ListSpaces(place)));
        }
    }

    /// While the list is incomplete the tenant is asked for the name too.
    fn seek(&mut self, cx: &mut Cx<'_>) {
        if self.last == Last::Sought && self.list.picker.filter().is_empty() {
            return;
        }
        let Some(session) = cx.session() else { return };
        match self.list.seek() {
            Seek::Stay => {}
            Seek::Drop => cx.drop_question(Asked::FindSpaces),
            Seek::Ask(name) => cx.ask_after(Request::Tenant(session, Call::FindSpaces(name)), PAUSE),
        }
    }

    fn choose(&self, cx: &mut Cx<'_>) -> Flow {
        let Some(choice) = self.list.picker.current() else { return Flow::Stay };
        // The source may have been chosen before, and the way may lead straight back to the review.
        let source = cx.shared.draft.here().source.as_ref();
        if let Some(warning) = source.and_then(|source| mismatch(source, choice)) {
            cx.tell(Notice::warn(warning));
        }
        let id = choice.id().map_or_else(|| PERSONAL.to_owned(), |id| id.0.clone());
        let facts = [(LAST_SPACE.to_owned(), id), (LAST_SPACE_NAME.to_owned(), choice.label().to_owned())];
        cx.remember_choice(facts.into());
        cx.shared.draft.here_mut().space = Some(choice.clone());
        Flow::Next
    }

    /// Goes on where loading failed; else all over, because a space may have been made meanwhile.
    fn again(&mut self, cx: &mut Cx<'_>) {
        self.list.again();
        cx.shared.notice = None;
        self.load(cx);
        self.seek(cx);
    }

    fn listed(&mut self, answer: Result<SpacePage, Failure>, cx: &mut Cx<'_>) -> Flow {
        if !std::mem::take(&mut self.list.pages.is_asked) {
            return Flow::Stay;
        }
        let page = match answer {
            Ok(page) => page,
            Err(failure) => {
                self.list.pages.has_failed = true;
                let rest = if self.list.loaded() == 0 {
                    "You can still choose your personal space. Ctrl+R tries again."
                } else {
                    "You can choose from the spaces loaded so far. Ctrl+R loads the rest."
                };
                return failed(&failure, rest, cx);
            }
        };
        let told = PageInfo { next: page.next.as_deref(), is_cut: page.is_cut, total: page.total };
        let is_stale = self.list.took(page.spaces.iter().map(|space| space.id.0.as_str()), &told);
        if self.list.pages.is_cut() {
            cx.tell(Notice::warn(CUT));
        }
        // Loaded again: what is gone at the tenant goes here too, and the cursor stays on what it was on.
        let stays = is_stale.then(|| {
            let current = self.list.picker.current().cloned();
            self.empty();
            current
        });
        self.merge(page);
        if let Some(stays) = stays.flatten() {
            self.list.picker.select(|choice| choice.id() == stays.id());
        }
        self.load(cx);
        self.seek(cx);
        self.recall(cx);
        Flow::Stay
    }

    /// The space that was chosen the last time gets the cursor when it is here, unless a person moved it meanwhile. Where the
    /// first page does not bring it, the tenant is asked for its name.
    fn recall(&mut self, cx: &mut Cx<'_>) {
        let Some(last) = cx.shared.last.get(LAST_SPACE).filter(|_| self.last != Last::Settled) else { return };
        if cx.shared.draft.here().space.is_some()
            || self.list.picker.select(|choice| choice.id().map_or(PERSONAL, |id| &id.0) == last)
        {
            self.last = Last::Settled;
        } else if self.last == Last::Awaited
            && !self.list.pages.is_complete()
            && let (Some(name), Some(session)) = (cx.shared.last.get(LAST_SPACE_NAME).cloned(), cx.session())
        {
            self.last = Last::Sought;
            self.list.seeking = Some(name.clone());
            cx.ask(Request::Tenant(session, Call::FindSpaces(name)));
        }
    }

    /// Takes spaces in; those that are here already stay where they are.
    fn merge(&mut self, page: SpacePage) {
        self.list.picker.extend(page.spaces.into_iter().map(SpaceChoice::In).map(row));
    }

    fn found(&mut self, answer: Result<SpacePage, Failure>, cx: &mut Cx<'_>) -> Flow {
        let Some(name) = self.list.seeking.take() else { return Flow::Stay };
        let is_last = self.last == Last::Sought && cx.shared.last.get(LAST_SPACE_NAME) == Some(&name);
        match answer {
            // Nobody typed anything that this could be an answer to.
            Err(failure) if is_last && failure.kind != FailureKind::Unauthorized => {
                self.last = Last::Settled;
                Flow::Stay
            }
            Ok(page) => {
                if page.next.is_none() && !page.is_cut {
                    self.list.has_all_of(&name);
                }
                self.merge(page);
                self.recall(cx);
                if is_last {
                    self.last = Last::Settled;
                }
                Flow::Stay
            }
            Err(failure) => {
                self.list.seek_failed = true;
                failed(&failure, "Only the spaces loaded so far were searched. Ctrl+R asks the tenant again.", cx)
            }
        }
    }

    /// The space that was chosen before gets the cursor, and a row if none of the pages has brought it yet.
    fn show_chosen(&mut self, cx: &Cx<'_>) {
        let Some(chosen) = cx.shared.draft.here().space.clone() else { return };
        // Whoever changes the answer wants to see the others.
        self.list.picker.clear_filter();
        self.list.picker.extend([row(chosen.clone())]);
        self.list.picker.select(|choice| choice.id() == chosen.id());
    }
}

/// It is told, with what can be done.
fn failed(failure: &Failure, rest: &str, cx: &mut Cx<'_>) -> Flow {
    let told = Notice::of(failure);
    cx.tell(Notice { tone: Tone::Warn, text: format!("{} {rest}", told.text), ..told });
    Flow::Stay
}

/// A space without a name is called by its id.
fn row(choice: SpaceChoice) -> Row<SpaceChoice> {
    let label = match &choice {
        SpaceChoice::In(Space { id: SpaceId(id), name, .. }) if name.trim().is_empty() => id,
        other => other.label(),
    };
    let label = label.to_owned();
    let id = choice.id().cloned();
    let row = Row::new(&id, label, choice);
    if id.is_none() { row.pinned() } else { row }
}

impl Screen for State {
    fn enter(&mut self, _visit: Visit, cx: &mut Cx<'_>) {
        let user = cx.shared.draft.here().me.as_ref().map(|me| me.user_id.clone());
        if self.list.picker.is_empty() || self.whose != user {
            self.whose = user;
            self.list.pages = Pages::default();
            self.last = Last::Awaited;
            self.empty();
        }
        if self.last == Last::Sought {
            self.last = Last::Awaited;
        }
        self.show_chosen(cx);
        self.list.resume();
        self.load(cx);
        self.seek(cx);
    }

    fn hints(&self, _shared: &Shared) -> Vec<Hint> {
        let is_filtered = !self.list.picker.filter().is_empty();
        let has_failed = self.list.pages.has_failed || self.list.seek_failed;
        let mut all = hints_now(KEYS, |command, hint| match command {
            Command::Clear => is_filtered.then_some(hint),
            Command::Again if !has_failed => Some(Hint { rank: Rank::HelpOnly, ..hint }),
            Command::Again => Some(Hint { rank: Rank::First, ..hint }),
            Command::Choose | Command::Move => Some(hint),
        });
        all.extend(hints(ALSO));
        all
    }

    fn tables(&self) -> Vec<KeyTable> {
        vec![("", [hints(KEYS), hints(ALSO)].concat())]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        self.list.picker.set_page(cx.extent.page);
        if lookup(ALSO, key).is_some() {
            return Flow::Goto(ScreenId::Connections.into());
        }
        match lookup(KEYS, key) {
            // An Enter that was meant for the screen before must not choose the first space there is.
            Some(Command::Choose) if cx.fresh => return self.choose(cx),
            Some(Command::Choose) => {}
            Some(Command::Clear) if self.list.picker.filter().is_empty() => return Flow::Pass,
            Some(Command::Clear) => {
                self.list.picker.clear_filter();
                self.seek(cx);
            }
            Some(Command::Again) => self.again(cx),
            Some(Command::Move) | None => match self.list.picker.key(key) {
                Picked::Pass => return Flow::Pass,
                Picked::Moved => {
                    self.last = Last::Settled;
                    self.load(cx);
                }
                Picked::Filtered => {
                    self.last = Last::Settled;
                    self.seek(cx);
                }
            },
        }
        Flow::Stay
    }

    fn paste(&mut self, text: &Secret, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        self.list.picker.paste(text.expose())?;
        self.last = Last::Settled;
        self.seek(cx);
        Ok(())
    }

    fn answer(&mut self, _asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        match answer {
            Answer::ListSpaces(answer) => self.listed(answer, cx),
            Answer::FindSpaces(answer) => self.found(answer, cx),
            _ => Flow::Pass,
        }
    }

    fn remembered(&mut self, cx: &mut Cx<'_>) {
        if !self.list.picker.is_empty() {
            self.recall(cx);
        }
    }

    fn is_filled(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
