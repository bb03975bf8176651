//! PDF: one report; where each page begins is kept.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rashomon_model::Note;

use crate::Item;
use crate::work::Work;

/// Takes the text of a PDF.
pub(crate) fn take(name: &str, original: Vec<u8>, work: &mut Work<'_>) -> ControlFlow<()> {
    if original.len() as u64 > work.limits.item {
        return work.too_large(name);
    }
    // The reader of PDF panics on some damaged files.
    let read = catch_unwind(AssertUnwindSafe(|| pdf_extract::extract_text_from_mem_by_pages(&original)));
    let pages = match read {
        Ok(Ok(pages)) => pages,
        Ok(Err(error)) => return work.damaged(name, &format!("is no PDF that can be read: {error}")),
        Err(_) => return work.damaged(name, "is no PDF that can be read"),
    };
    let (mut text, mut starts) = (String::new(), Vec::new());
    for page in pages {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        starts.push(text.len());
        text.push_str(&lines(&page));
    }
    if text.trim().is_empty() {
        let note = format!("`{name}` holds pictures and no text: nothing was taken.");
        return work.say(Note::new("intake/pictures", None, note).hint("Give it text by OCR first."));
    }
    work.give(Item {
        name: name.to_owned(),
        original,
        drawn: Some(text.into_bytes()),
        pages: starts,
        media_type: Some("text/plain; charset=utf-8".into()),
        ..Item::default()
    })
}

/// The lines of a page as paragraphs: a line that ends inside a sentence goes on in the next, a word broken
/// at its end is one word.
fn lines(page: &str) -> String {
    let mut out = String::new();
    let mut empty = true;
    for line in page.lines().map(str::trim) {
        if line.is_empty() {
            if !empty {
                out.push_str("\n\n");
            }
            empty = true;
            continue;
        }
        if !empty {
            let lower = line.starts_with(char::is_lowercase);
            match out.strip_suffix('-') {
                Some(word) if lower && word.ends_with(char::is_alphabetic) => out.truncate(word.len()),
                _ => out.push(' '),
            }
        }
        out.push_str(line);
        empty = false;
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_lines_are_joined() {
        assert_eq!(
            lines("The dam bro-\nke on Friday,\nvillagers said.\n\n\nIt held.\n"),
            "The dam broke on Friday, villagers said.\n\nIt held."
        );
    }
}
