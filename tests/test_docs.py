"""The documentation cannot drift from what it documents."""

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import credibility
from credibility.cli.commands import app
from tests.conftest import REPOSITORY, SAMPLES

PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
COMMANDS = (REPOSITORY / "docs" / "commands.md").read_text()
# What a newcomer types besides our own commands.
FOREIGN = {"git", "cd", ".", "make"}
# They would start a server, take hours or go out: only their options are checked.
NOT_RUN = {"serve", "prepare", "train", "calibrate", "evaluate"}


def blocks(kind: str) -> list[tuple[str, str]]:
    pattern = re.compile(rf"^```{kind}\n(.*?)^```", re.M | re.S)
    return [(page.name, found) for page in PAGES for found in pattern.findall(page.read_text())]


def shell_lines() -> list[tuple[str, str]]:
    return [(name, line) for name, block in blocks("sh") for line in block.splitlines() if line]


def documented(command: str) -> str:
    """Return the section of docs/commands.md that is about a command."""
    sections = re.split(r"^## ", COMMANDS, flags=re.M)
    found = [part for part in sections if command in part.splitlines()[0].split(", ")]
    assert len(found) == 1, f"{command} needs one section in docs/commands.md"
    return found[0]


def options() -> list[tuple[str, list[str]]]:
    group = typer.main.get_command(app)
    commands = group.commands.items()  # type: ignore[attr-defined]  # a group, as the app has commands
    return [
        (name, [opt for param in command.params for opt in param.opts if opt.startswith("-")])
        for name, command in commands
    ]


@pytest.mark.parametrize(("command", "opts"), options())
def test_every_command_and_option_is_documented(command: str, opts: list[str]) -> None:
    section = documented(command)
    assert [opt for opt in opts if f"`{opt}`" not in section] == []


def test_every_documented_option_exists() -> None:
    known = {opt for _, opts in options() for opt in opts}
    known |= {"--help", "--version", "--install-completion", "--show-completion"}
    assert set(re.findall(r"(?<!\w)--[a-z][a-z-]+", COMMANDS)) <= known


def test_every_public_name_is_documented() -> None:
    page = (REPOSITORY / "docs" / "developers.md").read_text()
    assert [name for name in credibility.__all__ if f"| `{name}` |" not in page] == []


def test_every_environment_variable_is_documented() -> None:
    sources = "".join(path.read_text() for path in (REPOSITORY / "credibility").rglob("*.py"))
    named = set(re.findall(r'"(CREDIBILITY_[A-Z]+)"', sources))
    page = (REPOSITORY / "docs" / "operators.md").read_text()
    assert named
    assert [name for name in named if f"| `{name}` |" not in page] == []


def test_every_make_target_is_documented() -> None:
    makefile = (REPOSITORY / "Makefile").read_text()
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.M)
    page = (REPOSITORY / "docs" / "developers.md").read_text()
    assert [name for name in phony.split() if f"`make {name}`" not in page] == ["browser"]


@pytest.fixture
def desk(tmp_path: Path, tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the documentation's examples name."""
    names = ["crates-nobody-saw", "merger-talks", "warning-app"]
    texts = [(SAMPLES / f"{name}.txt").read_text()[:600] for name in names]
    for name, text in zip(["article", "draft-1", "draft-2"], texts, strict=True):
        (tmp_path / f"{name}.txt").write_text(text)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(texts[0])
    (tmp_path / "table.csv").write_text('body,desk\n"It rained, he said.",city\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CREDIBILITY_MODEL", str(tiny_folder))
    return tmp_path


def run_line(line: str) -> None:
    words = shlex.split(line)
    if "<" in words:
        place = words.index("<")
        given = Path(words[place + 1]).read_bytes()
        del words[place : place + 2]
    else:
        given = b""
    target = None
    if ">" in words:
        place = words.index(">")
        target = Path(words[place + 1])
        del words[place : place + 2]
    if words[1] in NOT_RUN or any(word.startswith("https://") for word in words):
        words.append("--help")
    result = CliRunner().invoke(app, words[1:], input=given)
    assert result.exit_code == 0, (line, result.output, result.exception)
    if target is not None:
        target.write_bytes(result.stdout_bytes)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.usefixtures("desk")
def test_the_commands_of_a_page_run_in_their_order(page: Path) -> None:
    lines = [line for name, line in shell_lines() if name == page.name]
    ours = [line for line in lines if line.split()[0] == "credibility"]
    if any("article.json" in line for line in ours):
        run_line("credibility analyze article.txt --format json > article.json")
    written: set[str] = set()
    for line in ours:
        output = re.search(r"(?:-o|>) (\S+)", line)
        if " batch " in line and output is not None:
            assert output[1] not in written, "the second batch would find its output taken"
            written.add(output[1])
        run_line(line)


def test_no_other_program_is_asked_for() -> None:
    assert shell_lines()
    programs = {line.split()[0] for _, line in shell_lines()}
    assert programs <= FOREIGN | {"credibility"}


@pytest.mark.parametrize(("page", "code"), blocks("python"))
@pytest.mark.usefixtures("desk")
def test_the_python_examples_run(page: str, code: str) -> None:
    exec(compile(code, page, "exec"), {})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", page.read_text()):
        if not link.startswith("https://"):
            assert (page.parent / link.partition("#")[0]).exists(), link
