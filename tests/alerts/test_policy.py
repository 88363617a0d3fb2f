from __future__ import annotations

import pytest

from alerts.policy import Standing, confirmed, whom_to_tell
from model.alert import AlertKind, Digest
from model.article import Arrival
from model.watch import Again, Watch

URGENT, CALM = "floods", "strikes"
WATCHES = (
    Watch(name=URGENT, title="Floods", keywords=("flood",), alert=True),
    Watch(name=CALM, title="Strikes", keywords=("strike",)),
)
DIGEST, INSTANT = AlertKind.DIGEST, AlertKind.INSTANT


def digest(name: str, *watches: str) -> Digest:
    return Digest(name=name, to=("desk@a.example",), cron="0 7 * * *", timezone="UTC", watches=watches)


DIGESTS = (digest("all", "*"), digest("urgent", URGENT), digest("calm", CALM), digest("none", "other"))


@pytest.mark.parametrize(
    ("arrival", "met", "told"),
    [
        (Arrival.NEWS, {URGENT}, {("all", DIGEST), ("all", INSTANT), ("urgent", DIGEST), ("urgent", INSTANT)}),
        (Arrival.NEWS, {CALM}, {("all", DIGEST), ("calm", DIGEST)}),
        (
            Arrival.NEWS,
            {URGENT, CALM},
            {("all", DIGEST), ("all", INSTANT), ("urgent", DIGEST), ("urgent", INSTANT), ("calm", DIGEST)},
        ),
        (Arrival.FIRST_LOOK, {URGENT}, {("all", DIGEST), ("urgent", DIGEST)}),
        (Arrival.FIRST_LOOK, {CALM}, {("all", DIGEST), ("calm", DIGEST)}),
        (Arrival.ARCHIVE, {URGENT, CALM}, set()),
        (Arrival.NEWS, set(), set()),
    ],
)
def test_an_article_is_told_to_those_who_follow_a_watch_that_it_newly_meets(
    arrival: Arrival, met: set[str], told: set[tuple[str, AlertKind]]
) -> None:
    assert whom_to_tell(arrival, met, watches=WATCHES, digests=DIGESTS) == told


def test_without_digests_nobody_is_told() -> None:
    assert whom_to_tell(Arrival.NEWS, {URGENT}, watches=WATCHES, digests=()) == frozenset()


def told_at_once(standing: Standing, again: Again = Again.NETWORK, networks: int = 1) -> set[str]:
    watch = Watch(name=URGENT, title="Floods", keywords=("flood",), alert=True, again=again, networks=networks)
    told = whom_to_tell(Arrival.NEWS, {URGENT}, standing=standing, watches=(watch,), digests=DIGESTS)
    return {name for name, kind in told if kind is INSTANT}


TOLD = frozenset({("all", URGENT)})


@pytest.mark.parametrize(
    ("again", "standing", "told"),
    [
        (Again.NETWORK, Standing(networks=1, networks_before=1, told_at_once=TOLD), {"urgent"}),
        (Again.NETWORK, Standing(networks=2, networks_before=1, told_at_once=TOLD), {"all", "urgent"}),
        (Again.NETWORK, Standing(networks=1, networks_before=1, adds_figure=True, told_at_once=TOLD), {"urgent"}),
        (Again.FIGURE, Standing(networks=1, networks_before=1, adds_figure=True, told_at_once=TOLD), {"all", "urgent"}),
        (Again.FIGURE, Standing(networks=2, networks_before=1, told_at_once=TOLD), {"urgent"}),
        (Again.NEVER, Standing(networks=2, networks_before=1, adds_figure=True, told_at_once=TOLD), {"urgent"}),
    ],
)
def test_a_development_is_told_at_once_again_only_for_what_its_watch_asks(
    again: Again, standing: Standing, told: set[str]
) -> None:
    assert told_at_once(standing, again) == told


def test_a_repost_is_told_in_digests_only() -> None:
    repost = Standing(networks=1, networks_before=1, is_copy=True)
    assert told_at_once(repost) == set()
    told = whom_to_tell(Arrival.NEWS, {URGENT}, standing=repost, watches=WATCHES, digests=DIGESTS)
    assert told == {("all", DIGEST), ("urgent", DIGEST)}


def test_a_watch_that_asks_for_two_networks_waits_for_the_second() -> None:
    assert told_at_once(Standing(networks=1), networks=2) == set()
    assert told_at_once(Standing(networks=2, networks_before=1), networks=2) == {"all", "urgent"}


@pytest.mark.parametrize(
    ("before", "now", "wanted"),
    [(0, 1, []), (1, 1, []), (1, 2, ["two"]), (2, 2, []), (2, 3, ["three"]), (1, 3, ["two", "three"]), (3, 4, [])],
)
def test_what_waited_for_networks_is_told_when_the_last_of_them_tells(before: int, now: int, wanted: list[str]) -> None:
    watches = [
        Watch(name=name, title=name, keywords=("flood",), networks=number)
        for number, name in enumerate(("one", "two", "three"), start=1)
    ]
    standing = Standing(networks=now, networks_before=before)
    assert [watch.name for watch in confirmed(standing, watches)] == wanted
