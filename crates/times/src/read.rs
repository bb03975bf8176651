//! The way of one text: tokens, phrases, meanings, mentions.

use rashomon_model::{Anchor, BlockKind, Days, Reading, Report, Span, TimeKind, TimeMention};

use crate::calendar::plus;
use crate::find::{Found, Lattice, find};
use crate::lexicon::Lexicon;
use crate::resolve::resolve;
use crate::scan::{Token, scan};
use crate::slot::{Op, Slot};
use crate::story::{Meaning, Story};
use crate::tense::{Cues, Tense, stops};
use crate::when::When;
use crate::{Anchoring, Mode, join};

/// Finds and dates all expressions; ranges stay apart.
pub(crate) fn read(lexicon: &Lexicon, report: &Report, anchoring: &Anchoring) -> Reading<Vec<TimeMention>> {
    let text = &report.text;
    let mut tokens = Vec::with_capacity(text.len() / 5);
    if report.blocks.is_empty() {
        scan(text, 0, text.len(), &mut tokens);
    }
    for block in report.blocks.iter().filter(|b| b.kind != BlockKind::Furniture) {
        // A block that is no slice of the text is a bug of the reader; it must not become a panic here.
        if !block.span.slice(text).is_empty() {
            scan(text, block.span.start(), block.span.end(), &mut tokens);
        }
    }
    let lattice = Lattice::new(text, &tokens, lexicon);
    let cues = Cues::new(lexicon);
    let found = join::clocks(text, &tokens, &lattice, lexicon, find(&tokens, &lattice, lexicon));
    let narrative = match anchoring.mode {
        Mode::News => false,
        Mode::Narrative => true,
        Mode::Auto => dates_itself(&found, anchoring),
    };
    let mut story = Story {
        published: anchoring.published.filter(|_| !narrative),
        narrative,
        told: None,
        told_day: None,
        told_quarter: None,
        aside: None,
        sentence: 0,
        tense: Tense::Open,
    };
    let mut out: Vec<TimeMention> = Vec::with_capacity(found.len());
    let mut adrift = 0;
    let mut at = 0;
    for (i, phrase) in found.iter().enumerate() {
        while at < phrase.start {
            story.sentence += usize::from(tokens[at].breaks || stops(text, &tokens, at));
            at += 1;
        }
        story.tense = cues.around(text, &tokens, &lattice, phrase.start, phrase.end);
        look_ahead(text, &tokens, &found, i, &mut story, lexicon);
        let Some(mut meaning) = resolve(phrase, &story, lexicon) else { continue };
        let span = span_of(&tokens, phrase);
        // A text may run backwards over block edges; mentions must not.
        if out.last().is_some_and(|m| m.span.end() > span.start()) || names_something(text, span, lexicon) {
            continue;
        }
        shift_zone(&mut meaning, phrase, anchoring);
        open_sides(&mut meaning, text, &tokens, phrase.start);
        adrift += usize::from(meaning.adrift);
        // "A year earlier" compares; the story stays where it was.
        let compares = !narrative && phrase.op == Op::Shift && phrase.slots.code(Slot::Unit) == "Y";
        if let Some(when) = meaning.when.filter(|_| !compares) {
            story.tell(when, span);
        }
        out.push(TimeMention {
            span,
            kind: meaning.kind,
            value: meaning.value,
            edtf: meaning.edtf,
            days: meaning.days,
            anchor: meaning.anchor,
        });
    }
    let mut reading = Reading::plain(out);
    if adrift > 0 {
        reading.notes.push(crate::no_anchor(adrift));
    }
    reading
}

/// True where the date is part of a name: `17 July Bridge`, `the 8th of March Street`.
fn names_something(text: &str, span: Span, lexicon: &Lexicon) -> bool {
    let next = text.get(span.end()..).and_then(|rest| rest.strip_prefix(' ')).unwrap_or("");
    let word = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    word.starts_with(char::is_uppercase) && lexicon.names_follow(&word.to_lowercase())
}

fn span_of(tokens: &[Token], phrase: &Found) -> Span {
    Span::new(tokens[phrase.start].start as usize, tokens[phrase.end - 1].end as usize)
}

/// True for a text that dates itself by years well before its publication and not by days near it.
///
/// Thresholds chosen by eye: a news report with a long background still names weekdays.
fn dates_itself(found: &[Found], anchoring: &Anchoring) -> bool {
    let recent = anchoring.published.map(|d| i64::from(d.year()) - 1);
    let (mut written, mut deictic) = (0, 0);
    for phrase in found {
        let slots = &phrase.slots;
        match phrase.op {
            Op::Weekday | Op::Deictic => deictic += 1,
            Op::Date | Op::Season | Op::Quarter => {
                let past = slots.get(Slot::Year).is_some_and(|y| recent.is_none_or(|r| y < r));
                written += usize::from(past || slots.code(Slot::Era) == "bc");
            }
            Op::Shift if slots.code(Slot::Dir) == "ago" => deictic += 1,
            Op::Period if matches!(slots.code(Slot::Ref), "last" | "this") => deictic += 1,
            _ => {}
        }
    }
    written >= 10 && written >= 4 * deictic
}

