//! The register of writes: every write that was sent and is not settled. It outlives the screen that sent it, so that leaving
//! and the exit code know what is not known.

use std::time::Instant;

use crate::domain::{
    connection::NewConnection,
    session::Session,
    settle::Stage,
    write::{Flight, Leaving, Write},
    writes::{self, Create},
};

/// Names a write in the register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WriteId(u64);

/// A kind of write that the register holds.
pub trait Registered: Write + 'static {
    fn hold(flight: Flight<Self>) -> AnyWrite;
    fn held(any: &AnyWrite) -> Option<&Flight<Self>>;
    fn held_mut(any: &mut AnyWrite) -> Option<&mut Flight<Self>>;
}

/// The kinds of writes, and what the register asks a flight of whichever kind.
macro_rules! registered {
    ($($kind:ident)*) => {
        /// A write of any kind.
        #[derive(Clone, PartialEq, Debug)]
        pub enum AnyWrite {
            $($kind(Box<Flight<writes::$kind>>),)*
        }

        impl AnyWrite {
            pub fn stage(&self) -> Stage {
                match self { $(Self::$kind(flight) => flight.stage(),)* }
            }

            /// When what is said about it changes.
            pub fn due(&self, now: Instant) -> Option<Instant> {
                match self { $(Self::$kind(flight) => flight.due(now),)* }
            }

            fn was_told_to_wait(&self) -> bool {
                match self { $(Self::$kind(flight) => flight.was_told_to_wait(),)* }
            }

            fn leaving(&self) -> Leaving {
                match self { $(Self::$kind(flight) => flight.write.leaving(),)* }
            }

            fn host(&self) -> &str {
                match self { $(Self::$kind(flight) => flight.session.tenant.host(),)* }
            }
        }

        $(impl Registered for writes::$kind {
            fn hold(flight: Flight<Self>) -> AnyWrite {
                AnyWrite::$kind(Box::new(flight))
            }

            fn held(any: &AnyWrite) -> Option<&Flight<Self>> {
                if let AnyWrite::$kind(flight) = any { Some(flight) } else { None }
            }

            fn held_mut(any: &mut AnyWrite) -> Option<&mut Flight<Self>> {
                if let AnyWrite::$kind(flight) = any { Some(flight) } else { None }
            }
        })*
    };
}

registered!(Create ChangeConnection MakePart RemovePart Copy Relocate Delete);

impl AnyWrite {
    /// What is not known of it, in a sentence for whoever leaves.
    fn unknown(&self) -> Option<String> {
        let (what, check) = self.leaving().unknown?;
        Some(format!("It is not known whether {what} at {}. {check}\n", self.host()))
    }
}

/// Every write that was sent and is not settled, the oldest first.
#[derive(Debug, Default)]
pub struct Writes {
    issued: u64,
    open: Vec<(WriteId, AnyWrite)>,
}

impl Writes {
    pub fn add<W: Registered>(&mut self, flight: Flight<W>) -> WriteId {
        self.issued += 1;
        let id = WriteId(self.issued);
        self.open.push((id, W::hold(flight)));
        id
    }

    pub fn get<W: Registered>(&self, id: WriteId) -> Option<&Flight<W>> {
        self.open.iter().find(|(other, _)| *other == id).and_then(|(_, any)| W::held(any))
    }

    /// A write that is sent again by itself because the tenant asked to wait.
    pub fn waiting(&self, id: WriteId) -> Option<&AnyWrite> {
        self.open.iter().find(|(other, _)| *other == id).map(|(_, any)| any).filter(|any| any.was_told_to_wait())
    }

    pub fn get_mut<W: Registered>(&mut self, id: WriteId) -> Option<&mut Flight<W>> {
        self.open.iter_mut().find(|(other, _)| *other == id).and_then(|(_, any)| W::held_mut(any))
    }

    /// Takes out what is settled.
    pub fn take<W: Registered>(&mut self, id: WriteId) -> Option<Flight<W>> {
        let flight = self.get::<W>(id).cloned();
        self.open.retain(|(other, _)| *other != id);
        flight
    }

    /// Those of a kind, the oldest first.
    pub fn all<W: Registered>(&self) -> impl DoubleEndedIterator<Item = (WriteId, &Flight<W>)> {
        self.open.iter().filter_map(|(id, any)| Some((*id, W::held(any)?)))
    }

    /// Whether the outcome of any write is not known: leaving now is leaving without knowing.
    pub fn is_open(&self) -> bool {
        self.open.iter().any(|(_, any)| any.stage() != Stage::Idle)
    }

    /// What leaving now would leave unknown.
    pub fn loss(&self) -> Option<&'static str> {
        self.open.iter().find(|(_, any)| any.stage() != Stage::Idle).map(|(_, any)| any.leaving().loss)
    }

    /// The sentences for the scrollback.
    pub fn unknown(&self) -> impl Iterator<Item = String> + '_ {
        self.open.iter().filter(|(_, any)| any.stage() != Stage::Idle).filter_map(|(_, any)| any.unknown())
    }

    /// The create that would create the same thing, be it under way or unknown.
    pub fn same(&self, session: &Session, new: &NewConnection) -> impl Iterator<Item = (WriteId, &Flight<Create>)> {
        self.all::<Create>()
            .filter(move |(_, flight)| flight.session.tenant == session.tenant && flight.write.new.is_same(new))
    }
}
