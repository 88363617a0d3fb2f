from __future__ import annotations

import gzip
import json
import sqlite3
import sys
from datetime import datetime, timedelta
from io import BufferedReader, BytesIO, TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from alerts.quoting.plain import counted
from config.load import Config
from model.article import Arrival, Content, DateSource, Kind, PublicationDate, Span, SpanKind
from model.clock import utc_now
from monitor.import_rows import LONGEST_LINE
from monitor.importing import Brought, Listener, bring_in
from monitor.live import Live
from monitor.web.app import create_app
from storage import articles
from storage.database import Database
from tests.config.folders import loaded
from tests.monitor.conftest import Call
from tests.monitor.program import DIGESTS, SOURCES, WATCHES, open_store, write_config
from tests.monitor.samples import publish
from tests.monitor.web.server import serving
from tests.storage.samples import stored

FULL = Content(
    title="Inundación en Piura",
    body='El río creció «dos metros».\n\nNadie salió, "dice" Rosa;\tcoma, y\nfin de línea.',
    authors=("Rosa Quispe", "Juan Huamán"),
    published=PublicationDate("2022-12-26T08:00:00-05:00", DateSource.JSON_LD),
    modified="2022-12-27T08:00:00-05:00",
    language="es",
    kind=Kind.PDF,
    structure=(Span(SpanKind.NUMBERED, 0, 23, 4, 1), Span(SpanKind.STRONG, 3, 6)),
)
LONG = " ".join(f"word{number}" for number in range(60))


def line(url: str = "https://gazette.example/1", title: str = "Flood in Piura", **more: Any) -> str:
    return json.dumps({"url": url, "title": title, **more}, ensure_ascii=False)


def write(place: Path, *lines: str | bytes, name: str = "rows.jsonl") -> str:
    """A file of these lines."""
    data = b"\n".join(one if isinstance(one, bytes) else one.encode() for one in lines) + b"\n"
    (place / name).write_bytes(data)
    return str(place / name)


def exported(call: Call) -> list[dict[str, Any]]:
    result = call("export")
    assert (result.status, result.err) == (0, "")
    return [json.loads(one) for one in result.out.splitlines()]


def by_url(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["url"]: row for row in rows}


def count_of(call: Call, file: str, *options: str) -> dict[str, int]:
    """What an import says of itself."""
    counts: dict[str, int] = json.loads(call("import", file, "--json", *options).out)
    return counts


def only_row(call: Call, place: Path, **more: Any) -> dict[str, Any]:
    """What a row of these values becomes."""
    result = call("import", write(place, line(**more)))
    assert (result.status, result.err) == (0, "")
    (row,) = exported(call)
    return row


def refusals(call: Call, place: Path, *bad: str | bytes) -> list[str]:
    """What is said of bad lines, each of which stands between two good ones, which are stored."""
    good = [line(f"https://gazette.example/{number}") for number in range(len(bad) + 1)]
    lines = [good[0], *chain.from_iterable(zip(bad, good[1:], strict=True))]
    result = call("import", write(place, *lines))
    assert result.status == 1
    assert f"{counted(len(good), 'new article')}, " in result.out
    assert f"{counted(len(bad), 'bad row')} left out" in result.out
    told = result.err.splitlines()
    assert all(len(one) < 400 for one in told)
    prefixes = [f"peruwatch: {place / 'rows.jsonl'}:{number}: " for number in range(2, len(lines), 2)]
    assert all(one.startswith(prefix) for one, prefix in zip(told, prefixes, strict=True))
    return [one.removeprefix(prefix) for one, prefix in zip(told, prefixes, strict=True)]


