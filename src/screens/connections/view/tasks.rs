//! How the tasks look: spaces to choose from, what will be sent, and what became of it.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::{
        connection::{NameCheck, in_load_script},
        existing,
        http::HttpRequest,
        request::Asked,
        session::User,
        space::{SpaceChoice, SpaceKind},
    },
    screens::{
        connections::{
            State, answers,
            card::ConnectionCard,
            copies::{self, Copies, CopyName, CopyStep, Mark},
            deletion::{self, Deletion, DeletionStep},
            list,
            moving::{Choosing, MoveTarget, Moving, Person},
            places::Places,
        },
        creating::view::{LOW, abreast, reviewed, titled, under_way},
    },
    ui::{
        Look, Rendered,
        form::{FormLook, Spot},
        json,
        list::{LEAST_WORDS, ListLook, ListPage, Noun, RowBeside, nothing, page, state},
        sheet::Sheet,
    },
};

const SPACES: Noun = Noun { one: "space", many: "spaces" };
/// How wide the column of the labels is.
const FACTS: usize = 13;

impl State {
    pub(super) fn draw_deletion(
        &self,
        card: &ConnectionCard,
        deletion: &Deletion,
        area: Rect,
        buf: &mut Buffer,
        look: &Look<'_>,
        seen: &mut Rendered,
    ) {
        let columns = look.beside(area);
        let left = columns.map_or(area, |[left, _]| left);
        let it = &card.connection;
        let space = self.list.space(it.space.as_deref());
        let (mut sheet, left) = titled(&format!("Delete {}?", card.name()), left, buf, look);
        if !sheet.is_empty() {
            sheet.gap();
        }
        let personal = || look.shared.draft.here().personal_space();
        let place = it.space.as_ref().map_or_else(personal, |_| format!("the space {space}"));
        sheet.text(&format!("{} in {place}.", self.list.source(it.source.as_deref())));
        let fate = match it.separated {
            Some(true) => "Its credentials are separated: they stay, even when nothing uses them anymore.",
            Some(false) => "Its embedded credentials go with it.",
            None => "The tenant does not say whether its credentials stay.",
        };
        sheet.text(fate);
        let line = in_load_script(it.source.as_deref(), it.space.as_ref().map(|_| space), list::name(it));
        sheet.text(&if deletion.anew {
            format!(
                "Then the wizard opens, filled in from it. Load scripts with {line} fail until you have created it there. It \
                 cannot be undone."
            )
        } else {
            format!("The tenant does not tell which apps use it. Load scripts with {line} will fail. It cannot be undone.")
        });
        if deletion.anew && answers::replaces_typed(card, look.shared) {
            let text = "The wizard then replaces what you typed there for this data source.";
            sheet.marked(0, "!", text, look.theme.warn());
        }
        sheet.gap();
        if deletion.step == DeletionStep::Sending {
            under_way(&mut sheet, deletion.write, &format!("deleting {}", card.name()), look);
            return sheet.draw(left, buf, seen);
        }
        if deletion.step == DeletionStep::Reading {
            sheet.marked(0, look.spinner(), "reading it once more before it is deleted", look.theme.dim());
            return sheet.draw(left, buf, seen);
        }
        let path = format!("DELETE {}/{}", look.shared.dialect.connections(), it.id);
        let form = FormLook::steady(&deletion.form, left.width);
        sheet.form(&deletion.form, form, |sheet, input, spot| {
            if (input.key(), spot) == (deletion::Row::Delete, Spot::Above) {
                sheet.gap();
                if columns.is_none() {
                    sheet.title("Request").text(&path).gap();
                }
            }
        });
        let Some([left, right]) = columns else { return sheet.draw(left, buf, seen) };
        let mut beside = Sheet::new(look.theme, right.width);
        beside.title("Request").text(&path);
        let row = sheet.top(usize::from(left.height));
        abreast([sheet, beside], row, [left, right], buf, look, seen);
    }

