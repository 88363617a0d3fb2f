"""Publishers' words made fit to quote: clean, on one line, cut where a reader would cut."""

from __future__ import annotations

import re
from urllib.parse import quote

_UNFIT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]")
_SENTENCE_END = re.compile(r"[.!?…][\"'\u201d\u2019»)\]]*(?=\s)")


def clean(text: str) -> str:
    """Take out what XML, mail and terminals can't carry: controls, halves of surrogate pairs, non-characters."""
    return _UNFIT.sub("", text)


def one_line(text: str) -> str:
    """Give a text clean and on one line, with single spaces."""
    return " ".join(clean(text).split())


def shorten(text: str, limit: int) -> str:
    """Cut a line to at most `limit` characters, between words where there are any, and show that it was cut."""
    if len(text) <= limit:
        return text
    kept, _, _ = text[:limit].rpartition(" ")
    return (kept or text[: limit - 1]).rstrip(" ,;:.-\u2013\u2014") + "…"


def first_words(body: str, words: int, *, limit: int) -> str:
    """Give the first words of a body as one line of at most `limit` characters."""
    start, more = _beginning(body, words)
    return shorten(f"{start} …" if more else start, limit)


def first_sentences(body: str, *, enough: int, limit: int) -> str:
    """Give the whole sentences that a body begins with, up to `limit` characters.

    A sentence that ends before `enough` characters may be the dot of an abbreviation, so another is taken with it.
    """
    text, _ = _beginning(body, limit)  # that many words have more characters
    if len(text) <= limit:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text[: limit + 1]) if found.end() >= enough]
    return text[: ends[-1]] if ends else shorten(text, limit)


def uri(address: str) -> str:
    """Give an address with only the characters that a URI may have; what is escaped already stays."""
    return quote(address, safe="!#$%&'()*+,/:;=?@[]~", errors="replace")


def _beginning(body: str, words: int) -> tuple[str, bool]:
    """Give the first words on one line and whether there are more, without reading the rest of a long body."""
    parts = body.split(maxsplit=words)
    return one_line(" ".join(parts[:words])), len(parts) > words


def counted(number: int, noun: str, plural: str = "") -> str:
    """Say how many: `1 article`, `2 articles`, `1,000 matches`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
