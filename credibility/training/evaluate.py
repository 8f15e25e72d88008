"""Stage 4: the table of figures, from the shipped weights and held-out annotation."""

import json
import logging
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from credibility.analysis.analyzer import Analyzer, default_model
from credibility.document import Article
from credibility.levels import SCALES
from credibility.model.files import TOKENIZER, load
from credibility.model.windows import encode
from credibility.text.sources import read_article
from credibility.training.cofenet import attribution_f1, read_segments, segment_counts
from credibility.training.data import read_articles
from credibility.training.indomain import (
    ArticleResult,
    as_article,
    bootstrap,
    figures,
    run_articles,
)
from credibility.training.reliability import confusion, reliability_markdown, risk_coverage
from credibility.training.robustness import checks
from credibility.training.settings import read_settings
from credibility.training.un_cues import cue_counts, cue_f1, read_sentences

log = logging.getLogger(__name__)
# Articles written for this project, with their annotation: an open set that anyone can rerun.
OPEN_SET = Path(__file__).parents[2] / "benchmarks" / "own-dev.jsonl"
_COFENET = "sourcing-polnear-cofenet/test.txt"
_UN = "hedging-unsc_hedge/gold_labeled_unsc_MELISA_combined_fini.json"
# The article that timings are compared on.
_TIMED = "../articles/belarus.txt"
_ROUNDS = 300
_REPEATS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what, on how many items, its value and 95 % interval, best known."""

    what: str
    items: str
    value: float
    low: float | None
    high: float | None
    best: str


def run(settings_path: Path, model: Path | None, output: Path | None, *, open_only: bool) -> str:
    """Measure and return the table as Markdown; ``output`` gets the same as JSON.

    With ``open_only`` the articles in ``benchmarks/`` are used instead of all of dev, and
    the sets that are not in the repository are left out.
    """
    settings = read_settings(settings_path)
    folder = model or default_model()
    analyzer = Analyzer.from_pretrained(folder)
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    name = "own-dev" if open_only else "newsclaims dev"
    path = OPEN_SET if open_only else settings.prepared / "newsclaims-dev.jsonl"
    articles = read_articles(path)
    if open_only:
        timed = as_article(max(articles, key=lambda article: len(article.text)))
    else:
        timed = read_article(settings.data / _TIMED)
    log.info("%s: %d articles, with claims found and given", name, len(articles))
    found, given = (
        run_articles(analyzer, articles, tokenizer, spans_given=spans_given)
        for spans_given in (False, True)
    )
    claims = sum(len(article.claims or ()) for article in articles)
    items = f"{len(articles)} articles, {claims} claims"
    rows = in_domain(f"{name}, claims found", items, found)
    rows += [
        row
        for row in in_domain(f"{name}, claims given", items, given)
        if not row.what.endswith("claim spans F1")
    ]
    if not open_only:
        log.info("attribution and hedge cues on other sets")
        rows += attribution(folder, settings.data / _COFENET)
        rows += un_cues(folder, settings.data / _UN)
    log.info("speed, and texts with one thing changed")
    rows += size_and_speed(analyzer, folder, timed, tokenizer)
    rows += [
        Row(check.what, f"{check.pairs} pairs", check.value, None, None, "–")
        for check in checks(analyzer, read_articles(OPEN_SET))
    ]
    coverages = risk_coverage(given)
    confusions = {scale.name: confusion(given, scale) for scale in SCALES}
    stamp = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "torch": torch.__version__,
        "precision": analyzer.info.precision,
        "model": analyzer.info.sha256,
    }
    if output is not None:
        data = {
            "stamp": stamp,
            "rows": [asdict(row) for row in rows],
            "risk_coverage": [asdict(point) for point in coverages],
            "confusions": confusions,
        }
        output.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    return markdown(rows, stamp) + "\n" + reliability_markdown(coverages, confusions)


def machine() -> str:
    """Return what a timing depends on: architecture, vector instructions, threads."""
    vectors = torch.backends.cpu.get_cpu_capability()
    return f"{platform.machine()} with {vectors}, {torch.get_num_threads()} threads"


def in_domain(name: str, items: str, results: Sequence[ArticleResult]) -> list[Row]:
    """Return the figures on annotated articles with their intervals."""
    intervals = bootstrap(results, figures, rounds=_ROUNDS)
    return [
        Row(f"{name}: {figure}", items, value, *intervals[figure], _AGREEMENT.get(figure, "–"))
        for figure, value in figures(results).items()
    ]


# Two independent passes of the annotating language model over the same 25 articles.
_AGREEMENT = {
    "claim spans F1": ".961 (two passes)",
    "hedging QWK": ".952 (two passes)",
    "sourcing QWK": ".953 (two passes)",
    "verifiability QWK": ".947 (two passes)",
    "source type macro-F1": ".961 (two passes)",
    "source mention overlap": ".976 (two passes)",
    "hedge cues F1": ".955 (two passes)",
}
_PUBLISHED = {"source": ".832", "cue": ".753", "content": ".729"}


def attribution(folder: Path, path: Path) -> list[Row]:
    """Return exact-span F1 of source, cue and content on CofeNet's PolNeAR test."""
    model, tokenizer = load(folder)
    segments = read_segments(path)
    counts = segment_counts(model, tokenizer, segments)
    rng = np.random.default_rng(0)
    samples = [
        attribution_f1([counts[index] for index in rng.integers(0, len(counts), len(counts))])
        for _ in range(_ROUNDS)
    ]
    return [
        Row(
            f"PolNeAR, CofeNet's test: {kind} exact F1",
            f"{len(segments)} segments",
            value,
            float(np.percentile([sample[kind] for sample in samples], 2.5)),
            float(np.percentile([sample[kind] for sample in samples], 97.5)),
            f"{_PUBLISHED[kind]} (BERT + CofeNet)",
        )
        for kind, value in attribution_f1(counts).items()
    ]


