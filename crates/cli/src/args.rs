//! The command line, as clap sees it. `docs/command.md` tells of every option here; a check compares.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use rashomon::model::Day;
use rashomon_export::Profile;

use crate::term::{Colour, Term};

/// Reads news reports that disagree: who claims what, through whom, about where and when.
#[derive(Debug, Parser)]
#[command(name = "rashomon", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) look: Look,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// How answers look.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Look {
    /// Colour in answers.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: Colour,
    /// Columns to set answers in, instead of the terminal's.
    #[arg(long, global = true, value_name = "COLUMNS")]
    pub(crate) width: Option<usize>,
}

impl Look {
    pub(crate) fn term(self) -> Term {
        Term::of(self.color, self.width)
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read reports: claims, changes, disputes, and what was not read.
    Read(ReadArgs),
    /// Print what each stage found, under the text: blocks, words, trees, names, times, places, claims.
    Explain(ExplainArgs),
    /// Print the places a report names, or write them as GeoJSON.
    Places(PlacesArgs),
    /// Print the times a report tells.
    Times(TimesArgs),
    /// Print the sentences of a report as CoNLL-U.
    Parse(ParseArgs),
    /// Weigh a plain table of claims: what most likely held, how sure, and why.
    Weigh(WeighArgs),
    /// Make a case: one file that keeps reports and what was read of them.
    Init(InitArgs),
    /// Read reports and keep them in a case. A report that is known is not kept again.
    Add(AddArgs),
    /// List the reports of a case.
    List(ListArgs),
    /// Show what the reports of a case tell: changes, disputes, claims.
    Show(ShowArgs),
    /// Show the disputes of a case.
    Disputes(QuestionsArgs),
    /// Show the changes of a case.
    Changes(QuestionsArgs),
    /// Ask a case: `rashomon ask CASE "who holds Mansour Street on 2017-06-13"`.
    Ask(AskArgs),
    /// Go through the claims of a case by keys: accept, reject, correct, note. Nothing is overwritten.
    Review(ReviewArgs),
    /// Ask feeds for what is new, again and again, and keep it. Nothing is fetched but by this command.
    Watch(WatchArgs),
    /// Open a case in the browser: disputes, map, timeline, reports, review. Without users it is for this machine only.
    Serve(ServeArgs),
    /// Open the example reports in the browser. What is done there goes when the command ends.
    Demo(DemoArgs),
    /// Serve a case to a program that speaks the Model Context Protocol, over standard input and output: read only.
    Mcp(McpArgs),
    /// Name who may use a case that is served to several people, and for what.
    Users(UsersArgs),
    /// Write what a case holds in the forms of others: tables, maps, pages.
    Export(ExportArgs),
    /// Make a case of the records that `export --to case.jsonl` wrote: the same case, hash for hash.
    Import(ImportArgs),
    /// Write a case as evidence: originals, records, judgements, answers, each file with its SHA-256 (BagIt).
    Bundle(BundleArgs),
    /// Check that a case is what was written, bit by bit.
    Verify(VerifyArgs),
    /// Write a copy of a case, also while others add to it.
    Backup(CopyArgs),
    /// Make a case from a backup, after checking it.
    Restore(CopyArgs),
}

/// What is known of a report besides its bytes.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Known {
    /// Day of publication, for all reports given: `2017-06-13`. Without it `Tuesday` stays relative.
    #[arg(long, value_name = "DAY")]
    pub(crate) published: Option<Day>,
    /// Hours (and minutes) east of UTC where the story takes place: `+03:00`.
    #[arg(long, value_name = "OFFSET", value_parser = rashomon::zone, allow_hyphen_values = true)]
    pub(crate) zone: Option<i16>,
    /// Read texts in other languages as if they were English.
    #[arg(long)]
    pub(crate) force: bool,
}

