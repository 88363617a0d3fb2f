"""Words that stand twice in a file's text because they were printed twice to look bold."""

from __future__ import annotations

import re

from crawler.extract.pdf.hyphens import DocumentWords

_GLUED = re.compile(r"\b([^\W\d_]{4,})\1")
_REPEATED = re.compile(r"\b([^\W\d_]{4,}) \1\b")


def without_doubles(text: str, known: DocumentWords, *, bold: bool) -> str:
    """A text whose `strikestrike` is one word, if the document knows it; in bold print also its `strike strike`."""
    once = _GLUED.sub(lambda found: found[1] if known.words[found[1].lower()] else found[0], text)
    return _REPEATED.sub(r"\1", once) if bold else once
