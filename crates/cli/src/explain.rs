//! `rashomon explain`: what each stage found, under the text, to see why a claim was or was not read.

use std::io::Write as _;

use rashomon::extract::attribution::Attribution;
use rashomon::extract::{Input, Weighing, weighings};
use rashomon::model::{
    Analysis, Anchor, Block, Claim, ClaimRef, LinkMethod, NameKind, Party, PlaceMention, Reading, Sentence,
    Span, TimeMention,
};
use rashomon::{ReadReport, v1, words};

use crate::args::{ExplainArgs, Look};
use crate::failure::{Failure, Outcome};
use crate::input;
use crate::load;
use crate::term::{Style, Term, one_line, width};

/// Runs the command.
pub(crate) fn run(args: &ExplainArgs, look: &Look) -> anyhow::Result<Outcome> {
    let pipeline = load::pipeline(&args.atlas)?;
    let reading = load::one(&pipeline, &input::one(&args.report), &args.known)?;
    let read = &reading.value;
    let input =
        Input { report: &read.report, analysis: &read.analysis, times: &read.times, places: &read.places };
    let weighed = weighings(input, pipeline.tables());
    let page = Page { term: look.term(), reading: &reading, weighed };
    let text = match &args.claim {
        Some(id) => page.single(id)?,
        None => page.all(),
    };
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(Outcome::Fine)
}

struct Page<'r> {
    term: Term,
    reading: &'r Reading<ReadReport>,
    /// Words that might tell an event, with what decided over each.
    weighed: Vec<Weighing>,
}

