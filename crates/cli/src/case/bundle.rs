//! `bundle`: a case as evidence, in a folder after BagIt 1.0 (RFC 8493): every file with its SHA-256.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rashomon_export::{CARD, Form, Profile, write};
use rashomon_store::Case;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::failure;
use super::look::of_case;
use crate::args::{BundleArgs, Moment};
use crate::failure::{Failure, Outcome};

/// Runs the command.
pub(crate) fn run(args: &BundleArgs) -> anyhow::Result<Outcome> {
    if args.to.symlink_metadata().is_ok() {
        let failure = Failure::new(format!("`{}` exists already", args.to.display()));
        return Err(failure.hint("give another path; a bundle is never overwritten").into());
    }
    // A copy of one moment: others may write to the case while the bundle is made.
    // It lies beside the bundle, since folders for passing files may be open to other people.
    let copy = args.to.with_extension(format!("copy-{}", std::process::id()));
    let made = bundle(args, &copy);
    let _ = std::fs::remove_file(&copy);
    made
}

fn bundle(args: &BundleArgs, copy: &Path) -> anyhow::Result<Outcome> {
    Case::open_to_read(&args.case).and_then(|case| case.backup(copy)).map_err(failure)?;
    let case = Case::open_to_read(copy).map_err(failure)?;
    let verified = case.verify().map_err(failure)?;
    if let Some(damage) = verified.damage.first() {
        let failure = Failure::new(format!("`{}` is damaged: {}", args.case.display(), damage.what));
        return Err(failure.hint("`rashomon verify` names all of it; a damaged case is no evidence").into());
    }
    // Made beside its place and moved there whole.
    let beside = args.to.with_extension(format!("part-{}", std::process::id()));
    let made = Bag::new(&beside).and_then(|bag| fill(bag, &case, &verified.head));
    let placed = made.and_then(|files| {
        std::fs::rename(&beside, &args.to)
            .with_context(|| format!("cannot write `{}`", args.to.display()))?;
        Ok(files)
    });
    if placed.is_err() {
        let _ = std::fs::remove_dir_all(&beside);
    }
    let files = placed?;
    eprintln!("wrote `{}`: {}", args.to.display(), crate::show::counted(files, "file"));
    Ok(Outcome::Fine)
}

fn fill(mut bag: Bag, case: &Case, head: &str) -> anyhow::Result<usize> {
    let title = case.title().map_err(failure)?;
    let entries = case.entries().map_err(failure)?;
    for entry in &entries {
        let arrival = case.arrival(entry.number).map_err(failure)?;
        let name = format!("data/originals/r{}-{}", entry.number, plain(&arrival.name));
        bag.file(&name, |out| out.write_all(&arrival.original))?;
        if let Some(drawn) = &arrival.drawn {
            bag.file(&format!("data/drawn/r{}.txt", entry.number), |out| out.write_all(drawn))?;
        }
    }
    bag.file("data/case.jsonl", |out| case.write_lines(out).map_err(std::io::Error::other))?;
    let judgements = case.judgements(None).map_err(failure)?;
    bag.file("data/judgements.jsonl", |out| {
        judgements.iter().try_for_each(|one| writeln!(out, "{}", json!(one)))
    })?;
    let reading = of_case(case, &Moment::default())?.wire();
    for (name, form) in [
        ("data/claims.csv", Form::ClaimsCsv),
        ("data/claims.json", Form::Json),
        ("data/report.html", Form::Html),
    ] {
        bag.file(name, |out| out.write_all(&write(&reading, form, Profile::Internal, &title)))?;
    }
    bag.file("data/README.txt", |out| {
        writeln!(out, "{title}\n\n{CARD}\n")?;
        writeln!(out, "originals/  the reports, byte for byte as they came in")?;
        writeln!(out, "drawn/      the text that was drawn from those that are no text")?;
        writeln!(out, "case.jsonl  every record of the case; `rashomon import` makes the case of it")?;
        writeln!(out, "judgements.jsonl  what people decided, by whom and when")?;
        writeln!(out, "claims.*    what was read; report.html tells it to people")?;
        writeln!(out, "\nThe last record of the case has the hash {head}")
    })?;
    bag.close(&title, head)
}

/// A bag in the making.
struct Bag {
    folder: PathBuf,
    /// SHA-256 and name of each file of the payload.
    manifest: Vec<(String, String)>,
    bytes: u64,
}

impl Bag {
    fn new(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot write `{}`", folder.display()))?;
        Ok(Self { folder: folder.to_path_buf(), manifest: Vec::new(), bytes: 0 })
    }

    fn file(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> anyhow::Result<()> {
        let (digest, bytes) = self.written(name, fill)?;
        self.manifest.push((digest, name.to_owned()));
        self.bytes += bytes;
        Ok(())
    }

    /// Writes a file; gives its SHA-256 and length.
    fn written(
        &self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> anyhow::Result<(String, u64)> {
        let path = self.folder.join(name);
        let make = || -> std::io::Result<(String, u64)> {
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            let mut out =
                Hashing { inner: BufWriter::new(File::create(&path)?), hash: Sha256::new(), bytes: 0 };
            fill(&mut out)?;
            let file = out.inner.into_inner()?;
            file.sync_all()?;
            let digest = out.hash.finalize();
            Ok((digest.iter().map(|b| format!("{b:02x}")).collect(), out.bytes))
        };
        make().with_context(|| format!("cannot write `{}`", path.display()))
    }

    /// Writes the files that make it a bag; gives how many files of the payload it holds.
    fn close(self, title: &str, head: &str) -> anyhow::Result<usize> {
        let lines = |all: &[(String, String)]| -> String {
            all.iter().map(|(digest, name)| format!("{digest}  {}\n", escaped(name))).collect()
        };
        let day = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
        let info = format!(
            "Bag-Software-Agent: rashomon {}\nBagging-Date: {day}\nExternal-Description: {}\n\
             Payload-Oxum: {}.{}\nRashomon-Chain-Head: {head}\n",
            env!("CARGO_PKG_VERSION"),
            crate::term::one_line(title),
            self.bytes,
            self.manifest.len(),
        );
        let mut tags = Vec::new();
        for (name, text) in [
            ("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_owned()),
            ("bag-info.txt", info),
            ("manifest-sha256.txt", lines(&self.manifest)),
        ] {
            let (digest, _) = self.written(name, |out| out.write_all(text.as_bytes()))?;
            tags.push((digest, name.to_owned()));
        }
        self.written("tagmanifest-sha256.txt", |out| out.write_all(lines(&tags).as_bytes()))?;
        Ok(self.manifest.len())
    }
}

/// Hashes what passes through.
struct Hashing<W> {
    inner: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.hash.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

/// The last part of a name as a file's name on any system.
fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\', '!']).next().unwrap_or(name);
    let mut plain: String = last
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' })
        .take(80)
        .collect();
    if plain.trim_matches('.').is_empty() {
        plain = "report".into();
    }
    plain
}

/// A name in a manifest (RFC 8493, section 2.1.3).
fn escaped(name: &str) -> String {
    name.replace('%', "%25").replace('\n', "%0A").replace('\r', "%0D")
}
