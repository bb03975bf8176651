//! `review`: a person goes through the claims of a case, by keys, and decides.

use std::collections::BTreeMap;
use std::io::{BufRead as _, IsTerminal as _, Read as _, Write as _};
use std::path::Path;

use rashomon::model::{ClaimRef, Question};
use rashomon::review::{Agreement, agreement, anchor, locate, verdicts};
use rashomon::v1::{Anchor, Judgement, Slot, Verdict, claim_id};
use rashomon_store::Case;
use serde_json::json;

use super::failure;
use super::look::{Looked, look, of_case};
use crate::args::{Look, Moment, ReviewArgs};
use crate::failure::{Failure, Outcome};
use crate::show::counted;
use crate::term::{Style, Term, one_line};

/// Above so many claims a decision shows in the answers only the next time the case is opened: holding all
/// claims against each other again would keep the reviewer waiting.
const AT_ONCE: usize = 20_000;

const HELP: &str = "a accept · r reject · c correct · m merge actors · p part an actor from a form · \
    s same event as · d different event from · n note · o note on a question · u undo · space next · b back · ? help · q quit";

/// Runs the command.
pub(crate) fn run(args: &ReviewArgs, given: &Look) -> anyhow::Result<Outcome> {
    if args.agreement {
        return agree(args, given);
    }
    if args.list {
        return list(args);
    }
    let reviewer = args.reviewer.clone().or_else(|| std::env::var("USER").ok());
    let Some(reviewer) = reviewer.filter(|r| !r.trim().is_empty()) else {
        let failure = Failure::new("a review needs the name of who makes it");
        return Err(failure.hint("`--reviewer NAME`").into());
    };
    let case = Case::open(&args.case).map_err(failure)?;
    let looked = of_case(&case, &Moment::default())?;
    let mut review =
        Review { case, looked, term: given.term(), reviewer, made: Vec::new(), keys: Keys::of_stdin() };
    review.run()?;
    eprintln!("{} kept", counted(review.made.len(), "judgement"));
    Ok(Outcome::Fine)
}

/// Where keys and lines come from.
enum Keys {
    /// A terminal, read key by key.
    Terminal,
    /// A file or pipe: each character is a key, ends of lines only end what is typed.
    Piped(std::io::BufReader<std::io::Stdin>),
}

impl Keys {
    fn of_stdin() -> Self {
        let stdin = std::io::stdin();
        if stdin.is_terminal() { Keys::Terminal } else { Keys::Piped(std::io::BufReader::new(stdin)) }
    }

    /// The next key; `None` at the end.
    fn key(&mut self) -> anyhow::Result<Option<char>> {
        use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, read};
        match self {
            Keys::Terminal => loop {
                crossterm::terminal::enable_raw_mode()?;
                let event = read();
                crossterm::terminal::disable_raw_mode()?;
                let Event::Key(key) = event? else { continue };
                if key.kind == KeyEventKind::Release {
                    continue;
                }
                match key.code {
                    KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                        return Ok(None);
                    }
                    KeyCode::Char(c) => return Ok(Some(c)),
                    KeyCode::Right | KeyCode::Down | KeyCode::Enter => return Ok(Some(' ')),
                    KeyCode::Left | KeyCode::Up => return Ok(Some('b')),
                    KeyCode::Esc => return Ok(Some('q')),
                    _ => {}
                }
            },
            Keys::Piped(input) => loop {
                let mut byte = [0];
                if input.read(&mut byte)? == 0 {
                    return Ok(None);
                }
                if !matches!(byte[0], b'\n' | b'\r') {
                    return Ok(Some(char::from(byte[0])));
                }
            },
        }
    }

    /// What is typed up to the end of the line.
    fn line(&mut self, prompt: &str) -> anyhow::Result<String> {
        print(&format!("{prompt} "))?;
        let mut bytes = Vec::new();
        match self {
            Keys::Terminal => std::io::stdin().lock().read_until(b'\n', &mut bytes)?,
            Keys::Piped(input) => {
                let read = input.read_until(b'\n', &mut bytes)?;
                print("\n")?;
                read
            }
        };
        Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
    }
}

fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

struct Review {
    case: Case,
    looked: Looked,
    term: Term,
    reviewer: String,
    /// Records of the judgements of this sitting.
    made: Vec<i64>,
    keys: Keys,
}

