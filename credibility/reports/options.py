"""What can be chosen about a report."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from credibility.palette import ColourBy


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """Choices for picture, PDF and page; the data formats ignore them.

    ``colour_by`` is the score that colours the article; ``summary`` leaves the article and
    all but at most ten of the most urgent claims out; ``made`` is the date in the footer, today if
    None.
    """

    colour_by: ColourBy = "sourcing"
    theme: Literal["light", "dark"] = "light"
    paper: Literal["a4", "us-letter"] = "a4"
    summary: bool = False
    made: date | None = None
