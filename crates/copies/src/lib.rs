//! One story under several mastheads.
//!
//! [`copies`] finds texts that took words over from each other: whole, cut, edited, or merged with another.
//! Candidates come from sketches of shingles, the measure from an alignment of the words. [`Words`] tells how
//! alike two texts are in what they tell, whether or not one copied the other.
//!
//! ```
//! let wire = "The dam above the village broke on Friday night after three days of rain, and the water \
//!     took two bridges and the road to the coast with it, villagers said.";
//! let paper = format!("FLOOD. {wire} No one was hurt.");
//! let other = "The harbour office will open a second pier for the ferries of the lake in May.";
//! let found = rashomon_copies::copies(&[wire, &paper, other]);
//! assert_eq!((found.len(), found[0].a, found[0].b), (1, 0, 1));
//! assert!(found[0].share > 0.95);
//! ```
#![deny(clippy::disallowed_methods)]

mod align;
mod copies;
mod shingle;
mod story;

pub use align::shared;
pub use copies::{Copied, copied, copies, groups, sketch};
pub use story::{Told, Words, counts, stem};
