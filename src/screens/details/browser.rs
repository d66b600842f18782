//! How to sign in, where no field is known to decide it and the person is asked: through the browser, with a code that they have
//! already, or by the fields of the form alone.

use crate::{
    domain::{
        credential::Mode,
        field::{code_condition, code_property},
    },
    kit::{
        keys::{Code, Key},
        line::Edit,
        shared::Shared,
    },
};

/// The question and its answer.
#[derive(Debug, Default)]
pub struct Browser {
    /// The answer; kept where it is not asked for at the moment.
    pub answer: Option<Way>,
    /// Whether it is asked.
    pub asked: bool,
    /// Whether the fields of the form are a way to sign in, too.
    pub has_fields: bool,
    /// Whether the missing answer was noticed.
    pub fault: bool,
}

/// A way to sign in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// A person consents in the browser and brings back a code.
    Browser,
    /// There is a code already.
    Code,
    /// Neither: by the fields of the form.
    Fields,
}

impl Browser {
    fn ways(&self) -> &'static [Way] {
        if self.has_fields { &[Way::Browser, Way::Code, Way::Fields] } else { &[Way::Browser, Way::Code] }
    }

    /// A key was pressed while the question has the focus.
    pub fn key(&mut self, key: Key) -> Edit {
        let ways = self.ways();
        let count = ways.len();
        let at = self.answer.and_then(|answer| ways.iter().position(|way| *way == answer));
        let typed = key.typed().map(|c| c.to_ascii_lowercase());
        let way = match (key.code, typed) {
            (Code::Right, _) | (_, Some(' ')) => ways.get(at.map_or(0, |at| (at + 1) % count)),
            (Code::Left, _) => ways.get(at.map_or(count - 1, |at| (at + count - 1) % count)),
            (_, Some('b')) => Some(&Way::Browser),
            (_, Some('c')) => Some(&Way::Code),
            (_, Some('f')) if self.has_fields => Some(&Way::Fields),
            _ => None,
        };
        let Some(way) = way else { return Edit::Pass };
        self.answer = Some(*way);
        self.fault = false;
        Edit::Changed
    }

    /// Whether nothing is missing.
    pub fn check(&mut self) -> bool {
        self.fault = self.asked && self.answer.is_none();
        !self.fault
    }

    /// Whether a person has to consent in the browser, where the question is asked.
    pub fn given(&self) -> Option<bool> {
        self.answer.filter(|_| self.asked).map(|way| way == Way::Browser)
    }

    /// Whether there is a code already.
    pub fn brings_code(&self) -> bool {
        self.asked && self.answer == Some(Way::Code)
    }

    /// What stands on the screen.
    pub fn word(&self) -> &'static str {
        match self.answer {
            Some(Way::Browser) => "through the browser",
            Some(Way::Code) => "with a code you have",
            Some(Way::Fields) => "by the fields above",
            None => "through the browser, or with a code you have?",
        }
    }
}

/// Whether only the person can say if a browser is needed: there is a code, no credential holds it already, and no other field
/// is known to decide it.
pub fn is_asked(shared: &Shared) -> bool {
    let draft = &shared.draft;
    let (Some(source), Some(spec)) = (&draft.here().source, &draft.of().spec) else { return false };
    draft.mode() != Mode::Existing
        && code_property(&source.id, spec).is_some()
        && code_condition(&source.id, spec).is_none()
}
