use proptest::prelude::*;

use super::*;

const UP: Key = Key::plain(Code::Up);
const DOWN: Key = Key::plain(Code::Down);

fn row(label: &str) -> PickerRow<String> {
    PickerRow::new(label, label, label.to_owned())
}

fn picker(labels: &[&str]) -> Picker<String> {
    let mut picker = Picker::default();
    picker.extend(labels.iter().copied().map(row));
    picker
}

fn numbered(count: usize) -> Picker<String> {
    let mut picker = Picker::default();
    picker.extend((0..count).map(|number| row(&format!("space {number}"))));
    picker
}

/// The labels on the screen, the current one with a mark.
fn screen(picker: &Picker<String>, height: usize) -> Vec<String> {
    picker.window(height).map(|row| format!("{}{}", if row.current { ">" } else { "" }, row.label)).collect()
}

fn press(picker: &mut Picker<String>, keys: &[Key]) {
    for key in keys {
        picker.key(*key);
    }
}

fn type_in(picker: &mut Picker<String>, text: &str) {
    for c in text.chars() {
        assert_eq!(picker.key(Key::char(c)), Picked::Filtered);
    }
}

#[test]
fn all_rows_stand_in_the_order_of_their_arrival() {
    let mut picker = picker(&["b", "c"]);
    picker.extend([row("a")]);
    assert_eq!(screen(&picker, 9), [">b", "c", "a"]);
    assert_eq!((picker.len(), picker.hits(), picker.is_empty()), (3, 3, false));
}

#[test]
fn the_cursor_stays_on_its_row_when_the_filter_is_taken_away() {
    let mut picker = picker(&["amazon", "google", "microsoft"]);
    picker.set_page(9);
    type_in(&mut picker, "micro");
    assert_eq!(screen(&picker, 9), [">microsoft"]);
    picker.clear_filter();
    assert_eq!(screen(&picker, 9), ["amazon", "google", ">microsoft"]);
}

#[test]
fn pinned_rows_are_first_and_switched_off_ones_last() {
    let mut picker = Picker::default();
    picker.extend([row("off sales").last(), row("sales"), row("x personal sales").pinned()]);
    assert_eq!(screen(&picker, 9), [">x personal sales", "sales", "off sales"]);
    type_in(&mut picker, "sales");
    assert_eq!(screen(&picker, 9), [">sales", "x personal sales", "off sales"]);
    picker.set_filter("off");
    assert_eq!(screen(&picker, 9), [">off sales"]);
}

#[test]
fn better_matches_come_first_and_equal_ones_as_they_arrived() {
    let mut picker = picker(&["sxaxlxexs", "wholesales", "Sales EMEA", "Sales APAC"]);
    type_in(&mut picker, "sales");
    assert_eq!(screen(&picker, 9), [">Sales EMEA", "Sales APAC", "wholesales", "sxaxlxexs"]);
}

#[test]
fn every_word_must_match_in_the_label_or_beside_it() {
    let mut picker = Picker::default();
    picker.extend([row("Sales EMEA").also("65f1c2"), row("Sales APAC").also("77aa01"), row("Finance").also("65f0")]);
    picker.set_filter("sal 65f");
    assert_eq!(screen(&picker, 9), [">Sales EMEA"]);
    let shown = picker.window(1).next().unwrap();
    assert_eq!(&shown.label[shown.marks[0].clone()], "Sal");
    picker.set_filter("emea sal");
    assert_eq!(screen(&picker, 9), [">Sales EMEA"]);
    // Letters are not gathered from both texts for one word, and beside the label a word is found in one piece only.
    for filter in ["sal65", "6c2"] {
        picker.set_filter(filter);
        assert_eq!(picker.hits(), 0, "{filter}");
    }
    picker.set_filter("1c2");
    assert_eq!(picker.marks_in("65f1c2 1c").first(), Some(&(3..6)));
}

