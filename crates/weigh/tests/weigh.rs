//! The model on tables made for it: what it finds, and what it must not hang on.

use rashomon_weigh::{
    Chains, Hierarchy, Item, Scales, Settings, Site, Statement, Table, View, Weighing, weigh,
};

/// A small generator of numbers, the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Towns with a mayor each: six papers of the exactness given, and copiers of the paper `copied`.
fn towns(exact: [f64; 6], copiers: usize, copied: usize) -> Table {
    let mut dice = Dice(7);
    let mut table = Table::default();
    for town in 0..300 {
        let mut told = Vec::new();
        for p in exact {
            let wrong = format!("rival {}", (dice.roll() * 8.0) as u32);
            told.push(if dice.roll() < p { "mayor".to_owned() } else { wrong });
        }
        for copier in 0..copiers {
            told.push(told[copied].clone());
            let _ = copier;
        }
        for (paper, value) in told.iter().enumerate() {
            let value = format!("{value} of {town}");
            table.push(&format!("town {town}"), "mayor", &format!("paper-{paper}"), &value, "");
        }
    }
    table
}

fn run(table: &Table) -> Weighing {
    weigh(table, &Hierarchy::default(), &Settings::default())
}

fn right(table: &Table, weighing: &Weighing) -> f64 {
    let hit = |i: &&Item| table.values.name(i.answers[0].value).starts_with("mayor");
    weighing.items.iter().filter(hit).count() as f64 / weighing.items.len() as f64
}

#[test]
fn copies_do_not_outvote_originals() {
    let exact = [0.35, 0.85, 0.8, 0.8, 0.75, 0.7];
    let table = towns(exact, 5, 0);
    let weighing = run(&table);
    assert!(right(&table, &weighing) > 0.95, "{}", right(&table, &weighing));
    let share = |a: &str, b: &str| {
        let numbers = (table.sources.find(a).unwrap(), table.sources.find(b).unwrap());
        let both = (numbers.0.min(numbers.1), numbers.0.max(numbers.1));
        weighing.copying.iter().find(|c| c.sources == both).map_or(0.0, |c| c.share)
    };
    assert!(share("paper-0", "paper-6") > 0.8);
    assert!(share("paper-1", "paper-2") < 0.2);
}

#[test]
fn reliability_is_recovered() {
    let exact = [0.4, 0.9, 0.8, 0.7, 0.6, 0.5];
    let table = towns(exact, 0, 0);
    let weighing = run(&table);
    for (paper, exact) in exact.iter().enumerate() {
        let source = table.sources.find(&format!("paper-{paper}")).unwrap();
        let found = weighing.reliability.iter().find(|r| r.source == source).unwrap();
        assert!((found.exact - exact).abs() < 0.1, "{paper}: {found:?}");
    }
}

#[test]
fn the_same_on_any_number_of_threads() {
    let table = towns([0.4, 0.9, 0.8, 0.7, 0.6, 0.5], 2, 1);
    let on = |threads| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| run(&table))
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn a_country_is_half_right_for_a_town_in_it() {
    let places =
        Hierarchy::new([("0", "World", ""), ("1", "Syria", "0"), ("2", "Raqqa", "1"), ("3", "Peru", "0")]);
    let mut table = Table::default();
    for event in 0..50 {
        let event = event.to_string();
        for (source, value) in [("a", "Raqqa"), ("b", "Syria"), ("c", "Raqqa"), ("d", "Peru")] {
            table.push(&event, "place", source, value, "");
        }
    }
    let weighing = weigh(&table, &places, &Settings::default());
    assert!(weighing.items.iter().all(|i| table.values.name(i.answers[0].value) == "Raqqa"));
}

