"""Addresses: the form to show and store, the key that says which of them are one article, and links within a page."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

import idna

from model.tracking import tracked_formerly, tracks

_DEFAULT_PORTS = {"http": 80, "https": 443}
_NO_ALIASES: Mapping[str, str] = {}

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")
_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/?]*", re.IGNORECASE)
_VIEWS = re.compile(r"(?P<before>/[^/]+)(?:/(?:amp|print))+(?P<slash>/?)$", re.IGNORECASE)
_AMP_FILE = re.compile(r"(?:\.amp)+(?=\.html?$)", re.IGNORECASE)
_SHELVES = frozenset({"tag", "tags", "category", "categoria", "topic", "topics", "tema", "temas", "etiqueta", "search"})
"""After these, `amp` and `print` are what the page is about, not a view of it."""
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|shtml|aspx?)$", re.IGNORECASE)
_FRONT = re.compile(r"^/(?:index\.php(?=/)|amp(?=/[^/]+/.))", re.IGNORECASE)
_NO_HOST = re.compile("https?:/*", re.IGNORECASE)
_PRINTED_NODE = re.compile(r"^/print/(?=\d+$)")

_VIEW_PARAMETERS = frozenset(
    {
        *(("format", "amp"), ("outputtype", "amp"), ("type", "amp"), ("view", "amp"), ("tmpl", "component")),
        *(("tmpl", "print"), ("print", ""), ("print", "1"), ("print", "true"), ("print", "yes"), ("print", "print")),
        *(("view", "print"), ("output", "print"), ("format", "print")),
    }
)
_WITH_PRINT = frozenset({("layout", "default"), ("page", ""), ("page", "0")})
"""What Joomla adds to the address of a print view."""


class _Parts(NamedTuple):
    scheme: str
    host: str
    port: int | None
    path: str
    query: tuple[str, ...]
    """Parameters in their order, each `name` or `name=value`, percent-encoded."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where something lives: the form to show and store, and the key under which it is known."""

    key: str
    url: str

    def part(self, fragment: str | None) -> Address:
        """The address of a document's part; the document's own where it is the whole."""
        return Address(part_of(self.key, fragment), part_of(self.url, fragment))


def address_of(url: str, *, aliases: Mapping[str, str] = _NO_ALIASES) -> Address:
    """An address as publishers write it, canonicalised. Raises ValueError as `canonical` does."""
    return Address(identity(url, aliases=aliases), canonical(url))


def part_of(address: str, fragment: str | None) -> str:
    """Address or key of a document's part; the document's own where it is the whole."""
    return address if fragment is None else f"{address}#{fragment}"


def canonical(url: str) -> str:
    """Give an absolute http(s) address in the form to show and store: the plain view of the page, nothing of tracking.

    The path's last slash stays as given. Raises ValueError for anything that is not a web address.
    """
    address = _normal(url)
    query = f"?{'&'.join(address.query)}" if address.query else ""
    return f"{address.scheme}://{_with_port(address.host, address.port)}{address.path}{query}"


def identity(url: str, *, aliases: Mapping[str, str] = _NO_ALIASES) -> str:
    """Key under which two addresses are one article, such as `example.org/peru/strike`; it is no address itself.

    `aliases` maps other hosts (`host` or `host:port`) to the main one. Raises ValueError as `canonical` does.
    """
    host, port, rest = _identifying(url)
    return f"{_main_host(host, port, aliases)}{rest}"


def former_identity(url: str, *, aliases: Mapping[str, str] = _NO_ALIASES) -> str:
    """Key that an address in canonical form had in databases made before parameters were told apart with more care.

    It is what `identity` gives for nearly all addresses. Raises ValueError as `canonical` does.
    """
    address = _normal(url)
    query = tuple(part for part in address.query if not tracked_formerly(_pair(part)[0]))
    former = address._replace(host=_former_host(address.host), query=query)
    host, port, rest = _key_parts(former)
    return f"{_main_host(host, port, aliases)}{rest}"


def _former_host(host: str) -> str:
    """Host as IDNA 2003 has it, which made ss of ß."""
    try:
        return idna.decode(host).encode("idna").decode("ascii") if "xn--" in host else host
    except (idna.IDNAError, UnicodeError):
        return host


