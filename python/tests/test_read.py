"""Reading gives what the command gives, byte for byte."""

import concurrent.futures
import dataclasses
import datetime
import json
import pathlib
import threading
import time

import pytest

import rashomon
from conftest import reports_of


def plain(value):
    """A value as its JSON would be, optional fields left out where they are not told."""
    optional = {"review", "low", "high", "likelihood", "credibility", "turning", "course", "weighed", "source_bytes"}
    if dataclasses.is_dataclass(value):
        fields = [f.name for f in dataclasses.fields(value) if not f.name.startswith("_")]
        made = {name.rstrip("_"): plain(getattr(value, name)) for name in fields}
        always = {"low", "high"} if type(value).__name__ == "Count" else set()
        return {k: v for k, v in made.items() if not (k in optional - always and v in (None, []))}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return value


def test_examples_are_read_as_the_command_reads_them(command, folders):
    for folder in folders:
        told = command("read", "--json", folder).stdout
        reading = rashomon.reconcile(rashomon.read(path) for path in reports_of(folder))
        assert reading.json() + "\n" == told
        assert plain(reading) == json.loads(told)


def test_a_report_alone_has_the_same_claims(command, folders):
    for path in (path for folder in folders for path in reports_of(folder)):
        told = json.loads(command("read", "--json", path).stdout)["reports"][0]
        report = rashomon.read(path)
        assert plain(report.claims) == told["claims"] and report.claims
        assert plain(report.notes) == told["notes"]
        text = rashomon.read(path.read_bytes(), name=path.name)
        assert text.claims == report.claims


def test_quotes_are_parts_of_the_text(folders):
    for path in reports_of(folders[0]):
        report = rashomon.read(path)
        for claim in report.claims:
            start, end = claim.passage.code_points
            assert report.text[start:end] == claim.quote == claim.passage.text


def test_what_is_told_goes_before_what_is_written():
    text = "Guards left the old port on Friday, dockers said."
    assert rashomon.read(text).claims[0].time.start is None
    for day in ("2031-05-04", datetime.date(2031, 5, 4), datetime.datetime(2031, 5, 4, 12)):
        assert rashomon.read(text, published=day).claims[0].time.start == "2031-05-02"
    told = rashomon.read(text, title="Dam", outlet="Lake Post", url="http://lake.example/1", name="x/dam.txt")
    assert (told.title, told.outlet, told.url, told.name) == ("Dam", "Lake Post", "http://lake.example/1", "x/dam.txt")
    clock = "The clash began at 23:30 GMT on 4 May 2031, a medic said."
    shifted = rashomon.read(clock, zone="+03:00", published="2031-05-06")
    assert shifted.times == rashomon.read(clock, zone=180, published="2031-05-06").times
    assert shifted.times != rashomon.read(clock, published="2031-05-06").times


def test_errors_are_those_of_the_command(command, tmp_path):
    german = tmp_path / "damm.txt"
    german.write_text("Der Damm oberhalb des Dorfes ist am Freitag gebrochen, sagten die Bewohner der Gegend. " * 3)
    picture = tmp_path / "dam.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    empty = tmp_path / "empty.txt"
    empty.write_text(" \n")
    for path in (german, picture, empty, tmp_path / "nothing.txt"):
        told = command("read", path, code=2).stderr.splitlines()
        with pytest.raises(rashomon.Error) as caught:
            rashomon.read(path)
        assert told[0] == f"error: {caught.value}"
        if path is german:
            assert "force=True" in caught.value.hint
        elif len(told) > 1 and path is not german and "standard input" not in told[1]:
            assert told[1] == f"hint: {caught.value.hint}"
    assert rashomon.read(german, force=True).text


def test_any_text_comes_in():
    broken = rashomon.read("The dam \ud800 broke on Friday, villagers said.")
    assert broken.text.startswith("The dam \ufffd") and broken.text.endswith("villagers said.")
    with pytest.raises(rashomon.Error, match="is no day"):
        rashomon.read("The dam broke.", published="Friday")
    with pytest.raises(rashomon.Error, match="no offset"):
        rashomon.read("The dam broke.", zone="Damascus")
    with pytest.raises(TypeError):
        rashomon.read(7)


def test_questions_and_answers(command, tmp_path, folders):
    folder = next(f for f in folders if "raqqa" in f.name)
    reading = rashomon.reconcile(rashomon.read(path) for path in reports_of(folder))
    assert reading.disputes and all(question.disputes for question in reading.disputes)
    assert set(reading.disputes[0].disputes[0].sides[0]) <= set(reading.claims)
    asked = reading.ask("who holds Mansour Street on 2017-06-14")
    assert asked.matched and asked.matched[0].kind == "holds"
    assert set(asked.matched[0].answers[0].told_by) <= set(asked.matched[0].claims)
    with pytest.raises(rashomon.Error) as caught:
        reading.ask("weather tomorrow?")
    assert "who holds PLACE" in caught.value.hint
    reading.export(tmp_path / "claims.csv")
    case = tmp_path / "raqqa.case"
    command("init", case)
    command("add", case, folder)
    command("export", case, "--to", tmp_path / "case-claims.csv")
    ours, theirs = ((tmp_path / name).read_text().splitlines() for name in ("claims.csv", "case-claims.csv"))
    assert len(ours) == len(theirs) and ours[0] == theirs[0]
    with pytest.raises(rashomon.Error, match="tells no form"):
        reading.export(tmp_path / "claims.docx")
    with pytest.raises(rashomon.Error, match="no profile"):
        reading.export(tmp_path / "claims.csv", profile="everyone")


def test_other_threads_run_meanwhile():
    text = "Guards left gate %d of the old port on Monday, dockers told Radio Tarsh. " * 400
    rashomon.read("The dam broke.")
    ticks, ended = [], threading.Event()

    def tick():
        while not ended.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.001)

    ticker = threading.Thread(target=tick)
    ticker.start()
    start = time.monotonic()
    rashomon.read(text)
    took = time.monotonic() - start
    ended.set()
    ticker.join()
    during = [t for t in ticks if start <= t <= start + took]
    # Held throughout, none would tick between begin and end.
    assert len(during) > 10, (len(during), took)


def test_threads_give_the_same(folders):
    paths = [path for folder in folders for path in reports_of(folder)] * 4
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert list(pool.map(rashomon.read, paths)) == [rashomon.read(path) for path in paths]


def test_only_what_was_read_is_reconciled():
    report = rashomon.read("Guards left the old port, dockers said.")
    copy = dataclasses.replace(report)
    with pytest.raises(rashomon.Error, match="read its text again"):
        rashomon.reconcile([copy])
    assert rashomon.reconcile([]).questions == ()
    assert pathlib.Path(rashomon.__file__).parent.joinpath("py.typed").exists()
