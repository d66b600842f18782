//! Making it, one request after another. What fails stops it; what may have been carried out is looked for, never sent again.

use super::{
    Page, State,
    answers::Kind,
    found::{ADMIN, blind, key_fault},
    progress::{Progress, Task},
};
use crate::{
    domain::{
        failure::{Failure, FailureKind},
        request::{Call, Chore, Request},
        session::Session,
        setup::{ClientSecret, Existing, KeyFault, KeyPair, Look, OauthClient, Provider, Wanted, WebIntegration},
    },
    kit::{notice::Notice, screen::Cx},
};

/// Where the making stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Work {
    /// Not begun, or finished.
    #[default]
    Idle,
    /// This is being made.
    Making(Task),
    /// Whether this was made is being looked for.
    Looking(Task),
    /// It stopped.
    Halted(Halt),
}

/// Why it stopped, and what going on means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Halt {
    /// At what.
    pub task: Task,
    /// In a sentence.
    pub text: String,
    /// What can follow.
    pub then: Then,
}

/// What can follow after it stopped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Then {
    /// It was definitely not made: the same request may be sent once more, by a person.
    SendAgain,
    /// It is not known: it is looked for.
    LookAgain,
}

impl State {
    /// Whether something is under way that cannot be called back.
    pub(super) fn is_busy(&self) -> bool {
        matches!(self.work, Work::Making(_) | Work::Looking(_)) || self.is_removing()
    }

    /// Begins, or goes on, with what exists taken over.
    pub(super) fn begin(&mut self, cx: &mut Cx<'_>) {
        if self.session.is_none() {
            self.session = cx.session();
            self.by.clone_from(&cx.shared.draft.here().me);
        }
        if let Some(existing) = &self.found.existing {
            self.progress.adopt(existing, self.found.pair());
        }
        self.show(Page::Work);
        self.make_next(cx);
    }

    /// Asks for what is to be made next; the end where there is nothing.
    fn make_next(&mut self, cx: &mut Cx<'_>) {
        let Some(session) = self.session.clone() else { return };
        let Some(task) = self.progress.next(&self.answers) else {
            return self.finished(cx);
        };
        if let Some(request) = self.request(task, session) {
            self.work = Work::Making(task);
            // Whoever leaves now shall know what may have been made.
            self.record(cx);
            cx.ask(request);
        }
    }

    fn request(&self, task: Task, session: Session) -> Option<Request> {
        let me = self.by.as_ref();
        Some(match task {
            Task::Key => Request::Here(Chore::MakeKeyPair(self.answers.key_plan())),
            Task::Provider => {
                let certificate = &self.progress.key.as_ref()?.certificate;
                Request::Tenant(session, Call::MakeProvider(self.answers.provider(certificate, me)))
            }
            Task::Web => Request::Tenant(session, Call::MakeWebIntegration(self.answers.web_integration()?)),
            Task::Client => Request::Tenant(session, Call::MakeImpersonator(self.answers.client(me))),
            Task::Secret => Request::Tenant(session, Call::MakeClientSecret(self.progress.client.as_ref()?.id.clone())),
            Task::Trust => Request::Tenant(session, Call::TrustImpersonator(self.progress.client.as_ref()?.id.clone())),
        })
    }

    fn finished(&mut self, cx: &mut Cx<'_>) {
        self.work = Work::Idle;
        self.record(cx);
        self.remember(cx);
        if self.can_sign() {
            self.begin_trial();
            self.show(Page::Trial);
        } else {
            self.show(Page::Done);
        }
    }

    /// The person wants to go on after it stopped.
    pub(super) fn go_on(&mut self, cx: &mut Cx<'_>) {
        let Work::Halted(halt) = &self.work else { return };
        match halt.then {
            Then::SendAgain => self.make_next(cx),
            Then::LookAgain => self.look_for(halt.task, cx),
        }
    }

    fn look_for(&mut self, task: Task, cx: &mut Cx<'_>) {
        let Some(session) = self.session.clone() else { return };
        let all = self.answers.wanted();
        let wanted = match task {
            Task::Provider => Wanted { provider: all.provider, ..Wanted::default() },
            Task::Web => Wanted { web_integration: all.web_integration, ..Wanted::default() },
            Task::Client | Task::Secret | Task::Trust | Task::Key => Wanted { client: all.client, ..Wanted::default() },
        };
        self.work = Work::Looking(task);
        self.record(cx);
        cx.ask(Request::Tenant(session, Call::InspectSetUp(wanted)));
    }

    fn halt(&mut self, task: Task, text: String, then: Then, cx: &mut Cx<'_>) {
        self.work = Work::Halted(Halt { task, text, then });
        self.show(Page::Work);
        self.record(cx);
    }

    /// Something was made.
    fn made(&mut self, task: Task, cx: &mut Cx<'_>) {
        self.progress.made.push(task);
        self.record(cx);
        self.make_next(cx);
    }

    fn refused(&mut self, task: Task, failure: &Failure, cx: &mut Cx<'_>) {
        self.unanswered = unanswered(failure);
        // Trusting twice is trusting, and a secret that nobody has harms nobody: these may simply be sent again.
        if failure.kind == FailureKind::OutcomeUnknown && !matches!(task, Task::Secret | Task::Trust) {
            return self.look_for(task, cx);
        }
        let told = Notice::of(failure);
        let text = match failure.kind {
            FailureKind::OutcomeUnknown => {
                format!(
                    "{} Whether the {} was made is not known; it can be asked for again.",
                    self.unanswered,
                    short(task)
                )
            }
            FailureKind::Invalid if task == Task::Secret => {
                format!("{} A client has five secrets at most: delete one in the administration first.", told.text)
            }
            FailureKind::Forbidden if task == Task::Provider => {
                format!("{ADMIN} It is also refused where the tenant's id is not the one of your own sign-in.")
            }
            FailureKind::Forbidden => ADMIN.to_owned(),
            _ => told.text.clone(),
        };
        let said = match failure.kind {
            FailureKind::OutcomeUnknown => format!("It is not known whether the {} was made.", short(task)),
            _ => format!("The {} was not made.", short(task)),
        };
        cx.tell(Notice::about(failure, said));
        self.halt(task, text, Then::SendAgain, cx);
    }

