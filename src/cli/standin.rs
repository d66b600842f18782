//! What the stand-in tenant is to be like.

use clap::ValueEnum;

use crate::domain::dialect::Dialect;

/// What the stand-in tenant is to be like.
#[derive(clap::Args, Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub struct Standin {
    /// The port to listen on; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,

    /// Print address and keys as one line of JSON
    #[arg(long)]
    pub json: bool,

    /// How many spaces it has, instead of a few
    #[arg(long, value_name = "N")]
    pub spaces: Option<usize>,

    /// How many connections it has
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub connections: usize,

    /// Start with the connections and credentials of the demo
    #[arg(long)]
    pub furnished: bool,

    /// How many reads each user may send in one window [default: 5000]
    #[arg(long, value_name = "N")]
    pub reads: Option<usize>,

    /// How many writes each user may send in one window [default: 500]
    #[arg(long, value_name = "N")]
    pub writes: Option<usize>,

    /// How long that window is [default: 300]
    #[arg(long, value_name = "SECONDS")]
    pub window: Option<u64>,

    /// Do not say how long to wait when there are too many requests
    #[arg(long)]
    pub no_retry_after: bool,

    /// Refuse an authorization code in the header of a PATCH
    #[arg(long)]
    pub refuse_patch_code: bool,

    /// Delay every answer by this time
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub latency_ms: u64,

    /// Which claims a signed token must have to open a session
    #[arg(long, value_enum, default_value_t = JwtClaims::Lenient)]
    pub jwt: JwtClaims,

    /// Leave out this Qlik API; may be repeated
    #[arg(long, value_enum, value_name = "API")]
    pub without: Vec<Dialect>,

    /// Fail on purpose, N times (1); may be repeated. Kinds: status=NNN, delay=MS, cut-before, cut-after (done, then cut),
    /// garbage, html, redirect=URL, credential-then-fail
    #[arg(long, value_name = "METHOD|PATH_REGEX|KIND[|N]")]
    pub fault: Vec<String>,
}

/// How much a signed token has to say.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwtClaims {
    /// The claims that real tenants require
    Lenient,
    /// Every claim that the documentation lists
    Documented,
}
