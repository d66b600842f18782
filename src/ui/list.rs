//! A picker on the screen: its filter, and the visible rows with their matches marked. Other rows are never looked at.

use std::ops::Range;

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Position, Rect},
    style::Style,
    text::{Line, Span},
    widgets::Widget,
};

use crate::{
    kit::{
        line::Mask,
        paged::Paged,
        picker::{ListLine, Picker, Visible},
    },
    ui::{
        Rendered,
        sheet::more_mark,
        text::{count, cut, width, wrap},
        theme::Theme,
    },
};

/// What the items of a list are called.
#[derive(Clone, Copy)]
pub struct Noun {
    pub one: &'static str,
    pub many: &'static str,
}

/// From so many rows on there are headings.
const MANY: u16 = 8;

/// To the right of the filter: how many were found, and how many of all are here. `spinner`: a page or a search takes its time.
pub fn state<T>(list: &Paged<T>, noun: Noun, spinner: Option<&str>) -> String {
    let (picker, pages) = (&list.picker, &list.pages);
    let mut parts = Vec::new();
    if !picker.filter().as_str().trim().is_empty() {
        parts.push(format!("{} found", count(picker.hits())));
    }
    if pages.is_complete() && parts.is_empty() {
        // As many as there are rows: a row that is no item of the tenant's list is one to choose, too.
        parts.push(match picker.len() {
            0 => format!("no {}", noun.many),
            1 => format!("1 {}", noun.one),
            number => format!("{} {}", count(number), noun.many),
        });
    } else if pages.is_complete() {
        parts = vec![format!("{} of {}", count(picker.hits()), count(picker.len()))];
    } else if pages.is_first() && list.loaded() == 0 {
        parts.extend(pages.has_failed.then(|| "not loaded".to_owned()));
    } else {
        parts.push(match pages.total.filter(|total| *total >= list.loaded()) {
            Some(total) => format!("{} of {} loaded", count(list.loaded()), count(total)),
            None => format!("{} loaded, not all", count(list.loaded())),
        });
    }
    let words = parts.join(" · ");
    match (spinner, words.is_empty()) {
        (Some(spinner), true) => format!("{spinner} loading {}", noun.many),
        (Some(spinner), false) => format!("{spinner} {words}"),
        (None, _) => words,
    }
}

/// In place of the rows where the filter leaves none. "No match" would mislead while not all is here.
pub fn nothing<T>(list: &Paged<T>, noun: Noun) -> String {
    let (Noun { one, many }, here) = (noun, count(list.loaded()));
    let filter = list.picker.filter().as_str().trim();
    if list.pages.is_complete() {
        format!("No {one} matches. Esc clears the filter.")
    } else if list.is_seeking() {
        format!("No match in the {here} {many} loaded so far. Asking the tenant.")
    } else if list.is_sought(filter) {
        format!("The tenant has no {one} with this in its name. Esc clears the filter.")
    } else {
        format!("No match in the {here} {many} loaded so far, and there are more. Ctrl+R asks the tenant.")
    }
}

/// What a row shows beside its label.
pub struct RowBeside {
    /// A short column: the kind of a space, the marks of a source.
    pub mark: String,
    /// An explanation; the first to go where it is narrow.
    pub about: String,
    /// The parts of the explanation that the filter found.
    pub marks: Vec<Range<usize>>,
    /// Whether the whole row stands back.
    pub is_greyed: bool,
}

/// What a list shows beside its rows, and how its columns are cut.
#[derive(Clone, Copy)]
pub struct ListLook<'a> {
    pub theme: Theme,
    /// Stands to the right of the filter: how many there are, how many were found.
    pub state: &'a str,
    /// Stands in place of the rows where there is none.
    pub empty: &'a str,
    /// How wide the widest label is, so that short ones leave their room to the rest.
    pub widest: usize,
    /// How wide the column of the marks is.
    pub marks: usize,
    /// How wide the explanation has to be to be there at all.
    pub least: usize,
    /// What stands above the marks and the explanation, where there is room for many rows.
    pub heads: Option<Heads<'a>>,
}

