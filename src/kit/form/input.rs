//! One field being filled in: its text, what keys and pastes do to it, and what is wrong with it.
//!
//! Whatever the kind of a field, its value is the text of one [`LineEdit`]: that keeps what was typed when the kind changes, wipes it
//! when it is given up, and shows no more than a count in `Debug`.

use unicode_segmentation::UnicodeSegmentation;
use zeroize::Zeroizing;

use super::{
    ask::{Ask, FieldCheck, Kind, Need, Note, Origin, Place, Words},
    path::path_in,
    row::FormRow,
};
use crate::{
    domain::{field, local::PathTarget, text::is_unseen},
    kit::{
        keys::{Code, Key},
        line::{Edit, LineEdit, Mask},
        paste::{self, Cleaned, TooMuch, bare_token, clean, looks_like_a_token},
    },
};

const BROKEN: &str = "The pasted text had a line break in it: it may be two values, or a part of one. Clear the field \
                      (Ctrl+U) and copy it again.";
const ODD: &str = "The key contains a blank or another character that no key has. Clear the field (Ctrl+U) and copy the whole key \
                   again.";
const PRIVATE: &str = "That is a private key. This field is readable on the screen, so the text was not taken.";
const TOKEN: &str = "That looks like a key or token. This field is readable on the screen, so the text was not taken.";
const NO_PATH: &str = "Nothing was pasted: enter the path of the file, not its content.";
/// A key file says so itself, whatever the field is called.
const BEGINS: &str = "-----BEGIN";

/// What a person did to what stood in a field at first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Untouched,
    /// An arrow keeps it for editing.
    Kept,
    Changed,
}

#[derive(Debug)]
pub struct Input<K> {
    pub(super) ask: Ask<K>,
    pub(super) line: LineEdit,
    /// The letters typed so far to find one of the values to choose from.
    pub(super) ahead: String,
    pub(super) items: Vec<FormRow>,
    /// Whether it is typed by hand although there is an easier way.
    by_hand: bool,
    /// What stands in it in the other of these two ways.
    other: LineEdit,
    origin: Origin,
    state: State,
    pub(super) revealed: bool,
    /// Whether a line break stood inside of what was pasted.
    broken: bool,
    pub(super) fault: Option<String>,
    pub(super) told: Option<String>,
    pub(super) note: Option<Note>,
    pub(super) check: FieldCheck,
    pub(super) place: Place,
    /// What stands there instead of a value, where another step brings it.
    pub(super) instead: Option<Words>,
}

impl<K: Copy + Eq> Input<K> {
    pub(super) fn new(ask: Ask<K>) -> Self {
        let mut input = Self {
            ask,
            line: LineEdit::multi(),
            ahead: String::new(),
            items: Vec::new(),
            by_hand: false,
            other: LineEdit::multi(),
            origin: Origin::Typed,
            state: State::Untouched,
            revealed: false,
            broken: false,
            fault: None,
            told: None,
            note: None,
            check: FieldCheck::Nothing,
            place: Place::Shown,
            instead: None,
        };
        input.restore_default();
        input
    }

    /// The default, or the first of the values to choose from.
    fn restore_default(&mut self) {
        let default = self.ask.default.clone();
        let options = self.ask.kind.options();
        let first = || options.iter().find(|option| option.value.is_empty()).or_else(|| options.first());
        let text = match options.iter().find(|option| option.value == default).or_else(first) {
            Some(option) => option.value.clone(),
            None => default,
        };
        if !matches!(self.ask.kind, Kind::Rows { .. }) && !text.is_empty() {
            self.fill(&text, Origin::Proposed);
        }
    }

    pub fn key(&self) -> K {
        self.ask.key
    }

    pub fn label(&self) -> &str {
        &self.ask.label
    }

    /// Whether it is in view as soon as it is asked.
    pub fn has_place(&self) -> bool {
        self.place == Place::Shown
    }

    pub fn placeholder(&self) -> &str {
        match self.kind() {
            Kind::Json { .. } if self.by_hand => r#"as JSON: [{"name":"…","value":"…"}]"#,
            _ if self.by_hand => "",
            _ => &self.ask.placeholder,
        }
    }

    pub fn about(&self) -> &str {
        &self.ask.about
    }

    pub fn need(&self) -> &Need {
        &self.ask.need
    }

