"""The one entrance to extraction: says what a snapshot is, and has it read as that."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from crawler.extract.html import extract_html
from crawler.extract.joining import joined, lacking
from crawler.extract.kinds import charset_of, kind_of
from crawler.extract.pdf.file import extract_pdf
from crawler.extract.reading import Reading
from crawler.extract.template import Template
from crawler.extract.trimming import letters
from model.article import Content, Entry, Kind, Snapshot
from model.errors import NotAnArticle, ReaderBroke

_log = logging.getLogger(__name__)

_MAX_TEXT = 5_000_000
"""Characters of a body; a long book has one million."""


def extract(snapshot: Snapshot, entry: Entry, now: datetime, template: Template | None = None) -> Reading:
    """What the article says that this snapshot is of, which a listing showed as `entry`; `now` has a time zone.

    The `template` is what other pages of its source taught. Raises NotAnArticle with the reason if it is no page or
    PDF or holds no article; ReaderBroke if it fails to be read.
    """
    kind = kind_of(snapshot)
    try:
        reading = _read(kind, snapshot, entry, now, template)
    except NotAnArticle:
        raise
    except Exception as error:
        _log.exception("extraction of %s failed", snapshot.url)
        raise ReaderBroke(f"could not be read: {_told(error)}") from error
    length = sum(len(content.body) for content in reading.contents)
    if length > _MAX_TEXT:
        raise NotAnArticle(f"its text has {length:,} characters, more than the {_MAX_TEXT:,} that we take")
    return reading


def _read(kind: Kind, snapshot: Snapshot, entry: Entry, now: datetime, template: Template | None) -> Reading:
    if kind is Kind.PDF:
        return Reading(contents=extract_pdf(snapshot.body, url=snapshot.url, entry=entry))
    charset = charset_of(snapshot)
    first = extract_html(snapshot.body, url=snapshot.url, charset=charset, entry=entry, now=now, template=template)
    return _with_further(first, snapshot, now, template) if snapshot.further or first.next_page else first


def _with_further(first: Reading, snapshot: Snapshot, now: datetime, template: Template | None) -> Reading:
    """A reading with the texts of the article's further pages as far as these are there, and the address of the next.

    Where a page adds nothing, what was taken for a pager leads elsewhere: then the article is whole.
    """
    content, last = first.content, first.next_page
    for page in snapshot.further:
        try:
            reading = extract_html(
                page.body,
                url=page.url,
                charset=charset_of(page),
                entry=Entry(url=page.url, title=content.title),
                now=now,
                template=template,
            )
        except NotAnArticle:
            break
        more = joined(content, reading.content) if _is_of(content, reading.content) else None
        last = reading.next_page if more is not None else None
        if more is None:
            break
        content = more
    if last is None and snapshot.further:
        content = replace(content, body_share=1.0)
    elif last is not None:
        content = lacking(content, pages=1 + len(snapshot.further))
    return replace(first, contents=(content,), next_page=last)


def _is_of(first: Content, further: Content) -> bool:
    """Whether a page is a further one of an article, under the same title, and not the next article's."""
    ours, theirs = letters(first.title), letters(further.title)
    return ours in theirs or theirs in ours


def _told(error: Exception) -> str:
    """The exception's type and its text on one line."""
    if isinstance(error, MemoryError):
        return "MemoryError: it needs more memory than we give"
    text = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
