//! The language a text is written in.

use std::sync::LazyLock;

use rashomon_model::{Language, Report};
use rustc_hash::FxHashSet;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    english: Vec<String>,
    pidgin: Vec<String>,
}

static WORDS: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let lists: Lists = toml::from_str(include_str!("../../../resources/text/language.toml"))
        .expect("a test reads the bundled lists");
    lists.english.into_iter().chain(lists.pidgin).collect()
});

/// How many bytes are looked at: more does not change the answer.
const LOOK: usize = 16 << 10;

/// This share of function words makes a text English, Pidgin or broken as it may be. Plain English
/// prose has 0.3 to 0.45, headlines and lists of names 0.1; chosen by eye.
const ENGLISH: f32 = 0.18;
/// This share is enough where letters alone do not tell the language for sure: a few sentences full of names.
const LIKELY: f32 = 0.1;

/// Tells the language of prose.
pub(crate) fn identify<'t>(prose: impl Iterator<Item = &'t str>) -> Language {
    let mut sample = String::new();
    for piece in prose {
        let room = LOOK - sample.len();
        sample.push_str(&piece[..piece.floor_char_boundary(room.saturating_sub(1))]);
        sample.push('\n');
        if sample.len() + 4 > LOOK {
            break;
        }
    }
    let (mut words, mut known) = (0usize, 0usize);
    for word in sample.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().any(char::is_alphabetic)) {
        words += 1;
        known += usize::from(word.len() <= 8 && WORDS.contains(word.to_lowercase().as_str()));
    }
    let share = known as f32 / words.max(1) as f32;
    let guess = whatlang::detect(&sample);
    let least = if guess.as_ref().is_some_and(whatlang::Info::is_reliable) { ENGLISH } else { LIKELY };
    if words >= 4 && known >= 2 && share >= least {
        return Language { code: Some("eng".into()), confidence: (share * 3.0).min(1.0) };
    }
    match guess {
        Some(info) => {
            let confidence = info.confidence() as f32;
            // A guess on a few words is none.
            let sure = info.is_reliable() || words >= 12 && confidence > 0.3;
            Language { code: sure.then(|| info.lang().code().to_string()), confidence }
        }
        None => Language::default(),
    }
}

/// True where a report can be read as English: it is, or it is too short to tell and could be.
pub fn is_english(report: &Report) -> bool {
    match report.language.code.as_deref() {
        Some("eng") => true,
        None => true,
        // Names and figures look like any language of Latin letters.
        Some(_) => {
            let text = &report.text[..report.text.floor_char_boundary(400)];
            let latin = text
                .chars()
                .filter(|c| c.is_alphabetic())
                .all(|c| c.is_ascii() || ('\u{C0}'..'\u{250}').contains(&c));
            latin && report.text.split_whitespace().take(13).count() < 13
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: Option<&str>) {
        let found = identify([text].into_iter());
        assert_eq!(found.code.as_deref(), code, "{found:?}");
    }

    #[test]
    fn languages() {
        check("The army has left the town, and the council was told of it by the mayor.", Some("eng"));
        check(
            "Khiam in Lebanon was quiet on Friday. Guards left Deir Qanun overnight and moved north of Zibqin. \
             The ferry opens on Sunday, a pilot in Sidon, Lebanon said.",
            Some("eng"),
        );
        check("Di pipo wey dey di kontri don tok sey dem no go gree wit wetin di goment do.", Some("eng"));
        check("TROOPS ENTER OLD PORT AFTER THE FALL OF THE FORT AND OF ITS TWO BRIDGES", Some("eng"));
        check(
            "Die Armee hat die Stadt verlassen, teilte der Bürgermeister am Montag mit, und die Brücke ist gesperrt.",
            Some("deu"),
        );
        check("Армия покинула город, сообщил мэр в понедельник, а мост остаётся закрытым.", Some("rus"));
        check("غادر الجيش المدينة يوم الاثنين وقال رئيس البلدية إن الجسر لا يزال مغلقا", Some("ara"));
        check("", None);
    }
}
