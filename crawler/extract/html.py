"""A web page to the content of the article that it holds, and to what it tells of its source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from html import unescape
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.extract.authors import Byline, read_authors
from crawler.extract.body import Body, BodyContext, place_of_text, read_body
from crawler.extract.completeness import body_share, next_page
from crawler.extract.dates import modified_date
from crawler.extract.dating import ArticleText, Dating, date_article
from crawler.extract.knowledge import learned_places
from crawler.extract.language import language_of
from crawler.extract.metadata import Metadata, read_metadata
from crawler.extract.overviews import is_overview_however_read, says_article
from crawler.extract.page import Page, open_page
from crawler.extract.places import place_of
from crawler.extract.reading import Reading
from crawler.extract.refusals import NO_TEXT, OVERVIEW, is_notice, is_overview, may_be_in_the_way, refusal
from crawler.extract.scope import Scope, article_scope
from crawler.extract.structure import structure_of
from crawler.extract.teasers import DESCRIPTIONS, descriptions_of, teaser_of, told_of
from crawler.extract.template import Part, Template, Traits, key_of
from crawler.extract.titles import (
    HEADLINES,
    Headline,
    headlines_of,
    names_of_site,
    other_title,
    parts_of_titles,
    read_title,
)
from crawler.extract.trimming import letters
from crawler.text.datewords import machine_date
from crawler.text.markup import collapse
from crawler.text.writing import count_words
from model.article import Content, Entry
from model.errors import NotAnArticle

_FEWEST_STATED_WORDS = 40
_TITLE_WORDS = 12  # as headlines have them
_CHECKED = 16
"""Of so many pages one is read without its template, too, to see whether the source looks otherwise now."""


def extract_html(
    page: bytes, *, url: str, charset: str | None, entry: Entry, now: datetime, template: Template | None = None
) -> Reading:
    """Read the article that a page at `url` holds; `entry` is what its listing said, `charset` the HTTP header's.

    The `template` is what the source's other pages taught. Raises NotAnArticle, with the reason, when the page holds
    no article.
    """
    parsed = open_page(page, charset=charset)
    metadata = read_metadata(parsed.root, url=url)
    headlines = headlines_of(parsed)
    seen = _Seen(parsed, metadata, headlines=headlines, url=url, entry=entry, template=template)
    headline = read_title(parsed, metadata, headlines=headlines, listed=entry.title, template=template)
    _refuse_overview(seen, headline)
    head = _read_head(seen, headline)
    body = _read_text(seen, head)
    teaser = _teaser(seen, head, body)
    if teaser is not None:
        body = Body(paragraphs=(teaser,))
    text = "\n\n".join(body.paragraphs)
    language = language_of(text)
    title = head.title or _opening(body)

    @cache
    def scope() -> Scope:
        return article_scope(parsed.root, containers=body.containers, title=title)

    words = ArticleText(title=title, first=body.opening, language=language, scope=scope)
    dating = date_article(parsed, metadata, words, listed=entry.published, url=url, template=template, now=now)
    following = next_page(parsed, body, url=url) if teaser is None else None
    content = Content(
        title=title,
        body=text,
        authors=head.byline.names,
        published=dating.published,
        modified=modified_date(metadata, title=title, now=now) or _with_offset(entry.modified),
        language=language,
        canonical_url=metadata.canonical_url,
        structure=structure_of(body),
        is_teaser=teaser is not None,
        body_share=body_share(parsed, metadata, body, url=url, following=following) if teaser is None else 0,
        other_title=other_title(metadata, shown=title, text=text, listed=entry.title, template=template),
    )
    if content.is_teaser:  # how its source's texts are set can't be learned from it
        return Reading(contents=(content,))
    return Reading(contents=(content,), traits=_traits(seen, head, body, dating), next_page=following, why=body.why)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page as it was parsed, with what is known of it besides."""

    page: Page
    metadata: Metadata
    headlines: list[Headline] = field(kw_only=True)
    """Those of the first order that it shows."""
    url: str = field(kw_only=True)
    entry: Entry = field(kw_only=True)
    """What its listing said."""
    template: Template | None = field(kw_only=True)
    """What the source's other pages taught."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What stands above a text: title and authors."""

    title: str
    """Empty where none is shown."""
    said: str
    """The title that is shown, or else that of the window."""
    element: HtmlElement | None
    byline: Byline
    is_listed: bool
    """Whether the listing shows the article under the same title."""


def _refuse_overview(seen: _Seen, headline: Headline | None) -> None:
    """Raise NotAnArticle for a page that is an overview whatever its text is, before that is looked for."""
    title = headline.text if headline else seen.metadata.html_title
    if _is_listed(seen, headline) or may_be_in_the_way(seen.page, title=title):
        return
    if is_overview_however_read(seen.page, seen.metadata, url=seen.url, title=title):
        raise NotAnArticle(OVERVIEW)


