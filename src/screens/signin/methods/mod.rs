//! What each way to sign in asks for, and what it makes of the answers. One file a way.

mod browser;
pub mod impersonation;
mod machine;
pub mod signed;
mod token;

use super::{
    field::{Name, Need, Sort, Spec},
    form::{Form, needed},
};
use crate::{
    domain::{
        access::{Access, Method},
        browser::{BrowserPlan, Redirect},
        tenant::Tenant,
    },
    kit::path::path_in,
};

/// What the answers of a method lead to.
#[derive(Debug)]
pub enum Ready {
    /// A way in, to be proved.
    Access(Access),
    /// The key file has to be read first.
    Read(String),
    /// The browser comes first.
    Browse(BrowserPlan),
    /// The user of this e-mail address has to be found first, by somebody who may look.
    Find(Access, String),
    /// Something is wrong, and it was said at its field.
    Wrong,
}

/// The fields of a method.
pub fn fields(method: Method) -> &'static [Spec] {
    match method {
        Method::Token => token::FIELDS,
        Method::Browser => browser::FIELDS,
        Method::Machine => machine::SECRET,
        Method::MachineKey => machine::KEY,
        Method::Impersonation => impersonation::FIELDS,
        Method::Signed => signed::FIELDS,
        Method::CliContext => &[],
    }
}

/// What stands in a field at first.
pub fn proposed(name: Name) -> Option<&'static str> {
    (name == Name::Redirect).then_some(Redirect::PROPOSED)
}

/// What the answers lead to. Fields that are needed are filled in by then.
pub fn ready(form: &mut Form, tenant: &Tenant) -> Ready {
    match form.method {
        Method::Token => token::ready(form),
        Method::Browser => browser::ready(form, tenant),
        Method::Machine => machine::by_secret(form),
        Method::MachineKey => machine::by_key(form),
        Method::Impersonation => impersonation::ready(form),
        Method::Signed => signed::ready(form),
        Method::CliContext => Ready::Wrong,
    }
}

/// What Enter does behind the last field.
pub struct WayOn {
    /// On the button.
    pub button: &'static str,
    /// In the footer.
    pub hint: &'static str,
}

/// What Enter does behind the last field, as things stand.
pub fn way_on(form: &Form) -> WayOn {
    match form.method {
        Method::Browser => WayOn { button: "Go to the browser", hint: "go to the browser" },
        Method::Impersonation if form.text(Name::TakenAs) == impersonation::EMAIL => {
            WayOn { button: "Look the user up", hint: "look up" }
        }
        _ => WayOn { button: "Sign in", hint: "sign in" },
    }
}

/// The method whose fields a way in that was found beforehand goes into.
pub fn method_of(access: &Access) -> Method {
    match access {
        Access::Token(_) => Method::Token,
        Access::Machine { proof: crate::domain::access::Proof::Secret(_), .. } => Method::Machine,
        Access::Machine { proof: crate::domain::access::Proof::Key { .. }, .. } => Method::MachineKey,
        Access::Impersonation { .. } => Method::Impersonation,
        Access::Browser { .. } => Method::Browser,
        Access::Signed(_) => Method::Signed,
    }
}

/// What is said of a field that may not stay empty.
pub fn missing(name: Name) -> &'static str {
    match name {
        Name::Key => "Paste an API key or an access token of this tenant.",
        Name::ClientId => "The id of the OAuth client is needed.",
        Name::ClientSecret => "The secret of the OAuth client is needed.",
        Name::Redirect => "The address to which the browser comes back is needed.",
        Name::KeyFile => "The path of the private key is needed.",
        Name::KeyId => "The id of the key is needed.",
        Name::User => "Say whom to act as: a user id, a subject or an e-mail address.",
        Name::Issuer => "The issuer of the identity provider is needed.",
        Name::Subject => "The subject of the user is needed.",
        Name::TakenAs | Name::AdminKey | Name::Called | Name::Email | Name::Groups | Name::WebIntegration => {
            "This cannot stay empty."
        }
    }
}

/// Whether a field is shown, as things stand.
pub fn is_shown(form: &Form, name: Name) -> bool {
    match (name, form.method) {
        (Name::AdminKey, Method::Signed) => signed::address(form).is_some(),
        (Name::AdminKey, _) => form.text(Name::TakenAs) == impersonation::EMAIL,
        _ => true,
    }
}

/// Whether a text is an e-mail address rather than a subject, as in `auth0|…` or `DOMAIN\\user`.
pub fn is_address(text: &str) -> bool {
    text.contains('@') && !text.contains(['|', '\\', '/'])
}

const ADMIN_KEY: Spec = Spec {
    sort: Sort::Secret,
    need: Need::Optional,
    ..needed(
        Name::AdminKey,
        "Admin's key",
        "(only if the client may not look users up)",
        "An administrator's API key or token. It only looks the e-mail up; nothing else is done with it.",
    )
};

const CLIENT_ID: Spec = needed(
    Name::ClientId,
    "Client id",
    "of the OAuth client",
    "Administrators find it in the administration, under OAuth; it is no secret, and remembered for this tenant.",
);

const CLIENT_SECRET: Spec = Spec {
    sort: Sort::Secret,
    ..needed(
        Name::ClientSecret,
        "Secret",
        "of the OAuth client",
        "Shown once, when the client was made; an administrator can add another one. Kept in memory only.",
    )
};

const KEY_FILE: Spec = needed(
    Name::KeyFile,
    "Key file",
    "path of the private key, a PEM",
    "Tab goes on with the path. The file is read on this machine; the key never leaves it and is never shown. The path is \
     remembered.",
);

/// The path as it is meant: what was typed by hand may have quotes around it as well.
fn path(form: &Form) -> String {
    path_in(form.text(Name::KeyFile)).into_owned()
}

/// The path of the key file of a form, if there is one to be read.
pub fn unread(form: &Form) -> Option<String> {
    let path = path(form);
    (form.key.is_none() && !path.is_empty()).then_some(path)
}

const fn optional(name: Name, label: &'static str, placeholder: &'static str, about: &'static str) -> Spec {
    Spec { need: Need::Optional, ..needed(name, label, placeholder, about) }
}