    pub(super) fn key_made(&mut self, answer: Result<KeyPair, KeyFault>, cx: &mut Cx<'_>) {
        match answer {
            Ok(pair) => {
                self.progress.key = Some(pair);
                self.made(Task::Key, cx);
            }
            Err(fault) => self.halt(Task::Key, key_fault(&fault), Then::SendAgain, cx),
        }
    }

    pub(super) fn provider_made(&mut self, answer: Result<Provider, Failure>, cx: &mut Cx<'_>) {
        match answer {
            Ok(provider) => {
                self.progress.provider = Some(provider);
                self.made(Task::Provider, cx);
            }
            Err(failure) => self.refused(Task::Provider, &failure, cx),
        }
    }

    pub(super) fn web_made(&mut self, answer: Result<WebIntegration, Failure>, cx: &mut Cx<'_>) {
        match answer {
            Ok(web) => {
                self.progress.web = Some(web);
                self.made(Task::Web, cx);
            }
            Err(failure) => self.refused(Task::Web, &failure, cx),
        }
    }

    pub(super) fn client_made(&mut self, answer: Result<OauthClient, Failure>, cx: &mut Cx<'_>) {
        match answer {
            Ok(client) => {
                let has_secret = client.secret.is_some();
                self.progress.trusted = client.trusted == Some(true);
                self.progress.client = Some(client);
                if has_secret {
                    self.made(Task::Client, cx);
                } else {
                    self.progress.made.push(Task::Client);
                    self.progress.needs_secret = true;
                    self.halt(Task::Secret, NO_SECRET.to_owned(), Then::SendAgain, cx);
                }
            }
            Err(failure) => self.refused(Task::Client, &failure, cx),
        }
    }

    pub(super) fn secret_made(&mut self, answer: Result<ClientSecret, Failure>, cx: &mut Cx<'_>) {
        match answer {
            Ok(told) => {
                self.progress.take_secret(told);
                self.made(Task::Secret, cx);
            }
            Err(failure) => self.refused(Task::Secret, &failure, cx),
        }
    }

    pub(super) fn trusted(&mut self, answer: Result<(), Failure>, cx: &mut Cx<'_>) {
        match answer {
            Ok(()) => {
                self.progress.trusted = true;
                self.made(Task::Trust, cx);
            }
            Err(failure) => self.refused(Task::Trust, &failure, cx),
        }
    }

    /// What became of a request whose answer never came.
    pub(super) fn looked_for(&mut self, task: Task, answer: Result<Box<Existing>, Failure>, cx: &mut Cx<'_>) {
        let existing = match answer {
            Ok(existing) => existing,
            Err(failure) => return self.could_not_tell(task, &failure, cx),
        };
        let absent =
            format!("{} It was looked for, and no {} is there: it was not made.", self.unanswered, short(task));
        match task {
            Task::Provider => match existing.provider {
                Look::Found(provider) => self.provider_made(Ok(provider), cx),
                Look::Failed(failure) => self.could_not_tell(task, &failure, cx),
                Look::Absent | Look::Unasked => self.halt(task, absent, Then::SendAgain, cx),
            },
            Task::Web => match existing.web_integration {
                Look::Found(web) => self.web_made(Ok(web), cx),
                Look::Failed(failure) => self.could_not_tell(task, &failure, cx),
                Look::Absent | Look::Unasked => self.halt(task, absent, Then::SendAgain, cx),
            },
            Task::Client | Task::Secret | Task::Trust | Task::Key => match existing.client {
                // It was made, but its secret was told to nobody.
                Look::Found(client) => self.client_made(Ok(OauthClient { secret: None, ..client }), cx),
                Look::Failed(failure) => self.could_not_tell(task, &failure, cx),
                Look::Absent | Look::Unasked => self.halt(task, absent, Then::SendAgain, cx),
            },
        }
    }

    fn could_not_tell(&mut self, task: Task, failure: &Failure, cx: &mut Cx<'_>) {
        let text = format!(
            "{} Whether the {} was made could not be found out. {}",
            self.unanswered,
            short(task),
            blind(failure)
        );
        self.halt(task, text, Then::LookAgain, cx);
    }

    /// Whether there is what signing in as somebody else takes.
    pub(super) fn can_sign(&self) -> bool {
        let progress: &Progress = &self.progress;
        match self.answers.kind {
            Kind::Signed => progress.key.is_some() && progress.provider.is_some(),
            Kind::Client => progress.trusted && progress.client.as_ref().is_some_and(|client| client.secret.is_some()),
        }
    }
}

/// What a client is without its secret.
const NO_SECRET: &str = "The OAuth client was made, but its secret never arrived, and the tenant tells it only once. Make a new \
                         secret, or remove the client.";

/// What came in place of a clear answer: what was told, verbatim, or nothing.
fn unanswered(failure: &Failure) -> String {
    match failure.status {
        Some(_) => format!("The tenant answered: {}.", failure.verbatim()),
        None => "No answer came.".to_owned(),
    }
}

fn short(task: Task) -> &'static str {
    match task {
        Task::Key => "key pair",
        Task::Provider => "identity provider",
        Task::Web => "web integration",
        Task::Client => "OAuth client",
        Task::Secret => "new secret",
        Task::Trust => "consent",
    }
}
