//! stub
use crate::{
    domain::{request::Answer, secret::Secret},
    kit::{
        keys::{Hint, Key},
        screen::{Cx, Flow, Screen},
        shared::Shared,
    },
};
mod view;
/// s
#[derive(Debug, Default)]
pub struct State;
impl Screen for State {
    fn enter(&mut self, _: &mut Cx<'_>) {}
    fn hints(&self, _: &Shared) -> Vec<Hint> {
        Vec::new()
    }
    fn key(&mut self, _: Key, _: &mut Cx<'_>) -> Flow {
        Flow::Pass
    }
    fn paste(&mut self, _: &Secret, _: &mut Cx<'_>) -> Flow {
        Flow::Stay
    }
    fn answer(&mut self, _: Answer, _: &mut Cx<'_>) -> Flow {
        Flow::Stay
    }
    fn is_typing(&self) -> bool {
        false
    }
    fn is_filled(&self) -> bool {
        false
    }
}
