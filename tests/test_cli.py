import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from credibility import Analysis, InputError
from credibility.analysis.validate import broken_rules
from credibility.cli.commands import app
from tests.conftest import REPOSITORY, SAMPLES

SAMPLE = SAMPLES / "merger-talks.txt"
DOCUMENT = REPOSITORY / "tests" / "data" / "own-C-1.analysis.json"


def run(
    *words: str, stdin: bytes = b"", model: Path | None = None
) -> "subprocess.CompletedProcess[bytes]":
    environment = {**os.environ}
    if model is not None:
        environment["CREDIBILITY_MODEL"] = str(model)
    return subprocess.run(
        [sys.executable, "-m", "credibility", *words],
        input=stdin, capture_output=True, env=environment, cwd=REPOSITORY, check=False,
    )  # fmt: skip


def test_json_is_the_document_and_nothing_else(tiny_folder: Path) -> None:
    result = run("analyze", str(SAMPLE), "--format", "json", model=tiny_folder)
    assert result.returncode == 0
    document = Analysis.from_json(result.stdout)
    assert broken_rules(document) == []
    assert document.article.text == SAMPLE.read_text()


def test_json_lines_hold_one_claim_each(tiny_folder: Path) -> None:
    result = run("analyze", "-", "--format", "jsonl", stdin=SAMPLE.read_bytes(), model=tiny_folder)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(rows) > 5
    assert all(row["id"].startswith("c-") for row in rows)


def test_text_is_readable_and_uncoloured_in_a_pipe(tiny_folder: Path) -> None:
    result = run("analyze", str(SAMPLE), model=tiny_folder)
    assert b"\x1b[" not in result.stdout
    assert "Triage, not a verdict" in result.stdout.decode()


@pytest.mark.parametrize(
    ("words", "stdin", "message"),
    [
        (["analyze", "nowhere.txt"], b"", "There is no file nowhere.txt."),
        (["analyze", "-"], b"", "holds no text"),
        (["analyze", "-"], b"\x7fELF\0\0", "not a text file"),
        (["analyze", "http://127.0.0.1/"], b"", "not a public address"),
        (["analyze", "-", "--model", "nowhere"], b"It rained.", "There is no model in nowhere"),
        (["analyze", "-", "--model", "docs"], b"It rained.", "--model or in CREDIBILITY_MODEL"),
        (["analyze"], b"", "Missing argument"),
        (["analyze", "-", "--format", "yaml"], b"", "yaml"),
        (["train", "--config", "nowhere.toml"], b"", "does not exist"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    words: list[str], stdin: bytes, message: str
) -> None:
    result = run(*words, stdin=stdin)
    assert result.returncode == 2
    assert result.stdout == b""
    assert message in result.stderr.decode()
    assert b"Traceback" not in result.stderr


def _spoilt(text: bytes) -> bytes:
    document = json.loads(text)
    document["claims"][0]["scores"]["hedging"]["level"] = 9
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_spoilt, r"not a sound analysis document \(c-\w+: hedging has no level 9\)"),
        (lambda text: text.replace(b"Veldania", b"\xff"), "not an analysis document of schema 1"),
        (lambda text: b'{"x":' + b"[" * 100_000, "not an analysis document of schema 1"),
    ],
)
@pytest.mark.parametrize(
    "command", [["report", "-o", "-", "--format", "md"], ["compare", str(DOCUMENT)]]
)
def test_a_spoilt_document_is_refused(
    command: list[str], spoil: Callable[[bytes], bytes], message: str, tmp_path: Path
) -> None:
    stored = tmp_path / "x.json"
    stored.write_bytes(spoil(DOCUMENT.read_bytes()))
    error = CliRunner().invoke(app, [*command, str(stored)]).exception
    assert isinstance(error, InputError)
    assert re.search(message, str(error))


def test_a_stored_document_takes_the_title_that_is_given() -> None:
    words = ["report", str(DOCUMENT), "-o", "-", "--format", "json", "--title", " A new one "]
    report = Analysis.from_json(CliRunner().invoke(app, words).stdout)
    assert report.article.title == "A new one"


def test_help_says_whose_settings_are_the_default() -> None:
    shown = CliRunner().invoke(app, ["train", "--help"]).stdout
    assert "default: (the recipe of the shipped weights)" in " ".join(shown.split())


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['credibility', '--help']\n"
        "from credibility.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'torch', 'transformers', 'streamlit', 'pandas', 'numpy', 'trafilatura'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert result.returncode == 0, result.stderr
    assert b"analyze" in result.stdout


def test_the_version_is_the_packages() -> None:
    assert run("--version").stdout == b"credibility 0.1.0\n"
