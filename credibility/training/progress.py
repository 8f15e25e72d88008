"""Quick figures during training, on gold claim spans and window by window."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from torch import Tensor

from credibility.levels import SCALES
from credibility.model.config import ATTRIBUTION_TAGS, CLAIM_TAGS, HEDGE_CUE_TAGS
from credibility.model.network import ClaimOutputs, Tags
from credibility.model.tagging import runs, transitions, viterbi
from credibility.training.batches import IGNORE, Batch
from credibility.training.metrics import f1, quadratic_kappa

_LAYERS = (
    ("attribution", ATTRIBUTION_TAGS),
    ("claim", CLAIM_TAGS),
    ("hedge_cue", HEDGE_CUE_TAGS),
)


_CHOICES: tuple[tuple[str, Callable[[Batch], Tensor], Callable[[ClaimOutputs], Tensor]], ...] = (
    ("source_type", lambda batch: batch.source_type, lambda scored: scored.source_type),
    ("link_start", lambda batch: batch.link[..., 0], lambda scored: scored.link_start),
    ("link_end", lambda batch: batch.link[..., 1], lambda scored: scored.link_end),
)


def window_metrics(outputs: Sequence[tuple[Batch, Tags, ClaimOutputs]]) -> dict[str, float]:
    """Return exact span F1 per tag kind, and agreement of the claim heads."""
    counts: Counter[tuple[str, str]] = Counter()
    for batch, tags, _ in outputs:
        for layer, names in _LAYERS:
            gold, logits = getattr(batch, layer).numpy(), getattr(tags, layer).double().numpy()
            for row in range(len(gold)):
                _count(counts, layer, names, gold[row], logits[row])
    result = {
        kind: round(f1(counts[kind, "right"], counts[kind, "guess"], counts[kind, "gold"]), 4)
        for kind in sorted({kind for kind, _ in counts})
    }
    for index, scale in enumerate(SCALES):
        gold = np.concatenate([batch.levels[..., index].flatten() for batch, _, _ in outputs])
        guess = np.concatenate(
            [scored.scores[scale.name].argmax(-1).flatten() for _, _, scored in outputs]
        )
        present = gold != IGNORE
        if present.any():
            kappa = quadratic_kappa(gold[present], guess[present], scale.top + 1)
            result[scale.name] = round(kappa, 4)
    for name, gold_of, guess_of in _CHOICES:
        gold = np.concatenate([gold_of(batch).flatten() for batch, _, _ in outputs])
        guess = np.concatenate([guess_of(scored).argmax(-1).flatten() for _, _, scored in outputs])
        present = gold != IGNORE
        if present.any():
            result[name] = round(float((gold == guess)[present].mean()), 4)
    return result


def _count(
    counts: Counter[tuple[str, str]],
    layer: str,
    names: tuple[str, ...],
    gold: npt.NDArray[np.int64],
    logits: npt.NDArray[np.float64],
) -> None:
    present = gold != IGNORE
    if not present.any():
        return
    length = int(np.flatnonzero(present)[-1]) + 1
    best = viterbi(logits[:length], transitions(names), [False] * length)
    wanted = {(_kind(layer, tag), a, b) for tag, a, b in runs(gold[:length].tolist(), names)}
    found = {(_kind(layer, tag), a, b) for tag, a, b in runs(best.tolist(), names)}
    for key, spans in (("gold", wanted), ("guess", found), ("right", wanted & found)):
        for kind, _, _ in spans:
            counts[kind, key] += 1


def _kind(layer: str, tag: str) -> str:
    return tag[2:] if layer == "attribution" else f"{layer}_span"
