//! What the environment says: the only place that reads it.
//!
//! Everything else is handed an [`Env`], so that no other module, and no test, depends on the process it runs in. What the
//! values mean for clipboard and browser is decided there, not here.

use std::{ffi::OsString, path::PathBuf};

use zeroize::Zeroizing;

use crate::{
    domain::{
        access::{Access, ClientProof, Method},
        proxy::Proxies,
        secret::Secret,
        text::{bare_token, unquoted},
    },
    worker::site::{Multiplexer, RunsOn},
};

/// The variables of a tenant and of its key, in the order in which they are asked.
const PAIRS: [(&str, &str); 4] = [
    ("QLIK_TENANT_URL", "QLIK_API_KEY"),
    ("QCS_SERVER", "QCS_API_KEY"),
    ("QCS_HOST", "QCS_API_KEY"),
    ("QLIK_TENANT", "QLIK_API_KEY"),
];

/// Further names that a tenant goes by.
const HOSTS: [&str; 7] = [
    "QLIK_TENANT_URL",
    "QCS_SERVER",
    "QCS_HOST",
    "QLIK_TENANT",
    "QLIK_TENANT_HOST",
    "QLIK_SERVER_URL",
    "QLIK_CLOUD_TENANT_URL",
];
/// OAuth clients: id, secret (`qlik-cloud-auth.md` section 8), and the ways that need no secret. A client for machines never sees a
/// browser.
const CLIENTS: [(&str, &str, &[Method]); 2] = [
    ("QLIK_CLIENT_ID", "QLIK_CLIENT_SECRET", &[Method::Browser, Method::MachineKey]),
    ("QLIK_M2M_CLIENT_ID", "QLIK_M2M_CLIENT_SECRET", &[Method::MachineKey]),
];
/// Ready tokens, beside the keys of the pairs.
const TOKENS: [&str; 2] = ["QLIK_OAUTH_TOKEN", "QLIK_CLOUD_API_KEY"];

/// Everything that has to be text where it is set.
const SETTINGS: [&[&str]; 4] = [
    &HOSTS,
    &["QLIK_API_KEY", "QCS_API_KEY"],
    &["QLIK_CLIENT_ID", "QLIK_CLIENT_SECRET", "QLIK_M2M_CLIENT_ID", "QLIK_M2M_CLIENT_SECRET"],
    &TOKENS,
];

/// The environment as far as it matters here. An empty variable counts as one that is not set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Env {
    /// Where the program runs, seen from the person's desktop.
    pub site: RunsOn,
    /// What stands between the program and the terminal.
    pub multiplexer: Multiplexer,
    pub term: Option<String>,
    /// `NO_COLOR` is set.
    pub no_color: bool,
    /// What `CLICOLOR_FORCE` and `CLICOLOR` say, in this order: whether lines are coloured, wherever they go.
    pub colors: Option<bool>,
    /// The locale says that the terminal shows ASCII only. One that is not set says nothing.
    pub is_ascii: bool,
    pub browser: Option<String>,
    /// `QONNECT_STATE_DIR`: where the state file is to be, instead of the system's place.
    pub state_dir: Option<PathBuf>,
    /// The tenant and key to begin with. Emptied for the demo, which ignores what the environment says about tenants.
    pub pair: Option<EnvAccess>,
    /// What else there is to sign in by, for the tenant that the first of its variables names. Emptied for the demo as well.
    pub found: Vec<EnvAccess>,
    /// OAuth clients of which only the id is known, for the same tenant. Emptied for the demo as well.
    pub client_ids: Vec<BareClient>,
    /// The variable of a client's id, where no variable names a tenant that it could be for. Emptied for the demo as well.
    pub without_tenant: Option<&'static str>,
    /// The proxies on the way to the tenant.
    pub proxies: Proxies,
    /// The first setting that is there and cannot be read, in a sentence. The demo, which ignores them all, does not mind.
    pub fault: Option<String>,
    /// `QLIK_CLI_USER_HOME_DIR`: where the contexts of qlik-cli are to be looked for. Emptied for the demo as well.
    pub cli_home: Option<PathBuf>,
    /// `QONNECT_TEST_FAULT`, in builds for tests only: F12 is a fault of our own, with this as its text.
    #[cfg(debug_assertions)]
    pub test_fault: Option<String>,
}

