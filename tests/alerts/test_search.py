from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.matching.match import Matcher
from alerts.run import match_new
from alerts.search import archive, index
from alerts.search.archive import changes, find
from config.query import parse_query
from model.article import Content
from model.query import (
    USUAL_RULES,
    Expression,
    Field,
    Having,
    InTitle,
    Near,
    Query,
    QueryRules,
    Term,
    all_of,
    any_of,
    none_of,
)
from model.watch import Watch
from storage import articles, lookup, search, watches
from storage.database import Database, Session
from storage.schema import Table
from tests.conftest import NOW
from tests.storage.samples import stored

NETWORKS = {"post": "Chain", "radio": "chain"}
WORDS = [
    "huelga", "huelgas", "huelguistas", "paro", "paros", "nacional", "nacionales", "strike", "strikes", "striking",
    "striker", "struck", "Perú", "peru", "PERU", "peruanos", "año", "ano", "años", "C.G.T.P.", "CGTP", "EE. UU.",
    "EEUU", "EE", "UU", "mina", "minas", "anti-mina", "casa", "casas", "torre", "Torres", "Reyes", "rey", "Boluarte",
    "Boluarta", "Bolaurte", "D\u2019Angelo", "estado", "de", "emergencia", "emergencias", "Quispe", "Ñuñoa",
    "\ufb01n", "\uff12026", "2026", "ΑΘΗΝΑ", "straße", "日本", "a\u0301rbol", "árbol", "Wałęsa", "Walesa", "Nº", "N°",
    "在日本的", "ペルー", "ヘルー", "ประเทศเปรู", "เปรู", "페루에서", "페루", "№5", "日", "œuvre", "oeuvre",
    "x" * 20 + "y" * 40,
]  # fmt: skip
GAPS = [" ", " ", " ", " ", "\n\n", ", ", "-", "-\n", "\xad\n", "\u00a0", ". ", " «", "» ", "\u2014", "\xad", "\u200b"]
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), max_size=14).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
CONTENTS = st.builds(
    lambda title, other, body, language: Content(title=title, other_title=other, body=body, language=language),
    TEXTS,
    st.none() | TEXTS,
    TEXTS,
    st.sampled_from(["en", "es", "pt", "fr", None]),
)
SOURCES = st.sampled_from(["post", "radio", "Diario"])

PLAIN = st.builds(Term, st.sampled_from(WORDS) | st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(" ".join))
TERMS = (
    PLAIN
    | st.builds(
        Term, st.sampled_from([*WORDS, "huelg", "estado de emerg", "paro nacion", "strik"]), prefix=st.just(True)
    )
    | st.builds(Term, st.sampled_from(WORDS), exact=st.just(True), prefix=st.booleans())
    | st.builds(Term, st.sampled_from(["Boluarte", "huelga", "casas", "strike", "日本在日本"]), distance=st.just(1))
    | st.builds(Term, st.sampled_from(["Boluarte", "huelguistas", "peruanos"]), distance=st.just(2))
)
PATTERNS = [
    "huelg", "huelg(a|uist)as?", "(strike|paros?) ", "estado.{1,9}emerg", "(?i:mina)s?$", "Ñ?uñoa", "c[.]?g[.]?t",
    "n[º°]", "日本?", "ペル", "제|페루", "เปรู", "(peru|años)+", "a{2}|[áb]rbol", "an?ti-?mina", r"\bper.", r"\w{40}",
    "oeuvre|œ(?:uvre)?", "Wałę", r"(?:strik(?:e|ing))?s\b", "y{39}", r"\Qee. uu\E", "torre|(reyes|rey)",
]  # fmt: skip
EXPRESSIONS = st.builds(Expression, st.sampled_from(PATTERNS), st.booleans())
PLACES = TERMS | st.lists(TERMS, min_size=2, max_size=3, unique=True).map(any_of)
NEAR = st.builds(Near, PLACES, PLACES, st.integers(1, 5), st.booleans())
HAVING = st.builds(Having, st.sampled_from(Field), st.sampled_from(["post", "DIARIO", "es", "FR", "chain", "none"]))


