//! Other programs that are started from here: what they are not told.

use std::process::{Command, Stdio};

/// The variables whose values are read as secrets here. A program that is started has no business with them, but it may well have
/// with all the others: a browser with the proxy, a password manager with the sign-in of the person.
pub(crate) const SECRETS: [&str; 6] = [
    "QLIK_API_KEY",
    "QCS_API_KEY",
    "QLIK_CLIENT_SECRET",
    "QLIK_M2M_CLIENT_SECRET",
    "QLIK_OAUTH_TOKEN",
    "QLIK_CLOUD_API_KEY",
];

/// Whatever is started gets our environment without the secrets.
pub(crate) fn without_secrets(command: &mut Command) -> &mut Command {
    for name in SECRETS {
        command.env_remove(name);
    }
    command
}

/// A command that gets no share of our terminal either.
pub(super) fn apart(command: &mut Command) -> &mut Command {
    without_secrets(command);
    // In a group of its own, for Ctrl+Z and Ctrl+C are meant for us.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_taken_out_of_the_environment_and_nothing_else() {
        let mut command = Command::new("true");
        apart(&mut command);
        let changed: Vec<_> = command.get_envs().collect();
        assert_eq!(changed.len(), SECRETS.len());
        assert!(changed.iter().all(|(name, value)| value.is_none() && SECRETS.iter().any(|secret| secret == name)));
    }
}
