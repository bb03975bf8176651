//! Speed over made-up news: raw text to trees and names, and the loading of the weights.
//! `cargo bench -p rashomon-lang`; words a second stand as items.

use divan::counter::ItemsCount;
use rashomon_lang::{Analyser, Model};
use rashomon_model::{Block, BlockKind, Report, Span};

const TEXT: &str = "Fighters of the northern brigade entered the old market of Qarah on Sunday night, \
residents told the agency by telephone. The ministry denied that its forces had left the hospital, \
saying that “the road to the dam is open” and that nobody was hurt. A spokesman for the governor, \
Samir al-Hadi, said at least 12 people were killed when shells fell on two bakeries in the south of \
the city. It wasn't clear who had fired them. Families who fled to the camp near Tall Amin said they \
had seen no soldiers since Thursday, although the army's newspaper reported that the 4th Division \
had retaken the bridge.\n\n";

fn main() {
    divan::main();
}

fn report(times: usize) -> Report {
    let text = TEXT.repeat(times);
    let mut report = Report::default();
    for i in 0..times {
        let span = Span::new(i * TEXT.len(), (i + 1) * TEXT.len() - 2);
        report.blocks.push(Block { span, kind: BlockKind::Paragraph });
    }
    report.text = text;
    report
}

#[divan::bench(args = [1, 20])]
fn analyse(bencher: divan::Bencher<'_, '_>, times: usize) {
    let model = Model::from_bytes(rashomon_data::LANG_EN).expect("the bundled weights");
    let report = report(times);
    let mut analyser = Analyser::new(&model);
    let words = analyser.report(&report).value.tokens.len();
    bencher.counter(ItemsCount::new(words)).bench_local(|| {
        let analysis = analyser.report(&report).value;
        assert_eq!(analysis.tokens.len(), words);
        analysis
    });
}

#[divan::bench]
fn load() -> Model {
    Model::from_bytes(rashomon_data::LANG_EN).expect("the bundled weights")
}
