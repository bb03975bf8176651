//! How much less voices are worth together than alone: the last step, the only one that was fitted to known truths.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::kind::Kind;

/// For each kind of values the two numbers of [`Calibration::power`].
///
/// Voices on one item share more than the truth (what makes one breed look like another, a wire that nobody names), so
/// that their agreement is weaker evidence than the model takes it for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    of: [(f64, f64); Kind::ALL.len()],
}

/// A line that is no line of a calibration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: `{text}` is not kind, shared, power")]
pub struct CalibrationError {
    /// Number of the line, from 1.
    pub line: usize,
    /// The line.
    pub text: String,
}

impl Calibration {
    /// Probabilities as the model gives them.
    pub const NONE: Self = Self { of: [(0.0, 1.0); Kind::ALL.len()] };

    /// The one that comes with the program.
    pub fn bundled() -> Self {
        static BUNDLED: LazyLock<Calibration> = LazyLock::new(|| {
            Calibration::parse(include_str!("../../../resources/weigh/calibration.csv"))
                .expect("a test reads the bundled table")
        });
        *BUNDLED
    }

    /// This one with other numbers for one kind.
    #[must_use]
    pub fn with(mut self, kind: Kind, shared: f64, power: f64) -> Self {
        self.of[kind as usize] = (shared, power);
        self
    }

    /// The power to which the probabilities of an item are taken that so many independent voices speak of.
    ///
    /// # Examples
    /// ```
    /// use rashomon_weigh::{Calibration, Kind};
    ///
    /// let two = Calibration::NONE.with(Kind::Names, 1.0, 1.0);
    /// assert_eq!(two.power(Kind::Names, 2.0), 0.5);
    /// ```
    pub fn power(&self, kind: Kind, voices: f64) -> f64 {
        let (shared, power) = self.of[kind as usize];
        power / (1.0 + shared * (voices - 1.0).max(0.0))
    }

    /// Reads lines `kind,shared,power` under a heading; `#` starts a comment. A kind without a line is left as it is.
    ///
    /// # Errors
    /// A line of another form, or with numbers that are negative or not finite.
    pub fn parse(text: &str) -> Result<Self, CalibrationError> {
        let mut read = Self::NONE;
        for (n, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') || line == HEADING {
                continue;
            }
            let parts: Vec<&str> = line.split(',').map(str::trim).collect();
            let row = || -> Option<(Kind, f64, f64)> {
                let &[kind, shared, power] = parts.as_slice() else { return None };
                let kind = Kind::ALL.into_iter().find(|k| k.as_str() == kind)?;
                let number = |t: &str| t.parse::<f64>().ok().filter(|n| n.is_finite() && *n >= 0.0);
                Some((kind, number(shared)?, number(power)?))
            };
            let (kind, shared, power) =
                row().ok_or_else(|| CalibrationError { line: n + 1, text: line.to_owned() })?;
            read = read.with(kind, shared, power);
        }
        Ok(read)
    }

    /// The lines that [`Calibration::parse`] reads.
    pub fn lines(&self) -> String {
        let rows = std::iter::zip(Kind::ALL, self.of)
            .map(|(kind, (shared, power))| format!("{},{shared},{power}\n", kind.as_str()));
        format!("{HEADING}\n{}", rows.collect::<String>())
    }
}

const HEADING: &str = "kind,shared,power";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_table_comes_back() {
        let bundled = Calibration::bundled();
        assert_ne!(bundled, Calibration::NONE);
        assert_eq!(Calibration::parse(&bundled.lines()), Ok(bundled));
    }

    #[test]
    fn a_wrong_line_is_told() {
        let error = Calibration::parse("# so\nkind,shared,power\nlabels,-1,1\n").unwrap_err();
        assert_eq!(error.to_string(), "line 3: `labels,-1,1` is not kind, shared, power");
        assert!(Calibration::parse("prose,1,1").is_err());
    }
}
