//! A list to choose from that the tenant tells page by page: what is here, which page is wanted next, and for which names the tenant
//! is asked while not all is here. A screen says what the list holds ([`PagedItem`]) and hands on keys, pastes and answers.

use std::time::Duration;

use super::{
    keys::{Binding, Hint, Key, Rank, hints_now},
    notice::{Notice, Tone},
    pages::{NEAR, Pages},
    paste::TooMuch,
    picker::{Picked, Picker, PickerRow, keys::Command},
    screen::Cx,
};
use crate::domain::{
    failure::{Failure, FailureKind},
    request::{Asked, Call, PageOf, Request},
    space::{Space, SpaceChoice, SpaceId},
};

/// A pause in typing that is long enough to ask the tenant.
const PAUSE: Duration = Duration::from_millis(150);

/// What such a list holds, and how the tenant is asked for it.
pub trait PagedItem: Sized {
    /// What several are called.
    const MANY: &'static str;
    /// What can be done where none could be loaded.
    const WITHOUT: &'static str;
    /// The kind of the question for a name.
    const NAMED: Asked;

    /// The question for a page; the first has no place.
    fn page(place: Option<String>) -> Call;

    /// The question for those with this in their name.
    fn named(name: String) -> Call;

    fn id(&self) -> Option<&str>;

    /// A row that stands there whatever the tenant tells.
    fn own() -> Option<PickerRow<Self>> {
        None
    }
}

#[derive(Debug)]
pub struct Paged<T> {
    pub picker: Picker<T>,
    pub pages: Pages,
    /// How many rows stand there that are no items of the tenant's list.
    own: usize,
    seeking: Option<Seeking>,
    /// Names that the tenant was asked for and of which all is here.
    sought: Vec<String>,
    /// Asking by name failed, and nothing was typed since.
    seek_failed: bool,
    /// Loading again: what is here goes when the first page comes.
    is_stale: bool,
    /// It stands beside another list: what fails here is not told.
    is_aside: bool,
}

/// What the tenant is being asked for by name.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Seeking {
    Typed(String),
    /// Nobody typed it: the screen wants what has it.
    Wanted(String),
}

impl<T> Default for Paged<T> {
    /// Without a row: what stands there whatever the tenant tells can be chosen only once there is somebody to choose it.
    fn default() -> Self {
        Self {
            picker: Picker::default(),
            pages: Pages::default(),
            own: 0,
            seeking: None,
            sought: Vec::new(),
            seek_failed: false,
            is_stale: false,
            is_aside: false,
        }
    }
}

impl<T> Paged<T> {
    /// How many items of the tenant's list are here.
    pub fn loaded(&self) -> usize {
        self.picker.len().saturating_sub(self.own)
    }

    pub fn has_failed(&self) -> bool {
        self.pages.has_failed || self.seek_failed
    }

    pub fn is_seeking(&self) -> bool {
        self.seeking.is_some()
    }

    /// Whatever has this in its name also has a part of it, so an answer for the part is an answer for this.
    pub fn is_sought(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.sought.iter().any(|sought| name.contains(sought))
    }
}

impl<T: PagedItem> Paged<T> {
    /// One beside another list.
    pub fn aside() -> Self {
        let mut list = Self { is_aside: true, ..Self::default() };
        list.empty();
        list
    }

    /// For somebody else, who sees others. The filter stays.
    pub fn restart(&mut self) {
        self.pages = Pages::default();
        self.empty();
    }

    /// Forgets all but the row of its own.
    fn empty(&mut self) {
        self.picker.take_rows();
        self.picker.extend(T::own());
        self.own = self.picker.len();
        self.sought.clear();
    }

    /// Asks for the next page where it is wanted and nobody asked for it yet.
    pub fn load(&mut self, cx: &mut Cx<'_>) {
        let is_near = self.picker.len() - self.picker.position().min(self.picker.len()) <= NEAR;
        if let Some(session) = cx.session().filter(|_| self.pages.is_wanted(self.loaded(), is_near)) {
            self.pages.is_asked = true;
            cx.ask(Request::Tenant(session, T::page(self.pages.next())));
        }
    }

    /// While the list is incomplete the tenant is asked for the name in the filter too.
    pub fn seek(&mut self, cx: &mut Cx<'_>) {
        let Some(session) = cx.session() else { return };
        let name = self.picker.filter().as_str().trim().to_owned();
        if self.is_wanted() && name.is_empty() {
            return;
        }
        self.seek_failed = false;
        if name.is_empty() || self.pages.is_complete() || self.is_sought(&name) {
            self.seeking = None;
            cx.drop_question(T::NAMED);
        } else if self.seeking != Some(Seeking::Typed(name.clone())) {
            self.seeking = Some(Seeking::Typed(name.clone()));
            cx.ask_after(Request::Tenant(session, T::named(name)), PAUSE);
        }
    }

    /// Asks for a name that nobody typed.
    pub fn want(&mut self, name: String, cx: &mut Cx<'_>) {
        let Some(session) = cx.session() else { return };
        self.seeking = Some(Seeking::Wanted(name.clone()));
        cx.ask(Request::Tenant(session, T::named(name)));
    }

    /// The tenant is being asked for a name that nobody typed.
    pub fn is_wanted(&self) -> bool {
        matches!(self.seeking, Some(Seeking::Wanted(_)))
    }

    /// Goes on where loading failed; else all over, because something may have been made meanwhile.
    pub fn again(&mut self, cx: &mut Cx<'_>) {
        if !self.has_failed() {
            self.reload();
        }
        self.pages.has_failed = false;
        cx.shared.notice = None;
        self.load(cx);
        self.seek(cx);
    }