def host_of(url: str) -> str:
    """Lower-case host of an address, with its port unless that is the scheme's own. Raises ValueError."""
    address = _normal(url)
    return _with_port(address.host, address.port)


@lru_cache(maxsize=16384)
def resolve(base: str, href: str) -> str | None:
    """Absolute address that a link in the page at `base` leads to, without fragment, as the page gives it otherwise.

    None for what leads to no other web page: mailto:, javascript:, a place within the page, a broken address.
    """
    link = href.strip(" \t\r\n\f\v\x00")
    if not link or link.startswith("#") or _NO_HOST.fullmatch(link):
        return None
    try:
        joined = _parts(urljoin(base, _forward(link)))
    except ValueError:
        return None
    query = f"?{joined.query[0]}" if joined.query else ""
    path = joined.path.rstrip(";") or "/"  # as joining leaves it out of some addresses and not of others
    return f"{joined.scheme}://{_with_port(joined.host, joined.port)}{path}{query}"


@lru_cache(maxsize=8192)  # a section shows the same links at each look, and each link is asked for several times
def _normal(url: str) -> _Parts:
    """Address in canonical parts."""
    parts = _parts(url)
    return parts._replace(path=_plain_path(parts.path), query=_plain_query(parts))


@lru_cache(maxsize=16384)
def _identifying(url: str) -> tuple[str, int | None, str]:
    """Host without www, port if it is no default one, and the key of path and query."""
    return _key_parts(_normal(url))


def _key_parts(address: _Parts) -> tuple[str, int | None, str]:
    port = None if address.port in _DEFAULT_PORTS.values() else address.port
    return _without_www(address.host), port, _path_key(address.path) + _query_key(address.query)


def _parts(url: str) -> _Parts:
    """Address in parts, well-formed but with everything that was in it; the query is still one string."""
    try:
        split = urlsplit(_forward(url.strip()))
        scheme, host, port = split.scheme.lower(), split.hostname, split.port
    except ValueError as error:
        raise ValueError(f"not a web address: {url!r} ({error})") from None
    if scheme not in _DEFAULT_PORTS or not host:
        raise ValueError(f"not a web address: {url!r} (it takes http:// or https://, and a host)")
    return _Parts(
        scheme=scheme,
        host=_plain_host(host),
        port=None if port == _DEFAULT_PORTS[scheme] else port,
        path=_without_dots(_percent(split.path, _IN_PATH)) or "/",
        query=(_percent(split.query, _IN_QUERY),) if split.query else (),
    )


def _forward(url: str) -> str:
    """Address whose path has slashes where somebody wrote backslashes, as browsers read it."""
    if "\\" not in url:
        return url
    end = min((at for at in (url.find("?"), url.find("#")) if at >= 0), default=len(url))
    return url[:end].replace("\\", "/") + url[end:]


def _plain_host(host: str) -> str:
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host).compressed}]"
        except ValueError:
            raise ValueError(f"not a host: {host!r}") from None
    plain = unquote(host) if "%" in host else host
    if not plain.isascii():
        plain = _ascii_host(plain)
    plain = plain.lower().removesuffix(".")
    if not _HOST.fullmatch(plain):
        raise ValueError(f"not a host: {host!r}")
    return plain


