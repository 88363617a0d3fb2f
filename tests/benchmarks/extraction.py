"""How well and how fast articles are read, beside trafilatura and htmldate.

`python -m tests.benchmarks.extraction [--set DIR]`: the sample publishers, before anything is known of them and after
all of their pages were learned from, and a set of real pages (`ground-truth.json` with `{ID: {articleBody, url}}`, and
`html/ID.html.gz`), whose sources are learned as far as one page of each tells where its parts stand. F1 is that of
4-grams of words, precision and recall being averages over pages.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import trafilatura
from htmldate import find_date

from crawler.extract.html import extract_html
from crawler.extract.learning import learn
from crawler.extract.reading import Reading
from crawler.extract.template import Template, Traits
from model.article import Entry
from model.errors import NotAnArticle
from tests.crawler.extract.publishers import PUBLISHERS

_NOW = datetime(2024, 7, 11, 15, 30, tzinfo=UTC)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sample:
    """A page whose text is known."""

    url: str
    page: bytes
    body: str


def main() -> None:
    """Print F1 and milliseconds of CPU a page for each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, help="folder of real pages with their true bodies")
    folder = parser.parse_args().set
    extract_html(
        b"<p>" + b"Words to begin with. " * 20, url="http://localhost/", charset=None, entry=_entry(""), now=_NOW
    )
    heads = ("ours", "ms", "learned", "ms", "trafil.", "ms", "htmldate", "ratio", "learned")
    print(" " * 12 + "".join(f"{head:>9}" for head in heads))
    for publisher in PUBLISHERS:
        pages = [Sample(publisher.address(one), page.encode(), one.body) for one, page in publisher.pages()]
        print(_row(publisher.name, pages, [taught(pages)] * len(pages)))
    if folder is not None:
        pages = list(real_pages(folder))
        print(_row(folder.name[:12], pages, [told(page) for page in pages]))


def real_pages(folder: Path) -> Iterable[Sample]:
    """Pages of a set on disk."""
    for name, known in json.loads((folder / "ground-truth.json").read_text()).items():
        page = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        yield Sample(known.get("url") or "http://localhost/", page, known["articleBody"])


def _row(name: str, pages: Sequence[Sample], templates: Sequence[Template]) -> str:
    """One line of figures."""
    cold, cold_ms = _timed(pages, [partial(body_of, page, Template()) for page in pages])
    warm, warm_ms = _timed(pages, [partial(body_of, *known) for known in zip(pages, templates, strict=True)])
    theirs, theirs_ms = _timed(pages, [partial(_seen_by_trafilatura, page) for page in pages])
    _, dates_ms = _timed(pages, [partial(_date, page) for page in pages])
    both = theirs_ms + dates_ms
    figures = (f"{cold:.3f}", f"{cold_ms:.2f}", f"{warm:.3f}", f"{warm_ms:.2f}", f"{theirs:.3f}", f"{theirs_ms:.2f}")
    ratios = (f"{dates_ms:.2f}", f"{cold_ms / both:.2f}", f"{warm_ms / both:.2f}")
    return f"{name:12}" + "".join(f"{figure:>9}" for figure in (*figures, *ratios))


def _timed(pages: Sequence[Sample], readers: Sequence[Callable[[], str]]) -> tuple[float, float]:
    """F1 of what is read of each page, and milliseconds of CPU a page."""
    gc.collect()
    start = time.process_time()
    found = [read() for read in readers]
    spent = time.process_time() - start
    return f1((sample.body, text) for sample, text in zip(pages, found, strict=True)), 1000 * spent / len(pages)


def taught(pages: Sequence[Sample]) -> Template:
    """What a source's pages teach when they are read in their order, the oldest first."""
    template = Template()
    for sample in reversed(pages):
        reading = read(sample, template)
        if reading is not None and reading.traits is not None:
            template = learn(template, reading.traits, url=sample.url, now=_NOW)
    return template


def told(sample: Sample) -> Template:
    """What a page's source would teach of the places of its parts, if its other pages were like this one."""
    reading, template = read(sample, None), Template()
    if reading is not None and reading.traits is not None:
        alone = Traits(places=reading.traits.places, length=reading.traits.length)
        for number in range(6):
            template = learn(template, alone, url=str(number), now=_NOW)
    return template


def read(sample: Sample, template: Template | None) -> Reading | None:
    """What is read of a page; None where no article is found."""
    try:
        return extract_html(
            sample.page, url=sample.url, charset=None, entry=_entry(sample.url), now=_NOW, template=template
        )
    except NotAnArticle:
        return None


def body_of(sample: Sample, template: Template | None) -> str:
    """Text that is found in a page."""
    reading = read(sample, template)
    return reading.content.body if reading else ""


def _seen_by_trafilatura(sample: Sample) -> str:
    """What trafilatura finds; it runs as it does by default, except that comments are no text to it."""
    return trafilatura.extract(sample.page, include_comments=False) or ""


def _date(sample: Sample) -> str:
    """What htmldate finds."""
    try:
        return find_date(sample.page) or ""
    except (ValueError, TypeError):
        return ""


def _entry(url: str) -> Entry:
    return Entry(url=url)


def f1(pairs: Iterable[tuple[str, str]]) -> float:
    """Harmonic mean of precision and recall of 4-grams, which are averages over pages of true and found texts."""
    precisions: list[float] = []
    recalls: list[float] = []
    for true, found in pairs:
        wanted, had = _grams(true), _grams(found)
        common = (wanted & had).total()
        recalls.append(common / max(1, wanted.total()))
        if had:
            precisions.append(common / had.total())
    precision, recall = (sum(values) / max(1, len(values)) for values in (precisions, recalls))
    return 2 * precision * recall / max(1e-9, precision + recall)


def _grams(text: str) -> Counter[tuple[str, ...]]:
    """Groups of four words that follow each other; a shorter text is one."""
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))) if words else Counter()


if __name__ == "__main__":
    main()