impl Review {
    fn run(&mut self) -> anyhow::Result<()> {
        // Anchors, since numbers of claims may change under the hands of another program.
        let queue: Vec<Anchor> = self.queue().into_iter().filter_map(|c| self.anchor(c)).collect();
        if queue.is_empty() {
            print("Nothing is left to judge.\n")?;
            return Ok(());
        }
        print(&self.term.block(0, Style::Dim, HELP))?;
        let mut at = 0;
        let mut shown = usize::MAX;
        while let Some(anchor) = queue.get(at) {
            let Some(claim) = self.locate(anchor) else {
                at += 1;
                continue;
            };
            if shown != at {
                print(&self.card(at, queue.len(), claim))?;
                shown = at;
            }
            let Some(key) = self.keys.key()? else { return Ok(()) };
            match key {
                'q' => return Ok(()),
                ' ' | 'j' => at += 1,
                'b' | 'k' => at = at.saturating_sub(1),
                '?' => print(&self.term.block(0, Style::Dim, HELP))?,
                'u' => self.undo()?,
                _ => {
                    if self.decided(key, claim, anchor)? && matches!(key, 'a' | 'r') {
                        at += 1;
                    } else {
                        shown = usize::MAX;
                    }
                }
            }
        }
        print("That was the last one.\n")
    }

    fn anchor(&self, claim: ClaimRef) -> Option<Anchor> {
        let held = &self.looked.held;
        anchor(&held.readings, &held.numbers, &held.reviewed, claim)
    }

    fn locate(&self, on: &Anchor) -> Option<ClaimRef> {
        let held = &self.looked.held;
        locate(&held.readings, &held.numbers, &held.reviewed, on)
    }

    /// Claims this reviewer has not judged, those first that bear on disputes, then on the most open
    /// questions, then those read least surely.
    fn queue(&self) -> Vec<ClaimRef> {
        let held = &self.looked.held;
        let judged = verdicts(&held.reviewed, &held.decided);
        let mine = |c: &ClaimRef| judged.get(c).is_some_and(|by| by.contains_key(&self.reviewer));
        let mut weight: BTreeMap<ClaimRef, f64> = BTreeMap::new();
        for question in &self.looked.reconciled.value.questions {
            let open = question.answers.iter().filter_map(|a| a.probability).map(|p| p * (1.0 - p));
            let open = open.fold(0.0_f64, f64::max) + if question.disputes.is_empty() { 0.0 } else { 10.0 };
            for claim in question.answers.iter().flat_map(|a| a.told_by.iter().chain(&a.denied_by)) {
                let most = weight.entry(*claim).or_default();
                *most = most.max(open);
            }
        }
        let mut all: Vec<ClaimRef> = Vec::new();
        for (report, reading) in held.readings.iter().enumerate() {
            all.extend((0..reading.value.claims.len()).map(|claim| ClaimRef { report, claim }));
        }
        all.retain(|c| !mine(c));
        let sure = |c: &ClaimRef| held.readings[c.report].value.claims[c.claim].evidence.confidence;
        let of = |c: &ClaimRef| weight.get(c).copied().unwrap_or(-1.0);
        all.sort_by(|a, b| of(b).total_cmp(&of(a)).then(sure(a).total_cmp(&sure(b))).then(a.cmp(b)));
        all
    }

    /// What the reviewer sees of a claim: what was read, the sentences around it, what it bears on.
    fn card(&self, at: usize, of: usize, claim: ClaimRef) -> String {
        let view = self.looked.view(self.term);
        let reading = &self.looked.held.readings[claim.report].value;
        let told = &reading.claims[claim.claim];
        let text = &reading.report.text;
        let mut out = String::from("\n");
        let title = reading.report.title.as_deref().map_or_else(|| view.teller(claim.report), one_line);
        out.push_str(&self.term.block(0, Style::Dim, &format!("{} of {of} · {title}", at + 1)));
        out.push_str(&view.row(claim, None, None));
        let around = |from: usize, to: usize| one_line(text.get(from..to).unwrap_or_default());
        let sentence = told.evidence.sentence;
        let before = text[..sentence.start()].rfind(". ").map_or(0, |i| i + 2);
        let after = text[sentence.end()..].find(". ").map_or(text.len(), |i| sentence.end() + i + 1);
        let near = format!(
            "{} [{}] {}",
            around(before, sentence.start()),
            around(sentence.start(), sentence.end()),
            around(sentence.end(), after)
        );
        out.push_str(&self.term.block(4, Style::Plain, near.trim()));
        for question in self.bears_on(claim) {
            let line =
                format!("{} {}: {}", question.text, question.standing.kind.as_str(), question.standing.rule);
            out.push_str(&self.term.block(4, Style::Dim, &line));
        }
        out
    }

