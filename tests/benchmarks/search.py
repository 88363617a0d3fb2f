"""How fast 100,000 stored articles are searched: the index, `watch test` and `check` of a new watch, `search`.

    python -m tests.benchmarks.search [--articles N] [--database FILE] [--searches N]

The articles are made of words as unequally frequent as in any language, in English, Spanish and Portuguese, always the
same ones. `--database` names a file that is made if it isn't there, and kept; a second run finds it. First the time and
size of the index are told, if it had to be made. Then `watch test` and `check` are called as whole processes, each with
a watch that the store does not know, and at last queries are searched for in this process, as the page does.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from alerts.run import match_new
from alerts.search import index
from alerts.search.archive import find
from config.query import parse_query
from model.article import Content
from model.query import USUAL_RULES
from model.watch import Watch
from storage import mapping, statements
from storage.database import Database
from storage.schema import ArticleRow, RevisionRow
from tests.benchmarks.archive import archive, arguments
from tests.benchmarks.cpu import run, spending

PERUWATCH = Path(sys.executable).parent / "peruwatch"
LENGTH = 4400
"""Characters of an article."""
START = datetime(2020, 1, 1, tzinfo=UTC)

COMMON = {
    "en": "the of and to in that was for on with as at by it from are this be have an were which their had said not "
    "has but they will government people workers president state country after against city police national minister",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha este desde "
    "todo gobierno trabajadores presidente país ciudad policía ministro empresa contra según durante región provincia",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu "
    "sua ou ser quando muito há nos já está governo trabalhadores presidente país cidade polícia ministro contra",
}
"""Half of the words of an article are these."""
TELLING = {
    "huelga": (0.05, "es"), "huelgas": (0.01, "es"), "strike": (0.05, "en"), "strikes": (0.02, "en"),
    "striking": (0.01, "en"), "congreso": (0.5, "es"), "congress": (0.1, "en"), "estado de emergencia": (0.02, "es"),
    "state of emergency": (0.02, "en"), "paro nacional": (0.03, "es"), "Boluarte": (0.04, None), "Puno": (0.06, None),
    "Cusco": (0.06, None), "Lima": (0.3, None), "huelguistas": (0.004, "es"), "Challhuahuacho": (0.0005, None),
    "lockout": (0.001, "en"), "mina": (0.08, "es"), "minas": (0.04, "es"), "mine": (0.08, "en"),
}  # fmt: skip
"""Words and phrases, with the share of articles that have them, and in which language."""
WATCHES = {
    "a rare word": 'keywords = ["Challhuahuacho"]',
    "words in 5 % of the articles": 'keywords = ["huelga", "strike"]',
    "words in 30 %": 'keywords = ["congreso", "congress"]',
    "a boolean query": "query = '(huelga OR strike) AND (Puno OR Cusco OR Lima) NOT Boluarte'",
    "a phrase": 'keywords = ["estado de emergencia", "state of emergency"]',
    "a prefix": 'keywords = ["huelg*"]',
    "a fuzzy word": 'keywords = ["Boluarta~1"]',
    "words near each other": 'query = \'("estado de emergencia" OR "state of emergency") NEAR/300 (Puno OR Cusco)\'',
    "an exact word": 'keywords = ["=Challhuahuacho", "=lockout"]',
    "a common exact word": 'keywords = ["=Puno"]',
    "a word in a title": "query = 'title:huelga'",
    "a language": "query = 'language:es Lima'",
}
"""As they stand in watches.toml."""


def vocabulary(random: Random, size: int) -> list[str]:
    """Words that nobody knows, of two to five syllables, the frequent ones shorter."""
    starts = ["b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "ch", "tr", "pr", "ll", "qu"]
    middles = ["a", "e", "i", "o", "u", "á", "ó", "an", "er", "or", "es", "ie"]
    words = {
        "".join(random.choice(starts) + random.choice(middles) for _ in range(random.randint(2, 5)))
        for _ in range(size)
    }
    return sorted(words, key=lambda word: (len(word), word))


def contents(count: int) -> Iterator[Content]:
    """What so many articles say."""
    random = Random(11)
    words = vocabulary(random, 150_000)
    weights = [1 / (place + 10) for place in range(len(words))]
    marks = random.choices(["", ",", ".", ".\n\n"], [85, 8, 5, 2], k=10_000)
    pool = random.choices(words, weights, k=3_000_000)
    common = {language: text.split() for language, text in COMMON.items()}
    for number in range(count):
        language = random.choices(("en", "es", "pt"), (4, 5, 1))[0]
        start = random.randrange(len(pool) - 500)
        text = [*pool[start : start + 370], *random.choices(common[language], k=370)]
        text += [word for word, (share, its) in TELLING.items() if its in {None, language} and random.random() < share]
        random.shuffle(text)
        place = random.randrange(len(marks) - len(text))
        body = " ".join(map(str.__add__, text, marks[place : place + len(text)]))
        title = " ".join(random.sample(text, 8)).capitalize()
        yield Content(title=f"{title} {number}", body=body[:LENGTH], language=language)


def fill(database: Database, count: int) -> None:
    """Store articles as if they had been matched long ago, before there was an index."""
    given = enumerate(contents(count), 1)
    while chunk := [pair for _, pair in zip(range(2000), given, strict=False)]:
        with database.transaction() as session:
            statements.add(session, ArticleRow, [article_row(number) for number, _ in chunk])
            statements.add(session, RevisionRow, [revision_row(number, said) for number, said in chunk])


def article_row(number: int) -> dict[str, object]:
    source = ("gazette", "radio", "weekly", "union")[number % 4]
    return {
        "id": number,
        "guid": f"urn:uuid:{number}",
        "source": source,
        "url": f"https://{source}.example/{number}",
        "first_seen": START + timedelta(minutes=7 * number),
        "condition": "live",
        "arrival": "news",
        "revision": 1,
    }


def revision_row(number: int, said: Content) -> dict[str, object]:
    return {
        "id": number,
        "article_id": number,
        "number": 1,
        "created": START,
        **mapping.said(said),
        "words": str(number),
        "text": None,
        "snapshot_id": None,
        "template_entries": 0,
    }


def build(database: Database, file: Path) -> None:
    """Put all of it into the index, and tell what that costs."""
    before = size(file)
    longest = done = 0.0
    with spending() as spent:
        index.begin(database)
        while True:
            began = time.perf_counter()
            count = index.catch_up(database)
            if not count:
                break
            done += count
            longest = max(longest, time.perf_counter() - began)
    if done:
        print(f"index of {done:,.0f} articles made in {spent}, {done / spent.cpu:,.0f} a second of CPU;", end=" ")
        print(f"it has {size(file) - before:,.0f} MB, the rest {before:,.0f} MB; longest transaction {longest:.2f} s")


def size(file: Path) -> float:
    return sum(part.stat().st_size for part in file.parent.glob(file.name + "*")) / 1e6


def processes(file: Path) -> None:
    """Call `watch test` and `check` of watches that the store does not know."""
    print(f"{'whole processes':34} {'watch test':>12} {'check':>8}")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        texts = {
            "settings": f'[storage]\nurl = "sqlite:///{file}"\n',
            "sources": '[sources.gazette]\nurl = "https://gazette.example/"\n',
            "digests": "",
        }
        for name, text in texts.items():
            (place / f"{name}.toml").write_text(text)
        for name, text in WATCHES.items():
            (place / "watches.toml").write_text(f"[watches.new]\n{text}\n")
            tested = [seconds(place, "watch", "test", "new") for _ in range(3)]
            checked = [seconds(place, "check") for _ in range(3)]
            told = checked[0][1].split(" over")[0].split(": ")[-1]
            slowest = [max(one for one, _ in times) for times in (tested, checked)]
            print(f"  {name:32} {slowest[0]:10.2f} s {slowest[1]:6.2f} s  {told}", flush=True)


def seconds(place: Path, *arguments: str) -> tuple[float, str]:
    """Processor time that a command takes, and its lines about articles."""
    spent, told = run([PERUWATCH, "--config", place, *arguments], capture=True)
    return spent.cpu, "\n".join(line for line in told.splitlines() if line.startswith("watch new"))


def queries(random: Random, count: int) -> list[str]:
    """Queries as people write them, of all kinds."""
    words = [word for word in TELLING if " " not in word]
    phrases = [f'"{word}"' for word in TELLING if " " in word]
    rare = random.sample(vocabulary(Random(11), 150_000), 200)

    def word() -> str:
        return random.choice([*words, *phrases, *random.sample(rare, 10)])

    forms: list[Callable[[], str]] = [
        word,
        lambda: f"{word()} {word()}",
        lambda: f"{word()} OR {word()}",
        lambda: f"({word()} OR {word()}) AND {word()} NOT {word()}",
        lambda: f"{word()} NEAR/20 {word()}",
        lambda: f"title:{word()}",
        lambda: f"source:radio {word()}",
        lambda: f"language:en {word()}",
        lambda: f"{random.choice(words)[:5]}*",
        lambda: f"{random.choice(['Boluarta', 'Challhuahuaco', 'huelja'])}~1",
    ]
    return [random.choice(forms)() for _ in range(count)]


def searches(database: Database, asked: Sequence[str]) -> None:
    """Search as the page does: look up, count, read the first twenty."""
    took = []
    for query in asked:
        start = time.process_time()
        found = find(database, Watch(name="q", title="q", query=parse_query(query)), USUAL_RULES)
        for _ in zip(range(20), found.meetings(), strict=False):
            pass
        took.append((1000 * (time.process_time() - start), query, found.at_most))
    times = [one for one, _, _ in took]
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"{len(times)} searches, by CPU: median {statistics.median(times):.0f} ms, 95 % under {p95:.0f} ms")
    for milliseconds, query, count in sorted(took, reverse=True)[:5]:
        print(f"  slowest: {milliseconds:.0f} ms for {query}  ({count:,} articles)")


def main() -> None:
    """Print all of it."""
    parser = arguments(__doc__)
    parser.add_argument("--searches", type=int, default=200)
    given = parser.parse_args()
    with archive(given, _matched) as (database, file):
        build(database, file)
        processes(file)
        searches(database, queries(Random(5), given.searches))


def _matched(database: Database, count: int) -> None:
    fill(database, count)
    match_new(database, [], [], START)


if __name__ == "__main__":
    main()
