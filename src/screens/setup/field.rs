//! The fields of the answers: what stands before each of them, and a line about it.

/// The fields.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    /// The name of the OAuth client.
    Client,
    /// The issuer that tokens name.
    Issuer,
    /// The id of the key.
    KeyId,
    /// Where the files of the key go.
    Folder,
    /// How long the key is.
    Size,
    /// Whether a web integration is made, too.
    Web,
    /// Its name.
    WebName,
    /// The origins that it lets in.
    Origins,
}

impl Field {
    /// What stands before it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Client => "Client name",
            Self::Issuer => "Issuer",
            Self::KeyId => "Key id",
            Self::Folder => "Folder",
            Self::Size => "Key",
            Self::Web => "Web integration",
            Self::WebName => "Its name",
            Self::Origins => "Origins",
        }
    }

    /// One line about it.
    pub fn about(self) -> &'static str {
        match self {
            Self::Client | Self::WebName => "its name in the tenant's administration",
            Self::Issuer => "any name of your own; tokens carry it, and the identity provider is found by it",
            Self::KeyId => "names the key; the files are called after it",
            Self::Folder => "on this machine; the private key never leaves it, and only you can read the file",
            Self::Size => "4096 is what the vendor's instructions make; it takes some seconds",
            Self::Web => "only web pages need one; this program does not",
            Self::Origins => "as in https://portal.example.com, several with commas between",
        }
    }
}