/// A time of day before its day (`at 8 p.m. (2000 GMT) on Tuesday`): the day is taken from what follows
/// in the sentence.
fn look_ahead(text: &str, tokens: &[Token], found: &[Found], i: usize, story: &mut Story, lexicon: &Lexicon) {
    let phrase = &found[i];
    let alone = matches!(phrase.op, Op::Clock) || phrase.op == Op::Part && !phrase.slots.has(Slot::Ref);
    if !alone || story.told_day.is_some_and(|t| t.sentence == story.sentence) {
        return;
    }
    for next in found.iter().skip(i + 1).take(2) {
        let between = phrase.end..next.start;
        // Chosen by eye: further off, the day belongs to something else.
        if between.len() > 8 || between.clone().any(|t| tokens[t].breaks || stops(text, tokens, t)) {
            return;
        }
        if !is_day(next) {
            continue;
        }
        if let Some(Meaning { when: Some(when @ When::Day(_)), .. }) = resolve(next, story, lexicon) {
            story.tell(when, span_of(tokens, next));
        }
        return;
    }
}

/// True for phrases that name a day.
pub(crate) fn is_day(phrase: &Found) -> bool {
    match phrase.op {
        Op::Weekday => true,
        Op::Deictic => phrase.slots.code(Slot::Kind) != "NI",
        Op::Date => {
            let slots = &phrase.slots;
            slots.has(Slot::Iso) || slots.has(Slot::Day) || slots.has(Slot::Ordinal)
        }
        _ => false,
    }
}

/// A clock time told in another zone falls on its local day, where that zone is known.
fn shift_zone(meaning: &mut Meaning, phrase: &Found, anchoring: &Anchoring) {
    let (Some(told), Some(local)) = (phrase.slots.get(Slot::Zone), anchoring.zone) else { return };
    let Some(clock) = meaning.value.rsplit_once('T').map(|v| v.1) else { return };
    let Some((hour, minute)) = clock.split_once(':') else { return };
    let (Ok(hour), Ok(minute)) = (hour.parse::<i64>(), minute.parse::<i64>()) else { return };
    let minutes = hour * 60 + minute - told + i64::from(local);
    let Some(Days { start: Some(start), end: Some(end) }) = meaning.days else { return };
    let off = minutes.div_euclid(24 * 60);
    if let (Some(start), Some(end)) = (plus(start, off), plus(end, off)) {
        meaning.days = Some(Days::between(start, end));
    }
}

/// `since Monday` has no end, `until Monday` no start.
fn open_sides(meaning: &mut Meaning, text: &str, tokens: &[Token], start: usize) {
    let Some(days) = meaning.days.filter(|_| meaning.kind != TimeKind::Duration) else { return };
    let word = |back: usize| {
        let at = start.checked_sub(back)?;
        tokens.get(at + 1).filter(|t| !t.breaks)?;
        Some(tokens[at].text(text))
    };
    let is = |back: usize, list: &[&str]| {
        word(back).is_some_and(|w| list.iter().any(|l| w.eq_ignore_ascii_case(l)))
    };
    let little = ["at", "least", "about", "around", "the", "early", "late", "ever", "on", "in"];
    let mut back = 1;
    while back < 4 && is(back, &little) {
        back += 1;
    }
    if is(back, &["since"]) || (1..12).contains(&since_clause(text, tokens, start)) {
        meaning.days = Some(Days { end: None, ..days });
    } else if is(back, &["until", "till"]) {
        meaning.days = Some(Days { start: None, ..days });
    }
}

/// `since the fighting began in March`: how many tokens back "since" stands, where only a clause of
/// beginning lies between; 0 where it does not.
fn since_clause(text: &str, tokens: &[Token], start: usize) -> usize {
    const BEGIN: [&str; 10] = [
        "began",
        "begun",
        "started",
        "erupted",
        "inception",
        "outbreak",
        "start",
        "beginning",
        "launched",
        "founded",
    ];
    let mut begins = false;
    for back in 1..12 {
        let Some(at) = start.checked_sub(back) else { return 0 };
        if tokens[at + 1].breaks {
            return 0;
        }
        let word = tokens[at].text(text);
        if word.eq_ignore_ascii_case("since") {
            return if begins { back } else { 0 };
        }
        // The verb stands next to the date, a preposition at most between.
        begins |= back <= 3 && BEGIN.iter().any(|b| word.eq_ignore_ascii_case(b));
        if (back == 3 && !begins) || word == "," || stops(text, tokens, at) {
            return 0;
        }
    }
    0
}

/// What a range hangs on: the anchor of the end that hangs on something.
pub(crate) fn weaker(a: Anchor, b: Anchor) -> Anchor {
    if a == Anchor::Written { b } else { a }
}
