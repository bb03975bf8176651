//! CoNLL-U, the ten-column form of Universal Dependencies: reading and writing.
//!
//! Kept: comments, words, ranges of multi-word tokens, `SpaceAfter=No`. Empty nodes and the
//! columns of features and enhanced relations are not.

use std::fmt::Write as _;

use rashomon_model::{Block, BlockKind, Deprel, NameKind, Report, Sentence, Span, Upos, Xpos};

use crate::{Analyser, Model, analyse};

/// One sentence of a CoNLL-U file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// Comment lines, without `# `.
    pub comments: Vec<String>,
    /// The syntactic words.
    pub words: Vec<TreeWord>,
    /// Written tokens that stand for several words.
    pub ranges: Vec<WordRange>,
}

/// One syntactic word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeWord {
    /// As written.
    pub form: String,
    /// Dictionary form; `_` where the file has none.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn tag.
    pub xpos: Xpos,
    /// Number of the head, from 1; 0 for the root.
    pub head: usize,
    /// Relation to the head.
    pub deprel: Deprel,
    /// True where white space follows (inside a range: after the whole range).
    pub space_after: bool,
    /// The name it is part of: `Name=B-Person` in the last column.
    pub name: Mark,
}

/// What is said of a word's name: its kind, and whether the word begins it.
pub type Mark = Option<(NameKind, bool)>;

/// A written token that stands for words `first..=last`, numbered from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordRange {
    /// First word.
    pub first: usize,
    /// Last word.
    pub last: usize,
    /// As written.
    pub form: String,
    /// True where white space follows.
    pub space_after: bool,
}

/// What is wrong with a CoNLL-U file.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line}: {reason}")]
pub struct ConlluError {
    /// Number of the line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

impl Tree {
    /// The value of a comment `key = value`.
    pub fn comment(&self, key: &str) -> Option<&str> {
        self.comments.iter().find_map(|c| c.strip_prefix(key)?.trim_start().strip_prefix('=').map(str::trim))
    }

    /// True where a new paragraph or document begins with this sentence.
    pub fn begins_paragraph(&self) -> bool {
        self.comments.iter().any(|c| c.starts_with("newpar") || c.starts_with("newdoc"))
    }

    /// True where a new document begins with this sentence.
    pub fn begins_document(&self) -> bool {
        self.comments.iter().any(|c| c.starts_with("newdoc"))
    }

