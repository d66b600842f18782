//! What a property is by its name, where neither the tenant nor the facts about its source say.

/// Whether a list of names and values looks like a file by its name: nothing else tells the two apart (section 9).
pub fn looks_file(name: &str) -> bool {
    const PARTS: [&str; 6] = ["file", "certs", "certificates", "jsoncredentials", "privatekey", "pfx"];
    let name = name.to_ascii_lowercase();
    PARTS.iter().any(|part| name.contains(part))
}

/// Whether a property looks like a secret by its name (`qlik-cloud-api.md` section 7.1).
pub fn looks_secret(name: &str) -> bool {
    const PARTS: [&str; 11] = [
        "password",
        "pwd",
        "secret",
        "passphrase",
        "privatekey",
        "private_key",
        "priv_key",
        "token",
        "authcode",
        "appkey",
        "certificatekey",
    ];
    let name = name.to_ascii_lowercase();
    PARTS.iter().any(|part| name.contains(part)) || name.contains("keyfile")
}

/// Whether a header or parameter of this name looks like it holds a secret.
pub fn looks_secret_row(name: &str) -> bool {
    const NAMES: [&str; 3] = ["authorization", "proxy-authorization", "cookie"];
    const PARTS: [&str; 5] = ["apikey", "api-key", "api_key", "subscription-key", "auth-key"];
    let name = name.trim().to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || PARTS.iter().any(|part| name.contains(part)) || looks_secret(&name)
}

/// Whether a property looks like part of a login by its name, where nothing is known of it.
pub fn looks_credential(name: &str) -> bool {
    const NAMES: [&str; 9] =
        ["username", "user", "userid", "accesskey", "accesskeyid", "email", "clientid", "account", "login"];
    looks_secret(name) || NAMES.contains(&name.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_recognised_by_name_and_public_things_are_not() {
        for name in
            ["secretKey", "password", "P12CustomPwd", "authCode", "PRIV_KEY_FILE", "adlsclientappkey", "KeyFilePath"]
        {
            assert!(looks_secret(name), "{name}");
        }
        for name in ["accessKey", "publicKey", "publicKeyFingerprint", "TrustedCerts", "rootCertificates", "host"] {
            assert!(!looks_secret(name), "{name}");
        }
        for name in ["Authorization", " X-Api-Key ", "api_key", "Ocp-Apim-Subscription-Key", "access_token", "Cookie"] {
            assert!(looks_secret_row(name), "{name}");
        }
        for name in ["Accept", "sort", "X-Team", "key", "Partition-Key"] {
            assert!(!looks_secret_row(name), "{name}");
        }
        assert!(looks_credential("accessKey") && looks_credential("username") && !looks_credential("region"));
    }
}
