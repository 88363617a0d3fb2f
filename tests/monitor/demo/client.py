"""A reader of the sample sites: asks, and follows every link that robots.txt allows."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from urllib.parse import quote, urldefrag, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from lxml.html import HtmlElement, HTMLParser, document_fromstring

from tests import PATIENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()
    """What was to be kept, as the headers said it."""


def ask(url: str, method: str = "GET", body: bytes | None = None, /, **headers: str) -> Answer:
    """One request, with underscores in the headers' names for hyphens; redirects are not followed."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, quote(target, safe="/?&=%+"), body, headers=sent)
        response = connection.getresponse()
        return Answer(
            status=response.status,
            headers=dict(response.getheaders()),
            body=response.read(),
            cookies=tuple(response.headers.get_all("set-cookie") or ()),
        )
    finally:
        connection.close()


def page(url: str) -> HtmlElement:
    """A page that must be there, parsed as browsers do, with absolute links."""
    answer = ask(url)
    assert answer.status == 200, url
    return parsed(url, answer)


def parsed(url: str, answer: Answer) -> HtmlElement:
    # Browsers read windows-1252 where a page says iso-8859-1; lxml takes its word.
    encoding = "utf-8" if "utf-8" in answer.headers["Content-Type"] else "windows-1252"
    root = document_fromstring(answer.body, parser=HTMLParser(encoding=encoding))
    root.make_links_absolute(url)
    return root


def walk(start: str) -> dict[str, bytes]:
    """Every page or file that links from the start lead to on its site, by address."""
    rules = RobotFileParser()
    rules.parse(ask(urljoin(start, "/robots.txt")).body.decode().splitlines())
    found: dict[str, bytes] = {}
    todo = [start]
    while todo:
        url = todo.pop()
        if url in found or not rules.can_fetch("peruwatch", url):
            continue
        answer = ask(url)
        assert answer.status == 200, url
        found[url] = answer.body
        if answer.headers["Content-Type"].startswith("text/html"):
            todo += _links(url, answer)
    return found


def _links(url: str, answer: Answer) -> list[str]:
    links = (urldefrag(str(link)).url for link in parsed(url, answer).xpath("//a/@href"))
    return [quote(link, safe=":/?&=%") for link in links if urlsplit(link).netloc == urlsplit(url).netloc]
