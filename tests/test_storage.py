import json
from dataclasses import replace
from pathlib import Path

import pytest

from credibility import Analyzer, article_from_text
from credibility.compare import compare
from credibility.document import Analysis
from credibility.errors import StorageError
from credibility.storage import Store
from credibility.storage.decisions import Decision
from credibility.storage.export import annotation
from tests.conftest import SAMPLES

TEXT = (SAMPLES / "merger-talks.txt").read_text()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'folder' / 'test.db'}")


@pytest.fixture(scope="module")
def analysis(tiny_analyzer: Analyzer) -> Analysis:
    return tiny_analyzer.analyze(article_from_text(TEXT, title="Talks"))


def about(analysis: Analysis, number: int, action: str = "confirm", **more: object) -> Decision:
    claim = analysis.claims[number]
    return replace(Decision(claim.id, claim.text, "confirm"), action=action, **more)


def test_an_analysis_comes_back_as_it_was(store: Store, analysis: Analysis) -> None:
    store.save(analysis)
    store.save(analysis)
    assert store.load(analysis.article.id) == analysis
    [entry] = store.history()
    assert (entry.title, entry.claims) == ("Talks", len(analysis.claims))
    store.delete(analysis.article.id)
    assert store.load(analysis.article.id) is None


def test_decisions_add_up_and_are_undone_in_order(store: Store, analysis: Analysis) -> None:
    store.save(analysis)
    article, claim = analysis.article.id, analysis.claims[0].id
    store.decide(article, about(analysis, 0))
    store.decide(article, about(analysis, 0, "correct", levels={"hedging": 2}))
    store.decide(article, about(analysis, 0, "note", note="ask again"))
    verdict = store.verdicts(analysis)[claim]
    assert (verdict.status, verdict.levels, verdict.note) == (
        "corrected",
        {"hedging": 2},
        "ask again",
    )
    store.undo(article)
    store.undo(article)
    assert store.verdicts(analysis)[claim].status == "confirmed"
    store.undo(article)
    assert store.verdicts(analysis) == {}
    assert not store.undo(article)


def test_decisions_follow_an_edited_text(
    store: Store, analysis: Analysis, tiny_analyzer: Analyzer
) -> None:
    store.save(analysis)
    store.decide(analysis.article.id, about(analysis, 3, "dismiss"))
    edited = tiny_analyzer.analyze(article_from_text("A new first paragraph.\n\n" + TEXT))
    store.save(edited)
    assert edited.article.id != analysis.article.id
    found = store.verdicts(edited)
    if analysis.claims[3].id in {claim.id for claim in edited.claims}:
        assert found[analysis.claims[3].id].status == "dismissed"


def test_a_reworded_claim_keeps_its_decision(store: Store, analysis: Analysis) -> None:
    store.save(analysis)
    store.decide(analysis.article.id, about(analysis, 2, "dismiss"))
    claim = analysis.claims[2]
    reworded = replace(claim, id="c-00000000", text=claim.text + " now")
    claims = (*analysis.claims[:2], reworded, *analysis.claims[3:])
    found = store.verdicts(replace(analysis, claims=claims))
    assert found["c-00000000"].status == "dismissed"


def test_another_story_gets_no_decisions(
    store: Store, analysis: Analysis, tiny_analyzer: Analyzer
) -> None:
    store.save(analysis)
    store.decide(analysis.article.id, about(analysis, 0))
    other = tiny_analyzer.analyze(article_from_text("It rained on Monday. The dam held."))
    assert store.verdicts(other) == {}


def test_confirmed_and_corrected_claims_are_exported(analysis: Analysis, store: Store) -> None:
    store.save(analysis)
    store.decide(analysis.article.id, about(analysis, 0, "correct", levels={"verifiability": 0}))
    store.decide(analysis.article.id, about(analysis, 1, "dismiss"))
    [line] = annotation(analysis, store.verdicts(analysis)).splitlines()
    row = json.loads(line)
    claim = analysis.claims[0]
    assert row["v"] == 0
    assert row["h"] == claim.scores.hedging.level
    start, end = analysis.article.sentences[row["s"]]
    fragments = row["t"] if isinstance(row["t"], list) else [row["t"]]
    assert all(each in analysis.article.text[start:end] for each in fragments)


def test_an_unusable_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="The database cannot be used"):
        Store(f"sqlite:///{tmp_path / 'file' / 'test.db'}")
    with pytest.raises(StorageError, match="CREDIBILITY_DB"):
        Store("nonsense://")


def test_compare_accounts_for_every_claim(analysis: Analysis) -> None:
    first, second, *rest = analysis.claims
    moved = replace(
        second, scores=replace(second.scores, hedging=replace(second.scores.hedging, level=3))
    )
    reworded = replace(rest[0], id="c-11111111", text=rest[0].text + " indeed")
    new = replace(analysis, claims=(moved, reworded, *rest[1:]))
    comparison = compare(analysis, new)
    assert comparison.removed == (first,)
    assert comparison.added == ()
    [changed] = [pair for pair in comparison.changed if pair.reworded]
    assert changed.old == rest[0]
    if second.scores.hedging.level != 3:
        assert comparison.changed[0].moves[0].new == 3
