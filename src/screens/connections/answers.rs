//! A connection that is looked at, as answers: to be authorized again, saved, or made once more. Nothing here sends.

use super::{
    card::{ConnectionCard, Described},
    list::{self, ConnectionList},
};
use crate::{
    answers::existing::Existing as Told,
    domain::{
        credential::CredentialChoice,
        draft::{Draft, Entered},
        http::Json,
        property::SEPARATE,
        session::Session,
        source::SourceId,
        space::SpaceChoice,
        step::Step,
        text::next_name,
    },
    kit::{
        notice::Notice,
        screen::{Cx, Flow},
        shared::{ExistingDraft, Shared},
        visit::{Goal, ScreenId, Visit},
    },
};

/// What is made once more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Once {
    /// One like it, with credentials of its own.
    Like,
    /// One like it, with the same credentials.
    SameCredentials,
    /// The same, for it was deleted.
    Anew,
}

/// The answers, without the parts that a use of them changes. None while the tenant has not told enough.
fn told(card: &ConnectionCard, list: &ConnectionList, named: bool, shared: &Shared) -> Option<ExistingDraft> {
    let here = shared.draft.here();
    let session = Session { dialect: shared.dialect, ..here.session.clone()? };
    let (me, source) = (here.me.as_ref()?, list.source_of(card.connection.source.as_deref())?);
    let Described::As(spec) = &card.described else { return None };
    let space = place(card, list, named);
    let told =
        Told { session: &session, me, connection: &card.connection, space, source, spec, credential: card.own(shared) };
    Some(ExistingDraft {
        connection: card.connection.clone(),
        draft: told.draft(),
        tags: told.tags(),
        is_new: true,
        instead: None,
    })
}

/// Whether the tenant has told enough to make it once more.
pub(super) fn is_told(card: &ConnectionCard, list: &ConnectionList, shared: &Shared) -> bool {
    told(card, list, true, shared).is_some()
}

/// Its space. `named`: by its name, also where another space has that too; else by its id then.
fn place(card: &ConnectionCard, list: &ConnectionList, named: bool) -> SpaceChoice {
    let Some(id) = &card.connection.space else { return SpaceChoice::Personal };
    let items = list.spaces.picker.items();
    let found = items.iter().find(|choice| choice.id().is_some_and(|other| other.0 == *id));
    let is_sole = |choice: &&SpaceChoice| items.iter().filter(|other| other.label() == choice.label()).count() == 1;
    found
        .filter(|choice| named || is_sole(choice))
        .cloned()
        .unwrap_or_else(|| SpaceChoice::by_id(id, if named { list.space(Some(id)) } else { "" }))
}

/// To the step Authorize, with the connection's own name, space and properties.
pub(super) fn reauthorize(card: &ConnectionCard, list: &ConnectionList, cx: &mut Cx<'_>) -> Flow {
    let Some(mut existing) = told(card, list, true, cx.shared) else { return untold(cx) };
    let is_open = |before: &ExistingDraft| before.connection.id == existing.connection.id && before.instead.is_none();
    // The URL that stands there from before is good as long as the answers are the same.
    existing.is_new = !cx.shared.existing.as_deref().is_some_and(is_open);
    let is_separated = card.is_separated();
    let of = existing.draft.of_mut();
    of.credential = Some(CredentialChoice::Embedded);
    if let Some(details) = &mut of.details {
        // Without names of credentials the request could not even be read as a create that is whole.
        details.entered.retain(|entered| !matches!(&entered.value, Json::Secret(secret) if secret.is_empty()));
        if is_separated {
            details.entered.push(Entered { name: SEPARATE.to_owned(), value: Json::text("true"), credential: false });
        }
        details.browser = Some(true);
    }
    cx.shared.existing = Some(Box::new(existing));
    Flow::Detour(ScreenId::Reauthorize.into(), ScreenId::Connections.into())
}

/// To saving it.
pub(super) fn save(card: &ConnectionCard, list: &ConnectionList, cx: &mut Cx<'_>) -> Flow {
    let Some(existing) = told(card, list, false, cx.shared) else { return untold(cx) };
    cx.shared.existing = Some(Box::new(existing));
    Flow::Detour(Visit::SaveExisting, ScreenId::Connections.into())
}

