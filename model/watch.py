"""What users watch for, and where it was met."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A query with a title and a policy."""

    name: str
    """Key in watches.toml and in feed addresses: lower-case letters, digits and hyphens."""
    title: str
    keywords: tuple[str, ...]
    """Words and phrases; any of them is enough."""
    exclude: tuple[str, ...] = ()
    """Words and phrases; any of them is too much."""
    alert: bool = False
    """Tell at once, too, and not only in digests and feeds."""

    @property
    def definition(self) -> str:
        """What decides its matches, as one text: two watches with the same one match the same articles."""
        return repr((self.keywords, self.exclude))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One place in an article that a watch met."""

    field: str
    """`title` or `body`."""
    start: int
    """Offset of its first character in that text."""
    end: int
    """Offset after its last character."""
    keyword: str
    """The keyword that was met there, as the watch has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A watch meeting a revision, with the evidence."""

    watch: str
    evidence: tuple[Evidence, ...]
    """In the order of the text, title first; at least one."""
