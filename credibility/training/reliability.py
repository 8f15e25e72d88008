"""How far the scores may be relied on: confusions, and accuracy against coverage."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from credibility.analysis.decode import normalised_entropy
from credibility.levels import SCALES, Scale, ScoreName
from credibility.training.indomain import ArticleResult

COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The surest share of a score's claims: the entropy up to which, and its accuracy."""

    score: ScoreName
    coverage: float
    entropy_up_to: float
    accuracy: float


def risk_coverage(results: Sequence[ArticleResult]) -> list[Coverage]:
    """Return the accuracy over the surest claims at each of ``COVERAGES``.

    The selective-classification curve of El-Yaniv and Wiener (2010), with normalised
    entropy as the measure of doubt.
    """
    points = []
    for scale in SCALES:
        pairs = [pair for result in results for pair in result.probabilities.get(scale.name, [])]
        if not pairs:
            continue
        doubt = np.asarray([normalised_entropy(np.asarray(each)) for _, each in pairs])
        right = np.asarray([level == int(np.argmax(each)) for level, each in pairs])
        order = np.argsort(doubt, kind="stable")
        for coverage in COVERAGES:
            kept = order[: max(1, round(coverage * len(order)))]
            points.append(
                Coverage(scale.name, coverage, float(doubt[kept[-1]]), float(right[kept].mean()))
            )
    return points


def confusion(results: Sequence[ArticleResult], scale: Scale) -> list[list[int]]:
    """Return counts of claims by annotated level (rows) and scored level (columns)."""
    matrix = np.zeros((scale.top + 1, scale.top + 1), dtype=int)
    for result in results:
        for gold, found in result.levels.get(scale.name, []):
            matrix[gold, found] += 1
    rows: list[list[int]] = matrix.tolist()
    return rows


def reliability_markdown(
    coverages: Sequence[Coverage], confusions: dict[ScoreName, list[list[int]]]
) -> str:
    """Return the tables of both for the model card."""
    lines = [
        "| surest claims | " + " | ".join(confusions) + " |",
        "|---|" + "---|" * len(confusions),
    ]
    for coverage in COVERAGES:
        cells = [
            f"{point.accuracy:.3f} (entropy ≤ {point.entropy_up_to:.2f})"
            for name in confusions
            for point in coverages
            if point.score == name and point.coverage == coverage
        ]
        lines.append(f"| {coverage:.0%} | " + " | ".join(cells) + " |")
    for name, matrix in confusions.items():
        header = " | ".join(str(level) for level in range(len(matrix)))
        lines += ["", f"| {name}: annotated ↓, scored → | {header} |"]
        lines.append("|---|" + "---|" * len(matrix))
        lines += [
            f"| {level} | " + " | ".join(map(str, row)) + " |" for level, row in enumerate(matrix)
        ]
    return "\n".join(lines) + "\n"
