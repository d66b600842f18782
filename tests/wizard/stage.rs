//! The whole wizard but for the terminal: keys come from a channel, the screen is a buffer.

use std::{io, time::Duration};

use futures_util::stream::{self, BoxStream, StreamExt as _};
use qonnect::{
    app::{App, Edge},
    client::{Client, ClientOptions},
    domain::{access::Access, secret::Secret, step::Step, tenant::Tenant},
    kit::{
        effect::Exit,
        keys::{Code, Key},
        shared::{FoundAccess, Launch, Shared},
    },
    standin::{self, Config, StandIn},
    terminal::TerminalInput,
    ui::{link, text::width, theme::Theme},
    wizard::Model,
    worker::{self, desk::Desk},
};
use ratatui::{Terminal, backend::TestBackend};
use tokio::{
    sync::mpsc,
    time::{advance, timeout},
};

/// Longer than anything the wizard ever waits for, in the time of the paused clock.
const AN_HOUR: Duration = Duration::from_hours(1);

/// The wizard, running.
pub struct Stage {
    app: App<TestBackend, NoEdge>,
    keys: mpsc::UnboundedSender<io::Result<TerminalInput>>,
    input: BoxStream<'static, io::Result<TerminalInput>>,
    pub standin: StandIn,
    pub exit: Option<Exit>,
}

/// Nothing of what only a real terminal can do.
struct NoEdge;

