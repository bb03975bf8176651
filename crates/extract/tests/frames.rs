//! Every frame is found in its `yes` sentences and in none of its `no` sentences.

use rashomon_extract::{FrameIndex, Tree, candidates};
use rashomon_model::{Block, BlockKind, Report, Span};
use rashomon_resources::Frames;

fn frames_found(index: &FrameIndex, model: &rashomon_lang::Model, sentence: &str) -> Vec<String> {
    let block = Block { span: Span::new(0, sentence.len()), kind: BlockKind::Paragraph };
    let report = Report { text: sentence.into(), blocks: vec![block], ..Report::default() };
    let analysis = rashomon_lang::analyse(&report, model).value;
    let tree = Tree::new(&report, &analysis);
    candidates(&tree, index).into_iter().map(|c| index.frames.frames[c.frame].id.clone()).collect()
}

#[test]
fn frames_fit_their_own_examples() {
    let frames: Frames = rashomon_resources::from_bytes(rashomon_data::FRAMES).unwrap();
    let model = rashomon_lang::Model::from_bytes(rashomon_data::LANG_EN).unwrap();
    let index = FrameIndex::new(frames);
    let mut wrong = Vec::new();
    for frame in &index.frames.frames {
        for sentence in &frame.yes {
            let found = frames_found(&index, &model, sentence);
            let action = |id: &String| {
                index
                    .frames
                    .frames
                    .iter()
                    .find(|f| f.id == *id)
                    .map(rashomon_resources::frames::Frame::action)
            };
            if !found.iter().any(|id| action(id) == Some(frame.action())) {
                wrong.push(format!("{}: not found in “{sentence}” (found: {found:?})", frame.id));
            }
        }
        for sentence in &frame.no {
            if frames_found(&index, &model, sentence).contains(&frame.id) {
                wrong.push(format!("{}: found in “{sentence}”", frame.id));
            }
        }
    }
    assert!(wrong.is_empty(), "change the frame in resources/frames, or its examples:\n{}", wrong.join("\n"));
}
