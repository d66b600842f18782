//! An API key, or an access token from elsewhere.

use super::{Form, Name, Ready, Sort, Spec, needed};
use crate::domain::access::Access;

pub const FIELDS: &[Spec] = &[Spec {
    sort: Sort::Secret,
    ..needed(
        Name::Key,
        "Key",
        "paste an API key or an access token",
        "Kept in memory only, and wiped when the program ends.",
    )
}];

pub fn ready(form: &mut Form) -> Ready {
    Ready::Access(Access::Token(form.secret(Name::Key)))
}