/// Places besides those that come with the program.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Atlas {
    /// A table (CSV) or map (GeoJSON) of your own places, known besides those that come with the program.
    #[arg(long, value_name = "FILE")]
    pub(crate) gazetteer: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ReadArgs {
    /// Reports: files, folders of files, or `-` for standard input.
    #[arg(required = true, value_name = "REPORT")]
    pub(crate) reports: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) known: Known,
    #[command(flatten)]
    pub(crate) atlas: Atlas,
    /// Write all that was read as JSON (see docs/json.md).
    #[arg(long)]
    pub(crate) json: bool,
    /// Show claims.
    #[arg(long)]
    pub(crate) claims: bool,
    /// Show changes and disputes.
    #[arg(long)]
    pub(crate) disputes: bool,
    /// Show what was not read, and why.
    #[arg(long)]
    pub(crate) unread: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A report, or `-` for standard input.
    #[arg(value_name = "REPORT")]
    pub(crate) report: PathBuf,
    #[command(flatten)]
    pub(crate) known: Known,
    #[command(flatten)]
    pub(crate) atlas: Atlas,
    /// Explain one claim only: `c7`.
    #[arg(long, value_name = "CLAIM")]
    pub(crate) claim: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PlacesArgs {
    /// A report, or `-` for standard input.
    #[arg(value_name = "REPORT")]
    pub(crate) report: PathBuf,
    #[command(flatten)]
    pub(crate) known: Known,
    #[command(flatten)]
    pub(crate) atlas: Atlas,
    /// Write GeoJSON; places without a point of their own have no geometry.
    #[arg(long)]
    pub(crate) geojson: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TimesArgs {
    /// A report, or `-` for standard input.
    #[arg(value_name = "REPORT")]
    pub(crate) report: PathBuf,
    #[command(flatten)]
    pub(crate) known: Known,
}

#[derive(Debug, Args)]
pub(crate) struct ParseArgs {
    /// A report, or `-` for standard input.
    #[arg(value_name = "REPORT")]
    pub(crate) report: PathBuf,
    #[command(flatten)]
    pub(crate) known: Known,
    /// Write CoNLL-U, ten columns a word, instead of words with their tags.
    #[arg(long)]
    pub(crate) conllu: bool,
}

#[derive(Debug, Args)]
pub(crate) struct WeighArgs {
    /// A table with the columns object, source and value, and if known attribute and time: `.csv`, `.tsv` or `.parquet`.
    #[arg(value_name = "CLAIMS")]
    pub(crate) claims: PathBuf,
    /// A table of places with the columns id, name and parent, for values that are places.
    #[arg(long, value_name = "HIERARCHY")]
    pub(crate) places: Option<PathBuf>,
    /// A table of known truths with the columns object, attribute and value: say how good the answers are.
    #[arg(long, value_name = "TRUTHS")]
    pub(crate) gold: Option<PathBuf>,
    /// Write all answers, reasons and sources as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The file to make.
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// What the case is about.
    #[arg(long, value_name = "TITLE")]
    pub(crate) title: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// The case.
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// Reports and what holds them (see docs/command.md): files, folders, or `-` for standard input.
    #[arg(value_name = "REPORT", required_unless_present = "reread")]
    pub(crate) reports: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) known: Known,
    /// Read all reports of the case again that were read by another version; old readings stay.
    #[arg(long)]
    pub(crate) reread: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// The case.
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// Write JSON, an object a line.
    #[arg(long)]
    pub(crate) json: bool,
}

/// As of when a case is looked at.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Moment {
    /// Only reports published by this day; those without a day are left out.
    #[arg(long, value_name = "DAY")]
    pub(crate) said: Option<Day>,
    /// Only what had come in by this day or UTC time: `2026-03-01`, `2026-03-01T12:00:00Z`.
    #[arg(long, value_name = "TIME", value_parser = rashomon_store::AsOf::by)]
    pub(crate) learned: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct HeldArgs {
    /// The case.
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    #[command(flatten)]
    pub(crate) moment: Moment,
}

