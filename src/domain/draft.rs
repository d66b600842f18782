//! All answers so far, kept per tenant and per source, and what follows from them: which steps are done, and what would be sent.

mod left_empty;

use std::sync::Arc;

use super::{
    connection::NewConnection,
    credential::{CredentialChoice, Mode},
    dialect::Dialect,
    field::{code_condition, code_property},
    http::Json,
    kept::Kept,
    property::{CREDENTIALS_NAME, SELECTED_CREDENTIALS, SEPARATE, Spec},
    secret::Secret,
    session::{Me, Session},
    shape::plain,
    source::{DataSource, SourceId},
    space::SpaceChoice,
    step::Step,
    tenant::Tenant,
};

#[derive(Clone, Debug, Default)]
pub struct Draft {
    tenants: Kept<Tenant, AtTenant>,
}

/// The answers that belong to one tenant.
#[derive(Clone, Debug, Default)]
pub struct AtTenant {
    /// Who is signed in, and how.
    pub session: Option<Session>,
    /// What the tenant says of them.
    pub me: Option<Me>,
    pub space: Option<SpaceChoice>,
    pub source: Option<DataSource>,
    /// The id of who signed in last, also while nobody is signed in.
    user: Option<String>,
    sources: Kept<SourceId, OfSource>,
}

impl AtTenant {
    /// The answers for this source, also while another one is chosen.
    pub fn of(&self, source: &SourceId) -> Option<&OfSource> {
        self.sources.of(source)
    }

    /// The name of whoever is signed in, where that is not the person at the keyboard: another user, or a bot.
    pub fn acting_as(&self) -> Option<&str> {
        let another = self.session.as_ref().is_some_and(|session| session.access.acts_as_another());
        self.me.as_ref().filter(|me| another || me.is_bot()).map(|me| me.name.as_str())
    }

    /// The personal space of whoever is signed in, in words.
    pub fn personal_space(&self) -> String {
        let whose = self.acting_as().map_or_else(|| "your".to_owned(), |name| format!("{name}'s"));
        format!("{whose} personal space")
    }
}

/// The answers that belong to one data source of one tenant.
#[derive(Clone, Debug, Default)]
pub struct OfSource {
    pub spec: Option<Arc<Spec>>,
    pub credential: Option<CredentialChoice>,
    pub details: Option<Details>,
    /// Something was typed into Details since a connection was last created or filled in from one that exists.
    pub is_typed: bool,
    /// The code, and what it was asked with.
    pub authorized: Option<Authorized>,
    /// The code that the tenant refused last.
    pub code_refused: Option<CodeRefused>,
}

/// What the step Details brought.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Details {
    pub name: String,
    /// The fields that have a value, in the order of the form.
    pub entered: Vec<Entered>,
    /// Whether the person wants to sign in through the browser, where no known condition answers that.
    pub browser: Option<bool>,
    /// The property that the person named as the one that takes the code.
    pub code: Option<String>,
    /// The properties whose values were read from files, with where these lie.
    pub files: Vec<(String, String)>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entered {
    pub name: String,
    pub value: Json,
    /// Part of the login.
    pub credential: bool,
}

/// A code, with what the first call sent: a code is good for exactly that.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Authorized {
    pub code: Secret,
    pub asked: NewConnection,
    pub dialect: Dialect,
}

/// A code that was sent and definitely refused. It may be tried once more, by a person, and never a third time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodeRefused {
    pub code: Secret,
    pub times: u8,
    /// What the tenant said.
    pub text: String,
}

impl CodeRefused {
    /// Whether it was sent as often as it may be.
    pub fn is_final(&self) -> bool {
        self.times >= 2
    }
}

/// Whether the step Authorize is needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Consent {
    /// The source has no code, or the credential already holds the consent, or the details chose another way.
    NotNeeded,
    /// The source has a code, and the details have not decided yet.
    IfNeeded,
    /// A person has to consent in a browser.
    Needed,
}

impl Draft {
    pub fn tenant(&self) -> Option<&Tenant> {
        self.tenants.key()
    }

