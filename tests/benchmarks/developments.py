"""How well articles are put into developments, and how fast.

    python -m tests.benchmarks.developments [--stories FOLDER] [--shuffles N] [--sizes N,N,…]

The labelled set of happenings is always judged by, both halves. `--stories` names a folder with further sets: each a
file `NAME.jsonl` of rows as `export` prints them, and `labels.json`, address to story; each is told whole and in two
halves by a hash of the story, of which the first is the one to tune on. Beside ours stand three ways that are often
taken, each in the same run: a rule over titles, MinHash of runs of three words, and streaming TF-IDF with centroids and
one threshold for all sets, the best one.

Then the same articles come in another order within each day, `--shuffles` times. At last an archive of invented
articles is put into developments, stored as the program stores it, and at each of `--sizes` it is told how many
articles a second of processor time the last ones took, and how much memory the index has.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import math
import resource
import statistics
import tempfile
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zlib import crc32

from justext import get_stoplist

from alerts.developments.apply import Developments, read
from alerts.matching.words import fold
from model.article import Article, Content, DateSource, PublicationDate
from storage import statements
from storage.database import Database
from storage.schema import ArticleRow, RevisionRow
from tests.alerts.developments import labelled, scoring
from tests.alerts.developments.streaming import Grouping, Item, Stream, copies_found, items_of
from tests.benchmarks.search import START, article_row, revision_row, vocabulary

_TFIDF_THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4)
_HOURS = 120
_LISTS = {"en": "English", "es": "Spanish"}
_LAST = 2_000
"""Articles that are timed at each size."""
_AT_ONCE = 100
"""Articles in a transaction, as when they are matched."""


def title_rule(items: Sequence[Item]) -> list[int]:
    """Three words of the title in common with one of a group, and six of ten, within five days."""
    groups: list[list[tuple[set[str], datetime | None]]] = []
    found = []
    for item in items:
        words = {word for word in fold(item.title) if len(word) > 3}
        number = next(
            (at for at, group in enumerate(groups) if any(_titles_alike(words, item, *one) for one in group)), None
        )
        if number is None:
            number = len(groups)
            groups.append([])
        groups[number].append((words, item.moment))
        found.append(number)
    return found


def _titles_alike(words: set[str], item: Item, other: set[str], moment: datetime | None) -> bool:
    if item.moment and moment and abs(item.moment - moment) > timedelta(hours=_HOURS):
        return False
    shared = len(words & other)
    return shared >= 3 and shared / min(len(words), len(other)) >= 0.6


def minhash(items: Sequence[Item]) -> list[int]:
    """Half of 64 MinHashes over runs of three words in common with one of a group."""
    signatures: list[tuple[tuple[int, ...], int]] = []
    found: list[int] = []
    for item in items:
        words = fold(f"{item.title} {item.body}")
        runs = {crc32(" ".join(words[at : at + 3]).encode()) for at in range(max(1, len(words) - 2))}
        own = tuple(min((run * (2 * k + 1) * 2_654_435_761 + k * 97) & 0xFFFFFFFF for run in runs) for k in range(64))
        number = next((group for other, group in signatures if sum(map(int.__eq__, own, other)) >= 32), len(found))
        signatures.append((own, number))
        found.append(number)
    return found


def tfidf(threshold: float) -> Grouping:
    """Cosine with the centroid of a group, words weighed by how few articles had them so far."""

    def grouped(items: Sequence[Item]) -> list[int]:
        seen: Counter[str] = Counter()
        sums: list[Counter[str]] = []
        having: dict[str, set[int]] = {}
        lengths: list[float] = []
        found = []
        for number, item in enumerate(items, 1):
            used = Counter(fold(f"{item.title} {item.body}"))
            seen.update(used.keys())
            vector = {word: (1 + math.log(times)) * math.log(1 + number / seen[word]) for word, times in used.items()}
            length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
            dots: Counter[int] = Counter()
            for word, value in vector.items():
                for group in having.get(word, ()):
                    dots[group] += value / length * sums[group][word]  # type: ignore[assignment]
            likest = max(dots, key=lambda group: (dots[group] / lengths[group], -group), default=None)
            if likest is None or dots[likest] / lengths[likest] < threshold:
                likest = len(sums)
                sums.append(Counter())
                lengths.append(0.0)
            for word, value in vector.items():
                sums[likest][word] += value / length  # type: ignore[assignment]
                having.setdefault(word, set()).add(likest)
            lengths[likest] = math.sqrt(sum(value * value for value in sums[likest].values()))
            found.append(likest)
        return found

    return grouped


def sets(stories: Path | None) -> dict[str, list[Item]]:
    """The sets, whole and in halves."""
    found = {f"happenings {half}": items_of(half) for half in labelled.Half}
    if stories is None:
        return found
    labels = json.loads((stories / "labels.json").read_text("utf-8"))
    for file in sorted(stories.glob("*.jsonl")):
        items = [_item(json.loads(line), labels) for line in file.read_text("utf-8").splitlines()]
        found[file.stem] = items
        for half in (0, 1):
            found[f"{file.stem}, half {half + 1}"] = [item for item in items if _half(item.story) == half]
    return found


def _item(row: Mapping[str, str | None], labels: Mapping[str, str]) -> Item:
    published, url = row["published"], row["url"] or ""
    moment = PublicationDate(published, DateSource.NONE).earliest if published else None
    return Item(url, row["title"] or "", row["body"] or "", row["language"], moment, labels[url])


def _half(story: str) -> int:
    return hashlib.sha256(story.encode()).digest()[0] & 1


def score(items: Sequence[Item], groups: Sequence[int]) -> scoring.Score:
    """B-cubed agreement with the labels."""
    clusters = {item.id: str(group) for item, group in zip(items, groups, strict=True)}
    return scoring.bcubed(clusters, {item.id: item.story for item in items})


def quality(found: Mapping[str, list[Item]], ours: Grouping) -> None:
    """Tell how well each way groups each set."""
    at_thresholds = {
        threshold: {name: score(items, tfidf(threshold)(items)) for name, items in found.items()}
        for threshold in _TFIDF_THRESHOLDS
    }
    best = max(
        at_thresholds, key=lambda threshold: statistics.mean(one.f1 for one in at_thresholds[threshold].values())
    )
    print(f"{'B-cubed':24} {'ours: precision, recall, F1':32} {'titles':>7} {'MinHash':>8} {f'TF-IDF {best}':>12}")
    for name, items in found.items():
        ways = [score(items, way(items)).f1 for way in (title_rule, minhash)]
        own, floor = score(items, ours(items)), at_thresholds[best][name].f1
        figures = f"{own.precision:.3f}  {own.recall:.3f}  {own.f1:.3f}"
        print(f"  {name:22} {figures:32} {ways[0]:7.3f} {ways[1]:8.3f} {floor:12.3f}", flush=True)
    for half in labelled.Half:
        articles = labelled.articles(half)
        links = scoring.copy_pairs(copies_found(found[f"happenings {half}"]), labelled.copies(articles))
        print(f"copies, happenings {half}: {links}")


def shuffled(found: Mapping[str, list[Item]], ours: Grouping, times: int) -> None:
    """Tell how much the order within each day matters."""
    for name, items in found.items():
        if ", half" in name:
            continue
        scores = [score(mixed, ours(mixed)).f1 for mixed in (_mixed(items, Random(seed)) for seed in range(times))]
        mean = statistics.mean(scores)
        spread = max(max(scores) - mean, mean - min(scores))
        print(
            f"{times} orders, {name}: F1 {mean:.3f} ± {spread:.3f}, deviation {statistics.pstdev(scores):.3f}",
            flush=True,
        )


def _mixed(items: Sequence[Item], random: Random) -> list[Item]:
    mixed = list(items)
    random.shuffle(mixed)
    return sorted(mixed, key=lambda item: (item.moment is None, item.moment and item.moment.date()))


def invented(size: int, *, words: int = 330) -> Iterator[Content]:
    """Articles in English and Spanish, 300 a day, some two on a happening, of used and of invented words."""
    random = Random(5)
    names = [word.capitalize() for word in vocabulary(random, 40_000)]
    usual = {language: [*sorted(get_stoplist(name)), *vocabulary(random, 20_000)] for language, name in _LISTS.items()}
    pools = {
        language: random.choices(used, [1 / rank for rank in range(1, len(used) + 1)], k=400_000)
        for language, used in usual.items()
    }
    rare = {language: used[1_500:] for language, used in usual.items()}
    open_ones: list[tuple[str, list[str], list[str]]] = []
    for number in range(size):
        if random.random() < 0.5 or not open_ones:
            language = random.choice(list(_LISTS))
            open_ones.append((language, random.sample(rare[language], 15), random.sample(names, 6)))
            del open_ones[:-600]
        language, told, who = random.choice(open_ones)
        start = random.randrange(len(pools[language]) - words)
        text = [*pools[language][start : start + words], *random.sample(told, 9) * 2, *random.sample(who, 4) * 2]
        random.shuffle(text)
        sentences = [" ".join(text[at : at + 18]).capitalize() for at in range(0, len(text), 18)]
        title = " ".join([*random.sample(told, 4), *random.sample(who, 2), *random.sample(text, 2)])
        day = START + timedelta(minutes=4.8 * number)
        published = PublicationDate(day.isoformat(timespec="seconds"), DateSource.FEED)
        body = ". ".join(sentences[:9]) + ".\n\n" + ". ".join(sentences[9:])
        yield Content(title=title.capitalize(), body=body, language=language, published=published)


def speed(sizes: Sequence[int]) -> None:
    """Tell how many articles a second go into developments, and how much memory the index has, at each size."""
    gc.set_threshold(10_000)  # as the program has it
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/archive.db")
        given = enumerate(invented(max(sizes)), 1)
        developments, spent, done = Developments(), 0.0, 0
        recent: list[tuple[int, float]] = []
        while chunk := [pair for _, pair in zip(range(_AT_ONCE), given, strict=False)]:
            with database.transaction() as session:
                statements.add(session, ArticleRow, [article_row(number) for number, _ in chunk])
                statements.add(session, RevisionRow, [revision_row(number, said) for number, said in chunk])
            articles = [article(number, said) for number, said in chunk]
            began = time.process_time()
            ahead = {article: read(article) for article in articles}
            with database.transaction() as session:
                developments.place(session, articles, START, ahead=ahead)
            recent.append((len(chunk), time.process_time() - began))
            spent += recent[-1][1]
            done += len(chunk)
            if done in sizes:
                last = recent[-_LAST // _AT_ONCE :]
                rate = sum(size for size, _ in last) / sum(seconds for _, seconds in last)
                held = memory_of_index(database)
                print(
                    f"{done:8,} articles: {rate:6,.0f} a second of CPU, index {held:,.0f} MB, {spent:,.0f} s in all",
                    flush=True,
                )
        database.close()


def memory_of_index(database: Database) -> float:
    """Megabytes that a new process remembers of the developments after a few articles."""
    gc.collect()
    tracemalloc.start()
    began = tracemalloc.get_traced_memory()[0]
    fresh = Developments()
    with database.reading() as session:
        fresh.load(session)
    held = tracemalloc.get_traced_memory()[0] - began
    tracemalloc.stop()
    return held / 1e6


def article(number: int, said: Content) -> Article:
    """An invented article as it is stored."""
    row = article_row(number)
    return Article(
        id=number,
        guid=str(row["guid"]),
        source=str(row["source"]),
        url=str(row["url"]),
        first_seen=START,
        revision_id=number,
        revision=1,
        content=said,
    )


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=Path)
    parser.add_argument("--shuffles", type=int, default=20)
    parser.add_argument("--sizes", default="10000,100000")
    given = parser.parse_args()
    found, ours = sets(given.stories), Stream()
    quality(found, ours)
    if given.shuffles:
        shuffled(found, ours, given.shuffles)
    sizes = [int(size) for size in given.sizes.split(",") if size]
    if sizes:
        speed(sizes)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"peak memory of all of this: {peak:,.0f} MB")


if __name__ == "__main__":
    main()
