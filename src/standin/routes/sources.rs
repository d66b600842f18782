//! `data-sources`: the list, api-specs, gateways and settings.

use axum::{
    Extension, Json, Router,
    extract::{Path, State},
    routing::{get, put},
};
use serde_json::{Value, json};

use crate::standin::{
    caller::Caller,
    config::Dialect,
    input::{Body, Query, Shared, flag_member, member},
    refusal::{Layer, Refusal},
    sources::Source,
    tenant::App,
};

/// Two gateways, the default one second, so that nobody takes the first for it.
const GATEWAYS: [(&str, &str, bool); 2] = [
    ("Qn4u8Zr1wXk2Vt6sJb9yLd3fGh5mPc7e::aT0oR2iU4yE6wQ8zX1cV3bN5mL7kJ9hG", "Berlin, data centre", false),
    ("Hs7dK2pW9vB4nM6xC1zQ3tY5rF8gJ0lA::eD2uI4oP6aS8fG0hJ1kL3zX5cV7bN9mQ", "Frankfurt, cloud", true),
];

/// Below `/api/v1` and `/api/connectivity`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/data-sources", get(list))
        .route("/data-sources/{id}/api-specs", get(api_specs))
        .route("/data-sources/{id}/gateways", get(gateways))
        .route("/data-sources/{id}/settings", put(change_settings))
}

type Answer = Result<Json<Value>, Refusal>;

async fn list(State(tenant): Shared, _: Caller, Extension(dialect): Extension<Dialect>, query: Query) -> Answer {
    let with_disabled = query.flag("includeDisabled");
    let store = tenant.store();
    let wanted = |source: &&Source| {
        (with_disabled || !store.disabled.contains(&source.id))
            && query.text("dataSourceId").is_none_or(|id| id == source.id)
    };
    let sources: Vec<Value> = tenant
        .sources
        .iter()
        .filter(wanted)
        .map(|source| {
            let mut view = view(source, query.flag("includeui"));
            if with_disabled {
                view["disabled"] = store.disabled.contains(&source.id).into();
            }
            view
        })
        .collect();
    match query.text("dataSourceId") {
        Some(id) if sources.is_empty() => Err(unknown(id)),
        _ => {
            let updated = if dialect == Dialect::Connectivity { "updatedAt" } else { "lastUpdated" };
            Ok(Json(json!({ "dataSources": sources, updated: "2026-10-01T09:30:00.000Z" })))
        }
    }
}

/// `.name` is the provider's name in real answers; the human label is `dataSourceName`, which the spec lacks.
fn view(source: &Source, with_ui: bool) -> Value {
    let main = source.needs.first().map_or("name", String::as_str);
    let mut view = json!({
        "dataSourceId": source.id,
        "dataSourceName": source.data_source_name,
        "name": source.name,
        "provider": source.provider,
        "providerName": source.name,
        "dataSourcePropertyName": source.data_source_property_name,
        "dataSourceType": "connector",
        "dataLoadUrlOverride": null,
        "settings": [],
        "capabilities": source.capabilities,
        "qriDefinition": {
            "qriPrefix": source.qri_prefix,
            "connectionPart": { "template": format!("{{{main}}}"), "properties": [main] },
            "pathPart": { "prefix": "#", "template": "{path}", "properties": ["path"] },
        },
    });
    if with_ui {
        let base = format!("/customdata/64/{}/web", source.provider.trim_end_matches(".exe"));
        view["uiInfo"] = json!({
            "iframe": true,
            "selectUrl": format!("{base}/select.html"),
            "connectUrl": format!("{base}/connect.html"),
            "iconRectUrl": format!("{base}/rect.png"),
            "iconSquareUrl": format!("{base}/square.png"),
            "credentialsUrl": format!("{base}/credentials.html"),
            "connectorMainUrl": format!("{base}/connector-main-iframe.js"),
            "loadModelSupport": "true",
        });
    }
    view
}

async fn api_specs(State(tenant): Shared, _: Caller, Path(id): Path<String>) -> Answer {
    let store = tenant.store();
    let source = tenant.usable_source(&store, &id).map_err(|refusal| refusal.by(Layer::Sources))?;
    Ok(Json(json!({
        "connectorProvider": source.provider,
        "connectorVersion": source.connector_version,
        "connectionProperties": source.schema(),
    })))
}

async fn gateways(
    State(tenant): Shared,
    _: Caller,
    Extension(dialect): Extension<Dialect>,
    Path(id): Path<String>,
) -> Answer {
    if dialect == Dialect::Connectivity && !id.starts_with("DG_") {
        return Err(Refusal::invalid("The data source id must begin with DG_").by(Layer::Sources));
    }
    let store = tenant.store();
    let source = tenant.usable_source(&store, &id).map_err(|refusal| refusal.by(Layer::Sources))?;
    if !source.gateways {
        return Err(Refusal::not_found(format!("No gateway for data source {id}")).by(Layer::Sources));
    }
    let gateways = GATEWAYS.map(|(id, name, default)| json!({ "id": id, "name": name, "default": default }));
    Ok(Json(json!({ "gateways": gateways, "refreshedAt": "2026-10-01T09:30:00.000Z" })))
}

async fn change_settings(
    State(tenant): Shared,
    Caller(caller): Caller,
    Path(id): Path<String>,
    body: Result<Body, Refusal>,
) -> Answer {
    let source = tenant.source(&id).ok_or_else(|| unknown(&id))?;
    if !caller.admin {
        return Err(Refusal::forbidden("Only an administrator changes data sources").by(Layer::Sources));
    }
    let body = body.and_then(Body::object).map_err(|refusal| refusal.by(Layer::Sources))?;
    if !member(&body, "disabled").is_some_and(Value::is_boolean) {
        return Err(Refusal::missing("disabled").by(Layer::Sources));
    }
    let disabled = flag_member(&body, "disabled");
    let mut store = tenant.store();
    if disabled {
        store.disabled.insert(source.id.clone());
    } else {
        store.disabled.remove(&source.id);
    }
    Ok(Json(json!({ "disabled": disabled })))
}

fn unknown(id: &str) -> Refusal {
    Refusal::not_found(format!("Data source {id} is unknown or disabled")).by(Layer::Sources)
}
