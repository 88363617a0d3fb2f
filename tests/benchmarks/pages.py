"""How soon the pages and their twins begin to answer with 100,000 articles stored, and how large they are.

    python -m tests.benchmarks.pages [--articles N] [--together N] [--database FILE] [--rounds N]

The articles are those of `tests.benchmarks.search`, put into developments of one to eight and met by watches that few
or many articles meet; the newest are as new as the clock of the pages has it. Every address is asked for in turn over
loopback, so many rounds; what is told is the time to the first byte of each: the median, and what 95 of 100 stay under,
by the clock on the wall and in processor time, both of the server and of who asks, which other programs don't lengthen.
`--database` names a file that is made if it isn't there, and kept. With `--together` so many of the newest articles are
one development.
"""

from __future__ import annotations

import http.client
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from alerts.search import index
from config.load import Config, load
from monitor.live import Live
from monitor.web.app import create_app
from storage import statements
from storage.database import Database
from storage.schema import DevelopmentRow, MatchRow, PlaceRow, UnindexedRow
from tests.benchmarks.archive import archive, arguments
from tests.benchmarks.search import START, fill
from tests.monitor.web.server import serving

WATCHES = {"common": 0.2, "frequent": 0.05, "usual": 0.01, "rare": 0.0005}
"""Shares of the articles that each meets."""
MOST_OF_USUAL = 8
"""Articles of a development; the large one meets every watch, so that each list shows it."""


def configuration(folder: Path) -> Config:
    """Watches and sources of those names."""
    folder.mkdir(exist_ok=True)
    names = ("gazette", "radio", "weekly", "union")
    texts = {
        "sources": "".join(f'[sources.{name}]\nurl = "https://{name}.example/"\n' for name in names),
        "watches": "".join(f'[watches.{name}]\nkeywords = ["{name}"]\n' for name in WATCHES),
        "settings": "",
        "digests": "",
    }
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text)
    return load(folder, folder, {})


def developments(count: int, together: int) -> Iterator[list[int]]:
    """The articles of each, a few of the same days, in the order of the first ones; the last has more."""
    random, left = Random(3), list(range(count - together, 0, -1))
    while left:
        size = random.choices(range(1, MOST_OF_USUAL + 1), [60, 15, 8, 6, 4, 3, 2, 2])[0]
        window = left[-40:]
        members = sorted({window[-1], *random.sample(window, min(size - 1, len(window)))})
        for one in members:
            left.remove(one) if len(left) < 100 else left.pop(left.index(one, len(left) - 40))
        yield members
    if together:
        yield list(range(count - together + 1, count + 1))


def came(article: int) -> datetime:
    """When an article came, as `fill` has it."""
    return START + timedelta(minutes=7 * article)


def group(database: Database, count: int, came: Callable[[int], datetime] = came, *, together: int = 0) -> None:
    """Write down developments and matches as if the articles had been matched when they came."""
    random = Random(4)
    for number, members in enumerate(developments(count, together), 1):
        if number % 2000 == 1:
            batch: dict[type[DevelopmentRow | PlaceRow | MatchRow], list[dict[str, object]]] = {
                DevelopmentRow: [],
                PlaceRow: [],
                MatchRow: [],
            }
        batch[DevelopmentRow].append(_development(number, [came(one) for one in members]))
        batch[PlaceRow] += [_place(number, one, came(one)) for one in members]
        # What one of them meets the others mostly do, too.
        met = [name for name, share in WATCHES.items() if random.random() < share or len(members) > MOST_OF_USUAL]
        batch[MatchRow] += [_match(one, name, came(one)) for one in members for name in met if random.random() < 0.8]
        if number % 2000 == 0:
            _write(database, batch)
    _write(database, batch)


def _write(
    database: Database, batch: dict[type[DevelopmentRow | PlaceRow | MatchRow], list[dict[str, object]]]
) -> None:
    with database.transaction() as session:
        for table, found in batch.items():
            statements.add(session, table, found)
            found.clear()


