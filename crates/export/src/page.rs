//! Pages for people: changes, disputes and claims, each with the words it was read from.

use std::fmt::Write as _;

use rashomon::v1;

use crate::profile::Profile;
use crate::{At, CARD};

/// One part of a page, before it is set.
enum Part {
    Heading(usize, String),
    Text(String),
    /// A claim: what, who tells it and when, the words, its id.
    Claim {
        what: String,
        how: String,
        quote: String,
    },
}

fn parts(reading: &v1::Reading, profile: Profile, title: &str) -> Vec<Part> {
    let mut parts = vec![Part::Heading(1, title.to_owned())];
    let claims: usize = reading.reports.iter().map(|r| r.claims.len()).sum();
    let reports = reading.reports.len();
    parts.push(Part::Text(format!(
        "{reports} reports, {claims} claims, {} voices. Written by {}; profile {}.",
        reading.voices.len(),
        reading.generator,
        profile.as_str()
    )));
    parts.push(Part::Text(CARD.to_owned()));
    questions(reading, &mut parts);
    parts.push(Part::Heading(2, "Claims".into()));
    for report in &reading.reports {
        let name = report.title.as_ref().or(report.name.as_ref()).unwrap_or(&report.id);
        parts.push(Part::Heading(3, format!("{}: {name}", report.id)));
        let mut facts: Vec<String> = Vec::new();
        facts.extend(report.outlet.clone());
        facts.push(report.published.clone().unwrap_or_else(|| "day unknown".into()));
        facts.extend(report.url.clone());
        facts.push(format!("SHA-256 {}", report.sha256));
        parts.push(Part::Text(facts.join(" · ")));
        parts.extend(report.claims.iter().map(|claim| part(At { report, claim })));
    }
    parts
}

fn questions(reading: &v1::Reading, parts: &mut Vec<Part>) {
    let claims = |ids: &[String], parts: &mut Vec<Part>| {
        parts.extend(ids.iter().filter_map(|id| At::named(reading, id)).map(part));
    };
    let standing = |s: &v1::Standing| match s.rule.as_str() {
        "" => s.kind.clone(),
        rule => format!("{}: {rule}", s.kind),
    };
    for (heading, disputes) in [("Disputes", true), ("Changes", false)] {
        let any = |q: &&v1::Question| if disputes { !q.disputes.is_empty() } else { !q.changes.is_empty() };
        let mut asked = reading.questions.iter().filter(any).peekable();
        if asked.peek().is_some() {
            parts.push(Part::Heading(2, heading.into()));
        }
        for question in asked {
            parts.push(Part::Heading(3, question.text.clone()));
            for dispute in question.disputes.iter().filter(|_| disputes) {
                parts.push(Part::Text(format!("{}: {}", dispute.kind, dispute.text)));
                for (at, side) in dispute.sides.iter().enumerate() {
                    if at > 0 {
                        parts.push(Part::Text("against".into()));
                    }
                    claims(side, parts);
                }
            }
            for change in question.changes.iter().filter(|_| !disputes) {
                parts.push(Part::Text(change.text.clone()));
                claims(&change.from, parts);
                claims(&change.to, parts);
            }
            parts.push(Part::Text(standing(&question.standing)));
        }
    }
}

fn part(at: At<'_>) -> Part {
    let claim = at.claim;
    let days = claim.time.as_ref().and_then(|t| match (&t.start, &t.end) {
        (Some(start), Some(end)) if start == end => Some(start.clone()),
        (None, None) => None,
        (start, end) => {
            Some(format!("{}/{}", start.as_deref().unwrap_or(".."), end.as_deref().unwrap_or("..")))
        }
    });
    let how =
        [days.unwrap_or_else(|| "no day told".into()), at.chain(), claim.status.clone(), at.id()].join(" · ");
    Part::Claim { what: claim.summary.clone(), how, quote: one_line(&claim.quote) }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(crate) fn markdown(reading: &v1::Reading, profile: Profile, title: &str) -> String {
    let mut out = String::new();
    for part in parts(reading, profile, title) {
        let _ = match part {
            Part::Heading(level, text) => writeln!(out, "{} {}\n", "#".repeat(level), marked(&text)),
            Part::Text(text) => writeln!(out, "{}\n", marked(&text)),
            Part::Claim { what, how, quote } => {
                writeln!(out, "- **{}**  \n  {}  \n  “{}”\n", marked(&what), marked(&how), marked(&quote))
            }
        };
    }
    out
}

/// Text with every character that Markdown would read escaped.
fn marked(text: &str) -> String {
    let mut out = String::new();
    for c in one_line(text).chars() {
        if "\\`*_{}[]<>#|~".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}\
    blockquote{margin:.2rem 0 1rem 0;padding-left:.8rem;border-left:3px solid #888}small{color:#555}\
    @media(prefers-color-scheme:dark){body{background:#111;color:#ddd}small{color:#aaa}}";

pub(crate) fn html(reading: &v1::Reading, profile: Profile, title: &str) -> String {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>{STYLE}</style>\n",
        escaped(title)
    );
    for part in parts(reading, profile, title) {
        let _ = match part {
            Part::Heading(level, text) => writeln!(out, "<h{level}>{}</h{level}>", escaped(&text)),
            Part::Text(text) => writeln!(out, "<p>{}</p>", escaped(&text)),
            Part::Claim { what, how, quote } => writeln!(
                out,
                "<p><b>{}</b><br><small>{}</small></p>\n<blockquote>{}</blockquote>",
                escaped(&what),
                escaped(&how),
                escaped(&quote)
            ),
        };
    }
    out.push_str("</html>\n");
    out
}

/// Text for HTML and XML; characters that XML cannot hold are left out.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() && !c.is_whitespace() => {}
            '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}
