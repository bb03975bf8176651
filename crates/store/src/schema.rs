//! The tables of a case file, version 2.
//!
//! | table | what stands in it |
//! | --- | --- |
//! | `record` | the chain: everything that was ever learned, in order; only ever added to |
//! | `bytes` | index: which record holds the bytes of a SHA-256 |
//! | `report` | index: number, identity, last reading and headline of each report |
//!
//! The indices hold nothing that the records do not; `verify` compares them.

/// `RSHM`: what SQLite shows as the application of the file.
pub(crate) const APPLICATION: i64 = 0x5253_484D;
/// Version of the tables.
pub(crate) const VERSION: i64 = 2;

/// Makes the tables. Triggers keep records from being changed or removed.
pub(crate) const TABLES: &str = "
CREATE TABLE record (
    seq    INTEGER PRIMARY KEY,
    kind   TEXT NOT NULL,
    at     TEXT NOT NULL,
    report INTEGER,
    body   BLOB NOT NULL,
    hash   BLOB NOT NULL
) STRICT;
CREATE TABLE bytes (
    sha256 BLOB PRIMARY KEY,
    record INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE report (
    number    INTEGER PRIMARY KEY,
    identity  BLOB NOT NULL UNIQUE,
    record    INTEGER NOT NULL,
    reading   INTEGER NOT NULL,
    name      TEXT NOT NULL,
    title     TEXT,
    outlet    TEXT,
    published TEXT,
    claims    INTEGER NOT NULL
) STRICT;
CREATE INDEX record_of_report ON record (report, kind, seq) WHERE report IS NOT NULL;
CREATE TRIGGER record_stays BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'records never change'); END;
CREATE TRIGGER record_keeps BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'records never go'); END;
";

/// What version 2 has over version 1.
pub(crate) const ADDED: &str = "
CREATE INDEX record_of_judgement ON record (seq) WHERE kind = 'judgement';
";
