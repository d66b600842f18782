//! The wizard without a terminal and without a worker: keys in, pictures out, answers from a script.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use qonnect::{
    domain::{
        request::{Asked, Request},
        secret::Secret,
        step::Step,
        traffic::Exchange,
    },
    kit::{
        effect::{Effect, Exit},
        event::{Event, RequestId},
        keys::{Code, Key},
        shared::{Goal, Launch, Shared},
    },
    ui::{Rendered, theme::Theme},
    wizard::{Model, update, view},
};
use ratatui::{buffer::Buffer, layout::Rect};

use crate::scripted::Tenant;

pub const ENTER: Key = Key::plain(Code::Enter);
pub const ESC: Key = Key::plain(Code::Esc);
pub const TAB: Key = Key::plain(Code::Tab);
pub const DOWN: Key = Key::plain(Code::Down);
pub const PAGE_DOWN: Key = Key::plain(Code::PageDown);

/// The wizard on a stage.
pub struct Stage {
    pub model: Model,
    pub tenant: Tenant,
    pub now: Instant,
    /// Questions of these kinds are not answered yet.
    pub held: Vec<Asked>,
    /// Everything that was asked, in order.
    pub asked: Vec<Request>,
    pub exit: Option<Exit>,
    waiting: VecDeque<(RequestId, Request)>,
}

impl Stage {
    /// The wizard at its start.
    pub fn new() -> Self {
        Self::for_goal(Goal::Connection)
    }

    /// The side screen that the program was started for, signed in.
    pub fn on_side(goal: Goal) -> Self {
        let mut stage = Self::for_goal(goal);
        stage.walk_to(Step::SignIn);
        stage.paste("a-key-of-the-tenant-that-is-long-enough-4711");
        stage.press(ENTER);
        assert_eq!(stage.model.over, goal.screen(), "stuck:\n{}", stage.text(80, 40));
        stage
    }

    #[expect(clippy::disallowed_methods, reason = "any instant will do, the test moves it on")]
    fn for_goal(goal: Goal) -> Self {
        let launch = Launch { goal, tenant: Some("acme.eu.qlikcloud.com".into()), ..Launch::default() };
        let mut stage = Self {
            model: Model::new(Shared { launch, ..Shared::default() }),
            tenant: Tenant::default(),
            now: Instant::now(),
            held: Vec::new(),
            asked: Vec::new(),
            exit: None,
            waiting: VecDeque::new(),
        };
        let effects = update::start(&mut stage.model, stage.now);
        stage.perform(effects);
        stage
    }

    /// The wizard at a step, with the answers of the script.
    pub fn at(step: Step) -> Self {
        let mut stage = Self::new();
        stage.walk_to(step);
        stage
    }

    /// Presses a key that was meant for what is on the screen.
    pub fn press(&mut self, key: Key) {
        self.press_at(80, 24, key);
    }

    /// Presses a key in a window of this size.
    pub fn press_at(&mut self, columns: u16, rows: u16, key: Key) {
        self.draw(columns, rows);
        self.now += Duration::from_millis(400);
        self.happen(Event::Key(key));
    }

    /// Presses the number that stands beside a row of a list.
    pub fn choose(&mut self, label: &str) {
        let screen = self.text(80, 24);
        let number = screen.lines().find_map(|line| line.split_once(&format!(" {label}"))?.0.chars().last());
        self.press(Key::char(number.unwrap_or_else(|| panic!("no row {label}:\n{screen}"))));
    }

