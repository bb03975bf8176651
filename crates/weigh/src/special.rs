//! The gamma function's relatives, and sums in the log domain.

/// Log of the gamma function for `x` > 0, to about ten digits: recurrence up to 8, then Stirling's series.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    if x < 8.0 {
        let mut product = 1.0;
        while x < 8.0 {
            product *= x;
            x += 1.0;
        }
        shift = f64::ln(product);
    }
    let i = 1.0 / (x * x);
    let series = (1.0 / 12.0 - i * (1.0 / 360.0 - i * (1.0 / 1260.0 - i / 1680.0))) / x;
    (x - 0.5) * x.ln() - x + 0.918_938_533_204_672_8 + series - shift
}

/// Derivative of [`ln_gamma`], for `x` > 0.
pub(crate) fn digamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 6.0 {
        shift += 1.0 / x;
        x += 1.0;
    }
    let i = 1.0 / (x * x);
    x.ln() - 0.5 / x - i * (1.0 / 12.0 - i * (1.0 / 120.0 - i / 252.0)) - shift
}

/// Turns log weights into probabilities in place; gives the log of their sum.
pub(crate) fn normalise(logs: &mut [f64]) -> f64 {
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !top.is_finite() {
        let even = 1.0 / logs.len().max(1) as f64;
        logs.fill(even);
        return top;
    }
    let mut sum = 0.0;
    for l in logs.iter_mut() {
        *l = (*l - top).exp();
        sum += *l;
    }
    for l in logs.iter_mut() {
        *l /= sum;
    }
    top + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gamma_of_whole_numbers_is_the_factorial() {
        assert!((ln_gamma(5.0) - 24f64.ln()).abs() < 1e-9);
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-9);
        assert!((digamma(1.0) + 0.577_215_664_9).abs() < 1e-7);
        assert!((digamma(0.01) + 100.560_885_457_87).abs() < 1e-6);
    }

    #[test]
    fn sums_of_nothing_are_even() {
        let mut all = [f64::NEG_INFINITY, f64::NEG_INFINITY];
        normalise(&mut all);
        assert_eq!(all, [0.5, 0.5]);
    }
}
