"""How well and how fast articles are read, beside trafilatura and htmldate.

`python -m tests.benchmarks.extraction [--set DIR] [--half A] [--sample N] [--keep FILE] [--against FILE [--quick]]`

Without a set: the sample publishers, before anything is known of them and after their pages were learned from. With
one: real pages (see `page_sets`), each half by itself. Half A is for learning from; of half B nothing is printed or
kept but its figures. `--keep` writes a run to a file; `--against` compares with such a run and prints the pages of
half A that changed; `--quick` takes what the other tools found from there and leaves out what is timed.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import trafilatura
from htmldate import find_date
from trafilatura import load_html

from crawler.extract.html import extract_html
from crawler.extract.learning import learn
from crawler.extract.reading import Reading
from crawler.extract.template import Template, Traits
from model.article import Entry
from model.errors import NotAnArticle
from tests.benchmarks.measures import (
    Overlap,
    date_mark,
    f1_of_means,
    grams_overlap,
    mean_f1,
    same_letters,
    same_names,
    words_overlap,
)
from tests.benchmarks.page_sets import RealPage, real_pages
from tests.crawler.extract.publishers import PUBLISHERS

_NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
"""When the sets' pages are read: after all of them were made."""
_LOW = 0.5
"""F1 of a body below which it is hardly the article's."""
_CHANGED = 0.01
_MOST_SHOWN = 25

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Sample:
    """A page whose text is known."""

    url: str
    page: bytes
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one tool says of a page. Of half B no words are kept."""

    precision: float | None = None
    recall: float = 0
    is_refused: bool = False
    title: bool = False
    author: bool = False
    date: str = "none"
    milliseconds: float = 0
    words: str = ""
    """For half A: title, authors and date on a line, and the body or the reason of a refusal below."""

    @property
    def overlap(self) -> Overlap:
        """How far the body is right."""
        return Overlap(self.precision, self.recall)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A page of a set with the answers."""

    id: str
    url: str
    half: str
    is_article: bool
    has: tuple[str, ...]
    """Which of body, title, author and published are known."""
    ours: Answer
    learned: Answer
    """Ours when its source has taught where its parts stand."""
    theirs: Answer
    """trafilatura's, with htmldate's date."""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, help="folder of real pages with what is known of them")
    parser.add_argument("--half", choices=("A", "B"), help="only this half")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="only about N pages, always the same")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="write the run there")
    parser.add_argument("--against", type=Path, metavar="FILE", help="a kept run to compare with")
    parser.add_argument("--quick", action="store_true", help="take from that run what the other tools found")
    options = parser.parse_args()
    _warm_up()
    if options.set is None:
        _print_publishers()
        return
    before = _kept(options.against) if options.against else {}
    pages = [page for page in real_pages(options.set) if options.half in {None, page.half}]
    if 0 < options.sample < len(pages):
        pages = pages[:: len(pages) // options.sample]
    overlap = grams_overlap if options.set.name == "article-extraction" else words_overlap
    rows = [_row(page, overlap, before.get(page.id) if options.quick else None) for page in pages]
    _print_set(rows, f1_of_means if overlap is grams_overlap else mean_f1)
    if before:
        _print_changes(rows, before)
    if options.keep:
        options.keep.write_text(json.dumps([asdict(row) for row in rows]))


def _warm_up() -> None:
    """Have each tool load what it loads once."""
    words = "".join(f"<p>{'Words to begin with, of which there are some more. ' * 20}</p>" for _ in range(5))
    page = f"<html><body><p>Monday, 5 January 1998</p>{words}</body></html>".encode()
    extract_html(page, url="http://localhost/", charset=None, entry=_entry(""), now=_NOW)
    trafilatura.extract(page)
    trafilatura.extract(b"<html><body><p>Too little to be all.</p></body></html>")  # for which it asks further tools
    find_date(page, original_date=True, extensive_search=True)


# --- real pages


def _row(page: RealPage, overlap: Callable[[str, str], Overlap], before: Row | None) -> Row:
    """All answers to a page; the others' from a run `before`, if there is one."""
    reading, milliseconds = _timed(lambda: _reading_or_reason(page, None))
    if before is not None:
        learned, theirs = before.learned, before.theirs
    else:
        template = told(reading) if isinstance(reading, Reading) else Template()
        learned = _answer_of(page, overlap, *_timed(lambda: _reading_or_reason(page, template)))
        theirs = _answer_of_others(page, overlap)
    known = {"body": page.body, "title": page.title, "author": page.author, "published": page.published}
    return Row(
        id=page.id,
        url=page.url,
        half=page.half,
        is_article=page.is_article,
        has=tuple(name for name, value in known.items() if value),
        ours=_answer_of(page, overlap, reading, milliseconds),
        learned=learned,
        theirs=theirs,
    )


def _reading_or_reason(page: RealPage, template: Template | None) -> Reading | str:
    """What is read of a page, or why there is nothing, by the way in that every page takes."""
    try:
        return extract_html(page.page, url=page.url, charset=None, entry=_entry(page.url), now=_NOW, template=template)
    except NotAnArticle as refused:
        return str(refused)


def _answer_of(
    page: RealPage, overlap: Callable[[str, str], Overlap], reading: Reading | str, milliseconds: float
) -> Answer:
    if isinstance(reading, str):
        return Answer(
            is_refused=True, milliseconds=milliseconds, words=f"\nrefused: {reading}" if page.half == "A" else ""
        )
    content = reading.content
    published = content.published.value if content.published else None
    return _marked(
        page,
        overlap,
        body=content.body,
        headline=(content.title, content.authors),
        published=published,
        milliseconds=milliseconds,
    )


def _answer_of_others(page: RealPage, overlap: Callable[[str, str], Overlap]) -> Answer:
    """What trafilatura and htmldate say, each as its documentation has it; comments are no text.

    Timed is what is asked of us: the text by one and the date by the other. trafilatura's title and author come free.
    """
    body, for_body = _timed(lambda: trafilatura.extract(page.page, url=page.url, include_comments=False) or "")
    date, for_date = _timed(lambda: _date(page))
    parsed = load_html(page.page)
    told = trafilatura.extract_metadata(parsed, default_url=page.url, extensive=False) if parsed is not None else None
    headline = (told.title or "", (told.author or "").split(";")) if told else ("", [])
    return _marked(page, overlap, body=body, headline=headline, published=date, milliseconds=for_body + for_date)


def _date(page: RealPage) -> str | None:
    try:
        return find_date(page.page, url=page.url, original_date=True, extensive_search=True)
    except (ValueError, TypeError):
        return None


def _marked(
    page: RealPage,
    overlap: Callable[[str, str], Overlap],
    *,
    body: str,
    headline: tuple[str, Sequence[str]],
    published: str | None,
    milliseconds: float,
) -> Answer:
    """What was found with how right it is; the `headline` is title and authors."""
    title, authors = headline
    covered = overlap(page.body or "", body)
    return Answer(
        precision=covered.precision,
        recall=covered.recall,
        is_refused=not body,
        title=same_letters(page.title or "", title),
        author=same_names(page.author or "", authors),
        date=date_mark(page.published or "", published),
        milliseconds=milliseconds,
        words=f"{title} | {', '.join(authors)} | {published}\n{body}" if page.half == "A" else "",
    )


def _timed(call: Callable[[], _Found]) -> tuple[_Found, float]:
    """What a call gives, and milliseconds of this process' CPU."""
    start = time.process_time()
    found = call()
    return found, 1000 * (time.process_time() - start)


def _kept(file: Path) -> dict[str, Row]:
    """The rows of a kept run by the pages' names."""
    rows = json.loads(file.read_text())
    for row in rows:
        row.update({tool: Answer(**row[tool]) for tool in ("ours", "learned", "theirs")}, has=tuple(row["has"]))
    return {row["id"]: Row(**row) for row in rows}


def _print_set(rows: Sequence[Row], mean: Callable[[Sequence[Overlap]], float]) -> None:
    """Figures of each half and of both."""
    print(f"{'':34}{'ours':>10}{'learned':>10}{'others':>10}")
    for half in ("A", "B", "AB"):
        inside = [row for row in rows if row.half in half]
        if not inside or (half == "AB" and len({row.half for row in rows}) == 1):
            continue
        articles = [row for row in inside if row.is_article]
        others = [row for row in inside if not row.is_article]
        print(f"half {half}: {len(articles)} articles, {len(others)} that are none")
        bodies = [row for row in articles if "body" in row.has]
        if bodies:
            _line("body, F1", [f"{mean([answer.overlap for answer in tool]):.4f}" for tool in _tools(bodies)])
            low = [sum(answer.overlap.f1 < _LOW for answer in tool) for tool in _tools(bodies)]
            _line("bodies below .5", low)
        _line("articles refused", [sum(answer.is_refused for answer in tool) for tool in _tools(articles)])
        if others:
            _line("listings, collections refused", [sum(each.is_refused for each in tool) for tool in _tools(others)])
        for field in ("title", "author"):
            known = [row for row in articles if field in row.has]
            if known:
                right = [sum(getattr(answer, field) for answer in tool) for tool in _tools(known)]
                _line(f"{field} exact, of {len(known)}", [f"{count / len(known):.3f}" for count in right])
        dated = [row for row in articles if "published" in row.has]
        for mark in ("right", "wrong", "none"):
            if dated:
                shares = [sum(answer.date == mark for answer in tool) for tool in _tools(dated)]
                _line(f"date {mark}, of {len(dated)}", shares)
        spent = [sum(answer.milliseconds for answer in tool) / len(inside) for tool in _tools(inside)]
        _line("ms of CPU a page", [f"{each:.2f}" for each in spent])
        _line("ratio", [f"{each / max(spent[2], 1e-9):.3f}" for each in spent])


def _tools(rows: Sequence[Row]) -> tuple[list[Answer], list[Answer], list[Answer]]:
    """The answers of each tool."""
    return [row.ours for row in rows], [row.learned for row in rows], [row.theirs for row in rows]


def _line(name: str, figures: Iterable[object]) -> None:
    print(f"  {name:32}" + "".join(f"{figure:>10}" for figure in figures))


def _print_changes(rows: Sequence[Row], before: dict[str, Row]) -> None:
    """How many pages of each half changed, and which of half A by most."""
    pairs = [(row, before[row.id]) for row in rows if row.id in before]
    for half in ("A", "B"):
        inside = [(new.ours, old.ours) for new, old in pairs if new.half == half and "body" in new.has]
        gains = [new.overlap.f1 - old.overlap.f1 for new, old in inside]
        up, down = (sum(sign * gain > _CHANGED for gain in gains) for sign in (1, -1))
        if inside:
            print(f"half {half}: bodies +{up} -{down}, {sum(gains) / len(gains):+.5f} a page")
    shown = [(new, old) for new, old in pairs if new.half == "A"]
    bodies = [pair for pair in shown if "body" in pair[0].has]
    moved = sorted(bodies, key=lambda pair: pair[0].ours.overlap.f1 - pair[1].ours.overlap.f1)
    moved = [pair for pair in moved if abs(pair[0].ours.overlap.f1 - pair[1].ours.overlap.f1) > _CHANGED]
    for new, old in dict.fromkeys([*moved[:_MOST_SHOWN], *moved[-_MOST_SHOWN:]]):
        print(f"  {old.ours.overlap.f1:.3f} -> {new.ours.overlap.f1:.3f}  {new.id}  {new.url[:90]}")
    for new, old in shown:
        changed = [
            f"{name} {was} -> {now}"
            for name, was, now in (
                ("title", old.ours.title, new.ours.title),
                ("author", old.ours.author, new.ours.author),
                ("published", old.ours.date, new.ours.date),
            )
            if was != now and new.is_article and name in new.has
        ]
        if old.ours.is_refused != new.ours.is_refused and not new.is_article:
            changed.append("refused now" if new.ours.is_refused else "no longer refused")
        if changed:
            print(f"  {'; '.join(changed)}: {new.id} {new.ours.words.splitlines()[0][:120]}")


# --- sample publishers


def _print_publishers() -> None:
    """F1 and milliseconds of CPU a page for each sample publisher."""
    heads = ("ours", "ms", "learned", "ms", "trafil.", "ms", "htmldate", "ratio", "learned")
    print(" " * 12 + "".join(f"{head:>9}" for head in heads))
    for publisher in PUBLISHERS:
        pages = [Sample(publisher.address(one), page.encode(), one.body) for one, page in publisher.pages()]
        template = taught(pages)
        cold, cold_ms = _f1_and_time(pages, lambda sample: body_of(sample, Template()))
        warm, warm_ms = _f1_and_time(pages, lambda sample, template=template: body_of(sample, template))  # type: ignore[misc]
        theirs, theirs_ms = _f1_and_time(
            pages, lambda sample: trafilatura.extract(sample.page, include_comments=False) or ""
        )
        _, dates_ms = _f1_and_time(pages, lambda sample: find_date(sample.page) or "")
        both = theirs_ms + dates_ms
        figures = (
            f"{cold:.3f}",
            f"{cold_ms:.2f}",
            f"{warm:.3f}",
            f"{warm_ms:.2f}",
            f"{theirs:.3f}",
            f"{theirs_ms:.2f}",
        )
        ratios = (f"{dates_ms:.2f}", f"{cold_ms / both:.2f}", f"{warm_ms / both:.2f}")
        print(f"{publisher.name:12}" + "".join(f"{figure:>9}" for figure in (*figures, *ratios)))


def _f1_and_time(pages: Sequence[Sample], reader: Callable[[Sample], str]) -> tuple[float, float]:
    """F1 of what is read of the pages, and milliseconds of CPU a page."""
    gc.collect()
    found, spent = _timed(lambda: [reader(sample) for sample in pages])
    return f1((sample.body, text) for sample, text in zip(pages, found, strict=True)), spent / len(pages)


def taught(pages: Sequence[Sample]) -> Template:
    """What a source's pages teach when they are read in their order, the oldest first."""
    template = Template()
    for sample in reversed(pages):
        reading = read(sample, template)
        if reading is not None and reading.traits is not None:
            template = learn(template, reading.traits, url=sample.url, now=_NOW)
    return template


def told(reading: Reading) -> Template:
    """What a page's source would teach of the places of its parts, if its other pages were like this one."""
    template = Template()
    if reading.traits is not None:
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


def _entry(url: str) -> Entry:
    return Entry(url=url)


def f1(pairs: Iterable[tuple[str, str]]) -> float:
    """F1 of the mean precision and recall of groups of four words, of true and found texts."""
    return f1_of_means([grams_overlap(true, found) for true, found in pairs])


if __name__ == "__main__":
    main()
