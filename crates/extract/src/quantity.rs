//! Numbers as news writes them: digits and words, bounds, "dozens", shares.

use std::ops::Range;

use crate::tree::Tree;

/// Lowest and highest; an open side is `None`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    /// Lowest, `None` for "at most".
    pub low: Option<f64>,
    /// Highest, `None` for "at least".
    pub high: Option<f64>,
    /// First token of the number with its bound.
    pub start: usize,
    /// One past its last token.
    pub end: usize,
    /// True for a share of a whole, 0 to 1.
    pub share: bool,
}

const ONES: &[(&str, f64)] = &[
    ("zero", 0.0),
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
];

const SCALES: &[(&str, f64)] =
    &[("hundred", 100.0), ("thousand", 1000.0), ("million", 1e6), ("billion", 1e9), ("dozen", 12.0)];

/// Words that mean "and up", in the guide's sense: `Dozens 24 and up`.
const PLURALS: &[(&str, f64)] = &[
    ("dozens", 24.0),
    ("tens", 20.0),
    ("scores", 40.0),
    ("hundreds", 200.0),
    ("thousands", 2000.0),
    ("millions", 2e6),
];

const AT_LEAST: &[&[&str]] = &[
    &["at", "least"],
    &["more", "than"],
    &["no", "fewer", "than"],
    &["no", "less", "than"],
    &["not", "less", "than"],
    &["a", "minimum", "of"],
    &["minimum", "of"],
    &["upwards", "of"],
    &["over"],
    &["above"],
    &["exceeding"],
    &["exceeded"],
    &["exceeds"],
    &["atleast"],
    &["some", "more", "than"],
];

const AT_MOST: &[&[&str]] = &[
    &["up", "to"],
    &["at", "most"],
    &["as", "many", "as"],
    &["no", "more", "than"],
    &["not", "more", "than"],
    &["fewer", "than"],
    &["less", "than"],
    &["under"],
    &["a", "maximum", "of"],
];

fn look(table: &[(&str, f64)], word: &str) -> Option<f64> {
    table.iter().find(|(w, _)| *w == word).map(|&(_, v)| v)
}

/// A number in digits: `1,400`, `36`, `2.5`, `40+`.
fn digits(word: &str) -> Option<f64> {
    let plain: String = word.chars().filter(|c| *c != ',').collect();
    let plain = plain.strip_suffix('+').unwrap_or(&plain);
    if !plain.starts_with(|c: char| c.is_ascii_digit()) || plain.len() > 15 {
        return None;
    }
    plain.parse().ok().filter(|v: &f64| v.is_finite())
}

/// One number that starts at `token`: its value and the token after it.
fn number(tree: &Tree<'_>, token: usize, end: usize) -> Option<(f64, usize, bool)> {
    let word = |t: usize| tree.form(t).to_lowercase();
    let mut at = token;
    let mut total = 0.0;
    let mut part = None;
    let mut open = false;
    while at < end {
        let w = word(at);
        if let Some(value) = digits(&w) {
            if part.is_some() {
                break;
            }
            open |= w.ends_with('+');
            part = Some(value);
        } else if let Some(value) = look(ONES, &w) {
            part = match part {
                Some(p) if p >= 20.0 && p % 10.0 == 0.0 && value < 10.0 => Some(p + value),
                Some(p) if p >= 100.0 && value < 100.0 => Some(p + value),
                None => Some(value),
                Some(_) => break,
            };
        } else if let Some(scale) = look(SCALES, &w) {
            let before = part.unwrap_or(1.0);
            if part.is_none()
                && at == token
                && !(token > 0 && matches!(word(token - 1).as_str(), "a" | "an" | "one" | "per" | "half"))
            {
                return None;
            }
            if scale == 100.0 || scale == 12.0 {
                part = Some(before * scale);
            } else {
                total += before * scale;
                part = Some(0.0);
            }
        } else if (w == "and" || w == "-") && part.is_some_and(|p| p >= 20.0) && at + 1 < end {
            let next = word(at + 1);
            let joins = look(ONES, &next).is_some()
                && (w == "-"
                    || part.is_some_and(|p| p >= 100.0 && p % 100.0 == 0.0)
                        && digits(&word(at - 1)).is_none());
            if !joins {
                break;
            }
        } else {
            break;
        }
        at += 1;
    }
    let part = part?;
    let value = total + part;
    (at > token).then_some((value, at, open))
}

