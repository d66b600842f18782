//! Step Space.

mod view;

use crate::{
    domain::{request::Answer, secret::Secret},
    kit::{
        keys::{Hint, Key},
        screen::{Cx, Flow, Screen},
        shared::Shared,
    },
};

/// State.
#[derive(Debug, Default)]
pub struct State {}

impl Screen for State {
    fn enter(&mut self, _cx: &mut Cx<'_>) {}
    fn hints(&self, _shared: &Shared) -> Vec<Hint> {
        Vec::new()
    }
    fn key(&mut self, _key: Key, _cx: &mut Cx<'_>) -> Flow {
        Flow::Pass
    }
    fn paste(&mut self, _text: &Secret, _cx: &mut Cx<'_>) -> Flow {
        Flow::Stay
    }
    fn answer(&mut self, _answer: Answer, _cx: &mut Cx<'_>) -> Flow {
        Flow::Pass
    }
    fn is_typing(&self) -> bool {
        false
    }
    fn is_filled(&self) -> bool {
        false
    }
}
