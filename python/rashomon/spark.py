"""rashomon on many machines, with Apache Spark 4: reading, copies, weighing. ``pip install rashomon[spark]``.

Every machine needs this package; nothing else is sent to it but its share of the data. The same data give the same
answers on any number of machines, and where a machine is lost on the way. docs/python.md lists the columns.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyarrow as pa
from pyspark import TaskContext
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
from pyspark.storagelevel import StorageLevel

from . import _rashomon
from ._rashomon import Error
from .reading import read_many
from .weighing import Weighing

KNOWN = ("text", "name", "url", "title", "outlet", "published", "zone", "media_type")
"""Columns that tell of a report what :func:`rashomon.read` takes."""

FIRST = 12
"""Texts with one shingle in common that later ones are compared with: the first ones stand for their copies."""


def corpus(spark: SparkSession, path: str) -> DataFrame:
    """The reports at a path, a row each, in the columns that :func:`extract` takes.

    Parquet is read as it is. JSON lines (``.jsonl``, ``.ndjson``, also packed) are read line by line. All else is
    taken apart file by file, as ``rashomon add`` does: WARC, WACZ, ZIP, pages, mails, feeds, tables; a file of up to
    2 GB has to fit into the memory of a task. What cannot be taken is a row without text that says so in ``intake``.
    """
    name = path.rstrip("/").lower().removesuffix("*")
    if name.endswith(".parquet") or _holds(spark, path, ".parquet"):
        return spark.read.parquet(path)
    packed = name.removesuffix(".gz")
    if packed.endswith((".jsonl", ".ndjson")) or _holds(spark, path, ".jsonl"):
        lines = spark.read.text(path).select("value", F.col("_metadata.file_name").alias("file"))
        return lines.mapInArrow(_of_lines, _schema(_items_schema()))
    files = spark.read.format("binaryFile").load(path).select("path", "content")
    return files.mapInArrow(_of_files, _schema(_items_schema()))


def extract(df: DataFrame, text: str = "text", *, force: bool = False, **known: str) -> DataFrame:
    """Reads every row of ``df``: the columns of :func:`rashomon.read_many`, a row a report, all others handed on.

    ``text`` names the column of texts; ``published="day"`` and the like name what is known besides, where the columns
    do not bear these names already. No row fails the job: what could not be read is in ``notes``.

    Write it with ``extract(df).write.parquet(path)``; claims one a row are ``explode("claims")``.
    """
    unknown = set(known) - set(KNOWN)
    if unknown:
        raise Error(f"nothing is known by `{min(unknown)}`: names are {', '.join(KNOWN[1:])}")
    for name, column in {"text": text, **known}.items():
        if column not in df.columns:
            raise Error(f"no column `{column}` among {', '.join(df.columns)}")
        if column != name:
            df = df.drop(name).withColumnRenamed(column, name)
    given = to_arrow_schema(df.schema).empty_table()
    columns = pa.table(_rashomon.read_many_schema(given)).schema

    def read(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        _threads()
        for batch in batches:
            yield from pa.table(read_many(batch, force=force)).to_batches()

    return df.mapInArrow(read, _schema(columns))


def voices(df: DataFrame, id: str = "id", text: str = "text") -> DataFrame:
    """Texts that copy each other, whole, cut or merged: ``id`` and ``voice``, the smallest id of those joined.

    Pairs that share a shingle of their sketches are aligned word by word, as ``rashomon_copies::copies`` does: the
    same groups as on one machine, with texts in the order of their ids. Runs jobs at once. What is kept between them
    lies in the checkpoint folder of the session, if it has one (``sparkContext.setCheckpointDir``); without one it
    lies on the executors, and losing one of them ends the job.
    """
    texts = df.select(F.col(id).alias("id"), F.col(text).cast("string").alias("text"))
    kind = texts.schema["id"].dataType.simpleString()
    shingles = texts.mapInArrow(_sketch, f"id {kind}, sketch array<bigint>")
    shingles = shingles.select("id", F.explode("sketch").alias("shingle"))
    place = Window.partitionBy("shingle").orderBy("id")
    ranked = shingles.withColumn("place", F.row_number().over(place))
    first = ranked.where(F.col("place") <= FIRST).select(F.col("id").alias("a"), "shingle")
    pairs = first.join(shingles.withColumnRenamed("id", "b"), "shingle").where("a < b").select("a", "b").distinct()
    with_a = pairs.join(texts.select(F.col("id").alias("a"), F.col("text").alias("text_a")), "a")
    with_b = with_a.join(texts.select(F.col("id").alias("b"), F.col("text").alias("text_b")), "b")
    compared = with_b.mapInArrow(_copied, f"a {kind}, b {kind}, share double")
    edges = _keep(compared.where("share is not null").select("a", "b"))
    both = _keep(edges.union(edges.select(F.col("b").alias("a"), F.col("a").alias("b"))))
    labels = _keep(texts.select("id", F.col("id").alias("voice")))
    while True:
        # The smallest voice of those next to it, then the voice of that voice.
        near = both.join(labels.withColumnRenamed("id", "b"), "b").groupBy("a").agg(F.min("voice").alias("near"))
        joined = labels.join(near, labels.id == near.a, "left")
        nearer = joined.select("id", F.least("voice", F.coalesce("near", "voice")).alias("voice"))
        jump = nearer.select(F.col("id").alias("over"), F.col("voice").alias("beyond"))
        jumped = nearer.join(jump, nearer.voice == jump.over, "left")
        after = _keep(jumped.select("id", F.least("voice", F.coalesce("beyond", "voice")).alias("voice")))
        changed = after.exceptAll(labels).limit(1).count()
        labels = after
        if not changed:
            return labels


def weigh(
    df: DataFrame, places: DataFrame | None = None, *, told: Callable[[int, int], object] | None = None
) -> Weighing:
    """Weighs a table of claims (``object``, ``source``, ``value``, ``attribute``, ``time``) over all executors: the
    same answers as :func:`rashomon.weigh` of the same rows.

    The driver numbers names and lays the claims out in parts, grouped by what is asked. Each round the executors work
    out what is true of their part (expectation) and add up by source what that says of the sources; the driver adds
    the sums in the order of the parts, works out how far each source can be believed (maximisation), and sends that
    to all. ``told`` is called with the steps done and all steps; without it a line on standard error tells them.
    """
    context = df.sparkSession.sparkContext
    names = [name for name in ("object", "source", "value", "attribute", "time") if name in df.columns]
    table = df.select(*[F.col(name).cast("string").alias(name) for name in names]).toArrow()
    spread, parts = _rashomon.Spread.lay_out(table, None if places is None else places.toArrow())
    del table
    held = context.parallelize([(n, *part) for n, part in enumerate(parts)], len(parts))
    stepped: Any = held.map(lambda row: (row[0], row[1], row[2], b"")).persist(StorageLevel.MEMORY_AND_DISK)
    tell = told or _Line("weighing, step")
    while (order := spread.next()) is not None:
        before, orders = stepped, context.broadcast(order)
        stepped = before.map(_stepper(orders)).persist(StorageLevel.MEMORY_AND_DISK)
        given = dict(stepped.map(lambda row: (row[0], row[3])).collect())
        spread.take([given[n] for n in range(len(parts))])
        # Lost states are worked out again from the parts, by orders that stay at hand.
        before.unpersist()
        tell(*spread.progress())
    stepped.unpersist()
    return Weighing(spread.finish())


@contextlib.contextmanager
def progress(spark: SparkSession) -> Iterator[None]:
    """Tells on standard error how many tasks of the running stages are done, while what is inside it runs.

    ``with progress(spark): extract(corpus(spark, "s3a://news/")).write.parquet("claims.parquet")``
    """
    tracker, ended, line = spark.sparkContext.statusTracker(), threading.Event(), _Line("tasks done:")

    def watch() -> None:
        while not ended.wait(1.0):
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            known = [stage for stage in stages if stage is not None]
            if known:
                line(sum(s.numCompletedTasks for s in known), sum(s.numTasks for s in known))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


class _Line:
    """One line on standard error that is written over; nothing where that is no terminal."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __call__(self, done: int, of: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{self.what} {done} of {of}" + ("\n" if done == of else ""))
            sys.stderr.flush()


