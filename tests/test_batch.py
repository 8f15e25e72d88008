import csv
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from credibility import Analyzer, InputError
from credibility.analysis.assemble import assemble
from credibility.batch import Result, run
from credibility.batch.overview import Overview, form_of
from credibility.cli.commands import app
from credibility.document import Analysis, Article, ModelInfo
from tests.conftest import REPOSITORY, SAMPLES

DRAFT = Analysis.from_json((REPOSITORY / "tests/data/own-C-1.analysis.json").read_bytes())


class Fake:
    """Two claims an article; none in one that says "empty", a crash in one that says "boom"."""

    def __init__(self, sha256: str = "f" * 64) -> None:
        self.info = ModelInfo("fake", "0", sha256, "fp32")
        self.seen: list[str] = []

    def analyze(self, article: Article) -> Analysis:
        self.seen.append(article.text)
        if "boom" in article.text:
            raise RuntimeError("out of luck")
        analysis = assemble(article, self.info, [], [])
        if "empty" in article.text:
            return analysis
        return replace(analysis, article=replace(DRAFT.article, id=article.id, words=9),
                       claims=DRAFT.claims[:2])  # fmt: skip


def rows_of(path: Path) -> list[dict[str, object]]:
    if path.suffix == ".parquet":
        rows: list[dict[str, object]] = pq.read_table(path).to_pylist()
        return rows
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    news = tmp_path / "news"
    (news / "deep").mkdir(parents=True)
    (news / "a.txt").write_text("The bridge was closed.")
    (news / "b.txt").write_text("An empty one.")
    (news / "deep" / "c.md").write_text("The mayor resigned.")
    (news / "bad.pdf").write_bytes(b"%PDF-1.7 torn")
    (news / "boom.txt").write_text("boom")
    (news / "ignored.png").write_bytes(b"\x89PNG")
    return news


@pytest.mark.parametrize("ending", ["parquet", "jsonl"])
def test_a_folder_gives_a_row_per_claim_and_loses_no_article(
    folder: Path, tmp_path: Path, ending: str
) -> None:
    output = tmp_path / f"out.{ending}"
    result = run(str(folder), output, Fake)
    rows = rows_of(output)
    assert Counter(row["key"] for row in rows) == {
        "a.txt": 2, "b.txt": 1, "bad.pdf": 1, "boom.txt": 1, "deep/c.md": 2,
    }  # fmt: skip
    assert [row["claim"] for row in rows if row["key"] == "a.txt"] == [
        claim.id for claim in DRAFT.claims[:2]
    ]
    assert {failure.key for failure in result.failures} == {"bad.pdf", "boom.txt"}
    assert result.articles == 5
    assert result.claims == 4
    broken = next(row for row in rows if row["key"] == "boom.txt")
    assert "RuntimeError: out of luck" in str(broken["error"])
    assert not (tmp_path / f"out.{ending}.journal").exists()


def table_rows() -> list[dict[str, object]]:
    return [
        {"body": "The bridge was closed.", "outlet": "Post", "date": "2026-03-02", "n": 1},
        {"body": "An empty one.", "outlet": "Post", "date": "2026-03-09", "n": 2},
        {"body": "The mayor resigned.", "outlet": "Globe | <b>", "date": "no date", "n": 3},
    ]


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_tables_carry_their_columns_over(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"in.{kind}"
    if kind == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in table_rows()))
    elif kind == "csv":
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, ["body", "outlet", "date", "n"])
            writer.writeheader()
            writer.writerows(table_rows())
    else:
        pq.write_table(pa.Table.from_pylist(table_rows()), path)
    output = tmp_path / "out.parquet"
    result = run(str(path), output, Fake, text_column="body")
    assert (result.articles, result.claims, result.failures) == (3, 4, ())
    rows = rows_of(output)
    assert [row["outlet"] for row in rows] == ["Post", "Post", "Post", "Globe | <b>", "Globe | <b>"]
    assert [row["n"] for row in rows] == (
        ["1", "1", "2", "3", "3"] if kind == "csv" else [1, 1, 2, 3, 3]
    )
    assert "body" not in rows[0]


