"""Stage 4: the table of figures, from the shipped weights and held-out annotation."""

import json
import logging
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from credibility.analysis.analyzer import Analyzer, default_model
from credibility.model.files import TOKENIZER
from credibility.model.windows import encode
from credibility.training.cofenet import attribution_f1, read_segments, segment_counts
from credibility.training.data import AnnotatedArticle, read_articles
from credibility.training.indomain import as_article, bootstrap, figures, run_articles
from credibility.training.settings import read_settings

log = logging.getLogger(__name__)
# Articles written for this project, with their annotation: an open set that anyone can rerun.
OPEN_SET = Path(__file__).parents[2] / "benchmarks" / "own-dev.jsonl"
_COFENET = "sourcing-polnear-cofenet/test.txt"
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
    rows = in_domain(analyzer, articles, tokenizer, name)
    if not open_only:
        rows += attribution(folder, settings.data / _COFENET)
    rows += size_and_speed(analyzer, folder, articles, tokenizer)
    stamp = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {torch.get_num_threads()} threads",
        "torch": torch.__version__,
        "precision": analyzer.info.precision,
        "model": analyzer.info.sha256,
    }
    if output is not None:
        data = {"stamp": stamp, "rows": [asdict(row) for row in rows]}
        output.write_text(json.dumps(data, indent=1) + "\n")
    return markdown(rows, stamp)


def in_domain(
    analyzer: Analyzer, articles: Sequence[AnnotatedArticle], tokenizer: Any, name: str
) -> list[Row]:
    """Return the figures on annotated articles, claims found and claims given."""
    rows = []
    claims = sum(len(article.claims or ()) for article in articles)
    items = f"{len(articles)} articles, {claims} claims"
    for spans_given, how in ((False, "claims found"), (True, "claims given")):
        results = run_articles(analyzer, articles, tokenizer, spans_given=spans_given)
        values = figures(results)
        intervals = bootstrap(results, figures, rounds=300)
        for figure, value in values.items():
            if spans_given and figure == "claim spans F1":
                continue
            low, high = intervals[figure]
            best = _AGREEMENT.get(figure, "–")
            rows.append(Row(f"{name}, {how}: {figure}", items, value, low, high, best))
    return rows


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
_PUBLISHED = {"source": "83.2", "cue": "75.3", "content": "72.9"}


def attribution(folder: Path, path: Path) -> list[Row]:
    """Return exact-span F1 of source, cue and content on CofeNet's PolNeAR test."""
    from credibility.model.files import load

    model, tokenizer = load(folder)
    segments = read_segments(path)
    counts = segment_counts(model, tokenizer, segments)
    rng = np.random.default_rng(0)
    samples = [
        attribution_f1([counts[index] for index in rng.integers(0, len(counts), len(counts))])
        for _ in range(300)
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


def size_and_speed(
    analyzer: Analyzer, folder: Path, articles: Sequence[AnnotatedArticle], tokenizer: Any
) -> list[Row]:
    """Return the weights' size, and the time of an analysis against one encoder pass."""
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file()) / 1e6
    article = as_article(max(articles, key=lambda each: len(each.text)))
    ids = torch.from_numpy(encode(tokenizer, article.text).ids)

    def bare() -> None:
        analyzer.encode_only(ids)

    whole = _fastest(lambda: analyzer.analyze(article))
    once = _fastest(bare)
    items = f"{article.words} words, {len(ids)} tokens"
    none = "–"
    return [
        Row("size of models/, MB", "all files", size, None, None, none),
        Row("warm analysis, seconds", items, whole, None, None, none),
        Row("warm analysis / bare encoder pass", items, whole / once, None, None, none),
    ]


def _fastest(action: Any) -> float:
    """Return the least of a few timings, since other load only ever adds."""
    action()
    timings = []
    for _ in range(_REPEATS):
        started = time.perf_counter()
        action()
        timings.append(time.perf_counter() - started)
    return min(timings)


def markdown(rows: Sequence[Row], stamp: dict[str, str]) -> str:
    """Return the table with its stamp."""
    lines = ["| what | items | figure | 95 % interval | best known |", "|---|---|---|---|---|"]
    for row in rows:
        interval = "" if row.low is None else f"{row.low:.3f} to {row.high:.3f}"
        lines.append(f"| {row.what} | {row.items} | {row.value:.3f} | {interval} | {row.best} |")
    made = ", ".join(f"{key} {value}" for key, value in stamp.items())
    return "\n".join(lines) + f"\n\nMeasured: {made}.\n"
