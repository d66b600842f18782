//! The body of a request, taken apart at its secrets.

use crate::domain::{
    http::Json,
    known::known,
    looks::looks_file,
    secret::Secret,
    source::SourceId,
    variable::{PathStep, joined, paths, variables},
};

/// A body, its secrets, and what stands between them.
pub(super) struct Body {
    /// The JSON around the secrets: one piece more than there are secrets. The quotes of the secrets belong to neither.
    pub pieces: Vec<String>,
    /// The variables for the secrets, in their order.
    pub variables: Vec<String>,
    pub paths: Vec<Pointer>,
    tree: Json,
}

pub(super) struct Pointer {
    pub steps: Vec<PathStep>,
    /// For people.
    pub shown: String,
    /// Whether it is the content of a file.
    pub is_file: bool,
}

impl Pointer {
    fn new(steps: Vec<PathStep>) -> Self {
        let is_file = matches!(steps.as_slice(), [.., PathStep::Key(owner), PathStep::Item(0), PathStep::Key(value)]
            if value == "value" && looks_file(owner));
        Self { shown: joined(&steps, "."), is_file, steps }
    }
}

impl Body {
    pub(super) fn new(tree: &Json) -> Self {
        let paths = paths(tree).into_iter().map(Pointer::new).collect();
        Self { pieces: pieces(tree), variables: variables(tree), paths, tree: tree.clone() }
    }

    /// The body for people and programs, its secrets missing.
    pub(super) fn without_secrets(&self) -> String {
        let mut text = strip(&self.tree).unwrap_or(Json::Object(Vec::new())).indented();
        text.push('\n');
        text
    }

    /// What a secret is, for people: the label of its field, and its place where that tells more.
    pub(super) fn about(&self, path: &Pointer) -> String {
        let place = path.shown.strip_prefix("connectionProperties.").unwrap_or(&path.shown);
        let source = self.text(&["datasourceID", "dataSourceId"]).map(|id| SourceId(id.to_owned()));
        let property = place.split('.').next().unwrap_or_default();
        let field = source.as_ref().and_then(known).and_then(|known| known.fields.get(property));
        match field.and_then(|field| field.label.as_deref()) {
            Some(label) if place == property || path.is_file => label.to_owned(),
            Some(label) => format!("{label} ({place})"),
            None => place.to_owned(),
        }
    }

    /// A text at the top of the body.
    pub(super) fn text(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().find_map(|key| match self.tree.get(key) {
            Some(Json::Plain(value)) => value.as_str(),
            _ => None,
        })
    }
}

/// The dense JSON, cut at the secrets. A mark that nothing else holds stands for each of them.
fn pieces(tree: &Json) -> Vec<String> {
    let shown = strip(tree).unwrap_or(Json::Object(Vec::new())).indented();
    let mut mark = "@secret@".to_owned();
    while shown.contains(&mark) {
        mark.push('@');
    }
    let marked = replaced(tree, &Secret::new(&mark)).wire();
    marked.split(&format!("\"{mark}\"")).map(str::to_owned).collect()
}

fn replaced(tree: &Json, by: &Secret) -> Json {
    match tree {
        Json::Plain(value) => Json::Plain(value.clone()),
        Json::Secret(_) => Json::Secret(by.clone()),
        Json::List(items) => Json::List(items.iter().map(|item| replaced(item, by)).collect()),
        Json::Object(members) => {
            Json::Object(members.iter().map(|(key, value)| (key.clone(), replaced(value, by))).collect())
        }
    }
}

/// Without the secrets: members are missing, and items of a list are null, so that the others keep their places.
fn strip(tree: &Json) -> Option<Json> {
    match tree {
        Json::Secret(_) => None,
        Json::Plain(value) => Some(Json::Plain(value.clone())),
        Json::List(items) => {
            let null = || Json::Plain(serde_json::Value::Null);
            Some(Json::List(items.iter().map(|item| strip(item).unwrap_or_else(null)).collect()))
        }
        Json::Object(members) => {
            let members = members.iter().filter_map(|(key, value)| Some((key.clone(), strip(value)?)));
            Some(Json::Object(members.collect()))
        }
    }
}
