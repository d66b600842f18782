//! The loop: what the terminal and the worker bring goes into the model, and what the model wants done goes out.
//!
//! It waits for whatever comes first, takes what else is ready, and draws once if anything changed. It never polls.

use std::{io, time::Instant};

use anyhow::Context as _;
use futures_util::{Stream, StreamExt as _, future};
use ratatui::{Terminal, backend::Backend};
use tokio::{sync::mpsc, time::sleep_until};

use crate::{
    domain::request::{Answer, Copied},
    kit::{
        effect::{Effect, Exit},
        event::Event,
        keys::{Code, Key},
    },
    terminal::{Bursts, TerminalInput},
    ui::{
        Rendered,
        symbols::{self, Symbols},
        theme::Theme,
    },
    wizard::{Model, update, view},
    worker::Job,
};

/// How many events are taken before a draw, so that a flood of them cannot keep the screen from changing; many, so that it does not
/// have to be drawn for every few of them.
const AT_ONCE: usize = 2048;

/// What only the real terminal can do. In tests nothing of it happens.
pub trait Edge<B: Backend> {
    /// Writes bytes that are no part of a frame.
    fn send(&mut self, terminal: &mut Terminal<B>, bytes: &[u8]) -> io::Result<()>;
    /// Wants the program to be stopped.
    fn ask_to_stop(&mut self) -> io::Result<()>;
    /// Stops the program until the shell wakes it.
    fn suspend(&mut self) -> io::Result<()>;
    /// Takes up again what others changed about the terminal while the program was stopped.
    fn resumed(&mut self) -> io::Result<()>;
    /// Leaves the full screen and prints a line.
    fn outside(&mut self, text: &str) -> io::Result<()>;
    /// Comes back to the full screen.
    fn inside(&mut self) -> io::Result<()>;
}

pub struct App<B: Backend, E> {
    terminal: Terminal<B>,
    edge: E,
    model: Model,
    theme: Theme,
    symbols: Symbols,
    jobs: mpsc::Sender<Job>,
    events: mpsc::Receiver<Event>,
    bursts: Bursts,
    /// The full screen was left to print something: nothing is drawn until Enter.
    is_outside: bool,
    is_dirty: bool,
    #[cfg(debug_assertions)]
    test_fault: Option<String>,
}

enum Woken {
    Input(Option<io::Result<TerminalInput>>),
    Event(Option<Event>),
    Due,
}

