//! Where a screen stands: in the row of steps, or over them.

use crate::domain::step::Step;

/// A side screen that lies over the steps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Side {
    /// The assistant that sets up acting as another user.
    SetUp,
    /// Credentials that may not be needed any more.
    Leftovers,
}

impl Side {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::SetUp, Self::Leftovers];

    /// How rail and step line call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::SetUp => "Impersonation",
            Self::Leftovers => "Leftovers",
        }
    }
}

/// What a screen belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// A step.
    Step(Step),
    /// Something over the steps.
    Side(Side),
}

impl Place {
    /// How rail, step line and help call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Step(step) => step.label(),
            Self::Side(side) => side.label(),
        }
    }
}

/// What the program was started for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Goal {
    /// A connection: all steps.
    #[default]
    Connection,
    /// After signing in, the set-up assistant; leaving it ends the program.
    SetUp,
    /// After signing in, the leftovers; leaving them ends the program.
    Leftovers,
}

impl Goal {
    /// The side screen that stands in place of the steps after Sign in.
    pub fn side(self) -> Option<Side> {
        match self {
            Self::Connection => None,
            Self::SetUp => Some(Side::SetUp),
            Self::Leftovers => Some(Side::Leftovers),
        }
    }
}
