//! Saving what Review and Done show: as an answers file that makes it again, or as a script. The worker writes; nothing is sent.

mod view;
mod what;

use self::what::{Of, SaveAs};
use crate::{
    domain::{
        local::{NewFiles, PathTarget, Unwritten},
        request::{Answer, Chore, Copied, HiddenText, Request},
        secret::Secret,
    },
    export::Export,
    kit::{
        form::{Ask, Check, Form, Kind, Note, Place, Turn, When},
        keys::{Binding, Hint, Key, KeyTable, hints, hints_now, lookup},
        notice::Notice,
        paste::TooMuch,
        screen::{Cx, Flow, Screen},
        scroll::Scroll,
        shared::Shared,
        visit::{ScreenId, Visit},
    },
};

pub(crate) use what::curl;

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Command {
    Next,
    Move,
    Turn,
    Copy,
    Scroll,
    Leave,
}

/// While it is asked what to save, and where.
const KEYS: &[Binding<Command>] = &[
    Binding::first(&[Key::ENTER], Command::Next, "next", "to the next field; on a button, press it"),
    Binding::first(&[Key::LEFT, Key::RIGHT], Command::Turn, "choose", "choose a format; in a path, → completes it"),
    Binding::room(
        &[Key::ctrl('y')],
        Command::Copy,
        "copy instead",
        "copy the answers file or script instead of saving it",
    ),
    Binding::help(
        &[Key::UP, Key::DOWN, Key::TAB, Key::BACK_TAB],
        Command::Move,
        "move",
        "to the field above or below; in a path, Tab completes it",
    ),
];

/// Once it is saved.
const SAVED: &[Binding<Command>] = &[
    Binding::first(&[Key::ENTER], Command::Leave, "back", "back to where you were"),
    Binding::help(&[Key::UP, Key::PAGE_UP], Command::Scroll, "up", "scroll up"),
    Binding::help(&[Key::DOWN, Key::PAGE_DOWN], Command::Scroll, "down", "scroll down"),
];

/// A field of the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Row {
    What,
    File,
    Folder,
    Save,
    Replace,
}

/// What is saved, and where; then where it lies.
#[derive(Debug, Default)]
pub struct State {
    form: Form<Row>,
    /// It is a connection that exists, and not the answers of the wizard.
    is_existing: bool,
    /// What was asked to be saved last; something else may be chosen before it is.
    saving: SaveAs,
    /// What was last saved: in which form, and where it lies.
    saved: Option<(SaveAs, String)>,
    scroll: Scroll,
}

/// From Review or Done to this screen.
pub(crate) fn open(cx: &mut Cx<'_>) -> Flow {
    if what::is_whole(cx.shared) {
        return Flow::Goto(ScreenId::Save.into());
    }
    cx.tell(Notice::warn("There is nothing to save yet: an earlier step has no answer."));
    Flow::Stay
}

fn asks() -> Vec<Ask<Row>> {
    let formats = SaveAs::ALL.map(|(_, word, label)| (word, label));
    let is_answers = When::If(|form| SaveAs::of(form.text(Row::What)) == SaveAs::Answers);
    let is_script = When::If(|form| SaveAs::of(form.text(Row::What)) != SaveAs::Answers);
    vec![
        Ask::new(Row::What, "Save as", Kind::choice(&formats)).default(formats[0].0),
        Ask::new(Row::File, "File", Kind::Path(PathTarget::NewFile))
            .required("Enter the path of the file.")
            .when(is_answers),
        Ask::new(Row::Folder, "Folder", Kind::Path(PathTarget::Folder))
            .required("Enter the path of the folder.")
            .when(is_script),
        Ask::new(Row::Save, "Save", Kind::Button),
        Ask::new(Row::Replace, "Replace what is there", Kind::Button),
    ]
}

