//! Authorizing a connection again whose source signs in through a browser: whether it does, and the change that brings the code.
//!
//! That a PATCH takes a fresh code in the header `qlik-auth-code` is published (`qlik-cloud-api.md` section 8.5). Which code, and what
//! the array has to hold, is not: the change here says what is there already, as `repeatable.md` section 4.4 proposes.

use super::{
    connection::Connection,
    field::{code_condition, code_property, fields},
    http::Json,
    patch::{Change, Op, pointer},
    property::Spec,
    source::SourceId,
};

/// The change that says nothing new: the property that selects the sign-in, with its present value. The error is why this connection
/// has no code to renew.
pub fn change(source: &SourceId, spec: &Spec, now: &Connection) -> Result<Change, &'static str> {
    if code_property(source, spec).is_none() {
        return Err("Its data source has no sign-in through a browser.");
    }
    let told = |name: &str| now.properties.iter().find(|(key, _)| key == name);
    let Some(condition) = code_condition(source, spec) else {
        // Where there are other credentials, nothing tells which of the two this connection uses.
        if fields(source, spec).iter().any(|field| field.secret || field.credential) {
            return Err("The tenant does not tell whether it signs in through a browser.");
        }
        let plain = |(_, value): &&(String, String)| !value.starts_with(['[', '{']);
        return Ok(same(now.properties.iter().find(plain), now));
    };
    match told(&condition.field) {
        Some((_, value)) if condition.holds(value) => Ok(same(told(&condition.field), now)),
        Some(_) => Err("Its properties select another authentication method."),
        None => Err("Its properties do not select a sign-in through a browser."),
    }
}

/// A property, or the name where there is none, replaced by what it is.
fn same(property: Option<&(String, String)>, now: &Connection) -> Change {
    let (key, path, value) = match property {
        Some((key, value)) => (key.as_str(), pointer(key), value),
        None => ("qName", "/qName".to_owned(), &now.name),
    };
    Change { key: key.to_owned(), op: Op::Replace, path, value: Some(Json::text(value)), before: Some(value.clone()) }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::{dialect::Dialect, patch};

    fn spec(properties: &Value) -> Spec {
        let schema = json!({"type": "object", "properties": properties});
        let answer = json!({"connectorProvider": "p.exe", "connectorVersion": "1", "connectionProperties": schema});
        Spec::read(&answer).unwrap()
    }

    fn judged(source: &str, described: &Value, properties: &[(&str, &str)]) -> Result<Value, &'static str> {
        let properties = properties.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let now = Connection { name: "Sales".into(), properties, ..Connection::default() };
        let change = change(&SourceId(source.into()), &spec(described), &now)?;
        let body = patch::request(Dialect::V1, "c-1", &[change]).body.wire();
        Ok(serde_json::from_str(&body).unwrap())
    }

    #[test]
    fn the_change_says_what_is_there_already_and_only_where_a_browser_is_selected() {
        let text = json!({"type": "string"});
        let gbq = json!({"OAuthMechanism": text, "authCode": text});
        let azure = json!({"host": text, "password": text, "authCode": text});
        let drive = json!({"path": text, "authCode": text});
        let replace = |path: &str, value: &str| Ok(json!([{"op": "replace", "path": path, "value": value}]));
        for (source, described, properties, expected) in [
            ("gbq", &gbq, &[("OAuthMechanism", "1")][..], replace("/connectionProperties/OAuthMechanism", "1")),
            ("gbq", &gbq, &[("OAuthMechanism", "0")], Err("Its properties select another authentication method.")),
            ("gbq", &gbq, &[], Err("Its properties do not select a sign-in through a browser.")),
            (
                "azure_sql",
                &azure,
                &[("host", "h")],
                Err("The tenant does not tell whether it signs in through a browser."),
            ),
            ("File_OneDriveConnector", &drive, &[("a/b~c", "x")], replace("/connectionProperties/a~1b~0c", "x")),
            ("File_OneDriveConnector", &drive, &[], replace("/qName", "Sales")),
            ("rest", &json!({"url": text}), &[], Err("Its data source has no sign-in through a browser.")),
        ] {
            assert_eq!(judged(source, described, properties), expected, "{source} {properties:?}");
        }
    }
}
