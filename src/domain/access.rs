//! Access: what a session signs in by, never what it gets for that. Tokens and cookies are the client's, which keeps them to
//! itself (`qlik-cloud-auth.md` section 1).

use jiff::Timestamp;

use super::{claims::Claims, secret::Secret};

/// What a session signs in by. Two sessions with the same access share what the client got for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Access {
    /// A bearer token as it is: an API key, or an access token (methods A and H).
    Token(Secret),
    /// The bot of an OAuth client (methods C and D).
    Machine { client_id: String, proof: ClientProof },
    /// Somebody else, through an OAuth client that may impersonate (method E).
    Impersonation { client_id: String, secret: Secret, user: UserRef },
    /// Whoever consented in the browser (method B).
    Browser {
        /// The OAuth client, a public one.
        client_id: String,
        tokens: BrowserTokens,
    },
    /// Anybody, by a token that we sign ourselves and exchange for a session of cookies (method F).
    Signed(Box<Signer>),
}

/// How an OAuth client proves itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ClientProof {
    /// With the secret that was shown when it was made.
    Secret(Secret),
    /// With an assertion signed by its private key (section 4.4).
    Key {
        /// The private key: RSA, or EC on P-384, as PEM.
        pem: Secret,
        /// The id under which the client knows the public key.
        key_id: String,
    },
}

/// Whom to impersonate. An e-mail address is no such thing: the tenant takes these two only (section 4.5).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum UserRef {
    Id(String),
    /// The subject at the identity provider, as in `DOMAIN\user` or `auth0|…`.
    Subject(String),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BrowserTokens {
    /// Good for some hours.
    pub access: Secret,
    /// Good for the next access token, and used up by that. Only where `offline_access` was asked for and granted.
    pub refresh: Option<Secret>,
    /// When the access token ends, if it was told.
    pub expires: Option<Timestamp>,
}

/// Signs in anybody: what stands in the token, and the key that it is signed with (section 5.4).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signer {
    /// The issuer, as the identity provider has it.
    pub issuer: String,
    /// The key id, as the identity provider has it.
    pub key_id: String,
    /// The private key, RSA, as PEM.
    pub key: Secret,
    /// The subject of the user. An unknown one makes a new user.
    pub subject: String,
    /// The user's name. Empty: the subject stands for it.
    pub name: String,
    /// The user's e-mail address. Empty: none is claimed.
    pub email: String,
    pub groups: Vec<String>,
    /// The id of a web integration. A program needs none (section 5.3).
    pub web_integration: Option<String>,
}

/// Groups as people type them, with commas between.
pub fn groups_in(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|group| !group.is_empty()).map(str::to_owned).collect()
}

/// Whose name an access is used in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum ActsAs {
    /// Whoever it belongs to.
    Owner,
    /// Somebody whom it names.
    Another,
}

/// One line each: its variant, how the state file calls it, and its label; and, where something signs in by it, which
/// accesses those are, how the header calls them, and whom they act as.
macro_rules! methods {
    ($($(#[$doc:meta])* $method:ident: $word:literal, $label:literal
        $(, $access:pat => $by:literal as $whom:ident)?;)*) => {
        /// The ways to sign in, as a person chooses among them.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Method { $($(#[$doc])* $method,)* }

        impl Method {
            /// All of them, the simplest first.
            pub const ALL: &[Self] = &[$(Self::$method,)*];

            pub fn label(self) -> &'static str {
                match self { $(Self::$method => $label,)* }
            }

            /// How the state file calls it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$method => $word,)* }
            }
        }

        impl Access {
            fn facts(&self) -> (Method, &'static str, ActsAs) {
                match self { $($($access => (Method::$method, $by, ActsAs::$whom),)?)* }
            }
        }
    };
}

methods! {
    /// An API key or a ready access token.
    Token: "token", "API key or token", Access::Token(_) => "by API key" as Owner;
    /// In the browser, with PKCE.
    Browser: "browser", "Browser", Access::Browser { .. } => "by browser" as Owner;
    /// As a bot, with a client secret.
    Machine: "machine", "OAuth client, secret",
        Access::Machine { proof: ClientProof::Secret(_), .. } => "by OAuth client" as Owner;
    /// As a bot, with a private key.
    MachineKey: "machine-key", "OAuth client, private key",
        Access::Machine { proof: ClientProof::Key { .. }, .. } => "by OAuth client and key" as Owner;
    /// As somebody else, by an OAuth client.
    Impersonation: "impersonation", "OAuth impersonation",
        Access::Impersonation { .. } => "by impersonation" as Another;
    /// As anybody, by a token signed here.
    Signed: "signed", "Signed token (JWT)", Access::Signed(_) => "by signed token" as Another;
    /// As a context of qlik-cli says.
    CliContext: "cli-context", "qlik-cli context";
}

impl Method {
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|method| method.word() == word)
    }
}