impl State {
    fn of<'a>(&self, shared: &'a Shared) -> Of<'a> {
        Of { shared, is_existing: self.is_existing }
    }

    fn what(&self) -> SaveAs {
        SaveAs::of(self.form.text(Row::What))
    }

    /// The field for the path.
    fn place(&self) -> Row {
        if self.what() == SaveAs::Answers { Row::File } else { Row::Folder }
    }

    fn propose(&mut self, shared: &Shared) {
        let name = what::file_name(self.of(shared));
        self.form.propose(Row::File, &format!("{name}.toml"));
        let word = match self.what() {
            SaveAs::Answers => "",
            SaveAs::Script(format) => format.word(),
        };
        self.form.propose(Row::Folder, &format!("{name}-{word}"));
    }

    fn save(&mut self, replace: bool, cx: &mut Cx<'_>) {
        if self.form.check() != Check::Good {
            return;
        }
        let (what, path) = (self.what(), self.form.answer(self.place()).to_owned());
        if let Some(what) = what::files(what, self.of(cx.shared), cx.now) {
            self.saving = self.what();
            cx.ask(Request::Here(Chore::WriteFiles(NewFiles { path, what, replace })));
        }
    }

    fn written(&mut self, asked: &NewFiles, answer: Result<String, Unwritten>) {
        let place = self.place();
        match answer {
            Ok(path) => {
                self.saved = Some((self.saving, path));
                self.scroll = Scroll::default();
            }
            // Of another path than stands there by now it says nothing.
            Err(_) if self.form.answer(place) != asked.path => {}
            Err(Unwritten::Exists(file)) => {
                self.form.put(Row::Replace, Place::Shown);
                self.form
                    .note(place, Some(Note::Warn(format!("{file} exists. Enter another path, or replace it below."))));
                self.form.go(place);
            }
            Err(Unwritten::Failed(sentence)) => self.form.refuse(place, sentence),
        }
    }

    fn turned(&mut self, turn: Turn<Row>, cx: &mut Cx<'_>) -> Flow {
        match turn {
            Turn::Pass => return Flow::Pass,
            Turn::Still | Turn::Left(_) => {}
            Turn::Changed(row) => {
                self.form.put(Row::Replace, Place::LeftOut);
                if row == Row::What {
                    self.propose(cx.shared);
                }
            }
            // The Enter that led here, held down, saves nothing.
            Turn::Pressed(_) if !cx.fresh => {}
            Turn::Pressed(row) => self.save(row == Some(Row::Replace), cx),
            Turn::Complete(path, target) => cx.ask(Request::Here(Chore::CompletePath(path, target))),
        }
        Flow::Stay
    }

    fn saved_key(&mut self, key: Key, cx: &Cx<'_>) -> Flow {
        match lookup(SAVED, key) {
            Some(Command::Leave) if !cx.fresh => {}
            Some(Command::Leave) => return Flow::Back,
            Some(Command::Scroll) => self.scroll.by_key(key, cx.extent),
            _ => return Flow::Pass,
        }
        Flow::Stay
    }
}

/// What is typed to use what was saved.
fn usage(what: SaveAs, path: &str, of: Of<'_>) -> String {
    match what {
        SaveAs::Answers if of.needs_person() => format!("qonnect --answers {}", quoted(path)),
        SaveAs::Answers => format!("qonnect apply {}", quoted(path)),
        SaveAs::Script(format) => format!("cd {} && {}", quoted(path), Export::run(format)),
    }
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+~:".contains(c) || cfg!(windows) && c == '\\';
    if path.chars().all(is_plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

impl Screen for State {
    fn enter(&mut self, visit: Visit, cx: &mut Cx<'_>) {
        self.is_existing = visit == Visit::SaveExisting;
        self.form.reset(asks());
        self.form.put(Row::Replace, Place::LeftOut);
        self.saved = None;
        self.propose(cx.shared);
        self.form.go(Row::What);
    }

    fn hints(&self, _shared: &Shared) -> Vec<Hint> {
        if self.saved.is_some() {
            return hints(SAVED);
        }
        let Some(row) = self.form.focus() else { return hints(KEYS) };
        hints_now(KEYS, |command, hint| match (command, row) {
            (Command::Next, Row::File | Row::Folder | Row::Save) => Some(Hint { short: "save", ..hint }),
            (Command::Next, Row::Replace) => Some(Hint { short: "replace", ..hint }),
            // There is nothing to choose in a path.
            (Command::Turn, Row::File | Row::Folder | Row::Replace | Row::Save) => None,
            _ => Some(hint),
        })
    }

    fn tables(&self) -> Vec<KeyTable> {
        vec![("", hints(KEYS)), ("after saving", hints(SAVED))]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        if self.saved.is_some() {
            return self.saved_key(key, cx);
        }
        if lookup(KEYS, key) == Some(Command::Copy) {
            if let Some(text) = what::text(self.what(), self.of(cx.shared), cx.now) {
                cx.ask(Request::Here(Chore::Copy(HiddenText(text))));
            }
            return Flow::Stay;
        }
        let turn = match (self.form.focus(), lookup(KEYS, key)) {
            // The path is the last that is asked, so Enter on it saves as the button below does.
            (Some(Row::File | Row::Folder), Some(Command::Next)) => {
                self.form.verify(self.place());
                Turn::Pressed(Some(Row::Save))
            }
            _ => self.form.key(key),
        };
        self.turned(turn, cx)
    }

    fn paste(&mut self, text: &Secret, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        if self.saved.is_none() {
            let turn = self.form.paste(text.expose())?;
            self.turned(turn, cx);
        }
        Ok(())
    }

    fn answer(&mut self, asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        match (answer, asked) {
            (Answer::WriteFiles(answer), Request::Here(Chore::WriteFiles(asked))) => self.written(asked, answer),
            (Answer::CompletePath(answer), Request::Here(Chore::CompletePath(begun, _))) => {
                let turn = self.form.completed(begun, answer);
                return self.turned(turn, cx);
            }
            (Answer::Copy(copied), _) => {
                let noun = if self.what() == SaveAs::Answers { "the answers file" } else { "the script" };
                cx.tell(copied_notice(noun, &copied));
            }
            _ => return Flow::Pass,
        }
        Flow::Stay
    }

    fn is_filled(&self) -> bool {
        false
    }
}

/// What became of a text for the clipboard that has variables in place of its secrets.
pub(crate) fn copied_notice(noun: &str, copied: &Copied) -> Notice {
    Notice::copied(copied, noun, ", with variables for the secrets", "save it as a file")
}

#[cfg(test)]
mod tests;
