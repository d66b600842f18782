//! The stand-in tenant alone, for who wants to look at it from elsewhere.

use std::{process::ExitCode, time::Duration};

use anyhow::Context as _;

use super::plain::{complain, print};
use crate::{
    cli,
    domain::dialect::Dialect as Asked,
    standin::{Config, Dialect, Fault, JwtProfile, Tiers, serve},
    terminal::Signals,
};

/// Runs the stand-in tenant alone, until it is interrupted.
pub fn run(options: &cli::Standin) -> anyhow::Result<ExitCode> {
    let mut faults = Vec::new();
    for spec in &options.fault {
        match spec.parse::<Fault>() {
            Ok(fault) => faults.push(fault),
            Err(sentence) => {
                complain(&format!("--fault {spec}: {sentence}"));
                return Ok(ExitCode::from(2));
            }
        }
    }
    let without = options.without.iter().map(|api| match api {
        Asked::V1 => Dialect::V1,
        Asked::Dcaas => Dialect::Dcaas,
        Asked::Connectivity => Dialect::Connectivity,
    });
    let defaults = Config::default();
    let config = Config {
        port: options.port,
        spaces: options.spaces.unwrap_or(defaults.spaces),
        connections: options.connections,
        furnished: options.furnished,
        tiers: Tiers {
            reads: options.reads.unwrap_or(defaults.tiers.reads),
            writes: options.writes.unwrap_or(defaults.tiers.writes),
            window: options.window.map_or(defaults.tiers.window, Duration::from_secs),
            tells_wait: !options.no_retry_after,
        },
        refuses_patch_code: options.refuse_patch_code,
        latency: Duration::from_millis(options.latency_ms),
        without: without.collect(),
        faults,
        jwt: match options.jwt {
            cli::JwtClaims::Lenient => JwtProfile::Lenient,
            cli::JwtClaims::Documented => JwtProfile::Documented,
        },
        ..defaults
    };
    super::runtime()?.block_on(async {
        let mut signals = Signals::listen()?;
        let standin = serve(config).await.context("The stand-in tenant could not be started")?;
        print(&format!("{}\n", standin.announcement(options.json)))?;
        signals.next().await;
        standin.stop().await;
        Ok(ExitCode::SUCCESS)
    })
}
