//! All that the wizard knows, in two halves that borrow apart: the screens, and what they share.

use std::{collections::BTreeSet, time::Instant};

use crate::{
    domain::{kept::Kept, source::SourceId, step::Step, tenant::Tenant},
    kit::{
        keys::{Hint, KeyTable, Rank, hints, hints_now},
        screen::Screen,
        scroll::{Extent, Scroll},
        shared::{Launch, Shared},
        visit::{ScreenId, Visit},
    },
    screens::{self, authorize, credentials, details, done, review, save, signin, source, space, tenant},
    wizard::keys::{ALWAYS, Command, OTHERWISE, OVERLAY},
};

/// How leaving was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaving {
    /// By the key for it, which means it also when it is pressed twice at once.
    ByKey,
    /// By a button or by going back, which may be a key that is held down.
    ByScreen,
}

/// What is waited for while the wizard opens by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Opening {
    /// The host, which is asked without the key.
    Reaching,
    /// Who the key belongs to; the spaces load meanwhile.
    Proving,
}

#[derive(Debug, Default)]
pub struct Model {
    pub screens: Screens,
    pub shared: Shared,
    /// The step that is shown, or that something lies over.
    pub step: Step,
    /// What lies over the steps.
    pub over: Option<ScreenId>,
    /// Where Next leads as soon as that is open, instead of to the step after.
    pub then: Option<Visit>,
    /// The environment gave tenant and key, which are being looked at.
    pub(super) opening: Option<Opening>,
    /// What lies over the screen, and how far it is scrolled.
    pub overlay: Option<(Overlay, Scroll)>,
    /// Leaving was asked for once, then and so, and something would be lost.
    pub is_leaving: Option<(Instant, Leaving)>,
    /// What was on the terminal when keys came.
    pub(super) drawn: Drawn,
}

/// What lies over the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Overlay {
    /// The keys and the words of the screen.
    Help,
    /// The request log.
    Log,
}

/// What was drawn last, to tell a key press that was meant for the screen from one that was not.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// Whether the current step has been drawn since it was entered.
    pub is_current: bool,
    pub extent: Extent,
    /// When the current screen was shown.
    pub shown: Option<Instant>,
    /// When Enter was pressed last.
    pub last_enter: Option<Instant>,
}

/// The screens. What hangs on a tenant or a source is kept for each, so that changing back brings back what was typed.
#[derive(Debug, Default)]
pub struct Screens {
    pub(super) tenant: tenant::State,
    pub(super) here: Kept<Tenant, ScreensAtTenant>,
}

#[derive(Debug, Default)]
pub(super) struct ScreensAtTenant {
    pub signin: signin::State,
    pub sides: Sides,
    pub reauthorize: authorize::State,
    pub space: space::State,
    pub source: source::State,
    pub of: Kept<SourceId, ScreensOfSource>,
}

#[derive(Debug, Default)]
pub(super) struct ScreensOfSource {
    pub credentials: credentials::State,
    pub details: details::State,
    pub authorize: authorize::State,
    pub review: review::State,
    pub done: done::State,
    pub save: save::State,
}

/// The screens over the steps that hang on a tenant alone, by their folders. What is at stake there is asked of every one.
macro_rules! sides {
    ($($screen:ident)*) => {
        #[derive(Debug, Default)]
        pub(super) struct Sides { $(pub $screen: screens::$screen::State,)* }

        impl Sides {
            fn all(&self) -> impl Iterator<Item = &dyn Screen> {
                [$(&self.$screen as &dyn Screen),*].into_iter()
            }
        }
    };
}

sides!(setup unused_credentials connections fill);