fn bound(tree: &Tree<'_>, token: usize, floor: usize, table: &[&[&str]]) -> Option<usize> {
    table
        .iter()
        .filter(|words| token >= floor + words.len())
        .filter(|words| {
            words.iter().enumerate().all(|(i, w)| tree.form(token - words.len() + i).eq_ignore_ascii_case(w))
        })
        .map(|words| token - words.len())
        .min()
}

/// The quantities written in a range of tokens, in order.
///
/// # Cost
/// O(tokens).
pub fn quantities(tree: &Tree<'_>, range: Range<usize>) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = range.start;
    while at < range.end {
        match one(tree, at, range.clone()) {
            Some(quantity) => {
                at = quantity.end.max(at + 1);
                found.push(quantity);
            }
            None => at += 1,
        }
    }
    found
}

fn one(tree: &Tree<'_>, token: usize, range: Range<usize>) -> Option<Quantity> {
    let lower = |t: usize| tree.form(t).to_lowercase();
    let word = lower(token);
    let floor = tree.sentence(token).start;
    if let Some(mut low) = look(PLURALS, &word) {
        let mut end = token + 1;
        let mut start = token;
        // "tens of thousands", "hundreds of thousands", "dozens"; "several hundred" has no number.
        if end + 1 < range.end
            && lower(end) == "of"
            && let Some(scale) = look(PLURALS, &lower(end + 1)).filter(|s| *s >= 200.0)
        {
            low = low / 2.0 * scale;
            if word == "tens" || word == "hundreds" {
                low = look(PLURALS, &word).unwrap_or(low) * (scale / 2.0);
            }
            end += 2;
        }
        if let Some(first) = bound(tree, token, floor, AT_LEAST) {
            start = first;
        }
        return Some(Quantity { low: Some(low), high: None, start, end, share: false });
    }
    if word == "half" || word == "most" || word == "majority" {
        let of = (token + 1 < range.end) && matches!(lower(token + 1).as_str(), "of" | "the");
        let bare = word == "most"
            && token + 1 < range.end
            && tree.is_nominal(token + 1)
            && tree.xpos(token) == rashomon_model::Xpos::Jjs;
        if of || bare {
            let (low, high) = if word == "half" { (0.5, 0.5) } else { (0.5, 1.0) };
            return Some(Quantity {
                low: Some(low),
                high: Some(high),
                start: token,
                end: token + 1,
                share: true,
            });
        }
        return None;
    }
    let (value, mut end, mut open) = number(tree, token, range.end)?;
    if look(ONES, &word) == Some(1.0)
        && end == token + 1
        && end < range.end
        && matches!(lower(end).as_str(), "of" | "another" | "day" | "side")
    {
        return None;
    }
    let mut start = token;
    // Percent and fractions.
    if end < range.end && matches!(lower(end).as_str(), "%" | "percent" | "per") {
        end += if lower(end) == "per" && end + 1 < range.end { 2 } else { 1 };
        let part = value / 100.0;
        return Some(Quantity { low: Some(part), high: Some(part), start, end, share: true });
    }
    let mut low = Some(value);
    let mut high = Some(value);
    // Ranges: "20 to 30", "six or seven", "between 20 and 30", "20-30".
    let between = token > floor && lower(token - 1) == "between";
    if end + 1 < range.end {
        let joint = lower(end);
        if (matches!(joint.as_str(), "to" | "or" | "-" | "–") || (between && joint == "and"))
            && let Some((upper, after, _)) = number(tree, end + 1, range.end).filter(|(u, _, _)| *u > value)
        {
            high = Some(upper);
            end = after;
            if between {
                start = token - 1;
            }
        }
    }
    if end + 1 < range.end && lower(end) == "or" && lower(end + 1) == "more" {
        open = true;
        end += 2;
    }
    if low == high {
        if let Some(first) = bound(tree, token, floor, AT_MOST) {
            low = None;
            start = first;
        } else if let Some(first) = bound(tree, token, floor, AT_LEAST) {
            // "more than a dozen": the article stands between.
            high = None;
            start = first;
        } else if token > floor + 1 && matches!(lower(token - 1).as_str(), "a" | "an") {
            if let Some(first) = bound(tree, token - 1, floor, AT_LEAST) {
                high = None;
                start = first;
            } else if let Some(first) = bound(tree, token - 1, floor, AT_MOST) {
                low = None;
                start = first;
            }
        }
    }
    if open {
        high = None;
    }
    Some(Quantity { low, high, start, end, share: false })
}
