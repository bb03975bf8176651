"""Cases: kept, asked and exported as the command does."""

import dataclasses
import json
import pathlib

import pytest

import rashomon


@pytest.fixture
def case(tmp_path, root):
    made = rashomon.Case.create(tmp_path / "raqqa.case", title="Raqqa, June 2017")
    made.add(pathlib.Path("examples/raqqa-june-2017"))
    return made


def test_the_command_sees_what_python_added(case, command, tmp_path):
    path = tmp_path / "raqqa.case"
    assert case.title == "Raqqa, June 2017" and len(case.reports()) == 4
    told = [json.loads(line) for line in command("list", "--json", path).stdout.splitlines()]
    assert [dataclasses.asdict(entry) for entry in case.reports()] == told
    assert case.reading().json() + "\n" == command("show", "--json", path).stdout
    again = case.add(pathlib.Path("examples/raqqa-june-2017"))
    assert [kept.outcome for kept in again.kept] == ["known"] * 4 and not again.notes
    assert "as written" in command("verify", path).stdout


def test_answers_are_those_of_the_command(case, command, tmp_path):
    path = tmp_path / "raqqa.case"
    for question in ("who holds Mansour Street on 2017-06-14", "is the Tabqa road open"):
        told = json.loads(command("ask", path, question, "--json").stdout)
        asked = case.ask(question)
        assert [m.verdict for m in asked.matched] == [m["verdict"] for m in told["matched"]]
        assert [m.because for m in asked.matched] == [m["because"] for m in told["matched"]]
        assert [list(m.claims) for m in asked.matched] == [list(m["claims"]) for m in told["matched"]]
        assert list(asked.near) == told["near"]
    assert case.disputes() == case.reading().disputes and case.disputes()
    assert case.claims() == case.reading().claims
    assert case.questions(said="2017-06-13") != case.questions()
    assert len(case.claims_table()) == len(case.claims())


def test_exports_are_those_of_the_command(case, command, tmp_path):
    path = tmp_path / "raqqa.case"
    for name in ("claims.csv", "map.geojson", "acled.csv", "report.md", "case.jsonl", "claims.parquet"):
        (tmp_path / "theirs").mkdir(exist_ok=True)
        command("export", path, "--to", tmp_path / "theirs" / name)
        case.export(tmp_path / name)
        assert (tmp_path / name).read_bytes() == (tmp_path / "theirs" / name).read_bytes(), name
    with pytest.raises(rashomon.Error, match="internal use"):
        case.export(tmp_path / "case.jsonl", profile="public")


def test_errors_say_what_to_do(case, tmp_path):
    with pytest.raises(rashomon.Error, match="exists already") as caught:
        rashomon.Case.create(tmp_path / "raqqa.case")
    assert caught.value.hint == "give another path; a case is never overwritten"
    with pytest.raises(rashomon.Error, match="there is no case"):
        rashomon.Case(tmp_path / "other.case")
    reader = rashomon.Case.open(tmp_path / "raqqa.case", read_only=True)
    assert len(reader.reports()) == 4
    with pytest.raises(rashomon.Error):
        reader.add("Guards left the old port, dockers said.")
    with pytest.raises(rashomon.Error, match="cannot read"):
        case.add(tmp_path / "nothing.txt")
    refused = case.add(b"\x89PNG\r\n\x1a\n" + bytes(300), name="dam.png")
    assert refused.notes or refused.kept[0].outcome == "refused"


def test_what_reports_come_in_is_taken_apart(case):
    rows = "\n".join(
        json.dumps({"text": f"Guards left gate {n} of the old port of Tarsh, dockers said.", "outlet": "Lake Post"})
        for n in range(40)
    )
    added = case.add(rows.encode(), name="reports.jsonl")
    assert len(added.kept) == 40 and {kept.outcome for kept in added.kept} == {"new"}
    assert case.reports()[-1].outlet == "Lake Post"
