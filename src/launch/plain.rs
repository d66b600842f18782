//! Plain words, outside the full screen.

use std::{
    io::{self, ErrorKind, Write as _},
    sync::OnceLock,
};

use crate::ui::symbols::{self, Symbols};

/// Which signs can be shown. Everything that is printed is printed by the same process, on the same terminal.
static SYMBOLS: OnceLock<Symbols> = OnceLock::new();

/// Says which signs can be shown, before anything is printed.
pub(super) fn choose(symbols: Symbols) {
    // Once is enough.
    let _ = SYMBOLS.set(symbols);
}

/// Which signs can be shown.
pub(super) fn symbols() -> Symbols {
    SYMBOLS.get().copied().unwrap_or_default()
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
