//! What each authentication method asks for, what it makes of the answers, and what it says. One file a method.

mod browser;
mod client;
pub mod impersonation;
pub mod signed;
mod token;

use crate::{
    domain::{
        access::{Access, Method},
        browser::BrowserPlan,
        failure::{Failure, FailureKind},
        local::PathTarget,
        secret::Secret,
        tenant::Tenant,
    },
    kit::form::{Ask, Form, Kind, Origin},
};

/// A field of any of these methods.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FieldKey {
    /// An API key or an access token.
    Key,
    /// The id of an OAuth client.
    ClientId,
    ClientSecret,
    /// Where the browser comes back to.
    Redirect,
    /// The path of a private key.
    KeyFile,
    KeyId,
    /// Whom to act as.
    User,
    /// How that is meant.
    TakenAs,
    /// The key of somebody who may look users up.
    AdminKey,
    /// The issuer of signed tokens.
    Issuer,
    Subject,
    UserName,
    Email,
    Groups,
    WebIntegration,
    SignIn,
}

impl FieldKey {
    /// How the notes call it. What is a secret, and whom one acts as, is not remembered.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::ClientId => Some("client-id"),
            Self::Redirect => Some("redirect"),
            Self::KeyFile => Some("key-file"),
            Self::KeyId => Some("key-id"),
            Self::Issuer => Some("issuer"),
            Self::WebIntegration => Some("web-integration"),
            Self::Key
            | Self::ClientSecret
            | Self::User
            | Self::TakenAs
            | Self::AdminKey
            | Self::Subject
            | Self::UserName
            | Self::Email
            | Self::Groups
            | Self::SignIn => None,
        }
    }
}

/// An authentication method, as this screen has to know it.
pub struct AuthMethod {
    /// Above its form. The tenant stands in the header.
    pub title: &'static str,
    pub facts: MethodFacts,
    /// Its fields. The button below several of them is not one of these.
    pub asks: fn() -> Vec<Ask<FieldKey>>,
    /// What Enter does behind the last field, as things stand.
    pub go_on: fn(&Form<FieldKey>) -> GoOn,
    /// What the answers lead to, with the private key once its file is read. Nothing is wrong with any field alone by then.
    pub ready: fn(&Form<FieldKey>, Option<Secret>, &Tenant) -> Ready,
    /// Puts what signs in by this method into its fields. What signs in by another is none of its business.
    pub fill: fn(&Access, &mut Filling<'_>),
    /// What is said of a refusal, with the next step; none where the general sentence says all there is to say.
    pub refusal: fn(&FailureKind) -> Option<&'static str>,
}

/// What helps to choose a method. Each fits into one row of a small window.
pub struct MethodFacts {
    /// Beside the label.
    pub short: &'static str,
    /// Whom one acts as.
    pub acts: &'static str,
    /// What one has to have.
    pub needs: &'static str,
    /// What an administrator has to set up before.
    pub admin: &'static str,
}

/// A form that is filled in with what was found, or made.
pub struct Filling<'a> {
    form: &'a mut Form<FieldKey>,
    origin: Origin,
    /// Where it is from: it stands beside secrets, and in the place of the path of a key file.
    from: &'a str,
    /// The private key, which stands in no field.
    key: Option<Secret>,
}

impl Filling<'_> {
    fn put(&mut self, field: FieldKey, text: &str) {
        if !text.is_empty() {
            let hidden = self.form.get(field).is_some_and(|input| input.is_secret() || input.path().is_some());
            self.form.fill(field, text, if hidden { Origin::Found(self.from.to_owned()) } else { self.origin.clone() });
        }
    }

    fn put_key(&mut self, pem: &Secret) {
        self.put(FieldKey::KeyFile, self.from);
        self.key = Some(pem.clone());
    }
}

/// Puts what signs in into the fields of its method. The private key comes back.
pub fn fill(access: &Access, form: &mut Form<FieldKey>, origin: Origin, from: &str) -> Option<Secret> {
    let mut filling = Filling { form, origin, from, key: None };
    (of(access.method()).fill)(access, &mut filling);
    filling.key
}

