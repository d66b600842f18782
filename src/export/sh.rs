//! Shell scripts, for dash, bash and other POSIX shells, with curl, od and awk and nothing else.

use std::fmt::Write as _;

use super::{Export, KEY, TENANT, body::Body};

/// A word that no shell looks into.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Makes a JSON string of a text, without showing it to another program's arguments. It fails where `od` is missing, for an empty
/// secret would be sent otherwise.
const JSON: &str = r#"json() { printf '%s.' "$1" | LC_ALL=C od -An -v -tu1 | LC_ALL=C awk '
 { for (i = 1; i <= NF; i++) b[n++] = $i } END { if (n < 2) exit 1; n--; for (i = 0; i < n; i++) { c = b[i]
 if (c == 34) printf "\\\""; else if (c == 92) printf "\\\\"; else if (c == 9) printf "\\t"
 else if (c == 10) printf "\\n"; else if (c == 13) printf "\\r"; else if (c < 32) printf "\\u%04x", c; else printf "%c", c } }'; }
"#;

/// The beginning of a script: what has to be set is asked for, tracing is off.
pub(super) fn head(export: &Export<'_>, body: &Body, needed: &[&str]) -> String {
    let mut text = format!("#!/bin/sh\n# {}\nset +x; set -eu\n", export.title());
    if !body.variables.is_empty() {
        text.push_str(JSON);
    }
    let all = needed.iter().copied().chain(body.variables.iter().map(String::as_str));
    let asked: Vec<String> = all.map(|name| format!("\"${{{name}:?}}\"")).collect();
    let _infallible = writeln!(text, ": {}", asked.join(" "));
    for (at, name) in body.variables.iter().enumerate() {
        let _infallible = writeln!(text, "s{}=$(json \"${name}\")", at + 1);
    }
    text
}

/// Prints the body. `printf` is built in, so nothing of it is an argument of a program.
pub(super) fn print(body: &Body) -> String {
    let mut words = Vec::new();
    let last = body.pieces.len().saturating_sub(1);
    for (at, piece) in body.pieces.iter().enumerate() {
        let before = if at > 0 { "\"" } else { "" };
        let after = if at < last { "\"" } else { "" };
        words.push(quoted(&format!("{before}{piece}{after}")));
        if at < last {
            words.push(format!("\"$s{}\"", at + 1));
        }
    }
    format!("printf '{}' {}", "%s".repeat(words.len()), words.join(" "))
}

/// The script around curl.
pub(super) fn curl(export: &Export<'_>, body: &Body) -> String {
    let mut text = head(export, body, &[TENANT, KEY]);
    let (method, path) = (export.request.method, &export.request.path);
    // The key travels by a file descriptor: an argument is seen by everybody who can list processes.
    let _infallible = write!(
        text,
        "{} | curl --silent --show-error --fail-with-body --max-redirs 0 -X {method} \"${TENANT}\"{} \\\n  \
         -H @/dev/fd/3 -H 'Content-Type: application/json' --data-binary @- 3<<EOF\nAuthorization: Bearer ${KEY}\nEOF\n",
        print(body),
        quoted(path),
    );
    text
}
