"""Stages of training that a small example can show: reading, losses, heads."""

import json
import logging
import re
import shutil
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import torch
from safetensors.torch import save_file

from credibility.errors import InputError
from credibility.model.config import ATTRIBUTION_TAGS, SOURCE_TYPES
from credibility.model.files import load
from credibility.model.network import ClaimOutputs, CredibilityModel
from credibility.model.tagging import runs, transitions, viterbi
from credibility.training import prepare, train
from credibility.training.batches import IGNORE, collate, examples
from credibility.training.calibrate import fit
from credibility.training.data import (
    AnnotatedArticle,
    AnnotatedAttribution,
    AnnotatedClaim,
    read_articles,
)
from credibility.training.losses import level_weights, losses
from credibility.training.settings import read_settings
from tests.conftest import REPOSITORY, tiny_model, tiny_tokenizer

TEXT = "A mill may close, a clerk said. Rain fell."
SETTINGS = REPOSITORY / "credibility" / "training" / "train.toml"


def annotated(name: str = "own-X", text: str = TEXT) -> AnnotatedArticle:
    claims = (
        AnnotatedClaim(
            sentence=0,
            spans=((0, 16),),
            levels={"hedging": 2, "sourcing": 2, "verifiability": 1},
            hedge_cues=((7, 10),),
            source_type="anonymous",
            mention=(18, 25),
            quote="indirect",
        ),
        AnnotatedClaim(
            sentence=1,
            spans=((32, 41),),
            levels={"hedging": 0, "sourcing": 0, "verifiability": 2},
            hedge_cues=(),
            source_type="none",
            mention=None,
            quote="none",
        ),
    )
    sentences = ((0, 31), (32, 42))
    return AnnotatedArticle(name, text, ((0, 42),), sentences, claims, {}, None)


def score(
    article: AnnotatedArticle,
    beside: AnnotatedArticle | None = None,
    model: CredibilityModel | None = None,
) -> ClaimOutputs:
    """Run the claim heads on an article, perhaps padded by a longer one in the batch."""
    model, tokenizer = model or tiny_model(), tiny_tokenizer()
    items = examples(article, tokenizer, 96)
    if beside is not None:
        items += examples(beside, tokenizer, 96)
    batch = collate(items, 1)
    with torch.inference_mode():
        hidden = model.encoder.upper(model.encoder.lower(batch.ids, batch.mask, 0), batch.mask, 0)
        words = model.words(hidden, batch.positions)
        return model.score(words, batch.word_mask, batch.units, batch.around)


def test_padding_moves_no_score() -> None:
    longer = annotated(text=TEXT + " And then more rain fell on the mill, all day.")
    alone, padded = score(annotated()), score(annotated(), longer)
    for name, logits in alone.scores.items():
        assert torch.allclose(padded.scores[name][0], logits[0], atol=1e-5)
    assert torch.allclose(padded.source_type[0], alone.source_type[0], atol=1e-5)


def test_the_ordinal_loss_grows_with_the_distance_of_the_levels() -> None:
    model = tiny_model()
    batch = collate(examples(annotated(), tiny_tokenizer(), 96), 1)
    levels = batch.levels[0]
    model.eval()
    for head in (*model.mention_heads.values(), model.cue_words_head):
        torch.nn.init.zeros_(head.weight)
    found = []
    for guess in (2, 1, 0):
        for name, head in model.score_heads.items():
            torch.nn.init.zeros_(head.weight)
            head.bias.data = torch.full_like(head.bias, -20.0)
            head.bias.data[guess if name == "hedging" else 0] = 20.0
        hidden = model.encoder.upper(model.encoder.lower(batch.ids, batch.mask, 0), batch.mask, 0)
        hedged = replace(batch, levels=torch.where(levels == 2, 2, -100)[None])
        found.append(losses(model, hidden, hedged, level_weights(levels))["ordinal"].item())
    right, near, far = found
    assert right < near < far


def test_the_words_of_mention_and_cues_move_the_scores() -> None:
    plain = score(annotated())
    model = tiny_model()
    assert {name for name, _ in model.mention_heads.named_children()} == {"sourcing", "source_type"}
    for head in (*model.mention_heads.values(), model.cue_words_head):
        torch.nn.init.zeros_(head.weight)
    without = score(annotated(), model=model)
    assert not torch.allclose(plain.scores["sourcing"], without.scores["sourcing"])
    assert not torch.allclose(plain.scores["hedging"], without.scores["hedging"])
    assert not torch.allclose(plain.source_type, without.source_type)
    assert torch.equal(plain.scores["verifiability"], without.scores["verifiability"])


