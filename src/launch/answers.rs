//! `--answers`: what is wrong with the file is said where the command was typed, before the screen is taken.

use std::path::Path;

use super::{plain::complain, unattended::known};
use crate::{
    answers::{
        Document, Fault, Plain, Referral, Resolved,
        file::{Given, Reference, SignIn},
    },
    cli,
    domain::{dialect::Dialect, session::Session, tenant::Tenant},
    env::{self, Env},
    kit::shared::{FoundAccess, GivenFile, Launch},
    unattended::{
        files,
        output::Output,
        references,
        references::{Allowed, Reach},
        sign_in,
    },
};

/// What a file gives to begin with.
pub(super) struct BegunWizard {
    pub file: GivenFile,
    /// Who signs in, and where, as far as the file or the environment says so.
    pub session: Option<Session>,
    pub tenant: Option<Tenant>,
    pub dialect: Dialect,
}

impl BegunWizard {
    /// What the first screens begin with: what the file gives goes before what the environment gives.
    pub(super) fn put_into(&self, launch: &mut Launch) {
        if let Some(tenant) = &self.tenant {
            launch.tenant = Some(tenant.origin().to_owned());
            launch.offer.take_if(|offer| offer.host != tenant.host());
        }
        let Some(Session { tenant, access, .. }) = &self.session else { return };
        launch.tenant = Some(tenant.origin().to_owned());
        let here = |found: &&FoundAccess| found.host == tenant.host() && found.access == *access;
        // What the environment gives is called by its variables.
        let named = launch.tried().into_iter().chain(&launch.found).find(here).cloned();
        let from = self.file.document.name.clone();
        let of_file = FoundAccess { host: tenant.host().to_owned(), access: access.clone(), from };
        launch.signs_in = Some(named.unwrap_or(of_file));
    }
}

/// Reads it, and says what is wrong; none is then left.
pub(super) fn read(path: &Path, options: &cli::Wizard, env: &Env) -> Option<BegunWizard> {
    if path == Path::new("-") {
        complain("The wizard reads keys from standard input; give a file to --answers.");
        return None;
    }
    let read = files::read(&[path.to_owned()], Plain::Refused);
    tell(&read.faults);
    let is_bad = read.is_bad();
    let document = read.documents.into_iter().next().filter(|_| !is_bad)?;
    if document.items().is_empty() {
        complain(&format!("{} has no connection.", document.name));
        return None;
    }
    // The form asks for what is missing, and Sign in for what signs in.
    let reach = Reach { variable: &env::variable, ask: None };
    let allowed = Allowed { reach, commands: options.allow_commands, is_attended: true };
    // Standard input is the person at the keyboard: the form asks them.
    let documents = [document];
    let is_wanted = |_: &_, referral: &Referral| !matches!(referral.reference, Reference::Stdin { .. });
    let resolved = match references::resolve(&documents, &allowed, is_wanted) {
        Ok(mut resolved) => resolved.pop().unwrap_or_default(),
        Err(faults) => {
            tell(&faults);
            return None;
        }
    };
    let [document] = documents;
    begun(document, resolved, options, env).map_err(|sentence| complain(&sentence)).ok()
}

/// What a file gives that was read; a sentence where that and the command line do not say who signs in.
fn begun(document: Document, resolved: Resolved, options: &cli::Wizard, env: &Env) -> Result<BegunWizard, String> {
    let dialect = match (options.api, document.answers.api) {
        (Dialect::V1, Some(api)) => api,
        (asked, _) => asked,
    };
    let at = cli::AtArgs { tenant: options.tenant.clone(), api: Some(dialect), context: None, ca_cert: None };
    let known = known(&at, env);
    let tenant = sign_in::tenant(&document.name, &document.answers, &known)?;
    let asks = |sign_in: &SignIn| {
        let secrets = [&sign_in.key, &sign_in.client_secret, &sign_in.private_key];
        let references = secrets.into_iter().flatten().filter_map(Given::reference);
        references.into_iter().any(|reference| !resolved.0.contains_key(&reference))
    };
    let session = match sign_in::session(&document, &resolved, &known) {
        Ok(session) => Some(session),
        // Who signs in is asked, unless the file says it and is wrong.
        Err(sentence) if document.answers.sign_in.as_ref().is_some_and(|sign_in| !asks(sign_in)) => {
            return Err(sentence);
        }
        Err(_) => None,
    };
    Ok(BegunWizard { file: GivenFile { document, resolved }, session, tenant, dialect })
}

/// Faults go to standard error, a line each.
pub(super) fn tell(faults: &[Fault]) {
    for fault in faults {
        Output::fault(&fault.to_string());
    }
}
