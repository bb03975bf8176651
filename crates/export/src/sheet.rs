//! Tables that are safe to open: no cell is a formula.

/// A CSV table, with a row of names first.
pub(crate) struct Sheet(csv::Writer<Vec<u8>>);

impl Sheet {
    pub(crate) fn new(names: &[&str]) -> Self {
        let mut sheet =
            Self(csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new()));
        sheet.row(names.iter().map(|n| (*n).to_owned()));
        sheet
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        // A vector takes all that is written to it.
        let _ = self.0.write_record(cells.into_iter().map(|c| safe(&c)));
    }

    pub(crate) fn bytes(self) -> Vec<u8> {
        self.0.into_inner().unwrap_or_default()
    }
}

/// A cell that no spreadsheet takes for a formula: one that begins like it gets a `'` in front, unless it is a
/// number.
fn safe(cell: &str) -> String {
    let formula = cell
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    if formula && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell.to_owned() }
}

/// A number, without a fraction where it has none.
pub(crate) fn number(value: Option<f64>) -> String {
    value.map(|n| n.to_string()).unwrap_or_default()
}

/// A text that may be missing.
pub(crate) fn text(value: Option<&String>) -> String {
    value.cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("@x", "'@x"),
            ("-3.5", "-3.5"),
            ("-x", "'-x"),
            ("a=b", "a=b"),
            ("\t=1", "'\t=1"),
        ] {
            assert_eq!(safe(cell), expected);
        }
    }
}
