//! `muc4`: the incidents of a wire report of Latin America, in the slots of MUC-4.
//!
//! Claims of violence that are relevant by the task's rules are grouped over the report; what fills a slot
//! is told by word classes in `types/muc4.toml`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rashomon::extract::actors::{Cast, Entity};
use rashomon::model::{
    Action, Analysis, Claim, CountKind, Day, Deprel, LinkMethod, NameKind, Party, SourceChain, Span, Status,
    Upos,
};
use rashomon::resources::ActorKind;
use rashomon::{Pipeline, ReadOptions, ReadReport};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization as _;

use crate::f1::{Counts, matching};
use crate::lines;
use crate::phrases::{Phrase, main_phrase, phrases};
use crate::typing::{self, Padded, Rules, Scene, Typed, Words};

/// Fills the slots of MUC-4 from wire reports.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Reports: a JSON object a line, with `docid` and `text`.
    documents: PathBuf,
    /// Role-filler entities to score against, a JSON object a line, with `docid` and `extracts`.
    #[arg(long)]
    ree: Option<PathBuf>,
    #[command(flatten)]
    by: Typed,
}

const RULES: &str = include_str!("types/muc4.toml");

/// The roles of entities that are scored.
const ROLES: [&str; 5] = ["PerpInd", "PerpOrg", "Target", "Victim", "Weapon"];

/// Incidents older than this are background (rules of filling, 1.0 (6): two months).
const RECENT: i64 = 70;

#[derive(Deserialize)]
struct Classes {
    countries: String,
    classes: BTreeMap<String, String>,
}

/// The word classes of the slots.
#[derive(Debug)]
struct Vocabulary {
    rules: Rules,
    countries: Vec<String>,
    perpetrators: Words,
    armed: Words,
    military: Words,
    state: Words,
    objects: Words,
    weapons: Words,
    victims: Words,
    suspecting: Words,
    authorities: Words,
    bodies: Words,
    /// Those of the perpetrators that are violent by their name.
    gunmen: Words,
    /// Lemmas of violence to somebody or something.
    deeds: Words,
    claiming: Words,
    titles: Words,
    /// Words that stand before and behind a group's name and are no part of it.
    beside: Words,
    /// Words of violence that is no fighting, and words of fighting.
    crimes: Words,
    warfare: Words,
}

impl Vocabulary {
    fn parse(text: &str) -> anyhow::Result<Self> {
        let Classes { countries, classes } = toml::from_str(text)?;
        let words = |name: &str| Words::parse(&format!("@{name}"), &classes);
        Ok(Self {
            rules: Rules::parse(text)?,
            countries: countries.split_whitespace().map(str::to_owned).collect(),
            perpetrators: words("perpetrators")?,
            armed: words("armed")?,
            military: words("military")?,
            state: words("state")?,
            objects: words("objects")?,
            weapons: words("weapons")?,
            victims: words("victims")?,
            suspecting: words("suspecting")?,
            authorities: words("authorities")?,
            bodies: words("bodies")?,
            gunmen: words("gunmen")?,
            deeds: words("deeds")?,
            claiming: words("claiming")?,
            titles: words("titles")?,
            beside: words("beside")?,
            crimes: words("crimes")?,
            warfare: words("warfare")?,
        })
    }
}

