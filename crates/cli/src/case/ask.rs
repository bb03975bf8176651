//! `ask`: a question put to a case.

use std::io::Write as _;

use rashomon::ask::{Ask, Asked, HOW, answer, answer_found, parse};
use rashomon::model::{CountKind, QuestionKind};
use rashomon_store::{Answers, Case, Figures};

use super::failure;
use super::look::{Looked, kept, of_case, of_part};
use crate::args::{AskArgs, Look};
use crate::failure::{Failure, Outcome};
use crate::show::asked;

/// Runs the command.
pub(crate) fn run(args: &AskArgs, given: &Look) -> anyhow::Result<Outcome> {
    let ask = wanted(args)?;
    let case = Case::open_to_read(&args.case).map_err(failure)?;
    let known = kept(&case, &args.moment).and_then(|kept| some(&ask, kept));
    let (looked, found) = if let Some(known) = known {
        known
    } else {
        let looked = of_case(&case, &args.moment)?;
        let found = answer(&ask, &looked.held.readings, &looked.reconciled.value);
        (looked, found)
    };
    let mut out = std::io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &rashomon::v1::asked(&ask, &found, &looked.wire()))?;
        writeln!(out)?;
    } else {
        out.write_all(asked(looked.view(given.term()), &ask, &found).as_bytes())?;
    }
    out.flush()?;
    Ok(Outcome::Fine)
}

/// The answer from what is kept beside a case: only the questions found are read.
fn some(ask: &Ask, (answers, figures): (Answers<'_>, Figures)) -> Option<(Looked, Asked)> {
    let mut found = answers.index()?.find(ask);
    let places = [found.matched.clone(), found.near.clone()].concat();
    let looked = of_part(answers.part(&places, true)?, figures);
    // Of the questions that were read, matching ones stand first.
    let matched = found.matched.len();
    found.matched = (0..matched).collect();
    found.near = (matched..places.len()).collect();
    let asked = answer_found(ask, &found, &looked.held.readings, &looked.reconciled.value.questions);
    Some((looked, asked))
}

/// What the command line asks.
fn wanted(args: &AskArgs) -> Result<Ask, Failure> {
    let flags = [
        (&args.holds, QuestionKind::Holds, None),
        (&args.killed, QuestionKind::HowMany, Some(CountKind::Killed)),
        (&args.open, QuestionKind::IsOpen, None),
    ];
    for (about, kind, count) in flags {
        if let Some(about) = about {
            return Ok(Ask { kind, about: about.clone(), count, at: args.at });
        }
    }
    let question = args.question.as_deref().unwrap_or_default();
    let ask = parse(question, None)
        .ok_or_else(|| Failure::new(format!("`{question}` is no question that can be read")).hint(HOW))?;
    Ok(Ask { at: args.at.or(ask.at), ..ask })
}
