//! `rashomon times` and `rashomon parse`: what single stages found.

use std::fmt::Write as _;
use std::io::Write as _;

use rashomon::model::{Analysis, Anchor};
use rashomon::{Pipeline, ReadReport};

use crate::args::{Look, ParseArgs, TimesArgs};
use crate::explain::tree;
use crate::failure::Outcome;
use crate::input;
use crate::load;
use crate::term::{Cell, Style, Term, one_line};

/// Runs `times`.
pub(crate) fn times(args: &TimesArgs, look: &Look) -> anyhow::Result<Outcome> {
    let reading = load::one(&Pipeline::bundled(), &input::one(&args.report), &args.known)?;
    print(&time_table(look.term(), &reading.value))
}

fn time_table(term: Term, read: &ReadReport) -> String {
    if read.times.is_empty() {
        return term.block(0, Style::Dim, "No times are told in this report.");
    }
    let mut out = String::new();
    let free = term.width.saturating_sub(26 + 14 + 6);
    for time in &read.times {
        let days = time.days.map(|d| crate::dates::days(d, None)).unwrap_or_default();
        let anchor = match time.anchor {
            Anchor::Written => "as written",
            Anchor::Publication => "publication",
            Anchor::Told(_) => "another time",
            Anchor::None => "relative",
        };
        out.push_str(&term.columns(
            0,
            &[
                Cell { text: time.span.slice(&read.report.text), width: free / 2, style: Style::Plain },
                Cell { text: &time.value, width: free - free / 2, style: Style::Bold },
                Cell { text: &days, width: 26, style: Style::Plain },
                Cell { text: anchor, width: 14, style: Style::Dim },
            ],
        ));
    }
    out
}

/// Runs `parse`.
pub(crate) fn parse(args: &ParseArgs, look: &Look) -> anyhow::Result<Outcome> {
    let reading = load::one(&Pipeline::bundled(), &input::one(&args.report), &args.known)?;
    let (analysis, text) = (&reading.value.analysis, &reading.value.report.text);
    if args.conllu {
        return print(&conllu(analysis, text));
    }
    let term = look.term();
    let mut out = String::new();
    for sentence in &analysis.sentences {
        out.push_str(&tree(term, analysis, text, sentence));
        out.push('\n');
    }
    print(&out)
}

/// Sentences in ten columns a word; the last tells the name the word is part of and its bytes in
/// the text.
fn conllu(analysis: &Analysis, text: &str) -> String {
    let mut out = String::new();
    for (number, sentence) in analysis.sentences.iter().enumerate() {
        let _ = writeln!(out, "# sent_id = {}", number + 1);
        let _ = writeln!(out, "# text = {}", one_line(sentence.span.slice(text)));
        let first = sentence.tokens.start;
        for t in sentence.tokens.clone() {
            let token = &analysis.tokens[t];
            let head = if analysis.is_root(t) { 0 } else { token.head - first + 1 };
            let glued = analysis.tokens.get(t + 1).is_some_and(|n| n.span.start() == token.span.end());
            let space = if glued && t + 1 < sentence.tokens.end { "SpaceAfter=No|" } else { "" };
            let name = analysis.name_at(t).map_or_else(String::new, |name| {
                let part = if name.tokens.start == t { 'B' } else { 'I' };
                format!("Name={part}-{:?}|", name.kind)
            });
            let _ = writeln!(
                out,
                "{}\t{}\t{}\t{}\t{}\t_\t{head}\t{}\t_\t{name}{space}Bytes={}:{}",
                t - first + 1,
                one_line(analysis.form(text, t)),
                token.lemma,
                token.upos,
                token.xpos,
                token.deprel,
                token.span.start(),
                token.span.end(),
            );
        }
        out.push('\n');
    }
    out
}

fn print(text: &str) -> anyhow::Result<Outcome> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(Outcome::Fine)
}
