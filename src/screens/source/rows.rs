//! The rows of the step Data source: in which order, found by what, with which marks.

use super::State;
use crate::{
    domain::{
        known::{self, known},
        source::{DataSource, SourceId},
    },
    kit::picker::PickerRow,
};

/// The groups in which sources stand: those that most connections are made to first, what nobody knows at the end.
const GROUPS: [&str; 7] = ["file storage", "database", "web service", "gateway", DATA_INTEGRATION, "analytics", OTHER];
const OTHER: &str = "other";
const DATA_INTEGRATION: &str = "data integration";
/// Over the sources that cannot be chosen.
const OFF: &str = "switched off";

/// A source as a row has it: what is known about it is looked up once.
#[derive(Debug)]
pub(super) struct SourceItem {
    pub(super) source: DataSource,
    /// What is known of it, in a word each.
    pub(super) marks: Vec<&'static str>,
    /// One of [`GROUPS`].
    pub(super) group: &'static str,
}

impl State {
    /// Other rows in place of those that are here. By group and label; a tenant's own order says nothing to a person. In a data
    /// space what it takes comes first.
    pub(super) fn fill(&mut self, sources: Vec<DataSource>) {
        let mut rows: Vec<(String, DataSource)> =
            sources.into_iter().map(|source| (known::label(&source), source)).collect();
        rows.sort_by_cached_key(|(label, source)| {
            // Those that are switched off are one group, whatever they are.
            let group = group(&source.id);
            let place = if source.disabled { None } else { GROUPS.iter().position(|name| *name == group) };
            let is_first = self.is_data_first && group == DATA_INTEGRATION && !source.disabled;
            (!is_first, place, label.to_lowercase(), source.id.0.clone())
        });
        let is_twin = |two: &[(String, DataSource)]| matches!(two, [(label, one), (other, two)] if label == other && group(&one.id) == group(&two.id));
        self.has_twins = rows.windows(2).any(is_twin);
        self.widest = rows.iter().map(|(label, _)| columns(label)).max().unwrap_or(0);
        self.picker.take_rows();
        self.picker.extend(rows.into_iter().map(|(label, source)| row(label, source)));
    }
}

/// How many columns a label takes at most: enough to lay out a column, and the exact width is the view's.
fn columns(label: &str) -> usize {
    label.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn row(label: String, source: DataSource) -> PickerRow<SourceItem> {
    let known = known(&source.id);
    let names = known.map(|known| known.names.join(" ")).unwrap_or_default();
    let also = format!("{} {names}", source.id.0);
    let is_disabled = source.disabled;
    let heading = if is_disabled { OFF } else { group(&source.id) };
    let row = PickerRow::new(source.id.clone(), label, SourceItem::of(source)).also(also).under(heading);
    if is_disabled { row.last() } else { row }
}

/// In which of [`GROUPS`] a source stands. What it goes through and where it belongs show in the id, so they hold for
/// sources that nobody knows too; a source behind a gateway has its facts from a twin that stands elsewhere.
fn group(id: &SourceId) -> &'static str {
    let by_id = [(id.needs_gateway(), "gateway"), (id.is_data_integration(), DATA_INTEGRATION)];
    let by_id = by_id.into_iter().find(|(applies, _)| *applies).map(|(_, group)| group);
    let named = by_id.or_else(|| known(id).map(|known| known.group.as_str()));
    GROUPS.into_iter().find(|group| Some(*group) == named).unwrap_or(OTHER)
}

impl SourceItem {
    fn of(source: DataSource) -> Self {
        let known = known(&source.id);
        let is_separable = known.is_some_and(|known| known.separable == Some(true));
        let has_browser = known.is_some_and(|known| known.oauth.is_some());
        let marks = [(source.id.needs_gateway(), "gateway"), (has_browser, "browser"), (is_separable, "separated")];
        Self {
            marks: marks.into_iter().filter(|(applies, _)| *applies).map(|(_, mark)| mark).collect(),
            group: group(&source.id),
            source,
        }
    }
}
