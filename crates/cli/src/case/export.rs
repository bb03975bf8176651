//! `export`: what a case holds, in the forms of others.

use rashomon_export::{Form, write};
use rashomon_store::Case;

use super::{failure, look};
use crate::args::ExportArgs;
use crate::failure::{Failure, Outcome};

/// Runs the command.
pub(crate) fn run(args: &ExportArgs) -> anyhow::Result<Outcome> {
    let mut forms = Vec::new();
    for path in &args.to {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let form = Form::of(&name).ok_or_else(|| {
            Failure::new(format!("the name `{name}` tells no form to write"))
                .hint(format!("names are {}", Form::names().join(", ")))
        })?;
        forms.push((path, form));
    }
    let title = Case::open_to_read(&args.held.case).and_then(|case| case.title()).map_err(failure)?;
    let reading = look::look(&args.held.case, &args.held.moment)?.wire();
    for (path, form) in forms {
        // Written beside its place and moved there whole: who reads it meanwhile sees the old or the new.
        let beside = path.with_extension(format!("part-{}", std::process::id()));
        let bytes = write(&reading, form, args.profile, &title);
        let written = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, path));
        if let Err(error) = written {
            let _ = std::fs::remove_file(&beside);
            return Err(Failure::new(format!("cannot write `{}`: {error}", path.display())).into());
        }
        eprintln!("wrote `{}`", path.display());
    }
    Ok(Outcome::Fine)
}
