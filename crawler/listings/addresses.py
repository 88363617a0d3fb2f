"""What an address alone tells: whether it can be an article's, seen from a section."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from model.urls import host_of, identity

_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|avif|ico|bmp|tiff?|zip|rar|gz|7z|mp3|mp4|m4a|m4v|ogg|wav|avi|mov|webm|css|js|json"
    r"|xml|rss|atom|rdf|ics|vcf|txt|csv|docx?|odt|xlsx?|pptx?|epub|mobi|torrent|exe|apk|woff2?)$",
    re.IGNORECASE,
)
_SHELF = re.compile(
    r"/(?:tags?|category|categories|categor[ií]as?|categoria|author|authors|autor|autores|etiquetas?|keyword|label"
    r"|user|users|usuario|itemlist|taxonomy/term|search|buscar|busca|wp-json|wp-admin|wp-includes|cdn-cgi"
    r"|component/(?:tags|users|search|finder|mailto|banners|contact))(?:/|$)",
    re.IGNORECASE,
)
"""Folders whose pages list articles or people, or are the machinery's."""
_SERVICE = re.compile(
    r"/(?:feed|rss|atom|amp|comments|trackback|login|log-in|signin|sign-in|register|registro|logout|wp-login\.php"
    r"|xmlrpc\.php|cart|checkout|contact|contacto|contact-us|contato|about|about-us|quienes-somos|who-we-are"
    r"|donate|donar|doar|subscribe|suscribete|suscripcion|suscripciones|assine|newsletter|privacy|privacy-policy"
    r"|politica-de-privacidad|terms|terms-of-use|terminos|cookies|cookie-policy|sitemap|mapa-del-sitio|shop|store"
    r"|tienda|join|join-us|links|archives?|home|inicio|index)(?:\.html?|\.php|\.aspx?)?$",
    re.IGNORECASE,
)
"""Last part of addresses that no article has."""
_LANGUAGE = re.compile(r"/[a-z]{2}(?:-[a-z]{2})?$", re.IGNORECASE)
_PAGE_PATH = re.compile(r"(?:/(?:page|pagina|página|seite|pag)[/=_-]?\d{1,4}(?:\.html?)?|/(?:comment-page)-\d+)$")
_CALENDAR = re.compile(r"/(?:19|20)\d\d(?:/(?:0?[1-9]|1[0-2])(?:/(?:0?[1-9]|[12]\d|3[01]))?)?$")
_PAGING = frozenset(
    {
        *("start", "limitstart", "limit", "page", "paged", "pg", "pagina", "offset", "from", "desde", "pag", "skip"),
        *("seite", "pageno", "page_num", "pagenum", "currentpage", "_page", "debut_articles"),
    }
)
_SORTING = frozenset({"sort", "order", "orderby", "sort_by", "filter_order", "dir", "display", "layout", "lang"})
_LISTING_QUERY = re.compile(
    r"(?:^|&)(?:s|q|search|searchword|cat|tag|author|m|feed|action|task|share|replytocom|format|rubrique\d+"
    r"|id_rubrique|auteur\d+|mot\d+)(?:=|&|$)"
    r"|(?:^|&)view=(?:category|categories|featured|archive|form|login|registration|remind|reset|tag|itemlist)(?:&|$)"
    r"|(?:^|&)option=com_(?:users|search|mailto|tags|finder|contact|wrapper|weblinks)(?:&|$)|(?:^|&)page=[a-z]",
    re.IGNORECASE,
)
_ARTICLE_QUERY = re.compile(
    r"(?:^|&)(?:p|page_id|id|nid|sid|aid|art|article|articulo|noticia|news|item|nota|n|a)\w{0,10}=?\d"
)
_TELLING = re.compile(
    r"(?:^|&)(?!(?:year|month|day|date|anio|ano|a%C3%B1o|mes|fecha|week|Itemid|v|ver|lang)=)[^=&]+=[^=&]*\d"
)
"""A parameter with figures, which may be all that tells one article from the next: names for it have no end.

Left out are those of archives, Joomla's menus, versions.
"""
_SLUG = re.compile(
    r"[^/a-z%]*+[a-z%](?:(?!%20)[^/_+-])*+(?:[-_+]|%20)[^/](?:(?!%20)[^/_+-])*+(?:[-_+]|%20)[^/]+", re.IGNORECASE
)
"""A letter and two gaps between words. Nothing is tried twice: there are addresses of 100,000 letters without a gap."""
_DATED = re.compile(r"/(?:19|20)\d\d/\d{1,2}(?:/|-)")
_NUMBERED = re.compile(r"(?:^|[/_-])[a-z]{0,4}\d{3,}(?:[/_.-]|$)|^/node/\d+$|/\d+-[^/]+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPage:
    """The section page that we stand on, and whose links count."""

    path: str
    """Path part of its identity, without a page's number."""
    query: frozenset[str]
    """Parameters of its identity that are not about paging or sorting."""
    folder: str
    """Path below which its own files stand, with a slash at both ends."""
    hosts: frozenset[str]
    """Hosts of the publisher, without `www.`."""


def place_of(url: str, hosts: frozenset[str]) -> SectionPage:
    """Describe a section by its address and the hosts (`host` or `host:port`) that belong to its publisher."""
    path, query = _key_parts(identity(url))
    folder = urlsplit(url).path.rpartition("/")[0] + "/"
    return SectionPage(
        path=_PAGE_PATH.sub("", path),
        query=_lasting(query),
        folder=folder if len(folder) > 1 else "/",
        hosts=frozenset(host.lower().removeprefix("www.") for host in (*hosts, host_of(url))),
    )


def may_be_article(url: str, key: str, place: SectionPage) -> bool:
    """Whether an address with this identity could be an article's: the publisher's, no file, no other listing."""
    if host_of(url).removeprefix("www.") not in place.hosts:
        return False
    path, query = _key_parts(key)
    if _FILE.search(path) or _SHELF.search(path) or _LISTING_QUERY.search(query):
        return False
    if not query and (_SERVICE.search(path) or _CALENDAR.search(path) or _LANGUAGE.fullmatch(path)):
        return False
    return not _leads_up(path, query, place)


def is_file(url: str) -> bool:
    """Whether an address is that of a file that is no page."""
    return _FILE.search(urlsplit(url).path) is not None


def folder_of(url: str) -> str:
    """Path of an address without its last part: what articles of one section often have in common."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[0] + "/"


_FILE_NEARBY = 0.5
"""Points of a file in the section's own folder: articles are such files on some sites, and menus' pages, too."""


def slug_points(url: str, key: str, place: SectionPage) -> float:
    """How much an address looks like one article among many: 0 not at all, 1 as most publishers write them."""
    path, query = _key_parts(key)
    if path.lower().endswith(".pdf") or _ARTICLE_QUERY.search(query):
        return 1.0
    last = path.rpartition("/")[2]
    if _SLUG.fullmatch(last) or _DATED.search(path) or _NUMBERED.search(path):
        return 1.0
    if re.search(r"/index\.\w+$", urlsplit(url).path) and not urlsplit(url).path.startswith(place.folder):
        return -1.0
    return _FILE_NEARBY if "." in last and urlsplit(url).path.startswith(place.folder) else 0.0


def _leads_up(path: str, query: str, place: SectionPage) -> bool:
    """Whether a path is the section's own, its parents' or the site's first page."""
    if place.path in {path, _PAGE_PATH.sub("", path)}:
        lasting = _lasting(query)
        return lasting == place.query or not any(_ARTICLE_QUERY.search(one) or _TELLING.search(one) for one in lasting)
    if not path:
        return not _ARTICLE_QUERY.search(query)
    return not query and place.path.startswith(f"{path}/")


def _lasting(query: str) -> frozenset[str]:
    parts = (part for part in query.split("&") if part)
    return frozenset(part for part in parts if part.partition("=")[0].lower() not in _PAGING | _SORTING)


def _key_parts(key: str) -> tuple[str, str]:
    """Path and query of an identity."""
    whole, _, query = key.partition("?")
    _, slash, path = whole.partition("/")
    return slash + path, query
