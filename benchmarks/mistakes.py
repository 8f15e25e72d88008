"""List where the shipped weights and the annotation differ, on the open articles.

``python -m benchmarks.mistakes > mistakes.md``; the error analysis in ``models/ERRORS.md``
was written from this list.
"""

import sys

from tokenizers import Tokenizer

from credibility.analysis.analyzer import Analyzer, default_model
from credibility.analysis.raw import RawClaim
from credibility.levels import SCALES
from credibility.model.files import TOKENIZER
from credibility.model.windows import encode
from credibility.training.data import AnnotatedArticle, AnnotatedClaim, read_articles
from credibility.training.evaluate import OPEN_SET
from credibility.training.indomain import as_article
from credibility.training.matching import claim_words, match


def differences(gold: AnnotatedClaim, found: RawClaim) -> list[str]:
    """Say which scores and which source type differ, annotation first."""
    said = []
    for scale in SCALES:
        values = found.probabilities[scale.name]
        level = values.index(max(values))
        if level != gold.levels[scale.name]:
            said.append(f"{scale.name} {gold.levels[scale.name]} → {level} ({max(values):.2f})")
    kind = found.sources[0].type if found.sources else "none"
    if kind != gold.source_type:
        said.append(f"source {gold.source_type} → {kind}")
    return said


def listed(article: AnnotatedArticle, found: list[RawClaim], tokenizer: Tokenizer) -> list[str]:
    """Return a line for every claim that differs, is missed or is not annotated."""
    encoded = encode(tokenizer, article.text)
    gold = article.claims or ()
    pairs = match(
        [claim_words(encoded, claim.spans) for claim in gold],
        [claim_words(encoded, claim.spans) for claim in found],
    )

    def quoted(claim: AnnotatedClaim | RawClaim) -> str:
        start, end = article.sentences[claim.sentence]
        claimed = " … ".join(article.text[a:b] for a, b in claim.spans)
        return f"[{claimed}] in: {article.text[start:end]}"

    lines = [
        f"- {'; '.join(said)}: {quoted(gold[left])}"
        for left, right in pairs
        if (said := differences(gold[left], found[right]))
    ]
    matched = {left for left, _ in pairs}, {right for _, right in pairs}
    lines += [f"- missed: {quoted(gold[i])}" for i in range(len(gold)) if i not in matched[0]]
    lines += [f"- not one: {quoted(found[i])}" for i in range(len(found)) if i not in matched[1]]
    return lines


def main() -> None:
    """Write the list to standard output."""
    analyzer = Analyzer.from_pretrained()
    tokenizer = Tokenizer.from_file(str(default_model() / TOKENIZER))
    for article in read_articles(OPEN_SET):
        found, _ = analyzer.decode(as_article(article))
        lines = listed(article, found, tokenizer)
        sys.stdout.write("\n".join([f"## {article.id}", *lines, ""]) + "\n")


if __name__ == "__main__":
    main()
