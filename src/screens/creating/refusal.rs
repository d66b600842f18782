//! What a refusal does: the sentence, and the step where it is mended.

use std::time::Instant;

use super::{
    Creating, Phase, STAY, Turn,
    clash::Clash,
    ruling::{Ruling, judge},
};
use crate::{
    domain::{
        dialect::Purpose,
        draft::{CodeRefused, Consent},
        failure::{Failure, FailureKind},
        step::Step,
    },
    kit::{
        notice::{Notice, Tone},
        screen::{Cx, Flow},
        visit::{FieldFault, Visit},
    },
};

impl Creating {
    pub(super) fn refused(&mut self, failure: &Failure, since: Instant, cx: &mut Cx<'_>) -> Turn {
        self.phase = Phase::Idle;
        let purpose = self.sent.as_ref().map_or(Purpose::AuthUrl, |sent| sent.purpose);
        let dialect = self.sent.as_ref().map_or(cx.shared.dialect, |sent| sent.session.dialect);
        let ruling = judge(failure, purpose, &cx.shared.draft, dialect);
        self.note_refused_code(failure, &ruling, cx);
        let tell = |cx: &mut Cx<'_>, text: &str| cx.tell(Notice::about(failure, text));
        match ruling {
            Ruling::Wait(wait) => {
                self.go(wait, cx);
                let text = "The tenant asks to wait: too many requests in a short time. Nothing was made yet.";
                cx.tell(Notice { tone: Tone::Warn, ..Notice::about(failure, text) });
                return STAY;
            }
            Ruling::Unknown => {
                tell(cx, "No clear answer came, so it is not known whether it was made.");
                self.lost(since, cx);
                return STAY;
            }
            // What was sent before may be what has the name now.
            Ruling::Clash if cx.shared.unknown.is_none() => {
                tell(cx, "The tenant says that something of this name exists already. Nothing was made.");
                if let Some(sent) = &self.sent {
                    self.phase = Phase::Clash(Clash::begin(&sent.connection, cx), cx.now);
                }
                return STAY;
            }
            Ruling::Clash => tell(cx, "The tenant says that something of this name exists already."),
            Ruling::NoRoute(text) => {
                self.no_route = Some(dialect);
                tell(cx, &text);
            }
            Ruling::Stay(text) => tell(cx, &text),
            Ruling::Mend(step, text) => {
                tell(cx, &text);
                if step == Step::SignIn {
                    // The key has to be proved again; it stays in its field.
                    cx.shared.draft.here_mut().me = None;
                }
                return Turn::Lead(Flow::Goto(step.into()));
            }
            Ruling::Field(field, text) => {
                tell(cx, &text);
                let told = failure.verbatim();
                let fault = FieldFault { field, text: if told.is_empty() { text } else { told } };
                return Turn::Lead(Flow::Goto(Visit::Field(fault)));
            }
            Ruling::Code(text) => {
                tell(cx, &text);
                return Turn::Lead(Flow::Goto(Step::Authorize.into()));
            }
        }
        if cx.shared.unknown.is_some() {
            // An earlier one is still unknown, and this answer did not change that.
            self.look(cx);
        }
        STAY
    }

    /// A code that came back refused may be tried once more, but not a third time.
    fn note_refused_code(&self, failure: &Failure, ruling: &Ruling, cx: &mut Cx<'_>) {
        let refused = matches!(
            failure.kind,
            FailureKind::Invalid | FailureKind::Forbidden | FailureKind::NotFound | FailureKind::Conflict
        );
        let sent = self.sent.as_ref().is_some_and(|sent| sent.purpose == Purpose::Create);
        if !refused || !sent || *ruling == Ruling::Unknown {
            return;
        }
        let Some(authorized) = cx.shared.draft.authorized().filter(|_| cx.shared.draft.consent() == Consent::Needed)
        else {
            return;
        };
        let code = authorized.code.clone();
        let of = cx.shared.draft.of_mut();
        let before = of.code_refused.as_ref().filter(|before| before.code == code).map_or(0, |one| one.times);
        of.code_refused = Some(CodeRefused { code, times: before.saturating_add(1), text: failure.verbatim() });
    }

    pub(super) fn clashed(&mut self, cx: &mut Cx<'_>) -> Turn {
        let Phase::Clash(clash, _) = &self.phase else { return STAY };
        let Some(found) = clash.found() else { return STAY };
        self.phase = Phase::Idle;
        let detail = cx.shared.notice.take().and_then(|notice| notice.detail);
        let tell = |cx: &mut Cx<'_>, text: String| cx.tell(Notice { tone: Tone::Bad, text, detail });
        match (found.connection, found.credential) {
            (Some(taken), _) => {
                let (name, other) = (&taken.name, &taken.proposal);
                let rest =
                    if taken.is_free { format!("“{other}” is free.") } else { format!("Try “{other}”.") };
                tell(cx, format!("A connection named {name} exists in this space already. {rest}"));
                Turn::Lead(Flow::Goto(Visit::NameTaken(taken)))
            }
            (None, Some(taken)) => {
                let (name, other) = (&taken.name, &taken.proposal);
                let verb = if taken.is_free { "take" } else { "try" };
                tell(cx, format!("You have a credential named {name} already. It can be used; or {verb} “{other}”."));
                Turn::Lead(Flow::Goto(Visit::CredentialTaken(taken)))
            }
            (None, None) => {
                tell(
                    cx,
                    "The tenant says that the name is taken, but shows you nothing of that name: it may belong to somebody \
                     else. Choose another name."
                        .into(),
                );
                STAY
            }
        }
    }
}
