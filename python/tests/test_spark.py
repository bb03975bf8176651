"""Many machines give what one gives; needs Java."""

import gzip
import json
import os
import pathlib
import random
import signal
import sys
import threading
import time

import psutil
import pyarrow as pa
import pyspark
import pytest

import rashomon
from conftest import reports_of
from test_weigh import claims

os.environ["SPARK_HOME"] = str(pathlib.Path(pyspark.__file__).parent)
os.environ["PYSPARK_PYTHON"] = sys.executable

from pyspark.sql import SparkSession, functions as F  # noqa: E402

from rashomon import spark as many  # noqa: E402


@pytest.fixture(scope="module")
def spark():
    """A cluster of two executors, each a process of its own."""
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("tests")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.default.parallelism": "4",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": "1g",
        "spark.executor.memory": "700m",
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def executors():
    """Executors of this test's cluster: children of its own driver."""
    for process in psutil.Process().children(recursive=True):
        try:
            if any("CoarseGrainedExecutorBackend" in word for word in process.cmdline()):
                yield process
        except psutil.Error:
            continue


def texts(count):
    """Made reports: some are copies of others, whole or cut."""
    roll = random.Random(5)
    words = ["dam", "gate", "guards", "villagers", "bridge", "market", "rain", "doctor", "road", "ferry", "night"]
    places = ["Tarsh", "Qantar", "Zallah", "Mirwan"]
    made = []
    for n in range(count):
        if n % 4 == 3:
            copied = made[roll.randrange(len(made))].split()
            made.append(" ".join(copied if n % 8 == 3 else copied[: max(30, len(copied) * 2 // 3)]))
            continue
        place = roll.choice(places)
        tail = " ".join(roll.choice(words) + str(roll.randrange(90)) for _ in range(30))
        made.append(f"Guards left gate {n} of the old port of {place} on Monday, dockers told Radio {place}. {tail}.")
    return made


def test_extract_is_read_many(spark):
    rows = [(n, text, f"2031-05-{n % 27 + 1:02}") for n, text in enumerate(texts(300))] + [(300, None, "x")]
    df = spark.createDataFrame(rows, "key int, body string, day string").repartition(5)
    read = many.extract(df, text="body", published="day").orderBy("key").toArrow()
    table = pa.table({"key": [r[0] for r in rows], "text": [r[1] for r in rows], "published": [r[2] for r in rows]})
    want = rashomon.read_many(table).to_pyarrow()
    assert read.column_names == want.column_names
    assert read.to_pylist() == want.to_pylist()
    assert [note["code"] for note in read["notes"][300].as_py()][:2] == ["read/no-day", "text/empty"]
    with pytest.raises(rashomon.Error, match="no column `news`"):
        many.extract(df, text="news")
    with pytest.raises(rashomon.Error, match="nothing is known by `author`"):
        many.extract(df, text="body", author="day")


def test_corpora_are_read(spark, tmp_path, root, folders):
    (tmp_path / "lines").mkdir()
    with gzip.open(tmp_path / "lines" / "a.jsonl.gz", "wt") as file:
        for n in range(50):
            file.write(json.dumps({"text": f"Guards left gate {n} of the old port, dockers said.", "outlet": "Lake Post"}) + "\n")
        file.write("{broken\n")
    lines = many.corpus(spark, str(tmp_path / "lines" / "a.jsonl.gz"))
    read = many.extract(lines).where("text is not null").toArrow().to_pylist()
    assert sum(len(row["claims"]) == 1 and row["outlet"] == "Lake Post" for row in read) == 50
    assert any(row["intake"] for row in read)

    pages = many.extract(many.corpus(spark, str(root / folders[0] / "*.txt"))).toArrow().to_pylist()
    paths = [path for path in reports_of(root / folders[0]) if path.suffix == ".txt"]
    assert sorted(row["text"] for row in pages) == sorted(rashomon.read(path).text for path in paths)

    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nGuards left the old port of Tarsh on Friday, dockers said."
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://lake.example/dam\r\nWARC-Date: 2031-05-04T10:00:00Z\r\n"
    head += f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    with gzip.open(tmp_path / "crawl.warc.gz", "wb") as file:
        file.write(head.encode() + body + b"\r\n\r\n")
    (warc,) = many.extract(many.corpus(spark, str(tmp_path / "crawl.warc.gz"))).toArrow().to_pylist()
    assert warc["url"] == "http://lake.example/dam" and len(warc["claims"]) == 1

    many.extract(lines).write.parquet(str(tmp_path / "read.parquet"))
    again = many.corpus(spark, str(tmp_path / "read.parquet"))
    assert again.select(F.explode("claims.summary")).count() == 50


def test_voices_are_the_groups_of_one_machine(spark):
    made = texts(160)
    df = spark.createDataFrame(list(enumerate(made)), "id int, text string").repartition(3)
    voices = {row.id: row.voice for row in many.voices(df).collect()}
    parents = list(range(len(made)))

    def root_of(n):
        return n if parents[n] == n else root_of(parents[n])

    pairs = [(a, b) for b in range(len(made)) for a in range(b)]
    table = pa.table({"a": [made[a] for a, _ in pairs], "b": [made[b] for _, b in pairs]})
    shares = pa.table(rashomon._rashomon.copied(table))["share"].to_pylist()
    for (a, b), share in zip(pairs, shares):
        if share is not None:
            low, high = sorted((root_of(a), root_of(b)))
            parents[high] = low
    want = {n: root_of(n) for n in range(len(made))}
    assert voices == want and 1 < len(set(want.values())) < len(made)


def items(weighing):
    return [[(a.value, a.probability) for a in item.answers] for item in weighing.items]


def test_weighing_is_that_of_one_machine(spark):
    table = claims(12_000)
    df = spark.createDataFrame(pa.table(table)).coalesce(1)
    steps = []
    spread = many.weigh(df, told=lambda done, of: steps.append((done, of)))
    whole = rashomon.weigh(pa.table(table))
    assert spread.json() == whole.json()
    for ours, theirs in zip(items(spread), items(whole), strict=True):
        for (value, p), (other, q) in zip(ours, theirs, strict=True):
            assert value == other and abs(p - q) < 1e-9
    assert steps[-1][0] == steps[-1][1] == len(steps) > 20


def test_a_lost_executor_changes_nothing(spark):
    table = claims(12_000, seed=8)
    df = spark.createDataFrame(pa.table(table)).coalesce(1)
    killed = []

    def kill(done, of):
        if done == of // 2:
            victim = next(executors())
            os.kill(victim.pid, signal.SIGKILL)
            killed.append(victim.pid)

    spread = many.weigh(df, told=kill)
    assert len(killed) == 1 and spread.json() == rashomon.weigh(pa.table(table)).json()

    rows = list(enumerate(texts(4000)))
    reports = spark.createDataFrame(rows, "key int, text string").repartition(16)
    query = many.extract(reports).select("key", F.size("claims").alias("claims"), F.size("notes").alias("notes"))
    want = sorted(map(tuple, query.collect()))
    lost = []

    def kill_one():
        time.sleep(0.7)
        victim = next(executors(), None)
        if victim is not None:
            os.kill(victim.pid, signal.SIGKILL)
            lost.append(victim.pid)

    killer = threading.Thread(target=kill_one)
    killer.start()
    got = sorted(map(tuple, query.collect()))
    killer.join()
    assert lost and got == want and len(got) == 4000
