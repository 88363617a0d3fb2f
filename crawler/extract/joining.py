"""The pages of one article as one text, each of them read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from crawler.extract.reading import Reading
from crawler.extract.trimming import letters
from model.article import LEAST_WHOLE, Content, Entry, Snapshot, Span

_GAP = "\n\n"


def with_page(reading: Reading, page: Reading) -> Reading:
    """An article's reading with one more of its pages, and the address of the one after that.

    Where that page adds nothing, or stands under another title, what was taken for a pager leads elsewhere: then the
    article ends before it.
    """
    more = joined(reading.content, page.content) if _is_of(reading.content, page.content) else None
    if more is None:
        return replace(reading, next_page=None)
    return replace(reading, contents=(more,), next_page=page.next_page)


def further_entry(page: Snapshot, *, of: Reading) -> Entry:
    """What a further page is read with: the title of its article, as a listing would show it."""
    return Entry(url=page.url, title=of.content.title)


def marked(reading: Reading, *, pages: int) -> Reading:
    """A reading of so many pages, marked as whole, or as a part where its article goes on after them."""
    if reading.next_page is not None:
        return replace(reading, contents=(lacking(reading.content, pages=pages),))
    return replace(reading, contents=(replace(reading.content, body_share=1.0),)) if pages > 1 else reading


def _is_of(first: Content, further: Content) -> bool:
    """Whether a page is a further one of an article, under the same title, and not the next article's."""
    ours, theirs = letters(first.title), letters(further.title)
    return ours in theirs or theirs in ours


def joined(first: Content, further: Content) -> Content | None:
    """An article with what one more of its pages adds to its text; None if that adds nothing.

    What the pages have in common, such as a standfirst, stands there once.
    """
    known = set(first.body.split(_GAP))
    kept: list[tuple[int, str]] = []
    at = 0
    for paragraph in further.body.split(_GAP):
        if paragraph not in known:
            kept.append((at, paragraph))
        at += len(paragraph) + len(_GAP)
    if not kept:
        return None
    body, moved = first.body, []
    for start, paragraph in kept:
        body += _GAP
        moved += list(_moved(further.structure, start, start + len(paragraph), to=len(body)))
        body += paragraph
    return replace(first, body=body, structure=(*first.structure, *moved))


def _moved(structure: tuple[Span, ...], start: int, end: int, *, to: int) -> Iterator[Span]:
    """Spans within a paragraph, where it stands now; of longer ones, the part that is in it."""
    for span in structure:
        first, last = max(span.start, start), min(span.end, end)
        if first < last:
            yield replace(span, start=first - start + to, end=last - start + to)


def lacking(content: Content, *, pages: int) -> Content:
    """An article of which there are so many pages and not all: never whole, however much there is of it."""
    told = max(round(1 / content.body_share) if content.body_share else 2, pages + 1)
    return replace(content, body_share=round(min(pages / told, _MOST_OF_A_PART), 2))


_MOST_OF_A_PART = LEAST_WHOLE - 0.05
