//! Benchmarks, run by hand: `cargo bench`. One module for each group.

fn main() {
    divan::main();
}

/// A list of 100,000 rows while someone types into its filter. The figures to reach are per key.
mod filter {
    use std::cell::RefCell;
    use std::hint::black_box;

    use divan::Bencher;
    use qonnect::kit::keys::{Code, Key};
    use qonnect::kit::picker::{Picker, PickerRow};

    const ROWS: usize = 100_000;
    const HEIGHT: usize = 40;
    const WORD: &str = "sales";

    /// Names as tenants have them: words, regions, years, some with accents, and an id beside each.
    fn rows() -> impl Iterator<Item = PickerRow<usize>> {
        const TEAMS: [&str; 12] = [
            "Sales",
            "Finance",
            "Marketing",
            "Human resources",
            "Logística",
            "Einkauf Süd",
            "Research",
            "Wholesale",
            "Supply chain",
            "Customer success",
            "Legal",
            "Data science",
        ];
        const KINDS: [&str; 7] =
            ["dashboards", "data products", "staging", "archive", "self service", "test", "shared models"];
        const REGIONS: [&str; 5] = ["EMEA", "APAC", "North America", "LATAM", "DACH"];
        (0..ROWS).map(|number| {
            // A fixed, far stride mixes the words, so that neighbours are as different as rows of a tenant are.
            let mixed = number * 7_919;
            let pick = |words: &[&'static str], by: usize| words[mixed / by % words.len()];
            let label = format!("{} {} {} {number}", pick(&TEAMS, 1), pick(&REGIONS, 12), pick(&KINDS, 60));
            PickerRow::new(number, label, number).also(format!("{:024x}", mixed * 2_654_435_761))
        })
    }

    fn filled() -> Picker<usize> {
        let mut picker = Picker::default();
        picker.set_page(40);
        picker.extend(rows());
        picker
    }

    /// The key that makes a query of so many letters.
    #[divan::bench(args = 1..=WORD.len(), sample_size = 1)]
    fn type_letter(bencher: Bencher, letters: usize) {
        let (before, letter) = WORD[..letters].split_at(letters - 1);
        one_key(bencher, before, Key::char(letter.chars().next().unwrap_or_default()));
    }

    /// The second letter of what begins no word: no row matches as well as one could, so all that match are scored.
    #[divan::bench(sample_size = 1)]
    fn type_inside_a_word(bencher: Bencher) {
        one_key(bencher, "a", Key::char('l'));
    }

    /// The key that leaves the best rows behind, so that all are brought into order.
    #[divan::bench(sample_size = 1)]
    fn leave_the_best(bencher: Bencher) {
        let picker = RefCell::new(filled());
        let prepare = || {
            let mut picker = picker.borrow_mut();
            picker.set_filter("");
            picker.set_filter("sa");
            for _ in 0..500 {
                picker.key(Key::plain(Code::Down));
            }
        };
        bencher.with_inputs(prepare).bench_local_values(|()| {
            let mut picker = picker.borrow_mut();
            picker.key(Key::plain(Code::PageDown));
            black_box(picker.window(HEIGHT).count())
        });
    }

    /// The key that leaves a query of so many letters.
    #[divan::bench(args = (0..WORD.len()).rev(), sample_size = 1)]
    fn erase_letter(bencher: Bencher, letters: usize) {
        one_key(bencher, &WORD[..=letters], Key::plain(Code::Backspace));
    }

    /// One key after a text, and the rows that are drawn then. The text is typed outside the measured time.
    fn one_key(bencher: Bencher, before: &str, key: Key) {
        let picker = RefCell::new(filled());
        let prepare = || {
            let mut picker = picker.borrow_mut();
            picker.set_filter("");
            before.chars().for_each(|c| {
                picker.key(Key::char(c));
            });
        };
        bencher.with_inputs(prepare).bench_local_values(|()| {
            let mut picker = picker.borrow_mut();
            picker.key(key);
            black_box(picker.window(HEIGHT).map(|row| row.marks.len()).sum::<usize>())
        });
    }

    /// A page that arrives while the whole list is filtered.
    #[divan::bench(sample_size = 1)]
    fn page_arrives(bencher: Bencher) {
        let picker = RefCell::new(filled());
        picker.borrow_mut().set_filter(WORD);
        let mut pages = 0;
        bencher
            .with_inputs(|| {
                pages += 1;
                (0..100)
                    .map(|row| PickerRow::new((pages, row), format!("Sales {pages} {row}"), row))
                    .collect::<Vec<_>>()
            })
            .bench_local_values(|page| picker.borrow_mut().extend(page));
    }

    /// All rows at once.
    #[divan::bench(sample_size = 1, sample_count = 20)]
    fn rows_arrive() -> Picker<usize> {
        filled()
    }
}

/// The whole wizard at its step Space, with a list of 100,000 spaces: made from events, as a person would make it.
mod stage {
    use std::time::Instant;

