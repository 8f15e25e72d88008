import io
import json
import re
from dataclasses import replace
from html import unescape
from typing import Literal

import pandas as pd
import pypdfium2
import pytest

from credibility import Analysis, Analyzer, InputError, article_from_text
from credibility.document import SourceGroup
from credibility.reports import FORMATS, ReportOptions, format_for, render
from credibility.reports.pages import html_fragment
from credibility.reports.view import breakable, clean
from tests.conftest import SAMPLES

HOSTILE = (
    "<script>alert(1)</script> "
    "#panic() $x$ \\ *bold* _it_ [a](b) {{ 7 * 7 }} {% x %} =1+1, he said. "
    "The שלום עולם phrase was quoted. " + "a" * 10_000 + " was typed."
)


@pytest.fixture(scope="module")
def analysis(tiny_analyzer: Analyzer) -> Analysis:
    text = (SAMPLES / "warning-app.txt").read_text()
    return tiny_analyzer.analyze(article_from_text(text, title="The warning"))


@pytest.fixture(scope="module")
def hostile(tiny_analyzer: Analyzer) -> Analysis:
    return tiny_analyzer.analyze(article_from_text(HOSTILE, title="<b>=1</b>", force=True))


@pytest.fixture(scope="module")
def empty(analysis: Analysis, tiny_analyzer: Analyzer) -> Analysis:
    article = article_from_text("…")
    document = tiny_analyzer.analyze(article)
    assert document.claims == ()
    return document


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_of_every_article(
    form: str, analysis: Analysis, hostile: Analysis, empty: Analysis
) -> None:
    for document in (analysis, hostile, empty):
        for options in (ReportOptions(), ReportOptions("priority", "dark", "us-letter", True)):
            assert isinstance(render(document, form, options), bytes)


def test_json_lines_and_parquet_round_trip(analysis: Analysis) -> None:
    assert Analysis.from_json(render(analysis, "json")) == analysis
    rows = [json.loads(line) for line in render(analysis, "jsonl").splitlines()]
    assert [row["id"] for row in rows] == [claim.id for claim in analysis.claims]
    table = pd.read_parquet(io.BytesIO(render(analysis, "parquet")))
    assert table["text"].tolist() == [claim.text for claim in analysis.claims]


def test_csv_cells_are_no_formulas(tiny_analyzer: Analyzer) -> None:
    document = tiny_analyzer.analyze(article_from_text("Words.", title="=cmd()"))
    table = pd.read_csv(io.BytesIO(render(document, "csv")))
    assert all(title == "'=cmd()" for title in table["title"])


def test_pdf_holds_the_article_as_text(analysis: Analysis) -> None:
    pdf = pypdfium2.PdfDocument(render(analysis, "pdf"))
    pages = []
    for page in pdf:
        text_page = page.get_textpage()
        pages.append(text_page.get_text_range())
        text_page.close()
        page.close()
    assert len(list(pdf.get_toc())) >= 4
    pdf.close()
    # Lines and pages break anywhere, but nothing else stands between the article's words.
    shown = re.sub(r"\W+", "", pages[0])
    for start, end in analysis.article.sentences[:8]:
        assert re.sub(r"\W+", "", analysis.article.text[start:end]) in shown


def test_a_report_without_a_title_says_which_article_it_is_about(tiny_analyzer: Analyzer) -> None:
    document = tiny_analyzer.analyze(article_from_text("Rain fell on Oslo. " * 9 + "a" * 900))
    page = render(document, "html").decode()
    assert "<h1>Rain fell on Oslo. Rain fell on Oslo. …</h1>" in page


def test_the_page_is_closed_to_the_outside(hostile: Analysis) -> None:
    page = render(hostile, "html").decode()
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert "&lt;" in page
    assert "49" not in page.split("<main>")[1].split("</main>")[0].split("article")[0]


def test_the_summary_leaves_the_article_out(analysis: Analysis) -> None:
    page = render(analysis, "html", ReportOptions(summary=True)).decode()
    assert 'class="article"' not in page
    assert page.count('<li id="claim-') == min(10, len(analysis.claims))


