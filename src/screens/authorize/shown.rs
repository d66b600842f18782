//! The URL is shown: its keys, the field for its code, and what was understood of it.

use super::{CHANGED, Command, Page, SHOWN, SPENT, State, TWICE};
use crate::{
    domain::{
        draft::{Authorized, CodeRefused},
        oauth::AuthUrl,
    },
    kit::{
        form::{FieldCheck, Origin, Turn},
        keys::{Key, lookup},
        notice::Notice,
        screen::{Cx, Flow},
        scroll::Scroll,
        shared::Shared,
    },
    screens::address::{self, EndField},
};

impl State {
    pub(super) fn show(&mut self, text: &str, cx: &mut Cx<'_>) {
        let url = match AuthUrl::parse(text) {
            Ok(url) => url,
            Err(fault) => return cx.tell(Notice::bad(fault.to_string())),
        };
        let Some(asked) = cx.shared.answers(self.is_existing).connection_without_code() else { return };
        let (dialect, user) = (cx.shared.dialect, user(cx.shared));
        let session = cx.shared.draft.here().session.as_ref();
        let own = session.map(|session| session.access.secrets()).unwrap_or_default();
        self.page = Some(Page { url, asked, dialect, user, at: cx.now, made: cx.shared.made.len(), own });
        self.form.fill(EndField, "", Origin::Typed);
        self.form.go(EndField);
        self.dropped = None;
        let of = cx.shared.answers_mut(self.is_existing).of_mut();
        (of.code_refused, of.authorized) = (None, None);
    }

    /// Takes the code and goes on.
    fn accept(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(page) = &self.page else { return Flow::Stay };
        match page.read(self.form.text(EndField)) {
            Ok(code) => {
                if self.refused(cx.shared).is_some_and(CodeRefused::is_final) {
                    self.say(FieldCheck::Bad(TWICE.to_owned()));
                    return Flow::Stay;
                }
                let (asked, dialect) = (page.asked.clone(), page.dialect);
                let of = cx.shared.answers_mut(self.is_existing).of_mut();
                of.authorized = Some(Authorized { code: code.value, asked, dialect });
                Flow::Next
            }
            Err(fault) => {
                self.say(FieldCheck::Bad(fault.to_string()));
                self.form.go(EndField);
                Flow::Stay
            }
        }
    }

    /// A new URL makes the code that stands there worthless, so that is asked first.
    fn ask_anew(&mut self, cx: &mut Cx<'_>) -> Flow {
        if !cx.fresh {
            return Flow::Stay;
        }
        if !self.form.text(EndField).is_empty() && !self.wants_new {
            self.wants_new = true;
            let text = if self.refused(cx.shared).is_some() {
                "The tenant refused this code. Press the key again to drop it and request a new URL, which gives a new code."
            } else {
                "This code works with this URL only. Press the key again to drop it and request a new URL."
            };
            cx.tell(Notice::warn(text));
            return Flow::Stay;
        }
        self.ask(cx)
    }

    /// What was understood so far. A fault waits for Enter or a paste: a code that is half typed is no mistake.
    pub(super) fn read(&mut self, faults_too: bool) {
        let Some(page) = &self.page else { return };
        self.say(match page.read(self.form.text(EndField)) {
            Ok(code) => address::understood(&code, ""),
            Err(fault) if faults_too => FieldCheck::Bad(fault.to_string()),
            Err(_) => FieldCheck::Nothing,
        });
    }

    fn say(&mut self, check: FieldCheck) {
        let text = self.form.answer(EndField).to_owned();
        self.form.judge(EndField, &text, check);
    }

    pub(super) fn shown_key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        let Some(url) = self.page.as_ref().map(|page| page.url.as_str().to_owned()) else { return Flow::Pass };
        let own = address::command(&self.form, key);
        if own != Some(address::Command::New) {
            self.wants_new = false;
        }
        match own {
            Some(address::Command::New) => return self.ask_anew(cx),
            Some(command) => {
                address::perform(command, &url, cx);
                return Flow::Stay;
            }
            None => {}
        }
        match lookup(SHOWN, key) {
            // A key that is held down since the request was sent is no answer to what is shown now.
            Some(Command::Enter) if !cx.fresh => {}
            Some(Command::Enter) if self.form.text(EndField).is_empty() => {
                address::perform(address::easiest(cx.shared), &url, cx);
            }
            Some(Command::Enter) => return self.accept(cx),
            Some(Command::Switch) => {
                self.scroll = Scroll::default();
                address::switch(&mut self.form);
            }
            Some(Command::Scroll) => self.scroll.by_key(key, cx.extent),
            None => match self.form.key(key) {
                Turn::Pass => return Flow::Pass,
                Turn::Changed(EndField) => self.read(false),
                _ => {}
            },
        }
        Flow::Stay
    }

    /// A URL that does not belong any more to what would be sent goes, and its code with it.
    pub(super) fn drop_stale(&mut self, shared: &Shared) {
        let Some(why) = self.page.as_ref().and_then(|page| self.stale(page, shared)) else { return };
        self.dropped = Some(why);
        self.page = None;
        self.form.fill(EndField, "", Origin::Typed);
    }

    /// What became of the code that stands here, where it was sent and refused.
    pub(super) fn refused<'a>(&self, shared: &'a Shared) -> Option<&'a CodeRefused> {
        let refused = shared.answers(self.is_existing).of().code_refused.as_ref()?;
        let code = self.page.as_ref()?.read(self.form.text(EndField)).ok()?;
        Some(refused).filter(|refused| refused.code == code.value)
    }

    pub(super) fn say_refused(&mut self, shared: &Shared) {
        match self.refused(shared) {
            Some(refused) if refused.is_final() => self.say(FieldCheck::Bad(TWICE.to_owned())),
            // The view says why.
            Some(_) => self.say(FieldCheck::Nothing),
            None => {}
        }
    }

    /// Why the URL does not belong any more to what would be sent.
    fn stale(&self, page: &Page, shared: &Shared) -> Option<&'static str> {
        if shared.made.len() != page.made {
            return Some(SPENT);
        }
        let now = shared.answers(self.is_existing).connection_without_code();
        let same = page.dialect == shared.dialect
            && page.user == user(shared)
            && now.is_some_and(|connection| connection == page.asked);
        (!same).then_some(CHANGED)
    }
}

fn user(shared: &Shared) -> Option<String> {
    shared.draft.here().me.as_ref().map(|me| me.user_id.clone())
}