impl<B, E> App<B, E>
where
    B: Backend,
    B::Error: Send + Sync + 'static,
    E: Edge<B>,
{
    /// The wizard at its start; nothing is drawn yet.
    pub fn new(
        terminal: Terminal<B>,
        edge: E,
        model: Model,
        theme: Theme,
        jobs: mpsc::Sender<Job>,
        events: mpsc::Receiver<Event>,
    ) -> Self {
        Self {
            terminal,
            edge,
            model,
            theme,
            symbols: Symbols::Unicode,
            jobs,
            events,
            bursts: Bursts::default(),
            is_outside: false,
            is_dirty: true,
            #[cfg(debug_assertions)]
            test_fault: None,
        }
    }

    /// With these signs only.
    #[must_use]
    pub fn showing(self, symbols: Symbols) -> Self {
        Self { symbols, ..self }
    }

    /// From here on F12 is a fault of our own with this text, so that a test can see what the terminal is like afterwards.
    /// Release builds know nothing of it.
    #[cfg(debug_assertions)]
    pub fn fail_on_f12(&mut self, text: Option<String>) {
        self.test_fault = text;
    }

    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The terminal, to look at what was drawn.
    pub fn terminal(&self) -> &Terminal<B> {
        &self.terminal
    }

    /// Draws the first frame. It waits for nothing: what the first screen asks is answered later.
    pub async fn start(&mut self) -> anyhow::Result<()> {
        let effects = update::start(&mut self.model, now());
        self.perform(effects).await?;
        self.draw()
    }

    /// Runs until the wizard is left.
    pub async fn run(
        &mut self,
        input: &mut (impl Stream<Item = io::Result<TerminalInput>> + Unpin),
    ) -> anyhow::Result<Exit> {
        loop {
            if let Some(exit) = self.turn(input).await? {
                return Ok(exit);
            }
        }
    }

    /// One turn: waits for something, deals with all that is ready, draws once. Says how to end, if it is time to.
    pub async fn turn(
        &mut self,
        input: &mut (impl Stream<Item = io::Result<TerminalInput>> + Unpin),
    ) -> anyhow::Result<Option<Exit>> {
        let mut inputs = Vec::new();
        let mut events = Vec::new();
        let due = self.due();
        let mut woken = tokio::select! {
            biased;
            input = input.next() => Woken::Input(input),
            event = self.events.recv() => Woken::Event(event),
            () = at(due) => Woken::Due,
        };
        loop {
            match woken {
                Woken::Input(input) => inputs.push(input.context("the terminal has ended")??),
                Woken::Event(event) => events.push(event.context("the worker has ended")?),
                Woken::Due => break,
            }
            if inputs.len() + events.len() >= AT_ONCE {
                break;
            }
            // Not `now_or_never`: on the terminal's events that would leave a waker behind that wakes nobody.
            woken = tokio::select! {
                biased;
                input = input.next() => Woken::Input(input),
                event = self.events.recv() => Woken::Event(event),
                () = future::ready(()) => Woken::Due,
            };
        }
        let exit = self.deal(inputs, events).await?;
        if exit.is_none() && self.is_dirty && !self.is_outside {
            self.draw()?;
        }
        Ok(exit)
    }

    async fn deal(&mut self, inputs: Vec<TerminalInput>, events: Vec<Event>) -> anyhow::Result<Option<Exit>> {
        let due = inputs.is_empty() && events.is_empty();
        let inputs = self.bursts.take(inputs, now());
        // Whatever the reason for waking, something may look different now; only a paste that is held back changes nothing.
        self.is_dirty |= due || !inputs.is_empty() || !events.is_empty();
        for input in inputs {
            let event = match input {
                TerminalInput::Key(key) if self.is_outside => {
                    self.come_back(key)?;
                    continue;
                }
                TerminalInput::Key(key) => Event::Key(key),
                TerminalInput::Pasted(text) => Event::Pasted(text),
                TerminalInput::PastedTooMuch => Event::PastedTooMuch,
                TerminalInput::Resized => Event::Resized,
                TerminalInput::Stop => {
                    self.edge.suspend()?;
                    self.redraw()?;
                    continue;
                }
                TerminalInput::Resumed => {
                    self.edge.resumed()?;
                    self.redraw()?;
                    continue;
                }
            };
            if let Some(exit) = self.happen(event).await? {
                return Ok(Some(exit));
            }
        }
        for event in events {
            if let Event::Answered(_, Answer::Copy(Copied::Terminal(bytes))) = &event {
                self.edge.send(&mut self.terminal, bytes)?;
            }
            if let Some(exit) = self.happen(event).await? {
                return Ok(Some(exit));
            }
        }
        Ok(None)
    }

    async fn happen(&mut self, event: Event) -> anyhow::Result<Option<Exit>> {
        #[cfg(debug_assertions)]
        self.fail_if_asked_to(&event);
        let effects = update(&mut self.model, event, now());
        self.perform(effects).await
    }

    #[cfg(debug_assertions)]
    #[expect(clippy::panic, reason = "it is what a test asked for")]
    fn fail_if_asked_to(&self, event: &Event) {
        if let (Some(text), Event::Key(Key { code: Code::F(12), .. })) = (&self.test_fault, event) {
            panic!("{text}");
        }
    }

    /// Does what concerns the terminal, and hands the rest to the worker.
    async fn perform(&mut self, effects: Vec<Effect>) -> anyhow::Result<Option<Exit>> {
        for effect in effects {
            match effect {
                Effect::Start { id, request, after } => self.hand_over(Job::Start { id, request, after }).await?,
                Effect::Cancel(id) => self.hand_over(Job::Cancel(id)).await?,
                Effect::PrintOutside(text) => {
                    self.edge.outside(&text.0)?;
                    self.is_outside = true;
                }
                Effect::Suspend => self.edge.ask_to_stop()?,
                Effect::Quit(exit) => return Ok(Some(exit)),
            }
        }
        Ok(None)
    }

    async fn hand_over(&self, job: Job) -> anyhow::Result<()> {
        self.jobs.send(job).await.context("the worker has ended")
    }

    fn come_back(&mut self, key: Key) -> anyhow::Result<()> {
        if matches!(key.code, Code::Enter | Code::Esc) || key == Key::ctrl('c') {
            self.edge.inside()?;
            self.terminal.clear()?;
            self.is_outside = false;
        }
        Ok(())
    }

    /// What the terminal shows is not what was drawn last.
    fn redraw(&mut self) -> anyhow::Result<()> {
        // Outside the full screen stands what is to be read there.
        if !self.is_outside {
            self.terminal.clear()?;
        }
        self.is_dirty = true;
        Ok(())
    }

    fn draw(&mut self) -> anyhow::Result<()> {
        let (model, theme, symbols, now) = (&self.model, self.theme, self.symbols, now());
        let mut seen = Rendered::default();
        self.terminal.draw(|frame| {
            seen = view::view(model, theme, now, frame);
            symbols::settle(frame.buffer_mut(), symbols);
        })?;
        update::drawn(&mut self.model, seen.extent);
        self.is_dirty = false;
        Ok(())
    }

    /// When something has to be done though nothing happens.
    fn due(&self) -> Option<Instant> {
        let drawn_anew = if self.is_outside { None } else { update::due(&self.model, now()) };
        [drawn_anew, self.bursts.due()].into_iter().flatten().min()
    }
}

/// Tokio's clock, so that a paused runtime moves the time of the whole program.
fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

/// A moment, or never.
async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment.into()).await,
        None => future::pending().await,
    }
}
