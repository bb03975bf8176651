//! Numbers as they are written: dates, clock times, ordinals, decades, amounts.

use crate::lexicon::Shape;
use crate::scan::{Kind, Token};

/// Reads the shapes that start at token `at`, a run of digits, and gives each to `add` as
/// (shape, value, number of tokens).
pub(crate) fn shapes(text: &str, tokens: &[Token], at: usize, mut add: impl FnMut(Shape, i64, usize)) {
    let run = Run { text, tokens, at };
    let Some((first, width)) = run.digits(0) else { return };
    if tokens[at].glued && at > 0 {
        let before = tokens[at - 1];
        let inside = at > 1 && before.glued && tokens[at - 2].kind == Kind::Digits;
        match before.text(text) {
            // The tail of a decimal, a time, a written date: read with its head.
            "." | "," | "/" | ":" if inside => return,
            // Money and numbers of things.
            "$" | "£" | "€" | "¥" | "#" | "№" => return,
            _ if before.kind == Kind::Word => return,
            _ => {}
        }
    }
    if written_date(&run, first, width, &mut add) {
        return;
    }
    let glued_word = run.word(1);
    if width <= 2 {
        for (sign, shape) in [(":", Shape::Clock), (".", Shape::DotClock)] {
            if run.mark(1) == Some(sign)
                && let Some((minute, 2)) = run.digits(2)
                && first < 25
                && minute < 60
            {
                let seconds = run.mark(3) == Some(":") && matches!(run.digits(4), Some((_, 2)));
                add(shape, first * 100 + minute, if seconds { 5 } else { 3 });
                if shape == Shape::Clock {
                    return;
                }
            }
        }
        if glued_word.is_some_and(|w| w.eq_ignore_ascii_case("h"))
            && let Some((minute, 2)) = run.digits(2)
            && first < 25
            && minute < 60
        {
            add(Shape::Clock, first * 100 + minute, 3);
            return;
        }
    }
    if let Some(word) = glued_word {
        if ["st", "nd", "rd", "th"].iter().any(|e| word.eq_ignore_ascii_case(e)) {
            add(Shape::Ordinal, first, 2);
            add(Shape::Nth, first, 2);
        } else if word.eq_ignore_ascii_case("s") && first % 10 == 0 {
            decade(first, width, 2, &mut add);
        } else {
            add(Shape::Number, first * 1000, 1);
            if width <= 2 && first < 25 {
                add(Shape::Hour, first, 1);
            }
            if width == 4 {
                clock4(first, &mut add);
            }
        }
        return;
    }
    let apostrophe = matches!(run.mark(1), Some("'" | "’"));
    if apostrophe && first % 10 == 0 && run.word(2) == Some("s") {
        decade(first, width, 3, &mut add);
    }
    amount(&run, first, width, &mut add);
}

/// A run of glued tokens from `at` on.
struct Run<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
}

impl<'a> Run<'a> {
    fn token(&self, i: usize) -> Option<&'a Token> {
        self.tokens.get(self.at + i).filter(|t| i == 0 || t.glued)
    }

    /// Value and width of the digits at `i`, where no more than nine.
    fn digits(&self, i: usize) -> Option<(i64, usize)> {
        let token = self.token(i).filter(|t| t.kind == Kind::Digits && t.len() < 10)?;
        Some((token.text(self.text).parse().ok()?, token.len()))
    }

    fn mark(&self, i: usize) -> Option<&'a str> {
        self.token(i).filter(|t| t.kind == Kind::Mark).map(|t| t.text(self.text))
    }

    fn word(&self, i: usize) -> Option<&'a str> {
        self.token(i).filter(|t| t.kind == Kind::Word).map(|t| t.text(self.text))
    }
}