@pytest.fixture
def old_archive(peruwatch: Call, store: Database, now: datetime, place: Path) -> list[dict[str, Any]]:
    """What an archive of four articles exports, which is in `old.jsonl`."""
    stored(store, now - timedelta(days=9), key="gazette.example/piura", source="gazette", said=FULL)
    stored(store, now, key="resting.example/a?id=3", source="resting", said=Content(title="Strike", body=""))
    stored(store, now, key="gone.example/x.pdf#page=3&article=2", source="gone", said=Content(title="Part", body=LONG))
    teaser = Content(title="More", body="Read on.", is_teaser=True, published=PublicationDate("2021", DateSource.URL))
    stored(store, now, key="gazette.example/more", source="gazette", said=teaser)
    revised = Content(title="Strike of miners", body="The miners are on strike.")
    stored(store, now, key="resting.example/a?id=3", source="resting", said=revised)
    peruwatch("deliver")  # it matches
    text = peruwatch("export").out
    write(place, text.rstrip("\n"), name="old.jsonl")
    return [json.loads(one) for one in text.splitlines()]


@pytest.fixture
def elsewhere(place: Path) -> tuple[str, ...]:
    """Options by which the program uses an empty data folder."""
    return ("--data", str(place / "elsewhere"))


def test_an_archive_moves_to_another_machine(
    peruwatch: Call, old_archive: list[dict[str, Any]], elsewhere: tuple[str, ...]
) -> None:
    result = peruwatch("import", "old.jsonl", *elsewhere)
    assert (result.status, result.err) == (0, "")
    assert result.out == "4 new articles, 0 known; 2 new matches\n"
    moved = [json.loads(one) for one in peruwatch("export", *elsewhere).out.splitlines()]
    assert {row["url"] for row in old_archive if row["matches"]} == {
        "https://gazette.example/piura",
        "https://resting.example/a?id=3",
    }
    # Developments are found anew, in the order of the dates.
    moved = [{**row, "development": None} for row in moved]
    old = {url: {**row, "revision": 1, "development": None} for url, row in by_url(old_archive).items()}
    assert by_url(moved) == old


def test_a_second_import_changes_nothing(
    peruwatch: Call, old_archive: list[dict[str, Any]], elsewhere: tuple[str, ...]
) -> None:
    peruwatch("import", "old.jsonl", *elsewhere)
    before = peruwatch("export", *elsewhere).out
    result = peruwatch("import", "old.jsonl", *elsewhere)
    assert (result.status, result.out) == (0, "0 new articles, 4 known; 0 new matches\n")
    assert peruwatch("export", *elsewhere).out == before


def test_what_was_exported_is_known_where_it_comes_from(peruwatch: Call, old_archive: list[dict[str, Any]]) -> None:
    assert count_of(peruwatch, "old.jsonl") == {"new": 0, "known": 4, "different": 0, "bad": 0, "matches": 0}
    assert exported(peruwatch) == old_archive


def test_a_file_may_be_compressed(
    peruwatch: Call, old_archive: list[dict[str, Any]], place: Path, elsewhere: tuple[str, ...]
) -> None:
    (place / "any name").write_bytes(gzip.compress((place / "old.jsonl").read_bytes()))
    assert count_of(peruwatch, "any name", *elsewhere)["new"] == 4


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("compressed", [False, True])
def test_a_dash_is_standard_input(compressed: bool, peruwatch: Call, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001 - a parameter
    rows = f"{line()}\n{line('https://gazette.example/2', 'Strike')}\n".encode()
    given = gzip.compress(rows) if compressed else rows
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BufferedReader(BytesIO(given))))
    result = peruwatch("import", "-")
    assert (result.status, result.out, result.err) == (0, "2 new articles, 0 known; 2 new matches\n", "")


def test_a_row_needs_an_address_and_a_title(peruwatch: Call, place: Path) -> None:
    began = utc_now().replace(microsecond=0)
    row = only_row(peruwatch, place)
    assert began <= datetime.fromisoformat(row.pop("first_seen")) <= utc_now()
    assert row == {
        "source": "gazette",  # whose host it is
        "url": "https://gazette.example/1",
        "title": "Flood in Piura",
        "authors": [],
        "published": None,
        "published_source": "none",
        "modified": None,
        "language": None,
        "kind": "html",
        "body": "",
        "revision": 1,
        "matches": ["floods"],
        "development": 1,
        "is_teaser": False,
        "structure": [],
        "body_share": 1.0,
        "other_title": None,
    }