#[test]
fn a_good_match_beside_the_label_counts_more_than_a_scattered_one_in_it_and_an_equal_one_less() {
    let mut picker = Picker::default();
    picker.extend([
        row("Azure SQL Database").also("azure_sql sql server"),
        row("Magic sauces, quickly"),
        row("Microsoft SQL Server").also("mssql"),
    ]);
    picker.set_filter("sql server");
    assert_eq!(screen(&picker, 9), [">Microsoft SQL Server", "Azure SQL Database"]);
    picker.set_filter("mssql");
    assert_eq!(screen(&picker, 9)[0], ">Microsoft SQL Server");
}

#[test]
fn a_filter_is_plain_text() {
    let mut picker = picker(&["f", "wow! fine", "a", "^a", "'x", "x", "cost$"]);
    for (filter, found) in
        [("!f", vec!["wow! fine"]), ("^a", vec!["^a"]), ("'x", vec!["'x"]), ("t$", vec!["cost$"]), ("\\", vec![])]
    {
        picker.set_filter(filter);
        assert_eq!(picker.window(9).map(|row| row.label).collect::<Vec<_>>(), found, "{filter}");
    }
}

#[test]
fn a_row_that_arrives_again_is_not_doubled() {
    let mut picker = Picker::default();
    picker.extend([PickerRow::new("id-1", "One", 1), PickerRow::new("id-1", "One", 2)]);
    picker.extend([PickerRow::new("id-2", "Two", 3), PickerRow::new("id-1", "One", 4)]);
    assert_eq!(picker.window(9).map(|row| *row.item).collect::<Vec<_>>(), [1, 3]);
    picker.take_rows();
    picker.extend([PickerRow::new("id-1", "One", 5)]);
    assert_eq!(picker.current(), Some(&5));
}

#[test]
fn keys_move_the_cursor_and_keep_it_in_view() {
    let [page_up, page_down] = [Code::PageUp, Code::PageDown].map(Key::plain);
    let [home, end] = [Code::Home, Code::End].map(Key::plain);
    #[rustfmt::skip]
    let table: &[(&[Key], &str, usize)] = &[
        (&[],                              "space 0",  0),
        (&[UP],                            "space 0",  0),
        (&[DOWN, DOWN],                    "space 2",  0),
        (&[DOWN, DOWN, DOWN],              "space 3",  1),
        (&[DOWN, DOWN, DOWN, UP],          "space 2",  1),
        (&[page_down],                     "space 3",  1),
        (&[page_down, page_down, page_up], "space 3",  3),
        (&[end],                           "space 19", 17),
        (&[end, DOWN, page_down],          "space 19", 17),
        (&[end, home],                     "space 0",  0),
    ];
    for (keys, current, above) in table {
        let mut picker = numbered(20);
        picker.set_page(3);
        press(&mut picker, keys);
        assert_eq!(picker.current().unwrap(), current, "{keys:?}");
        assert_eq!(picker.top_for(3), *above, "{keys:?}");
        assert_eq!(picker.window(3).filter(|row| row.current).count(), 1, "{keys:?}");
    }
}

#[test]
fn home_and_end_belong_to_the_filter_while_there_is_one() {
    let mut picker = picker(&["ab", "ba"]);
    type_in(&mut picker, "b");
    press(&mut picker, &[Key::plain(Code::Home), Key::char('a')]);
    assert_eq!(picker.filter().as_str(), "ab");
    assert_eq!(screen(&picker, 9), [">ab"]);
}

/// Three headings over two, three and one rows; a pinned row without one before them.
fn grouped() -> Picker<String> {
    let mut picker = Picker::default();
    picker.extend([row("own").pinned()]);
    picker.extend(["s3", "gcs"].map(|label| row(label).under("files")));
    picker.extend([row("old").under("off").last()]);
    picker.extend(["oracle", "mysql", "gbq"].map(|label| row(label).under("databases")));
    picker
}

/// The lines on the screen, headings in brackets.
fn lines(picker: &Picker<String>, height: usize) -> Vec<String> {
    let line = |line| match line {
        ListLine::Heading(heading) => format!("[{heading}]"),
        ListLine::Row(row) => format!("{}{}", if row.current { ">" } else { "" }, row.label),
    };
    picker.shown(height).map(line).collect()
}

