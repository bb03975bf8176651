#!/usr/bin/env python3
"""Holds rashomon against made reports whose truth and sources are known, and says which checks hold.

    python3 docs/benchmarks/synthetic_checks.py --generator GENERATOR --rashomon target/release/rashomon \\
        --rashomon-eval target/release/rashomon-eval --seeds 20

GENERATOR is a Python script called as `GENERATOR FOLDER seed=1 copy=0.3 ...`; it writes tables separated by tabs:
`claims.tsv` (id, day, source, object, attribute, value, copied_from), `places.tsv` (place, parent), `truth.tsv` (place,
from, to, state) and `sources.tsv` (source, side, acc, bias, copies_from, copy_rate). Of each folder

- who holds a place goes through `rashomon-eval control`, each claim being a statement of one day, and a claim of a
  parent one of each of its places; its probabilities, with what was said later, are held against `truth.tsv` on the
  days on which a place is not contested, and against an oracle: a chain that knows `sources.tsv`, which claims are
  copies, and how often places change;
- the same claims go through `rashomon weigh --json`, an object being a place in a span of three days: how exact each
  source is, and which sources copy.

A check holds when the mean over the seeds does. What rashomon does not give cannot be checked and is said.
"""

import argparse
import collections
import csv
import datetime
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

FIRST = datetime.date(2031, 1, 1)
SPAN = 3
CALLED = 0.5
STATES = ["S0", "S1", "CONTESTED"]


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def date(day):
    return (FIRST + datetime.timedelta(days=day)).isoformat()


class Made:
    """One folder of the generator."""

    def __init__(self, generator, folder, **settings):
        given = [f"{k}={v}" for k, v in settings.items()]
        subprocess.run([sys.executable, generator, folder, *given], check=True, stdout=subprocess.DEVNULL)
        self.folder = Path(folder)
        self.sources = {row["source"]: row for row in rows(self.folder / "sources.tsv")}
        self.children = collections.defaultdict(list)
        for row in rows(self.folder / "places.tsv"):
            self.children[row["parent"]].append(row["place"])
        self.held = {}
        for row in rows(self.folder / "truth.tsv"):
            for day in range(int(row["from"]), int(row["to"]) + 1):
                self.held[row["place"], day] = row["state"]
        self.days = 1 + max(day for _, day in self.held)
        self.claims = []
        for row in rows(self.folder / "claims.tsv"):
            if row["attribute"] == "control":
                for leaf in self.children.get(row["object"], [row["object"]]):
                    self.claims.append((leaf, int(row["day"]), row["source"], row["value"], bool(row["copied_from"])))

    def control(self, program):
        """Probability of the first holder by place and day."""
        with open(self.folder / "spans.tsv", "w", encoding="utf-8") as file:
            file.write("source\tplace\tvalue\tfirst\tlast\n")
            for place, day, source, value, _ in self.claims:
                file.write(f"{source}\t{place}\t{value}\t{date(day)}\t{date(day)}\n")
        leaves = sorted({place for place, _ in self.held})
        table = self.folder / "sites"
        table.mkdir(exist_ok=True)
        (self.folder / "spans.tsv").rename(table / "spans.tsv")
        (table / "places.tsv").write_text("place\tname\tlat\tlon\n" + "".join(f"{p}\t{p}\t\t\n" for p in leaves))
        out = table / "out.tsv"
        run([program, "control", table, "--out", out, "--smooth", "--holder", "S0"])
        found = {}
        for row in rows(out):
            start = (datetime.date.fromisoformat(row["from"]) - FIRST).days
            end = (datetime.date.fromisoformat(row["to"]) - FIRST).days
            for day in range(start, end + 1):
                found[row["place"], day] = float(row["p_s0"])
        return found

    def oracle(self):
        """The same from a chain that knows the sources."""
        stays = moves = 0
        for (place, day), state in self.held.items():
            after = self.held.get((place, day + 1))
            if after is not None and state != "CONTESTED":
                stays += after == state
                moves += after != state
        leave = moves / (stays + moves)
        step = [[1 - leave, 0, leave], [0, 1 - leave, leave], [1 / 6, 1 / 6, 2 / 3]]
        told = collections.defaultdict(lambda: [1.0, 1.0, 1.0])
        for place, day, source, value, copied in self.claims:
            if not copied:
                told[place, day] = [p * q for p, q in zip(told[place, day], self.chance(source, value))]
        found = {}
        for place in {place for place, _ in self.held}:
            forward, now = [], [0.45, 0.45, 0.1]
            for day in range(self.days):
                if day:
                    now = [sum(now[a] * step[a][b] for a in range(3)) for b in range(3)]
                now = scaled([p * q for p, q in zip(now, told[place, day])])
                forward.append(now)
            later = [1.0] * 3
            for day in reversed(range(self.days)):
                both = scaled([p * q for p, q in zip(forward[day], later)])
                found[place, day] = both[0] / max(both[0] + both[1], 1e-12)
                seen = [p * q for p, q in zip(later, told[place, day])]
                later = scaled([sum(step[a][b] * seen[b] for b in range(3)) for a in range(3)])
        return found

    def chance(self, source, value):
        """Chance that a source says a value in each state."""
        acc, bias, side = (self.sources[source][k] for k in ("acc", "bias", "side"))
        acc, bias = float(acc), float(bias)
        first = [[acc if v == x else (1 - acc) / 2 for v in STATES] for x in STATES]
        if side in STATES:
            n = STATES.index(side)
            for row in first:
                row[n] += bias * (1 - row[n])
                for v in range(3):
                    row[v] *= 1 if v == n else 1 - bias
        return [row[STATES.index(value)] for row in first]

    def weigh(self, program, twice=None):
        """The JSON of `rashomon weigh`; `twice` names a source whose claims are written under a second name, too."""
        path = self.folder / "claims.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(["object", "attribute", "source", "value", "time"])
            for place, day, source, value, _ in self.claims:
                out.writerow([f"{place} {day // SPAN}", "control", source, value, date(day)])
                if source == twice:
                    out.writerow([f"{place} {day // SPAN}", "control", f"{source} again", value, date(day)])
        return json.loads(run([program, "weigh", path, "--json"]))


