//! A path that is being typed, in whatever field: how Tab and the right arrow go on with it, and what came of that.
//!
//! Looking into folders is the worker's; here is only what is asked and what came back.

use std::borrow::Cow;

use super::{FieldCheck, Form, Note, Turn};
use crate::{
    domain::local::{Completion, PathTarget},
    kit::keys::{Code, Key},
};

/// How far the path of the field with the focus was completed.
#[derive(Debug, Default)]
pub(super) struct Completing {
    /// The path that cannot be completed any further.
    stuck: Option<String>,
    /// Whether Tab asked, which moves on where nothing is to be added. The arrow only goes on with the path.
    moves: bool,
}

impl<K: Copy + Eq> Form<K> {
    /// Asks how the path with the focus goes on, if this key wants to know.
    pub(super) fn complete(&mut self, key: Key) -> Option<Turn<K>> {
        let input = self.current()?;
        let target = input.path()?;
        // Who takes what is proposed wants to move on, as from a path that was looked at.
        let is_known = matches!(input.check, FieldCheck::Good(_)) || !input.is_touched();
        let is_wanted = match key.code {
            // Who presses Tab again where it brings nothing more wants to move on.
            Code::Tab => !is_known && self.completing.stuck.as_deref() != Some(input.text()),
            Code::Right => !key.ctrl && !key.alt && input.line.is_at_end(),
            _ => false,
        };
        if !is_wanted || input.line.is_empty() {
            return None;
        }
        let asked = Turn::Complete(input.text().to_owned(), target);
        self.completing = Completing { stuck: None, moves: key.code == Code::Tab };
        Some(asked)
    }

    /// What was found out about a path. Of another path than stands there it changes nothing.
    pub fn completed(&mut self, begun: &str, answer: Result<Completion, String>) -> Turn<K> {
        let Some(input) = self.current_mut() else { return Turn::Pass };
        let Some(target) = input.path() else { return Turn::Pass };
        if input.text() != begun {
            return Turn::Still;
        }
        let key = input.key();
        let (longer, note, is_whole) = match answer {
            Ok(found) => {
                let grew = found.path != begun;
                let (note, is_whole) = judged(&found, grew, target);
                (grew.then_some(found.path), note, is_whole)
            }
            Err(why) => (None, Some(Note::Warn(why)), false),
        };
        if let Some(path) = &longer {
            input.set(path);
        }
        if note.is_some() {
            input.note = note;
        }
        if longer.is_none() {
            self.completing.stuck = Some(begun.to_owned());
        }
        match longer {
            _ if is_whole && self.completing.moves => self.step(true),
            Some(_) => Turn::Changed(key),
            None => Turn::Still,
        }
    }
}

/// What there is to know about how a path can go on, and whether nothing is to be added to it.
fn judged(found: &Completion, grew: bool, target: PathTarget) -> (Option<Note>, bool) {
    match (found.names.as_slice(), target) {
        ([], _) if grew => (None, false),
        ([], PathTarget::File) => (Some(Note::Warn("No file or folder begins like this.".to_owned())), false),
        // A folder without folders in it; or one that is still to be made.
        // Nor need a file be there that is still to be written.
        ([], PathTarget::Folder | PathTarget::NewFile) => (None, true),
        ([only], _) => {
            let is_whole = !grew && found.path.ends_with(only.as_str()) && !only.ends_with(['/', '\\']);
            (None, is_whole)
        }
        (names, _) => {
            let more = if found.more > 0 { format!("   and {} more", found.more) } else { String::new() };
            (Some(Note::Plain(format!("{}{more}", names.join("   ")))), false)
        }
    }
}

/// The path in a text that was pasted or dropped onto the terminal: without quotes, without the backslashes of a shell, and out of the
/// address of a file.
pub fn path_in(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let inside = |quote: char| text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    if let Some(path) = inside('\'').filter(|path| !path.starts_with("file://")) {
        // How a shell writes a quote inside of quotes, and what terminals therefore paste.
        return if path.contains("'\\''") { path.replace("'\\''", "'").into() } else { path.into() };
    }
    let quoted = inside('"').or_else(|| inside('\''));
    let (text, is_quoted) = (quoted.unwrap_or(text), quoted.is_some());
    if let Some(path) = text.strip_prefix("file://") {
        let path = path.strip_prefix("localhost").unwrap_or(path);
        return if path.starts_with('/') { decoded(path) } else { text.into() };
    }
    // A Windows path is full of backslashes, and they mean folders.
    let is_shell = !cfg!(windows) && !is_quoted && text.starts_with(['/', '~', '.']) && text.contains('\\');
    let unescaped = is_shell.then(|| unescaped(text)).flatten();
    unescaped.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// A path as it stands in an address, where a blank is `%20`. One that does not come out as text stays as it is.
fn decoded(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return path.into();
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, behind @ ..] = rest {
        let hex = (*first == b'%').then(|| behind.get(..2)).flatten();
        let byte = hex.and_then(|hex| u8::from_str_radix(str::from_utf8(hex).ok()?, 16).ok());
        rest = if byte.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
        bytes.push(byte.unwrap_or(*first));
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(path), Cow::Owned)
}

