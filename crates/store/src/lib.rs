//! The case: one file that keeps reports with their original bytes, what was read of them, and when each
//! was learned.
//!
//! A case is a SQLite file. Its records are only ever added: nothing changes or goes, a new reading stands
//! beside the old. Each record carries a hash over itself and the record before, so that one changed bit is
//! found and named ([`Case::verify`]).
//!
//! ```
//! use rashomon_store::{Arrival, Case, Kept};
//!
//! let folder = tempfile::tempdir()?;
//! let mut case = Case::create(&folder.path().join("dam.case"), "The dam")?;
//! let arrival = Arrival::new("note.txt", b"The dam broke on Friday, villagers said.".to_vec());
//! assert_eq!(case.add(&[arrival.clone()])?, [Kept::New(1)]);
//! assert_eq!(case.add(&[arrival])?, [Kept::Known(1)]);
//! assert_eq!(case.verify()?.damage, []);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod add;
mod answers;
mod arrival;
mod case;
mod chain;
mod contents;
mod error;
mod files;
mod judgements;
mod kept;
mod lines;
mod pack;
mod record;
mod schema;
mod timestamp;
mod verify;

pub use answers::{AsOf, Held};
pub use arrival::{Arrival, Kept, Known};
pub use case::Case;
pub use contents::Entry;
pub use error::Error;
pub use kept::{Answers, Figures, Part, Which};
pub use record::{Kind, Record};
pub use timestamp::Stamped;
pub use verify::{Damage, Verified};
