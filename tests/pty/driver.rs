//! A person at a terminal: presses keys, pastes, resizes, and waits until the screen shows something.
//!
//! Nothing here sleeps and looks again: a thread reads what the program writes, and whoever waits is woken by it. What sleeps is
//! the hand, which is slower than a program.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, MasterPty, PtySize};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{LocalModes, tcgetattr};
use tempfile::TempDir;

use crate::screen::Screen;

/// How long anything may take before the test fails. Long, for a machine may be slow and busy; nothing waits for it to pass.
pub const DEADLINE: Duration = Duration::from_secs(20);

/// Nobody presses keys faster after each other; the program takes what comes faster for a paste.
const PACE: Duration = Duration::from_millis(15);

/// Nobody presses a key that soon after Esc; the program takes both together for a sequence, or for Alt and the key.
const AFTER_ESC: Duration = Duration::from_millis(70);

/// Nobody means an Enter that comes sooner after the one before; the program takes it for one that is held down.
const FRESH: Duration = Duration::from_millis(220);

/// How often a key that is held down is repeated.
const REPEAT: Duration = Duration::from_millis(33);

/// A key, as terminals send it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Enter,
    Esc,
    Tab,
    Down,
    Right,
    PageDown,
    F1,
    F12,
    Char(char),
    Ctrl(char),
}

impl Key {
    fn bytes(self) -> Vec<u8> {
        match self {
            Self::Enter => b"\r".to_vec(),
            Self::Esc => b"\x1b".to_vec(),
            Self::Tab => b"\t".to_vec(),
            Self::Down => b"\x1b[B".to_vec(),
            Self::Right => b"\x1b[C".to_vec(),
            Self::PageDown => b"\x1b[6~".to_vec(),
            Self::F1 => b"\x1bOP".to_vec(),
            Self::F12 => b"\x1b[24~".to_vec(),
            Self::Char(c) => c.to_string().into_bytes(),
            Self::Ctrl(c) => vec![c as u8 & 0x1f],
        }
    }
}

/// A size as the system takes it.
pub fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

/// What the threads share.
struct Terminal {
    now: Mutex<Now>,
    changed: Condvar,
}

struct Now {
    screen: Screen,
    exit: Option<Exit>,
    /// All that was written has been read.
    is_over: bool,
    /// When something was written for the first time after Enter was pressed: then the program had taken it.
    answered: Option<Instant>,
}

/// How the program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    pub code: u32,
    /// What ended it in its own way, because the program did not hear it: the code tells nothing then.
    signal: Option<String>,
    /// Lines, echo and signals are the terminal's business again.
    pub is_cooked: bool,
}

impl Terminal {
    fn read(&self, mut reader: impl std::io::Read) {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = reader.read(&mut buffer) {
            let mut now = self.now.lock().unwrap();
            now.screen.feed(&buffer[..count]);
            now.answered.get_or_insert_with(Instant::now);
            drop(now);
            self.changed.notify_all();
        }
        self.now.lock().unwrap().is_over = true;
        self.changed.notify_all();
    }

    fn wait(&self, mut child: Box<dyn Child + Send + Sync>, slave: File) {
        let status = child.wait().unwrap();
        let is_cooked = is_cooked(&slave);
        drop(slave);
        self.now.lock().unwrap().exit =
            Some(Exit { code: status.exit_code(), signal: status.signal().map(str::to_owned), is_cooked });
        self.changed.notify_all();
    }
}

fn is_cooked(slave: &File) -> bool {
    tcgetattr(slave)
        .is_ok_and(|settings| settings.local_modes.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG))
}

/// The person, and the program before them.
pub struct Person {
    terminal: Arc<Terminal>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    pid: Pid,
    home: TempDir,
    last_key: Instant,
}

