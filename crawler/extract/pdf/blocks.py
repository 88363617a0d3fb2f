"""Columns → paragraphs and headings, over the ends of lines, columns and pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import median

from crawler.extract.pdf.hyphens import is_cut
from crawler.extract.pdf.lines import Column, ColumnLine

_USUAL_LEADING = 1.2  # of the size, as typesetting programs have it where nothing is set
_FAR = 2.2  # of the size; lines further apart are two paragraphs', whose distance is no leading
_MUCH_ROOM = 0.3  # of the column, left behind a line that no full stop ends
_MORE_LEADING = 1.25
"""Space to the next line, in the usual one, that ends a paragraph."""
_INDENT = 0.7
_DEEPEST_INDENT = 6.0
_SAME_SIZE = 0.07
_HEADING = 1.08
_NEARLY_FULL = 3.0  # the same where a small letter shows that the sentence goes on
_FULL = 1.5
_FEW_LINES = 4  # distances; among fewer, the most frequent one is chance
_SAME_DISTANCE = 0.5  # points, to which distances are rounded before they are counted
"""Room that a full line may leave, in heights of type."""
_DASHES = "*\u00b7\u2013\u2014-"
"""Signs that begin items of a list, but also lines in the middle of a sentence."""
_SIGNS = "•▪●■◦‣\u2043∙►➢✓"
_BULLET = re.compile(rf"[{_SIGNS}]|[{_DASHES}]\s")
_SIGN = re.compile(rf"[{_SIGNS}]\s*")
_NUMBER = re.compile(r"(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\[\d{1,3}\])\s")
_ENDS = re.compile(r"[.!?…:;][\u2019”\"')\]»]*(?:\s?\[?\d{1,3}\]?)?$")


def without_bullet(text: str) -> str:
    """An item of a list without the sign before it, which its being a paragraph tells."""
    return _SIGN.sub("", text) or text


def ends_sentence(text: str) -> bool:
    """Whether a line ends a sentence."""
    return _ENDS.search(text) is not None


@dataclass(slots=True)
class Block:
    """A paragraph or heading: lines whose text is yet to be joined."""

    page: int
    lines: list[ColumnLine] = field(default_factory=list)
    aside: bool = False

    @property
    def size(self) -> float:
        """Size in which most of it is set."""
        return median(line.size for line in self.lines)

    @property
    def bold(self) -> bool:
        """Whether most of it is bold."""
        return 2 * sum(line.bold for line in self.lines) > len(self.lines)


@dataclass(frozen=True, slots=True)
class DocumentSetting:
    """How the document as a whole is set."""

    size: float
    """Of its running text."""
    leading: dict[float, float]
    """Usual distance between lines by size of type."""
    indents: bool
    """Whether its paragraphs begin with an indent."""


def blocks(columns: list[Column]) -> list[Block]:
    """Paragraphs and headings in reading order; a box stands after the paragraph that was open beside it."""
    setting = _setting(columns)
    found: list[Block] = []
    waiting: list[Block] = []
    open_block: Block | None = None
    before: Column | None = None
    for now in columns:
        if now.aside:
            waiting += _blocks_of(now, setting)
            continue
        own = _blocks_of(now, setting)
        if open_block is not None and before is not None and _goes_on(open_block, before, own[0], now, setting):
            open_block.lines += own.pop(0).lines
        if own and waiting:
            found += waiting
            waiting = []
        found += own
        open_block, before = found[-1] if not waiting or own else open_block, now
    return found + waiting


def _setting(columns: list[Column]) -> DocumentSetting:
    """What is usual in the document, by the number of its characters and lines."""
    sizes: Counter[float] = Counter()
    distances: dict[float, list[float]] = defaultdict(list)
    indented = 0
    flush = 0
    for one in columns:
        for line in one.lines:
            sizes[line.size] += len(line.text)
        for above, line in zip(one.lines, one.lines[1:], strict=False):
            distance = line.base - above.base
            if abs(line.size - above.size) <= _SAME_SIZE * line.size and distance < _FAR * line.size:
                distances[line.size].append(distance)
            if _ENDS.search(above.text) and above.right < one.right - 2 * line.size:
                indented += _INDENT * line.size < line.left - one.left < _DEEPEST_INDENT * line.size
                flush += line.left - one.left <= _INDENT * line.size
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    leading = {size: _usual(values) for size, values in distances.items()}
    return DocumentSetting(size=body, leading=leading, indents=indented > flush)


def _usual(distances: list[float]) -> float:
    """The distance between lines of one paragraph: the most frequent one, of few the smallest."""
    if len(distances) < _FEW_LINES:
        return min(distances)
    frequent = Counter(round(distance * 2) / 2 for distance in distances).most_common(1)[0][0]
    return median(distance for distance in distances if abs(distance - frequent) <= _SAME_DISTANCE)


def _blocks_of(one: Column, setting: DocumentSetting) -> list[Block]:
    found = [Block(one.page, [one.lines[0]], one.aside)]
    for at, line in enumerate(one.lines[1:], start=1):
        following = one.lines[at + 1] if at + 1 < len(one.lines) else None
        if _begins(found[-1].lines, line, following, one, setting):
            found.append(Block(one.page, [], one.aside))
        found[-1].lines.append(line)
    return found


def _begins(
    so_far: list[ColumnLine], line: ColumnLine, following: ColumnLine | None, one: Column, setting: DocumentSetting
) -> bool:
    """Whether a line begins a paragraph or heading of its own."""
    above = so_far[-1]
    mid_sentence = not _ENDS.search(above.text) and (line.text[:1].islower() or is_cut(above.text))
    leading = setting.leading.get(line.size, _USUAL_LEADING * line.size)
    if not _are_alike(above, line, mid_sentence=mid_sentence):
        return True
    if line.base - above.base > _MORE_LEADING * leading:
        return not (mid_sentence and one.right - above.right < _FULL * line.size)  # a box or picture stands between
    if _BULLET.match(line.text):
        return not (mid_sentence and line.text[0] in _DASHES)
    if _is_heading(above, setting):
        return False
    is_next_number = _NUMBER.match(line.text) and (_ENDS.search(above.text) or _NUMBER.match(so_far[0].text))
    if is_next_number:
        return True
    return _is_moved(so_far, line, following, one) or (_is_short(above, line, one) and not mid_sentence)


def _are_alike(above: ColumnLine, line: ColumnLine, *, mid_sentence: bool) -> bool:
    """Whether two lines are set alike; a sentence may turn bold at its line's end."""
    same_size = abs(line.size - above.size) <= _SAME_SIZE * max(line.size, above.size)
    return same_size and (line.bold == above.bold or mid_sentence)


