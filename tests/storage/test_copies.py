"""Texts that are nearly the same at several publishers: each an article of its own that knows the first one."""

from __future__ import annotations

import random
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from model.article import Arrival, Entry
from storage import articles, entries, readings
from storage.articles import Found
from storage.database import Database
from storage.likeness import bands_of, likeness, signature_of
from storage.schema import ArticleRow, BandRow
from tests.storage.samples import content, page

WORDS = [f"word{number}" for number in range(400)]
RUNS = 5


def text(*, without: int = 0, more: int = 0, seed: int = 0) -> str:
    """A text of 400 words, less some at its end and with others that no other text has."""
    own = [f"own{seed}x{number}" for number in range(more)]
    return " ".join([*WORDS[: len(WORDS) - without], *own])


def other_text(seed: int) -> str:
    chance = random.Random(seed)
    return " ".join(chance.sample(WORDS, 300))


def shared(one: str, other: str) -> float:
    """The share that signatures estimate, counted out."""
    ours, theirs = (
        {tuple(words[at : at + RUNS]) for at in range(len(words) - RUNS + 1)} for words in (one.split(), other.split())
    )
    return len(ours & theirs) / len(ours | theirs)


def signature(body: str) -> bytes:
    found = signature_of(body)
    assert found is not None
    return found


@pytest.mark.parametrize("less", [0, 10, 40, 120, 300])
def test_likeness_is_the_share_of_runs_of_words_that_both_texts_have(less: int) -> None:
    one, other = text(), text(without=less, more=less // 2)
    assert likeness(signature(one), signature(other)) == pytest.approx(shared(one, other), abs=0.13)


def test_texts_alike_but_for_case_and_punctuation_are_the_same() -> None:
    assert signature(text()) == signature(text().upper().replace(" ", ",\n\n"))


def test_what_many_texts_could_say_has_no_likeness() -> None:
    assert signature_of("Only for subscribers: log in to read on.") is None


@settings(deadline=None)  # the first one loads what makes signatures
@given(st.text(max_size=300))
def test_any_text_has_a_signature_of_one_length_or_none(body: str) -> None:
    assert len(signature_of(f"{text()} {body}") or b"") == 4 * 128


def test_texts_that_share_most_are_found_by_a_band_and_those_that_share_little_are_not() -> None:
    of = set(bands_of(signature(text())))
    alike = [set(bands_of(signature(text(more=40, seed=seed)))) for seed in range(40)]
    unlike = [set(bands_of(signature(other_text(seed)))) for seed in range(40)]
    assert all(of & bands for bands in alike)
    assert not any(of & bands for bands in unlike)
    assert len(of) == 20


def save(database: Database, now: datetime, source: str, body: str, *, key: str = "") -> int:
    """Store an article of a source."""
    key = key or f"{source}.example/{hash(body)}"
    with database.transaction() as session:
        entries.record(session, source, {key: Entry(url=f"https://{key}")}, arrival=Arrival.NEWS, now=now)
        entry_id = entries.owed(session, source, due=None)[-1].id
        found = Found(
            entry_id=entry_id,
            key=key,
            url=f"https://{key}",
            content=content(body, title=f"{source} on {body[-9:]}"),
            snapshot=page(now),
            signature=signature_of(body),
        )
        saved = articles.save(session, found, now=now)
        entries.fetched(session, entry_id, saved.article_id)
    return saved.article_id


def copy_of(database: Database, article_id: int) -> int | None:
    with database.reading() as session:
        return session.get_one(ArticleRow, article_id).copy_of


def test_a_text_that_is_nearly_the_same_at_another_publisher_knows_the_first(database: Database, now: datetime) -> None:
    save(database, now, "a", other_text(1))
    first = save(database, now, "a", text())
    second = save(database, now, "b", text(more=20, seed=1))
    third = save(database, now, "c", text(without=30, more=10, seed=2))
    assert [copy_of(database, one) for one in (first, second, third)] == [None, first, first]


def test_a_text_that_shares_half_is_no_copy(database: Database, now: datetime) -> None:
    save(database, now, "a", text())
    assert copy_of(database, save(database, now, "b", text(without=150))) is None
    assert copy_of(database, save(database, now, "b", other_text(3))) is None


def test_a_text_that_is_found_by_a_band_is_no_copy_unless_it_shares_enough(database: Database, now: datetime) -> None:
    bands = set(bands_of(signature(text())))
    bodies = (text(without=40, more=60, seed=seed) for seed in range(99))
    body = next(body for body in bodies if bands & set(bands_of(signature(body))))
    assert shared(text(), body) < 0.8
    save(database, now, "a", text())
    assert copy_of(database, save(database, now, "b", body)) is None


def test_what_a_publisher_prints_again_itself_is_no_copy(database: Database, now: datetime) -> None:
    save(database, now, "a", text())
    assert copy_of(database, save(database, now, "a", text(more=20))) is None


def test_a_text_that_was_rewritten_is_known_as_it_is_now(sqlite: Database, now: datetime) -> None:
    first = save(sqlite, now, "a", text(), key="a.example/1")
    with sqlite.transaction() as session:
        said = content(other_text(5), title="Rewritten")
        snapshot = page(now)
        found = Found(
            entry_id=1,
            key="a.example/1",
            url="https://a.example/1",
            content=said,
            snapshot=snapshot,
            signature=signature_of(said.body),
        )
        articles.revise(session, first, found)
        assert session.scalar(select(func.count()).select_from(BandRow)) == 20
    assert copy_of(sqlite, save(sqlite, now, "b", text(more=20))) is None
    assert copy_of(sqlite, save(sqlite, now, "c", f"{other_text(5)} more")) == first


def test_a_text_that_was_read_better_is_known_as_it_was_read_last(sqlite: Database, now: datetime) -> None:
    first = save(sqlite, now, "a", text())
    with sqlite.transaction() as session:
        said = content(other_text(5), title="Read again")
        readings.reread(session, first, said, taught=7, signature=signature_of(said.body))
    assert copy_of(sqlite, save(sqlite, now, "b", text(more=20))) is None
    assert copy_of(sqlite, save(sqlite, now, "c", f"{other_text(5)} more")) == first
