//! Any lines make a case that verifies, or none at all.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rashomon_store::Case;

fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("f.case");
    match Case::from_lines(&path, &mut &bytes[..]) {
        Ok(case) => assert_eq!(case.verify().expect("it opens").damage, []),
        Err(_) => assert!(!path.exists()),
    }
});