/// Without the backslashes that keep a shell from reading the sign after them as something else. Letters need none, so before one it
/// is a part of the name.
fn unescaped(path: &str) -> Option<String> {
    let mut out = String::with_capacity(path.len());
    let mut chars = path.chars();
    while let Some(c) = chars.next() {
        out.push(if c == '\\' { chars.next().filter(|c| !c.is_alphanumeric())? } else { c });
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::form::{Ask, Kind};

    const TAB: Key = Key::plain(Code::Tab);
    const RIGHT: Key = Key::plain(Code::Right);

    fn found(path: &str, names: &[&str]) -> Completion {
        Completion { path: path.into(), names: names.iter().map(|name| (*name).to_owned()).collect(), more: 0 }
    }

    /// A form with the focus on this path.
    fn at(path: &str, target: PathTarget) -> Form<u8> {
        let mut form = Form::new(vec![Ask::new(0, "Path", Kind::Path(target)), Ask::new(1, "Next", Kind::Button)]);
        form.set(0, path);
        form
    }

    fn asks(form: &mut Form<u8>, key: Key) -> bool {
        matches!(form.key(key), Turn::Complete(..))
    }

    /// The key is pressed at this path, and the answer comes. `Left` says that it was moved on from.
    fn pressed(key: Key, path: &str, found: Completion, target: PathTarget) -> (Turn<u8>, Form<u8>) {
        let mut form = at(path, target);
        assert_eq!(form.key(key), Turn::Complete(path.to_owned(), target));
        (form.completed(path, Ok(found)), form)
    }

    #[test]
    fn tab_moves_on_from_a_whole_file_at_once_and_from_a_dead_end_when_pressed_again() {
        let (whole, _) = pressed(TAB, "/k.pem", found("/k.pem", &["k.pem"]), PathTarget::File);
        assert_eq!(whole, Turn::Left(0));
        for (again, asked) in [("/zz", false), ("/z", true)] {
            let (dead, mut form) = pressed(TAB, "/zz", found("/zz", &[]), PathTarget::File);
            assert_eq!(dead, Turn::Still);
            assert!(matches!(form.current().unwrap().note(), Some(Note::Warn(_))));
            form.set(0, again);
            assert_eq!(asks(&mut form, TAB), asked, "{again}");
        }
    }

    #[test]
    fn the_arrow_goes_on_with_a_path_at_its_end_only_and_never_moves_on() {
        assert_eq!(pressed(RIGHT, "/k.pem", found("/k.pem", &["k.pem"]), PathTarget::File).0, Turn::Still);
        let mut form = at("/k", PathTarget::File);
        form.key(Key::plain(Code::Left));
        assert!(!asks(&mut form, RIGHT));
        for key in [TAB, RIGHT] {
            assert!(!asks(&mut at("", PathTarget::File), key));
        }
        let mut form = at("/k", PathTarget::File);
        form.judge(0, "/k", FieldCheck::Good(String::new()));
        assert!(!asks(&mut form, TAB), "it was read already");
    }

    #[test]
    fn a_folder_grows_and_one_with_nothing_to_add_is_left() {
        let (grown, form) = pressed(TAB, "/ke", found("/keys/", &["keys/"]), PathTarget::Folder);
        assert_eq!((grown, form.text(0), form.current().unwrap().note()), (Turn::Changed(0), "/keys/", None));
        assert_eq!(pressed(TAB, "/keys/", found("/keys/", &[]), PathTarget::Folder).0, Turn::Left(0));
        let (_, several) = pressed(TAB, "/a/", found("/a/", &["b/", "c/"]), PathTarget::Folder);
        assert_eq!(several.current().unwrap().note(), Some(&Note::Plain("b/   c/".into())));
    }

    #[test]
    fn an_answer_for_another_path_changes_nothing() {
        let (_, mut form) = pressed(TAB, "/ab", found("/ab", &[]), PathTarget::File);
        assert_eq!((form.completed("/a", Ok(found("/abc", &["abc"]))), form.text(0)), (Turn::Still, "/ab"));
    }

    #[test]
    fn a_path_is_taken_out_of_what_a_terminal_puts_around_it() {
        for text in [
            "/a b",
            "'/a b'",
            "\"/a b\"",
            "file:///a b",
            " '/a b' \n",
            "/a\\ b",
            "file:///a%20b",
            "'file:///a%20b'",
            "file://localhost/a%20b",
        ] {
            assert_eq!(path_in(text), "/a b", "{text:?}");
        }
        for (text, path) in [
            ("/x/my\\ keys/\\(1\\)\\ sa.json", "/x/my keys/(1) sa.json"),
            ("~/my\\ keys", "~/my keys"),
            ("'/it'\\''s'", "/it's"),
            ("/a\\\\b", "/a\\b"),
            ("/a\\b c", "/a\\b c"),
            ("C:\\keys\\a b.json", "C:\\keys\\a b.json"),
            ("file:///x/%C3%A4.json", "/x/ä.json"),
            ("file:///x/100%.json", "/x/100%.json"),
            ("/x/100%20.json", "/x/100%20.json"),
        ] {
            assert_eq!(path_in(text), path, "{text:?}");
        }
        assert_eq!(path_in("file://host/x"), "file://host/x");
    }
}
