//! A shell script around qlik-cli. Written from its documentation (qlik.dev/toolkits/qlik-cli, June 2026).

use std::fmt::Write as _;

use super::{Export, body::Body, sh};

/// The script. A file is what the makers of qlik-cli advise for bodies; it is gone when the script ends. There is no `--retry`, for a
/// create whose outcome is unknown is not to be repeated, and no `--verbose`, which prints the body.
pub(super) fn script(export: &Export<'_>, body: &Body) -> String {
    let mut text = sh::head(export, body, &["QLIK_CONTEXT"]);
    text.push_str(
        "# A context of an OAuth client acts as its bot: separated credentials would be the bot's, not yours.\n",
    );
    let _infallible = write!(
        text,
        "umask 077; d=$(mktemp -d); trap 'rm -rf \"$d\"' EXIT INT TERM\n{} > \"$d/b.json\"\n",
        sh::print(body)
    );
    let path = export.request.path.trim_start_matches("/api/");
    // Only the published path has a command of its own.
    let command = if path == "v1/data-connections" {
        "data-connection create --file \"$d/b.json\"".to_owned()
    } else {
        format!("raw post {} --body-file \"$d/b.json\"", sh::quoted(path))
    };
    let _infallible =
        writeln!(text, "QLIK_CLI_SKIP_STDIN=true qlik {command} --context \"$QLIK_CONTEXT\" --json </dev/null");
    text
}