def _ascii_host(host: str) -> str:
    """Host in the form in which it is looked up, by UTS 46 without its transition: ß is a letter of its own."""
    try:
        return idna.encode(host, uts46=True, std3_rules=False, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        pass
    try:  # what IDNA 2008 forbids and browsers take all the same, such as signs and pictures
        labels = idna.uts46_remap(host, std3_rules=False, transitional=False).split(".")
        return ".".join(label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in labels)
    except (idna.IDNAError, UnicodeError):
        raise ValueError(f"not a host: {host!r}") from None


_UNRESERVED = r"A-Za-z0-9\-._~"
_IN_PATH = re.compile(rf"%[0-9A-Fa-f]{{2}}|[^{_UNRESERVED}!$&'()*+,;=:@/]")
_IN_QUERY = re.compile(rf"%[0-9A-Fa-f]{{2}}|[^{_UNRESERVED}!$&'()*+,;=:@/?]")
_SAME_IN_PATH = re.compile("%(?:2[1789ABC]|3A|40)")


def _percent(text: str, foreign: re.Pattern[str]) -> str:
    """Percent-encode what may not stand there, decode what need not be encoded (RFC 3986, 6.2.2)."""
    return foreign.sub(_encoded, text)


def _encoded(found: re.Match[str]) -> str:
    piece = found[0]
    if len(piece) == 1:
        return quote(piece, safe="", errors="replace")
    character = chr(int(piece[1:], 16))
    return character if character.isascii() and (character.isalnum() or character in "-._~") else piece.upper()


def _without_dots(path: str) -> str:
    """Path with `.` and `..` carried out (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _plain_path(path: str) -> str:
    """Path of the plain page: no session, no AMP or print view."""
    plain = _without_dots(_AMP_FILE.sub("", _SESSION.sub("", path))) or "/"
    view = _VIEWS.search(plain)
    if view and view["before"][1:].lower() not in _SHELVES:
        plain = plain[: view.start()] + view["before"] + view["slash"]
    return plain if plain == path else _plain_path(plain)  # one may stand within another


def _plain_query(address: _Parts) -> tuple[str, ...]:
    """Parameters that make a difference, in their order."""
    if not address.query:
        return ()
    pairs = [_pair(part) for part in address.query[0].split("&")]
    plain = [pair for pair, _ in pairs]
    extra = _WITH_PRINT if any(pair in _VIEW_PARAMETERS for pair in plain) else frozenset[tuple[str, str]]()
    return tuple(
        text
        for pair, text in pairs
        if text
        and pair not in _VIEW_PARAMETERS
        and pair not in extra
        and not tracks(pair, spelled=text.partition("=")[0], path=address.path, others=plain)
    )


def _pair(part: str) -> tuple[tuple[str, str], str]:
    """Lower-case name and value, and the parameter as it stands; `&amp;` left over from markup is an ampersand."""
    while part.startswith("amp;"):
        part = part.removeprefix("amp;")
    name, _, value = part.partition("=")
    return (name.lower(), value.lower()), part


def _with_port(host: str, port: int | None) -> str:
    return host if port is None else f"{host}:{port}"


def _without_www(host: str) -> str:
    rest = host.removeprefix("www.")
    return rest if "." in rest else host


def _main_host(host: str, port: int | None, aliases: Mapping[str, str]) -> str:
    """Host under which the publisher is known; a port that the alias doesn't name stays."""
    if not aliases:
        return _with_port(host, port)
    known = {_without_www(alias.lower()): _without_www(main.lower()) for alias, main in aliases.items()}
    exact = known.get(_with_port(host, port))
    if exact is not None:
        return exact
    main = known.get(host, host)
    return main if port is None else _with_port(re.sub(r":\d+$", "", main), port)


def _path_key(path: str) -> str:
    path = _SAME_IN_PATH.sub(lambda found: chr(int(found[0][1:], 16)), path)
    path = _INDEX.sub("/", re.sub("/{2,}", "/", path))
    return _PRINTED_NODE.sub("/node/", _FRONT.sub("", path).rstrip("/"))


def _query_key(query: tuple[str, ...]) -> str:
    """Parameters in one order; Joomla's article is known by its number alone."""
    pairs = {name.lower(): value for name, _, value in (part.partition("=") for part in query)}
    if pairs.get("view") == "article" and pairs.get("id"):
        dropped = {"option", "catid", "layout"}
        query = tuple(part for part in query if part.partition("=")[0].lower() not in dropped)
    kept = sorted(_parameter_key(part) for part in query if part not in {"start=0", "limitstart=0"})
    return f"?{'&'.join(kept)}" if kept else ""


def _parameter_key(part: str) -> str:
    name, equals, value = part.replace("%20", "+").partition("=")
    number = re.match(r"(\d+)(?::|%3A)", value) if name in {"id", "catid", "cid"} else None
    return f"{name}{equals}{number[1] if number else value}"
