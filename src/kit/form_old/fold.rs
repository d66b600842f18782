//! What of a long form is in view: what is needed first, the rest behind one line until it is wanted.

use super::{Form, Input};
use crate::domain::field::Order;

/// Fewer than these are not worth a line of their own.
const FEWEST: usize = 2;

/// The line behind which optional fields wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fold {
    /// How many fields wait, or would if the line were closed.
    pub count: usize,
    /// How many of them have a default of the tenant's.
    pub defaults: usize,
    /// The line stands behind this field.
    pub behind: Option<usize>,
    /// Whether the fields are in view.
    pub is_open: bool,
}

impl Form {
    /// The line of the optional fields, if there are enough of them.
    pub fn fold(&self) -> Option<Fold> {
        let shown = || self.shown().filter_map(|at| self.get(at));
        let waiting = || shown().filter(|input| waits(input));
        let count = waiting().count();
        let optional = shown().filter(|input| input.field.may_wait()).count();
        let is_first = |at: &usize| self.get(*at).is_some_and(|input| input.field.order == Order::First);
        (optional >= FEWEST && count > 0).then(|| Fold {
            count,
            defaults: waiting().filter(|input| input.field.default.is_some()).count(),
            behind: self.shown().filter(is_first).last(),
            is_open: self.unfolded,
        })
    }

    /// Shows what waits behind the line, or puts it back.
    pub fn turn_fold(&mut self) {
        self.unfolded = !self.unfolded;
    }

    /// The fields in view, in order.
    pub fn visible(&self) -> Vec<usize> {
        let folds = self.fold().is_some_and(|fold| !fold.is_open);
        self.shown().filter(|at| !folds || !self.get(*at).is_some_and(waits)).collect()
    }

    /// Brings a field into view.
    pub fn uncover(&mut self, at: usize) {
        if self.is_shown(at) && !self.visible().contains(&at) {
            self.unfolded = true;
        }
    }
}

/// Whether nothing speaks for having a field in view: it is optional, untouched, and nothing is said about it.
fn waits(input: &Input) -> bool {
    input.field.may_wait() && !input.is_touched() && input.fault().is_none() && input.note().is_none()
}
