"""A web page to the content of the article that it holds."""

from __future__ import annotations

from datetime import datetime

from crawler.extract.authors import read_authors
from crawler.extract.body import Body, read_body
from crawler.extract.dates import address_claims, believed, modified_date, stated_claims
from crawler.extract.datewords import machine_date
from crawler.extract.language import language_of
from crawler.extract.metadata import read_metadata
from crawler.extract.refusals import refusal
from crawler.extract.shown_dates import article_scope, element_claims, text_claims
from crawler.extract.titles import read_title
from crawler.markup import parse_html
from model.article import Content, Entry, PublicationDate
from model.errors import NotAnArticle


def extract_html(page: bytes, *, url: str, charset: str | None, entry: Entry, now: datetime) -> Content:
    """Read the article that a page at `url` holds; `entry` is what its listing said, `charset` the HTTP header's.

    Raises NotAnArticle, with the reason, when the page holds none.
    """
    root = parse_html(page, charset=charset)
    metadata = read_metadata(root, url=url)
    title = read_title(root, metadata, listed=entry.title)
    authors = read_authors(root, metadata, listed=entry.authors)
    body = read_body(root, title=title or "", authors=authors)
    said = title or metadata.html_title
    reason = refusal(root, url=url, canonical_url=metadata.canonical_url, title=said, body=body)
    if reason is not None:
        raise NotAnArticle(reason)
    text = "\n\n".join(body.paragraphs)
    language = language_of(text)
    title = title or _opening(body)
    scope = article_scope(root, containers=body.containers, title=title)
    stated = [*_listed(entry), *stated_claims(metadata, title=title), *element_claims(scope, now=now)]
    shown = text_claims(scope, first=body.paragraphs[0], language=language, now=now)
    return Content(
        title=title,
        body=text,
        authors=authors,
        published=believed([*stated, *shown, *address_claims(url)], now=now),
        modified=modified_date(metadata, title=title, now=now) or _with_offset(entry.modified),
        language=language,
        canonical_url=metadata.canonical_url,
    )


def _listed(entry: Entry) -> list[PublicationDate]:
    """Date that the listing gave, if any."""
    return [entry.published] if entry.published is not None else []


def _opening(body: Body) -> str:
    """First words of the text, which stand for the title of an article without one."""
    words = body.paragraphs[0].split()
    return " ".join(words[:12]) + ("…" if len(words) > 12 else "")


def _with_offset(moment: str | None) -> str | None:
    """The listing's moment of change, if it is exact."""
    exact = machine_date(moment or "")
    return exact if exact and "T" in exact else None