impl Page<'_> {
    fn text(&self) -> &str {
        &self.reading.value.report.text
    }

    /// Every block with its sentences, then the notes.
    fn all(&self) -> String {
        let read = &self.reading.value;
        let mut out = String::new();
        for (at, block) in read.report.blocks.iter().enumerate() {
            out.push_str(&self.block(at, *block));
        }
        if !self.reading.notes.is_empty() {
            out.push_str(&self.term.block(0, Style::Bold, "notes"));
            for note in &self.reading.notes {
                let words = note.span.map(|s| format!(" “{}”", one_line(s.slice(self.text()))));
                let line = format!("{}: {}{}", note.code, note.message, words.unwrap_or_default());
                out.push_str(&self.term.block(2, Style::Plain, &line));
            }
        }
        out
    }

    /// One claim and the sentence it stands in.
    fn single(&self, id: &str) -> Result<String, Failure> {
        let claims = &self.reading.value.claims;
        let at = (0..claims.len()).find(|&at| v1::claim_id(at) == id).ok_or_else(|| {
            let failure = Failure::new(format!("the report has no claim `{id}`"));
            match claims.len() {
                0 => failure.hint("no claims were read from it: run without `--claim` to see why"),
                n => failure.hint(format!("its claims are c1 to c{n}")),
            }
        })?;
        let sentence = claims[at].evidence.sentence;
        let mut out = String::new();
        for (number, s) in self.reading.value.analysis.sentences.iter().enumerate() {
            if s.span.overlaps(sentence) {
                out.push_str(&self.sentence(number, s));
            }
        }
        if out.is_empty() {
            out.push_str(&self.claim(at, &claims[at]));
        }
        Ok(out)
    }

    fn block(&self, at: usize, block: Block) -> String {
        let kind = words::block_kind(block.kind);
        let head = format!("{kind} · bytes {}–{}", block.span.start(), block.span.end());
        let mut out = self.term.block(0, Style::Bold, &head);
        let analysis = &self.reading.value.analysis;
        let mut any = false;
        for (number, sentence) in analysis.sentences.iter().enumerate().filter(|(_, s)| s.block == at) {
            out.push_str(&self.sentence(number, sentence));
            any = true;
        }
        if !any {
            out.push_str(&self.term.block(2, Style::Dim, block.span.slice(self.text())));
        }
        out.push('\n');
        out
    }

    fn sentence(&self, number: usize, sentence: &Sentence) -> String {
        let read = &self.reading.value;
        let text = self.text();
        let mut out = String::new();
        let broken = if sentence.broken { "  (tree not to be trusted)" } else { "" };
        let words = format!("s{} {}{broken}", number + 1, one_line(sentence.span.slice(text)));
        out.push_str(&self.term.block(2, Style::Plain, &words));
        out.push_str(&tree(self.term, &read.analysis, text, sentence));
        let within = |span: Span| sentence.span.contains(span);
        let names = read.analysis.names.iter().map(|n| (read.analysis.span(n.tokens.clone()), n.kind));
        let names = names.filter(|(span, _)| within(*span));
        let names = names.map(|(span, kind)| format!("{} ({})", one_line(span.slice(text)), name_kind(kind)));
        self.list(&mut out, "names", names.collect());
        let times = read.times.iter().filter(|t| within(t.span)).map(|t| time_line(t, text));
        self.list(&mut out, "times", times.collect());
        let places = read.places.iter().filter(|p| within(p.span)).map(|p| place_line(p, text));
        self.list(&mut out, "places", places.collect());
        let said = read.attributions.iter().filter(|a| within(a.cue));
        self.list(&mut out, "says", said.map(|a| self.said(a)).collect());
        let weighed = self.weighed.iter().filter(|w| within(w.word));
        self.list(&mut out, "weighed", weighed.map(|w| weighed_line(w, text)).collect());
        for (at, claim) in read.claims.iter().enumerate() {
            if sentence.span.overlaps(claim.evidence.sentence) {
                out.push_str(&self.claim(at, claim));
            }
        }
        out
    }

    /// `dockers, “said”: “the gate was shut”`.
    fn said(&self, attribution: &Attribution) -> String {
        let text = self.text();
        let sources: Vec<String> = attribution.sources.iter().map(|s| one_line(&s.text)).collect();
        let who = if sources.is_empty() { "nobody named".into() } else { sources.join(" → ") };
        let spans = attribution.content_spans(&self.reading.value.analysis);
        let content: Vec<String> = spans.map(|s| one_line(s.slice(text))).collect();
        let carried = if attribution.carried { ", carried on" } else { "" };
        let cue = one_line(attribution.cue.slice(text));
        format!("{who}, “{cue}” ({}{carried}): “{}”", attribution.rule, content.join(" … "))
    }

    fn list(&self, out: &mut String, name: &str, items: Vec<String>) {
        for item in items {
            self.field(out, name, &item);
        }
    }

    /// `    actor    the rebels`.
    fn field(&self, out: &mut String, name: &str, value: &str) {
        let body = self.term.block(14, Style::Plain, value);
        let head = self.term.paint(Style::Dim, name);
        let space = " ".repeat(10usize.saturating_sub(width(name)));
        out.push_str(&format!("    {head}{space}{}", body.trim_start()));
    }

    fn claim(&self, at: usize, claim: &Claim) -> String {
        let text = self.text();
        let id = v1::claim_ref(ClaimRef { report: 0, claim: at }).replace("r1:", "");
        let head = format!(
            "{id} {} · {} · read with confidence {:.2}",
            claim.action.as_str(),
            claim.status.as_str(),
            claim.evidence.confidence
        );
        let mut out = self.term.block(4, Style::Bold, &head);
        let mut field = |name: &str, value: String| self.field(&mut out, name, &value);
        field("says", words::summary(claim, &self.reading.value.report));
        field("passage", format!("“{}”", one_line(claim.passage.slice(text))));
        field("trigger", format!("“{}”", one_line(claim.evidence.trigger.slice(text))));
        if let Some(actor) = &claim.actor {
            field("actor", party(actor));
        }
        if let Some(target) = &claim.target {
            field("target", party(target));
        }
        for place in &claim.places {
            field("place", format!("“{}” = {}", one_line(&place.text), place.name));
        }
        if let Some(time) = &claim.time {
            let days = time.days.map_or_else(
                || "relative".into(),
                |d| crate::dates::days(d, self.reading.value.report.published),
            );
            field("time", format!("“{}” = {days}", one_line(&time.text)));
        }
        if let Some(count) = claim.count {
            field("count", format!("{} {}", words::number(count), count.kind.as_str()));
        }
        let links = claim.sources.links.iter().map(|link| {
            let cue = link.cue.map(|c| format!(", “{}”", one_line(c.slice(text)))).unwrap_or_default();
            format!("{} ({}{cue})", one_line(&link.text), words::source_kind(link.kind))
        });
        let links: Vec<String> = links.collect();
        field("chain", if links.is_empty() { "the report itself".into() } else { links.join(" → ") });
        if !claim.evidence.rules.is_empty() {
            field("rules", claim.evidence.rules.join(", "));
        }
        out
    }
}

