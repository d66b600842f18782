use proptest::prelude::*;

use super::*;

const FAMILY: &str = "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}";

fn ctrl(code: Code) -> Key {
    Key { ctrl: true, ..Key::plain(code) }
}

fn alt(code: Code) -> Key {
    Key { alt: true, ..Key::plain(code) }
}

/// The text with a bar where the cursor is.
fn seen(line: &LineEdit) -> String {
    let (left, right) = line.halves();
    format!("{left}|{right}")
}

/// A line from a text with a bar for the cursor.
fn at(text: &str) -> LineEdit {
    let (left, right) = text.split_once('|').unwrap();
    let mut line = LineEdit::with(&format!("{left}{right}"));
    line.cursor = left.len();
    line
}

#[test]
fn keys_edit_at_the_cursor() {
    #[rustfmt::skip]
    let table: &[(&str, Key, &str)] = &[
        ("a|c",               Key::char('b'),             "ab|c"),
        ("ab|c",              Key::plain(Code::Backspace), "a|c"),
        ("ab|c",              Key::plain(Code::Delete),   "ab|"),
        ("e\u{301}|x",        Key::plain(Code::Backspace), "|x"),
        ("e\u{301}|x",        Key::plain(Code::Left),     "|e\u{301}x"),
        ("漢|字",             Key::plain(Code::Right),    "漢字|"),
        ("🇩🇪🇫🇷|",             Key::plain(Code::Left),     "🇩🇪|🇫🇷"),
        ("ab|c",              Key::plain(Code::Home),     "|abc"),
        ("ab|c",              Key::plain(Code::End),      "abc|"),
        ("ab|c",              Key::ctrl('a'),             "|abc"),
        ("ab|c",              Key::ctrl('e'),             "abc|"),
        ("ab|c",              Key::ctrl('u'),             "|c"),
        ("ab|c",              Key::ctrl('k'),             "ab|"),
        ("one two-three |x",  Key::ctrl('w'),             "one two-|x"),
        ("one two|",          ctrl(Code::Left),           "one |two"),
        ("|  one two",        ctrl(Code::Right),          "  one| two"),
        ("one|",              ctrl(Code::Backspace),      "|"),
        ("one two|",          alt(Code::Left),            "one |two"),
        ("|one two",          alt(Code::Right),           "one| two"),
        ("one two|",          alt(Code::Char('b')),       "one |two"),
        ("|one two",          alt(Code::Char('f')),       "one| two"),
        ("|one two",          alt(Code::Char('d')),       "| two"),
        ("one| two x",        ctrl(Code::Delete),         "one| x"),
        ("one| two x",        alt(Code::Delete),          "one| x"),
        ("one two|",          alt(Code::Backspace),       "one |"),
        ("|",                 Key::plain(Code::Left),     "|"),
    ];
    for (before, key, after) in table {
        let mut line = at(before);
        assert_ne!(line.key(*key), Edit::Pass, "{before} {key}");
        assert_eq!(seen(&line), *after, "{before} {key}");
    }
}

#[test]
fn what_did_not_change_the_text_says_so() {
    assert_eq!(at("|a").key(Key::plain(Code::Backspace)), Edit::Moved);
    assert_eq!(at("a|").key(Key::plain(Code::Delete)), Edit::Moved);
    assert_eq!(at("a|").key(Key::plain(Code::End)), Edit::Moved);
    assert_eq!(at("a|").key(Key::ctrl('u')), Edit::Changed);
}

#[test]
fn other_keys_pass() {
    let codes = [Code::Enter, Code::Esc, Code::Tab, Code::BackTab, Code::Up, Code::Down, Code::PageUp, Code::F(1)];
    let keys = codes.map(Key::plain).into_iter().chain("cdflnoptyz".chars().map(Key::ctrl));
    let mut line = at("a|b");
    for key in keys.chain([ctrl(Code::Home), Key { alt: true, ..Key::char('x') }, Key::char('\u{1b}')]) {
        assert_eq!(line.key(key), Edit::Pass, "{key}");
    }
    assert_eq!(seen(&line), "a|b");
}

#[test]
fn control_characters_never_reach_the_text() {
    assert_eq!(LineEdit::with("a\tb\r\nc\u{1b}[0m\u{202e}").as_str(), "a bc[0m");
    let mut lines = LineEdit::multi();
    lines.insert("a\r\nb\tc\0");
    assert_eq!(lines.as_str(), "a\nb c");
}

