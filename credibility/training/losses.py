"""The multi-task loss: token heads, sentence types, ordinal scores, links."""

import torch
import torch.nn.functional as F  # noqa: N812 - the name the field uses
from torch import Tensor

from credibility.levels import SCALES
from credibility.model.network import CredibilityModel
from credibility.training.batches import IGNORE, Batch


def inverse_root_weights(counts: Tensor) -> Tensor:
    """Return class weights ∝ 1/√count with a mean of 1 over the examples."""
    weights = counts.clamp(min=1).float().rsqrt()
    return weights * counts.sum() / (weights * counts).sum()


def level_weights(levels: Tensor) -> list[Tensor]:
    """Return class weights per score from all training levels (claims, scores)."""
    return [
        inverse_root_weights(torch.bincount(column[column >= 0], minlength=scale.top + 1))
        for scale, column in zip(SCALES, levels.unbind(-1), strict=True)
    ]


def losses(
    model: CredibilityModel, hidden: Tensor, batch: Batch, class_weights: list[Tensor]
) -> dict[str, Tensor]:
    """Return each task's mean loss over the labels present in the batch.

    ``hidden`` is the encoder's output (batch, tokens, width). A task without a label in
    the batch is absent from the result.
    """
    words = model.words(hidden, batch.positions)
    tags = model.tag(words)
    result = {
        "attribution": _cross_entropy(tags.attribution, batch.attribution),
        "claim": _cross_entropy(tags.claim, batch.claim),
        "hedge_cue": _cross_entropy(tags.hedge_cue, batch.hedge_cue),
        "sentence": _cross_entropy(
            model.sentence_types(words, batch.sentences), batch.sentence_types
        ),
    }
    outputs = model.score(words, batch.word_mask, batch.units, batch.around)
    distances = []
    for index, scale in enumerate(SCALES):
        levels, weights = batch.levels[..., index], class_weights[index]
        result[scale.name] = _cross_entropy(outputs.scores[scale.name], levels, weights)
        distances.append(_level_distance(outputs.scores[scale.name], levels, weights))
    present = [distance for distance in distances if distance is not None]
    result["ordinal"] = torch.stack(present).mean() if present else None
    result["source_type"] = _cross_entropy(outputs.source_type, batch.source_type)
    result["link_start"] = _cross_entropy(outputs.link_start, batch.link[..., 0])
    result["link_end"] = _cross_entropy(outputs.link_end, batch.link[..., 1])
    labelled = ~batch.cues.isnan()
    if labelled.any():
        result["cue_link"] = F.binary_cross_entropy_with_logits(
            outputs.cue[labelled], batch.cues[labelled]
        )
    return {name: value for name, value in result.items() if value is not None}


def _cross_entropy(logits: Tensor, labels: Tensor, weights: Tensor | None = None) -> Tensor | None:
    present = labels != IGNORE
    if not present.any():
        return None
    return F.cross_entropy(logits[present], labels[present], weight=weights)


def _level_distance(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor | None:
    """Return the squared earth mover's distance of the levels (Hou et al. 2016), weighted."""
    present = labels != IGNORE
    if not present.any():
        return None
    wanted = labels[present]
    steps = torch.arange(logits.shape[-1] - 1)
    beyond = logits[present].softmax(-1).cumsum(-1)[:, :-1] - (wanted[:, None] <= steps).float()
    share = weights[wanted]
    return (share * beyond.pow(2).sum(-1)).sum() / share.sum()
