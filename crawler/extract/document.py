"""The one entrance to extraction: says what a snapshot is, and has it read as that."""

from __future__ import annotations

import logging
from datetime import datetime

from crawler.extract.html import extract_html
from crawler.extract.joining import further_entry, marked, with_page
from crawler.extract.kinds import charset_of, kind_of
from crawler.extract.pdf.file import extract_pdf
from crawler.extract.reading import Reading, bounded
from crawler.extract.template import Template
from model.article import Entry, Kind, Snapshot
from model.errors import NotAnArticle, ReaderBroke

_log = logging.getLogger(__name__)


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
    return bounded(reading)


def _read(kind: Kind, snapshot: Snapshot, entry: Entry, now: datetime, template: Template | None) -> Reading:
    if kind is Kind.PDF:
        return Reading(contents=extract_pdf(snapshot.body, url=snapshot.url, entry=entry))
    first = extract_html(
        snapshot.body, url=snapshot.url, charset=charset_of(snapshot), entry=entry, now=now, template=template
    )
    return _with_further(first, snapshot, now, template)


def _with_further(first: Reading, snapshot: Snapshot, now: datetime, template: Template | None) -> Reading:
    """A reading with the texts of the article's further pages as far as these are there and can be read."""
    whole = first
    for page in snapshot.further:
        try:
            read = _read(kind_of(page), page, further_entry(page, of=first), now, template)
        except NotAnArticle:
            break
        whole = with_page(whole, read)
        if whole.next_page is None:
            break
    return marked(whole, pages=1 + len(snapshot.further))


def _told(error: Exception) -> str:
    """The exception's type and its text on one line."""
    if isinstance(error, MemoryError):
        return "MemoryError: it needs more memory than we give"
    text = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
