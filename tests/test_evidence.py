from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credibility import article_from_text
from credibility.analysis.assemble import assemble
from credibility.analysis.details import find_details
from credibility.analysis.quotes import quote_kind, quoted_regions
from credibility.analysis.raw import RawClaim, RawSource
from credibility.analysis.sources import SourceResolver
from credibility.analysis.summary import priority
from credibility.analysis.validate import TYPES_AT_LEVEL, broken_rules
from credibility.document import (
    Analysis,
    Article,
    Claim,
    LargestSource,
    ModelInfo,
    Skipped,
    Span,
)
from credibility.levels import SCALES, ScoreName, SourceType
from tests.conftest import REPOSITORY

MODEL = ModelInfo("test", "0", "0" * 64, "fp32")
DRAFT = Analysis.from_json((REPOSITORY / "tests/data/own-C-1.analysis.json").read_bytes())


def span_of(text: str, wanted: str, after: int = 0) -> Span:
    start = text.index(wanted, after)
    return (start, start + len(wanted))


def quoted(text: str) -> list[str]:
    article = article_from_text(text)
    regions = quoted_regions(article.text, article.paragraphs)
    return [text[a:b] for a, b in (region.span for region in regions)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "it is late" and left.', ["it is late"]),
        ("He said “it is late” and left.", ["it is late"]),
        ("Il dit «trop tard» et part.", ["trop tard"]),
        ("Er sagt „zu spät“ dazu.", ["zu spät"]),
        ("The dogs' owner didn't see the boys' bikes.", []),
        ("She called it 'a bad day', twice.", ["a bad day"]),
        ('An inch is written 1" long and nothing closes.', []),
        ('He said "it never closes.\nNext paragraph is plain.', []),
    ],
)
def test_quotation_marks(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_a_single_mark_that_never_closes_costs_no_time() -> None:
    assert quoted("‘" + "a’" * 300 + "a b") == []


def test_a_quotation_over_paragraphs_is_one() -> None:
    text = 'She said: "First part.\n"Second part." Then "another".'
    article = article_from_text(text)
    numbers = [each.quotation for each in quoted_regions(text, article.paragraphs)]
    assert numbers == [1, 1, 2]


def test_quote_kind_counts_letters() -> None:
    text = 'The plan is "dead on arrival", he said. "It is over," he said. It is raining.'
    article = article_from_text(text)
    regions = quoted_regions(text, article.paragraphs)
    kinds = [
        quote_kind(text, [span_of(text, wanted)], regions)
        for wanted in ('The plan is "dead on arrival', "It is over", "It is raining")
    ]
    assert kinds == ["mixed", "direct", "indirect"]


def resolve(text: str, *mentions: tuple[str, SourceType]) -> list[str | None]:
    article = article_from_text(text)
    resolver = SourceResolver(article)
    names: list[str | None] = []
    position = 0
    for wanted, kind in mentions:
        start, end = span_of(text, wanted, position)
        position = end
        names.append(resolver.resolve(RawSource((start, end), kind, None)).name)
    return names


STORY = (
    "Mira Doss, a senior adviser to the mayor, told reporters the bridge was unsafe. "
    "Doss said two bolts had gone. She added that the river was rising. "
    '"We closed it at noon," she said. '
    "Human-rights groups said the detour was long. According to the reports, it takes an hour."
)


def test_short_forms_and_pronouns_resolve_to_the_full_name() -> None:
    found = resolve(
        STORY,
        ("Mira Doss, a senior adviser to the mayor", "named_person"),
        ("Doss", "named_person"),
        ("She", "named_person"),
        ("she", "named_person"),
        ("Human-rights groups", "unnamed_group"),
        ("the reports", "vague"),
    )
    assert found == ["Mira Doss"] * 4 + ["Human-rights groups", "the reports"]


def test_titles_roles_and_acronyms() -> None:
    text = (
        "Harwick boss Terry Olland spoke first. Agriculture Minister Fara Lind agreed. "
        "The National Water Board (NWB) objected. The NWB said so again. The board left."
    )
    found = resolve(
        text,
        ("Harwick boss Terry Olland", "named_person"),
        ("Agriculture Minister Fara Lind", "named_person"),
        ("The NWB", "named_org"),
        ("The board", "named_org"),
    )
    assert found == ["Terry Olland", "Fara Lind", "National Water Board", "National Water Board"]


def test_a_pronoun_does_not_take_a_name_of_the_other_gender() -> None:
    text = "Mrs Anna Berg met Mr Paul Horn at noon. Horn waved. She said the talks had failed."
    assert resolve(text, ("She", "named_person")) == ["Anna Berg"]


def test_a_pronoun_without_antecedent_stays_unclear() -> None:
    assert resolve("It rained. He said it would stop.", ("He", "named_person")) == [None]


def test_details() -> None:
    text = "Acme Corp paid $1.2 million, or 30%, to 45 people in March 2021, said Mr Hall."
    found = [(each.kind, each.text) for each in find_details(text, [(0, len(text))])]
    assert found == [
        ("name", "Acme Corp"),
        ("money", "$1.2 million"),
        ("percentage", "30%"),
        ("number", "45"),
        ("date", "March 2021"),
        ("name", "Hall"),
    ]


def test_a_time_of_day_is_one_detail() -> None:
    text = "The app froze at 4.11pm and woke at 5:04 p.m. on Monday."
    found = [each.text for each in find_details(text, [(0, len(text))])]
    assert found == ["4.11pm", "5:04 p.m.", "Monday"]


def test_priority_formula() -> None:
    assert priority(0, 0, 1) == pytest.approx(1)
    assert priority(1, 1, 1) == pytest.approx(0.5)
    assert priority(0, 0, 0) == 0


@st.composite
def raw_claims(draw: st.DrawFn, article: Article) -> list[RawClaim]:
    claims = []
    for index, (start, end) in enumerate(article.sentences):
        if draw(st.booleans()):
            continue
        middle = draw(st.integers(start + 1, end - 1)) if end - start > 2 else end
        spans = ((start, middle), (middle, end)) if middle < end else ((start, end),)
        probabilities: dict[ScoreName, tuple[float, ...]] = {}
        levels = {}
        for scale in SCALES:
            weights = draw(
                st.lists(st.floats(0.01, 1), min_size=scale.top + 1, max_size=scale.top + 1)
            )
            total = sum(weights)
            probabilities[scale.name] = tuple(weight / total for weight in weights)
            levels[scale.name] = weights.index(max(weights))
        sourced = levels["sourcing"]
        claims.append(
            RawClaim(
                sentence=index,
                spans=spans,
                probabilities=probabilities,
                uncertain=frozenset(),
                hedge_cues=((start, end),) if levels["hedging"] else (),
                sources=(
                    RawSource((start, end), draw(st.sampled_from(TYPES_AT_LEVEL[sourced])), None),
                )
                if sourced
                else (),
            )
        )
    return claims


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_assembled_documents_keep_every_rule(data: st.DataObject) -> None:
    article = article_from_text(STORY + "\nHe said it again. Is it? Subscribe now.")
    claims = data.draw(raw_claims(article))
    told = {claim.sentence for claim in claims}
    skipped = [
        Skipped(index, "other") for index in range(len(article.sentences)) if index not in told
    ]
    document = assemble(article, MODEL, claims, skipped)
    assert broken_rules(document) == []
    assert Analysis.from_json(document.to_json()) == document


def certain(hedging: int, sourcing: int) -> dict[ScoreName, tuple[float, ...]]:
    levels = {"hedging": hedging, "sourcing": sourcing, "verifiability": 3}
    return {
        scale.name: tuple(float(level == levels[scale.name]) for level in range(scale.top + 1))
        for scale in SCALES
    }


def test_contradicting_evidence_is_refused() -> None:
    article = article_from_text("It rained on Monday.")
    claim = RawClaim(0, ((0, 19),), certain(0, 4), frozenset(), (), ())
    with pytest.raises(ValueError, match="sourcing levels"):
        assemble(article, MODEL, [claim], [])


def test_repeated_claims_have_numbered_ids_that_survive_edits() -> None:
    def ids(text: str) -> list[str]:
        article = article_from_text(text)
        claims = [
            RawClaim(index, ((start, end - 1),), certain(0, 0), frozenset(), (), ())
            for index, (start, end) in enumerate(article.sentences)
        ]
        return [claim.id for claim in assemble(article, MODEL, claims, []).claims]

    first = ids("It rained. The sun shone. It rained.")
    assert first[2] == f"{first[0]}-2"
    assert ids("Someone sang. It rained. It rained.")[1:] == [first[0], first[2]]


def test_an_empty_document_has_no_averages() -> None:
    article = article_from_text("Is it?")
    document = assemble(article, MODEL, [], [Skipped(0, "question")])
    assert document.summary.mean.hedging is None
    assert document.summary.sourced_share is None
    assert broken_rules(document) == []


def _with_score(**changes: object) -> Claim:
    score = replace(DRAFT.claims[0].scores.hedging, **changes)
    return replace(DRAFT.claims[0], scores=replace(DRAFT.claims[0].scores, hedging=score))


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        (replace(DRAFT.claims[0], sentence=999), "there is no sentence 999"),
        (replace(DRAFT.claims[0], sentence=-1), "there is no sentence -1"),
        (replace(DRAFT.claims[0], spans=()), "there are no spans"),
        (_with_score(level=9), "hedging has no level 9"),
        (_with_score(level=-1), "hedging has no level -1"),
        (_with_score(probabilities=()), "hedging has not one probability per level"),
    ],
)
def test_rules_are_told_of_any_claim_that_has_the_right_types(claim: Claim, rule: str) -> None:
    assert f"{claim.id}: {rule}" in broken_rules(replace(DRAFT, claims=(claim, *DRAFT.claims[1:])))


