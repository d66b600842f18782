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
    use qonnect::kit::picker::{Picker, Row};

    const ROWS: usize = 100_000;
    const HEIGHT: usize = 40;
    const WORD: &str = "sales";

    /// Names as tenants have them: words, regions, years, some with accents, and an id beside each.
    fn rows() -> impl Iterator<Item = Row<usize>> {
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
            Row::new(number, label, number).also(format!("{:024x}", mixed * 2_654_435_761))
        })
    }

    fn filled() -> Picker<usize> {
        let mut picker = Picker::new();
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
                (0..100).map(|row| Row::new((pages, row), format!("Sales {pages} {row}"), row)).collect::<Vec<_>>()
            })
            .bench_local_values(|page| picker.borrow_mut().extend(page));
    }

    /// All rows at once.
    #[divan::bench(sample_size = 1, sample_count = 20)]
    fn rows_arrive() -> Picker<usize> {
        filled()
    }
}
