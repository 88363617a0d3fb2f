"""Articles that tell of many happenings or of none: round-ups, newsletters, pages of an archive."""

from __future__ import annotations

import re
from itertools import combinations

from alerts.developments.wording import prior
from alerts.matching.words import fold

_SAYS_SO = re.compile(
    r"\bround-?up\b|\bnewsletter\b|\bnews(?:\s+in)?\s+briefs?\b|\bin\s+brief\b|\bbolet[ií]n\b|\bboletim\b|\bbulletin\s+no\b"
    r"|\b(?:letter|carta|boletim|digest)\s+(?:no|n[.º°]+)\b|\bweek(?:ly)?\s+(?:in\s+review|digest|summary|review|news)\b"
    r"|\bresumen\s+(?:semanal|de\s+noticias|de\s+la\s+semana|del\s+(?:mes|año|d[ií]a))\b"
    r"|\bresumo\s+(?:semanal|de\s+not[ií]cias|da\s+semana|do\s+(?:m[eê]s|ano|dia))\b|\bnot[ií]cias\s+d[ea]\s+(?:la\s+)?semana\b",
    re.IGNORECASE,
)
"""Titles that leave no doubt."""
_HINTS = re.compile(
    r"^(?:archive|archivo|arquivo|topic|tema|tag|category|categor[ií]a|section|secci[oó]n)\s*:"
    r"|\b(?:this|the|past|last)\s+(?:week|month|year)\b|\b(?:la|esta|da|desta)\s+semana\b|\b(?:week|month|year)\s+in\b"
    r"|^(?:los\s+hechos|lo\s+que\s+pas[oó]|lo\s+m[aá]s|o\s+que\s+aconteceu|os\s+fatos)\b|\bheadlines\b|\btitulares\b|\bbreves\b",
    re.IGNORECASE,
)
"""Titles of round-ups that an article on one happening may have, too."""
_SHORT_TITLE = 7
"""Words of a title that such a hint is looked for in: a longer one says what happened "this week"."""
_LABEL = re.compile(r"[^\W\d_][\w .'-]{1,24}:\s")
"""What an item of a round-up begins with: `Lima: prosecutors …`."""
_ITEM = 4
"""Words of a paragraph that may be an item."""
_ITEMS = 4
"""Paragraphs from which on they may be items."""
_TELLING = 0.04
"""Share of all articles below which a word that two paragraphs share says that they tell of one thing."""
_COHESION = 0.2
"""Share of pairs of paragraphs with such a word in common: below it they have little to do with each other.

Articles of many short paragraphs have no more, so it takes a hint of the title, or labels, besides."""


def is_round_up(title: str, body: str, language: str) -> bool:
    """Whether an article tells of many happenings, as its title and its paragraphs show."""
    if _SAYS_SO.search(title):
        return True
    items = [paragraph for paragraph in body.split("\n") if len(paragraph.split()) >= _ITEM]
    if len(items) < _ITEMS:
        return False
    labelled = sum(_LABEL.match(item) is not None for item in items)
    if labelled > len(items) / 2:
        return True
    is_hint = len(title.split()) <= _SHORT_TITLE and _HINTS.search(title) is not None
    return is_hint and _cohesion(items, language) <= _COHESION


def _cohesion(items: list[str], language: str) -> float:
    """Which share of pairs of paragraphs have a telling word in common."""
    told = [{word for word in fold(item) if len(word) > 2 and prior(word, language) < _TELLING} for item in items]
    pairs = [bool(one & other) for one, other in combinations(told, 2)]
    return sum(pairs) / len(pairs)
