"""The network: one encoder pass per window, token heads, and heads over claim spans.

The encoder is MPNet (Song et al. 2020). Token heads tag words (their first sub-word) with
attribution, claim and hedge-cue labels; claim heads read the pooled claim span, point at
the source's mention, say which hedge cues belong to the claim, and give the three ordinal
scores and the source type. What they point at is read once more: the first and last word
of the mention for sourcing and source type, the words of the cues for hedging.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - the name the field uses
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import MPNetModel, PreTrainedModel
from transformers.models.mpnet.modeling_mpnet import MPNetSelfAttention

from credibility.levels import HEDGING, SCALES, SOURCING
from credibility.model.config import (
    ATTRIBUTION_TAGS,
    CLAIM_TAGS,
    HEDGE_CUE_TAGS,
    SENTENCE_TYPES,
    SOURCE_TYPES,
    CredibilityConfig,
)
from credibility.model.int8 import narrow, widen

WEIGHTS = "model.safetensors"
CONFIG = "config.json"


class FusedSelfAttention(MPNetSelfAttention):  # type: ignore[misc]  # transformers is untyped
    """MPNet's attention through torch's fused kernel: same result, a third less time.

    The relative position bias enters as the kernel's mask and gets no gradient.
    """

    def forward(
        self,
        hidden_states: Tensor,
        attention_mask: Tensor | None = None,
        position_bias: Tensor | None = None,
        output_attentions: bool = False,
        **_: Any,
    ) -> tuple[Tensor]:
        """Map (batch, tokens, width) to the same shape; attentions are never returned."""
        batch, length, _width = hidden_states.shape
        shape = (batch, length, -1, self.attention_head_size)
        query, key, value = (
            layer(hidden_states).view(shape).transpose(1, 2) for layer in (self.q, self.k, self.v)
        )
        bias = None if position_bias is None else position_bias.detach().to(query.dtype)
        if attention_mask is not None:
            mask = attention_mask.to(query.dtype)
            bias = mask if bias is None else bias + mask
        context = F.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        return (self.o(context.transpose(1, 2).reshape(batch, length, -1)),)


class Encoder(MPNetModel):  # type: ignore[misc]  # transformers is untyped
    """MPNet with fused attention, run in two parts so that frozen layers can be cached."""

    def __init__(self, config: Any) -> None:
        super().__init__(config, add_pooling_layer=False)
        for layer in self.encoder.layer:
            layer.attention.attn = FusedSelfAttention(config)

    def lower(self, input_ids: Tensor, mask: Tensor, layers: int) -> Tensor:
        """Run the embeddings and the first ``layers`` layers."""
        return self._run(self.embeddings(input_ids=input_ids), mask, 0, layers)

    def upper(self, hidden: Tensor, mask: Tensor, layers: int) -> Tensor:
        """Run what ``lower`` left."""
        return self._run(hidden, mask, layers, len(self.encoder.layer))

    def _run(self, hidden: Tensor, mask: Tensor, first: int, last: int) -> Tensor:
        # A full-length batch needs no mask, and the kernel is faster without one.
        additive = None
        if not bool(mask.all()):
            additive = torch.zeros(mask.shape, dtype=hidden.dtype)
            additive.masked_fill_(~mask, torch.finfo(hidden.dtype).min)
            additive = additive[:, None, None, :]
        bias = self.encoder.compute_position_bias(hidden[:1])
        for layer in self.encoder.layer[first:last]:
            hidden = layer(hidden, additive, bias)[0]
        return hidden


@dataclass(frozen=True, slots=True)
class Tags:
    """Logits of the token heads, each (batch, words, labels)."""

    attribution: Tensor
    claim: Tensor
    hedge_cue: Tensor


@dataclass(frozen=True, slots=True)
class ClaimOutputs:
    """Logits of the claim heads for (batch, claims).

    ``scores[name]`` is (…, levels); ``source_type`` (…, types); ``link_start`` and
    ``link_end`` (…, words + 1), where the last place means "no mention here"; ``cue``
    (…, words) says whether a hedge cue at that word belongs to the claim.
    """

    scores: dict[str, Tensor]
    source_type: Tensor
    link_start: Tensor
    link_end: Tensor
    cue: Tensor


class CredibilityModel(PreTrainedModel):  # type: ignore[misc]  # transformers is untyped
    """Claims, their scores and their evidence from windows of an article."""

    config_class = CredibilityConfig
    base_model_prefix = "credibility"

    def __init__(self, config: CredibilityConfig) -> None:
        super().__init__(config)
        encoder_config = config.encoder_config()
        width = encoder_config.hidden_size
        self.encoder = Encoder(encoder_config)
        self.dropout = nn.Dropout(config.dropout)
        self.attribution_head = nn.Linear(width, len(ATTRIBUTION_TAGS))
        self.claim_head = nn.Linear(width, len(CLAIM_TAGS))
        self.hedge_cue_head = nn.Linear(width, len(HEDGE_CUE_TAGS))
        self.sentence_head = nn.Linear(width, len(SENTENCE_TYPES))
        self.span_attention = nn.Linear(width, 1)
        self.claim_projection = nn.Linear(3 * width, width)
        self.score_heads = nn.ModuleDict(
            {scale.name: nn.Linear(width, scale.top + 1) for scale in SCALES}
        )
        self.source_type_head = nn.Linear(width, len(SOURCE_TYPES))
        self.link_queries = nn.Linear(width, 3 * config.link_size)
        self.link_keys = nn.Linear(width, 3 * config.link_size)
        self.no_mention = nn.Linear(width, 2)
        self.mention_heads = nn.ModuleDict(
            {
                "sourcing": nn.Linear(width, SOURCING.top + 1, bias=False),
                "source_type": nn.Linear(width, len(SOURCE_TYPES), bias=False),
            }
        )
        self.cue_words_head = nn.Linear(width, HEDGING.top + 1, bias=False)
        self.post_init()

    @classmethod
    def from_pretrained(cls, folder: Path) -> "CredibilityModel":
        """Read what ``save_pretrained`` wrote; in evaluation mode, float32.

        Raises:
            OSError, SafetensorError, TypeError, ValueError: if a file cannot be read.
            RuntimeError: if the weights do not fit the configuration.
        """
        config = CredibilityConfig.from_dict(json.loads((folder / CONFIG).read_text()))
        # Built without memory of its own, since every weight comes from the file.
        with torch.device("meta"):
            model = cls(config)
        model.load_state_dict(widen(load_file(folder / WEIGHTS)), strict=True, assign=True)
        model.eval()
        return model

    def save_pretrained(self, folder: Path) -> None:
        """Write weights (int8, see ``credibility.model.int8``) and configuration."""
        folder.mkdir(parents=True, exist_ok=True)
        save_file(narrow(self.state_dict()), folder / WEIGHTS)
        (folder / CONFIG).write_text(self.config.to_json_string())

    def words(self, hidden: Tensor, positions: Tensor) -> Tensor:
        """Gather each word's first sub-word: (batch, tokens, width) to (batch, words, width)."""
        index = positions.unsqueeze(-1).expand(-1, -1, hidden.shape[-1])
        return hidden.gather(1, index).float()

    def tag(self, words: Tensor) -> Tags:
        """Return the token heads' logits for (batch, words, width)."""
        dropped = self.dropout(words)
        return Tags(
            self.attribution_head(dropped),
            self.claim_head(dropped),
            self.hedge_cue_head(dropped),
        )

    def sentence_types(self, words: Tensor, sentences: Tensor) -> Tensor:
        """Return logits (batch, sentences, types) from masks (batch, sentences, words)."""
        logits: Tensor = self.sentence_head(self.dropout(_mean(words, sentences)))
        return logits

    def score(
        self, words: Tensor, word_mask: Tensor, claims: Tensor, around: Tensor
    ) -> ClaimOutputs:
        """Run the claim heads.

        Args:
            words: (batch, words, width).
            word_mask: (batch, words), True where there is a word.
            claims: (batch, claims, words), True on the claim's own words.
            around: (batch, claims, words), True on the words of the claim's sentence.
        """
        weights = self.span_attention(words).squeeze(-1)[:, None, :]
        weights = weights.masked_fill(~claims, torch.finfo(weights.dtype).min).softmax(-1)
        pooled = torch.cat(
            [_mean(words, claims), torch.bmm(weights, words), _mean(words, around)], dim=-1
        )
        claim = self.dropout(F.gelu(self.claim_projection(self.dropout(pooled))))
        queries = self.link_queries(claim).chunk(3, dim=-1)
        keys = self.link_keys(self.dropout(words)).chunk(3, dim=-1)
        scale = self.config.link_size**-0.5
        start, end, cue = (
            torch.bmm(query, key.transpose(1, 2)) * scale
            for query, key in zip(queries, keys, strict=True)
        )
        absent = ~word_mask[:, None, :]
        lowest = torch.finfo(start.dtype).min
        nowhere = self.no_mention(claim)
        start = torch.cat([start.masked_fill(absent, lowest), nowhere[..., :1]], dim=-1)
        end = torch.cat([end.masked_fill(absent, lowest), nowhere[..., 1:]], dim=-1)
        scores = {name: head(claim) for name, head in self.score_heads.items()}
        # As expected over the places where it may stand; nothing where there is no mention.
        edges = (start.softmax(-1) + end.softmax(-1))[..., :-1] / 2
        mention = self.dropout(torch.bmm(edges, words))
        scores["sourcing"] = scores["sourcing"] + self.mention_heads["sourcing"](mention)
        # Of the sentence's words those that are cues, and this claim's.
        hedges = 1 - self.hedge_cue_head(words).softmax(-1)[..., 0]
        cue_words = self.dropout(torch.bmm(hedges[:, None, :] * cue.sigmoid() * around, words))
        scores["hedging"] = scores["hedging"] + self.cue_words_head(cue_words)
        return ClaimOutputs(
            scores=scores,
            source_type=self.source_type_head(claim) + self.mention_heads["source_type"](mention),
            link_start=start,
            link_end=end,
            cue=cue,
        )


def _mean(words: Tensor, spans: Tensor) -> Tensor:
    """Average (batch, words, width) over (batch, spans, words) masks; empty spans give 0."""
    weights = spans.to(words.dtype)
    weights = weights / weights.sum(-1, keepdim=True).clamp(min=1.0)
    return torch.bmm(weights, words)
