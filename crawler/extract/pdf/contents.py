"""Paragraphs and headings of a file → what its articles say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crawler.extract.authors import names_in
from crawler.extract.language import language_of
from crawler.extract.pdf.articles import Start, starts
from crawler.extract.pdf.blocks import Block
from crawler.extract.pdf.bylines import date_of, is_byline
from crawler.extract.pdf.jumps import parts, returns, with_jumps_apart
from crawler.extract.pdf.pull_quotes import without_pull_quotes
from crawler.extract.pdf.titles import title_block, title_without_heading
from crawler.extract.pdf.told import ReadBlock
from model.article import Content, DateSource, Kind, PublicationDate

_UNDER_HEADLINE = 3
"""Blocks under a headline among which a byline and a date stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What is known of a file besides its text."""

    url: str
    link: str | None
    """Words of the link to it."""
    title: str
    """As its document information gives it."""
    published: PublicationDate | None
    first_page: int
    body_size: float


def contents(blocks: Sequence[Block], tell: Callable[[Block], ReadBlock], issue: Issue) -> tuple[Content, ...]:
    """The articles that blocks in reading order make; `tell` joins the lines of a block."""
    told = [tell(block) for block in without_pull_quotes(with_jumps_apart(blocks))]
    comebacks = returns(told)
    if not comebacks:
        told = [tell(block) for block in without_pull_quotes(blocks)]
    repeated = frozenset(at for first, line in comebacks.items() for at in range(first, line))
    begins = starts(told, body_size=issue.body_size, repeated=repeated)
    articles = parts(told, [one.at for one in begins], comebacks, tell)
    if len(articles) == 1:
        return (_content(articles[0], None, issue, fragment=None),)
    headlines = _headlines(told, begins)
    on_page: Counter[int] = Counter()
    found = []
    for article in articles:
        headline = next((one.block for one in article if id(one.block) in headlines), None)
        page = (headline or article[0].block).page + 1
        on_page[page] += 1
        fragment = f"page={page}" if on_page[page] == 1 else f"page={page}&article={on_page[page]}"
        found.append(_content(article, headline, issue, fragment=fragment))
    return tuple(found)


def _headlines(told: Sequence[ReadBlock], begins: Sequence[Start]) -> set[int]:
    """The blocks, by identity, that are articles' headlines."""
    return {id(told[one.headline].block) for one in begins if one.headline is not None}


def _content(article: Sequence[ReadBlock], headline: Block | None, issue: Issue, *, fragment: str | None) -> Content:
    opening = [one for one in article if one.block.page == issue.first_page and not one.block.aside]
    if headline is None and fragment is None:
        headline = title_block(opening, body_size=issue.body_size, link=issue.link)
    title = next((one.text for one in article if one.block is headline), None)
    byline, date = _under(article, headline)
    left_out = [headline, *(one.block for one in (byline, date) if one is not None)]
    body = "\n\n".join(one.text for one in article if one.text and all(one.block is not block for block in left_out))
    value = date_of(date.text) if date else None
    return Content(
        title=title or title_without_heading(issue.title, issue.link, issue.url),
        body=body,
        authors=tuple(names_in(byline.text)) if byline else (),
        published=PublicationDate(value, DateSource.TEXT) if value else issue.published,
        language=language_of(body),
        kind=Kind.PDF,
        fragment=fragment,
    )


def _under(article: Sequence[ReadBlock], headline: Block | None) -> tuple[ReadBlock | None, ReadBlock | None]:
    """The byline and the date under a headline."""
    at = next((at for at, one in enumerate(article) if one.block is headline), None)
    if at is None:
        return None, None
    under = article[at + 1 : at + 1 + _UNDER_HEADLINE]
    byline = next((one for one in under if is_byline(one.text) and names_in(one.text)), None)
    return byline, next((one for one in under if date_of(one.text)), None)
