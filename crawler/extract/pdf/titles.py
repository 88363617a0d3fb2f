"""What a PDF is called: by its largest heading, its document information, the link to it, or its file's name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from crawler.extract.pdf.blocks import Block

_LARGER = 1.15
"""Size of a title in sizes of the running text."""
_LONGEST = 200
_MOST_WORDS = 35
_FEWEST_LETTERS = 4
_NO_TITLE = re.compile(
    r"(?:untitled|sin título|sin titulo|sem título|document|documento|presentation|slide)\W*\d*"
    r"|microsoft \w+ - .*|.*\.(?:docx?|odt|rtf|indd|qxd|pub|pages|pdf|tex|dvi|pptx?|xlsx?|html?|cdr|pmd|p65)"
    r"|[\w/\\:.-]*\d{4,}[\w/\\:.-]*",
    re.IGNORECASE,
)


def title_block(opening: Iterable[tuple[Block, str]], *, body_size: float, link: str | None) -> Block | None:
    """The heading of the first page that is the title: the one that the link named, else the largest."""
    headings = [(block, text) for block, text in opening if block.size >= _LARGER * body_size and is_sensible(text)]
    named = [block for block, text in headings if link and _letters(link) and _letters(link) == _letters(text)]
    if named:
        return named[0]
    return max((block for block, _ in headings), key=lambda block: block.size, default=None)


def title_without_heading(information: str | None, link: str | None, url: str) -> str:
    """The title when no heading gives it."""
    for given in (information, link):
        text = " ".join((given or "").split())
        if is_sensible(text):
            return text
    name = PurePosixPath(unquote(urlsplit(url).path)).stem
    return re.sub(r"[\s_]+", " ", name).strip() or " ".join((link or "").split()) or url


def is_sensible(text: str) -> bool:
    """Whether a text can be a title: some words, no paragraph, not what programs put there by themselves."""
    return (
        len(text) <= _LONGEST
        and len(text.split()) <= _MOST_WORDS
        and len(_letters(text)) >= _FEWEST_LETTERS
        and not _NO_TITLE.fullmatch(text.strip())
    )


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalpha())
