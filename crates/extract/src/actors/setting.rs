//! The setting of a report: which countries it is about, and whether it is written in capitals. It
//! tells whose army "the army" is, and which of two groups an acronym means.

use rashomon_model::{Analysis, PlaceMention, Report};

use super::fold::{Caps, Word, words};
use super::linker::{Linker, StateForm, Who};

/// What a report is about, as far as linking needs it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Setting {
    /// Weight of each country, by index in the table.
    weights: Vec<f32>,
    /// True where most letters of the text are large.
    pub shouting: bool,
    /// Actors named outright, by index, with how often.
    named: Vec<(usize, usize)>,
}

impl Setting {
    /// A setting that knows the countries with these ISO codes, the most important first.
    pub fn of_countries(linker: &Linker, codes: &[&str]) -> Self {
        let mut setting = Self { weights: vec![0.0; linker.table.countries.len()], ..Self::default() };
        for (rank, code) in codes.iter().enumerate() {
            if let Some(i) = linker.table.countries.iter().position(|c| c.code == *code) {
                setting.weights[i] = 10.0 / (rank + 1) as f32;
            }
        }
        setting
    }

    /// The setting of a report; `places` may be empty.
    ///
    /// # Cost
    /// O(words x longest name).
    pub fn read(report: &Report, analysis: &Analysis, linker: &Linker, places: &[PlaceMention]) -> Self {
        let letters = report.text.chars().filter(|c| c.is_alphabetic());
        let (mut all, mut large) = (0usize, 0usize);
        for c in letters {
            all += 1;
            large += usize::from(c.is_uppercase());
        }
        let mut setting = Self {
            weights: vec![0.0; linker.table.countries.len()],
            shouting: large * 2 > all,
            named: Vec::new(),
        };
        for place in places {
            if let Some(code) = place.place.as_ref().and_then(|p| p.country) {
                let at = linker.table.countries.iter().position(|c| c.code.as_bytes() == code);
                if let Some(at) = at {
                    setting.weights[at] += 1.5 * place.confidence;
                }
            }
        }
        for sentence in &analysis.sentences {
            setting.read_words(&words(sentence.span.slice(&report.text)), linker);
        }
        if let Some(title) = &report.title {
            setting.read_words(&words(title), linker);
        }
        setting
    }

    fn read_words(&mut self, words: &[Word], linker: &Linker) {
        let mut at = 0;
        while at < words.len() {
            let most = linker.longest().min(words.len() - at);
            let found = (1..=most).rev().find_map(|n| {
                let part = &words[at..at + n];
                let names = linker.names_of(part, self.shouting);
                let states = linker.states_of(part, self.shouting);
                (!names.is_empty() || !states.is_empty()).then_some((n, names, states))
            });
            let Some((n, names, states)) = found else {
                at += 1;
                continue;
            };
            // A state beside a hyphen (`US-backed`) is a bystander.
            let share = if words[at + n - 1].glued { 0.4 } else { 1.0 };
            for state in &states {
                let weight = match state.form {
                    StateForm::Name => 1.0,
                    StateForm::Adjective | StateForm::People => 0.9,
                    StateForm::Seat => 0.6,
                };
                // Where things are told to happen weighs more than who is told of.
                let there = at > 0
                    && matches!(words[at - 1].fold.as_str(), "in" | "across" | "throughout" | "inside");
                let weight = if there { weight + 0.8 } else { weight };
                self.weights[state.country] += weight * share / states.len() as f32;
            }
            // An acronym with several meanings tells nothing of the setting.
            if let [only] = names.as_slice()
                && states.is_empty()
                && only.caps != Caps::Lower
                && let Who::Actor(actor) = only.who
            {
                let countries = linker.countries(only.who);
                let short = n == 1 && words[at].fold.len() <= 3;
                for &c in &countries {
                    self.weights[c] += if short { 0.2 } else { 0.8 } * share / countries.len() as f32;
                }
                match self.named.iter_mut().find(|a| a.0 == actor) {
                    Some(old) => old.1 += 1,
                    None => self.named.push((actor, 1)),
                }
            }
            at += n;
        }
    }

    /// Weight of a country.
    pub(crate) fn weight(&self, country: usize) -> f32 {
        self.weights.get(country).copied().unwrap_or(0.0)
    }

    /// True when nothing is known of the setting.
    pub(crate) fn is_blank(&self) -> bool {
        self.weights.iter().all(|&w| w <= 0.0)
    }

    /// True when the setting has one of the countries; an empty list fits anywhere.
    pub(crate) fn has_any(&self, countries: &[usize]) -> bool {
        countries.is_empty() || countries.iter().any(|&c| self.weight(c) >= 0.8)
    }

    /// How often an actor of the table is named outright.
    pub(crate) fn times_named(&self, actor: usize) -> usize {
        self.named.iter().find(|a| a.0 == actor).map_or(0, |a| a.1)
    }

    /// Actors named outright, by index, with how often.
    pub(crate) fn named(&self) -> &[(usize, usize)] {
        &self.named
    }

    /// The country the report is about: the heaviest, with what the words near by add.
    pub(crate) fn home(&self, near: &[(usize, f32)]) -> Option<usize> {
        let weight = |c: usize| self.weight(c) + near.iter().filter(|n| n.0 == c).map(|n| n.1).sum::<f32>();
        (0..self.weights.len())
            .filter(|&c| weight(c) > 0.0)
            .max_by(|&a, &b| weight(a).total_cmp(&weight(b)).then(b.cmp(&a)))
    }
}
