"""The measures that figures are reported in."""

from collections.abc import Iterable, Sequence

import numpy as np


def quadratic_kappa(gold: Sequence[int], guess: Sequence[int], levels: int) -> float:
    """Return Cohen's kappa with quadratic weights (Cohen 1968); NaN-free: 0 if undefined."""
    observed = np.zeros((levels, levels))
    np.add.at(observed, (np.asarray(gold, dtype=int), np.asarray(guess, dtype=int)), 1)
    total = observed.sum()
    grid = np.arange(levels)
    weights = (grid[:, None] - grid[None, :]) ** 2 / (levels - 1) ** 2
    expected = np.outer(observed.sum(1), observed.sum(0)) / max(total, 1)
    chance = (weights * expected).sum()
    return float(1 - (weights * observed).sum() / chance) if chance else 0.0


def f1(correct: int, guessed: int, wanted: int) -> float:
    """Return F1 from counts; 0 where undefined."""
    return 2 * correct / (guessed + wanted) if guessed + wanted else 0.0


def macro_f1(gold: Sequence[int], guess: Sequence[int], classes: Iterable[int]) -> float:
    """Return the mean F1 over ``classes``."""
    gold_array, guess_array = np.asarray(gold), np.asarray(guess)
    return float(
        np.mean(
            [
                f1(
                    int(((gold_array == kind) & (guess_array == kind)).sum()),
                    int((guess_array == kind).sum()),
                    int((gold_array == kind).sum()),
                )
                for kind in classes
            ]
        )
    )
