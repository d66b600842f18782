//! A picker on the screen: its filter, and the visible rows with their matches marked. Other rows are never looked at.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    text::{Line as Row, Span},
    widgets::Widget,
};
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    kit::{line::Mask, picker::Picker},
    ui::{
        Seen,
        text::{cut, width},
        theme::Theme,
    },
};

/// What a row shows beside its label.
pub struct Beside {
    /// A short column: the kind of a space, the marks of a source.
    pub mark: String,
    /// An explanation; the first to go where it is narrow.
    pub about: String,
    /// Whether the whole row stands back.
    pub is_greyed: bool,
}

/// Draws the filter on the first row of the area, and the rows of the picker below it. `state` stands to the right of the filter.
pub fn draw<T>(
    picker: &Picker<T>,
    beside: impl Fn(&T) -> Beside,
    state: &str,
    area: Rect,
    buf: &mut Buffer,
    theme: Theme,
    seen: &mut Seen,
) {
    if area.height == 0 || area.width < 4 {
        return;
    }
    draw_filter(picker, state, Rect { height: 1, ..area }, buf, theme, seen);
    let rows = Rect { y: area.y + 1, height: area.height - 1, ..area };
    seen.page = rows.height;
    let columns = Columns::of(picker, usize::from(rows.width));
    for (row, y) in picker.window(usize::from(rows.height)).zip(rows.y..rows.bottom()) {
        let beside = beside(row.item);
        let style = match (row.current, beside.is_greyed) {
            (true, false) => theme.focus(),
            (_, true) => theme.dim(),
            (false, false) => theme.text(),
        };
        let mut spans = vec![Span::styled(if row.current { "▸ " } else { "  " }, style)];
        label_spans(&mut spans, row.label, &row.marks, columns.label, style, theme);
        let used: usize = spans.iter().map(Span::width).sum();
        spans.push(Span::raw(" ".repeat((columns.label + 4).saturating_sub(used))));
        spans.push(Span::styled(format!("{:<w$}", cut(&beside.mark, columns.mark), w = columns.mark), theme.dim()));
        if columns.about > 0 && !beside.about.is_empty() {
            spans.push(Span::styled(format!("  {}", cut(&beside.about, columns.about)), theme.dim()));
        }
        Row::from(spans).render(Rect { y, height: 1, ..rows }, buf);
    }
}

fn draw_filter<T>(picker: &Picker<T>, state: &str, area: Rect, buf: &mut Buffer, theme: Theme, seen: &mut Seen) {
    let state = cut(state, usize::from(area.width) / 2);
    let state_columns = u16::try_from(width(&state)).unwrap_or(0);
    let room = area.width.saturating_sub(state_columns + 4);
    let shown = picker.filter().visible(room, Mask::Open);
    let text = if picker.filter().is_empty() {
        Span::styled(cut("type to filter", usize::from(room)), theme.dim())
    } else {
        Span::styled(shown.text, theme.text())
    };
    Row::from(vec![Span::styled("/ ", theme.focus()), text]).render(area, buf);
    let x = area.right().saturating_sub(state_columns);
    Span::styled(state, theme.dim()).render(Rect { x, width: state_columns, ..area }, buf);
    seen.cursor = Some(Position { x: (area.x + 2 + shown.cursor).min(area.right() - 1), y: area.y });
}

/// How wide the columns are.
struct Columns {
    label: usize,
    mark: usize,
    about: usize,
}

impl Columns {
    fn of<T>(_picker: &Picker<T>, total: usize) -> Self {
        const MARK: usize = 9;
        let total = total.saturating_sub(4);
        if total < 30 {
            return Self { label: total, mark: 0, about: 0 };
        }
        let label = (total * 45 / 100).clamp(20, 44).min(total - MARK);
        Self { label, mark: MARK, about: total.saturating_sub(label + MARK + 2) }
    }
}

/// The label in so many columns, what matched in a style of its own.
fn label_spans(
    spans: &mut Vec<Span<'static>>,
    label: &str,
    marks: &[std::ops::Range<usize>],
    columns: usize,
    style: Style,
    theme: Theme,
) {
    let shown = cut(label, columns);
    let whole = shown.strip_suffix('…').filter(|_| shown != label).map_or(shown.len(), str::len);
    let mut run = String::new();
    let mut run_is_marked = false;
    let mut flush = |run: &mut String, marked: bool| {
        if !run.is_empty() {
            spans.push(Span::styled(std::mem::take(run), if marked { style.patch(theme.mark()) } else { style }));
        }
    };
    for (at, grapheme) in shown.grapheme_indices(true) {
        let marked = at < whole && marks.iter().any(|mark| mark.contains(&at));
        if marked != run_is_marked {
            flush(&mut run, run_is_marked);
            run_is_marked = marked;
        }
        run.push_str(grapheme);
    }
    flush(&mut run, run_is_marked);
}
