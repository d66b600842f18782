//! How the step Done looks.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Read, State, credential, load_script, space_address};
use crate::{
    domain::{connection::Connection, credential::Mode, known, request::Asked, space::SpaceChoice},
    kit::shared::Shared,
    ui::{About, Draw, Look, Rendered, sheet::Sheet, text::minute},
};

/// How wide the column of the labels is.
const LABELS: usize = 12;

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let mut sheet = Sheet::new(look.theme, area.width);
        let Some(connection) = self.connection(look.shared) else {
            sheet.dim("Nothing was created yet.");
            return sheet.draw(area, buf, seen);
        };
        // What it means stands first: the facts may go on below the screen.
        sheet.good(&format!("Created {}", connection.name));
        self.comparison(&mut sheet, look);
        // In a personal space there are no other users.
        if look.shared.draft.mode() != Mode::Embedded && connection.space.is_some() {
            let text = "Other users must add their own credentials before they can use it. A reload by a user without \
                        credentials fails.";
            sheet.marked(0, "•", text, look.theme.dim());
        }
        sheet.gap();
        facts(&mut sheet, connection, look.shared);
        // What was asked for by a key is to be seen.
        let own = if self.unfolded { sheet.len() } else { 0 };
        self.added_by_the_tenant(&mut sheet, look);
        sheet.draw_from(self.scroll.row(own), area, buf, seen);
    }

    fn about(&self) -> About {
        About {
            text: "The connection was created and read back. The saved values were compared with what was sent; the \
                credentials themselves were not tested. Load scripts read files by FROM [lib://NAME/file.csv], and \
                other sources after LIB CONNECT.",
            page: "https://qlik.dev/apis/rest/data-connections/",
            promise: "Nothing more is created from here.",
        }
    }
}

fn facts(sheet: &mut Sheet, connection: &Connection, shared: &Shared) {
    sheet.fact("Name", LABELS, &connection.name);
    sheet.fact("Space", LABELS, &space(connection, shared));
    sheet.fact("Data source", LABELS, &source(connection, shared));
    let separated = credential(shared).filter(|_| shared.draft.mode() != Mode::Embedded);
    let login = match (separated, &connection.credential) {
        (Some(credential), _) => format!("{}, separated ({})", credential.name, credential.id.0),
        (None, Some(id)) => format!("stored in the connection ({id})"),
        (None, None) => "stored in the connection".to_owned(),
    };
    sheet.fact("Credentials", LABELS, &login);
    // What comes next needs these; the rest is for the record.
    if let Some(made) = shared.made.last() {
        sheet.fact("Load script", LABELS, &load_script(made, shared)).beside_last("t copies");
        if let Some(address) = space_address(made) {
            sheet.fact("Space URL", LABELS, &address).beside_last("w copies");
        }
    }
    let me = shared.draft.here().me.as_ref();
    match (&connection.owner, me) {
        (Some(owner), Some(me)) if me.user_id == *owner => sheet.fact("Owner", LABELS, &shared.whose(me)),
        (Some(owner), _) => sheet.fact("Owner", LABELS, owner),
        (None, _) => sheet,
    };
    if let Some(created) = &connection.created {
        sheet.fact("Created", LABELS, &minute(created));
    }
    sheet.fact("Id", LABELS, &connection.id).beside_last("y copies");
    let tags: Vec<&str> = connection.own_tags().collect();
    if !tags.is_empty() {
        sheet.fact("Tags", LABELS, &tags.join(", "));
    }
}

/// The name of the space, as long as it is the one that was chosen.
fn space(connection: &Connection, shared: &Shared) -> String {
    match (&shared.draft.here().space, &connection.space) {
        (Some(SpaceChoice::In(space)), Some(id)) if space.id.0 == *id => space.name.clone(),
        (_, Some(id)) => id.clone(),
        (Some(SpaceChoice::In(space)), None) => format!("{} (the tenant did not say)", space.name),
        (Some(SpaceChoice::Personal) | None, None) => shared.draft.here().personal_space(),
    }
}

fn source(connection: &Connection, shared: &Shared) -> String {
    let chosen = shared.draft.here().source.as_ref();
    match (&connection.source, chosen) {
        (Some(id), Some(chosen)) if chosen.id.0 != *id => known::label_of(id),
        (_, Some(chosen)) => known::label(chosen),
        (Some(id), None) => id.clone(),
        (None, None) => String::new(),
    }
}

impl State {
    fn comparison(&self, sheet: &mut Sheet, look: &Look<'_>) {
        let theme = look.theme;
        match &self.read {
            Read::Asking => {
                // Its row stays, so that nothing below moves when the answer comes.
                if look.is_slow(Asked::ReadBack) {
                    sheet.marked(0, look.spinner(), "reading it back", theme.dim());
                } else {
                    sheet.gap();
                }
            }
            Read::Failed(failure) => {
                let told = failure.verbatim();
                let why = if told.is_empty() { "no clear answer came".to_owned() } else { told };
                sheet.marked(0, "•", &format!("It could not be read back: {why}"), theme.dim());
            }
            Read::Back(_) => {
                let differences = self.differences(look.shared);
                if differences.is_empty() && super::sent(look.shared).is_some() {
                    sheet.marked(
                        0,
                        "✓",
                        "Saved values match. The credentials themselves were not tested.",
                        theme.good(),
                    );
                }
                for difference in differences {
                    let found = match &difference.found {
                        Some(found) => format!("came back as {found}"),
                        None => "did not come back".to_owned(),
                    };
                    let text = format!("{}: {} was sent, and {found}", difference.key, difference.sent);
                    sheet.warn(&text);
                }
            }
        }
    }

    fn added_by_the_tenant(&self, sheet: &mut Sheet, look: &Look<'_>) {
        let count = self.added(look.shared).count();
        if count == 0 {
            return;
        }
        let things = if count == 1 { "property" } else { "properties" };
        let verb = if self.unfolded { "hides" } else { "shows" };
        let them = if count == 1 { "it" } else { "them" };
        sheet.gap().marked(0, "•", &format!("The tenant added {count} {things}; m {verb} {them}."), look.theme.dim());
        if self.unfolded {
            for (key, value) in self.added(look.shared) {
                sheet.marked(2, " ", &format!("{key} = {value}"), look.theme.dim());
            }
        }
    }
}
