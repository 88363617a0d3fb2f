"""What lets somebody read who has no password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TokenScope(StrEnum):
    """What a token lets its bearer do."""

    FEEDS = "feeds"
    """Read the published feeds: for a feed reader, whose address has the token in it."""
    API = "api"
    """Read and do all that programs can: for a script of the owner's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as it is kept: nobody can tell the token itself from it."""

    name: str
    """Whose it is."""
    scope: TokenScope
    created: datetime
