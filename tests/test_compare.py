import json
import time
from dataclasses import replace

import pytest

from credibility.analysis.assemble import assemble
from credibility.analysis.raw import RawClaim
from credibility.compare import Comparison, compare
from credibility.document import Analysis, Claim, ModelInfo
from credibility.levels import HEDGING
from credibility.text import article_from_text
from tests.conftest import REPOSITORY

DRAFT = Analysis.from_json((REPOSITORY / "tests/data/own-C-1.analysis.json").read_bytes())


def with_claims(claims: list[Claim]) -> Analysis:
    return replace(DRAFT, claims=tuple(claims))


def worded(claim: Claim, text: str) -> Claim:
    return replace(claim, id=f"c-{abs(hash(text)):x}"[:10], text=text)


def softer(claim: Claim) -> Claim:
    score = replace(claim.scores.hedging, level=2, label=HEDGING.labels[2], value=0.7)
    return replace(claim, scores=replace(claim.scores, hedging=score))


def test_a_draft_is_unchanged_against_itself() -> None:
    same = compare(DRAFT, DRAFT)
    assert [pair.new for pair in same.unchanged] == list(DRAFT.claims)
    assert (same.changed, same.added, same.removed) == ((), (), ())
    assert all(move.old == move.new for move in same.summary)


def test_added_removed_and_reworded_claims_are_told_apart() -> None:
    claims = list(DRAFT.claims)
    first = worded(claims[0], claims[0].text + " late on Wednesday")
    extra = worded(claims[1], "Nobody in the ministry answered nine calls")
    result = compare(DRAFT, with_claims([first, *claims[1:-1], extra]))
    assert [(pair.old.id, pair.new.id) for pair in result.changed] == [(claims[0].id, first.id)]
    assert result.changed[0].reworded
    assert result.added == (extra,)
    assert result.removed == (claims[-1],)


def test_a_claim_that_only_moved_keeps_its_partner() -> None:
    result = compare(DRAFT, with_claims(list(reversed(DRAFT.claims))))
    assert len(result.unchanged) == len(DRAFT.claims)
    assert [pair.new for pair in result.pairs] == list(reversed(DRAFT.claims))


def test_a_score_that_moved_is_reported_with_both_levels() -> None:
    claims = list(DRAFT.claims)
    place = next(i for i, claim in enumerate(claims) if claim.scores.hedging.level == 0)
    before = claims[place].scores.hedging.value
    claims[place] = softer(claims[place])
    (pair,) = compare(DRAFT, with_claims(claims)).changed
    assert not pair.reworded
    (move,) = pair.moves
    assert (move.score, move.old, move.new) == ("hedging", 0, 2)
    assert move.by == pytest.approx(0.7 - before)


def test_the_most_similar_text_wins() -> None:
    base = DRAFT.claims[0]
    old = [worded(base, "the mayor of Orsk will resign in May")]
    near = worded(base, "the mayor of Orsk will resign in June")
    far = worded(base, "the mayor of Orsk will not resign in any May")
    result = compare(with_claims(old), with_claims([far, near]))
    assert [pair.new for pair in result.pairs] == [near]
    assert result.added == (far,)


def test_nothing_against_something() -> None:
    nothing = with_claims([])
    assert compare(nothing, DRAFT).added == DRAFT.claims
    assert compare(DRAFT, nothing).removed == DRAFT.claims
    assert compare(nothing, nothing) == Comparison((), (), (), compare(DRAFT, DRAFT).summary)


def test_a_mean_that_is_undefined_stays_null() -> None:
    article = article_from_text("Is it?")
    empty = assemble(article, ModelInfo("m", "0", "0" * 64, "fp32"), list[RawClaim](), [])
    figures = {move.name: move for move in compare(empty, DRAFT).summary}
    assert figures["mean hedging"].old is None
    assert figures["claims"].old == 0
    assert figures["claims"].new == DRAFT.summary.claims


def test_json_names_every_claim_once() -> None:
    claims = list(DRAFT.claims)
    document = json.loads(compare(DRAFT, with_claims([softer(claims[0]), *claims[2:]])).to_json())
    named = [pair["new"]["id"] for pair in document["changed"]]
    named += document["unchanged"] + [claim["id"] for claim in document["removed"]]
    assert sorted(named) == sorted(claim.id for claim in claims)


def seconds_to_compare_reworded(count: int) -> float:
    words = " ".join(claim.text for claim in DRAFT.claims).split()
    texts = [" ".join(words[i % 300 : i % 300 + 14]) + f" in {1600 + i}" for i in range(count)]
    old = with_claims([worded(DRAFT.claims[0], text) for text in texts])
    new = with_claims([worded(DRAFT.claims[0], f"{text} or so") for text in texts])
    start = time.process_time()
    result = compare(old, new)
    assert len(result.changed) == count
    return time.process_time() - start


def test_time_grows_no_faster_than_the_pairs_of_claims() -> None:
    # A ratio, since machines differ: four times the claims are sixteen times the pairs.
    assert seconds_to_compare_reworded(400) < 16 * seconds_to_compare_reworded(100)
