"""Our own annotation, and how well two passes agree: ``python -m benchmarks.agreement``.

Prints the size of ``own-train.jsonl`` and ``polnear-train.jsonl`` and, for the articles that
``second-pass.jsonl`` holds too, the figures that ``credibility evaluate`` gives of the model,
with the second pass in the model's place. Needs PolNeAR's texts (``../shared/data``).
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
from credibility.training.polnear import with_text

_FOLDER = Path(__file__).parent
_POLNEAR = Path("../shared/data/sourcing-polnear")


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


def main() -> None:
    """Print the sizes, and the figures with their intervals over articles."""
    tokenizer = Tokenizer.from_file(str(default_model() / TOKENIZER))
    first: dict[str, AnnotatedArticle] = {}
    for name in ("own-train", "polnear-train"):
        articles = read_articles(_FOLDER / f"{name}.jsonl")
        first |= {article.id: article for article in articles}
        claims = sum(len(article.claims or ()) for article in articles)
        click.echo(f"{name}: {len(articles)} articles, {claims} claims")
    results = []
    for second in read_articles(_FOLDER / "second-pass.jsonl"):
        article = first[second.id]
        if not article.text:
            article = with_text(_POLNEAR, article)
        found = [as_found(claim) for claim in second.claims or ()]
        results.append(compare(article, found, tokenizer))
    intervals = bootstrap(results, figures, rounds=300)
    claims = sum(result.spans[2] for result in results)
    second_claims = sum(result.spans[1] for result in results)
    click.echo(
        f"second pass: {len(results)} articles, {second_claims} claims, {claims} in the first"
    )
    for name, value in figures(results).items():
        if not name.endswith("ECE"):
            low, high = intervals[name]
            click.echo(f"{name}: {value:.3f} ({low:.3f} to {high:.3f})")


if __name__ == "__main__":
    main()
