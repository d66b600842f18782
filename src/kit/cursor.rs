//! The row that the cursor is on, where rows are no fields of a form.

use super::keys::{Code, Key};

/// A key gets here only if the table of the screen has it, so Ctrl and Alt are not asked about once more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cursor(usize);

impl Cursor {
    pub fn row(self) -> usize {
        self.0
    }

    /// To another row, if one is meant, and in any case onto one of so many.
    pub fn go(&mut self, to: Option<usize>, rows: usize) {
        self.0 = to.unwrap_or(self.0).min(rows.saturating_sub(1));
    }

    /// Moves as the key says, and stops at the ends.
    pub fn key(&mut self, key: Key, rows: usize) {
        let to = match key.code {
            Code::Up | Code::Left | Code::BackTab => self.0.saturating_sub(1),
            Code::Down | Code::Right | Code::Tab => self.0 + 1,
            Code::Home => 0,
            Code::End => rows,
            _ => self.0,
        };
        self.go(Some(to), rows);
    }

    /// To the row that a digit means, if there is one.
    pub fn digit(&mut self, key: Key, rows: usize) -> bool {
        let digit = key.typed().and_then(|c| c.to_digit(10)).and_then(|digit| (digit as usize).checked_sub(1));
        let to = digit.filter(|row| *row < rows);
        self.go(to, rows);
        to.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_move_it_and_stop_at_the_ends() {
        let mut cursor = Cursor::default();
        let (home, end) = (Key::plain(Code::Home), Key::plain(Code::End));
        let keys = [Key::UP, Key::TAB, end, Key::DOWN, Key::BACK_TAB, Key::RIGHT, Key::LEFT, home, Key::ENTER];
        for (key, row) in keys.into_iter().zip([0, 1, 2, 2, 1, 2, 1, 0, 0]) {
            cursor.key(key, 3);
            assert_eq!(cursor.row(), row, "{key}");
        }
        cursor.key(Key::DOWN, 0);
        assert_eq!(cursor.row(), 0, "no row at all");
    }

    #[test]
    fn a_digit_of_no_row_moves_nothing() {
        let mut cursor = Cursor::default();
        for (digit, is_row, row) in [('3', true, 2), ('4', false, 2), ('0', false, 2), ('1', true, 0)] {
            assert_eq!((cursor.digit(Key::char(digit), 3), cursor.row()), (is_row, row), "{digit}");
        }
    }
}
