"""Killed while it puts articles into developments, the program goes on as if nothing had been."""

from __future__ import annotations

from pathlib import Path

from tests.alerts.developments.year import year
from tests.monitor.killing import developments, killed_at, write_rows


def test_killed_again_and_again_while_it_groups_it_ends_with_the_same_developments(tmp_path: Path) -> None:
    coming = year(160)
    places = []
    for name in ("without", "killed"):
        place = tmp_path / name
        place.mkdir()
        write_rows(place, coming)
        places.append(place)
    without, killed = places
    assert [killed_at(killed, grouped) for grouped in (1, 101)] == [True, True]
    expected = developments(without)
    assert developments(killed) == expected
    assert len(expected) == len(coming)
    assert len(set(expected.values())) < len(coming)
