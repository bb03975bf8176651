//! A question in plain words.

use rashomon::ask::{Ask, HOW, answer, parse};
use rashomon::v1;
use serde_json::Value;

use crate::problem::Problem;
use crate::query::Query;
use crate::view::View;

/// The longest question, in bytes: it is read as a sentence is, which takes time.
const LONGEST: usize = 1000;

/// What was told of what is asked; or that it cannot be told, and why.
pub(crate) fn found(view: &View, query: &Query) -> Result<Value, Problem> {
    let question = query.get("question").filter(|q| q.len() <= LONGEST);
    let question =
        question.ok_or_else(|| Problem::bad(format!("`question` is missing or too long: {HOW}")))?;
    let unread = || Problem::bad(format!("`{question}` is no question that can be read: {HOW}"));
    let ask = parse(question, None).ok_or_else(unread)?;
    let ask = Ask { at: query.day("at")?.or(ask.at), ..ask };
    Ok(v1::asked(&ask, &answer(&ask, &view.held.readings, &view.reconciled), &view.reading))
}
