//! What comes from the terminal, as the wizard knows it.

use zeroize::Zeroizing;

use crate::domain::secret::Secret;
use crate::kit::keys::Key;
use crate::kit::paste::LIMIT;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TerminalInput {
    Key(Key),
    /// Pasted text, which may be a secret. Line breaks are `\n`, there are tabs, and no other control characters.
    Pasted(Secret),
    /// Text was pasted that is longer than [`LIMIT`]. None of it is kept.
    PastedTooMuch,
    Resized,
    /// Somebody wants the program to stop until it is brought back: a shell, on Ctrl+Z.
    Stop,
    /// It was brought back, after whatever stopped it.
    Resumed,
}

/// Pasted text without what terminals do to it: the brackets may hold any byte, and breaks come as CR, LF or both.
pub(super) fn pasted(text: &str) -> TerminalInput {
    if text.len() > LIMIT {
        return TerminalInput::PastedTooMuch;
    }
    // It only gets shorter, so no copy is left behind by growing.
    let mut clean = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\r' => {
                rest.next_if_eq(&'\n');
                clean.push('\n');
            }
            '\n' | '\t' => clean.push(c),
            c if c.is_control() => {}
            c => clean.push(c),
        }
    }
    TerminalInput::Pasted(Secret::new(&clean))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_text_has_one_kind_of_break_and_no_escapes() {
        for (raw, clean) in [
            ("one\rtwo\r\nthree\nfour", "one\ntwo\nthree\nfour"),
            ("a\tb", "a\tb"),
            ("\x1b[31mred\x03\x7f\u{9b}", "[31mred"),
            (" kept as it is \n\n", " kept as it is \n\n"),
        ] {
            assert_eq!(pasted(raw), TerminalInput::Pasted(Secret::new(clean)), "{raw:?}");
        }
    }

    #[test]
    fn a_paste_beyond_the_limit_is_refused_as_a_whole() {
        let paste = |length| pasted(&"x".repeat(length));
        assert!(matches!(paste(LIMIT), TerminalInput::Pasted(_)));
        assert_eq!(paste(LIMIT + 1), TerminalInput::PastedTooMuch);
    }

    #[test]
    fn what_was_pasted_is_not_in_debug() {
        assert!(!format!("{:?}", pasted("marker")).contains("marker"));
    }
}