    /// Changes the tenant; what hung on the old one is kept for it. Says whether it is another one.
    pub fn choose_tenant(&mut self, tenant: Tenant) -> bool {
        self.tenants.switch(tenant)
    }

    /// The answers at this tenant.
    pub fn here(&self) -> &AtTenant {
        self.tenants.now()
    }

    pub fn here_mut(&mut self) -> &mut AtTenant {
        self.tenants.now_mut()
    }

    /// Somebody has signed in. What was answered as another person is not this one's answer: a space they saw, a credential of theirs, a
    /// login, a code. What was typed still stands in its fields, and becomes an answer only by being looked at once more. Says
    /// whether there was any.
    pub fn sign_in(&mut self, session: Session, me: Me) -> bool {
        let here = self.here_mut();
        let is_another = here.user.as_ref().is_some_and(|user| *user != me.user_id);
        here.user = Some(me.user_id.clone());
        here.session = Some(session);
        here.me = Some(me);
        if !is_another {
            return false;
        }
        let mut gone = here.space.take_if(|space| matches!(space, SpaceChoice::In(_))).is_some();
        for of in here.sources.all_mut() {
            gone |= of.authorized.take().is_some();
            gone |= of.credential.take_if(|credential| credential.mode() != Mode::Embedded).is_some();
            let has_login = |details: &mut Details| details.entered.iter().any(|entered| entered.credential);
            gone |= of.details.take_if(has_login).is_some();
        }
        gone
    }

    /// Changes the source; what hung on the old one is kept for it. Says whether it is another one.
    pub fn choose_source(&mut self, source: DataSource, spec: Arc<Spec>) -> bool {
        let here = self.here_mut();
        let changed = here.sources.switch(source.id.clone());
        here.source = Some(source);
        here.sources.now_mut().spec = Some(spec);
        changed
    }

    /// The answers for this source.
    pub fn of(&self) -> &OfSource {
        self.here().sources.now()
    }

    pub fn of_mut(&mut self) -> &mut OfSource {
        self.here_mut().sources.now_mut()
    }

    /// How the login is kept; embedded until something else was chosen.
    pub fn mode(&self) -> Mode {
        self.of().credential.as_ref().map_or(Mode::Embedded, CredentialChoice::mode)
    }

    /// The property that takes the code of interactive OAuth: the one the person named, else the one that is known.
    pub fn code(&self) -> Option<String> {
        self.code_with(self.of().details.as_ref())
    }

    fn code_with(&self, details: Option<&Details>) -> Option<String> {
        let (source, spec) = (self.here().source.as_ref()?, self.of().spec.as_ref()?);
        let named = details.and_then(|details| details.code.clone());
        named.or_else(|| code_property(&source.id, spec))
    }

    pub fn consent(&self) -> Consent {
        self.consent_with(self.mode() == Mode::Existing, self.of().details.as_ref())
    }

    fn consent_with(&self, existing: bool, details: Option<&Details>) -> Consent {
        let (Some(source), Some(spec)) = (&self.here().source, &self.of().spec) else { return Consent::NotNeeded };
        if existing || self.code_with(details).is_none() {
            return Consent::NotNeeded;
        }
        let Some(details) = details else { return Consent::IfNeeded };
        let needed = match code_condition(&source.id, spec) {
            _ if details.code.is_some() => true,
            Some(condition) => details
                .entered
                .iter()
                .find(|entered| entered.name == condition.field)
                .and_then(|entered| match &entered.value {
                    Json::Plain(value) => Some(plain(value)),
                    Json::Secret(_) | Json::List(_) | Json::Object(_) => None,
                })
                .is_some_and(|value| condition.holds(&value)),
            None => details.browser == Some(true),
        };
        if needed { Consent::Needed } else { Consent::NotNeeded }
    }

    /// What would be sent, with an empty code where one is needed: the first call of interactive OAuth, and what is compared
    /// to find out whether a code still belongs to the answers. `None` while an answer is missing.
    pub fn connection_without_code(&self) -> Option<NewConnection> {
        let of = self.of();
        self.here().space.as_ref()?;
        self.so_far(Some(of.credential.as_ref()?), Some(of.details.as_ref()?))
    }

