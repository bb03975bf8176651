//! JSON lines, as most benchmarks come and as their scorers read predictions.

use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;

/// The objects of a file, one a line.
///
/// # Errors
/// When the file cannot be read or a line is no JSON.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<Value>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
    let read = lines.map(|(number, line)| {
        serde_json::from_str(line).with_context(|| format!("`{}` line {}", path.display(), number + 1))
    });
    read.collect()
}

/// Writes objects, one a line.
///
/// # Errors
/// When the disk refuses.
pub(crate) fn write(path: &Path, rows: &[Value]) -> anyhow::Result<()> {
    let mut text = String::new();
    for row in rows {
        text += &row.to_string();
        text.push('\n');
    }
    std::fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))
}

/// The text of a field.
///
/// # Errors
/// When the field is missing or no text.
pub(crate) fn field<'r>(row: &'r Value, name: &str) -> anyhow::Result<&'r str> {
    row[name].as_str().with_context(|| format!("a line without the text field `{name}`"))
}