    /// The questions a claim bears on, the first three.
    fn bears_on(&self, claim: ClaimRef) -> Vec<&Question> {
        let bears = |q: &&Question| {
            q.answers.iter().any(|a| a.told_by.contains(&claim) || a.denied_by.contains(&claim))
        };
        self.looked.reconciled.value.questions.iter().filter(bears).take(3).collect()
    }

    /// A remark on a question that the claim bears on.
    fn remark(&mut self, claim: ClaimRef) -> anyhow::Result<Option<Verdict>> {
        let questions: Vec<String> = self.bears_on(claim).iter().map(|q| q.text.clone()).collect();
        let at = match questions.len() {
            0 => {
                print("It bears on no question.\n")?;
                return Ok(None);
            }
            1 => Some(0),
            _ => {
                for (n, question) in questions.iter().enumerate() {
                    print(&format!("{} {}\n", n + 1, one_line(question)))?;
                }
                self.keys.key()?.and_then(|k| k.to_digit(10)).and_then(|n| (n as usize).checked_sub(1))
            }
        };
        let Some(question) = at.and_then(|at| questions.get(at)).cloned() else { return Ok(None) };
        let text = self.keys.line(&format!("Note on “{}”:", one_line(&question)))?;
        Ok((!text.is_empty()).then_some(Verdict::Remark { question, text }))
    }

    /// Asks for what a key needs and keeps the judgement. False where nothing was kept.
    fn decided(&mut self, key: char, claim: ClaimRef, on: &Anchor) -> anyhow::Result<bool> {
        let verdict = match key {
            'a' => Verdict::Accept,
            'r' => Verdict::Reject,
            'c' => match self.correction()? {
                Some(verdict) => verdict,
                None => return Ok(false),
            },
            'm' => {
                let name = self.keys.line("The name that goes:")?;
                let into = self.keys.line("The name that stays:")?;
                if name.is_empty() || into.is_empty() {
                    return Ok(false);
                }
                Verdict::Merge { name, into }
            }
            'p' => match self.keys.line("The written form that means somebody else:")? {
                form if form.is_empty() => return Ok(false),
                form => Verdict::Split { form },
            },
            's' | 'd' => {
                let id = self.keys.line("The other claim (`r2:c8`):")?;
                let Some(other) = self.named(&id).filter(|c| *c != claim).and_then(|c| self.anchor(c)) else {
                    print(&format!("There is no other claim `{}`.\n", one_line(&id)))?;
                    return Ok(false);
                };
                if key == 's' { Verdict::Same { other } } else { Verdict::Different { other } }
            }
            'n' => match self.keys.line("Note:")? {
                text if text.is_empty() => return Ok(false),
                text => Verdict::Note { text },
            },
            'o' => match self.remark(claim)? {
                Some(verdict) => verdict,
                None => return Ok(false),
            },
            _ => {
                print(&self.term.block(0, Style::Dim, HELP))?;
                return Ok(false);
            }
        };
        let alone = matches!(verdict, Verdict::Merge { .. } | Verdict::Remark { .. });
        let on = Some(on.clone()).filter(|_| !alone);
        self.keep(Judgement { reviewer: self.reviewer.clone(), on, verdict })
    }

    fn correction(&mut self) -> anyhow::Result<Option<Verdict>> {
        const SLOTS: [(char, Slot); 7] = [
            ('x', Slot::Action),
            ('a', Slot::Actor),
            ('t', Slot::Target),
            ('p', Slot::Place),
            ('d', Slot::Time),
            ('s', Slot::Status),
            ('n', Slot::Count),
        ];
        print("x action · a actor · t target · p place · d day · s status · n number\n")?;
        let key = self.keys.key()?;
        let Some((_, slot)) = SLOTS.into_iter().find(|(c, _)| Some(*c) == key) else { return Ok(None) };
        let value = self.keys.line(&format!("{} (nothing for none):", slot.as_str()))?;
        Ok(Some(Verdict::Correct { slot, value }))
    }

    /// The claim with an id as it is shown: `r2:c8`, or `c8` where the case holds one report.
    fn named(&self, id: &str) -> Option<ClaimRef> {
        let held = &self.looked.held;
        let (report, claim) = match id.split_once(':') {
            Some((report, claim)) => {
                let number: i64 = report.strip_prefix('r')?.parse().ok()?;
                (held.numbers.iter().position(|n| *n == number)?, claim)
            }
            None if held.numbers.len() == 1 => (0, id),
            None => return None,
        };
        let claim = claim.strip_prefix('c')?.parse::<usize>().ok()?.checked_sub(1)?;
        (claim < held.readings[report].value.claims.len()).then_some(ClaimRef { report, claim })
    }

