//! What is said of expressions that lack an anchor.

use rashomon_model::{Anchor, Report};
use rashomon_times::{Anchoring, times};

#[test]
fn one_note_tells_how_many_stay_relative() {
    let text = "They left on Monday and came back yesterday; in 2014 they had left last week.".to_string();
    let reading = times(&Report { text, ..Report::default() }, &Anchoring::auto(None));
    assert_eq!(reading.notes.len(), 1);
    assert_eq!(reading.notes[0].code, "time/no-anchor");
    assert!(reading.notes[0].message.starts_with("3 time expressions stay"), "{}", reading.notes[0].message);
    let anchors: Vec<Anchor> = reading.value.iter().map(|m| m.anchor).collect();
    assert_eq!(anchors, [Anchor::None, Anchor::None, Anchor::Written, Anchor::None]);
}

#[test]
fn no_note_where_all_is_known() {
    let text = "They left on 4 May 2014 and came back two days later.".to_string();
    let reading = times(&Report { text, ..Report::default() }, &Anchoring::auto(None));
    assert!(reading.notes.is_empty());
    assert_eq!(reading.value[1].anchor, Anchor::Told(reading.value[0].span));
}
