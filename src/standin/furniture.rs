//! What a tenant in use already holds: a few connections, separated credentials to choose from, and one that is left
//! over. Everything goes through the ordinary create, so it obeys the rules.

use serde_json::{Map, Value, json};

use super::{
    create::{Made, Order, create},
    tenant::Tenant,
    users::Role,
};

/// Name, source, owner, number of the space, properties.
type Piece = (&'static str, &'static str, Role, Option<usize>, Value);

/// Furnishes a fresh tenant. A piece whose space does not exist stays away.
pub(super) fn furnish(tenant: &Tenant) {
    for (name, source, role, space, properties) in pieces() {
        let owner = tenant.store().users.of_role(role).cloned();
        let Some(owner) = owner else { continue };
        let space = match space.map(|at| tenant.spaces.get(at)) {
            Some(None) => continue,
            Some(Some(space)) => Some(space.id.clone()),
            None => None,
        };
        let order = Order {
            source: source.to_owned(),
            name: Some(name.to_owned()),
            space,
            properties: into_object(properties),
            tags: Vec::new(),
            auth_url_only: false,
            fail_after_credential: false,
        };
        if let (Ok(Made::Connection(connection)), "left over") = (create(tenant, &owner, order, "qName"), name) {
            // Its separated credential stays: an orphan.
            tenant.store().connections.retain(|kept| kept.id != connection.id);
        }
    }
}

fn into_object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

fn pieces() -> [Piece; 6] {
    let bucket = |name: &str, credential: &str| {
        json!({
            "region": "eu-central-1", "bucketName": name, "accessKey": "AKIAEXAMPLE", "secretKey": "example",
            "separateCredentials": "true", "credentialsName": credential,
        })
    };
    let s3 = "File_AmazonS3ConnectorV2";
    [
        // The credentials of Qlik's own tutorial.
        ("Raw files", "File_AmazonS3Connector", Role::Creator, Some(0), bucket("raw-files", "serviceAccount123")),
        ("Sales lake", s3, Role::Creator, Some(0), bucket("sales", "warehouse key")),
        ("left over", s3, Role::Creator, None, bucket("old", "old laptop key")),
        ("Bot's landing zone", s3, Role::Bot, Some(0), bucket("landing", "loader key")),
        (
            "ERP",
            "mssql",
            Role::Creator,
            Some(1),
            json!({ "host": "erp.example", "port": "1433", "database": "erp", "username": "reader", "password": "x" }),
        ),
        ("Exchange rates", "rest", Role::Creator, None, json!({ "url": "https://rates.example/latest" })),
    ]
}
