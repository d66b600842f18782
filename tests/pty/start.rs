//! How the program is started: its command line, its environment, the size of its terminal.

use std::collections::BTreeMap;
use std::path::Path;

use portable_pty::{Child, CommandBuilder, MasterPty, native_pty_system};
use tempfile::TempDir;

use crate::driver::{Person, size};
use crate::screen::Screen;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_qonnect");

/// How the program is started.
pub struct Start {
    line: Vec<String>,
    env: BTreeMap<String, String>,
    columns: u16,
    rows: u16,
}

impl Start {
    /// The program with these arguments, in a terminal of 100 x 40 on a machine without display.
    pub fn new(args: &[&str]) -> Self {
        Self::line(&[&[PROGRAM], args].concat())
    }

    /// Another command line, such as a shell that starts the program.
    pub fn line(line: &[&str]) -> Self {
        let line = line.iter().map(|&word| word.to_owned()).collect();
        let env = BTreeMap::from([("TERM".to_owned(), "xterm-256color".to_owned())]);
        Self { line, env, columns: 100, rows: 40 }
    }

    /// With this variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    /// In a terminal of this size.
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        (self.columns, self.rows) = (columns, rows);
        self
    }

    /// Starts it, with its home in a directory of its own.
    pub fn run(self) -> Person {
        self.run_in(tempfile::tempdir().unwrap())
    }

    /// Starts it with a home that was there before.
    pub fn run_in(self, home: TempDir) -> Person {
        let (child, master) = self.open(home.path());
        Person::before(child, master, Screen::new(self.columns, self.rows), home)
    }

    /// Starts it and nothing else: neither is its output read, nor its end waited for.
    pub fn open(&self, home: &Path) -> (Box<dyn Child + Send + Sync>, Box<dyn MasterPty + Send>) {
        let pair = native_pty_system().openpty(size(self.columns, self.rows)).unwrap();
        let mut command = CommandBuilder::new(&self.line[0]);
        command.args(&self.line[1..]);
        command.env_clear();
        command.cwd(home);
        command.env("HOME", home);
        command.env("QONNECT_STATE_DIR", home.join("state"));
        for (name, value) in &self.env {
            command.env(name, value);
        }
        (pair.slave.spawn_command(command).unwrap(), pair.master)
    }
}
