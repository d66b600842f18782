//! The api-specs that were read: those of the rows someone looked at while choosing.

use std::sync::Arc;

use crate::domain::{property::Spec, source::SourceId};

/// How many are kept; the oldest go.
const KEPT: usize = 32;

/// The api-specs that were read.
#[derive(Debug, Default)]
pub(super) struct Specs {
    read: Vec<(SourceId, Arc<Spec>)>,
}

impl Specs {
    /// Those of a source.
    pub(super) fn of(&self, id: &SourceId) -> Option<Arc<Spec>> {
        self.read.iter().find(|(kept, _)| kept == id).map(|(_, spec)| Arc::clone(spec))
    }

    /// Keeps those of a source, in place of what was kept of it.
    pub(super) fn keep(&mut self, id: SourceId, spec: Arc<Spec>) {
        self.read.retain(|(kept, _)| *kept != id);
        if self.read.len() == KEPT {
            self.read.remove(0);
        }
        self.read.push((id, spec));
    }
}
