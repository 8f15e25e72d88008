"""The analyzer: an article in, the analysis document out."""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from credibility.analysis.assemble import assemble
from credibility.analysis.decode import (
    ClaimScores,
    Floats,
    TaggedWindow,
    WindowDecoder,
    decode_tags,
    resumed_quotations,
    sentence_words,
    with_claims,
)
from credibility.analysis.raw import RawClaim
from credibility.document import Analysis, Article, ModelInfo, Skipped, Span
from credibility.errors import ModelError
from credibility.model.files import ADVICE, fingerprint, load
from credibility.model.network import ClaimOutputs, CredibilityModel
from credibility.model.precision import native_precision
from credibility.model.windows import EncodedText, Window, encode, windows

Progress = Callable[[str, float], None]
GivenClaims = Mapping[int, Sequence[tuple[Span, ...]]]

MODEL_VARIABLE = "CREDIBILITY_MODEL"
_NAME = "credibility-base"


def default_model() -> Path:
    """Return the folder named by ``CREDIBILITY_MODEL``, else ``models/`` of the checkout."""
    named = os.environ.get(MODEL_VARIABLE)
    return Path(named) if named else Path(__file__).resolve().parents[2] / "models"


class Analyzer:
    """Finds and scores the claims of articles; one per process, safe to share by threads.

    Inference runs in bfloat16 where the processor computes it natively (AVX512-BF16 or
    AMX), else in float32.
    """

    def __init__(self, model: CredibilityModel, tokenizer: Any, info: ModelInfo) -> None:
        self.info = info
        self._model = model
        self._tokenizer = tokenizer
        # One analysis at a time: two would only share the same cores, and the fast
        # tokenizer must not be borrowed twice.
        self._guard = threading.BoundedSemaphore(1)

    @classmethod
    def from_pretrained(cls, model_dir: str | Path | None = None) -> "Analyzer":
        """Load the weights from ``model_dir``, or from where ``default_model`` says.

        Raises:
            ModelError: if the model is missing, damaged or of another version.
        """
        folder = default_model() if model_dir is None else Path(model_dir)
        if not folder.is_dir():
            raise ModelError(f"There is no model in {folder}: {ADVICE}.")
        model, tokenizer = load(folder)
        precision = native_precision()
        model.encoder.to(precision)
        info = ModelInfo(
            name=_NAME,
            version=model.config.release,
            sha256=fingerprint(folder),
            precision={torch.bfloat16: "bf16", torch.float32: "fp32"}[precision],
        )
        return cls(model, tokenizer, info)

    def analyze(self, article: Article, *, progress: Progress | None = None) -> Analysis:
        """Return the analysis document of an article.

        Args:
            article: from ``credibility.text``.
            progress: called with the step's name and the share done, 0 to 1.
        """
        report = progress or (lambda step, share: None)
        claims, skipped = self.decode(article, progress=report)
        report("Tracing the sources", 1.0)
        return assemble(article, self.info, claims, skipped)

    def decode(
        self,
        article: Article,
        *,
        given: GivenClaims | None = None,
        progress: Progress | None = None,
    ) -> tuple[list[RawClaim], list[Skipped]]:
        """Return what the model says, before sources are resolved over the article.

        Args:
            article: from ``credibility.text``.
            given: per sentence the character spans of its claims, to score these instead
                of the ones the model finds (for evaluation and calibration).
            progress: as in ``analyze``.
        """
        report = progress or (lambda step, share: None)
        claims: list[RawClaim] = []
        skipped: list[Skipped] = []
        with self._guard:
            report("Reading the article", 0.0)
            encoded = encode(self._tokenizer, article.text)
            length = self._model.config.window
            cuts = windows(encoded, article.paragraphs, article.sentences, length)
            for number, window in enumerate(cuts):
                report("Finding and scoring claims", number / len(cuts))
                found, without = self._window(article, encoded, window, given)
                claims.extend(found)
                skipped.extend(without)
        with_claim = {claim.sentence for claim in claims}
        # A very long sentence is read in parts: it is skipped only if no part has a claim.
        reasons = {each.sentence: each for each in skipped if each.sentence not in with_claim}
        return claims, [reasons[sentence] for sentence in sorted(reasons)]

    @torch.inference_mode()
    def encode_only(self, ids: torch.Tensor) -> None:
        """Run the bare encoder over token ids (tokens,) once, for timing against it."""
        model = self._model
        for part in ids.split(model.config.window):
            mask = torch.ones_like(part, dtype=torch.bool)[None]
            model.encoder.upper(model.encoder.embeddings(input_ids=part[None]), mask, 0)

    @torch.inference_mode()
    def _window(
        self, article: Article, encoded: EncodedText, window: Window, given: GivenClaims | None
    ) -> tuple[list[RawClaim], tuple[Skipped, ...]]:
        model = self._model
        first, last = int(encoded.first[window.start]), int(encoded.first[window.end])
        begin, end = (self._tokenizer.token_to_id(token) for token in ("<s>", "</s>"))
        ids = torch.from_numpy(np.concatenate([[begin], encoded.ids[first:last], [end]]))[None]
        positions = torch.from_numpy(encoded.first[window.start : window.end] - first + 1)[None]
        hidden = model.encoder.upper(
            model.encoder.embeddings(input_ids=ids), torch.ones_like(ids, dtype=torch.bool), 0
        )
        words = model.words(hidden, positions)
        sentences = sentence_words(article, encoded, window)
        tags = model.tag(words)
        types = model.sentence_types(
            words, _masks([((each.start, each.end),) for each in sentences], words.shape[1])
        )
        tagged = decode_tags(
            sentences,
            new=window.new - window.start,
            attribution=_log_probabilities(tags.attribution),
            claim=_log_probabilities(tags.claim),
            hedge_cue=_log_probabilities(tags.hedge_cue),
            sentence_types=types[0].softmax(-1).double().numpy(),
            resumed=resumed_quotations(article.text, encoded, window),
        )
        if given is not None:
            tagged = with_claims(tagged, given, encoded, window)
        if not tagged.claims:
            return [], tagged.skipped
        outputs = model.score(
            words,
            torch.ones_like(positions, dtype=torch.bool),
            _masks([fragments for _, fragments in tagged.claims], words.shape[1]),
            _masks([((each.start, each.end),) for each, _ in tagged.claims], words.shape[1]),
        )
        decoder = WindowDecoder(model.config, article.text, encoded, window, tagged)
        decoded = [
            claim
            for index, scores in enumerate(_unpack(outputs))
            if (claim := decoder.claim(index, scores)) is not None
        ]
        return decoded, _account(decoded, tagged)


