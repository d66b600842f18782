//! Headings between the rows: which line of the list a row stands on, and what is on a line.
//!
//! Keys and the cursor know rows only; lines are for scrolling and drawing. Without headings a line is a row.

#[derive(Default)]
pub(super) struct Headings {
    /// From which row on, in the order of arrival, rows stand under which heading.
    sections: Vec<(u32, &'static str)>,
    shown: Vec<Heading>,
}

struct Heading {
    text: &'static str,
    line: usize,
    /// The position of the row below it.
    row: usize,
}

impl Headings {
    /// A row arrives. Most lists have no headings at all, so a heading is kept where it changes and not for every row.
    pub(super) fn push(&mut self, row: u32, heading: &'static str) {
        if self.sections.last().map_or("", |(_, last)| last) != heading {
            self.sections.push((row, heading));
        }
    }

    /// Rows stand in another order: headings stand where neighbours differ.
    pub(super) fn place(&mut self, order: &[u32]) {
        self.shown.clear();
        if self.sections.is_empty() {
            return;
        }
        let mut last = "";
        for (position, row) in order.iter().enumerate() {
            let text = self.of(*row);
            if text != last && !text.is_empty() {
                self.shown.push(Heading { text, line: position + self.shown.len(), row: position });
            }
            last = text;
        }
    }

    pub(super) fn hide(&mut self) {
        self.shown.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.shown.len()
    }

    /// The line of the row at a position.
    pub(super) fn line_of(&self, position: usize) -> usize {
        position + self.shown.partition_point(|heading| heading.row <= position)
    }

    /// Whether a heading stands right above the row at a position.
    pub(super) fn is_above(&self, position: usize) -> bool {
        self.shown.binary_search_by_key(&position, |heading| heading.row).is_ok()
    }

    /// The position of the row on a line; of the row below it where that is a heading.
    pub(super) fn row_at(&self, line: usize) -> usize {
        line - self.shown.partition_point(|heading| heading.line < line)
    }

    /// The heading on a line, if one stands there.
    pub(super) fn at(&self, line: usize) -> Option<&'static str> {
        let at = self.shown.binary_search_by_key(&line, |heading| heading.line).ok()?;
        self.shown.get(at).map(|heading| heading.text)
    }

    fn of(&self, row: u32) -> &'static str {
        let after = self.sections.partition_point(|(first, _)| *first <= row);
        after.checked_sub(1).and_then(|last| self.sections.get(last)).map_or("", |(_, heading)| heading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_positions_are_told_apart() {
        let mut headings = Headings::default();
        for (row, heading) in (0..).zip(["", "a", "a", "b", "", "c"]) {
            headings.push(row, heading);
        }
        headings.place(&[0, 1, 2, 3, 4, 5]);
        //            0      1 a        2      3      4 b        5      6      7 c        8
        let lines = [None, Some("a"), None, None, Some("b"), None, None, Some("c"), None];
        let rows = [0, 1, 1, 2, 3, 3, 4, 5, 5];
        for (line, (heading, row)) in lines.into_iter().zip(rows).enumerate() {
            assert_eq!((headings.at(line), headings.row_at(line)), (heading, row), "line {line}");
        }
        for (position, line) in [0, 2, 3, 5, 6, 8].into_iter().enumerate() {
            assert_eq!(headings.line_of(position), line);
            assert_eq!(headings.is_above(position), [1, 3, 5].contains(&position));
        }
    }

    #[test]
    fn without_headings_a_line_is_a_row() {
        let mut headings = Headings::default();
        headings.push(0, "");
        headings.place(&[0, 1, 2]);
        assert_eq!((headings.len(), headings.line_of(7), headings.row_at(7), headings.at(0)), (0, 7, 7, None));
    }
}
