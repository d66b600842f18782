//! A field that is typed by hand although there is an easier way, and what the tenant thinks of what is typed.

use super::input::Input;
use crate::domain::property::Shape;

impl Input {
    /// Types it by hand, or goes back to the easier way. Says whether there are two ways.
    pub fn turn_by_hand(&mut self) -> bool {
        if self.field.by_hand().is_none() {
            return false;
        }
        self.by_hand = !self.by_hand;
        if !matches!(self.field.shape, Shape::Choice(_)) {
            std::mem::swap(&mut self.line, &mut self.other);
        } else if self.picks() && self.options.iter().all(|option| option.value != self.text()) {
            self.line.clear();
        }
        self.ahead.clear();
        self.changed();
        true
    }

    /// Whether it is typed by hand although there is an easier way.
    pub fn is_by_hand(&self) -> bool {
        self.by_hand
    }

    /// What is odd about what stands in it, as the tenant sees it. It never stands in the way.
    pub fn advice(&self) -> Option<String> {
        let is_plain = self.rows().is_none() && !self.is_file() && !self.is_picked();
        self.field.advice(self.text()).filter(|_| is_plain)
    }

    /// Whether what stands in it is one of the values to choose from.
    fn is_picked(&self) -> bool {
        self.options.iter().any(|option| option.value == self.text())
    }
}