    /// What would be sent if these were the answers of Credentials and Details, with what is missing left out: the request as it
    /// grows. `None` before there is a source.
    pub fn so_far(&self, credential: Option<&CredentialChoice>, details: Option<&Details>) -> Option<NewConnection> {
        let here = self.here();
        let source = here.source.as_ref()?.id.clone();
        let existing = credential.is_some_and(|credential| credential.mode() == Mode::Existing);
        let entered = details.map(|details| details.entered.as_slice()).unwrap_or_default();
        let mut properties: Vec<(String, Json)> = entered
            .iter()
            .filter(|entered| !(existing && entered.credential))
            .map(|entered| (entered.name.clone(), entered.value.clone()))
            .collect();
        if self.consent_with(existing, details) == Consent::Needed
            && let Some(code) = self.code_with(details)
        {
            properties.push((code, Json::text("")));
        }
        match credential {
            None | Some(CredentialChoice::Embedded) => {}
            Some(CredentialChoice::New(name)) => {
                properties.push((SEPARATE.to_owned(), Json::text("true")));
                if !name.is_empty() {
                    properties.push((CREDENTIALS_NAME.to_owned(), Json::text(name)));
                }
            }
            Some(CredentialChoice::Existing(credential)) => {
                properties.push((SEPARATE.to_owned(), Json::text("true")));
                if !credential.id.0.is_empty() {
                    properties.push((SELECTED_CREDENTIALS.to_owned(), Json::text(&credential.id.0)));
                }
            }
        }
        let space = here.space.as_ref().and_then(SpaceChoice::id).cloned();
        let name = details.map(|details| details.name.clone()).unwrap_or_default();
        Some(NewConnection { name, space, source, tags: Vec::new(), properties })
    }

    /// What the create sends. `None` while an answer is missing, or the code is missing or stale.
    pub fn connection(&self) -> Option<NewConnection> {
        let connection = self.connection_without_code()?;
        if self.consent() != Consent::Needed {
            return Some(connection);
        }
        let authorized = self.authorized()?;
        Some(connection.with(&self.code()?, Json::Secret(authorized.code.clone())))
    }

    /// The code, as long as nothing that the first call sent has changed.
    pub fn authorized(&self) -> Option<&Authorized> {
        let authorized = self.of().authorized.as_ref()?;
        let dialect = self.here().session.as_ref()?.dialect;
        let same = authorized.dialect == dialect && self.connection_without_code().as_ref() == Some(&authorized.asked);
        same.then_some(authorized)
    }

    /// Whether a step has its answer.
    pub fn is_done(&self, step: Step) -> bool {
        let (here, of) = (self.here(), self.of());
        match step {
            Step::Tenant => self.tenant().is_some(),
            Step::SignIn => here.session.is_some() && here.me.is_some(),
            Step::Space => here.space.is_some(),
            Step::Source => here.source.is_some() && of.spec.is_some(),
            Step::Credentials => of.credential.is_some(),
            Step::Details => of.details.is_some(),
            Step::Authorize => self.consent() == Consent::NotNeeded || self.authorized().is_some(),
            Step::Review | Step::Done => false,
        }
    }

    /// Whether a step is on the way at all.
    pub fn is_shown(&self, step: Step) -> bool {
        step != Step::Authorize || self.consent() != Consent::NotNeeded
    }

    /// Whether a step may be gone to: everything before it has its answer.
    pub fn is_open(&self, step: Step) -> bool {
        step.earlier().filter(|earlier| self.is_shown(*earlier)).all(|earlier| self.is_done(earlier))
    }

    pub fn after(&self, step: Step) -> Option<Step> {
        step.later().find(|later| self.is_shown(*later))
    }

    pub fn before(&self, step: Step) -> Option<Step> {
        step.earlier().find(|earlier| self.is_shown(*earlier))
    }
}

#[cfg(test)]
mod tests;
