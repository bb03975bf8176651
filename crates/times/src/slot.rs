//! What the pieces of a pattern fill, and what a rule says they mean.

/// Makes an enum with the names that packs use for its variants.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name { $($(#[$doc])* $variant),* }

        impl $name {
            /// Number of variants.
            #[allow(dead_code, reason = "only slots are counted")]
            pub(crate) const COUNT: usize = [$(Self::$variant),*].len();

            /// The variant that packs call `text`.
            pub(crate) fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

named! {
    /// A part of an expression that an operation reads.
    Slot {
        Year = "year", Yy = "yy", Month = "month", Day = "day", Ordinal = "ordinal", Weekday = "weekday",
        Iso = "iso", YearMonth = "yearmonth", Era = "era", Decade = "decade", Season = "season",
        Holiday = "holiday", Unit = "unit", Unit2 = "unit2", Number = "number", Number2 = "number2",
        Vague = "vague", Ref = "ref", WeekRef = "weekref", YearRef = "yearref", Mod = "mod", Dir = "dir",
        Part = "part", Clock = "clock", Clock4 = "clock4", Hour = "hour", Minute = "minute", Ampm = "ampm",
        Zone = "zone", Off = "off", Value = "value", Every = "every", Kind = "kind", Half = "half",
    }
}

named! {
    /// What a rule makes of its slots.
    Op {
        /// A calendar date, whole or in part.
        Date = "date",
        /// A weekday, perhaps with "last" or "next".
        Weekday = "weekday",
        /// Days from the day of publication: today, yesterday.
        Deictic = "deictic",
        /// A calendar unit by reference: last week, this year, the following month.
        Period = "period",
        /// So many units from a date: two days ago, a week later.
        Shift = "shift",
        /// A length of time.
        Duration = "duration",
        /// A repeated time.
        Set = "set",
        /// A quarter or half of a year.
        Quarter = "quarter",
        /// A season.
        Season = "season",
        /// A decade.
        Decade = "decade",
        /// A century.
        Century = "century",
        /// A feast day.
        Holiday = "holiday",
        /// A time of day.
        Clock = "clock",
        /// A part of a day.
        Part = "part",
        /// A value that the rule gives itself.
        Fixed = "fixed",
        /// Nothing: keeps other rules off.
        Nothing = "nothing",
    }
}

/// Values of slots, by slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slots([Option<i64>; Slot::COUNT]);

impl Slots {
    pub(crate) fn new() -> Self {
        Self([None; Slot::COUNT])
    }

    pub(crate) fn get(&self, slot: Slot) -> Option<i64> {
        self.0[slot as usize]
    }

    pub(crate) fn set(&mut self, slot: Slot, value: i64) {
        self.0[slot as usize] = Some(value);
    }

    pub(crate) fn has(&self, slot: Slot) -> bool {
        self.get(slot).is_some()
    }

    /// The value of a slot as the code written in the pack.
    pub(crate) fn code(&self, slot: Slot) -> &'static str {
        self.get(slot).map_or("", unpack)
    }

    /// Takes over what `other` has and this has not.
    pub(crate) fn fill(&mut self, other: &Slots) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine = mine.or(theirs);
        }
    }
}

/// All codes that operations know; a value of a pack that is no number is one of them.
const CODES: [&str; 63] = [
    "S",
    "M",
    "H",
    "D",
    "W",
    "MO",
    "Q",
    "Y",
    "DE",
    "CE",
    "ML",
    "WE",
    "FN",
    "NI",
    "last",
    "next",
    "this",
    "that",
    "prev",
    "following",
    "past",
    "coming",
    "early",
    "mid",
    "late",
    "begin",
    "end",
    "earlier",
    "later",
    "ago",
    "hence",
    "before",
    "after",
    "TMO",
    "TAF",
    "TEV",
    "TNI",
    "TDT",
    "noon",
    "midnight",
    "SP",
    "SU",
    "FA",
    "WI",
    "am",
    "pm",
    "bc",
    "ad",
    "PRESENT_REF",
    "PAST_REF",
    "FUTURE_REF",
    "PXD",
    "DATE",
    "DURATION",
    "SET",
    "TIME",
    "weekend",
    "weekday",
    "the",
    "recent",
    "same",
    "FY",
    "TMI",
];

/// A value of a pack: a number, or a code counted from -1 down (numbers of packs are not negative
/// beyond a century of minutes, so the two never meet).
pub(crate) fn pack(value: &str) -> i64 {
    const BASE: i64 = -1_000_000;
    match value.parse() {
        Ok(number) => number,
        Err(_) => (0..).zip(CODES).find(|(_, c)| *c == value).map_or(i64::MIN, |(i, _): (i64, _)| BASE - i),
    }
}

fn unpack(value: i64) -> &'static str {
    usize::try_from(-1_000_000 - value).ok().and_then(|i| CODES.get(i)).copied().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back() {
        for code in CODES {
            assert_eq!(unpack(pack(code)), code);
        }
        assert_eq!(pack("12"), 12);
        assert_eq!(pack("-60"), -60);
        assert_eq!(unpack(12), "");
    }
}
