"""Three articles written for this project, of different quality."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample article: its title and what it shows."""

    file: str
    title: str
    shows: str

    @property
    def text(self) -> str:
        """The article's text."""
        return (Path(__file__).parent / self.file).read_text(encoding="utf-8")


SAMPLES: tuple[Sample, ...] = (
    Sample(
        "warning-app.txt", "The warning that came too late", "Court report, mostly on the record"
    ),
    Sample("merger-talks.txt", "Two packaging makers in talks", "Deal story on unnamed sources"),
    Sample("crates-nobody-saw.txt", "The crates nobody saw", "Rumour, satellite pictures, denials"),
)