def run(command):
    done = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)
    return done.stdout


def scaled(p):
    total = sum(p)
    return [x / total for x in p] if total > 0 else [1 / len(p)] * len(p)


def loss_and_ece(found, held):
    events = []
    for item, state in held.items():
        if state != "CONTESTED":
            events.append((min(max(found.get(item, 0.5), 1e-4), 1 - 1e-4), state == "S0"))
    events.sort()
    n = len(events)
    loss = -sum(math.log(p if y else 1 - p) for p, y in events) / n
    parts = [events[b * n // 15 : (b + 1) * n // 15] for b in range(15)]
    return loss, sum(abs(sum(p for p, _ in part) - sum(y for _, y in part)) for part in parts) / n


def ranks(values):
    order = sorted(range(len(values)), key=values.__getitem__)
    rank = [0.0] * len(values)
    for at, n in enumerate(order):
        rank[n] = at
    return rank


def spearman(a, b):
    a, b = ranks(a), ranks(b)
    mean = (len(a) - 1) / 2
    over = sum((x - mean) * (y - mean) for x, y in zip(a, b))
    return over / max(sum((x - mean) ** 2 for x in a), 1e-12)


def pairs(answer):
    return {tuple(sorted(c["sources"])) for c in answer["copying"] if c["share"] >= CALLED}


def tops(answer):
    return {
        (i["object"], a["value"]): a["probability"] for i in answer["items"] for a in i["answers"]
    }


def seed_checks(args, seed, folder):
    """Figures of one seed by name."""
    figures = {}
    made = Made(args.generator, f"{folder}/{seed}", seed=seed)
    figures["log loss"], figures["ECE of P(holder)"] = loss_and_ece(made.control(args.rashomon_eval), made.held)
    figures["log loss of the oracle"], _ = loss_and_ece(made.oracle(), made.held)
    answer = made.weigh(args.rashomon)
    claims = collections.Counter(source for _, _, source, _, _ in made.claims)
    exact = {s["source"]: s["exact"] for s in answer["sources"]}
    much = [s for s in made.sources if claims[s] >= 40 and s in exact]
    figures["Spearman of exactness"] = spearman(
        [exact[s] for s in much], [float(made.sources[s]["acc"]) for s in much]
    )
    true = {
        tuple(sorted((s, row["copies_from"])))
        for s, row in made.sources.items()
        if row["copies_from"] and float(row["copy_rate"]) >= 0.5
    }
    called = pairs(answer)
    figures["copies: precision"] = len(true & called) / len(called) if called else 0.0
    figures["copies: recall"] = len(true & called) / len(true) if true else 1.0
    copiers = [s for s, row in made.sources.items() if row["copies_from"] and claims[s]]
    if copiers:
        before, after = tops(answer), tops(made.weigh(args.rashomon, twice=max(copiers, key=claims.get)))
        figures["most a copier said twice moves an answer"] = max(abs(p - after.get(k, 0.0)) for k, p in before.items())
    alone = Made(args.generator, f"{folder}/{seed}-alone", seed=seed, copy=0)
    sources = len(alone.sources)
    figures["pairs called copies where there are none"] = len(pairs(alone.weigh(args.rashomon))) / (
        sources * (sources - 1) / 2
    )
    return figures


CHECKS = [
    ("Spearman of exactness", lambda m: m["Spearman of exactness"] >= 0.8, ">= 0.8"),
    ("copies: precision", lambda m: m["copies: precision"] >= 0.8, ">= 0.8"),
    ("copies: recall", lambda m: m["copies: recall"] >= 0.7, ">= 0.7"),
    ("ECE of P(holder)", lambda m: m["ECE of P(holder)"] <= 0.02, "<= 0.02"),
    ("log loss", lambda m: m["log loss"] <= 1.05 * m["log loss of the oracle"], "within 5 % of the oracle"),
    (
        "pairs called copies where there are none",
        lambda m: m["pairs called copies where there are none"] <= 0.02,
        "<= 0.02",
    ),
    (
        "most a copier said twice moves an answer",
        lambda m: m["most a copier said twice moves an answer"] <= 0.02,
        "<= 0.02",
    ),
]
NOT_GIVEN = ["bias of each source for its side (recovered, and none where there is none)", "90 % intervals of counts"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--generator", required=True)
    parser.add_argument("--rashomon", required=True)
    parser.add_argument("--rashomon-eval", required=True)
    parser.add_argument("--seeds", type=int, default=20)
    args = parser.parse_args()
    total = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(1, args.seeds + 1):
            figures = seed_checks(args, seed, folder)
            print(seed, " ".join(f"{k}: {v:.3f};" for k, v in figures.items()), flush=True)
            for name, value in figures.items():
                total[name].append(value)
    mean = {name: sum(values) / len(values) for name, values in total.items()}
    print(f"means over {args.seeds} seeds; the oracle's log loss {mean['log loss of the oracle']:.3f}")
    for name, holds, bound in CHECKS:
        print(f"{'holds' if holds(mean) else 'FAILS'}  {name} {mean[name]:.3f} ({bound})")
    for name in NOT_GIVEN:
        print(f"not given  {name}")


if __name__ == "__main__":
    main()
