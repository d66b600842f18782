//! Waiting for the browser: the address is shown, somebody listens for it, and what it ended on can be pasted just as well.

use super::{
    Face, State,
    keys::{Command, PAGE, is_down},
    words,
};
use crate::{
    domain::{
        access::{Access, Method},
        advice::advice,
        browser::{BrowserAttempt, BrowserFault, ReturnFault, read_return},
        failure::Failure,
        request::{Asked, Chore, PublicCall, Request},
    },
    kit::{
        keys::{Key, lookup},
        line::{Edit, Line},
        notice::Notice,
        paste::{self, Kind, TooMuch},
        screen::{Cx, Flow},
        scroll::Scroll,
    },
    screens::address::{self, Focus},
};

/// One attempt to sign in through the browser.
#[derive(Debug)]
pub struct Page {
    /// The address, and what its answer has to fit.
    pub attempt: BrowserAttempt,
    /// What the browser ended on.
    pub line: Line,
    /// Where the focus is.
    pub focus: Focus,
    /// What was understood of that.
    pub said: Option<Said>,
    /// A new URL was asked for although something stands there: once more to mean it.
    pub wants_new: bool,
    /// Why nobody listens, if nobody does.
    pub deaf: Option<String>,
    /// How far it is scrolled.
    pub scroll: Scroll,
}

/// What was understood of what was pasted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    /// A code.
    Understood(usize),
    /// Something else.
    Fault(String),
}

/// What stands before the field.
pub const LABEL: &str = "Ended on";
const SPENT: &str = "The listening has ended. Ctrl+N begins anew, with a new URL.";
const WORTH: &str = "What stands here works with this URL only. Press the key again for a new URL.";

impl State {
    pub(super) fn started(&mut self, answer: Result<Box<BrowserAttempt>, String>, cx: &mut Cx<'_>) {
        match answer {
            Ok(attempt) => {
                cx.shared.notice = None;
                cx.ask(Request::Public(PublicCall::AwaitBrowser((*attempt).clone())));
                self.page = Some(Page {
                    attempt: *attempt,
                    line: Line::default(),
                    focus: Focus::default(),
                    said: None,
                    wants_new: false,
                    deaf: None,
                    scroll: Scroll::default(),
                });
                self.face = Face::Page;
            }
            Err(why) => cx.tell(Notice::bad(why)),
        }
    }

    /// The browser came back, or nobody can listen for it. The way by pasting stays open as long as the attempt is good.
    pub(super) fn returned(&mut self, answer: Result<Access, BrowserFault>, cx: &mut Cx<'_>) {
        let Some(page) = &mut self.page else { return };
        match answer {
            Ok(access) => self.prove(Method::Browser, access, cx),
            Err(BrowserFault::PortTaken(port)) => {
                page.deaf = Some(format!(
                    "Another program has port {port}, so the browser cannot come back here by itself. Sign in all the same: the \
                     browser ends on an error page, and the address of that is what to paste into {LABEL}."
                ));
            }
            Err(BrowserFault::CannotListen(why)) => {
                page.deaf = Some(format!(
                    "{why} Sign in all the same, and paste the address that the browser ends on into {LABEL}."
                ));
            }
            Err(BrowserFault::Returned(fault)) => {
                page.said = Some(Said::Fault(words::returned(&fault)));
                page.deaf = Some(SPENT.to_owned());
            }
            Err(BrowserFault::Exchange(failure)) => {
                page.deaf = Some(SPENT.to_owned());
                refused(&failure, cx);
            }
        }
    }

    /// The pasted code was exchanged. A code that failed is spent, but the next one may come by either way.
    pub(super) fn finished(&mut self, answer: Result<Access, Failure>, cx: &mut Cx<'_>) {
        match answer {
            Ok(access) => self.prove(Method::Browser, access, cx),
            Err(failure) => {
                if let Some(page) = &mut self.page {
                    page.line.clear();
                    page.said = None;
                    if page.deaf.is_none() {
                        cx.ask(Request::Public(PublicCall::AwaitBrowser(page.attempt.clone())));
                    }
                }
                refused(&failure, cx);
            }
        }
    }