#[derive(Debug, Args)]
pub(crate) struct QuestionsArgs {
    #[command(flatten)]
    pub(crate) held: HeldArgs,
    /// Show all, not only the first hundred.
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    pub(crate) held: HeldArgs,
    /// Show one report only, by its number: `r12`.
    #[arg(long, value_name = "REPORT")]
    pub(crate) report: Option<String>,
    /// Write all that was read as JSON (see docs/json.md).
    #[arg(long)]
    pub(crate) json: bool,
    /// Show claims.
    #[arg(long)]
    pub(crate) claims: bool,
    /// Show what was not read, and why.
    #[arg(long)]
    pub(crate) unread: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AskArgs {
    /// The case.
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// The question, in plain words.
    #[arg(value_name = "QUESTION", required_unless_present_any = ["holds", "killed", "open"],
        conflicts_with_all = ["holds", "killed", "open"])]
    pub(crate) question: Option<String>,
    /// Ask who holds a place.
    #[arg(long, value_name = "PLACE", conflicts_with_all = ["killed", "open"])]
    pub(crate) holds: Option<String>,
    /// Ask how many were killed in an event.
    #[arg(long, value_name = "EVENT", conflicts_with = "open")]
    pub(crate) killed: Option<String>,
    /// Ask whether a way is open.
    #[arg(long, value_name = "WAY")]
    pub(crate) open: Option<String>,
    /// The day asked for: when it was true.
    #[arg(long, value_name = "DAY")]
    pub(crate) at: Option<Day>,
    #[command(flatten)]
    pub(crate) moment: Moment,
    /// Write the answer as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewArgs {
    /// The case.
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// Name of who reviews; without it that of the account.
    #[arg(long, value_name = "NAME")]
    pub(crate) reviewer: Option<String>,
    /// Tell how far the reviewers agree: Krippendorff's alpha, Cohen's kappa, and where they do not.
    #[arg(long)]
    pub(crate) agreement: bool,
    /// List all judgements.
    #[arg(long, conflicts_with = "agreement")]
    pub(crate) list: bool,
    /// Write the agreement, or the judgements one a line, as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// The case.
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// Feeds to watch besides those watched already: addresses that begin with `https://` or `http://`.
    #[arg(value_name = "FEED")]
    pub(crate) feeds: Vec<String>,
    /// A list of feeds to watch besides, as feed readers write them (OPML).
    #[arg(long, value_name = "FILE")]
    pub(crate) opml: Vec<PathBuf>,
    /// Ask every feed once, now, and end.
    #[arg(long)]
    pub(crate) once: bool,
    /// Fetch the page of each entry too, instead of keeping what the feed says of it.
    #[arg(long)]
    pub(crate) pages: bool,
    /// Minutes between two polls of a feed.
    #[arg(long, value_name = "MINUTES", default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) every: u32,
    /// Seconds between two requests to one host.
    #[arg(long, value_name = "SECONDS", default_value_t = 2)]
    pub(crate) delay: u32,
    /// A proxy to ask through: `http://…`; without it the one of the environment.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) proxy: Option<String>,
    /// Ask machines of your own network too.
    #[arg(long)]
    pub(crate) allow_private: bool,
    /// List the feeds that are watched, and ask nothing.
    #[arg(long)]
    pub(crate) list: bool,
    /// Watch a feed no longer.
    #[arg(long, value_name = "FEED")]
    pub(crate) forget: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub(crate) held: HeldArgs,
    /// The file to write; its name tells the form: `claims.csv`, `map.geojson`, `report.html`, `acled.csv`.
    #[arg(long, value_name = "FILE", required = true)]
    pub(crate) to: Vec<PathBuf>,
    /// For whom: `internal`, `partner`, `public`.
    #[arg(long, value_name = "PROFILE", default_value = "internal", value_parser = profile)]
    pub(crate) profile: Profile,
}

/// A profile by its name.
fn profile(text: &str) -> Result<Profile, String> {
    Profile::parse(text).ok_or_else(|| format!("`{text}` is none of `internal`, `partner`, `public`"))
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The file to make.
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// Records of a case, one a line.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct BundleArgs {
    /// The case.
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// The folder to make.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) to: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The case.
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// The hash of a last record, as `verify` printed it before: checks that the record is still there.
    #[arg(long, value_name = "HASH")]
    pub(crate) head: Option<String>,
    /// The answer of a time-stamping authority (RFC 3161) over such a hash: checks it, and says when the record was
    /// there.
    #[arg(long, value_name = "FILE", requires = "authority")]
    pub(crate) timestamp: Option<PathBuf>,
    /// The certificate of the authority, or of who stands behind it, as PEM.
    #[arg(long, value_name = "FILE", requires = "timestamp")]
    pub(crate) authority: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CopyArgs {
    /// The case or backup to copy.
    #[arg(value_name = "FROM")]
    pub(crate) from: PathBuf,
    /// The file to make.
    #[arg(value_name = "TO")]
    pub(crate) to: PathBuf,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }
}

/// Where the page is served.
#[derive(Clone, Debug, Args)]
pub(crate) struct Listen {
    /// Port; 0 takes any that is free.
    #[arg(long, default_value_t = 7340)]
    pub(crate) port: u16,
    /// Address to listen at. Others than this machine reach it only where the case has users.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) bind: std::net::IpAddr,
    /// A further name that browsers may call this server by.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Vec<String>,
    /// Speak TLS with this certificate, in PEM form, those that vouch for it after it.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The private key of the certificate, in PEM form.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    /// A proxy that speaks TLS stands before this server.
    #[arg(long)]
    pub(crate) behind_proxy: bool,
    /// Do not open the browser; only print the address.
    #[arg(long)]
    pub(crate) no_browser: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// The case.
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    #[command(flatten)]
    pub(crate) listen: Listen,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    #[command(flatten)]
    pub(crate) listen: Listen,
}

#[derive(Debug, Args)]
pub(crate) struct McpArgs {
    /// The case.
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct UsersArgs {
    /// The case.
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    #[command(subcommand)]
    pub(crate) what: UsersCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UsersCommand {
    /// List names and roles.
    List,
    /// Add somebody; the password is read from standard input, or asked for.
    Add {
        /// Name to sign in with; judgements bear it.
        name: String,
        /// What they may do: reader, reviewer, editor or owner.
        #[arg(long, default_value = "reviewer")]
        role: rashomon_serve::Role,
    },
    /// Remove somebody. What they decided stays.
    Remove {
        /// The name.
        name: String,
    },
}
