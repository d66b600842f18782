//! Step Space: where the connection will live. A list that is usable with its first page; the rest follows behind it.

mod view;

use std::time::Instant;

use crate::{
    domain::{
        failure::Failure,
        notes::{LAST_SPACE, LAST_SPACE_NAME, PERSONAL},
        request::{Answer, PageOf, Request},
        secret::Secret,
        space::{Space, SpaceChoice},
    },
    kit::{
        keys::{Binding, Hint, Key, KeyTable, hints, lookup},
        notice::Notice,
        paged::{Paged, space_row},
        paste::TooMuch,
        picker::{
            Picked,
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
    choose: ("next", "choose the selected space and go on"),
    clear: ("clear", "clear the filter; without a filter, go back"),
    again: "load the spaces again, or continue where loading failed",
});

/// Beside those of every list: to what exists already.
const ALSO: &[Binding<()>] =
    &[Binding::room(&[Key::ctrl('o')], (), "connections", "the connections that exist already")];

/// The spaces that are known so far, and what is still to come.
#[derive(Debug, Default)]
pub struct State {
    list: Paged<SpaceChoice>,
    /// For whom all this was loaded: another user sees other spaces.
    whose: Option<String>,
    /// The space that was chosen the last time has got the cursor, or is not to be found, or the person went elsewhere.
    is_recalled: bool,
    /// When an answer put another row under the cursor, where no key was pressed since.
    arrived: Option<Instant>,
}

impl State {
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

    /// The space that was chosen the last time gets the cursor when it is here, unless a person moved it meanwhile. Where the
    /// first page does not bring it, the tenant is asked for its name.
    fn recall(&mut self, cx: &mut Cx<'_>) {
        self.select_last(cx);
        let is_elsewhere = !self.is_recalled && !self.list.pages.is_complete();
        let wanted = cx.shared.last.get(LAST_SPACE).and(cx.shared.last.get(LAST_SPACE_NAME));
        if let Some(name) = wanted.filter(|_| is_elsewhere && !self.list.is_wanted()).cloned() {
            self.list.want(name, cx);
        }
    }

    fn select_last(&mut self, cx: &Cx<'_>) {
        let Some(last) = cx.shared.last.get(LAST_SPACE).filter(|_| !self.is_recalled) else { return };
        self.is_recalled = cx.shared.draft.here().space.is_some()
            || self.list.picker.select(|choice| choice.id().map_or(PERSONAL, |id| &id.0) == last);
    }

    /// Whether the space of the last time will have the cursor, and is not here yet. Whoever moves the cursor does not wait for it.
    fn awaits_last(&self, shared: &Shared) -> bool {
        let is_coming = self.list.is_wanted() || (self.list.loaded() == 0 && !self.list.pages.is_complete());
        let is_remembered = shared.last.get(LAST_SPACE).is_some_and(|last| last != PERSONAL);
        is_remembered
            && is_coming
            && !self.is_recalled
            && !self.list.has_failed()
            && shared.draft.here().space.is_none()
    }

    fn found(&mut self, answer: Result<PageOf<Space>, Failure>, cx: &mut Cx<'_>) {
        let is_last = self.list.is_wanted();
        self.list.found(answer, |space| space_row(SpaceChoice::In(space)), cx);
        if is_last {
            self.select_last(cx);
            self.is_recalled = true;
        }
    }

    /// Something came from elsewhere, before which this row had the cursor.
    fn note_arrival(&mut self, before: Option<&SpaceChoice>, cx: &Cx<'_>) {
        if self.list.picker.current() != before {
            self.arrived = Some(cx.now);
        }
    }

    /// The space that was chosen before gets the cursor, and a row if none of the pages has brought it yet.
    fn show_chosen(&mut self, cx: &Cx<'_>) {
        let Some(chosen) = cx.shared.draft.here().space.clone() else { return };
        // Whoever changes the answer wants to see the others.
        self.list.picker.clear_filter();
        self.list.picker.extend([space_row(chosen.clone())]);
        self.list.picker.select(|choice| choice.id() == chosen.id());
    }
}

impl Screen for State {
    fn enter(&mut self, _visit: Visit, cx: &mut Cx<'_>) {
        let user = cx.shared.draft.here().me.as_ref().map(|me| me.user_id.clone());
        if self.whose != user || self.list.picker.is_empty() {
            (self.whose, self.is_recalled, self.arrived) = (user, false, Some(cx.now));
            self.list.restart();
        }
        self.show_chosen(cx);
        self.list.resume(cx);
    }

    fn hints(&self, _shared: &Shared) -> Vec<Hint> {
        [self.list.hints(KEYS), hints(ALSO)].concat()
    }

    fn tables(&self) -> Vec<KeyTable> {
        vec![("", [hints(KEYS), hints(ALSO)].concat())]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        if lookup(ALSO, key).is_some() {
            return Flow::Goto(ScreenId::Connections.into());
        }
        match lookup(KEYS, key) {
            Some(Command::Choose) if self.awaits_last(cx.shared) => {
                cx.tell(Notice::loading("One moment: the space you chose last time is loading."));
            }
            // An Enter that was meant for the screen before must not choose the first space there is.
            Some(Command::Choose) if !self.list.picker.is_empty() && !cx.chooses(key, self.arrived) => {}
            Some(Command::Choose) => return self.choose(cx),
            Some(Command::Clear) if !self.list.clear(cx) => return Flow::Pass,
            Some(Command::Clear) => {}
            Some(Command::Again) => self.list.again(cx),
            Some(Command::Move) | None if self.list.key(key, cx) == Picked::Pass => return Flow::Pass,
            Some(Command::Move) | None => (self.is_recalled, self.arrived) = (true, None),
        }
        Flow::Stay
    }

    fn paste(&mut self, text: &Secret, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        self.list.paste(text.expose(), cx)?;
        self.is_recalled = true;
        Ok(())
    }

    fn answer(&mut self, _asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        cx.end_loading();
        let before = self.list.picker.current().cloned();
        match answer {
            Answer::ListSpaces(answer) => {
                self.list.listed(answer, |space| space_row(SpaceChoice::In(space)), cx);
                self.recall(cx);
            }
            Answer::FindSpaces(answer) => self.found(answer, cx),
            _ => return Flow::Pass,
        }
        self.note_arrival(before.as_ref(), cx);
        Flow::Stay
    }

    fn remembered(&mut self, cx: &mut Cx<'_>) {
        let before = self.list.picker.current().cloned();
        self.recall(cx);
        self.note_arrival(before.as_ref(), cx);
    }

    fn is_filled(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
