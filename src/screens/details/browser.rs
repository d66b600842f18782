//! Whether to sign in through the browser, where no field is known to decide it and the person is asked.

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
    pub answer: Option<bool>,
    /// Whether it is asked.
    pub asked: bool,
    /// Whether the missing answer was noticed.
    pub fault: bool,
}

impl Browser {
    /// A key was pressed while the question has the focus.
    pub fn key(&mut self, key: Key) -> Edit {
        let answer = match key.code {
            Code::Left | Code::Right | Code::Char(' ') => self.answer != Some(true),
            Code::Char('y' | 'Y') if key.typed().is_some() => true,
            Code::Char('n' | 'N') if key.typed().is_some() => false,
            _ => return Edit::Pass,
        };
        self.answer = Some(answer);
        self.fault = false;
        Edit::Changed
    }

    /// Whether nothing is missing.
    pub fn check(&mut self) -> bool {
        self.fault = self.asked && self.answer.is_none();
        !self.fault
    }

    /// The answer, where the question is asked.
    pub fn given(&self) -> Option<bool> {
        self.answer.filter(|_| self.asked)
    }

    /// What stands on the screen.
    pub fn word(&self) -> &'static str {
        match self.answer {
            Some(true) => "yes",
            Some(false) => "no",
            None => "yes or no?",
        }
    }
}

/// Whether only the person can say if a browser is needed: there is a code, no credential holds it already, and no other field
/// is known to decide it.
pub fn is_asked(shared: &Shared) -> bool {
    let draft = &shared.draft;
    let (Some(source), Some(spec)) = (&draft.here().source, &draft.of().spec) else { return false };
    draft.mode() != Mode::Existing && code_property(&source.id, spec).is_some() && code_condition(&source.id).is_none()
}
