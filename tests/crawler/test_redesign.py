"""Articles that suddenly come far shorter, or without dates, held against what came before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from crawler.articles.redesign import Redesign, redesign_of
from storage.articles import CameUp

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)
LONG, BRIEF = 4_000, 200


def came(day: float, length: int = LONG, *, is_dated: bool = True, is_news: bool = True) -> CameUp:
    return CameUp(at=START + day * DAY, is_news=is_news, length=length, is_dated=is_dated)


def judged(history: Sequence[CameUp], *, watched_from: float = 0) -> Redesign:
    ordered = sorted(history, key=lambda one: one.at)
    return redesign_of(ordered, now=ordered[-1].at, since=START, watched_since=START + watched_from * DAY)


def daily(count: int, start: int = 0, length: int = LONG) -> list[CameUp]:
    random = Random(3)
    return [came(start + number, int(length * random.lognormvariate(0, 0.5))) for number in range(count)]


def test_texts_that_suddenly_come_short_are_told_with_figures_after_a_few_days() -> None:
    before = daily(60)
    assert judged(before).short == 0
    after = [came(60 + number, BRIEF) for number in range(9)]
    first = next(count for count in range(1, 9) if judged([*before, *after[:count]]).short)
    assert 4 <= first <= 7
    found = judged([*before, *after])
    assert (found.short, found.length, found.undated) == (9, BRIEF, 0)
    assert 3_000 < found.usual_length < 5_000


def test_dates_that_suddenly_lack_are_told_with_figures_after_a_few_days() -> None:
    some = [came(number, is_dated=number % 20 != 0) for number in range(60)]
    found = judged([*some, *(came(60 + number, is_dated=False) for number in range(8))])
    assert (found.undated, found.usually_dated, found.short) == (8, 95, 0)


def test_one_article_of_the_usual_kind_ends_it() -> None:
    after = [came(60 + number, BRIEF, is_dated=False) for number in range(8)]
    assert judged([*daily(60), *after, came(68)]) == Redesign()


def test_a_live_ticker_of_hundreds_of_short_texts_is_no_redesign() -> None:
    history = [came(number + 0.5) for number in range(60)]
    ticker = [came(60.4 + number / 300, BRIEF) for number in range(300)]
    last = [judged([*history, *ticker[:count]]).short for count in (5, 50, 300)]
    assert last == [0, 0, 0]


def test_photographs_between_articles_are_no_redesign_whatever_their_share() -> None:
    for share in (0.1, 0.5, 0.9):
        random = Random(f"{share}")
        history = [came(n / 4, BRIEF if random.random() < share else LONG) for n in range(400)]
        assert not any(judged(history[:count]).short for count in range(100, 400, 10)), share


def test_a_source_that_seldom_had_dates_is_not_told_to_lack_them() -> None:
    history = [came(number, is_dated=number % 3 == 0) for number in range(60)]
    assert judged([*history, *(came(60 + number, is_dated=False) for number in range(20))]).undated == 0


def test_what_lasts_becomes_the_usual() -> None:
    after = [came(60 + number, BRIEF, is_dated=False) for number in range(60)]
    assert judged([*daily(60), *after[:-1]]).short == 59
    assert judged([*daily(60), *after, came(120, BRIEF, is_dated=False)]) == Redesign()


def test_what_an_archive_or_a_first_look_brings_says_nothing_of_today() -> None:
    old = [came(60 + number, BRIEF, is_dated=False, is_news=False) for number in range(9)]
    assert judged([*daily(60), *old]) == Redesign()
    news = [came(60 + number, BRIEF) for number in range(8)]
    assert judged([*daily(60), *news], watched_from=64).short == 0


def test_of_too_little_nothing_is_said() -> None:
    assert redesign_of([], now=START, since=START, watched_since=START) == Redesign()
    assert judged([*daily(60), *(came(90 + number, BRIEF) for number in range(2))]) == Redesign()
    assert judged([*daily(19), *(came(60 + number, BRIEF) for number in range(9))]) == Redesign()