/// What was filled in for one report. Entities have one mention each.
#[derive(Clone, Debug, Default)]
struct Slots {
    roles: BTreeMap<&'static str, Vec<String>>,
    kinds: Vec<String>,
    dates: Vec<String>,
    places: Vec<String>,
    confidence: Vec<(String, &'static str)>,
    effects: Vec<(String, &'static str)>,
}

impl Slots {
    fn fill(&mut self, role: &'static str, mention: &str) {
        let counted = role == "Target" || role == "Weapon";
        let mention = if counted { uncounted(&tidy(mention)) } else { tidy(mention) };
        let list = self.roles.entry(role).or_default();
        let words = Padded::new(&mention);
        let same = |old: &String| {
            let old = Padded::new(old);
            old.holds(&words) || words.holds(&old)
        };
        if !mention.is_empty() && !list.iter().any(same) {
            list.push(mention);
        }
    }

    fn add(list: &mut Vec<String>, value: String) {
        if !value.is_empty() && !list.contains(&value) {
            list.push(value);
        }
    }
}

/// One line, one space between words.
fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches(['"', ',', '.', ' ']).to_owned()
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written, or a line is not of the form above.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let rows = lines::read(&args.documents)?;
    let vocabulary = Vocabulary::parse(&typing::text(args.by.types.as_deref(), RULES)?)?;
    let said: Vec<Slots> = rows
        .par_iter()
        .map(|row| Ok(slots(lines::field(row, "text")?, &vocabulary)))
        .collect::<anyhow::Result<_>>()?;
    if let Some(path) = &args.by.out {
        let out: Vec<Value> = rows.iter().zip(&said).map(|(row, said)| form(&row["docid"], said)).collect();
        lines::write(path, &out)?;
    }
    let filled = said.iter().filter(|s| !s.kinds.is_empty()).count();
    anstream::println!("reports {}, with an incident {filled}", rows.len());
    if let Some(path) = &args.ree {
        tell(&rows, &said, &lines::read(path)?, args.by.errors)?;
    }
    Ok(())
}

fn form(docid: &Value, said: &Slots) -> Value {
    let entities = |role: &str| -> Vec<Vec<&String>> {
        said.roles.get(role).into_iter().flatten().map(|m| vec![m]).collect()
    };
    let roles: BTreeMap<&str, _> = ROLES.iter().map(|role| (*role, entities(role))).collect();
    json!({
        "docid": docid, "roles": roles, "type": said.kinds, "date": said.dates, "place": said.places,
        "org_confidence": said.confidence, "effect": said.effects,
    })
}

/// A report under reading.
struct Document<'d> {
    read: &'d ReadReport,
    scene: Scene,
    phrases: Vec<Phrase>,
    words: &'d Vocabulary,
    /// Armed groups the report names, by the bytes where each name stands.
    groups: Vec<(Span, String)>,
}

fn slots(text: &str, words: &Vocabulary) -> Slots {
    let (day, story) = dateline(text);
    let options = ReadOptions {
        published: day,
        media_type: Some("text/plain; charset=utf-8".into()),
        force: true,
        ..ReadOptions::default()
    };
    let read = Pipeline::bundled().read(story.as_bytes(), &options).value;
    let document = Document {
        scene: Scene::new(&read),
        phrases: phrases(&read.analysis),
        words,
        groups: groups(&read, words),
        read: &read,
    };
    let mut slots = Slots::default();
    if !document.of_interest() {
        return slots;
    }
    let mut hot: Vec<Span> = Vec::new();
    for (number, claim) in read.claims.iter().enumerate() {
        if let Some(kind) = document.relevant(number, claim, day) {
            document.fill(&mut slots, claim, kind);
            if hot.last() != Some(&claim.evidence.sentence) {
                hot.push(claim.evidence.sentence);
            }
        }
    }
    if !slots.kinds.is_empty() {
        hot.extend(document.violent_sentences());
        hot.sort_by_key(|s| s.start());
        hot.dedup();
        for sentence in hot {
            document.around(&mut slots, sentence);
        }
        document.blame(&mut slots);
        if slots.places.is_empty() {
            slots.places.extend(document.country());
        }
        if slots.dates.is_empty() {
            slots.dates.extend(day.map(|d| format!("- {}", written(d))));
        }
    }
    slots
}

/// Armed groups that are named, each under the fullest of its names.
fn groups(read: &ReadReport, words: &Vocabulary) -> Vec<(Span, String)> {
    let tables = Pipeline::bundled().tables();
    let cast = Cast::new(&read.report, &read.analysis, &tables.actors, &read.places).value;
    let armed = |e: &&Entity| {
        matches!(e.kind, ActorKind::Militia | ActorKind::Rebel | ActorKind::Jihadist | ActorKind::Gang)
    };
    let mut found = Vec::new();
    for entity in cast.entities().iter().filter(armed) {
        let named = entity.forms.iter().filter(|f| f.method != LinkMethod::Coreference);
        let names = named.clone().map(|f| plain_name(&tidy(&f.text), words));
        let Some(full) = names.max_by_key(String::len) else { continue };
        found.extend(named.map(|f| (f.span, full.clone())));
    }
    found.sort();
    found
}