    /// All over: what is here goes when the first page comes.
    pub fn reload(&mut self) {
        self.pages = Pages::default();
        self.sought.clear();
        self.is_stale = true;
    }

    /// The screen is shown again: what was under way was dropped when it was left.
    pub fn resume(&mut self, cx: &mut Cx<'_>) {
        self.seeking = None;
        self.pages.is_asked = false;
        self.pages.has_failed = false;
        self.load(cx);
        self.seek(cx);
    }

    /// A key moves the cursor or edits the filter.
    pub fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Picked {
        self.picker.set_page(cx.extent.page);
        let picked = self.picker.key(key);
        match picked {
            Picked::Pass => {}
            Picked::Moved => self.load(cx),
            Picked::Filtered => self.seek(cx),
        }
        picked
    }

    pub fn paste(&mut self, text: &str, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        self.picker.paste(text)?;
        self.seek(cx);
        Ok(())
    }

    /// Takes the filter away; says whether there was one.
    pub fn clear(&mut self, cx: &mut Cx<'_>) -> bool {
        let is_filtered = !self.picker.filter().is_empty();
        if is_filtered {
            self.picker.set_page(cx.extent.page);
            self.picker.clear_filter();
            self.seek(cx);
        }
        is_filtered
    }

    pub fn hints(&self, keys: &[Binding<Command>]) -> Vec<Hint> {
        hints_now(keys, |command, hint| match command {
            Command::Clear => (!self.picker.filter().is_empty()).then_some(hint),
            Command::Again if self.has_failed() => Some(Hint { rank: Rank::First, ..hint }),
            Command::Again => Some(Hint { rank: Rank::HelpOnly, ..hint }),
            Command::Choose | Command::Move => (self.picker.hits() > 0).then_some(hint),
        })
    }

    /// A page came, or did not. What is gone at the tenant goes here too, and the cursor stays on what it was on.
    pub fn listed<U>(
        &mut self,
        answer: Result<PageOf<U>, Failure>,
        row: impl FnMut(U) -> PickerRow<T>,
        cx: &mut Cx<'_>,
    ) {
        if !std::mem::take(&mut self.pages.is_asked) {
            return;
        }
        let mut page = match answer {
            Ok(page) => page,
            Err(failure) => {
                self.pages.has_failed = true;
                let rest = match self.loaded() {
                    0 => format!("{}Ctrl+R tries again.", T::WITHOUT),
                    _ => format!("You can use the {} loaded so far. Ctrl+R loads the rest.", T::MANY),
                };
                return self.tell(&failure, &rest, cx);
            }
        };
        let rows: Vec<PickerRow<T>> = std::mem::take(&mut page.items).into_iter().map(row).collect();
        self.pages.took(&page, rows.iter().map(PickerRow::key));
        if self.pages.is_cut() && !self.is_aside {
            let many = T::MANY;
            cx.tell(Notice::warn(format!(
                "The tenant did not send its whole list of {many}. Type a name to look it up."
            )));
        }
        if std::mem::take(&mut self.is_stale) {
            let current = self.picker.current().map(|current| current.id().map(str::to_owned));
            self.empty();
            self.picker.extend(rows);
            if let Some(current) = current {
                self.picker.select(|item| item.id() == current.as_deref());
            }
        } else {
            self.picker.extend(rows);
        }
        self.load(cx);
        self.seek(cx);
    }

    /// What has the name that was asked for came, or did not.
    pub fn found<U>(
        &mut self,
        answer: Result<PageOf<U>, Failure>,
        row: impl FnMut(U) -> PickerRow<T>,
        cx: &mut Cx<'_>,
    ) {
        let is_wanted = self.is_wanted();
        let Some(Seeking::Typed(name) | Seeking::Wanted(name)) = self.seeking.take() else { return };
        match answer {
            Ok(page) => {
                if page.next.is_none() && !page.is_cut {
                    self.sought.push(name.to_lowercase());
                }
                self.picker.extend(page.items.into_iter().map(row));
            }
            // Nobody typed anything that this could be an answer to.
            Err(failure) if is_wanted && failure.kind != FailureKind::Unauthorized => {}
            Err(failure) => {
                self.seek_failed = true;
                let rest = format!("Only the {} loaded so far were searched. Ctrl+R asks the tenant again.", T::MANY);
                self.tell(&failure, &rest, cx);
            }
        }
    }

    fn tell(&self, failure: &Failure, rest: &str, cx: &mut Cx<'_>) {
        if !self.is_aside {
            let told = Notice::of(failure);
            cx.tell(Notice { tone: Tone::Warn, text: format!("{} {rest}", told.text), ..told });
        }
    }
}

impl PagedItem for SpaceChoice {
    const MANY: &'static str = "spaces";
    const WITHOUT: &'static str = "You can still choose the personal space. ";
    const NAMED: Asked = Asked::FindSpaces;

    fn page(place: Option<String>) -> Call {
        Call::ListSpaces(place)
    }

    fn named(name: String) -> Call {
        Call::FindSpaces(name)
    }

    fn id(&self) -> Option<&str> {
        Self::id(self).map(|id| id.0.as_str())
    }

    fn own() -> Option<PickerRow<Self>> {
        Some(space_row(Self::Personal))
    }
}

/// A space without a name is called by its id.
pub fn space_row(choice: SpaceChoice) -> PickerRow<SpaceChoice> {
    let label = match &choice {
        SpaceChoice::In(Space { id: SpaceId(id), name, .. }) if name.trim().is_empty() => id,
        other => other.label(),
    };
    let label = label.to_owned();
    let id = choice.id().cloned();
    let row = PickerRow::new(&id, label, choice);
    if id.is_none() { row.pinned() } else { row }
}
