//! How the step Credentials looks.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{NOT_SEPARABLE, Row, State, Suggested, contradiction, is_separable};
use crate::{
    domain::{
        credential::{Credential, CredentialCheck, CredentialChoice, CredentialId, Mode},
        field::code_property,
        known::{label, label_of},
        property::{CREDENTIALS_NAME, SELECTED_CREDENTIALS},
        request::Asked,
        source::SourceId,
        space::SpaceChoice,
    },
    kit::{form::Input, shared::Shared},
    ui::{
        About, BEFORE_REVIEW, Draw, Growing, Look, Rendered,
        form::{FormLook, Spot},
        sheet::{ChoiceState, Sheet},
        text::day,
    },
};

/// Below so many rows every one counts: the choices stand alone, and F1 explains them.
const LOW: u16 = 8;
/// How wide the column of the choices is: `3 Separated, existing`.
const CHOICES: usize = 22;

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let mut sheet = Sheet::new(look.theme, area.width);
        let source = look.shared.draft.here().source.as_ref();
        let called = source.map_or_else(|| "the data source".to_owned(), label);
        let is_low = area.height < LOW;
        if !is_low {
            sheet.title(&format!("Credentials for {called}")).gap();
        }
        let form = FormLook::steady(&self.form, area.width);
        sheet.form(&self.form, form, |sheet, input, spot| match (input.key(), spot) {
            (Row::Mode, _) => {
                self.choices(sheet, is_low, look);
                if !is_low {
                    sheet.gap();
                }
            }
            (Row::Listed, _) => self.listed(sheet, is_low, look),
            (Row::Name(_), Spot::Above) => self.suggested(sheet, &called, look),
            (Row::Name(_), Spot::Below) => self.below_the_name(sheet, input, form.indent(), look),
        });
        if self.is_open(look.shared) {
            if self.mode != Mode::Embedded {
                sheet.gap();
            }
            self.explained(&mut sheet, look);
        } else {
            sheet.dim(NOT_SEPARABLE);
        }
        sheet.draw(area, buf, seen);
    }

    fn growing(&self, shared: &Shared) -> Option<Growing> {
        let (choice, marked) = match self.mode {
            Mode::Embedded => (CredentialChoice::Embedded, None),
            Mode::New => (CredentialChoice::New(self.name().to_owned()), Some(CREDENTIALS_NAME)),
            Mode::Existing => (CredentialChoice::Existing(self.chosen()), Some(SELECTED_CREDENTIALS)),
        };
        let connection = shared.draft.so_far(Some(&choice), shared.draft.of().details.as_ref())?;
        Some(Growing { connection, marked: marked.map(str::to_owned) })
    }

    fn about(&self) -> About {
        About {
            text: "Embedded credentials are part of the connection: everyone who may use it uses them. Separated \
                credentials belong to one user and are stored under a name; every user of the connection adds their \
                own. The web dialog calls them User defined credentials.",
            page: "https://qlik.dev/manage/data-connections/auth-data-connections",
            promise: BEFORE_REVIEW,
        }
    }
}

impl State {
    /// The credentials that Enter takes, or those that are named: with an empty id until they were looked up.
    fn chosen(&self) -> Credential {
        if let Some(credential) = self.preselected() {
            return credential.clone();
        }
        match self.known() {
            Some(Ok(CredentialCheck::Taken(found))) => found.clone(),
            _ => Credential {
                id: CredentialId(String::new()),
                name: self.name().to_owned(),
                source: None,
                separated: None,
                connections: None,
                created: None,
            },
        }
    }

    /// The credentials of the list that Enter takes, or leads to from the choice.
    fn preselected(&self) -> Option<&Credential> {
        let is_next = self.form.focus() == Some(Row::Mode) && self.is_list_first();
        self.offered().get(self.form.row(Row::Listed).or_else(|| is_next.then_some(0))?)
    }

    fn choices(&self, sheet: &mut Sheet, is_low: bool, look: &Look<'_>) {
        let separable = is_separable(look.shared);
        for (number, mode) in (1..).zip(Mode::ALL) {
            let about = match (mode, look.shared.acting_as()) {
                _ if is_low => String::new(),
                (Mode::Embedded, _) => "stored in the connection, for everyone who uses it".to_owned(),
                (Mode::New | Mode::Existing, _) if !separable => "not for this data source".to_owned(),
                (Mode::New, None) => "your own, under a name".to_owned(),
                (Mode::New, Some(name)) => format!("of {name}, under a name"),
                (Mode::Existing, None) => "credentials you already have".to_owned(),
                (Mode::Existing, Some(name)) => format!("credentials {name} already has"),
            };
            let open = separable || mode == Mode::Embedded;
            let state = match (self.mode == mode, self.form.focus() == Some(Row::Mode), open) {
                (true, true, true) => ChoiceState::Current,
                (true, true, false) => ChoiceState::CurrentGreyed,
                (true, false, _) => ChoiceState::Chosen,
                (false, _, true) => ChoiceState::Open,
                (false, _, false) => ChoiceState::Greyed,
            };
            sheet.choice(&format!("{number} {}", mode.label()), &about, CHOICES, state);
        }
    }

