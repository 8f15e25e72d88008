"""What a fresh clone relies on."""

import os
import re
import subprocess

import pytest

from tests.conftest import REPOSITORY


def dry_run(*words: str) -> str:
    result = subprocess.run(
        ["make", "--no-print-directory", "-n", *words],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return result.stdout


def test_make_test_checks_style_then_tests_then_the_browser() -> None:
    plan = dry_run("test")
    steps = ["ruff check", "bin/mypy", '-m "not browser"', "-m browser"]
    places = [plan.index(step) for step in steps]
    assert places == sorted(places)


def test_make_takes_another_python_and_options_for_pip() -> None:
    # `-W` pretends that the requirements are newer than what was installed from them.
    plan = dry_run("-W", "requirements.txt", "install", "PYTHON=mypython", "PIP_OPTIONS=--pre")
    assert "mypython -m venv" in plan
    assert "pip install --quiet --pre -r requirements.txt" in plan


def test_make_says_plainly_that_python_is_missing() -> None:
    result = subprocess.run(
        ["make", "-W", "requirements.txt", "install", "PYTHON=/nowhere/python"],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode != 0
    assert "This needs Python 3.11 or newer" in result.stderr


def test_ci_runs_make_test() -> None:
    script = REPOSITORY / ".ci" / "run"
    assert os.access(script, os.X_OK)
    text = script.read_text()
    assert "set -euo pipefail" in text
    assert "make test" in text
    subprocess.run(["bash", "-n", str(script)], check=True)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned(name: str) -> None:
    lines = (REPOSITORY / name).read_text().splitlines()
    wanted = [line for line in lines if line and not line.startswith(("#", "-r "))]
    assert wanted
    assert [line for line in wanted if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_no_package_index_is_named() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("this is not a git checkout")
    for name in listed.stdout.split("\0"):
        path = REPOSITORY / name
        if path.suffix in {".md", ".toml", ".txt", ".cfg", ""} and path.is_file():
            assert not re.search(r"index-url[ =]+\S*://", path.read_text()), name


def test_the_licence_is_whole() -> None:
    text = (REPOSITORY / "LICENSE").read_text()
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
