#!/usr/bin/env python3
"""Runs rashomon and two peers (PyPI truthdiscovery, crowd-kit) on the same tables of claims, in one go.

Prints for each set and method the accuracy, the log loss of the first answer where the method gives probabilities,
the seconds of the processor from the file to the answers (for the peers without the start of Python and imports),
and how many times as long as rashomon that is.

    python3 -m venv VENV
    VENV/bin/python docs/benchmarks/against_truth_peers.py --install
    VENV/bin/python docs/benchmarks/against_truth_peers.py --rashomon-eval target/release/rashomon-eval SET...

SET is a folder with `claims.tsv` (object, attribute, source, value), `gold.tsv` (object, attribute, value), and if
there are any `hierarchy.tsv` and `score.json` with the rule by which a value is right: exact, time:MINUTES,
rel:SHARE, abs:DISTANCE, set (a|b|c), path (`town,province,country`: the lowest step that is claimed).
Dawid-Skene of crowd-kit runs where no attribute has more than 12 values, the methods of truthdiscovery everywhere.
"""

import argparse
import collections
import csv
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
import types
from pathlib import Path

# truthdiscovery pins versions of scipy that are gone, and draws with cairo, which is not needed here.
PACKAGES = ["crowd-kit==1.4.2", "numpy", "scipy", "bidict", "pyyaml"]
ALONE = ["truthdiscovery==1.0.4"]
DRAWING = ["cairo", "imageio", "imageio.v2", "matplotlib", "matplotlib.pyplot", "flask"]
METHODS = ["MajorityVoting", "Sums", "AverageLog", "Investment", "PooledInvestment", "TruthFinder", "CRH"]
MOST_LABELS = 12
# Larger tables take the peers many minutes and much memory.
MOST_CLAIMS = 150_000


