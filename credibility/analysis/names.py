"""Names in running text, told by their capitals: runs, titles, short forms, acronyms."""

import re
from dataclasses import dataclass

from credibility.document import Article, Span

_PARTICLES = (
    "de|da|del|della|der|den|di|dos|du|la|le|el|al|bin|bint|ibn|van|von|ten|ter|y|of|and|for|the|on"
)
_WORD = r"(?:[^\W\d_a-z](?:[\w'’.-]*[\w])?\.?)"
_RUN = re.compile(rf"{_WORD}(?:[^\S\n]+(?:(?:{_PARTICLES})[^\S\n]+){{0,2}}{_WORD})*")
_POSSESSIVE = re.compile(r"['’]s?$")
_FEMALE = {"mrs", "ms", "miss", "lady", "queen", "princess", "madame", "dame", "sister", "baroness"}
_MALE = {"mr", "sir", "lord", "king", "prince", "father", "brother", "baron"}
# Words before a person's name; none that also begins the name of a body ("Justice
# Department", "General Motors").
_TITLES = _FEMALE | _MALE | set(
    """dr prof professor president minister secretary senator sen rep representative
    congressman congresswoman governor gov mayor judge chief gen colonel col captain capt
    lieutenant lt sergeant sgt officer detective director chairman chairwoman chairperson chair
    ceo spokesman spokeswoman spokesperson ambassador commissioner inspector superintendent
    sheriff pope bishop archbishop rabbi imam reverend rev coach manager councillor councilman
    councilwoman deputy leader chancellor speaker premier analyst editor reporter economist
    boss counsel mp mep""".split()
)  # fmt: skip
# Letters that stand behind a name and are no part of it.
_AFTER_NAMES = set("sc kc qc mp mep msp jr sr phd md esq obe cbe mbe mc".split())
# Words that are capitalised only because a sentence begins with them.
_STARTERS = set(
    """the a an in on at by for from of to and but or if as it its he she they we i you this that
    these those there here when while where after before since although though however meanwhile
    nevertheless according asked one two three some many most several both all each every no not
    now then yesterday today tomorrow last next also still yet so our their his her my your with
    without under over between among during until because what who why how is are was were do does
    did has have had can could may might will would should let please monday tuesday wednesday
    thursday friday saturday sunday january february march april june july august september
    october november december""".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A capitalised run: where it stands, its words, and the gender its title tells."""

    span: Span
    text: str
    words: tuple[str, ...]
    gender: str | None

    @property
    def key(self) -> str:
        """The last word, by which a person is named again."""
        return self.words[-1].casefold()

    @property
    def initials(self) -> str:
        """First letters of the capitalised words."""
        return "".join(word[0] for word in self.words if word[0].isupper())


def names_in(article: Article) -> tuple[Name, ...]:
    """Return the names of an article in reading order."""
    return tuple(
        name
        for start, end in article.sentences
        for name in names_between(article.text, (start, end))
    )


def names_between(text: str, span: Span) -> tuple[Name, ...]:
    """Return the names inside a span; titles and articles before a name are cut off."""
    found = []
    for match in _RUN.finditer(text, *span):
        pieces = [(piece.start(), piece.end()) for piece in re.finditer(r"\S+", match.group())]
        offset = match.start()
        words = [match.group()[a:b] for a, b in pieces]
        first = 0
        while first < len(words) and words[first].strip(".").casefold() in _STARTERS:
            first += 1
        gender = None
        # "Agriculture Minister Fara Lind": the name begins after the last title.
        for index in range(first, len(words) - 1):
            title = words[index].strip(".").casefold()
            if title in _TITLES:
                gender = "f" if title in _FEMALE else "m" if title in _MALE else gender
                first = index + 1
        # A run never begins or ends in a small word such as "of".
        while first < len(words) and words[first].islower():
            first += 1
        if first >= len(words):
            continue
        last = len(words)
        while last > first + 1 and words[last - 1].strip(".").casefold() in _AFTER_NAMES:
            last -= 1
        start = offset + pieces[first][0]
        end = offset + pieces[last - 1][1]
        shortened = _POSSESSIVE.sub("", text[start:end]).rstrip(".")
        if last - first == 1 and shortened.casefold() in _STARTERS:
            continue
        if shortened:
            found.append(
                Name((start, start + len(shortened)), shortened, tuple(shortened.split()), gender)
            )
    return tuple(found)


def is_title(word: str) -> bool:
    """Return whether a word names an office or a form of address."""
    return word.strip(".").casefold() in _TITLES
