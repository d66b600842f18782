//! Copying text to the person's clipboard, and saying truthfully what was done.
//!
//! Two ways lead there: the desktop's clipboard, and the terminal's by OSC 52. This module chooses, and performs the first; the
//! second is only prepared here, because nobody but the loop writes to the terminal. Keys and codes are never copied.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::site::{Multiplexer, RunsOn};
use crate::domain::request::Copied;

/// How long a desktop may take: an X server that hangs must not keep the person waiting.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long the handing over to a clipboard manager may hold up the end of the program.
const FAREWELL: Duration = Duration::from_millis(300);

/// The ways to the clipboard that may be asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// What fits the place.
    #[default]
    Auto,
    /// The desktop's clipboard only.
    Native,
    /// The terminal's only.
    Osc52,
    Off,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// On whose machine, and whether it has a display.
    pub site: RunsOn,
    /// What the terminal's clipboard has to be reached through.
    pub multiplexer: Multiplexer,
}

/// The clipboard, for as long as the program runs: on X11 and Wayland what was copied is gone with its owner.
pub struct Clipboard {
    way: Way,
    surroundings: Surroundings,
    owner: Option<Owner>,
}

impl Clipboard {
    /// Touches nothing yet: the desktop is asked with the first copy.
    pub fn new(way: Way, surroundings: Surroundings) -> Self {
        Self { way, surroundings, owner: None }
    }

    /// Copies by the first way that works.
    pub async fn copy(&mut self, text: &str) -> Copied {
        let through_terminal = || Copied::Terminal(osc52(text, self.surroundings.multiplexer));
        match plan(self.way, self.surroundings.site) {
            Plan::Nothing => Copied::Failed("it is switched off".to_owned()),
            Plan::Terminal => through_terminal(),
            Plan::Native => match self.copy_natively(text).await {
                Ok(()) => Copied::Native,
                Err(reason) => Copied::Failed(reason.to_owned()),
            },
            Plan::NativeThenTerminal => match self.copy_natively(text).await {
                Ok(()) => Copied::Native,
                Err(_) => Copied::Terminal(osc52(text, self.surroundings.multiplexer)),
            },
        }
    }

    async fn copy_natively(&mut self, text: &str) -> Result<(), &'static str> {
        let owner = self.owner.get_or_insert_with(Owner::start);
        let (answer, answered) = oneshot::channel();
        if owner.texts.send((text.to_owned(), answer)).is_err() {
            return Err("its thread could not be started");
        }
        match timeout(PATIENCE, answered).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err("it went away"),
            Err(_) => Err("the desktop did not answer in time"),
        }
    }

    /// Lets a clipboard manager, where there is one, take over what was copied. It may not; nobody is promised anything.
    pub fn close(self) {
        if let Some(Owner { texts, gone }) = self.owner {
            drop(texts);
            // Either the thread ends and lets go of its sender, or time is up: both are fine.
            let _ = gone.recv_timeout(FAREWELL);
        }
    }
}

/// What to try, decided without touching anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plan {
    Nothing,
    Terminal,
    Native,
    NativeThenTerminal,
}

fn plan(way: Way, site: RunsOn) -> Plan {
    match (way, site) {
        (Way::Off, _) => Plan::Nothing,
        (Way::Osc52, _) | (Way::Auto, RunsOn::Ssh | RunsOn::Wsl | RunsOn::Headless) => Plan::Terminal,
        (Way::Native, _) => Plan::Native,
        (Way::Auto, RunsOn::Desktop) => Plan::NativeThenTerminal,
    }
}