def test_a_span_cut_in_mid_sentence_opens_nowhere() -> None:
    text = "A clerk said " + "mills may close and " * 12 + "rain fell."
    attribution = AnnotatedAttribution(
        source=((0, 7),), cue=((8, 12),), content=((13, len(text) - 1),)
    )
    article = AnnotatedArticle(
        "x", text, ((0, len(text)),), ((0, len(text)),), None, {}, (attribution,)
    )
    first, *rest = examples(article, tiny_tokenizer(), 48, context=False)
    opening = ATTRIBUTION_TAGS.index("B-content")
    assert (first.attribution == opening).sum() == 1
    assert rest
    for window in rest:
        assert window.attribution[0] == IGNORE
        assert (window.attribution != opening).all()


def test_a_part_goes_on_from_the_one_before_and_is_trained_once(
    sets: Path, tiny_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    recipe = sets / "recipe.toml"
    settings = read_settings(recipe)
    first, second = settings.parts[0], settings.parts[1]
    shutil.copytree(tiny_folder, settings.trained(first))
    settings.encoder.mkdir()
    shutil.copy(tiny_folder / "tokenizer.json", settings.encoder)
    prepare.run(recipe)
    train.run(recipe)
    before, after = (load(settings.trained(part))[0].state_dict() for part in (first, second))
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert "claim_head.weight" in moved
    assert "encoder.embeddings.word_embeddings.weight" not in moved
    with caplog.at_level(logging.INFO):
        train.run(recipe)
    assert caplog.text.count("is finished") == len(settings.parts)


def test_a_run_that_was_killed_ends_as_an_unbroken_one(
    sets: Path, tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = sets / "recipe.toml"
    text = recipe.read_text().replace("checkpoint_minutes = 10.0", "checkpoint_minutes = 0.0")
    recipe.write_text(text.replace("epochs = 1", "epochs = 4"))
    settings = read_settings(recipe)
    first, second = settings.parts[0], settings.parts[1]
    settings.encoder.mkdir()
    shutil.copy(tiny_folder / "tokenizer.json", settings.encoder)
    prepare.run(recipe)
    shutil.copytree(tiny_folder, settings.trained(first))
    train.run(recipe)
    unbroken = load(settings.trained(second))[0].state_dict()

    shutil.rmtree(settings.run)
    shutil.copytree(tiny_folder, settings.trained(first))
    left = iter(range(2))

    def killed(*arguments: object) -> dict[str, torch.Tensor]:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return losses(*arguments)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(train, "losses", killed)
    with pytest.raises(KeyboardInterrupt):
        train.run(recipe)
    monkeypatch.undo()
    assert not settings.trained(second).exists()
    train.run(recipe)
    resumed = load(settings.trained(second))[0].state_dict()
    assert all(torch.equal(unbroken[name], resumed[name]) for name in unbroken)


def test_a_part_made_otherwise_is_refused(sets: Path, tiny_folder: Path) -> None:
    recipe = sets / "recipe.toml"
    settings = read_settings(recipe)
    settings.encoder.mkdir()
    shutil.copy(tiny_folder / "tokenizer.json", settings.encoder)
    shutil.copytree(tiny_folder, settings.trained(settings.parts[0]))
    prepare.run(recipe)
    train.run(recipe)
    changed = recipe.read_text().replace("head_rate = 3e-4", "head_rate = 4e-4")
    recipe.write_text(changed)
    with pytest.raises(InputError, match="polnear was made by other settings"):
        train.run(recipe)


def test_without_attributions_the_model_finds_none(sets: Path) -> None:
    settings = read_settings(sets / "recipe.toml")
    config = tiny_model().config
    settings.encoder.mkdir()
    (settings.encoder / "config.json").write_text(json.dumps(config.encoder_config().to_dict()))
    fresh = tiny_model().encoder.state_dict()
    save_file({name: value.contiguous() for name, value in fresh.items()},
              settings.encoder / "model.safetensors")  # fmt: skip
    small = msgspec.structs.replace(settings, layers=config.encoder["num_hidden_layers"])
    model = train.initial(small, None).eval()
    words = torch.randn(1, 6, model.config.encoder_config().hidden_size)
    logits = model.tag(words).attribution[0].double().detach().numpy()
    assert not viterbi(logits, transitions(ATTRIBUTION_TAGS), [False] * 6).any()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("release = ", "unknown field"),
        ('name = "polnear"', "two parts have one name"),
    ],
)
def test_settings_that_are_misspelt_are_refused(sets: Path, change: str, says: str) -> None:
    recipe = sets / "recipe.toml"
    wrong = {"release = ": "relaese = 1\nrelease = ", 'name = "polnear"': 'name = "base"'}[change]
    recipe.write_text(recipe.read_text().replace(change, wrong))
    with pytest.raises(InputError, match=says):
        read_settings(recipe)


