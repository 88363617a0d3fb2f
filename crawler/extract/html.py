"""A web page to the content of the article that it holds, and to what it tells of its source."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from html import unescape
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.extract.authors import read_authors
from crawler.extract.body import Body, BodyContext, read_body
from crawler.extract.completeness import body_share, next_page
from crawler.extract.dates import modified_date
from crawler.extract.dating import ArticleText, Dating, date_article
from crawler.extract.knowledge import learned_places
from crawler.extract.language import language_of
from crawler.extract.metadata import Metadata, read_metadata
from crawler.extract.overviews import is_overview_however_read, says_article
from crawler.extract.page import open_page
from crawler.extract.places import place_of
from crawler.extract.reading import Reading
from crawler.extract.refusals import NO_TEXT, is_notice, refusal
from crawler.extract.scope import Scope, article_scope
from crawler.extract.structure import structure_of
from crawler.extract.teasers import DESCRIPTIONS, descriptions_of, teaser_of, told_of
from crawler.extract.template import Part, Template, Traits, key_of
from crawler.extract.titles import HEADLINES, headlines_of, names_of_site, other_title, parts_of_titles, read_title
from crawler.extract.trimming import letters
from crawler.text.datewords import machine_date
from crawler.text.markup import collapse
from model.article import Content, Entry
from model.errors import NotAnArticle

_FEWEST_STATED_WORDS = 40
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
    headline = read_title(parsed, metadata, listed=entry.title, template=template)
    site = names_of_site(metadata, template)
    hosts = (urlsplit(url).hostname or "").removeprefix("www.").split(".")
    shown = headline.element if headline else None
    byline = read_authors(
        parsed, metadata, headline=shown, listed=entry.authors, site={*site, *hosts}, template=template
    )
    own_title = headline.text if headline else ""
    said = own_title or metadata.html_title
    is_listed = shown is not None and letters(own_title) == letters(entry.title or "")

    def is_overview() -> bool:
        return not is_listed and is_overview_however_read(parsed, metadata, url=url, title=said)

    known = BodyContext(
        title=own_title,
        authors=byline.names,
        own=_own(metadata, entry),
        stated=_stated(metadata),
        is_listed=is_listed,
        says_article=says_article(metadata, url=url, title=said),
        is_overview=is_overview,
        template=template,
        is_checked=_is_moved(shown, template) or int(key_of(url), 16) % _CHECKED == 0,
    )
    body = read_body(parsed, known)
    reason = refusal(parsed, metadata, body, url=url, title=said, is_listed=known.is_listed)
    teaser = None
    if known.is_listed and (reason == NO_TEXT or (reason is None and is_notice(body))):
        teaser = teaser_of(metadata, entry, title=known.title, body=body, template=template)
    if teaser is not None:
        body = Body(paragraphs=(teaser,))
    elif reason is not None:
        raise NotAnArticle(reason)
    text = "\n\n".join(body.paragraphs)
    language = language_of(text)
    title = known.title or _opening(body)

    @cache
    def scope() -> Scope:
        return article_scope(parsed.root, containers=body.containers, title=title)

    words = ArticleText(title=title, first=body.opening, language=language, scope=scope)
    dating = date_article(parsed, metadata, words, listed=entry.published, url=url, template=template, now=now)
    following = next_page(parsed, body, url=url) if teaser is None else None
    content = Content(
        title=title,
        body=text,
        authors=byline.names,
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
    elements = {
        Part.TITLE: shown,
        Part.AUTHOR: byline.element,
        Part.BODY: body.containers[0] if body.containers else None,
    }
    stated = (
        *((HEADLINES, key_of(letters(line.text))) for line in headlines_of(parsed)),
        *((DESCRIPTIONS, key_of(letters(text))) for text in descriptions_of(metadata)),
    )
    return Reading(
        contents=(content,),
        traits=_traits(metadata, elements, body, dating, stated),
        next_page=following,
        why=body.why,
    )


def _is_moved(headline: HtmlElement | None, template: Template | None) -> bool:
    """Whether the headline stands elsewhere than on the source's other pages, as after a redesign."""
    places = learned_places(template, Part.TITLE)
    return bool(places) and (headline is None or place_of(headline) not in places)


def _traits(
    metadata: Metadata,
    elements: dict[Part, HtmlElement | None],
    body: Body,
    dating: Dating,
    stated: tuple[tuple[str, str], ...],
) -> Traits:
    """What a page tells of its source; `elements` hold the parts of its article, `stated` is what it says of itself."""
    places = [(part, place_of(element)) for part, element in elements.items() if element is not None]
    return Traits(
        blocks=(*body.sifted.blocks, *stated),
        shares=body.sifted.shares,
        boxes=body.sifted.boxes,
        places=(*places, *([(Part.DATE, dating.place)] if dating.place else [])),
        names=parts_of_titles(metadata),
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
    if len(longest.split()) < _FEWEST_STATED_WORDS:
        return ()
    return tuple(line for line in map(collapse, longest.split("\n")) if line)


def _opening(body: Body) -> str:
    """First words of the text, which stand for the title of an article without one."""
    words = body.paragraphs[0].split()
    return " ".join(words[:12]) + ("…" if len(words) > 12 else "")


def _with_offset(moment: str | None) -> str | None:
    """The listing's moment of change, if it is exact."""
    exact = machine_date(moment or "")
    return exact if exact and "T" in exact else None
