"""The short lines around a headline: who wrote, when, and the word over it."""

from __future__ import annotations

import re

from crawler.extract.pdf.told import ReadBlock
from crawler.text.datewords import dates_in

_BY = re.compile(
    r"(?:(?:written |words |text |story |report )?by|(?:escrit[oa] )?por|escriben?"
    r"|(?:texto|text|words|autora?|author):)"
    r"\s+[^\W\d_a-zñáéíóúãõç]",
)
_LONGEST_BYLINE = 12
"""Words."""
_LONGEST_KICKER = 5
_ENDS = re.compile(r"[.,;:!?]$")
_LONGEST_DATE = 60
_MOST_BESIDE_DATE = 3


def is_byline(text: str) -> bool:
    """Whether a line names the author: `By Ana Quispe`."""
    words = text.split()
    return 1 < len(words) <= _LONGEST_BYLINE and bool(_BY.match(words[0].lower() + text[len(words[0]) :]))


def date_of(text: str) -> str | None:
    """The date of a line that says but when, and perhaps where; ISO 8601."""
    found = dates_in(text, language=None) if len(text) < _LONGEST_DATE else []
    if not found:
        return None
    rest = text[: found[0].start] + " " + text[found[0].end :]
    return found[0].value if len(rest.split()) <= _MOST_BESIDE_DATE else None


def is_kicker(one: ReadBlock) -> bool:
    """Whether a block is a word or two over a headline: bold, or in capitals."""
    words = one.text.split()
    short = 0 < len(words) <= _LONGEST_KICKER and len(one.block.lines) == 1
    return short and (one.block.bold or one.text.isupper()) and not _ENDS.search(one.text)
