#!/usr/bin/env python3
"""Measures `rashomon.spark` on made reports, over executors of one core each on this machine.

    python3 docs/benchmarks/spark.py [--reports 100000] [--executors 2] [--kill] [--only extract|voices|weigh]

Prints seconds, bytes in and out, the most memory of an executor with its Python, and a digest of each answer: equal
digests are equal answers, however many executors there were and whether one was killed on the way (`--kill`: half-way
through each step). Needs Java 17, the package `rashomon` with `spark`, and psutil.
"""
import argparse
import hashlib
import os
import pathlib
import signal
import sys
import tempfile
import threading
import time

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pyspark

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import importlib

made_reports = importlib.import_module("python").reports

os.environ["SPARK_HOME"] = str(pathlib.Path(pyspark.__file__).parent)
os.environ["PYSPARK_PYTHON"] = sys.executable

FILES = 32


def executors():
    """Executors of this process: its driver's children."""
    for process in psutil.Process().children(recursive=True):
        try:
            if any("CoarseGrainedExecutorBackend" in word for word in process.cmdline()):
                yield process
        except psutil.Error:
            continue


class Watch(threading.Thread):
    """Keeps the most memory an executor and its Python workers took together, and kills one where that is asked."""

    def __init__(self, kill_after=None):
        super().__init__(daemon=True)
        self.most, self.killed, self.kill_after, self.ended = [0, 0], None, kill_after, threading.Event()
        self.began = time.monotonic()

    def run(self):
        while not self.ended.wait(0.25):
            for executor in list(executors()):
                try:
                    workers = sum(child.memory_info().rss for child in executor.children(recursive=True))
                    self.most = list(map(max, self.most, (executor.memory_info().rss, workers)))
                    if self.kill_after and not self.killed and time.monotonic() - self.began > self.kill_after:
                        os.kill(executor.pid, signal.SIGKILL)
                        self.killed = executor.pid
                except psutil.Error:
                    continue


def digest(rows):
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def size(folder):
    return sum(file.stat().st_size for file in pathlib.Path(folder).rglob("*.parquet"))


def write_reports(folder, count):
    """Made reports as Parquet; every fifth is a copy of one before, cut at its end or whole."""
    made = made_reports(count)
    for n in range(5, count, 5):
        text = made[n - 3]["text"]
        made[n]["text"] = text if n % 2 else text[: len(text) * 2 // 3]
    table = pa.Table.from_pylist([{"key": n, **report} for n, report in enumerate(made)])
    folder.mkdir()
    step = -(-count // FILES)
    for n in range(FILES):
        pq.write_table(table.slice(n * step, step), folder / f"{n:03}.parquet")
    return sum(len(report["text"].encode()) for report in made)


def write_claims(path, count):
    """Made claims of two hundred sources on two attributes."""
    import random

    roll = random.Random(4)
    rows = []
    for n in range(count):
        source, thing = roll.randrange(200), n // 8
        truth = thing * 31 % 40
        value = truth if roll.random() > 0.05 + source / 500 else truth + roll.randrange(1, 4)
        told = str(value) if thing % 2 else f"unit {value}"
        rows.append((f"gate {thing}", ("held by", "wounded")[thing % 2], f"source {source}", told, f"2031-05-{n % 28 + 1:02}"))
    pq.write_table(pa.table(dict(zip(("object", "attribute", "source", "value", "time"), map(list, zip(*rows))))), path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--executors", type=int, default=2)
    parser.add_argument("--kill", action="store_true", help="kill an executor in the middle of each step")
    parser.add_argument("--only", choices=["extract", "voices", "weigh"])
    args = parser.parse_args()

    from pyspark.sql import SparkSession
    from pyspark.sql import functions as F

    import rashomon
    from rashomon import spark as many

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        text_bytes = write_reports(folder / "reports", args.reports)
        write_claims(folder / "claims.parquet", args.reports * 3)
        builder = SparkSession.builder.master(f"local-cluster[{args.executors},1,1024]")
        for key, value in {
            "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.executor.memory": "1g",
            "spark.driver.memory": "2g", "spark.sql.shuffle.partitions": "16",
            "spark.sql.files.maxPartitionBytes": str(max(1, size(folder / "reports") // FILES)),
            "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
        }.items():
            builder = builder.config(key, value)
        spark = builder.getOrCreate()
        spark.sparkContext.setLogLevel("ERROR")
        spark.sparkContext.setCheckpointDir(str(folder / "checkpoints"))
        # Executors have started, and Python with them, before a clock runs.
        spark.range(64).repartition(8).mapInArrow(lambda batches: batches, "id long").count()
        reports = spark.read.parquet(str(folder / "reports"))
        print(f"{args.reports} reports, {text_bytes / 1e6:.1f} MB of text, {size(folder / 'reports') / 1e6:.1f} MB as Parquet; "
              f"{args.executors} executors of one core")

        def timed(step, run, half):
            if args.only not in (None, step):
                return
            watch = Watch(half if args.kill else None)
            watch.start()
            start = time.monotonic()
            told = run()
            took = time.monotonic() - start
            watch.ended.set()
            jvm, python = (n / 1e6 for n in watch.most)
            killed = "" if not args.kill else f", killed {'one' if watch.killed else 'none'}"
            print(f"{step:8} {took:7.1f} s; executor at most {jvm:.0f} MB, its Python {python:.0f} MB{killed}; {told}", flush=True)

        weighing = None

        def extract():
            out = str(folder / "read")
            many.extract(reports).write.mode("overwrite").parquet(out)
            read = spark.read.parquet(out)
            rows = read.select("key", F.size("claims"), F.xxhash64(F.to_json("claims")), F.size("notes")).orderBy("key").collect()
            claims = sum(row[1] for row in rows)
            return f"{claims} claims, {size(out) / 1e6:.1f} MB as Parquet, digest {digest([tuple(r) for r in rows])}"

        def voices():
            rows = [tuple(r) for r in many.voices(reports, id="key").orderBy("id").collect()]
            return f"{len({voice for _, voice in rows})} voices, digest {digest(rows)}"

        def weigh():
            nonlocal weighing
            weighing = many.weigh(spark.read.parquet(str(folder / "claims.parquet")).coalesce(1))
            return f"{3 * args.reports} claims, {len(weighing.items)} items"

        timed("extract", extract, args.reports / 4000)
        timed("voices", voices, args.reports / 4000)
        timed("weigh", weigh, 10 + args.reports / 20000)
        if weighing is not None:
            table = pq.read_table(folder / "claims.parquet")
            start = time.monotonic()
            whole = rashomon.weigh(table)
            took = time.monotonic() - start
            same = "the same" if whole.json() == weighing.json() else "ANOTHER"
            print(f"         {took:7.1f} s without Spark; {same} answer, digest {digest(weighing.json())}")
        spark.stop()


if __name__ == "__main__":
    main()