impl Vocabulary {
    /// `MEMBERS`, `A COLUMN`: what may stand before `of the` and a group's name.
    fn armed_part(&self, words: &str) -> bool {
        self.perpetrators.stand_in(&Padded::new(words)) || self.bodies.stand_in(&Padded::new(words))
    }

    /// A person's name without titles before and an `'s` behind it.
    fn person(&self, name: &str) -> String {
        let title = |word: &&&str| self.titles.stand_in(&Padded::new(word));
        let all: Vec<&str> = name.split(' ').collect();
        let start = all.iter().take_while(title).count();
        let bare = all.get(start..).filter(|rest| !rest.is_empty()).unwrap_or(&all).join(" ");
        let lower = bare.to_lowercase();
        let cut = ["'s", "’s"].iter().find_map(|end| lower.strip_suffix(end)).map_or(bare.len(), str::len);
        bare.get(..cut).unwrap_or(&bare).to_owned()
    }
}

/// A name without what is said of it before and behind: `ALLEGED MEMBERS OF THE`, `ORGANIZATION`.
fn plain_name(name: &str, words: &Vocabulary) -> String {
    let said = |word: &&str| words.beside.stand_in(&Padded::new(word)) || word.starts_with(['"', '\'']);
    let name = name.rsplit_once(" OF THE ").filter(|n| words.armed_part(n.0)).map_or(name, |n| n.1);
    let all: Vec<&str> = name.split(' ').collect();
    if let Some((before, behind)) = name.split_once(['[', '(']) {
        // `FMLN [FARABUNDO MARTI NATIONAL LIBERATION FRONT]`: the name in full.
        let parts = [before, behind].map(|part| plain_name(&tidy(part.trim_end_matches([']', ')'])), words));
        return parts.into_iter().max_by_key(String::len).unwrap_or_default();
    }
    let start = all.iter().take_while(|w| said(w)).count();
    let end = all.len() - all[start..].iter().rev().take_while(|w| said(w)).count();
    if start < end { tidy(&all[start..end].join(" ")) } else { name.to_owned() }
}

/// The day in the line before `[TEXT]`, and the story behind it.
fn dateline(text: &str) -> (Option<Day>, &str) {
    let (head, story) = text.split_once("[TEXT]").unwrap_or((text.get(..120).unwrap_or(text), text));
    let words: Vec<&str> = head.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let day = words.windows(3).find_map(|w| {
        let month = MONTHS.iter().position(|m| w[1].starts_with(m))? + 1;
        let year: i16 = w[2].parse().ok().filter(|y| (0..100).contains(y) || (1900..2100).contains(y))?;
        let year = if year < 100 { 1900 + year } else { year };
        let day: i8 = w[0].parse().ok()?;
        format!("{year:04}-{month:02}-{day:02}").parse().ok()
    });
    (day, story)
}

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// `02 FEB 90`.
fn written(day: Day) -> String {
    let text = day.to_string();
    let parts: Vec<&str> = text.split('-').collect();
    let month = parts.get(1).and_then(|m| m.parse::<usize>().ok()).and_then(|m| MONTHS.get(m - 1));
    match (parts.as_slice(), month) {
        ([year, _, day], Some(month)) => format!("{day} {month} {}", year.get(2..).unwrap_or(year)),
        _ => text,
    }
}