    /// Spaces to choose from.
    fn draw_places(
        &self,
        title: &str,
        places: &Places,
        area: Rect,
        buf: &mut Buffer,
        look: &Look<'_>,
        seen: &mut Rendered,
    ) {
        let spaces = &self.list.spaces;
        let is_slow = look.is_slow(Asked::ListSpaces) || look.is_slow(Asked::FindSpaces);
        // Where the columns on the right have no room, the title says how many are marked.
        let count = places.marked.len();
        let marked =
            if count > 0 && area.height < LOW { format!("{count} marked · {title}") } else { title.to_owned() };
        let title = marked.as_str();
        let list = ListLook {
            theme: look.theme,
            state: &state(spaces, SPACES, is_slow.then(|| look.spinner())),
            empty: &nothing(spaces, SPACES),
            widest: usize::MAX,
            marks: 10,
            least: LEAST_WORDS,
            heads: None,
        };
        let note = match places.marked.len() {
            0 if places.many => "Tab marks a space; several can be marked.".to_owned(),
            0 => String::new(),
            _ => {
                let names: Vec<&str> = places.marked.iter().map(SpaceChoice::label).collect();
                format!("{} marked: {}", names.len(), names.join(", "))
            }
        };
        let beside = |choice: &SpaceChoice| {
            let kind = match choice {
                SpaceChoice::Personal => "",
                SpaceChoice::In(space) => space.kind.word(),
            };
            let about = match choice {
                _ if places.is_own(choice.id()) => "it is here",
                _ if places.is_marked(choice.id()) => "✓ marked",
                SpaceChoice::In(space) if space.kind == SpaceKind::Data => "data integration only",
                SpaceChoice::In(_) | SpaceChoice::Personal => "",
            };
            let is_greyed = places.is_own(choice.id());
            RowBeside { mark: kind.to_owned(), about: about.to_owned(), marks: Vec::new(), is_greyed }
        };
        page(&spaces.picker, beside, ListPage { title, note: &note, lines: 2 }, list, area, buf, seen);
    }

    pub(super) fn draw_copies(
        &self,
        card: &ConnectionCard,
        copies: &Copies,
        area: Rect,
        buf: &mut Buffer,
        look: &Look<'_>,
        seen: &mut Rendered,
    ) {
        if copies.step == CopyStep::Choosing {
            let title = format!("Copy {} to which spaces?", card.name());
            return self.draw_places(&title, &copies.places, area, buf, look, seen);
        }
        let columns = look.beside(area).filter(|_| copies.step == CopyStep::Naming);
        let left = columns.map_or(area, |[left, _]| left);
        let (mut sheet, left) = titled(&format!("Copy {}", card.name()), left, buf, look);
        if !sheet.is_empty() {
            sheet.gap();
        }
        if copies.step == CopyStep::Naming {
            let form = FormLook::steady(&copies.form, left.width);
            sheet.form(&copies.form, form, |sheet, input, spot| {
                if (input.key(), spot) == (copies::Row::Copy, Spot::Above) {
                    let is_low = area.height < LOW;
                    if !is_low {
                        targets(sheet.gap(), copies, look);
                    }
                    above_copy(sheet, card);
                    if columns.is_none() {
                        first_copy(sheet, card, copies, look);
                    }
                    // Right above the button, so that a low screen shows both.
                    if is_low {
                        names(sheet, copies, look);
                    }
                }
            });
            let Some([left, right]) = columns else {
                let own = sheet.top(usize::from(left.height));
                return sheet.draw_from(copies.scroll.row(own), left, buf, seen);
            };
            let mut beside = Sheet::new(look.theme, right.width);
            first_copy(&mut beside, card, copies, look);
            let row = sheet.top(usize::from(left.height));
            return abreast([sheet, beside], row, [left, right], buf, look, seen);
        }
        targets(&mut sheet, copies, look);
        let own = sheet.top(usize::from(left.height));
        sheet.draw_from(copies.scroll.row(own), left, buf, seen);
    }

