//! Numbers written as words: `twenty-four`, `one hundred and fifty`, `nineteen ninety-six`.

use crate::lexicon::Shape;

/// A word of a number, as the pack tells it, with its place among the tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NumberWord {
    /// 1 to 19, 20 to 90, 100, 1000, 1000000; as an ordinal where `ordinal`.
    pub(crate) value: i64,
    pub(crate) ordinal: bool,
}

/// Reads the number that starts at `at` and gives its shapes to `add` as (shape, value, tokens).
///
/// `word(i)` is the number word at token `i`; `joins(i)` tells that token `i` is a dash or "and".
pub(crate) fn numbers(
    at: usize,
    word: impl Fn(usize) -> Option<NumberWord>,
    joins: impl Fn(usize) -> bool,
    mut add: impl FnMut(Shape, i64, usize),
) {
    let Some(first) = word(at) else { return };
    if first.ordinal {
        add(Shape::Ordinal, first.value, 1);
        return;
    }
    year(at, first.value, &word, &joins, &mut add);
    let (mut total, mut group, mut last) = (0_i64, first.value, first.value);
    let mut end = at + 1;
    loop {
        let next = if joins(end) { end + 1 } else { end };
        let Some(part) = word(next) else { break };
        let adds = part.value < 100 && last >= 100 || (part.value < 10 && (20..100).contains(&last));
        let multiplies = part.value >= 100 && group < part.value && (next == end || last < 10);
        if part.ordinal {
            if adds {
                add(Shape::Ordinal, total + group + part.value, next + 1 - at);
            }
            break;
        }
        if adds {
            group += part.value;
        } else if multiplies && part.value == 100 {
            group *= 100;
        } else if multiplies && total == 0 {
            total = group.saturating_mul(part.value);
            group = 0;
        } else {
            break;
        }
        last = part.value;
        end = next + 1;
        // Longer rows than any number: cut, so that the work stays bounded.
        if end > at + 12 {
            break;
        }
    }
    let value = total.saturating_add(group);
    add(Shape::Number, value.saturating_mul(1000), end - at);
    // "Two thousand and five"; "eleven hundred" is no year unless `year` says so.
    if (2000..2200).contains(&value) {
        add(Shape::Year, value, end - at);
    }
    if end > at + 1 {
        add(Shape::Number, first.value * 1000, 1);
    }
    if value < 25 && end == at + 1 {
        add(Shape::Hour, value, 1);
    }
}

/// `nineteen ninety-six`, `eighteen hundred`, `twenty ten`.
fn year(
    at: usize,
    first: i64,
    word: &impl Fn(usize) -> Option<NumberWord>,
    joins: &impl Fn(usize) -> bool,
    add: &mut impl FnMut(Shape, i64, usize),
) {
    if !(13..=20).contains(&first) {
        return;
    }
    let Some(second) = word(at + 1).filter(|w| !w.ordinal) else { return };
    match second.value {
        10..=19 => add(Shape::Year, first * 100 + second.value, 2),
        20..=90 if second.value % 10 == 0 => {
            let unit = if joins(at + 2) { at + 3 } else { at + 2 };
            match word(unit) {
                Some(last) if last.value < 10 && !last.ordinal => {
                    add(Shape::Year, first * 100 + second.value + last.value, unit + 1 - at);
                }
                _ => add(Shape::Year, first * 100 + second.value, 2),
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: (Shape, i64)) {
        let words: Vec<&str> = text.split(' ').collect();
        let list = [
            ("one", 1),
            ("two", 2),
            ("four", 4),
            ("five", 5),
            ("six", 6),
            ("nineteen", 19),
            ("twenty", 20),
            ("fifty", 50),
            ("ninety", 90),
            ("hundred", 100),
            ("thousand", 1000),
        ];
        let word = |i: usize| {
            let w = words.get(i)?;
            let (name, ordinal) = if *w == "fourth" { ("four", true) } else { (*w, false) };
            list.iter().find(|l| l.0 == name).map(|l| NumberWord { value: l.1, ordinal })
        };
        let mut found = Vec::new();
        numbers(0, word, |i| matches!(words.get(i), Some(&("-" | "and"))), |s, v, n| found.push((s, v, n)));
        assert!(found.contains(&(expected.0, expected.1, words.len())), "{text}: {found:?}");
    }

    #[test]
    fn amounts() {
        check("six", (Shape::Number, 6000));
        check("twenty - four", (Shape::Number, 24_000));
        check("one hundred and fifty", (Shape::Number, 150_000));
        check("two thousand and five", (Shape::Year, 2005));
        check("twenty - fourth", (Shape::Ordinal, 24));
    }

    #[test]
    fn years() {
        check("nineteen ninety - six", (Shape::Year, 1996));
        check("nineteen fifty", (Shape::Year, 1950));
    }
}
