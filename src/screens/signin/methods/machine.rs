//! As the bot of an OAuth client, which proves itself by its secret or by its private key.

use super::{CLIENT_ID, CLIENT_SECRET, Form, KEY_FILE, Name, Ready, Spec, needed, path};
use crate::domain::access::{Access, Proof};

pub const SECRET: &[Spec] = &[CLIENT_ID, CLIENT_SECRET];

pub const KEY: &[Spec] = &[
    CLIENT_ID,
    needed(
        Name::KeyId,
        "Key id",
        "the kid of the key",
        "The id under which the client knows the public half of the key.",
    ),
    KEY_FILE,
];

pub fn by_secret(form: &mut Form) -> Ready {
    let client_id = form.text(Name::ClientId).to_owned();
    Ready::Access(Access::Machine { client_id, proof: Proof::Secret(form.secret(Name::ClientSecret)) })
}

pub fn by_key(form: &mut Form) -> Ready {
    let Some(key) = &form.key else { return Ready::Read(path(form)) };
    let proof = Proof::Key { pem: key.pem.clone(), key_id: form.text(Name::KeyId).to_owned() };
    Ready::Access(Access::Machine { client_id: form.text(Name::ClientId).to_owned(), proof })
}