/// Fewer letters of an explanation explain nothing.
pub const LEAST_WORDS: usize = 8;

#[derive(Clone, Copy)]
pub struct Heads<'a> {
    pub mark: &'a str,
    pub about: &'a str,
}

/// A column: as wide as this where there is room, and never narrower than that.
pub type Column = (usize, usize);

/// How wide a list of several columns draws them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Widths {
    pub label: usize,
    pub mark: usize,
    /// The leading ones that fit, two apart: none is cut to less than its least.
    pub about: Vec<usize>,
}

impl Widths {
    /// What a list of so many columns has room for. The room that is left goes first to what would be cut least: so as much as
    /// possible is whole, and one long text takes only what the others leave.
    pub fn within(total: u16, label: Column, mark: Column, columns: &[Column]) -> Self {
        const GAP: usize = 2;
        let total = usize::from(total).saturating_sub(MARGIN);
        let widest = label.0.clamp(SHORTEST, most_of_label(total));
        let mut all = vec![(widest, label.1.clamp(SHORTEST, widest)), mark];
        let mut room = total.saturating_sub(all[0].1 + GAP + mark.1);
        for column in columns {
            let Some(rest) = room.checked_sub(GAP + column.1) else { break };
            room = rest;
            all.push(*column);
        }
        let mut widths: Vec<usize> = all.iter().map(|(_, least)| *least).collect();
        for _ in 0..room {
            let is_short = |at: &usize| widths[*at] < all[*at].0;
            let Some(at) = (0..all.len()).filter(is_short).min_by_key(|at| all[*at].0 - widths[*at]) else { break };
            widths[at] += 1;
        }
        let about = widths.split_off(2);
        Self { label: widths[0], mark: widths[1], about }
    }
}

/// What stands around a list that has a screen to itself.
#[derive(Clone, Copy)]
pub struct ListPage<'a> {
    /// The question above it; none where the line above says it.
    pub title: &'a str,
    /// What there is to know about the current row, below it; the first to go where it is low.
    pub note: &'a str,
    /// How many lines the note gets where there is room.
    pub lines: u16,
}

/// Draws a list with its question above and its note below. The note always has the same room, so that rows stay put.
pub fn page<T>(
    picker: &Picker<T>,
    beside: impl Fn(&T) -> RowBeside,
    page: ListPage<'_>,
    look: ListLook<'_>,
    area: Rect,
    buf: &mut Buffer,
    seen: &mut Rendered,
) {
    let (gap, note) = match area.height {
        0..6 => (0, 0),
        6..12 => (0, 1),
        12..18 => (1, 2),
        18.. => (1, page.lines),
    };
    let [title, _, list, _, below] = Layout::vertical([
        Constraint::Length(u16::from(area.height > 2 && !page.title.is_empty())),
        Constraint::Length(gap),
        Constraint::Min(1),
        Constraint::Length(gap),
        Constraint::Length(note),
    ])
    .areas(area);
    let columns = usize::from(area.width);
    Span::styled(cut(page.title, columns), look.theme.strong()).render(title, buf);
    for (line, y) in fitted(page.note, columns, usize::from(note)).into_iter().zip(below.y..below.bottom()) {
        Span::styled(line, look.theme.dim()).render(Rect { y, height: 1, ..below }, buf);
    }
    draw(picker, beside, look, list, buf, seen);
}

/// A text in at most so many lines: with its own breaks where these fit, else run together, and cut if that does not fit.
fn fitted(text: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines = wrap(text, columns);
    if lines.len() > most && text.contains('\n') {
        lines = wrap(&text.replace('\n', " · "), columns);
    }
    let left_out = lines.split_off(most.min(lines.len()));
    if let (Some(last), Some(more)) = (lines.last_mut(), left_out.first()) {
        *last = cut(&format!("{last} {more}"), columns);
    }
    lines
}