    pub(super) fn draw_moving(
        &self,
        card: &ConnectionCard,
        moving: &Moving,
        area: Rect,
        buf: &mut Buffer,
        look: &Look<'_>,
        seen: &mut Rendered,
    ) {
        let Some(to) = &moving.to else {
            let title = format!("Move {} to which space?", card.name());
            return match &moving.choosing {
                Choosing::Space(places) => self.draw_places(&title, places, area, buf, look, seen),
                Choosing::Owner(person) => draw_person(card, person, area, buf, look, seen),
            };
        };
        let facts = |sheet: &mut Sheet| match to {
            MoveTarget::Space(space) => self.new_space(card, space, moving.name.as_ref(), sheet, look),
            MoveTarget::Owner(user) => self.new_owner(card, user, sheet, look),
        };
        let call = existing::relocate(look.shared.dialect, &[to.wanted(&card.connection)]);
        let request = |sheet: &mut Sheet| request(sheet, "Request", &call, look);
        let end = |sheet: &mut Sheet| {
            if moving.is_under_way {
                return under_way(sheet, moving.write, &format!("moving {}", card.name()), look);
            }
            let label = match to {
                MoveTarget::Space(_) => format!("Move {}", card.name()),
                MoveTarget::Owner(user) => format!("Give {} to {}", card.name(), user.name),
            };
            sheet.button(&label, true.into());
        };
        reviewed([&facts, &request, &end], moving.review.scroll.row(0), area, buf, look, seen);
    }

    fn new_space(
        &self,
        card: &ConnectionCard,
        to: &SpaceChoice,
        name: Option<&NameCheck>,
        sheet: &mut Sheet,
        look: &Look<'_>,
    ) {
        let it = &card.connection;
        sheet.title(&format!("Move {} to {}?", card.name(), to.label())).gap();
        let old = in_load_script(
            it.source.as_deref(),
            it.space.as_ref().map(|_| self.list.space(it.space.as_deref())),
            list::name(it),
        );
        let new = in_load_script(it.source.as_deref(), to.id().map(|_| to.label()), list::name(it));
        sheet.fact("Load scripts", FACTS, &format!("{old} stops working"));
        sheet.fact("", FACTS, &format!("use {new} instead"));
        match name {
            None if look.is_slow(Asked::CheckName) => {
                sheet.marked(0, look.spinner(), "checking whether the name is free there", look.theme.dim());
            }
            None => {}
            Some(NameCheck::Free) => {
                sheet.marked(0, "✓", "The name is free there.", look.theme.good());
            }
            Some(NameCheck::Taken(_)) => {
                sheet.marked(0, "✗", "The name is taken there.", look.theme.bad());
            }
            Some(NameCheck::Unchecked) => {
                sheet.marked(0, "!", "Whether the name is free there could not be checked.", look.theme.warn());
            }
        }
    }

    fn new_owner(&self, card: &ConnectionCard, user: &User, sheet: &mut Sheet, look: &Look<'_>) {
        let it = &card.connection;
        sheet.title(&format!("Give {} to {}?", card.name(), user.name)).gap();
        let owner = self.list.owner(it.owner.as_deref(), look.shared);
        sheet.fact("Owner now", FACTS, if owner.is_empty() { "not told" } else { &owner });
        let told = [Some(user.name.clone()), user.email.clone(), Some(user.id.clone())];
        let told: Vec<String> = told.into_iter().flatten().collect();
        sheet.fact("New owner", FACTS, &told.join(" · "));
        if let Some(status) = user.status.as_deref().filter(|status| *status != "active") {
            sheet.marked(0, "!", &format!("The tenant says that this user is {status}."), look.theme.warn());
        }
        let fate = match it.separated {
            Some(false) => {
                "Its credentials do not go with it: the new owner has to enter them again, for everyone who uses it."
            }
            Some(true) | None => "Its credentials do not go with it: the new owner has to add their own.",
        };
        sheet.marked(0, "!", fate, look.theme.warn());
        if it.space.is_none() {
            let text = "It is in a personal space: then only the new owner sees it.";
            sheet.marked(0, "!", text, look.theme.warn());
        }
    }
}

/// A new owner, by address or id.
fn draw_person(
    card: &ConnectionCard,
    person: &Person,
    area: Rect,
    buf: &mut Buffer,
    look: &Look<'_>,
    seen: &mut Rendered,
) {
    let mut sheet = Sheet::new(look.theme, area.width);
    sheet.title(&format!("Who should own {}?", card.name())).gap();
    let form = FormLook::steady(&person.form, area.width);
    sheet.form(&person.form, form, |_, _, _| {});
    for user in &person.several {
        let status = user.status.as_deref().unwrap_or_default();
        sheet.marked(form.indent(), "•", format!("{} · {} {status}", user.id, user.name).trim_end(), look.theme.dim());
    }
    if look.is_slow(Asked::FindUser) {
        sheet.marked(form.indent(), look.spinner(), "looking up the user", look.theme.dim());
    }
    sheet.draw(area, buf, seen);
}

