"""Write the measured figures into the pages that show them: ``python -m benchmarks.table``.

The tables stand between ``<!-- NAME -->`` and ``<!-- /NAME -->``, so that no number is typed.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOP = Path(__file__).parents[1]
_SHIPPED = TOP / "benchmarks" / "figures.json"
_AGREEMENT = TOP / "benchmarks" / "agreement.json"
_PUBLIC = TOP / "benchmarks" / "public_sets" / "figures.json"


@dataclass(frozen=True, slots=True)
class Target:
    """One row of the table of targets.

    ``find`` is how the figure's name ends (or, for a public set, its set and figure);
    ``higher`` says which side of ``value`` was wanted.
    """

    label: str
    find: str
    value: float
    higher: bool = True


TARGETS = (
    Target("claim spans, F1", "found: claim spans F1", 0.92),
    Target("hedging, QWK, claims found", "found: hedging QWK", 0.85),
    Target("hedging, QWK, claims given", "given: hedging QWK", 0.85),
    Target("sourcing, QWK, claims found", "found: sourcing QWK", 0.90),
    Target("sourcing, QWK, claims given", "given: sourcing QWK", 0.90),
    Target("verifiability, QWK, claims found", "found: verifiability QWK", 0.80),
    Target("verifiability, QWK, claims given", "given: verifiability QWK", 0.80),
    Target("source type, macro-F1", "found: source type macro-F1", 0.80),
    Target("source mention overlap", "found: source mention overlap", 0.90),
    Target("hedge cues, exact F1", "found: hedge cues F1", 0.85),
    Target("hedging, calibration error", "found: hedging ECE", 0.05, higher=False),
    Target("sourcing, calibration error", "found: sourcing ECE", 0.05, higher=False),
    Target("verifiability, calibration error", "found: verifiability ECE", 0.05, higher=False),
    Target("PolNeAR source, exact F1", "test: source exact F1", 0.832),
    Target("PolNeAR cue, exact F1", "test: cue exact F1", 0.753),
    Target("PolNeAR content, exact F1", "test: content exact F1", 0.729),
    Target("UN hedge cues, exact F1", "UN speeches: hedge cues exact F1", 0.75),
    Target("size of models/, MB", "size of models/, MB", 130, higher=False),
    Target("warm analysis of belarus.txt, seconds", "warm analysis, seconds", 0.6, higher=False),
    Target(
        "warm analysis / bare encoder pass", "warm analysis / bare encoder pass", 1.4, higher=False
    ),
)  # fmt: skip
PUBLIC_TARGETS = (
    Target("CoNLL-2010 Wikipedia, F1 uncertain", "conll_wiki F1 uncertain", 0.7024),
    Target("sentence certainty (Pei), Pearson r", "pei Pearson r", 0.80),
    Target("PoliClaim, macro-F1", "policlaim macro-F1", 0.854),
    Target("PoliClaim, accuracy", "policlaim accuracy", 0.863),
    Target("CheckThat! 2024, F1(Yes)", "checkthat F1 Yes", 0.802),
)


def targets() -> str:
    """Return the one table: every target, what was reached, and the best known result."""
    shipped = json.loads(_SHIPPED.read_text())["rows"]
    lines = [
        "| what | items | figure | 95 % interval | best known | target | reached |",
        "|---|---|---|---|---|---|---|",
    ]
    for target in TARGETS:
        (row,) = [row for row in shipped if row["what"].endswith(target.find)]
        lines.append(_line(target, row))
    public = {f"{row['set']} {row['figure']}": row for row in json.loads(_PUBLIC.read_text())}
    for target in PUBLIC_TARGETS:
        if target.find in public:
            row = public[target.find]
            lines.append(_line(target, row | {"items": f"{row['items']:,} sentences"}))
        else:
            lines.append(f"| {target.label} | – | not measured | | | {_number(target.value)} | |")
    return "\n".join(lines)


def everything() -> str:
    """Return every figure of the shipped weights, with the stamp of the run."""
    data = json.loads(_SHIPPED.read_text())
    lines = ["| what | items | figure | 95 % interval |", "|---|---|---|---|"]
    lines += [
        f"| {row['what']} | {row['items']} | {row['value']:.3f} | {_interval(row)} |"
        for row in data["rows"]
    ]
    stamp = ", ".join(f"{key} {value}" for key, value in data["stamp"].items())
    return "\n".join([*lines, "", f"Measured: {stamp}."])


def reliability() -> str:
    """Return the risk–coverage table and the confusions."""
    from credibility.training.reliability import Coverage, reliability_markdown

    data = json.loads(_SHIPPED.read_text())
    coverages = [Coverage(**point) for point in data["risk_coverage"]]
    return reliability_markdown(coverages, data["confusions"]).strip()


def agreement() -> str:
    """Return how well passes of annotation agree."""
    data = json.loads(_AGREEMENT.read_text())
    lines = ["| figure | " + " | ".join(each["of"] for each in data) + " |"]
    lines.append("|---" * (len(data) + 1) + "|")
    lines += [
        f"| {figure} | " + " | ".join(
            f"{row['value']:.3f} ({row['low']:.3f} to {row['high']:.3f})"
            for row in (each["figures"][figure] for each in data)
        ) + " |"
        for figure in data[0]["figures"]
    ]  # fmt: skip
    return "\n".join(lines)


BLOCKS: dict[str, Callable[[], str]] = {
    "targets": targets,
    "agreement": agreement,
    "figures": everything,
    "reliability": reliability,
}
PAGES = ("README.md", "models/README.md", "models/ERRORS.md", "benchmarks/README.md")


def filled(text: str) -> str:
    """Return a page with every block between markers made anew."""
    for name, block in BLOCKS.items():
        opening, closing = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        if opening in text:
            before, rest = text.split(opening)
            text = f"{before}{opening}{block()}\n{rest[rest.index(closing) :]}"
    return text


def outdated() -> list[str]:
    """Return the pages whose tables are not what the figures say."""
    return [page for page in PAGES if (text := (TOP / page).read_text()) != filled(text)]


def _line(target: Target, row: dict[str, Any]) -> str:
    reached = row["value"] >= target.value if target.higher else row["value"] <= target.value
    return (
        f"| {target.label} | {row['items']} | {_number(row['value'])} | {_interval(row)} "
        f"| {row['best']} | {'' if target.higher else '≤ '}{_number(target.value)} "
        f"| {'yes' if reached else 'no'} |"
    )


def _interval(row: dict[str, Any]) -> str:
    return "" if row["low"] is None else f"{row['low']:.3f} to {row['high']:.3f}"


def _number(value: float) -> str:
    return f"{value:.0f}" if value > 10 else f"{value:.3f}"


def main() -> None:
    """Fill all pages."""
    for page in PAGES:
        path = TOP / page
        path.write_text(filled(path.read_text()))


if __name__ == "__main__":
    main()
