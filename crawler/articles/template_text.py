"""What is known of a source's pages, as it is handed to those who read one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A template as it is handed to workers: as text, which is quick to hand on and read only once."""

    entries: int = 0
    """Entries of the source, the first ones, from whose pages it was learned."""
    text: str | None = None
    """JSON; None before anything was learned."""