    fn below_the_name(&self, sheet: &mut Sheet, input: &Input<Row>, indent: usize, look: &Look<'_>) {
        let theme = look.theme;
        let has_fault = input.fault().is_some();
        match self.known() {
            None if self.requested || look.is_slow(Asked::CheckCredential) => {
                let words = if self.requested { "checking the name, then going on" } else { "checking the name" };
                sheet.marked(indent, look.spinner(), words, theme.dim());
            }
            None => {}
            Some(Err(reason)) => {
                sheet.marked(indent, "!", &format!("could not be checked: {reason}"), theme.warn());
            }
            Some(Ok(CredentialCheck::Unchecked)) => {
                sheet.marked(indent, "!", "could not be checked: the tenant's answer is unclear", theme.warn());
            }
            Some(Ok(CredentialCheck::Free)) => {
                if self.mode == Mode::New {
                    sheet.marked(indent, "✓", "free", theme.good());
                } else if !has_fault {
                    sheet.marked(indent, "✗", "you have no credentials of this name", theme.bad());
                }
            }
            Some(Ok(CredentialCheck::Taken(found))) if self.mode == Mode::Existing => {
                facts(sheet, found, has_fault, indent, look);
            }
            // Enter refuses the name with the same sentence.
            Some(Ok(CredentialCheck::Taken(_))) if has_fault => {}
            Some(Ok(CredentialCheck::Taken(found))) => {
                sheet.marked(indent, "!", &self.already_have(found, look.shared), theme.warn());
            }
        }
        if let Some(name) = self.proposal() {
            if self.found().is_none() && !has_fault {
                sheet.marked(indent, "✗", "the tenant says that this name is taken", theme.bad());
            }
            sheet.marked(indent, "→", &format!("Ctrl+F uses the name {name}"), theme.dim());
        }
    }

    fn explained(&self, sheet: &mut Sheet, look: &Look<'_>) {
        let here = look.shared.draft.here();
        match self.mode {
            Mode::Embedded => {}
            Mode::Existing if here.space == Some(SpaceChoice::Personal) => {}
            Mode::New if here.space == Some(SpaceChoice::Personal) => {
                sheet.dim("Other connections can use them too.");
            }
            Mode::New | Mode::Existing => {
                sheet.dim("Other users must add their own credentials before using it.");
            }
        }
        let spec = look.shared.draft.of().spec.as_ref();
        let code = here.source.as_ref().zip(spec).and_then(|(source, spec)| code_property(&source.id, spec));
        if code.is_some() {
            sheet.dim(match self.mode {
                Mode::Embedded | Mode::New => "A sign-in in your browser may follow after Details.",
                Mode::Existing => "No sign-in in your browser follows: the credentials already hold it.",
            });
        }
        if let Some(me) = here.me.as_ref().filter(|me| me.is_bot()) {
            let text =
                format!("{} is a bot user: the connection and its credentials will belong to it, not to you.", me.name);
            sheet.warn(&text);
        }
    }

    /// What can be taken, directly below the choice; where there is nothing, the choice that creates it.
    fn suggested(&self, sheet: &mut Sheet, called: &str, look: &Look<'_>) {
        if self.mode != Mode::Existing {
            return;
        }
        let whose = look.shared.acting_as().map_or_else(|| "You have".to_owned(), |name| format!("{name} has"));
        match self.suggested {
            Suggested::Unasked | Suggested::Asked if look.is_slow(Asked::SuggestCredentials) => {
                sheet.marked(0, look.spinner(), "looking up your credentials", look.theme.dim()).gap();
            }
            Suggested::Refused => {
                sheet.text("Your credentials could not be listed. Type a name, or choose 2 for new ones.").gap();
            }
            Suggested::Listed if self.offered().is_empty() => {
                sheet.text(&format!("{whose} no credentials for {called} yet. Choose 2 to create them.")).gap();
            }
            Suggested::Unasked | Suggested::Asked | Suggested::Listed => {}
        }
    }

    fn listed(&self, sheet: &mut Sheet, is_low: bool, look: &Look<'_>) {
        let current = self.form.row(Row::Listed);
        if !is_low && !self.offered().is_empty() {
            let whose = look.shared.acting_as().map_or_else(|| "Your".to_owned(), |name| format!("{name}'s"));
            sheet.text(&format!("{whose} credentials"));
        }
        for (row, credential) in self.offered().iter().enumerate() {
            // All of them are of this source.
            let about = about(&Credential { source: None, ..credential.clone() });
            sheet.choice(&credential.name, &about, CHOICES, ChoiceState::at(current == Some(row)));
        }
        sheet.gap();
    }
}

/// What is known of an existing credential; what is not known is said, too.
fn facts(sheet: &mut Sheet, found: &Credential, has_fault: bool, indent: usize, look: &Look<'_>) {
    let theme = look.theme;
    let wanted: Option<&SourceId> = look.shared.draft.here().source.as_ref().map(|source| &source.id);
    match contradiction(found, wanted) {
        Some(_) if has_fault => {}
        Some(reason) => {
            sheet.marked(indent, "✗", &reason, theme.bad());
        }
        None => {
            sheet.marked(indent, "✓", &about(found), theme.good());
        }
    }
    if found.source.is_none() {
        sheet.marked(indent, "!", "their data source could not be checked", theme.warn());
    }
    if found.separated.is_none() {
        sheet.marked(indent, "!", "whether they are separated could not be checked", theme.warn());
    }
}

/// `Amazon S3 · created 2026-03-01 · 2 connections`.
fn about(credential: &Credential) -> String {
    let mut facts = Vec::new();
    facts.extend(credential.source.as_deref().map(label_of));
    facts.extend(credential.created.as_deref().map(|at| format!("created {}", day(at))));
    facts.extend(credential.connections.map(|count| match count {
        0 => "no connections".to_owned(),
        1 => "1 connection".to_owned(),
        more => format!("{more} connections"),
    }));
    if facts.is_empty() { "found".to_owned() } else { facts.join(" · ") }
}
