"""Tables in and out, in the forms of pyarrow, pandas and polars."""

import json
import math

import pandas
import polars
import pyarrow as pa
import pytest

import rashomon
from conftest import reports_of


def same(told, value):
    """Whether a value of Arrow is what JSON tells; what is left out there is null here."""
    if isinstance(value, dict):
        told = told or {}
        return set(told) <= set(value) and all(same(told.get(key), inner) for key, inner in value.items())
    if isinstance(value, list):
        told = told or []
        return len(told) == len(value) and all(map(same, told, value))
    if isinstance(value, float) and isinstance(told, (int, float)):
        # Single precision on the way.
        return math.isclose(told, value, rel_tol=1e-6, abs_tol=1e-9)
    return told == value or (told == [] and value is None)


def prune(told, value):
    """What JSON tells, without the fields that the table leaves out."""
    return {key: told[key] for key in value if key in told}


def test_every_field_of_the_command_is_in_the_table(command, folders):
    for folder in folders:
        paths = reports_of(folder)
        table = pa.table({"text": [path.read_bytes() for path in paths], "name": [str(path) for path in paths]})
        rows = rashomon.read_many(table).to_pyarrow().to_pylist()
        told = json.loads(command("read", "--json", folder).stdout)["reports"]
        for row, report in zip(rows, told, strict=True):
            left = set(report) - set(row)
            assert left == {"id", "blocks", "relations"}
            for key in row:
                assert same(report[key], row[key]), key
            assert [c["id"] for c in row["claims"]] == [c["id"] for c in report["claims"]]
            for claim, ours in zip(report["claims"], row["claims"]):
                assert set(claim) <= set(ours)


def test_pandas_and_polars_come_in_and_go_out():
    texts = ["Guards left the old port on Friday, dockers said.", "Guards left the port, dockers said."]
    days = ["2031-05-04", "2031-05-05"]
    given = {"key": [1, 2], "text": texts, "published": days}
    tables = [
        pa.table(given),
        pa.table({**given, "text": pa.array([t.encode() for t in texts], pa.large_binary())}),
        pa.table({**given, "published": pa.array(days).cast(pa.date32())}),
        pa.table({**given, "published": pa.array(days).cast(pa.timestamp("us"))}),
        pa.record_batch(given),
        pandas.DataFrame(given),
        polars.DataFrame(given),
        polars.DataFrame(given).lazy().collect(),
    ]
    want = rashomon.read_many(tables[0]).to_pyarrow().to_pylist()
    assert want[0]["claims"][0]["time"]["start"] == "2031-05-02" and want[1]["key"] == 2
    for table in tables:
        assert rashomon.read_many(table).to_pyarrow().to_pylist() == want
    read = rashomon.read_many(tables[0])
    assert len(read) == 2 and read.column_names[0] == "key"
    assert read.to_pandas()["name"].isna().all()
    exploded = read.to_polars().explode("claims").select("key", polars.col("claims").struct.field("summary"))
    assert exploded.height == 2
    assert "2 rows" in repr(read)


def test_no_row_fails_the_others():
    text = pa.array([b"Guards left the old port, dockers said.", None, b"\x89PNG\r\n\x1a\n" + bytes(99), b"\xff\xfe dam", b""])
    table = pa.table({"text": text, "published": ["2031-05-04", None, "x", "2031-13-01", ""], "zone": ["", "+03:00", "here", None, "z"]})
    rows = rashomon.read_many(table).to_pyarrow().to_pylist()
    codes = [[note["code"] for note in row["notes"]] for row in rows]
    assert len(rows) == 5 and len(rows[0]["claims"]) == 1
    assert "text/empty" in codes[1] and "text/empty" in codes[4]
    assert codes[2][:2] == ["read/no-day", "read/no-zone"] and "text/binary" in codes[2]
    assert "read/no-day" in codes[3]
    assert rashomon.read_many(pa.table({"text": pa.array([], pa.string())})).to_pyarrow().num_rows == 0


def test_many_rows_keep_their_order():
    texts = [f"Guards left gate {n} of the old port, dockers said." for n in range(5000)]
    table = pa.Table.from_batches(pa.table({"n": list(range(5000)), "text": texts}).to_batches(max_chunksize=700))
    read = rashomon.read_many(table).to_pyarrow()
    assert read["n"].to_pylist() == list(range(5000))
    assert all(f"gate {n} " in text for n, text in zip(read["n"].to_pylist(), read["text"].to_pylist()))


def test_what_is_no_table_of_reports_is_told():
    with pytest.raises(rashomon.Error, match="no column `text` among body") as caught:
        rashomon.read_many(pa.table({"body": ["x"]}))
    assert "name the column" in caught.value.hint
    with pytest.raises(rashomon.Error, match="gives no Arrow data"):
        rashomon.read_many([{"text": "x"}])
    with pytest.raises(rashomon.Error, match="a column `claims` already"):
        rashomon.read_many(pa.table({"text": ["x"], "claims": [1]}))
    with pytest.raises(rashomon.Error, match="not text"):
        rashomon.read_many(pa.table({"text": [{"a": 1}]}))


def test_claims_and_questions_of_a_reading(folders):
    reading = rashomon.reconcile(rashomon.read(path) for folder in folders for path in reports_of(folder))
    claims = reading.claims_table().to_pyarrow().to_pylist()
    assert [f"{row['report']}:{row['id']}" for row in claims] == list(reading.claims)
    assert [row["summary"] for row in claims] == [claim.summary for claim in reading.claims.values()]
    questions = reading.questions_table().to_pyarrow().to_pylist()
    told = json.loads(reading.json())["questions"]
    assert len(questions) == len(told) and all(map(same, told, questions))
