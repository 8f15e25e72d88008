from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from credibility.analysis.summary import summarise
from credibility.dashboard.markdown import plain
from credibility.dashboard.samples import SAMPLES
from credibility.document import Analysis
from credibility.palette import COLOUR_BY, SOLID, grades
from credibility.segments import blocks
from tests.conftest import REPOSITORY

TEXT = "The dam may have failed, officials said. It was built in 1950. Subscribe now."


@pytest.fixture
def app(tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("CREDIBILITY_MODEL", str(tiny_folder))
    monkeypatch.setenv("CREDIBILITY_DB", f"sqlite:///{tmp_path / 'test.db'}")
    st.cache_resource.clear()
    yield AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=60)
    st.cache_resource.clear()


def document(app: AppTest) -> Analysis:
    found: Analysis = app.session_state["document"]
    return found


def words(app: AppTest) -> str:
    return " ".join(element.value for element in app.markdown)


def paste(app: AppTest, text: str) -> None:
    app.text_area(key="pasted").set_value(text)
    app.button(key=submit(app, "Analyse text")).click().run()


def submit(app: AppTest, label: str) -> str:
    return next(button.key for button in app.button if button.label == label)


def test_it_opens_with_a_sample_analysed(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert document(app).article.title == SAMPLES[0].title
    assert app.dataframe[0].value["Claim"].tolist()
    assert "No claim selected" in words(app)


def test_a_pasted_text_is_analysed_and_stays_in_its_field(app: AppTest) -> None:
    app.run()
    paste(app, TEXT)
    assert not app.exception
    assert document(app).article.text == TEXT
    assert app.text_area(key="pasted").value == TEXT


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "There is no text"), ("  \n ", "There is no text"), ("x" * 300_001, "limit is 300,000")],
)
def test_bad_input_says_so_and_loses_nothing(app: AppTest, text: str, sentence: str) -> None:
    app.run()
    before = document(app)
    paste(app, text)
    assert not app.exception
    assert sentence in app.error[0].value
    assert app.text_area(key="pasted").value == text
    assert document(app) == before


def test_another_language_can_be_analysed_all_the_same(app: AppTest) -> None:
    german = (
        "Der Bundestag hat am Donnerstag das neue Gesetz verabschiedet, das die Regierung im "
        "Herbst vorgelegt hatte, und die Opposition kritisierte es scharf als unzureichend."
    )
    app.run()
    paste(app, german)
    assert "another language" in app.error[0].value
    app.button(key=submit(app, "Analyse it all the same")).click().run()
    assert document(app).article.text == german
    assert not app.error


def test_a_missing_model_is_one_sentence_and_loses_nothing(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tiny_folder: Path
) -> None:
    monkeypatch.setenv("CREDIBILITY_MODEL", "/nowhere/model")
    app.run()
    assert not app.exception
    assert "There is no model in /nowhere/model" in app.error[0].value
    monkeypatch.setenv("CREDIBILITY_MODEL", str(tiny_folder))
    paste(app, TEXT)
    assert document(app).article.text == TEXT


def test_the_selection_is_in_the_address_and_opens_the_card(app: AppTest) -> None:
    app.run()
    claim = document(app).check_first()[0]
    app.query_params["claim"] = claim.id
    app.run()
    assert not app.exception
    assert plain(claim.text) in words(app)
    assert app.query_params["article"] in ([document(app).article.id], document(app).article.id)


def test_filters_narrow_the_list(app: AppTest) -> None:
    app.run()
    app.text_input(key="filter_words").set_value("nothing has these words").run()
    assert "No claim passes the filters." in app.info[0].value
    app.text_input(key="filter_words").set_value("").run()
    assert len(app.dataframe[0].value) == len(document(app).claims)


def test_an_old_error_does_not_stay_above_a_reopened_article(app: AppTest) -> None:
    app.run()
    before = document(app)
    paste(app, "")
    assert app.error
    app.session_state["document"] = None
    app.query_params["article"] = before.article.id
    app.run()
    assert document(app) == before
    assert not app.error


def test_decisions_are_stored_shown_and_undone(app: AppTest) -> None:
    app.run()
    claim = document(app).check_first()[0]
    app.query_params["claim"] = claim.id
    app.run()
    app.button(key="confirm").click().run()
    assert app.dataframe[0].value["Editor"].tolist()[0] == "confirmed"
    app.button(key="undo").click().run()
    assert "Editor" not in app.dataframe[0].value
    assert not app.exception


def test_the_report_view_has_no_controls(app: AppTest) -> None:
    app.query_params["view"] = "report"
    app.run()
    assert not app.exception
    assert not app.button
    assert "Check first" in [element.value for element in app.subheader]
    left_out = len(document(app).claims) - 12
    assert f"and {left_out} more claims" in [element.value for element in app.caption]
    assert f"{datetime.now(UTC):%d %B %Y}" in app.caption[-1].value


def test_a_text_without_claims_says_so(app: AppTest) -> None:
    app.run()
    analysis = document(app)
    app.session_state["document"] = Analysis(
        article=analysis.article,
        model=analysis.model,
        claims=(),
        sources=(),
        skipped=(),
        summary=summarise((), ()),
    )
    app.run()
    assert not app.exception
    assert "nothing to score" in app.info[0].value


def test_pieces_reproduce_every_paragraph(tiny_analyzer: object) -> None:
    from credibility import Analyzer, article_from_text

    assert isinstance(tiny_analyzer, Analyzer)
    analysis = tiny_analyzer.analyze(article_from_text(SAMPLES[1].text))
    text = analysis.article.text
    drawn = ["".join(piece["t"] for piece in block["pieces"]) for block in blocks(analysis)]
    assert drawn == [text[a:b] for a, b in analysis.article.paragraphs]
    for number, claim in enumerate(analysis.claims):
        mine = "".join(
            piece["t"]
            for block in blocks(analysis)
            for piece in block["pieces"]
            if piece.get("c") == number
        )
        assert mine == "".join(text[a:b] for a, b in claim.spans)


def test_article_text_is_inert_in_markdown() -> None:
    shown = plain("**bold** [a](b) $x$ :red[c] <b> `d` \n # e")
    assert shown == (r"\*\*bold\*\* \[a\]\(b\) \$x\$ \:red\[c\] \<b\> \`d\` \# e")


@pytest.mark.parametrize("ground", ["#ffffff", "#f4f6f8", "#12171d", "#1c232b"])
def test_every_colour_stands_out_from_its_ground(ground: str) -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for colour in SOLID.values():
        dark, light = sorted((luminance(colour), luminance(ground)))
        assert (light + 0.05) / (dark + 0.05) >= 3, colour


def test_every_level_has_a_colour_of_its_own() -> None:
    for name in COLOUR_BY:
        steps = [shown.step for shown in grades(name)]
        assert len(set(steps)) == len(steps)
        assert set(steps) <= set(SOLID)
