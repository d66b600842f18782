//! Waiting for the browser: the address is shown, somebody listens for it, and what it ended on can be pasted just as well.

use super::{BROWSER, Command, Face, State};
use crate::{
    domain::{
        access::{Access, Method},
        advice::advice,
        browser::{BrowserAttempt, BrowserFault, ReturnFault, read_return},
        failure::{Failure, FailureKind, Told},
        request::{Asked, Chore, PublicCall, Request},
    },
    kit::{
        form::{FieldCheck, Form, Origin, Turn},
        keys::{Key, lookup},
        notice::Notice,
        paste::TooMuch,
        screen::{Cx, Flow},
        scroll::Scroll,
    },
    screens::address::{self, EndField},
};

/// One attempt to sign in through the browser.
#[derive(Debug)]
pub struct Waiting {
    /// The address, and what its answer has to fit.
    pub attempt: BrowserAttempt,
    pub form: Form<EndField>,
    /// A new URL was asked for although something stands there: once more to mean it.
    pub wants_new: bool,
    /// Why nobody listens, if nobody does.
    pub not_listening: Option<String>,
    /// How far it is scrolled.
    pub scroll: Scroll,
}

/// What stands before the field.
const LABEL: &str = "Address";
const SPENT: &str = "qonnect no longer waits for the browser. Ctrl+N requests a new URL.";
const WORTH: &str = "The pasted address works with this URL only. Press Ctrl+N again for a new URL.";

impl State {
    pub(super) fn started(&mut self, answer: Result<Box<BrowserAttempt>, String>, cx: &mut Cx<'_>) {
        match answer {
            Ok(attempt) => {
                cx.shared.notice = None;
                cx.ask(Request::Public(PublicCall::AwaitBrowser((*attempt).clone())));
                self.waiting = Some(Waiting {
                    attempt: *attempt,
                    form: address::form(LABEL, "or paste the address the browser ended on"),
                    wants_new: false,
                    not_listening: None,
                    scroll: Scroll::default(),
                });
                self.face = Face::Browser;
            }
            Err(why) => cx.tell(Notice::bad(why)),
        }
    }

    /// The browser came back, or nobody can listen for it. The way by pasting stays open as long as the attempt is good.
    pub(super) fn returned(&mut self, answer: Result<Access, BrowserFault>, cx: &mut Cx<'_>) {
        let Some(waiting) = &mut self.waiting else { return };
        match answer {
            Ok(access) => self.prove(Method::Browser, access, cx),
            Err(BrowserFault::PortTaken(port)) => {
                waiting.not_listening = Some(format!(
                    "Another program uses port {port}, so the browser cannot return here by itself. Sign in anyway: the \
                     browser ends on an error page; paste that page's address into {LABEL}."
                ));
            }
            Err(BrowserFault::CannotListen(why)) => {
                waiting.not_listening =
                    Some(format!("{why} You can still sign in: paste the address the browser ends on into {LABEL}."));
            }
            Err(BrowserFault::Returned(fault)) => {
                waiting.say(FieldCheck::Bad(returned(&fault)));
                waiting.not_listening = Some(SPENT.to_owned());
            }
            Err(BrowserFault::Exchange(failure)) => {
                waiting.not_listening = Some(SPENT.to_owned());
                refused(&failure, cx);
            }
        }
    }

    /// The pasted code was exchanged. A code that failed is spent, but the next one may come by either way.
    pub(super) fn finished(&mut self, answer: Result<Access, Failure>, cx: &mut Cx<'_>) {
        match answer {
            Ok(access) => self.prove(Method::Browser, access, cx),
            Err(failure) => {
                if let Some(waiting) = &mut self.waiting {
                    waiting.form.fill(EndField, "", Origin::Typed);
                    if waiting.not_listening.is_none() {
                        cx.ask(Request::Public(PublicCall::AwaitBrowser(waiting.attempt.clone())));
                    }
                }
                refused(&failure, cx);
            }
        }
    }