def _threads() -> None:
    """As many threads as the task was given cores: others run beside it. Has to come before the first call."""
    task = TaskContext.get()
    os.environ.setdefault("RAYON_NUM_THREADS", str(task.cpus() if task else 1))


def _stepper(orders: Any) -> Callable[[tuple[int, bytes, bytes, bytes]], tuple[int, bytes, bytes, bytes]]:
    def step(row: tuple[int, bytes, bytes, bytes]) -> tuple[int, bytes, bytes, bytes]:
        number, part, state, _ = row
        return (number, part, *_rashomon.run_part(part, state, orders.value))

    return step


def _keep(df: DataFrame) -> DataFrame:
    """The same rows, worked out once: later jobs begin here."""
    reliable = df.sparkSession.sparkContext.getCheckpointDir()
    return df.checkpoint() if reliable else df.localCheckpoint()


def _sketch(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    _threads()
    for batch in batches:
        yield from pa.table(_rashomon.sketches(batch)).to_batches()


def _copied(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    _threads()
    for batch in batches:
        texts = pa.record_batch({"a": batch["text_a"], "b": batch["text_b"]})
        share = pa.table(_rashomon.copied(texts))["share"].combine_chunks()
        yield pa.record_batch({"a": batch["a"], "b": batch["b"], "share": share})


def _of_lines(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        lines: dict[str, list[str]] = {}
        for line, file in zip(batch["value"].to_pylist(), batch["file"].to_pylist()):
            lines.setdefault(file, []).append(line)
        for file, some in lines.items():
            name = file.removesuffix(".gz")
            yield from _items(name if name.endswith(".jsonl") else name + ".jsonl", "\n".join(some).encode())


def _of_files(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for row in range(batch.num_rows):
            yield from _items(batch["path"][row].as_py(), batch["content"][row].as_py())


def _items(name: str, data: bytes) -> Iterator[pa.RecordBatch]:
    for table in _rashomon.items(name, data):
        yield from pa.table(table).to_batches()


def _items_schema() -> pa.Schema:
    texts = ["name", "url", "title", "outlet", "published", "media_type", "intake"]
    return pa.schema([("text", pa.binary()), *[(name, pa.string()) for name in texts]])


def _schema(columns: pa.Schema) -> Any:
    return from_arrow_schema(columns)


def _holds(spark: SparkSession, path: str, ending: str) -> bool:
    """Whether a folder holds files of an ending, or an only file of that ending."""
    if path.rstrip("/").rsplit("/", 1)[-1].count("."):
        return False
    some = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(path).select("path")
    found: int = some.where(F.col("path").endswith(ending)).limit(1).count()
    return found > 0
