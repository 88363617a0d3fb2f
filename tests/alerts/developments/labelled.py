"""The labelled set of happenings: short articles, which happening each tells of, and which one it copies.

`happenings_a.toml` may be looked at while the grouping is tuned; `happenings_b.toml` may not, and judges it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

ALONE = "none"
"""The happening of an article that tells of many and therefore stands alone."""


class Half(StrEnum):
    """A half of the set, with its own happenings."""

    A = "a"
    """To look at and to tune on."""
    B = "b"
    """To judge on; nobody who tunes reads it."""


class Trap(StrEnum):
    """What makes an article easy to place wrongly."""

    # Apart: alike, but of another happening.
    RUN_OFF = "run-off"
    """First round and run-off of one election."""
    STRIKE_AGAIN = "strike-again"
    """Strikes of different days by the same unions in the same region."""
    STRIKE_ELSEWHERE = "strike-elsewhere"
    """Strikes of one union in different places in one month."""
    EMERGENCY_YEARS = "emergency-years"
    """States of emergency of different years in the same districts."""
    SAME_SURNAME = "same-surname"
    """Two persons of one surname, in the news in the same days."""
    COUP_ELSEWHERE = "coup-elsewhere"
    """A coup in another country, and a text about Peru that speaks of it at length."""
    TWO_ACCIDENTS = "two-accidents"
    """Mine accidents of one month in different regions."""
    TWO_FLOODS = "two-floods"
    """Floods of the same weeks on different rivers."""
    TEMPLATE = "template"
    """Notices and pronouncements worded alike on different matters."""
    COLUMN = "column"
    """A weekly column under one title."""
    SERIES = "series"
    """Parts of a series under one introduction."""
    LONG_QUOTATION = "long-quotation"
    """A piece that quotes a long passage of another and is no copy of it."""
    ROUND_UP = "round-up"
    """A list of a period's news."""
    NEWSLETTER = "newsletter"
    """A letter to readers that touches on many happenings."""
    ARCHIVE_PAGE = "archive-page"
    """A page of headlines and openings of other articles."""

    # Together: unlike, but of one happening.
    PREVIEW = "preview"
    """A march that is announced, and the same march reported."""
    EXTENSION = "extension"
    """A state of emergency that is extended in the week of its declaration."""

    # Both: what is near in time together, the rest apart.
    CHAIN = "chain"
    """A conflict of a year, in several happenings labelled `x-1`, `x-2`, `x-3`."""

    # Copies: the same text once more.
    WORD_FOR_WORD = "word-for-word"
    """On another host, unchanged."""
    CUT_SHORT = "cut-short"
    """Without its last paragraphs."""
    RESPELLED = "respelled"
    """From British to American spelling."""
    RETITLED = "retitled"
    """Under another headline."""
    FIRST_PARAGRAPH = "first-paragraph"
    """With another first paragraph."""
    CREDIT_LINE = "credit-line"
    """With a line that says where it comes from."""
    TRANSLATORS_NOTE = "translators-note"
    """With a note by a translator."""
    REPUBLISHED = "republished"
    """A year later, under a new date."""


COPIES = frozenset(
    {
        Trap.WORD_FOR_WORD,
        Trap.CUT_SHORT,
        Trap.RESPELLED,
        Trap.RETITLED,
        Trap.FIRST_PARAGRAPH,
        Trap.CREDIT_LINE,
        Trap.TRANSLATORS_NOTE,
        Trap.REPUBLISHED,
    }
)
"""The ways in which a text comes again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledArticle:
    """An article, and where it belongs."""

    id: str
    url: str
    source: str
    """Name of the publisher."""
    network: str
    """Sources of one network share copy."""
    language: str
    """`en`, `es` or `pt`."""
    title: str
    body: str
    """Paragraphs with an empty line between."""
    published: str | None
    """ISO 8601, a date or a moment; None where the page tells none."""
    first_seen: str | None
    """ISO 8601, the moment in which a page without a date was found."""
    happening: str
    """Label of the happening that it tells of; ALONE where it tells of many."""
    copy_of: str | None
    """Id of the text's first appearance, where this is not the first."""
    trap: Trap | None

    @property
    def moment(self) -> datetime:
        """When it came, in UTC: its place in the stream."""
        told = datetime.fromisoformat(self.published or self.first_seen or "")
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)


def articles(half: Half) -> list[LabelledArticle]:
    """Articles of one half, in the order in which they came."""
    text = Path(__file__).with_name(f"happenings_{half}.toml").read_text("utf-8")
    found = [_article(row) for row in tomllib.loads(text)["article"]]
    return sorted(found, key=lambda article: (article.moment, article.id))


def happenings(of: list[LabelledArticle]) -> dict[str, str]:
    """The happening of each article by the article's id, as scoring takes them."""
    return {article.id: article.happening for article in of}


def copies(of: list[LabelledArticle]) -> dict[str, str]:
    """First appearance of each copy by the copy's id, as scoring takes them."""
    return {article.id: article.copy_of for article in of if article.copy_of}


def _article(row: Mapping[str, Any]) -> LabelledArticle:
    return LabelledArticle(
        id=row["id"],
        url=row["url"],
        source=row["source"],
        network=row["network"],
        language=row["language"],
        title=row["title"],
        body=_paragraphs(row["body"]),
        published=_iso(row.get("published")),
        first_seen=_iso(row.get("first_seen")),
        happening=row["happening"],
        copy_of=row.get("copy_of"),
        trap=Trap(row["trap"]) if "trap" in row else None,
    )


def _paragraphs(wrapped: str) -> str:
    # The file breaks lines to be readable; a paragraph of an article is one line.
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in wrapped.split("\n\n"))


def _iso(value: date | datetime | None) -> str | None:
    return value.isoformat() if value is not None else None
