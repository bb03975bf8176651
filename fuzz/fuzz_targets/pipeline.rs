//! Any bytes go through every stage without panic; spans are slices, claims have passages, and the wire
//! form can be written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rashomon::{Pipeline, ReadOptions, v1};

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let options = ReadOptions {
        published: (choice & 1 != 0).then(|| "2020-05-06".parse().expect("a day")),
        media_type: (choice & 2 != 0).then(|| "text/html".into()),
        zone: (choice & 4 != 0).then_some(180),
        force: true,
        ..ReadOptions::default()
    };
    let pipeline = Pipeline::bundled();
    let readings = [pipeline.read(bytes, &options)];
    let read = &readings[0].value;
    let text = &read.report.text;
    for claim in &read.claims {
        assert!(!claim.passage.is_empty());
        assert!(text.get(claim.passage.range()).is_some());
        assert!(text.get(claim.evidence.trigger.range()).is_some());
    }
    for span in read.times.iter().map(|t| t.span).chain(read.places.iter().map(|p| p.span)) {
        assert!(text.get(span.range()).is_some());
    }
    let reconciled = pipeline.reconcile(&readings);
    let written = v1::Reading::new(&readings, &[None], &reconciled);
    serde_json::to_vec(&written).expect("it can be written");
});