def test_a_report_says_what_it_leaves_out(analysis: Analysis) -> None:
    sources = tuple(SourceGroup(f"s{n}", f"Source {n}", "vague", ("c-1",), 0.1) for n in range(14))
    many = replace(analysis, sources=sources)
    brief = ReportOptions(summary=True)
    claims = f"and {len(analysis.claims) - 10} more claims"
    for form in ("html", "md"):
        assert "and 2 more" in render(many, form).decode()
        assert "and 10 more" in render(many, form, brief).decode()
        assert claims in render(many, form, brief).decode()
        assert "more claims" not in render(many, form).decode()
    pdf = pypdfium2.PdfDocument(render(many, "pdf"))
    pages = [page.get_textpage() for page in pdf]
    assert "and 2 more" in "".join(page.get_text_range() for page in pages)
    pdf.close()


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_the_pdf_summary_is_one_page(paper: Literal["a4", "us-letter"], analysis: Analysis) -> None:
    wordy = replace(
        analysis,
        article=replace(analysis.article, title="A long headline " * 12),
        claims=tuple(replace(each, text=each.text + " word" * 90) for each in analysis.claims),
    )
    for document in (analysis, wordy):
        pdf = pypdfium2.PdfDocument(
            render(document, "pdf", ReportOptions(paper=paper, summary=True))
        )
        pages = len(pdf)
        pdf.close()
        assert pages == 1


def test_cleaning_keeps_joiners_and_drops_what_reorders() -> None:
    assert clean("می‌خواهم 👩‍👩‍👧") == "می‌خواهم 👩‍👩‍👧"
    assert clean("co\u00adoperation\u202e \x07bell\n") == "cooperation  bell "
    assert clean("x" * 100) == "x" * 100
    assert "\u200b" in breakable({"a": ["x" * 100]})["a"][0]


def test_annotations_select_their_text(analysis: Analysis) -> None:
    page = json.loads(render(analysis, "jsonld"))
    text = analysis.article.text
    assert len(page["items"]) == len(analysis.claims)
    for item in page["items"]:
        assert item["creator"]["id"] == f"urn:sha256:{analysis.model.sha256}"
        for target in item["target"]:
            position, quote = target["selector"]
            exact = text[position["start"] : position["end"]]
            assert exact == quote["exact"]
            assert quote["prefix"] + exact + quote["suffix"] in text
    assert "ClaimReview" not in json.dumps(page)


def test_the_picture_is_as_tall_as_its_content(analysis: Analysis, empty: Analysis) -> None:
    def size(data: bytes) -> tuple[int, int]:
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])

    assert size(render(analysis, "png"))[0] == size(render(empty, "png"))[0] == 1440
    assert size(render(analysis, "png"))[1] > size(render(empty, "png"))[1]


def test_every_common_script_has_a_font() -> None:
    scripts = "Aα Я א ب 日 中 한 ह த ไ Հ ქ አ ব 🙂".split()
    covered = render_scripts("".join(scripts))
    assert covered == set(), f"no glyph for {covered}"


def render_scripts(text: str) -> set[str]:
    """Return the characters that come out as the same box as one that no font has."""
    import typst

    from credibility.reports.typeset import _fonts

    def picture(character: str) -> bytes:
        source = (
            "#set page(width: 40pt, height: 40pt)\n"
            '#set text(font: "Libertinus Serif")\n'
            f'#text("{character}")'
        )
        made = typst.Compiler(source.encode(), font_paths=_fonts()).compile(format="png")
        assert isinstance(made, bytes)
        return made

    missing = picture("\U0010fffd")
    return {character for character in text if picture(character) == missing}


def test_markdown_escapes_what_it_quotes(hostile: Analysis) -> None:
    text = render(hostile, "md").decode()
    title, *_ = text.splitlines()
    assert title == "# \\<b\\>=1\\</b\\>"


def test_formats_are_known_by_their_endings() -> None:
    assert format_for("a/b.PDF") == "pdf"
    with pytest.raises(InputError, match=r"use one of \.png"):
        format_for("report.xyz")
    with pytest.raises(InputError, match="There is no format"):
        render(None, "xyz")  # type: ignore[arg-type]  # not looked at


def test_a_notebook_gets_the_highlighted_article(analysis: Analysis) -> None:
    frame = html_fragment(analysis)
    assert "<mark" in unescape(frame)
    assert "<style" not in frame, "it would restyle the notebook"
    assert analysis._repr_html_() == frame
