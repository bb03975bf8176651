//! For whom an export is: what of persons and places it may show.

use std::collections::BTreeSet;

use rashomon::v1;

/// For whom an export is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// For those who work on the case: all there is.
    #[default]
    Internal,
    /// For partners: points to about a kilometre.
    Partner,
    /// For everybody: private persons masked, points to about ten kilometres, no full texts of reports.
    Public,
}

/// What stands for a masked name.
const MASK: &str = "[person]";

impl Profile {
    /// The profile named so.
    pub fn parse(text: &str) -> Option<Self> {
        [Profile::Internal, Profile::Partner, Profile::Public].into_iter().find(|p| p.as_str() == text)
    }

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Profile::Internal => "internal",
            Profile::Partner => "partner",
            Profile::Public => "public",
        }
    }

    /// Decimals of degrees that are kept.
    fn decimals(self) -> Option<i32> {
        match self {
            Profile::Internal => None,
            Profile::Partner => Some(2),
            Profile::Public => Some(1),
        }
    }

    /// The reading as those may see it.
    ///
    /// Masked are the names of sources that are persons or witnesses without an office, wherever they stand
    /// in what is exported; a quote with a masked name is no longer an exact part of the text.
    pub(crate) fn of(self, reading: &v1::Reading) -> v1::Reading {
        let mut reading = reading.clone();
        if let Some(decimals) = self.decimals() {
            let scale = 10f32.powi(decimals);
            let coarse = |degrees: &mut Option<f32>| *degrees = degrees.map(|d| (d * scale).round() / scale);
            for report in &mut reading.reports {
                for place in report.claims.iter_mut().flat_map(|c| &mut c.places) {
                    coarse(&mut place.lat);
                    coarse(&mut place.lon);
                }
                for place in &mut report.places {
                    coarse(&mut place.lat);
                    coarse(&mut place.lon);
                }
            }
        }
        if self != Profile::Internal {
            // Who decided what is nobody's business outside; what came of it stands with each claim.
            reading.judgements.clear();
        }
        if self == Profile::Public {
            mask(&mut reading);
        }
        reading
    }
}

fn mask(reading: &mut v1::Reading) {
    let names = private(reading);
    let hide = |text: &mut String| {
        for name in &names {
            if text.contains(name.as_str()) {
                *text = text.replace(name.as_str(), MASK);
            }
        }
    };
    for report in &mut reading.reports {
        // The full text would undo every mask.
        report.text = String::new();
        report.blocks.clear();
        report.times.clear();
        report.places.clear();
        report.unread.clear();
        report.notes.clear();
        report.title.iter_mut().for_each(hide);
        for claim in &mut report.claims {
            [&mut claim.quote, &mut claim.summary, &mut claim.passage.text, &mut claim.sentence.text]
                .into_iter()
                .for_each(hide);
            claim.sources.iter_mut().for_each(hide);
            for (text, name, link) in [
                (&mut claim.actor, &mut claim.actor_name, &mut claim.actor_link),
                (&mut claim.target, &mut claim.target_name, &mut claim.target_link),
            ] {
                let before = name.clone();
                text.iter_mut().for_each(hide);
                name.iter_mut().for_each(hide);
                // The id of an actor is its name in other letters.
                if *name != before {
                    *link = None;
                }
            }
            for link in &mut claim.chain {
                hide(&mut link.text);
                link.name.iter_mut().for_each(hide);
                link.passage = None;
                link.cue = None;
            }
            for party in [&mut claim.actor_passage, &mut claim.target_passage] {
                *party = None;
            }
            for link in [&mut claim.actor_link, &mut claim.target_link].into_iter().flatten() {
                link.passage = None;
            }
        }
    }
    reading.voices.iter_mut().for_each(|v| hide(&mut v.origin));
    for relation in
        reading.relations.iter_mut().chain(reading.reports.iter_mut().flat_map(|r| &mut r.relations))
    {
        hide(&mut relation.about);
        for reason in &mut relation.reasons {
            hide(&mut reason.detail);
            (reason.a, reason.b) = (None, None);
        }
    }
    reading.events.iter_mut().for_each(|e| hide(&mut e.label));
    for question in &mut reading.questions {
        hide(&mut question.text);
        for answer in &mut question.answers {
            hide(&mut answer.label);
            answer.voices.iter_mut().for_each(|v| hide(&mut v.origin));
        }
        question.changes.iter_mut().for_each(|c| hide(&mut c.text));
        question.disputes.iter_mut().for_each(|d| hide(&mut d.text));
    }
}

/// Names of persons who tell something and hold no office, the longest first, and each of their words that is a
/// name.
fn private(reading: &v1::Reading) -> Vec<String> {
    let mut names = BTreeSet::new();
    for link in reading.reports.iter().flat_map(|r| &r.claims).flat_map(|c| &c.chain) {
        if !matches!(link.kind.as_str(), "person" | "witness") {
            continue;
        }
        for name in [Some(&link.text), link.name.as_ref()].into_iter().flatten() {
            // Runs of words with a capital: `Samir Haddad` in `a driver, Samir Haddad`.
            let mut run: Vec<&str> = Vec::new();
            for word in name.split_whitespace().chain([""]) {
                let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
                if bare.chars().next().is_some_and(char::is_uppercase) && bare.chars().count() > 2 {
                    run.push(bare);
                    names.insert(bare.to_owned());
                } else {
                    names.extend((run.len() > 1).then(|| run.join(" ")));
                    run.clear();
                }
                if word.ends_with([',', ';', ')']) {
                    names.extend((run.len() > 1).then(|| run.join(" ")));
                    run.clear();
                }
            }
        }
    }
    let mut names: Vec<String> = names.into_iter().collect();
    names.sort_by_key(|n| std::cmp::Reverse(n.len()));
    names
}