/// The list of screens: where each keeps its state. What is seen of a screen stands above what it does, so both ask here.
macro_rules! screen {
    ($screens:expr, $id:expr, $now:ident, $($borrow:tt)+) => {
        match $id {
            ScreenId::Step(Step::Tenant) => $($borrow)+ $screens.tenant,
            ScreenId::Step(Step::SignIn) => $($borrow)+ $screens.here.$now().signin,
            ScreenId::Step(Step::Space) => $($borrow)+ $screens.here.$now().space,
            ScreenId::Step(Step::Source) => $($borrow)+ $screens.here.$now().source,
            ScreenId::Step(Step::Credentials) => $($borrow)+ $screens.here.$now().of.$now().credentials,
            ScreenId::Step(Step::Details) => $($borrow)+ $screens.here.$now().of.$now().details,
            ScreenId::Step(Step::Authorize) => $($borrow)+ $screens.here.$now().of.$now().authorize,
            ScreenId::Step(Step::Review) => $($borrow)+ $screens.here.$now().of.$now().review,
            ScreenId::Step(Step::Done) => $($borrow)+ $screens.here.$now().of.$now().done,
            ScreenId::SetUp => $($borrow)+ $screens.here.$now().sides.setup,
            ScreenId::UnusedCredentials => $($borrow)+ $screens.here.$now().sides.unused_credentials,
            ScreenId::Fill => $($borrow)+ $screens.here.$now().sides.fill,
            ScreenId::Save => $($borrow)+ $screens.here.$now().of.$now().save,
            ScreenId::Connections => $($borrow)+ $screens.here.$now().sides.connections,
            ScreenId::Reauthorize => $($borrow)+ $screens.here.$now().reauthorize,
        }
    };
}
pub(super) use screen;

impl Screens {
    pub fn get(&self, id: ScreenId) -> &dyn Screen {
        screen!(self, id, now, &)
    }

    pub fn get_mut(&mut self, id: ScreenId) -> &mut dyn Screen {
        screen!(self, id, now_mut, &mut)
    }

    /// Brings out what belongs to the tenant and the source that the draft has now; says whether one of them is another.
    pub(super) fn follow(&mut self, shared: &Shared) -> bool {
        let tenant = shared.draft.tenant().is_some_and(|tenant| self.here.switch(tenant.clone()));
        let source = &shared.draft.here().source;
        source.as_ref().is_some_and(|source| self.here.now_mut().of.switch(source.id.clone())) || tenant
    }
}

impl Model {
    pub fn new(shared: Shared) -> Self {
        Self { shared, ..Self::default() }
    }

    pub fn screen(&self) -> ScreenId {
        self.over.unwrap_or(self.step.into())
    }