def test_nulls_are_as_good_as_nothing(peruwatch: Call, place: Path) -> None:
    names = ("source", "authors", "published", "published_source", "modified", "first_seen", "language", "kind")
    nothing: dict[str, Any] = dict.fromkeys(
        (*names, "body", "is_teaser", "structure", "matches", "body_share", "other_title")
    )
    assert only_row(peruwatch, place, **nothing)["source"] == "gazette"


def test_how_much_there_is_of_a_text_and_its_other_title_are_kept(peruwatch: Call, place: Path) -> None:
    row = only_row(peruwatch, place, body_share=0.25, other_title=" Piura  under water ")
    assert (row["body_share"], row["other_title"]) == (0.25, "Piura under water")


def test_what_is_made_here_is_not_believed(peruwatch: Call, place: Path) -> None:
    row = only_row(peruwatch, place, matches=["strikes", "no such"], development=7, revision=12, id=99, file="x")
    assert (row["matches"], row["development"], row["revision"]) == (["floods"], 1, 1)


OTHERS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"source": "radio-marañón"}, {"source": "radio-marañón"}),
    ({"url": "https://www.other.example/x"}, {"source": "other.example"}),
    ({"url": "http://gazette.example:80/a/?utm_source=x&id=7#top"}, {"url": "http://gazette.example/a/?id=7"}),
    ({"url": "https://a.example/x.pdf#page=2"}, {"url": "https://a.example/x.pdf#page=2"}),
    ({"title": "  Flood\n in\tPiura "}, {"title": "Flood in Piura"}),
    ({"authors": "Rosa Quispe"}, {"authors": ["Rosa Quispe"]}),
    ({"authors": ["Rosa\nQuispe", " "]}, {"authors": ["Rosa Quispe"]}),
    ({"published": "2022-12"}, {"published": "2022-12", "published_source": "none"}),
    ({"published": "2022-12", "published_source": "url"}, {"published": "2022-12", "published_source": "url"}),
    ({"published": "2022-12-22 10:00:00"}, {"published": "2022-12-22"}),
    ({"published": "20221222T100000+0000"}, {"published": "2022-12-22T10:00:00+00:00"}),
    ({"published": "1951-03-04"}, {"published": "1951-03-04"}),
    ({"published": " "}, {"published": None}),
    ({"modified": "2022-12-22T10:00:00"}, {"modified": None}),
    ({"first_seen": "2022-12-22T10:00:00"}, {"first_seen": "2022-12-22T10:00:00+00:00"}),
    ({"first_seen": "2022-12-22T10:00:00-05:00"}, {"first_seen": "2022-12-22T15:00:00+00:00"}),
    ({"language": "es-PE"}, {"language": "es"}),
    ({"language": "ES"}, {"language": "es"}),
    ({"body": "El río creció dos metros en la noche y muchas casas quedaron bajo el agua."}, {"language": "es"}),
    ({"body": "a\x00b\x1bc\n\nd"}, {"body": "a b c\n\nd"}),
    ({"body": "a\r\n\r\nb"}, {"body": "a\n\nb"}),
    (
        {"body": "a\r\n\r\nb", "structure": [{"kind": "strong", "start": 5, "end": 6}]},
        {"body": "a\n\nb", "structure": []},  # its places are those of another text
    ),
]
"""What rows of other programs say, and what is kept of it."""


def test_other_programs_rows_are_taken(peruwatch: Call, place: Path) -> None:
    rows = [{"url": f"https://gazette.example/{number}", **given} for number, (given, _) in enumerate(OTHERS)]
    result = peruwatch("import", write(place, *(line(**row) for row in rows)))
    assert (result.status, result.err) == (0, "")
    found = by_url(exported(peruwatch))
    assert len(found) == len(rows)
    for row, (_, kept) in zip(rows, OTHERS, strict=True):
        taken = found[kept.get("url", row["url"])]
        assert {name: taken[name] for name in kept} == kept


