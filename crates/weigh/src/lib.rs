//! What most likely held, how sure, and why: a probabilistic model of claims that disagree.
//!
//! [`weigh`] takes a plain [`Table`] of claims (object, attribute, source, value, time) and answers for each
//! attribute of each object. It learns together: what is true; how far each source can be believed on each
//! attribute, shrunk to its other attributes, its class and all sources (Dawid and Skene 1979; Rekatsinas et al.
//! 2017); how mistakes crowd on few values (a Dirichlet-multinomial, in place of the uniform mistakes of Dong et
//! al. 2009); which values are often true or often told by mistake; and which sources copy or follow others,
//! whose claims then add little. A claim can miss the truth in ways its kind of values has: close in time or
//! number, the country for the town (Jung et al. 2019), some of several authors, one label for another. At the
//! end posteriors are taken to the power under which the others best foretell what each source says, so that
//! nothing has to be known to be true; and lower where many voices speak, as a [`Calibration`] says, the only part that
//! was fitted to known truths.
//!
//! [`Scales`] take new claims in at the cost of the items they touch.
//!
//! [`Spread`] weighs a table on many machines, with the same answers: one of them orders the steps, all run them on
//! their parts.
//!
//! [`Chains`] does the same for who holds a place from day to day.
//!
//! No file, clock or randomness: the same table gives the same answers on any number of threads.
//!
//! ```
//! use rashomon_weigh::{Hierarchy, Settings, Table, weigh};
//!
//! let mut table = Table::default();
//! for (source, value) in [("mayor", "40"), ("hospital", "12"), ("wire", "12")] {
//!     table.push("market fire", "wounded", source, value, "");
//! }
//! let weighing = weigh(&table, &Hierarchy::default(), &Settings::default());
//! assert_eq!(table.values.name(weighing.items[0].answers[0].value), "12");
//! ```
#![deny(clippy::disallowed_methods)]

mod calibration;
mod chain;
mod control;
mod copies;
mod estimate;
mod few;
mod fit;
mod follow;
mod frame;
mod hierarchy;
mod kind;
mod model;
mod parts;
mod read;
mod scales;
mod score;
mod special;
mod spread;
mod table;
mod weigh;

pub use calibration::{Calibration, CalibrationError};
pub use control::{Chains, Control, Site, Statement, View};
pub use estimate::{digit, in_words, letter};
pub use few::{Decision, Interest, Testimony, decide, follow};
pub use hierarchy::Hierarchy;
pub use kind::Kind;
pub use model::Settings;
pub use read::{Form, ReadError};
pub use scales::Scales;
pub use score::{Gold, Score};
pub use spread::{LaidPart, Spread, SpreadError, run_part};
pub use table::{Names, Row, Table};
pub use weigh::{Answer, Copying, Item, Reason, Reliability, Weighing, rounds, weigh, weigh_under};
