//! What is to be set up: the choice, the form, and what is made of its answers.

use jiff::Timestamp;

use crate::{
    domain::{
        local::PathTarget,
        session::Me,
        setup::{
            KeyPlan, KeySize, NewImpersonator, NewPart, NewProvider, NewWebIntegration, Part, WantedParts,
            WebIntegration,
        },
    },
    kit::form::{Ask, Form, Input, Kind, Place, When},
};

/// What can be set up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SetUpKind {
    /// An OAuth client with M2M impersonation.
    #[default]
    Client,
    /// A JWT identity provider with a key pair on this machine.
    Signed,
}

/// What the pages ask for, and where else their focus can be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Row {
    /// Which of the two.
    Kind,
    Client,
    Issuer,
    KeyId,
    /// Where the files of the key go.
    Folder,
    Size,
    /// Whether a web integration is made, too.
    Web,
    WebName,
    Origins,
    /// As whom to sign in, and what the token says of them.
    Subject,
    Name,
    Email,
    Groups,
    /// What there is to read. Enter reads on there, and presses nothing.
    Text,
    Buttons,
}

const EMPTY: &str = "Required.";
const LONG: &str = "4096";
const SHORT: &str = "2048";
const YES: &str = "yes";
/// The values of [`Row::Kind`].
const CLIENT: &str = "client";
const SIGNED: &str = "signed";

/// The choice and the form.
#[derive(Debug, Default)]
pub struct SetUpAnswers {
    pub what: Form<Row>,
    /// What is chosen there. Changed by [`SetUpAnswers::choose`] only: the form shows what belongs to it.
    pub kind: SetUpKind,
    pub form: Form<Row>,
}

fn asks(folder: &str, month: &str) -> Vec<Ask<Row>> {
    let text =
        |key, label: &'static str, default: &str| Ask::new(key, label, Kind::Text).required(EMPTY).default(default);
    let with_web = || When::If(|form: &Form<Row>| form.text(Row::Web) == YES);
    let sizes = Kind::choice(&[(LONG, "RSA 4096 bits"), (SHORT, "RSA 2048 bits")]);
    vec![
        text(Row::Client, "Client name", "qonnect impersonation").about("Its name in the tenant's administration."),
        text(Row::Issuer, "Issuer", "qonnect")
            .about("Any name. Tokens name this issuer, and the tenant finds the identity provider by it."),
        text(Row::KeyId, "Key id", &format!("qonnect{month}")).about("Names the key and its files."),
        Ask::new(Row::Folder, "Folder", Kind::Path(PathTarget::Folder))
            .required(EMPTY)
            .default(folder)
            .about("A folder on this machine. The private key never leaves it, and only you can read the file."),
        Ask::new(Row::Size, "Key", sizes)
            .about("Qlik's instructions use 4096 bits. Creating the key takes some seconds."),
        Ask::new(Row::Web, "Web integration", Kind::words(&["no", YES]))
            .about("Only web pages need one; qonnect does not."),
        text(Row::WebName, "Its name", "qonnect").when(with_web()).about("Its name in the tenant's administration."),
        Ask::new(Row::Origins, "Origins", Kind::Text)
            .when(with_web())
            .placeholder("none: no web page can use it yet")
            .about("For example https://portal.example.com; separate several by commas.")
            .rule(|text| {
                let wrong = origins(text).iter().any(|origin| !is_origin(origin));
                wrong.then(|| {
                    "Enter a scheme and a host, for example https://portal.example.com, without a path or *.".to_owned()
                })
            }),
    ]
}

impl SetUpAnswers {
    /// Proposes what can be proposed, once.
    pub fn prefill(&mut self, folder: Option<&str>, wall: Option<Timestamp>) {
        if self.form.inputs().is_empty() {
            let month = wall.map(|at| at.strftime("-%Y-%m").to_string()).unwrap_or_default();
            self.form.reset(asks(folder.unwrap_or("qonnect-keys"), &month));
            let both = Kind::choice(&[(CLIENT, "OAuth client"), (SIGNED, "JWT identity provider")]);
            self.what.reset(vec![Ask::new(Row::Kind, "Set up", both).default(CLIENT)]);
            self.choose();
        }
    }

