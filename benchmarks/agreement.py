"""Our own annotation, and how well passes agree: ``python -m benchmarks.agreement``.

Prints the size of ``own-train.jsonl`` and ``polnear-train.jsonl``, and writes to
``agreement.json`` the figures that ``credibility evaluate`` gives of the model with another pass
in the model's place: for the articles in ``second-pass.jsonl`` against our first pass, for those
in ``newsclaims-pass.jsonl`` (of newsclaims' training part) against newsclaims' own annotation.
Needs ``../shared/data``.
"""

import json
from pathlib import Path

import typer
from tokenizers import Tokenizer

from credibility.analysis.analyzer import default_model
from credibility.analysis.raw import RawClaim, RawSource
from credibility.levels import SCALES
from credibility.model.files import TOKENIZER
from credibility.training.data import AnnotatedArticle, AnnotatedClaim, read_articles
from credibility.training.indomain import bootstrap, compare, figures
from credibility.training.newsclaims import read_article
from credibility.training.polnear import with_text

_FOLDER = Path(__file__).parent
_DATA = Path("../shared/data")
_OURS = ("own-train", "polnear-train")


def as_found(claim: AnnotatedClaim) -> RawClaim:
    """Return an annotated claim in the form in which the analyzer gives its own."""
    certain = {
        scale.name: tuple(
            float(level == claim.levels[scale.name]) for level in range(scale.top + 1)
        )
        for scale in SCALES
    }
    sources = ()
    if claim.mention is not None:
        sources = (RawSource(claim.mention, claim.source_type, None),)
    return RawClaim(
        sentence=claim.sentence,
        spans=claim.spans,
        probabilities=certain,
        uncertain=frozenset(),
        hedge_cues=claim.hedge_cues,
        sources=sources,
    )


def _first_passes(second: list[AnnotatedArticle]) -> dict[str, AnnotatedArticle]:
    """Return what there is of newsclaims and ours on the articles of a second pass."""
    wanted = {article.id for article in second}
    ours = [
        article
        for name in _OURS
        for article in read_articles(_FOLDER / f"{name}.jsonl")
        if article.id in wanted
    ]
    return {
        article.id: article if article.text else with_text(_DATA / "sourcing-polnear", article)
        for article in ours
    } | {
        name: read_article(_DATA / "newsclaims", name)
        for name in wanted - {article.id for article in ours}
    }


def main() -> None:
    """Print the sizes; write the figures with their intervals over articles."""
    tokenizer = Tokenizer.from_file(str(default_model() / TOKENIZER))
    for name in _OURS:
        articles = read_articles(_FOLDER / f"{name}.jsonl")
        claims = sum(len(article.claims or ()) for article in articles)
        typer.echo(f"{name}: {len(articles)} articles, {claims} claims")
    written = []
    for name, of in (("second-pass", "ours"), ("newsclaims-pass", "newsclaims")):
        second = read_articles(_FOLDER / f"{name}.jsonl")
        first = _first_passes(second)
        results = [
            compare(first[each.id], [as_found(claim) for claim in each.claims or ()], tokenizer)
            for each in second
        ]
        intervals = bootstrap(results, figures)
        found, claims = (sum(result.spans[at] for result in results) for at in (1, 2))
        written.append(
            {
                "of": f"{of}: {len(results)} articles, {claims} claims, {found} in the second pass",
                "figures": {
                    figure: {
                        "value": value,
                        "low": intervals[figure][0],
                        "high": intervals[figure][1],
                    }
                    for figure, value in figures(results).items()
                    if not figure.endswith("ECE")
                },
            }
        )
    (_FOLDER / "agreement.json").write_text(json.dumps(written, indent=1) + "\n")


if __name__ == "__main__":
    main()