impl Edge<TestBackend> for NoEdge {
    fn send(&mut self, _: &mut Terminal<TestBackend>, _: &[u8]) -> io::Result<()> {
        Ok(())
    }
    fn ask_to_stop(&mut self) -> io::Result<()> {
        Ok(())
    }
    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }
    fn resumed(&mut self) -> io::Result<()> {
        Ok(())
    }
    fn outside(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }
    fn inside(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stage {
    /// The wizard before its first key, tenant and key prefilled.
    pub async fn new(config: Config) -> Self {
        Self::with(config, "creator", Launch::default()).await
    }

    /// The same, for what the program was started for, and with the key of somebody else.
    pub async fn with(config: Config, role: &str, launch: Launch) -> Self {
        let standin = standin::serve(config).await.unwrap();
        Self::at(standin, role, launch).await
    }

    /// The wizard started anew at the same tenant, with the key of its administrator.
    pub async fn again(self, launch: Launch) -> Self {
        Self::at(self.standin, "admin", launch).await
    }

    async fn at(standin: StandIn, role: &str, launch: Launch) -> Self {
        let host = Tenant::parse(standin.url()).unwrap().host().to_owned();
        let offer =
            FoundAccess { host, access: Access::Token(Secret::new(standin.key(role))), from: "the test".into() };
        let tenant = Some(standin.url().to_owned());
        let launch = Launch { demo: true, tenant, offer: Some(offer), ..launch };
        let model = Model::new(Shared { launch, ..Shared::default() });
        let (jobs, wanted) = mpsc::channel(64);
        let (happened, events) = mpsc::channel(64);
        worker::spawn(Client::new(ClientOptions::default()).unwrap(), Desk::bare(), wanted, happened);
        let (keys, pressed) = mpsc::unbounded_channel();
        let input = stream::unfold(pressed, async |mut pressed| Some((pressed.recv().await?, pressed))).boxed();
        let terminal = Terminal::new(TestBackend::new(100, 30)).unwrap();
        let mut app = App::new(terminal, NoEdge, model, Theme::Colour, jobs, events);
        app.start().await.unwrap();
        Self { app, keys, input, standin, exit: None }
    }

    /// The key of the user of this role.
    pub fn key_of(&self, role: &str) -> String {
        self.standin.key(role).to_owned()
    }

    /// Presses a key, and waits until nothing is under way any more.
    pub async fn press(&mut self, code: Code) {
        self.press_only(code).await;
        self.settle().await;
    }

    /// Presses the number that stands beside a row of a list.
    pub async fn choose(&mut self, label: &str) {
        let screen = self.screen();
        let number = screen.lines().find_map(|line| line.split_once(&format!(" {label}"))?.0.chars().last());
        self.press(Code::Char(number.unwrap_or_else(|| panic!("no row {label}:\n{screen}")))).await;
    }

    /// Presses a key with Control, and waits until nothing is under way any more.
    pub async fn press_ctrl(&mut self, c: char) {
        self.press_ctrl_only(c).await;
        self.settle().await;
    }

    /// Presses a key with Control without waiting for what comes of it.
    pub async fn press_ctrl_only(&mut self, c: char) {
        advance(Duration::from_millis(300)).await;
        self.keys.send(Ok(TerminalInput::Key(Key::ctrl(c)))).unwrap();
        self.turn().await;
    }

    /// Moves to a button with these words on it, and presses it.
    pub async fn push(&mut self, words: &str) {
        for _ in 0..12 {
            if self.screen().lines().any(|line| line.contains("▸ [") && line.contains(words)) {
                // Some want all above them to be read first.
                while self.screen().contains("Enter read on") {
                    self.press(Code::PageDown).await;
                }
                return self.press(Code::Enter).await;
            }
            self.press(Code::Down).await;
        }
        panic!("no button {words}:\n{}", self.screen());
    }

    /// What the tenant tells about something, asked past the wizard.
    pub async fn get(&self, role: &str, path: &str) -> serde_json::Value {
        let _installed_already = rustls::crypto::ring::default_provider().install_default();
        let url = format!("{}{path}", self.standin.url());
        let answer = reqwest::Client::new().get(url).bearer_auth(self.standin.key(role)).send().await.unwrap();
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }

    /// Presses a key without waiting for what comes of it.
    pub async fn press_only(&mut self, code: Code) {
        // Keys at one moment would be a paste, and an Enter right after another one held down.
        advance(Duration::from_millis(300)).await;
        self.keys.send(Ok(TerminalInput::Key(Key::plain(code)))).unwrap();
        self.turn().await;
    }

    /// Types a text key by key, and waits until nothing is under way any more.
    pub async fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            self.press_only(Code::Char(c)).await;
        }
        self.settle().await;
    }

    /// Pastes a text, and waits until the loop has taken it.
    pub async fn paste_only(&mut self, text: &str) {
        advance(Duration::from_millis(300)).await;
        self.keys.send(Ok(TerminalInput::Pasted(Secret::new(text)))).unwrap();
        self.turn().await;
    }

    /// Turns the loop until the screen shows these words.
    pub async fn wait_for(&mut self, words: &str) {
        for _ in 0..1000 {
            if self.screen().contains(words) {
                return;
            }
            self.turn().await;
        }
        panic!("no {words}:\n{}", self.screen());
    }

    /// Turns the loop until nothing is under way.
    pub async fn settle(&mut self) {
        while self.exit.is_none() && !self.app.model().shared.pending.is_idle() {
            self.turn().await;
        }
    }

    /// One turn of the loop.
    pub async fn turn(&mut self) {
        let turned = timeout(AN_HOUR, self.app.turn(&mut self.input)).await;
        self.exit = turned.expect("nothing happened for an hour").unwrap();
    }

    /// Goes on with Enter until a step is shown.
    pub async fn enter_to(&mut self, step: Step) {
        while self.app.model().step != step {
            let before = self.app.model().step;
            self.press(Code::Enter).await;
            assert_ne!(self.app.model().step, before, "stuck:\n{}", self.screen());
        }
    }

    /// How many connections of this name the creator has in the personal space, asked past the wizard.
    pub async fn connections(&self, name: &str) -> usize {
        let url = format!("{}/api/v1/data-connections?personal=true&noDatafiles=true", self.standin.url());
        // The HTTP library wants to know whose cryptography to use, even where none is.
        let _installed_already = rustls::crypto::ring::default_provider().install_default();
        let answer = reqwest::Client::new().get(url).bearer_auth(self.standin.key("creator")).send().await.unwrap();
        let body: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        body["data"].as_array().unwrap().iter().filter(|connection| connection["qName"] == name).count()
    }

    /// What the wizard knows.
    pub fn model(&self) -> &Model {
        self.app.model()
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        let buffer = self.app.terminal().backend().buffer();
        let mut text = String::new();
        for y in 0..buffer.area.height {
            let mut x = 0;
            while x < buffer.area.width {
                let shown = link::text(buffer[(x, y)].symbol());
                text.push_str(shown);
                x += u16::try_from(width(shown)).unwrap().max(1);
            }
            text.push('\n');
        }
        text
    }
}
