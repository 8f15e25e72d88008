"""Each panel alone, on documents that need no model."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from credibility.dashboard import charts
from credibility.document import Analysis
from credibility.errors import StorageError
from credibility.segments import blocks
from credibility.storage import Store
from credibility.storage.decisions import Decision
from tests.documents import long_document


@pytest.fixture(scope="module")
def long() -> Analysis:
    return long_document(8)


@pytest.fixture
def results(long: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("CREDIBILITY_DB", f"sqlite:///{tmp_path / 'test.db'}")
    st.cache_resource.clear()
    Store().save(long)

    def script() -> None:
        from credibility.dashboard.page import _results

        _results()

    app = AppTest.from_function(script, default_timeout=60)
    app.session_state["document"] = long
    yield app
    st.cache_resource.clear()


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("CREDIBILITY_DB", f"sqlite:///{tmp_path / 'test.db'}")
    st.cache_resource.clear()

    def script() -> None:
        from credibility.dashboard.history_page import history

        history()

    yield AppTest.from_function(script, default_timeout=60)
    st.cache_resource.clear()


def captions(app: AppTest) -> str:
    return " ".join(element.value for element in [*app.caption, *app.markdown])


def test_a_document_of_400_claims_is_whole(long: Analysis) -> None:
    assert len(long.claims) == 400
    for claim in long.claims:
        assert claim.text == " … ".join(long.article.text[a:b] for a, b in claim.spans)


def test_400_claims_are_all_listed(results: AppTest, long: Analysis) -> None:
    results.run()
    assert not results.exception
    assert len(results.dataframe[0].value) == len(long.claims)


def test_previous_and_next_step_in_reading_order(results: AppTest, long: Analysis) -> None:
    results.query_params["claim"] = long.claims[0].id
    results.run()
    assert results.button(key="previous").disabled
    results.button(key="next").click().run()
    assert "Claim 2 of 400" in captions(results)
    results.button(key="previous").click().run()
    assert "Claim 1 of 400" in captions(results)
    results.query_params["claim"] = long.claims[-1].id
    results.run()
    assert results.button(key="next").disabled


def test_next_skips_what_the_filters_hide(results: AppTest, long: Analysis) -> None:
    level = long.claims[0].scores.sourcing.label
    other = next(i for i, c in enumerate(long.claims) if c.scores.sourcing.label != level)
    label = long.claims[other].scores.sourcing.label
    results.query_params["claim"] = long.claims[0].id
    results.session_state["filter_sourcing"] = [label]
    results.run()
    results.button(key="next").click().run()
    assert f"Claim {other + 1} of 400" in captions(results)


def test_the_source_of_a_claim_can_be_shown(results: AppTest, long: Analysis) -> None:
    sourced = next(claim for claim in long.claims if claim.evidence.source)
    results.query_params["claim"] = sourced.id
    results.run()
    results.button(key="jump_to_source").click().run()
    assert results.session_state["jump"] == 1
    bare = next(claim for claim in long.claims if claim.evidence.source is None)
    results.query_params["claim"] = bare.id
    results.run()
    assert "jump_to_source" not in [button.key for button in results.button]


def test_the_fullest_naming_is_marked_in_the_text(long: Analysis) -> None:
    named = {
        (number, piece["t"])
        for block in blocks(long)
        for piece in block["pieces"]
        for number in piece.get("n", [])
    }
    for number, claim in enumerate(long.claims):
        source = claim.evidence.source
        if source is not None and source.named_at is not None:
            pieces = "".join(text for index, text in named if index == number)
            assert pieces
            assert all(
                text in long.article.text[slice(*source.named_at)]
                for index, text in named
                if index == number
            )


def test_undo_shows_only_where_something_was_decided(results: AppTest, long: Analysis) -> None:
    results.query_params["claim"] = long.claims[3].id
    results.run()
    assert "undo" not in [button.key for button in results.button]
    results.button(key="dismiss").click().run()
    assert results.dataframe[0].value["Editor"].tolist().count("dismissed") == 1
    assert "undo" in [button.key for button in results.button]


def test_undo_is_not_offered_for_what_was_decided_on_another_draft(
    results: AppTest, long: Analysis
) -> None:
    earlier = replace(long, article=replace(long.article, id="0" * 64))
    claim = long.claims[3]
    Store().save(earlier)
    Store().decide(earlier.article.id, Decision(claim.id, claim.text, "confirm"))
    results.query_params["claim"] = claim.id
    results.run()
    assert "confirmed" in results.dataframe[0].value["Editor"].tolist()
    assert "undo" not in [button.key for button in results.button]
    results.button(key="dismiss").click().run()
    results.button(key="undo").click().run()
    assert "confirmed" in results.dataframe[0].value["Editor"].tolist()
    assert "undo" not in [button.key for button in results.button]


def test_a_correction_can_be_corrected(results: AppTest, long: Analysis) -> None:
    claim = next(each for each in long.claims if each.scores.hedging.level == 0)

    def choose(shown: int, level: int) -> None:
        field = next(each for each in results.selectbox if each.label == "Hedging")
        assert field.value == shown
        field.set_value(level)
        next(each for each in results.button if each.label == "Save levels").click().run()

    results.query_params["claim"] = claim.id
    results.run()
    choose(0, 2)
    assert "Editor: Hedging 2" in captions(results)
    choose(2, 3)
    assert "Editor: Hedging 3" in captions(results)
    choose(3, 0)
    assert "Editor:" not in captions(results)
    choose(0, 1)
    results.button(key="confirm").click().run()
    assert "Editor:" not in captions(results)
    choose(0, 1)
    assert not results.exception


def test_the_card_does_not_praise_what_needs_nothing(results: AppTest, long: Analysis) -> None:
    claim = next(each for each in long.claims if not each.advice)
    results.query_params["claim"] = claim.id
    results.run()
    assert "Nothing to do here." in [element.value for element in results.caption]


def test_charts_say_in_words_what_they_show(long: Analysis) -> None:
    largest = max(long.sources, key=lambda group: len(group.claims))
    assert f"{len(largest.claims)}" in charts.sources_alt(long)
    assert len(long.sources) == 11
    assert charts.sources_alt(long).endswith(", and 1 more")
    assert "400 claims" in charts.along_alt(long)
    assert "400 claims" in charts.scatter_alt(long.claims)
    rows = charts.along(long).data
    assert len(rows) == 3 * len(long.claims)


def test_the_overview_says_how_many_sources_it_leaves_out(long: Analysis) -> None:
    def script() -> None:
        import streamlit as st

        from credibility.dashboard.charts import overview

        overview(st.session_state.document)

    app = AppTest.from_function(script, default_timeout=60)
    app.session_state["document"] = long
    app.run()
    assert not app.exception
    assert "and 1 more" in [element.value for element in app.caption]


def test_history_is_empty_then_names_an_untitled_article(history: AppTest) -> None:
    history.run()
    assert "Nothing is stored yet" in history.info[0].value
    document = long_document(1)
    Store().save(document)
    history.run()
    assert not history.exception
    assert document.article.title is None
    assert document.article.text.split()[0] in captions(history)


def test_history_compares_and_deletes(history: AppTest) -> None:
    first, second = long_document(1), long_document(2)
    Store().save(first)
    Store().save(second)
    history.run()
    assert not history.exception
    added = len(second.claims) - len(first.claims)
    assert f"{added} claims added, 0 removed" in captions(history)
    history.session_state["document"] = second
    history.button(key=f"delete_{first.article.id}").click().run()
    assert [entry.id for entry in Store().history()] == [second.article.id]
    assert history.session_state["document"] == second
    history.button(key=f"delete_{second.article.id}").click().run()
    assert history.session_state["document"] is None, "a decision on it could not be stored"


def test_an_unusable_database_is_one_sentence(
    history: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CREDIBILITY_DB", f"sqlite:///{tmp_path / 'file' / 'test.db'}")
    history.run()
    assert not history.exception
    assert "The database cannot be used" in history.error[0].value


def test_a_failing_delete_is_one_sentence(
    history: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = long_document(1)
    Store().save(document)
    history.run()

    def fail(self: Store, article_id: str) -> None:
        raise StorageError("The database is away: try again.")

    monkeypatch.setattr(Store, "delete", fail)
    history.button(key=f"delete_{document.article.id}").click().run()
    assert not history.exception
    assert history.warning[0].value == "The database is away: try again."


def test_about_explains_the_levels_without_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDIBILITY_MODEL", "/nowhere/model")

    def script() -> None:
        from credibility.dashboard.about import about

        about()

    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception
    assert "is missing" in app.warning[0].value
    assert "Hedging" in [element.value for element in app.subheader]


def test_a_note_stays_with_its_claim(results: AppTest, long: Analysis) -> None:
    first, second = long.claims[:2]
    results.query_params["claim"] = first.id
    results.run()
    results.text_area(key=f"note_text_{first.id}").set_value("Ask the *mayor*")
    next(each for each in results.button if each.label == "Save note").click().run()
    assert "Note: Ask the \\*mayor\\*" in captions(results)
    results.button(key="next").click().run()
    assert results.text_area(key=f"note_text_{second.id}").value == ""
    assert "Note:" not in captions(results)
