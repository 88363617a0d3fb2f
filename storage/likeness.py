"""When two texts are the same, and when two articles are: pure decisions."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from model.article import Content

_TELLING = 25
"""Words that a text must have to be recognised by them: shorter ones, such as captions, recur."""
_UNMISTAKABLE = 100
"""Words from which on a text of one day is one article whatever its title: no notice to subscribers is that long."""
_TITLES_ALIKE = 0.25
"""Share of the words of both titles that both have."""
_NEARLY = 0.8
"""Share of the runs of words of the shorter text that both have, from which on it may be the other one."""
_RUN = 5
"""Words in a run."""


def words_hash(content: Content) -> str:
    """A hash of an article's words: white space is not a change."""
    words = " ".join((content.title + " \n " + content.body).split())
    return hashlib.sha256(words.encode()).hexdigest()


@lru_cache(maxsize=2)  # an article's is asked for twice while it is stored
def text_hash(body: str) -> str | None:
    """A hash of a text's words, whatever their case and punctuation; None for what too many texts could say."""
    words = _words(body)
    return hashlib.sha256(" ".join(words).encode()).hexdigest() if len(words) >= _TELLING else None


def own_text_hash(content: Content) -> str | None:
    """The hash of an article's text; None of a teaser, too: other articles may have the same."""
    return None if content.is_teaser else text_hash(content.body)


def is_moved(before: Content, now: Content) -> bool:
    """Whether an article of the same publisher with the same text is one that moved, and not another one.

    Pages that only say that the text is for subscribers all say the same, under different titles.
    """
    if titles_alike(before.title, now.title):
        return True
    same_day = before.published is not None and before.published == now.published
    return same_day and len(_words(now.body)) >= _UNMISTAKABLE


def titles_alike(one: str, other: str) -> bool:
    """Whether two titles have enough words in common to be one article's."""
    ours, theirs = set(_words(one)), set(_words(other))
    return bool(ours and theirs) and len(ours & theirs) >= _TITLES_ALIKE * len(ours | theirs)


def is_another(before: Content, now: Content) -> bool:
    """Whether what was read at two addresses is two articles, neither of which is a copy of the other."""
    ours, theirs = set(_words(before.title)), set(_words(now.title))
    if len(ours & theirs) >= _TITLES_ALIKE * len(ours | theirs):
        return False
    runs, others = _runs(before.body), _runs(now.body)
    return len(runs & others) < _NEARLY * min(len(runs), len(others)) or not (runs and others)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