/// The spaces, and what became of each.
fn targets(sheet: &mut Sheet, copies: &Copies, look: &Look<'_>) {
    let is_looked_up = copies.is_looked_up(look.shared);
    for (at, target) in copies.targets.iter().enumerate() {
        let label = target.space.label();
        if copies.step == CopyStep::Sending(at)
            && copies.write().is_some_and(|id| look.shared.writes.waiting(id).is_some())
        {
            under_way(sheet, copies.write(), &format!("{label}: copying"), look);
            continue;
        }
        let (mark, text, style) = match (&target.result, copies.step) {
            (Some((Mark::Done, text)), _) => ("✓", text.clone(), look.theme.good()),
            (Some((Mark::NotDone, text)), _) => ("✗", text.clone(), look.theme.bad()),
            (Some((Mark::Unknown | Mark::Left, text)), _) => ("!", text.clone(), look.theme.warn()),
            (None, CopyStep::Sending(now)) if now == at && is_looked_up => {
                (look.spinner(), "no clear answer came: looking up whether it was copied".to_owned(), look.theme.warn())
            }
            (None, CopyStep::Sending(now)) if now == at => (look.spinner(), "copying".to_owned(), look.theme.text()),
            (None, CopyStep::Sending(_) | CopyStep::Ended) => ("•", "not copied yet".to_owned(), look.theme.dim()),
            (None, CopyStep::Naming | CopyStep::Choosing) => match target.name {
                CopyName::Waiting => ("•", "checking whether the name is free".to_owned(), look.theme.dim()),
                CopyName::Free => ("✓", "the name is free".to_owned(), look.theme.good()),
                CopyName::Taken => {
                    ("✗", "the name is taken: left out, unless you type another one".to_owned(), look.theme.bad())
                }
                CopyName::Unchecked => {
                    ("!", "whether the name is free could not be checked".to_owned(), look.theme.warn())
                }
            },
        };
        // What became of it names the space itself.
        let text = if target.result.is_some() { text } else { format!("{label}: {text}") };
        sheet.marked(0, mark, &text, style);
    }
}

/// In which of the spaces the name is free, in few rows.
fn names(sheet: &mut Sheet, copies: &Copies, look: &Look<'_>) {
    for (name, mark, text, style) in [
        (CopyName::Free, "✓", "name free in", look.theme.good()),
        (CopyName::Taken, "✗", "name taken in", look.theme.bad()),
        (CopyName::Unchecked, "!", "name not checked in", look.theme.warn()),
        (CopyName::Waiting, "•", "checking the name in", look.theme.dim()),
    ] {
        let spaces = copies.targets.iter().filter(|target| target.name == name);
        let labels: Vec<&str> = spaces.map(|target| target.space.label()).collect();
        if !labels.is_empty() {
            sheet.marked(0, mark, &format!("{text} {}", labels.join(", ")), style);
        }
    }
}

/// What is known before anything is copied.
fn above_copy(sheet: &mut Sheet, card: &ConnectionCard) {
    sheet.gap();
    sheet.text("No secret is sent.");
    sheet.text(match card.connection.separated {
        Some(false) => {
            "Each copy stores the embedded credentials itself: new ones for the original do not reach it later."
        }
        Some(true) => {
            "Its credentials are separated. Qlik does not document whether a copy uses them; that is told afterwards."
        }
        None => "The tenant does not say how its credentials are stored: open a copy to see what it has.",
    });
    sheet.gap();
}

/// What will be sent, for the first of the spaces.
fn first_copy(sheet: &mut Sheet, card: &ConnectionCard, copies: &Copies, look: &Look<'_>) {
    if let Some(target) = copies.targets.iter().find(|target| target.name != CopyName::Taken) {
        let call = existing::copy(look.shared.dialect, &card.connection.id, copies.name(), target.space.id());
        let title = if copies.open() > 1 { "Request, one for each space; the first" } else { "Request" };
        request(sheet, title, &call, look);
        sheet.gap();
    }
}

/// What will be sent, to the letter but for secrets.
pub(super) fn request(sheet: &mut Sheet, title: &str, call: &HttpRequest, look: &Look<'_>) {
    sheet.title(title);
    for row in json::request(call, None, sheet.columns(), look.theme) {
        sheet.row(row);
    }
}