    /// The text of the sentence, and the byte range of each word in it. Words of a range whose
    /// forms do not add up to it all get the whole range.
    pub fn text(&self) -> (String, Vec<std::ops::Range<usize>>) {
        let mut text = String::new();
        let mut spans = Vec::with_capacity(self.words.len());
        let mut at = 0;
        let mut ranges = self.ranges.iter().peekable();
        while at < self.words.len() {
            let (form, words, space) = match ranges.next_if(|r| r.first == at + 1) {
                Some(range) => (&range.form, at..range.last.min(self.words.len()), range.space_after),
                None => (&self.words[at].form, at..at + 1, self.words[at].space_after),
            };
            let start = text.len();
            text.push_str(form);
            let lengths: usize = self.words[words.clone()].iter().map(|w| w.form.len()).sum();
            let mut from = start;
            for word in &self.words[words.clone()] {
                if lengths == form.len() {
                    spans.push(from..from + word.form.len());
                    from += word.form.len();
                } else {
                    spans.push(start..text.len());
                }
            }
            if space {
                text.push(' ');
            }
            at = words.end.max(at + 1);
        }
        (text, spans)
    }
}

/// Reads the sentences of a CoNLL-U text. Tags or relations outside the model's sets become the
/// nearest known one (a subtype falls back to its relation, the rest to `X`, `XX` and `dep`).
///
/// # Errors
/// With the line, where a row has no ten columns or a head is no number.
pub fn read(text: &str) -> Result<Vec<Tree>, ConlluError> {
    let mut trees = Vec::new();
    let mut tree = Tree::default();
    for (number, line) in text.lines().enumerate() {
        let error = |reason: &str| ConlluError { line: number + 1, reason: reason.to_owned() };
        if line.trim().is_empty() {
            if !tree.words.is_empty() {
                trees.push(std::mem::take(&mut tree));
            }
        } else if let Some(comment) = line.strip_prefix('#') {
            tree.comments.push(comment.trim().to_owned());
        } else {
            row(line, &mut tree).map_err(error)?;
        }
    }
    if !tree.words.is_empty() {
        trees.push(tree);
    }
    for tree in &mut trees {
        let Tree { words, ranges, .. } = tree;
        for range in ranges.iter() {
            for word in words.iter_mut().take(range.last).skip(range.first - 1) {
                word.space_after = range.space_after;
            }
        }
    }
    Ok(trees)
}

fn row(line: &str, tree: &mut Tree) -> Result<(), &'static str> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [id, form, lemma, upos, xpos, _, head, deprel, _, misc] = columns[..] else {
        return Err("a row has ten columns");
    };
    let space_after = !misc.split('|').any(|m| m == "SpaceAfter=No");
    if id.contains('.') {
        return Ok(());
    }
    if let Some((first, last)) = id.split_once('-') {
        let (Ok(first), Ok(last)) = (first.parse(), last.parse()) else {
            return Err("the range of a multi-word token is two numbers");
        };
        if first < 1 || last < first {
            return Err("the range of a multi-word token goes up from 1");
        }
        tree.ranges.push(WordRange { first, last, form: form.to_owned(), space_after });
        return Ok(());
    }
    let relation = Deprel::parse(deprel).or_else(|| Deprel::parse(universal(deprel)));
    tree.words.push(TreeWord {
        form: form.to_owned(),
        lemma: lemma.to_owned(),
        upos: Upos::parse(upos).unwrap_or(Upos::X),
        xpos: Xpos::parse(xpos).unwrap_or(Xpos::Xx),
        head: if head == "_" { 0 } else { head.parse().map_err(|_| "the head is a number")? },
        deprel: relation.unwrap_or(Deprel::Dep),
        space_after,
        name: misc.split('|').find_map(|m| mark(m.strip_prefix("Name=")?)),
    });
    Ok(())
}

fn mark(value: &str) -> Mark {
    let (place, kind) = value.split_once('-')?;
    let kind = KINDS.into_iter().find(|k| k.0 == kind)?.1;
    Some((kind, place == "B"))
}

/// Kinds of names as they are written.
const KINDS: [(&str, NameKind); 6] = [
    ("Person", NameKind::Person),
    ("Organisation", NameKind::Organisation),
    ("Place", NameKind::Place),
    ("Nationality", NameKind::Nationality),
    ("Facility", NameKind::Facility),
    ("Other", NameKind::Other),
];

/// A relation without its subtype: `nsubj:pass` is `nsubj`.
pub fn universal(deprel: &str) -> &str {
    deprel.split(':').next().unwrap_or(deprel)
}

/// Writes sentences as CoNLL-U.
pub fn write(trees: &[Tree]) -> String {
    let mut out = String::new();
    for tree in trees {
        for comment in &tree.comments {
            let _ = writeln!(out, "# {comment}");
        }
        let mut ranges = tree.ranges.iter().peekable();
        let mut inside = 0;
        for (i, word) in tree.words.iter().enumerate() {
            if let Some(range) = ranges.next_if(|r| r.first == i + 1) {
                let space = if range.space_after { "_" } else { "SpaceAfter=No" };
                let _ = writeln!(
                    out,
                    "{}-{}\t{}\t_\t_\t_\t_\t_\t_\t_\t{space}",
                    range.first, range.last, range.form
                );
                inside = range.last;
            }
            let mut misc = Vec::new();
            if let Some((kind, begins)) = word.name {
                let name = KINDS.iter().find(|k| k.1 == kind).map_or("Other", |k| k.0);
                misc.push(format!("Name={}-{name}", if begins { 'B' } else { 'I' }));
            }
            if !word.space_after && i >= inside {
                misc.push("SpaceAfter=No".to_owned());
            }
            let misc = if misc.is_empty() { "_".to_owned() } else { misc.join("|") };
            let TreeWord { form, lemma, upos, xpos, head, deprel, .. } = word;
            let _ =
                writeln!(out, "{}\t{form}\t{lemma}\t{upos}\t{xpos}\t_\t{head}\t{deprel}\t_\t{misc}", i + 1);
        }
        out.push('\n');
    }
    out
}