    /// What goes into it now.
    pub fn kind(&self) -> &Kind {
        self.ask.by_hand.as_ref().filter(|_| self.by_hand).unwrap_or(&self.ask.kind)
    }

    /// What its path is to lead to, where a path is typed into it.
    pub fn path(&self) -> Option<PathTarget> {
        if let Kind::Path(target) = self.kind() { Some(*target) } else { None }
    }

    /// What stands in it, to the letter.
    pub fn text(&self) -> &str {
        self.line.as_str()
    }

    /// What stands in it, without blanks around it; to a secret they may belong.
    pub fn value(&self) -> &str {
        match self.kind() {
            Kind::Secret | Kind::Hidden { .. } | Kind::AnyText => self.text(),
            _ => self.text().trim(),
        }
    }

    pub fn line(&self) -> &LineEdit {
        &self.line
    }

    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    pub fn is_empty(&self) -> bool {
        if self.rows().is_some() { !self.has_items() } else { self.value().is_empty() }
    }

    /// Whether a person changed what stood in it at first.
    pub fn is_touched(&self) -> bool {
        self.state == State::Changed
    }

    /// Whether something stands in it that leaving would lose.
    pub fn is_filled(&self) -> bool {
        self.is_touched() && if self.rows().is_some() { self.has_items() } else { self.text() != self.ask.default }
    }

    /// Whether what is proposed is replaced by the next key or paste.
    pub fn is_selected(&self) -> bool {
        let is_text = !self.picks() && self.rows().is_none();
        is_text && self.state == State::Untouched && self.origin != Origin::Typed && !self.line.is_empty()
    }

    /// Whether a default of others stands in it, which is left to them while nobody touches it.
    pub fn stands_back(&self) -> bool {
        self.ask.stands_back && !self.is_touched()
    }

    pub fn is_secret(&self) -> bool {
        self.kind().is_hidden()
    }

    pub fn mask(&self) -> Mask {
        if self.is_secret() && !self.revealed { Mask::Hidden } else { Mask::Open }
    }

