//! `export`: what a case holds, in the forms of others.

use std::path::Path;

use rashomon_export::{Form, Profile, names, write};
use rashomon_store::Case;

use super::{failure, look};
use crate::args::ExportArgs;
use crate::failure::{Failure, Outcome};

/// The name, or end of a name, that asks for every record of the case.
const RECORDS: &str = "case.jsonl";

/// Runs the command.
pub(crate) fn run(args: &ExportArgs) -> anyhow::Result<Outcome> {
    let mut forms = Vec::new();
    for path in &args.to {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if names(&name, RECORDS) {
            if args.profile != Profile::Internal {
                return Err(Failure::new("all records of a case are for internal use only")
                    .hint("give another form, or leave out `--profile`")
                    .into());
            }
            if args.held.moment.said.is_some() || args.held.moment.learned.is_some() {
                return Err(Failure::new("the records of a case are written whole, not as of a moment")
                    .hint("give another form, or leave out `--said` and `--learned`")
                    .into());
            }
            forms.push((path, None));
            continue;
        }
        let form = Form::of(&name).ok_or_else(|| {
            Failure::new(format!("the name `{name}` tells no form to write"))
                .hint(format!("names are {RECORDS}, {}", Form::names().join(", ")))
        })?;
        forms.push((path, Some(form)));
    }
    let case = Case::open_to_read(&args.held.case).map_err(failure)?;
    let title = case.title().map_err(failure)?;
    let mut reading = None;
    for (path, form) in forms {
        // Written beside its place and moved there whole: who reads it meanwhile sees the old or the new.
        let beside = path.with_extension(format!("part-{}", std::process::id()));
        let written = match form {
            None => records(&case, &beside),
            Some(form) => {
                if reading.is_none() {
                    reading = Some(look::of_case(&case, &args.held.moment)?.wire());
                }
                let bytes = reading.as_ref().map(|r| write(r, form, args.profile, &title));
                std::fs::write(&beside, bytes.unwrap_or_default())
            }
        };
        let written = written.and_then(|()| std::fs::rename(&beside, path));
        if let Err(error) = written {
            let _ = std::fs::remove_file(&beside);
            return Err(Failure::new(format!("cannot write `{}`: {error}", path.display())).into());
        }
        eprintln!("wrote `{}`", path.display());
    }
    Ok(Outcome::Fine)
}

/// Writes every record of a case, one a line.
fn records(case: &Case, path: &Path) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
    case.write_lines(&mut out).map_err(std::io::Error::other)?;
    std::io::Write::flush(&mut out)
}
