//! From a plain question to what is asked.

use rashomon_model::{CountKind, Day, QuestionKind};

use super::Ask;
use crate::{Pipeline, ReadOptions, packs};

/// Reads a plain question: `who holds Mansour Street on 2017-06-13`, `how many were killed in the ferry
/// fire?`. `None` where its form is not known, or nothing is left to ask about.
///
/// A day in it is read as in any report; `today` is what `yesterday` is reckoned from.
pub fn parse(question: &str, today: Option<Day>) -> Option<Ask> {
    let forms = packs::forms();
    let (question, at) = without_day(question, today);
    let folded = words(&question);
    let starts = |begin: &str| {
        let begin = words(begin);
        folded.starts_with(&begin).then_some(begin.len())
    };
    let (kind, used, has) = forms.forms.iter().find_map(|form| {
        let used = form.begins.iter().filter_map(|b| starts(b)).max()?;
        let fits = form.has.is_empty() || folded.iter().any(|w| form.has.contains(w));
        Some((kind(&form.kind)?, used, &form.has)).filter(|_| fits)
    })?;
    let rest = &folded[used..];
    let counted = |word: &&String| {
        forms
            .counts
            .iter()
            .find(|(_, words)| words.contains(word))
            .and_then(|(kind, _)| CountKind::parse(kind))
    };
    let count = match kind {
        QuestionKind::HowMany => {
            let told = rest.iter().filter_map(|w| counted(&w)).find(|k| *k != CountKind::People);
            Some(told.unwrap_or(CountKind::Killed))
        }
        _ => None,
    };
    let counts = |word: &String| kind == QuestionKind::HowMany && counted(&word).is_some();
    let about: Vec<&str> = rest
        .iter()
        .filter(|w| !forms.pass.contains(w) && !has.contains(w) && !counts(w))
        .map(String::as_str)
        .collect();
    (!about.is_empty()).then(|| Ask { kind, about: about.join(" "), count, at })
}

/// The kind a form names.
fn kind(word: &str) -> Option<QuestionKind> {
    QuestionKind::ALL.into_iter().find(|k| crate::words::question_kind(*k) == word)
}

/// The question without the words that tell a day, and the day.
fn without_day(question: &str, today: Option<Day>) -> (String, Option<Day>) {
    let options = ReadOptions { published: today, force: true, ..ReadOptions::default() };
    let read = Pipeline::bundled().read(question.as_bytes(), &options).value;
    for time in &read.times {
        // A span of days asks for no one day: its words stay and match what is told.
        let day = time.days.filter(|d| d.start == d.end).and_then(|d| d.start);
        if let (Some(day), true) = (day, read.report.text == question) {
            let (before, after) = (&question[..time.span.start()], &question[time.span.end()..]);
            return (format!("{before} {after}"), Some(day));
        }
    }
    (question.to_owned(), None)
}

/// Words in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    let folded = text.to_lowercase();
    let parts = folded.split(|c: char| !c.is_alphanumeric());
    parts.filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(question: &str, kind: QuestionKind, about: &str, at: &str) {
        let ask = parse(question, None).unwrap_or_else(|| panic!("`{question}` has no form"));
        assert_eq!((ask.kind, ask.about.as_str()), (kind, about), "{question}");
        assert_eq!(ask.at, at.parse().ok(), "{question}");
    }

    #[test]
    fn plain_questions_are_read() {
        check("who holds Mansour Street on 2017-06-13", QuestionKind::Holds, "mansour street", "2017-06-13");
        check("Who controlled the old port on 3 May 2016?", QuestionKind::Holds, "old port", "2016-05-03");
        check("How many people were killed in the ferry fire?", QuestionKind::HowMany, "ferry fire", "");
        check("Is the coast road still open?", QuestionKind::IsOpen, "coast road", "");
        check("Did the army shell the market?", QuestionKind::Happened, "army shell market", "");
        check("Who shelled the market in Tarsh?", QuestionKind::WhoDid, "shelled market tarsh", "");
        check("Will the ceasefire talks be held?", QuestionKind::WillHappen, "ceasefire talks held", "");
    }

    #[test]
    fn counts_are_told_apart() {
        let count = |q: &str| parse(q, None).and_then(|a| a.count);
        assert_eq!(count("how many wounded in Tarsh"), Some(CountKind::Wounded));
        assert_eq!(count("how many died in Tarsh"), Some(CountKind::Killed));
    }

    #[test]
    fn what_is_no_question_has_no_form() {
        assert_eq!(parse("the dam broke", None), None);
        assert_eq!(parse("who holds the", None), None);
        assert_eq!(parse("", None), None);
    }
}
