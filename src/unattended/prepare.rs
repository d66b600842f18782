//! From files to a plan: they are read, their secrets resolved, and each tenant is asked what it has.

use super::{
    files, glob,
    output::{Output, code, said},
    plan::{PlanItem, plan},
    planned::{Action, OnExisting, Planned},
    references::{self, Allowed, Question, Reach, Unasked},
    sign_in::{self, SignInOptions},
    site::Site,
};
use crate::{
    answers::{
        Document, Fault, Item, Plain, Referral, Resolved,
        file::{IfExists, Reference},
        nearest,
    },
    client::Client,
    domain::session::Session,
};

/// What was asked for on the command line.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub files: Vec<std::path::PathBuf>,
    pub known: SignInOptions,
    /// `--if-exists`; it wins over the file.
    pub if_exists: Option<IfExists>,
    pub only: Option<String>,
    /// `--rotate`: the secrets of these are sent where they exist.
    pub rotate: Option<String>,
    /// `-v`: the requests are shown.
    pub verbose: bool,
    pub fail_fast: bool,
    pub allow_commands: bool,
    /// `--allow-plain-secrets`.
    pub allow_plain: bool,
    pub yes: bool,
    /// `plan --exit-code`.
    pub pending_code: bool,
    /// Whether a person is at a terminal to be asked.
    pub is_attended: bool,
}

/// What is done with the plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verb {
    Plan,
    Apply,
}

/// Reads the files, signs in, and plans. The error is an exit code; why is told.
pub(super) async fn prepare(
    verb: Verb,
    options: &Options,
    client: &Client,
    reach: Reach<'_>,
) -> Result<(Vec<Planned>, Vec<Site>), u8> {
    let plain = if options.allow_plain { Plain::Allowed } else { Plain::Refused };
    let mut read = files::read(&options.files, plain);
    let chosen = |document: &Document, referral: &Referral| {
        let is_wanted = |at: usize| document.items().iter().any(|item| item.at == at && options.wants(item));
        referral.connection.is_none_or(is_wanted)
    };
    if verb == Verb::Plan {
        // What signs in is resolved below, and says itself what is missing.
        let checked =
            |document: &Document, referral: &Referral| referral.connection.is_some() && chosen(document, referral);
        read.faults.extend(references::check(&read.documents, reach.variable, checked));
    }
    tell(&read.faults);
    if read.is_bad() {
        return Err(code::WRONG_USE);
    }
    let documents = read.documents;
    if let Some(sentence) = options.unmatched(&documents) {
        return Err(Output::refuse(&sentence));
    }
    let mut resolved = resolve(verb, &documents, options, reach, chosen)?;
    let mut sites = Vec::new();
    let mut planned = Vec::new();
    let mut all = Vec::new();
    for (session, wanted) in by_session(&documents, &resolved, options)? {
        let items: Vec<Item<'_>> = wanted.iter().map(|one| one.item).collect();
        let host = session.tenant.host().to_owned();
        let site = Site::read(client, session, &items).await;
        let site = site.map_err(|failure| Output::fail(&format!("{host}: {}", said(&failure))))?;
        planned.extend(plan(client, &site, sites.len(), &tasks(wanted.iter(), &documents, &resolved)).await);
        sites.push(site);
        all.extend(wanted);
    }
    if let Some(ask) = reach.ask.filter(|_| verb == Verb::Apply) {
        let open: Vec<usize> = (0..all.len()).filter(|at| matches!(planned[*at].action, Action::Asks(_))).collect();
        references::ask(questions(&documents, &all, &open), ask, &mut resolved).map_err(unasked)?;
        for at in open {
            let task = tasks(all[at..=at].iter(), &documents, &resolved);
            let site = planned[at].site;
            planned.splice(at..=at, plan(client, &sites[site], site, &task).await);
        }
    }
    share_credentials(&mut planned);
    rotate_once(&mut planned);
    Ok((planned, sites))
}

