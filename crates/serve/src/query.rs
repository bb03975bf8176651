//! What a request asks for: filters, the moment, the page of a list.

use std::collections::HashMap;

use axum::http::Uri;
use rashomon::model::Day;
use rashomon_store::AsOf;
use serde_json::{Value, json};

use crate::problem::Problem;

/// Items of a list where the request does not say how many.
const LIMIT: usize = 50;
/// The most it may ask for.
const MOST: usize = 500;

/// The parameters of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(HashMap<String, String>);

impl Query {
    /// The parameters of an address; the first of each name counts.
    pub(crate) fn of(uri: &Uri) -> Self {
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_str(uri.query().unwrap_or("")).unwrap_or_default();
        let mut found = HashMap::new();
        for (name, value) in pairs {
            found.entry(name).or_insert(value);
        }
        Self(found)
    }

    /// The parameters of a call, under the same names: what is left out is not asked.
    pub(crate) fn given(args: &impl serde::Serialize) -> Self {
        let mut found = HashMap::new();
        if let Ok(Value::Object(args)) = serde_json::to_value(args) {
            for (name, value) in args {
                let text = match value {
                    Value::Null => continue,
                    Value::Bool(on) => u8::from(on).to_string(),
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                found.insert(name, text);
            }
        }
        Self(found)
    }

    /// The value of a parameter, where it has one.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|v| !v.is_empty())
    }

    /// A day.
    pub(crate) fn day(&self, name: &str) -> Result<Option<Day>, Problem> {
        let parse = |v: &str| {
            v.parse().map_err(|_| Problem::bad(format!("`{name}` is no day: write it as 2017-06-13")))
        };
        self.get(name).map(parse).transpose()
    }

    /// A number.
    pub(crate) fn number(&self, name: &str) -> Result<Option<usize>, Problem> {
        let parse = |v: &str| v.parse().map_err(|_| Problem::bad(format!("`{name}` is no number")));
        self.get(name).map(parse).transpose()
    }

    /// How many items a request asks for.
    pub(crate) fn limit(&self, usual: usize, most: usize) -> Result<usize, Problem> {
        let limit = self.number("limit")?.unwrap_or(usual);
        if !(1..=most).contains(&limit) {
            return Err(Problem::bad(format!("`limit` is 1 to {most}")));
        }
        Ok(limit)
    }

    /// A switch: `1` or `0`, and what it is where it is left out.
    pub(crate) fn switch(&self, name: &str, usual: bool) -> Result<bool, Problem> {
        match self.get(name) {
            None => Ok(usual),
            Some("1") => Ok(true),
            Some("0") => Ok(false),
            Some(_) => Err(Problem::bad(format!("`{name}` is 1 or 0"))),
        }
    }

    /// As of when.
    pub(crate) fn moment(&self) -> Result<AsOf, Problem> {
        let learned = self.get("learned").map(AsOf::by).transpose().map_err(Problem::bad)?;
        Ok(AsOf { said: self.day("said")?, learned })
    }

    /// One page of a list: the items from the cursor on, where the next page begins, and how many there are.
    /// A cursor is the place in the list of the state of the case that the request sees.
    pub(crate) fn page<T>(
        &self,
        all: &[T],
        mut write: impl FnMut(&T) -> Value,
    ) -> Result<serde_json::Map<String, Value>, Problem> {
        let limit = self.limit(LIMIT, MOST)?;
        let from = self.number("cursor")?.unwrap_or(0).min(all.len());
        let to = (from + limit).min(all.len());
        let items: Vec<Value> = all[from..to].iter().map(&mut write).collect();
        let next = (to < all.len()).then(|| to.to_string());
        let mut page = serde_json::Map::new();
        page.insert("items".into(), items.into());
        page.insert("next".into(), json!(next));
        page.insert("total".into(), all.len().into());
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_to_the_end() {
        let all: Vec<usize> = (0..7).collect();
        let ask = |query: &str| {
            let query = Query::of(&format!("/x?{query}").parse().unwrap());
            query.page(&all, |n| json!(n)).unwrap()
        };
        let first = ask("limit=3");
        assert_eq!(first["items"], json!([0, 1, 2]));
        assert_eq!(first["next"], "3");
        let last = ask("limit=3&cursor=6");
        assert_eq!(last["items"], json!([6]));
        assert_eq!(last["next"], Value::Null);
        assert_eq!(ask("cursor=99")["items"], json!([]));
        for wrong in ["limit=0", "limit=501", "limit=-1", "cursor=x"] {
            let query = Query::of(&format!("/x?{wrong}").parse().unwrap());
            assert!(query.page(&all, |n| json!(n)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_day_is_told() {
        let query = Query::of(&"/x?said=monday".parse().unwrap());
        assert!(query.moment().unwrap_err().detail.contains("2017-06-13"));
    }
}
