//! Reports held against each other: questions, disputes, answers.

use pyo3::prelude::*;
use rashomon::ask::{self, Ask};
use rashomon::model::{Reading, Reconciliation};
use rashomon::{Pipeline, ReadReport, v1};
use rashomon_export::{Form, Profile, write};
use serde::Serialize;

use crate::failure::Failure;
use crate::read::{day, text_of};
use crate::schema;
use crate::table::Table;

/// Reports held against each other.
#[pyclass(frozen, module = "rashomon._rashomon")]
#[derive(Debug)]
pub(crate) struct Held {
    readings: Vec<Reading<ReadReport>>,
    reconciled: Reading<Reconciliation>,
    wire: v1::Reading,
    /// Reports of a case that were left out: of later, or without a day.
    #[pyo3(get)]
    left_out: usize,
}

/// A claim with what is known of its report.
#[derive(Serialize)]
struct Row<'a> {
    report: &'a str,
    report_name: &'a Option<String>,
    outlet: &'a Option<String>,
    published: &'a Option<String>,
    url: &'a Option<String>,
    title: &'a Option<String>,
    #[serde(flatten)]
    claim: &'a v1::Claim,
}

impl Held {
    /// Reports that were read one by one.
    pub(crate) fn read(names: Vec<Option<String>>, readings: Vec<Reading<ReadReport>>) -> Self {
        let reconciled = Pipeline::bundled().reconcile(&readings);
        let wire = v1::Reading::new(&readings, &names, &reconciled);
        Self { readings, reconciled, wire, left_out: 0 }
    }

    /// What a case holds.
    pub(crate) fn of_case(held: rashomon_store::Held) -> Self {
        let reconciled = held.reconcile();
        let wire = held.wire(&reconciled);
        Self { readings: held.readings, reconciled, wire, left_out: held.left_out }
    }

    pub(crate) fn written(&self, form: Form, profile: Profile, title: &str) -> Vec<u8> {
        write(&self.wire, form, profile, title)
    }
}

#[pymethods]
impl Held {
    /// The document, as the command writes it.
    fn json(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| text_of(&self.wire))
    }

    /// The answer to a question, as the command writes it.
    fn ask(&self, py: Python<'_>, question: &str, at: Option<&str>) -> PyResult<String> {
        let at = day(at)?;
        let asked = ask::parse(question, None).ok_or_else(|| {
            Failure::new(format!("`{question}` is no question that can be read")).hint(ask::HOW)
        })?;
        py.detach(|| {
            let asked = Ask { at: at.or(asked.at), ..asked };
            let found = ask::answer(&asked, &self.readings, &self.reconciled.value);
            text_of(&rashomon::v1::asked(&asked, &found, &self.wire))
        })
    }

    /// A claim a row.
    fn claims(&self, py: Python<'_>) -> PyResult<Table> {
        py.detach(|| {
            let mut claims = Vec::new();
            for report in &self.wire.reports {
                let all = report.claims.iter();
                claims.extend(all.map(|claim| Row {
                    report: &report.id,
                    report_name: &report.name,
                    outlet: &report.outlet,
                    published: &report.published,
                    url: &report.url,
                    title: &report.title,
                    claim,
                }));
            }
            Ok(Table::of_rows(schema::claims(), &claims)?)
        })
    }

    /// A question a row.
    fn questions(&self, py: Python<'_>) -> PyResult<Table> {
        py.detach(|| Ok(Table::of_rows(schema::questions(), &self.wire.questions)?))
    }

    /// The bytes of a form, told by the name of a file.
    fn export(&self, py: Python<'_>, name: &str, profile: &str, title: &str) -> PyResult<Vec<u8>> {
        let (form, profile) = (form(name)?, self::profile(profile)?);
        Ok(py.detach(|| self.written(form, profile, title)))
    }
}

/// The form that the name of a file asks for.
pub(crate) fn form(name: &str) -> Result<Form, Failure> {
    Form::of(name).ok_or_else(|| {
        Failure::new(format!("the name `{name}` tells no form to write"))
            .hint(format!("names are {}", Form::names().join(", ")))
    })
}

/// For whom something is written.
pub(crate) fn profile(name: &str) -> Result<Profile, Failure> {
    match name {
        "internal" => Ok(Profile::Internal),
        "partner" => Ok(Profile::Partner),
        "public" => Ok(Profile::Public),
        other => Err(Failure::new(format!("`{other}` is no profile"))
            .hint("profiles are `internal`, `partner` and `public`")),
    }
}
