//! What an item of a file becomes in the draft, by what the tenant tells: the same in the wizard and without a screen.

use super::{Item, Resolved, file::Given, value::wire};
use crate::domain::{
    credential::{Credential, CredentialCheck, CredentialChoice, Mode},
    draft::Entered,
    field::{Field, Requirement},
    looks::looks_credential,
    source::SourceId,
};

/// Why an item cannot be used, in words that go on after a colon.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unusable {
    Blocked(String),
    /// What that hangs on could not be looked up.
    CannotTell(String),
}

impl Unusable {
    pub fn text(self) -> String {
        match self {
            Self::Blocked(text) | Self::CannotTell(text) => text,
        }
    }
}

/// A property of an item as an answer of Details. The error names it, and never its value.
pub fn entered(key: &str, given: &Given, fields: &[Field], resolved: &Resolved) -> Result<Entered, String> {
    let field = fields.iter().find(|field| field.name == key);
    let value = wire(key, given, field, resolved).map_err(|text| format!("{key}: {text}"))?;
    let credential = field.map_or_else(|| looks_credential(key), |field| field.credential);
    Ok(Entered { name: key.to_owned(), value, credential })
}

impl Item<'_> {
    /// The name of its credentials; empty where it has none.
    pub fn credential_name(&self) -> &str {
        self.connection.credentials.as_ref().and_then(|credentials| credentials.name.as_deref()).unwrap_or_default()
    }

    /// How its credentials are kept. `told` is what the tenant says of their name, none where it said nothing. As credentials that
    /// an earlier item created are used by the later ones, those that exist need not be asked for as such.
    pub fn credential(&self, told: Option<&CredentialCheck>, source: &SourceId) -> Result<CredentialChoice, Unusable> {
        let name = self.credential_name();
        match (told, self.mode()) {
            (_, Mode::Embedded) => Ok(CredentialChoice::Embedded),
            (Some(CredentialCheck::Taken(found)), _) => usable(found, source).map(CredentialChoice::Existing),
            (Some(CredentialCheck::Free), Mode::Existing) => {
                Err(Unusable::Blocked(format!("you have no credentials named {name}")))
            }
            (Some(CredentialCheck::Unchecked) | None, Mode::Existing) => {
                Err(Unusable::CannotTell(format!("the credentials {name} could not be looked up")))
            }
            // Where the name could not be checked, the tenant itself refuses one that is taken.
            _ => Ok(CredentialChoice::New(name.to_owned())),
        }
    }

    /// What the tenant requires and the file does not have. Of credentials that exist nothing is required.
    pub fn missing<'a>(&self, fields: &'a [Field], credentials_exist: bool) -> Option<&'a Field> {
        fields.iter().find(|field| {
            let is_required = field.need == Requirement::Tenant && field.when.is_none();
            is_required
                && !(credentials_exist && field.credential)
                && !self.connection.properties.contains_key(&field.name)
        })
    }
}

fn usable(found: &Credential, source: &SourceId) -> Result<Credential, Unusable> {
    let name = &found.name;
    if found.source.as_deref().is_some_and(|told| !source.is(told)) {
        return Err(Unusable::Blocked(format!("the credentials {name} are for another data source")));
    }
    if found.separated == Some(false) {
        return Err(Unusable::Blocked(format!("the credentials {name} are embedded in a connection")));
    }
    Ok(found.clone())
}
