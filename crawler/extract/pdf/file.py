"""A PDF file → what it says: its pages' characters, put in order, freed of heads and feet, and joined to paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import partial
from itertools import islice

from crawler.extract.pdf.blocks import Block, blocks, without_bullet
from crawler.extract.pdf.boxes import sheets as sheets_of
from crawler.extract.pdf.columns import divided, reading_order, sure_gutters, with_known
from crawler.extract.pdf.contents import Issue, contents
from crawler.extract.pdf.doubles import without_doubles
from crawler.extract.pdf.footnotes import with_notes_apart
from crawler.extract.pdf.hyphens import DocumentWords, joined, vocabulary, without_soft_hyphens
from crawler.extract.pdf.lines import Column, column
from crawler.extract.pdf.pages import read_pages
from crawler.extract.pdf.running import PageRuns, date_of_issue, edge_segments, running_segments
from crawler.extract.pdf.segments import Segment
from crawler.extract.pdf.told import ReadBlock
from model.article import Content, Entry
from model.errors import NotAnArticle

_FEWEST_LETTERS = 20
_MOST_UNREADABLE = 0.3
_LONGEST_TEXT = 5_000_000
_LETTER = re.compile(r"[^\W\d_]")
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]")


def extract_pdf(file: bytes, *, url: str, entry: Entry) -> tuple[Content, ...]:
    """What a PDF file says: its article, or each of its articles with the page that it begins on as `fragment`.

    Raises NotAnArticle with the reason if it is damaged, encrypted, empty, too large, or pictures of text.
    """
    document = read_pages(file, sheets_of)
    sheets = document.parts
    _refuse_unreadable(sheets, document.count)
    body_size = _usual_size(sheets)
    running = running_segments(sheets, body_size=body_size)
    kept = [_without(sheet, running.get(at, set())) for at, sheet in enumerate(sheets)]
    if not any(sheet.segments for sheet in kept):
        kept = sheets
    heads = [segment for found in running.values() for segment in found]
    issue = Issue(
        url=url,
        link=entry.title,
        title=document.title,
        published=date_of_issue(heads, edge_segments(sheets[0])),
        first_page=sheets[0].number,
        body_size=body_size,
    )
    columns = list(with_notes_apart(_columns(kept), body_size))
    known = vocabulary(line.text for one in columns for line in one.lines)
    found = contents(blocks(columns), partial(_tell, known=known), issue)
    if sum(len(one.body) for one in found) > _LONGEST_TEXT:
        raise NotAnArticle(f"has more than the {_LONGEST_TEXT:,} characters of text that we take")
    return found


def _without(sheet: PageRuns, running: set[Segment]) -> PageRuns:
    return replace(sheet, segments=[segment for segment in sheet.segments if segment not in running])


def _columns(sheets: list[PageRuns]) -> list[Column]:
    """The columns of all pages in reading order, each page's boxes after its columns."""
    pages = [(sheet, divided(sheet.segments)) for sheet in sheets]
    known = tuple({round(place) for sheet, page in pages if not sheet.aside for place in sure_gutters(page)})
    return [
        column(found, page=sheet.number, aside=sheet.aside)
        for sheet, page in pages
        for found in reading_order(with_known(page, known))
    ]


def _tell(block: Block, known: DocumentWords) -> ReadBlock:
    """A paragraph with its text, its lines joined."""
    text = block.lines[0].text
    for line in block.lines[1:]:
        text = joined(text, line.text, known)
    return ReadBlock(block, without_bullet(without_doubles(without_soft_hyphens(text), known, bold=block.bold)))


def _refuse_unreadable(sheets: list[PageRuns], pages: int) -> None:
    """Raises NotAnArticle if there is no text, or none whose letters are known."""
    text = "".join(segment.text for sheet in sheets for segment in sheet.segments)
    if sum(1 for _ in islice(_LETTER.finditer(text), _FEWEST_LETTERS)) < _FEWEST_LETTERS:
        raise NotAnArticle(f"has no text that can be read, only pictures or empty pages ({pages} in all)")
    unreadable = len(_UNREADABLE.findall(text))
    if unreadable > _MOST_UNREADABLE * len(text):
        raise NotAnArticle("does not tell which letters its fonts show, so that its text can't be read")


def _usual_size(sheets: list[PageRuns]) -> float:
    """Size in which most of the text is set."""
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for segment in sheet.segments:
            sizes[segment.size] += len(segment.text)
    return sizes.most_common(1)[0][0]