def _account(decoded: list[RawClaim], tagged: TaggedWindow) -> tuple[Skipped, ...]:
    """Return the skipped sentences, with those whose every claim was only punctuation."""
    kept = {claim.sentence for claim in decoded}
    lost = {sentence.index for sentence, _ in tagged.claims} - kept
    return tagged.skipped + tuple(Skipped(index, "fragment") for index in sorted(lost))


def _masks(spans: list[tuple[tuple[int, int], ...]], words: int) -> torch.Tensor:
    mask = torch.zeros(1, len(spans), words, dtype=torch.bool)
    for row, pieces in enumerate(spans):
        for start, end in pieces:
            mask[0, row, start:end] = True
    return mask


def _log_probabilities(logits: torch.Tensor) -> Floats:
    """Return a batch of one as (rows, classes) log-probabilities."""
    values: Floats = logits[0].log_softmax(-1).double().numpy()
    return values


def _unpack(outputs: ClaimOutputs) -> list[ClaimScores]:
    """Split the claim heads' outputs on one window by claim."""
    scores = {name: logits[0].double().numpy() for name, logits in outputs.scores.items()}
    kinds = _log_probabilities(outputs.source_type)
    starts, ends = _log_probabilities(outputs.link_start), _log_probabilities(outputs.link_end)
    cues = outputs.cue[0].sigmoid().double().numpy()
    return [
        ClaimScores({name: rows[index] for name, rows in scores.items()}, *rest)
        for index, rest in enumerate(zip(kinds, starts, ends, cues, strict=True))
    ]
