#!/usr/bin/env python3
"""Holds every export against the tools of those whose form it is.

    python3 docs/benchmarks/check_exports.py --rashomon PROGRAM CASE

Writes each form of the case to a folder of its own and opens it with: pyarrow (Parquet), openpyxl (workbook),
followthemoney (FTM), libhxl (HXL), pyld and rdflib (JSON-LD), lxml (KML), bagit (bundle), csv and json of the standard library.
`pip install pyarrow openpyxl followthemoney libhxl PyLD rdflib lxml bagit` gives them; one that is not there is
told as skipped, with `--strict` as failed. Exit code 1 where a form does not hold. `.ci/exports` does all of it.
"""
import argparse
import collections
import csv
import importlib
import json
import pathlib
import subprocess
import sys
import tempfile

FORMS = [
    "claims.csv", "claims.jsonl", "claims.xlsx", "claims.parquet", "map.geojson", "map.kml", "report.html",
    "report.md", "acled.csv", "ged.csv", "control.csv", "ftm.jsonl", "claimreview.jsonld", "prov.jsonld",
    "webannotation.jsonld", "hxl.csv",
]


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def check_parquet(folder):
    import pyarrow.parquet as parquet

    table, claims = parquet.read_table(folder / "claims.parquet"), rows(folder / "claims.csv")
    assert table.num_rows == len(claims), (table.num_rows, len(claims))
    assert table.column_names == list(claims[0]), table.column_names
    for name in ("id", "quote", "action"):
        assert table.column(name).to_pylist() == [row[name] for row in claims], name
    return f"{table.num_rows} rows, {table.num_columns} columns"


def check_workbook(folder):
    import openpyxl

    sheet = openpyxl.load_workbook(folder / "claims.xlsx")["claims"]
    claims = rows(folder / "claims.csv")
    assert sheet.max_row == len(claims) + 1
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row), "a formula"
    return f"{sheet.max_row - 1} rows, no formula"


def check_ftm(folder):
    from followthemoney import model

    schemata = collections.Counter()
    for line in open(folder / "ftm.jsonl", encoding="utf-8"):
        data = json.loads(line)
        schema = model.get(data["schema"])
        assert schema is not None, data["schema"]
        for name, values in data["properties"].items():
            prop = schema.get(name)
            assert prop is not None, f"{schema.name} has no {name}"
            for value in values:
                clean = prop.type.clean(value)
                assert clean is not None, f"{schema.name}:{name} does not take {value!r}"
        schemata[schema.name] += 1
    return ", ".join(f"{n} {name}" for name, n in sorted(schemata.items()))


def check_hxl(folder):
    import hxl

    with hxl.data(str(folder / "hxl.csv"), hxl.InputOptions(allow_local=True)) as source:
        tags = [column.display_tag for column in source.columns]
        count = sum(1 for _ in source)
    assert all(tags), tags
    return f"{count} rows, {len(tags)} hashtags"


def check_linked(folder):
    import rdflib

    told = []
    for name in ("prov.jsonld",):
        graph = rdflib.Graph().parse(folder / name, format="json-ld")
        assert len(graph) > 0, name
        told.append(f"{name} {len(graph)} triples")
    for name in ("webannotation.jsonld", "claimreview.jsonld"):
        data = json.loads((folder / name).read_text(encoding="utf-8"))
        # Their contexts lie on the net, which is not asked: what stands in for them is their vocabulary.
        data["@context"] = {"@vocab": "http://example.org/", "id": "@id", "type": "@type"}
        graph = rdflib.Graph().parse(data=json.dumps(data), format="json-ld")
        told.append(f"{name} {len(graph)} triples")
    return ", ".join(told)


def check_jsonld_processor(folder):
    from pyld import jsonld

    data = json.loads((folder / "prov.jsonld").read_text(encoding="utf-8"))
    expanded = jsonld.expand(data)
    assert expanded
    return f"prov.jsonld expands to {len(expanded)} nodes"


def check_kml(folder):
    from lxml import etree

    root = etree.parse(str(folder / "map.kml")).getroot()
    assert etree.QName(root).namespace == "http://www.opengis.net/kml/2.2", root.tag
    return f"{len(root.findall('.//{*}Placemark'))} placemarks"


def check_geojson(folder):
    data = json.loads((folder / "map.geojson").read_text(encoding="utf-8"))
    assert data["type"] == "FeatureCollection"
    for feature in data["features"]:
        if feature["geometry"]:
            lon, lat = feature["geometry"]["coordinates"][:2]
            assert -180 <= lon <= 180 and -90 <= lat <= 90
    return f"{len(data['features'])} features"


def check_tables(folder):
    acled, ged = rows(folder / "acled.csv"), rows(folder / "ged.csv")
    width = {name: len(next(csv.reader(open(folder / name, newline="")))) for name in ("acled.csv", "ged.csv")}
    assert width == {"acled.csv": 31, "ged.csv": 49}, width
    assert all(row["source_original"] for row in ged)
    return f"ACLED {len(acled)} rows of 31, GED {len(ged)} rows of 49"


def check_bag(folder, program, case):
    import bagit

    subprocess.run([program, "bundle", case, "--to", str(folder / "bag")], check=True, stderr=subprocess.DEVNULL)
    bag = bagit.Bag(str(folder / "bag"))
    bag.validate()
    return f"a bag of {len(bag.payload_entries())} files, whole"


CHECKS = [
    ("pyarrow", check_parquet), ("openpyxl", check_workbook), ("followthemoney", check_ftm), ("hxl", check_hxl),
    ("rdflib", check_linked), ("pyld", check_jsonld_processor), ("lxml", check_kml), ("json", check_geojson),
    ("csv", check_tables), ("bagit", check_bag),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case")
    parser.add_argument("--rashomon", default="rashomon")
    parser.add_argument("--strict", action="store_true", help="every tool has to be there")
    args = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        to = [part for form in FORMS for part in ("--to", str(folder / form))]
        subprocess.run([args.rashomon, "export", args.case, *to], check=True, stderr=subprocess.DEVNULL)
        for module, check in CHECKS:
            try:
                importlib.import_module(module)
            except ImportError:
                print(f"{'FAILS   ' if args.strict else 'skipped '} {module}: not installed")
                failed += args.strict
                continue
            try:
                more = (args.rashomon, args.case) if check is check_bag else ()
                print(f"holds    {module}: {check(folder, *more)}")
            except Exception as error:  # noqa: BLE001 (every way of failing is a finding)
                failed += 1
                print(f"FAILS    {module}: {type(error).__name__}: {error}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
