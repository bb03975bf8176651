//! Weighing on many machines: parts, orders and sums as bytes, for whatever carries them.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::fit::Fit;
use crate::frame::Frame;
use crate::hierarchy::Hierarchy;
use crate::model::Settings;
use crate::parts::{Given, Order, Part, State};
use crate::table::Table;
use crate::weigh::{Weighing, classes};

/// Bytes that are not what they should be: cut, or of another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no {0} of this version")]
pub struct SpreadError(&'static str);

/// The claims of a part, and its state before the first step.
pub type LaidPart = (Vec<u8>, Vec<u8>);

/// A weighing whose steps run elsewhere.
///
/// The one who orders holds the table only while it is laid out; then what is believed of the sources.
///
/// # Examples
/// ```
/// use rashomon_weigh::{Hierarchy, Settings, Spread, Table, run_part, weigh};
///
/// let mut table = Table::default();
/// for (source, value) in [("mayor", "40"), ("hospital", "12"), ("wire", "12")] {
///     table.push("market fire", "wounded", source, value, "");
/// }
/// let (mut spread, mut parts) = Spread::new(&table, &Hierarchy::default(), &Settings::default());
/// while let Some(order) = spread.next() {
///     let mut given = Vec::new();
///     // On another machine each, as it may be.
///     for (part, state) in &mut parts {
///         let (next, sums) = run_part(part, state, &order).unwrap();
///         *state = next;
///         given.push(sums);
///     }
///     spread.take(&given).unwrap();
/// }
/// assert_eq!(spread.finish(), weigh(&table, &Hierarchy::default(), &Settings::default()));
/// ```
#[derive(Debug)]
pub struct Spread {
    fit: Fit,
}

impl Spread {
    /// Lays out a table: the weighing, and for each part its claims and its state before the first step.
    pub fn new(table: &Table, places: &Hierarchy, settings: &Settings) -> (Self, Vec<LaidPart>) {
        let frame = Frame::new(table, places);
        let (fit, parts) = Fit::new(&frame, classes(table), *settings, &[settings.calibration]);
        let parts = parts.iter().map(|(part, state)| (bytes(part), bytes(state))).collect();
        (Self { fit }, parts)
    }

    /// What every part does next ([`run_part`]); `None` where all is done.
    #[allow(clippy::should_implement_trait, reason = "what comes next hangs on what `take` was given")]
    pub fn next(&self) -> Option<Vec<u8>> {
        self.fit.next().map(|order| bytes(&order))
    }

    /// Takes in what all parts gave, in the order of the parts.
    ///
    /// # Errors
    /// When bytes are no sums; nothing is taken then.
    pub fn take<B: AsRef<[u8]>>(&mut self, given: &[B]) -> Result<(), SpreadError> {
        let given: Vec<Given> = given.iter().map(|g| value(g.as_ref(), "sums")).collect::<Result<_, _>>()?;
        self.fit.take(given);
        Ok(())
    }

    /// Steps done, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        self.fit.progress()
    }

    /// What came of it, once [`Spread::next`] gives nothing more; before that, nothing.
    pub fn finish(mut self) -> Weighing {
        self.fit.finish().pop().unwrap_or_default()
    }
}

/// Runs an order on a part: its next state, and its sums.
///
/// # Errors
/// When bytes are no part, state or order.
///
/// # Cost
/// Linear in the claims of the part, and in the sources of all.
pub fn run_part(part: &[u8], state: &[u8], order: &[u8]) -> Result<(Vec<u8>, Vec<u8>), SpreadError> {
    let part: Part = value(part, "part")?;
    let mut state: State = value(state, "state")?;
    let order: Order = value(order, "order")?;
    let given = part.run(&mut state, &order);
    Ok((bytes(&state), bytes(&given)))
}

/// What is written here has a length that is known: it always writes.
fn bytes<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value).unwrap_or_default()
}

fn value<T: DeserializeOwned>(bytes: &[u8], what: &'static str) -> Result<T, SpreadError> {
    postcard::from_bytes(bytes).map_err(|_| SpreadError(what))
}
