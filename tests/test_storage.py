import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from credibility import Analyzer, article_from_text
from credibility.compare import compare
from credibility.document import Analysis, Claim
from credibility.errors import StorageError
from credibility.levels import ScoreName
from credibility.storage import Store
from credibility.storage.decisions import Decision, Verdict
from credibility.storage.export import annotation, archive
from credibility.training.newsclaims import read_article, trim
from tests.conftest import SAMPLES
from tests.documents import long_document

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


def test_the_latest_word_on_the_levels_counts(store: Store, analysis: Analysis) -> None:
    store.save(analysis)
    article, claim = analysis.article.id, analysis.claims[0].id
    store.decide(article, about(analysis, 0, "correct", levels={"hedging": 2}))
    store.decide(article, about(analysis, 0, "correct", levels={"sourcing": 1}))
    assert store.verdicts(analysis)[claim].levels == {"sourcing": 1}
    store.decide(article, about(analysis, 0, "confirm"))
    assert store.verdicts(analysis)[claim] == Verdict("confirmed")


def test_decisions_follow_an_edited_text(
    store: Store, analysis: Analysis, tiny_analyzer: Analyzer
) -> None:
    edited = tiny_analyzer.analyze(article_from_text("A new first paragraph.\n\n" + TEXT))
    assert edited.article.id != analysis.article.id
    kept = {claim.id for claim in edited.claims}
    number = next(n for n, claim in enumerate(analysis.claims) if claim.id in kept)
    store.save(analysis)
    store.save(edited)
    store.decide(analysis.article.id, about(analysis, number, "dismiss"))
    assert store.verdicts(edited)[analysis.claims[number].id].status == "dismissed"
    assert store.can_undo(analysis.article.id)
    assert not store.can_undo(edited.article.id), "it was made on the other version"


def test_a_decision_on_a_deleted_article_says_so(store: Store, analysis: Analysis) -> None:
    store.save(analysis)
    store.delete(analysis.article.id)
    with pytest.raises(StorageError, match="no longer stored: analyse it again"):
        store.decide(analysis.article.id, about(analysis, 0))


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


def corrected(claim: Claim, levels: dict[ScoreName, int]) -> list[dict[str, object]]:
    """Return the rows that come of one correction in the fixture's article."""
    lines = annotation(long_document(1), {claim.id: Verdict("corrected", levels)}).splitlines()
    return [json.loads(line) for line in lines]


def test_evidence_goes_with_the_level_that_needs_it() -> None:
    claims = long_document(1).claims
    named = next(each for each in claims if each.scores.sourcing.level >= 3)
    [row] = corrected(named, {"sourcing": 0})
    assert (row["st"], row["sp"], row["ss"], row["q"]) == ("none", "", row["s"], "none")
    [row] = corrected(named, {"sourcing": 3})
    assert (row["st"], row["src"]) == (named.evidence.source and named.evidence.source.type, 3)
    assert corrected(named, {"sourcing": 1}) == [], "a named source is not vague"
    bare = next(each for each in claims if each.scores.sourcing.level == 0)
    assert corrected(bare, {"sourcing": 3}) == []
    hedged = next(each for each in claims if each.scores.hedging.level)
    assert [row["hc"] for row in corrected(hedged, {"hedging": 0})] == [[]]
    flat = next(each for each in claims if not each.scores.hedging.level)
    assert corrected(flat, {"hedging": 2}) == []


def test_the_export_holds_all_that_training_reads(tmp_path: Path) -> None:
    analysis = long_document(1)
    decided = {claim.id: Verdict("confirmed") for claim in analysis.claims}
    with zipfile.ZipFile(io.BytesIO(archive(analysis, decided))) as files:
        files.extractall(tmp_path)
    read = read_article(tmp_path, analysis.article.id)
    assert (read.text, read.sentences) == (analysis.article.text, analysis.article.sentences)
    assert read.claims is not None
    assert [claim.spans for claim in read.claims] == [
        tuple(trim(read.text, span) for span in claim.spans) for claim in analysis.claims
    ]
    assert [claim.mention for claim in read.claims] == [
        claim.evidence.source.mention if claim.evidence.source else None
        for claim in analysis.claims
    ]


def test_an_unusable_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="The database cannot be used"):
        Store(f"sqlite:///{tmp_path / 'file' / 'test.db'}")
    with pytest.raises(StorageError, match="CREDIBILITY_DB"):
        Store("nonsense://")


def test_compare_accounts_for_every_claim(analysis: Analysis) -> None:
    first, second, *rest = analysis.claims
    level = second.scores.hedging.level
    moved = replace(
        second,
        scores=replace(second.scores, hedging=replace(second.scores.hedging, level=3 - level)),
    )
    reworded = replace(rest[0], id="c-11111111", text=rest[0].text + " indeed")
    new = replace(analysis, claims=(moved, reworded, *rest[1:]))
    comparison = compare(analysis, new)
    assert comparison.removed == (first,)
    assert comparison.added == ()
    [changed] = [pair for pair in comparison.changed if pair.reworded]
    assert changed.old == rest[0]
    assert comparison.changed[0].moves[0].new == 3 - level