type Order = (String, oneshot::Sender<Result<(), &'static str>>);

/// The thread that owns what was copied. One only: with several, Windows may lock up.
struct Owner {
    texts: mpsc::Sender<Order>,
    gone: mpsc::Receiver<()>,
}

impl Owner {
    fn start() -> Self {
        let (texts, inbox) = mpsc::channel();
        let (alive, gone) = mpsc::channel();
        // Where no thread can be had, `inbox` is dropped with the closure, and the next text finds that out.
        let _ = thread::Builder::new().name("clipboard".to_owned()).spawn(move || {
            serve(&inbox);
            drop(alive);
        });
        Self { texts, gone }
    }
}

/// Copies one text after the other, keeping the handle that owns the last text.
fn serve(inbox: &mpsc::Receiver<Order>) {
    let mut handle = None;
    while let Ok((text, answer)) = inbox.recv() {
        let result = set(&mut handle, text).map_err(|error| reason(&error));
        if result.is_err() {
            // A desktop that went away and came back needs a new handle.
            handle = None;
        }
        // Nobody waits any more once patience has run out.
        let _ = answer.send(result);
    }
}

fn set(handle: &mut Option<arboard::Clipboard>, text: String) -> Result<(), arboard::Error> {
    let clipboard = match handle {
        Some(clipboard) => clipboard,
        None => handle.insert(arboard::Clipboard::new()?),
    };
    unremembered(clipboard.set()).text(text)
}

/// Asks the system not to keep the text in a clipboard history: the URL of a sign-in is nobody's business tomorrow.
fn unremembered(set: arboard::Set<'_>) -> arboard::Set<'_> {
    #[cfg(target_os = "macos")]
    use arboard::SetExtApple as _;
    #[cfg(all(unix, not(target_os = "macos")))]
    use arboard::SetExtLinux as _;
    #[cfg(windows)]
    use arboard::SetExtWindows as _;

    set.exclude_from_history()
}

/// The library's reason in our words. It maps every fault of a connection to an X server to one sentence about time.
fn reason(error: &arboard::Error) -> &'static str {
    match error {
        arboard::Error::ClipboardNotSupported => "this desktop does not let programs copy",
        arboard::Error::ClipboardOccupied => "another program is holding it",
        arboard::Error::Unknown { description } if description.contains("X11 server connection") => {
            "no display answers"
        }
        _ => "the desktop refused",
    }
}

/// The bytes that ask a terminal to take `text` into its clipboard.
pub fn osc52(text: &str, multiplexer: Multiplexer) -> Vec<u8> {
    const HEAD: &str = "\x1b]52;c;";
    /// What GNU screen passes on in one piece at least.
    const PIECE: usize = 76;

    let body = format!("{}\x07", STANDARD.encode(text));
    match multiplexer {
        Multiplexer::None => format!("{HEAD}{body}"),
        // tmux takes the plain one with `set-clipboard on` and the wrapped one with `allow-passthrough on`, and drops the
        // other without a word. Either may be what is set, so it gets both; twice the same text does no harm.
        Multiplexer::Tmux => format!("{HEAD}{body}\x1bPtmux;\x1b{HEAD}{body}\x1b\\"),
        Multiplexer::Screen => {
            let pieces = (0..body.len()).step_by(PIECE).map(|at| &body[at..body.len().min(at + PIECE)]);
            format!("\x1bP{HEAD}{}\x1b\\", pieces.collect::<Vec<_>>().join("\x1b\\\x1bP"))
        }
    }
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        String::from_utf8_lossy(bytes).into_owned()
    }

    #[test]
    fn the_way_follows_the_place() {
        for (way, place, expected) in [
            (Way::Auto, RunsOn::Desktop, Plan::NativeThenTerminal),
            (Way::Auto, RunsOn::Ssh, Plan::Terminal),
            (Way::Auto, RunsOn::Wsl, Plan::Terminal),
            (Way::Auto, RunsOn::Headless, Plan::Terminal),
            (Way::Native, RunsOn::Ssh, Plan::Native),
            (Way::Osc52, RunsOn::Desktop, Plan::Terminal),
            (Way::Off, RunsOn::Desktop, Plan::Nothing),
        ] {
            assert_eq!(plan(way, place), expected, "{way:?} {place:?}");
        }
    }

    #[test]
    fn osc_52_is_wrapped_for_what_stands_between() {
        assert_eq!(text(&osc52("hello", Multiplexer::None)), "\x1b]52;c;aGVsbG8=\x07");
        assert_eq!(
            text(&osc52("hello", Multiplexer::Tmux)),
            "\x1b]52;c;aGVsbG8=\x07\x1bPtmux;\x1b\x1b]52;c;aGVsbG8=\x07\x1b\\"
        );
        assert_eq!(text(&osc52("hello", Multiplexer::Screen)), "\x1bP\x1b]52;c;aGVsbG8=\x07\x1b\\");
    }

    #[test]
    fn screen_gets_small_pieces_that_add_up() {
        let address = "https://accounts.example.com/".repeat(30);
        let bytes = text(&osc52(&address, Multiplexer::Screen));
        let pieces: Vec<&str> = bytes.split("\x1b\\").collect();
        assert!(pieces.len() > 10 && pieces.iter().all(|piece| piece.len() < 128));
        let joined: String = pieces.iter().map(|piece| piece.trim_start_matches("\x1bP")).collect();
        let encoded = joined.trim_start_matches("\x1b]52;c;").trim_end_matches('\x07');
        assert_eq!(text(&STANDARD.decode(encoded).unwrap()), address);
    }

    /// What the library says is pinned here, because our sentence hangs on its words.
    #[test]
    fn the_librarys_sentence_about_time_is_translated() {
        let description = "X11 server connection timed out because it was unreachable".to_owned();
        assert_eq!(reason(&arboard::Error::Unknown { description }), "no display answers");
    }

    #[tokio::test]
    async fn switched_off_means_that_nothing_is_tried() {
        let mut clipboard = Clipboard::new(Way::Off, Surroundings::default());
        assert_eq!(clipboard.copy("x").await, Copied::Failed("it is switched off".to_owned()));
        assert!(clipboard.owner.is_none());
    }

    #[cfg(target_os = "linux")]
    mod desktop {
        //! Against a real X server. The library reads `DISPLAY` of the process, so each test runs itself once more as a
        //! child with the display it wants.

        use std::io::{BufRead as _, BufReader, Write as _};
        use std::process::{Child, Command, Output, Stdio};

        use super::*;

        const COPIED: &str = "https://accounts.example.com/o/oauth2/auth?state=abc&scope=a%20b";

        struct Killed(Child);

        impl Drop for Killed {
            fn drop(&mut self) {
                let _ = self.0.kill();
                let _ = self.0.wait();
            }
        }

        fn again(test: &str, display: Option<&str>) -> Command {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.args(["--exact", "--ignored", "--nocapture", test]).env_remove("WAYLAND_DISPLAY");
            match display {
                Some(display) => command.env("DISPLAY", display),
                None => command.env_remove("DISPLAY"),
            };
            command
        }

        fn shown(output: &Output) -> String {
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
        }

        fn there(program: &str) -> bool {
            let looked = Command::new(program).arg("-version").stdout(Stdio::null()).stderr(Stdio::null()).status();
            looked.is_ok()
        }

        #[test]
        fn another_program_reads_what_was_copied() {
            if !there("Xvfb") || !there("xclip") {
                writeln!(std::io::stderr(), "skipped: it takes Xvfb and xclip").unwrap();
                return;
            }
            let mut server = Command::new("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut number = String::new();
            BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
            let _server = Killed(server);
            let display = format!(":{}", number.trim());

            let output =
                again("worker::clipboard::tests::desktop::copy_and_read_back", Some(&display)).output().unwrap();
            assert!(output.status.success(), "{}", shown(&output));
        }

        #[tokio::test]
        #[ignore = "run by another_program_reads_what_was_copied, with a display"]
        async fn copy_and_read_back() {
            let surroundings = Surroundings { site: RunsOn::Desktop, ..Surroundings::default() };
            let mut clipboard = Clipboard::new(Way::Auto, surroundings);
            for copied in ["something before", COPIED] {
                assert_eq!(clipboard.copy(copied).await, Copied::Native);
                let read = Command::new("xclip").args(["-o", "-selection", "clipboard"]).output().unwrap();
                assert_eq!(text(&read.stdout), copied);
            }
            let hint = ["-o", "-selection", "clipboard", "-t", "x-kde-passwordManagerHint"];
            let hint = Command::new("xclip").args(hint).output().unwrap();
            assert_eq!(text(&hint.stdout), "secret", "the text is to stay out of histories");
            clipboard.close();
        }

        #[test]
        fn without_a_display_there_is_a_sentence_and_no_fault() {
            let output = again("worker::clipboard::tests::desktop::fail_to_copy", None).output().unwrap();
            assert!(output.status.success(), "{}", shown(&output));
        }

        #[tokio::test]
        #[ignore = "run by without_a_display_there_is_a_sentence_and_no_fault, without a display"]
        async fn fail_to_copy() {
            let mut native = Clipboard::new(Way::Native, Surroundings::default());
            assert_eq!(native.copy(COPIED).await, Copied::Failed("no display answers".to_owned()));
            native.close();

            let desktop = Surroundings { site: RunsOn::Desktop, ..Surroundings::default() };
            let mut automatic = Clipboard::new(Way::Auto, desktop);
            assert_eq!(automatic.copy(COPIED).await, Copied::Terminal(osc52(COPIED, Multiplexer::None)));
        }
    }
}
