//! Pictures of what exists: the list, one connection, and each task, at three sizes; with their styles.

use qonnect::{
    domain::request::Asked,
    kit::{
        keys::{Code, Key},
        shared::Goal,
    },
    ui::theme::Theme,
};
use ratatui::style::{Color, Modifier};

use crate::stage::{DOWN, ENTER, ESC, PAGE_DOWN, Stage, TAB, text_of};

const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (60, 18)];

/// Compares with the pictures of this name, and looks at colours and secrets as the other screens' pictures are looked at.
fn picture(name: &str, stage: &Stage) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (columns, rows) in SIZES {
        let text = stage.text(columns, rows);
        settings.bind(|| insta::assert_snapshot!(format!("{name}@{columns}x{rows}"), text));
        assert!(!text.contains("marker"), "a secret is shown:\n{text}");
        assert!(!text.contains("  …"), "a column is cut to nothing:\n{text}");
        let (colour, _) = stage.look(Theme::Colour, columns, rows);
        let (plain, _) = stage.look(Theme::Plain, columns, rows);
        assert_eq!(text_of(&colour), text_of(&plain), "colours change no character");
        assert!(plain.content().iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
        for cell in colour.content() {
            assert!(!matches!(cell.fg, Color::Rgb(..) | Color::Indexed(_) | Color::White | Color::Black), "{cell:?}");
            assert_eq!(cell.bg, Color::Reset);
        }
    }
}

fn list() -> Stage {
    Stage::on_side(Goal::Connections)
}

/// The connection in this row of the list, opened.
fn opened(row: usize) -> Stage {
    let mut stage = list();
    (0..row).for_each(|_| stage.press(DOWN));
    stage.press(ENTER);
    stage
}

#[test]
fn the_list() {
    let mut stage = list();
    picture("connections-list", &stage);
    stage.type_text("grace");
    let shown = stage.text(80, 24);
    assert!(shown.contains("▸ Warehouse") && !shown.contains("Old files"), "found by its owner: {shown}");
}

#[test]
fn the_columns_begin_in_the_same_place_in_every_row_and_go_as_a_whole() {
    let stage = list();
    for columns in 60..=140 {
        let text = stage.text(columns, 24);
        let starts = |word: &str| -> Vec<usize> {
            let at = |line: &str| line.find(word).map(|at| line[..at].chars().count());
            text.lines().skip(4).filter(|line| line.contains("Orders")).filter_map(at).collect()
        };
        for word in ["Amazon", "Sales"] {
            let all = starts(word);
            assert!(all.len() == 2 && all[0] == all[1], "{columns} {word} {all:?}:\n{text}");
        }
        for (word, whole) in [("embed", "embedded"), ("separ", "separated"), ("2026", "2026-11-03")] {
            assert_eq!(text.matches(word).count(), text.matches(whole).count(), "{columns} {word}:\n{text}");
        }
    }
}

#[test]
fn one_connection() {
    picture("connections-one", &opened(0));
    // Somebody else's: what may not be done stands back, and says why.
    let stage = opened(2);
    picture("connections-one-of-another", &stage);
    let (buffer, _) = stage.look(Theme::Colour, 120, 40);
    let rows = buffer.content().chunks(120);
    let refused = rows
        .into_iter()
        .find(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>().contains("Change the owner  "));
    let refused = refused.unwrap();
    let cell = refused.iter().find(|cell| cell.symbol() == "C").unwrap();
    assert!(cell.modifier.contains(Modifier::DIM), "{cell:?}");
}

#[test]
fn changing_and_its_review() {
    let mut stage = opened(0);
    stage.press(Key::char('e'));
    picture("connections-change", &stage);
    stage.fill("Secret key", "marker");
    stage.fill("Bucket", "landing-zone-2");
    stage.press(PAGE_DOWN);
    stage.press(ENTER);
    picture("connections-review", &stage);
}

#[test]
fn new_credentials() {
    let mut stage = opened(1);
    stage.press(Key::char('p'));
    picture("connections-rotate", &stage);
}

