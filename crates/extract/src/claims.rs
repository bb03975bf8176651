//! The claims of a report: candidates chosen, slots filled, each with its evidence.

use std::ops::Range;

use rashomon_model::{
    Action, ActionGroup, BlockKind, Claim, Evidence, Note, Party, PlaceMention, Reading, SourceChain, Span,
    Status, TimeMention,
};

use crate::actors::Cast;
use crate::arguments::{self, choose_heads, choose_places, choose_time};
use crate::attribution::{Attribution, Covering, Stance, attributions, covering};
use crate::bounds::Bounds;
use crate::inherit::inherit;
use crate::quote;
use crate::selection::{Surroundings, score};
use crate::sites::sites;
use crate::slots::{self, Sources};
use crate::status::status;
use crate::tree::Tree;
use crate::triggers::{Candidate, candidates};
use crate::{Input, Tables};

/// What extraction gives for one report.
#[derive(Clone, Debug, Default)]
pub struct Extraction {
    /// Claims in text order.
    pub claims: Vec<Claim>,
    /// Sentences with a cue or an action word that gave no claim.
    pub unread: Vec<Unread>,
    /// Who says what.
    pub attributions: Vec<Attribution>,
}

/// A sentence that gave no claim though words in it might.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The sentence.
    pub sentence: Span,
    /// The word that might tell an event.
    pub word: Span,
    /// Why it gave none.
    pub reason: String,
}

/// Sentences read at a time: what is told far away bears on a claim only through the cast, and a text
/// of any length costs no more a sentence. Far above the length of a report.
const WINDOW: usize = 400;

/// Reads the claims of a report.
///
/// # Cost
/// O(words of the report), times the length of a sentence where trees are walked.
pub fn claims(input: Input<'_>, tables: &Tables) -> Reading<Extraction> {
    let tree = Tree::new(input.report, input.analysis);
    let attributions = attributions(input.report, input.analysis, &tables.attribution);
    let all = candidates(&tree, &tables.frames);
    let frames = &tables.frames.frames;
    let Reading { value: cast, mut notes } =
        Cast::new(input.report, input.analysis, &tables.actors, input.places);
    let mut found: Vec<Claim> = Vec::new();
    let mut unread: Vec<Unread> = Vec::new();
    let sentences = &input.analysis.sentences;
    for first in (0..sentences.len()).step_by(WINDOW) {
        let window = first..sentences.len().min(first + WINDOW);
        let tokens = sentences[window.start].tokens.start..sentences[window.end - 1].tokens.end;
        let start = sentences[first.saturating_sub(arguments::BACK)].span.start();
        let end = sentences[window.end - 1].span.end();
        let within = |span: Span| start <= span.start() && span.end() <= end;
        let here = &all
            [all.partition_point(|c| c.token < tokens.start)..all.partition_point(|c| c.token < tokens.end)];
        let says: Vec<Attribution> = attributions.iter().filter(|a| a.touches(&tokens)).cloned().collect();
        let times: Vec<TimeMention> = input.times.iter().filter(|m| within(m.span)).cloned().collect();
        let places: Vec<PlaceMention> = input.places.iter().filter(|m| within(m.span)).cloned().collect();
        let surroundings = Surroundings::new(&tree, frames, here, &says, tokens.clone());
        let scores: Vec<f32> = (0..here.len()).map(|i| score(&tables.selection, &surroundings, i)).collect();
        let sites = sites(&tree, frames, &places, tokens.clone());
        let sources =
            Sources { tree: &tree, frames, times: &times, places: &places, sites: &sites, cast: &cast };
        let mut told = vec![false; window.len()];
        let mut claims: Vec<Claim> = Vec::new();
        for i in choose(here, &scores) {
            let claim = build(&sources, tables, &here[i], scores[i], &says);
            let twin = claims.iter().any(|c| c.passage == claim.passage && c.action == claim.action);
            told[input.analysis.sentence_of(here[i].token) - window.start] = true;
            if !twin && !claim.passage.is_empty() {
                claims.push(claim);
            }
        }
        found.append(&mut claims);
        unread.append(&mut not_told(&tree, window, here, &scores, &says, &told));
    }
    found.sort_by_key(|c| (c.passage.start(), c.passage.end(), c.action));
    inherit(&tables.arguments, input.report, input.analysis, &mut found);
    if input.analysis.sentences.is_empty() {
        notes.push(Note::new("extract/nothing-to-read", None, "No sentence to read claims from."));
    }
    Reading { value: Extraction { claims: found, unread, attributions }, notes }
}

