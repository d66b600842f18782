//! What follows from a refusal: the sentence, and the step where it can be mended. One table for both calls.

use super::{CreateTurn, Creating, Phase, STAY, clash::Clash};
use crate::{
    domain::{
        connection::NewConnection,
        credential::Mode,
        dialect::{Dialect, Purpose},
        draft::{CodeRefused, Consent, Draft},
        failure::{Failure, FailureKind},
        field::{called, fields},
        known,
        property::{CREDENTIALS_NAME, SELECTED_CREDENTIALS, SEPARATE},
        session::Me,
        space::SpaceChoice,
        step::Step,
    },
    kit::{
        notice::{Notice, unreachable_sentence},
        screen::{Cx, Flow},
        shared::Instead,
        visit::{FieldFault, Visit},
    },
};

impl Creating {
    /// It was refused, and nothing was created.
    pub(super) fn refused(
        &mut self,
        failure: &Failure,
        (purpose, dialect): (Purpose, Dialect),
        sent: Option<NewConnection>,
        cx: &mut Cx<'_>,
    ) -> CreateTurn {
        let ruling = judge(failure, purpose, cx.shared.answers(self.is_existing), dialect);
        note_refused_code(failure, purpose, cx);
        if let Some(text) = self.refused_again(&ruling, cx) {
            cx.tell(Notice::about(failure, text));
            return CreateTurn::Lead(Flow::Next);
        }
        let tell = |cx: &mut Cx<'_>, text: &str| cx.tell(Notice::about(failure, text));
        match ruling {
            Remedy::Clash => {
                tell(cx, "The tenant says that this name is taken. Nothing was created.");
                if let Some(sent) = sent {
                    self.phase = Phase::Clash(Box::new(Clash::begin(&sent, cx)), Box::new(sent), cx.now);
                }
                return STAY;
            }
            Remedy::NoRoute(text) => {
                self.no_route = Some(dialect);
                tell(cx, &text);
            }
            Remedy::Stay(text) => tell(cx, &text),
            Remedy::Mend(step, text) => {
                tell(cx, &text);
                return CreateTurn::Lead(Flow::Goto(step.into()));
            }
            Remedy::Field(field, text) => {
                let told = failure.in_short();
                if field.is_some() {
                    // Its words stand at the field.
                    let detail = Some(failure.reference()).filter(|detail| !detail.is_empty());
                    cx.tell(Notice { detail, ..Notice::bad(text.clone()) });
                } else {
                    tell(cx, &text);
                }
                let fault = FieldFault { field, text: if told.is_empty() { text } else { told } };
                return CreateTurn::Lead(Flow::Goto(Visit::Field(fault)));
            }
            Remedy::Code(text) => {
                let is_final = cx.shared.draft.of().code_refused.as_ref().is_some_and(CodeRefused::is_final);
                tell(cx, if is_final { "Nothing was created: the tenant refused the code again." } else { &text });
                return CreateTurn::Lead(Flow::Goto(Step::Authorize.into()));
            }
        }
        // An earlier one is still unknown, and this answer did not change that.
        self.turn_to_unknown(cx);
        STAY
    }