def test_a_first_sight_in_the_future_is_now(peruwatch: Call, place: Path) -> None:
    row = only_row(peruwatch, place, first_seen="9999-12-31T23:59:59Z")
    assert datetime.fromisoformat(row["first_seen"]) <= utc_now()


BAD: list[tuple[str | bytes, str]] = [
    (b'{"url": "https://a.example/1", "title": "\xff"}', "Invalid JSON: invalid unicode code point at column"),
    ('{"url": "https://a.example/1", "title": "\\ud800"}', "Invalid JSON"),
    ("no JSON", "Invalid JSON: expected"),
    ('{"url": "https://a.example/1", "tit', "Invalid JSON"),
    ("[" * 100_000, "Invalid JSON: recursion limit exceeded"),
    ('["https://a.example/1", "Strike"]', "Input should be an object"),
    ("null", "Input should be an object"),
    ('{"title": "Strike"}', "url: Field required"),
    ('{"url": "https://a.example/1"}', "title: Field required"),
    (line(title=" \n"), "title: is empty"),
    (line(title="x" * 5000), "title: String should have at most 4000 characters"),
    (line("javascript:alert(1)"), "url: not a web address: 'javascript:alert(1)'"),
    (line("/peru/1"), "url: not a web address"),
    (line("https://"), "url: not a web address"),
    (line("file:///etc/passwd"), "url: not a web address"),
    (line("https://[::1/"), "url: not a web address"),
    (line("https://" + "a" * 300 + "/" + "b" * 3000), "url: not a host"),
    (line(body=["a", "b"]), "body: Input should be a valid string"),
    (line(body=7, is_teaser="yes"), "body: Input should be a valid string (and 1 more)"),
    (line(source={"id": 7}), "source: Input should be a valid string"),
    (line(authors=[1]), "authors.0: Input should be a valid string"),
    (line(published=1671703200), "published: Input should be a valid string"),
    (line(published="yesterday"), "published: 'yesterday' is no date in ISO 8601 that can be"),
    (line(published="2022-02-30"), "published: '2022-02-30' is no date"),
    (line(published="2022-W51"), "published: '2022-W51' is no date"),
    (line(published="0001-01-01T00:00:00+05:00"), "published: '0001-01-01T00:00:00+05:00' is no date"),
    (line(published="0044-03-15"), "published: '0044-03-15' is no date"),
    (line(published="9999-12-31"), "published: 9999-12-31 is in the future"),
    (line(published="2022", published_source="oracle"), "published_source: Input should be 'wordpress'"),
    (line(modified="lately"), "modified: 'lately' is no moment"),
    (line(first_seen="0001-01-01T00:00:00+05:00"), "first_seen: '0001-01-01T00:00:00+05:00' is no moment"),
    (line(first_seen="1066-10-14T09:00:00Z"), "first_seen: 1066-10-14T09:00:00Z is before there was a web"),
    (line(language="Spanish (Peru)"), "language: 'Spanish (Peru)' is no code"),
    (line(kind="podcast"), "kind: Input should be 'html' or 'pdf'"),
    (line(body="abc", structure=[{"kind": "strong", "start": 1, "end": 9}]), "structure: a span ends"),
    (line(body="abc", structure=[{"kind": "blink", "start": 1, "end": 2}]), "structure.0.kind: Input should be"),
    (line(body="abc", structure=[{"kind": "strong", "start": True, "end": 2}]), "structure.0.start: Input"),
    (line(body="x" * LONGEST_LINE), "is longer than 8,000,000 bytes"),
]


def test_bad_rows_are_told_by_their_lines_and_left_out(peruwatch: Call, place: Path) -> None:
    told = refusals(peruwatch, place, *(bad for bad, _ in BAD))
    for one, (_, said) in zip(told, BAD, strict=True):
        assert one.startswith(said)


