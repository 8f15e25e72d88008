"""Colours of the levels, the same in dashboard and reports.

Orange asks for attention and blue does not: a pair that people with any common colour
blindness can tell apart. A level is never shown by colour alone; its number and its
underline say the same.
"""

from dataclasses import dataclass
from typing import Literal

from credibility.document import Claim
from credibility.levels import SCALES, ScoreName

ColourBy = Literal["sourcing", "hedging", "verifiability", "priority"]
COLOUR_BY: tuple[ColourBy, ...] = ("sourcing", "hedging", "verifiability", "priority")

# Five steps, from "look here" to "nothing to see"; each stands out from the light and the
# dark ground by 3 to 1 at least (WCAG 1.4.11).
SOLID = {
    "alert": "#c75a00",
    "warm": "#cb7a22",
    "neutral": "#7f8995",
    "cool": "#4a8cc6",
    "calm": "#2f74b5",
}
_STEPS_OF: dict[ColourBy, tuple[str, ...]] = {
    "sourcing": ("alert", "warm", "neutral", "cool", "calm"),
    "hedging": ("calm", "cool", "warm", "alert"),
    "verifiability": ("alert", "warm", "cool", "calm"),
    "priority": ("calm", "cool", "warm", "alert"),
}
PRIORITY_LABELS = ("can wait", "later", "soon", "check first")
_PRIORITY_EDGES = (0.25, 0.5, 0.7)


@dataclass(frozen=True, slots=True)
class Grade:
    """How a claim is shown under one colouring: its level, name and colour step."""

    level: int
    label: str
    step: str


def grades(colour_by: ColourBy) -> tuple[Grade, ...]:
    """Return the legend of a colouring, level 0 upwards."""
    labels = (
        PRIORITY_LABELS
        if colour_by == "priority"
        else next(scale.labels for scale in SCALES if scale.name == colour_by)
    )
    return tuple(
        Grade(level, label, step)
        for level, (label, step) in enumerate(zip(labels, _STEPS_OF[colour_by], strict=True))
    )


def grade(claim: Claim, colour_by: ColourBy) -> Grade:
    """Return how ``claim`` is shown under a colouring."""
    if colour_by == "priority":
        return grades(colour_by)[sum(claim.priority >= edge for edge in _PRIORITY_EDGES)]
    return grades(colour_by)[claim.scores.by_name(colour_by).level]


def title(colour_by: ColourBy) -> str:
    """Return a colouring's name for people."""
    if colour_by == "priority":
        return "Check first"
    name: ScoreName = colour_by
    return next(scale.title for scale in SCALES if scale.name == name)