/// What the answers of a method lead to.
#[derive(Debug)]
pub enum Ready {
    /// The tenant is asked who that is.
    Access(Access),
    /// The browser comes first.
    Browse(BrowserPlan),
    /// The user of this e-mail address has to be found first, by somebody who may look.
    Find(Access, String),
    /// Something is wrong with this field in the light of others.
    Wrong(FieldKey, &'static str),
}

/// While there is no private key. The form waits for its file, so nobody gets here.
const UNREAD: Ready = Ready::Wrong(FieldKey::KeyFile, "The key file has not been read yet.");

/// How Enter behind the last field is called.
pub struct GoOn {
    pub button: &'static str,
    /// In the footer.
    pub hint: &'static str,
}

const SIGN_IN: GoOn = GoOn { button: "Sign in", hint: "sign in" };

/// The contexts have a list of their own in place of a form. What is kept in one is proved like what is typed.
const CLI_CONTEXT: AuthMethod = AuthMethod {
    title: "Sign in with a qlik-cli context",
    facts: MethodFacts {
        short: "as that context does",
        acts: "the user of the context",
        needs: "a Qlik Cloud context; its file is only read",
        admin: "nothing new",
    },
    asks: Vec::new,
    go_on: |_| SIGN_IN,
    ready: |_, _, _| Ready::Wrong(FieldKey::SignIn, "Choose a context."),
    fill: |_, _| {},
    refusal: |_| None,
};

pub fn of(method: Method) -> &'static AuthMethod {
    match method {
        Method::Token => &token::METHOD,
        Method::Browser => &browser::METHOD,
        Method::Machine => &client::BY_SECRET,
        Method::MachineKey => &client::BY_KEY,
        Method::Impersonation => &impersonation::METHOD,
        Method::Signed => &signed::METHOD,
        Method::CliContext => &CLI_CONTEXT,
    }
}

/// The sentence about a refused sign-in; none where the general one says all there is to say.
pub fn refusal(access: &Access, failure: &Failure) -> Option<&'static str> {
    if matches!(failure.kind, FailureKind::Forbidden | FailureKind::Invalid) && failure.is_from_elsewhere() {
        return None;
    }
    (of(access.method()).refusal)(&failure.kind)
}

/// Whether a text is an e-mail address rather than a subject, as in `auth0|…` or `DOMAIN\\user`.
pub fn is_address(text: &str) -> bool {
    text.contains('@') && !text.contains(['|', '\\', '/'])
}

fn text(key: FieldKey, label: &'static str, placeholder: &'static str, about: &'static str) -> Ask<FieldKey> {
    Ask::new(key, label, Kind::Text).placeholder(placeholder).about(about)
}

fn admin_key(placeholder: &'static str) -> Ask<FieldKey> {
    Ask::new(FieldKey::AdminKey, "Admin's key", Kind::Token)
        .placeholder(placeholder)
        .about("An administrator's API key or token. It is used for this look-up only.")
}

fn client_id() -> Ask<FieldKey> {
    let about = "In the administration, under OAuth. Not a secret; remembered for this tenant.";
    text(FieldKey::ClientId, "Client id", "of the OAuth client", about).required("Enter the id of the OAuth client.")
}

fn client_secret() -> Ask<FieldKey> {
    Ask::new(FieldKey::ClientSecret, "Secret", Kind::Secret)
        .placeholder("of the OAuth client")
        .about("Shown once, when the client was created. Kept in memory only.")
        .required("Enter the secret of the OAuth client.")
}

fn key_id(placeholder: &'static str, about: &'static str) -> Ask<FieldKey> {
    text(FieldKey::KeyId, "Key id", placeholder, about).required("Enter the key id.")
}

fn key_file() -> Ask<FieldKey> {
    Ask::new(FieldKey::KeyFile, "Key file", Kind::Path(PathTarget::File))
        .placeholder("path of the private key (PEM)")
        .about("Tab completes the path. The key never leaves this machine and is never shown. The path is remembered.")
        .required("Enter the path of the private key.")
}
