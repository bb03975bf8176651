"""Weighing gives what the command gives."""

import csv
import dataclasses
import json
import random

import pyarrow as pa
import pytest

import rashomon


def claims(count, seed=3):
    """Made claims of twenty sources, some of whom err more than others."""
    roll = random.Random(seed)
    rows = []
    for n in range(count):
        source = roll.randrange(20)
        thing = n // 6
        truth = (thing * 31) % 17
        value = truth if roll.random() > 0.1 + source / 60 else truth + roll.randrange(1, 4)
        attribute = ["wounded", "held by"][thing % 2]
        told = str(value) if attribute == "wounded" else f"unit {value}"
        rows.append((f"gate {thing}", attribute, f"source {source}", told, f"2031-05-{n % 28 + 1:02}"))
    return dict(zip(("object", "attribute", "source", "value", "time"), map(list, zip(*rows))))


def test_the_same_as_the_command(command, tmp_path):
    table = claims(900)
    with open(tmp_path / "claims.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table)
        writer.writerows(zip(*table.values()))
    told = command("weigh", "--json", tmp_path / "claims.csv").stdout
    weighing = rashomon.weigh(pa.table(table))
    assert weighing.json() + "\n" == told
    values = json.loads(told)
    assert json.loads(json.dumps([dataclasses.asdict(item) for item in weighing.items])) == values["items"]
    assert json.loads(json.dumps([dataclasses.asdict(source) for source in weighing.sources])) == values["sources"]
    assert weighing.items_table().to_pyarrow().to_pylist() == values["items"]
    assert weighing.sources_table().to_pyarrow().to_pylist() == values["sources"]
    assert weighing.copying_table().to_pyarrow().to_pylist() == values["copying"]


def test_places_and_numbers_come_in():
    table = pa.table({"object": ["dam"] * 3, "source": ["a", "b", "c"], "value": [12, 12, 40], "time": [None] * 3})
    assert rashomon.weigh(table).items[0].answers[0].value == "12"
    places = pa.table({"id": [0, 1, 2], "name": ["World", "Tarsh", "Qantar"], "parent": [None, 0, 1]})
    told = pa.table({"object": ["fire"] * 3, "source": ["a", "b", "c"], "value": ["Qantar", "Tarsh", "Qantar"]})
    assert rashomon.weigh(told, places).items[0].kind == "places"


def test_what_is_no_table_of_claims_is_told():
    with pytest.raises(rashomon.Error, match="no column `source`"):
        rashomon.weigh(pa.table({"object": ["x"], "value": ["y"]}))
    weighing = rashomon.weigh(pa.table({"object": ["x", ""], "source": ["a", "b"], "value": ["y", "z"]}))
    assert weighing.left_out == 1 and len(weighing.items) == 1
