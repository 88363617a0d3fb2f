"""The content: enough of it, sound, and told so that watches and groups have something to show."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from model.article import Kind
from monitor.demo import samples
from monitor.demo.samples import Sample, publisher

NAMES = ("andean-observer", "cronica-del-sur", "highland-bulletin")
EVERYTHING = [sample for name in NAMES for sample in publisher(name).samples]


def words(sample: Sample) -> int:
    return len(" ".join(sample.paragraphs).split())


def test_there_are_forty_six_articles_and_ten_of_them_come_out_after_the_start() -> None:
    assert len(EVERYTHING) == 46
    assert sorted(sample.order for sample in EVERYTHING if sample.order) == list(range(1, 11))


def test_each_publisher_has_news_for_after_the_start() -> None:
    assert all(any(sample.order for sample in publisher(name).samples) for name in NAMES)


@pytest.mark.parametrize("sample", EVERYTHING, ids=lambda sample: sample.slug)
def test_an_article_is_short_and_its_address_plain(sample: Sample) -> None:
    longest = 180 if sample.kind is Kind.HTML else 450
    assert 60 <= words(sample) <= longest
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", sample.slug)


@pytest.mark.parametrize("sample", EVERYTHING, ids=lambda sample: sample.slug)
def test_no_text_names_a_year_since_its_own_depends_on_when_the_demo_starts(sample: Sample) -> None:
    assert not re.search(r"\b(19|20)\d\d\b", " ".join((sample.title, *sample.paragraphs)))


def test_no_address_and_no_sentence_is_used_twice() -> None:
    text = "\n".join(paragraph for sample in EVERYTHING for paragraph in sample.paragraphs)
    sentences = Counter(re.split(r"(?<=[.:;])\s+", text))
    assert [sentence for sentence, times in sentences.items() if times > 1] == []
    assert len({sample.slug for sample in EVERYTHING}) == len(EVERYTHING)


def test_the_spanish_publisher_dates_and_signs_everything() -> None:
    assert all(sample.dated and sample.author for sample in publisher("cronica-del-sur").samples)


def test_the_english_newspaper_dates_most_articles_but_not_all() -> None:
    undated = [sample for sample in publisher("andean-observer").samples if not sample.dated]
    assert 1 <= len(undated) <= 4


@pytest.mark.parametrize("placed", ["", "hours_before = 3\norder = 1"])
def test_an_article_without_one_clear_place_in_time_is_refused(
    placed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samples, "CONTENT", tmp_path)
    text = f'title = "X"\n[[articles]]\nslug = "a-b"\ntitle = "A"\nparagraphs = ["b"]\n{placed}'
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="a-b: give either hours_before or order"):
        publisher("x")