    /// What is wrong with it: found here, or told by the tenant.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref().or(self.told.as_deref())
    }

    pub fn note(&self) -> Option<&Note> {
        self.note.as_ref()
    }

    pub fn verdict(&self) -> &FieldCheck {
        &self.check
    }

    pub fn instead(&self) -> Option<&str> {
        self.instead.as_deref()
    }

    /// What may be told of a secret: `1,024 characters, ending in …aB3d` of a token, so that a cut-off paste is seen; of others the
    /// count alone, of a code while nothing else is said of it.
    pub fn shape(&self) -> Option<String> {
        const SHOWN: usize = 4;
        if !self.is_secret() || self.line.is_empty() {
            return None;
        }
        let count = characters(self.value());
        match self.kind() {
            Kind::Code if self.fault().is_some() || self.check != FieldCheck::Nothing => None,
            // Of a short text four characters would be too much.
            Kind::Token if count >= 5 * SHOWN => {
                let last: String = self.value().chars().skip(self.value().chars().count() - SHOWN).collect();
                Some(format!("{count} characters, ending in …{last}"))
            }
            _ => Some(format!("{count} character{}", if count == 1 { "" } else { "s" })),
        }
    }

    /// What is odd about a secret: characters that nobody sees may belong to it, or have come along by accident.
    pub fn oddity(&self) -> Option<String> {
        let mut odd: Vec<String> = self
            .text()
            .chars()
            .filter(|c| *c != '\n' && is_unseen(*c))
            .map(|c| format!("U+{:04X}", u32::from(c)))
            .collect();
        if odd.is_empty() || !self.is_secret() || *self.kind() == Kind::Token {
            return None;
        }
        let count = odd.len();
        odd.sort();
        odd.dedup();
        odd.truncate(4);
        let (s, they) = if count == 1 { ("", "It is") } else { ("s", "They are") };
        Some(format!("{count} invisible character{s} ({}). {they} kept.", odd.join(", ")))
    }

    pub(super) fn fill(&mut self, text: &str, origin: Origin) {
        self.set(text);
        self.ahead.clear();
        (self.origin, self.state) = (origin, State::Untouched);
    }

    pub(super) fn set(&mut self, text: &str) {
        self.adjust();
        self.line.set(text);
        self.changed();
    }

    /// The editor takes what the kind of the field may have.
    fn adjust(&mut self) {
        let keeps_all = self.is_secret() && *self.kind() != Kind::Code;
        self.line.keep_all(keeps_all);
    }

    pub(super) fn changed(&mut self) {
        (self.origin, self.state, self.broken) = (Origin::Typed, State::Changed, false);
        (self.fault, self.told, self.note, self.check) = (None, None, None, FieldCheck::Nothing);
    }

    pub(super) fn hide(&mut self) {
        self.revealed = false;
        self.ahead.clear();
        self.items.iter_mut().for_each(|item| item.revealed = false);
    }

    /// Types it by hand, or goes back to the easier way. Says whether there are two ways.
    pub(super) fn turn_by_hand(&mut self) -> bool {
        if self.ask.by_hand.is_none() {
            return false;
        }
        self.by_hand = !self.by_hand;
        if !matches!(self.ask.kind, Kind::Choice { .. }) {
            std::mem::swap(&mut self.line, &mut self.other);
        } else if self.is_free() {
            self.line.clear();
        }
        self.ahead.clear();
        self.adjust();
        self.changed();
        true
    }

    pub fn has_other_way(&self) -> bool {
        self.ask.by_hand.is_some()
    }

    pub(super) fn verify(&mut self) -> bool {
        self.fault = match &self.ask.need {
            _ if self.instead.is_some() || self.kind().is_button() => None,
            Need::Required(sentence) if self.is_empty() => Some(sentence.clone().into_owned()),
            _ if self.is_empty() => None,
            _ => self.kind_fault().or_else(|| self.ask.rule.and_then(|rule| rule(self.value()))),
        };
        self.fault.is_none()
    }

    fn kind_fault(&self) -> Option<String> {
        match self.kind() {
            Kind::Token | Kind::Secret if self.broken => Some(BROKEN.to_owned()),
            Kind::Token => (!self.value().chars().all(|c| c.is_ascii_graphic())).then(|| ODD.to_owned()),
            Kind::Number { wholeness, .. } => field::number(self.text(), *wholeness).err(),
            Kind::Json { .. } => field::json(self.text()).err(),
            Kind::Choice { .. } => self.choice_fault(),
            Kind::Rows { rows, .. } => self.rows_fault(*rows),
            _ => None,
        }
    }

    pub(super) fn type_key(&mut self, key: Key) -> Edit {
        if self.instead.is_some() || self.kind().is_button() || self.rows().is_some() {
            return Edit::Pass;
        }
        if self.picks() {
            let edit = self.pick(key);
            if edit == Edit::Changed {
                self.changed();
                self.fault = self.choice_fault();
            }
            return edit;
        }
        self.adjust();
        if self.is_selected() {
            let takes_away = matches!(key.code, Code::Backspace | Code::Delete)
                || (key.ctrl && matches!(key.code, Code::Char('u' | 'k' | 'w')));
            if takes_away {
                self.line.clear();
                self.changed();
                return Edit::Changed;
            }
            if key.typed().is_some() {
                self.line.clear();
            }
        }
        let edit = self.line.key(key);
        match edit {
            Edit::Moved if self.is_selected() => self.state = State::Kept,
            Edit::Pass | Edit::Moved => {}
            Edit::Changed => self.changed(),
        }
        edit
    }

    /// A text was pasted into it. What belongs into no field that shows it is not taken. Says whether anything was taken.
    pub(super) fn paste(&mut self, text: &str) -> Result<bool, TooMuch> {
        if self.instead.is_some() || self.kind().is_button() {
            return Ok(false);
        }
        let rule = self.paste_rule(text);
        // Terminals and tables put tabs in, which are no part of a code.
        let untabbed = (*self.kind() == Kind::Code).then(|| Zeroizing::new(text.replace('\t', "")));
        let cleaned = clean(untabbed.as_deref().map_or(text, String::as_str), rule)?;
        match self.kind() {
            Kind::Choice { .. } => {
                self.paste_choice(&cleaned.text);
                return Ok(true);
            }
            Kind::Path(_) if text.trim().contains(['\n', '\r', '{']) || text.contains("PRIVATE KEY-----") => {
                self.note = Some(Note::Warn(NO_PATH.to_owned()));
                return Ok(false);
            }
            Kind::Text if text.contains("PRIVATE KEY-----") => return Ok(self.decline(PRIVATE)),
            Kind::Text | Kind::Path(_) if looks_like_a_token(&cleaned.text) => return Ok(self.decline(TOKEN)),
            _ => {}
        }
        let is_whole_token = *self.kind() == Kind::Token && looks_like_a_token(&cleaned.text);
        // Two keys after one another are none, so a whole one takes the place of what was there.
        if self.is_selected() || is_whole_token || *self.kind() == Kind::Code {
            self.line.clear();
        }
        let was_broken = self.broken && !self.line.is_empty();
        self.adjust();
        match self.kind() {
            Kind::Path(_) => self.line.insert(&path_in(&cleaned.text)),
            // Copied out of a request, it brings the word before it along.
            Kind::Token => self.line.insert(bare_token(&cleaned.text)),
            _ => self.line.insert(&cleaned.text),
        }
        self.changed();
        self.broken = was_broken || cleaned.had_breaks;
        // A key is pasted whole, so what no key has in it is said at once.
        if self.broken || *self.kind() == Kind::Token {
            self.fault = self.kind_fault();
        }
        self.note = self.answer_paste(rule, &cleaned);
        Ok(true)
    }

    fn decline(&mut self, sentence: &str) -> bool {
        self.fault = Some(sentence.to_owned());
        false
    }

    fn paste_rule(&self, text: &str) -> paste::PasteKind {
        let has_lines = text.trim().contains(['\n', '\r']);
        match self.kind() {
            Kind::Json { .. } => paste::PasteKind::Pem,
            Kind::Hidden { .. } | Kind::AnyText if has_lines && text.contains(BEGINS) => paste::PasteKind::Pem,
            Kind::Hidden { lines: true } if has_lines => paste::PasteKind::Pem,
            Kind::Token | Kind::Secret | Kind::Hidden { .. } => paste::PasteKind::Secret,
            _ => paste::PasteKind::OneLine,
        }
    }

    /// A secret cannot be read back from the screen, so its paste is answered with a count: a cut-off paste is the commonest fault.
    fn answer_paste(&self, rule: paste::PasteKind, cleaned: &Cleaned) -> Option<Note> {
        let count = characters(&cleaned.text);
        let lines = cleaned.text.lines().count();
        if cleaned.had_breaks && self.fault.is_none() {
            let what = if rule == paste::PasteKind::Secret { "It is kept" } else { "It was left out" };
            return Some(Note::Warn(format!(
                "{count} characters pasted, with a line break inside. {what}: check that it is one whole value."
            )));
        }
        if !matches!(self.kind(), Kind::Hidden { .. } | Kind::AnyText | Kind::Json { .. }) {
            return None;
        }
        match rule {
            paste::PasteKind::Pem if lines > 1 => {
                Some(Note::Plain(format!("{lines} lines, {count} characters pasted")))
            }
            _ => self.is_secret().then(|| Note::Plain(format!("{count} characters pasted"))),
        }
    }

    /// Whether it can hold what a person typed into the same field of an older form.
    pub(super) fn can_hold(&self, older: &Self) -> bool {
        let plain = |input: &Self| !matches!(input.ask.kind, Kind::Path(_) | Kind::Rows { .. });
        let alike = std::mem::discriminant(&self.ask.kind) == std::mem::discriminant(&older.ask.kind)
            || (plain(self) && plain(older));
        let fits = older.by_hand
            || !self.picks()
            || matches!(self.ask.kind, Kind::Choice { open: true, .. })
            || self.ask.kind.options().iter().any(|option| option.value == older.text());
        older.is_touched() && alike && fits
    }

    pub(super) fn take(&mut self, older: Self) {
        self.by_hand = older.by_hand && self.ask.by_hand.is_some();
        (self.line, self.other, self.items) = (older.line, older.other, older.items);
        (self.origin, self.state, self.broken) = (Origin::Typed, State::Changed, older.broken);
        self.adjust();
    }

    /// From now on it is chosen from these values; while it is empty, this one is. What was typed stays.
    pub(super) fn offer(&mut self, kind: Kind, preferred: Option<&str>) {
        let text = if self.is_empty() { preferred.unwrap_or_default().to_owned() } else { self.text().to_owned() };
        let by_hand = std::mem::replace(&mut self.ask.kind, kind);
        self.ask.by_hand.get_or_insert(by_hand);
        self.line.set(&text);
        self.fault = None;
        self.note = None;
    }
}

/// How many characters a person counts in a text; the ends of its lines are none.
fn characters(text: &str) -> usize {
    text.graphemes(true).filter(|grapheme| *grapheme != "\n").count()
}
