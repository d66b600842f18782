//! Data sources: what can be connected to.

/// The id of a data source, for example `File_AmazonS3Connector`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SourceId(pub String);

impl SourceId {
    /// Whether the tenant means this source. Letter case is not compared: the tenant most likely does not compare it either
    /// (`qlik-cloud-api.md` section 1, inferred of its keys), and no two sources differ in it only.
    pub fn is(&self, told: &str) -> bool {
        self.0.eq_ignore_ascii_case(told)
    }

    /// Direct Access sources go through a gateway (`qlik-cloud-api.md` section 17).
    pub fn needs_gateway(&self) -> bool {
        self.0.starts_with("DG_")
    }

    /// File storage: load scripts read its files, not tables. The sources of metadata about files have ids without this beginning
    /// (`qlik-cloud-api.md` section 19).
    pub fn holds_files(&self) -> bool {
        let direct = self.0.strip_prefix("DG_").unwrap_or(&self.0);
        direct.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("File_"))
    }

    /// Data integration sources: they belong in data spaces, and their flags are real booleans (section 9).
    pub fn is_data_integration(&self) -> bool {
        self.0.starts_with("repsrc_") || self.0.starts_with("reptgt_")
    }
}

/// A data source as the tenant lists it (`qlik-cloud-api.md` section 6.1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataSource {
    pub id: SourceId,
    /// `dataSourceName`, where the tenant sends one: the human label.
    pub title: Option<String>,
    /// `name`: in real answers the provider's name, shared by many sources.
    pub provider_name: String,
    /// `provider`: the executable, which becomes the connection's type.
    pub provider: String,
    /// Switched off by an administrator.
    pub disabled: bool,
}

/// A gateway that reaches a source (`qlik-cloud-api.md` section 6.3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gateway {
    /// Its id: what goes into `gatewayInstance`.
    pub id: String,
    pub name: String,
    /// The one the tenant prefers.
    pub default: bool,
}
