from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lines import Key, key_lines

SAMPLE = '''\
top = 1  # [not.a.table]
[sources.a]
url = "https://x/#top"
"quoted key" = 'a = 1'
note = """
[sources.b]
url = "no" \\
""""
more = \'\'\'
key = "no\'\'\'\'

  [ sources . "b.c" ]   # spaces and quotes
aliases = [
    "one",  # ], no
    "]", """
two
""",

    { deep = { x = 1 }, y = [[2], [3]] },
]
inline.dotted = { z = 1.5, "é" = 07:32:00 }
[[list]]
n = 1
[[list]]
[list.sub]
n = 2
[[list.more]]
n = 3
'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("top",), 1),
        (("sources", "a"), 2),
        (("sources", "a", "url"), 3),
        (("sources", "a", "quoted key"), 4),
        (("sources", "a", "note"), 5),
        (("sources", "a", "more"), 9),
        (("sources", "b.c"), 12),
        (("sources", "b.c", "aliases"), 13),
        (("sources", "b.c", "aliases", 0), 14),
        (("sources", "b.c", "aliases", 2), 15),
        (("sources", "b.c", "aliases", 3), 19),
        (("sources", "b.c", "aliases", 3, "deep", "x"), 19),
        (("sources", "b.c", "aliases", 3, "y", 1, 0), 19),
        (("sources", "b.c", "inline", "dotted", "é"), 21),
        (("list", 0, "n"), 23),
        (("list", 1), 24),
        (("list", 1, "sub", "n"), 26),
        (("list", 1, "more", 0, "n"), 28),
    ],
)
def test_each_key_is_on_its_line(key: Key, line: int) -> None:
    assert dict(key_lines(SAMPLE))[key] == line


def test_the_keys_are_those_that_the_parser_finds() -> None:
    assert prefixes(SAMPLE) == paths(tomllib.loads(SAMPLE))


def prefixes(text: str) -> set[Key]:
    """Each key that has a line, and each table around it."""
    return {key[:length] for key, _ in key_lines(text) for length in range(1, len(key) + 1)}


def paths(value: Any, path: Key = ()) -> set[Key]:
    """Each key that is in a parsed document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {found for key, item in inside for found in ({(*path, key)} | paths(item, (*path, key)))}


NASTY = ["[x]", "k = 1", "#", "]", "}", ",", "=", '"', "'", '\\"', "\n", "a.b", "é", " "]
SCALARS = st.sampled_from(["1", "-1.5e3", "true", "1979-05-27 07:32:00.5Z", "07:32:00", "inf", "0xff"])
WORDS = st.lists(st.sampled_from(NASTY), max_size=5).map("".join)
STRINGS = st.one_of(
    WORDS.map(lambda text: '"' + text.replace("\\", "").replace('"', '\\"').replace("\n", "\\n") + '"'),
    WORDS.map(lambda text: "'" + text.replace("'", "").replace("\n", "") + "'"),
    WORDS.map(lambda text: '"""' + text.replace("\\", "").replace('"', '\\"') + '"""'),
    WORDS.map(lambda text: '"""' + text.replace("\\", "").replace('"', '\\"') + '"""""'),
    WORDS.map(lambda text: "'''" + text.replace("'", "") + "''''"),
)
GAPS = st.sampled_from(["", " ", "\n", " # a = [1, {\n", "\n\n"])


@st.composite
def values(draw: st.DrawFn, depth: int = 2) -> str:
    """A value as one writes it; every `@` in it is to become another number."""
    form = draw(st.sampled_from(["scalar", "string", "list", "table"] if depth else ["scalar", "string"]))
    if form in {"scalar", "string"}:
        return draw(SCALARS if form == "scalar" else STRINGS)
    items = draw(st.lists(values(depth - 1), max_size=3))
    if form == "list":
        gaps = [draw(GAPS) for _ in range(3)]
        return "[" + gaps[0] + f"{gaps[1]},{gaps[2]}".join(items) + draw(GAPS) + "]"
    return "{" + ", ".join(f"{draw(names())} = {item}" for item in items) + "}"


@st.composite
def names(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.sampled_from(["k@", '"k@ . ="', "'k@]'"]), min_size=1, max_size=3))
    return draw(st.sampled_from([".", " . "])).join(parts)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A valid TOML text in which no two keys have the same name."""
    lines = []
    for _ in range(draw(st.integers(0, 4))):
        lines += [f"{draw(names())} = {draw(values())}" for _ in range(draw(st.integers(0, 3)))]
        lines.append(draw(st.sampled_from(["[{}]", "[[{}]]", "  [ {} ] # [no]", "# {}"])).format(draw(names())))
    head, *rest = "\n".join(lines).split("@")
    return head + "".join(f"{number}{part}" for number, part in enumerate(rest))


@given(documents())
def test_keys_and_lines_agree_with_the_parser_and_the_text(text: str) -> None:
    assert prefixes(text) == paths(tomllib.loads(text))
    lines = text.split("\n")
    for key, line in key_lines(text):
        if isinstance(key[-1], str):
            assert key[-1] in lines[line - 1]


@given(st.text("[]{}=,.\"'#\n\\ ak1é"))
def test_a_text_that_is_not_toml_ends_too(text: str) -> None:
    last = text.count("\n") + 1
    assert all(1 <= line <= last for _, line in key_lines(text))


@pytest.mark.parametrize("text", ["[", "[[", "a", "a =", "a = [", "a = {", "a = {[", "a = [}", 'a = "', "= 1", "[]\n"])
def test_a_text_that_breaks_off_is_read_as_far_as_it_goes(text: str) -> None:
    assert all(line == 1 for _, line in key_lines(text))