def combined(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(parts, min_size=2, max_size=3)
    return parts.map(none_of) | several.map(all_of) | several.map(any_of)


TITLES = st.recursive(TERMS | NEAR | EXPRESSIONS, combined, max_leaves=3).map(InTitle)
QUERIES: st.SearchStrategy[Query] = st.recursive(
    TERMS | NEAR | TERMS | NEAR | EXPRESSIONS | HAVING | TITLES, combined, max_leaves=5
)
WATCHES = st.builds(
    lambda query, inflect: Watch(name="w", title="W", query=query, inflect=inflect), QUERIES, st.booleans()
)
SLOW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def store(database: Database, now: datetime, number: int, said: Content, *, source: str = "post") -> int:
    """Store an article of that number, or another revision of it."""
    key = f"{source}.example/{number}"
    found, _ = stored(database, now + timedelta(minutes=number % 7), key=key, source=source, said=said)
    return found


def plain_reading(database: Database, watch: Watch, *, false_friends: bool = True) -> list[int]:
    """What the matcher says of every article in turn, newest first."""
    matcher = Matcher([watch], QueryRules(networks=NETWORKS, false_friends=false_friends))
    with database.reading() as session:
        newest_first = articles.newest(session, limit=10_000)
    return [article.id for article in newest_first if matcher.match_article(article)]


def searched(database: Database, watch: Watch, *, false_friends: bool = True) -> list[int]:
    found = find(database, watch, QueryRules(networks=NETWORKS, false_friends=false_friends))
    shown = [article.id for article, _ in found.meetings()]
    assert found.at_least <= len(shown) <= (len(shown) if found.at_most is None else found.at_most)
    return shown


def told(database: Database, watch: Watch, *, false_friends: bool = True) -> list[int]:
    """What `check` says that a new watch would meet."""
    told = changes(database, [watch], QueryRules(networks=NETWORKS, false_friends=false_friends))
    return next(list(change.gained) for change in told if change.watch == watch.name)


def matched(database: Database, watch: Watch, now: datetime, *, false_friends: bool = True) -> set[int]:
    """What the archive's articles are matched to."""
    match_new(database, [watch], [], now, QueryRules(networks=NETWORKS, false_friends=false_friends))
    with database.reading() as session:
        return watches.met_by(session, watch.name)


@pytest.fixture
def filled(database: Database, now: datetime) -> Database:
    """A store with articles that hold all words, in all languages."""
    number = 0
    for language in ("en", "es", "pt", "fr", None):
        for start in range(0, len(WORDS), 6):
            number += 1
            source = ("post", "radio", "Diario")[number % 3]
            body = "".join(
                word + GAPS[(number + place) % len(GAPS)] for place, word in enumerate(WORDS[start : start + 9])
            )
            said = Content(title=WORDS[-start], body=body, language=language)
            store(database, now, number, said, source=source)
    match_new(database, [], [], now)
    return database


def agree(database: Database, watch: Watch, *, false_friends: bool = True) -> None:
    expected = plain_reading(database, watch, false_friends=false_friends)
    assert searched(database, watch, false_friends=false_friends) == expected
    with database.reading() as session:
        waiting = search.waiting(session)
    assert told(database, watch, false_friends=false_friends) == [one for one in expected if one not in waiting]


@given(watch=WATCHES, false_friends=st.booleans())
@settings(SLOW)
def test_what_the_index_narrows_down_is_what_reading_every_article_finds(
    filled: Database, watch: Watch, *, false_friends: bool
) -> None:
    agree(filled, watch, false_friends=false_friends)


@given(watch=WATCHES, enough=st.integers(1, 9), counted=st.integers(0, 20), at_once=st.integers(0, 9))
@settings(SLOW)
def test_what_is_looked_for_among_the_newest_first_is_what_reading_every_article_finds(
    filled: Database, watch: Watch, enough: int, counted: int, at_once: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(archive, "_STAGES", (2, 7, 20))
        patched.setattr(archive, "_ENOUGH", enough)
        patched.setattr(archive, "_COUNTED", counted)
        patched.setattr(archive, "_SORTED", at_once)
        patched.setattr(archive, "_PAGE", 10)
        expected = plain_reading(filled, watch)
        assert searched(filled, watch) == expected
        found = find(filled, watch, QueryRules(networks=NETWORKS))
        look = found.look(skip=3, limit=4, most_read=1000)
        assert [article.id for article, _ in look.meetings] == expected[3:7]
        assert not look.is_cut_short


def test_of_the_newest_few_entries_of_the_index_are_looked_through(sqlite: Database, now: datetime) -> None:
    """Also of an index that was begun anew, which has the articles of that time newest first and later ones after."""
    for number in range(30):
        if number == 21:
            with sqlite.transaction() as session:
                search.begin(session, "of long ago")
            index.begin(sqlite)
            while index.catch_up(sqlite):
                pass
        store(sqlite, now + timedelta(hours=number), number, Content(title="Strike", body="", language="en"))
        if number >= 20:
            match_new(sqlite, [], [], now)
    with sqlite.reading() as session:
        newest = lookup.newest(session, 12)
        assert newest is not None
        assert list(newest.ids) == [article.id for article in articles.newest(session, limit=12)]
        hits = lookup.with_any(session, [lookup.Phrase((frozenset(["strike"]),))], lookup.SearchScope(runs=newest.runs))
        assert hits.certain == set(newest.ids)
        assert lookup.newest(session, 30) is None


def test_many_results_are_not_all_counted(sqlite: Database, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_STAGES", (10,))
    monkeypatch.setattr(archive, "_ENOUGH", 5)
    monkeypatch.setattr(archive, "_COUNTED", 9)
    for number in range(20):
        body = "strike" if number % 2 else ""
        store(sqlite, now + timedelta(hours=number), number, Content(title="News", body=body, language="en"))
    match_new(sqlite, [], [], now)
    found = find(sqlite, Watch(name="q", title="q", keywords=("strike",)), USUAL_RULES)
    assert (found.at_least, found.at_most) == (5, None)
    assert len(list(found.meetings())) == 10
    rare = find(sqlite, Watch(name="q", title="q", query=parse_query("strike NOT news")), USUAL_RULES)
    assert (rare.at_least, rare.at_most) == (0, 0)


@pytest.fixture(scope="module")
def five_texts(shared_database: Database) -> Database:
    texts = {
        "en": ("en", "They strikes."),
        "es": ("es", "Los strikes."),
        "near": ("es", "El paro sigue. Dos paros. Plan C."),
        "one": ("es", "HUELGUISTA de Puno, in C++."),
        "broken": ("es", "La mine-\nría del paro."),
    }
    for number, (name, (language, body)) in enumerate(texts.items()):
        store(shared_database, NOW, number, Content(title=name, body=body, language=language))
    match_new(shared_database, [], [], NOW)
    return shared_database


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("striking", ["en"]),
        ("strikes", ["en", "es"]),
        ('"paros sigue"', ["near"]),
        ("paro NEAR/3 paro", ["near"]),
        ("paro NEAR/1 sigue", ["near"]),
        ("minería NEAR/2 paro", ["broken"]),
        ("minería NEAR/1 paro", []),
        ('"minería del"', ["broken"]),
        ("huelguista ONEAR/9 puno", ["one"]),
        ("huelguista* NEAR/9 huelg*", []),
        ("=HUELGUISTA", ["one"]),
        ("=huelguista", []),
        ("C++", ["one"]),
        ("/plan [^c]|punos?[,.]/", ["one"]),
        ("/(plan|huelguis) ?(c|ta)/", ["near", "one"]),
        ("/paros? .{1,9}s/", ["near"]),
        ("=/Plan C/", ["near"]),
        ("=/plan c/", []),
        ("/plan/ NOT /dos/", []),
        ("title:/^o.e$/", ["one"]),
        ("/ría del/", ["broken"]),
        ("/minería/", []),
        ('"in C#"', []),
        ("C", ["near", "one"]),
        ("puno~1", ["one"]),
        ("title:one", ["one"]),
        ("title:puno", []),
        ("language:EN strike", ["en"]),
        ("source:POST NOT network:other", ["broken", "en", "es", "near", "one"]),
    ],
)
def test_the_index_leaves_nothing_out_and_puts_nothing_in(five_texts: Database, query: str, found: list[str]) -> None:
    watch = Watch(name="w", title="w", query=parse_query(query))
    results = find(five_texts, watch, QueryRules(networks=NETWORKS))
    assert sorted(article.content.title for article, _ in results.meetings()) == found
    assert results.at_least == results.at_most == len(found) == len(told(five_texts, watch))


ACTIONS = st.lists(
    st.tuples(st.just("store"), st.integers(1, 5), CONTENTS, SOURCES)
    | st.tuples(st.sampled_from(["match", "catch up", "other rules", "edit"])),
    min_size=2,
    max_size=14,
)


@given(actions=ACTIONS, watch=WATCHES)
@settings(SLOW)
def test_it_is_so_while_articles_come_and_change_and_the_index_is_made_anew(
    sqlite: Database, now: datetime, actions: list[tuple[object, ...]], watch: Watch
) -> None:
    emptied(sqlite)
    for action in actions:
        act(sqlite, now, *action)
        agree(sqlite, watch)
    assert matched(sqlite, watch, now) == set(plain_reading(sqlite, watch))
    agree_after_matching(sqlite, watch)
    while index.catch_up(sqlite):
        agree_after_matching(sqlite, watch)


def act(database: Database, now: datetime, *action: object) -> None:
    match action:
        case ("store", int(number), Content() as said, str(source)):
            store(database, now, number, said, source=source)
        case ("match",):
            match_new(database, [], [], now)
        case ("catch up",):
            index.begin(database)
            index.catch_up(database)
        case ("edit",):
            match_new(database, [Watch(name="other", title="", keywords=("huelga", "strike"))], [], now)
        case ("other rules",):
            with database.transaction() as session:
                search.begin(session, "of long ago")


def agree_after_matching(database: Database, watch: Watch) -> None:
    """As `agree`, where the store knows the watch by now, so that `check` has nothing to say."""
    assert searched(database, watch) == plain_reading(database, watch)
    assert changes(database, [watch], QueryRules(networks=NETWORKS)) == []


def emptied(database: Database) -> None:
    """Take all articles out that an earlier example left."""
    with database.transaction() as session:
        for table in reversed(Table.metadata.sorted_tables):
            session.execute(table.delete())


def of(database: Database, query: str) -> list[int]:
    return searched(database, Watch(name="q", title="q", query=parse_query(query)))


def test_an_edited_article_is_found_by_what_it_says_now_and_no_more_by_what_it_said(
    database: Database, now: datetime
) -> None:
    number = store(database, now, 1, Content(title="Strike", body="The miners went on strike.", language="en"))
    for matched_before in (False, True):
        assert of(database, "strike") == [number]
        if matched_before:
            match_new(database, [], [], now)
    store(database, now, 1, Content(title="Lockout", body="The miners were locked out.", language="en"))
    for _ in range(2):
        assert of(database, "strike") == of(database, '"went on strike"') == []
        assert of(database, "lockout") == [number]
        match_new(database, [], [], now)


def test_a_store_from_before_there_was_an_index_is_searched_and_gets_one_bit_by_bit(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_CHUNK", 2)
    numbers = [
        store(database, now, number, Content(title=f"Strike {number}", body="", language="en")) for number in range(5)
    ]
    match_new(database, [], [], now)
    with database.transaction() as session:
        search.begin(session, "of long ago")
    assert sorted(of(database, "strikes")) == numbers
    index.begin(database)
    put = []
    while count := index.catch_up(database):
        put.append(count)
        assert sorted(of(database, "strikes")) == numbers
    assert put == [2, 2, 1]
    with database.reading() as session:
        assert search.apart(session) == frozenset()


def test_an_index_of_these_rules_is_not_begun_again(sqlite: Database, now: datetime) -> None:
    store(sqlite, now, 1, Content(title="Strike", body="", language="en"))
    match_new(sqlite, [], [], now)
    index.begin(sqlite)
    assert index.catch_up(sqlite) == 0


def test_a_process_of_other_rules_puts_nothing_into_an_index_that_is_not_its_own(
    sqlite: Database, now: datetime
) -> None:
    number = store(sqlite, now, 1, Content(title="Strike", body="", language="en"))
    index.begin(sqlite)
    with sqlite.transaction() as session:
        search.begin(session, "of days to come")
        index.put(session, articles.by_id(session, [number]), index.Ahead())
        assert search.apart(session) == {number}


@pytest.mark.parametrize(
    "text", ["x" * 3000, " ".join(f"{number:x}{'y' * 90}" for number in range(11_000)), "\U0001d518" * 900]
)
def test_what_is_too_long_for_a_database_is_found_all_the_same(database: Database, now: datetime, text: str) -> None:
    number = store(database, now, 1, Content(title="Strike", body=f"{text} Ende", language="de"))
    match_new(database, [], [], now)
    longest = max(text.split(), key=len)
    assert of(database, "ende") == of(database, longest) == of(database, f"{longest[:2500]}*") == [number]
    assert of(database, f"{longest}z") == []


def test_a_watch_of_very_many_words_is_searched_for(sqlite: Database, now: datetime) -> None:
    number = store(sqlite, now, 1, Content(title="Strike", body="word4999 w4999 on", language="en"))
    match_new(sqlite, [], [], now)
    many = tuple(f"word{count}" for count in range(5000))
    phrases = tuple(f"w{count} on" for count in range(5000))
    for keywords in (many, phrases, tuple(f"{word}*" for word in many)):
        assert searched(sqlite, Watch(name="q", title="q", keywords=keywords)) == [number]
    near = " OR ".join(many[4000:])
    assert of(sqlite, f"({near}) NEAR/9 (strike OR on)") == [number]
    assert of(sqlite, f"({near}) NEAR/1 on") == []


def test_few_articles_are_read_to_say_what_a_watch_would_change(
    sqlite: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        body = "The strike went on in Puno." if number % 10 == 0 else "All is well in Puno."
        store(sqlite, now, number, Content(title=f"News {number}", body=body, language="en"))
    match_new(sqlite, [], [], now)
    read: list[int] = []
    texts = articles.texts

    def noting(session: Session, ids: Sequence[int]) -> list[articles.QueriedText]:
        read.extend(ids)
        return texts(session, ids)

    monkeypatch.setattr(articles, "texts", noting)
    for query, count in (
        ("strikes", 0),
        ('"strike went"', 0),
        ("strike NEAR/4 puno", 0),
        ("strik* NOT x", 0),
        ("=strike", 4),
        ("/strike w/", 4),
        ("/(stri|xyz)k?e/", 4),
        ("/p.no/ strike", 4),
    ):
        read.clear()
        (change,) = changes(sqlite, [Watch(name="q", title="q", query=parse_query(query))], USUAL_RULES)
        assert (len(change.gained), len(read)) == (4, count), query
