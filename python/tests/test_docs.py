"""Examples in docstrings and documents run; every public name is typed and told of."""

import doctest
import importlib
import pathlib
import subprocess
import sys

import rashomon

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODULES = ["rashomon", "rashomon.reading", "rashomon.case", "rashomon.weighing", "rashomon.model"]
DOCUMENTS = ["python/README.md", "docs/python.md"]


def test_examples_run(monkeypatch):
    monkeypatch.chdir(ROOT)
    tried = 0
    for name in MODULES:
        result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
        assert not result.failed, name
        tried += result.attempted
    for document in DOCUMENTS:
        result = doctest.testfile(str(ROOT / document), module_relative=False, optionflags=doctest.ELLIPSIS)
        assert not result.failed and result.attempted, document
        tried += result.attempted
    assert tried > 15


def test_types_are_those_of_the_code():
    for tool in (["stubtest", "rashomon._rashomon"], ["mypy", "--config-file", str(ROOT / "python/pyproject.toml")]):
        run = [sys.executable, "-m", *(["mypy.stubtest", "--ignore-disjoint-bases", *tool[1:]] if tool[0] == "stubtest" else tool)]
        ended = subprocess.run(run, capture_output=True, text=True, cwd=ROOT / "python" / "tests")
        assert ended.returncode == 0, ended.stdout + ended.stderr


def test_public_names_are_told_of():
    told = (ROOT / "docs/python.md").read_text()
    for name in rashomon.__all__:
        value = getattr(rashomon, name)
        assert name == "__version__" or value.__doc__, name
    for name in ("read", "read_many", "reconcile", "weigh", "Case", "Error", "Table"):
        assert f"`{name}" in told or f"rashomon.{name}" in told, name
