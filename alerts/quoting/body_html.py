"""An article's body as HTML: its words, escaped, in the few elements that its structure calls for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby, pairwise
from typing import Any, Generic, NamedTuple, TypeVar

from alerts.quoting.plain import clean
from model.article import Span, SpanKind

_ITEMS = frozenset({SpanKind.BULLETED, SpanKind.NUMBERED})
_TAGS = ((SpanKind.STRONG, "strong"), (SpanKind.EMPHASIS, "em"))


class _PlainPart(NamedTuple):
    """A part of the text that is no matter of its structure."""

    start: int
    end: int


S = TypeVar("S", Span, "_PlainPart")


class _List(NamedTuple):
    """A list that is not ended yet."""

    level: int
    tag: str
    number: int
    """Of its last item."""


class _TextLine(NamedTuple):
    """A paragraph as HTML, with the blocks that it stands in."""

    html: str
    block: Span | None
    """Its item or subheading."""
    quote: Span | None


def body_html(body: str, structure: Sequence[Span], *, found: Iterable[tuple[int, int]] = ()) -> str:
    """The body in `p`, `ul`, `ol`, `li`, `blockquote`, `h3`, `h4`, `em` and `strong`; all else in it is text.

    Its words are those of the body whatever the structure says: spans that fit no paragraph are left out. What was
    `found` in it is in `mark`.
    """
    quotes = _of_kinds(structure, {SpanKind.QUOTE})
    blocks = _of_kinds(structure, _ITEMS | {SpanKind.SUBHEADING})
    inline: list[tuple[str, _Spans[Any]]] = [(tag, _of_kinds(structure, {kind})) for kind, tag in _TAGS]
    inline.append(("mark", _Spans(_PlainPart(start, end) for start, end in found)))
    lines = [
        _TextLine(_words(body, start, end, inline), blocks.around(start, end), quotes.around(start, end))
        for start, end in _paragraphs(body)
    ]
    ranks = [line.block.number or 0 for line in lines if line.block and line.block.kind is SpanKind.SUBHEADING]
    highest = min(ranks, default=0)
    parts: list[str] = []
    for quote, group in groupby(lines, lambda line: line.quote):
        inside = list(_flow(list(group), highest))
        parts += ["<blockquote>", *inside, "</blockquote>"] if quote else inside
    return "\n".join(parts)


def _paragraphs(body: str) -> Iterator[tuple[int, int]]:
    """Where each paragraph begins and ends."""
    start = 0
    for text in body.split("\n\n"):
        if text.strip():
            yield start, start + len(text)
        start += len(text) + 2


def _of_kinds(structure: Sequence[Span], kinds: frozenset[SpanKind] | set[SpanKind]) -> _Spans[Span]:
    return _Spans(span for span in structure if span.kind in kinds)


class _Spans(Generic[S]):
    """Spans that do not overlap, to be looked up by place."""

    def __init__(self, given: Iterable[S]) -> None:
        self._spans: list[S] = []
        for span in sorted(given, key=lambda span: span.start):
            if span.start < span.end and (not self._spans or span.start >= self._spans[-1].end):
                self._spans.append(span)
        self._starts = [span.start for span in self._spans]

    def around(self, start: int, end: int) -> S | None:
        """The span that holds a part of the text, if any does."""
        at = bisect_right(self._starts, start) - 1
        return self._spans[at] if at >= 0 and end <= self._spans[at].end else None

    def ends_within(self, start: int, end: int) -> Iterator[int]:
        """Where spans begin and end within a part of the text."""
        for span in self._spans[max(0, bisect_right(self._starts, start) - 1) :]:
            if span.start >= end:
                return
            yield from (at for at in (span.start, span.end) if start < at < end)


def _words(body: str, start: int, end: int, inline: Sequence[tuple[str, _Spans[Any]]]) -> str:
    """A part of the body with its emphasis: the elements of one kind within those of another."""
    if not inline:
        return escape(clean(body[start:end]), quote=False)
    (tag, spans), *others = inline
    cuts = [start, *spans.ends_within(start, end), end]
    parts = []
    for first, last in pairwise(cuts):
        words = _words(body, first, last, others)
        parts.append(f"<{tag}>{words}</{tag}>" if spans.around(first, last) else words)
    return "".join(parts)


def _flow(lines: Sequence[_TextLine], highest: int) -> Iterator[str]:
    """Paragraphs, subheadings and lists."""
    for is_list, group in groupby(lines, lambda line: line.block is not None and line.block.kind in _ITEMS):
        if is_list:
            yield from _lists(list(group))
            continue
        for line in group:
            tag = "p" if line.block is None else "h3" if (line.block.number or 0) <= highest else "h4"
            yield f"<{tag}>{line.html}</{tag}>"


def _lists(lines: Sequence[_TextLine]) -> Iterator[str]:
    """Items in their lists, which may stand within items of others."""
    open_lists: list[_List] = []
    for item, group in groupby(lines, lambda line: line.block):
        if item is None:
            continue
        level, tag = item.level or 1, "ol" if item.kind is SpanKind.NUMBERED else "ul"
        while open_lists and _ends(open_lists[-1], level, tag):
            yield f"</li>\n</{open_lists.pop().tag}>"
        number = item.number or 0
        if open_lists and open_lists[-1].level == level:
            yield "</li>"
            usual = open_lists.pop().number + 1
        else:
            yield f"<{tag}>"
            usual = 1
        open_lists.append(_List(level, tag, number))
        texts = [line.html for line in group]
        inside = texts[0] if len(texts) == 1 else "\n".join(f"<p>{text}</p>" for text in texts)
        yield f'<li value="{number}">{inside}' if tag == "ol" and number != usual else f"<li>{inside}"
    for one in reversed(open_lists):
        yield f"</li>\n</{one.tag}>"


def _ends(one: _List, level: int, tag: str) -> bool:
    """Whether a list ends before an item of a level in a list of a kind."""
    return one.level > level or (one.level == level and one.tag != tag)
