"""Media types as headers state them, free of what they must not hold."""

from __future__ import annotations

import re

_MEDIA_TYPE = re.compile(r"[\w.+!#$&^-]{1,127}/[\w.+!#$&^-]{1,127}", re.ASCII)
"""RFC 6838, 4.2."""


def media_type_of(content_type: str) -> str:
    """The media type alone, in lower case; empty where none is stated.

    It is repeated in reasons, which stand in logs, on pages and on terminals.
    """
    stated = content_type.partition(";")[0].strip().lower()
    return stated if _MEDIA_TYPE.fullmatch(stated) else ""
