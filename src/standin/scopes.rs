//! Scopes of access tokens: what a request may ask for, what of it is granted, and which paths a token then opens.
//! Which scope a path needs is published for few paths only; where the table below goes further it says so.

use axum::http::Method;

/// Every user scope at once.
pub(super) const USER: &str = "user_default";
/// Every administrator scope at once.
pub(super) const ADMIN: &str = "admin_classic";
/// A refresh token; never granted unless it was asked for.
pub(super) const OFFLINE: &str = "offline_access";

/// What is granted of what was asked for: the part that stands on the client and, for administrator scopes, that the
/// user's roles allow. Nothing asked for means all of the client but [`OFFLINE`].
pub(super) fn grant(asked: &str, client: &[String], admin: bool) -> Result<Vec<String>, &'static str> {
    let mut asked: Vec<&str> = asked.split_ascii_whitespace().collect();
    if asked.contains(&"openid") {
        return Err("The scope openid is not supported");
    }
    if asked.is_empty() {
        asked = client.iter().map(String::as_str).filter(|scope| *scope != OFFLINE).collect();
    }
    let mut granted: Vec<String> = Vec::new();
    for scope in asked {
        let fits = client.iter().any(|own| own == scope) && (admin || !for_administrators(scope));
        if fits && !granted.iter().any(|known| known == scope) {
            granted.push(scope.to_owned());
        }
    }
    if granted.iter().all(|scope| scope == OFFLINE) {
        return Err("None of the requested scopes can be granted");
    }
    Ok(granted)
}

fn for_administrators(scope: &str) -> bool {
    scope == ADMIN || scope.starts_with("admin.")
}

/// Whether a token with these scopes may administer what lies at a path. Narrower scopes for clients and identity
/// providers are not listed, so for those it takes the whole.
pub(super) fn administers(scopes: &[String], path: &str) -> bool {
    let below = |area: &str| path.strip_prefix(area).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let narrow = [("/api/v1/users", "admin.users"), ("/api/v1/spaces", "admin.spaces")];
    let narrow = narrow.iter().find(|(area, _)| below(area)).map(|(_, scope)| *scope);
    scopes.iter().any(|scope| scope == ADMIN || narrow == Some(scope.as_str()))
}

/// Whether a token with these scopes opens a path.
pub(super) fn opens(scopes: &[String], method: &Method, path: &str) -> bool {
    let has = |wanted: &str| scopes.iter().any(|scope| scope == wanted);
    let reads = method.is_safe();
    let Some(rest) = path.strip_prefix("/api/v1/").or_else(|| path.strip_prefix("/api/connectivity/")) else {
        return true;
    };
    let area = rest.split('/').next().unwrap_or_default();
    match area {
        // There is no administrator scope for these.
        "data-connections" | "data-credentials" | "data-sources" | "dcaas" => {
            has(USER) || has("data-connections") || (reads && has("data-connections:read"))
        }
        // Ours: any scope for spaces opens the list, whose rows are not told apart by their kind.
        "spaces" => {
            let fits = |scope: &String| {
                let scope = scope.trim_start_matches("admin.");
                scope.starts_with("spaces") && (reads || !scope.ends_with(":read"))
            };
            has(USER) || has(ADMIN) || scopes.iter().any(fits)
        }
        // Who one is, and where, every token may ask.
        "users" if matches!(rest, "users/me") => true,
        "users" if !reads && rest == "users" => has(ADMIN) || has("admin.users"),
        // Looking people up; the object of one user stays open, since `users/me` leads there.
        "users" if matches!(rest, "users" | "users/actions/filter") => {
            [USER, ADMIN, "users:read", "admin.users:read", "admin.users"].into_iter().any(has)
        }
        // Ours: the rest of the API asks for roles, not for scopes.
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_grant_is_what_client_and_roles_allow() {
        let client = scopes("user_default admin_classic offline_access");
        assert_eq!(grant("", &client, true).unwrap(), scopes("user_default admin_classic"));
        assert_eq!(grant("", &client, false).unwrap(), scopes("user_default"));
        assert_eq!(
            grant("offline_access user_default apps", &client, true).unwrap(),
            scopes("offline_access user_default")
        );
        assert!(grant("apps", &client, true).is_err());
        assert!(grant("offline_access", &client, true).is_err());
        assert!(grant("openid user_default", &client, true).is_err());
    }

    #[test]
    fn a_narrow_token_opens_little() {
        let narrow = scopes("data-connections:read");
        assert!(opens(&narrow, &Method::GET, "/api/v1/data-connections"));
        assert!(!opens(&narrow, &Method::POST, "/api/connectivity/data-connections"));
        assert!(!opens(&narrow, &Method::GET, "/api/v1/spaces"));
        assert!(opens(&narrow, &Method::GET, "/api/v1/users/me"));
        assert!(!opens(&scopes("admin_classic"), &Method::GET, "/api/v1/data-connections"));
        assert!(!opens(&narrow, &Method::POST, "/api/v1/users/actions/filter"));
        assert!(opens(&scopes("admin.users:read"), &Method::POST, "/api/v1/users/actions/filter"));
        assert!(!opens(&scopes("admin.users:read"), &Method::POST, "/api/v1/users"));
        assert!(administers(&scopes("admin.users"), "/api/v1/users"));
        assert!(!administers(&scopes("admin.users"), "/api/v1/oauth-clients"));
        assert!(opens(&scopes("spaces.shared:read"), &Method::GET, "/api/v1/spaces"));
        assert!(!opens(&scopes("spaces.shared:read"), &Method::POST, "/api/v1/spaces/s/assignments"));
        assert!(opens(&scopes("admin.spaces"), &Method::POST, "/api/v1/spaces/s/assignments"));
        assert!(administers(&scopes("admin.spaces"), "/api/v1/spaces/s/assignments"));
        assert!(!administers(&scopes("admin.spaces"), "/api/v1/spaceships"));
    }
}