/// Draws the filter on the first row of the area, and the rows of the picker below it.
pub fn draw<T>(
    picker: &Picker<T>,
    beside: impl Fn(&T) -> RowBeside,
    look: ListLook<'_>,
    area: Rect,
    buf: &mut Buffer,
    seen: &mut Rendered,
) {
    if area.height == 0 || area.width < 4 {
        return;
    }
    draw_filter(picker, look, Rect { height: 1, ..area }, buf, seen);
    let mut rows = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let columns = Columns::of(look, usize::from(rows.width));
    // Rows are worth more than their heading where there are few.
    if let Some(heads) = look.heads.filter(|_| rows.height >= MANY && columns.mark > 0 && picker.hits() > 0) {
        let mark = format!("{:width$}", heads.mark, width = columns.mark);
        let row = format!("{:before$}{mark}  {}", "", cut(heads.about, columns.about), before = columns.label + 4);
        Span::styled(row, look.theme.dim()).render(Rect { height: 1, ..rows }, buf);
        rows = Rect { y: rows.y + 1, height: rows.height - 1, ..rows };
    }
    seen.extent.page = rows.height;
    let height = usize::from(rows.height);
    if picker.hits() == 0 {
        let text = wrap(look.empty, usize::from(rows.width - 2));
        for (line, y) in text.into_iter().zip(rows.y..rows.bottom()) {
            Span::styled(line, look.theme.dim())
                .render(Rect { x: rows.x + 2, y, width: rows.width - 2, height: 1 }, buf);
        }
        return;
    }
    for (line, y) in picker.shown(height).zip(rows.y..rows.bottom()) {
        let line = match line {
            ListLine::Heading(heading) => Line::styled(cut(heading, usize::from(rows.width)), look.theme.dim()),
            ListLine::Row(row) => row_spans(&row, &beside(row.item), columns, look.theme).into(),
        };
        line.render(Rect { y, height: 1, ..rows }, buf);
    }
    if height > 1 {
        let above = picker.top_for(height);
        if above > 0 {
            more_mark(rows, rows.y, "↑", look.theme, buf);
        }
        if above + height < picker.lines() {
            more_mark(rows, rows.bottom() - 1, "↓", look.theme, buf);
        }
    }
}