    fn keep(&mut self, judgement: Judgement) -> anyhow::Result<bool> {
        match self.case.judge(std::slice::from_ref(&judgement)) {
            Ok(records) => {
                let number = records.first().copied().unwrap_or_default();
                print(&self.term.block(
                    2,
                    Style::Dim,
                    &format!("kept as {number}: {}", in_words(&judgement)),
                ))?;
                self.made.extend(records);
            }
            Err(rashomon_store::Error::Judgement(what)) => {
                print(&format!("{what}\n"))?;
                return Ok(false);
            }
            Err(error) => return Err(failure(error).into()),
        }
        let claims: usize = self.looked.held.readings.iter().map(|r| r.value.claims.len()).sum();
        if claims <= AT_ONCE {
            self.looked = of_case(&self.case, &Moment::default())?;
        }
        Ok(true)
    }

    /// Takes back the last judgement of this sitting that still holds.
    fn undo(&mut self) -> anyhow::Result<()> {
        let Some(undoes) = self.made.pop() else { return print("Nothing to undo in this sitting.\n") };
        let on = None;
        let made = self.made.len();
        self.keep(Judgement { reviewer: self.reviewer.clone(), on, verdict: Verdict::Undo { undoes } })?;
        // The undoing is kept, and is not what the next undo takes back.
        self.made.truncate(made);
        Ok(())
    }
}

/// A judgement in a few words.
fn in_words(judgement: &Judgement) -> String {
    crate::show::verdict(&judgement.verdict)
}

/// Every judgement of a case.
fn list(args: &ReviewArgs) -> anyhow::Result<Outcome> {
    let case = Case::open_to_read(&args.case).map_err(failure)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for one in case.judgements(None).map_err(failure)? {
        if args.json {
            writeln!(out, "{}", json!(one))?;
        } else {
            let on = one.judgement.on.as_ref();
            let on = on.map(|on| format!(" · r{} “{}”", on.report, one_line(&on.quote))).unwrap_or_default();
            let who = one_line(&one.judgement.reviewer);
            writeln!(out, "{}  {}  {who}: {}{on}", one.record, one.at, in_words(&one.judgement))?;
        }
    }
    out.flush()?;
    Ok(Outcome::Fine)
}

/// How far reviewers agree, and where they do not.
fn agree(args: &ReviewArgs, given: &Look) -> anyhow::Result<Outcome> {
    let looked = look(Path::new(&args.case), &Moment::default())?;
    let held = &looked.held;
    let all = verdicts(&held.reviewed, &held.decided);
    let found = agreement(all.values());
    let apart: Vec<ClaimRef> = all
        .iter()
        .filter(|(_, by)| by.values().any(|v| *v) && by.values().any(|v| !*v))
        .map(|(c, _)| *c)
        .collect();
    let Agreement { reviewers, items, agreed, alpha, kappa } = &found;
    let mut out = std::io::stdout().lock();
    if args.json {
        let id = |c: &ClaimRef| format!("r{}:{}", held.numbers[c.report], claim_id(c.claim));
        let kappa: Vec<_> = kappa.iter().map(|(a, b, k)| json!({"a": a, "b": b, "kappa": k})).collect();
        let document = json!({
            "reviewers": reviewers, "items": items, "agreed": agreed, "alpha": alpha, "kappa": kappa,
            "apart": apart.iter().map(id).collect::<Vec<_>>(),
        });
        serde_json::to_writer_pretty(&mut out, &document)?;
        writeln!(out)?;
        return Ok(Outcome::Fine);
    }
    let term = given.term();
    let said = |value: &Option<f64>| value.map_or("cannot be told".to_owned(), |v| format!("{v:.2}"));
    writeln!(out, "{} judged by two or more, {agreed} alike", counted(*items, "claim"))?;
    writeln!(out, "Krippendorff's alpha: {}", said(alpha))?;
    for (a, b, k) in kappa {
        writeln!(out, "Cohen's kappa, {} and {}: {}", one_line(a), one_line(b), said(k))?;
    }
    if !apart.is_empty() {
        out.write_all(term.block(0, Style::Bold, "They do not agree on").as_bytes())?;
        let view = looked.view(term);
        for claim in apart {
            out.write_all(view.row(claim, None, None).as_bytes())?;
        }
    }
    Ok(Outcome::Fine)
}