/// Whether filling in the wizard from it would take away what was typed there.
pub(super) fn replaces_typed(card: &ConnectionCard, shared: &Shared) -> bool {
    let source = card.connection.source.clone().map(SourceId);
    source.and_then(|source| shared.draft.here().of(&source)).is_some_and(|of| of.is_typed)
}

/// To the wizard, filled in from the connection. Nothing is sent by it.
pub(super) fn wizard(once: Once, card: &ConnectionCard, list: &ConnectionList, cx: &mut Cx<'_>) -> Flow {
    let Some(existing) = told(card, list, true, cx.shared) else { return untold(cx) };
    let name = list::name(&card.connection).to_owned();
    let hidden =
        card.fields().iter().find(|field| field.may_hide_rows()).map(|field| {
            format!(" The tenant does not show encrypted rows of {}: add those that it has.", field.label)
        });
    let hidden = hidden.unwrap_or_default();
    let (here, of) = (existing.draft.here(), existing.draft.of());
    let (Some(source), Some(spec), Some(mut details)) = (here.source.clone(), of.spec.clone(), of.details.clone())
    else {
        return untold(cx);
    };
    let visit = if once == Once::Anew {
        Visit::from(Step::Details)
    } else {
        details.name = free_name(&name, card, list);
        Visit::Another(details.name.clone())
    };
    let choice = of.credential.clone();
    let draft: &mut Draft = &mut cx.shared.draft;
    draft.here_mut().space.clone_from(&here.space);
    let id = source.id.clone();
    draft.choose_source(source, spec);
    let of = draft.of_mut();
    (of.details, of.authorized, of.code_refused, of.is_typed) = (None, None, None, false);
    cx.shared.prefilled = Some((id, details));
    cx.shared.existing = None;
    // Whoever came for the connections that exist goes on to one that does not.
    cx.shared.launch.goal = Goal::Connection;
    let of = cx.shared.draft.of_mut();
    of.credential = None;
    let end = match once {
        Once::Anew => format!("{name} is deleted, and not created anew yet."),
        Once::Like | Once::SameCredentials => "Nothing is sent yet.".to_owned(),
    };
    match (choice, once) {
        (Some(CredentialChoice::Existing(credential)), Once::Like | Once::Anew) => {
            let text = format!("Filled in from the connection. New credentials: name them first. {end}{hidden}");
            cx.tell(Notice::info(text));
            Flow::Detour(Visit::AnotherCredential(next_name(&credential.name)), visit)
        }
        (Some(CredentialChoice::New(name)), _) => {
            of.credential = Some(CredentialChoice::New(name));
            cx.tell(Notice::info(format!("Filled in from the connection. Name your credentials. {end}{hidden}")));
            Flow::Detour(Step::Credentials.into(), visit)
        }
        (choice, _) => {
            of.credential = choice.or(Some(CredentialChoice::Embedded));
            let what = match &of.credential {
                Some(CredentialChoice::Existing(credential)) => format!(", with your credentials {}", credential.name),
                _ => "; secrets are empty".to_owned(),
            };
            cx.tell(Notice::info(format!("Filled in from the connection{what}. {end}{hidden}")));
            Flow::Goto(visit)
        }
    }
}

/// A name that no connection of the space has, of those that are here. Details asks the tenant.
fn free_name(name: &str, card: &ConnectionCard, list: &ConnectionList) -> String {
    let here = list.rows.picker.items();
    let is_taken =
        |name: &str| here.iter().any(|row| row.space() == card.connection.space.as_deref() && row.name() == name);
    let mut proposal = next_name(name);
    while is_taken(&proposal) {
        proposal = next_name(&proposal);
    }
    proposal
}

pub(super) fn untold(cx: &mut Cx<'_>) -> Flow {
    cx.tell(Notice::warn("Not all of it has been read yet. Ctrl+R reads it again."));
    Flow::Stay
}
