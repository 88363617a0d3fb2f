"""What a snapshot is: a page or a PDF, and in which charset."""

from __future__ import annotations

import codecs
import re
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from crawler.text.media_types import media_type_of
from model.article import Kind, Snapshot
from model.errors import NotAnArticle

_OPENING = 1024
"""Bytes in which a PDF's mark may stand; Acrobat's own rule."""

_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_BINARY = (
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"RIFF", "audio, video or a picture"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"Rar!", "application/vnd.rar"),
    (b"OggS", "audio or video"),
    (b"ID3", "audio/mpeg"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"%!PS", "application/postscript"),
    (b"{\\rtf", "application/rtf"),
)
_KINDS = {
    "text/html": Kind.HTML,
    "application/xhtml+xml": Kind.HTML,
    "application/pdf": Kind.PDF,
    "application/x-pdf": Kind.PDF,
}
_VAGUE = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/force-download", "unknown/unknown"}
)
_PAGE_SUFFIXES = frozenset({"", ".htm", ".html", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp", ".cfm"})


def kind_of(snapshot: Snapshot) -> Kind:
    """Whether the bytes are a page or a PDF: by themselves, else by Content-Type, else by the address.

    Raises NotAnArticle if they are neither.
    """
    if not snapshot.body.strip():
        raise NotAnArticle("is empty")
    if _MARKUP.match(snapshot.body[: 4 * _OPENING]):
        return Kind.HTML
    if b"%PDF-" in snapshot.body[:_OPENING] and not snapshot.body.lstrip().startswith(b"<"):
        return Kind.PDF
    media_type = media_type_of(snapshot.content_type)
    found = _signature(snapshot.body) or media_type
    if kind := _KINDS.get(found):
        return kind
    suffix = PurePosixPath(urlsplit(snapshot.url).path).suffix.lower()
    if found in _VAGUE and suffix == ".pdf":
        return Kind.PDF
    if found in _VAGUE and suffix in _PAGE_SUFFIXES and b"\0" not in snapshot.body[:_OPENING]:
        return Kind.HTML
    raise NotAnArticle(f"is {found or 'of no type that we know'}, neither a page nor a PDF")


def charset_of(snapshot: Snapshot) -> str | None:
    """Name of the charset that the Content-Type header gives, if Python knows it."""
    given = _header(snapshot).get_content_charset() if snapshot.content_type else None
    try:
        return codecs.lookup(given).name if given else None
    except (LookupError, ValueError):
        return None


def _header(snapshot: Snapshot) -> Message:
    """The Content-Type in a parser of such headers."""
    message = Message()
    message["Content-Type"] = re.sub(r"[\r\n]+", " ", snapshot.content_type)
    return message


def _signature(body: bytes) -> str:
    """Media type that the first bytes give away, or an empty string."""
    if body[4:8] == b"ftyp":
        return "audio or video"
    return next((name for mark, name in _BINARY if body.startswith(mark)), "")