def _is_listed(seen: _Seen, headline: Headline | None) -> bool:
    """Whether the listing shows the article under the title that its page does."""
    if headline is None or headline.element is None:
        return False
    return letters(headline.text) == letters(seen.entry.title or "")


def _read_head(seen: _Seen, headline: Headline | None) -> _Head:
    """Read title and authors."""
    page, metadata, entry = seen.page, seen.metadata, seen.entry
    title, element = (headline.text, headline.element) if headline else ("", None)
    hosts = (urlsplit(seen.url).hostname or "").removeprefix("www.").split(".")
    site = {*names_of_site(metadata, seen.template), *hosts}
    byline = read_authors(page, metadata, headline=element, listed=entry.authors, site=site, template=seen.template)
    return _Head(
        title=title,
        said=title or metadata.html_title,
        element=element,
        byline=byline,
        is_listed=_is_listed(seen, headline),
    )


def _read_text(seen: _Seen, head: _Head) -> Body:
    """Read the text below a head."""
    metadata = seen.metadata
    told = partial(is_overview, seen.page, metadata, url=seen.url, title=head.said, is_listed=head.is_listed)
    known = BodyContext(
        title=head.title,
        authors=head.byline.names,
        own=_own(metadata, seen.entry),
        stated=_stated(metadata),
        is_listed=head.is_listed,
        says_article=says_article(metadata, url=seen.url, title=head.said),
        is_overview=told,
        template=seen.template,
        is_checked=_is_moved(head.element, seen.template) or int(key_of(seen.url), 16) % _CHECKED == 0,
    )
    return read_body(seen.page, known)


def _teaser(seen: _Seen, head: _Head, body: Body) -> str | None:
    """The beginning of an article whose text is not shown, None where it is; raises NotAnArticle where is none."""
    reason = refusal(seen.page, seen.metadata, body, url=seen.url, title=head.said, is_listed=head.is_listed)
    teaser = None
    if head.is_listed and (reason == NO_TEXT or (reason is None and is_notice(body))):
        teaser = teaser_of(seen.metadata, seen.entry, title=head.title, body=body, template=seen.template)
    if teaser is None and reason is not None:
        raise NotAnArticle(reason)
    return teaser


def _is_moved(headline: HtmlElement | None, template: Template | None) -> bool:
    """Whether the headline stands elsewhere than on the source's other pages, as after a redesign."""
    places = learned_places(template, Part.TITLE)
    return bool(places) and (headline is None or place_of(headline) not in places)


def _traits(seen: _Seen, head: _Head, body: Body, dating: Dating) -> Traits:
    """What a page tells of its source."""
    elements = {Part.TITLE: head.element, Part.AUTHOR: head.byline.element}
    places = [(part, place_of(element)) for part, element in elements.items() if element is not None]
    of_text = place_of_text(seen.page, body)
    stated = (
        *((HEADLINES, key_of(letters(line.text))) for line in seen.headlines),
        *((DESCRIPTIONS, key_of(letters(text))) for text in descriptions_of(seen.metadata)),
    )
    return Traits(
        blocks=(*body.sifted.blocks, *stated),
        shares=body.sifted.shares,
        boxes=body.sifted.boxes,
        places=(
            *places,
            *([(Part.BODY, of_text)] if of_text else []),
            *([(Part.DATE, dating.place)] if dating.place else []),
        ),
        names=parts_of_titles(seen.metadata),
        dates=dating.seen,
        published=dating.said,
        offset=dating.offset,
        length=sum(map(len, body.paragraphs)),
    )


def _own(metadata: Metadata, entry: Entry) -> frozenset[str]:
    """Letters of what is told of the article in its listing and its head."""
    return frozenset(map(letters, told_of(metadata, entry)))


def _stated(metadata: Metadata) -> tuple[str, ...]:
    """Paragraphs of the article's text as the page's JSON-LD states it, if it has more words than a summary."""
    texts = [text for node in metadata.descriptions if isinstance(text := node.get("articleBody"), str)]
    plain = [unescape(re.sub(r"<[^<>]+>", "\n" if "</p" in text else " ", text)) for text in texts]
    longest = max(plain, key=len, default="")
    if count_words(longest) < _FEWEST_STATED_WORDS:
        return ()
    return tuple(line for line in map(collapse, longest.split("\n")) if line)


def _opening(body: Body) -> str:
    """First words of the text, which stand for the title of an article without one."""
    words = body.paragraphs[0].split()
    return " ".join(words[:_TITLE_WORDS]) + ("…" if len(words) > _TITLE_WORDS else "")


def _with_offset(moment: str | None) -> str | None:
    """The listing's moment of change, if it is exact."""
    exact = machine_date(moment or "")
    return exact if exact and "T" in exact else None
