import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import MPNetModel

from credibility import ModelError, article_from_text
from credibility.model.config import CLAIM_TAGS, HEDGE_CUE_TAGS
from credibility.model.files import TOKENIZER as TOKENIZER_FILE
from credibility.model.files import fingerprint, load
from credibility.model.network import CONFIG, WEIGHTS
from credibility.model.tagging import runs, transitions, viterbi
from credibility.model.windows import encode, windows
from tests.conftest import tiny_model, tiny_tokenizer

TOKENIZER = tiny_tokenizer()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(1, 60), min_size=1, max_size=6), min_size=1, max_size=12),
    st.sampled_from([24, 48, 96]),
)
def test_windows_score_every_word_once_with_left_context(
    shape: list[list[int]], length: int
) -> None:
    text = "\n".join(
        " ".join("ab " * (words - 1) + "Cd." for words in paragraph) for paragraph in shape
    )
    article = article_from_text(text, force=True)
    encoded = encode(TOKENIZER, text)
    cuts = windows(encoded, article.paragraphs, article.sentences, length)
    position = 0
    for cut in cuts:
        assert cut.new == position
        assert cut.start <= cut.new < cut.end
        assert encoded.first[cut.end] - encoded.first[cut.start] <= length - 2
        if cut.new > 0:
            assert cut.start < cut.new
        position = cut.end
    assert position == len(encoded.starts)


def test_windows_of_a_long_text_repeat_a_third() -> None:
    article = article_from_text("\n".join(["Aa bb cc dd. Ee ff gg hh."] * 40), force=True)
    encoded = encode(TOKENIZER, article.text)
    cuts = windows(encoded, article.paragraphs, article.sentences, 96)
    openings = {encoded.words_in(*span).start for span in article.paragraphs}
    for cut in cuts[1:]:
        assert encoded.first[cut.new] - encoded.first[cut.start] >= 94 // 3
        assert cut.start in openings


def test_word_offsets_are_code_points() -> None:
    text = "🙂 naïve İstanbul “x”"
    encoded = encode(TOKENIZER, text)
    words = [text[a:b] for a, b in zip(encoded.starts, encoded.ends, strict=True)]
    assert words == ["🙂", "naïve", "İstanbul", "“", "x", "”"]


def test_typographic_marks_read_as_straight_ones() -> None:
    straight = encode(TOKENIZER, "\"It's 'so',\" he said, \"isn't it?\"")
    typographic = encode(TOKENIZER, "“It’s ‘so’,” he said, «isn’t it?»")
    assert typographic.ids.tolist() == straight.ids.tolist()
    assert typographic.starts.tolist() == straight.starts.tolist()


def test_viterbi_never_opens_inside() -> None:
    logits = np.array([[0.0, -9.0, 5.0], [0.0, 1.0, 5.0], [0.0, -9.0, 5.0]])
    tags = viterbi(logits, transitions(HEDGE_CUE_TAGS), [False, False, True]).tolist()
    # The third word begins a sentence, so the run of the second cannot go on in it.
    assert tags == [0, 1, 0]


def test_runs_keep_the_opening_tag() -> None:
    assert runs([1, 2, 0, 3, 2, 1], CLAIM_TAGS) == [("B", 0, 2), ("C", 3, 5), ("B", 5, 6)]


def test_fused_attention_equals_the_library() -> None:
    model = tiny_model()
    reference = MPNetModel(model.config.encoder_config(), add_pooling_layer=False).eval()
    reference.load_state_dict(model.encoder.state_dict())
    ids = torch.tensor([[0, 5, 6, 7, 2], [0, 8, 2, 1, 1]])
    mask = ids != 1
    with torch.inference_mode():
        expected = reference(input_ids=ids, attention_mask=mask).last_hidden_state
        ours = model.encoder.upper(model.encoder.lower(ids, mask, 1), mask, 1)
    assert torch.allclose(ours[mask], expected[mask], atol=1e-5)


def test_weights_survive_the_int8_round_trip(tiny_folder: Path) -> None:
    original, (loaded, _) = tiny_model(), load(tiny_folder)
    for name, tensor in original.state_dict().items():
        step = tensor.abs().amax() / 127
        assert torch.allclose(loaded.state_dict()[name], tensor, atol=float(step) + 1e-6)


def test_fingerprint_follows_the_files(tiny_folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(tiny_folder, tmp_path / "copy")
    assert fingerprint(copy) == fingerprint(tiny_folder)
    (copy / CONFIG).write_text((copy / CONFIG).read_text() + " ")
    assert fingerprint(copy) != fingerprint(tiny_folder)


def test_missing_and_damaged_models_say_what_to_do(tiny_folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(tiny_folder, tmp_path / "copy")
    weights = (copy / WEIGHTS).read_bytes()
    (copy / WEIGHTS).write_bytes(weights[: len(weights) // 2])
    with pytest.raises(ModelError, match="is damaged: restore the folder"):
        load(copy)
    (copy / WEIGHTS).write_bytes(weights)
    (copy / TOKENIZER_FILE).write_text("{}")
    with pytest.raises(ModelError, match="is damaged: restore the folder"):
        load(copy)
    (copy / WEIGHTS).unlink()
    with pytest.raises(ModelError, match=r"model\.safetensors is missing"):
        load(copy)


def test_a_model_of_another_shape_is_refused(tiny_folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(tiny_folder, tmp_path / "copy")
    config = json.loads((copy / CONFIG).read_text())
    config["link_size"] = 16
    (copy / CONFIG).write_text(json.dumps(config))
    with pytest.raises(ModelError, match="does not fit this version"):
        load(copy)
