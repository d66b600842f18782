//! The wizard's own model, driven by keys, with the client and the machine behind it: what it sends, what it saves, and what the
//! saved file sends again.

use std::{
    collections::VecDeque,
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use qonnect::{
    answers::{self, Content, Plain, Referral, Resolved, Source, file::Reference},
    client::{Client, ClientOptions},
    domain::{access::Access, secret::Secret, step::Step, tenant::Tenant},
    kit::{
        effect::Effect,
        event::Event,
        keys::{Code, Key},
        shared::{FoundAccess, GivenFile, Launch, Shared},
        visit::ScreenId,
    },
    ui::theme::Theme,
    wizard::{Model, update, view},
    worker::{desk::Desk, perform},
};
use ratatui::{buffer::Buffer, layout::Rect};

use super::stage::Stage;

const ENTER: Key = Key::plain(Code::Enter);

/// The wizard at a tenant.
pub struct Wizard<'a> {
    stage: &'a Stage,
    client: Client,
    pub model: Model,
    now: Instant,
}

impl<'a> Wizard<'a> {
    /// Begun with an answers file, every reference of which stands for this.
    #[expect(clippy::disallowed_methods, reason = "any instant will do, the test moves it on")]
    pub fn with(stage: &'a Stage, name: &str, text: &str, secret: &str) -> Self {
        let mut read = answers::read(&[Source { name, text }], Plain::Refused);
        assert!(!read.is_bad(), "{:?}\n{text}", read.faults);
        let document = read.documents.remove(0);
        let mut resolved = Resolved::default();
        for Referral { reference, .. } in document.referrals() {
            let content = match &reference {
                Reference::File { .. } => Content::File { name: "key.json".into(), content: Secret::new("a2V5") },
                _ => Content::Text(Secret::new(secret)),
            };
            resolved.0.insert(reference, content);
        }
        let host = Tenant::parse(&stage.url).unwrap().host().to_owned();
        let key = Secret::new(stage.standin.key("creator"));
        let offer = FoundAccess { host, access: Access::Token(key), from: "the test".into() };
        let launch = Launch { tenant: Some(stage.url.clone()), offer: Some(offer), ..Launch::default() };
        let given = Some(Arc::new(GivenFile { document, resolved }));
        let client = stage.runtime.block_on(async { Client::new(ClientOptions::default()).unwrap() });
        let model = Model::new(Shared { launch, given, ..Shared::default() });
        let mut wizard = Self { stage, client, model, now: Instant::now() };
        let effects = update::start(&mut wizard.model, wizard.now);
        wizard.perform(effects);
        wizard
    }

    /// Does what is wanted, and what follows from it, until nothing is under way.
    fn perform(&mut self, effects: Vec<Effect>) {
        let mut waiting: VecDeque<Effect> = effects.into();
        let desk = Desk::bare();
        while let Some(effect) = waiting.pop_front() {
            let Effect::Start { id, request, .. } = effect else { continue };
            let answer = self.stage.runtime.block_on(perform(&self.client, &desk, &request));
            waiting.extend(update::update(&mut self.model, Event::Answered(id, answer), self.now));
        }
    }

    pub fn shot(&self) -> (String, qonnect::ui::Rendered) {
        let area = Rect::new(0, 0, 100, 40);
        let mut buf = Buffer::empty(area);
        let seen = view::paint(&self.model, Theme::Plain, self.now, area, &mut buf);
        (buf.content.iter().map(ratatui::buffer::Cell::symbol).collect(), seen)
    }

    fn draw(&mut self) {
        let (_, seen) = self.shot();
        update::drawn(&mut self.model, seen.extent);
    }

    pub fn press(&mut self, key: Key) {
        self.draw();
        self.now += Duration::from_millis(400);
        let effects = update::update(&mut self.model, Event::Key(key), self.now);
        self.perform(effects);
    }

    pub fn paste(&mut self, text: &str) {
        self.draw();
        let effects = update::update(&mut self.model, Event::Pasted(Secret::new(text)), self.now);
        self.perform(effects);
    }

    /// Saves what Review shows as a file of this path.
    pub fn save(&mut self, path: &str) {
        assert_eq!(self.model.screen(), Step::Review.into(), "{}", self.shot().0);
        self.press(Key::char('s'));
        assert_eq!(self.model.screen(), ScreenId::Save);
        self.press(ENTER);
        self.paste(path);
        self.press(ENTER);
        assert!(fs::metadata(path).is_ok(), "{}", self.shot().0);
        self.press(ENTER);
    }

    /// Back to Details, where the form holds what the file said, and on to Review; whether the form lets it.
    pub fn look_at_details(&mut self) -> bool {
        self.press(Key::plain(Code::Esc));
        assert_eq!(self.model.step, Step::Details, "{}", self.shot().0);
        for _ in 0..3 {
            if self.model.step == Step::Details {
                self.press(Key::PAGE_DOWN);
                self.press(ENTER);
            }
        }
        self.model.step == Step::Review
    }

    /// Reads the request and creates the connection.
    pub fn create(&mut self) {
        for _ in 0..30 {
            if self.model.step == Step::Review {
                self.press(ENTER);
            }
        }
    }
}
