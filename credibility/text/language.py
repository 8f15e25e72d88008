"""Which language a text is in, without a network."""

from dataclasses import dataclass

import numpy as np

# Enough to tell the language by; a very long text would only take longer.
_SAMPLE = 5000


@dataclass(frozen=True, slots=True)
class Language:
    """An ISO 639-1 code with the detector's probability (0 to 1)."""

    code: str
    probability: float


def detect(text: str) -> Language:
    """Return the likeliest language of the first few thousand characters."""
    import py3langid  # loads its model on import

    ranked = py3langid.rank(text[:_SAMPLE])
    scores = np.asarray([score for _, score in ranked], dtype=np.float64)
    weights = np.exp(scores - scores.max())
    return Language(ranked[0][0], float(weights[0] / weights.sum()))
