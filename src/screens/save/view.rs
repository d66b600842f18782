//! How saving looks: the form with the variables that what is saved needs; then where it lies, and how it is used.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    State, usage,
    what::{self, Of, SaveAs},
};
use crate::{
    export::Format,
    ui::{About, Draw, Look, Rendered, form::FormLook, sheet::Sheet},
};

/// What is saved in the demo names a tenant that is gone once the demo has ended.
const DEMO: &str = "The demo's tenant ends with this program: put your own tenant in the file first.";

/// How wide the column of the variables is at most.
const NAMES: usize = 30;
/// How wide the column of the labels is at most.
const LABELS: usize = 12;

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let mut sheet = Sheet::new(look.theme, area.width);
        if let Some((what, path)) = &self.saved {
            saved(*what, path, self.of(look.shared), &mut sheet, look);
            return sheet.draw_from(self.scroll.row(0), area, buf, seen);
        }
        let of = self.of(look.shared);
        sheet.title(&format!("Save {}", of.name())).gap();
        let form = FormLook::new(&self.form, area.width, LABELS);
        sheet.form(&self.form, form, |_, _, _| {});
        sheet.gap();
        about(self.what(), of, &mut sheet);
        left_empty(of, &mut sheet);
        let warning = of.password_warning();
        if let Some(warning) = &warning {
            sheet.warn(warning).gap();
        }
        if let Some(text) = of.hidden_rows() {
            sheet.warn(&text).gap();
        }
        let sentence = if warning.is_some() {
            "It contains no other secrets. Set these variables before you use it:"
        } else {
            "It contains no secrets. Set these variables before you use it:"
        };
        variables(self.what(), sentence, of, &mut sheet, look);
        sheet.draw(area, buf, seen);
    }

    fn about(&self) -> About {
        About {
            text: "Write your answers to a file, so that qonnect apply can create the same connection again, or write \
                the request as a script. Secrets are never written: the file or script takes them from variables.",
            page: "https://qlik.dev/manage/data-connections/create-data-connections",
            promise: "Nothing is sent. Secrets are neither written nor copied: variables stand for them.",
        }
    }
}

fn saved(what: SaveAs, path: &str, of: Of<'_>, sheet: &mut Sheet, look: &Look<'_>) {
    sheet.good(&format!("Saved {path}")).gap();
    left_empty(of, sheet);
    variables(what, "Set these variables before you use it:", of, sheet, look);
    if of.needs_person() {
        sheet.text("Someone must sign in in a browser while it runs.");
    }
    if look.shared.launch.demo {
        sheet.warn(DEMO);
    }
    sheet.text("Then run:").text(&format!("  {}", usage(what, path, of)));
}

fn about(what: SaveAs, of: Of<'_>, sheet: &mut Sheet) {
    let person = of.needs_person();
    match what {
        SaveAs::Answers if person => {
            sheet.text("A file for `qonnect --answers`, or for `qonnect authorize`: someone must sign in in a browser.")
        }
        SaveAs::Answers => sheet.text("A file for `qonnect apply`, which creates the connection again, here or in CI."),
        SaveAs::Script(Format::Curl) if person => {
            sheet.text("The script prints the URL to sign in at, and waits for the code.")
        }
        SaveAs::Script(Format::Curl) => sheet.text("The request, for a POSIX shell with curl."),
        SaveAs::Script(_) => sheet.text("Written from documentation and not tested. Check it before you run it."),
    };
    sheet.gap();
}

/// What is missing in it was passed in Details, and has to be added before it is used.
fn left_empty(of: Of<'_>, sheet: &mut Sheet) {
    let left = of.left_empty();
    if !left.is_empty() {
        let them = if left.len() == 1 { "it" } else { "them" };
        let text = format!("Left empty: {}. Add {them} before you use it.", left.join(", "));
        sheet.warn(&text).gap();
    }
}

fn variables(what: SaveAs, sentence: &str, of: Of<'_>, sheet: &mut Sheet, look: &Look<'_>) {
    let all = what::variables(what, of, look.now);
    if all.is_empty() {
        return;
    }
    sheet.text(sentence);
    let widest = all.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, about) in &all {
        sheet.fact(&format!("  {name}"), widest.min(NAMES) + 3, about);
    }
    sheet.gap();
}
