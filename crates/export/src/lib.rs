//! What was read, written in the forms of others: tables, maps, pages for people.
//!
//! A pure crate: from the wire form of a reading to bytes. Columns and fields are as their owners write them;
//! what a claim does not tell stays empty. [`Profile`] says for whom.
#![deny(clippy::disallowed_methods)]

mod acled;
mod claims;
mod columns;
mod control;
mod events;
mod factcheck;
mod ftm;
mod ged;
mod hxl;
mod linked;
mod map;
mod page;
mod profile;
mod sheet;

use rashomon::v1;

pub use profile::Profile;

/// A form to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A claim a row.
    ClaimsCsv,
    /// A claim a line of JSON, as `rashomon::v1` writes it, with its report.
    ClaimsJsonl,
    /// The rows of [`Form::ClaimsCsv`] as a workbook (Office Open XML).
    Xlsx,
    /// The rows of [`Form::ClaimsCsv`] as Apache Parquet.
    Parquet,
    /// Entities of FollowTheMoney.
    FollowTheMoney,
    /// Disputed answers as schema.org ClaimReview.
    ClaimReview,
    /// The document of `rashomon show --json`.
    Json,
    /// A place of a claim a feature (RFC 7946).
    GeoJson,
    /// A place of a claim a placemark (OGC KML 2.2).
    Kml,
    /// A page for people, Markdown.
    Markdown,
    /// The same as a page for a browser, whole in itself.
    Html,
    /// An event a row, in the 31 columns of ACLED.
    Acled,
    /// An event with dead a row, in the 49 columns of the UCDP GED.
    Ged,
    /// A claim with a place a row, with the hashtags of HXL.
    Hxl,
    /// Who holds which place when, a row an answer.
    Control,
    /// A claim an annotation of its report (W3C Web Annotation).
    WebAnnotation,
    /// What was drawn from what (W3C PROV).
    Provenance,
}

/// Every form with the names of files that ask for it: a whole name, or an ending that begins with a dot.
const NAMES: [(Form, &[&str]); 17] = [
    (Form::Acled, &["acled.csv"]),
    (Form::Ged, &["ged.csv"]),
    (Form::Hxl, &["hxl.csv"]),
    (Form::Control, &["control.csv"]),
    (Form::ClaimsCsv, &["claims.csv"]),
    (Form::FollowTheMoney, &["ftm.jsonl"]),
    (Form::ClaimsJsonl, &[".jsonl"]),
    (Form::Xlsx, &[".xlsx"]),
    (Form::Parquet, &[".parquet"]),
    (Form::ClaimReview, &["claimreview.jsonld"]),
    (Form::GeoJson, &[".geojson"]),
    (Form::Kml, &[".kml"]),
    (Form::Markdown, &[".md"]),
    (Form::Html, &[".html", ".htm"]),
    (Form::WebAnnotation, &["webannotation.jsonld"]),
    (Form::Provenance, &["prov.jsonld"]),
    (Form::Json, &[".json"]),
];

/// True where a file's name is a known one, or ends in it after a mark: `acled.csv`, `may-acled.csv`.
pub fn names(file_name: &str, known: &str) -> bool {
    let name = file_name.to_lowercase();
    let before = name.strip_suffix(known);
    before.is_some_and(|b| known.starts_with('.') || b.is_empty() || b.ends_with(['-', '_', '.', ' ']))
}

impl Form {
    /// The form that a file's name asks for: `acled.csv`, `may-acled.csv`, `map.geojson`.
    pub fn of(file_name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known)| known.iter().any(|k| names(file_name, k))).map(|(form, _)| *form)
    }

    /// The names that [`Form::of`] knows.
    pub fn names() -> Vec<&'static str> {
        NAMES.iter().flat_map(|(_, names)| names.iter().copied()).collect()
    }
}

/// Writes a reading in a form, for somebody.
///
/// `title` heads the pages for people.
pub fn write(reading: &v1::Reading, form: Form, profile: Profile, title: &str) -> Vec<u8> {
    let reading = &profile.of(reading);
    match form {
        Form::ClaimsCsv => claims::csv(reading),
        Form::ClaimsJsonl => claims::jsonl(reading),
        Form::Xlsx => columns::xlsx(reading),
        Form::Parquet => columns::parquet(reading),
        Form::FollowTheMoney => ftm::jsonl(reading),
        Form::ClaimReview => factcheck::claim_reviews(reading, title),
        Form::Json => line(&serde_json::json!(reading)),
        Form::GeoJson => map::geojson(reading, profile),
        Form::Kml => map::kml(reading, title),
        Form::Markdown => page::markdown(reading, profile, title).into_bytes(),
        Form::Html => page::html(reading, profile, title).into_bytes(),
        Form::Acled => acled::csv(reading),
        Form::Ged => ged::csv(reading),
        Form::Hxl => hxl::csv(reading),
        Form::Control => control::csv(reading),
        Form::WebAnnotation => linked::annotations(reading),
        Form::Provenance => linked::provenance(reading),
    }
}

/// A JSON value as a line.
fn line(value: &serde_json::Value) -> Vec<u8> {
    format!("{value}\n").into_bytes()
}

/// What the readings of an export are known to get wrong, said in every export for people.
pub const CARD: &str = "Claims were read by a program from English text: it misses claims and mistakes some \
    (docs/benchmarks.md has the rates). Each stands with the words it was read from; read them before use. A \
    claim says what a source told, not what happened. No winner is picked between accounts that disagree.";

/// A claim with its report.
#[derive(Clone, Copy)]
struct At<'r> {
    report: &'r v1::Report,
    claim: &'r v1::Claim,
}

impl<'r> At<'r> {
    /// The claim's id over all reports: `r1:c8`.
    fn id(self) -> String {
        format!("{}:{}", self.report.id, self.claim.id)
    }

    /// Every claim, by report and text.
    fn all(reading: &'r v1::Reading) -> impl Iterator<Item = At<'r>> {
        reading.reports.iter().flat_map(|report| report.claims.iter().map(move |claim| At { report, claim }))
    }

    /// The claim with an id.
    fn named(reading: &'r v1::Reading, id: &str) -> Option<At<'r>> {
        let (report, claim) = id.split_once(':')?;
        let report = reading.reports.iter().find(|r| r.id == report)?;
        Some(At { report, claim: report.claims.iter().find(|c| c.id == claim)? })
    }

    /// Who published it: the outlet, else the name of its file.
    fn outlet(self) -> &'r str {
        self.report.outlet.as_deref().or(self.report.name.as_deref()).unwrap_or(&self.report.id)
    }

    /// `dockers → Radio Tarsh → the outlet`.
    fn chain(self) -> String {
        let links = self.claim.sources.iter().map(String::as_str);
        links.chain([self.outlet()]).collect::<Vec<_>>().join(" → ")
    }
}