    pub(super) fn browser_key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        let Some(waiting) = &mut self.waiting else {
            self.face = Face::Form(Method::Browser);
            return Flow::Stay;
        };
        let own = address::command(&waiting.form, key);
        let wanted_new = std::mem::take(&mut waiting.wants_new);
        match own {
            Some(address::Command::New) if !cx.fresh => {
                waiting.wants_new = wanted_new;
                return Flow::Stay;
            }
            // What fits this attempt only is lost with it, so that is asked first.
            Some(address::Command::New) if waiting.is_worth_something() && !wanted_new => {
                waiting.wants_new = true;
                cx.tell(Notice::warn(WORTH));
                return Flow::Stay;
            }
            Some(address::Command::New) => {
                let plan = waiting.attempt.plan.clone();
                self.stop(cx);
                cx.ask(Request::Here(Chore::StartBrowser(plan)));
                return Flow::Stay;
            }
            Some(command) => {
                let url = waiting.attempt.url.as_str().to_owned();
                address::perform(command, &url, cx);
                return Flow::Stay;
            }
            None => {}
        }
        match lookup(BROWSER, key) {
            Some(Command::Enter) if cx.fresh => self.take_code(cx),
            Some(Command::Switch) => {
                address::switch(&mut waiting.form);
                waiting.scroll = Scroll::default();
            }
            Some(Command::Scroll) => waiting.scroll.by_key(key, cx.extent),
            Some(Command::Close) => {
                self.stop(cx);
                self.waiting = None;
                self.face = Face::Form(Method::Browser);
                cx.tell(Notice::info("The sign-in was canceled."));
            }
            Some(_) => {}
            None => match waiting.form.key(key) {
                Turn::Pass => return Flow::Pass,
                Turn::Changed(EndField) => waiting.reads(Typing::Going),
                _ => {}
            },
        }
        Flow::Stay
    }

    pub(super) fn browser_paste(&mut self, text: &str, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        if let Some(waiting) = &mut self.waiting {
            waiting.form.go(EndField);
            waiting.form.paste(text)?;
            waiting.wants_new = false;
            waiting.reads(Typing::Done);
            if waiting.is_spent() {
                cx.drop_question(Asked::AwaitBrowser);
            }
        }
        Ok(())
    }

    fn take_code(&mut self, cx: &mut Cx<'_>) {
        let Some(waiting) = &mut self.waiting else { return };
        if self.proving.is_some() || cx.shared.pending.has(Asked::FinishBrowser) {
            return;
        }
        if let Ok(code) = read_return(waiting.form.text(EndField), &waiting.attempt) {
            // One of the two may exchange a code, for it works once.
            cx.drop_question(Asked::AwaitBrowser);
            cx.shared.notice = None;
            cx.ask(Request::Public(PublicCall::FinishBrowser(waiting.attempt.clone(), code.value)));
            return;
        }
        waiting.form.go(EndField);
        waiting.reads(Typing::Done);
        if waiting.is_spent() {
            cx.drop_question(Asked::AwaitBrowser);
        }
    }
}

/// The code of the browser was refused.
fn refused(failure: &Failure, cx: &mut Cx<'_>) {
    match advice(failure).or_else(|| exchange_refusal(failure)) {
        Some(text) => cx.tell(Notice::about(failure, text)),
        None => cx.fail(failure),
    }
}

impl Waiting {
    /// What was understood so far. A fault waits for Enter or a paste: an address that is half typed is no mistake. An answer that
    /// is a refusal ends the attempt.
    fn reads(&mut self, typing: Typing) {
        let check = match read_return(self.form.text(EndField), &self.attempt) {
            Ok(code) => address::understood(&code, " Enter signs in."),
            Err(fault) if typing == Typing::Done => {
                if matches!(fault, ReturnFault::Denied | ReturnFault::Refused { .. }) {
                    self.not_listening = Some(SPENT.to_owned());
                }
                FieldCheck::Bad(returned(&fault))
            }
            Err(_) => FieldCheck::Nothing,
        };
        self.say(check);
    }

    fn say(&mut self, check: FieldCheck) {
        let text = self.form.answer(EndField).to_owned();
        self.form.judge(EndField, &text, check);
    }

    /// Whether something stands there that was not found to be of no use.
    fn is_worth_something(&self) -> bool {
        let Some(input) = self.form.get(EndField) else { return false };
        !input.is_empty() && !matches!(input.verdict(), FieldCheck::Bad(_))
    }

    /// Whether the attempt was answered with a refusal.
    fn is_spent(&self) -> bool {
        self.not_listening.as_deref() == Some(SPENT)
    }
}

/// Whether what stands there may be half typed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Typing {
    Going,
    Done,
}

/// What the browser came back with instead of a code. The tenant's own code may tell what to do; it stands there in any case.
fn returned(fault: &ReturnFault) -> String {
    let ReturnFault::Refused { words, code: Some(code) } = fault else { return fault.to_string() };
    let told = Told { code: code.clone(), title: String::new(), detail: words.clone() };
    let failure =
        Failure { told: vec![told], ..Failure::new(FailureKind::Unauthorized, "signing in through the browser") };
    match advice(&failure) {
        Some(text) => format!("{text} The tenant says: {}", failure.verbatim()),
        None => format!("{fault} ({code})"),
    }
}

/// The browser brought a code that could not be exchanged.
fn exchange_refusal(failure: &Failure) -> Option<&'static str> {
    Some(match failure.kind {
        FailureKind::Unauthorized | FailureKind::Invalid => {
            "The tenant refused the code. It works once, for a short time, and only for a public client with this redirect \
             address. Ctrl+N requests a new URL."
        }
        FailureKind::Forbidden => {
            "The tenant refused a token: your user is disabled or has too many tokens. Ask an administrator."
        }
        _ => return None,
    })
}
