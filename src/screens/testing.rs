//! A stage for one screen: keys, pastes and answers in; flow, questions and pictures out. Only for tests.

use std::{
    cell::Cell,
    sync::Arc,
    time::{Duration, Instant},
};

use ratatui::{buffer::Buffer, layout::Rect};
use serde_json::{Value, json};

use crate::{
    domain::{
        access::Access,
        dialect::Dialect,
        property::Spec,
        request::{Answer, Request},
        secret::Secret,
        session::{Me, Session},
        source::{DataSource, SourceId},
        space::{Space, SpaceId, SpaceKind},
        step::Step,
        tenant::Tenant,
    },
    kit::{
        effect::Effect,
        keys::Key,
        notice::Notice,
        screen::{Cx, Flow, Screen},
        scroll::Extent,
        shared::Shared,
        visit::{ScreenId, Visit},
    },
    ui::{Draw, Look, Rendered, link, text::width, theme::Theme},
};

/// One screen with what it shares, at a moment that the test moves.
pub struct Stage<S> {
    pub screen: S,
    pub shared: Shared,
    pub id: ScreenId,
    pub now: Instant,
    /// What it wants done, since it was last looked at.
    pub effects: Vec<Effect>,
    /// Everything that was ever asked.
    questions: Vec<Arc<Request>>,
    /// Whether the next key counts as meant for what is drawn.
    pub fresh: bool,
    /// When the screen was shown.
    shown: Instant,
    /// What was to be seen of it when it was drawn last.
    extent: Cell<Extent>,
}

impl<S: Screen + Draw + Default> Stage<S> {
    /// A step's screen at its start, signed in at `acme.eu.qlikcloud.com`.
    pub fn new(step: Step) -> Self {
        Self::on(step.into())
    }

    /// A screen at its place, signed in at `acme.eu.qlikcloud.com`.
    #[expect(clippy::disallowed_methods, reason = "any instant will do, the test moves it on")]
    pub fn on(id: ScreenId) -> Self {
        let mut shared = Shared::default();
        let session = session();
        shared.draft.choose_tenant(session.tenant.clone());
        shared.draft.here_mut().session = Some(session);
        shared.draft.here_mut().me = Some(me());
        let extent = Cell::new(Extent { page: 10, ..Extent::default() });
        let now = Instant::now();
        Self {
            screen: S::default(),
            shared,
            id,
            now,
            shown: now,
            effects: Vec::new(),
            questions: Vec::new(),
            fresh: true,
            extent,
        }
    }

    fn with<T>(&mut self, deal: impl FnOnce(&mut S, &mut Cx<'_>) -> T) -> T {
        let mut cx = Cx {
            shared: &mut self.shared,
            now: self.now,
            screen: self.id,
            fresh: self.fresh,
            shown_for: self.now - self.shown,
            extent: self.extent.get(),
            effects: &mut self.effects,
        };
        let before = cx.effects.len();
        let dealt = deal(&mut self.screen, &mut cx);
        let asked = self.effects[before..].iter().filter_map(|effect| match effect {
            Effect::Start { request, .. } => Some(Arc::clone(request)),
            Effect::Cancel(_) | Effect::PrintOutside(_) | Effect::Suspend | Effect::Quit(_) => None,
        });
        self.questions.extend(asked);
        dealt
    }

    /// The screen is shown.
    pub fn enter(&mut self) {
        self.visit(self.id.into());
    }

    /// The screen is shown for a reason.
    pub fn visit(&mut self, visit: Visit) {
        self.shown = self.now;
        self.with(|screen, cx| screen.enter(visit, cx));
    }

    pub fn press(&mut self, key: Key) -> Flow {
        self.with(|screen, cx| screen.key(key, cx))
    }

    /// A text is typed, key by key.
    pub fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            self.press(Key::char(c));
        }
    }

    pub fn paste(&mut self, text: &str) {
        let text = Secret::new(text);
        if let Err(much) = self.with(|screen, cx| screen.paste(&text, cx)) {
            self.shared.notice = Some(Notice::bad(format!("{much}.")));
        }
    }

    /// The last question of this kind is answered.
    pub fn answer(&mut self, answer: Answer) -> Flow {
        let question = self.questions.iter().rev().find(|question| question.asked() == answer.asked());
        let question = question.unwrap_or_else(|| panic!("nobody asked {:?}", answer.asked()));
        self.answer_to((question.as_ref().clone(), answer))
    }

    /// This question is answered, whatever was asked since.
    pub fn answer_to(&mut self, (question, answer): (Request, Answer)) -> Flow {
        self.with(|screen, cx| screen.answer(&question, answer, cx))
    }

    pub fn wait(&mut self, time: Duration) {
        self.now += time;
    }

    /// What was asked since this was last looked at, with the wait before it.
    pub fn asked(&mut self) -> Vec<(Request, Duration)> {
        std::mem::take(&mut self.effects)
            .into_iter()
            .filter_map(|effect| match effect {
                Effect::Start { request, after, .. } => Some(((*request).clone(), after)),
                Effect::Cancel(_) | Effect::PrintOutside(_) | Effect::Suspend | Effect::Quit(_) => None,
            })
            .collect()
    }

    /// The notice, as text.
    pub fn told(&self) -> String {
        self.shared.notice.as_ref().map(|notice| notice.text.clone()).unwrap_or_default()
    }

    /// The screen as text, at a size.
    pub fn shot(&self, columns: u16, rows: u16) -> String {
        let area = Rect::new(0, 0, columns, rows);
        let mut buf = Buffer::empty(area);
        let look = Look { theme: Theme::Colour, shared: &self.shared, now: self.now, columns };
        let mut seen = Rendered::default();
        self.screen.draw(area, &mut buf, &look, &mut seen);
        self.extent.set(seen.extent);
        let mut text = String::new();
        for y in 0..rows {
            let (mut row, mut x) = (String::new(), 0);
            while x < columns {
                let shown = link::text(buf[(x, y)].symbol());
                row.push_str(shown);
                x += u16::try_from(width(shown)).unwrap().max(1);
            }
            text.push_str(row.trim_end());
            text.push('\n');
        }
        text
    }
}

/// A session at `acme.eu.qlikcloud.com`.
pub fn session() -> Session {
    let tenant = Tenant::parse("acme.eu.qlikcloud.com").unwrap();
    Session { tenant, access: Access::Token(Secret::new("key-0123456789-0123456789")), dialect: Dialect::V1 }
}

/// The person of that session.
pub fn me() -> Me {
    Me {
        user_id: "u-1".into(),
        name: "Ada Creator".into(),
        email: Some("ada@acme.example".into()),
        subject: "auth0|ada".into(),
        tenant_id: Some("t-1".into()),
        tenant_name: Some("acme".into()),
        created: None,
        is_admin: None,
    }
}

/// A shared space of this name.
pub fn space(name: &str) -> Space {
    Space {
        id: SpaceId(format!("id of {name}")),
        name: name.into(),
        kind: SpaceKind::Shared,
        description: String::new(),
    }
}

/// A data source of this id, titled by it.
pub fn source(id: &str) -> DataSource {
    DataSource {
        id: SourceId(id.into()),
        title: None,
        provider_name: "Provider".into(),
        provider: "provider.exe".into(),
        disabled: false,
    }
}

/// The api-specs with these properties, as JSON Schema.
pub fn spec(properties: &Value) -> Arc<Spec> {
    let answer = json!({"connectorProvider": "provider.exe", "connectorVersion": "1.0.0",
        "connectionProperties": {"type": "object", "properties": properties}});
    Arc::new(Spec::read(&answer).unwrap())
}
