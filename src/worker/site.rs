//! Where the program runs, seen from the person in front of the screen: what clipboard and browser depend on.
//!
//! Only the types; `env` finds out which it is.

/// Where the program runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunsOn {
    /// On the person's own desktop.
    Desktop,
    /// At the far end of an SSH connection: a clipboard or browser here is not the person's, even where there is one.
    Ssh,
    /// In Linux on Windows: the browser is Windows' own, and its clipboard is safest reached through the terminal.
    Wsl,
    /// On a machine without a display.
    #[default]
    Headless,
}

/// A program between us and the terminal that has to be asked to let something through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Multiplexer {
    #[default]
    None,
    Tmux,
    Screen,
}