def test_calibration_cools_what_is_too_sure() -> None:
    torch.manual_seed(0)
    levels = torch.randint(0, 3, (400,))
    right = torch.rand(400) < 0.7
    guess = torch.where(right, levels, (levels + 1) % 3)
    logits = torch.nn.functional.one_hot(guess, 3).double() * 20
    temperature, bias = fit(logits, levels)
    assert temperature > 5
    confidence = (logits / temperature + torch.tensor(bias)).softmax(-1).amax(-1).mean().item()
    assert abs(confidence - right.double().mean().item()) < 0.03


def test_a_claim_may_stand_in_the_other_half_of_an_overlong_sentence() -> None:
    words = "rain fell and " * 60
    text = f"{words}the mill closed."
    at = text.index("the mill")
    _, flat = annotated().claims or ()
    claim = replace(flat, sentence=0, spans=((at, len(text) - 1),))
    article = AnnotatedArticle("x", text, ((0, len(text)),), ((0, len(text)),), (claim,), {}, None)
    found = examples(article, tiny_tokenizer(), 48)
    assert len(found) > 1
    assert sum(int((item.claim == 1).sum()) for item in found) == 1


def test_spans_of_one_kind_do_not_touch() -> None:
    content, cue = ATTRIBUTION_TAGS.index("B-content"), ATTRIBUTION_TAGS.index("B-cue")
    logits = torch.zeros(3, len(ATTRIBUTION_TAGS)).double()
    logits[0, cue], logits[1, content], logits[2, content] = 9, 9, 9
    logits[2, content + 1] = 8
    tags = viterbi(logits.numpy(), transitions(ATTRIBUTION_TAGS), [False] * 3).tolist()
    assert runs(tags, ATTRIBUTION_TAGS) == [("B-cue", 0, 1), ("B-content", 1, 3)]


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """A folder with the smallest of each set, and settings that name it."""
    newsclaims = tmp_path / "data" / "newsclaims"
    for folder in ("articles", "annotations"):
        (newsclaims / folder).mkdir(parents=True)
    for name, origin in (("own-1", ""), ("own-2", ""), ("polnear-d", "PolNeAR train: seen")):
        raw = {
            "text": "Rain fell.", "paragraphs": [[0, 10]], "sentences": [[0, 10]], "origin": origin
        }  # fmt: skip
        (newsclaims / "articles" / f"{name}.json").write_text(json.dumps(raw))
        row = {"s": 0, "t": "Rain fell", "h": 0, "hc": [], "src": 0, "st": "none", "sp": "",
               "q": "none", "v": 2}  # fmt: skip
        (newsclaims / "annotations" / f"{name}.jsonl").write_text(json.dumps(row) + "\n")
    splits = {"train": ["own-1", "own-2"], "dev": ["polnear-d"]}
    (newsclaims / "splits.json").write_text(json.dumps(splits))
    for part, names in (("train", ("seen-in-dev", "other")), ("dev", ("third",))):
        texts = tmp_path / "data" / "sourcing-polnear" / "data" / part / "text"
        texts.mkdir(parents=True)
        texts.with_name("attributions").mkdir()
        for name in names:
            (texts / f"{name}.txt").write_text(TEXT + "\nMore.\n")
            standoff = (
                "T1\tSource 18 25\ta clerk\nE1\tAttribution:T1 Source:T1\n"
                "T2\tSource 43 47\tMore\nE2\tAttribution:T2 Source:T2\n"
            )
            texts.with_name("attributions").joinpath(f"{name}_1.ann").write_text(standoff)
    for name, article in (
        ("own-train", annotated()),
        ("polnear-train", replace(annotated("polnear-other"), text="")),
    ):
        (tmp_path / f"{name}.jsonl").write_bytes(msgspec.json.encode(article) + b"\n")
    recipe = SETTINGS.read_text()
    for key, value in (
        ("data", tmp_path / "data"),
        ("annotations", tmp_path),
        ("prepared", tmp_path / "out"),
        ("encoder", tmp_path / "encoder"),
        ("run", tmp_path / "run"),
    ):
        start = recipe.index(f"\n{key} = ") + 1
        recipe = recipe.replace(recipe[start : recipe.index("\n", start)], f'{key} = "{value}"')
    recipe = recipe.replace("calibration_articles = 20", "calibration_articles = 1")
    recipe = re.sub("frozen = [0-9]", "frozen = 1", recipe)
    (tmp_path / "recipe.toml").write_text(recipe)
    return tmp_path


