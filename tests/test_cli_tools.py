"""Reports, comparisons, pipes and signals on the command line."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from credibility import Analysis
from credibility.cli.commands import app
from credibility.cli.render import differences, readable
from credibility.compare import compare
from credibility.document import Claim
from credibility.levels import SOURCING
from tests.conftest import REPOSITORY, SAMPLES

DOCUMENT = REPOSITORY / "tests" / "data" / "own-C-1.analysis.json"
DRAFT = Analysis.from_json(DOCUMENT.read_bytes())


def reworded(start: int, end: int) -> Claim:
    """Return the first claim with other words of its sentence."""
    text = DRAFT.article.text[start:end]
    return replace(DRAFT.claims[0], id="c-new", spans=((start, end),), text=text)


def test_a_report_of_a_document_needs_no_model(tmp_path: Path) -> None:
    output = tmp_path / "report.HTML"
    result = CliRunner().invoke(
        app, ["report", str(DOCUMENT), "-o", str(output), "--model", "nowhere", "--theme", "dark"]
    )
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert 'class="dark"' in output.read_text()


def test_a_report_goes_through_a_pipe() -> None:
    result = CliRunner().invoke(app, ["report", str(DOCUMENT), "-o", "-", "--format", "pdf"])
    assert result.stdout_bytes.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["report", "x.txt", "-o", "x.doc"], "no ending of a known format"),
        (["report", "x.txt", "-o", "-"], "no ending of a known format"),
        (["report", "x.txt", "-o", "-", "--format", "doc"], "is none of png"),
        (["report", "nowhere.json", "-o", "x.pdf"], "nowhere.json cannot be read"),
        (["report", str(DOCUMENT), "-o", "no/x.md"], "cannot be written"),
        (["compare", str(DOCUMENT), str(REPOSITORY / "pyproject.json")], "cannot be read"),
        (["batch", "nowhere", "-o", "x.jsonl"], "no folder or file nowhere"),
        (["batch", ".", "-o", "x.jsonl", "--overview", "x.doc"], "must end in .md or .html"),
        (["batch", ".", "-o", "x.jsonl", "--overview", "no/x.md"], "There is no folder no"),
        (["batch", ".", "-o", "x.jsonl", "--by", "desk"], "name its file with --overview"),
    ],
)
def test_what_cannot_work_exits_with_2_and_one_line(
    words: list[str], message: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "credibility", *words]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert message in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_compare_prints_what_changed_as_text_and_json(tmp_path: Path) -> None:
    later = tmp_path / "later.json"
    claim = reworded(24, 66)
    summary = replace(DRAFT.summary, claims=49)
    later.write_text(replace(DRAFT, claims=(claim, *DRAFT.claims[2:]), summary=summary).to_json())
    text = CliRunner().invoke(app, ["compare", str(DOCUMENT), str(later)]).stdout
    assert f"~ {claim.text}\n  was: {DRAFT.claims[0].text}\n" in text
    assert f"- {DRAFT.claims[1].text}" in text
    assert "0 added, 1 removed, 1 changed, 48 as they were." in text
    result = CliRunner().invoke(app, ["compare", str(DOCUMENT), str(later), "--json"])
    document = json.loads(result.stdout)
    assert document["changed"][0]["reworded"] is True
    assert len(document["unchanged"]) == 48


def test_level_moves_and_means_are_told_in_words() -> None:
    claim = DRAFT.claims[0]
    score = replace(claim.scores.sourcing, level=3, label=SOURCING.labels[3], value=0.75)
    moved = replace(claim, scores=replace(claim.scores, sourcing=score))
    summary = replace(DRAFT.summary, sourced_share=None)
    later = replace(DRAFT, claims=(moved, *DRAFT.claims[1:]), summary=summary)
    text = differences(compare(DRAFT, later))
    assert "Sourcing strength: no source → named source" in text
    assert "Sourced share: " in text
    assert " → –" in text


def test_the_terminal_text_begins_with_what_to_check_first() -> None:
    text = readable(DRAFT, colour=False)
    first, last = DRAFT.check_first()[0], DRAFT.check_first()[-1]
    assert text.index(first.text) < text.index(last.text)
    assert "\x1b[" not in text
    assert "\x1b[" in readable(DRAFT, colour=True)


def test_hostile_text_does_not_drive_the_terminal() -> None:
    claim = replace(DRAFT.claims[0], text="red \x1b[31malert\x07")
    assert "\x1b" not in readable(replace(DRAFT, claims=(claim,)), colour=False)


def test_indent_0_writes_one_line(tiny_folder: Path) -> None:
    words = ["analyze", str(SAMPLES / "merger-talks.txt"), "--format", "json", "--indent", "0"]
    result = CliRunner().invoke(app, [*words, "--model", str(tiny_folder)])
    assert result.exit_code == 0
    assert result.stdout.count("\n") == 1
    assert Analysis.from_json(result.stdout).claims


def test_documents_are_utf_8_whatever_the_terminal_says(tmp_path: Path) -> None:
    later = tmp_path / "later.json"
    claim = reworded(0, 76)
    assert not claim.text.isascii()
    later.write_text(replace(DRAFT, claims=(claim, *DRAFT.claims[1:])).to_json())
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "credibility", "compare", str(DOCUMENT), str(later)]
    for words in (command, [*command, "--json"]):
        result = subprocess.run(words, env=environment, capture_output=True, check=False)
        assert result.returncode == 0, result.stderr
        assert claim.text in result.stdout.decode("utf-8")


def test_a_closed_pipe_ends_quietly() -> None:
    words = [sys.executable, "-m", "credibility", "report", str(DOCUMENT), "-o", "-"]
    with subprocess.Popen(
        [*words, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_an_interrupt_ends_with_130_and_no_traceback() -> None:
    words = [sys.executable, "-m", "credibility", "analyze", "-"]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        assert process.stdin is not None
        # More than a pipe holds: when this returns, the command is reading.
        process.stdin.write(b"It rained. " * 20_000)
        process.stdin.flush()
        # Python loses a signal that comes just before it waits in a system call.
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
            time.sleep(0.5)
        errors = process.stderr.read()
    assert process.returncode == 130
    assert b"Traceback" not in errors


def test_a_dashboard_that_cannot_start_is_no_success() -> None:
    with socket.create_server(("localhost", 0)) as taken:
        words = ["serve", "--port", str(taken.getsockname()[1])]
        command = [sys.executable, "-m", "credibility", *words]
        result = subprocess.run(
            command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False
        )
    assert result.returncode == 1
    assert "not available" in result.stdout + result.stderr


def test_shell_completion_knows_the_commands() -> None:
    environment = {
        **os.environ,
        "_CREDIBILITY_COMPLETE": "complete_bash",
        "COMP_WORDS": "credibility co",
        "COMP_CWORD": "1",
    }
    code = "import sys; sys.argv = ['credibility']; from credibility.cli import main; main()"
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert result.stdout.split() == ["compare"]