def test_what_is_said_of_one_bad_row(peruwatch: Call, place: Path) -> None:
    (told,) = refusals(peruwatch, place, "no JSON")
    assert told.startswith("Invalid JSON: expected")


def test_empty_lines_and_a_byte_order_mark_are_no_rows(peruwatch: Call, place: Path) -> None:
    file = write(place, "\ufeff" + line() + "\r", "", "  ", line("https://gazette.example/2"))
    result = peruwatch("import", file)
    assert (result.status, result.out) == (0, "2 new articles, 0 known; 2 new matches\n")


def test_an_empty_file_brings_nothing(peruwatch: Call, place: Path) -> None:
    (place / "empty").write_bytes(b"")
    assert count_of(peruwatch, "empty") == {"new": 0, "known": 0, "different": 0, "bad": 0, "matches": 0}


def test_what_a_damaged_archive_still_holds_is_stored(peruwatch: Call, place: Path) -> None:
    rows = "".join(f"{line(f'https://a.example/{number}', str(number))}\n" for number in range(2000))
    whole = gzip.compress(rows.encode())
    (place / "cut.gz").write_bytes(whole[: len(whole) // 2])
    result = peruwatch("import", "cut.gz")
    assert result.status == 1
    assert "can't be decompressed, nor can what follows" in result.err
    assert 100 < len(exported(peruwatch)) < 1900


def test_a_file_that_is_not_there_is_wrong_use(peruwatch: Call, place: Path) -> None:
    result = peruwatch("import", "nowhere.jsonl")
    assert result.status == 2
    assert "nowhere.jsonl" in result.err


def test_rows_are_stored_in_the_order_of_their_dates_and_undated_ones_as_they_stand(
    peruwatch: Call, place: Path
) -> None:
    dates = [None, "2022-12-22", "2021", None, "2022-12-22T00:00:00+05:00", "2022-12-22T00:00:00+00:00", "1999-01"]
    rows = [line(f"https://a.example/{place}", str(place), published=date) for place, date in enumerate(dates)]
    peruwatch("import", write(place, *rows))
    assert [row["title"] for row in exported(peruwatch)] == ["6", "2", "4", "1", "5", "0", "3"]


def test_a_row_that_stands_twice_is_stored_once(peruwatch: Call, place: Path) -> None:
    file = write(place, line(), line("http://www.gazette.example/1/?utm_source=x"), line(title="Floods in Piura"))
    assert count_of(peruwatch, file) == {"new": 1, "known": 1, "different": 1, "bad": 0, "matches": 1}
    assert [row["title"] for row in exported(peruwatch)] == ["Flood in Piura"]


def test_an_address_is_known_under_each_of_its_article_s_keys(
    peruwatch: Call, store: Database, now: datetime, place: Path
) -> None:
    moved = Content(title="Flood in Piura", body=LONG)
    stored(store, now, key="gazette.example/old", source="gazette", said=moved)
    stored(store, now, key="gazette.example/new", source="gazette", said=moved)
    rows = [line(f"https://gazette.example/{name}", body=LONG) for name in ("old", "new")]
    assert count_of(peruwatch, write(place, *rows))["known"] == 2


def test_a_publisher_s_other_hosts_are_the_publisher_s(peruwatch: Call, tmp_path: Path) -> None:
    sources = '[sources.gazette]\nurl = "https://gazette.example/peru/"\naliases = ["paper.example"]\n'
    write_config(tmp_path, sources=sources)
    rows = [
        line("https://paper.example/1"),
        line("https://gazette.example/1"),
        line("https://paper.example/1", source="x"),
    ]
    assert count_of(peruwatch, write(tmp_path, *rows)) == {"new": 1, "known": 2, "different": 0, "bad": 0, "matches": 1}
    assert [row["source"] for row in exported(peruwatch)] == ["gazette"]


def test_what_is_known_keeps_its_words(peruwatch: Call, store: Database, now: datetime, place: Path) -> None:
    publish(store, now, "Flood in Piura", address="gazette.example/1")
    before = exported(peruwatch)
    result = peruwatch("import", write(place, line(body="Other words.")))
    assert (result.status, result.out) == (
        0,
        "0 new articles, 0 known, 1 known with other words, which they keep; 1 new match\n",  # of what waited
    )
    assert [{**row, "matches": [], "development": None} for row in exported(peruwatch)] == before


def test_nobody_is_told_of_what_was_imported(peruwatch: Call, place: Path) -> None:
    peruwatch("deliver")  # from now on digests count
    today = utc_now().date().isoformat()
    assert count_of(peruwatch, write(place, line(published=today)))["matches"] == 1
    assert json.loads(peruwatch("status", "--json").out)["outbox"] == {"owed": 0, "failed": 0}
    peruwatch("deliver")
    peruwatch("digest", "morning", "--send")
    mails = list((place / "var").glob("outbox/*"))
    assert all("Flood in Piura" not in mail.read_text(encoding="utf-8") for mail in mails)
    store = open_store(place)
    with store.reading() as session:
        (article,) = articles.every(session)
    store.close()
    assert article.arrival is Arrival.ARCHIVE


def test_copies_at_other_publishers_are_recognised(peruwatch: Call, place: Path) -> None:
    rows = [line(f"https://{host}.example/1", host, body=LONG + " " + "end" * (host == "c")) for host in "abc"]
    peruwatch("import", write(place, *rows))
    with sqlite3.connect(place / "var" / "peruwatch.db") as connection:
        assert connection.execute("SELECT copy_of FROM place ORDER BY article_id").fetchall() == [(None,), (1,), (1,)]
    connection.close()


class KilledError(Exception):
    pass


def killed(_done: int, _total: int) -> None:
    raise KilledError


def take_in(database: Database, config: Config, file: Path, now: datetime, *, kill: bool = False) -> Brought:
    heard = Listener(on_read=lambda _: None, on_bad=lambda *_: None, on_done=killed if kill else lambda *_: None)
    with file.open("rb") as opened:
        return bring_in(opened, database, config, now=now, listener=heard)


def test_what_was_broken_off_goes_on_without_doubles(database: Database, tmp_path: Path, now: datetime) -> None:
    config = loaded(tmp_path, sources=SOURCES, watches=WATCHES, digests=DIGESTS)
    rows = [line(f"https://gazette.example/{number}", f"Strike {number}") for number in range(650)]
    file = Path(write(tmp_path, *rows))
    for _ in range(2):
        with pytest.raises(KilledError):
            take_in(database, config, file, now, kill=True)
    done = take_in(database, config, file, now)
    assert (done.new, done.known, done.matches) == (350, 300, 350)
    with database.reading() as session:
        titles = [article.content.title for article in articles.every(session) if article.matches == ("strikes",)]
    assert titles == [f"Strike {number}" for number in range(650)]


def test_a_source_that_the_configuration_does_not_name_breaks_nothing(
    sqlite: Database, tmp_path: Path, now: datetime
) -> None:
    config = loaded(tmp_path, sources=SOURCES, watches=WATCHES, digests=DIGESTS)
    odd = "<Radio> & Marañón/../?x="
    file = Path(write(tmp_path, line("https://radio.example/1", source=odd, first_seen="1999-01-01T00:00:00Z")))
    assert take_in(sqlite, config, file, now).new == 1
    with serving(create_app(Live(config), sqlite, now=lambda: now)) as web:
        shown = "&lt;Radio&gt; &amp; Marañón/../?x="
        for path in ("/", "/articles/1", "/search?q=flood", "/feeds/all.rss", "/feeds/all.atom"):
            assert shown in web.text(path).replace("&amp;lt;", "&lt;")
        assert odd in web.text("/feeds/watches/floods.json")
        assert "Marañón" not in web.text("/feeds")