impl Document<'_> {
    fn analysis(&self) -> &Analysis {
        &self.read.analysis
    }

    fn slice(&self, span: Span) -> &str {
        span.slice(&self.read.report.text)
    }

    /// Sentences with a word of violence to civilians, though they gave no claim that counts.
    fn violent_sentences(&self) -> impl Iterator<Item = Span> + '_ {
        let spans = self.analysis().sentences.iter().map(|s| s.span);
        spans.filter(|span| {
            let words = Padded::new(self.slice(*span));
            self.words.crimes.stand_in(&words) && !self.words.warfare.stand_in(&words)
        })
    }

    /// The first country of the nine that is named, or that a place lies in.
    fn country(&self) -> Option<String> {
        let place = self.read.places.iter().filter_map(|p| p.place.as_ref()).find(|p| {
            p.country.is_some_and(|code| self.words.countries.iter().any(|c| c.as_bytes() == code.as_slice()))
        })?;
        Some(capitals(place.parents.last().map_or(place.name.as_str(), |p| p.1.as_str())))
    }

    /// True where the report names a place of the nine countries, or none at all.
    fn of_interest(&self) -> bool {
        let mut codes = self.read.places.iter().filter_map(|p| p.place.as_ref()?.country).peekable();
        codes.peek().is_none()
            || codes.any(|code| self.words.countries.iter().any(|c| c.as_bytes() == code.as_slice()))
    }

    /// The type of incident a claim tells, where the task counts it.
    fn relevant(&self, number: usize, claim: &Claim, day: Option<Day>) -> Option<&str> {
        if !matches!(claim.status, Status::Asserted | Status::Possible | Status::Ended) {
            return None;
        }
        let told = claim.time.as_ref().and_then(|t| t.days).and_then(|d| d.end.or(d.start));
        if let (Some(told), Some(day)) = (told, day)
            && days_between(told, day) > RECENT
        {
            return None;
        }
        let kind = self.words.rules.kind_of(&self.scene, number)?;
        let actor = words_of(claim.actor.as_ref());
        let target = words_of(claim.target.as_ref());
        let sentence = Padded::new(self.slice(claim.evidence.sentence));
        let civil = self.words.objects.stand_in(&target)
            || (self.words.victims.stand_in(&target) && !self.words.military.stand_in(&target))
            || self.names_person(claim.target.as_ref());
        let fighters = self.words.armed.stand_in(&target);
        let soldiers = self.words.military.stand_in(&target);
        if fighters || (soldiers && !civil) {
            return None;
        }
        if claim.action == Action::Clash
            && self.words.military.stand_in(&sentence)
            && self.words.armed.stand_in(&sentence)
            && !civil
        {
            return None;
        }
        // Who is arrested by the state is no victim of terror.
        if claim.action == Action::Abduct && kind != "KIDNAPPING" && self.words.state.stand_in(&actor) {
            return None;
        }
        let gunmen = self.words.gunmen.stand_in(&actor) && !target.is_empty();
        (civil || gunmen || kind != "ATTACK").then_some(kind)
    }

    fn names_person(&self, party: Option<&Party>) -> bool {
        party.and_then(|p| p.span).is_some_and(|span| self.persons(span).next().is_some())
    }

    /// Persons named inside a span, each by the fullest name the report has for them.
    fn persons(&self, span: Span) -> impl Iterator<Item = String> + '_ {
        let analysis = self.analysis();
        let names = analysis.names.iter().filter(|n| n.kind == NameKind::Person);
        names
            .map(|n| analysis.span(n.tokens.clone()))
            .filter(move |name| span.contains(*name))
            .map(|name| self.full_name(&self.words.person(&tidy(self.slice(name)))))
    }

    /// The longest name in the report that ends in the same word.
    fn full_name(&self, name: &str) -> String {
        let analysis = self.analysis();
        let names = analysis.names.iter().filter(|n| n.kind == NameKind::Person);
        let names = names.map(|n| self.words.person(&tidy(self.slice(analysis.span(n.tokens.clone())))));
        let last = name.rsplit(' ').next();
        let same = names.filter(|n| n.rsplit(' ').next() == last);
        same.chain([name.to_owned()]).max_by_key(String::len).unwrap_or_default()
    }

    fn fill(&self, slots: &mut Slots, claim: &Claim, kind: &str) {
        Slots::add(&mut slots.kinds, kind.to_owned());
        if let Some(party) = &claim.actor {
            self.perpetrator(slots, party, &claim.sources, claim);
        }
        if let Some(span) = claim.target.as_ref().and_then(|t| t.span) {
            self.victims(slots, claim, span);
        }
        if claim.action == Action::Bomb {
            for phrase in self.phrases_in(claim.evidence.sentence).filter(|p| self.is_site(p)) {
                if self.words.objects.stand_in(&self.head(phrase)) {
                    slots.fill("Target", self.slice(phrase.bare(self.analysis())));
                }
            }
        }
        settle(slots, claim);
    }

    /// What stands around the claims of a sentence with an incident: weapons; armed people who act; persons
    /// and things it is done to; groups named.
    fn around(&self, slots: &mut Slots, sentence: Span) {
        let analysis = self.analysis();
        for phrase in self.phrases_in(sentence) {
            let head = self.head(phrase);
            let text = self.slice(phrase.bare(analysis));
            if self.words.weapons.stand_in(&head) {
                slots.fill("Weapon", text);
            } else if self.is_agent(phrase) && self.words.gunmen.stand_in(&head) {
                slots.fill("PerpInd", text);
            } else if self.is_patient(phrase) {
                if let Some(person) = self.person_at(phrase.head) {
                    slots.fill("Victim", &person);
                } else if self.words.objects.stand_in(&head) {
                    slots.fill("Target", text);
                }
            }
        }
        let told: Vec<&(Span, String)> = self.groups.iter().filter(|g| sentence.contains(g.0)).collect();
        for (span, name) in told {
            let token = analysis.tokens.partition_point(|t| t.span.end() <= span.start());
            let against = analysis.tokens.get(token.saturating_sub(1)).map(|t| t.lemma.as_str());
            if !matches!(against, Some("against" | "from" | "with")) {
                self.suspect(slots, name.clone(), sentence);
            }
        }
    }

    /// A group that a sentence names beside an incident.
    fn suspect(&self, slots: &mut Slots, name: String, sentence: Span) {
        slots.fill("PerpOrg", &name);
        let words = Padded::new(self.slice(sentence));
        let confidence = if self.words.claiming.stand_in(&words) {
            "CLAIMED OR ADMITTED"
        } else if self.words.suspecting.stand_in(&words) && self.words.authorities.stand_in(&words) {
            "SUSPECTED OR ACCUSED BY AUTHORITIES"
        } else if self.words.suspecting.stand_in(&words) {
            "SUSPECTED OR ACCUSED"
        } else {
            "REPORTED AS FACT"
        };
        if !slots.confidence.iter().any(|c| c.0 == name) {
            slots.confidence.push((name, confidence));
        }
    }

    fn head(&self, phrase: &Phrase) -> Padded {
        Padded::new(self.analysis().form(&self.read.report.text, phrase.head))
    }

    /// Who does something: a subject, or whom `by` names.
    fn is_agent(&self, phrase: &Phrase) -> bool {
        let analysis = self.analysis();
        let by =
            || analysis.child(phrase.head, &[Deprel::Case]).is_some_and(|c| analysis.tokens[c].lemma == "by");
        matches!(analysis.tokens[phrase.head].deprel, Deprel::Nsubj | Deprel::OblAgent) || by()
    }

    /// Whom something is done to: an object, the subject of a passive, whose death or murder is told; or
    /// another name for one of these.
    fn is_patient(&self, phrase: &Phrase) -> bool {
        let analysis = self.analysis();
        let mut at = phrase.head;
        for _ in 0..4 {
            let token = &analysis.tokens[at];
            match token.deprel {
                Deprel::Appos | Deprel::Conj => at = token.head,
                Deprel::Obj | Deprel::NsubjPass => {
                    return self.words.deeds.stand_in(&Padded::new(&analysis.tokens[token.head].lemma));
                }
                Deprel::Nmod | Deprel::NmodPoss | Deprel::Obl => {
                    let case = analysis.child(at, &[Deprel::Case]).map(|c| analysis.tokens[c].lemma.as_str());
                    let done = matches!(case, Some("of" | "against" | "on" | "'s" | "’s") | None);
                    return done
                        && self.words.deeds.stand_in(&Padded::new(&analysis.tokens[token.head].lemma));
                }
                _ => return false,
            }
        }
        false
    }

    fn person_at(&self, token: usize) -> Option<String> {
        let name = self.analysis().name_at(token).filter(|n| n.kind == NameKind::Person)?;
        Some(self.full_name(&self.words.person(&tidy(self.slice(self.analysis().span(name.tokens.clone()))))))
    }

    /// A thing that a blast hits or happens at.
    fn is_site(&self, phrase: &Phrase) -> bool {
        let analysis = self.analysis();
        let case = analysis.child(phrase.head, &[Deprel::Case]);
        let case = case.map(|c| analysis.tokens[c].lemma.as_str());
        matches!(case, Some("at" | "against" | "outside" | "on" | "in" | "near" | "under" | "inside"))
            || analysis.tokens[phrase.head].deprel == Deprel::Obj
    }

    fn phrases_in(&self, span: Span) -> impl Iterator<Item = &Phrase> {
        self.phrases.iter().filter(move |p| span.contains(self.analysis().tokens[p.head].span))
    }

    fn perpetrator(&self, slots: &mut Slots, party: &Party, sources: &SourceChain, claim: &Claim) {
        let analysis = self.analysis();
        let Some(span) = party.span else { return };
        let Some(phrase) = main_phrase(analysis, &self.phrases, span) else { return };
        if analysis.tokens[phrase.head].upos == Upos::Pron {
            return;
        }
        let head = self.head(phrase);
        let text = self.slice(phrase.bare(analysis));
        let organisations: Vec<String> = self.organisations(span).collect();
        let person = self.persons(span).next();
        if let Some(person) = person {
            slots.fill("PerpInd", &person);
        } else if self.words.perpetrators.stand_in(&head)
            || (self.words.state.stand_in(&head) && organisations.is_empty() && is_plural(analysis, phrase))
        {
            let tokens = if organisations.is_empty() {
                phrase.bare(analysis)
            } else {
                analysis.span(phrase.with_of.clone())
            };
            slots.fill("PerpInd", self.slice(tokens));
        } else if organisations.is_empty() && self.words.state.stand_in(&Padded::new(text)) {
            self.organisation(slots, text.to_owned(), sources, claim);
        }
        for organisation in organisations {
            self.organisation(slots, organisation, sources, claim);
        }
    }

    /// Organisations named inside a span: armed groups, and others that are no word of the state.
    fn organisations(&self, span: Span) -> impl Iterator<Item = String> + '_ {
        let analysis = self.analysis();
        let groups = self.groups.iter().filter(move |g| span.contains(g.0));
        let known = move |name: Span| self.groups.iter().any(|g| g.0.overlaps(name));
        let names = analysis.names.iter().filter(|n| n.kind == NameKind::Organisation);
        let names = names.map(|n| analysis.span(n.tokens.clone()));
        let other = names.filter(move |name| span.contains(*name) && !known(*name));
        let other = other.map(|name| tidy(self.slice(name))).filter(|name| self.acts(name));
        groups.map(|g| g.1.clone()).chain(other)
    }

    /// A name of an organisation that ends in a word for one: front, army, police, movement.
    fn acts(&self, name: &str) -> bool {
        self.words.bodies.stand_in(&Padded::new(name))
    }

    fn organisation(&self, slots: &mut Slots, name: String, sources: &SourceChain, claim: &Claim) {
        slots.fill("PerpOrg", &name);
        let sentence = Padded::new(self.slice(claim.evidence.sentence));
        let told = Padded::new(&sources.links.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join(" "));
        let suspected = claim.status == Status::Possible
            || claim.action == Action::Accuse
            || self.words.suspecting.stand_in(&sentence);
        let confidence = if claim.action == Action::Responsibility {
            "CLAIMED OR ADMITTED"
        } else if suspected && self.words.authorities.stand_in(&told) {
            "SUSPECTED OR ACCUSED BY AUTHORITIES"
        } else if suspected {
            "SUSPECTED OR ACCUSED"
        } else {
            "REPORTED AS FACT"
        };
        if !slots.confidence.iter().any(|c| c.0 == name) {
            slots.confidence.push((name, confidence));
        }
    }

    fn victims(&self, slots: &mut Slots, claim: &Claim, span: Span) {
        let analysis = self.analysis();
        let harmed = matches!(claim.action, Action::Kill | Action::Abduct | Action::Clash | Action::Bomb);
        let effect = match claim.count.map(|c| c.kind) {
            _ if claim.action != Action::Kill => None,
            Some(CountKind::Killed) => Some("DEATH"),
            Some(CountKind::Wounded) => Some("INJURY"),
            Some(_) => None,
            None if is_wounding(self.slice(claim.evidence.trigger)) => Some("INJURY"),
            None => Some("DEATH"),
        };
        let persons: Vec<String> = self.persons(span).filter(|_| harmed).collect();
        for person in &persons {
            slots.fill("Victim", person);
            slots.effects.extend(effect.map(|e| (person.clone(), e)));
        }
        let heads: Vec<&Phrase> = self.phrases_in(span).collect();
        for phrase in heads {
            let head = self.head(phrase);
            let part = analysis.tokens[phrase.head].deprel == Deprel::Nmod;
            if self.words.objects.stand_in(&head) && !part {
                slots.fill("Target", self.slice(phrase.bare(analysis)));
            } else if persons.is_empty() && self.words.victims.stand_in(&head) {
                let words = tidy(self.slice(phrase.bare(analysis)));
                slots.effects.extend(effect.map(|e| (uncounted(&words), e)));
            }
        }
    }

    /// Organisations that claim an attack, or are accused of one.
    fn blame(&self, slots: &mut Slots) {
        for claim in &self.read.claims {
            let party = match claim.action {
                Action::Responsibility if claim.status != Status::Denied => &claim.actor,
                Action::Accuse if claim.status != Status::Denied => &claim.target,
                _ => continue,
            };
            let Some(span) = party.as_ref().and_then(|p| p.span) else { continue };
            let named: Vec<String> = self.organisations(span).collect();
            for organisation in named {
                self.organisation(slots, organisation, &claim.sources, claim);
            }
        }
    }
}