/// Candidates above zero; at one word only the best.
fn choose(all: &[Candidate], scores: &[f32]) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    for i in 0..all.len() {
        if scores[i] <= 0.0 {
            continue;
        }
        match chosen.last_mut() {
            Some(last) if all[*last].token == all[i].token => {
                if scores[i] > scores[*last] {
                    *last = i;
                }
            }
            _ => chosen.push(i),
        }
    }
    chosen
}

fn build(
    s: &Sources<'_>,
    tables: &Tables,
    candidate: &Candidate,
    score: f32,
    attributions: &[Attribution],
) -> Claim {
    let tree = s.tree;
    let covering = covering(attributions, candidate.token);
    let heads = choose_heads(s, &tables.arguments, candidate, slots::heads(s, candidate));
    let ruled = passage(tree, candidate, attributions);
    let bounds = Bounds::new(tree, candidate, attributions, ruled.clone());
    let passage = quote::span(tree, bounds.choose(&tables.bounds));
    // The other slots are weighed by the clause that the rules show, as they were learned.
    let clause = quote::span(tree, ruled.clone());
    let (status, status_rule) = settle(status(tree, candidate), &covering);
    let cues = cues(attributions);
    let places = slots::places(s, candidate, ruled.clone());
    let places = choose_places(s, &tables.arguments, candidate, clause, places);
    let time = slots::time(s, candidate, ruled.clone(), &cues);
    let time = choose_time(s, &tables.arguments, candidate, clause, time);
    let word = candidate.action.group() == ActionGroup::Words && is_speech(candidate.action);
    let mut actor = heads.actor.map(|h| slots::party(s, h));
    let mut chain = covering.chain.clone();
    if word {
        speaker(&mut actor, &mut chain);
    }
    // A known actor under a name that looked like a place of the report: `Dahedash took the street`.
    let own_name = |m: &&PlaceMention| {
        let within = |p: &Party| p.link.is_some() && p.span.is_some_and(|s| s.contains(m.span));
        m.method == "local" && actor.as_ref().is_some_and(within)
    };
    let places: Vec<&PlaceMention> = places.into_iter().filter(|m| !own_name(m)).collect();
    let frame = &s.frames.frames[candidate.frame];
    let mut rules = vec![frame.id.clone(), status_rule.to_owned()];
    rules.extend(covering.stances.iter().map(|(_, rule)| rule.clone()));
    Claim {
        passage,
        sources: chain,
        action: candidate.action,
        actor,
        target: heads.target.map(|h| slots::party(s, h)),
        places: places.into_iter().map(|m| slots::claim_place(tree.report, m)).collect(),
        time: time.map(|m| slots::claim_time(tree.report, m, s.times)),
        status,
        count: slots::count(s, candidate, heads, ruled),
        evidence: Evidence {
            trigger: tree.analysis.tokens[candidate.token].span,
            sentence: tree.analysis.sentences[tree.analysis.sentence_of(candidate.token)].span,
            rules,
            confidence: 1.0 / (1.0 + (-score).exp()),
        },
    }
}

/// The tokens of a claim's passage, without its attribution.
pub(crate) fn passage(tree: &Tree<'_>, candidate: &Candidate, attributions: &[Attribution]) -> Range<usize> {
    without_attribution(quote::passage(tree, candidate), candidate, attributions)
}