impl Person {
    /// Sits down before a program that has just been started.
    pub fn before(
        child: Box<dyn Child + Send + Sync>,
        master: Box<dyn MasterPty + Send>,
        screen: Screen,
        home: TempDir,
    ) -> Self {
        let past = Instant::now().checked_sub(FRESH).unwrap();
        let terminal = Arc::new(Terminal {
            now: Mutex::new(Now { screen, exit: None, is_over: false, answered: Some(past) }),
            changed: Condvar::new(),
        });
        let pid = Pid::from_raw(child.process_id().unwrap().try_into().unwrap()).unwrap();
        // Kept open, so that the settings can be looked at when the program has ended: they go with the last who has it open.
        let slave = OpenOptions::new().read(true).write(true).open(master.tty_name().unwrap()).unwrap();
        let reader = master.try_clone_reader().unwrap();
        thread::spawn({
            let terminal = Arc::clone(&terminal);
            move || terminal.read(reader)
        });
        thread::spawn({
            let terminal = Arc::clone(&terminal);
            move || terminal.wait(child, slave)
        });
        let keys = master.take_writer().unwrap();
        Self { terminal, master, keys, pid, home, last_key: past }
    }

    /// Waits until something is so; fails with what the screen shows instead.
    #[track_caller]
    fn until(&self, what: &str, is_so: impl Fn(&Now) -> bool) -> MutexGuard<'_, Now> {
        let end = Instant::now() + DEADLINE;
        let mut now = self.terminal.now.lock().unwrap();
        loop {
            if is_so(&now) {
                return now;
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || now.is_over {
                let why = if now.is_over { "before the program ended" } else { "in time" };
                let (exit, shown) = (now.exit.clone(), now.screen.text());
                drop(now);
                panic!("{what} did not come {why} ({exit:?}). The screen shows:\n{shown}");
            }
            now = self.terminal.changed.wait_timeout(now, left).unwrap().0;
        }
    }

    /// Waits until the text is on the screen. It may be wrapped there.
    #[track_caller]
    pub fn wait_for(&self, text: &str) {
        drop(self.until(&format!("{text:?}"), |now| now.screen.shows(text)));
    }

