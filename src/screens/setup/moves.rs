//! From field to field, from button to button, from page to page. What makes something is read to its end first.

use super::{Page, State, answers::Kind, buttons::Button};
use crate::kit::{
    screen::{Cx, Flow},
    scroll::Scroll,
};

impl State {
    pub(super) fn enter_pressed(&mut self, cx: &mut Cx<'_>) -> Flow {
        match self.page {
            Page::Intro => self.show(Page::Answers),
            Page::Answers => self.inspect(cx),
            Page::Trial if self.asks_for_user() => self.find_user(cx),
            Page::Trial if self.trial.at.is_some() => {
                self.trial.at = None;
                self.at = Some(0);
            }
            Page::Review | Page::Run | Page::Removal | Page::Trial | Page::Done => {
                // What makes something is not pressed before all of it was to be seen.
                if self.wants_reading() {
                    self.scroll.pages(1, cx.extent);
                } else if self.at.is_some() {
                    return self.press(cx);
                } else {
                    self.step(true, cx);
                }
            }
        }
        Flow::Stay
    }

    /// Whether there is more to read before Enter may do what it does here.
    pub(super) fn wants_reading(&self) -> bool {
        let button = self.at.and_then(|at| self.buttons().get(at).copied());
        let makes = match self.page {
            Page::Review => button.is_none_or(|it| it == Button::Make) && self.buttons().contains(&Button::Make),
            Page::Trial => self.trial.at.is_none() && button.is_none_or(|it| it == Button::Try) && self.makes_user(),
            Page::Intro | Page::Answers | Page::Run | Page::Removal | Page::Done => false,
        };
        makes && !self.was_read
    }

    pub(super) fn step(&mut self, down: bool, cx: &Cx<'_>) -> Flow {
        self.asked = None;
        match self.page {
            Page::Intro => {
                let to = if down { Kind::Signed } else { Kind::Client };
                if to == self.answers.kind {
                    self.scroll.rows(if down { 1 } else { -1 }, cx.extent);
                    return Flow::Stay;
                }
                self.answers.kind = to;
            }
            Page::Answers => self.answers.step(down),
            Page::Trial => {
                self.step_in_trial(down);
                if self.at.is_some() {
                    return Flow::Stay;
                }
            }
            Page::Review | Page::Run | Page::Removal | Page::Done => {
                let last = self.buttons().len();
                let at = self.at.map_or(0, |at| at + 1);
                let to = if down { (at + 1).min(last) } else { at.saturating_sub(1) };
                self.at = to.checked_sub(1);
                // What was read stays where it is.
                return Flow::Stay;
            }
        }
        self.scroll = Scroll::default();
        Flow::Stay
    }

    /// One page back, where there is one.
    pub(super) fn back(&mut self, cx: &mut Cx<'_>) -> Flow {
        match self.page {
            Page::Intro => return Flow::Pass,
            Page::Answers => {
                self.stop_looking(cx);
                self.show(Page::Intro);
            }
            Page::Review => self.back_to_answers(),
            Page::Run if self.run.made.is_empty() => self.back_to_answers(),
            Page::Done if self.can_sign() => self.show(Page::Trial),
            // What was made stands, and this page with it: coming back leads here.
            Page::Run | Page::Done => return Flow::Back,
            Page::Removal => self.keep(cx),
            Page::Trial => self.end_trial(cx),
        }
        Flow::Stay
    }
}
