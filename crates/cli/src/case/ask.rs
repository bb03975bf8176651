//! `ask`: a question put to a case.

use std::io::Write as _;

use rashomon::ask::{Ask, HOW, answer, parse};
use rashomon::model::{CountKind, QuestionKind};

use super::look::look;
use crate::args::{AskArgs, Look};
use crate::failure::{Failure, Outcome};
use crate::show::asked;

/// Runs the command.
pub(crate) fn run(args: &AskArgs, given: &Look) -> anyhow::Result<Outcome> {
    let ask = wanted(args)?;
    let looked = look(&args.case, &args.moment)?;
    let found = answer(&ask, &looked.held.readings, &looked.reconciled.value);
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
