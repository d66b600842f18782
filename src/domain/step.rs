//! The steps of the wizard, in their order.

/// A step. `Done` is the last, and there is no way back from it into the same connection.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Step {
    #[default]
    Tenant,
    /// Who is asking.
    SignIn,
    /// Where the connection will live.
    Space,
    /// What it connects to.
    Source,
    /// How its login is kept.
    Credentials,
    /// Its name and the source's own fields.
    Details,
    /// The provider's consent, where the source needs it.
    Authorize,
    /// What will be made, and the exact request.
    Review,
    /// What was made.
    Done,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 9] = [
        Self::Tenant,
        Self::SignIn,
        Self::Space,
        Self::Source,
        Self::Credentials,
        Self::Details,
        Self::Authorize,
        Self::Review,
        Self::Done,
    ];

    /// How the rail calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Tenant => "Tenant",
            Self::SignIn => "Sign in",
            Self::Space => "Space",
            Self::Source => "Data source",
            Self::Credentials => "Credentials",
            Self::Details => "Details",
            Self::Authorize => "Authorize",
            Self::Review => "Review",
            Self::Done => "Done",
        }
    }

    /// The steps after this one, in order.
    pub fn later(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |step| *step > self)
    }

    /// The steps before this one, the nearest first.
    pub fn earlier(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().rev().filter(move |step| *step < self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_lists_every_step_once_in_order() {
        assert!(Step::ALL.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(Step::Tenant.later().count() + 1, Step::ALL.len());
        assert_eq!(Step::Done.earlier().next(), Some(Step::Review));
    }
}