def _is_heading(line: ColumnLine, setting: DocumentSetting) -> bool:
    """Whether a line is of a heading, whose lines may have any length."""
    return line.size > _HEADING * setting.size


def _is_moved(so_far: list[ColumnLine], line: ColumnLine, following: ColumnLine | None, one: Column) -> bool:
    """Whether the left edge tells of a new paragraph: an indent, or the end of a quotation or list item."""
    above = so_far[-1]
    shift = (line.left - above.left) / line.size
    full = one.right - above.right < _FULL * line.size
    ended = bool(_ENDS.search(above.text))
    is_item = bool(_BULLET.match(so_far[0].text) or _NUMBER.match(so_far[0].text))
    if _INDENT < shift < _DEEPEST_INDENT:
        if is_item and len(so_far) == 1:
            return False
        stays = following is not None and abs(following.left - line.left) < _INDENT * line.size
        hanging = stays and full and not ended and len(so_far) == 1
        return not hanging and (ended or not (line.text[:1].islower() or is_cut(above.text)))
    if shift < -_INDENT:
        was_first_line = len(so_far) == 1 and not is_item
        return not was_first_line if ended or is_item else False
    return False


def _is_short(above: ColumnLine, line: ColumnLine, one: Column) -> bool:
    """Whether the line above had room for the first word of this one, and so ended a paragraph."""
    room = one.right - above.right
    word = len(line.text.split(" ", 1)[0]) / max(len(line.text), 1) * (line.right - line.left)
    if room <= word + line.size:
        return False
    return bool(_ENDS.search(above.text)) or (
        room > _MUCH_ROOM * (one.right - one.left) and not line.text[:1].islower()
    )


def _goes_on(open_block: Block, before: Column, first: Block, now: Column, setting: DocumentSetting) -> bool:
    """Whether a column begins in the middle of the paragraph that the column before it ended with."""
    last, line = open_block.lines[-1], first.lines[0]
    alike = abs(last.size - line.size) <= _SAME_SIZE * line.size and last.bold == line.bold
    if not alike or _is_heading(line, setting) or _BULLET.match(line.text):
        return False
    if line.text[:1].islower():
        return not _ENDS.search(last.text) or before.right - last.right < _NEARLY_FULL * line.size
    full = before.right - last.right < _FULL * line.size
    indented = line.left - now.left > _INDENT * line.size
    if not _ENDS.search(last.text):
        return not indented and (full or last.text.endswith((",", *_DASHES)))
    return full and not indented and setting.indents
