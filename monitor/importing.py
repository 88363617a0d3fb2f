"""Bringing a file of articles into the store: read once to put its rows in order, then stored and matched in parts."""

from __future__ import annotations

import gzip
import io
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, cast

from config.load import Config
from crawler.extract.language import language_of
from model.errors import PeruwatchError
from monitor.import_rows import LONGEST_LINE, BadRow, Publishers, Row, read_row
from monitor.steps import match
from storage import imports
from storage.database import Database
from storage.imports import Imported, ImportNovelty, novelty

_GZIP = b"\x1f\x8b"
_BATCH = 300
"""Rows in a transaction: whoever else writes waits for less than a second, while one for each row would take longer."""
_BATCH_BYTES = 4_000_000
"""Of lines, after which a batch takes no more of them."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNDATED = 2**62
"""Instead of a date: after all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Who hears how it goes on."""

    on_read: Callable[[int], None]
    """How many rows were found in the file by now."""
    on_bad: Callable[[int, str], None]
    """Number of a line that is no row, and why."""
    on_done: Callable[[int, int], None]
    """How many rows were stored and matched by now, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What came of a file."""

    new: int
    """Articles that were not known."""
    known: int
    """Rows of articles that were known as they are."""
    different: int
    """Rows of articles that were known with other words, which they keep."""
    bad: int
    """Lines that are no rows."""
    matches: int
    """What was found of what is watched for."""


@dataclass(frozen=True, slots=True)
class _Index:
    """Where the rows stand and how they are ordered: numbers alone, since there may be millions."""

    offsets: array[int] = field(default_factory=lambda: array("q"))
    moments: array[int] = field(default_factory=lambda: array("q"))
    """Their dates, in microseconds."""

    def __len__(self) -> int:
        return len(self.offsets)

    def add(self, row: Row, offset: int) -> None:
        """Note where a row stands."""
        self.offsets.append(offset)
        self.moments.append(
            _UNDATED if row.published is None else (row.published - _EPOCH) // timedelta(microseconds=1)
        )

    def in_order(self) -> Iterator[int]:
        """The offsets in the order of the dates; of one date, and of none, in the order of the file."""
        return map(self.offsets.__getitem__, sorted(range(len(self)), key=self.moments.__getitem__))


def bring_in(
    file: io.BufferedReader, database: Database, config: Config, *, now: datetime, listener: Listener
) -> Brought:
    """Store the articles of a file, plain or compressed with gzip, and match them. Nobody is told of them.

    If this is broken off, what was stored stays, and is known when it is done again.
    """
    publishers = Publishers(config.sources)
    with _readable(file) as (given, kept):
        index, bad = _read(given, kept, publishers, now=now, listener=listener)
        counts: Counter[ImportNovelty] = Counter()
        matches = 0
        for batch in _batches(_lines_at(index.in_order(), kept)):
            rows = [_again(line, publishers, now=now) for line in batch]
            stored = _store(rows, database, now=now)
            if stored[ImportNovelty.NEW]:
                matches += match(database, config, now).matches
            counts += stored
            listener.on_done(counts.total(), len(index))
    matches += match(database, config, now).matches  # also what was left when this was broken off
    return Brought(
        new=counts[ImportNovelty.NEW],
        known=counts[ImportNovelty.KNOWN],
        different=counts[ImportNovelty.DIFFERENT],
        bad=bad,
        matches=matches,
    )


@contextmanager
def _readable(file: io.BufferedReader) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """What to read lines from, and where to keep them: rows are read again in another order, from any place."""
    is_compressed = file.peek(len(_GZIP)).startswith(_GZIP)
    if file.seekable() and not is_compressed:
        yield file, file
        return
    with TemporaryFile() as copy:
        yield cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if is_compressed else file, copy


def _read(
    given: IO[bytes], kept: IO[bytes], publishers: Publishers, *, now: datetime, listener: Listener
) -> tuple[_Index, int]:
    """Find a file's rows, and copy them to where they are kept if that is elsewhere; counts the lines that are none."""
    index, bad, number = _Index(), 0, 0
    try:
        for number, (line, offset) in enumerate(_lines(given), 1):
            if not line.strip():
                continue
            try:
                row = read_row(line, publishers, now=now)
            except BadRow as error:
                bad += 1
                listener.on_bad(number, str(error))
                continue
            place = offset
            if kept is not given:
                place = kept.tell()
                kept.write(line)
            index.add(row, place)
            listener.on_read(len(index))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        bad += 1
        listener.on_bad(number + 1, f"can't be decompressed, nor can what follows: {error}")
    return index, bad


def _lines(given: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    """Lines with their offsets; of one that is too long only so much that this is seen."""
    offset = given.tell() if given.seekable() else 0
    while line := given.readline(LONGEST_LINE + 1):
        yield line, offset
        offset += len(line)
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = given.readline(LONGEST_LINE + 1)
            offset += len(line)


def _lines_at(offsets: Iterable[int], kept: IO[bytes]) -> Iterator[bytes]:
    for offset in offsets:
        kept.seek(offset)
        yield kept.readline()


def _batches(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for line in lines:
        batch.append(line)
        if len(batch) == _BATCH or sum(map(len, batch)) >= _BATCH_BYTES:
            yield batch
            batch = []
    if batch:
        yield batch


def _again(line: bytes, publishers: Publishers, *, now: datetime) -> Row:
    """A row that was read before."""
    try:
        return read_row(line, publishers, now=now)
    except BadRow as error:
        raise PeruwatchError(f"the file was changed while it was read: {error}") from error


def _store(rows: Sequence[Row], database: Database, *, now: datetime) -> Counter[ImportNovelty]:
    """Store what of a few rows is new; counts what each was."""
    with database.reading() as session:
        known = imports.words_at(session, [key for row in rows for key in row.article.keys])
    novelties = [novelty(row.article, known) for row in rows]
    if ImportNovelty.NEW not in novelties:
        return Counter(novelties)
    # What takes long is done here, while others may write; who was first is decided in the transaction.
    ready = [
        _completed(row) if what is ImportNovelty.NEW else row.article for row, what in zip(rows, novelties, strict=True)
    ]
    with database.transaction() as session:
        return Counter(imports.bring_in(session, ready, now=now))


def _completed(row: Row) -> Imported:
    """An article with what can be found out from its text."""
    article, said = row.article, row.article.content
    if not row.says_language:
        said = replace(said, language=language_of(said.body))
    return replace(article, content=said)
