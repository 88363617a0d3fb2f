"""Words made into a mail: the same words, people and identity always give the same bytes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import getaddresses
from typing import Any
from uuid import UUID, uuid5

from alerts.quoting.plain import one_line
from model.alert import is_channel
from model.errors import DeliveryError

_OURS = UUID("6f1a3f6e-5a0b-4d0c-9c1d-0a5f2f0b7e11")


class _Whole(UnstructuredHeader, BaseHeader):
    """A header of one long word, which the standard library would take apart and encode, so that no program read it."""

    def fold(self, *, policy: Policy[Any]) -> str:
        """On one line, as it is."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
for _name in ("list-id", "list-unsubscribe", "message-id"):
    _HEADERS.map_to_type(_name, _Whole)
_SEVEN_BIT = SMTP.clone(cte_type="7bit", header_factory=_HEADERS)


_PLAIN_LIMIT = 200_000
"""Characters above which a part goes as base64: quoted-printable is readable, and takes a second a megabyte."""
PAYLOAD_VERSION = 1
"""Raised when a field is taken away or means another thing; fields may come without."""
UNSUBSCRIBE = "https://unsubscribe.invalid/"
"""In rendered words, where the recipient's own address to unsubscribe goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture inside a mail."""

    content: bytes
    """A PNG."""
    alternative: str
    """What it shows, in words."""
    width: int
    """In pixels, as it is shown."""

    @property
    def cid(self) -> str:
        """By what the HTML refers to it."""
        return f"{hashlib.sha256(self.content).hexdigest()[:20]}@peruwatch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A message's words, not yet addressed to anybody."""

    subject: str
    """One line of at most 120 characters."""
    text: str
    """Plain text, wrapped at 76 characters; addresses are never broken."""
    html: str
    """A whole document with its styles inline."""
    picture: Picture | None = None


def compose(
    rendered: Rendered,
    *,
    sender: str,
    recipient: str,
    message_id: str,
    date: datetime,
    list_id: str | None,
    unsubscribe: str = "",
) -> bytes:
    """Give a whole mail (RFC 5322, 7-bit, CRLF) with plain text and HTML, marked as sent by a machine.

    `sender` and `recipient` are plain addresses or `Name <address>`; raises DeliveryError for what is neither.
    `list_id` names what the mail belongs to (RFC 2919), without angle brackets. `unsubscribe` is where a POST ends it
    (RFC 8058).
    """
    mail = EmailMessage(policy=_SEVEN_BIT)
    mail["From"] = _address(sender)
    mail["To"] = _address(recipient)
    mail["Subject"] = one_line(rendered.subject)
    mail["Date"] = date
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if list_id:
        mail["List-Id"] = f"<{list_id}>"
    if unsubscribe:
        mail["List-Unsubscribe"] = f"<{one_line(unsubscribe)}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text, html = (words.replace(UNSUBSCRIBE, unsubscribe) for words in (rendered.text, rendered.html))
    mail.set_content(text, cte=_encoding(text))
    mail.add_alternative(html, subtype="html", cte=_encoding(html))
    boundary = hashlib.sha256(message_id.encode()).hexdigest()[:40]
    if rendered.picture:
        _add_picture(mail, rendered.picture, boundary)
    mail.set_boundary(f"=_{boundary}")
    return mail.as_bytes()


def _add_picture(mail: EmailMessage, picture: Picture, boundary: str) -> None:
    """Put a picture beside the HTML that refers to it."""
    html = mail.get_body(("html",))
    if isinstance(html, EmailMessage):
        html.add_related(
            picture.content, "image", "png", cid=f"<{picture.cid}>", filename="week.png", disposition="inline"
        )
        html.set_boundary(f"=r{boundary}")


def _encoding(text: str) -> str:
    return "quoted-printable" if len(text) <= _PLAIN_LIMIT else "base64"


def written(
    rendered: Rendered,
    *,
    kind: str,
    sender: str,
    recipient: str,
    message_id: str,
    date: datetime,
    list_id: str | None = None,
) -> bytes:
    """A message that tells of no article, for a mailbox or a channel."""
    if not is_channel(recipient):
        return compose(rendered, sender=sender, recipient=recipient, message_id=message_id, date=date, list_id=list_id)
    nothing: dict[str, Any] = {"digest": None, "page": None, "developments": [], "articles": [], "taken_in": []}
    return json.dumps(payload_head(rendered, message_id, kind, date) | nothing, ensure_ascii=False, indent=1).encode()


def payload_head(rendered: Rendered, message_id: str, kind: str, now: datetime) -> dict[str, Any]:
    """What the JSON for channels begins with, whatever it tells."""
    text = "".join(line for line in rendered.text.splitlines(keepends=True) if UNSUBSCRIBE not in line)
    return {
        "version": PAYLOAD_VERSION,
        "id": message_id.strip("<>"),
        "kind": kind,
        "created": now.isoformat(timespec="seconds"),
        "subject": one_line(rendered.subject),
        "text": text,
    }


def new_message_id(seed: str, domain: str) -> str:
    """Give the Message-ID, with its angle brackets, that always belongs to a seed."""
    return f"<{uuid5(_OURS, seed)}@{domain}>"


def bare_address(mailbox: str) -> str:
    """Give the address in `address` or `Name <address>`; raises DeliveryError if there is none."""
    return _address(mailbox).addr_spec


def _address(mailbox: str) -> Address:
    people = getaddresses([mailbox])
    name, address = people[0] if len(people) == 1 else ("", "")
    try:
        return Address(one_line(name), addr_spec=address.encode("ascii").decode())
    except (MessageError, ValueError, IndexError) as error:
        raise DeliveryError(
            f"{mailbox!r} is not an address that mail can go to; write name@example.org in ASCII", permanent=True
        ) from error
