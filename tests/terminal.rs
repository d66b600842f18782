//! Taking a terminal over and giving it back, in a real pseudo-terminal.
//!
//! The program under test is this test itself, started once more with one ignored test to run: a wizard of five keys.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, helpers included")]

use std::io::{Read as _, Write};
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use futures_util::StreamExt as _;
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use qonnect::kit::keys::{Code, Key};
use qonnect::terminal::{
    Events, Guard, Signals, StdoutTerminal, TerminalInput, ask_to_stop, end_on_fault, inside, outside, resumed, suspend,
};

const ADDRESS: &str =
    "https://accounts.example.com/o/oauth2/auth?client_id=0123456789&redirect_uri=https%3A%2F%2Fqlik&state=abcdef";

fn draw(screen: &mut StdoutTerminal, text: &str) {
    screen.draw(|frame| frame.render_widget(text, frame.area())).unwrap();
}

#[test]
#[ignore = "the program under test, which the other tests start in a terminal"]
fn five_keys() {
    end_on_fault();
    let (guard, mut screen) = Guard::enter().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut events = runtime.block_on(async { Events::listen() }).unwrap();
    draw(&mut screen, "ready");
    loop {
        match runtime.block_on(events.next()).map(Result::unwrap) {
            Some(TerminalInput::Key(key)) if key == Key::ctrl('z') => ask_to_stop().unwrap(),
            Some(TerminalInput::Stop) => {
                suspend().unwrap();
                screen.clear().unwrap();
                draw(&mut screen, "back again");
            }
            Some(TerminalInput::Resumed) => resumed().unwrap(),
            Some(TerminalInput::Key(key)) if key == Key::char('o') => outside(ADDRESS).unwrap(),
            Some(TerminalInput::Key(key)) if key.code == Code::Enter => {
                inside().unwrap();
                screen.clear().unwrap();
                draw(&mut screen, "inside again");
            }
            Some(TerminalInput::Key(key)) if key == Key::char('f') => {
                thread::spawn(|| panic!("marker-secret")).join().unwrap();
            }
            Some(TerminalInput::Key(key)) if key == Key::char('s') => {
                let signal = runtime.block_on(async {
                    let mut signals = Signals::listen().unwrap();
                    // The handlers stand: who reads this may send one.
                    draw(&mut screen, "listening");
                    signals.next().await
                });
                drop(screen);
                drop(guard);
                std::process::exit(signal.exit_code().into());
            }
            Some(TerminalInput::Pasted(text)) => draw(&mut screen, &format!("pasted {}", text.count())),
            Some(TerminalInput::Key(key)) if key == Key::char('q') => break,
            _ => {}
        }
    }
    drop(screen);
    drop(guard);
    std::process::exit(0);
}

/// A pseudo-terminal with a program in it, and what it shows.
struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    output: mpsc::Receiver<Vec<u8>>,
    parser: vt100::Parser,
    raw: Vec<u8>,
}

fn program() -> [String; 4] {
    let this = std::env::current_exe().unwrap().display().to_string();
    [this, "--ignored".into(), "--nocapture".into(), "five_keys".into()]
}

fn open(line: &[String]) -> (Box<dyn Child + Send + Sync>, Box<dyn MasterPty + Send>) {
    let size = PtySize { rows: 12, cols: 60, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(&line[0]);
    command.args(&line[1..]);
    command.env("TERM", "xterm-256color");
    command.env("PS1", "prompt> ");
    (pair.slave.spawn_command(command).unwrap(), pair.master)
}

/// How it ended, if it does within ten seconds.
fn ended(child: &mut (dyn Child + Send + Sync)) -> Option<ExitStatus> {
    let mut killer = child.clone_killer();
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || tell.send(child.wait().unwrap()));
        let ended = told.recv_timeout(Duration::from_secs(10)).ok();
        if ended.is_none() {
            // Else its end would be waited for without end.
            let _ = killer.kill();
        }
        ended
    })
}

