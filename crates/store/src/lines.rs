//! A case as lines of JSON, a record a line, and back: for those who do not want to depend on a database.
//!
//! A line has `seq`, `kind`, `at`, `report`, `hash`, and the body as `json`, or as `base64` where it is bytes.
//! Written back, the same records make the same chain: every hash is worked out anew and compared.

use std::io::{BufRead, Write};
use std::path::Path;

use data_encoding::BASE64;
use rashomon::v1;
use rusqlite::{OptionalExtension as _, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::add::append;
use crate::arrival::Arrival;
use crate::case::Case;
use crate::chain::{from_hex, hex, sha256};
use crate::error::Error;
use crate::record::{Kind, ReadingBody, ReportBody};

/// Longest line, in bytes: a document of 128 MB as base64, and what stands around it.
const LONGEST: u64 = 200 << 20;

#[derive(Serialize, Deserialize)]
struct Line {
    seq: i64,
    kind: String,
    at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    report: Option<i64>,
    hash: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    json: Option<Box<RawValue>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

impl Case {
    /// Writes every record as a line of JSON.
    ///
    /// # Errors
    /// When the file cannot be read or is damaged, or `out` refuses.
    ///
    /// # Cost
    /// Linear in the case; memory: one record.
    pub fn write_lines(&self, out: &mut dyn Write) -> Result<(), Error> {
        let err = |e| Error::of(&self.path, e);
        let disk = |source| Error::Disk { path: self.path.clone(), source };
        let mut statement =
            self.db.prepare("SELECT seq, kind, at, report, hash FROM record ORDER BY seq").map_err(err)?;
        let mut rows = statement.query([]).map_err(err)?;
        while let Some(row) = rows.next().map_err(err)? {
            let mut line = (|| {
                Ok(Line {
                    seq: row.get(0)?,
                    kind: row.get(1)?,
                    at: row.get(2)?,
                    report: row.get(3)?,
                    hash: hex(&row.get::<_, Vec<u8>>(4)?),
                    json: None,
                    base64: None,
                })
            })()
            .map_err(err)?;
            let body = self.raw(line.seq)?;
            if line.kind == Kind::Bytes.as_str() {
                line.base64 = Some(BASE64.encode(&body));
            } else {
                let text = String::from_utf8(body).ok().and_then(|text| RawValue::from_string(text).ok());
                let wrong = || Error::damaged(&self.path, format!("record {} is no JSON", line.seq));
                line.json = Some(text.ok_or_else(wrong)?);
            }
            serde_json::to_writer(&mut *out, &line).map_err(|e| disk(e.into()))?;
            out.write_all(b"\n").map_err(disk)?;
        }
        Ok(())
    }

    /// Makes a case at `path` of the lines that [`Case::write_lines`] wrote: the same records, hash for hash.
    ///
    /// # Errors
    /// When there is a file at `path`, a line is not as it was written (it is named), or the disk refuses.
    /// Nothing stands at `path` then that was not there.
    ///
    /// # Cost
    /// Linear in the lines; memory: one record.
    pub fn from_lines(path: &Path, lines: &mut dyn BufRead) -> Result<Self, Error> {
        Self::create_with(path, |tx| read_lines(path, tx, lines))
    }
}

fn read_lines(path: &Path, tx: &Transaction<'_>, lines: &mut dyn BufRead) -> Result<(), Error> {
    let err = |e| Error::of(path, e);
    let mut at = 0;
    loop {
        let mut text = Vec::new();
        at += 1;
        let wrong = |what: &str| Error::Line { line: at, what: what.to_owned() };
        let mut within = std::io::Read::take(&mut *lines, LONGEST);
        let read = within.read_until(b'\n', &mut text);
        match read.map_err(|source| Error::Disk { path: path.to_path_buf(), source })? {
            0 if at == 1 => return Err(wrong("is missing: there are no records")),
            0 => return Ok(()),
            _ => {}
        }
        if text.trim_ascii().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_slice(&text).map_err(|e| wrong(&format!("is no record: {e}")))?;
        let body = match (line.json, line.base64) {
            (Some(json), None) => json.get().as_bytes().to_vec(),
            (None, Some(text)) => {
                BASE64.decode(text.as_bytes()).map_err(|e| wrong(&format!("has no base64: {e}")))?
            }
            _ => return Err(wrong("needs either `json` or `base64`")),
        };
        let known = [Kind::Case, Kind::Bytes, Kind::Report, Kind::Reading, Kind::Judgement];
        let Some(kind) = known.into_iter().find(|k| k.as_str() == line.kind) else {
            return Err(wrong(&format!("has a kind this version does not know: `{}`", line.kind)));
        };
        let seq = append(tx, kind, &line.at, line.report, &body).map_err(err)?;
        let made: Vec<u8> =
            tx.query_row("SELECT hash FROM record WHERE seq = ?1", [seq], |row| row.get(0)).map_err(err)?;
        if seq != line.seq || from_hex(&line.hash).is_none_or(|h| h.as_slice() != made.as_slice()) {
            return Err(wrong("is not what was written, or a line before it is missing"));
        }
        index(tx, kind, seq, line.report, &body).map_err(|what| wrong(&what))?;
    }
}

/// Enters a record into the indices, as adding it did.
fn index(tx: &Transaction<'_>, kind: Kind, seq: i64, report: Option<i64>, body: &[u8]) -> Result<(), String> {
    let text = |e: rusqlite::Error| e.to_string();
    let json = |e: serde_json::Error| format!("does not read: {e}");
    match kind {
        Kind::Bytes => {
            let digest = sha256(body);
            tx.execute("INSERT INTO bytes (sha256, record) VALUES (?1, ?2)", params![digest.as_slice(), seq])
                .map_err(text)?;
        }
        Kind::Report => {
            let body: ReportBody = serde_json::from_slice(body).map_err(json)?;
            let bytes = |digest: &str| -> Result<Vec<u8>, String> {
                let hash = from_hex(digest).ok_or("names no SHA-256")?;
                let packed: Option<Vec<u8>> = tx
                    .query_row(
                        "SELECT body FROM record WHERE seq = (SELECT record FROM bytes WHERE sha256 = ?1)",
                        [hash.as_slice()],
                        |row| row.get(0),
                    )
                    .optional()
                    .map_err(text)?;
                let unpacked = packed.and_then(|p| crate::pack::unpack(&p));
                unpacked.ok_or_else(|| "names bytes that no line before it holds".into())
            };
            let arrival = Arrival {
                original: bytes(&body.original)?,
                drawn: body.drawn.as_deref().map(bytes).transpose()?,
                name: body.name,
                known: body.known,
                pages: body.pages,
            };
            tx.execute(
                "INSERT INTO report (number, identity, record, reading, name, claims) VALUES (?1, ?2, ?3, 0, ?4, 0)",
                params![report, arrival.identity().as_slice(), seq, arrival.name],
            )
            .map_err(text)?;
        }
        Kind::Reading => {
            let v1::Report { title, outlet, published, claims, .. } =
                serde_json::from_slice::<ReadingBody>(body).map_err(json)?.report;
            let changed = tx
                .execute(
                    "UPDATE report SET reading = ?2, title = ?3, outlet = ?4, published = ?5, claims = ?6
                     WHERE number = ?1",
                    params![
                        report,
                        seq,
                        title,
                        outlet,
                        published,
                        i64::try_from(claims.len()).unwrap_or(i64::MAX)
                    ],
                )
                .map_err(text)?;
            if changed != 1 {
                return Err("is a reading of a report that no line before it holds".into());
            }
        }
        Kind::Case | Kind::Judgement => {}
    }
    Ok(())
}
