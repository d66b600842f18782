//! An address that a person shall open in a browser: copied, opened, printed. Authorize and Sign in share it.

pub mod view;

use crate::{
    domain::{
        oauth::{AuthCode, StateCheck},
        request::{Answer, Chore, Copied, HiddenText, Request},
    },
    kit::{
        effect::Effect,
        form::{Ask, FieldCheck, Form, Kind},
        keys::{Binding, Hint, Key, Rank, hints_now, lookup},
        notice::Notice,
        screen::Cx,
        shared::Shared,
    },
};

/// What can be done with the address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Put it on the clipboard.
    Copy,
    /// Open it in a browser.
    Open,
    /// Print it outside the full screen.
    Print,
    /// Get a new one.
    New,
}

/// The keys that work wherever the focus is.
pub const KEYS: &[Binding<Command>] = &[
    Binding::first(&[Key::ctrl('y')], Command::Copy, "copy", "copy the URL; c with the focus on it"),
    Binding::first(&[Key::ctrl('o')], Command::Open, "open", "open the URL in a browser; o with the focus on it"),
    Binding::first(
        &[Key::ctrl('p')],
        Command::Print,
        "print",
        "print the URL on one line outside the full screen; p with the focus on it",
    ),
    Binding::room(&[Key::ctrl('n')], Command::New, "new", "request a new URL; n with the focus on it"),
];

/// With the focus on the address letters command too. In a field they are text.
const LETTERS: &[Binding<Command>] = &[
    letter(&[Key::char('c'), Key::char('C')], Command::Copy),
    letter(&[Key::char('o'), Key::char('O')], Command::Open),
    letter(&[Key::char('p'), Key::char('P')], Command::Print),
    letter(&[Key::char('n'), Key::char('N')], Command::New),
];

const fn letter(keys: &'static [Key], command: Command) -> Binding<Command> {
    Binding::help(keys, command, "", "the same, with the focus on the URL")
}

/// The keys that do something here: where no browser is opened, none opens one. `same`: what Enter does, which needs no room of its own.
pub fn hints(shared: &Shared, same: Option<Command>) -> Vec<Hint> {
    hints_now(KEYS, |command, hint| match command {
        Command::Open if shared.launch.no_browser.is_some() => None,
        command if same == Some(command) => Some(Hint { rank: Rank::HelpOnly, ..hint }),
        _ => Some(hint),
    })
}

/// What can be done with the address by one key: it is opened, or copied where no browser is.
pub fn easiest(shared: &Shared) -> Command {
    if shared.launch.no_browser.is_some() { Command::Copy } else { Command::Open }
}

/// Between the address and the field below it.
pub const SWITCH: &[Key] = &[Key::TAB, Key::BACK_TAB, Key::UP, Key::DOWN];

/// The field for what the page of the address ended on. Where it has not the focus, the address has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EndField;

pub fn form(label: &'static str, placeholder: &'static str) -> Form<EndField> {
    Form::new(vec![Ask::new(EndField, label, Kind::Code).placeholder(placeholder)])
}

/// Whether letters are commands.
pub fn is_on_url(form: &Form<EndField>) -> bool {
    form.focus().is_none()
}

/// From the field to the address, or back.
pub fn switch(form: &mut Form<EndField>) {
    if is_on_url(form) {
        form.go(EndField);
    } else {
        form.blur();
    }
}

pub fn command(form: &Form<EndField>, key: Key) -> Option<Command> {
    let letters = if is_on_url(form) { LETTERS } else { &[] };
    lookup(KEYS, key).or_else(|| lookup(letters, key))
}

/// Does what can be done with an address without knowing what it is for. A new one is the screen's own business.
pub fn perform(command: Command, url: &str, cx: &mut Cx<'_>) {
    match command {
        Command::Copy => cx.ask(Request::Here(Chore::Copy(HiddenText(url.to_owned())))),
        Command::Open => match cx.shared.launch.no_browser {
            Some(why) => cx.tell(Notice::warn(format!(
                "No browser is opened here: {why}. Ctrl+Y copies the URL, Ctrl+P prints it on one line."
            ))),
            None => cx.ask(Request::Here(Chore::Open(HiddenText(url.to_owned())))),
        },
        Command::Print => cx.effects.push(Effect::PrintOutside(HiddenText(url.to_owned()))),
        Command::New => {}
    }
}

/// What is said when that was done; none for an answer to something else.
pub fn told(answer: &Answer) -> Option<Notice> {
    Some(match answer {
        Answer::Copy(Copied::Native) => Notice::good("The URL is on the clipboard. Open it in a browser."),
        Answer::Copy(copied) => Notice::copied(copied, "the URL", "", "Ctrl+P prints it on one line"),
        Answer::Open(Ok(())) => Notice::info(
            "The URL was opened in the browser. If no window shows it, Ctrl+Y copies it and Ctrl+P prints it.",
        ),
        Answer::Open(Err(why)) => {
            Notice::warn(format!("No browser opened: {why}. Ctrl+Y copies the URL, Ctrl+P prints it."))
        }
        _ => return None,
    })
}

/// What is said of a code: good is only what its state tells. `then` is what Enter does with it.
pub fn understood(code: &AuthCode, then: &str) -> FieldCheck {
    let text = format!("{}{then}", code.summary());
    match code.state {
        StateCheck::Matches => FieldCheck::Good(text),
        StateCheck::Unchecked => FieldCheck::Plain(text),
    }
}
