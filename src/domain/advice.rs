//! What to do about the refusals that a tenant names by a code of its own (`qlik-cloud-auth.md` section 9).

use super::failure::Failure;

/// A sentence that names the next step, where more is known than the status tells. It stands before the general sentence of the
/// notice line, and the tenant's own words stand beside it as ever.
pub fn advice(failure: &Failure) -> Option<&'static str> {
    let _ = failure;
    None
}
