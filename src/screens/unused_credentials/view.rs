//! How the unused credentials look.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    Row, State, UnusedList,
    card::{CredentialCard, Use},
};
use crate::{
    domain::{credential::OwnedCredential, known::label_of, request::Asked},
    kit::shared::Shared,
    screens::creating::view::under_way,
    ui::{
        About, BEFORE_BUTTON, Draw, Look, Rendered,
        form::{FormLook, Spot},
        sheet::{ChoiceState, Sheet},
        text::{day, minute},
    },
};

/// How wide the column of the labels of a credential is.
const LABELS: usize = 12;
/// How wide the column of the names in the list is.
const NAMES: usize = 24;
/// Below so many rows every one counts: the step line says where one is.
const LOW: u16 = 8;

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let mut sheet = Sheet::new(look.theme, area.width);
        if let Some(card) = &self.card {
            draw_card(card, &mut sheet, look);
        } else {
            if look.has_rail() {
                sheet.title("Unused credentials");
            }
            if area.height >= LOW {
                sheet.gap();
            }
            self.draw_list(&mut sheet, look);
        }
        sheet.draw(area, buf, seen);
    }

    fn about(&self) -> About {
        About {
            text: "Separated credentials stay when their connection is deleted. This lists those that no connection \
                uses, as far as the tenant shows them to you.",
            page: "https://qlik.dev/apis/rest/data-credentials",
            promise: BEFORE_BUTTON,
        }
    }
}

impl State {
    fn draw_list(&self, sheet: &mut Sheet, look: &Look<'_>) {
        let form = FormLook::steady(&self.form, sheet.columns());
        sheet.form(&self.form, form, |sheet, input, spot| {
            let is_sought = self.seeking.is_some() && look.is_slow(Asked::FindCredential);
            if (input.key(), spot) == (Row::Word, Spot::Below) && is_sought {
                sheet.marked(form.indent(), look.spinner(), "looking it up", look.theme.dim());
            }
        });
        sheet.gap();
        match &self.list {
            UnusedList::Asking if look.is_slow(Asked::ListUnusedCredentials) => {
                sheet.marked(0, look.spinner(), "loading unused credentials", look.theme.dim());
            }
            UnusedList::Asking => {}
            UnusedList::NotForYou => {
                sheet.dim("The tenant does not list unused credentials for you. Look up your own by name.");
            }
            UnusedList::Failed(why) => {
                sheet.warn(&format!("They could not be listed. {why} Ctrl+R tries again."));
            }
            UnusedList::Here(rows) if rows.is_empty() => {
                sheet.good("There are no unused credentials that you can see.");
            }
            UnusedList::Here(rows) => {
                sheet.dim("No connection uses these");
                let current = self.form.row(Row::Listed);
                for (at, owned) in rows.iter().enumerate() {
                    let state = ChoiceState::at(current == Some(at));
                    sheet.choice(&owned.credential.name, &about(owned, look.shared), NAMES, state);
                }
            }
        }
    }
}

fn draw_card(card: &CredentialCard, sheet: &mut Sheet, look: &Look<'_>) {
    let credential = &card.owned.credential;
    sheet.title(&format!("Credentials {}", card.name())).gap();
    sheet.fact("Id", LABELS, &credential.id.0);
    sheet.fact("Data source", LABELS, &credential.source.as_deref().map_or_else(|| "not told".to_owned(), label_of));
    let owner = owner(&card.owned, look.shared).unwrap_or_else(|| "not told".to_owned());
    sheet.fact("Owner", LABELS, &owner);
    if let Some(created) = &credential.created {
        sheet.fact("Created", LABELS, &minute(created));
    }
    let kept = match credential.separated {
        Some(true) => "separated: stored under its name",
        Some(false) => "embedded: stored in a connection",
        None => "not told",
    };
    sheet.fact("Kind", LABELS, kept);
    let used = match &card.use_now {
        Use::Asking if card.is_deleting(look.shared) || !look.is_slow(Asked::FindCredential) => String::new(),
        Use::Asking => format!("{} looking them up", look.spinner()),
        Use::By(count) => connections(*count),
        Use::Unused => "none".to_owned(),
        Use::NotTold => "could not be looked up".to_owned(),
    };
    sheet.fact("Connections", LABELS, &used);
    sheet.gap();
    if card.is_deleting(look.shared) {
        under_way(sheet, card.write, &format!("deleting {}", card.name()), look);
        return;
    }
    let delete = if card.asked_again {
        let who = match &card.use_now {
            Use::By(1) => "One connection uses them. Reloads that use these credentials will fail.".to_owned(),
            Use::By(count) => {
                format!("{count} connections use them. Reloads that use these credentials will fail.")
            }
            Use::NotTold | Use::Asking | Use::Unused => {
                "It is unknown whether a connection uses them. Reloads that use them will fail.".to_owned()
            }
        };
        sheet.warn(&who);
        format!("Delete {} anyway", card.name())
    } else {
        sheet.dim("You cannot undo this: the credentials would have to be entered again.");
        format!("Delete {}", card.name())
    };
    sheet.gap();
    let before = sheet.len();
    sheet.button("Keep them", (!card.is_on_delete()).into());
    sheet.button(&delete, card.is_on_delete().into());
    sheet.focus_last(sheet.len() - before);
}

/// `2 connections`.
fn connections(count: u64) -> String {
    match count {
        0 => "none".to_owned(),
        1 => "1 connection uses them".to_owned(),
        more => format!("{more} connections use them"),
    }
}

/// `Amazon S3 · made on 2026-03-01 · yours`.
fn about(owned: &OwnedCredential, shared: &Shared) -> String {
    let credential = &owned.credential;
    let mut facts = Vec::new();
    facts.extend(credential.source.as_deref().map(label_of));
    facts.extend(credential.created.as_deref().map(|at| format!("created on {}", day(at))));
    facts.extend(owner(owned, shared).map(|owner| format!("of {owner}")));
    facts.join(" · ")
}

fn owner(credential: &OwnedCredential, shared: &Shared) -> Option<String> {
    let owner = credential.owner.as_ref()?;
    let me = shared.draft.here().me.as_ref();
    Some(me.filter(|me| me.user_id == *owner).map_or_else(|| owner.clone(), |me| shared.whose(me)))
}
