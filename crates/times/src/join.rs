//! Joins what stands side by side: a time of day with its day, the two ends of a range.

use rashomon_model::{Day, Days, TimeKind, TimeMention};

use crate::calendar::plus;
use crate::find::{Found, Lattice};
use crate::lexicon::Lexicon;
use crate::read::{is_day, weaker};
use crate::scan::{Token, folded, scan};
use crate::slot::{Op, Slot};

/// `10 p.m. on Wednesday`, `Wednesday, at about 10 p.m.`: one phrase.
pub(crate) fn clocks(
    text: &str,
    tokens: &[Token],
    lattice: &Lattice,
    lexicon: &Lexicon,
    found: Vec<Found>,
) -> Vec<Found> {
    let joiner = lexicon.class("joiner");
    let mut out: Vec<Found> = Vec::with_capacity(found.len());
    for next in found {
        if let Some(last) = out.last_mut() {
            let gap = last.end..next.start;
            let near = gap.len() <= 3
                && (last.end..=next.start).all(|t| !tokens[t].breaks)
                && gap.clone().all(|t| joiner.is_some_and(|j| lattice.is(t, j).is_some()));
            let time = |f: &Found| {
                f.op == Op::Clock || f.op == Op::Part && !f.slots.has(Slot::Ref) && f.slots.has(Slot::Part)
            };
            let has_clock =
                |f: &Found| f.slots.has(Slot::Clock) || f.slots.has(Slot::Hour) || f.slots.has(Slot::Clock4);
            if near && time(last) && is_day(&next) && !has_clock(&next) {
                let start = last.start;
                let mut joined = next;
                joined.slots.fill(&last.slots);
                joined.start = start;
                *last = joined;
                continue;
            }
            // "Wednesday, 10" is no time, "Wednesday at 10 p.m." is; two parts of a day are two times.
            let comma = gap.len() == 1 && tokens[gap.start].text(text) == ",";
            let fits = if next.op == Op::Part { last.slots.get(Slot::Part).is_none() } else { true };
            if near
                && is_day(last)
                && time(&next)
                && !has_clock(last)
                && fits
                && !(comma && next.op == Op::Part)
            {
                last.slots.fill(&next.slots);
                last.end = next.end;
                continue;
            }
        }
        out.push(next);
    }
    out
}

/// `from Monday to Wednesday`, `between 3 and 5 May`, `May 3-5`: one mention.
pub(crate) fn ranges(text: &str, mentions: Vec<TimeMention>, published: Option<Day>) -> Vec<TimeMention> {
    let mut out: Vec<TimeMention> = Vec::with_capacity(mentions.len());
    let mut tokens = Vec::new();
    for next in mentions {
        if let Some(last) = out.last_mut()
            && next.span.start() - last.span.end() <= 24
            && connects(text, last, &next, &mut tokens)
            && let Some((days, values)) = reach(last, &next, published)
        {
            last.span = last.span.cover(next.span);
            last.value = values;
            last.edtf = match days {
                Days { start: Some(a), end: Some(b) } if a.year() >= 0 && b.year() >= 0 => {
                    Some(format!("{a}/{b}"))
                }
                _ => None,
            };
            last.days = Some(days);
            last.anchor = weaker(last.anchor, next.anchor);
            continue;
        }
        out.push(next);
    }
    out
}

/// True where the words between two mentions make them the ends of a range.
fn connects(text: &str, a: &TimeMention, b: &TimeMention, tokens: &mut Vec<Token>) -> bool {
    tokens.clear();
    let Some(between) = text.get(a.span.end()..b.span.start()) else { return false };
    scan(between, 0, between.len(), tokens);
    let mut buffer = [0; 24];
    let words: Vec<String> = tokens
        .iter()
        .filter_map(|t| folded(t.text(between), &mut buffer).map(str::to_string))
        .filter(|w| w != "on" && w != "in" && w != "the" && w != "of")
        .collect();
    let word = match words.as_slice() {
        [word] => word.as_str(),
        _ => return false,
    };
    match word {
        "-" | "to" | "until" | "till" | "through" => true,
        "and" => {
            let before = text[..a.span.start()].split_whitespace();
            before.rev().take(2).any(|w| w.eq_ignore_ascii_case("between"))
        }
        _ => false,
    }
}

/// From the start of one to the end of the other, and both values.
fn reach(a: &TimeMention, b: &TimeMention, published: Option<Day>) -> Option<(Days, String)> {
    if a.kind == TimeKind::Duration || b.kind == TimeKind::Duration || a.value.contains('/') {
        return None;
    }
    let (start, end) = (a.days?.start?, b.days?.end?);
    if start <= end {
        return Some((Days::between(start, end), format!("{}/{}", a.value, b.value)));
    }
    // "From Friday to Sunday" told on a Saturday: two weekdays, each the last one up to the day of
    // publication. The first moves back a week, or the second on, where the first lies ahead.
    let back = plus(start, -7)?;
    let on = plus(end, 7)?;
    let (start, end) = if published.is_some_and(|p| start > p) { (start, on) } else { (back, end) };
    let weekdays = a.days?.end == a.days?.start && start <= end;
    weekdays.then(|| (Days::between(start, end), format!("{start}/{end}")))
}