    /// The steps of the rail: all that are on the way, or those before the side screen that the program was started for.
    pub(super) fn steps(&self) -> impl Iterator<Item = Step> + '_ {
        let whole = self.launch().goal.screen().is_none();
        let draft = &self.shared.draft;
        Step::ALL.into_iter().filter(move |step| draft.is_shown(*step) && (whole || *step <= Step::SignIn))
    }

    pub fn launch(&self) -> &Launch {
        &self.shared.launch
    }

    /// The keys that matter now, for the footer.
    pub fn hints(&self) -> Vec<Hint> {
        if self.overlay.is_some() { hints(OVERLAY) } else { self.screen_hints() }
    }

    /// The keys of the screen and those that work everywhere, for the help.
    pub fn screen_hints(&self) -> Vec<Hint> {
        let mut all = self.screens.get(self.screen()).hints(&self.shared);
        let otherwise = hints_now(OTHERWISE, |command, hint| {
            Some(match command {
                Command::Back if self.screen() == Step::Tenant.into() => Hint { rank: Rank::HelpOnly, ..hint },
                Command::Back if self.is_aim() => Hint { short: "leave", ..hint },
                _ => hint,
            })
        });
        let always = hints_now(ALWAYS, |command, hint| {
            // Where there is nothing to go back to, the footer says how to leave.
            let is_first = command == Command::Leave && self.screen() == Step::Tenant.into();
            Some(if is_first { Hint { rank: Rank::Room, ..hint } } else { hint })
        });
        for hint in otherwise.into_iter().chain(always) {
            // The screen's own words for a key go before the general ones.
            if all.iter().all(|own| own.keys != hint.keys) {
                all.push(hint);
            }
        }
        all
    }

    /// Whether the side screen that is shown is what the program was started for: leaving it is leaving the program.
    pub(super) fn is_aim(&self) -> bool {
        self.over.is_some() && self.over == self.launch().goal.screen()
    }

    /// What leaving now would lose, in a sentence.
    pub(super) fn loss(&self) -> Option<&'static str> {
        if let Some(loss) = self.shared.writes.loss() {
            return Some(loss);
        }
        if self.shared.lacks_anew() {
            return Some("A connection was deleted to be created anew, and it is not created yet.");
        }
        // What was typed into the steps has become a connection, or was never what this is about.
        let is_over = self.step == Step::Done || self.is_aim();
        let mut steps = Step::ALL.map(ScreenId::Step).into_iter().filter(|_| !is_over);
        let steps = steps.find_map(|id| self.screens.get(id).loss());
        steps.or_else(|| self.screens.here.all().flat_map(|at| self.sides(at)).find_map(Screen::loss))
    }

    /// The side screens of a tenant: what is at stake there does not depend on which tenant is chosen now. All other screens are
    /// named, so that a new one says whether it is one of these.
    fn sides<'a>(&self, at: &'a ScreensAtTenant) -> impl Iterator<Item = &'a dyn Screen> + use<'a> {
        let ScreensAtTenant { signin: _, space: _, source: _, sides, reauthorize, of } = at;
        let saves = of.all().map(|of| {
            let ScreensOfSource { credentials: _, details: _, authorize: _, review: _, done: _, save } = of;
            save as &dyn Screen
        });
        // A code that stands there is of use as long as the connection is at hand.
        let reauthorize = self.shared.existing.is_some().then_some(reauthorize as &dyn Screen);
        sides.all().chain(reauthorize).chain(saves)
    }

    /// Every key there is, by where it works: for the README, and to be checked.
    pub fn tables(&self) -> Vec<(&'static str, Vec<KeyTable>)> {
        let everywhere = vec![("", hints(ALWAYS).into_iter().chain(hints(OTHERWISE)).collect())];
        let mut labels = BTreeSet::new();
        let screens = Step::ALL.into_iter().map(ScreenId::Step).chain(ScreenId::OVER.iter().copied());
        // What is a step once more has the keys of that step.
        let screens = screens.filter(|id| labels.insert(id.label()));
        let screens = screens.map(|id| (id.label(), self.screens.get(id).tables()));
        [("Everywhere", everywhere)]
            .into_iter()
            .chain(screens)
            .chain([("Help and log", vec![("", hints(OVERLAY))])])
            .collect()
    }

    /// What stays in the scrollback after leaving: what was made, and what is not known.
    pub fn summary(&self) -> String {
        let shared = &self.shared;
        let deleted = shared.anew.iter().map(|deleted| {
            let end = if shared.is_anew(deleted) { "" } else { ", and did not create it anew" };
            format!("{}: Deleted {}{end}.\n", deleted.host, deleted.name)
        });
        let made = shared.made.iter().map(|made| {
            let (connection, host) = (&made.connection, made.session.tenant.host());
            let whom = made.acting_as.as_ref().map(|name| format!(" as {name}")).unwrap_or_default();
            let (place, login) = (&made.place, &made.credentials);
            format!(
                "Created the connection \"{}\" ({}) in {place} at {host}{whom}, {login}.\n",
                connection.name, connection.id
            )
        });
        let done = shared.done.iter().map(|sentence| format!("{sentence}\n"));
        deleted.chain(made).chain(done).chain(shared.writes.unknown()).chain(shared.set_ups.values().cloned()).collect()
    }
}
