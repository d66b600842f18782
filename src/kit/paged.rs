//! A list to choose from that the tenant tells page by page: what is here, which page is wanted next, and for which names the tenant
//! is asked while not all is here.

use super::{
    pages::{NEAR, PageInfo, Pages},
    picker::{Picker, Row},
};

#[derive(Debug)]
pub struct Paged<T> {
    pub picker: Picker<T>,
    pub pages: Pages,
    /// How many rows stand there that are no items of the tenant's list.
    own: usize,
    /// What the tenant is being asked for by name.
    pub seeking: Option<String>,
    /// Names that the tenant was asked for and of which all is here.
    sought: Vec<String>,
    /// Asking by name failed, and nothing was typed since.
    pub seek_failed: bool,
    /// Loading again: what is here goes when the first page comes.
    is_stale: bool,
}

impl<T> Default for Paged<T> {
    fn default() -> Self {
        Self {
            picker: Picker::new(),
            pages: Pages::default(),
            own: 0,
            seeking: None,
            sought: Vec::new(),
            seek_failed: false,
            is_stale: false,
        }
    }
}

/// What follows from another filter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Seek {
    /// What is asked already is what is wanted.
    Stay,
    /// Nobody needs to be asked.
    Drop,
    /// The tenant, for this name.
    Ask(String),
}

impl<T> Paged<T> {
    /// How many items of the tenant's list are here.
    pub fn loaded(&self) -> usize {
        self.picker.len().saturating_sub(self.own)
    }

    /// Forgets the rows but for these, which are no items of the tenant's list; the filter stays.
    pub fn empty(&mut self, own: impl IntoIterator<Item = Row<T>>) {
        self.picker.clear_rows();
        self.picker.extend(own);
        self.own = self.picker.len();
        self.sought.clear();
    }

    /// The place of the page that is wanted now; nobody has asked for it, and now somebody does. The first page has no place.
    pub fn page(&mut self) -> Option<Option<String>> {
        let is_near = self.picker.len() - self.picker.position().min(self.picker.len()) <= NEAR;
        if !self.pages.is_wanted(self.loaded(), is_near) {
            return None;
        }
        self.pages.is_asked = true;
        Some(self.pages.next())
    }

    /// While the list is incomplete the tenant is asked for the name too.
    pub fn seek(&mut self) -> Seek {
        self.seek_failed = false;
        let name = self.picker.filter().as_str().trim().to_owned();
        if name.is_empty() || self.pages.is_complete() || self.is_sought(&name) {
            self.seeking = None;
            Seek::Drop
        } else if self.seeking.as_ref() == Some(&name) {
            Seek::Stay
        } else {
            self.seeking = Some(name.clone());
            Seek::Ask(name)
        }
    }

    /// Whatever has this in its name also has a part of it, so an answer for the part is an answer for this.
    pub fn is_sought(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.sought.iter().any(|sought| name.contains(sought))
    }

    /// All that has this in its name is here now.
    pub fn has_all_of(&mut self, name: &str) {
        self.sought.push(name.to_lowercase());
    }

    /// Goes on where loading failed; else all over, because something may have been made meanwhile.
    pub fn again(&mut self) {
        if !self.pages.has_failed && !self.seek_failed {
            self.reload();
        }
        self.pages.has_failed = false;
    }

    /// All over: what is here goes when the first page comes.
    pub fn reload(&mut self) {
        self.pages = Pages::default();
        self.sought.clear();
        self.is_stale = true;
    }

    /// The screen is shown again: what was under way was dropped when it was left.
    pub fn resume(&mut self) {
        self.seeking = None;
        self.pages.is_asked = false;
        self.pages.has_failed = false;
    }

    /// A page that was asked for came, with these ids. Says whether the rows that are here are old, and are to go before it.
    pub fn took<'a>(&mut self, ids: impl IntoIterator<Item = &'a str>, told: &PageInfo<'_>) -> bool {
        self.pages.took(ids, told);
        std::mem::take(&mut self.is_stale)
    }
}
