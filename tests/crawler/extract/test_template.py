from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.template import Template, from_json, to_json
from tests.benchmarks.extraction import Sample, taught
from tests.crawler.extract.publishers import PUBLISHERS

LEARNED = taught([Sample(PUBLISHERS[0].address(one), page.encode(), one.body) for one, page in PUBLISHERS[0].pages(8)])


def test_a_template_survives_being_written_and_read() -> None:
    assert LEARNED.pages == 8
    assert from_json(to_json(LEARNED)) == LEARNED
    assert from_json(to_json(Template())) == Template()


def test_a_template_can_be_handed_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(LEARNED)) == LEARNED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"version": 1}',
        to_json(LEARNED).replace('"version":1', '"version":999'),
        to_json(LEARNED)[:-40],
        "[" * 100_000,
    ],
)
def test_what_is_no_template_of_ours_teaches_nothing(text: str) -> None:
    assert from_json(text) == Template()


@given(
    st.sampled_from(sorted(json.loads(to_json(LEARNED)))),
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=4), max_leaves=8
    ),
)
def test_a_damaged_template_is_read_or_empty_but_never_an_error(key: str, value: object) -> None:
    damaged = {**json.loads(to_json(LEARNED)), key: value}
    assert isinstance(from_json(json.dumps(damaged)), Template)
