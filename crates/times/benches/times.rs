//! Speed over made-up news text, in megabytes a second on one core.
#![allow(clippy::print_stdout, reason = "a bench tells its figure")]
//!
//! `cargo bench -p rashomon-times`

use std::time::Instant;

use rashomon_model::{Day, Report};
use rashomon_times::{Anchoring, times};

const STORY: &str = "The garrison of the old port withdrew on Monday night, two days after the last convoy had \
    left, residents said. Officials in the capital told reporters that talks would resume on Friday and that \
    the crossing, shut since early August, might open next month. At least 24 people were hurt between 3 and \
    5 May 2016, when the mill burned down; a year earlier it had been sold. The mayor, who spoke by telephone, \
    said that nobody from the upper town had been asked, and that the water works, the hospital and both \
    schools were without power. In 1998 the same road was closed for six weeks.\n\n";

fn main() {
    let report = Report { text: STORY.repeat(2_000), ..Report::default() };
    let anchoring = Anchoring::news(Some(Day::constant(2017, 6, 13)));
    let warm = times(&report, &anchoring).value.len();
    let mut best = f64::INFINITY;
    for _ in 0..10 {
        let begun = Instant::now();
        let found = times(&report, &anchoring).value.len();
        best = best.min(begun.elapsed().as_secs_f64());
        assert_eq!(found, warm, "the same text gives the same mentions");
    }
    println!(
        "{} bytes, {warm} mentions: {:.2} MB/s",
        report.text.len(),
        report.text.len() as f64 / 1e6 / best
    );
}