#[test]
fn headings_stand_where_groups_begin_and_only_while_nothing_is_filtered() {
    let mut picker = grouped();
    let all = [">own", "[files]", "s3", "gcs", "[databases]", "oracle", "mysql", "gbq", "[off]", "old"];
    assert_eq!(lines(&picker, 20), all);
    assert_eq!((picker.lines(), picker.hits()), (10, 7));
    picker.set_filter("g");
    assert_eq!(lines(&picker, 20), [">gcs", "gbq"]);
    picker.set_filter(" ");
    assert_eq!(lines(&picker, 20), all);
    picker.take_rows();
    assert!(lines(&picker, 20).is_empty());
}

#[test]
fn the_cursor_skips_headings_and_shows_the_one_above_it() {
    let [page_up, page_down] = [Code::PageUp, Code::PageDown].map(Key::plain);
    let [home, end] = [Code::Home, Code::End].map(Key::plain);
    #[rustfmt::skip]
    let table: &[(&[Key], [&str; 4])] = &[
        (&[DOWN],                        ["own", "[files]", ">s3", "gcs"]),
        (&[DOWN, DOWN],                  ["own", "[files]", "s3", ">gcs"]),
        (&[DOWN, DOWN, DOWN],            ["s3", "gcs", "[databases]", ">oracle"]),
        (&[DOWN, DOWN, DOWN, UP],        ["s3", ">gcs", "[databases]", "oracle"]),
        (&[DOWN, DOWN, DOWN, UP, UP],    ["[files]", ">s3", "gcs", "[databases]"]),
        (&[page_down],                   ["s3", "gcs", "[databases]", ">oracle"]),
        (&[page_down, page_up],          ["[files]", ">s3", "gcs", "[databases]"]),
        (&[page_down, page_up, page_up], [">own", "[files]", "s3", "gcs"]),
        (&[end],                         ["mysql", "gbq", "[off]", ">old"]),
        (&[end, UP],                     ["mysql", ">gbq", "[off]", "old"]),
        (&[end, home],                   [">own", "[files]", "s3", "gcs"]),
    ];
    for (keys, expected) in table {
        let mut picker = grouped();
        picker.set_page(4);
        press(&mut picker, keys);
        assert_eq!(lines(&picker, 4), *expected, "{keys:?}");
    }
}

#[test]
fn on_a_screen_of_one_line_every_row_can_be_reached_both_ways() {
    for (down, up) in [(DOWN, UP), (Key::plain(Code::PageDown), Key::plain(Code::PageUp))] {
        let mut picker = grouped();
        picker.set_page(1);
        let mut seen = Vec::new();
        for key in [down; 7].into_iter().chain([up; 7]) {
            seen.extend(lines(&picker, 1));
            picker.key(key);
        }
        let there = [">own", ">s3", ">gcs", ">oracle", ">mysql", ">gbq", ">old"];
        let back = [">old", ">gbq", ">mysql", ">oracle", ">gcs", ">s3", ">own"];
        assert_eq!(seen, [there, back].concat());
    }
}

#[test]
fn other_keys_pass() {
    let mut picker = picker(&["a"]);
    for key in [Key::plain(Code::Enter), Key::plain(Code::Esc), Key::plain(Code::Tab), Key::ctrl('c'), Key::ctrl('p')] {
        assert_eq!(picker.key(key), Picked::Pass, "{key}");
    }
}

#[test]
fn blanks_alone_do_not_move_the_cursor() {
    let mut picker = picker(&["ab", "abc"]);
    picker.set_page(9);
    type_in(&mut picker, "ab");
    press(&mut picker, &[DOWN]);
    type_in(&mut picker, " ");
    assert_eq!(screen(&picker, 9), ["ab", ">abc"]);
}

