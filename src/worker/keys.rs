//! Private keys on this machine: made, read, removed. They are written readable by their owner only, never over anything, and
//! nothing here sends them anywhere.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy as _;
use rcgen::{CertificateParams, DnType, PKCS_ECDSA_P384_SHA384, PKCS_RSA_SHA256};
use rsa::{
    RsaPrivateKey,
    pkcs1::DecodeRsaPrivateKey as _,
    pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding},
    traits::PublicKeyParts as _,
};

use super::{
    files::{How, private_folder, write_whole},
    named::{self, UnreadFile},
};
use crate::domain::{
    access::unusable_key,
    secret::Secret,
    setup::{KeyFault, KeyFile, KeyPair, KeyPlan},
};

/// What is said where the work itself broke off.
pub const BROKEN: &str = "Internal error while working on the key. Try again.";
/// No key is larger.
const LARGEST: u64 = 64 * 1024;
/// The shortest RSA key that the tenant takes from an OAuth client, and that ring signs with.
const SHORTEST_BITS: usize = 2048;
/// What the vendor's own instructions give a certificate (`qlik-cloud-auth.md` section 5.1): five years.
const YEARS: i16 = 5;

/// Makes a key pair and its certificate, in files that did not exist before.
pub fn make(plan: &KeyPlan) -> Result<KeyPair, KeyFault> {
    let (key_path, certificate_path) = paths(plan).map_err(KeyFault::Failed)?;
    if let Some(taken) = [&key_path, &certificate_path].into_iter().find(|path| path.symlink_metadata().is_ok()) {
        return Err(KeyFault::Exists(taken.display().to_string()));
    }
    let (private, certificate) = generate(plan).map_err(KeyFault::Failed)?;
    if let Some(folder) = key_path.parent() {
        private_folder(folder).map_err(|error| unwritten(folder, &error))?;
    }
    write_new(&key_path, private.expose())?;
    if let Err(fault) = write_new(&certificate_path, &certificate) {
        // Half a pair is of no use, and it was us who made it just now.
        let _best_effort = fs::remove_file(&key_path);
        return Err(fault);
    }
    Ok(pair(&key_path, &certificate_path, private, certificate))
}

/// The key pair of a plan, where an earlier run made it; half a pair is said to be one.
pub fn load(plan: &KeyPlan) -> Result<Option<KeyPair>, KeyFault> {
    let (key_path, certificate_path) = paths(plan).map_err(KeyFault::Failed)?;
    match (key_path.exists(), certificate_path.exists()) {
        (false, false) => return Ok(None),
        (true, true) => {}
        (key, _) => {
            let there = if key { &key_path } else { &certificate_path };
            return Err(KeyFault::Failed(format!(
                "Only half of the key pair is there: {}. Move it away, or choose another key id.",
                there.display()
            )));
        }
    }
    let (private, certificate) = (text(&key_path), text(&certificate_path));
    match (private, certificate) {
        (Ok(private), Ok(certificate)) if certificate.contains("BEGIN CERTIFICATE") => {
            Ok(Some(pair(&key_path, &certificate_path, Secret::new(&private), certificate.to_string())))
        }
        (Ok(_), Ok(_)) => Err(KeyFault::Failed(format!("{} holds no certificate.", certificate_path.display()))),
        (Err(words), _) | (_, Err(words)) => Err(KeyFault::Failed(words)),
    }
}

/// Deletes the files of a key pair. What is not there any more is gone.
pub fn remove(pair: &KeyPair) -> Result<(), String> {
    for path in [&pair.key_path, &pair.certificate_path] {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(format!("{path} could not be deleted ({}).", error.kind()));
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// Reads a private key, and says what it is.
pub fn read(typed: &str) -> Result<KeyFile, String> {
    let path = named::path(typed)?;
    let pem = text(&path)?;
    let kind = kind(pem.trim()).ok_or_else(|| unusable_key(&pem).to_owned())?;
    Ok(KeyFile { path: path.display().to_string(), pem: Secret::new(pem.trim()), kind, warning: exposed(&path) })
}

/// What a key is called, if it is one that can sign here.
fn kind(pem: &str) -> Option<String> {
    if let Some(key) = RsaPrivateKey::from_pkcs8_pem(pem).ok().or_else(|| RsaPrivateKey::from_pkcs1_pem(pem).ok()) {
        let bits = key.n().bits();
        return (bits >= SHORTEST_BITS).then(|| format!("RSA {bits}"));
    }
    rcgen::KeyPair::from_pkcs8_pem_and_sign_algo(pem, &PKCS_ECDSA_P384_SHA384).ok().map(|_| "EC P-384".to_owned())
}

fn generate(plan: &KeyPlan) -> Result<(Secret, String), String> {
    let failed = |_| "No key could be created.".to_owned();
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, plan.size.bits()).map_err(failed)?;
    let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|_| "No key could be created.".to_owned())?;
    let certificate = certificate(&pem, &plan.issuer).map_err(|_| "No certificate could be created.".to_owned())?;
    Ok((Secret::new(&pem), certificate))
}