/// What the files and the options name, by who signs in for it. The error is an exit code.
fn by_session<'a>(
    documents: &'a [Document],
    resolved: &[Resolved],
    options: &Options,
) -> Result<Vec<(Session, Vec<Wanted<'a>>)>, u8> {
    let mut sessions: Vec<(Session, Vec<Wanted<'_>>)> = Vec::new();
    for (at, document) in documents.iter().enumerate() {
        let session = sign_in::session(document, &resolved[at], &options.known);
        let session = session.map_err(|sentence| Output::refuse(&sentence))?;
        let items = document.items().into_iter().filter(|item| options.wants(item));
        let items = items.map(|item| {
            let rotate = options.rotate.as_deref().is_some_and(|rotate| names(rotate, &item));
            let if_exists = options.if_exists.unwrap_or_else(|| item.if_exists());
            Wanted { item, document: at, asked: OnExisting { if_exists, rotate } }
        });
        match sessions.iter_mut().find(|(other, _)| *other == session) {
            Some((_, all)) => all.extend(items),
            None => sessions.push((session, items.collect())),
        }
    }
    Ok(sessions)
}

/// An item that the files and the options name.
struct Wanted<'a> {
    item: Item<'a>,
    document: usize,
    asked: OnExisting,
}

fn tasks<'a>(
    wanted: impl Iterator<Item = &'a Wanted<'a>>,
    documents: &'a [Document],
    resolved: &'a [Resolved],
) -> Vec<PlanItem<'a>> {
    let task = |one: &'a Wanted<'a>| PlanItem {
        item: one.item,
        resolved: &resolved[one.document],
        asked: one.asked,
        file: &documents[one.document].name,
    };
    wanted.map(task).collect()
}

/// What stands for all that is to be applied, or for what signs in: a plan needs no more. The error is an exit code.
fn resolve(
    verb: Verb,
    documents: &[Document],
    options: &Options,
    reach: Reach<'_>,
    chosen: impl Fn(&Document, &Referral) -> bool,
) -> Result<Vec<Resolved>, u8> {
    let allowed = Allowed { reach, commands: options.allow_commands, is_attended: options.is_attended };
    let has_context = options.known.context.is_some();
    let wanted = |document: &Document, referral: &Referral| match (verb, referral.connection) {
        (_, None) => !has_context,
        (Verb::Plan, Some(_)) => false,
        (Verb::Apply, Some(_)) => chosen(document, referral),
    };
    let mut resolved = references::resolve(documents, &allowed, wanted).map_err(|faults| {
        tell(&faults);
        code::WRONG_USE
    })?;
    if !has_context {
        ask_who_signs_in(documents, reach, &mut resolved)?;
    }
    Ok(resolved)
}

/// Asks for what signs in, where a file leaves it to a person. The error is an exit code.
pub(super) fn ask_who_signs_in(documents: &[Document], reach: Reach<'_>, resolved: &mut [Resolved]) -> Result<(), u8> {
    let mut questions = Vec::new();
    for (at, document) in documents.iter().enumerate() {
        for Referral { reference, key, connection, .. } in document.referrals() {
            if connection.is_none() && matches!(reference, Reference::Prompt { .. }) {
                let text = format!("Sign in, {}  {key}", document.name);
                questions.push(Question { document: at, reference, text });
            }
        }
    }
    match (reach.ask, questions.is_empty()) {
        (_, true) => Ok(()),
        (Some(ask), false) => references::ask(questions, ask, resolved).map_err(unasked),
        (None, false) => {
            Output::note(
                "the secret for signing in must be typed: run this on a terminal, or use a variable or a file",
            );
            Err(code::PERSON)
        }
    }
}

