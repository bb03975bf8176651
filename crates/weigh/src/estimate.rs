//! Probabilities in words, and the letters and digits others grade sources and claims by.

/// The words of Intelligence Community Directive 203 (2015) for a probability.
///
/// # Examples
/// ```
/// assert_eq!(rashomon_weigh::in_words(0.66), "likely");
/// ```
pub fn in_words(probability: f64) -> &'static str {
    const ROWS: [(f64, &str); 7] = [
        (0.05, "almost no chance"),
        (0.20, "very unlikely"),
        (0.45, "unlikely"),
        (0.55, "roughly even chance"),
        (0.80, "likely"),
        (0.95, "very likely"),
        (f64::INFINITY, "almost certain"),
    ];
    ROWS.iter().find(|(below, _)| probability < *below).map_or("almost certain", |(_, words)| words)
}

/// The Admiralty letter of a source: from how often it is exact, at worst but one in ten, and how many claims
/// that rests on. The bounds are our own.
pub fn letter(low: f64, claims: f64) -> char {
    match (low, claims) {
        (_, n) if n < 5.0 => 'F',
        (p, n) if p >= 0.95 && n >= 30.0 => 'A',
        (p, _) if p >= 0.85 => 'B',
        (p, _) if p >= 0.70 => 'C',
        (p, _) if p >= 0.50 => 'D',
        _ => 'E',
    }
}

/// The Admiralty digit of an answer: from its probability and the independent voices behind it. The bounds are
/// our own.
pub fn digit(probability: f64, voices: f64) -> u8 {
    match (probability, voices) {
        (_, k) if k < 0.5 => 6,
        (p, k) if p >= 0.9 && k >= 2.0 => 1,
        (p, _) if p >= 0.7 => 2,
        (p, _) if p >= 0.4 => 3,
        (p, _) if p >= 0.15 => 4,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_meet() {
        let words: Vec<&str> = [0.0, 0.05, 0.2, 0.45, 0.55, 0.8, 0.95, 1.0].map(in_words).into();
        assert_eq!(words[0], "almost no chance");
        assert_eq!(words[3], "roughly even chance");
        assert_eq!(words[7], "almost certain");
        assert_eq!((letter(0.99, 4.0), letter(0.96, 29.0), letter(0.96, 30.0)), ('F', 'B', 'A'));
        assert_eq!((digit(0.95, 1.0), digit(0.95, 2.0), digit(0.05, 3.0)), (2, 1, 5));
    }
}
