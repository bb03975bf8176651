//! Who holds which place, and which ways are open: a row an answer.

use rashomon::v1;

use crate::sheet::{Sheet, number, text};

/// A row an answer to who holds a place or whether a way is open.
pub(crate) fn csv(reading: &v1::Reading) -> Vec<u8> {
    let mut sheet = Sheet::new(&[
        "question",
        "kind",
        "place",
        "answer",
        "first_day",
        "last_day",
        "probability",
        "likelihood",
        "credibility",
        "standing",
        "rule",
        "voices",
        "told_by",
        "denied_by",
        "disputed",
    ]);
    for question in reading.questions.iter().filter(|q| matches!(q.kind.as_str(), "holds" | "is-open")) {
        for answer in &question.answers {
            sheet.row([
                question.text.clone(),
                question.kind.clone(),
                text(question.place.as_ref()),
                answer.label.clone(),
                text(answer.start.as_ref()),
                text(answer.end.as_ref()),
                number(answer.probability),
                text(answer.likelihood.as_ref()),
                text(answer.credibility.as_ref()),
                answer.standing.kind.clone(),
                answer.standing.rule.clone(),
                answer.voices.len().to_string(),
                answer.told_by.join(" "),
                answer.denied_by.join(" "),
                if question.disputes.is_empty() { "no" } else { "yes" }.to_owned(),
            ]);
        }
    }
    sheet.bytes()
}
