"""A PDF file → what it says: its pages' characters, put in order, freed of heads and feet, and joined to paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from crawler.extract.language import language_of
from crawler.extract.pdf.blocks import Block, Column, blocks, column, without_bullet
from crawler.extract.pdf.boxes import sheets as sheets_of
from crawler.extract.pdf.columns import reading_order, sure_gutters
from crawler.extract.pdf.doubles import without_doubles
from crawler.extract.pdf.glyphs import read_pages
from crawler.extract.pdf.hyphens import Vocabulary, joined, vocabulary, without_soft_hyphens
from crawler.extract.pdf.running import Sheet, date_of_issue, edge_segments, running_segments
from crawler.extract.pdf.segments import Segment
from crawler.extract.pdf.titles import title_block, title_without_heading
from model.article import Content, Entry, Kind
from model.errors import NotAnArticle

_FEWEST_LETTERS = 20
_MOST_UNREADABLE = 0.3
_LONGEST_TEXT = 5_000_000
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]")


def extract_pdf(file: bytes, *, url: str, entry: Entry) -> Content:
    """What a PDF file says.

    Raises NotAnArticle with the reason if it is damaged, encrypted, empty, too large, or pictures of text.
    """
    document = read_pages(file)
    sheets = [sheet for page in document.pages for sheet in sheets_of(page)]
    _refuse_unreadable(sheets, document.count)
    running = running_segments(sheets)
    kept = [_without(sheet, running.get(at, set())) for at, sheet in enumerate(sheets)]
    if not any(sheet.segments for sheet in kept):
        kept = sheets
    columns = _columns(kept)
    known = vocabulary(line.text for one in columns for line in one.lines)
    told = [(block, _text(block, known)) for block in blocks(columns)]
    title = title_block(
        [pair for pair in told if pair[0].page == sheets[0].number and not pair[0].aside],
        body_size=_usual_size(sheets),
        link=entry.title,
    )
    body = "\n\n".join(text for block, text in told if block is not title and text)
    if len(body) > _LONGEST_TEXT:
        raise NotAnArticle(f"has {len(body):,} characters of text, more than the {_LONGEST_TEXT:,} that we take")
    heads = [segment for found in running.values() for segment in found]
    return Content(
        title=next((text for block, text in told if block is title), None)
        or title_without_heading(document.title, entry.title, url),
        body=body,
        published=date_of_issue(heads, edge_segments(sheets[0])),
        language=language_of(body),
        kind=Kind.PDF,
    )


def _without(sheet: Sheet, running: set[Segment]) -> Sheet:
    return replace(sheet, segments=[segment for segment in sheet.segments if segment not in running])


def _columns(sheets: list[Sheet]) -> list[Column]:
    """The columns of all pages in reading order, each page's boxes after its columns."""
    known = tuple(place for sheet in sheets if not sheet.aside for place in sure_gutters(sheet.segments))
    return [
        column(found, page=sheet.number, aside=sheet.aside)
        for sheet in sheets
        for found in reading_order(sheet.segments, known)
    ]


def _text(block: Block, known: Vocabulary) -> str:
    """The text of a paragraph, its lines joined."""
    text = block.lines[0].text
    for line in block.lines[1:]:
        text = joined(text, line.text, known)
    return without_bullet(without_doubles(without_soft_hyphens(text), known, bold=block.bold))


def _refuse_unreadable(sheets: list[Sheet], pages: int) -> None:
    """Raises NotAnArticle if there is no text, or none whose letters are known."""
    text = "".join(segment.text for sheet in sheets for segment in sheet.segments)
    if sum(letter.isalpha() for letter in text) < _FEWEST_LETTERS:
        raise NotAnArticle(f"has no text that can be read, only pictures or empty pages ({pages} in all)")
    unreadable = len(_UNREADABLE.findall(text))
    if unreadable > _MOST_UNREADABLE * len(text):
        raise NotAnArticle("does not tell which letters its fonts show, so that its text can't be read")


def _usual_size(sheets: list[Sheet]) -> float:
    """Size in which most of the text is set."""
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for segment in sheet.segments:
            sizes[segment.size] += len(segment.text)
    return sizes.most_common(1)[0][0]