/// Date and place of a claim.
fn settle(slots: &mut Slots, claim: &Claim) {
    let days = claim.time.as_ref().and_then(|t| t.days);
    let date = match days.map(|d| (d.start, d.end)) {
        Some((Some(start), Some(end))) if start == end => written(start),
        Some((Some(start), Some(end))) if days_between(start, end) <= 3 => {
            format!("{} - {}", written(start), written(end))
        }
        _ => String::new(),
    };
    Slots::add(&mut slots.dates, date);
    let place = claim.places.first().map(|p| {
        let name = p.place.as_ref().map_or(p.name.as_str(), |place| place.name.as_str());
        capitals(name.split(',').next().unwrap_or(name))
    });
    Slots::add(&mut slots.places, place.unwrap_or_default());
}

/// In capitals without accents, as the wire writes.
fn capitals(name: &str) -> String {
    name.nfd().filter(char::is_ascii).collect::<String>().to_uppercase()
}

fn words_of(party: Option<&Party>) -> Padded {
    Padded::new(party.map_or("", |p| p.text.as_str()))
}

fn is_plural(analysis: &Analysis, phrase: &Phrase) -> bool {
    matches!(analysis.tokens[phrase.head].xpos, rashomon::model::Xpos::Nns | rashomon::model::Xpos::Nnps)
}