/// Something to sign in by, with the names it came by, which the screen tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvAccess {
    /// The variable that named the tenant.
    pub host_var: &'static str,
    /// The tenant as it stood there: a host or an URL.
    pub host: String,
    /// The variables that held the rest; of the pair both.
    pub vars: Vec<&'static str>,
    /// To be offered to this host only.
    pub access: Access,
}

/// The id of an OAuth client whose secret is not there: it may have none, or prove itself by a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BareClient {
    /// The tenant as it stood in its variable: a host or an URL.
    pub host: String,
    /// The variable that held the id.
    pub var: &'static str,
    /// The id, to be offered to this host only.
    pub client_id: String,
    /// The ways to sign in that it may be for.
    pub methods: &'static [Method],
}

/// One variable, named by an answers file.
#[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
pub fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).and_then(|value| value.into_string().ok())
}

impl Env {
    /// What the process was started with.
    #[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
    pub fn read() -> Self {
        Self::from_lookup(|name| std::env::var_os(name))
    }

    /// The same, from any source of variables.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        let raw = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let get = |name: &str| raw(name)?.into_string().ok();
        let proxies = Proxies::read(|name| raw(name).map(|value| value.into_string().map_err(drop)));
        let unreadable = SETTINGS.into_iter().flatten().find(|name| raw(name).is_some() && get(name).is_none());
        let fault = match (&proxies, unreadable) {
            (Err(fault), _) => Some(fault.to_string()),
            (Ok(_), Some(name)) => Some(format!("{name} cannot be read: it is not text in UTF-8")),
            (Ok(_), None) => None,
        };
        let setting = |name: &str| get(name).and_then(|value| bare(name, &Zeroizing::new(value)));
        let any = |names: &[&str]| names.iter().any(|name| raw(name).is_some());
        let site = if any(&["SSH_CONNECTION", "SSH_TTY"]) {
            RunsOn::Ssh
        } else if any(&["WSL_DISTRO_NAME", "WSL_INTEROP"]) {
            RunsOn::Wsl
        } else if cfg!(any(windows, target_os = "macos")) || any(&["DISPLAY", "WAYLAND_DISPLAY"]) {
            RunsOn::Desktop
        } else {
            RunsOn::Headless
        };
        // Where both are named, tmux runs inside screen more often than the other way round.
        let multiplexer = if any(&["TMUX"]) {
            Multiplexer::Tmux
        } else if any(&["STY"]) {
            Multiplexer::Screen
        } else {
            Multiplexer::None
        };
        Self {
            site,
            multiplexer,
            term: get("TERM"),
            no_color: any(&["NO_COLOR"]),
            colors: match (get("CLICOLOR_FORCE").as_deref(), get("CLICOLOR").as_deref()) {
                (Some(force), _) if force != "0" => Some(true),
                (_, Some("0")) => Some(false),
                _ => None,
            },
            is_ascii: ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(get).is_some_and(|locale| !is_utf8(&locale)),
            browser: get("BROWSER"),
            state_dir: raw("QONNECT_STATE_DIR").map(PathBuf::from),
            pair: PAIRS.into_iter().find_map(|(host_var, key_var)| {
                let (host, access) = (setting(host_var)?.expose().to_owned(), Access::Token(setting(key_var)?));
                Some(EnvAccess { host_var, host, vars: vec![host_var, key_var], access })
            }),
            found: found(setting),
            client_ids: client_ids(setting),
            without_tenant: host(setting)
                .is_none()
                .then(|| CLIENTS.iter().map(|client| client.0).find(|var| setting(var).is_some()))
                .flatten(),
            proxies: proxies.unwrap_or_default(),
            fault,
            cli_home: raw("QLIK_CLI_USER_HOME_DIR").map(PathBuf::from),
            #[cfg(debug_assertions)]
            test_fault: get("QONNECT_TEST_FAULT"),
        }
    }
}

/// Whether a locale is one of those in which every sign can be shown: `de_DE.UTF-8`, `C.utf8`. On Windows and macOS all are.
fn is_utf8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    cfg!(any(windows, target_os = "macos")) || locale.contains("utf-8") || locale.contains("utf8")
}