def test_rules_hold_for_the_groups_that_reports_count() -> None:
    empty = replace(DRAFT.sources[0], id="s-none", claims=(), share=0.0)
    document = replace(DRAFT, sources=(*DRAFT.sources, empty))
    assert broken_rules(document) == ["a source group holds no claim"]
    summary = replace(DRAFT.summary, largest_source=LargestSource("s-lost", 1.0))
    found = broken_rules(replace(DRAFT, summary=summary))
    assert found == ["the summary's largest source is none of the groups"]


def test_advice_names_the_cue_and_the_source() -> None:
    text = "Officials said the dam may have failed on 3 May 2020."
    article = article_from_text(text)
    claim = RawClaim(
        0,
        (span_of(text, "the dam may have failed on 3 May 2020"),),
        certain(2, 2),
        frozenset(),
        (span_of(text, "may"),),
        (RawSource(span_of(text, "Officials"), "anonymous", span_of(text, "said")),),
    )
    advice = " ".join(assemble(article, MODEL, [claim], []).claims[0].advice)
    assert "“Officials”" in advice
    assert "“may”" in advice
    assert "3 May 2020" in advice
    assert "true" not in advice


@pytest.mark.parametrize(("hedging", "line"), [(0, "Stated flatly"), (1, "Stated"), (2, "Hedged")])
def test_advice_says_flatly_only_of_what_is_flat(hedging: int, line: str) -> None:
    text = "Nearly all of the dam failed on 3 May 2020."
    cues = (span_of(text, "Nearly"),) if hedging else ()
    claim = RawClaim(0, (span_of(text, text[:-1]),), certain(hedging, 0), frozenset(), cues, ())
    advice = assemble(article_from_text(text), MODEL, [claim], []).claims[0].advice
    assert any(each.startswith(f"{line} ") for each in advice)


