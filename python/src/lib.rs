//! The Python package `rashomon`, below what is written in Python: tables and handles, JSON where Python makes
//! values of it. `rashomon/_rashomon.pyi` has the types of all of it.

mod case;
mod copies;
mod failure;
mod held;
mod items;
mod read;
mod schema;
mod spread;
mod table;
mod weigh;

use pyo3::prelude::*;

#[pymodule]
fn _rashomon(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let error = module.py().get_type::<failure::Error>();
    error.setattr("hint", module.py().None())?;
    module.add("Error", error)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<case::Case>()?;
    module.add_class::<held::Held>()?;
    module.add_class::<items::Items>()?;
    module.add_class::<read::Read>()?;
    module.add_class::<spread::Spread>()?;
    module.add_class::<table::Table>()?;
    module.add_class::<weigh::Weighing>()?;
    module.add_function(wrap_pyfunction!(copies::copied, module)?)?;
    module.add_function(wrap_pyfunction!(copies::sketches, module)?)?;
    module.add_function(wrap_pyfunction!(items::items, module)?)?;
    module.add_function(wrap_pyfunction!(read::read, module)?)?;
    module.add_function(wrap_pyfunction!(read::read_many, module)?)?;
    module.add_function(wrap_pyfunction!(read::read_many_schema, module)?)?;
    module.add_function(wrap_pyfunction!(read::reconcile, module)?)?;
    module.add_function(wrap_pyfunction!(read::zone, module)?)?;
    module.add_function(wrap_pyfunction!(spread::run_part, module)?)?;
    module.add_function(wrap_pyfunction!(weigh::weigh_table, module)?)?;
    Ok(())
}
