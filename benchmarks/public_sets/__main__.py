"""Train and measure heads: ``python -m benchmarks.public_sets --test pei policlaim …``.

Without ``--test`` only the validation part is read, to choose a recipe by. With it the
figures go to ``benchmarks/public_sets/figures.json``, where the rows of other sets stay.
"""

import argparse
import json
import logging
import os
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch

from benchmarks.public_sets.heads import Recipe, train
from benchmarks.public_sets.readers import READERS
from credibility.analysis.analyzer import default_model
from credibility.model.files import fingerprint
from credibility.training.evaluate import machine
from credibility.training.metrics import f1, macro_f1

log = logging.getLogger(__name__)
HERE = Path(__file__).parent
FIGURES = HERE / "figures.json"
_ROUNDS = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure over (labels, predictions), by what name, and the best figure known."""

    name: str
    measure: Callable[[np.ndarray, np.ndarray], float]
    best: str


def positive_f1(labels: np.ndarray, guesses: np.ndarray) -> float:
    """F1 of class 1."""
    return f1(
        int(((labels == 1) & (guesses == 1)).sum()),
        int((guesses == 1).sum()),
        int((labels == 1).sum()),
    )


def accuracy(labels: np.ndarray, guesses: np.ndarray) -> float:
    """Share of right answers."""
    return float((labels == guesses).mean())


def both_f1(labels: np.ndarray, guesses: np.ndarray) -> float:
    """Macro-F1 of classes 0 and 1."""
    return macro_f1(labels.tolist(), guesses.tolist(), range(2))


def correlation(labels: np.ndarray, grades: np.ndarray) -> float:
    """Pearson's r."""
    return float(np.corrcoef(labels, grades)[0, 1])


# The first figure of a set chooses the pass and, for classes, the threshold.
FIGURES_OF = {
    "conll_wiki": (Figure("F1 uncertain", positive_f1, ".702 (arXiv 2405.13319)"),),
    "pei": (Figure("Pearson r", correlation, ".688 (TF-IDF and ridge)"),),
    "policlaim": (
        Figure("macro-F1", both_f1, ".854 (GPT-4, AFaCTA)"),
        Figure("accuracy", accuracy, ".863 (GPT-4, AFaCTA)"),
    ),
    "checkthat": (Figure("F1 Yes", positive_f1, ".802 (winner)"),),
}


def threshold(
    labels: np.ndarray, outputs: np.ndarray, measure: Callable[[np.ndarray, np.ndarray], float]
) -> float:
    """Return the log-odds above which class 1 serves ``measure`` best."""
    candidates = np.unique(np.quantile(outputs, np.linspace(0.02, 0.98, 97)))
    return float(max(candidates, key=lambda at: measure(labels, (outputs > at).astype(float))))


def run(name: str, model: Path, data: Path, *, test: bool) -> list[dict[str, object]]:
    """Train the head of ``name`` by its recipe and return its rows; none without ``test``."""
    recipe = Recipe(**tomllib.loads((HERE / "recipes.toml").read_text())[name])
    parts = READERS[name](data)
    first = FIGURES_OF[name][0]
    started = time.monotonic()

    def chosen(labels: np.ndarray, outputs: np.ndarray) -> float:
        if not parts.classes:
            return first.measure(labels, outputs)
        at = threshold(labels, outputs, first.measure)
        return first.measure(labels, (outputs > at).astype(float))

    outputs, test_outputs = train(model, parts, recipe, chosen, test=test)
    validation_labels = np.asarray([item.label for item in parts.validation])
    at = threshold(validation_labels, outputs, first.measure) if parts.classes else None
    if test_outputs is None:
        return []
    guesses = test_outputs if at is None else (test_outputs > at).astype(float)
    labels = np.asarray([item.label for item in parts.test])
    rng = np.random.default_rng(0)
    samples = [rng.integers(0, len(labels), len(labels)) for _ in range(_ROUNDS)]
    rows: list[dict[str, object]] = []
    for figure in FIGURES_OF[name]:
        spread = [figure.measure(labels[sample], guesses[sample]) for sample in samples]
        rows.append(
            {
                "set": name,
                "figure": figure.name,
                "items": len(labels),
                "value": figure.measure(labels, guesses),
                "low": float(np.percentile(spread, 2.5)),
                "high": float(np.percentile(spread, 97.5)),
                "best": figure.best,
                "minutes": round((time.monotonic() - started) / 60, 1),
                "date": datetime.now(UTC).date().isoformat(),
                "machine": machine(),
                "model": fingerprint(model),
            }
        )
    return rows


def main() -> None:
    """Run the sets named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", choices=sorted(READERS))
    parser.add_argument("--test", action="store_true", help="read the test parts")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", type=Path, default=default_model())
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    for name in arguments.sets:
        rows = run(name, arguments.model, arguments.data, test=arguments.test)
        if not rows:
            continue
        for row in rows:
            log.info("%s %s: %.4f", name, row["figure"], row["value"])
        kept = json.loads(FIGURES.read_text()) if FIGURES.exists() else []
        kept = [row for row in kept if row["set"] != name] + rows
        FIGURES.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