fn row_spans<T>(row: &Visible<'_, T>, beside: &RowBeside, columns: Columns, theme: Theme) -> Vec<Span<'static>> {
    let style = match (row.current, beside.is_greyed) {
        (true, false) => theme.focus(),
        (_, true) => theme.dim(),
        (false, false) => theme.text(),
    };
    let mut spans = vec![Span::styled(if row.current { "▸ " } else { "  " }, style)];
    label_spans(&mut spans, row.label, &row.marks, columns.label, style, theme);
    let used: usize = spans.iter().map(Span::width).sum();
    spans.push(Span::raw(" ".repeat((columns.label + 4).saturating_sub(used))));
    if columns.mark > 0 {
        let mark = cut(&beside.mark, columns.mark);
        let pad = " ".repeat((columns.mark + 2).saturating_sub(width(&mark)));
        spans.push(Span::styled(format!("{mark}{pad}"), theme.dim()));
    }
    if columns.about > 0 {
        label_spans(&mut spans, &beside.about, &beside.marks, columns.about, theme.dim(), theme);
    }
    spans
}

fn draw_filter<T>(picker: &Picker<T>, look: ListLook<'_>, area: Rect, buf: &mut Buffer, seen: &mut Rendered) {
    // Of a narrow row the filter needs more than half: what is typed counts more than how many there are.
    let state = cut(look.state, usize::from(area.width).saturating_sub(16).min(usize::from(area.width) * 6 / 10));
    let state_columns = u16::try_from(width(&state)).unwrap_or(0);
    let room = area.width.saturating_sub(state_columns + 4);
    let shown = picker.filter().visible(room, Mask::Open);
    let text = if picker.filter().is_empty() {
        Span::styled(cut("type to filter", usize::from(room)), look.theme.dim())
    } else {
        Span::styled(shown.text, look.theme.text())
    };
    Line::from(vec![Span::styled("/ ", look.theme.focus()), text]).render(area, buf);
    let x = area.right().saturating_sub(state_columns);
    Span::styled(state, look.theme.dim()).render(Rect { x, width: state_columns, ..area }, buf);
    seen.cursor = Some(Position { x: (area.x + 2 + shown.cursor).min(area.right() - 1), y: area.y });
}

/// So many of the columns of a list say where the cursor is and that there is more.
const MARGIN: usize = 3;
/// What long labels are never cut below, and how wide a column of short ones is at least.
const LEAST: usize = 16;
const SHORTEST: usize = 10;

/// However long labels are, what stands beside them needs room, too.
fn most_of_label(total: usize) -> usize {
    (total * 45 / 100).clamp(LEAST, 44)
}

/// How wide the columns are: two before the label, two between any two, one at the end for the sign that there is more.
#[derive(Clone, Copy)]
struct Columns {
    label: usize,
    mark: usize,
    about: usize,
}

impl Columns {
    fn of(look: ListLook<'_>, total: usize) -> Self {
        let total = total.saturating_sub(MARGIN);
        let only = Self { label: total, mark: 0, about: 0 };
        let Some(beside_mark) = total.checked_sub(look.marks + 2).filter(|room| *room >= LEAST) else { return only };
        let label = look.widest.clamp(SHORTEST, beside_mark.min(most_of_label(total)));
        let about = beside_mark.saturating_sub(label + 2);
        if about < look.least {
            Self { label: beside_mark, mark: look.marks, about: 0 }
        } else {
            Self { label, mark: look.marks, about }
        }
    }
}

/// A text in so many columns, what matched in a style of its own.
fn label_spans(
    spans: &mut Vec<Span<'static>>,
    label: &str,
    marks: &[Range<usize>],
    columns: usize,
    style: Style,
    theme: Theme,
) {
    let shown = cut(label, columns);
    let whole = shown.strip_suffix('…').filter(|_| shown != label).map_or(shown.len(), str::len);
    let mut push = |part: Range<usize>, style: Style| {
        let text = shown.get(part).unwrap_or_default();
        if !text.is_empty() {
            spans.push(Span::styled(text.to_owned(), style));
        }
    };
    let mut at = 0;
    for mark in marks.iter().filter(|mark| mark.start < whole) {
        let end = mark.end.min(whole);
        push(at..mark.start, style);
        push(mark.start..end, style.patch(theme.mark()));
        at = end;
    }
    push(at..shown.len(), style);
}

#[cfg(test)]
mod tests {
    use super::*;

    const OTHERS: [Column; 4] = [(20, 12), (11, 11), (14, 12), (10, 10)];

    #[test]
    fn what_is_short_is_whole_wherever_there_is_room() {
        let widths = Widths::within(103, (17, 17), (9, 9), &OTHERS);
        assert_eq!((widths.label, widths.mark, widths.about), (17, 9, vec![20, 11, 14, 10]));
    }

    #[test]
    fn one_long_name_takes_only_what_the_others_leave() {
        let widths = Widths::within(103, (80, 27), (9, 9), &OTHERS);
        assert_eq!((widths.label, widths.mark, widths.about), (27, 9, vec![19, 11, 14, 10]));
        let widths = Widths::within(120, (80, 27), (9, 9), &OTHERS);
        assert_eq!((widths.label, widths.about), (43, vec![20, 11, 14, 10]));
        let widths = Widths::within(183, (80, 27), (9, 9), &OTHERS);
        assert_eq!((widths.label, widths.about), (44, vec![20, 11, 14, 10]));
    }

    #[test]
    fn columns_go_from_the_end_and_the_rest_of_the_row_is_never_overrun() {
        for total in 10..200 {
            for (label, mark) in [((80, 27), (40, 14)), ((5, 5), (8, 8)), ((27, 27), (14, 14))] {
                let Widths { label, mark, about } = Widths::within(total, label, mark, &OTHERS);
                let used = label + 2 + mark + about.iter().map(|one| one + 2).sum::<usize>() + MARGIN;
                assert!(about.is_empty() || used <= usize::from(total), "{total}: {label} {mark} {about:?}");
                assert!(about.iter().zip(OTHERS).all(|(width, (most, least))| (least..=most).contains(width)));
            }
        }
    }
}
