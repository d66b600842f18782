//! What there is to know about a source before it is chosen: what it is, what it needs, how it signs in.

use super::rows::SourceItem;
use crate::domain::{
    field::{Requirement, code_property, fields},
    known::{EntryPart, Known, known, label},
    property::Spec,
};

/// Over and beside a source that cannot be chosen.
pub(super) const OFF: &str = "switched off by an administrator";
/// So many labels are named; a reader does not want more of them here.
const NAMED: usize = 6;
const GATEWAY: &str = "gatewayInstance";

/// What a source asks for, in labels.
struct Asked {
    /// What has to be filled in whatever else is.
    needs: Vec<String>,
    /// Whatever can be filled in.
    all: Vec<String>,
    /// What belongs to the login. The authorization code does not: a browser brings it.
    login: Vec<String>,
    has_browser: bool,
    /// The browser is known from the web dialog only: nobody has published how a request takes its code.
    is_unconfirmed: bool,
    is_separable: bool,
}

/// About a source in a line each, the most telling first. The api-specs are better than what is known beforehand, but come
/// only when the cursor has rested on a row.
pub(super) fn about(item: &SourceItem, spec: Option<&Spec>, warning: Option<String>) -> String {
    let source = &item.source;
    let mut is = vec![label(source)];
    // The label of a source that nobody knows has its id.
    is.extend((!is.iter().any(|label| label.contains(&source.id.0))).then(|| source.id.0.clone()));
    if source.disabled {
        is.push(OFF.to_owned());
        return is.join(" · ");
    }
    // The heading of the list says the group as well.
    let known = known(&source.id);
    is.push(known.and_then(|known| known.about.clone()).unwrap_or_else(|| item.group.to_owned()));
    if source.id.is_data_integration() {
        is.push("belongs in a data space".to_owned());
    }
    let asked = match (spec, known) {
        (Some(spec), _) => Some(Asked::by_tenant(item, spec)),
        (None, Some(known)) => Some(Asked::by_facts(item, known)),
        (None, None) => None,
    };
    let mut lines = vec![warning.map_or_else(|| is.join(" · "), |warning| format!("! {warning}"))];
    lines.push(asked.as_ref().map_or_else(unknown, |asked| asked.needs(spec)));
    lines.extend(asked.map(|asked| asked.signs_in(item)).filter(|line| !line.is_empty()));
    lines.join("\n")
}

impl Asked {
    fn by_tenant(item: &SourceItem, spec: &Spec) -> Self {
        let fields = fields(&item.source.id, spec);
        let needed = fields.iter().filter(|field| field.need != Requirement::Optional && field.when.is_none());
        Self {
            needs: needed.map(|field| field.label.clone()).chain(in_several_ways(item)).collect(),
            all: fields.iter().map(|field| field.label.clone()).collect(),
            login: fields.iter().filter(|field| field.credential).map(|field| field.label.clone()).collect(),
            has_browser: code_property(&item.source.id, spec).is_some(),
            is_unconfirmed: false,
            is_separable: spec.is_separable(),
        }
    }

    fn by_facts(item: &SourceItem, known: &Known) -> Self {
        let code = known.oauth.as_ref().map(|oauth| oauth.code.as_str());
        let fields = known.fields.iter().filter(|(name, _)| Some(name.as_str()) != code);
        // The facts of a source behind a gateway stand with its plain twin, which has none.
        let fields = fields.filter(|(name, _)| item.source.id.needs_gateway() || *name != GATEWAY);
        let fields = fields.map(|(name, field)| (field.label.as_ref().unwrap_or(name), field));
        let needed = fields.clone().filter(|(_, field)| field.required && field.when.is_none());
        Self {
            needs: needed.map(|(label, _)| label.clone()).chain(in_several_ways(item)).collect(),
            all: Vec::new(),
            login: fields.filter(|(_, field)| field.credential).map(|(label, _)| label.clone()).collect(),
            has_browser: known.oauth.is_some(),
            is_unconfirmed: known.unverified.contains(&EntryPart::Code),
            is_separable: known.separable == Some(true),
        }
    }

    fn needs(&self, spec: Option<&Spec>) -> String {
        match (self.needs.is_empty(), self.all.is_empty(), spec) {
            (false, _, _) => format!("Required: {}", few(&self.needs)),
            (true, false, _) => format!("Fields: {}", few(&self.all)),
            (true, true, Some(_)) => "The tenant lists no fields for this source".to_owned(),
            (true, true, None) => unknown(),
        }
    }

    fn signs_in(&self, item: &SourceItem) -> String {
        let mut words = Vec::new();
        if !self.login.is_empty() {
            words.push(format!("Credentials: {}", few(&self.login)));
        }
        let unconfirmed = if self.is_unconfirmed { ", not documented for the API" } else { "" };
        words.extend(self.has_browser.then(|| format!("browser sign-in{unconfirmed}")));
        words.extend(self.is_separable.then(|| "separated credentials".to_owned()));
        words.extend(item.source.id.needs_gateway().then(|| "through a gateway".to_owned()));
        words.join(" · ")
    }
}

/// What a source needs in one of several ways, in words.
fn in_several_ways(item: &SourceItem) -> Vec<String> {
    let rules = known(&item.source.id).into_iter().flat_map(|known| &known.one_of);
    rules.filter(|rule| rule.when.is_none()).map(|rule| rule.say.clone()).collect()
}

fn unknown() -> String {
    "The tenant lists its fields".to_owned()
}

/// The first of these names, and how many more there are.
fn few(names: &[String]) -> String {
    let (first, rest) = names.split_at(names.len().min(NAMED));
    match rest.len() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