fn is_wounding(trigger: &str) -> bool {
    let lower = trigger.to_lowercase();
    ["wound", "injur", "hurt", "harm"].iter().any(|w| lower.starts_with(w))
}

/// A phrase without the number before it.
fn uncounted(phrase: &str) -> String {
    let number = |word: &str| {
        word.chars().any(|c| c.is_ascii_digit())
            || [
                "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "several",
                "other",
            ]
            .iter()
            .any(|n| word.eq_ignore_ascii_case(n))
    };
    phrase.split(' ').skip_while(|w| number(w)).collect::<Vec<_>>().join(" ")
}

/// Days from `a` to `b`.
fn days_between(a: Day, b: Day) -> i64 {
    a.until(b).map_or(0, |span| i64::from(span.get_days()))
}

fn tell(rows: &[Value], said: &[Slots], gold: &[Value], errors: bool) -> anyhow::Result<()> {
    let gold: BTreeMap<&str, &Value> = gold
        .iter()
        .map(|row| Ok((lines::field(row, "docid")?, &row["extracts"])))
        .collect::<anyhow::Result<_>>()?;
    let mut total: BTreeMap<&str, Counts> = BTreeMap::new();
    for (row, said) in rows.iter().zip(said) {
        let id = lines::field(row, "docid")?;
        let Some(extracts) = gold.get(id) else { continue };
        for role in ROLES {
            let entities = extracts[role].as_array().into_iter().flatten().filter_map(Value::as_array);
            let wanted: Vec<Vec<Padded>> = entities
                .filter(|e| !e.is_empty())
                .map(|e| e.iter().filter_map(|m| m[0].as_str()).map(bare).collect())
                .collect();
            let have: Vec<&String> = said.roles.get(role).into_iter().flatten().collect();
            let meets = |mention: &str| {
                let mention = bare(mention);
                (0..wanted.len()).filter(|&w| wanted[w].contains(&mention)).collect::<Vec<usize>>()
            };
            let edges: Vec<Vec<usize>> = have.iter().map(|m| meets(m)).collect();
            if errors {
                let wrong: Vec<_> = have.iter().zip(&edges).filter(|e| e.1.is_empty()).map(|e| e.0).collect();
                let met: Vec<usize> = edges.iter().flatten().copied().collect();
                let missed: Vec<_> = (0..wanted.len())
                    .filter(|w| !met.contains(w))
                    .map(|w| &extracts[role][w][0][0])
                    .collect();
                if !(wrong.is_empty() && missed.is_empty()) {
                    anstream::eprintln!("{id} {role}: wrong {wrong:?}, missed {missed:?}");
                }
            }
            let right = matching(&edges);
            for name in [role, "micro"] {
                total.entry(name).or_default().add(right, have.len(), wanted.len());
            }
        }
    }
    for role in ROLES.iter().chain(&["micro"]) {
        anstream::println!("CEAF-REE {role:8} {}", total.get(role).copied().unwrap_or_default());
    }
    Ok(())
}