#[test]
fn nothing_and_nonsense_are_weighed() {
    assert!(run(&Table::default()).items.is_empty());
    let mut table = Table::default();
    for (n, value) in ["|", "1e999", "-0", "\u{0}", "25:99", "2011-99-99T00:00", "NaN"].iter().enumerate() {
        table.push("o", "a", &n.to_string(), value, "never");
    }
    let weighing = run(&table);
    let sum: f64 = weighing.items[0].answers.iter().map(|a| a.probability).sum();
    assert!(sum + weighing.items[0].none <= 1.001);
    assert!(weighing.items[0].answers.iter().all(|a| a.probability.is_finite()));
}

#[test]
fn a_change_is_seen_when_it_is_told_and_dated_back_later() {
    let mut statements = Vec::new();
    let mut say = |place: usize, source: &str, value: &str, first: &str, last: &str| {
        statements.push(Statement {
            place: format!("p{place}"),
            source: source.into(),
            value: value.into(),
            first: first.into(),
            last: last.into(),
        });
    };
    for place in 0..20 {
        for source in ["a", "b", "c"] {
            if place % 2 == 0 {
                let (last, next) =
                    if source == "b" { ("2022-03-13", "2022-03-14") } else { ("2022-03-11", "2022-03-12") };
                say(place, source, "North", "2022-02-01", last);
                say(place, source, "South", next, "2022-04-30");
            } else {
                say(place, source, "North", "2022-02-01", "2022-04-30");
            }
        }
    }
    let sites: Vec<Site> =
        (0..20).map(|n| Site { place: format!("p{n}"), point: Some((f64::from(n) * 0.1, 0.0)) }).collect();
    let chains = Chains::learn(&statements, &sites).unwrap();
    let south = chains.holders().iter().position(|h| h == "South").unwrap();
    let then = chains.hold(View::Then);
    let at = |day: &str| (0..200).find(|n| then[0].date(*n) == day).unwrap();
    assert!(then[0].days[at("2022-03-05")][south] < 0.2);
    assert!(then[0].days[at("2022-03-20")][south] > 0.8);
    assert!(then[1].days[at("2022-04-20")][south] < 0.2);
    let now = chains.hold(View::Now);
    assert!(now[0].days[at("2022-03-12")][south] >= then[0].days[at("2022-03-12")][south]);
}

#[test]
fn new_claims_weigh_as_in_a_full_run() {
    let table = towns([0.4, 0.9, 0.8, 0.7, 0.6, 0.5], 2, 1);
    // The claims of the last ten towns, and the last two claims of the ten before, come later.
    let late = |town: usize, paper: usize| town >= 290 || (town >= 280 && paper >= 6);
    let mut early = Table::default();
    let mut later = Vec::new();
    for (n, row) in table.rows.iter().enumerate() {
        let names = (
            table.objects.name(row.object),
            table.attributes.name(row.attribute),
            table.sources.name(row.source),
            table.values.name(row.value),
            table.times.name(row.time),
        );
        if late(n / 8, n % 8) {
            later.push(names);
        } else {
            early.push(names.0, names.1, names.2, names.3, names.4);
        }
    }
    let mut scales = Scales::new(early, Hierarchy::default(), Settings::default());
    let before = scales.weighing().items.clone();
    let touched = scales.add(later);
    assert_eq!(touched, (280..300).collect::<Vec<_>>());
    assert_eq!(scales.weighing().items[..280], before[..280]);
    let first = |table: &Table, item: &Item| {
        (table.objects.name(item.object).to_owned(), table.values.name(item.answers[0].value).to_owned())
    };
    let full = run(&table);
    for n in touched {
        let (a, b) = (&scales.weighing().items[n], &full.items[n]);
        assert_eq!(first(scales.table(), a), first(&table, b));
        let apart = (a.answers[0].probability - b.answers[0].probability).abs();
        assert!(apart < 0.03, "{n}: {apart}");
        for reason in &a.reasons {
            assert_eq!(scales.table().rows[reason.row as usize].object, a.object);
        }
    }
    scales.refit();
    assert_eq!(scales.weighing().items.len(), 300);
    // A value of no known attribute asks for a fit.
    assert_eq!(scales.add([("town 3", "river", "paper-1", "Sorn", "")]).len(), 301);
}
