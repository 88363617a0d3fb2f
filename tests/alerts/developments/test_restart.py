"""What a process remembers is only a cache: it may end at any moment and another one goes on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from alerts.developments.apply import Developments
from storage import articles, developments
from storage.database import Database
from tests.alerts.developments.year import year
from tests.storage.samples import stored

_AT_ONCE = 10


def grouped(place: Path, now: datetime, *, restarts_every: int) -> dict[int, int | None]:
    """Developments by article, of articles that come a few at a time."""
    database = Database.open(f"sqlite:///{place}")
    coming = year(120)
    known = Developments()
    ids: list[int] = []
    for start in range(0, len(coming), _AT_ONCE):
        if start and start % restarts_every == 0:
            known = Developments()
        chunk = enumerate(coming[start : start + _AT_ONCE], start)
        new = [stored(database, now, key=f"a.example/{number}", said=one.said)[0] for number, one in chunk]
        with database.transaction() as session:
            known.place(session, articles.by_id(session, new), now, ahead={})
        ids += new
    with database.reading() as session:
        found = {number: developments.of_article(session, number) for number in ids}
    database.close()
    return found


def test_a_restart_in_the_middle_changes_nothing(tmp_path: Path, now: datetime) -> None:
    without = grouped(tmp_path / "without.db", now, restarts_every=10**6)
    assert len(set(without.values())) < len(without)  # some have joined others
    assert grouped(tmp_path / "half.db", now, restarts_every=60) == without
    assert grouped(tmp_path / "often.db", now, restarts_every=_AT_ONCE) == without
