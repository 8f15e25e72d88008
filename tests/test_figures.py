"""The figures: measures on values worked out by hand, and the data of the checks."""

import json
import tomllib
from pathlib import Path

import msgspec
import numpy as np
import pytest

from benchmarks.public_sets.__main__ import FIGURES_OF, threshold
from benchmarks.public_sets.heads import Recipe
from benchmarks.public_sets.readers import READERS, conll_wiki, pei
from benchmarks.table import outdated
from credibility.analysis.analyzer import Analyzer
from credibility.levels import HEDGING
from credibility.training.indomain import ArticleResult, calibration_error
from credibility.training.reliability import confusion, risk_coverage
from credibility.training.robustness import CASES, Cases, checks
from credibility.training.un_cues import cue_counts, cue_f1, read_sentences
from tests.conftest import REPOSITORY, tiny_model, tiny_tokenizer

SURE_AND_RIGHT = (0, (0.97, 0.01, 0.01, 0.01))
UNSURE_AND_WRONG = (3, (0.4, 0.2, 0.2, 0.2))


def result_of(*pairs: tuple[int, tuple[float, ...]]) -> ArticleResult:
    levels = [(level, int(np.argmax(values))) for level, values in pairs]
    return ArticleResult(
        spans=(len(pairs),) * 3, levels={"hedging": levels}, probabilities={"hedging": list(pairs)}
    )


def test_accuracy_rises_as_unsure_claims_are_left_out() -> None:
    results = [result_of(*[SURE_AND_RIGHT] * 5), result_of(*[UNSURE_AND_WRONG] * 5)]
    accuracy = {point.coverage: point.accuracy for point in risk_coverage(results)}
    assert accuracy[1.0] == 0.5
    assert accuracy[0.5] == 1.0


def test_confusion_counts_annotated_levels_in_rows() -> None:
    matrix = confusion([result_of(SURE_AND_RIGHT, UNSURE_AND_WRONG)], HEDGING)
    assert matrix[0] == [1, 0, 0, 0]
    assert matrix[3] == [1, 0, 0, 0]


def test_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    assert calibration_error([SURE_AND_RIGHT] * 10) == pytest.approx(0.03)
    assert calibration_error([UNSURE_AND_WRONG] * 10) == pytest.approx(0.4)


def test_each_perturbation_changes_its_sentence() -> None:
    cases = msgspec.convert(tomllib.loads(CASES.read_text()), Cases)
    assert len(cases.case) >= 16
    for case in cases.case:
        variants = [case.plain, *case.swapped, case.hedged, case.attributed]
        assert len(set(variants)) == len(variants)
        assert all(variant.endswith(".") for variant in variants)


def test_a_hedge_and_a_source_move_the_shipped_scores(shipped: Analyzer) -> None:
    rows = {check.what: check.value for check in checks(shipped, [])}
    moved = [value for what, value in rows.items() if what.startswith("names and numbers")]
    follows = [value for what, value in rows.items() if "by at least half a level" in what]
    assert len(moved) == 3
    assert max(moved) < 0.25
    assert len(follows) == 2
    assert min(follows) > 0.8


def test_un_cues_count_equal_strings_once(tmp_path: Path) -> None:
    sentence = {"Sentence": "It may\nrain.", "Gold_Hedges": [{"Hedge": "May "}]}
    path = tmp_path / "un.json"
    path.write_text(json.dumps([{"Sentences": [sentence]}]))
    sentences = read_sentences(path)
    assert sentences == [("It may rain.", ["may"])]
    ((right, found, gold),) = cue_counts(tiny_model(), tiny_tokenizer(), sentences)
    assert gold == 1
    assert right <= min(found, gold)
    assert cue_f1([(1, 2, 1)]) == pytest.approx(2 / 3)


def test_public_sets_keep_test_sentences_out_of_training(tmp_path: Path) -> None:
    folder = tmp_path / "hedging-conll2010_wiki"
    folder.mkdir()
    certain = [f"Certain {number}." for number in range(20)]
    (folder / "train_wikiweasel_certain_sentences.txt").write_text("\n".join(certain))
    (folder / "train_wikiweasel_uncertain_sentences.txt").write_text("Perhaps so.\n")
    (folder / "eval_full_ALL_labels.txt").write_text(
        "Certain 3. \n0.1 0.2 3 0\n\nSome say so. \n0.1 0.2 3 1\n\n"
    )
    data = conll_wiki(tmp_path)
    assert [item.label for item in data.test] == [0.0, 1.0]
    assert "Certain 3." not in {item.text for item in data.train}
    training, validation = ({item.text for item in part} for part in (data.train, data.validation))
    assert not training & validation
    assert len(training) + len(validation) == 20


def test_pei_is_read_by_its_own_parts(tmp_path: Path) -> None:
    folder = tmp_path / "hedging-pei_certainty"
    folder.mkdir()
    rows = [
        {"finding": f"{part} says so.", "sentence-level-certainty": 4.5, "split": part}
        for part in ("train", "val", "test", "ext")
    ]
    (folder / "sentence-level-certainty.jsonl").write_text("\n".join(map(json.dumps, rows)))
    data = pei(tmp_path)
    assert [item.text for item in data.test] == ["test says so."]
    assert data.train[0].label == 4.5
    assert data.classes == 0


def test_a_threshold_serves_its_measure() -> None:
    labels = np.array([0.0, 0.0, 1.0, 1.0])
    outputs = np.array([-3.0, -2.0, -1.0, 4.0])
    at = threshold(labels, outputs, FIGURES_OF["checkthat"][0].measure)
    assert -2.0 <= at < -1.0


def test_every_public_set_has_a_recipe() -> None:
    recipes = tomllib.loads(
        (REPOSITORY / "benchmarks" / "public_sets" / "recipes.toml").read_text()
    )
    assert set(recipes) == set(READERS) == set(FIGURES_OF)
    for settings in recipes.values():
        Recipe(**settings)


def test_tables_hold_the_measured_figures() -> None:
    assert outdated() == []
