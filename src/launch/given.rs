//! What the first screens begin with: what the command line and the environment gave.

use crate::{
    cli,
    domain::{
        tenant::{self, Tenant},
        text,
    },
    env::{Env, EnvAccess},
    kit::shared::{FoundAccess, FoundClient, Goal, Launch},
    worker::{keys, site::RunsOn},
};

pub(super) fn launch(options: &cli::Wizard, env: &Env, goal: Goal) -> Launch {
    let no_browser = no_browser(options.no_browser, env.site);
    // A pair goes before what else was found: its key is for this one host.
    let hosts = env.pair.iter().chain(&env.found).map(|found| &found.host);
    let hosts = hosts.chain(env.client_ids.iter().map(|bare| &bare.host));
    let tenant = options.tenant.iter().chain(hosts).next().map(|text| text::clean(tenant::bare(text)));
    // What was found is good for its own host, whatever host is typed in the end.
    let found = |found: &EnvAccess| {
        let host = Tenant::parse(&found.host).ok()?.host().to_owned();
        Some(FoundAccess { host, access: found.access.clone(), from: found.vars.join(" and ") })
    };
    let client_ids = env.client_ids.iter().filter_map(|bare| {
        let host = Tenant::parse(&bare.host).ok()?.host().to_owned();
        let client_id = text::clean(&bare.client_id);
        Some(FoundClient { host, client_id, methods: bare.methods, from: bare.var.to_owned() })
    });
    Launch {
        goal,
        tenant,
        offer: env.pair.as_ref().and_then(found),
        found: env.found.iter().filter_map(found).collect(),
        client_ids: client_ids.collect(),
        without_tenant: env.without_tenant,
        key_folder: key_folder(),
        no_browser,
        clock: Some(clock()),
        ..Launch::default()
    }
}

/// The folder that is proposed for key pairs.
pub(super) fn key_folder() -> Option<String> {
    keys::proposed_folder().map(|folder| folder.display().to_string())
}

/// Why no browser is opened here, if none is.
pub(super) fn no_browser(never: bool, site: RunsOn) -> Option<&'static str> {
    match site {
        _ if never => Some("--no-browser was given"),
        RunsOn::Ssh => Some("this session runs over SSH"),
        RunsOn::Headless => Some("this machine has no display"),
        RunsOn::Desktop | RunsOn::Wsl => None,
    }
}

/// Now, by both clocks.
#[expect(clippy::disallowed_methods, reason = "the one moment at which calendar and steady clock are read together")]
pub(super) fn clock() -> (std::time::Instant, jiff::Timestamp) {
    (std::time::Instant::now(), jiff::Timestamp::now())
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    fn tenant(line: &[&str], variables: &[(&str, &str)]) -> Option<String> {
        let wizard = cli::Cli::parse_from([&["qonnect"], line].concat()).wizard;
        let env = Env::from_lookup(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).into())
        });
        launch(&wizard, &env, Goal::Connection).tenant
    }

    #[test]
    fn the_tenant_to_begin_with_is_the_one_of_the_command_line_else_of_the_key_else_of_another_way_in() {
        let token = [("QLIK_TENANT_HOST", "token.example.com"), ("QLIK_OAUTH_TOKEN", "t")];
        let id = [("QLIK_TENANT_HOST", "id.example.com"), ("QLIK_CLIENT_ID", "c")];
        let both = [&token[..], &[("QCS_HOST", "key.example.com"), ("QCS_API_KEY", "k")]].concat();
        assert_eq!(tenant(&[], &[]), None);
        assert_eq!(tenant(&[], &token).as_deref(), Some("token.example.com"));
        assert_eq!(tenant(&[], &id).as_deref(), Some("id.example.com"));
        assert_eq!(tenant(&[], &both).as_deref(), Some("key.example.com"));
        assert_eq!(tenant(&["--tenant", "typed.example.com"], &both).as_deref(), Some("typed.example.com"));
    }
}
