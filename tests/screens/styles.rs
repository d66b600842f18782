//! What the pictures as text do not show: colours, and that nothing is said by colour alone.

use qonnect::{domain::step::Step, ui::theme::Theme};
use ratatui::{
    buffer::{Buffer, Cell},
    style::{Color, Modifier},
};

use crate::stage::{DOWN, ENTER, Stage, text_of};

/// The steps, each with something on it.
fn stages() -> Vec<Stage> {
    let mut stages: Vec<Stage> = Step::ALL.into_iter().filter(|step| *step != Step::Authorize).map(Stage::at).collect();
    let mut authorize = Stage::at_authorize();
    authorize.press(ENTER);
    stages.push(authorize);
    stages
}

fn cells(buffer: &Buffer) -> impl Iterator<Item = &Cell> {
    buffer.content().iter()
}

#[test]
fn without_colour_no_cell_has_one() {
    for stage in stages() {
        let (buffer, _) = stage.look(Theme::Plain, 80, 24);
        assert!(cells(&buffer).all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
    }
}

#[test]
fn only_the_sixteen_accents_are_used_and_the_background_is_left_alone() {
    for stage in stages() {
        let (buffer, _) = stage.look(Theme::Colour, 120, 40);
        for cell in cells(&buffer) {
            assert!(!matches!(cell.fg, Color::Rgb(..) | Color::Indexed(_) | Color::White | Color::Black), "{cell:?}");
            assert_eq!(cell.bg, Color::Reset);
        }
    }
}

#[test]
fn colours_change_no_character() {
    for stage in stages() {
        let text = |theme| text_of(&stage.look(theme, 80, 24).0);
        assert_eq!(text(Theme::Colour), text(Theme::Plain));
    }
}

/// The cells of the first row that contains a text.
fn row_with(buffer: &Buffer, wanted: &str) -> Vec<Cell> {
    let width = usize::from(buffer.area.width);
    buffer
        .content()
        .chunks(width)
        .find(|row| row.iter().map(Cell::symbol).collect::<String>().contains(wanted))
        .unwrap_or_else(|| panic!("no row with {wanted}:\n{}", text_of(buffer)))
        .to_vec()
}

#[test]
fn the_chosen_row_has_a_mark_and_stands_out() {
    let mut stage = Stage::at(Step::Space);
    stage.press(DOWN);
    let (buffer, _) = stage.look(Theme::Colour, 80, 24);
    let row = row_with(&buffer, "▸ Sales");
    let name = row.iter().find(|cell| cell.symbol() == "S").unwrap();
    assert!(name.modifier.contains(Modifier::BOLD));
    assert_eq!(name.fg, Color::Cyan);
}

#[test]
fn what_matches_the_filter_is_underlined() {
    let mut stage = Stage::at(Step::Space);
    stage.type_text("sal");
    let (buffer, _) = stage.look(Theme::Plain, 80, 24);
    let row = row_with(&buffer, "▸ Sales");
    let marked: String =
        row.iter().filter(|cell| cell.modifier.contains(Modifier::UNDERLINED)).map(Cell::symbol).collect();
    assert_eq!(marked, "Sal");
}

#[test]
fn the_create_button_is_reversed_only_when_it_has_the_focus() {
    let mut stage = Stage::at(Step::Review);
    let is_reversed = |stage: &Stage| {
        let (buffer, _) = stage.look(Theme::Colour, 80, 24);
        row_with(&buffer, "[ Create").iter().any(|cell| cell.modifier.contains(Modifier::REVERSED))
    };
    assert!(!is_reversed(&stage));
    stage.press(ENTER);
    assert!(is_reversed(&stage));
}

#[test]
fn no_screen_shows_a_secret() {
    for stage in stages() {
        let text = stage.text(130, 45);
        assert!(!text.contains("marker") && !text.contains("long-enough"), "{text}");
    }
}
