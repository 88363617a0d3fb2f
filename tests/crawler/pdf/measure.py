"""How well what was read of a gazette agrees with what it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from model.article import Content
from tests.crawler.pdf.gazette import Gazette, Told

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")  # noqa: RUF001 - as printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The figures of one gazette."""

    order: float
    """Similarity of the tokens in their order, 0 to 1."""
    cut: int
    """Words that line ends cut."""
    joined: int
    """Of these, those that are whole again."""
    doubled: int
    """Headings that are told more than once."""
    starts: int
    """Articles after the first that begin somewhere."""
    found: int
    right: int
    """Starts that were found, and those of them that are right."""
    titles: int
    """Articles with the right title."""


def tokens(text: str) -> list[str]:
    """The words of a text, compounds whole."""
    return _TOKEN.findall(text.lower())


def measure(made: Gazette, found: Sequence[Content]) -> Measured:
    """What is right in what was read."""
    said = [word for one in made.told for word in tokens(" ".join((one.title, *one.texts)))]
    read = [word for one in found for word in tokens(f"{one.title}\n{_without_asides(one.body, made.told)}")]
    everything = Counter(word for one in found for word in tokens(f"{one.title}\n{one.body}"))
    cut = Counter(word for text in made.cut for word in tokens(text)[:1])
    told = Counter(said)
    joined = sum(min(times, max(0, everything[word] - (told[word] - times))) for word, times in cut.items())
    headings = {text for one in made.told for text in (one.title, *one.sections)}
    printed = "\n".join("\n".join((one.title, *one.texts, *one.asides)) for one in made.told)
    whole = "\n".join(f"{one.title}\n{one.body}" for one in found)
    starts = {(_letters(one.title), one.page) for one in made.told[1:]}
    marks = {(_letters(one.title), page_of(one)) for one in found[1:]}
    return Measured(
        order=similarity(said, read),
        cut=sum(cut.values()),
        joined=joined,
        doubled=sum(_times(text, whole) > _times(text, printed) for text in headings),
        starts=len(starts),
        found=len(marks),
        right=len(starts & marks),
        titles=sum(_letters(a.title) == _letters(b.title) for a, b in zip(made.told, found, strict=False)),
    )


def f1(measured: Iterable[Measured]) -> float:
    """Of the places where articles begin."""
    all_of_them = list(measured)
    right = sum(one.right for one in all_of_them)
    total = sum(one.starts + one.found for one in all_of_them)
    return 2 * right / total if total else 1.0


def similarity(said: list[str], read: list[str]) -> float:
    """Ratio of difflib over tokens."""
    if said == read:
        return 1.0
    return SequenceMatcher(None, said, read, autojunk=False).ratio()


def page_of(content: Content) -> int:
    """Number of the page that an article begins on."""
    found = re.match(r"page=(\d+)", content.fragment or "page=1")
    return int(found[1]) if found else 0


def _without_asides(body: str, told: Sequence[Told]) -> str:
    """A body without the paragraphs that may stand anywhere or be left out, if each is whole."""
    asides = {_letters(text) for one in told for text in one.asides}
    together = {_letters("".join(one.asides[start:end])) for one in told for start in range(4) for end in range(2, 8)}
    return "\n".join(text for text in body.split("\n\n") if _letters(text) not in asides | together)


def _times(text: str, whole: str) -> int:
    return len(re.findall(re.escape(" ".join(text.split())), " ".join(whole.split())))


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalpha())
