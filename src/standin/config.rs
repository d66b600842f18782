//! How a stand-in is to behave: what the command line of `qonnect standin` and the tests can choose.

use std::{str::FromStr, time::Duration};

use super::{Fault, Tiers};

/// One of the three families of routes by which a connection can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `/api/v1/data-connections`, `data-credentials` and `data-sources`.
    V1,
    /// `/api/v1/dcaas/actions/data-connections`, withdrawn but still in the tutorials.
    Dcaas,
    /// `/api/connectivity/data-connections`, `data-credentials` and `data-sources`.
    Connectivity,
}

impl FromStr for Dialect {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "v1" => Ok(Self::V1),
            "dcaas" => Ok(Self::Dcaas),
            "connectivity" => Ok(Self::Connectivity),
            other => Err(format!("\"{other}\" is no family of routes; write v1, dcaas or connectivity")),
        }
    }
}

/// Which claims a signed token needs to sign somebody in. What is required in practice is less than what is documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum JwtProfile {
    /// What tokens in the field are known to get by with: issuer, audience, `sub`, `name`, `jti` and the times.
    #[default]
    Lenient,
    /// Everything that the documentation lists, `subType`, `email` and `email_verified` included.
    Documented,
}

/// What a stand-in is started with.
#[derive(Clone, Debug)]
pub struct Config {
    /// The port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// How many spaces exist.
    pub spaces: usize,
    /// How many of them, from the first, have a second one of the same name.
    pub twins: usize,
    /// How many connections exist beside the furniture, for whom lists are to be long.
    pub connections: usize,
    /// How much each user may ask in how much time.
    pub tiers: Tiers,
    /// Refuse a fresh code in the header of a PATCH. Whether a real tenant takes one that was asked for with the create
    /// call is not published.
    pub refuses_patch_code: bool,
    /// How long every answer below `/api` is held back.
    pub latency: Duration,
    /// Families of routes that this tenant does not have: they answer as any unknown path does.
    pub without: Vec<Dialect>,
    /// What shall go wrong.
    pub faults: Vec<Fault>,
    /// Start with a few connections and credentials of the creator and the bot, as in a tenant that is in use.
    pub furnished: bool,
    /// Refuse property names that the source does not declare. Off, they are ignored; what a real tenant does is not
    /// published.
    pub strict_properties: bool,
    /// Which claims a signed token needs.
    pub jwt: JwtProfile,
    /// How long a session of a signed token lasts. The real default is not published.
    pub session: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: 0,
            spaces: 12,
            twins: 0,
            connections: 0,
            tiers: Tiers::default(),
            refuses_patch_code: false,
            latency: Duration::ZERO,
            without: Vec::new(),
            faults: Vec::new(),
            furnished: false,
            strict_properties: false,
            jwt: JwtProfile::default(),
            session: Duration::from_hours(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_named_as_on_the_command_line() {
        assert_eq!("v1".parse(), Ok(Dialect::V1));
        assert_eq!("dcaas".parse(), Ok(Dialect::Dcaas));
        assert_eq!("connectivity".parse(), Ok(Dialect::Connectivity));
        assert!("v2".parse::<Dialect>().unwrap_err().contains("v1, dcaas or connectivity"));
    }
}
