"""Token heads on a text that is read alone, without an article around it."""

from typing import Any

import numpy as np
import torch

from credibility.model.network import CredibilityModel, Tags
from credibility.model.windows import EncodedText, encode

# Room for the two special tokens in the encoder's 512 places.
_LONGEST = 510


@torch.inference_mode()
def tag_alone(model: CredibilityModel, tokenizer: Any, text: str) -> tuple[EncodedText, Tags]:
    """Return the encoded text and its logits, (1, words, labels), cut at 510 tokens."""
    encoded = encode(tokenizer, text)
    begin, end = (tokenizer.token_to_id(token) for token in ("<s>", "</s>"))
    ids = torch.from_numpy(np.concatenate([[begin], encoded.ids[:_LONGEST], [end]]))[None]
    hidden = model.encoder.upper(
        model.encoder.embeddings(input_ids=ids), torch.ones_like(ids, dtype=torch.bool), 0
    )
    firsts = encoded.first[:-1]
    positions = torch.from_numpy(firsts[firsts < _LONGEST] + 1)[None]
    return encoded, model.tag(model.words(hidden, positions))