/// The text of a treebank as a reader would meet it: paragraphs between blank lines.
pub fn raw_text(trees: &[Tree]) -> String {
    let mut text = String::new();
    for tree in trees {
        if tree.begins_paragraph() && !text.is_empty() {
            text.truncate(text.trim_end().len());
            text.push_str("\n\n");
        }
        text.push_str(&tree.text().0);
    }
    text
}

/// The trees with tags, lemmas, heads and relations of the analyser; words stay as they are.
pub fn from_words(trees: &[Tree], analyser: &mut Analyser<'_>) -> Vec<Tree> {
    let forms: Vec<Vec<&str>> =
        trees.iter().map(|tree| tree.words.iter().map(|w| w.form.as_str()).collect()).collect();
    let mut out = trees.to_vec();
    for (tree, parsed) in out.iter_mut().zip(analyser.sentences(&forms)) {
        for (i, (word, out)) in parsed.words.into_iter().zip(&mut tree.words).enumerate() {
            out.lemma = word.lemma.to_string();
            (out.upos, out.xpos, out.deprel) = (word.upos, word.xpos, word.deprel);
            out.head = if word.head == i { 0 } else { word.head + 1 };
            let name = parsed.names.iter().find(|(range, _)| range.contains(&i));
            out.name = name.map(|(range, kind)| (*kind, range.start == i));
        }
    }
    out
}

/// Analyses a text (paragraphs between blank lines) into trees.
pub fn from_text(text: &str, model: &Model) -> Vec<Tree> {
    let mut report = Report { text: text.to_owned(), ..Report::default() };
    let span = Span::new(0, text.len());
    report.blocks.push(Block { span, kind: BlockKind::Paragraph });
    let analysis = analyse(&report, model).value;
    let tree = |sentence: &Sentence| {
        let base = sentence.tokens.start;
        let words = sentence.tokens.clone().map(|t| {
            let token = &analysis.tokens[t];
            let after = analysis.tokens.get(t + 1).map_or(text.len(), |next| next.span.start());
            TreeWord {
                form: token.span.slice(text).to_owned(),
                lemma: token.lemma.to_string(),
                upos: token.upos,
                xpos: token.xpos,
                head: if token.head == t { 0 } else { token.head - base + 1 },
                deprel: token.deprel,
                space_after: after > token.span.end(),
                name: analysis.name_at(t).map(|name| (name.kind, name.tokens.start == t)),
            }
        });
        Tree { comments: Vec::new(), words: words.collect(), ranges: Vec::new() }
    };
    analysis.sentences.iter().map(tree).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCE: &str = "# sent_id = s1
# text = They don't know.
1\tThey\tthey\tPRON\tPRP\t_\t4\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tAUX\tVBP\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\tknow\tknow\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

";

    #[test]
    fn a_file_reads_and_writes_the_same() {
        let trees = read(SENTENCE).unwrap();
        assert_eq!(write(&trees), SENTENCE);
        let (text, spans) = trees[0].text();
        assert_eq!(text.trim(), trees[0].comment("text").unwrap());
        let forms: Vec<&str> = spans.iter().map(|s| &text[s.clone()]).collect();
        assert_eq!(forms, ["They", "do", "n't", "know", "."]);
    }

    #[test]
    fn a_short_row_is_refused_with_its_line() {
        assert_eq!(read("# x\n1\tThey\n").unwrap_err().line, 2);
    }
}
