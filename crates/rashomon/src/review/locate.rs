//! From a claim to its words, and from the words back to the claim.

use rashomon_model::{Claim, ClaimRef, Reading, Span};

use crate::ReadReport;
use crate::review::Reviewed;
use crate::v1::Anchor;

/// The words of a claim, to find it by later, with the action that was read, whatever it was corrected to.
pub fn anchor(
    readings: &[Reading<ReadReport>],
    numbers: &[i64],
    reviewed: &Reviewed,
    at: ClaimRef,
) -> Option<Anchor> {
    let reading = &readings.get(at.report)?.value;
    let claim = reading.claims.get(at.claim)?;
    Some(Anchor {
        report: *numbers.get(at.report)?,
        quote: claim.passage.slice(&reading.report.text).to_owned(),
        bytes: [claim.passage.start(), claim.passage.end()],
        action: reviewed.actions.get(&at).unwrap_or(&claim.action).as_str().to_owned(),
    })
}

/// The claim that stands at the words of an anchor now: of the same action where there is one, and sharing
/// half of the shorter of both quotes at least. `reviewed` is what was laid over the readings, if anything was.
pub fn locate(
    readings: &[Reading<ReadReport>],
    numbers: &[i64],
    reviewed: &Reviewed,
    on: &Anchor,
) -> Option<ClaimRef> {
    let report = numbers.iter().position(|n| *n == on.report)?;
    let reading = &readings.get(report)?.value;
    let span = find(&reading.report.text, &on.quote, on.bytes)?;
    let fit = |at: ClaimRef, claim: &Claim| {
        let action = reviewed.actions.get(&at).unwrap_or(&claim.action);
        let own = claim.passage;
        let shared = own.end().min(span.end()).saturating_sub(own.start().max(span.start()));
        let shorter = own.len().min(span.len()).max(1);
        (shared * 2 >= shorter).then(|| {
            let union = own.len() + span.len() - shared;
            (action.as_str() == on.action, shared * 1000 / union.max(1))
        })
    };
    let claims = reading.claims.iter().enumerate();
    let fits =
        claims.filter_map(|(claim, c)| Some((fit(ClaimRef { report, claim }, c)?, std::cmp::Reverse(claim))));
    fits.max().map(|(_, std::cmp::Reverse(claim))| ClaimRef { report, claim })
}

/// Where the quote stands: where it stood, else the nearest place that has the same words.
fn find(text: &str, quote: &str, [start, end]: [usize; 2]) -> Option<Span> {
    if let Some(span) = Span::of(text, start, end).filter(|s| s.slice(text) == quote && !quote.is_empty()) {
        return Some(span);
    }
    let nearest = text.match_indices(quote).filter(|(_, found)| !found.is_empty());
    let nearest = nearest.map(|(at, _)| at).min_by_key(|at| at.abs_diff(start))?;
    Span::of(text, nearest, nearest + quote.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_equal_words_is_meant() {
        let text = "he fled, she fled, they fled";
        assert_eq!(find(text, "fled", [13, 17]).map(Span::start), Some(13));
        assert_eq!(find(text, "fled", [20, 24]).map(Span::start), Some(24));
        assert_eq!(find(text, "", [0, 0]), None);
        assert_eq!(find(text, "won", [0, 3]), None);
        assert_eq!(find("é", "x", [1, 2]), None);
    }
}