def test_prepare_joins_our_annotation_and_keeps_dev_out(sets: Path) -> None:
    prepare.run(sets / "recipe.toml")
    parts = {path.stem: read_articles(path) for path in (sets / "out").iterdir()}
    names = {name: [article.id for article in articles] for name, articles in parts.items()}
    assert len(names["newsclaims-calibration"]) == 1
    assert names["newsclaims-train"][1:] == ["own-X", "polnear-other"]
    assert names["newsclaims-dev"] == ["polnear-d"]
    assert names["polnear-train"] == ["polnear-other"]
    joined = parts["newsclaims-train"][2]
    assert joined.text == TEXT
    assert joined.attributions == (AnnotatedAttribution(source=((18, 25),), cue=(), content=()),)


def test_the_licence_clean_recipe_reads_no_publisher(sets: Path) -> None:
    recipe = sets / "recipe.toml"
    recipe.write_text(recipe.read_text().replace("licence_clean = false", "licence_clean = true"))
    prepare.run(recipe)
    train = read_articles(sets / "out" / "newsclaims-train.jsonl")
    assert [article.id for article in train][1:] == ["own-X"]
    assert read_articles(sets / "out" / "polnear-train.jsonl") == []


def test_annotation_of_an_article_that_is_held_back_is_refused(sets: Path) -> None:
    leak = replace(annotated("polnear-seen-in-dev"), text="")
    (sets / "polnear-train.jsonl").write_bytes(msgspec.json.encode(leak) + b"\n")
    with pytest.raises(InputError, match="must not be trained on"):
        prepare.run(sets / "recipe.toml")


def test_annotation_of_a_missing_article_is_refused(sets: Path) -> None:
    text = sets / "data" / "sourcing-polnear" / "data" / "train" / "text" / "other.txt"
    text.unlink()
    with pytest.raises(InputError, match="its annotation cannot be used"):
        prepare.run(sets / "recipe.toml")


def test_the_recipe_weighs_every_loss() -> None:
    model = tiny_model()
    attribution = AnnotatedAttribution(source=((18, 25),), cue=((26, 30),), content=((0, 16),))
    article = replace(annotated(), attributions=(attribution,))
    batch = collate(examples(article, tiny_tokenizer(), 96), 1)
    hidden = model.encoder.upper(model.encoder.lower(batch.ids, batch.mask, 0), batch.mask, 0)
    found = set(losses(model, hidden, batch, level_weights(batch.levels[0])))
    assert set(read_settings(SETTINGS).loss_weights) == found


@pytest.mark.parametrize("name", ["own-train", "polnear-train", "second-pass", "newsclaims-pass"])
def test_our_annotation_keeps_the_guidelines(name: str) -> None:
    articles = read_articles(REPOSITORY / "benchmarks" / f"{name}.jsonl")
    assert len(articles) >= 10
    for article in articles:
        for claim in article.claims or ():
            assert (claim.levels["sourcing"] == 0) == (claim.source_type == SOURCE_TYPES[0])
            assert (claim.levels["hedging"] > 0) == bool(claim.hedge_cues)
            start, end = article.sentences[claim.sentence]
            assert all(start <= a < b <= end for a, b in claim.spans)
