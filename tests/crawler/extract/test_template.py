from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.template import Template, from_json, to_json
from tests.benchmarks.extraction import Sample, taught
from tests.crawler.extract.publishers import PUBLISHERS


@cache
def learned() -> Template:
    """What eight pages of a publisher teach."""
    publisher = PUBLISHERS[0]
    return taught([Sample(publisher.address(one), page.encode(), one.body) for one, page in publisher.pages(8)])


def test_a_template_survives_being_written_and_read() -> None:
    assert learned().pages == 8
    assert from_json(to_json(learned())) == learned()
    assert from_json(to_json(Template())) == Template()


def test_a_template_can_be_handed_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(learned())) == learned()


@pytest.mark.parametrize(
    "damage",
    [
        *(lambda _, text=text: text for text in ("", "null", "[]", "{}", '{"version": 1}', "[" * 100_000)),
        lambda text: text.replace('"version":1', '"version":999'),
        lambda text: text[:-40],
    ],
)
def test_what_is_no_template_of_ours_teaches_nothing(damage: Callable[[str], str]) -> None:
    assert from_json(damage(to_json(learned()))) == Template()


@given(
    st.sampled_from(sorted(json.loads(to_json(Template())))),
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=4), max_leaves=8
    ),
)
def test_a_damaged_template_is_read_or_empty_but_never_an_error(key: str, value: object) -> None:
    damaged = {**json.loads(to_json(learned())), key: value}
    assert isinstance(from_json(json.dumps(damaged)), Template)
