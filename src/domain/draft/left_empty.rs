//! What the details leave empty although it is required: a person may know better, so it stops nothing and is said.

use super::{Consent, Draft};
use crate::domain::{
    credential::Mode,
    field::{Field, Requirement, fields},
    http::Json,
    logins::{AskedField, missing},
    secret::Secret,
};

impl Draft {
    /// The labels of required fields that are empty, and in words what is missing of the credentials. Of credentials that exist, and
    /// of those that come with a code, nothing is missing.
    pub fn left_empty(&self) -> Vec<String> {
        let of = self.of();
        let (Some(source), Some(spec), Some(details)) = (&self.here().source, &of.spec, &of.details) else {
            return Vec::new();
        };
        let all = fields(&source.id, spec);
        let entered = |field: &Field| details.entered.iter().find(|entered| entered.name == field.name);
        let value = |field: &Field| match entered(field).map(|entered| &entered.value) {
            Some(Json::Plain(_)) => entered(field).map(|entered| entered.value.brief()).unwrap_or_default(),
            // Whatever it is, something is there.
            Some(Json::Secret(_) | Json::List(_) | Json::Object(_)) => "given".to_owned(),
            None => field.default.clone().unwrap_or_default(),
        };
        let is_asked = |field: &&Field| {
            let other =
                field.when.as_ref().and_then(|when| Some((when, all.iter().find(|one| one.name == when.field)?)));
            !(field.credential && self.mode() == Mode::Existing)
                && details.code.as_deref() != Some(field.name.as_str())
                && other.is_none_or(|(when, other)| when.holds(&value(other)))
        };
        let asked: Vec<(&Field, String)> = all.iter().filter(is_asked).map(|field| (field, value(field))).collect();
        let is_empty = |(field, value): &&(&Field, String)| field.need != Requirement::Optional && value.is_empty();
        // The secret of a row of which the name stands there.
        let lacks_secret = |(field, _): &&(&Field, String)| {
            let rows = entered(field).filter(|entered| matches!(entered.value, Json::List(_)));
            rows.is_some_and(|entered| entered.value.secrets().iter().any(Secret::is_empty))
        };
        let is_left = |one: &&(&Field, String)| is_empty(one) || lacks_secret(one);
        let mut left: Vec<String> = asked.iter().filter(is_left).map(|(field, _)| field.label.clone()).collect();
        if self.consent() != Consent::Needed {
            let asked: Vec<AskedField<'_>> = asked
                .iter()
                .map(|(field, value)| AskedField {
                    name: &field.name,
                    value,
                    credential: field.credential,
                    secret: field.secret,
                })
                .collect();
            left.extend(missing(&source.id, &asked).into_iter().map(|gap| gap.say));
        }
        left
    }
}
