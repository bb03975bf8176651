//! What a terminal can show: colour or none, a width, and text set in columns.

use std::io::IsTerminal as _;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Colour, as asked for on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Colour {
    /// Where standard output is a terminal and `NO_COLOR` is not set.
    #[default]
    Auto,
    /// Also into a file or pipe.
    Always,
    /// Never.
    Never,
}

/// Widest line set: longer ones are hard to read.
const WIDEST: usize = 120;
/// Narrowest line set: columns would not fit.
const NARROWEST: usize = 40;
/// Width where nothing tells one: a file or a pipe.
const DEFAULT: usize = 100;

/// The terminal that answers are set for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term {
    /// True where escape codes may be written.
    pub(crate) colour: bool,
    /// Columns.
    pub(crate) width: usize,
}

/// How words stand out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Style {
    #[default]
    Plain,
    Bold,
    Dim,
    /// Heading of a change.
    Change,
    /// Heading of a dispute.
    Dispute,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Style::Plain => "",
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Change => "1;36",
            Style::Dispute => "1;31",
        }
    }
}

impl Term {
    /// The terminal behind standard output.
    pub(crate) fn of(colour: Colour, width: Option<usize>) -> Self {
        let stdout = std::io::stdout();
        let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
        let colour = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                stdout.is_terminal()
                    && !set("NO_COLOR")
                    && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        };
        let seen = || terminal_size::terminal_size_of(&stdout).map(|(columns, _)| usize::from(columns.0));
        let told = || std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        let width = width.or_else(seen).or_else(told).unwrap_or(DEFAULT).clamp(NARROWEST, WIDEST);
        Self { colour, width }
    }

    /// Words in a style.
    pub(crate) fn paint(self, style: Style, text: &str) -> String {
        if self.colour && style != Style::Plain && !text.is_empty() {
            format!("\x1b[{}m{text}\x1b[0m", style.code())
        } else {
            text.to_owned()
        }
    }

    /// Text wrapped into the width behind an indent, a line each.
    pub(crate) fn block(self, indent: usize, style: Style, text: &str) -> String {
        let mut out = String::new();
        for line in wrap(text, self.width.saturating_sub(indent).max(10)) {
            push_line(&mut out, &format!("{}{}", " ".repeat(indent), self.paint(style, &line)));
        }
        out
    }

    /// Cells side by side, each wrapped in its own width, two spaces between.
    pub(crate) fn columns(self, indent: usize, cells: &[Cell<'_>]) -> String {
        let wrapped: Vec<Vec<String>> = cells.iter().map(|c| wrap(c.text, c.width)).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        let mut out = String::new();
        for row in 0..height {
            let mut line = " ".repeat(indent);
            for (cell, lines) in cells.iter().zip(&wrapped) {
                let words = lines.get(row).map_or("", String::as_str);
                let space = " ".repeat(cell.width.saturating_sub(words.width()));
                line.push_str(&self.paint(cell.style, words));
                line.push_str(&space);
                line.push_str("  ");
            }
            push_line(&mut out, &line);
        }
        out
    }
}

/// One cell of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell<'t> {
    pub(crate) text: &'t str,
    pub(crate) width: usize,
    pub(crate) style: Style,
}

/// Adds a line without space at its end.
fn push_line(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}

/// Columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// White space folded to single spaces, control characters left out: a passage on one line can neither
/// break the layout nor speak to the terminal.
pub(crate) fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Breaks a text into lines of at most `width` columns, at spaces where there are any.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in one_line(text).split(' ').filter(|w| !w.is_empty()) {
        let mut rest = word;
        let needs = rest.width();
        if used > 0 && used + 1 + needs > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        while used + rest.width() > width {
            let cut = fitting(rest, width - used);
            line.push_str(&rest[..cut]);
            lines.push(std::mem::take(&mut line));
            (rest, used) = (&rest[cut..], 0);
        }
        line.push_str(rest);
        used += rest.width();
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Bytes of `text` that fit into `width` columns, one character at least.
fn fitting(text: &str, width: usize) -> usize {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > width && at > 0 {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLAIN: Term = Term { colour: false, width: 40 };

    #[test]
    fn cells_keep_their_columns() {
        let cells = [
            Cell { text: "Mon 3 May", width: 10, style: Style::Plain },
            Cell { text: "the dam was opened by its keepers", width: 14, style: Style::Bold },
            Cell { text: "keepers", width: 8, style: Style::Dim },
        ];
        let expected =
            "  Mon 3 May   the dam was     keepers\n              opened by its\n              keepers\n";
        assert_eq!(PLAIN.columns(2, &cells), expected);
    }

    #[test]
    fn a_passage_cannot_speak_to_the_terminal() {
        assert_eq!(one_line("a\x1b[31m b\r\n\tc"), "a [31m b c");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked_and_no_word_is_lost(text in "[a-zé一\u{1f6a2} ]{0,120}", width in 2usize..30) {
            let lines = wrap(&text, width);
            for line in &lines {
                prop_assert!(line.width() <= width, "{line:?}");
            }
            let all = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(all(&lines.concat()), all(&text));
        }
    }
}
