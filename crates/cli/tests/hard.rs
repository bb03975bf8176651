//! Hard times: a full disk, a disk that may only be read, another writer, a damaged file, an authority's stamp.
//! What is told is told plainly, and nothing that was kept is lost.
#![cfg(unix)]

mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{examples, has, lines, output, rashomon, run};

/// A small disk of its own, gone when dropped.
struct Disk(PathBuf);

impl Disk {
    /// `None`, said in plain words, where this user may not mount one.
    fn of(folder: &Path, size: &str) -> Option<Self> {
        std::fs::create_dir_all(folder).expect("a folder");
        let disk = Disk(folder.to_owned());
        let made = disk.mount(&format!("size={size}"));
        if !made {
            eprintln!("skipped: this user may not mount a disk");
        }
        made.then_some(disk)
    }

    fn mount(&self, options: &str) -> bool {
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&self.0).output();
        mount.is_ok_and(|m| m.status.success())
    }

    /// The same disk with other options.
    fn again(&self, options: &str) {
        let options = format!("remount,{options}");
        assert!(Command::new("mount").args(["-o", &options]).arg(&self.0).status().expect("mount").success());
    }

    fn at(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn kept(case: &str) -> BTreeSet<String> {
    let (list, _) = run(0, &["list", case, "--json"]);
    let id = |l: &str| {
        serde_json::from_str::<serde_json::Value>(l).expect("JSON")["id"].as_str().map(String::from)
    };
    list.lines().filter_map(id).collect()
}

#[test]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(disk) = Disk::of(&folder.path().join("small"), "1m") else { return };
    let (case, input) = (disk.at("c.case"), folder.path().join("reports.jsonl").display().to_string());
    std::fs::write(&input, lines(400)).expect("a file");
    run(0, &["init", &case]);
    let (out, err) = run(2, &["add", &case, &input]);
    has(&err, "error: no room on the disk for");
    has(&err, "hint: make room, then do it again");
    let told: BTreeSet<String> =
        out.lines().filter_map(|l| Some(l.split_once("\tnew\t")?.0.to_owned())).collect();
    assert!(!told.is_empty());
    // With a little room again all that was told is there, and the rest comes in.
    disk.again("size=64m");
    assert!(told.is_subset(&kept(&case)));
    run(0, &["verify", &case]);
    run(0, &["add", &case, &input]);
    assert_eq!(kept(&case).len(), 400);
    run(0, &["verify", &case]);
    // Exports, copies and bundles on a disk that has no room for them.
    let used = std::fs::metadata(&case).expect("a file").len() / 1024 + 40;
    disk.again(&format!("size={used}k"));
    for (args, left) in [
        (vec!["export", &case, "--to", &disk.at("claims.csv")], "claims.csv"),
        (vec!["backup", &case, &disk.at("copy.case")], "copy.case"),
    ] {
        let (code, _, err) = output(&args);
        assert_eq!(code, 2, "{args:?}: {err}");
        has(&err, "error: ");
        assert!(!Path::new(&disk.at(left)).exists(), "{left} is left half-written");
    }
    disk.again("size=64m");
    run(0, &["verify", &case]);
}

#[test]
fn a_disk_that_may_only_be_read_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(disk) = Disk::of(&folder.path().join("still"), "16m") else { return };
    let case = disk.at("c.case");
    run(0, &["init", &case]);
    run(0, &["add", &case, &examples("raqqa-june-2017")]);
    let shown = run(0, &["disputes", &case]).0;
    disk.again("ro");
    let (_, err) = run(2, &["add", &case, &examples("ferry-lake-maro")]);
    has(&err, "cannot be written: it is read-only");
    has(&err, "hint: check who may write the file and its folder");
    run(2, &["review", &case, "--reviewer", "Ana"]);
    assert_eq!(run(0, &["disputes", &case]).0, shown);
    run(0, &["list", &case]);
    run(0, &["ask", &case, "--holds", "Mansour Street"]);
    run(0, &["verify", &case]);
    run(0, &["export", &case, "--to", &folder.path().join("claims.csv").display().to_string()]);
    let (_, err) = run(2, &["export", &case, "--to", &disk.at("claims.csv")]);
    has(&err, "cannot write");
}

