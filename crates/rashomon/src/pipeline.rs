//! The stages in their order: bytes → report → analysis → times and places → claims → relations.

use std::sync::Arc;

use rashomon_extract::attribution::Attribution;
use rashomon_extract::{Extraction, Input, Unread};
use rashomon_model::{
    Analysis, Claim, Day, Note, PlaceMention, Reading, Reconciliation, Report, Rulings, TimeMention,
};
use rashomon_reconcile::{ReportClaims, Weights};
use rashomon_resources::PackError;
use rashomon_resources::gazetteer::Gazetteer;
use rashomon_times::Anchoring;

use crate::packs;

/// What the caller knows of a report besides its bytes. What is told here goes before what the page says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Day of publication.
    pub published: Option<Day>,
    /// Title.
    pub title: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Name of the file the bytes come from: its ending helps to tell a page from plain text.
    pub file_name: Option<String>,
    /// Media type, as a server declares it.
    pub media_type: Option<String>,
    /// Minutes east of UTC where the story takes place.
    pub zone: Option<i16>,
    /// Read a text that is not written in English as if it were.
    pub force: bool,
}

/// One report and all that was read from it.
#[derive(Clone, Debug, Default)]
pub struct ReadReport {
    /// The report.
    pub report: Report,
    /// Its sentences, words, trees, names.
    pub analysis: Analysis,
    /// Times told, in text order.
    pub times: Vec<TimeMention>,
    /// Places named, in text order.
    pub places: Vec<PlaceMention>,
    /// Who says what.
    pub attributions: Vec<Attribution>,
    /// Claims, in text order.
    pub claims: Vec<Claim>,
    /// Sentences that gave no claim though words in them might.
    pub unread: Vec<Unread>,
}

impl ReadReport {
    /// The prose of the report: what stands around it is copied by every page of a site.
    pub fn told(&self) -> String {
        let told = self.report.blocks.iter().filter(|b| b.kind.tells());
        told.map(|b| b.span.slice(&self.report.text)).collect::<Vec<_>>().join("\n")
    }
}

/// All stages with their packs.
///
/// # Cost
/// Nothing to make: a pack is opened by the first report that needs it, once, for all threads.
#[derive(Clone, Debug, Default)]
pub struct Pipeline {
    /// The bundled gazetteer with a user's own places, where there are any.
    gazetteer: Option<Arc<Gazetteer>>,
}

impl Pipeline {
    /// The stages with the packs that came with the program.
    pub fn bundled() -> Self {
        Self::default()
    }

    /// The same with a user's own places besides: the text of a CSV or GeoJSON file named `file`, in the
    /// form that `docs/command.md` tells.
    ///
    /// # Errors
    /// What is wrong with the first place that cannot be used, with its line.
    pub fn with_places(self, file: &str, text: &str) -> Result<Self, PackError> {
        let layer = rashomon_resources::gazetteer::user_layer(file, text)?;
        Ok(Self { gazetteer: Some(Arc::new(packs::gazetteer_with(Some(layer))?)) })
    }

    /// Reads one report, through every stage.
    ///
    /// A text in another language gets its blocks and no more, unless `options.force` is set.
    ///
    /// # Errors
    /// None: what could not be read is told in the notes, by stage and then in text order.
    ///
    /// # Cost
    /// Linear in the text, about a megabyte in ten seconds; the first report opens the packs besides.
    pub fn read(&self, bytes: &[u8], options: &ReadOptions) -> Reading<ReadReport> {
        let mut notes = Notes::default();
        let report = notes.keep(rashomon_text::read(bytes, &hint(options)));
        if report.blocks.is_empty() || !(options.force || rashomon_text::is_english(&report)) {
            return Reading { value: ReadReport { report, ..ReadReport::default() }, notes: notes.0 };
        }
        packs::open();
        let analysis = notes.keep(rashomon_lang::analyse(&report, packs::model()));
        let anchoring = Anchoring { zone: options.zone, ..Anchoring::auto(report.published) };
        let times = notes.keep(rashomon_times::times(&report, &anchoring));
        let gazetteer = match &self.gazetteer {
            Some(own) => own.as_ref(),
            None => packs::gazetteer(),
        };
        let places = notes.keep(rashomon_places::places(&report, Some(&analysis), gazetteer));
        let input = Input { report: &report, analysis: &analysis, times: &times, places: &places };
        let Extraction { claims, unread, attributions } =
            notes.keep(rashomon_extract::claims(input, packs::tables()));
        let value = ReadReport { report, analysis, times, places, attributions, claims, unread };
        Reading { value, notes: notes.0 }
    }

