"""The list of our feeds, for a reader to import."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from alerts.quoting.plain import one_line, uri

OPML_TYPE = "text/x-opml; charset=utf-8"


def opml(title: str, feeds: Sequence[tuple[str, str, str]]) -> bytes:
    """Give feeds, each (title, address of the feed, address of its page), as OPML 2.0 in the order given."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = one_line(title)
    body = etree.SubElement(root, "body")
    for name, xml_url, html_url in feeds:
        shown = one_line(name)
        etree.SubElement(
            body, "outline", type="rss", text=shown, title=shown, xmlUrl=uri(xml_url), htmlUrl=uri(html_url)
        )
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