#[test]
fn what_cannot_be_told_is_no_success() {
    if !Path::new("/dev/full").exists() {
        eprintln!("skipped: there is no /dev/full");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let case = folder.path().join("c.case").display().to_string();
    run(0, &["init", &case]);
    let full = || Stdio::from(std::fs::File::create("/dev/full").expect("a device"));
    let adding =
        rashomon(&["add", &case, &examples("raqqa-june-2017")]).stdout(full()).output().expect("it runs");
    let err = String::from_utf8_lossy(&adding.stderr).into_owned();
    assert_eq!(adding.status.code(), Some(2), "{err}");
    has(&err, "error: ");
    run(0, &["verify", &case]);
    run(0, &["add", &case, &examples("raqqa-june-2017")]);
    for args in [["disputes", &case], ["show", &case], ["list", &case], ["verify", &case]] {
        let shown = rashomon(&args).stdout(full()).output().expect("it runs");
        let err = String::from_utf8_lossy(&shown.stderr).into_owned();
        assert_eq!(shown.status.code(), Some(2), "{args:?}: {err}");
        has(&err, "error: ");
    }
}

#[test]
fn a_writer_waits_for_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (case, input) = (at("c.case"), at("reports.jsonl"));
    std::fs::write(&input, lines(40)).expect("a file");
    run(0, &["init", &case]);
    let db = rusqlite::Connection::open(&case).expect("a database");
    db.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    let mut adding = rashomon(&["add", &case, &input]).stdout(Stdio::null()).spawn().expect("it runs");
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert!(adding.try_wait().expect("its state").is_none(), "it waits");
    // Who only reads need not wait.
    assert!(kept(&case).is_empty());
    db.execute_batch("ROLLBACK").expect("free");
    assert!(adding.wait().expect("it ends").success());
    assert_eq!(kept(&case).len(), 40);
    run(0, &["verify", &case]);
}

#[test]
fn damage_anywhere_is_told_and_never_a_crash() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let case = at("c.case");
    run(0, &["init", &case]);
    run(0, &["add", &case, &examples("raqqa-june-2017")]);
    let sound = std::fs::read(&case).expect("a file");
    let tell = |bytes: &[u8]| {
        let broken = at("broken.case");
        for beside in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{broken}{beside}"));
        }
        std::fs::write(&broken, bytes).expect("a file");
        let mut codes = Vec::new();
        for command in ["verify", "list", "disputes", "show"] {
            let (code, _, err) = output(&[command, &broken]);
            assert!((0..=2).contains(&code) && !err.contains("panicked"), "{command}: {code}: {err}");
            assert!(code == 0 || err.contains("error: "), "{command}: {err}");
            codes.push(code);
        }
        codes
    };
    assert_eq!(tell(&sound), [0; 4]);
    let mut found = 0;
    for part in 0..12 {
        // A page of nonsense, and a file cut short.
        let from = sound.len() * part / 12;
        let mut spoilt = sound.clone();
        let until = (from + 4096).min(spoilt.len());
        spoilt[from..until].iter_mut().enumerate().for_each(|(n, b)| *b ^= (n % 251) as u8 | 1);
        found += usize::from(tell(&spoilt)[0] != 0);
        assert_ne!(tell(&sound[..from])[0], 0, "cut to {from} bytes");
    }
    assert!(found >= 10, "{found} of 12 found by `verify`");
}

#[test]
fn a_time_stamp_is_held_against_its_authority() {
    let has_openssl = Command::new("openssl").arg("version").output().is_ok_and(|o| o.status.success());
    if !has_openssl {
        eprintln!("skipped: there is no openssl to make a time stamp with");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let case = at("c.case");
    run(0, &["init", &case]);
    run(0, &["add", &case, &examples("ferry-lake-maro")]);
    let (out, _) = run(0, &["verify", &case]);
    let head = out.trim().rsplit(' ').next().expect("a hash").to_owned();
    let make = Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/tests/stamps/make.sh");
    let stamp = |name: &str, hash: &str| {
        let into = folder.path().join(name);
        std::fs::create_dir(&into).expect("a folder");
        let made = Command::new("bash").arg(&make).arg(&into).args([hash, "ec"]).output().expect("bash");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let file = |file: &str| into.join(file).display().to_string();
        (file("stamp.tsr"), file("authority.pem"))
    };
    let (response, authority) = stamp("now", &head);
    // What comes in later does not change what was stamped.
    run(0, &["add", &case, &examples("raqqa-june-2017")]);
    let checked = |response: &str, authority: &str| {
        output(&["verify", &case, "--timestamp", response, "--authority", authority])
    };
    let (code, out, err) = checked(&response, &authority);
    assert_eq!(code, 0, "{err}");
    has(&out, "and all before it were there on 20");
    has(&out, "CN=Tarsh Clock");
    let (other, elsewhere) = stamp("other", &"12".repeat(32));
    let (code, _, err) = checked(&other, &elsewhere);
    assert_eq!(code, 1);
    has(&err, "the hash of no record of the case");
    let (code, _, err) = checked(&response, &elsewhere);
    assert_eq!(code, 1);
    has(&err, "does not lead to the authority given");
    let (code, _, err) = checked(&case, &authority);
    assert_eq!(code, 1);
    has(&err, "it is no time stamp");
    assert_eq!(output(&["verify", &case, "--timestamp", &response]).0, 2);
}
