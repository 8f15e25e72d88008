"""An analysis for the terminal."""

import msgspec

from credibility.compare import Comparison
from credibility.document import Analysis, Claim
from credibility.levels import SCALES, SOURCE_TYPE_LABELS
from credibility.words import headline, source_name

_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def json_lines(document: Analysis) -> str:
    """Return one claim a line, as in the document's ``claims``."""
    return "".join(msgspec.json.encode(claim).decode() + "\n" for claim in document.claims)


def readable(document: Analysis, *, colour: bool) -> str:
    """Return the summary and the claims in check-first order."""
    bold, dim, plain = (_BOLD, _DIM, _PLAIN) if colour else ("", "", "")
    lines = [f"{bold}{headline(document)}{plain}", ""]
    for number, claim in enumerate(document.check_first(), start=1):
        lines.append(f"{bold}{number:3}. {_visible(claim.text)}{plain}")
        lines.extend(f"     {dim}{line}{plain}" for line in _facts(document, claim))
        lines.append("")
    lines.append(
        f"{dim}Triage, not a verdict: nothing here was judged true or false. "
        f"Model {document.model.version} ({document.model.sha256[:12]}).{plain}"
    )
    return "\n".join(lines) + "\n"


def _facts(document: Analysis, claim: Claim) -> list[str]:
    text = document.article.text
    levels = []
    for scale in SCALES:
        score = claim.scores.by_name(scale.name)
        unsure = " (not sure)" if score.uncertain else ""
        levels.append(f"{scale.title} {score.level}/{scale.top} {score.label}{unsure}")
    lines = [" · ".join(levels)]
    source = claim.evidence.source
    if source is not None:
        who = source_name(text, source)
        lines.append(_visible(f"Source: {who} ({SOURCE_TYPE_LABELS[source.type]}, {source.quote})"))
    if claim.evidence.hedge_cues:
        cues = ", ".join(f"“{text[start:end]}”" for start, end in claim.evidence.hedge_cues)
        lines.append(_visible(f"Hedge cues: {cues}"))
    lines.extend(_visible(f"→ {line}") for line in claim.advice)
    return lines


def _visible(text: str) -> str:
    """Drop control characters, which could drive the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


def differences(comparison: Comparison) -> str:
    """Return what differs between two versions, line by line."""
    lines = []
    for pair in comparison.changed:
        lines.append(f"~ {_visible(pair.new.text)}")
        if pair.reworded:
            lines.append(f"  was: {_visible(pair.old.text)}")
        for move in pair.moves:
            scale = next(each for each in SCALES if each.name == move.score)
            lines.append(f"  {scale.title}: {scale.labels[move.old]} → {scale.labels[move.new]}")
    lines += [f"+ {_visible(claim.text)}" for claim in comparison.added]
    lines += [f"- {_visible(claim.text)}" for claim in comparison.removed]
    lines.append(
        f"{len(comparison.added)} added, {len(comparison.removed)} removed, "
        f"{len(comparison.changed)} changed, {len(comparison.unchanged)} as they were."
    )
    lines += [
        f"{move.name.capitalize()}: {_figure(move.old)} → {_figure(move.new)}"
        for move in comparison.summary
        if move.old != move.new
    ]
    return "\n".join(lines) + "\n"


def _figure(value: float | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.2f}"
