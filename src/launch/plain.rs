//! Plain words, outside the full screen.

use std::io::{self, Write as _};

/// Prints on stdout.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Tells something on stderr, where nothing else can be told. The full stop may be there already: the sentences of libraries have
/// none.
pub fn complain(sentence: &str) {
    let sentence = sentence.trim_end_matches('.');
    let _nobody_left_to_tell = writeln!(io::stderr(), "qonnect: {sentence}.");
}
