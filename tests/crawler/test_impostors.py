"""Pages that all say the same, held against each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.articles.impostors import bears_day_of, is_redated, verdict
from model.article import DateSource, PublicationDate
from storage.articles import Companion

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def other(listed: str | None, *, title: str = "Welcome", says_same: bool = True) -> Companion:
    return Companion(title=title, listed=listed, says_same=says_same)


FLOOD, STRIKE, MINE = "Flood in Piura", "Teachers strike again", "A mine is closed"


@pytest.mark.parametrize(
    ("title", "others", "is_article"),
    [
        (FLOOD, [], True),
        ("Welcome", [other(STRIKE)], False),
        ("Welcome", [other(FLOOD)], True),  # the same article at another address
        ("Welcome", [other(None)], True),  # nobody says what it was to be
        (STRIKE, [other(STRIKE, title=STRIKE)], True),  # the same article, which the section names by other words here
        (FLOOD, [other(STRIKE, title=STRIKE), other(MINE, title=MINE)], True),  # a notice under a title of its own
        ("Welcome", [other(STRIKE, says_same=False)], True),
        ("Welcome", [other(STRIKE, says_same=False), other(MINE, says_same=False)], False),
        (FLOOD, [other(STRIKE, title=FLOOD, says_same=False), other(MINE, title=FLOOD, says_same=False)], True),
        (STRIKE, [other(STRIKE, title=MINE), other(MINE, title=MINE)], False),
    ],
)
def test_a_page_is_no_article_if_others_listed_otherwise_say_the_same(
    title: str, others: list[Companion], *, is_article: bool
) -> None:
    assert (verdict(title, FLOOD, others).refusal is None) is is_article


def test_a_page_under_its_own_title_is_hollow_if_several_others_say_the_same() -> None:
    assert not verdict(FLOOD, FLOOD, [other(STRIKE)]).is_hollow
    assert verdict(FLOOD, FLOOD, [other(STRIKE), other(MINE)]).is_hollow
    assert not verdict(FLOOD, FLOOD, [other(STRIKE, says_same=False)] * 3).is_hollow


def date(value: str, source: DateSource = DateSource.META) -> PublicationDate:
    return PublicationDate(value, source)


@pytest.mark.parametrize(
    ("known", "stated", "redated"),
    [
        (date("2026-03-12"), date("2026-03-14"), True),
        (date("2026-03-12T10:00:00+00:00"), date("2026-03-14T11:59:00+00:00"), True),
        (date("2026-03-14"), date("2026-03-14"), False),
        (date("2026-03-12"), date("2026-03-12"), False),
        (date("2026-03-12"), date("2026-03-10"), False),
        (date("2026-03-12"), date("2026-03-14", DateSource.FEED), False),
        (date("2026-03-12"), date("2026-03"), False),
        (None, date("2026-03-14"), False),
        (date("2026-03-12"), None, False),
        (date("2026-03-14T07:00:00+00:00"), date("2026-03-14T07:00:00+00:00"), False),  # it came out this morning
        (date("2026-03-14"), date("2026-03-14T07:00:00+00:00"), False),
        (date("2026-03-12T07:00:00+00:00"), date("2026-03-14T11:59:00+00:00"), True),
    ],
)
def test_a_page_is_redated_if_its_day_became_that_of_the_look(
    known: PublicationDate | None, stated: PublicationDate | None, *, redated: bool
) -> None:
    assert is_redated(known, stated, at=NOON) is redated


def test_today_is_today_in_whatever_zone_the_site_is() -> None:
    assert bears_day_of(NOON - timedelta(hours=11), date("2026-03-13"))
    assert bears_day_of(NOON + timedelta(hours=11), date("2026-03-15"))
    assert not bears_day_of(NOON, date("2026-03-12"))