impl Drop for Pty {
    fn drop(&mut self) {
        // After a failed test it may still run; else there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Pty {
    fn start(line: &[String]) -> Self {
        let (child, master) = open(line);
        let (keys, mut reader) = (master.take_writer().unwrap(), master.try_clone_reader().unwrap());
        let (sender, output) = mpsc::channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let parser = vt100::Parser::new(12.try_into().unwrap(), 60.try_into().unwrap(), 100);
        Self { child, master, keys, output, parser, raw: Vec::new() }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Waits until the screen fulfils something; fails with what it shows instead.
    fn until(&mut self, what: &str, fulfilled: impl Fn(&vt100::Screen) -> bool) {
        while !fulfilled(self.parser.screen()) {
            let Ok(bytes) = self.output.recv_timeout(Duration::from_secs(10)) else {
                let screen = self.parser.screen().contents();
                assert!(fulfilled(self.parser.screen()), "{what} never came:\n{screen}");
                return;
            };
            self.parser.process(&bytes);
            self.raw.extend(bytes);
        }
    }

    fn until_text(&mut self, text: &str) {
        self.until(text, |screen| screen.contents().contains(text));
    }

    fn until_restored(&mut self) {
        self.until("the terminal as it was", |screen| {
            !screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor()
        });
    }

    /// Waits for the shell to read a line: what is typed before that may be thrown away.
    fn until_prompt(&mut self) {
        self.until("a prompt", |screen| {
            !screen.alternate_screen() && screen.contents().trim_end().ends_with("prompt>")
        });
    }

    fn end(&mut self) -> ExitStatus {
        ended(&mut *self.child).unwrap()
    }

    fn settings(&self) -> String {
        let name = self.master.tty_name().unwrap();
        let output = Command::new("stty").arg("-F").arg(name).arg("-a").output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

fn ready() -> Pty {
    let mut pty = Pty::start(&program());
    pty.until_text("ready");
    assert!(pty.parser.screen().alternate_screen() && pty.parser.screen().bracketed_paste());
    pty
}

#[test]
fn leaving_restores_the_terminal_and_nothing_was_asked() {
    let mut pty = ready();
    pty.press("\x1b[200~two\rlines\x1b[201~");
    pty.until_text("pasted 9");
    pty.press("q");
    assert_eq!(pty.end().exit_code(), 0);
    pty.until_restored();
    #[cfg(target_os = "linux")]
    assert!(pty.settings().contains(" icanon") && pty.settings().contains(" echo "), "{}", pty.settings());
    let raw = String::from_utf8_lossy(&pty.raw).into_owned();
    for question in ["\x1b[6n", "\x1b[c", "\x1b[?u", "\x1b]10;?", "\x1b[?1000h"] {
        assert!(!raw.contains(question), "{question:?}");
    }
}

#[test]
fn a_fault_on_any_thread_restores_the_terminal_and_quotes_nothing() {
    let mut pty = ready();
    pty.press("f");
    assert_eq!(pty.end().exit_code(), 101);
    pty.until_restored();
    pty.until_text("tests/terminal.rs");
    let raw = String::from_utf8_lossy(&pty.raw).into_owned();
    assert!(raw.contains("internal error") && !raw.contains("marker-secret"), "{raw}");
}

#[test]
fn an_address_is_printed_outside_on_one_line_and_stays_there() {
    let mut pty = ready();
    pty.press("o");
    pty.until("the normal screen", |screen| !screen.alternate_screen() && screen.contents().contains("Press Enter"));
    assert!(pty.parser.screen().contents().contains(ADDRESS), "unbroken, though wider than the window");
    pty.press("\r");
    pty.until_text("inside again");
    assert!(pty.parser.screen().alternate_screen());
    pty.press("oq");
    pty.end();
    pty.until_restored();
    // What to press went with the first return.
    pty.until("the address in the scrollback", |screen| {
        let count = |text: &str| screen.contents().matches(text).count();
        count(ADDRESS) == 2 && count("Press Enter") == 1
    });
}

#[test]
fn signals_end_it_with_their_codes() {
    for (name, code) in [("INT", 130), ("QUIT", 131), ("TERM", 143), ("HUP", 129)] {
        let mut pty = ready();
        pty.press("s");
        pty.until_text("listening");
        let id = pty.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &id]).status().unwrap().success());
        assert_eq!(pty.end().exit_code(), code, "{name}");
        pty.until_restored();
    }
}

#[test]
fn a_terminal_that_closes_ends_it() {
    // No thread may hold the other end open here, so this one reads by itself.
    let (mut child, master) = open(&program());
    let (mut keys, mut reader) = (master.take_writer().unwrap(), master.try_clone_reader().unwrap());
    let mut seen = String::new();
    let mut until = |text: &str| {
        let mut buffer = [0; 4096];
        while !seen.contains(text) {
            let count = reader.read(&mut buffer).unwrap();
            seen.push_str(&String::from_utf8_lossy(&buffer[..count]));
        }
    };
    until("ready");
    keys.write_all(b"s").unwrap();
    until("listening");
    drop((keys, reader, master));
    let status = ended(&mut *child);
    assert_eq!(status.map(|status| status.exit_code()), Some(129));
}

#[test]
fn ctrl_z_stops_it_in_a_restored_terminal_and_fg_brings_it_back() {
    let mut pty = Pty::start(&["sh".to_owned(), "-i".to_owned()]);
    pty.until_prompt();
    pty.press(&format!("{}\r", program().join(" ")));
    pty.until_text("ready");
    pty.press("\x1a");
    pty.until_text("Stopped");
    pty.until_restored();
    pty.until_prompt();
    pty.press("echo here-is-$((40+2))\r");
    pty.until_text("here-is-42");
    pty.until_prompt();
    pty.press("fg\r");
    pty.until("the wizard", |screen| screen.alternate_screen() && screen.contents().contains("back again"));
    pty.press("q");
    pty.until_restored();
    pty.until_prompt();
}