def un_cues(folder: Path, path: Path) -> list[Row]:
    """Return exact F1 of hedge cues in UN speeches, which no weight was trained on."""
    model, tokenizer = load(folder)
    counts = cue_counts(model, tokenizer, read_sentences(path))
    rng = np.random.default_rng(0)
    samples = [
        cue_f1([counts[index] for index in rng.integers(0, len(counts), len(counts))])
        for _ in range(_ROUNDS)
    ]
    low, high = (float(np.percentile(samples, share)) for share in (2.5, 97.5))
    items = f"{len(counts)} sentences, {sum(gold for _, _, gold in counts)} cues"
    best = ".545 (word list), .890 (two people)"
    return [Row("UN speeches: hedge cues exact F1", items, cue_f1(counts), low, high, best)]


def size_and_speed(analyzer: Analyzer, folder: Path, article: Article, tokenizer: Any) -> list[Row]:
    """Return the weights' size, and the time of an analysis against one encoder pass."""
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file()) / 1e6
    ids = torch.from_numpy(encode(tokenizer, article.text).ids)

    def bare() -> None:
        analyzer.encode_only(ids)

    whole, once = _fastest(lambda: analyzer.analyze(article), bare)
    items = f"{article.words} words, {len(ids)} tokens"
    none = "–"
    return [
        Row("size of models/, MB", "all files", size, None, None, none),
        Row("warm analysis, seconds", items, whole, None, None, none),
        Row("warm analysis / bare encoder pass", items, whole / once, None, None, none),
    ]


def _fastest(*actions: Callable[[], object]) -> list[float]:
    """Return the least seconds of a few timings of each action, since other load only adds.

    The actions take turns, so that a slow spell of the machine hits all of them.
    """
    least = [float("inf")] * len(actions)
    for repeat in range(_REPEATS + 1):
        for index, action in enumerate(actions):
            started = time.perf_counter()
            action()
            # The first turn warms up.
            if repeat:
                least[index] = min(least[index], time.perf_counter() - started)
    return least


def markdown(rows: Sequence[Row], stamp: dict[str, str]) -> str:
    """Return the table with its stamp."""
    lines = ["| what | items | figure | 95 % interval | best known |", "|---|---|---|---|---|"]
    for row in rows:
        interval = "" if row.low is None else f"{row.low:.3f} to {row.high:.3f}"
        lines.append(f"| {row.what} | {row.items} | {row.value:.3f} | {interval} | {row.best} |")
    made = ", ".join(f"{key} {value}" for key, value in stamp.items())
    return "\n".join(lines) + f"\n\nMeasured: {made}.\n"
