use super::*;
use crate::{
    domain::{
        failure::FailureKind,
        request::{Asked, Call},
        session::Me,
        space::SpaceKind,
        step::Step,
    },
    kit::{
        keys::{Code, Rank},
        screen::MEANT,
    },
    screens::testing::{Stage, me, session, source, space},
};

const ENTER: Key = Key::plain(Code::Enter);
const ESC: Key = Key::plain(Code::Esc);
const DOWN: Key = Key::plain(Code::Down);
const AGAIN: Key = Key::ctrl('r');

fn stage() -> Stage<State> {
    let mut stage = Stage::new(Step::Space);
    stage.enter();
    stage.wait(MEANT);
    stage
}

fn page(names: impl IntoIterator<Item = String>, next: Option<&str>, total: Option<usize>) -> Answer {
    let spaces = names.into_iter().map(|name| space(&name)).collect();
    Answer::ListSpaces(Ok(PageOf { items: spaces, next: next.map(str::to_owned), is_cut: false, total }))
}

fn numbered(range: std::ops::Range<usize>) -> impl Iterator<Item = String> {
    range.map(|number| format!("space {number:04}"))
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn found(list: &[&str], next: Option<&str>) -> Answer {
    let spaces = list.iter().map(|name| space(name)).collect();
    Answer::FindSpaces(Ok(PageOf { items: spaces, next: next.map(str::to_owned), is_cut: false, total: None }))
}

fn failure(kind: FailureKind) -> Failure {
    Failure::new(kind, "listing spaces")
}

/// The places at which pages were asked for, and the names.
fn asked(stage: &mut Stage<State>) -> Vec<String> {
    let asked = stage.asked().into_iter();
    asked
        .map(|(request, after)| match request {
            Request::Tenant(_, Call::ListSpaces(place)) => format!("page {}", place.as_deref().unwrap_or("first")),
            Request::Tenant(_, Call::FindSpaces(name)) => format!("find {name} after {} ms", after.as_millis()),
            other => format!("{other:?}"),
        })
        .collect()
}

fn current(stage: &Stage<State>) -> String {
    stage.screen.list.picker.current().map(|choice| choice.label().to_owned()).unwrap_or_default()
}

/// The screen row by row from the filter on, the cursor's mark included.
fn rows(stage: &Stage<State>) -> Vec<String> {
    stage.shot(80, 24).lines().map(str::to_owned).collect()
}

#[test]
fn the_personal_space_can_be_chosen_before_anything_came() {
    let mut stage = stage();
    assert_eq!(asked(&mut stage), ["page first"]);
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert_eq!(stage.shared.draft.here().space, Some(SpaceChoice::Personal));
}

#[test]
fn nothing_can_be_chosen_while_the_wizard_still_signs_in_by_itself() {
    // The screen stands there already, and is entered when it is known who there is.
    let mut stage = Stage::<State>::new(Step::Space);
    assert_eq!(stage.press(ENTER), Flow::Stay);
    stage.enter();
    stage.wait(MEANT);
    assert_eq!(stage.press(ENTER), Flow::Next);
}

fn after(name: &str) -> Stage<State> {
    let mut stage = Stage::new(Step::Space);
    let facts = [(LAST_SPACE, format!("id of {name}")), (LAST_SPACE_NAME, name.to_owned())];
    stage.shared.last = facts.map(|(fact, value)| (fact.to_owned(), value)).into();
    stage.enter();
    stage.wait(MEANT);
    stage.asked();
    stage
}

#[test]
fn the_space_of_the_last_time_has_the_cursor_as_soon_as_it_is_here() {
    let mut stage = after("space 0003");
    stage.answer(page(numbered(0..5), None, None));
    assert_eq!((current(&stage), asked(&mut stage).len()), ("space 0003".to_owned(), 0));

    // Where the first page does not bring it, its name is asked for, once.
    let mut stage = after("space 4000");
    stage.answer(page(numbered(0..5), Some("p2"), None));
    assert_eq!(asked(&mut stage), ["page p2", "find space 4000 after 0 ms"]);
    stage.answer(page(numbered(5..9), Some("p3"), None));
    assert_eq!(asked(&mut stage), ["page p3"]);
    stage.answer(found(&["space 4000"], None));
    assert_eq!(current(&stage), "space 4000");

    // It is gone, or cannot be asked for: nothing is said of it.
    for answer in [found(&[], None), Answer::FindSpaces(Err(failure(FailureKind::OutcomeUnknown)))] {
        let mut stage = after("space 4000");
        stage.answer(page(numbered(0..5), Some("p2"), None));
        stage.answer(answer);
        assert_eq!((current(&stage), stage.told()), ("Personal space".to_owned(), String::new()));
    }
}

#[test]
fn a_cursor_that_was_moved_stays_where_it_is_and_a_choice_is_remembered() {
    let mut stage = after("space 0003");
    stage.press(DOWN);
    stage.answer(page(numbered(0..5), None, None));
    assert_eq!(current(&stage), "Personal space");
    stage.press(DOWN);
    stage.asked();
    stage.press(ENTER);
    assert!(asked(&mut stage)[0].starts_with("Here(AmendNotes"));
    assert_eq!(stage.shared.last[LAST_SPACE], "id of space 0000");
    // Back again to change the answer, all of them are there.
    stage.type_text("0004");
    stage.enter();
    assert!(stage.screen.list.picker.filter().is_empty());
    assert_eq!(current(&stage), "space 0000");
}

#[test]
fn an_enter_that_was_meant_for_the_screen_before_chooses_nothing() {
    let mut stage = stage();
    stage.fresh = false;
    assert_eq!(stage.press(ENTER), Flow::Stay);
    assert_eq!(stage.shared.draft.here().space, None);
    assert_eq!(stage.told(), "That Enter came too soon after the one before. Press it again.");
    stage.shared.notice = None;
    stage.press(Key { held: true, ..ENTER });
    assert_eq!(stage.told(), "", "a key that is held down is not pressed too soon");
}

#[test]
fn an_enter_that_comes_just_as_its_row_appears_chooses_nothing() {
    const TOLD: &str = "That Enter came just as the list appeared. Press it again.";
    let mut stage = Stage::<State>::new(Step::Space);
    stage.enter();
    assert_eq!((stage.press(ENTER), stage.told().as_str()), (Flow::Stay, TOLD));

    let mut stage = after("space 0003");
    stage.answer(page(numbered(0..5), None, None));
    assert_eq!(current(&stage), "space 0003");
    assert_eq!((stage.press(ENTER), stage.told().as_str()), (Flow::Stay, TOLD));
    stage.wait(MEANT);
    assert_eq!(stage.press(ENTER), Flow::Next);
}

#[test]
fn an_enter_waits_for_the_space_of_the_last_time_and_says_so() {
    let mut stage = after("space 4000");
    assert_eq!(stage.press(ENTER), Flow::Stay);
    assert_eq!(stage.told(), "One moment: the space you chose last time is loading.");
    stage.answer(page(numbered(0..5), Some("p2"), None));
    assert_eq!((stage.told(), stage.press(ENTER)), (String::new(), Flow::Stay));
    stage.answer(found(&["space 4000"], None));
    stage.wait(MEANT);
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert_eq!(stage.shared.draft.here().space.as_ref().unwrap().label(), "space 4000");

    // Whoever moves the cursor, or waits in vain, chooses what has it.
    let mut stage = after("space 4000");
    stage.press(DOWN);
    assert_eq!(stage.press(ENTER), Flow::Next);
    let mut stage = after("space 4000");
    stage.answer(Answer::ListSpaces(Err(failure(FailureKind::OutcomeUnknown))));
    assert_eq!(stage.press(ENTER), Flow::Next);
}

#[test]
fn the_first_page_is_usable_at_once_and_the_next_follows() {
    let mut stage = stage();
    stage.asked();
    stage.answer(page(numbered(0..100), Some("p2"), Some(4_300)));
    assert_eq!(asked(&mut stage), ["page p2"]);
    assert!(stage.shot(80, 24).contains("100 of 4,300 loaded"), "{}", stage.shot(80, 24));
    stage.press(DOWN);
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert_eq!(stage.shared.draft.here().space.as_ref().unwrap().label(), "space 0000");
}

#[test]
fn pages_follow_up_to_a_thousand_rows_and_beyond_only_near_the_end() {
    let mut stage = stage();
    for number in 0..10 {
        let next = format!("p{}", number + 1);
        stage.answer(page(numbered(number * 100..(number + 1) * 100), Some(&next), Some(4_300)));
    }
    assert_eq!(asked(&mut stage).last().unwrap(), "page p9");
    stage.press(DOWN);
    assert!(asked(&mut stage).is_empty());
    stage.press(Key::plain(Code::End));
    assert_eq!(asked(&mut stage), ["page p10"]);
    stage.press(Key::plain(Code::Up));
    assert!(asked(&mut stage).is_empty());
    stage.answer(page(numbered(1_000..1_100), Some("p11"), Some(4_300)));
    assert!(asked(&mut stage).is_empty());
    assert_eq!(current(&stage), "space 0998");
}

#[test]
fn a_page_that_names_itself_or_brings_nothing_new_ends_the_list_with_a_word() {
    for (last, next) in [(numbered(10..20), "p2"), (numbered(0..10), "p3")] {
        let mut stage = stage();
        stage.answer(page(numbered(0..10), Some("p2"), None));
        stage.answer(page(last, Some(next), None));
        assert_eq!(asked(&mut stage), ["page first", "page p2"]);
        assert!(stage.told().contains("did not send its whole list"), "{}", stage.told());
        assert!(stage.shot(80, 24).contains("loaded, not all"), "it is not said to be whole");
    }
}

#[test]
fn rows_do_not_move_under_the_cursor_when_a_page_or_a_find_arrives() {
    for filter in ["", "space"] {
        let mut stage = stage();
        stage.answer(page(numbered(0..100), Some("p2"), None));
        stage.type_text(filter);
        for _ in 0..14 {
            stage.press(DOWN);
        }
        let line = |stage: &Stage<State>| rows(stage).iter().position(|row| row.starts_with('▸'));
        let (before, at) = (current(&stage), line(&stage));
        stage.answer(page(numbered(100..200), Some("p3"), None));
        stage.answer_to((
            Request::Tenant(session(), Call::FindSpaces(filter.into())),
            found(&["space", "space 00"], None),
        ));
        assert_eq!((current(&stage), line(&stage)), (before, at), "{filter:?}");
    }
}

#[test]
fn while_the_list_is_incomplete_the_tenant_is_asked_for_the_name_after_a_pause() {
    let mut stage = stage();
    stage.answer(page(numbered(0..100), Some("p2"), Some(4_300)));
    stage.asked();
    stage.type_text("wa");
    assert_eq!(asked(&mut stage), ["find w after 150 ms", "find wa after 150 ms"]);
    let shot = stage.shot(80, 24);
    assert!(shot.contains("Asking the tenant") && !shot.contains("No space matches"), "{shot}");
    stage.answer(found(&["Warehouse", "Software"], None));
    let shot = stage.shot(80, 24);
    assert!(shot.contains("Warehouse") && shot.contains("2 found · 102 of 4,300 loaded"), "{shot}");
    stage.wait(MEANT);
    stage.press(ENTER);
    assert_eq!(stage.shared.draft.here().space.as_ref().unwrap().label(), "Warehouse");
}

#[test]
fn a_longer_filter_is_not_asked_for_when_the_tenant_gave_all_for_the_shorter_one() {
    let mut stage = stage();
    stage.answer(page(numbered(0..100), Some("p2"), None));
    stage.type_text("wa");
    stage.answer(found(&["Warehouse"], None));
    stage.asked();
    stage.type_text("rx");
    assert!(asked(&mut stage).is_empty());
    assert!(stage.shot(80, 24).contains("The tenant has no space with this in its name"));
    stage.press(Key::ctrl('u'));
    stage.type_text("e");
    stage.answer(found(&["East"], Some("more")));
    stage.asked();
    stage.type_text("a");
    assert_eq!(asked(&mut stage), ["find ea after 150 ms"]);
}

#[test]
fn a_complete_list_is_filtered_without_a_question() {
    let mut stage = stage();
    stage.answer(page(names(&["Sales", "Finance"]), None, Some(2)));
    stage.asked();
    assert!(stage.shot(80, 24).contains("3 spaces"));
    stage.type_text("fin");
    assert!(asked(&mut stage).is_empty());
    assert!(stage.shot(80, 24).contains("1 of 3"));
    stage.type_text("zz");
    assert!(stage.shot(80, 24).contains("No space matches"));
}

#[test]
fn an_answer_to_a_filter_that_is_gone_changes_nothing() {
    let mut stage = stage();
    stage.answer(page(numbered(0..100), Some("p2"), None));
    stage.type_text("w");
    assert_eq!(stage.press(ESC), Flow::Stay);
    stage.answer(found(&["Warehouse"], None));
    assert_eq!(stage.screen.list.loaded(), 100);
    assert!(!stage.shared.pending.has(Asked::FindSpaces));
}

#[test]
fn esc_clears_the_filter_and_then_is_left_to_go_back() {
    let mut stage = stage();
    stage.paste(" sal\n");
    assert_eq!(stage.screen.list.picker.filter().as_str(), "sal");
    assert!(stage.screen.hints(&stage.shared).iter().any(|hint| hint.short == "clear"));
    assert_eq!(stage.press(ESC), Flow::Stay);
    assert!(stage.screen.hints(&stage.shared).iter().all(|hint| hint.short != "clear filter"));
    assert_eq!(stage.press(ESC), Flow::Pass);
}

#[test]
fn back_keeps_the_chosen_space_and_the_rows_and_shows_all_of_them() {
    let mut stage = stage();
    stage.answer(page(names(&["Sales", "Sales EMEA", "Finance"]), None, None));
    stage.type_text("sal");
    stage.press(DOWN);
    assert_eq!(current(&stage), "Sales EMEA");
    assert_eq!(stage.press(ENTER), Flow::Next);
    stage.asked();
    stage.enter();
    assert!(asked(&mut stage).is_empty());
    assert_eq!(current(&stage), "Sales EMEA");
    assert_eq!((stage.screen.list.picker.filter().as_str(), stage.screen.list.picker.hits()), ("", 4));
}

#[test]
fn coming_back_goes_on_with_a_list_that_was_not_complete() {
    let mut stage = stage();
    stage.answer(page(numbered(0..100), Some("p2"), None));
    stage.type_text("w");
    stage.asked();
    stage.enter();
    assert_eq!(asked(&mut stage), ["page p2", "find w after 150 ms"]);
}

#[test]
fn a_chosen_space_that_no_page_has_brought_yet_has_the_cursor() {
    let mut stage = Stage::<State>::new(Step::Space);
    stage.shared.draft.here_mut().space = Some(SpaceChoice::In(space("Far away")));
    stage.enter();
    assert_eq!(current(&stage), "Far away");
    stage.answer(page(names(&["Sales", "Far away"]), None, None));
    assert_eq!((current(&stage).as_str(), stage.screen.list.loaded()), ("Far away", 2));
}

#[test]
fn another_user_sees_other_spaces() {
    let mut stage = stage();
    stage.answer(page(names(&["Sales"]), None, None));
    stage.asked();
    stage.shared.draft.here_mut().me = Some(crate::domain::session::Me { user_id: "u-2".into(), ..me() });
    stage.enter();
    assert_eq!(asked(&mut stage), ["page first"]);
    assert_eq!(stage.screen.list.loaded(), 0);
}

#[test]
fn a_failing_first_page_leaves_the_personal_space_and_a_key_to_try_again() {
    let mut stage = stage();
    stage.asked();
    stage.answer(Answer::ListSpaces(Err(failure(FailureKind::Forbidden))));
    assert!(stage.told().contains("not allowed for you") && stage.told().contains("Ctrl+R"), "{}", stage.told());
    assert!(stage.shot(80, 24).contains("not loaded"));
    assert!(stage.screen.hints(&stage.shared).iter().any(|hint| hint.keys == "Ctrl+R" && hint.rank == Rank::First));
    stage.press(DOWN);
    assert!(asked(&mut stage).is_empty());
    stage.press(AGAIN);
    assert_eq!(asked(&mut stage), ["page first"]);
    assert_eq!(stage.told(), "");
    assert_eq!(stage.press(ENTER), Flow::Next);
}

#[test]
fn a_failing_later_page_keeps_the_rows_and_goes_on_where_it_was() {
    let mut stage = stage();
    stage.answer(page(numbered(0..100), Some("p2"), None));
    stage.asked();
    stage.answer(Answer::ListSpaces(Err(failure(FailureKind::OutcomeUnknown))));
    assert_eq!(stage.screen.list.loaded(), 100);
    assert!(stage.told().contains("loads the rest"));
    stage.press(AGAIN);
    assert_eq!(asked(&mut stage), ["page p2"]);
}

#[test]
fn a_failing_find_is_told_and_asked_again_by_key() {
    let mut stage = stage();
    stage.answer(page(numbered(0..100), Some("p2"), None));
    stage.answer(page(numbered(100..200), Some("p3"), None));
    stage.type_text("w");
    stage.asked();
    stage.answer(Answer::FindSpaces(Err(failure(FailureKind::OutcomeUnknown))));
    assert!(stage.told().contains("Ctrl+R asks the tenant again"));
    assert!(stage.shot(80, 24).contains("there are more"));
    stage.press(AGAIN);
    assert_eq!(asked(&mut stage), ["find w after 150 ms"]);
}

#[test]
fn loading_again_brings_new_spaces_and_takes_the_gone_ones_away() {
    let mut stage = stage();
    stage.answer(page(names(&["Gone", "Stays"]), None, None));
    stage.press(DOWN);
    stage.press(DOWN);
    stage.press(AGAIN);
    assert_eq!(asked(&mut stage), ["page first", "page first"]);
    assert_eq!(current(&stage), "Stays");
    stage.answer(page(names(&["New", "Stays"]), None, None));
    assert_eq!(current(&stage), "Stays");
    let shot = stage.shot(80, 24);
    assert!(shot.contains("New") && !shot.contains("Gone"), "{shot}");
}

#[test]
fn spaces_found_before_the_first_page_came_stay() {
    let mut stage = stage();
    stage.type_text("w");
    stage.answer(found(&["Warehouse"], None));
    stage.answer(page(numbered(0..100), Some("p2"), None));
    assert_eq!(current(&stage), "Warehouse");
}

#[test]
fn a_tenant_without_spaces_offers_the_personal_one_with_a_sentence() {
    let mut stage = stage();
    stage.answer(page([], None, Some(0)));
    let shot = stage.shot(80, 24);
    assert!(shot.contains("▸ Personal space") && shot.contains("You have no other space"), "{shot}");
    assert!(shot.contains("1 space"), "{shot}");
    stage.shared.draft.here_mut().me = Some(Me { subject: "qlikbot\\1".into(), name: "Grace".into(), ..me() });
    let shot = stage.shot(80, 24);
    assert!(shot.contains("Grace has no other space") && shot.contains("Their personal space"), "{shot}");
}

#[test]
fn a_data_space_says_that_only_data_integration_belongs_there() {
    let mut stage = stage();
    let data = Space { kind: SpaceKind::Data, description: "landing".into(), ..space("Lake") };
    let other = Space { kind: SpaceKind::Other("odd kind of a space".into()), name: "  ".into(), ..space("x") };
    stage.answer(Answer::ListSpaces(Ok(PageOf { items: vec![data, other], next: None, is_cut: false, total: None })));
    let shot = stage.shot(100, 24);
    assert!(shot.contains("data integration only · landing") && shot.contains("id of x"), "{shot}");
    stage.press(DOWN);
    assert!(stage.shot(40, 12).contains("for data"), "{}", stage.shot(40, 12));
}

#[test]
fn a_data_space_for_a_source_that_does_not_belong_there_is_warned_about_and_lets_pass() {
    let mut stage = stage();
    stage.shared.draft.here_mut().source = Some(source("gbq"));
    let data = Space { kind: SpaceKind::Data, ..space("Lake") };
    stage.answer(Answer::ListSpaces(Ok(PageOf { items: vec![data], next: None, is_cut: false, total: None })));
    stage.press(DOWN);
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert!(stage.told().contains("Lake is a data space"), "{}", stage.told());
}

#[test]
fn a_slow_answer_is_worth_a_word_and_a_quick_one_is_not() {
    let mut stage = Stage::<State>::new(Step::Space);
    stage.enter();
    assert!(!stage.shot(80, 24).contains("loading"));
    stage.wait(MEANT);
    assert!(stage.shot(80, 24).contains("loading spaces"));
}

#[test]
fn it_can_be_drawn_at_any_size_in_any_state() {
    let long = space(&"𝓛ong 売上データ e\u{301}\u{202e} name ".repeat(20));
    let states: [fn(&mut Stage<State>, Space); 5] = [
        |_, _| {},
        |stage, _| {
            stage.answer(page([], None, None));
        },
        |stage, long| {
            let described = Space { description: "a description that is long ".repeat(30), ..long };
            stage.answer(Answer::ListSpaces(Ok(PageOf {
                items: vec![described],
                next: None,
                is_cut: false,
                total: None,
            })));
            stage.press(DOWN);
        },
        |stage, _| {
            stage.answer(page(numbered(0..100), Some("p2"), Some(4_300)));
            stage.press(Key::plain(Code::End));
            stage.type_text(&"zz".repeat(50));
        },
        |stage, long| {
            stage.answer(Answer::ListSpaces(Ok(PageOf { items: vec![long], next: None, is_cut: false, total: None })));
            stage.type_text("売");
        },
    ];
    for prepare in states {
        let mut stage = stage();
        prepare(&mut stage, long.clone());
        // Every small size, where things collide, and a sample of the large ones.
        for columns in (0..24).chain((24..=130).step_by(7)) {
            for rows in (0..13).chain((13..=45).step_by(8)) {
                stage.shot(columns, rows);
            }
        }
    }
}