    pub(super) fn page_key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        let Some(page) = &mut self.page else {
            self.face = Face::Form(Method::Browser);
            return Flow::Stay;
        };
        let own = page.focus.command(key);
        let wanted_new = std::mem::take(&mut page.wants_new);
        match own {
            Some(address::Command::New) if !cx.fresh => {
                page.wants_new = wanted_new;
                return Flow::Stay;
            }
            // What fits this attempt only is lost with it, so that is asked first.
            Some(address::Command::New) if page.is_worth_something() && !wanted_new => {
                page.wants_new = true;
                cx.tell(Notice::warn(WORTH));
                return Flow::Stay;
            }
            Some(address::Command::New) => {
                let plan = page.attempt.plan.clone();
                self.stop(cx);
                cx.ask(Request::Here(Chore::StartBrowser(plan)));
                return Flow::Stay;
            }
            Some(command) => {
                let url = page.attempt.url.as_str().to_owned();
                address::perform(command, &url, cx);
                return Flow::Stay;
            }
            None => {}
        }
        match lookup(PAGE, key) {
            Some(Command::Enter) if cx.fresh => self.take_code(cx),
            Some(Command::Switch) => {
                page.focus = page.focus.other();
                page.scroll = Scroll::default();
            }
            Some(Command::Scroll) => page.scroll.pages(if is_down(key) { 1 } else { -1 }, cx.extent),
            Some(Command::Close) => {
                self.stop(cx);
                self.page = None;
                self.face = Face::Form(Method::Browser);
                cx.tell(Notice::info("The sign-in was cancelled, and with it the listening for the browser."));
            }
            Some(_) => {}
            None if page.focus == Focus::Address => return Flow::Pass,
            None => match page.line.key(key) {
                Edit::Pass => return Flow::Pass,
                Edit::Moved => {}
                Edit::Changed => page.read(Reading::Typed),
            },
        }
        Flow::Stay
    }

    pub(super) fn page_paste(&mut self, text: &str, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        if let Some(page) = &mut self.page {
            // Two addresses after one another are none, so a paste takes the place of what was there.
            page.line.set(&paste::clean(text, Kind::OneLine)?.text);
            page.focus = Focus::Field;
            page.wants_new = false;
            page.read(Reading::Whole);
            if page.is_spent() {
                cx.drop_question(Asked::AwaitBrowser);
            }
        }
        Ok(())
    }

    fn take_code(&mut self, cx: &mut Cx<'_>) {
        let Some(page) = &mut self.page else { return };
        if self.proving.is_some() || cx.shared.pending.has(Asked::FinishBrowser) {
            return;
        }
        if let Ok(code) = read_return(page.line.as_str(), &page.attempt) {
            // One of the two may exchange a code, for it works once.
            cx.drop_question(Asked::AwaitBrowser);
            cx.shared.notice = None;
            cx.ask(Request::Public(PublicCall::FinishBrowser(page.attempt.clone(), code)));
            return;
        }
        page.focus = Focus::Field;
        page.read(Reading::Whole);
        if page.is_spent() {
            cx.drop_question(Asked::AwaitBrowser);
        }
    }
}

/// The code of the browser was refused.
fn refused(failure: &Failure, cx: &mut Cx<'_>) {
    match advice(failure).or_else(|| words::exchange(failure)) {
        Some(text) => cx.tell(Notice::about(failure, text)),
        None => cx.fail(failure),
    }
}

impl Page {
    /// What was understood so far. A fault waits for Enter or a paste: an address that is half typed is no mistake. An answer that
    /// is a refusal ends the attempt.
    fn read(&mut self, reading: Reading) {
        self.said = match read_return(self.line.as_str(), &self.attempt) {
            Ok(code) => Some(Said::Understood(code.count())),
            Err(ReturnFault::Empty) if self.line.is_empty() && reading == Reading::Typed => None,
            Err(fault) if reading == Reading::Whole => {
                if matches!(fault, ReturnFault::Denied | ReturnFault::Refused { .. }) {
                    self.deaf = Some(SPENT.to_owned());
                }
                Some(Said::Fault(words::returned(&fault)))
            }
            Err(_) => None,
        };
    }

    /// Whether something stands there that was not found to be of no use.
    fn is_worth_something(&self) -> bool {
        !self.line.is_empty() && !matches!(self.said, Some(Said::Fault(_)))
    }

    /// Whether the attempt was answered with a refusal.
    fn is_spent(&self) -> bool {
        self.deaf.as_deref() == Some(SPENT)
    }
}

/// What is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// What may be half typed.
    Typed,
    /// All that is to come.
    Whole,
}