/// A value as it is meant: without the quotation marks that `docker --env-file` keeps, its own name, and the word of a header.
fn bare(name: &str, value: &str) -> Option<Secret> {
    let text = unquoted(value);
    let text = text.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')).map_or(text, unquoted);
    let text = bare_token(text);
    (!text.is_empty()).then(|| Secret::new(text))
}

/// What there is to sign in by beside the pair.
fn found(get: impl Fn(&str) -> Option<Secret>) -> Vec<EnvAccess> {
    let Some((host_var, host)) = host(&get) else { return Vec::new() };
    let clients = CLIENTS.into_iter().filter_map(|(id_var, secret_var, _)| {
        let (client_id, proof) = (get(id_var)?.expose().to_owned(), ClientProof::Secret(get(secret_var)?));
        Some((vec![id_var, secret_var], Access::Machine { client_id, proof }))
    });
    let tokens = TOKENS.into_iter().filter_map(|name| Some((vec![name], Access::Token(get(name)?))));
    let all = clients.chain(tokens);
    all.map(|(vars, access)| EnvAccess { host_var, host: host.clone(), vars, access }).collect()
}

/// The clients that are named without their secret.
fn client_ids(get: impl Fn(&str) -> Option<Secret>) -> Vec<BareClient> {
    let Some((_, host)) = host(&get) else { return Vec::new() };
    let bare = CLIENTS.into_iter().filter(|(_, secret_var, _)| get(secret_var).is_none());
    let client = |(var, _, methods): (&'static str, _, _)| {
        Some(BareClient { host: host.clone(), var, client_id: get(var)?.expose().to_owned(), methods })
    };
    bare.filter_map(client).collect()
}

