//! What happens on Next: everything is looked at, the first wrong field gets the focus, and what is shown becomes the answer.

use std::time::Duration;

use super::{State, form::Row};
use crate::{
    domain::{draft::Details, request::Asked},
    kit::{
        form::{Check, Need},
        notice::Notice,
        screen::{Cx, Flow},
    },
};

impl State {
    /// Goes on if nothing is in the way.
    pub(super) fn next(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.requested = false;
        self.refusal = None;
        let check = self.fields.check();
        self.fields.read_files(cx);
        if let Check::Wrong(_) = check {
            return Flow::Stay;
        }
        if self.refused().is_some() {
            self.fields.form.go(Row::Name);
            return Flow::Stay;
        }
        if self.warns(cx) {
            return Flow::Stay;
        }
        if let Check::Waits(row) = check {
            self.requested = true;
            // What still waits for the typing to pause is sent now.
            if row == Row::Name && cx.shared.pending.waited(Asked::CheckName, cx.now).is_none() {
                self.look_up(Duration::ZERO, cx);
            }
            return Flow::Stay;
        }
        self.commit(cx)
    }

    /// What Next waited for has come.
    pub(super) fn go_on(&mut self, cx: &mut Cx<'_>) -> Flow {
        if !std::mem::take(&mut self.requested) {
            return Flow::Stay;
        }
        self.next(cx)
    }

    /// What looks wrong, or is required as far as is known and empty, is said once; who presses Enter once more knows better.
    fn warns(&mut self, cx: &mut Cx<'_>) -> bool {
        let usual = self.fields.form.missing().filter(|input| *input.need() == Need::Usual);
        let labels: Vec<String> = usual.map(|input| input.label().to_owned()).collect();
        let gaps: Vec<String> = self.fields.gaps().into_iter().map(|gap| gap.say).collect();
        let odd: Vec<String> =
            self.fields.odd().map(|(input, advice)| format!("{}: {advice}", input.label())).collect();
        let said: Vec<String> = odd.iter().chain(&labels).chain(&gaps).cloned().collect();
        // An Enter that came before the sentence was on the screen answers nothing.
        if self.is_warning && !cx.fresh {
            return true;
        }
        if said.iter().all(|what| self.warned.contains(what)) {
            self.is_warning = false;
            return false;
        }
        let mut sentences = odd;
        match labels.as_slice() {
            [] => {}
            [one] => sentences.push(format!("{one} is required.")),
            many => sentences.push(format!("{} are required.", listed(many))),
        }
        sentences.extend(gaps.iter().map(|gap| format!("Enter {gap}.")));
        sentences.push(match labels.len() + gaps.len() {
            0 => "Press Enter again to go on.".to_owned(),
            1 => "Press Enter again to go on without it.".to_owned(),
            _ => "Press Enter again to go on without them.".to_owned(),
        });
        cx.tell(Notice::warn(sentences.join(" ")));
        self.is_warning = true;
        self.warned = said;
        // Again means on this button.
        self.fields.form.go(Row::Next);
        true
    }

    fn commit(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.fields.form.hide_secrets();
        cx.shared.draft.of_mut().details = Some(self.details());
        Flow::Next
    }

    /// What stands in the form now.
    pub(super) fn details(&self) -> Details {
        Details {
            name: self.name().to_owned(),
            entered: self.fields.entered(),
            browser: self.fields.browser(),
            code: self.fields.marked(),
            files: self.fields.files(),
        }
    }
}

/// `Region, Bucket and Access key`.
fn listed(labels: &[String]) -> String {
    match labels.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => labels.concat(),
    }
}
