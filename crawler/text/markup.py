"""Bytes of a web page to a tree, and the words that a reader sees in it."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding

from model.errors import NotAnArticle

HIDDEN_TAGS = frozenset({"script", "style", "noscript", "template", "head", "object", "svg", "iframe"})
"""Elements whose text no reader sees."""
INLINE_TAGS = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
        *("ins", "kbd", "label", "mark", "nobr", "o:p", "q", "s", "samp", "small", "span", "strike", "strong", "sub"),
        *("sup", "time", "tt", "u", "var", "wbr"),
    }
)
"""Elements that stand within a line of text; any other one starts a new line."""
MOST_ELEMENTS = 100_000
"""Elements that a page may have; real ones have some thousands."""

_CONTROL = bytes([*range(9), 0x0B, *range(0x0E, 0x20), 0x7F])
_COUNT = etree.XPath("count(//*)")
_ONE_CLASS = etree.ElementDefaultClassLookup(element=HtmlElement)  # lxml's own looks for forms and their fields
_MOST_NODES = 300  # in a short text
_TOO_BROKEN = 0.1
_WINDOWS = "".join(bytes([value]).decode("cp1252", "ignore") or chr(value) for value in range(256))
_NOT_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"})


def parse_html(page: bytes, *, charset: str | None) -> HtmlElement:
    """Root element of a page, without comments; `charset` is the HTTP header's.

    Raises NotAnArticle when nothing can be read from the bytes.
    """
    text = decode_html(page, charset=charset)
    encoded = text.encode("utf-8", "replace")
    readable = encoded.translate(None, _CONTROL)
    if len(encoded) - len(readable) + text.count("\ufffd") > _TOO_BROKEN * len(text):
        raise NotAnArticle("the answer is not text: too many of its bytes are no characters of any writing")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        root = document_fromstring(readable, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise NotAnArticle("the page is empty") from None
    if float(str(_COUNT(root))) > MOST_ELEMENTS:
        raise NotAnArticle(f"the page is made of more than {MOST_ELEMENTS:,} elements, which is no page for readers")
    return root


def decode_html(page: bytes, *, charset: str | None) -> str:
    """Read a page's bytes as browsers do: its byte-order mark decides, then the HTTP header, then the page itself.

    A charset that the bytes refute is not believed, and neither is a legacy one where they are UTF-8; one that nobody
    states is UTF-8 or else windows-1252.
    """
    mark, bytes_of_mark = read_bom(page)
    if mark is not None and bytes_of_mark is not None:
        return page[len(bytes_of_mark) :].decode(mark, "replace")
    declared = _usable(charset)
    if declared is None and not page.isascii() and (text := _strict_utf8(page)) is not None:
        return text  # whatever the page states
    declared = declared or _stated_within(page) or "utf-8"
    if declared in {"utf-8", "cp1252"}:
        return _utf8_or_windows(page, declared)
    if not page.isascii() and not declared.startswith(("utf-16", "utf-32")) and (text := _strict_utf8(page)):
        return text  # more than ASCII that is valid UTF-8 is hardly ever anything else
    try:
        return page.decode(declared, "replace")
    except UnicodeError:  # some codecs refuse to replace what they can't read
        return _utf8_or_windows(page, "utf-8")


def _stated_within(page: bytes) -> str | None:
    """Charset that the page's own markup states; markup that says UTF-16 could not have been read if it were so."""
    name = _usable(html_body_declared_encoding(page))
    return "utf-8" if name and name.startswith(("utf-16", "utf-32")) else name


def _usable(charset: str | None) -> str | None:
    """Python's name of a charset as browsers understand it, such as cp1252 for iso-8859-1; None if there is none."""
    try:
        name = resolve_encoding(charset) if charset else None
        if name is None or not name.isascii():
            return None
        "".encode(name)
    except (LookupError, UnicodeError, ValueError):  # such as rot13, which turns text into text
        return None
    if name in {"utf-16", "utf-32"}:
        return f"{name}-le"
    return name if name not in _NOT_CHARSETS else None


def _strict_utf8(page: bytes) -> str | None:
    """Text in UTF-8; None if the bytes are not."""
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _utf8_or_windows(page: bytes, declared: str) -> str:
    """Text in the one of these two that fits: UTF-8 of more than ASCII is hardly ever anything else by chance."""
    if (whole := _strict_utf8(page)) is not None:
        return whole
    text = page.decode("utf-8", "replace")
    unreadable = text.count("\ufffd")
    if declared == "utf-8" and unreadable <= sum(character > "\x7f" for character in text) - unreadable:
        return text  # UTF-8 with a scratch, such as a page that was cut off
    return _windows(page)


def _windows(page: bytes) -> str:
    """Text in windows-1252, whose five undefined bytes stand for control characters, as browsers have it."""
    return codecs.charmap_decode(page, "strict", _WINDOWS)[0]


def collapse(text: str) -> str:
    """One line of text: each run of white space, no-break spaces too, is one space."""
    return " ".join(text.split())


def text_of(element: HtmlElement, *, most: int | None = None) -> str:
    """Text that a reader sees of an element, in one line; scripts, styles and templates are left out.

    With `most`, no more than that of so many elements, from the first on.
    """
    if not len(element):
        return collapse(element.text or "") if element.tag not in HIDDEN_TAGS else ""
    pieces: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in islice(walk, None if most is None else 2 * most):  # each begins and ends
        seen = isinstance(node.tag, str) and node.tag not in HIDDEN_TAGS
        if event == "start" and not seen:
            walk.skip_subtree()
        elif event == "start":
            pieces.append(_gap(node) + (node.text or ""))
        elif node is not element:
            pieces.append((_gap(node) if seen else "") + (node.tail or ""))
    return collapse("".join(pieces))


def short_text_of(element: HtmlElement, *, longest: int) -> str | None:
    """Text that a reader sees of an element, if that is at most `longest` characters; a long one is not even read."""
    if not len(element):  # nearly always
        text = text_of(element)
        return text if len(text) <= longest else None
    length = 0
    for number, node in enumerate(element.iter()):
        length += len((node.text or "").strip()) + len((node.tail or "").strip() if node is not element else "")
        if length > 2 * longest or number > _MOST_NODES:  # half of it may be hidden
            return None
    text = text_of(element)
    return text if len(text) <= longest else None


def spoken_texts(element: HtmlElement) -> Iterator[str]:
    """Each of an element's texts that a reader sees, in order."""
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "start" and (not isinstance(node.tag, str) or node.tag in HIDDEN_TAGS):
            walk.skip_subtree()
        elif text := (node.text if event == "start" else node.tail if node is not element else None):
            yield text


def _gap(node: HtmlElement) -> str:
    """Space that divides an element's text from its neighbours', if any."""
    return "" if node.tag in INLINE_TAGS else " "
