"""Who stands behind a mention: "he", "the ministry" and "Viacorka" as named in full.

Rules, not the model: they help to read and to group the sources and never touch a score.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from credibility.analysis.names import Name, is_title, names_between, names_in
from credibility.analysis.raw import RawSource
from credibility.document import Article, Span
from credibility.levels import SourceType

_SINGULAR = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}
_OTHER_PRONOUNS = frozenset(
    {"they", "them", "their", "it", "its", "i", "we", "who", "us", "this", "that", "one"}
)
_ROLE_GENDER = {"spokesman": "m", "spokeswoman": "f", "businessman": "m", "businesswoman": "f"}
_LEADING = re.compile(r"^(?:the|a|an|some|this|that|these|those|its|his|her|their|one)\s+", re.I)
# Where the name proper ends and what is said about it begins.
_APPOSITION = re.compile(r",|;|\(|\bwho\b|\bwhich\b|\bof\b|\bfrom\b|\bat\b|\bfor\b|\bwith\b")
_DESCRIPTION = re.compile(r",|;|\(|\bwho\b|\bwhich\b")
_REACH = 6


@dataclass(frozen=True, slots=True)
class Resolved:
    """A mention resolved: the group it belongs to, and its fullest naming."""

    key: str
    name: str | None
    named_at: Span | None

    @property
    def surname(self) -> str:
        """The last word of the name, by which a person is named again."""
        return self.name.split()[-1].casefold() if self.name else ""


def _named(name: Name) -> Resolved:
    # One group whatever the type: the model may call a firm a person once.
    return Resolved(f"named:{name.text.casefold()}", name.text, name.span)


class SourceResolver:
    """Resolves mentions in the order in which their claims are read."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._text = article.text
        self._names = names_in(article)
        self._history: list[tuple[int, Resolved, SourceType]] = []
        self._gender: dict[str, str] = {
            name.key: name.gender for name in self._names if name.gender is not None
        }

    def resolve(self, source: RawSource) -> Resolved:
        """Return the mention's group and fullest name."""
        mention = self._text[slice(*source.mention)]
        words = mention.casefold().split()
        if len(words) == 1 and (words[0] in _SINGULAR or words[0] in _OTHER_PRONOUNS):
            resolved = self._pronoun(words[0], source)
        elif source.type == "named_person":
            resolved = self._person(source.mention)
        elif source.type in {"named_org", "document"}:
            resolved = self._organisation(source.mention)
        else:
            resolved = self._described(source.mention)
        self._history.append((source.mention[0], resolved, source.type))
        return resolved

    def _person(self, mention: Span) -> Resolved:
        start, end = mention
        cut = _APPOSITION.search(self._text, start, end)
        # A mention that begins with "who" or a comma has nothing before it to read.
        stop = cut.start() if cut and self._text[start : cut.start()].strip() else end
        head = names_between(self._text, (start, stop))
        found = head or names_between(self._text, mention)
        # "The Iranian president" holds a name and names nobody; a comma and the name may follow.
        if head and self._text[start:stop].split()[-1].islower():
            head, found = (), names_between(self._text, (stop, end))
        if not found:
            return self._role((start, stop))
        # "Harwick boss Terry Ollerenshaw": the person is the last name before the comma.
        name = found[-1] if head else found[0]
        fullest = self._fullest(name)
        return _named(fullest)

    def _fullest(self, name: Name) -> Name:
        """Return the first full naming with the same last word.

        Of several the shortest: a longer one is likelier to hold an office than a name.
        """
        if len(name.words) > 1:
            return next((each for each in self._names if each.words == name.words), name)
        longer = [each for each in self._names if each.key == name.key and len(each.words) > 1]
        return min(longer, key=lambda each: (len(each.words), each.span[0]), default=name)

    def _role(self, mention: Span) -> Resolved:
        """Resolve a named person mentioned by role ("the minister", "the 32-year-old")."""
        role = self._text[slice(*mention)].casefold().split()[-1]
        for name in self._names:
            before = self._text[max(0, name.span[0] - 40) : name.span[0]].casefold()
            after = self._text[name.span[1] : name.span[1] + 60].casefold()
            titled = before.split()[-1:] == [role]
            near = role in before or role in after
            if len(name.words) > 1 and (titled or (near and self._is_person(name))):
                return _named(name)
        found = self._antecedent(mention, _ROLE_GENDER.get(role))
        return found or self._described(mention)

    def _organisation(self, mention: Span) -> Resolved:
        start, end = mention
        cut = _DESCRIPTION.search(self._text, start, end)
        found = names_between(self._text, (start, cut.start() if cut else end))
        if not found:
            head = self._text[start:end].split()[-1].casefold()
            before = [
                name
                for name in self._names
                if name.span[0] < start and head in (word.casefold() for word in name.words)
            ]
            if before:
                fullest = max(before, key=lambda name: len(name.words))
                return _named(fullest)
            return self._described(mention)
        name = found[-1] if is_title(found[0].words[0]) else found[0]
        full = self._expanded(name)
        return _named(full)

    def _expanded(self, name: Name) -> Name:
        """Return the full name of an acronym, or an earlier longer name that begins alike."""
        if len(name.words) == 1 and name.text.isupper() and len(name.text) > 1:
            spelled = [other for other in self._names if other.initials == name.text]
            longer = [other for other in spelled if len(other.words) > 1]
            if longer:
                return longer[0]
        same = [
            other
            for other in self._names
            if other.words[: len(name.words)] == name.words and other.span[0] <= name.span[0]
        ]
        return max(same, key=lambda other: (len(other.words), -other.span[0]), default=name)

    def _described(self, mention: Span) -> Resolved:
        start, end = mention
        text = self._text[start:end]
        key = _LEADING.sub("", text).casefold()
        # "The source" is the "source with knowledge of the talks" named before.
        if text.casefold() == f"the {key}":
            for _, earlier, _ in reversed(self._history):
                if earlier.key.startswith(f"described:{key} "):
                    return earlier
        name = _LEADING.sub("", text) if text[:1].isupper() else text
        return Resolved(f"described:{key}", name, (end - len(name), end))

    def _pronoun(self, pronoun: str, source: RawSource) -> Resolved:
        gender = _SINGULAR.get(pronoun)
        if gender is not None or source.type == "named_person":
            found = self._antecedent(source.mention, gender)
            # "He" may also be an official who stays unnamed.
            if found is None or source.type == "anonymous":
                found = self._last(lambda kind: kind == source.type) or found
            if found is not None:
                if gender is not None:
                    self._gender.setdefault(found.surname, gender)
                return found
        else:
            found = self._last(lambda kind: kind == source.type)
            if found is not None:
                return found
        return Resolved(f"unclear:{source.mention[0]}", None, None)

    def _last(self, wanted: Callable[[SourceType], bool]) -> Resolved | None:
        """Return the latest resolved source of a wanted type."""
        return next(
            (each for _, each, kind in reversed(self._history) if each.name and wanted(kind)), None
        )

    def _antecedent(self, mention: Span, gender: str | None) -> Resolved | None:
        """Return the person meant by a pronoun or role: named in the same sentence before
        it, else the last source, else the first person of the nearest sentence before."""
        sentence = next(
            index for index, span in enumerate(self._article.sentences) if span[1] > mention[0]
        )
        for index in range(sentence, max(-1, sentence - _REACH), -1):
            start, end = self._article.sentences[index]
            if index == sentence - 1 and (last := self._last_person(start, gender)) is not None:
                return last
            for name in self._names:
                if start <= name.span[0] and name.span[1] <= min(end, mention[0]):
                    fullest = self._fullest(name)
                    if self._may_be(fullest, gender) and self._is_person(fullest):
                        return _named(fullest)
        return self._last_person(0, gender)

    def _last_person(self, since: int, gender: str | None) -> Resolved | None:
        """Return the latest source that is a person and not of the other gender."""
        for position, each, kind in reversed(self._history):
            if position < since - 1500:
                return None
            known = self._gender.get(each.surname)
            if each.name and kind == "named_person" and (not gender or known in {None, gender}):
                return each
        return None

    def _may_be(self, name: Name, gender: str | None) -> bool:
        known = self._gender.get(name.key)
        return gender is None or known is None or known == gender

    def _is_person(self, name: Name) -> bool:
        """Tell a person's name from a place's or body's: it is mentioned as a source, or it
        has two or three plain words and its last one is used alone or with a title too."""
        if any(
            kind == "named_person" and each.surname == name.key for _, each, kind in self._history
        ):
            return True
        if not 2 <= len(name.words) <= 3 or any(word.islower() for word in name.words):
            return False
        if name.text.isupper():
            return False
        return name.key in self._gender or any(
            other.words == (name.words[-1],) for other in self._names
        )


def group_ids(resolved: Sequence[Resolved]) -> dict[str, str]:
    """Return the id (s1, s2, …) of every group, in order of first appearance."""
    ids: dict[str, str] = {}
    for each in resolved:
        ids.setdefault(each.key, f"s{len(ids) + 1}")
    return ids
