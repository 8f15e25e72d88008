import json
import threading

import jsonschema
import msgspec

from credibility import Analysis, Analyzer, article_from_text
from credibility.analysis.validate import broken_rules
from tests.conftest import SAMPLES

TEXT = (SAMPLES / "crates-nobody-saw.txt").read_text()


def test_any_weights_give_a_document_that_keeps_the_rules(tiny_analyzer: Analyzer) -> None:
    document = tiny_analyzer.analyze(article_from_text(TEXT))
    assert broken_rules(document) == []
    assert len(document.claims) > 5


def test_the_same_text_gives_the_same_document(tiny_analyzer: Analyzer) -> None:
    article = article_from_text(TEXT)
    assert tiny_analyzer.analyze(article) == tiny_analyzer.analyze(article)


def test_given_claims_are_scored_instead(tiny_analyzer: Analyzer) -> None:
    article = article_from_text("It rained on Monday. The dam held.")
    claims, skipped = tiny_analyzer.decode(article, given={1: [((21, 33),)]})
    assert [claim.spans for claim in claims] == [((21, 33),)]
    assert skipped == []


def test_threads_share_one_analyzer(tiny_analyzer: Analyzer) -> None:
    article = article_from_text(TEXT)
    expected = tiny_analyzer.analyze(article)
    found: list[Analysis] = []
    threads = [
        threading.Thread(target=lambda: found.append(tiny_analyzer.analyze(article)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def test_progress_rises_to_one(tiny_analyzer: Analyzer) -> None:
    steps: list[tuple[str, float]] = []
    tiny_analyzer.analyze(
        article_from_text(TEXT), progress=lambda step, share: steps.append((step, share))
    )
    shares = [share for _, share in steps]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_very_long_sentence_is_read_in_parts(tiny_analyzer: Analyzer) -> None:
    text = "The " + "very old dam by the river " * 40 + "held."
    document = tiny_analyzer.analyze(article_from_text(text))
    assert broken_rules(document) == []


def test_odd_texts_do_not_break_it(tiny_analyzer: Analyzer) -> None:
    for text in ("?", "…", "🙂🙂", "<s> </s> [UNK]", "a" * 10_000, "שלום said שלום.", "!\n?\n."):
        document = tiny_analyzer.analyze(article_from_text(text, force=True))
        assert broken_rules(document) == []


def test_documents_fit_their_json_schema(tiny_analyzer: Analyzer) -> None:
    document = tiny_analyzer.analyze(article_from_text(TEXT))
    jsonschema.validate(json.loads(document.to_json()), msgspec.json.schema(Analysis))
