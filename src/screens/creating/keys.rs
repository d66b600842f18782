//! The keys while the call is under way, or its outcome unknown.

use super::{Creating, Phase, Turn};
use crate::kit::{
    keys::{Binding, Code, Hint, Key, Rank, hints, lookup},
    screen::{Cx, Flow},
};

/// What these keys command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Stop waiting.
    Stop,
    /// Look once more whether it was made.
    Look,
    /// Send it although that is not known.
    Again,
    /// Go on with the credential that is there.
    Use,
    /// Show the request of the other dialect.
    Dialect,
}

/// While something is awaited.
pub const WAITING: &[Binding<Command>] = &[Binding {
    keys: &[Key::plain(Code::Esc)],
    command: Command::Stop,
    short: "stop waiting",
    long: "stop waiting; what was sent already is looked for",
    hint: Rank::First,
}];

/// While the outcome is unknown.
pub const UNTOLD: &[Binding<Command>] = &[
    Binding {
        keys: &[Key::plain(Code::Enter), Key::char('l')],
        command: Command::Look,
        short: "look again",
        long: "look once more whether it was made",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::ctrl('g')],
        command: Command::Again,
        short: "send anyway",
        long: "send the request although the outcome of the last one is unknown",
        hint: Rank::Room,
    },
];

/// Where the credential is there, and its connection is not.
pub const LEFT_OVER: &[Binding<Command>] = &[Binding {
    keys: &[Key::char('e')],
    command: Command::Use,
    short: "use the credential",
    long: "go on with the credential that was made; nothing is sent by that",
    hint: Rank::First,
}];

/// Where this dialect's route does not exist.
pub const NO_ROUTE: &[Binding<Command>] = &[Binding {
    keys: &[Key::ctrl('t')],
    command: Command::Dialect,
    short: "other --api",
    long: "show the request of the other --api; nothing is sent by that",
    hint: Rank::First,
}];

impl Creating {
    /// The tables that count now.
    fn tables(&self) -> impl Iterator<Item = &'static [Binding<Command>]> {
        let (is_idle, is_untold) = (self.is_idle(), matches!(self.phase, Phase::Untold(_)));
        let at_rest = is_idle || is_untold;
        [
            (!at_rest, WAITING),
            (is_untold, UNTOLD),
            (at_rest && self.left_over.is_some(), LEFT_OVER),
            (is_idle && self.no_route.is_some(), NO_ROUTE),
        ]
        .into_iter()
        .filter_map(|(counts, table)| counts.then_some(table))
    }

    /// The keys that matter now.
    pub fn hints(&self) -> Vec<Hint> {
        self.tables().flat_map(hints).collect()
    }

    /// A key was pressed. `None` where the screen's own keys count.
    pub fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Option<Turn> {
        let command = self.tables().find_map(|table| lookup(table, key));
        let turn = match command {
            Some(Command::Stop) => self.stop(cx),
            // Held down, they would ask or send again and again.
            Some(Command::Look | Command::Again) if !cx.fresh => Turn::Lead(Flow::Stay),
            Some(Command::Look) => {
                self.look(cx);
                Turn::Lead(Flow::Stay)
            }
            Some(Command::Again) => Turn::Again,
            Some(Command::Use) => self.use_left_over(cx),
            Some(Command::Dialect) => self.use_other_dialect(cx),
            None if self.is_idle() => return None,
            None => Turn::Lead(Flow::Pass),
        };
        Some(turn)
    }
}

/// Every key there is while something is being created.
pub fn tables() -> Vec<Vec<Hint>> {
    vec![hints(WAITING), hints(UNTOLD), hints(LEFT_OVER), hints(NO_ROUTE)]
}
