"""What tests share: the command they compare with, the example reports."""

import os
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> pathlib.Path:
    """The root of the tree; the command names reports from there."""
    os.chdir(ROOT)
    return ROOT


@pytest.fixture(scope="session")
def command(root):
    """Runs the command; gives what it prints. ``cargo xtask python`` tells where it is."""
    program = os.environ.get("RASHOMON") or shutil.which("rashomon")
    if not program:
        pytest.fail("RASHOMON has to name the built command: `cargo xtask python` does that")

    def run(*args, code=0):
        ended = subprocess.run([program, *map(str, args)], cwd=root, capture_output=True, text=True)
        assert ended.returncode == code, ended.stderr
        return ended

    return run


@pytest.fixture(scope="session")
def folders(root):
    """Folders of example reports, as the command would name them."""
    found = sorted(path.relative_to(root) for path in (root / "examples").iterdir() if path.is_dir())
    assert found
    return found


def reports_of(folder):
    """The reports of a folder, in the order the command reads them."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stem.lower() != "readme")
