//! The pictures of the README, taken from the real program by `assets/take-pictures`: the screen of the pseudo-terminal as SVG.

use std::fmt::Write as _;
use std::path::PathBuf;

use vt100::{Cell, Color};

use crate::driver::{Key, Person};
use crate::screen::Screen;
use crate::start::Start;
use crate::tenant::Tenant;
use crate::walk::{AUTHORISE, BUTTON, CREDENTIALS, GBQ, SOURCE, SPACE};

const CELL: (u16, u16) = (10, 21);
const MARGIN: u16 = 14;
/// Wide enough for the request beside the answers.
const SIZE: (u16, u16) = (120, 30);
const BACKGROUND: &str = "#1b1d23";
const FOREGROUND: &str = "#d7dae0";
/// The sixteen accents, as a terminal with a dark background has them.
const ACCENTS: [&str; 16] = [
    "#3b3f4a", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d7dae0", "#5c6370", "#ef8088",
    "#b1d896", "#f0d399", "#7fc0f5", "#d49ae6", "#7ccbd5", "#ffffff",
];

/// A screen, and for how many tenths of a second a film shows it.
type Frame = (String, u32);

#[test]
#[ignore = "writes files; assets/take-pictures runs it"]
fn the_pictures_of_the_readme() {
    let folder = PathBuf::from(std::env::var_os("QONNECT_PICTURES").expect("QONNECT_PICTURES names the folder"));
    let keep = |name: &str, text: String| std::fs::write(folder.join(name), text).unwrap();
    let still = |person: &Person, name: &str| keep(name, picture(&person.screen(), &rows(&person.screen())));
    let shown = |person: &Person, tenths: u32| -> Frame { (rows(&person.screen()), tenths) };

    let mut person = Start::new(&["--demo"]).size(SIZE.0, SIZE.1).run();
    let mut film = Vec::new();
    person.sign_in();
    person.wait_for("Personal space");
    person.type_text("Fin");
    person.wait_for_focus_on("Finance");
    film.push(shown(&person, 15));
    person.enter_on(SPACE);
    person.wait_for("46 data sources");
    person.type_text("amazon s3");
    person.wait_for("Amazon S3 · File_AmazonS3Connector · ");
    film.push(shown(&person, 18));
    person.enter_on(SOURCE);
    person.wait_for(CREDENTIALS);
    film.push(shown(&person, 12));
    person.press(Key::Char('2'));
    person.wait_for_focus_on("2 Separated, new");
    film.push(shown(&person, 12));
    person.type_text("sales-loader");
    person.wait_for("✓ free");
    film.push(shown(&person, 18));
    still(&person, "credentials.svg");
    person.enter_on(CREDENTIALS);
    person.wait_for("Amazon S3 connection");
    person.wait_for("✓ free");
    film.push(shown(&person, 12));
    person.type_text("Sales landing zone");
    person.wait_for_focus_on("Sales landing zone");
    person.enter_on("✓ free");
    for (label, text, seen) in [
        ("Access key", "AKIA4SALESLANDING", "AKIA4SALESLANDING"),
        ("Secret key", "wJalr-sales-landing-zone", "24 characters"),
        ("Region", "eu-central-1", "eu-central-1"),
        ("Bucket", "acme-sales-landing", "acme-sales-landing"),
    ] {
        person.wait_for_focus_on(label);
        person.type_text(text);
        person.wait_for(seen);
        film.push(shown(&person, 9));
        if label == "Bucket" {
            still(&person, "details.svg");
        }
        person.enter_on(seen);
    }
    person.read_request();
    film.push(shown(&person, 30));
    still(&person, "review.svg");
    person.enter_on(BUTTON);
    person.wait_for("✓ Created Sales landing zone");
    person.settle();
    film.push(shown(&person, 35));
    keep("s3.film.svg", moving(&person.screen(), &film));

    let tenant = Tenant::start();
    let mut person = tenant.program(&[]).size(SIZE.0, SIZE.1).run();
    let mut film = Vec::new();
    person.choose_space(Some("Finance"));
    person.choose_source(GBQ);
    person.enter_on(CREDENTIALS);
    person.wait_for("BigQuery connection");
    person.type_text("Web analytics");
    person.wait_for("✓ free");
    person.fill("Sign-in", "1", "● Sign in through the browser");
    person.fill("Project", "acme-analytics", "acme-analytics");
    film.push(shown(&person, 20));
    person.finish_details();
    person.wait_for(AUTHORISE);
    film.push(shown(&person, 25));
    let url = person.ask_for_url(&tenant);
    film.push(shown(&person, 30));
    still(&person, "authorize.svg");
    person.paste(&tenant.code_at(&url));
    person.wait_for("The tenant will check the code.");
    film.push(shown(&person, 20));
    person.enter_on("Sign in at ");
    person.read_request();
    film.push(shown(&person, 25));
    person.enter_on(BUTTON);
    person.wait_for("✓ Created Web analytics");
    person.settle();
    film.push(shown(&person, 35));
    keep("bigquery.film.svg", moving(&person.screen(), &film));
}

/// The head of an SVG of this screen's size.
fn head(screen: &Screen) -> String {
    let (rows, columns) = screen.terminal().size();
    let (width, height) = (columns.get() * CELL.0 + 2 * MARGIN, rows.get() * CELL.1 + 2 * MARGIN);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"DejaVu Sans Mono,Menlo,Consolas,monospace\" font-size=\"16\"><rect width=\"100%\" height=\"100%\" rx=\"10\" \
         fill=\"{BACKGROUND}\"/>\n"
    )
}

fn picture(screen: &Screen, rows: &str) -> String {
    format!("{}{rows}</svg>\n", head(screen))
}

/// The frames one after the other, for ever. Where nothing moves, the last one is shown.
fn moving(screen: &Screen, frames: &[Frame]) -> String {
    let all: u32 = frames.iter().map(|(_, tenths)| tenths).sum();
    let mut svg = head(screen);
    let mut from = 0;
    for (at, (rows, tenths)) in frames.iter().enumerate() {
        let (begin, end) = (f64::from(from) / f64::from(all), f64::from(from + tenths) / f64::from(all));
        from += tenths;
        let is_last = at + 1 == frames.len();
        let (values, times) = match (at, is_last) {
            (0, _) => ("visible;hidden", format!("0;{end:.4}")),
            (_, true) => ("hidden;visible", format!("0;{begin:.4}")),
            _ => ("hidden;visible;hidden", format!("0;{begin:.4};{end:.4}")),
        };
        let still = if is_last { "visible" } else { "hidden" };
        writeln!(
            svg,
            "<g visibility=\"{still}\"><animate attributeName=\"visibility\" values=\"{values}\" keyTimes=\"{times}\" \
             dur=\"{:.1}s\" calcMode=\"discrete\" repeatCount=\"indefinite\"/>\n{rows}</g>",
            f64::from(all) / 10.0
        )
        .unwrap();
    }
    svg.push_str("</svg>\n");
    svg
}

/// The cells of a screen, one text for each: no renderer can then shift a column.
fn rows(screen: &Screen) -> String {
    let screen = screen.terminal();
    let (rows, columns) = screen.size();
    let mut svg = String::new();
    for row in 0..rows.get() {
        for column in 0..columns.get() {
            let Some(cell) = screen.cell(row, column) else { continue };
            let (x, y) = (MARGIN + column * CELL.0, MARGIN + row * CELL.1);
            let has_cursor = screen.cursor_position() == (row, column) && !screen.hide_cursor();
            draw(cell, has_cursor, x, y, &mut svg);
        }
    }
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