/// Words, tags and heads of a sentence, in rows that fit the width.
pub(crate) fn tree(term: Term, analysis: &Analysis, text: &str, sentence: &Sentence) -> String {
    let first = sentence.tokens.start;
    let columns: Vec<[String; 4]> = sentence
        .tokens
        .clone()
        .map(|t| {
            let token = &analysis.tokens[t];
            let head =
                if analysis.is_root(t) { String::new() } else { format!("→{}", token.head - first + 1) };
            [
                (t - first + 1).to_string(),
                one_line(analysis.form(text, t)),
                token.upos.as_str().to_owned(),
                format!("{}{head}", token.deprel.as_str()),
            ]
        })
        .collect();
    let mut out = String::new();
    let mut rows: [String; 4] = Default::default();
    let flush = |rows: &mut [String; 4], out: &mut String| {
        for (row, style) in rows.iter_mut().zip([Style::Dim, Style::Plain, Style::Dim, Style::Dim]) {
            let line = std::mem::take(row);
            out.push_str(&format!("    {}\n", term.paint(style, line.trim_end())));
        }
    };
    for column in &columns {
        let wide = column.iter().map(|c| width(c)).max().unwrap_or(0);
        if !rows[0].is_empty() && width(&rows[1]) + wide + 4 > term.width {
            flush(&mut rows, &mut out);
        }
        for (row, cell) in rows.iter_mut().zip(column) {
            row.push_str(cell);
            row.push_str(&" ".repeat(wide + 2 - width(cell)));
        }
    }
    if !rows[0].is_empty() {
        flush(&mut rows, &mut out);
    }
    out
}

/// Features shown of what decided over a word.
const FEATURES: usize = 5;

/// `left: control/leave +1.20 (subject=@force +0.80, …)`.
fn weighed_line(weighing: &Weighing, text: &str) -> String {
    let features = weighing.features.iter().take(FEATURES).map(|(name, w)| format!("{name} {w:+.2}"));
    let features: Vec<String> = features.collect();
    let verdict = if weighing.score > 0.0 { "taken" } else { "left" };
    let word = one_line(weighing.word.slice(text));
    format!("“{word}” as {}: {verdict} {:+.2} ({})", weighing.frame, weighing.score, features.join(", "))
}

fn party(party: &Party) -> String {
    let written = one_line(&party.text);
    let named = match &party.name {
        Some(name) if *name != written => format!("“{written}” = {name}"),
        _ => format!("“{written}”"),
    };
    match &party.link {
        Some(link) => {
            let method = match link.method {
                LinkMethod::Alias => "alias",
                LinkMethod::Skeleton => "consonants",
                LinkMethod::Coreference => "coreference",
                LinkMethod::Introduced => "introduced by the report",
            };
            format!("{named} ({method}, {:.2})", link.confidence)
        }
        None => named,
    }
}

fn name_kind(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Person => "person",
        NameKind::Organisation => "organisation",
        NameKind::Place => "place",
        NameKind::Nationality => "nationality",
        NameKind::Facility => "facility",
        NameKind::Other => "other",
    }
}

/// `Tuesday = 2017-06-13, from the day of publication`.
pub(crate) fn time_line(time: &TimeMention, text: &str) -> String {
    let anchor = match time.anchor {
        Anchor::Written => "as written".to_owned(),
        Anchor::Publication => "from the day of publication".to_owned(),
        Anchor::Told(span) => format!("from “{}”", one_line(span.slice(text))),
        Anchor::None => "relative: no day to reckon from".to_owned(),
    };
    format!(
        "{} = {} ({}, {anchor})",
        one_line(time.span.slice(text)),
        time.value,
        words::time_kind(time.kind)
    )
}

/// `the eastern quarters of the city = Raqqa, Syria (city, part of it, by coreference)`.
pub(crate) fn place_line(mention: &PlaceMention, text: &str) -> String {
    let written = one_line(mention.span.slice(text));
    match &mention.place {
        Some(place) => format!(
            "{written} = {} ({}, {}, {:.2})",
            place.full_name(),
            words::place_kind(place.kind),
            mention.method,
            mention.confidence
        ),
        None => format!("{written} = not known ({})", mention.method),
    }
}