def test_a_role_is_the_person_who_holds_it() -> None:
    text = (
        "President Ana Okafor met the press secretary, Jonas Weld, on Monday. "
        "The Velanian president declined to comment. Weld left."
    )
    found = resolve(
        text,
        ("the press secretary, Jonas Weld", "named_person"),
        ("The Velanian president", "named_person"),
        ("Weld", "named_person"),
    )
    assert found == ["Jonas Weld", "Ana Okafor", "Jonas Weld"]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_mention_is_too_odd_to_resolve(data: st.DataObject) -> None:
    text = (
        "(The Velanian president, who left) said: “No, Ms Ana Okafor, MP, of Orsk.” "
        "'He', the NWB's boss; it — of the U.S. — is who? Mr., for Dr. the “I”!"
    )
    article = article_from_text(text)
    resolver = SourceResolver(article)
    kinds = st.sampled_from([kind for kinds in TYPES_AT_LEVEL for kind in kinds])
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, min(len(text), start + 40)))
        if not text[start:end].strip():
            continue
        found = resolver.resolve(RawSource((start, end), data.draw(kinds), None))
        assert (found.name is None) == (found.named_at is None)
        if found.named_at is not None:
            assert text[slice(*found.named_at)] == found.name


def test_letters_behind_a_name_are_no_part_of_it() -> None:
    text = "Counsel Meredith Vane SC opened the hearing. Ms Vane said it would be long."
    assert resolve(text, ("Ms Vane", "named_person")) == ["Meredith Vane"]


def test_the_source_is_the_one_described_before() -> None:
    text = "A source close to the talks said so. The source added that it was late."
    found = resolve(text, ("A source close to the talks", "anonymous"), ("The source", "anonymous"))
    assert found == ["source close to the talks"] * 2
