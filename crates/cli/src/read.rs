//! `rashomon read`: the answer to reports read together.

use std::io::Write as _;

use rashomon::v1;

use crate::args::{Look, ReadArgs};
use crate::failure::{Outcome, tell_all};
use crate::input::{ENDINGS, gather};
use crate::load;
use crate::show::{Sections, View, answer};

/// Runs the command.
pub(crate) fn run(args: &ReadArgs, look: &Look) -> anyhow::Result<Outcome> {
    let mut failures = Vec::new();
    let sources = gather(&args.reports, &ENDINGS, &mut failures);
    let pipeline = load::pipeline(&args.atlas)?;
    let loaded = load::all(&pipeline, &sources, &args.known, false, &mut failures);
    if loaded.reports.is_empty() {
        tell_all(&failures);
        return Ok(Outcome::Nothing);
    }
    let reconciled = pipeline.reconcile(&loaded.reports);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if args.json {
        let names: Vec<Option<String>> = loaded.names.iter().cloned().map(Some).collect();
        let reading = v1::Reading::new(&loaded.reports, &names, &reconciled);
        serde_json::to_writer_pretty(&mut out, &reading)?;
        writeln!(out)?;
    } else {
        let term = look.term();
        let view = View {
            term,
            reports: &loaded.reports,
            names: &loaded.names,
            numbers: &[],
            reconciled: &reconciled.value,
            figures: None,
            reviews: None,
        };
        out.write_all(answer(view, sections(args)).as_bytes())?;
    }
    out.flush()?;
    tell_all(&failures);
    Ok(if failures.is_empty() { Outcome::Fine } else { Outcome::Partly })
}

/// All sections, or those asked for.
fn sections(args: &ReadArgs) -> Sections {
    if args.claims || args.disputes || args.unread {
        return Sections {
            changes: args.disputes,
            disputes: args.disputes,
            claims: args.claims,
            unread: args.unread,
            unread_line: false,
        };
    }
    Sections { changes: true, disputes: true, claims: true, unread: false, unread_line: true }
}
