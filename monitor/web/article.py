"""`/articles/ID`: one article as it is kept, with its revisions, its copies and its archived page."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from itertools import pairwise

import nh3
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from alerts.quoting.body_html import body_html
from alerts.quoting.plain import clean
from model.article import Article, Revision, Snapshot
from model.watch import Evidence
from monitor.web import asked, records
from monitor.web.differences import DiffPart, differences
from monitor.web.overview import headline, places
from monitor.web.page import rendered
from monitor.web.site import Site
from storage import articles, grouped, revisions, watches

_MOST_REVISIONS = 10
"""Revisions whose changes are shown, the newest ones; the twin for programs has all."""
_LONGEST_SOURCE = 2_000_000
"""Characters of an archived page that are made text of; more are a list or data, and can be downloaded."""
_LONGEST_TEXT = 300_000
"""Characters of an archived page's text that are shown."""
_CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)
_BLOCK_END = re.compile(
    r"</(?:p|div|h[1-6]|li|tr|td|article|section|header|footer|nav|title)>|<br\s*/?>", re.IGNORECASE
)


def routes(site: Site) -> list[Route]:
    """The page, its twin for programs, and the archived page."""

    def show(request: Request) -> Response:
        return _page(site, request)

    def tell(request: Request) -> Response:
        article, own_revisions, copies, evidence, _ = _gathered(site, asked.number(request))
        return JSONResponse(records.article_whole(article, own_revisions, copies, evidence))

    def show_archived(request: Request) -> Response:
        article, snapshot = _archived(site, request)
        return rendered(
            site.viewer(request),
            "archived.html",
            article=article,
            snapshot=snapshot,
            number=request.path_params["revision"],
            text=_text_of(snapshot),
            source_titles=site.source_titles,
        )

    def download(request: Request) -> Response:
        article, snapshot = _archived(site, request)
        # Neither the type nor the name make a browser, or a click in a folder, run what a publisher wrote.
        extension = "pdf" if _is_pdf(snapshot) else "html.txt"
        name = f"article-{article.id}-{snapshot.fetched:%Y-%m-%d}.{extension}"
        return Response(
            snapshot.body,
            media_type="application/octet-stream",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Content-Security-Policy": "default-src 'none'; sandbox",
            },
        )

    return [
        Route("/articles/{number:int}", show),
        Route("/articles/{number:int}.json", tell),
        Route("/articles/{number:int}/archived/{revision:int}", show_archived),
        Route("/articles/{number:int}/archived/{revision:int}/download", download),
    ]


def _gathered(
    site: Site, number: int
) -> tuple[Article, list[Revision], list[Article], dict[str, tuple[Evidence, ...]], Article | None]:
    """An article, its revisions, its copies, where watches met it, and the article whose text it prints."""
    with site.database.reading() as session:
        found = articles.by_id(session, [number])
        if not found:
            raise HTTPException(404)
        (article,) = found
        original = articles.by_id(session, [] if article.copy_of is None else [article.copy_of])
        return (
            article,
            revisions.of_article(session, number),
            revisions.copies(session, number),
            watches.evidence(session, number),
            original[0] if original else None,
        )


def _page(site: Site, request: Request) -> Response:
    article, own_revisions, copies, evidence, original = _gathered(site, asked.number(request))
    met = [place for of_it in evidence.values() for place in of_it]
    said = article.content
    with site.database.reading() as session:
        around = grouped.by_id(session, [] if article.development is None else [article.development])
    return rendered(
        site.viewer(request),
        "article.html",
        article=article,
        title=headline(article, met),
        body=body_html(said.body, said.structure, found=places(met, "body")),
        keywords={watch: sorted({place.keyword for place in of_it}) for watch, of_it in evidence.items()},
        revisions=own_revisions,
        changes=_changes(own_revisions),
        copies=copies,
        original=original,
        development=around[0] if around else None,
        source_titles=site.source_titles,
        watch_titles=site.watch_titles,
    )


def _changes(own: Sequence[Revision]) -> list[tuple[Revision, list[list[DiffPart]], list[list[DiffPart]]]]:
    """The newest revisions, newest first, each with what changed in its title and its body."""
    pairs = list(pairwise(own))[-_MOST_REVISIONS:]
    return [
        (
            after,
            differences(before.content.title, after.content.title),
            differences(before.content.body, after.content.body),
        )
        for before, after in reversed(pairs)
    ]


def _archived(site: Site, request: Request) -> tuple[Article, Snapshot]:
    number, revision = asked.number(request), min(request.path_params["revision"], asked.NO_ID)
    with site.database.reading() as session:
        found = articles.by_id(session, [number])
        snapshot = revisions.snapshot(session, number, revision) if found else None
    if snapshot is None:
        raise HTTPException(404)
    return found[0], snapshot


def _is_pdf(snapshot: Snapshot) -> bool:
    return snapshot.body[:1024].lstrip().startswith(b"%PDF")


def _text_of(snapshot: Snapshot) -> str | None:
    """The words of an archived page, without any of its markup; None of a file that is no page."""
    if _is_pdf(snapshot):
        return None
    texts = []
    for page in (snapshot, *snapshot.further):
        found = _CHARSET.search(page.content_type) or _CHARSET.search(page.body[:2048].decode("ascii", "replace"))
        try:
            source = page.body.decode(found[1] if found else "utf-8", "replace")
        except (LookupError, ValueError):  # no such encoding, or one that refuses what it is given
            source = page.body.decode("utf-8", "replace")
        # Scripts and styles go with their content, all other tags go alone.
        bare = nh3.clean(
            _BLOCK_END.sub(r"\g<0>\n", source[:_LONGEST_SOURCE]), tags=set(), clean_content_tags={"script", "style"}
        )
        lines = (" ".join(line.split()) for line in clean(html.unescape(bare)).splitlines())
        texts.append("\n".join(line for line in lines if line))
    return "\n\n".join(texts)[:_LONGEST_TEXT]
