use super::*;
use crate::{
    domain::{
        known::Condition,
        property::{Choice, Rows, Wholeness},
    },
    kit::keys::{Code, Key},
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Q {
    Name,
    Key,
    Region,
    Port,
    Mode,
    Extra,
    Headers,
    File,
    Add,
    Next,
}

const ENTER: Key = Key::plain(Code::Enter);
const LEFT: Key = Key::plain(Code::Left);
const HOME: Key = Key::plain(Code::Home);
const BACK: Key = Key::plain(Code::Backspace);

fn option(value: &str, label: &str) -> Choice {
    Choice { value: value.into(), label: label.into() }
}

fn regions(open: bool) -> Kind {
    let options = [
        ("", ""),
        ("eu-central-1", "Frankfurt"),
        ("eu-central-2", "Zurich"),
        ("mx-central-1", "Mexico"),
        ("us-east-1", "Virginia"),
    ];
    Kind::Choice { options: options.map(|(value, label)| option(value, label)).into(), open }
}

fn one(kind: Kind) -> Form<Q> {
    Form::new(vec![Ask::new(Q::Region, "Region", kind), Ask::new(Q::Next, "Next", Kind::Button)])
}

fn connection() -> Form<Q> {
    Form::new(vec![
        Ask::new(Q::Name, "Name", Kind::Text).required("The connection needs a name.").default("Amazon S3"),
        Ask::new(Q::Key, "Secret key", Kind::Hidden { lines: false }).required("It cannot stay empty."),
        Ask::new(Q::Region, "Region", regions(false)),
        Ask::new(Q::Port, "Port", Kind::Number { wholeness: Wholeness::Whole, hidden: false }).default("443"),
        Ask::new(Q::Mode, "Mode", Kind::words(&["basic", "key"])),
        Ask::new(Q::Extra, "Key file", Kind::Text)
            .when(When::Holds(Q::Mode, Condition { field: String::new(), is: vec!["key".into()], not: vec![] })),
        Ask::new(Q::Add, "Add a property", Kind::Button),
        Ask::new(Q::Next, "Next", Kind::Button),
    ])
}

fn type_text(form: &mut Form<Q>, text: &str) {
    for c in text.chars() {
        form.key(Key::char(c));
    }
}

/// How a mode without a screen drives a form: a line goes through `paste`, an empty one keeps what stands there.
fn line(form: &mut Form<Q>, text: &str) -> Turn<Q> {
    if !text.is_empty() {
        form.paste(text).unwrap();
    }
    if let Some(key) = form.focus().filter(|key| !form.verify(*key)) {
        return Turn::Changed(key);
    }
    form.key(ENTER)
}

#[test]
fn a_form_is_walked_line_by_line_without_a_screen() {
    let mut form = connection();
    assert_eq!(line(&mut form, ""), Turn::Left(Q::Name), "what is proposed is kept by an empty line");
    assert_eq!(line(&mut form, ""), Turn::Changed(Q::Key), "a required field asks again");
    assert_eq!(line(&mut form, "s3cret\n"), Turn::Left(Q::Key));
    assert_eq!(line(&mut form, "eu-north"), Turn::Changed(Q::Region), "a line that fits nothing asks again");
    form.key(Key::plain(Code::Right));
    assert_eq!(line(&mut form, "frank"), Turn::Left(Q::Region));
    assert_eq!(line(&mut form, "8443"), Turn::Left(Q::Port));
    assert_eq!(line(&mut form, "key"), Turn::Left(Q::Mode));
    assert_eq!(line(&mut form, "/k.pem"), Turn::Pressed(None), "Add and Next are no stations");
    assert_eq!(form.check(), Check::Good);
    let answers = [Q::Name, Q::Key, Q::Region, Q::Port, Q::Mode, Q::Extra].map(|key| form.answer(key));
    assert_eq!(answers, ["Amazon S3", "s3cret", "eu-central-1", "8443", "key", "/k.pem"]);
}

#[test]
fn a_proposal_is_replaced_by_the_first_key_or_paste_and_kept_by_an_arrow() {
    let typed = |keys: &[Key]| {
        let mut form = connection();
        for key in keys {
            form.key(*key);
        }
        form.text(Q::Name).to_owned()
    };
    let a = Key::char('a');
    assert_eq!(typed(&[a, a]), "aa");
    assert_eq!(typed(&[LEFT, a]), "Amazon Sa3");
    assert_eq!(typed(&[HOME, a]), "aAmazon S3");
    assert_eq!(typed(&[Key::plain(Code::End), a]), "Amazon S3a");
    assert_eq!(typed(&[BACK]), "");
    let mut form = connection();
    assert!(form.current().unwrap().is_selected());
    form.paste("orders").unwrap();
    form.paste("2").unwrap();
    assert_eq!((form.text(Q::Name), form.is_filled()), ("orders2", true));
    form.propose(Q::Name, "other");
    assert_eq!(form.text(Q::Name), "orders2", "what was typed is not proposed over");
}

#[test]
fn enter_goes_to_the_next_field_and_on_the_last_one_goes_on() {
    let mut form = connection();
    let mut turns = Vec::new();
    while turns.len() < 10 && turns.last() != Some(&Turn::Pressed(None)) {
        turns.push(form.key(ENTER));
    }
    let left = [Q::Name, Q::Key, Q::Region, Q::Port].map(Turn::Left);
    assert_eq!((&turns[..4], &turns[4]), (left.as_slice(), &Turn::Pressed(None)));
    assert!(form.is_last());
    assert_eq!(form.check(), Check::Wrong(Q::Key));
    assert_eq!((form.focus(), form.get(Q::Key).unwrap().fault()), (Some(Q::Key), Some("It cannot stay empty.")));
    form.key(Key::plain(Code::PageDown));
    assert_eq!((form.focus(), form.is_last(), form.key(ENTER)), (Some(Q::Next), true, Turn::Pressed(Some(Q::Next))));
    form.begin_at(Q::Key);
    assert!(!form.is_last());
    form.forgive(Q::Key);
    assert_eq!(form.get(Q::Key).unwrap().fault(), None);
}

#[test]
fn up_and_down_lead_past_a_choice_and_never_change_it() {
    const UP: Key = Key::UP;
    const DOWN: Key = Key::DOWN;
    let long = ["service account", "sign-in in your browser", "none"];
    for (words, spread, keys, chosen, is_left) in [
        (&long[..], Spread::Below, &[DOWN][..], "service account", true),
        (&long, Spread::Below, &[Key::RIGHT, DOWN, UP, UP], "sign-in in your browser", true),
        (&long, Spread::Below, &[UP], "service account", true),
        (&long, Spread::Below, &[Key::char(' ')], "sign-in in your browser", false),
        (&long, Spread::Below, &[Key::TAB], "service account", true),
        (&long, Spread::Below, &[LEFT], "none", false),
        (&["yes", "no"], Spread::Beside, &[DOWN], "yes", true),
        (&["yes", "no"], Spread::Beside, &[Key::RIGHT], "no", false),
        (&["a", "b", "c", "d"], Spread::Chosen, &[DOWN], "a", true),
    ] {
        let mut form = Form::new(vec![
            Ask::new(Q::Name, "Name", Kind::Text),
            Ask::new(Q::Mode, "Mode", Kind::words(words)),
            Ask::new(Q::Next, "Next", Kind::Button),
        ]);
        form.go(Q::Mode);
        for key in keys {
            form.key(*key);
        }
        let is_elsewhere = form.focus() != Some(Q::Mode);
        let found = (form.get(Q::Mode).unwrap().spread(), form.text(Q::Mode), is_elsewhere);
        assert_eq!(found, (spread, chosen, is_left), "{words:?} {keys:?}");
    }
}

#[test]
fn a_choice_takes_the_beginning_of_a_value_or_label_and_keeps_what_fits_nothing() {
    // Typed or pasted, an open list or a closed one: what stands there, whether it may be sent.
    for (text, stands, fits) in [
        ("eu-c", "eu-central-1", true),
        ("zur", "eu-central-2", true),
        ("MEXICO", "mx-central-1", true),
        ("eu-x", "eu-x", false),
        ("central", "central", false),
    ] {
        for open in [false, true] {
            let mut typed = one(regions(open));
            type_text(&mut typed, text);
            let mut pasted = one(regions(open));
            pasted.paste(text).unwrap();
            for mut form in [typed, pasted] {
                assert_eq!(form.text(Q::Region), stands, "{text}, open: {open}");
                assert_eq!(form.get(Q::Region).unwrap().fault().is_none(), fits || open, "{text}, open: {open}");
                assert_eq!(form.check() == Check::Good, fits || open, "{text}, open: {open}");
            }
        }
    }
}

#[test]
fn a_text_that_fits_nothing_is_mended_by_backspace_or_an_arrow() {
    let mut form = one(regions(false));
    type_text(&mut form, "eu-x");
    form.key(BACK);
    assert_eq!(form.check(), Check::Good);
    assert_eq!(form.text(Q::Region), "eu-central-1");
    type_text(&mut form, "qq");
    form.key(Key::plain(Code::Right));
    assert_eq!(form.check(), Check::Good);
    assert_eq!(form.text(Q::Region), "");
    // The same letter again leads to the next one that begins with it.
    type_text(&mut form, "ee");
    assert_eq!(form.text(Q::Region), "eu-central-2");
    // So does a first letter where the chosen one begins with it already; more letters and a whole value mean what they say.
    for (text, stands) in [("e", "eu-central-1"), ("eu", "eu-central-1"), ("eu-central-2", "eu-central-2")] {
        let mut form = one(regions(false));
        form.propose(Q::Region, "eu-central-2");
        type_text(&mut form, text);
        assert_eq!(form.text(Q::Region), stands, "{text}");
    }
    // Of several that a paste may mean, the first is chosen, and that is said.
    form.paste("eu-cent").unwrap();
    assert!(matches!(form.get(Q::Region).unwrap().note(), Some(Note::Warn(text)) if text.contains("Frankfurt")));
}

#[test]
fn a_secret_keeps_what_is_odd_about_it_and_says_so() {
    for kind_of in [|| Kind::Hidden { lines: false }, || Kind::Secret] {
        let mut form = one(kind_of());
        form.paste("p\tw\u{ad}\u{200b}\u{202e} \r\n").unwrap();
        assert_eq!(form.answer(Q::Region), "p\tw\u{ad}\u{200b}\u{202e} ");
        let oddity = form.get(Q::Region).unwrap().oddity().unwrap();
        assert_eq!(oddity, "4 invisible characters (U+0009, U+00AD, U+200B, U+202E). They are kept.");
        let mut broken = one(kind_of());
        broken.paste("p\nw\n").unwrap();
        assert_eq!(broken.answer(Q::Region), "p\nw");
        let mut shown = one(Kind::Text);
        shown.paste("p\tw\u{ad}\u{200b}\u{202e} \r\n").unwrap();
        assert_eq!(shown.answer(Q::Region), "p w");
    }
}

#[test]
fn a_token_is_one_word_and_tells_its_end_only_where_it_is_long() {
    let long = format!("eyJh.{}.sig-aB3d", "x".repeat(30));
    let mut form = one(Kind::Token);
    form.paste(&format!("Bearer {long}\n")).unwrap();
    assert_eq!(form.answer(Q::Region), long);
    assert_eq!(form.get(Q::Region).unwrap().shape().unwrap(), "44 characters, ending in …aB3d");
    form.paste(&long).unwrap();
    assert_eq!(form.answer(Q::Region), long, "a whole key takes the place of the one before");
    for odd in ["two words", "eyJ\nab.c.d"] {
        let mut form = one(Kind::Token);
        form.paste(odd).unwrap();
        assert_eq!(form.check(), Check::Wrong(Q::Region), "{odd:?}");
    }
    for secret in [&format!("Bearer {long}"), "-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----"] {
        let mut shown = one(Kind::Text);
        assert_eq!(shown.paste(secret), Ok(Turn::Still));
        assert!(shown.text(Q::Region).is_empty() && shown.get(Q::Region).unwrap().fault().is_some());
    }
}

#[test]
fn what_is_not_asked_has_no_answer_and_is_asked_again_with_what_was_typed() {
    let mut form = connection();
    form.set(Q::Mode, "key");
    form.set(Q::Extra, "/k.pem");
    assert_eq!(form.answer(Q::Extra), "/k.pem");
    form.set(Q::Mode, "basic");
    assert_eq!((form.answer(Q::Extra), form.text(Q::Extra)), ("", "/k.pem"));
    form.put(Q::Mode, Place::LeftOut);
    assert_eq!((form.answer(Q::Mode), form.text(Q::Mode)), ("", "basic"));
    form.reset(vec![Ask::new(Q::Name, "Name", Kind::Text)]);
    assert_eq!(form.text(Q::Extra), "");
    form.reset(vec![Ask::new(Q::Extra, "Key file", Kind::Text)]);
    assert_eq!(form.text(Q::Extra), "/k.pem");
}

#[test]
fn a_circle_of_conditions_ends() {
    let when = |key| When::Holds(key, Condition { field: String::new(), is: vec![String::new()], not: vec![] });
    let asks = Ask::new(Q::Extra, "", Kind::Text).when(When::If(|form| form.answer(Q::Extra).is_empty()));
    let form = Form::new(vec![
        Ask::new(Q::Name, "", Kind::Text).when(when(Q::Key)),
        Ask::new(Q::Key, "", Kind::Text).when(when(Q::Name)),
        asks,
    ]);
    assert!(form.visible().count() >= 2);
}

#[test]
fn what_others_say_blocks_waits_or_only_stands_there() {
    for (verdict, checked) in [
        (FieldCheck::Bad("taken".into()), Check::Wrong(Q::Name)),
        (FieldCheck::Unknown("no answer".into()), Check::Good),
        (FieldCheck::Good("free".into()), Check::Good),
        (FieldCheck::Asked, Check::Waits(Q::Name)),
    ] {
        let mut form = Form::new(vec![Ask::new(Q::Name, "Name", Kind::Text)]);
        form.set(Q::Name, "orders ");
        form.ask(Q::Name);
        assert!(!form.judge(Q::Name, "order", verdict.clone()), "an answer about another text");
        assert!(form.judge(Q::Name, "orders", verdict));
        assert_eq!(form.check(), checked);
        form.key(Key::char('x'));
        assert_eq!(form.check(), Check::Good);
    }
    let mut form = Form::new(vec![Ask::new(Q::Name, "Name", Kind::Text)]);
    form.ask(Q::Name);
    form.unask(Q::Name);
    form.refuse(Q::Name, "the tenant says no");
    assert_eq!(form.get(Q::Name).unwrap().fault(), Some("the tenant says no"));
    assert_eq!(form.check(), Check::Good, "whoever insists may try again");
}

#[test]
fn a_header_that_sounds_like_a_secret_is_encrypted_unless_a_person_says_otherwise() {
    let rows = Kind::Rows { rows: Rows::Headers, hidden: false };
    let mut form = Form::new(vec![Ask::new(Q::Headers, "Headers", rows)]);
    type_text(&mut form, "Authorization");
    form.key(ENTER);
    type_text(&mut form, "Bearer x");
    assert!(form.is_secret_here());
    let item = |form: &Form<Q>| {
        let item = &form.get(Q::Headers).unwrap().items()[0];
        (item.name.as_str().to_owned(), item.value.as_str().to_owned(), item.encrypt)
    };
    assert_eq!(item(&form), ("Authorization".into(), "Bearer x".into(), true));
    form.key(ENTER);
    form.key(Key::char('n'));
    form.key(Key::plain(Code::BackTab));
    type_text(&mut form, "y");
    assert!(!item(&form).2);
    form.add_row();
    form.key(Key::plain(Code::Tab));
    type_text(&mut form, "v");
    form.key(Key::plain(Code::Up));
    assert_eq!(form.cell(), Some((0, RowPart::Value)));
    assert_eq!(form.check(), Check::Wrong(Q::Headers));
    form.key(Key::plain(Code::Down));
    form.remove_row();
    assert_eq!((form.check(), form.key(ENTER)), (Check::Good, Turn::Still));
}

#[test]
fn a_path_is_completed_and_its_file_is_never_pasted() {
    let mut form = one(Kind::Path(PathTarget::File));
    type_text(&mut form, "/k");
    let tab = Key::plain(Code::Tab);
    assert_eq!(form.key(tab), Turn::Complete("/k".into(), PathTarget::File));
    let found =
        |path: &str| crate::domain::local::Completion { path: path.into(), names: vec!["k.pem".into()], more: 0 };
    assert_eq!(form.completed("/k", Ok(found("/k.pem"))), Turn::Changed(Q::Region));
    assert_eq!(form.key(tab), Turn::Complete("/k.pem".into(), PathTarget::File));
    assert_eq!(form.completed("/k.pem", Ok(found("/k.pem"))), Turn::Left(Q::Region));
    assert_eq!(form.focus(), Some(Q::Next));
    form.go(Q::Region);
    assert_eq!(form.paste("{\"type\": \"service_account\"}"), Ok(Turn::Still));
    assert_eq!(form.text(Q::Region), "/k.pem");
}

#[test]
fn tab_moves_on_from_a_path_that_is_proposed_and_goes_on_with_one_that_was_typed() {
    let ask = Ask::new(Q::File, "Folder", Kind::Path(PathTarget::Folder)).default("/keys");
    let mut form = Form::new(vec![ask, Ask::new(Q::Next, "Next", Kind::Button)]);
    let tab = Key::plain(Code::Tab);
    assert_eq!(form.key(tab), Turn::Left(Q::File));
    form.go(Q::File);
    type_text(&mut form, "/k");
    assert_eq!(form.key(tab), Turn::Complete("/k".into(), PathTarget::Folder));
}

#[test]
fn a_field_is_typed_by_hand_and_back() {
    let ask = Ask::new(Q::File, "File", Kind::Path(PathTarget::File)).by_hand(Kind::Json { hidden: true });
    let mut form = Form::new(vec![ask]);
    form.paste("/k.pem").unwrap();
    assert_eq!(form.turn_by_hand(), Turn::Changed(Q::File));
    form.paste("[").unwrap();
    assert_eq!(form.check(), Check::Wrong(Q::File));
    form.turn_by_hand();
    assert_eq!(form.check(), Check::Good);
    assert_eq!(form.text(Q::File), "/k.pem");
}

#[test]
fn debug_shows_no_text() {
    let mut form = connection();
    form.set(Q::Key, "hunter2");
    assert!(!format!("{form:?}").contains("hunter2"));
}

/// A field with rows below it, and a list that is empty.
fn with_lists() -> Form<Q> {
    Form::new(vec![
        Ask::new(Q::Mode, "Modes", Kind::List(3)),
        Ask::new(Q::Headers, "Found", Kind::List(0)),
        Ask::new(Q::Name, "Name", Kind::Text),
    ])
}

#[test]
fn arrows_walk_through_the_rows_of_a_list_and_tab_passes_it() {
    let mut form = with_lists();
    assert_eq!(form.row(Q::Mode), Some(0));
    assert_eq!(form.key(Key::DOWN), Turn::Changed(Q::Mode));
    assert_eq!((form.row(Q::Mode), form.key(Key::ENTER)), (Some(1), Turn::Pressed(Some(Q::Mode))));
    assert_eq!(form.key(Key::TAB), Turn::Left(Q::Mode));
    assert_eq!((form.focus(), form.row(Q::Mode)), (Some(Q::Name), None));
    assert_eq!(form.key(Key::UP), Turn::Left(Q::Name));
    assert_eq!(form.row(Q::Mode), Some(2));
    assert_eq!(form.key(Key::DOWN), Turn::Left(Q::Mode));
    assert_eq!(form.key(Key::BACK_TAB), Turn::Left(Q::Name));
    assert_eq!(form.row(Q::Mode), Some(0));
    assert_eq!(form.go_to_row(Q::Mode, 3), Turn::Pass);
}

#[test]
fn a_list_is_in_view_while_it_has_rows_and_the_focus_stays_within_them() {
    let mut form = with_lists();
    assert!(!form.visible().any(|input| input.key() == Q::Headers));
    form.set_rows(Q::Headers, 4);
    form.go_to_row(Q::Headers, 3);
    form.set_rows(Q::Headers, 2);
    assert_eq!(form.row(Q::Headers), Some(1));
    form.set_rows(Q::Headers, 0);
    assert_eq!(form.focus(), Some(Q::Mode));
}

#[test]
fn a_text_that_is_typed_on_a_list_goes_into_the_field_it_is_for() {
    let mut form = with_lists();
    assert_eq!(form.key(Key::char('x')), Turn::Pass);
    assert_eq!(form.paste("x"), Ok(Turn::Pass));
    assert_eq!(form.key_into(Q::Name, Key::ctrl('q')), Turn::Pass);
    assert_eq!(form.row(Q::Mode), Some(0));
    assert_eq!(form.key_into(Q::Name, Key::char('x')), Turn::Changed(Q::Name));
    assert_eq!((form.focus(), form.text(Q::Name)), (Some(Q::Name), "x"));
}

#[test]
fn a_code_is_pasted_in_place_of_what_stood_there_and_tells_its_length_until_somebody_judges_it() {
    let mut form = one(Kind::Code);
    form.paste("first").unwrap();
    form.paste(" 4/0\tAb\n").unwrap();
    assert_eq!(form.text(Q::Region), "4/0Ab");
    let shape = |form: &Form<Q>| form.get(Q::Region).unwrap().shape();
    assert_eq!(shape(&form).as_deref(), Some("5 characters"));
    form.judge(Q::Region, "4/0Ab", FieldCheck::Good("a code".into()));
    assert_eq!(shape(&form), None);
}
