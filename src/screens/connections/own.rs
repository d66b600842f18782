//! Adding one's own credentials to a connection: no published call does it, so a page says where, with its address.

use super::turn::TaskTurn;
use crate::{
    domain::{connection::Connection, request::Answer},
    kit::{
        keys::{Binding, Hint, Key, hints, lookup},
        screen::Cx,
        scroll::Scroll,
        shared::Shared,
    },
    screens::address,
};

/// What the keys command while it is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Command {
    Address(address::Command),
    Scroll,
    Close,
}

pub(super) const KEYS: &[Binding<Command>] = &[
    Binding::first(&[Key::char('c'), Key::ctrl('y')], Command::Address(address::Command::Copy), "copy", "copy the URL"),
    Binding::room(
        &[Key::char('o'), Key::ctrl('o')],
        Command::Address(address::Command::Open),
        "open",
        "open the URL in a browser",
    ),
    Binding::room(
        &[Key::char('p'), Key::ctrl('p')],
        Command::Address(address::Command::Print),
        "print",
        "print the URL on one line outside the full screen",
    ),
    Binding::help(&[Key::UP, Key::PAGE_UP], Command::Scroll, "page up", "scroll up"),
    Binding::help(&[Key::DOWN, Key::PAGE_DOWN], Command::Scroll, "page down", "scroll down"),
    Binding::first(&[Key::ESC], Command::Close, "back", "back to the connection"),
    Binding::help(&[Key::ENTER], Command::Close, "back", "back to the connection"),
];

#[derive(Debug)]
pub(super) struct Own {
    /// Whose the credentials are that are in place, where they are not those of who is signed in.
    pub whose: Option<String>,
    pub url: String,
    pub scroll: Scroll,
}

impl Own {
    pub fn new(of: &Connection, whose: Option<String>, shared: &Shared) -> Self {
        let origin = shared.draft.tenant().map(|tenant| tenant.origin().to_owned()).unwrap_or_default();
        let url = match &of.space {
            Some(space) => format!("{origin}/explore/spaces/{space}"),
            None => origin,
        };
        Self { whose, url, scroll: Scroll::default() }
    }

    pub fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> TaskTurn {
        match lookup(KEYS, key) {
            Some(Command::Address(command)) => address::perform(command, &self.url, cx),
            Some(Command::Scroll) => self.scroll.by_key(key, cx.extent),
            // The Enter that opened it, held down, does nothing.
            Some(Command::Close) if key.is(Key::ENTER) && !cx.fresh => {}
            Some(Command::Close) => {
                cx.shared.notice = None;
                return TaskTurn::Close;
            }
            None => return TaskTurn::Pass,
        }
        TaskTurn::Stay
    }

    pub fn answer(answer: &Answer, cx: &mut Cx<'_>) -> TaskTurn {
        let Some(told) = address::told(answer) else { return TaskTurn::Pass };
        cx.tell(told);
        TaskTurn::Stay
    }

    pub fn hints() -> Vec<Hint> {
        hints(KEYS)
    }
}
