//! Data sources, their api-specs and their gateways (`qlik-cloud-api.md` sections 6 and 7).

use serde_json::Value;

use crate::domain::{
    failure::{Failure, FailureKind},
    property::Spec,
    session::Session,
    source::{DataSource, Gateway, SourceId},
};

use super::{Client, outgoing::Outgoing, sanitise, wire};

impl Client {
    /// All data sources, also those an administrator has switched off.
    pub async fn sources(&self, session: &Session) -> Result<Vec<DataSource>, Failure> {
        let asked = "listing data sources";
        let ask = Outgoing::read(asked, session, session.dialect.sources(), &[])?.query(&[("includeDisabled", "true")]);
        Ok(self.send(&ask).await?.list("dataSources", source)?.found)
    }

    /// The api-specs of a source. `NotFound`: it is unknown or switched off. `ConnectorDown`: its connector does not answer.
    pub async fn spec(&self, session: &Session, source: &SourceId) -> Result<Spec, Failure> {
        let asked = "reading the properties of the data source";
        let ask = Outgoing::read(asked, session, session.dialect.sources(), &[&source.0, "api-specs"])?;
        let answer = self.send(&ask).await.map_err(|failure| match failure.status {
            Some(503) if failure.envelope => Failure { kind: FailureKind::ConnectorDown, ..failure },
            _ => failure,
        })?;
        let clean = sanitise::tree(unfolded(answer.document()));
        Spec::read(&clean).ok_or_else(|| answer.unclear())
    }

    /// The gateways that reach a source. The tenant says 404 where there is none at all.
    pub async fn gateways(&self, session: &Session, source: &SourceId) -> Result<Vec<Gateway>, Failure> {
        let asked = "listing gateways";
        let ask = Outgoing::read(asked, session, session.dialect.sources(), &[&source.0, "gateways"])?;
        match self.send(&ask).await {
            Ok(answer) => Ok(answer.list("gateways", gateway)?.found),
            Err(failure) if failure.status == Some(404) => Ok(Vec::new()),
            Err(failure) => Err(failure),
        }
    }
}

/// The published example of api-specs has the properties as a string of JSON. It is unfolded before it is sanitised, for inside
/// the string a control character is written as an escape.
fn unfolded(mut answer: Value) -> Value {
    if let Some(properties) = answer.get_mut("connectionProperties")
        && let Some(parsed) = properties.as_str().and_then(|text| serde_json::from_str(text).ok())
    {
        *properties = parsed;
    }
    answer
}

fn source(told: wire::Source) -> Option<DataSource> {
    let provider = told.provider.or_empty();
    Some(DataSource {
        id: SourceId(told.data_source_id.0?),
        title: told.data_source_name.0,
        provider_name: told.name.0.or(told.provider_name.0).unwrap_or_else(|| provider.clone()),
        provider,
        disabled: told.disabled.0.unwrap_or(false),
    })
}

fn gateway(told: wire::Gateway) -> Option<Gateway> {
    let id = told.id.0?;
    let name = told.name.0.unwrap_or_else(|| id.clone());
    Some(Gateway { id, name, default: told.default.0.unwrap_or(false) })
}