/// A certificate that the key signs itself, from today on.
fn certificate(pem: &str, name: &str) -> Result<String, rcgen::Error> {
    let key = rcgen::KeyPair::from_pkcs8_pem_and_sign_algo(pem, &PKCS_RSA_SHA256)?;
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let day = |years: i16| {
        // The 29th of February is not in every year.
        let day = u8::try_from(today.day()).unwrap_or(1).min(28);
        rcgen::date_time_ymd(i32::from(today.year() + years), u8::try_from(today.month()).unwrap_or(1), day)
    };
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    (params.not_before, params.not_after) = (day(0), day(YEARS));
    Ok(params.self_signed(&key)?.pem())
}

fn pair(key: &Path, certificate: &Path, private: Secret, text: String) -> KeyPair {
    KeyPair {
        key_path: key.display().to_string(),
        certificate_path: certificate.display().to_string(),
        private,
        certificate: text,
    }
}

fn paths(plan: &KeyPlan) -> Result<(PathBuf, PathBuf), String> {
    let folder = named::path(&plan.folder)?;
    let stem = plan.stem();
    Ok((folder.join(format!("{stem}.key.pem")), folder.join(format!("{stem}.cert.pem"))))
}

/// The folder that is proposed for keys.
pub fn proposed_folder() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.data_dir().join("qonnect").join("keys"))
}

fn text(path: &Path) -> Result<zeroize::Zeroizing<String>, String> {
    let shown = path.display();
    named::read_text(path, LARGEST).map_err(|fault| match fault {
        UnreadFile::Folder => format!("{shown} is a folder: go on to the file in it."),
        UnreadFile::Odd => format!("{shown} is not an ordinary file."),
        UnreadFile::TooLarge(_) => format!("{shown} is too large for a key."),
        UnreadFile::NoText => format!("{shown} is not a text file."),
        UnreadFile::Failed(error) if error.kind() == io::ErrorKind::NotFound => format!("There is no file {shown}."),
        UnreadFile::Failed(error) => format!("{shown} could not be read ({}).", error.kind()),
    })
}

fn write_new(path: &Path, text: &str) -> Result<(), KeyFault> {
    write_whole(path, text.as_bytes(), How::default()).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => KeyFault::Exists(path.display().to_string()),
        _ => unwritten(path, &error),
    })
}

fn unwritten(path: &Path, error: &io::Error) -> KeyFault {
    KeyFault::Failed(format!("{} could not be written ({}).", path.display(), error.kind()))
}

/// A word where others may read the file.
#[cfg(unix)]
fn exposed(path: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path).ok()?.permissions().mode();
    (mode & 0o077 != 0)
        .then(|| format!("Other users of this machine can read it; chmod 600 {} prevents that.", path.display()))
}

/// Elsewhere rights are no matter of three digits.
#[cfg(not(unix))]
fn exposed(_path: &Path) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::setup::KeySize;

    fn plan(folder: &Path) -> KeyPlan {
        KeyPlan {
            folder: folder.display().to_string(),
            key_id: "qonnect-test".into(),
            issuer: "me.example.com".into(),
            size: KeySize::Short,
        }
    }

    #[test]
    fn a_pair_is_made_once_for_its_owner_only_and_found_again() {
        let home = tempfile::tempdir().unwrap();
        let plan = plan(&home.path().join("deep").join("keys"));
        assert_eq!(load(&plan), Ok(None));
        let made = make(&plan).unwrap();
        assert!(made.certificate.starts_with("-----BEGIN CERTIFICATE-----"));
        assert!(!format!("{made:?}").contains("PRIVATE"));
        #[cfg(unix)]
        for path in [&made.key_path, &made.certificate_path] {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600, "{path}");
        }
        assert_eq!(make(&plan), Err(KeyFault::Exists(made.key_path.clone())));
        assert_eq!(load(&plan), Ok(Some(made.clone())));
        let file = read(&made.key_path).unwrap();
        assert_eq!((file.kind.as_str(), file.warning), ("RSA 2048", None));
        fs::remove_file(&made.certificate_path).unwrap();
        assert!(matches!(load(&plan), Err(KeyFault::Failed(words)) if words.contains("half")));
        remove(&made).unwrap();
        remove(&made).unwrap();
        assert_eq!(load(&plan), Ok(None));
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_in_the_place_of_a_key_is_not_waited_for() {
        let home = tempfile::tempdir().unwrap();
        let plan = plan(home.path());
        let (key_path, certificate_path) = paths(&plan).unwrap();
        for path in [&key_path, &certificate_path] {
            assert!(std::process::Command::new("mkfifo").arg(path).status().is_ok_and(|status| status.success()));
        }
        assert!(read(&key_path.display().to_string()).unwrap_err().contains("not an ordinary file"));
        assert!(matches!(load(&plan), Err(KeyFault::Failed(words)) if words.contains("not an ordinary file")));
    }

    #[test]
    fn what_is_no_usable_key_is_named() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("key.pem");
        for (text, words) in [
            ("nothing", "This is not a private key"),
            ("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----", "passphrase"),
            ("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----", "Convert it"),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "public key"),
            ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "incomplete"),
        ] {
            fs::write(&path, text).unwrap();
            let fault = read(&path.display().to_string()).unwrap_err();
            assert!(fault.contains(words), "{fault}");
        }
        assert!(read(&home.path().join("none").display().to_string()).unwrap_err().contains("no file"));
        assert!(read(&home.path().display().to_string()).unwrap_err().contains("is a folder"));
        assert!(read("  ").is_err());
    }
}