#[test]
fn a_taller_screen_shows_more_rows_and_not_an_empty_rest() {
    let mut picker = numbered(10);
    picker.set_page(3);
    press(&mut picker, &[Key::plain(Code::End)]);
    picker.set_page(5);
    assert_eq!(picker.top_for(5), 5);
    picker.set_page(50);
    assert_eq!(picker.top_for(50), 0);
}

#[test]
fn no_rows_and_no_height_are_no_fault() {
    let mut none = picker(&[]);
    none.set_page(0);
    press(&mut none, &[UP, DOWN, Key::plain(Code::End), Key::char('x'), Key::plain(Code::PageDown)]);
    assert_eq!((none.current(), none.hits(), screen(&none, 5).len()), (None, 0, 0));
    let mut some = picker(&["a", "b"]);
    some.set_page(0);
    press(&mut some, &[DOWN]);
    assert_eq!(screen(&some, 0).len(), 0);
    assert_eq!(some.current().unwrap(), "b");
}

#[test]
fn a_page_that_arrives_leaves_the_current_row_where_it_is() {
    let mut picker = picker(&["xsalesx 1", "xsalesx 2", "xsalesx 3", "xsalesx 4"]);
    picker.set_page(3);
    type_in(&mut picker, "sales");
    press(&mut picker, &[DOWN, DOWN, DOWN, UP]);
    let before = screen(&picker, 3);
    assert_eq!(before, ["xsalesx 2", ">xsalesx 3", "xsalesx 4"]);
    // Better ones sort before, and one that does not match nowhere.
    picker.extend([row("sales a"), row("sales b"), row("other")]);
    assert_eq!(screen(&picker, 3), before);
    assert_eq!((picker.top_for(3), picker.hits()), (3, 6));
}

#[test]
fn the_first_row_holds_its_place_on_an_unfilled_screen_too() {
    let mut picker = picker(&["xsales"]);
    picker.set_page(5);
    type_in(&mut picker, "sales");
    picker.extend([row("sales"), row("xsales 2")]);
    assert_eq!(screen(&picker, 5), [">xsales", "xsales 2"]);
    press(&mut picker, &[UP]);
    assert_eq!(screen(&picker, 5), [">sales", "xsales", "xsales 2"]);
}

#[test]
fn without_a_filter_new_rows_go_to_the_end() {
    let mut picker = Picker::default();
    picker.extend([row("Personal").pinned(), row("a"), row("off").last()]);
    picker.set_page(2);
    press(&mut picker, &[DOWN, DOWN]);
    assert_eq!(screen(&picker, 2), ["a", ">off"]);
    picker.extend([row("b"), row("c")]);
    assert_eq!(screen(&picker, 2), ["c", ">off"]);
    press(&mut picker, &[Key::plain(Code::Home)]);
    picker.extend([row("d")]);
    assert_eq!(screen(&picker, 9), [">Personal", "a", "b", "c", "d", "off"]);
}

#[test]
fn beyond_the_best_hits_the_order_goes_on() {
    let mut picker = numbered(3 * BEST);
    picker.set_page(10);
    type_in(&mut picker, "space");
    assert_eq!((picker.hits(), picker.order.len()), (3 * BEST, BEST));
    press(&mut picker, &[Key::plain(Code::PageDown); 400]);
    assert_eq!(picker.current().unwrap(), &format!("space {}", 3 * BEST - 1));
    picker.extend([row("space more")]);
    assert_eq!(picker.current().unwrap(), &format!("space {}", 3 * BEST - 1));
}

#[test]
fn a_row_can_be_selected_by_its_item() {
    let mut picker = numbered(2 * BEST);
    picker.set_page(4);
    type_in(&mut picker, "space");
    assert!(picker.select(|item| item == "space 1900"));
    assert_eq!(picker.current().unwrap(), "space 1900");
    assert!(!picker.select(|item| item == "elsewhere"));
    picker.set_filter("space 7");
    assert!(!picker.select(|item| item == "space 1900"));
    assert_eq!(picker.current().unwrap(), "space 7");
}

