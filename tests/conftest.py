"""Shared fixtures: a tiny model with random weights, and the shipped one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from credibility.analysis.analyzer import Analyzer
from credibility.model.config import CredibilityConfig
from credibility.model.files import save
from credibility.model.network import CredibilityModel

# The tiny model is faster without a second thread, and so are two test runs at once.
torch.set_num_threads(1)

REPOSITORY = Path(__file__).parents[1]
SAMPLES = REPOSITORY / "credibility" / "dashboard" / "samples"


def tiny_tokenizer() -> Tokenizer:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    pieces = ["<s>", "<pad>", "</s>", "[UNK]", *letters, *(f"##{letter}" for letter in letters)]
    vocabulary = {piece: index for index, piece in enumerate(pieces + list(".,!?'\"-"))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def tiny_model() -> CredibilityModel:
    torch.manual_seed(7)
    tokenizer = tiny_tokenizer()
    config = CredibilityConfig(
        encoder={
            "vocab_size": tokenizer.get_vocab_size(),
            "hidden_size": 24,
            "num_attention_heads": 2,
            "intermediate_size": 48,
            "num_hidden_layers": 2,
            "max_position_embeddings": 130,
        },
        window=96,
        link_size=8,
    )
    return CredibilityModel(config).eval()


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    save(tiny_model(), tiny_tokenizer(), folder)
    return folder


@pytest.fixture(scope="session")
def tiny_analyzer(tiny_folder: Path) -> Analyzer:
    return Analyzer.from_pretrained(tiny_folder)


@pytest.fixture(scope="session")
def shipped() -> Iterator[Analyzer]:
    return Analyzer.from_pretrained(REPOSITORY / "models")