    /// Version of the program and checksum of its packs: equal versions read equal bytes alike.
    ///
    /// # Cost
    /// The first call reads all packs, some 20 MB.
    pub fn version(&self) -> &'static str {
        packs::version()
    }

    /// What extraction reads, to be copied with other weights.
    pub fn tables(&self) -> &'static rashomon_extract::Tables {
        packs::tables()
    }

    /// Holds the claims of reports against each other. References in the answer are indices into `reports`.
    ///
    /// # Cost
    /// Near linear in the claims.
    pub fn reconcile(&self, reports: &[Reading<ReadReport>]) -> Reading<Reconciliation> {
        self.reconcile_under(reports, &Rulings::default())
    }

    /// The same under what people decided of the claims ([`crate::review`]).
    pub fn reconcile_under(
        &self,
        reports: &[Reading<ReadReport>],
        rulings: &Rulings,
    ) -> Reading<Reconciliation> {
        let claims: Vec<ReportClaims<'_>> = reports
            .iter()
            .map(|r| ReportClaims { report: &r.value.report, claims: &r.value.claims })
            .collect();
        let told: Vec<String> = reports.iter().map(|r| r.value.told()).collect();
        let texts = rashomon_copies::groups(told.len(), &rashomon_copies::copies(&told));
        let mut reading = rashomon_reconcile::reconcile_with(&claims, &texts, rulings, Weights::bundled());
        crate::judge::judge(reports, &mut reading.value);
        reading
    }
}

/// Codes of notes that say there is nothing to read at all.
const HOPELESS: [&str; 3] = ["text/binary", "text/empty", "text/no-text"];
/// Code of the note that says the text is in another language.
const FOREIGN: &str = "text/language";

/// The note that says why nothing was read: no text, or, unless `force`, a text in another language.
pub fn refusal(notes: &[Note], force: bool) -> Option<&Note> {
    notes.iter().find(|n| HOPELESS.contains(&n.code) || n.code == FOREIGN && !force)
}

fn hint(options: &ReadOptions) -> rashomon_text::Hint {
    rashomon_text::Hint {
        file_name: options.file_name.clone(),
        media_type: options.media_type.clone(),
        charset: None,
        url: options.url.clone(),
        published: options.published,
        title: options.title.clone(),
        outlet: options.outlet.clone(),
    }
}

/// The notes of all stages, in their order.
#[derive(Debug, Default)]
struct Notes(Vec<Note>);

impl Notes {
    /// Keeps the notes of a reading and hands on its value.
    fn keep<T>(&mut self, reading: Reading<T>) -> T {
        self.0.extend(reading.notes);
        reading.value
    }
}

/// `+03:00`, `-5`, `0330` as minutes east of UTC.
///
/// # Errors
/// What is wrong with the text, in words.
pub fn zone(text: &str) -> Result<i16, String> {
    let wrong = || format!("`{text}` is no offset from UTC such as `+03:00`");
    if text.eq_ignore_ascii_case("utc") || text.eq_ignore_ascii_case("z") {
        return Ok(0);
    }
    let (sign, digits) = match text.split_at_checked(1) {
        Some(("+", rest)) => (1, rest),
        Some(("-", rest)) => (-1, rest),
        _ => (1, text),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() == 4 => digits.split_at(2),
        None => (digits, "0"),
    };
    let part = |digits: &str| digits.parse::<i16>().ok().filter(|n| *n >= 0);
    match (part(hours), part(minutes)) {
        (Some(h), Some(m)) if h <= 14 && m < 60 => Ok(sign * (h * 60 + m)),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_minutes() {
        assert_eq!(zone("+03:00"), Ok(180));
        assert_eq!(zone("-0330"), Ok(-210));
        assert_eq!(zone("5"), Ok(300));
        assert_eq!(zone("utc"), Ok(0));
        assert!(zone("Damascus").is_err());
        assert!(zone("+99").is_err());
    }
}
