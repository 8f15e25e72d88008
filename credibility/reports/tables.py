"""The tables: one row a claim, as CSV and Parquet."""

import io

import pandas as pd

from credibility.document import Analysis
from credibility.levels import SCALES
from credibility.reports.options import ReportOptions
from credibility.words import source_name

# A spreadsheet takes a cell that begins like this for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def frame(analysis: Analysis) -> pd.DataFrame:
    """Return the claims in reading order, one row each."""
    return pd.DataFrame(rows(analysis), columns=COLUMNS)


def rows(analysis: Analysis) -> list[dict[str, object]]:
    """Return the claims in reading order as rows with the keys ``COLUMNS``."""
    text = analysis.article.text
    result = []
    for claim in analysis.claims:
        source = claim.evidence.source
        row: dict[str, object] = {
            "article": analysis.article.id,
            "title": analysis.article.title,
            "claim": claim.id,
            "sentence": claim.sentence,
            "start": claim.spans[0][0],
            "end": claim.spans[-1][1],
            "text": claim.text,
            "priority": claim.priority,
        }
        for scale in SCALES:
            score = claim.scores.by_name(scale.name)
            row[f"{scale.name}_level"] = score.level
            row[f"{scale.name}_label"] = score.label
            row[f"{scale.name}_value"] = score.value
            row[f"{scale.name}_not_sure"] = score.uncertain
        row |= {
            "source": source_name(text, source) if source else None,
            "source_type": source.type if source else None,
            "quote": source.quote if source else None,
            "hedge_cues": "; ".join(text[a:b] for a, b in claim.evidence.hedge_cues),
            "advice": " ".join(claim.advice),
            "model": analysis.model.sha256,
        }
        result.append(row)
    return result


COLUMNS = [
    "article", "title", "claim", "sentence", "start", "end", "text", "priority",
    *(
        f"{scale.name}_{part}"
        for scale in SCALES
        for part in ("level", "label", "value", "not_sure")
    ),
    "source", "source_type", "quote", "hedge_cues", "advice", "model",
]  # fmt: skip


def csv(analysis: Analysis, _: ReportOptions) -> bytes:
    """Return the claims as CSV in UTF-8 with a mark, which spreadsheets need."""
    safe = frame(analysis).map(_neutral)
    return safe.to_csv(index=False).encode("utf-8-sig")


def _neutral(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA) else cell


def parquet(analysis: Analysis, _: ReportOptions) -> bytes:
    """Return the claims as Parquet."""
    buffer = io.BytesIO()
    frame(analysis).to_parquet(buffer, index=False)
    return buffer.getvalue()