impl Access {
    /// The method that signs in like this.
    pub fn method(&self) -> Method {
        self.facts().0
    }

    /// Through what one acts, for the header: "by API key".
    pub fn words(&self) -> &'static str {
        if let Self::Token(token) = self
            && Claims::read(token).and_then(|claims| claims.issuer).is_some_and(|issuer| issuer != API_KEY_ISSUER)
        {
            return "by access token";
        }
        self.facts().1
    }

    /// Whether it acts as somebody that it names, rather than as whoever it belongs to.
    pub fn acts_as_another(&self) -> bool {
        self.facts().2 == ActsAs::Another
    }

    /// Everything in it that must not be seen.
    pub fn secrets(&self) -> Vec<Secret> {
        match self {
            Self::Token(secret)
            | Self::Machine { proof: ClientProof::Secret(secret) | ClientProof::Key { pem: secret, .. }, .. }
            | Self::Impersonation { secret, .. } => vec![secret.clone()],
            Self::Browser { tokens, .. } => {
                [Some(&tokens.access), tokens.refresh.as_ref()].into_iter().flatten().cloned().collect()
            }
            Self::Signed(signer) => vec![signer.key.clone()],
        }
    }
}

/// Why a text is no private key that can be used, in a sentence with the next step.
pub fn unusable_key(pem: &str) -> &'static str {
    let says = |word: &str| pem.contains(word);
    if says("ENCRYPTED") {
        "The private key is protected by a passphrase. Give a copy without one: openssl pkey -in key.pem -out plain.pem"
    } else if says("BEGIN EC PRIVATE KEY") {
        "The private key is in an older form. Convert it: openssl pkcs8 -topk8 -nocrypt -in key.pem -out new.pem"
    } else if says("BEGIN OPENSSH PRIVATE KEY") {
        "This is an SSH key. Use a private key in PEM format, as openssl genrsa creates it."
    } else if says("PUBLIC KEY") || says("CERTIFICATE") {
        "This is the public key. Use the private key."
    } else if says("PRIVATE KEY") {
        "This private key is incomplete, or of a kind that the tenant does not accept: RSA of 2048 bits or more, or EC on P-384."
    } else {
        "This is not a private key: a PEM begins with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----."
    }
}

/// What an API key claims as its issuer (section 3.3). Whatever else is read is more likely an access token.
const API_KEY_ISSUER: &str = "qlik.api/api-keys";

/// What the file of qlik-cli holds for us (section 7). It is read, and never written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CliContexts {
    /// Where it lies; none where there is no such file.
    pub path: Option<String>,
    /// The contexts of Qlik Cloud, as the file orders them.
    pub contexts: Vec<CliContext>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CliContext {
    pub name: String,
    /// The host, as [`super::tenant::Tenant::host`] has it.
    pub host: String,
    /// Whether qlik-cli itself uses it at the moment.
    pub current: bool,
    /// How it signs in; none where the context holds no login.
    pub access: Option<Access>,
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

    use super::*;

    #[test]
    fn a_token_is_called_by_what_it_claims_to_be() {
        let token = |body: &str| Access::Token(Secret::new(&format!("h.{}.s", URL_SAFE_NO_PAD.encode(body))));
        assert_eq!(token(r#"{"iss":"qlik.api/api-keys"}"#).words(), "by API key");
        assert_eq!(token(r#"{"iss":"https://acme"}"#).words(), "by access token");
        assert_eq!(Access::Token(Secret::new("opaque")).words(), "by API key");
    }

    #[test]
    fn groups_stand_between_commas() {
        assert_eq!(groups_in(" Sales, EMEA staff,,"), ["Sales", "EMEA staff"]);
        assert!(groups_in(" ").is_empty());
    }

    #[test]
    fn no_secret_is_in_debug() {
        let secret = || Secret::new("marker-secret");
        let signer = Signer {
            issuer: "i".into(),
            key_id: "k".into(),
            key: secret(),
            subject: "s".into(),
            name: "n".into(),
            email: String::new(),
            groups: vec![],
            web_integration: None,
        };
        for access in [
            Access::Token(secret()),
            Access::Machine { client_id: "c".into(), proof: ClientProof::Secret(secret()) },
            Access::Machine { client_id: "c".into(), proof: ClientProof::Key { pem: secret(), key_id: "k".into() } },
            Access::Impersonation { client_id: "c".into(), secret: secret(), user: UserRef::Id("u".into()) },
            Access::Browser {
                client_id: "c".into(),
                tokens: BrowserTokens { access: secret(), refresh: Some(secret()), expires: None },
            },
            Access::Signed(Box::new(signer)),
        ] {
            assert!(!format!("{access:?}").contains("marker"), "{access:?}");
        }
    }

    #[test]
    fn every_method_is_found_by_its_word() {
        for method in Method::ALL {
            assert_eq!(Method::of_word(method.word()), Some(*method));
        }
        assert_eq!(Method::of_word("telepathy"), None);
    }
}
