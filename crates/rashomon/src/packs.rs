//! The bundled packs, each opened once, by the first report that needs it.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock, Once};

use rashomon_data as data;
use rashomon_extract::actors::Linker;
use rashomon_extract::{FrameIndex, Tables};
use rashomon_lang::Model;
use rashomon_resources::gazetteer::Gazetteer;
use rashomon_resources::{PackError, QuestionForms, Weights, from_bytes};
use sha2::{Digest as _, Sha256};

/// Every pack is built and opened by the tests of the workspace.
const HOLDS: &str = "a bundled pack was checked when the program was built";

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::from_bytes(data::LANG_EN).expect(HOLDS));

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| gazetteer_with(None).expect(HOLDS));

static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables {
    frames: FrameIndex::new(from_bytes(data::FRAMES).expect(HOLDS)),
    attribution: from_bytes(data::ATTRIBUTION).expect(HOLDS),
    actors: Arc::new(Linker::from_bytes(data::ACTORS).expect(HOLDS)),
    selection: Weights::parse("selection.tsv", data::SELECTION).expect(HOLDS),
    arguments: Weights::parse("arguments.tsv", data::ARGUMENTS).expect(HOLDS),
    bounds: Weights::parse("bounds.tsv", data::BOUNDS).expect(HOLDS),
});

static OPENED: Once = Once::new();

/// Opens all packs side by side, once: one after the other they cost most of the time of a first report.
pub(crate) fn open() {
    OPENED.call_once(|| {
        std::thread::scope(|scope| {
            scope.spawn(|| (LazyLock::force(&GAZETTEER), LazyLock::force(&TABLES)));
            LazyLock::force(&MODEL);
        });
    });
}

/// Weights of the English language layer.
pub(crate) fn model() -> &'static Model {
    &MODEL
}

/// Names of places.
pub(crate) fn gazetteer() -> &'static Gazetteer {
    &GAZETTEER
}

/// Names of places, with one more layer over those that are bundled.
///
/// # Errors
/// When the layer is damaged.
pub(crate) fn gazetteer_with(layer: Option<Vec<u8>>) -> Result<Gazetteer, PackError> {
    let bundled = [Cow::Borrowed(data::PLACES), Cow::Borrowed(data::PLACES_OWN)];
    Gazetteer::open(bundled.into_iter().chain(layer.map(Cow::Owned)), &from_bytes(data::PLACE_WORDS)?)
}

/// What extraction reads.
pub(crate) fn tables() -> &'static Tables {
    &TABLES
}

static FORMS: LazyLock<QuestionForms> =
    LazyLock::new(|| QuestionForms::parse("en.toml", data::QUESTIONS).expect(HOLDS));

/// Forms of questions.
pub(crate) fn forms() -> &'static QuestionForms {
    &FORMS
}

/// The program and its packs: `rashomon 0.1.0, packs 5f2c…`, the digits of SHA-256 over all packs that
/// reading depends on.
pub(crate) fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let packs: [&[u8]; 8] = [
            data::FRAMES,
            data::ATTRIBUTION,
            data::ACTORS,
            data::SELECTION.as_bytes(),
            data::ARGUMENTS.as_bytes(),
            data::PLACES_OWN,
            data::PLACE_WORDS,
            data::LANG_EN,
        ];
        let mut all = Sha256::new();
        for pack in packs.into_iter().chain([data::PLACES]) {
            all.update((pack.len() as u64).to_le_bytes());
            all.update(pack);
        }
        let digits: String = all.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect();
        format!("{} {}, packs {digits}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
    });
    &VERSION
}
