"""The pages of one article as one text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from model.article import LEAST_WHOLE, Content, Span

_GAP = "\n\n"


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