#[test]
fn an_edit_that_joins_characters_leaves_the_cursor_behind_them() {
    let mut line = at("ex|\u{301}");
    line.cursor = 1;
    line.remove(1, 2);
    assert_eq!(seen(&line), "e\u{301}|");
    assert_eq!(line.count(), 1);
}

#[test]
fn a_long_text_shows_the_part_around_the_cursor() {
    #[rustfmt::skip]
    let table: &[(&str, u16, &str, u16)] = &[
        ("abc|",             4, "abc",   3),
        ("abcd|",            4, "bcd",   3),
        ("|abcdef",          4, "abcd",  0),
        ("abcdef|ghi",       4, "defg",  3),
        ("abcdefgh|ijklmnop", 8, "…defghi…", 6),
        ("abcdefghij|",      8, "…efghij", 7),
        ("abcdefg|",         8, "abcdefg", 7),
        ("abcdefg|h",        8, "abcdefgh", 7),
        ("|abcdefghij",      8, "abcdefg…", 0),
        ("漢字漢字漢|",      8, "…漢字漢", 7),
        ("|漢字漢字漢",      8, "漢字漢…", 0),
        ("漢字|",            4, "字",    2),
        ("漢字|",            5, "漢字",  4),
        ("|漢字",            1, "",      0),
        ("a|",               1, "",      0),
        ("a|",               0, "",      0),
        ("e\u{301}e\u{301}|", 3, "e\u{301}e\u{301}", 2),
    ];
    for (text, width, shown, cursor) in table {
        let seen = at(text).visible(*width, Mask::Open);
        assert_eq!((seen.text.as_str(), seen.cursor), (*shown, *cursor), "{text} in {width}");
    }
    let family = LineEdit::with(&FAMILY.repeat(3)).visible(5, Mask::Open);
    assert_eq!((family.text, family.cursor), (FAMILY.repeat(2), 4));
}

#[test]
fn where_nobody_edits_the_beginning_is_shown() {
    for (text, width, shown) in [
        ("http://localhost:8123/callback", 12, "http://loca…"),
        ("acme", 4, "acme"),
        ("acme", 3, "ac…"),
        ("漢字漢字", 6, "漢字…"),
        ("acme", 1, "…"),
        ("acme", 0, ""),
        ("", 5, ""),
    ] {
        assert_eq!(LineEdit::with(text).beginning(width, Mask::Open).text, shown, "{text} in {width}");
    }
    assert_eq!(LineEdit::with("secret").beginning(80, Mask::Hidden).text, "••••••");
}

#[test]
fn the_lines_of_a_key_file_are_shown_as_one() {
    let mut line = LineEdit::multi();
    line.set("-----\nMIIE\n");
    assert_eq!(line.visible(20, Mask::Open).text, "-----⏎MIIE⏎");
    assert_eq!(line.count(), 11);
}

#[test]
fn hidden_text_shows_dots_and_not_how_many_it_would_need() {
    let shown = at("ab|c").visible(10, Mask::Hidden);
    assert_eq!((shown.text.as_str(), shown.cursor), ("•••", 2));
    let long = LineEdit::with(&"x".repeat(500));
    let longer = LineEdit::with(&"x".repeat(501));
    assert_eq!(long.visible(80, Mask::Hidden).text, longer.visible(80, Mask::Hidden).text);
    assert_eq!(long.visible(80, Mask::Hidden).cursor, 24);
    assert_eq!(long.visible(6, Mask::Hidden).text, "…••••");
    assert!(long.visible(80, Mask::Hidden).text.starts_with("…•"), "more than that is there");
    assert_eq!(LineEdit::with(FAMILY).visible(80, Mask::Hidden).text, "•");
    assert_eq!(at("|secret").visible(80, Mask::Hidden).cursor, 0);
}

#[test]
fn a_large_paste_is_one_insertion() {
    let mut line = at("<|>");
    line.insert(&"0123456789".repeat(30_000));
    assert_eq!(line.as_str().len(), 300_002);
    assert_eq!(line.cursor, 300_001);
}

#[test]
fn debug_shows_a_count_only() {
    assert_eq!(format!("{:?}", LineEdit::with("hunter2")), "LineEdit(7 characters)");
}

/// The same editor as slow and simple as can be: whatever it does, it looks at the whole text.
#[derive(Default)]
struct Model {
    text: String,
    cursor: usize,
}