    /// Types a text key by key.
    pub fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            self.press(Key::char(c));
        }
    }

    /// Pastes a text.
    pub fn paste(&mut self, text: &str) {
        self.draw(80, 24);
        self.happen(Event::Pasted(Secret::new(text)));
    }

    /// Time passes.
    pub fn wait(&mut self, time: Duration) {
        self.now += time;
    }

    /// The tenant refused a request because there were too many.
    pub fn is_told_to_wait(&mut self) {
        self.happen(Event::Exchanged(Exchange {
            at: Timestamp::from_second(1_790_000_000).unwrap(),
            method: "GET",
            path: "/api/v1/spaces".to_owned(),
            status: Some(429),
            took: Duration::from_millis(42),
            attempt: 1,
            trace_id: None,
            warning: None,
        }));
    }

    /// So many requests went over the wire; the first one to this path.
    pub fn exchange(&mut self, requests: i64, path: &str) {
        for index in 0..requests {
            self.happen(Event::Exchanged(Exchange {
                at: Timestamp::from_second(1_790_000_000 + index).unwrap(),
                method: "GET",
                path: if index == 0 { path.to_owned() } else { "/api/v1/spaces".to_owned() },
                status: (index != 1).then_some(200),
                took: Duration::from_millis(42),
                attempt: if index == 2 { 2 } else { 1 },
                trace_id: (index == 0).then(|| "a1b2c3".to_owned()),
                warning: None,
            }));
        }
    }

    /// What was held back is answered now.
    pub fn let_go(&mut self) {
        self.held.clear();
        self.answer_all();
    }

    fn happen(&mut self, event: Event) {
        let effects = update(&mut self.model, event, self.now);
        self.perform(effects);
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Start { id, request, .. } => {
                    self.asked.push((*request).clone());
                    self.waiting.push_back((id, (*request).clone()));
                }
                Effect::Cancel(id) => self.waiting.retain(|(waiting, _)| *waiting != id),
                Effect::Quit(exit) => self.exit = Some(exit),
                Effect::PrintOutside(_) | Effect::Suspend => {}
            }
        }
        self.answer_all();
    }

    fn answer_all(&mut self) {
        while let Some(index) = self.waiting.iter().position(|(_, request)| !self.held.contains(&request.asked())) {
            let (id, request) = self.waiting.remove(index).unwrap();
            let answer = self.tenant.answer(&request);
            self.happen(Event::Answered(id, answer));
        }
    }

    /// Draws as the loop does: keys that come later were meant for this picture.
    pub fn draw(&mut self, columns: u16, rows: u16) -> Buffer {
        let (buffer, seen) = self.look(Theme::Colour, columns, rows);
        update::drawn(&mut self.model, seen.extent);
        buffer
    }

    /// Draws without telling the model.
    pub fn look(&self, theme: Theme, columns: u16, rows: u16) -> (Buffer, Rendered) {
        let area = Rect::new(0, 0, columns, rows);
        let mut buffer = Buffer::empty(area);
        let seen = view::paint(&self.model, theme, self.now, area, &mut buffer);
        (buffer, seen)
    }

    /// The screen as text.
    pub fn text(&self, columns: u16, rows: u16) -> String {
        text_of(&self.look(Theme::Colour, columns, rows).0)
    }
}

/// A picture as text, without the blanks at the end of its rows.
pub fn text_of(buffer: &Buffer) -> String {
    let area = buffer.area;
    let row = |y| {
        let mut row = String::new();
        let mut covered = 0;
        for x in 0..area.width {
            // The second cell of a wide character holds nothing of its own.
            if covered > 0 {
                covered -= 1;
                continue;
            }
            let symbol = qonnect::ui::link::text(buffer[(x, y)].symbol());
            covered = qonnect::ui::text::width(symbol).saturating_sub(1);
            row.push_str(symbol);
        }
        row.trim_end().to_owned()
    };
    (0..area.height).map(row).collect::<Vec<_>>().join("\n")
}

impl Stage {
    /// Reads to the end where a button wants that before it is pressed.
    fn read_on(&mut self) {
        for _ in 0..30 {
            self.press(PAGE_DOWN);
            if !self.text(100, 60).contains("Enter read on") {
                return;
            }
        }
        panic!("no end:\n{}", self.text(100, 60));
    }

    /// Moves to a button with these words on it, and presses it.
    pub fn push(&mut self, words: &str) {
        for _ in 0..12 {
            if self.text(100, 60).lines().any(|line| line.contains("▸ [") && line.contains(words)) {
                self.read_on();
                return self.press(ENTER);
            }
            self.press(DOWN);
        }
        panic!("no button {words}:\n{}", self.text(100, 60));
    }

    /// Walks to a step by keyboard, as a person who wants an Amazon S3 connection with embedded credentials.
    pub fn walk_to(&mut self, step: Step) {
        while self.model.step < step {
            let before = self.model.step;
            match before {
                Step::SignIn => self.paste("a-key-of-the-tenant-that-is-long-enough-4711"),
                Step::Source => self.type_text("s3"),
                Step::Details => {
                    self.fill("Name", "sales-landing");
                    self.fill("Access key", "AKIAIOSFODNN7EXAMPLE");
                    self.fill("Secret key", "wJalrXUtnFEMI-marker");
                    self.fill("Bucket", "landing-zone");
                    self.press(PAGE_DOWN);
                }
                Step::Review => (0..20).for_each(|_| self.press(PAGE_DOWN)),
                Step::Tenant | Step::Space | Step::Credentials | Step::Authorize | Step::Done => {}
            }
            self.press(ENTER);
            assert_ne!(self.model.step, before, "stuck:\n{}", self.text(80, 40));
        }
    }

    /// The step Authorize, as a person who wants Google BigQuery through the browser.
    pub fn at_authorize() -> Self {
        let mut stage = Self::at(Step::Source);
        stage.type_text("bigquery");
        stage.press(ENTER);
        stage.press(ENTER);
        stage.fill("Name", "warehouse");
        stage.press(PAGE_DOWN);
        for _ in 0..3 {
            if stage.model.step == Step::Details {
                stage.press(ENTER);
            }
        }
        assert_eq!(stage.model.step, Step::Authorize, "stuck:\n{}", stage.text(80, 40));
        stage
    }

    /// Moves to the field with this label and types into it.
    pub fn fill(&mut self, label: &str, text: &str) {
        let focused = format!("▸ {label}");
        for _ in 0..60 {
            if self.text(100, 60).contains(&focused) {
                return self.type_text(text);
            }
            self.press(TAB);
        }
        panic!("no field {label}:\n{}", self.text(100, 60));
    }
}
