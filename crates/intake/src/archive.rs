//! Archives: ZIP (and WACZ, which is one), gzip.

use std::io::{BufRead, BufReader, Read, Seek};
use std::ops::ControlFlow;

use flate2::bufread::MultiGzDecoder;
use rashomon_model::Note;
use zip::ZipArchive;

use crate::kind::LOOK;
use crate::work::{Bounded, Work};

/// Takes every entry of a ZIP archive, in its order.
pub(crate) fn zip(name: &str, source: &mut (impl Read + Seek), work: &mut Work<'_>) -> ControlFlow<()> {
    if work.depth >= work.limits.depth {
        return too_deep(name, work);
    }
    let mut archive = match ZipArchive::new(source) {
        Ok(archive) => archive,
        Err(error) => return work.damaged(name, &format!("is a damaged archive: {error}")),
    };
    let has = |wanted: &[u8]| archive.file_names_raw().any(|n| n == wanted);
    if has(b"xl/workbook.xml") {
        return workbook(name, archive, work);
    }
    if has(b"[Content_Types].xml") {
        let note =
            Note::new("intake/unknown", None, format!("`{name}` is an Office file: nothing was taken."));
        return work.say(note.hint("Save it as CSV, or as plain text."));
    }
    work.depth += 1;
    for at in 0..archive.len() {
        let went = entry(name, &mut archive, at, work);
        if went.is_break() {
            work.depth -= 1;
            return went;
        }
    }
    work.depth -= 1;
    ControlFlow::Continue(())
}

/// Takes the sheets of a workbook, where all of it unpacks within the bound of a document.
fn workbook<R: Read + Seek>(name: &str, mut archive: ZipArchive<R>, work: &mut Work<'_>) -> ControlFlow<()> {
    let mut left = work.limits.document;
    for at in 0..archive.len() {
        let unpacked = archive.by_index(at).map_err(std::io::Error::other);
        // What an archive says of its sizes is not believed.
        let unpacked =
            unpacked.and_then(|file| std::io::copy(&mut file.take(left + 1), &mut std::io::sink()));
        match unpacked.map(|n| left.checked_sub(n)) {
            Ok(Some(rest)) => left = rest,
            Ok(None) => return work.too_large(name),
            Err(error) => return work.damaged(name, &format!("is a damaged workbook: {error}")),
        }
    }
    let mut source = archive.into_inner();
    if let Err(error) = source.rewind() {
        return work.unreadable(name, &error);
    }
    let Some(bytes) = work.document(name, &mut BufReader::new(source)) else {
        return ControlFlow::Continue(());
    };
    crate::workbook::take(name, bytes, work)
}

fn entry<R: Read + Seek>(
    name: &str,
    archive: &mut ZipArchive<R>,
    at: usize,
    work: &mut Work<'_>,
) -> ControlFlow<()> {
    let file = match archive.by_index(at) {
        Ok(file) => file,
        Err(error) => return work.damaged(name, &format!("has a damaged entry {}: {error}", at + 1)),
    };
    let told = file.name().map_or_else(|_| format!("entry {}", at + 1), std::borrow::Cow::into_owned);
    let inner = clean(&told);
    let hidden = inner.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
    if file.is_dir() || hidden {
        return ControlFlow::Continue(());
    }
    let full = format!("{name}!{inner}");
    if told != inner && file.enclosed_name().is_none() {
        // Nothing is written to disk, so the name can do no harm; who packed it may have meant some.
        let note = format!("`{full}` has a name that leads out of its archive; it was taken under this one.");
        let _ = work.say(Note::new("intake/path", None, note));
    }
    let packed = file.compressed_size();
    let mut bounded = Bounded::new(file, Some(packed), work);
    let went = {
        let mut reader = BufReader::with_capacity(LOOK, &mut bounded);
        crate::one(&full, &mut reader, work)
    };
    work.used(bounded.given);
    if went.is_continue() && work.room() == 0 {
        return too_much(name, work);
    }
    went
}

/// Takes what a gzip stream holds; members that follow each other are one stream.
pub(crate) fn gzip(name: &str, reader: &mut dyn BufRead, work: &mut Work<'_>) -> ControlFlow<()> {
    if work.depth >= work.limits.depth {
        return too_deep(name, work);
    }
    let inner = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".GZ")).unwrap_or(name);
    work.depth += 1;
    // How long the packed stream is shows only at its end: growth is held against all there is to unpack.
    let mut bounded = Bounded::new(MultiGzDecoder::new(reader), None, work);
    let went = {
        let mut reader = BufReader::with_capacity(LOOK, &mut bounded);
        crate::one(inner, &mut reader, work)
    };
    work.used(bounded.given);
    work.depth -= 1;
    if went.is_continue() && work.room() == 0 { too_much(name, work) } else { went }
}

fn too_deep(name: &str, work: &mut Work<'_>) -> ControlFlow<()> {
    let depth = work.limits.depth;
    let note = format!("`{name}` lies in more than {depth} archives, one in the other: it was left.");
    work.say(Note::new("intake/too-deep", None, note).hint("Unpack it first."))
}

fn too_much(name: &str, work: &mut Work<'_>) -> ControlFlow<()> {
    let giga = work.limits.unpacked >> 30;
    let note = format!("`{name}` unpacks to more than {giga} GB: the rest was left.");
    let _ = work.say(Note::new("intake/too-much", None, note).hint("Split it, or unpack it first."));
    ControlFlow::Break(())
}

/// A name inside an archive, without what leads out of it and without control characters.
fn clean(name: &str) -> String {
    let parts = name.split(['/', '\\']).filter(|p| !matches!(*p, "" | "." | "..") && !p.ends_with(':'));
    let name: String = parts.collect::<Vec<_>>().join("/");
    name.chars().filter(|c| !c.is_control()).take(512).collect()
}