/// What these items ask: one question for each reference, whatever the number of spaces that the connection goes to.
fn questions(documents: &[Document], all: &[Wanted<'_>], open: &[usize]) -> Vec<Question> {
    let mut questions = Vec::new();
    for (at, document) in documents.iter().enumerate() {
        for referral in document.referrals() {
            let Reference::Prompt { .. } = referral.reference else { continue };
            let mut items = open.iter().map(|open| &all[*open]);
            let mut items = items.by_ref().filter(|one| one.document == at && Some(one.item.at) == referral.connection);
            let Some(first) = items.next() else { continue };
            let more = match items.count() {
                0 => String::new(),
                count => format!(" and {count} more of this name"),
            };
            let text = format!("{}{more}  {}", first.item.label(), referral.key);
            questions.push(Question { document: at, reference: referral.reference, text });
        }
    }
    questions
}

/// The exit code where a person was asked and gave nothing.
fn unasked(why: Unasked) -> u8 {
    match why {
        Unasked::Interrupted => {
            Output::note("interrupted: nothing was created or changed");
            code::INTERRUPTED
        }
        Unasked::Failed(sentence) => Output::refuse(&sentence),
    }
}

/// Tells what is wrong with files, a line each.
pub(super) fn tell(faults: &[Fault]) {
    for fault in faults {
        Output::fault(&fault.to_string());
    }
}

impl Options {
    /// Whether `--only` leaves an item.
    fn wants(&self, item: &Item<'_>) -> bool {
        self.only.as_deref().is_none_or(|only| names(only, item))
    }

    /// What is said of a pattern that names no item: it is misspelt, and what it was for would seem to be done.
    fn unmatched(&self, documents: &[Document]) -> Option<String> {
        let all: Vec<Item<'_>> = documents.iter().flat_map(Document::items).collect();
        if let Some(only) = self.only.as_deref().filter(|only| all.iter().all(|item| !names(only, item))) {
            return Some(format!("--only={only} matches no connection of the files{}", meant(only, &all)));
        }
        let left: Vec<Item<'_>> = all.into_iter().filter(|item| self.wants(item)).collect();
        let rotate = self.rotate.as_deref().filter(|rotate| left.iter().all(|item| !names(rotate, item)))?;
        let of = if self.only.is_some() { "that --only leaves" } else { "of the files" };
        (!left.is_empty()).then(|| format!("--rotate={rotate} matches no connection {of}{}", meant(rotate, &left)))
    }
}

/// The name that a pattern was probably for.
fn meant(pattern: &str, items: &[Item<'_>]) -> String {
    let lower = pattern.to_lowercase();
    let both: Vec<[String; 2]> = items.iter().map(|item| [item.connection.name.clone(), item.label()]).collect();
    let words = || both.iter().flatten().map(String::as_str);
    let in_other_case = words().find(|word| glob::fits(&lower, &word.to_lowercase()));
    let plain = pattern.replace(['*', '?'], "");
    let near = in_other_case.or_else(|| nearest(plain.trim(), words()));
    near.map(|name| format!("; did you mean {name}?")).unwrap_or_default()
}

/// Whether a pattern names an item: by its name, or as lists show it.
fn names(pattern: &str, item: &Item<'_>) -> bool {
    glob::fits(pattern, &item.connection.name) || glob::fits(pattern, &item.label())
}

/// Credentials that several connections use are rotated through the first of them.
fn rotate_once(planned: &mut [Planned]) {
    let mut seen: Vec<(usize, String)> = Vec::new();
    for one in planned {
        let Action::Revise(revision) = &mut one.action else { continue };
        let Some(credential) = revision.credential.clone() else { continue };
        let key = (one.site, credential);
        if !seen.contains(&key) {
            seen.push(key);
            continue;
        }
        one.notes.push("its credentials are rotated through an earlier item".to_owned());
        revision.secrets.clear();
        if revision.differs.is_empty() {
            one.action = Action::Same(revision.found.clone(), Vec::new());
        }
    }
}

/// Of several items that name the same new credentials, the first creates them, and the others use them.
fn share_credentials(planned: &mut [Planned]) {
    let mut seen: Vec<(usize, String)> = Vec::new();
    for one in planned {
        let Action::Create(new) = &one.action else { continue };
        let Some(name) = new.credential_name() else {
            one.new_credentials = None;
            continue;
        };
        let key = (one.site, name);
        if seen.contains(&key) {
            one.notes.push("uses the credentials that an earlier item creates".to_owned());
        } else {
            seen.push(key);
        }
    }
}
