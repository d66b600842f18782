//! stub
use super::State;
use crate::ui::{Draw, Look, Seen};
use ratatui::{buffer::Buffer, layout::Rect};
impl Draw for State {
    fn draw(&self, _: Rect, _: &mut Buffer, _: &Look<'_>, _: &mut Seen) {}
}
