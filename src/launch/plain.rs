//! Plain words, outside the full screen.

use std::{
    io::{self, ErrorKind, Write as _},
    sync::OnceLock,
};

use crate::ui::{
    symbols::{self, Symbols},
    text::wrap_words,
};

/// Which signs can be shown. Everything that is printed is printed by the same process, on the same terminal.
static SYMBOLS: OnceLock<Symbols> = OnceLock::new();

/// Says which signs can be shown, before anything is printed.
pub(super) fn choose(symbols: Symbols) {
    // Once is enough.
    let _ = SYMBOLS.set(symbols);
}

pub(super) fn symbols() -> Symbols {
    SYMBOLS.get().copied().unwrap_or_default()
}

/// Sentences in lines of so many columns, none broken inside a word that fits. What is indented (commands, paths) stays in one
/// line, so that it can be copied.
pub(super) fn in_columns(text: &str, columns: usize) -> String {
    let lines = text.lines().map(|line| {
        if line.starts_with(' ') { line.to_owned() } else { wrap_words(line, columns.saturating_sub(2)).join("\n  ") }
    });
    lines.map(|line| line + "\n").collect()
}

/// Prints on stdout. Whoever reads it may have read enough; anything else that keeps it from being written is an error.
pub(super) fn print(text: &str) -> io::Result<()> {
    let text = symbols::plain(text, symbols());
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Tells something on stderr, where nothing else can be told. The full stop may be there already: the sentences of libraries have
/// none.
pub fn complain(sentence: &str) {
    let sentence = symbols::plain(sentence.trim_end_matches('.'), symbols());
    let _nobody_left_to_tell = writeln!(io::stderr(), "qonnect: {sentence}.");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_break_between_words_and_commands_do_not_break() {
        let text = "Created the connection \"Sales\" (7d9ff19a-979c-4356-b6e3-6e4307f02a3d) in your space.\n  rm -f /home/ada/keys/acme.pem\n\nDone.\n";
        assert_eq!(
            in_columns(text, 44),
            "Created the connection \"Sales\"\n  (7d9ff19a-979c-4356-b6e3-6e4307f02a3d) in\n  your space.\n  rm -f \
             /home/ada/keys/acme.pem\n\nDone.\n"
        );
        assert_eq!(in_columns(text, 200), text);
    }
}
