//! The run: what of the plan stands, what is made next, and why it stopped.

use std::collections::BTreeMap;

use super::answers::{SetUpAnswers, SetUpKind};
use crate::{
    domain::{
        secret::Secret,
        setup::{KeyPair, MadePart, Part, Thing},
    },
    kit::writes::WriteId,
};

/// What of the plan stands, and where the making is.
#[derive(Debug, Default)]
pub struct SetUpRun {
    /// The parts at the tenant.
    pub stands: BTreeMap<Part, Thing>,
    pub key: Option<KeyPair>,
    /// What of it was made now, in that order. The rest had been there before.
    pub made: Vec<Part>,
    /// The web integration that was found has the name and the origins of this set-up.
    pub owns_web: bool,
    pub at: RunAt,
    /// The write in the register that is under way, or has to be looked up.
    pub write: Option<WriteId>,
}

/// Where the making stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum RunAt {
    /// Not begun, or finished.
    #[default]
    Idle,
    /// It is being made, or looked up whether it was.
    Making(Part),
    /// It stopped at this part, for a reason in a sentence. A person may send it again, or have it looked up where it is
    /// not known whether it was made.
    Halted(Part, String),
}

impl SetUpRun {
    /// All that belongs to a set-up, in the order in which it is made.
    pub fn plan(answers: &SetUpAnswers) -> &'static [Part] {
        match (answers.kind, answers.web()) {
            (SetUpKind::Client, _) => &[Part::Client, Part::Secret, Part::Trust],
            (SetUpKind::Signed, false) => &[Part::Key, Part::Provider],
            (SetUpKind::Signed, true) => &[Part::Key, Part::Provider, Part::WebIntegration],
        }
    }

    /// What of it is of interest here: a client that was just made has told its secret.
    pub fn shown(&self, answers: &SetUpAnswers) -> impl Iterator<Item = Part> {
        let new_secret = self.made.contains(&Part::Secret) || self.needs_secret();
        Self::plan(answers).iter().copied().filter(move |part| *part != Part::Secret || new_secret)
    }

    pub fn has(&self, part: Part) -> bool {
        if part == Part::Key { self.key.is_some() } else { self.stands.contains_key(&part) }
    }

    /// What is to be made next.
    pub fn next(&self, answers: &SetUpAnswers) -> Option<Part> {
        Self::plan(answers).iter().copied().find(|part| !self.has(*part))
    }

    pub fn secret(&self) -> Option<&Secret> {
        self.stands.get(&Part::Secret)?.secret.as_ref()
    }

    /// Whether the client stands, and nobody has its secret: it needs a new one.
    pub fn needs_secret(&self) -> bool {
        self.has(Part::Client) && self.secret().is_none()
    }

    /// The id of a part at the tenant, or nothing.
    pub fn id(&self, part: Part) -> &str {
        self.stands.get(&part).map_or("", |thing| thing.id.as_str())
    }

    /// A part of it stands now. A client brings its secret, and perhaps its trust.
    pub fn put(&mut self, part: Part, thing: Thing) {
        if part == Part::Client {
            if thing.secret.is_some() {
                self.stands.insert(Part::Secret, thing.clone());
            }
            if thing.trusted {
                self.stands.insert(Part::Trust, thing.clone());
            }
        }
        self.stands.insert(part, thing);
    }

    /// What was made now and can be taken away, the last first. A secret goes with its client, and by itself only where it is known
    /// what the tenant calls it.
    pub fn removable(&self) -> Vec<Part> {
        let goes_along = |part| part == Part::Secret && self.made.contains(&Part::Client);
        let can_go = |part| part == Part::Key || (self.at_tenant(part).is_some() && !goes_along(part));
        self.made.iter().rev().copied().filter(|part| can_go(*part)).collect()
    }

    /// What belongs to this set-up alone and can be taken away, whoever made it. A web integration of the same name may serve
    /// others, so it is left unless it was made now or has the very origins of this set-up.
    pub fn own(&self) -> Vec<Part> {
        let own = [Part::WebIntegration, Part::Provider, Part::Client, Part::Key].into_iter();
        let is_ours = |part| part != Part::WebIntegration || self.owns_web || self.made.contains(&part);
        own.filter(|part| self.has(*part) && is_ours(*part)).collect()
    }

    /// How something is taken away at the tenant; none for what lies on this machine.
    pub fn at_tenant(&self, part: Part) -> Option<MadePart> {
        let Thing { id, hint, .. } = self.stands.get(&part)?.clone();
        match part {
            Part::Provider => Some(MadePart::Provider(id)),
            Part::WebIntegration => Some(MadePart::WebIntegration(id)),
            Part::Client => Some(MadePart::Impersonator(id)),
            Part::Secret => Some(MadePart::ClientSecret(id, hint?)),
            Part::Key | Part::Trust => None,
        }
    }

    /// A part is gone; a client with what belongs to it.
    pub fn forget(&mut self, part: Part) {
        let gone: &[Part] = if part == Part::Client { &[part, Part::Secret, Part::Trust] } else { &[part] };
        self.made.retain(|made| !gone.contains(made));
        self.stands.retain(|stood, _| !gone.contains(stood));
        self.key = self.key.take().filter(|_| part != Part::Key);
    }

    /// What it is called where it stands: `the identity provider qonnect (42)`.
    pub fn name(&self, part: Part) -> String {
        let thing = self.stands.get(&part).cloned().unwrap_or_default();
        match part {
            Part::Key => {
                let pair = self.key.as_ref().map(|pair| format!("{} and {}", pair.key_path, pair.certificate_path));
                format!("the files {}", pair.unwrap_or_default())
            }
            Part::Provider | Part::WebIntegration | Part::Client => {
                format!("the {} {} ({})", part.noun(), thing.name, thing.id)
            }
            Part::Secret => {
                format!("the new secret {} of the OAuth client {}", thing.hint.unwrap_or_default(), thing.id)
            }
            Part::Trust => "the consent of the tenant".to_owned(),
        }
    }

    /// Whether it stopped because nobody knows whether the part was made.
    pub fn is_unknown(&self) -> bool {
        matches!(self.at, RunAt::Halted(..)) && self.write.is_some()
    }

    /// What may have been made, and nobody knows yet.
    pub fn open_part(&self) -> Option<Part> {
        match &self.at {
            RunAt::Making(part) => Some(*part),
            RunAt::Halted(part, _) => self.write.map(|_| *part),
            RunAt::Idle => None,
        }
    }
}