#[test]
fn marks_cover_whole_characters() {
    let mut picker = picker(&["Cafe\u{301} 漢字"]);
    type_in(&mut picker, "fé字");
    let shown = picker.window(1).next().unwrap();
    let marked: Vec<&str> = shown.marks.iter().map(|mark| &shown.label[mark.clone()]).collect();
    assert_eq!(marked, ["fe\u{301}", "字"]);
}

#[test]
fn a_paste_is_cleaned_and_limited() {
    let mut picker = picker(&["ab", "c"]);
    picker.paste(" a\nb \n").unwrap();
    assert_eq!((picker.filter().as_str(), picker.hits()), ("ab", 1));
    assert!(picker.paste(&"x".repeat(paste::LIMIT + 1)).is_err());
    assert_eq!(picker.filter().as_str(), "ab");
}

#[test]
fn very_long_names_are_matched_too() {
    let long = "ab é".repeat(20_000);
    let mut picker = picker(&[&long, "short"]);
    type_in(&mut picker, "ab ab e");
    assert_eq!(picker.hits(), 1);
    assert!(!picker.window(1).next().unwrap().marks.is_empty());
}

fn text() -> impl Strategy<Value = String> {
    let parts = ["a", "b", "A", "É", "e\u{301}", " ", "-", "1", "漢", "!", "ß", "👩\u{200d}👧"];
    prop::collection::vec(prop::sample::select(parts.to_vec()), 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn narrowing_finds_what_rescanning_finds(
        labels in prop::collection::vec((text(), text(), any::<bool>()), 0..40),
        late in prop::collection::vec(text(), 0..10),
        edits in prop::collection::vec(prop::option::weighted(0.8, text()), 1..8),
    ) {
        let rows = || labels.iter().enumerate().map(|(number, (label, also, last))| {
            let row = PickerRow::new(number, label.as_str(), number).also(also.as_str());
            if *last { row.last() } else { row }
        });
        let later = || late.iter().enumerate().map(|(number, label)| PickerRow::new(number + 100, label.as_str(), number));
        let (mut stepwise, mut anew) = (Picker::default(), Picker::default());
        stepwise.extend(rows());
        anew.extend(rows().chain(later()));
        for (step, edit) in edits.iter().enumerate() {
            match edit {
                Some(text) => for c in text.chars() { stepwise.key(Key::char(c)); },
                None => { stepwise.key(Key::plain(Code::Backspace)); }
            }
            if step == 0 {
                stepwise.extend(later());
            }
        }
        anew.set_filter(stepwise.filter().as_str());
        prop_assert_eq!(stepwise.hits(), anew.hits());
        prop_assert_eq!(&stepwise.order, &anew.order);
        for shown in stepwise.window(60) {
            for mark in shown.marks {
                prop_assert!(shown.label.get(mark).is_some_and(|marked| !marked.is_empty()));
            }
        }
    }

    #[test]
    fn the_current_row_never_moves_when_rows_arrive(
        pages in prop::collection::vec(prop::collection::vec(text(), 1..12), 1..5),
        filter in text(),
        downs in 0_usize..12,
        height in 1_u16..6,
    ) {
        let mut picker = Picker::default();
        picker.set_page(height);
        picker.set_filter(&filter);
        let mut number = 0;
        for page in pages {
            let place = |picker: &Picker<usize>| {
                let is_current = |line| matches!(line, ListLine::Row(row) if row.current);
                picker.shown(height.into()).position(is_current).map(|at| (at, picker.current().copied()))
            };
            for _ in 0..downs {
                picker.key(DOWN);
            }
            let before = place(&picker);
            picker.extend(page.iter().map(|label| {
                number += 1;
                // Some under a heading, some under none, and some behind all that come later.
                let row = PickerRow::new(number, label.as_str(), number).under(["", "a", "b"][number / 2 % 3]);
                if number % 5 == 0 { row.last() } else { row }
            }));
            if before.is_some() {
                prop_assert_eq!(place(&picker), before);
            }
        }
    }
}
