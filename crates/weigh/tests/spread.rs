//! A table in parts gives what it gives whole.

use rashomon_weigh::{Hierarchy, Settings, Spread, Table, run_part, weigh};

/// Claims of sources on labels, numbers, names and times; one tells what another told before it.
fn table(claims: usize) -> Table {
    let mut table = Table::default();
    let mut x: u64 = 7;
    let mut roll = |n: u64| {
        x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (x >> 33) % n
    };
    let mut last = String::new();
    for n in 0..claims {
        let object = (n / 8) as u64;
        // One of a wire, whom another copies.
        let source = if n % 8 == 2 { 41 } else { roll(40) };
        let wrong = roll(10) < 2 + source % 3;
        let told = object.wrapping_mul(31) % 50 + if wrong { 1 + roll(3) } else { 0 };
        let (attribute, value) = match object % 4 {
            0 => ("open", ["yes", "no"][told as usize % 2].to_owned()),
            1 => ("wounded", told.to_string()),
            2 => ("who", format!("unit {told}")),
            _ => ("when", format!("{:02}:{:02}", told % 24, told)),
        };
        let (source, value) = match n % 8 {
            3 => ("copier".to_owned(), last),
            _ => (format!("source {source}"), value),
        };
        let day = format!("2031-05-{:02}", n % 28 + 1);
        table.push(&format!("gate {object}"), attribute, &source, &value, &day);
        last = value;
    }
    table
}

#[test]
fn parts_that_travel_give_the_same_answers() {
    let table = table(20_000);
    let (places, settings) = (Hierarchy::default(), Settings::default());
    let (mut spread, mut parts) = Spread::new(&table, &places, &settings);
    assert!(parts.len() > 4, "{} parts", parts.len());
    let mut steps = 0;
    while let Some(order) = spread.next() {
        let mut given = Vec::new();
        for (part, state) in &mut parts {
            let (next, sums) = run_part(part, state, &order).expect("bytes of ours");
            *state = next;
            given.push(sums);
        }
        spread.take(&given).expect("bytes of ours");
        steps += 1;
        assert_eq!(spread.progress().0, steps);
    }
    let (spread, whole) = (spread.finish(), weigh(&table, &places, &settings));
    assert_eq!(spread, whole);
    assert!(!whole.copying.is_empty() && whole.items.iter().any(|i| i.answers.len() > 1));
}

#[test]
fn bytes_of_others_are_refused() {
    let (mut spread, parts) = Spread::new(&table(10), &Hierarchy::default(), &Settings::default());
    let order = spread.next().expect("a first step");
    assert!(run_part(&parts[0].0[..3], &parts[0].1, &order).is_err());
    assert!(spread.take(&[b"\xff\xff".as_slice()]).is_err());
    assert_eq!(spread.progress().0, 0);
}
