"""Addresses without what gives access: some publishers' feeds carry a reader's own token."""

from __future__ import annotations

import re

_NAMES = "access[-_]?token|api[-_]?key|apikey|auth|key|pass|passwd|password|pwd|secret|sig|signature|token"
_IN_QUERY = re.compile(rf"([?&](?:[\w-]*[-_])?(?:{_NAMES})=)[^&\s#,;'\"<>]+", re.IGNORECASE)
_USER = re.compile(r"(\w://)[^/\s@:]+:[^/\s@]+@")


def without_secrets(text: str) -> str:
    """A text as it may be logged and shown: in its addresses, what looks like a secret is left out."""
    return _USER.sub(r"\1***@", _IN_QUERY.sub(r"\1***", text))
