//! The pictures of the README, taken from the real program by `assets/take-pictures`: the screen of the pseudo-terminal as SVG.

use std::fmt::Write as _;
use std::path::PathBuf;

use vt100::{Cell, Color};

use crate::driver::{Key, Person};
use crate::screen::Screen;
use crate::start::Start;
use crate::walk::{AUTHORISE, CREDENTIALS, DETAILS, Login, Wish};

const CELL: (u16, u16) = (10, 21);
const MARGIN: u16 = 14;
const BACKGROUND: &str = "#1b1d23";
const FOREGROUND: &str = "#d7dae0";
/// The sixteen accents, as a terminal with a dark background has them.
const ACCENTS: [&str; 16] = [
    "#3b3f4a", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d7dae0", "#5c6370", "#ef8088",
    "#b1d896", "#f0d399", "#7fc0f5", "#d49ae6", "#7ccbd5", "#ffffff",
];

#[test]
#[ignore = "writes files; assets/take-pictures runs it"]
fn the_pictures_of_the_readme() {
    let folder = PathBuf::from(std::env::var_os("QONNECT_PICTURES").expect("QONNECT_PICTURES names the folder"));
    let take = |person: &Person, name: &str| std::fs::write(folder.join(name), svg(&person.screen())).unwrap();

    let wish = Wish::s3("sales-landing").login(Login::New("serviceAccount123"));
    let mut person = Start::new(&["--demo"]).size(100, 30).run();
    person.sign_in();
    person.choose_space(None);
    person.choose_source(wish.source);
    person.press(Key::Char('2'));
    person.wait_for_focus_on("2 Separated, new");
    person.type_text("serviceAccount123");
    person.wait_for("✓ free");
    take(&person, "credentials.svg");
    person.enter_on(CREDENTIALS);
    person.wait_for(DETAILS);
    person.fill_details(&wish);
    person.finish_details();
    person.read_request();
    take(&person, "review.svg");

    let mut person = Start::new(&["--demo"]).size(100, 30).run();
    person.go_to_authorize(&Wish::gbq("warehouse"));
    person.enter_on(AUTHORISE);
    person.wait_for("then paste the code");
    take(&person, "authorize.svg");
}

/// The screen as SVG, one text for each cell: no renderer can then shift a column.
fn svg(screen: &Screen) -> String {
    let screen = screen.terminal();
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let (width, height) = (columns * CELL.0 + 2 * MARGIN, rows * CELL.1 + 2 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"DejaVu Sans Mono\" \
         font-size=\"16\"><rect width=\"100%\" height=\"100%\" rx=\"10\" fill=\"{BACKGROUND}\"/>\n"
    );
    for row in 0..rows {
        for column in 0..columns {
            let Some(cell) = screen.cell(row, column) else { continue };
            let (x, y) = (MARGIN + column * CELL.0, MARGIN + row * CELL.1);
            let has_cursor = screen.cursor_position() == (row, column) && !screen.hide_cursor();
            draw(cell, has_cursor, x, y, &mut svg);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn draw(cell: &Cell, has_cursor: bool, x: u16, y: u16, svg: &mut String) {
    let (mut ink, mut paper) = (colour(cell.fgcolor(), FOREGROUND), colour(cell.bgcolor(), BACKGROUND));
    if cell.inverse() != has_cursor {
        (ink, paper) = (paper, ink);
    }
    if paper != BACKGROUND {
        let width = CELL.0 * if cell.is_wide() { 2 } else { 1 };
        writeln!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{paper}\"/>", CELL.1).unwrap();
    }
    let text = cell.contents();
    if text.trim().is_empty() {
        return;
    }
    let weight = if cell.bold() { " font-weight=\"bold\"" } else { "" };
    let line = if cell.underline() { " text-decoration=\"underline\"" } else { "" };
    let faint = if cell.dim() { " opacity=\"0.6\"" } else { "" };
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    writeln!(svg, "<text x=\"{x}\" y=\"{}\" fill=\"{ink}\"{weight}{line}{faint}>{text}</text>", y + 16).unwrap();
}

fn colour(colour: Color, default: &'static str) -> &'static str {
    match colour {
        Color::Default => default,
        Color::Idx(index) => ACCENTS.get(usize::from(index)).copied().unwrap_or(default),
        Color::Rgb(..) => panic!("the wizard uses the terminal's own colours"),
    }
}