    use qonnect::domain::{
        access::Access,
        dialect::Dialect,
        request::{Answer, Call, PageOf, Request},
        secret::Secret,
        session::{Me, Session},
        space::{Space, SpaceId, SpaceKind},
        step::Step,
        tenant::Tenant,
    };
    use qonnect::kit::effect::Effect;
    use qonnect::kit::event::Event;
    use qonnect::kit::shared::Shared;
    use qonnect::wizard::model::Model;
    use qonnect::wizard::update::{start, update};

    const SPACES: usize = 100_000;

    #[expect(clippy::disallowed_methods, reason = "any instant will do")]
    pub fn now() -> Instant {
        Instant::now()
    }

    pub fn model(now: Instant) -> Model {
        let mut shared = Shared::default();
        if let Ok(tenant) = Tenant::parse("acme.eu.qlikcloud.com") {
            shared.draft.choose_tenant(tenant.clone());
            let here = shared.draft.here_mut();
            here.session = Some(Session { tenant, access: Access::Token(Secret::new("key")), dialect: Dialect::V1 });
            here.me = Some(Me {
                user_id: "u-1".into(),
                name: "Ada Creator".into(),
                email: None,
                subject: "auth0|ada".into(),
                tenant_id: None,
                tenant_name: Some("acme".into()),
                created: None,
                is_admin: None,
            });
        }
        let mut model = Model::new(shared);
        start(&mut model, now);
        model.step = Step::Space;
        let asked = start(&mut model, now).into_iter().find_map(|effect| match effect {
            Effect::Start { id, request, .. } if matches!(*request, Request::Tenant(_, Call::ListSpaces(..))) => {
                Some(id)
            }
            _ => None,
        });
        if let Some(id) = asked {
            let page = PageOf { items: spaces(), next: None, is_cut: false, total: Some(SPACES) };
            update(&mut model, Event::Answered(id, Answer::ListSpaces(Ok(page))), now);
        }
        model
    }

    fn spaces() -> Vec<Space> {
        const TEAMS: [&str; 6] = ["Sales", "Finance", "Logística", "Einkauf Süd", "Wholesale", "Data science"];
        const REGIONS: [&str; 5] = ["EMEA", "APAC", "North America", "LATAM", "DACH"];
        (0..SPACES)
            .map(|number| Space {
                id: SpaceId(format!("{:024x}", number * 2_654_435_761)),
                name: format!("{} {} {number}", TEAMS[number * 7_919 % 6], REGIONS[number * 7_919 / 6 % 5]),
                kind: if number % 3 == 0 { SpaceKind::Managed } else { SpaceKind::Shared },
                description: format!("What the team number {number} works on, and what it has published so far"),
            })
            .collect()
    }
}

/// The whole wizard drawn at 120x40, and what changed of it handed to the terminal's side.
mod frame {
    use divan::Bencher;
    use qonnect::kit::event::Event;
    use qonnect::kit::keys::{Code, Key};
    use qonnect::ui::theme::Theme;
    use qonnect::wizard::update::{drawn, update};
    use qonnect::wizard::view::view;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::stage;

    /// After a step down in a list with this filter.
    #[divan::bench(args = ["", "s", "sales emea 7"])]
    fn list_of_spaces(bencher: Bencher, filter: &str) {
        let now = stage::now();
        let mut model = stage::model(now);
        for c in filter.chars() {
            update(&mut model, Event::Key(Key::char(c)), now);
        }
        let Ok(mut terminal) = Terminal::new(TestBackend::new(120, 40));
        bencher.bench_local(|| {
            update(&mut model, Event::Key(Key::plain(Code::Down)), now);
            let mut seen = None;
            let _ = terminal.draw(|frame| seen = Some(view(&model, Theme::Colour, now, frame)));
            if let Some(seen) = seen {
                drawn(&mut model, seen.extent);
            }
        });
    }
}

/// A key into the whole wizard, without drawing.
mod update {
    use std::cell::RefCell;

    use divan::Bencher;
    use qonnect::kit::event::Event;
    use qonnect::kit::keys::{Code, Key};
    use qonnect::wizard::update::update;

    use super::stage;

    /// The key that makes a filter of so many letters.
    #[divan::bench(args = [1, 2, 3, 5], sample_size = 1)]
    fn type_letter(bencher: Bencher, letters: usize) {
        let (before, letter) = "sales"[..letters].split_at(letters - 1);
        let now = stage::now();
        let model = RefCell::new(stage::model(now));
        let prepare = || {
            let mut model = model.borrow_mut();
            update(&mut model, Event::Key(Key::ctrl('u')), now);
            before.chars().for_each(|c| drop(update(&mut model, Event::Key(Key::char(c)), now)));
        };
        let key = letter.chars().next().unwrap_or_default();
        bencher
            .with_inputs(prepare)
            .bench_local_values(|()| update(&mut model.borrow_mut(), Event::Key(Key::char(key)), now));
    }

    /// A step in the list.
    #[divan::bench]
    fn move_down(bencher: Bencher) {
        let now = stage::now();
        let mut model = stage::model(now);
        bencher.bench_local(|| update(&mut model, Event::Key(Key::plain(Code::Down)), now));
    }
}
