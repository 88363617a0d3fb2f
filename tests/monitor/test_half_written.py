"""What still works while watches.toml has mistakes, and what queries ask for that nothing has."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from storage.database import Database
from tests.monitor.conftest import Call
from tests.monitor.program import WATCHES, write_config
from tests.monitor.samples import publish

HALF = '\n[watches.half]\nquery = "flood AND"\n'
STRIKES_BROKEN = WATCHES.replace('keywords = ["strike", "huelga"]', "keywords = []")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("watches", [WATCHES + HALF, STRIKES_BROKEN, "[watches", None])
def test_a_mistake_in_watches_stops_no_search(peruwatch: Call, place: Path, watches: str | None) -> None:
    before = [peruwatch("search", "flood"), peruwatch("watch", "test", "-q", "flood"), peruwatch("export")]
    if watches is None:
        (place / "config" / "watches.toml").unlink()
    else:
        write_config(place, watches=watches)
    assert peruwatch("search", "flood") == before[0]
    assert peruwatch("watch", "test", "-q", "flood") == before[1]
    assert "gazette  never" in peruwatch("status").out


@pytest.mark.usefixtures("filled")
def test_right_watches_are_tried_and_wrong_ones_told(peruwatch: Call, place: Path) -> None:
    write_config(place, watches=WATCHES + HALF)
    assert peruwatch("watch", "test", "floods").status == 0
    wrong = peruwatch("watch", "test", "half")
    assert wrong.status == 2
    assert wrong.err.startswith("peruwatch: watches.toml:12: watches.half.query: column 10")


@pytest.mark.parametrize("watches", [STRIKES_BROKEN, "[watches"])
def test_a_digest_tells_of_all_that_matched_before_the_mistake(
    peruwatch: Call, place: Path, filled: Database, watches: str
) -> None:
    peruwatch("deliver")
    publish(filled, datetime.fromisoformat("2026-03-15T10:00Z"), "Strike in Ica")
    write_config(place, watches=watches)
    shown = peruwatch("digest", "morning")
    assert shown.status == 0
    assert "Two floods" in shown.out
    assert "Strike in Tumbes" in shown.out
    assert "watches.toml:" in shown.err
    assert "what is right is told" in shown.err
    sent = peruwatch("digest", "morning", "--send")
    assert sent.status == 0
    told = "".join(path.read_text() for path in (place / "var" / "outbox").glob("*.eml"))
    assert "Strike in Tumbes" in told, "what counts as told was told"
    write_config(place)
    assert "Strike in Ica" in peruwatch("search", "strike").out.replace(">>", "").replace("<<", "")
    assert [item["watch"] for item in json.loads(peruwatch("check", "--json").out)["changes"]] == [], "nothing was lost"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("source:gazete", 'there is no source "gazete" (did you mean "gazette"?)'),
        ("source:nosuch", 'there is no source "nosuch" (sources: gazette, resting)'),
        ('flood source:"The Gazette of the Southern Highland"', '(did you mean "gazette"?)'),
        ("NOT network:gazete", 'there is no network "gazete" (did you mean "gazette"?)'),
        ("language:xx", 'there is no language "xx" (did you mean "en"'),
        ("title:flood (language:english OR source:gazette)", 'there is no language "english" (did you mean "en"'),
    ],
)
def test_a_name_that_nothing_has_is_told_with_what_is_meant(
    peruwatch: Call, filled: Database, place: Path, query: str, told: str
) -> None:
    for arguments in (["search", query], ["watch", "test", "-q", query], ["search", query, "--json"]):
        result = peruwatch(*arguments)
        assert result.status == 0
        assert told in result.err
        assert len(result.err.splitlines()) == 1
    write_config(place, watches=f"[watches.a]\nquery = '''flood {query}'''\n", digests="")
    checked = peruwatch("check")
    assert checked.status == 0
    assert told in checked.out


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("query", ["source:Gazette", "source:resting", "language:ES", "network:gazette", "flood"])
def test_of_names_that_there_are_nothing_is_told(peruwatch: Call, query: str) -> None:
    assert peruwatch("search", query).err == ""


def test_sources_of_stored_articles_can_be_asked_for_after_they_were_removed(
    peruwatch: Call, filled: Database, place: Path
) -> None:
    write_config(place, sources="# none\n")
    result = peruwatch("search", "source:resting")
    assert (result.err, result.out.splitlines()[-1]) == ("", "1 article")


@pytest.mark.usefixtures("filled")
def test_check_tells_of_removed_and_renamed_watches(peruwatch: Call, place: Path) -> None:
    peruwatch("deliver")
    floods = WATCHES.partition("[watches.strikes]")[0]
    write_config(
        place, watches=WATCHES.replace("[watches.strikes]", '[watches.stoppages]\nformerly = "strikes"'), digests=""
    )
    told = peruwatch("check").out
    assert "watch stoppages: +0 -0 over the stored articles\n  renamed: it was strikes; its matches stay" in told
    write_config(place, watches=floods, digests="")
    told = peruwatch("check").out
    assert "watch strikes: +0 -1 over the stored articles\n  removed: its matches go" in told
    assert "formerly" not in told
    write_config(place, watches=WATCHES.replace("[watches.strikes]", "[watches.stoppages]"), digests="")
    told = peruwatch("check").out
    assert '  if it was to be renamed: formerly = "strikes" under [watches.stoppages] keeps its readers' in told
    changes = {item["watch"]: item for item in json.loads(peruwatch("check", "--json").out)["changes"]}
    assert (changes["strikes"]["removed"], changes["stoppages"]["removed"]) == (True, False)


@pytest.mark.usefixtures("filled")
def test_alerts_that_wait_for_a_digest_are_explained_beside_messages_that_are_owed(peruwatch: Call) -> None:
    peruwatch("deliver")
    lines = peruwatch("status").out.splitlines()
    assert "outbox: 0 owed, 0 failed" in lines
    (morning,) = [line for line in lines if line.startswith("digest morning: ")]
    assert morning.startswith("digest morning: 3 alerts wait for its hour, ")
    assert morning.endswith(" 07:00-05:00"), "in the digest's own zone"
    assert any(line.startswith("digest union: 1 alert waits for its hour, ") for line in lines)
