from __future__ import annotations

import pytest

from alerts.matching.idle import idle_in, idle_marks
from config.query import parse_query
from model.query import keyword_term
from model.watch import Watch


@pytest.mark.parametrize(
    ("keyword", "marks"),
    [
        ("LGBTIQ+", "+"),
        ("Google++", "+"),
        ("AT&T", "&"),
        ("#NiUnaMenos", "#"),
        ("@peru", "@"),
        ("$ 500", "$"),
        ("100%", "%"),
        ("min*ro", "*"),
        ("huelga -football", "-"),
        ("+huelga", "+"),
        ("Perú™ 🔥", "™🔥"),
        ("ストライキ~1", "~"),
        ("C++", ""),
        ("C# and F#", ""),
        ("Ley N° 30364", ""),
        ("paro-nacional", ""),
        ("D\u2019Angelo, C.G.T.P.", ""),
        ("¡Ni una menos! “paro”", ""),
        ("=Perú", ""),
        ("huelg*", ""),
        ("Boluarte~1", ""),
        ("y/o", ""),
    ],
)
def test_the_marks_of_a_keyword_that_count_for_nothing(keyword: str, marks: str) -> None:
    assert idle_marks(keyword_term(keyword)) == marks


def test_they_are_told_by_key_with_what_to_do() -> None:
    watch = Watch(
        name="w",
        title="w",
        keywords=("strike", "LGBTIQ+"),
        require=("/paro.*/",),
        exclude=("AT&T",),
        query=parse_query('"#paro" OR mine'),
    )
    assert [str(idle) for idle in idle_in(watch)] == [
        (
            'keywords: item 2: in "LGBTIQ+" + counts for nothing, "lgbtiq" is looked for '
            r"(a regular expression finds it as it is: query = '/LGBTIQ\+/')"
        ),
        (
            'require: item 1: in "/paro.*/" the slashes count for nothing, "paro" is looked for '
            "(a regular expression goes into query)"
        ),
        (
            'exclude: item 1: in "AT&T" & counts for nothing, "at t" is looked for '
            "(a regular expression finds it as it is: query = '/AT&T/')"
        ),
        (
            'query: in "#paro" # counts for nothing, "paro" is looked for '
            "(a regular expression finds it as it is: query = '/#paro/')"
        ),
    ]