/// The tenant that all of these are for, and the variable that names it.
fn host(get: impl Fn(&str) -> Option<Secret>) -> Option<(&'static str, String)> {
    HOSTS.into_iter().find_map(|name| Some((name, get(name)?.expose().to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(variables: &[(&str, &str)]) -> Env {
        Env::from_lookup(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).into()))
    }

    #[test]
    fn quotation_marks_the_own_name_and_the_word_of_a_header_are_no_part_of_a_value() {
        for (host, key) in [
            ("acme.eu.qlikcloud.com", "k"),
            ("\"acme.eu.qlikcloud.com\"", "'k'"),
            ("QLIK_TENANT=acme.eu.qlikcloud.com", "QLIK_API_KEY=\"k\""),
            (" 'acme.eu.qlikcloud.com' ", "\"Bearer k\"\n"),
            ("acme.eu.qlikcloud.com", "bearer   k"),
        ] {
            let pair = env(&[("QLIK_TENANT", host), ("QLIK_API_KEY", key)]).pair.unwrap();
            let token = Access::Token(Secret::new("k"));
            assert_eq!((&*pair.host, pair.access), ("acme.eu.qlikcloud.com", token), "{host} {key}");
        }
        assert_eq!(env(&[("QLIK_TENANT", "\"\""), ("QLIK_API_KEY", "k")]).pair, None);
        let found =
            env(&[("QLIK_TENANT_HOST", "acme"), ("QLIK_CLIENT_ID", "'c'"), ("QLIK_CLIENT_SECRET", "\"s\"")]).found;
        let proof = ClientProof::Secret(Secret::new("s"));
        assert_eq!(found[0].access, Access::Machine { client_id: "c".into(), proof });
    }

    #[test]
    fn a_setting_that_cannot_be_read_is_named_and_not_taken_for_absent() {
        let fault = |variables| env(variables).fault;
        assert_eq!(fault(&[("QLIK_TENANT", "acme"), ("HTTPS_PROXY", "http://proxy:8080")]), None);
        let said = fault(&[("HTTPS_PROXY", "http://CORP\\alice:marker@127.0.0.1:9")]).unwrap();
        assert!(said.starts_with("HTTPS_PROXY cannot be read") && !said.contains("marker"), "{said}");
        #[cfg(unix)]
        for name in ["QLIK_API_KEY", "QLIK_TENANT", "QLIK_CLIENT_SECRET", "https_proxy", "NO_PROXY"] {
            use std::os::unix::ffi::OsStringExt as _;
            let env = Env::from_lookup(|asked| (asked == name).then(|| OsString::from_vec(b"marker\xff".to_vec())));
            let said = env.fault.unwrap();
            assert!(said.contains(name) && said.contains("UTF-8") && !said.contains("marker"), "{said}");
        }
    }

    #[test]
    fn the_first_complete_pair_wins() {
        let used = |variables| env(variables).pair.map(|pair| (pair.host_var, pair.vars[1], pair.host));
        for (variables, expected) in [
            (&[][..], None),
            (&[("QLIK_TENANT_URL", "https://a")], None),
            (&[("QLIK_API_KEY", "k")], None),
            (&[("QLIK_TENANT_URL", "a"), ("QLIK_API_KEY", "k")], Some(("QLIK_TENANT_URL", "QLIK_API_KEY", "a"))),
            (
                &[("QLIK_TENANT_URL", "a"), ("QCS_SERVER", "b"), ("QCS_API_KEY", "k")],
                Some(("QCS_SERVER", "QCS_API_KEY", "b")),
            ),
            (&[("QCS_HOST", "c"), ("QCS_API_KEY", "k"), ("QLIK_TENANT", "d")], Some(("QCS_HOST", "QCS_API_KEY", "c"))),
            (&[("QLIK_TENANT", "d"), ("QLIK_API_KEY", "k")], Some(("QLIK_TENANT", "QLIK_API_KEY", "d"))),
            (&[("QLIK_TENANT", "d"), ("QCS_API_KEY", "k")], None),
            (
                &[("QLIK_TENANT_URL", ""), ("QLIK_TENANT", "d"), ("QLIK_API_KEY", "k")],
                Some(("QLIK_TENANT", "QLIK_API_KEY", "d")),
            ),
        ] {
            let expected = expected.map(|(host_var, key_var, host)| (host_var, key_var, host.to_owned()));
            assert_eq!(used(variables), expected, "{variables:?}");
        }
    }

    /// What is read as a secret is kept from other programs.
    #[test]
    fn every_variable_that_is_read_as_a_secret_is_known_as_one() {
        let read = PAIRS.map(|pair| pair.1).into_iter().chain(CLIENTS.map(|client| client.1)).chain(TOKENS);
        for name in read {
            assert!(crate::worker::child::SECRETS.contains(&name), "{name}");
        }
    }

    #[test]
    fn the_key_is_not_in_debug() {
        let text = format!("{:?}", env(&[("QLIK_TENANT", "acme"), ("QLIK_API_KEY", "marker-key")]));
        assert!(text.contains("acme") && !text.contains("marker-key"), "{text}");
    }

    #[test]
    fn clients_and_tokens_are_found_beside_the_pair_and_name_their_variables() {
        let env = env(&[
            ("QLIK_TENANT_HOST", "acme"),
            ("QLIK_CLIENT_ID", "c"),
            ("QLIK_CLIENT_SECRET", "marker-1"),
            ("QLIK_M2M_CLIENT_ID", "alone"),
            ("QLIK_OAUTH_TOKEN", "marker-2"),
            ("QLIK_CLI_USER_HOME_DIR", "/x"),
        ]);
        let vars: Vec<_> = env.found.iter().map(|found| (found.host_var, found.vars.as_slice())).collect();
        assert_eq!(
            vars,
            [
                ("QLIK_TENANT_HOST", &["QLIK_CLIENT_ID", "QLIK_CLIENT_SECRET"][..]),
                ("QLIK_TENANT_HOST", &["QLIK_OAUTH_TOKEN"][..])
            ]
        );
        assert!(!format!("{env:?}").contains("marker"));
        assert_eq!(env.cli_home, Some("/x".into()));
    }

    #[test]
    fn a_client_without_its_secret_is_for_the_ways_that_need_none() {
        let ids = |variables| {
            let bare = env(variables).client_ids.into_iter();
            bare.map(|bare| (bare.var, bare.client_id, bare.methods)).collect::<Vec<_>>()
        };
        let both: &[Method] = &[Method::Browser, Method::MachineKey];
        let named = [("QLIK_TENANT", "acme"), ("QLIK_CLIENT_ID", "c"), ("QLIK_M2M_CLIENT_ID", "m")];
        assert_eq!(
            ids(&named),
            [
                ("QLIK_CLIENT_ID", "c".to_owned(), both),
                ("QLIK_M2M_CLIENT_ID", "m".to_owned(), &[Method::MachineKey][..])
            ]
        );
        assert_eq!(ids(&[("QLIK_TENANT", "acme"), ("QLIK_CLIENT_ID", "c"), ("QLIK_CLIENT_SECRET", "s")]), []);
        assert_eq!(ids(&[("QLIK_CLIENT_ID", "c")]), [], "it is good for one host only, and none is named");
    }

    #[test]
    fn a_client_that_no_tenant_is_named_for_is_known_by_its_variable() {
        assert_eq!(env(&[("QLIK_CLIENT_ID", "c"), ("QLIK_CLIENT_SECRET", "s")]).without_tenant, Some("QLIK_CLIENT_ID"));
        assert_eq!(env(&[("QLIK_M2M_CLIENT_ID", "c")]).without_tenant, Some("QLIK_M2M_CLIENT_ID"));
        assert_eq!(env(&[("QLIK_CLIENT_ID", "c"), ("QCS_HOST", "acme")]).without_tenant, None);
        assert_eq!(env(&[("QLIK_CLIENT_SECRET", "s")]).without_tenant, None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_first_variable_of_the_locale_that_is_set_decides_about_symbols() {
        for (variables, is_ascii) in [
            (&[][..], false),
            (&[("LANG", "de_DE.UTF-8")], false),
            (&[("LANG", "C.utf8")], false),
            (&[("LANG", "de_DE.UTF-8@euro")], false),
            (&[("LANG", "de_DE@euro")], true),
            (&[("LANG", "C")], true),
            (&[("LC_ALL", "POSIX"), ("LANG", "en_US.UTF-8")], true),
            (&[("LC_ALL", ""), ("LC_CTYPE", "en_US.UTF-8"), ("LANG", "C")], false),
        ] {
            assert_eq!(env(variables).is_ascii, is_ascii, "{variables:?}");
        }
    }

    #[test]
    fn an_empty_variable_is_not_set() {
        assert!(!env(&[("NO_COLOR", ""), ("SSH_TTY", "")]).no_color);
        assert_eq!(env(&[("NO_COLOR", ""), ("SSH_TTY", ""), ("TERM", "")]), env(&[]));
        assert!(env(&[("NO_COLOR", "1")]).no_color);
        for (variables, colors) in [
            (&[("CLICOLOR_FORCE", "1"), ("CLICOLOR", "0")][..], Some(true)),
            (&[("CLICOLOR_FORCE", "0"), ("CLICOLOR", "0")], Some(false)),
            (&[("CLICOLOR_FORCE", "0"), ("CLICOLOR", "1")], None),
            (&[("CLICOLOR_FORCE", "")], None),
        ] {
            assert_eq!(env(variables).colors, colors, "{variables:?}");
        }
    }

    #[test]
    fn surroundings_are_recognised() {
        let site = |variables| env(variables).site;
        assert_eq!(site(&[("SSH_CONNECTION", "1.2.3.4 5 6.7.8.9 22"), ("DISPLAY", "localhost:10")]), RunsOn::Ssh);
        assert_eq!(site(&[("WSL_INTEROP", "/run/WSL/1"), ("WAYLAND_DISPLAY", "wayland-0")]), RunsOn::Wsl);
        assert_eq!(site(&[("WAYLAND_DISPLAY", "wayland-0")]), RunsOn::Desktop);
        #[cfg(target_os = "linux")]
        assert_eq!(site(&[]), RunsOn::Headless);

        assert_eq!(env(&[("STY", "1.x")]).multiplexer, Multiplexer::Screen);
        assert_eq!(env(&[("STY", "1.x"), ("TMUX", "/tmp/t")]).multiplexer, Multiplexer::Tmux);
        assert_eq!(env(&[]).multiplexer, Multiplexer::None);
    }
}