    /// Waits until one of the texts is on the screen, and says which.
    #[track_caller]
    pub fn wait_for_any<'a>(&self, texts: &[&'a str]) -> &'a str {
        let now = self.until(&format!("one of {texts:?}"), |now| texts.iter().any(|text| now.screen.shows(text)));
        texts.iter().find(|text| now.screen.shows(text)).unwrap()
    }

    /// Waits until the text is not on the screen any more.
    #[track_caller]
    pub fn wait_until_gone(&self, text: &str) {
        drop(self.until(&format!("the end of {text:?}"), |now| !now.screen.shows(text)));
    }

    /// Waits until the screen fulfils something.
    #[track_caller]
    pub fn wait_until(&self, what: &str, is_so: impl Fn(&Screen) -> bool) {
        drop(self.until(what, |now| is_so(&now.screen)));
    }

    /// Lets a time pass, and says how many bytes were written meanwhile. Only for tests about what happens when nothing does.
    pub fn bytes_within(&self, time: Duration) -> usize {
        let now = self.terminal.now.lock().unwrap();
        let before = now.screen.bytes().len();
        let (now, _) = self.terminal.changed.wait_timeout_while(now, time, |now| !now.is_over).unwrap();
        now.screen.bytes().len() - before
    }

    /// The end of the program.
    #[track_caller]
    pub fn end(&self) -> Exit {
        self.until_over();
        let now = self.terminal.now.lock().unwrap();
        now.exit.clone().unwrap()
    }

    #[track_caller]
    fn until_over(&self) {
        let end = Instant::now() + DEADLINE;
        let now = self.terminal.now.lock().unwrap();
        let left = end.saturating_duration_since(Instant::now());
        let open = |now: &mut Now| !(now.is_over && now.exit.is_some());
        let (now, late) = self.terminal.changed.wait_timeout_while(now, left, open).unwrap();
        if late.timed_out() {
            let shown = now.screen.text();
            drop(now);
            panic!("the program did not end in time. The screen shows:\n{shown}");
        }
    }

    /// The end of the program with this exit code, and with the terminal as it was before.
    #[track_caller]
    pub fn ends_with(&self, code: u32) {
        let exit = self.end();
        let screen = self.screen();
        assert_eq!((exit.code, exit.signal.as_deref()), (code, None), "{}", screen.text());
        assert!(exit.is_cooked, "the terminal's settings were not restored");
        assert!(screen.is_restored(), "the terminal's modes were not restored: {:?}", screen.tail());
    }

    /// What the terminal shows now.
    pub fn screen(&self) -> Screen {
        self.terminal.now.lock().unwrap().screen.clone()
    }

    /// Everything that was written to the terminal so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.terminal.now.lock().unwrap().screen.bytes().to_vec()
    }

    /// Sends bytes as they are, whatever a terminal would make of them.
    pub fn send(&mut self, bytes: &[u8]) {
        thread::sleep(PACE.saturating_sub(self.last_key.elapsed()));
        self.keys.write_all(bytes).unwrap();
        self.keys.flush().unwrap();
        self.last_key = Instant::now();
    }

    /// Presses a key. Not Enter: what that would confirm has to be seen before, by [`Person::enter_on`].
    #[track_caller]
    pub fn press(&mut self, key: Key) {
        assert_ne!(key, Key::Enter, "use enter_on");
        self.send(&key.bytes());
        if key == Key::Esc {
            thread::sleep(AFTER_ESC);
        }
    }

    /// Presses the number that stands beside a row of a list.
    #[track_caller]
    pub fn choose(&mut self, label: &str) {
        let screen = self.screen().text();
        let number = screen.lines().find_map(|line| line.split_once(&format!(" {label}"))?.0.chars().last());
        self.press(Key::Char(number.unwrap_or_else(|| panic!("no row {label}:\n{screen}"))));
    }

    /// Presses Enter once the screen shows what it is meant for.
    #[track_caller]
    pub fn enter_on(&mut self, text: &str) {
        self.wait_for(text);
        drop(self.until("an answer to Enter", |now| now.answered.is_some()));
        // A list takes no Enter for a row that just came, however long ago the Enter before was.
        self.was_answered();
        self.settle();
        self.terminal.now.lock().unwrap().answered = None;
        self.send(b"\r");
    }

    /// What stands on the screen can only come from the last Enter. What was drawn first after it need not: under load a list that
    /// streams in may be drawn before the key was read.
    pub fn was_answered(&self) {
        self.terminal.now.lock().unwrap().answered = Some(Instant::now());
    }

    /// Lets go of Enter for good, so that the next key that decides something is a key of its own.
    #[track_caller]
    pub fn settle(&self) {
        let answered = self.until("an answer to Enter", |now| now.answered.is_some()).answered.unwrap();
        thread::sleep(FRESH.saturating_sub(answered.elapsed()));
    }

    /// What a key that is held down sends, without looking.
    pub fn repeat_enter(&mut self) {
        thread::sleep(REPEAT);
        self.terminal.now.lock().unwrap().answered = None;
        self.send(b"\r");
    }

    /// Types text faster than a hand could; from four characters on the program takes it for a paste.
    pub fn type_text(&mut self, text: &str) {
        self.send(text.as_bytes());
    }

    /// Types text key by key, at the pace of a hand.
    pub fn type_slowly(&mut self, text: &str) {
        for c in text.chars() {
            self.press(Key::Char(c));
        }
    }

    /// Pastes in brackets, as most terminals do.
    pub fn paste(&mut self, text: &str) {
        self.send(format!("\x1b[200~{text}\x1b[201~").as_bytes());
    }

    /// Gives the window another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.terminal.now.lock().unwrap().screen.resize(columns, rows);
        self.master.resize(size(columns, rows)).unwrap();
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap();
    }

    /// The time that the processor has spent on the program.
    #[cfg(target_os = "linux")]
    pub fn processor_time(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid)).unwrap();
        let ticks =
            |field: usize| stat.rsplit_once(") ").unwrap().1.split(' ').nth(field).unwrap().parse::<u64>().unwrap();
        // A hundred a second, on every Linux.
        Duration::from_millis(10 * (ticks(11) + ticks(12)))
    }

    /// The process.
    pub fn pid(&self) -> Pid {
        self.pid
    }

    /// The home of the program.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The home, for a program that is started next.
    pub fn into_home(mut self) -> TempDir {
        std::mem::replace(&mut self.home, tempfile::tempdir().unwrap())
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        // A process that was waited for may have given its number to another one.
        let now = self.terminal.now.lock();
        if now.is_ok_and(|now| now.exit.is_none()) {
            let _ = kill_process(self.pid, Signal::KILL);
        }
    }
}