    /// Takes over what is chosen. What was typed for the other stays.
    pub fn choose(&mut self) {
        let kind = if self.what.answer(Row::Kind) == SIGNED { SetUpKind::Signed } else { SetUpKind::Client };
        self.kind = kind;
        let fields: Vec<Row> = self.form.inputs().iter().map(Input::key).collect();
        for field in fields {
            let belongs = (field == Row::Client) == (kind == SetUpKind::Client);
            self.form.put(field, if belongs { Place::Shown } else { Place::LeftOut });
        }
    }

    fn value(&self, field: Row) -> &str {
        self.form.get(field).map_or("", Input::value)
    }

    /// Whether a web integration is made, too.
    pub fn web(&self) -> bool {
        self.value(Row::Web) == YES
    }

    /// Whether a web integration is the one that these answers make: by its name and its origins.
    pub fn owns(&self, web: &WebIntegration) -> bool {
        let (mut own, mut other) = (origins(self.value(Row::Origins)), web.origins.clone());
        own.sort_unstable();
        other.sort_unstable();
        web.name == self.value(Row::WebName) && own == other
    }

    /// Proposes a key id that was not tried yet.
    pub fn next_key_id(&mut self) {
        let key_id = self.value(Row::KeyId).to_owned();
        let next = match key_id
            .rsplit_once('-')
            .and_then(|(stem, end)| Some((stem, end.parse::<u32>().ok()?.checked_add(1)?)))
        {
            // The month at the end of what was proposed is no counter.
            Some((stem, next)) if !stem.ends_with(|c: char| c.is_ascii_digit()) => format!("{stem}-{next}"),
            _ => format!("{key_id}-b"),
        };
        self.form.set(Row::KeyId, &next);
        self.form.go(Row::KeyId);
    }

    pub fn key_plan(&self) -> KeyPlan {
        KeyPlan {
            folder: self.value(Row::Folder).to_owned(),
            key_id: self.value(Row::KeyId).to_owned(),
            issuer: self.value(Row::Issuer).to_owned(),
            size: if self.value(Row::Size) == SHORT { KeySize::Short } else { KeySize::Long },
        }
    }

    /// What to look for before anything is made.
    pub fn wanted(&self) -> WantedParts {
        match self.kind {
            SetUpKind::Client => {
                WantedParts { client: Some(self.value(Row::Client).to_owned()), ..WantedParts::default() }
            }
            SetUpKind::Signed => WantedParts {
                provider: Some((self.value(Row::Issuer).to_owned(), self.value(Row::KeyId).to_owned())),
                // Also where none is wanted: an earlier run may have made one.
                web_integration: Some(self.value(Row::WebName).to_owned()).filter(|name| !name.is_empty()),
                client: None,
            },
        }
    }

    /// A part of it as it is sent to the tenant, with this certificate, or for the client of this id; none for the key pair.
    pub fn new_part(&self, part: Part, me: Option<&Me>, certificate: &str, client: &str) -> Option<NewPart> {
        let text = |field| self.value(field).to_owned();
        Some(match part {
            Part::Key => return None,
            Part::Provider => NewPart::Provider(NewProvider {
                tenant_id: me.and_then(|me| me.tenant_id.clone()).unwrap_or_default(),
                issuer: text(Row::Issuer),
                key_id: text(Row::KeyId),
                certificate: certificate.to_owned(),
                description: purpose(me),
            }),
            Part::WebIntegration => NewPart::WebIntegration(NewWebIntegration {
                name: text(Row::WebName),
                origins: origins(self.value(Row::Origins)),
            }),
            Part::Client => NewPart::Client(NewImpersonator { name: text(Row::Client), description: purpose(me) }),
            Part::Secret => NewPart::Secret(client.to_owned()),
            Part::Trust => NewPart::Trust(client.to_owned()),
        })
    }
}

/// What stands in the tenant's administration beside what is made.
fn purpose(me: Option<&Me>) -> String {
    let by = me.map(|me| format!(" by {}", me.name)).unwrap_or_default();
    format!("Lets qonnect act as other users. Set up{by}.")
}

fn origins(text: &str) -> Vec<String> {
    let parts = text.split([',', ' ']).map(|part| part.trim().trim_end_matches('/'));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    !host.is_empty() && !host.contains(['/', '*', '?', '#', '@'])
}