    /// A connection that exists is not mended at a step: without a URL the tenant has refused.
    fn refused_again(&self, ruling: &Remedy, cx: &mut Cx<'_>) -> Option<&'static str> {
        let existing = cx.shared.existing.as_mut().filter(|_| self.is_existing)?;
        let text = match ruling {
            Remedy::Stay(_) | Remedy::NoRoute(_) => return None,
            Remedy::Clash => {
                "The tenant was asked for an authorization URL and tried to create a second connection instead. The name is taken, so \
                 nothing was created."
            }
            Remedy::Mend(..) | Remedy::Field(..) | Remedy::Code(_) => {
                "The tenant named no authorization URL for this connection. Nothing was changed."
            }
        };
        existing.instead = Some(Instead::Refused);
        Some(text)
    }

    pub(super) fn clashed(&mut self, cx: &mut Cx<'_>) -> CreateTurn {
        let Phase::Clash(clash, ..) = &self.phase else { return STAY };
        let Some(found) = clash.found() else { return STAY };
        self.phase = Phase::Idle;
        let detail = cx.shared.notice.take().and_then(|notice| notice.detail);
        let tell = |cx: &mut Cx<'_>, text: String| cx.tell(Notice { detail, ..Notice::bad(text) });
        match (found.connection, found.credential) {
            (Some(taken), _) => {
                let (name, other) = (&taken.name, &taken.proposal);
                let rest =
                    if taken.is_free { format!("“{other}” is free.") } else { format!("Try “{other}”.") };
                tell(cx, format!("This space already has a connection named {name}. {rest}"));
                CreateTurn::Lead(Flow::Goto(Visit::NameTaken(taken)))
            }
            (None, Some(taken)) => {
                let (name, other) = (&taken.name, &taken.proposal);
                let verb = if taken.is_free { "take" } else { "try" };
                tell(cx, format!("You already have credentials named {name}. Use them, or {verb} “{other}”."));
                CreateTurn::Lead(Flow::Goto(Visit::CredentialTaken(taken)))
            }
            (None, None) => {
                tell(
                    cx,
                    "The tenant says that the name is taken, but shows you nothing of that name: it may belong to another \
                     user. Choose another name."
                        .into(),
                );
                STAY
            }
        }
    }
}

/// A code that came back refused may be tried once more, but not a third time.
pub(super) fn note_refused_code(failure: &Failure, purpose: Purpose, cx: &mut Cx<'_>) {
    let refused = matches!(
        failure.kind,
        FailureKind::Invalid | FailureKind::Forbidden | FailureKind::NotFound | FailureKind::Conflict
    );
    if !refused || purpose != Purpose::Create {
        return;
    }
    let Some(authorized) = cx.shared.draft.authorized().filter(|_| cx.shared.draft.consent() == Consent::Needed) else {
        return;
    };
    let code = authorized.code.clone();
    let of = cx.shared.draft.of_mut();
    let before = of.code_refused.as_ref().filter(|before| before.code == code).map_or(0, |one| one.times);
    of.code_refused = Some(CodeRefused { code, times: before.saturating_add(1), text: failure.verbatim() });
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Remedy {
    /// It is mended at this step, says this sentence.
    Mend(Step, String),
    /// It is mended at this field of the step Details.
    Field(Option<String>, String),
    /// The code was refused.
    Code(String),
    /// A name is taken; which one has to be found out.
    Clash,
    /// This dialect's route does not exist here.
    NoRoute(String),
    /// Nothing was made, and nothing needs to be changed for another try.
    Stay(String),
}

/// The words with which a tenant names the code without naming its property.
const CODE_WORDS: [&str; 3] = ["code", "authorization", "authorisation"];
/// The name of the connection, in either dialect.
const NAME_KEYS: [&str; 2] = ["qName", "connectionName"];

/// Judges a failure of a call that may create.
fn judge(failure: &Failure, purpose: Purpose, draft: &Draft, dialect: Dialect) -> Remedy {
    match &failure.kind {
        FailureKind::Invalid => invalid(failure, purpose, draft),
        FailureKind::Unauthorized => Remedy::Stay("Nothing was created, and all you typed is kept.".into()),
        FailureKind::Forbidden => forbidden(failure, draft),
        FailureKind::NotFound if draft.mode() == Mode::Existing => Remedy::Mend(
            Step::Credentials,
            "The tenant does not find these credentials among yours: they may have been deleted. Choose others.".into(),
        ),
        FailureKind::NotFound => Remedy::Mend(
            Step::Source,
            format!("The tenant does not find {}: it may be switched off or removed. Choose it again.", source(draft)),
        ),
        FailureKind::NoRoute => Remedy::NoRoute(format!(
            "This tenant does not have the path of this request, so nothing was created. Ctrl+T shows the request of --api {} instead; \
             this sends nothing.",
            dialect.other().word()
        )),
        FailureKind::Conflict => Remedy::Clash,
        FailureKind::Unreachable(why) => {
            Remedy::Stay(format!("{} Nothing was sent; you can try again.", unreachable_sentence(why)))
        }
        FailureKind::NotSent(why) => Remedy::Stay(format!("{why} Nothing was created.")),
        // A redirect or a page in front of the tenant: it never got there.
        FailureKind::Unexpected(what) => Remedy::Stay(format!("{what} Nothing was created.")),
        FailureKind::RateLimited(_) | FailureKind::ConnectorDown | FailureKind::OutcomeUnknown => {
            Remedy::Stay(Notice::of(failure).text)
        }
    }
}

fn invalid(failure: &Failure, purpose: Purpose, draft: &Draft) -> Remedy {
    const REFUSED: &str = "The tenant refused the request. Nothing was created.";
    let code = draft.code();
    let named = named(failure, draft);
    // The first call has no code that could be refused.
    let has_code = purpose == Purpose::Create && draft.consent() == Consent::Needed;
    let is_code = named.is_some() && named == code;
    if has_code && (is_code || named.is_none() && CODE_WORDS.iter().any(|word| mentions(failure, word))) {
        return Remedy::Code(
            "The tenant refused the code. Try it once more, or press Ctrl+N for a new URL. Nothing was created.".into(),
        );
    }
    match named {
        Some(name) if [CREDENTIALS_NAME, SELECTED_CREDENTIALS, SEPARATE].contains(&name.as_str()) => {
            Remedy::Mend(Step::Credentials, format!("{REFUSED} It names the credentials, which are set here."))
        }
        Some(name) => {
            let text = format!("{REFUSED} It names {}.", label(&name, draft));
            Remedy::Field(Some(name), text)
        }
        None if failure.told.is_empty() => Remedy::Field(None, format!("{REFUSED} It gives no reason.")),
        None => Remedy::Field(None, "The tenant refused the request for this reason. Nothing was created.".into()),
    }
}

/// The property that the tenant's words name: the longest, for short names are ordinary words too.
fn named(failure: &Failure, draft: &Draft) -> Option<String> {
    let spec = draft.of().spec.iter().flat_map(|spec| spec.properties.iter()).map(|property| property.name.as_str());
    let entered = draft.of().details.iter().flat_map(|details| details.entered.iter()).map(|one| one.name.as_str());
    spec.chain(entered)
        .chain(NAME_KEYS)
        .filter(|name| mentions(failure, name))
        .max_by_key(|name| name.len())
        .map(str::to_owned)
}

/// What the form calls a property.
fn label(name: &str, draft: &Draft) -> String {
    if NAME_KEYS.contains(&name) {
        return "Name".to_owned();
    }
    let source = draft.here().source.as_ref().map(|source| &source.id);
    let described = source.zip(draft.of().spec.as_deref());
    let fields = described.map(|(source, spec)| fields(source, spec)).unwrap_or_default();
    called(source, &fields, name).to_owned()
}

/// Whether the tenant's words hold this one, whole, in whatever case.
fn mentions(failure: &Failure, word: &str) -> bool {
    let word = word.to_lowercase();
    failure.told.iter().flat_map(|told| [&told.detail, &told.title]).any(|text| {
        text.to_lowercase().split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).any(|part| part == word)
    })
}

fn forbidden(failure: &Failure, draft: &Draft) -> Remedy {
    let names_source = failure.told.iter().any(|told| {
        let words = format!("{} {}", told.title, told.detail).to_lowercase();
        told.code.to_uppercase().starts_with("DCAAS") || words.contains("data source") || words.contains("datasource")
    });
    let source = source(draft);
    if names_source {
        return Remedy::Mend(
            Step::Source,
            format!(
                "{source} is not enabled for you here. Ask an administrator to enable this data source, or choose another one."
            ),
        );
    }
    match &draft.here().space {
        // What a bot may see by its scopes, it may not yet change (`qlik-cloud-auth.md` section 6).
        Some(SpaceChoice::In(space)) if draft.here().me.as_ref().is_some_and(Me::is_bot) => Remedy::Mend(
            Step::Space,
            format!(
                "This bot user may not create connections in {}. Scopes are not enough: have it added to the space with a role that \
                 can edit, or choose another space.",
                space.name
            ),
        ),
        Some(SpaceChoice::In(space)) => Remedy::Mend(
            Step::Space,
            format!(
                "You may not create connections in {}. Ask its owner for a role that can edit, or choose another space.",
                space.name
            ),
        ),
        Some(SpaceChoice::Personal) | None => Remedy::Mend(
            Step::Source,
            format!(
                "You may not create {source} connections in {}. Ask an administrator for the permission to manage data \
                 connections.",
                draft.here().personal_space()
            ),
        ),
    }
}

fn source(draft: &Draft) -> String {
    draft.here().source.as_ref().map_or_else(|| "the data source".to_owned(), known::label)
}
