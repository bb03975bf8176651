//! Events as those who code them want them: the claims of one event that are told to have been, with what the
//! best of them says of where and when.

use rashomon::model::Day;
use rashomon::v1;

use crate::At;

/// One event: its claims, and the parts a row needs.
pub(crate) struct Coded<'r> {
    /// Claims that assert it, in order.
    pub(crate) told: Vec<At<'r>>,
    /// The claim that tells most of where and when.
    pub(crate) best: At<'r>,
    pub(crate) place: &'r v1::PlaceOfClaim,
    /// First and last day.
    pub(crate) days: (String, String),
}

impl<'r> Coded<'r> {
    /// Every event with a day and a place of an atlas.
    pub(crate) fn all(reading: &'r v1::Reading) -> impl Iterator<Item = Coded<'r>> {
        reading.events.iter().filter_map(move |event| {
            let claims = event.claims.iter().filter_map(|id| At::named(reading, id));
            Coded::of(claims.filter(|at| at.claim.status == "asserted").collect())
        })
    }

    fn of(told: Vec<At<'r>>) -> Option<Self> {
        let whole = |at: &&At<'r>| dated(at).is_some() && placed(at).is_some();
        let exact = |at: &&At<'r>| whole(at) && placed(at).is_some_and(|p| p.lat.is_some());
        let best = *told.iter().find(exact).or_else(|| told.iter().find(whole))?;
        Some(Self { best, place: placed(&best)?, days: dated(&best)?, told })
    }

    /// Days between the first and the last.
    pub(crate) fn length(&self) -> Option<i32> {
        let day = |text: &str| text.parse::<Day>().ok();
        Some((day(&self.days.1)? - day(&self.days.0)?).get_days())
    }

    /// Lowest and highest number of killed that is told.
    pub(crate) fn killed(&self) -> (Option<f64>, Option<f64>) {
        let counts =
            || self.told.iter().filter_map(|at| at.claim.count.as_ref()).filter(|c| c.kind == "killed");
        let low = counts().filter_map(|c| c.low.or(c.high)).min_by(f64::total_cmp);
        let high = counts().filter_map(|c| c.high.or(c.low)).max_by(f64::total_cmp);
        (low, high)
    }

    /// Who did it and to whom, by common name where there is one.
    pub(crate) fn parties(&self) -> (String, String) {
        let claim = self.best.claim;
        let party = |name: &Option<String>, text: &Option<String>| {
            name.clone().or_else(|| text.clone()).unwrap_or_default()
        };
        (party(&claim.actor_name, &claim.actor), party(&claim.target_name, &claim.target))
    }

    /// The place's own name, its country, and the first division of that.
    pub(crate) fn place_names(&self) -> (String, String, String) {
        let own = self.place.name.as_deref().unwrap_or(&self.place.text);
        let own = own.split(", ").next().unwrap_or(own).to_owned();
        // Named places of an atlas: the country last, its first division before it.
        let parents = &self.place.parents;
        let country = parents.last().unwrap_or(&own).clone();
        let first = parents.len().checked_sub(2).map(|at| parents[at].clone()).unwrap_or_default();
        (own, country, first)
    }

    /// Outlets that tell it, each once, in order.
    pub(crate) fn outlets(&self) -> Vec<&'r str> {
        let mut outlets: Vec<&str> = Vec::new();
        for at in &self.told {
            if !outlets.contains(&at.outlet()) {
                outlets.push(at.outlet());
            }
        }
        outlets
    }

    /// What each claim says, through whom.
    pub(crate) fn notes(&self) -> String {
        let notes = self.told.iter().map(|at| format!("{}: “{}”", at.chain(), at.claim.quote));
        notes.collect::<Vec<_>>().join(" ")
    }

    /// An id that nobody takes for one of theirs: `RASHOMON-r1-c8`.
    pub(crate) fn id(&self) -> String {
        format!("RASHOMON-{}", self.best.id().replace(':', "-"))
    }
}

/// The first and the last day a claim tells; a day that is open is the other.
fn dated(at: &At<'_>) -> Option<(String, String)> {
    let time = at.claim.time.as_ref()?;
    let start = time.start.clone()?;
    Some((start.clone(), time.end.clone().unwrap_or(start)))
}

fn placed<'r>(at: &At<'r>) -> Option<&'r v1::PlaceOfClaim> {
    let places = &at.claim.places;
    places.iter().find(|p| p.lat.is_some()).or_else(|| places.iter().find(|p| p.id.is_some()))
}

/// Degrees in the digits a 32-bit float has.
pub(crate) fn degrees(value: Option<f32>) -> String {
    value.map(|d| d.to_string()).unwrap_or_default()
}