/// `2017-06-13`, `2017/06/13`, `13.06.2017`, `6/13/2017`, `13/06/17`, `2017-06`.
///
/// Where both could be the month, points and dashes put the day first, slashes the month (as
/// American papers write; a day above twelve settles it).
fn written_date(run: &Run<'_>, first: i64, width: usize, add: &mut impl FnMut(Shape, i64, usize)) -> bool {
    let Some(sign @ ("-" | "/" | "." | "–")) = run.mark(1) else { return false };
    let Some((second, width2)) = run.digits(2) else { return false };
    let third = (run.mark(3) == Some(sign)).then(|| run.digits(4)).flatten();
    let Some((third, width3)) = third else {
        if width == 4 && width2 == 2 && sign == "-" && (1..=12).contains(&second) && run.mark(3).is_none() {
            // `1911-12` is more often a pair of years; the finder decides by what stands around.
            add(Shape::YearMonth, first * 100 + second, 3);
        }
        return false;
    };
    if width2 > 2 || run.mark(5) == Some(sign) && run.digits(6).is_some() {
        return false;
    }
    let date = if width == 4 && width3 <= 2 {
        (first, second, third)
    } else if width <= 2 && (width3 == 4 || (width3 == 2 && sign == "/")) {
        let year = if width3 == 4 { third } else { full_year(third) };
        if (sign == "/" && first <= 12) || second > 12 {
            (year, first, second)
        } else {
            (year, second, first)
        }
    } else {
        return false;
    };
    let (year, month, day) = date;
    let fits = (1000..2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    if fits {
        add(Shape::Iso, year * 10_000 + month * 100 + day, 5);
    }
    fits
}

/// The year meant by two digits: 00 to 39 in this century, others in the last.
pub(crate) fn full_year(two: i64) -> i64 {
    if two < 40 { 2000 + two } else { 1900 + two }
}

fn decade(first: i64, width: usize, tokens: usize, add: &mut impl FnMut(Shape, i64, usize)) {
    if width == 4 && (1000..2200).contains(&first) {
        add(Shape::Decade, first / 10, tokens);
    } else if width == 2 && first >= 20 {
        add(Shape::Decade, 190 + first / 10, tokens);
    }
}

fn clock4(first: i64, add: &mut impl FnMut(Shape, i64, usize)) {
    if first / 100 < 25 && first % 100 < 60 {
        add(Shape::Clock4, first, 1);
        if first < 1000 {
            add(Shape::Clock0, first, 1);
        }
    }
}

/// Days, years, hours and plain numbers: `1,200`, `2.5`, `2 1/2`.
fn amount(run: &Run<'_>, first: i64, width: usize, add: &mut impl FnMut(Shape, i64, usize)) {
    if run.mark(1) == Some("%") {
        return;
    }
    let mut total = first;
    let mut length = 1;
    while width <= 3 && run.mark(length) == Some(",") {
        let Some((group, 3)) = run.digits(length + 1) else { break };
        total = total.saturating_mul(1000).saturating_add(group);
        length += 2;
    }
    if length > 1 {
        add(Shape::Number, total.saturating_mul(1000), length);
        return;
    }
    if run.mark(1) == Some(".")
        && let Some((part, width2 @ 1..=3)) = run.digits(2)
    {
        let part = part * [100, 10, 1][width2 - 1];
        add(Shape::Number, first * 1000 + part, 3);
        return;
    }
    if let Some((1, 1)) = run.digits(0)
        && run.mark(1) == Some("/")
        && let Some((below @ 2..=4, 1)) = run.digits(2)
    {
        add(Shape::Number, 1000 / below, 3);
        return;
    }
    let half = [1, 2].map(|i| run.tokens.get(run.at + i).map(|t| t.text(run.text)));
    if half == [Some("1"), Some("/")] && run.tokens.get(run.at + 3).is_some_and(|t| t.text(run.text) == "2") {
        add(Shape::Number, first * 1000 + 500, 4);
        return;
    }
    add(Shape::Number, first.saturating_mul(1000), 1);
    if width <= 2 {
        if (1..=31).contains(&first) {
            add(Shape::Day, first, 1);
        }
        if first < 25 {
            add(Shape::Hour, first, 1);
        }
        if width == 2 {
            add(Shape::Yy, first, 1);
            if first < 60 {
                add(Shape::Minute, first, 1);
            }
        }
    }
    if width == 4 {
        if (1000..2200).contains(&first) {
            add(Shape::Year, first, 1);
        }
        clock4(first, add);
    }
}
