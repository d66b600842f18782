//! A Terraform configuration, in one of two forms: with `Mastercard/restapi` where the body has no secret, and else with
//! `devops-rob/terracurl`, whose write-only arguments keep secrets out of the state. Written from documentation.

use std::fmt::Write as _;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::{Export, body::Body};

/// A string literal, which is one of JSON where what would begin a template is doubled.
fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace("${", "$${").replace("%{", "%%{")
}

pub(super) fn text(export: &Export<'_>, body: &Body) -> String {
    if body.variables.is_empty() { plain(export) } else { secret(export, body) }
}

fn plain(export: &Export<'_>) -> String {
    format!(
        r#"# {}
terraform {{
  required_providers {{
    restapi = {{ source = "Mastercard/restapi" }}
  }}
}}

variable "tenant_url" {{ type = string }}

# The key comes from the environment: BEARER_TOKEN.
provider "restapi" {{
  uri                   = var.tenant_url
  create_returns_object = true
}}

# The tenant does not give the properties back, so changes of its own are ignored, and ours create it anew.
resource "restapi_object" "connection" {{
  path                      = {}
  id_attribute              = "qID"
  data                      = file("${{path.module}}/body.json")
  ignore_all_server_changes = true
  force_new                 = ["datasourceID", "qName", "space", "connectionProperties"]
}}
"#,
        export.warned_title(),
        quoted(&export.request.path)
    )
}

fn secret(export: &Export<'_>, body: &Body) -> String {
    let mut text = format!(
        r#"# {}
# Terraform or OpenTofu 1.11, and a terracurl that has request_body_wo.
terraform {{
  required_providers {{
    terracurl = {{ source = "devops-rob/terracurl" }}
  }}
}}

variable "tenant_url" {{ type = string }}
variable "api_key" {{
  type      = string
  ephemeral = true
  sensitive = true
}}
"#,
        export.warned_title()
    );
    let mut parts = Vec::new();
    for (at, piece) in body.pieces.iter().enumerate() {
        parts.push(quoted(piece));
        if let Some(name) = body.variables.get(at) {
            let name = name.to_lowercase();
            let _infallible = write!(
                text,
                "variable {} {{\n  type      = string\n  ephemeral = true\n  sensitive = true\n}}\n",
                quoted(&name)
            );
            parts.push(format!("jsonencode(var.{name})"));
        }
    }
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let name = encoded(body.text(&["qName", "connectionName"]).unwrap_or_default());
    let mut query = "?type=connectionname".to_owned();
    if let Some(space) = body.text(&["space", "spaceId"]) {
        let _infallible = write!(query, "&spaceId={}", encoded(space));
    }
    let _infallible = write!(
        text,
        r#"
resource "terracurl_request" "connection" {{
  name           = "connection"
  url            = "${{var.tenant_url}}{path}"
  method         = "POST"
  response_codes = ["201"]
  max_retry      = 0
  skip_read      = true

  headers_wo = {{
    Authorization = "Bearer ${{var.api_key}}"
    Content-Type  = "application/json"
  }}
  request_body_wo         = join("", [{parts}])
  request_body_wo_version = 1

  destroy_url            = "${{var.tenant_url}}/api/v1/data-connections/{name}{query}"
  destroy_method         = "DELETE"
  destroy_response_codes = ["204", "404"]
}}
"#,
        path = export.request.path,
        parts = parts.join(", "),
    );
    text
}
