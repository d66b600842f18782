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
        request::{Asked, Request},
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

const SPENT: &str = "Nobody listens any more. Ctrl+N begins anew, with a new URL.";

impl State {
    pub(super) fn started(&mut self, answer: Result<Box<BrowserAttempt>, String>, cx: &mut Cx<'_>) {
        match answer {
            Ok(attempt) => {
                cx.shared.notice = None;
                cx.ask(Request::AwaitBrowser((*attempt).clone()));
                self.page = Some(Page {
                    attempt: *attempt,
                    line: Line::default(),
                    focus: Focus::default(),
                    said: None,
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
                     browser ends on an error page, and its address is what to paste below."
                ));
            }
            Err(BrowserFault::CannotListen(why)) => {
                page.deaf =
                    Some(format!("{why} Sign in all the same, and paste below the address that the browser ends on."));
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
                        cx.ask(Request::AwaitBrowser(page.attempt.clone()));
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
        match page.focus.command(key) {
            Some(address::Command::New) if cx.fresh => {
                let plan = page.attempt.plan.clone();
                self.stop(cx);
                cx.ask(Request::StartBrowser(plan));
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
                cx.tell(Notice::info("The sign-in was cancelled; nobody listens for the browser any more."));
            }
            Some(_) => {}
            None if page.focus == Focus::Address => return Flow::Pass,
            None => match page.line.key(key) {
                Edit::Pass => return Flow::Pass,
                Edit::Moved => {}
                Edit::Changed => page.read(false),
            },
        }
        Flow::Stay
    }

    pub(super) fn page_paste(&mut self, text: &str) -> Result<(), TooMuch> {
        if let Some(page) = &mut self.page {
            // Two addresses after one another are none, so a paste takes the place of what was there.
            page.line.set(&paste::clean(text, Kind::OneLine)?.text);
            page.focus = Focus::Field;
            page.read(true);
        }
        Ok(())
    }

    fn take_code(&mut self, cx: &mut Cx<'_>) {
        let Some(page) = &mut self.page else { return };
        if self.proving.is_some() || cx.shared.pending.has(Asked::FinishBrowser) {
            return;
        }
        match read_return(page.line.as_str(), &page.attempt) {
            Ok(code) => {
                // One of the two may exchange a code, for it works once.
                cx.drop_question(Asked::AwaitBrowser);
                cx.shared.notice = None;
                cx.ask(Request::FinishBrowser(page.attempt.clone(), code));
            }
            Err(fault) => {
                page.said = Some(Said::Fault(words::returned(&fault)));
                page.focus = Focus::Field;
            }
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
    /// What was understood so far. A fault waits for Enter or a paste: an address that is half typed is no mistake.
    fn read(&mut self, faults_too: bool) {
        self.said = match read_return(self.line.as_str(), &self.attempt) {
            Ok(code) => Some(Said::Understood(code.count())),
            Err(ReturnFault::Empty) => None,
            Err(fault) if faults_too => Some(Said::Fault(words::returned(&fault))),
            Err(_) => None,
        };
    }
}
