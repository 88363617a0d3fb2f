"""WordPress' REST interface: what to ask it for a section, and its answers as values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, quote, urlsplit

from crawler.listings.listing import NotAListing
from crawler.text.datewords import machine_date
from crawler.text.local_time import at_offset, offset_between
from crawler.text.words import plain, teaser
from model.article import DateSource, Entry, PublicationDate
from model.urls import identity, resolve

TaxonomyKind = Literal["tags", "categories"]

_TAG_BASES = frozenset({"tag", "tags", "etiqueta", "etiquetas"})
_CATEGORY_BASES = frozenset({"category", "categories", "categoria", "categorias", "categor%c3%ada", "kategorie"})
_POST_FIELDS = "id,date,date_gmt,modified_gmt,link,slug,title,excerpt"
_HEAD = 2000
"""Bytes in which a web page says that it is one."""
_TERM_FIELDS = "id,count,link,slug,taxonomy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """The tag or category that a section shows."""

    kind: TaxonomyKind
    id: int
    count: int
    """Articles that WordPress says it has."""
    link: str
    """Address of its own listing."""


def term_queries(section_url: str, api_root: str) -> tuple[str, ...]:
    """Addresses to ask for the tag or category that a section shows, the likelier first."""
    parts = urlsplit(section_url)
    query = parse_qs(parts.query)
    if "cat" in query:
        return (_ask(api_root, "categories", f"include={quote(query['cat'][0], safe='')}"),)
    if "tag" in query:
        return (_ask(api_root, "tags", f"slug={quote(query['tag'][0], safe='')}"),)
    segments = [segment for segment in parts.path.split("/") if segment]
    if segments[1:-1] and segments[-2] == "page" and segments[-1].isdecimal():
        segments = segments[:-2]
    if not segments:
        return ()
    slug = quote(segments[-1].rpartition(".")[0] or segments[-1], safe="%")
    return tuple(_ask(api_root, kind, f"slug={slug}") for kind in _kinds(segments[:-1]))


def read_term(document: bytes, *, section_url: str, api_url: str = "") -> Taxonomy | None:
    """Find the section's tag or category in an answer; None if it holds none or can't tell which.

    `api_url` is the address that answered; it tells tags from categories where the answer doesn't.
    Raises NotAListing for an answer that is no list of terms.
    """
    found = [term for item in _items(document, "terms") if (term := _term(item, api_url or section_url))]
    same = [term for term in found if identity(term.link) == identity(section_url)]
    path = urlsplit(section_url).path.rstrip("/")
    alike = [term for term in found if urlsplit(term.link).path.rstrip("/") == path]
    for terms in (same, alike, found):
        if len(terms) == 1:
            return terms[0]
    return None


def posts_query(api_root: str, term: Taxonomy, *, page: int, per_page: int = 100) -> str:
    """Address that answers one page of a term's articles, newest first; pages count from 1."""
    return _route(api_root, "posts", f"{term.kind}={term.id}&per_page={per_page}&page={page}&_fields={_POST_FIELDS}")


def read_posts(document: bytes, *, api_url: str) -> tuple[Entry, ...]:
    """Entries of one page of articles, in the order given. Raises NotAListing for anything else."""
    return tuple(entry for item in _items(document, "articles") if (entry := _entry(item, api_url)))


def pages(headers_value: str | None) -> int:
    """Number of pages that the X-WP-TotalPages header tells; 1 where it is missing or no number."""
    text = (headers_value or "").strip()
    return int(text) if text.isdecimal() and text.isascii() else 1


def _kinds(folders: list[str]) -> tuple[TaxonomyKind, ...]:
    """Which of tags and categories a section can be, from the folders that it stands in."""
    names = {folder.lower() for folder in folders}
    if folders and folders[-1].lower() in _TAG_BASES:
        return ("tags",)
    return ("categories",) if names & _CATEGORY_BASES else ("categories", "tags")


def _ask(api_root: str, kind: TaxonomyKind, condition: str) -> str:
    return _route(api_root, kind, f"{condition}&per_page=100&_fields={_TERM_FIELDS}")


def _route(api_root: str, what: str, query: str) -> str:
    """Address below the interface's root, which may be a folder or, without permalinks, a parameter."""
    root = api_root.rstrip("/")
    if "rest_route=" in root:
        return f"{root}/wp/v2/{what}&{query}"
    return f"{root}/wp/v2/{what}?{query}"


def _items(document: bytes, what: str) -> list[Mapping[str, object]]:
    """Objects of a JSON list."""
    try:
        answer = json.loads(document)
    except (ValueError, RecursionError):
        start = document[:_HEAD].lower()
        html = b"<html" in start or b"<!doctype" in start
        raise NotAListing(
            f"WordPress' interface gave no list of {what}: the answer is {'a web page' if html else 'no JSON'}"
        ) from None
    if isinstance(answer, dict) and "code" in answer:
        raise NotAListing(f"WordPress' interface refused: {answer.get('message') or answer['code']}")
    if not isinstance(answer, list):
        raise NotAListing(f"WordPress' interface gave no list of {what}, but JSON of some other kind")
    return [item for item in answer if isinstance(item, dict)]


def _term(item: Mapping[str, object], asked: str) -> Taxonomy | None:
    number, count, link = item.get("id"), item.get("count"), item.get("link")
    target = resolve(asked, link) if isinstance(link, str) else None
    if not isinstance(number, int) or target is None:
        return None
    taxonomy = str(item.get("taxonomy") or "")
    is_tag = taxonomy == "post_tag" or (not taxonomy and ("/tags" in asked or _kinds(_folders(target)) == ("tags",)))
    return Taxonomy(
        kind="tags" if is_tag else "categories",
        id=number,
        count=count if isinstance(count, int) else 0,
        link=target,
    )


def _folders(url: str) -> list[str]:
    return [segment for segment in urlsplit(url).path.split("/") if segment][:-1]


def _entry(item: Mapping[str, object], api_url: str) -> Entry | None:
    link = resolve(api_url, _text(item.get("link")))
    if link is None:
        return None
    modified = _text(item.get("modified_gmt"))
    return Entry(
        url=link,
        title=plain(_rendered(item.get("title"))),
        teaser=teaser(_rendered(item.get("excerpt"))),
        published=_published(_text(item.get("date_gmt")), _text(item.get("date"))),
        modified=machine_date(f"{modified}Z") if modified else None,
    )


def _published(gmt: str, local: str) -> PublicationDate | None:
    """Moment by the site's clock where WordPress tells it in UTC, too; of local time alone only the day."""
    value = machine_date(f"{gmt}Z") if gmt else machine_date(local)
    if value is None:
        return None
    date = PublicationDate(value, DateSource.WORDPRESS)
    offset = offset_between(local, gmt)
    return at_offset(date, offset) if offset is not None and date.has_time else date


def _rendered(field: object) -> str:
    return _text(field.get("rendered")) if isinstance(field, dict) else _text(field)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
