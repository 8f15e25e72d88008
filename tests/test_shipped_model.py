"""What the shipped weights make of texts that say plainly what they should."""

import pytest

from credibility import Analysis, Analyzer, article_from_text
from credibility.analysis.validate import broken_rules
from credibility.document import Claim
from tests.conftest import SAMPLES

# A backslash only wraps a line here: every line break of the text is a paragraph's end.
ARTICLE = """\
Two senior engineers have resigned and the Orban bridge has been closed, according to \
city officials who asked not to be named.
Follow the Daily Post on Facebook and Twitter
Mira Doss, a senior adviser to the mayor, told the Daily Post that inspectors had found \
two cracks in the main span on 3 March.
"We know that the steel is tired," Doss said at the river port. "The north pier has moved \
by four centimetres. Nobody can tell us why."
She said the repair would cost 3.2 million euros.
"The bridge," Doss said, "was last inspected in 2019."
Is the old ferry an alternative?
A letter the builder apparently wrote to the ministry has gone missing.
Residents' groups have reported that lorries still cross the bridge at night.
It is the ugliest bridge in the country.
Subscribe to our newsletter and never miss a story!
"""


@pytest.fixture(scope="module")
def document(shipped: Analyzer) -> Analysis:
    return shipped.analyze(article_from_text(ARTICLE))


def claim(document: Analysis, words: str) -> Claim:
    return next(each for each in document.claims if words in each.text)


def test_the_document_keeps_the_rules(document: Analysis) -> None:
    assert broken_rules(document) == []


def test_coordinated_facts_are_split_and_the_frame_is_left_out(document: Analysis) -> None:
    first = [each for each in document.claims if each.sentence == 0]
    assert len(first) == 2
    assert all("according to" not in each.text for each in first)


def test_an_interrupted_claim_has_two_spans(document: Analysis) -> None:
    assert claim(document, "was last inspected in 2019").text == (
        "The bridge … was last inspected in 2019"
    )


def test_furniture_and_questions_are_skipped_with_their_reason(document: Analysis) -> None:
    text = document.article.text
    reasons = {
        text[slice(*document.article.sentences[each.sentence])]: each.reason
        for each in document.skipped
    }
    assert reasons["Follow the Daily Post on Facebook and Twitter"] == "boilerplate"
    assert reasons["Subscribe to our newsletter and never miss a story!"] == "boilerplate"
    assert reasons["Is the old ferry an alternative?"] == "question"


def test_a_running_quote_keeps_its_speaker(document: Analysis) -> None:
    for words in ("the steel is tired", "moved by four", "the repair would", "two cracks"):
        source = claim(document, words).evidence.source
        assert source is not None
        assert source.name == "Mira Doss"
    largest = max(document.sources, key=lambda group: len(group.claims))
    assert largest.name == "Mira Doss"


def test_hedges_are_found_with_their_cue(document: Analysis) -> None:
    hedged = claim(document, "has gone missing")
    assert hedged.scores.hedging.level >= 2
    text = document.article.text
    assert "apparently" in [text[a:b] for a, b in hedged.evidence.hedge_cues]
    assert claim(document, "moved by four").scores.hedging.level == 0


def test_unnamed_sources_are_told_from_named_ones(document: Analysis) -> None:
    officials = claim(document, "have resigned")
    residents = claim(document, "lorries still cross")
    assert officials.scores.sourcing.level == residents.scores.sourcing.level == 2
    assert residents.evidence.source is not None
    assert residents.evidence.source.type == "unnamed_group"
    assert claim(document, "the steel is tired").scores.sourcing.level == 4


def test_taste_cannot_be_checked_and_dates_can(document: Analysis) -> None:
    assert claim(document, "ugliest bridge").scores.verifiability.level <= 1
    assert claim(document, "two cracks").scores.verifiability.level == 3


def test_quotation_marks_of_all_kinds_change_nothing(shipped: Analyzer) -> None:
    plain = '"The north pier has moved," Doss said. "It will be repaired in May 2027."'
    spans = []
    for opening, closing in ('""', "“”", "«»"):
        parts = plain.split('"')
        text = "".join(
            part + (opening if index % 2 == 0 else closing) for index, part in enumerate(parts[:-1])
        )
        found = shipped.analyze(article_from_text(text + parts[-1]))
        spans.append([each.spans for each in found.claims])
    assert spans[0] == spans[1] == spans[2]


def test_an_added_attribution_raises_sourcing_and_a_hedge_raises_hedging(
    shipped: Analyzer,
) -> None:
    def only(text: str) -> Claim:
        [found] = shipped.analyze(article_from_text(text)).claims
        return found

    bare = only("The ministry cut the budget by 12 percent in 2021.")
    sourced = only(
        "The ministry cut the budget by 12 percent in 2021, the minister, Ada Lund, said."
    )
    hedged = only("The ministry may have cut the budget by 12 percent in 2021.")
    assert sourced.scores.sourcing.value > bare.scores.sourcing.value + 0.3
    assert hedged.scores.hedging.value > bare.scores.hedging.value + 0.3


def test_samples_differ_as_their_titles_say(shipped: Analyzer) -> None:
    def sourcing(name: str) -> float:
        found = shipped.analyze(article_from_text((SAMPLES / name).read_text()))
        mean = found.summary.mean.sourcing
        assert mean is not None
        return mean

    assert sourcing("warning-app.txt") > sourcing("crates-nobody-saw.txt")
