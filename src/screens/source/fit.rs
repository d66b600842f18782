//! Whether a source and a space go together. The step Space asks too, for either may be changed after the other.

use crate::{
    domain::{
        known,
        source::DataSource,
        space::{SpaceChoice, SpaceKind},
    },
    kit::shared::Shared,
};

/// Whether the space that was chosen is a data space.
pub(super) fn is_in_data_space(shared: &Shared) -> bool {
    shared.draft.here().space.as_ref().is_some_and(is_data)
}

fn is_data(space: &SpaceChoice) -> bool {
    matches!(space, SpaceChoice::In(space) if space.kind == SpaceKind::Data)
}

/// A data space takes data integration sources only, and those belong nowhere else. A tenant may know better, so this only warns.
pub(in crate::screens) fn mismatch(source: &DataSource, space: &SpaceChoice) -> Option<String> {
    let is_data = is_data(space);
    let (source_is_data, label) = (source.id.is_data_integration(), known::label(source));
    let (space, refusal) = (space.label(), "the tenant may refuse it.");
    match (is_data, source_is_data) {
        (true, false) => {
            Some(format!("{space} is a data space, and {label} is not a data integration source: {refusal}"))
        }
        (false, true) => {
            Some(format!("{label} is a data integration source, and {space} is not a data space: {refusal}"))
        }
        (true, true) | (false, false) => None,
    }
}