/// A mention without articles and punctuation, as the scorer compares it.
fn bare(mention: &str) -> Padded {
    let plain: String =
        mention.chars().filter(|c| !c.is_ascii_punctuation()).collect::<String>().to_lowercase();
    let words: Vec<&str> = plain.split_whitespace().filter(|w| !matches!(*w, "a" | "an" | "the")).collect();
    Padded::new(&words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dateline_tells_the_day() {
        let (day, story) = dateline("   QUITO, 7 MAR 91 (EL MATUTINO) -- [TEXT] THE BRIDGE STANDS.");
        assert_eq!(day.map(written).as_deref(), Some("07 MAR 91"));
        assert_eq!(story, " THE BRIDGE STANDS.");
        assert_eq!(dateline("NO DAY HERE").0, None);
    }

    #[test]
    fn a_bomb_at_an_office_fills_its_slots() {
        let words = Vocabulary::parse(RULES).unwrap();
        let text = "LIMA, 3 JUN 90 (RADIO DEL SUR) -- [TEXT] SHINING PATH GUERRILLAS KILLED MAYOR PEDRO SALAS IN HUANUCO \
                    ON 2 JUNE. A BOMB EXPLODED OUTSIDE THE TAX OFFICE.";
        let slots = slots(text, &words);
        assert!(slots.kinds.contains(&"BOMBING".to_owned()), "{slots:?}");
        assert_eq!(slots.roles.get("Weapon"), Some(&vec!["BOMB".to_owned()]));
        assert_eq!(slots.roles.get("Target"), Some(&vec!["TAX OFFICE".to_owned()]));
    }
}
