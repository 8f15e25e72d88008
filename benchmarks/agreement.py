"""Our own annotation, and how well passes agree: ``python -m benchmarks.agreement``.

Prints the size of ``own-train.jsonl`` and ``polnear-train.jsonl``, and the figures that
``credibility evaluate`` gives of the model with another pass in the model's place: for the
articles in ``second-pass.jsonl`` against our first pass, for those in ``newsclaims-pass.jsonl``
(of newsclaims' training part) against newsclaims' own annotation. Needs ``../shared/data``.
"""

from pathlib import Path

import click
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
    """Print the sizes, and the figures with their intervals over articles."""
    tokenizer = Tokenizer.from_file(str(default_model() / TOKENIZER))
    for name in _OURS:
        articles = read_articles(_FOLDER / f"{name}.jsonl")
        claims = sum(len(article.claims or ()) for article in articles)
        click.echo(f"{name}: {len(articles)} articles, {claims} claims")
    for name in ("second-pass", "newsclaims-pass"):
        second = read_articles(_FOLDER / f"{name}.jsonl")
        first = _first_passes(second)
        results = [
            compare(first[each.id], [as_found(claim) for claim in each.claims or ()], tokenizer)
            for each in second
        ]
        intervals = bootstrap(results, figures, rounds=300)
        found, claims = (sum(result.spans[at] for result in results) for at in (1, 2))
        click.echo(f"{name}: {len(results)} articles, {found} claims, {claims} in the first")
        for figure, value in figures(results).items():
            if not figure.endswith("ECE"):
                low, high = intervals[figure]
                click.echo(f"{figure}: {value:.3f} ({low:.3f} to {high:.3f})")


if __name__ == "__main__":
    main()
