"""What trafilatura takes for the article, and which of two readings is believed."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

import trafilatura
from lxml.html import HtmlElement

from crawler.extract.paragraphs import RUNNING_WORDS, Paragraph
from crawler.extract.trimming import letters
from crawler.text.markup import collapse
from crawler.text.writing import count_words

LEAST_RUNNING = 0.5
"""Share of running text from which on a text is an article's."""

ITEM = "- "
"""What trafilatura puts before an item of a list."""

_WORD = re.compile(r"\w+")
_LEAST_AGREEMENT = 0.4
_MUCH_LONGER = 2
_LONGER = 1.2
"""How much more than a lone paragraph makes it one of several: less is a heading, or a line below."""

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it can't read, we read; its complaints help nobody


def choose(own: tuple[str, ...], other: tuple[str, ...], *, whole: float) -> tuple[str, ...]:
    """Decide between our text and trafilatura's, either of which may be empty.

    Ours, where the two agree, without what trafilatura does not see at its ends; but trafilatura's, where only that has
    as many characters as make a `whole` text. Where they differ one of them has taken something else for the article,
    or lost most of it: the longer one is believed if it is running text.
    """
    if not other:
        return own
    is_text = running_share(other) >= LEAST_RUNNING
    if not own:
        return other if is_text else ()
    if _length(own) < whole and is_text and _is_one_of(own, other):
        return other
    if agreement(own, other) >= _LEAST_AGREEMENT:
        if _length(own) > _length(other):
            return _within(own, other)
        return other if is_text and _length(own) < whole <= _length(other) else own
    return other if is_text and _length(own) <= _MUCH_LONGER * _length(other) else own


def _is_one_of(own: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether a text is a lone paragraph of another one, such as where each paragraph has a container of its own."""
    is_longer = _length(other) >= _LONGER * _length(own)
    return len(own) == 1 and is_longer and letters(own[0]) in letters(" ".join(other))


def _within(own: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Our paragraphs from the first to the last one that trafilatura sees, too."""
    seen = letters(" ".join(other))
    shared = [at for at, text in enumerate(own) if count_words(text) >= RUNNING_WORDS and letters(text) in seen]
    return own[shared[0] : shared[-1] + 1] if shared else other


def running_share(texts: Collection[str]) -> float:
    """Share of a text that stands in paragraphs long enough to be prose and not labels."""
    return sum(len(text) for text in texts if count_words(text) >= RUNNING_WORDS) / (_length(texts) or 1)


def _length(texts: Collection[str]) -> int:
    return sum(map(len, texts))


def seen_by_trafilatura(root: HtmlElement, *, fast: bool) -> tuple[str, ...]:
    """Paragraphs that trafilatura finds; none where it fails, as it does on some damaged pages.

    Unless it is to be `fast`, it asks two more tools where it finds little.
    """
    try:
        text = trafilatura.extract(root, include_comments=False, fast=fast)
    except Exception:  # noqa: BLE001 - any of its failures means the same: it saw nothing
        return ()
    return tuple(line for line in (collapse(line.strip("| ")) for line in (text or "").split("\n")) if line)


def as_shown(lines: Sequence[str], page: Sequence[Paragraph]) -> Iterator[Paragraph | None]:
    """The paragraph of a page that each line is, each paragraph once; None for a line that none is."""
    waiting: dict[str, list[Paragraph]] = {}
    for paragraph in reversed(page):
        waiting.setdefault(paragraph.text, []).append(paragraph)
    for line in lines:
        found = waiting.get(line) or waiting.get(line.removeprefix(ITEM))
        yield found.pop() if found else None


def agreement(some: Collection[str], others: Collection[str]) -> float:
    """How far two texts hold the same words: 1 all of them, 0 none (the F1 measure)."""
    first, second = (Counter(_WORD.findall(" ".join(texts).lower())) for texts in (some, others))
    common = (first & second).total()
    return 2 * common / ((first.total() + second.total()) or 1)
