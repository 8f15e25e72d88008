"""Configuration and label sets of the claim model."""

from typing import Any

from transformers import MPNetConfig, PretrainedConfig

from credibility.levels import HEDGING, SOURCING, VERIFIABILITY

ATTRIBUTION_TAGS = (
    "O",
    "B-source",
    "I-source",
    "B-cue",
    "I-cue",
    "B-content",
    "I-content",
)
# "C" opens a further fragment of the claim that an attribution frame interrupts.
CLAIM_TAGS = ("O", "B", "I", "C")
HEDGE_CUE_TAGS = ("O", "B", "I")
SENTENCE_TYPES = ("claim", "question", "boilerplate", "fragment", "other")
SOURCE_TYPES = (
    "none",
    "vague",
    "anonymous",
    "unnamed_group",
    "named_person",
    "named_org",
    "document",
)


class CredibilityConfig(PretrainedConfig):  # type: ignore[misc]  # transformers is untyped
    """Everything that shapes the network, and the calibration fitted to it.

    Attributes:
        encoder: keyword arguments of ``MPNetConfig``.
        window: length of a window in tokens, special tokens included.
        link_size: width of the bilinear source and cue links.
        calibration: per score a ``{"temperature": float, "bias": [float, …]}``, one bias
            per level, applied to logits as ``logits / temperature + bias``.
        uncertain_above: per score the normalised entropy (0 to 1) above which a claim is
            marked "not sure".
        release: version of the weights.
    """

    model_type = "credibility"

    def __init__(
        self,
        encoder: dict[str, Any] | None = None,
        window: int = 384,
        link_size: int = 128,
        dropout: float = 0.1,
        calibration: dict[str, dict[str, Any]] | None = None,
        uncertain_above: dict[str, float] | None = None,
        release: str = "0",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.encoder = encoder or {}
        self.window = window
        self.link_size = link_size
        self.dropout = dropout
        self.calibration = calibration or {
            scale.name: {"temperature": 1.0, "bias": [0.0] * (scale.top + 1)}
            for scale in (HEDGING, SOURCING, VERIFIABILITY)
        }
        self.uncertain_above = uncertain_above or {
            scale.name: 0.7 for scale in (HEDGING, SOURCING, VERIFIABILITY)
        }
        self.release = release

    def encoder_config(self) -> MPNetConfig:
        """Return the encoder's own configuration; dropout stays in the heads (speed)."""
        return MPNetConfig(
            **{
                **self.encoder,
                "hidden_dropout_prob": 0.0,
                "attention_probs_dropout_prob": 0.0,
            }
        )
