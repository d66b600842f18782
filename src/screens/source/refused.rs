//! What is said where the list or a source's api-specs could not be read: which of unknown, switched off, connector down it is.

use crate::{
    domain::{
        dialect::Dialect,
        failure::{Failure, FailureKind},
        known,
        source::DataSource,
    },
    kit::{
        notice::Notice,
        screen::{Cx, Flow},
    },
};

/// The list could not be loaded.
pub(super) fn list(failure: &Failure, cx: &mut Cx<'_>) -> Flow {
    general(failure, "Ctrl+R tries again.", cx)
}

/// The api-specs of the chosen source could not be read.
pub(super) fn spec(source: &DataSource, failure: &Failure, cx: &mut Cx<'_>) -> Flow {
    let label = known::label(source);
    let text = match failure.kind {
        FailureKind::NotFound => switched_off(source),
        FailureKind::ConnectorDown => format!(
            "The connector of {label} does not answer at the moment. Press Enter to try again, or choose another data source."
        ),
        _ => return general(failure, "Enter tries again.", cx),
    };
    cx.tell(Notice::about(failure, text));
    Flow::Stay
}

/// The tenant does not have the api-specs; the list that was loaded since says why.
pub(super) fn not_there(source: &DataSource, sources: &[DataSource], failure: &Failure, cx: &mut Cx<'_>) {
    let label = known::label(source);
    let text = match sources.iter().find(|listed| listed.id == source.id) {
        Some(listed) if listed.disabled => switched_off(source),
        Some(_) => format!(
            "The tenant lists {label}, but not its fields. Press Enter to try again, or choose another data source."
        ),
        None => format!("The tenant no longer has {label}. Choose another data source."),
    };
    cx.tell(Notice::about(failure, text));
}

/// The tenant does not have the api-specs, and the list that would say why could not be loaded.
pub(super) fn doubtful(source: &DataSource, failure: &Failure, cx: &mut Cx<'_>) {
    let label = known::label(source);
    let text =
        format!("{label} was removed from the tenant or switched off. Choose another data source, or press Ctrl+R.");
    cx.tell(Notice::about(failure, text));
}

/// A source that was switched off.
pub(super) fn switched_off(source: &DataSource) -> String {
    let label = known::label(source);
    format!("An administrator has switched {label} off. Choose another data source, or ask for it to be switched on.")
}

fn general(failure: &Failure, retry: &str, cx: &mut Cx<'_>) -> Flow {
    let text = match failure.kind {
        FailureKind::NoRoute => no_route(cx.shared.dialect),
        _ => format!("{} {retry}", Notice::of(failure).text),
    };
    cx.tell(Notice::about(failure, text));
    Flow::Stay
}

fn no_route(dialect: Dialect) -> String {
    let word = dialect.word();
    let path = dialect.sources();
    let other = Dialect::ALL.into_iter().find(|other| other.sources() != path).unwrap_or_default().word();
    format!(
        "This host does not have {path}, which --api {word} uses. Check that this is the right tenant, or start qonnect with \
         --api {other}."
    )
}