/// The tokens of every cue.
pub(crate) fn cues(attributions: &[Attribution]) -> Vec<Range<usize>> {
    attributions.iter().map(|a| a.cue_tokens.clone()).collect()
}

/// Word actions have the speaker as actor and no source of their own.
fn is_speech(action: Action) -> bool {
    matches!(
        action,
        Action::Demand | Action::Threaten | Action::Accuse | Action::Reject | Action::Responsibility
    )
}

/// "We urge …", he said: the speaker of the quotation is the actor.
fn speaker(actor: &mut Option<Party>, chain: &mut SourceChain) {
    let first_person = |p: &Party| {
        let text = p.text.to_lowercase();
        matches!(text.as_str(), "i" | "we" | "our" | "my" | "us")
    };
    if actor.as_ref().is_none_or(first_person)
        && let Some(link) = chain.links.first()
    {
        *actor =
            Some(Party { text: link.text.clone(), span: link.span, name: link.name.clone(), link: None });
        chain.links.remove(0);
    }
    if let (Some(actor), Some(link)) = (actor.as_ref(), chain.links.first())
        && actor.text == link.text
    {
        chain.links.remove(0);
    }
}

/// What the words around the trigger say, with what the cues over it add.
fn settle(own: (Status, &'static str), covering: &Covering) -> (Status, &'static str) {
    if own.0 != Status::Asserted {
        return own;
    }
    for (stance, _) in &covering.stances {
        match stance {
            Stance::Denies => return (Status::Denied, "status/denied-by-source"),
            Stance::Possible => return (Status::Possible, "status/source-unsure"),
            Stance::Plans | Stance::Demands => return (Status::Planned, "status/source-plans"),
            Stance::Asserts | Stance::Confirms => {}
        }
    }
    own
}

/// Cuts the attribution off either end of a passage.
fn without_attribution(
    tokens: Range<usize>,
    candidate: &Candidate,
    attributions: &[Attribution],
) -> Range<usize> {
    let mut tokens = tokens;
    for attribution in attributions.iter().filter(|a| a.covers(candidate.token)) {
        let content = attribution.content.iter().find(|r| r.contains(&candidate.token));
        if let Some(content) = content {
            tokens.start = tokens.start.max(content.start);
            tokens.end = tokens.end.min(content.end);
        }
    }
    if tokens.start > candidate.token || tokens.end <= candidate.token {
        return candidate.token..candidate.token + 1;
    }
    tokens
}

fn not_told(
    tree: &Tree<'_>,
    window: Range<usize>,
    all: &[Candidate],
    scores: &[f32],
    attributions: &[Attribution],
    told: &[bool],
) -> Vec<Unread> {
    let mut found = Vec::new();
    for (sentence, told) in tree.analysis.sentences[window].iter().zip(told) {
        let prose = tree.report.blocks.get(sentence.block).is_none_or(|b| b.kind == BlockKind::Paragraph);
        if *told || !prose {
            continue;
        }
        let best = (0..all.len())
            .filter(|&c| sentence.tokens.contains(&all[c].token))
            .max_by(|&a, &b| scores[a].total_cmp(&scores[b]));
        let cue = attributions
            .iter()
            .find(|a| sentence.tokens.contains(&a.cue_tokens.start) && !a.cue_tokens.is_empty());
        if let Some(c) = best {
            let word = tree.analysis.tokens[all[c].token].span;
            let reason = format!(
                "“{}” could tell `{}`, but the words around it speak against a claim ({:.1})",
                word.slice(&tree.report.text),
                all[c].action.as_str(),
                scores[c]
            );
            found.push(Unread { sentence: sentence.span, word, reason });
        } else if let Some(cue) = cue {
            let reason = "somebody is quoted, but no word of an action was found in what is said".to_owned();
            found.push(Unread { sentence: sentence.span, word: cue.cue, reason });
        }
    }
    found
}
