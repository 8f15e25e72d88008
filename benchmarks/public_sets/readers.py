"""Read the public sentence sets into one form, each with the parts that its protocol names."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence and its label: a class number, or a grade for a regression set."""

    text: str
    label: float


@dataclass(frozen=True, slots=True)
class PublicSet:
    """A set's parts. ``validation`` chooses the pass and the threshold, ``test`` is read once.

    ``classes`` is 0 for a regression set.
    """

    train: list[Item]
    validation: list[Item]
    test: list[Item]
    classes: int


def _every(items: list[Item], step: int) -> tuple[list[Item], list[Item]]:
    """Split off every ``step``-th item for validation, where a set names no such part."""
    return (
        [item for index, item in enumerate(items) if index % step],
        items[::step],
    )


def _without(items: list[Item], *others: list[Item]) -> list[Item]:
    """Drop what stands in another part too."""
    seen = {item.text.casefold().strip() for other in others for item in other}
    return [item for item in items if item.text.casefold().strip() not in seen]


def conll_wiki(data: Path) -> PublicSet:
    """CoNLL-2010 task 1, Wikipedia: 1 = uncertain; the mirror holds part of the training set."""
    folder = data / "hedging-conll2010_wiki"
    train: list[Item] = []
    for label, name in ((0.0, "certain"), (1.0, "uncertain")):
        lines = (folder / f"train_wikiweasel_{name}_sentences.txt").read_text().splitlines()
        train += [Item(line.strip(), label) for line in lines if line.strip()]
    lines = (folder / "eval_full_ALL_labels.txt").read_text().splitlines()
    sentences, figures = lines[0::3], lines[1::3]
    # The file ends without a blank line, so one list may be longer.
    test = [
        Item(sentence.strip(), float(figure.split()[-1]))
        for sentence, figure in zip(sentences, figures, strict=False)
    ]
    kept, validation = _every(train, 10)
    return PublicSet(_without(kept, validation, test), validation, test, 2)


def pei(data: Path) -> PublicSet:
    """Sentence certainty 1 to 6 in science news and abstracts (Pei and Jurgens 2021)."""
    lines = (data / "hedging-pei_certainty" / "sentence-level-certainty.jsonl").read_text()
    parts: dict[str, list[Item]] = {}
    for row in map(json.loads, lines.splitlines()):
        parts.setdefault(row["split"], []).append(
            Item(row["finding"], float(row["sentence-level-certainty"]))
        )
    train, validation, test = parts["train"], parts["val"], parts["test"]
    return PublicSet(_without(train, validation, test), validation, test, 0)


def policlaim(data: Path) -> PublicSet:
    """PoliClaim: 1 = the sentence holds a verifiable factual claim (Ni et al. 2024).

    Training: the gold speeches, of which two are kept back for validation.
    """
    folder = data / "verifiability-policlaim"
    train: list[Item] = []
    validation: list[Item] = []
    for index, path in enumerate(sorted((folder / "train_golden").glob("*.xlsx"))):
        sheet = pd.read_excel(path, engine="calamine")
        rows = [
            Item(str(text), float(label))
            for text, label in zip(sheet["SENTENCES"], sheet["golden"], strict=True)
        ]
        (validation if index in (1, 5) else train).extend(rows)
    sheet = pd.read_excel(folder / "policlaim_gpt_with_human_eval_merged.xlsx", engine="calamine")
    test = [
        Item(str(text), float(label))
        for text, label in zip(sheet["SENTENCES"], sheet["Golden"], strict=True)
    ]
    return PublicSet(_without(train, validation, test), validation, test, 2)


def checkthat(data: Path) -> PublicSet:
    """CheckThat! 2024 task 1, English: 1 = check-worthy; both published dev parts validate."""
    folder = data / "verifiability-ct24_checkworthy_en"

    def part(name: str) -> list[Item]:
        with (folder / name).open(newline="") as file:
            rows = csv.DictReader(file, delimiter="\t")
            return [Item(row["Text"], float(row["class_label"] == "Yes")) for row in rows]

    prefix = "CT24_checkworthy_english_"
    validation = part(f"{prefix}dev.tsv") + part(f"{prefix}dev-test.tsv")
    test = part(f"{prefix}test_gold.tsv")
    train = part("CT24_train_clean_copy.tsv")
    return PublicSet(_without(train, validation, test), validation, test, 2)


READERS: dict[str, Callable[[Path], PublicSet]] = {
    "conll_wiki": conll_wiki,
    "pei": pei,
    "policlaim": policlaim,
    "checkthat": checkthat,
}