impl Model {
    fn stops(&self) -> Vec<usize> {
        self.text.grapheme_indices(true).map(|(at, _)| at).chain([self.text.len()]).collect()
    }

    fn insert(&mut self, text: &str) {
        let text: String = text.replace('\t', " ").replace(|c: char| c.is_control(), "");
        let rest = self.text.split_off(self.cursor);
        self.text = format!("{}{text}{rest}", self.text);
        self.cursor += text.len();
        self.settle();
    }

    fn cut(&mut self, from: usize, to: usize) {
        self.text = format!("{}{}", &self.text[..from], &self.text[to..]);
        self.cursor = from;
        self.settle();
    }

    fn settle(&mut self) {
        self.cursor = self.stops().into_iter().find(|stop| *stop >= self.cursor).unwrap();
    }

    fn key(&mut self, key: Key) {
        let stops = self.stops();
        let before = stops.iter().copied().rfind(|stop| *stop < self.cursor).unwrap_or(0);
        let after = stops.iter().copied().find(|stop| *stop > self.cursor).unwrap_or(self.text.len());
        match key.code {
            Code::Left => self.cursor = before,
            Code::Right => self.cursor = after,
            Code::Home => self.cursor = 0,
            Code::End => self.cursor = self.text.len(),
            Code::Backspace => self.cut(before, self.cursor),
            Code::Delete => self.cut(self.cursor, after),
            Code::Char('u') => self.cut(0, self.cursor),
            Code::Char('k') => self.cut(self.cursor, self.text.len()),
            _ => unreachable!("not among the edits"),
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Insert(String),
    Key(Key),
}

fn step() -> impl Strategy<Value = Step> {
    let parts = [
        "a", "Z", " ", "-", "7", "é", "e", "\u{301}", "\u{200d}", FAMILY, "👩", "🇩", "🇪", "漢", "क", "\u{94d}",
        "\u{fe0f}", "\t", "\n", "\u{1b}",
    ];
    let text = prop::collection::vec(prop::sample::select(parts.to_vec()), 0..6).prop_map(|parts| parts.concat());
    let codes = [Code::Left, Code::Right, Code::Home, Code::End, Code::Backspace, Code::Delete];
    let keys: Vec<Key> = codes.map(Key::plain).into_iter().chain(['u', 'k'].map(Key::ctrl)).collect();
    prop_oneof![text.prop_map(Step::Insert), prop::sample::select(keys).prop_map(Step::Key)]
}

proptest! {
    #[test]
    fn random_edits_agree_with_the_naive_model(steps in prop::collection::vec(step(), 0..40), width in 0_u16..12) {
        let (mut line, mut model) = (LineEdit::default(), Model::default());
        for step in steps {
            match step {
                Step::Insert(text) => {
                    line.insert(&text);
                    model.insert(&text);
                }
                Step::Key(key) => {
                    line.key(key);
                    model.key(key);
                }
            }
            prop_assert_eq!(line.as_str(), &model.text);
            prop_assert_eq!(line.cursor, model.cursor);
            // No sign but where something is cut, and what is shown is what stands around the cursor.
            let shown = line.visible(width, Mask::Open);
            let begun = shown.text.strip_prefix(CUT).unwrap_or(&shown.text);
            let seen = begun.strip_suffix(CUT).unwrap_or(begun);
            prop_assert!(line.as_str().contains(seen));
            prop_assert!(seen != line.as_str() || seen == shown.text);
            let behind = fit(shown.text.graphemes(true), usize::from(shown.cursor)).0;
            let behind = shown.text[..behind].strip_prefix(CUT).unwrap_or(&shown.text[..behind]);
            // What takes no column stands on either side of the cursor alike.
            let flat = line.as_str().graphemes(true).any(|grapheme| grapheme.width() == 0);
            prop_assert!(flat || line.halves().0.ends_with(behind), "{:?}", shown.text);
            for mask in [Mask::Open, Mask::Hidden] {
                let shown = line.visible(width, mask);
                prop_assert!(shown.text.width() <= usize::from(width));
                prop_assert!(shown.cursor < width.max(1));
                prop_assert!(line.beginning(width, mask).text.width() <= usize::from(width));
            }
        }
    }
}

#[test]
fn more_than_a_paste_may_bring_is_not_typed() {
    let mut line = LineEdit::with(&"x".repeat(paste::LIMIT));
    assert_eq!(line.key(Key::char('y')), Edit::Moved);
    assert_eq!(line.count(), paste::LIMIT);
}