#[test]
fn copying() {
    let mut stage = opened(0);
    stage.press(Key::char('c'));
    // The personal space, not Sales, where it is, the published one, and the one behind that for data.
    for key in [TAB, DOWN, TAB, DOWN, TAB] {
        stage.press(key);
    }
    picture("connections-copy-spaces", &stage);
    stage.press(ENTER);
    picture("connections-copy", &stage);
    stage.tenant.no_copy_to = Some("id of Finance (published)".into());
    stage.press(ENTER);
    stage.press(ENTER);
    picture("connections-copied", &stage);
}

#[test]
fn moving() {
    let mut stage = opened(0);
    stage.press(Key::char('m'));
    stage.type_text("Finance");
    stage.press(ENTER);
    picture("connections-move", &stage);
}

#[test]
fn giving_it_to_another_owner() {
    let mut stage = opened(0);
    stage.press(Key::char('o'));
    picture("connections-owner", &stage);
    stage.type_text("grace@acme.example");
    stage.press(ENTER);
    picture("connections-owner-review", &stage);
}

#[test]
fn deleting() {
    let mut stage = opened(0);
    stage.press(Key::char('d'));
    picture("connections-delete", &stage);
    stage.type_text("Orders");
    stage.press(ENTER);
    let (buffer, _) = stage.look(Theme::Colour, 80, 24);
    assert!(buffer.content().iter().any(|cell| cell.modifier.contains(Modifier::REVERSED)), "the button has the focus");
}

#[test]
fn in_the_smallest_window_the_name_of_what_is_changed_stays_in_view() {
    let mut stage = opened(0);
    assert!(stage.text(40, 10).contains("Orders"), "{}", stage.text(40, 10));
    stage.press(Key::char('n'));
    let shown = stage.text(40, 10);
    assert!(shown.contains("Rename Orders") && shown.contains("▸ Name"), "{shown}");
}

#[test]
fn a_small_window_says_what_each_task_is_about() {
    let show = |stage: &Stage, columns, rows, words: &[&str]| {
        let shown = stage.text(columns, rows);
        for words in words {
            assert!(shown.contains(words), "{words}:\n{shown}");
        }
    };
    // Opened from the list, the connection says which one it is.
    show(&opened(0), 60, 18, &[" Orders\n"]);
    let mut stage = opened(0);
    stage.press(Key::char('d'));
    show(&stage, 40, 10, &["Delete Orders?", "▸ Name"]);
    let mut stage = opened(0);
    stage.press(Key::char('c'));
    stage.press(TAB);
    stage.press(DOWN);
    stage.press(TAB);
    show(&stage, 40, 10, &["2 marked"]);
    stage.press(ENTER);
    stage.press(ENTER);
    show(&stage, 40, 10, &["Copy Orders", "name free in Personal space", "Copy to 2 spaces"]);
}

#[test]
fn each_of_them_is_drawn_at_every_size() {
    for (row, key) in
        [(0, None), (0, Some('e')), (1, Some('p')), (0, Some('c')), (0, Some('m')), (0, Some('o')), (0, Some('d'))]
    {
        let mut stage = opened(row);
        if let Some(key) = key {
            stage.press(Key::char(key));
        }
        crate::sizes::some_sizes(&stage);
    }
    crate::sizes::some_sizes(&list());
    let mut stage = list();
    stage.held = vec![Asked::ReadBack];
    stage.press(ENTER);
    stage.press(Key::plain(Code::F(1)));
    crate::sizes::some_sizes(&stage);
}

/// What is told about the page that was left, or about what was typed since, is not true any more.
#[test]
fn what_a_key_was_answered_with_goes_with_the_next_key() {
    let mut stage = opened(0);
    stage.press(Key::char('e'));
    stage.fill("Bucket", "landing-zone-2");
    stage.press(ESC);
    assert!(stage.text(80, 24).contains("Esc again leaves"), "{}", stage.text(80, 24));
    stage.press(ESC);
    assert!(!stage.text(80, 24).contains("Esc again leaves"), "{}", stage.text(80, 24));
    stage.press(Key::char('n'));
    for _ in 0..2 {
        stage.press(ENTER);
    }
    assert!(stage.text(80, 24).contains("You have not changed anything"), "{}", stage.text(80, 24));
    stage.press(Key::BACK_TAB);
    assert!(!stage.text(80, 24).contains("You have not changed"), "{}", stage.text(80, 24));
}
