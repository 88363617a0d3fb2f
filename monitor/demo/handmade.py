"""Highland Bulletin: files written by hand, tables and font elements, no dates, no feed, and a supplement in PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from model.article import Kind
from monitor.demo.pages import INVENTED, DemoPage, Request, escape, newest, robots
from monitor.demo.samples import Sample
from monitor.demo.timeline import Publication

SECTION = "/peru/index.html"
SUPPLEMENT = Path(__file__).parent / "supplement.pdf"
"""Made from the content by the tests' make_supplement.py."""

_FONT = '<font face="Verdana, Arial, Helvetica" size="2">'


def path(sample: Sample) -> str:
    """Where an article or supplement stands on the site, with a space where its author typed one."""
    return f"/supplements/Special Issue/{sample.slug}.pdf" if sample.kind is Kind.PDF else f"/peru/{sample.slug}.html"


def answer(request: Request, shown: Sequence[Publication]) -> DemoPage:
    """The site's answer while these articles, newest first, have come out."""
    if request.path == "/robots.txt":
        return robots("Disallow:")
    if request.path in {"/", "/index.html"}:
        links = f'<tr><td>{_FONT}<a href="peru/index.html">Peru</a></font></td></tr>\n'
        return _page(f"{links}<tr><td>{_FONT}{INVENTED}</font></td></tr>", shown)
    if request.path in {"/peru/", SECTION}:
        return _index(shown)
    for publication in shown:
        if request.path == path(publication.sample):
            return _file(publication)
    return DemoPage(body=b"<html><head><title>404 Not Found</title></head><body>Not Found</body></html>", status=404)


def _file(publication: Publication) -> DemoPage:
    """An article's page, or the supplement as it was made."""
    if publication.sample.kind is Kind.PDF:
        return DemoPage(body=SUPPLEMENT.read_bytes(), content_type="application/pdf", modified=publication.moment)
    return _article(publication)


def _page(rows: str, shown: Sequence[Publication]) -> DemoPage:
    """The frame around everything: it says iso-8859-1 and is windows-1252, as browsers read it."""
    text = f"""<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">
<title>Untitled Document</title>
</head>
<body bgcolor="#FFFFF4" text="#222222" link="#006633" vlink="#006633">
<table width="740" border="0" align="center" cellpadding="6" cellspacing="0">
<tr><td bgcolor="#006633"><font face="Georgia, Times" size="5" color="#FFFFFF"><b>Highland Bulletin</b></font></td></tr>
{rows}
</table>
</body>
</html>
"""
    return DemoPage(
        body=text.replace("\n", "\r\n").encode("windows-1252"), content_type="text/html", modified=newest(shown)
    )


def _index(shown: Sequence[Publication]) -> DemoPage:
    """The section: one row a link, relative to its folder."""
    rows = "\n".join(_row(publication.sample) for publication in shown)
    return _page(
        f"""<tr><td align="center"><font face="Georgia, Times" size="5" color="#006633"><b>PERU</b></font></td></tr>
<tr><td><table border="0" width="100%" cellpadding="3">
{rows}
</table></td></tr>
<tr><td align="right">{_FONT}<a href="../index.html">Home</a></font></td></tr>""",
        shown,
    )


def _row(sample: Sample) -> str:
    place = path(sample)
    link = f"..{place}" if sample.kind is Kind.PDF else place.removeprefix("/peru/")
    target = ' target="_blank"' if sample.kind is Kind.PDF else ""
    text = escape(sample.teaser or sample.title)
    return f'<tr><td width="16">&nbsp;</td><td>{_FONT}<a href="{link}"{target}>{text}</a></font></td></tr>'


def _article(publication: Publication) -> DemoPage:
    """An article: title, byline and paragraphs, told apart by their fonts only."""
    sample = publication.sample
    byline = f"<p>{_FONT}<i>{escape(sample.author)}</i></font></p>\n" if sample.author else ""
    body = "\n".join(f'<p align="justify">{_FONT}{escape(paragraph)}</font></p>' for paragraph in sample.paragraphs)
    title = f'<font face="Georgia, Times" size="5" color="#006633"><b>{escape(sample.title)}</b></font>'
    return _page(
        f"""<tr><td align="center">{title}</td></tr>
<tr><td>{byline}{body}</td></tr>
<tr><td align="right">{_FONT}<a href="index.html">Back</a></font></td></tr>""",
        [publication],
    )
