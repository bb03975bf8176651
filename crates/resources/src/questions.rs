//! How people ask: forms of questions and the words that pick them (`resources/questions`).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::PackError;

/// The forms of questions in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionForms {
    /// Words that tell nothing of what is asked.
    pub pass: Vec<String>,
    /// Forms, the first that fits first.
    #[serde(rename = "form")]
    pub forms: Vec<QuestionForm>,
    /// Words that ask for a count, by its kind (`killed`).
    pub counts: BTreeMap<String, Vec<String>>,
}

/// One form of a question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionForm {
    /// The kind it asks for: `holds`, `how-many`, …
    pub kind: String,
    /// First words of the question, lower case.
    pub begins: Vec<String>,
    /// Words of which one stands in it; any question where there are none.
    #[serde(default)]
    pub has: Vec<String>,
}

impl QuestionForms {
    /// Reads the file.
    ///
    /// # Errors
    /// When it is no TOML of this form, or a form has no first words.
    pub fn parse(file: &str, text: &str) -> Result<Self, PackError> {
        let wrong = |reason: String| PackError::Form { file: file.into(), reason };
        let forms: Self = toml::from_str(text).map_err(|e| wrong(e.message().to_owned()))?;
        if forms.forms.iter().any(|f| f.begins.is_empty()) {
            return Err(wrong("a form has no `begins`".into()));
        }
        Ok(forms)
    }
}
