//! The order of a list, cutting it into pages with opaque cursors, and the links between those.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::standin::{input::Query, refusal::Refusal};

/// What a `sort` asks for: whether it goes down, and by which key. A plus before the key may be left out.
pub(super) fn order(sort: &str) -> (bool, &str) {
    match sort.strip_prefix('-') {
        Some(key) => (true, key),
        None => (false, sort.strip_prefix('+').unwrap_or(sort)),
    }
}

/// A piece of a list.
pub(super) struct Page {
    pub first: usize,
    pub end: usize,
    limit: usize,
    total: usize,
}

/// The piece that a cursor and a size select; without a size it is everything from the cursor on.
pub(super) fn page(total: usize, limit: Option<usize>, cursor: Option<&str>) -> Result<Page, Refusal> {
    let first = match cursor {
        None => 0,
        Some(cursor) => read(cursor).ok_or_else(|| Refusal::invalid("The page cursor is not valid"))?,
    };
    let first = first.min(total);
    let limit = limit.unwrap_or(total);
    Ok(Page { first, end: first.saturating_add(limit).min(total), limit, total })
}

impl Page {
    /// Absolute links; `next` and `prev` only where there is such a page.
    pub(super) fn links(&self, address: &str, query: &Query, forward: &str, back: &str) -> Value {
        let link =
            |name: &str, at: usize| json!({ "href": format!("{address}?{}", query.with_cursor(name, &write(at))) });
        let mut links = json!({ "self": link(forward, self.first) });
        if self.end < self.total {
            links["next"] = link(forward, self.end);
        }
        if self.first > 0 {
            links["prev"] = link(back, self.first.saturating_sub(self.limit));
        }
        links
    }
}

fn write(at: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("row:{at}"))
}

fn read(cursor: &str) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    std::str::from_utf8(&bytes).ok()?.strip_prefix("row:")?.parse().ok()
}
