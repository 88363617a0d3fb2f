from __future__ import annotations

import pytest

from alerts.policy import whom_to_tell
from model.alert import Channel, Digest
from model.article import Arrival
from model.watch import Watch

URGENT, CALM = "floods", "strikes"
WATCHES = (
    Watch(name=URGENT, title="Floods", keywords=("flood",), alert=True),
    Watch(name=CALM, title="Strikes", keywords=("strike",)),
)
DIGEST, INSTANT = Channel.DIGEST, Channel.INSTANT


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
    arrival: Arrival, met: set[str], told: set[tuple[str, Channel]]
) -> None:
    assert whom_to_tell(arrival, met, watches=WATCHES, digests=DIGESTS) == told


def test_without_digests_nobody_is_told() -> None:
    assert whom_to_tell(Arrival.NEWS, {URGENT}, watches=WATCHES, digests=()) == frozenset()
