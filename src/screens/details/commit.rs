//! What happens on Next: everything is looked at, the first wrong row gets the focus, and what is shown becomes the answer.

use std::time::Duration;

use super::{State, name::Known, rows::Row};
use crate::{
    domain::{draft::Details, request::Asked},
    kit::{
        notice::Notice,
        screen::{Cx, Flow},
    },
};

impl State {
    /// Goes on if nothing is in the way.
    pub(super) fn next(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.wish = false;
        self.refusal = None;
        if let Some(row) = self.first_wrong() {
            self.row = row;
            if let Row::Field(at) = row {
                self.form.uncover(at);
            }
            self.read_files(cx);
            return Flow::Stay;
        }
        if self.name.is_taken() {
            self.row = Row::Name;
            return Flow::Stay;
        }
        if self.warns(cx) {
            return Flow::Stay;
        }
        if matches!(self.name.known(), Known::Asked(_)) {
            self.wish = true;
            // What still waits for the typing to pause is sent now.
            if cx.shared.pending.waited(Asked::CheckName, cx.now).is_none() {
                self.name.look_up(Duration::ZERO, cx);
            }
            return Flow::Stay;
        }
        // What a file holds is part of the answer.
        if self.form.wanted_file().is_some() {
            self.wish = true;
            self.read_files(cx);
            return Flow::Stay;
        }
        self.commit(cx)
    }

    /// What Next waited for has come.
    pub(super) fn went_on(&mut self, cx: &mut Cx<'_>) -> Flow {
        if !std::mem::take(&mut self.wish) {
            return Flow::Stay;
        }
        self.next(cx)
    }

    /// Looks at every row, and finds the first that is wrong.
    fn first_wrong(&mut self) -> Option<Row> {
        let name = (!self.name.check()).then_some(Row::Name);
        let (field, extra) = self.form.check();
        // An added property without a name is mended at its name, and one with a name in use, too.
        let extra = extra.map(Row::Key);
        let browser = (!self.browser.check()).then_some(Row::Browser);
        name.or(field.map(Row::Field)).or(browser).or(extra)
    }

    /// What is usually needed and empty is said once; who presses Enter once more knows better.
    fn warns(&mut self, cx: &mut Cx<'_>) -> bool {
        let empty: Vec<(String, String)> =
            self.form.usually_needed().map(|input| (input.field.name.clone(), input.field.label.clone())).collect();
        if empty.iter().all(|(name, _)| self.warned.contains(name)) {
            self.is_warning = false;
            return false;
        }
        let labels: Vec<&str> = empty.iter().map(|(_, label)| label.as_str()).collect();
        let text = match labels.as_slice() {
            [one] => format!("{one} is usually needed. Press Enter once more to go on without it."),
            many => format!("{} are usually needed. Press Enter once more to go on without them.", listed(many)),
        };
        cx.tell(Notice::warn(text));
        self.is_warning = true;
        self.warned = empty.into_iter().map(|(name, _)| name).collect();
        // Once more means on this button.
        self.go(Row::Next);
        true
    }

    fn commit(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.form.cover();
        cx.shared.draft.of_mut().details = Some(Details {
            name: self.name.text().to_owned(),
            entered: self.form.entered(),
            browser: self.browser.given(),
            code: self.form.marked.clone().filter(|name| self.form.is_marked(name)),
        });
        Flow::Next
    }
}

/// `Region, Bucket and Access key`.
fn listed(labels: &[&str]) -> String {
    match labels.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => labels.concat(),
    }
}
