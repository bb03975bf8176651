//! Any text is searched for feeds without panic; what is found are addresses.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rashomon_watch::opml;

fuzz_target!(|text: &str| {
    for (address, _) in opml(text) {
        assert!(!address.trim().is_empty());
    }
});