def test_bad_rows_are_reported_and_awkward_values_survive(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    lines = [
        "{torn",
        "[1]",
        '{"title": "no text"}',
        '{"text": "It rained.", "title": "T", "key": "mine", "big": 99999999999999999999,'
        ' "odd": "\\ud800", "many": [1, {"a": 2}], "mixed": 1, "nan": NaN}',
        '{"text": "It rained again.", "mixed": 2.5}',
    ]
    path.write_text("\n".join(lines) + "\n\n")
    for name in ("out.parquet", "out.jsonl"):
        result = run(str(path), tmp_path / name, Fake)
        assert [failure.key.rpartition(":")[2] for failure in result.failures] == ["1", "2", "3"]
        row = rows_of(tmp_path / name)[3]
        assert row["given_key"] == "mine"
        assert row["given_title"] == "T"
        assert row["big"] == "99999999999999999999"
        assert row["many"] == '[1, {"a": 2}]'
        assert row["nan"] is None
    assert [row["mixed"] for row in rows_of(tmp_path / "out.parquet")][3:] == [1, 1, 2.5, 2.5]


def test_a_csv_as_spreadsheets_write_it(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    long = "The mayor said that it rained. " * 4_500
    path.write_text(f'\ufeff,text,outlet\n0,"{long}",Post\n1,short\n2,a,b,c\n', encoding="utf-8")
    result = run(str(path), tmp_path / "out.jsonl", Fake)
    assert result.articles == 3
    assert [failure.key for failure in result.failures] == [f"{path}:3"]
    assert "" not in rows_of(tmp_path / "out.jsonl")[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_the_letters_of_a_csv_are_kept_wherever_they_come(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "in.csv"
    rows = "It rained.,Post\n" * 1_000
    path.write_text(f"text,outlet\n{rows}It rained again.,café\n", encoding=encoding)
    run(str(path), tmp_path / "out.jsonl", Fake)
    assert rows_of(tmp_path / "out.jsonl")[-1]["outlet"] == "café"


def test_a_csv_in_no_known_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b"text\n" + b"It rained.\n" * 1_000 + b"caf\x81\n")
    with pytest.raises(InputError, match="save it as UTF-8"):
        run(str(path), tmp_path / "out.jsonl", Fake)


def test_a_quote_that_is_never_closed_is_said(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text('text\nIt rained.\n"It rained' + " again" * 3_500_000)
    with pytest.raises(InputError, match=r"after line 2 .*close the quote"):
        run(str(path), tmp_path / "out.jsonl", Fake)


@pytest.mark.parametrize("compression", ["none", "snappy"])
def test_a_parquet_table_with_a_damaged_body_is_said(tmp_path: Path, compression: str) -> None:
    path = tmp_path / "in.parquet"
    table = pa.table({"text": [f"It rained {i}." for i in range(100)]})
    pq.write_table(table, path, compression=compression, use_dictionary=False)
    data = bytearray(path.read_bytes())
    data[500:600] = b"\xff" * 100
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"in\.parquet .* is damaged"):
        run(str(path), tmp_path / "out.jsonl", Fake)


@pytest.mark.parametrize(
    ("source", "output", "message"),
    [
        ("nowhere", "out.parquet", "There is no folder or file"),
        ("*.xyz", "out.parquet", "There is no folder or file"),
        ("news", "out.csv", "must end in .parquet or .jsonl"),
        ("news", "no/out.jsonl", "There is no folder"),
        ("empty", "out.jsonl", "holds no articles"),
        ("in.csv", "out.jsonl", "has no column 'text' but a, b"),
        ("bad.parquet", "out.jsonl", "is not a Parquet file"),
        ("news", "taken.jsonl", "exists: choose another name"),
    ],
)
def test_what_cannot_work_is_said_before_the_model_loads(
    folder: Path, monkeypatch: pytest.MonkeyPatch, source: str, output: str, message: str
) -> None:
    monkeypatch.chdir(folder.parent)
    Path("empty").mkdir()
    Path("in.csv").write_text("a,b\n1,2\n")
    Path("bad.parquet").write_text("PAR0")
    Path("taken.jsonl").write_text("precious")

    def load() -> Analyzer:
        raise AssertionError

    with pytest.raises(InputError, match=message):
        run(source, Path(output), load)
    assert Path("taken.jsonl").read_text() == "precious"


def test_an_interrupted_run_goes_on_and_notices_what_changed(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"

    class Stopping(Fake):
        def analyze(self, article: Article) -> Analysis:
            if len(self.seen) == 2:
                raise KeyboardInterrupt
            return super().analyze(article)

    with pytest.raises(KeyboardInterrupt):
        run(str(folder), output, Stopping)
    assert not output.exists()
    journal = tmp_path / "out.jsonl.journal"
    with journal.open("ab") as file:
        file.write(b'{"key": "torn')
    (folder / "a.txt").write_text("The bridge was opened.")
    fake = Fake()
    result = run(str(folder), output, lambda: fake)
    assert result.resumed == 2
    assert fake.seen == ["The bridge was opened.", "boom", "The mayor resigned."]
    assert Counter(row["key"] for row in rows_of(output))["a.txt"] == 2


def test_another_model_does_not_mix_with_an_unfinished_run(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"

    class Stopping(Fake):
        def analyze(self, article: Article) -> Analysis:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(str(folder), output, Stopping)
    with pytest.raises(InputError, match="begun with another model"):
        run(str(folder), output, lambda: Fake("e" * 64))
    assert run(str(folder), output, lambda: Fake("e" * 64), restart=True).resumed == 0


KILLED = """
    import sys, time
    from pathlib import Path
    sys.path.insert(0, sys.argv[3])
    from tests.test_batch import Fake
    from credibility.batch import run

    class Slow(Fake):
        def analyze(self, article):
            time.sleep(0.01)
            return super().analyze(article)

    run(sys.argv[1], Path(sys.argv[2]), Slow)
"""


@pytest.fixture
def killed(tmp_path: Path) -> Iterator[Path]:
    """A run over 120 articles that was killed twice in the middle; the output's path."""
    source, output = tmp_path / "in.jsonl", tmp_path / "out.parquet"
    source.write_text("".join(json.dumps({"text": f"It rained {i}."}) + "\n" for i in range(120)))
    journal = tmp_path / "out.parquet.journal"
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(source), str(output)]
    for enough in (30, 70):
        process = subprocess.Popen([*command, str(REPOSITORY)], stderr=subprocess.DEVNULL)
        try:
            limit = time.monotonic() + 60
            while not journal.exists() or journal.read_bytes().count(b"\n") < enough:
                assert process.poll() is None, "it ended before it could be killed"
                assert time.monotonic() < limit
                time.sleep(0.005)
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        assert not output.exists()
    yield output


def test_killed_twice_no_row_is_lost_or_doubled(killed: Path) -> None:
    source = killed.with_name("in.jsonl")
    fake = Fake()
    result = run(str(source), killed, lambda: fake)
    assert 69 <= result.resumed < 120
    assert len(fake.seen) == 120 - result.resumed
    keys = [str(row["key"]) for row in rows_of(killed)]
    assert keys == [f"{source}:{i}" for i in range(1, 121) for _ in range(2)]


@pytest.mark.parametrize("restart", [False, True])
def test_two_runs_do_not_write_the_same_output(folder: Path, tmp_path: Path, restart: bool) -> None:
    output = tmp_path / "out.jsonl"

    class Second(Fake):
        def analyze(self, article: Article) -> Analysis:
            with pytest.raises(InputError, match="Another batch"):
                run(str(folder), output, Fake, restart=restart)
            return super().analyze(article)

    assert run(str(folder), output, Second).articles == 5


def test_a_restart_with_a_wrong_source_forgets_nothing(tmp_path: Path) -> None:
    journal = tmp_path / "out.jsonl.journal"
    journal.write_text("precious")
    with pytest.raises(InputError, match="There is no folder or file"):
        run(str(tmp_path / "nowhere"), tmp_path / "out.jsonl", Fake, restart=True)
    assert journal.read_text() == "precious"


def overview(tmp_path: Path, *by: str) -> tuple[Result, Overview]:
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in table_rows()))
    gathered = Overview(by)
    output = tmp_path / "out.jsonl"
    return run(str(path), output, Fake, text_column="body", watch=gathered.add), gathered


def test_the_overview_groups_by_outlet_and_week(tmp_path: Path) -> None:
    _, gathered = overview(tmp_path)
    text = gathered.render("md")
    assert "## By outlet" in text
    assert "| 2026-W10 | 1 |" in text
    assert "| 2026-W11 | 1 | 0 | 0 | – | – | – | – | – |" in text
    assert "By author" not in text
    assert "Globe \\| &lt;b&gt;" in text
    page = gathered.render("html")
    assert "Globe | &lt;b&gt;" in page
    assert "<b>" not in page


def test_the_overview_counts_unnamed_sources() -> None:
    gathered = Overview()
    rows = [
        {"claim": f"c{i}", "error": None, "source_type": kind,
         "hedging_value": 0.5, "sourcing_value": 0.25, "verifiability_value": 1.0}
        for i, kind in enumerate([None, "anonymous", "vague", "named_person", "document"])
    ]  # fmt: skip
    gathered.add(rows)
    assert "| all | 1 | 0 | 5 | 20% | 50% | 0.50 | 0.25 | 1.00 |" in gathered.render("md")


def test_a_column_that_no_article_has_is_named(tmp_path: Path) -> None:
    _, gathered = overview(tmp_path, "desk")
    with pytest.raises(InputError, match="No article has a column 'desk'"):
        gathered.render("md")
    with pytest.raises(InputError, match="must end in"):
        form_of(Path("overview.docx"))


def test_the_command_reports_failures_and_exits_with_1(folder: Path, tiny_folder: Path) -> None:
    (folder / "a.txt").write_bytes((SAMPLES / "merger-talks.txt").read_bytes())
    words = ["batch", "news", "-o", "out.jsonl", "--overview", "set.html", "--model"]
    command = [sys.executable, "-m", "credibility", *words, str(tiny_folder)]
    result = subprocess.run(command, cwd=folder.parent, capture_output=True, check=False)
    errors = result.stderr.decode()
    assert result.returncode == 1, errors
    assert result.stdout == b""
    assert "bad.pdf: " in errors
    assert "Articles: 5 (1 failed), claims: " in errors
    assert "article/s" in errors or "s/article" in errors
    assert "Traceback" not in errors
    assert "By" not in (folder.parent / "set.html").read_text()
    again = subprocess.run(command, cwd=folder.parent, capture_output=True, check=False)
    assert again.returncode == 2
    assert b"--restart" in again.stderr


@pytest.mark.parametrize(
    ("by", "message"),
    [("desq", "No article of in.csv has a column 'desq'"), ("desk", None), ("title", None)],
)
def test_a_column_to_group_by_is_looked_for_before_the_model_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str, message: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.csv").write_text("text,desk\nIt rained.,city\n")
    words = ["batch", "in.csv", "-o", "out.jsonl", "--overview", "set.md", "--by", by]
    result = CliRunner().invoke(app, [*words, "--model", "nowhere"])
    assert (message or "There is no model in nowhere") in str(result.exception)


def test_an_overview_that_fails_late_loses_no_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_folder: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.csv").write_text("text,desk,empty\n,city,\n")
    words = ["batch", "in.csv", "-o", "out.jsonl", "--overview", "set.md"]
    words += ["--model", str(tiny_folder), "--by"]
    failed = CliRunner().invoke(app, [*words, "empty"])
    assert "No article has a column 'empty'" in str(failed.exception)
    assert "credibility: in.csv:1: " in failed.stderr
    again = CliRunner().invoke(app, [*words, "desk"])
    assert again.exit_code == 1
    assert "1 done before" in again.stderr
    assert "## By desk" in Path("set.md").read_text()
    assert not Path("out.jsonl.journal").exists()