def rows(path):
    csv.field_size_limit(1 << 30)
    with open(path, encoding="utf-8", errors="replace", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def plain(text):
    return " ".join(text.lower().split())


def number(text):
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def minutes(text):
    day, _, clock = text.rpartition("T")
    try:
        hours, mins = (int(part) for part in clock.split(":")[:2])
        days = time.mktime(time.strptime(day, "%Y-%m-%d")) / 60 if day else 0
    except ValueError:
        return None
    return days + 60 * hours + mins


def right(rule, said, truth):
    name, _, bound = rule.partition(":")
    read = {"time": minutes, "rel": number, "abs": number}.get(name)
    if name == "set":
        return set(plain(said).split("|")) == set(plain(truth).split("|"))
    if name == "path":
        return plain(said) == plain(truth.split(",")[0])
    a, b = (read(said), read(truth)) if read else (None, None)
    if a is None or b is None:
        return plain(said) == plain(truth)
    apart = abs(a - b)
    if name == "time" and "T" not in said:
        apart = min(apart, 1440 - apart)
    return apart <= (float(bound) * max(abs(b), 1e-9) if name == "rel" else float(bound))


class Set:
    """One folder: claims, truths of claimed items, the rule of each."""

    def __init__(self, folder):
        self.folder = Path(folder)
        score = self.folder / "score.json"
        rules = json.loads(score.read_text()) if score.exists() else {}
        told = collections.defaultdict(set)
        self.claims = 0
        labels = collections.defaultdict(set)
        for row in rows(self.folder / "claims.tsv"):
            self.claims += 1
            told[row["object"], row["attribute"]].add(plain(row["value"]))
            labels[row["attribute"]].add(row["value"])
        self.labels = all(len(values) <= MOST_LABELS for values in labels.values())
        self.truth = {}
        for row in rows(self.folder / "gold.tsv"):
            item = row["object"], row["attribute"]
            if item not in told:
                continue
            rule = rules.get("attributes", {}).get(item[1], rules.get("default", "exact"))
            truth = row["value"]
            if rule == "path":
                way = truth.split(",")
                lowest = next((n for n, place in enumerate(way) if plain(place) in told[item]), 0)
                truth = ",".join(way[lowest:])
            self.truth[item] = rule, truth

    def score(self, answers):
        """Accuracy and log loss of `{item: (value, probability or None)}`."""
        hits, loss = 0, 0.0
        for item, (rule, truth) in self.truth.items():
            said, p = answers.get(item, ("", None))
            hit = right(rule, said, truth)
            hits += hit
            if p is None:
                loss = math.nan
            else:
                p = min(max(p, 1e-4), 1 - 1e-4)
                loss -= math.log(p if hit else 1 - p)
        return hits / len(self.truth), loss / len(self.truth)


def processor(who):
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def ours(program, folder):
    with tempfile.NamedTemporaryFile(suffix=".tsv") as out:
        before = processor(resource.RUSAGE_CHILDREN)
        subprocess.run([program, "truth", folder, "--out", out.name], check=True, stdout=subprocess.DEVNULL)
        spent = processor(resource.RUSAGE_CHILDREN) - before
        answers = {}
        for row in rows(out.name):
            item, p = (row["object"], row["attribute"]), float(row["prob"])
            if item not in answers or p > answers[item][1]:
                answers[item] = row["value"], p
    return answers, spent


def dawid_skene(folder):
    import pandas
    from crowdkit.aggregation import DawidSkene

    before = processor(resource.RUSAGE_SELF)
    answers = {}
    of = collections.defaultdict(dict)
    for row in rows(folder / "claims.tsv"):
        of[row["attribute"]].setdefault((row["object"], row["source"]), row["value"])
    for attribute, claims in of.items():
        table = pandas.DataFrame(
            [(task, worker, label) for (task, worker), label in claims.items()], columns=["task", "worker", "label"]
        )
        found = DawidSkene(n_iter=100).fit_predict_proba(table)
        for task, best, p in zip(found.index, found.idxmax(axis=1), found.max(axis=1)):
            answers[task, attribute] = best, float(p)
    return answers, processor(resource.RUSAGE_SELF) - before


def truthdiscovery(method, folder):
    for name in DRAWING:
        sys.modules.setdefault(name, types.ModuleType(name))
    import truthdiscovery as peer

    before = processor(resource.RUSAGE_SELF)
    claims = (
        (row["source"], (row["object"], row["attribute"]), plain(row["value"])) for row in rows(folder / "claims.tsv")
    )
    found = getattr(peer, method)().run(peer.Dataset(claims, allow_multiple=True))
    answers = {}
    for item, beliefs in found.belief.items():
        # Of equal beliefs the first told; beliefs of these methods are no probabilities.
        answers[item] = max(beliefs, key=beliefs.get), None
    return answers, processor(resource.RUSAGE_SELF) - before


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--install", action="store_true", help="install the peers into this Python and end")
    parser.add_argument("--rashomon-eval", type=Path, help="the built program")
    parser.add_argument("sets", nargs="*", type=Path)
    args = parser.parse_args()
    if args.install:
        pip = [sys.executable, "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *PACKAGES], check=True)
        subprocess.run([*pip, "--no-deps", *ALONE], check=True)
        return
    if not args.rashomon_eval or not args.sets:
        parser.error("--rashomon-eval and at least one set are needed")
    for folder in args.sets:
        data = Set(folder)
        runs = [("rashomon", lambda: ours(args.rashomon_eval, folder))]
        if data.claims <= MOST_CLAIMS:
            if data.labels:
                runs.append(("crowd-kit DawidSkene", lambda: dawid_skene(folder)))
            for method in METHODS:
                runs.append((f"truthdiscovery {method}", lambda method=method: truthdiscovery(method, folder)))
        base = None
        print(f"{folder.name}: {data.claims} claims, {len(data.truth)} truths")
        for name, run in runs:
            try:
                answers, spent = run()
            except (ImportError, ValueError, ArithmeticError, MemoryError, KeyError) as error:
                print(f"  {name}: failed: {error}")
                continue
            base = base or spent
            accuracy, loss = data.score(answers)
            loss = "" if math.isnan(loss) else f", log loss {loss:.3f}"
            print(f"  {name}: accuracy {accuracy:.3f}{loss}, {spent:.2f} s, {spent / base:.1f} times", flush=True)


if __name__ == "__main__":
    main()