def _development(number: int, members: Sequence[datetime]) -> dict[str, object]:
    return {
        "id": number,
        "guid": f"urn:uuid:d{number}",
        "started": members[0],
        "updated": members[-1],
        "merged_into": None,
        "after": None,
        "last": members[-1].timestamp(),
        "core": [],
        "summary": b"",
    }


def _place(number: int, article: int, placed: datetime) -> dict[str, object]:
    return {
        "article_id": article,
        "development_id": number,
        "placed": placed,
        "how": "joined",
        "likeness": 1.0,
        "reasons": [["names", ["Puno"]]],
        "copy_of": None,
    }


def _match(article: int, watch: str, created: datetime) -> dict[str, object]:
    spots = [["body", place, place + 6, watch] for place in (40, 300)]
    return {
        "article_id": article,
        "revision_id": article,
        "watch": watch,
        "evidence": spots,
        "created": created,
    }


def addresses(count: int) -> Iterator[str]:
    """What is asked for in a round."""
    random = Random(5)
    yield from ("/", "/developments.json", "/watches", "/watches.json", "/sources", "/sources.json")
    yield from ("/outbox", "/outbox.json", "/feeds", "/feeds/developments.atom", "/search")
    for name in WATCHES:
        yield f"/?watch={name}"
        yield f"/?watch={name}&since=30d&source=radio&language=es"
    yield from ("/?source=weekly", "/?language=en", "/?since=7d", "/?since=2020-06-01&until=2020-06-02")
    for query in ("huelga", "Challhuahuacho", "Puno AND mine", '"estado de emergencia"'):
        yield f"/search?q={query.replace(' ', '+').replace(chr(34), '%22')}"
    for _ in range(5):
        number = random.randrange(1, count // 3)
        yield f"/developments/{number}"
        yield f"/developments/{number}.json"
        yield f"/articles/{random.randrange(1, count)}"


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds until an answer began."""

    wall: float
    cpu: float


def ask(root: str, path: str) -> tuple[Took, int]:
    """How long it takes until the answer begins, and its size."""
    connection = http.client.HTTPConnection(urlsplit(root).netloc, timeout=60)
    began, cpu = time.perf_counter(), time.process_time()
    connection.request("GET", path)
    answer = connection.getresponse()
    took = Took(1000 * (time.perf_counter() - began), 1000 * (time.process_time() - cpu))
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise OSError(f"{path}: {answer.status}")
    return took, len(body)


def main() -> None:
    """Print all of it."""
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--together", type=int, default=0, help="articles of one large development")
    given = parser.parse_args()
    with (
        archive(given, partial(_make, together=given.together)) as (database, _),
        tempfile.TemporaryDirectory() as folder,
    ):
        config = configuration(Path(folder) / "config")
        now = came(given.articles) + timedelta(minutes=1)
        with serving(create_app(Live(config), database, now=lambda: now)) as client:
            _measure(client.root, list(addresses(given.articles)), given.rounds)


def _make(database: Database, count: int, together: int) -> None:
    fill(database, count)
    group(database, count, together=together)
    with database.transaction() as session:
        statements.add(session, UnindexedRow, [{"article_id": number} for number in range(1, count + 1)])
    index.begin(database)
    while index.catch_up(database):
        pass


def _measure(root: str, paths: list[str], rounds: int) -> None:
    for path in paths:
        with suppress(OSError):  # the first search reads dictionaries, and is given up where the machine is busy
            ask(root, path)
    took: dict[str, list[Took]] = {path: [] for path in paths}
    sizes: dict[str, int] = {}
    for _ in range(rounds):
        for path in paths:
            one, sizes[path] = ask(root, path)
            took[path].append(one)
    for path in paths:
        print(f"  {path:60} {_told(took[path])} {sizes[path]:9,} bytes")
    every = [one for of_path in took.values() for one in of_path]
    print(f"{len(every):,} answers, median and 95 %: {_told(every)}")


def _told(times: list[Took]) -> str:
    told = []
    for name, values in (("wall", [one.wall for one in times]), ("CPU", [one.cpu for one in times])):
        p95 = statistics.quantiles(values, n=20)[-1]
        told.append(f"{statistics.median(values):6.1f} {p95:6.1f} ms {name}")
    return ", ".join(told)


if __name__ == "__main__":
    main()
