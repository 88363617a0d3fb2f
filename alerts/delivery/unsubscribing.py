"""Links by which recipients unsubscribe: signed, so that nobody unsubscribes others, and without names in them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

from model.alert import Digest, is_channel

PURPOSE = "unsubscribe"
"""Of the key that signs them."""
PATH = "/unsubscribe/"


def token(key: bytes, audience: str, recipient: str) -> str:
    """What stands for a recipient of a digest in a link: the same for ever, and told by nobody who lacks the key."""
    signed = hmac.new(key, f"{audience}\n{recipient.casefold()}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(signed[:18]).decode()


def link(public_url: str, key: bytes, audience: str, recipient: str) -> str:
    """Where a recipient unsubscribes from a digest."""
    return f"{public_url.rstrip('/')}{PATH}{token(key, audience, recipient)}"


def whose(given: str, key: bytes, digests: Iterable[Digest]) -> tuple[Digest, str] | None:
    """The digest and the recipient that a token stands for, of those that there are."""
    for digest in digests:
        for recipient in digest.to:
            if not is_channel(recipient) and hmac.compare_digest(token(key, digest.name, recipient), given):
                return digest, recipient
    return None
