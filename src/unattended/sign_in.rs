//! Who signs in, and where: `--context`, else the file, else the environment.

use std::path::PathBuf;

use crate::{
    answers::{
        Content, Document, Resolved,
        file::{Answers, Given, Method, SignIn},
    },
    domain::{
        access::{Access, ClientProof, Signer, UserRef},
        dialect::Dialect,
        secret::Secret,
        session::Session,
        tenant::Tenant,
    },
    worker::contexts,
};

/// What the command line and the environment say of it.
#[derive(Clone, Debug, Default)]
pub struct SignInOptions {
    pub tenant: Option<String>,
    /// `--api`.
    pub dialect: Option<Dialect>,
    pub context: Option<String>,
    /// Where the contexts of qlik-cli may lie.
    pub contexts: Vec<PathBuf>,
    /// The tenants of the environment, with what signs in there.
    pub environment: Vec<(Tenant, Access)>,
    /// The tenant of the environment that is there and cannot be read, in a sentence.
    pub unreadable: Option<String>,
}

/// The session for a file. The error is a sentence; nothing was sent.
pub fn session(document: &Document, resolved: &Resolved, known: &SignInOptions) -> Result<Session, String> {
    session_of(&document.name, &document.answers, resolved, known)
}

/// The session where no file says anything.
pub fn session_without_file(known: &SignInOptions) -> Result<Session, String> {
    let nothing = Answers { qonnect: 1, tenant: None, api: None, sign_in: None, connections: Vec::new() };
    session_of("the command line", &nothing, &Resolved::default(), known)
}

/// The tenant that a file or the command line names, which may not be two.
pub fn tenant(name: &str, answers: &Answers, known: &SignInOptions) -> Result<Option<Tenant>, String> {
    let parse = |text: &str| Tenant::parse(text).map_err(|fault| fault.to_string());
    let from_file = answers.tenant.as_deref().map(parse).transpose()?;
    let from_line = known.tenant.as_deref().map(parse).transpose()?;
    match (&from_file, &from_line) {
        (Some(file), Some(line)) if file != line => {
            Err(format!("{name} is for {}, and --tenant names {}; leave one of them out", file.host(), line.host()))
        }
        _ => Ok(from_line.or(from_file)),
    }
}

fn session_of(name: &str, answers: &Answers, resolved: &Resolved, known: &SignInOptions) -> Result<Session, String> {
    let wanted = tenant(name, answers, known)?;
    let context = known.context.as_deref().or(match &answers.sign_in {
        Some(SignIn { method: Method::Context, context, .. }) => context.as_deref(),
        _ => None,
    });
    let (tenant, access) = match (context, &answers.sign_in) {
        (Some(name), _) => in_context(name, wanted, known)?,
        (None, Some(sign_in)) => {
            let tenant =
                wanted.or_else(|| known.environment.first().map(|(tenant, _)| tenant.clone())).ok_or_else(|| {
                    let nothing = || format!("{name} names no tenant; give --tenant or QLIK_TENANT_URL");
                    known.unreadable.clone().unwrap_or_else(nothing)
                })?;
            (tenant, access(sign_in, resolved)?)
        }
        (None, None) => {
            let fits = |tenant: &Tenant| wanted.as_ref().is_none_or(|wanted| wanted == tenant);
            let found = known.environment.iter().find(|(tenant, _)| fits(tenant)).cloned();
            found.ok_or_else(|| match &wanted {
                Some(tenant) => {
                    let other = known.environment.first().map(|(other, _)| format!(" (the environment is for {})", other.host()));
                    format!(
                        "nothing says how to sign in at {}{}; set QLIK_TENANT_URL and QLIK_API_KEY for it, or give --context",
                        tenant.host(),
                        other.unwrap_or_default()
                    )
                }
                None => known.unreadable.clone().unwrap_or_else(|| {
                    "no tenant is named; set QLIK_TENANT_URL and QLIK_API_KEY, or give --context".to_owned()
                }),
            })?
        }
    };
    let dialect = known.dialect.or(answers.api);
    Ok(Session { tenant, access, dialect: dialect.unwrap_or_default() })
}

fn in_context(name: &str, wanted: Option<Tenant>, known: &SignInOptions) -> Result<(Tenant, Access), String> {
    let found = contexts::load(&known.contexts)?;
    let context = found
        .contexts
        .into_iter()
        .find(|context| context.name == name)
        .ok_or_else(|| format!("qlik-cli has no context named {name}"))?;
    let tenant = Tenant::parse(&context.host).map_err(|fault| fault.to_string())?;
    if let Some(wanted) = wanted.filter(|wanted| *wanted != tenant) {
        return Err(format!("the context {name} is for {}, and {} is wanted", tenant.host(), wanted.host()));
    }
    let access = context.access.ok_or_else(|| format!("the context {name} holds no key"))?;
    Ok((tenant, access))
}

fn access(sign_in: &SignIn, resolved: &Resolved) -> Result<Access, String> {
    let secret =
        |given: &Option<Given>| -> Result<Secret, String> {
            match given {
                Some(Given::Text(text)) if !text.starts_with("op://") => Ok(Secret::new(text)),
                given => {
                    let reference = given.as_ref().and_then(Given::reference);
                    match reference.and_then(|reference| resolved.0.get(&reference)) {
                        Some(Content::Text(secret)) => Ok(secret.clone()),
                        _ => Err("the secret for signing in would have to be typed; use a variable or a file instead"
                            .to_owned()),
                    }
                }
            }
        };
    let text = |given: &Option<String>| given.clone().unwrap_or_default();
    Ok(match sign_in.method {
        Method::ApiKey => Access::Token(secret(&sign_in.key)?),
        Method::OauthClient => {
            let proof = if sign_in.private_key.is_some() {
                ClientProof::Key { pem: secret(&sign_in.private_key)?, key_id: text(&sign_in.key_id) }
            } else {
                ClientProof::Secret(secret(&sign_in.client_secret)?)
            };
            Access::Machine { client_id: text(&sign_in.client_id), proof }
        }
        Method::Impersonation => Access::Impersonation {
            client_id: text(&sign_in.client_id),
            secret: secret(&sign_in.client_secret)?,
            user: match &sign_in.user_id {
                Some(id) => UserRef::Id(id.clone()),
                None => UserRef::Subject(text(&sign_in.subject)),
            },
        },
        Method::Jwt => Access::Signed(Box::new(Signer {
            issuer: text(&sign_in.issuer),
            key_id: text(&sign_in.key_id),
            key: secret(&sign_in.private_key)?,
            subject: text(&sign_in.subject),
            name: text(&sign_in.user_name),
            email: text(&sign_in.email),
            groups: sign_in.groups.clone().unwrap_or_default(),
            web_integration: sign_in.web_integration.clone(),
        })),
        Method::Context => return Err("the context is not named".to_owned()),
        Method::Unread => return Err("the method of `sign-in` cannot be read".to_owned()),
    })
}
