//! The bundled packs, each opened once, by the first report that needs it.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock, Once};

use rashomon_data as data;
use rashomon_extract::actors::Linker;
use rashomon_extract::{FrameIndex, Tables};
use rashomon_lang::Model;
use rashomon_resources::gazetteer::Gazetteer;
use rashomon_resources::{PackError, Weights, from_bytes};

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
