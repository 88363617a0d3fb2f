from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alerts.matching.match import Matcher
from alerts.matching.words import fold, parts
from config.query import parse_query
from model.watch import Evidence, Match, Watch

LETTERS = "abcdeéíñóúüzßçÅøЖйλάΣ"
WORD = st.text(LETTERS + "039", min_size=1, max_size=8)
WORDS = st.lists(WORD, min_size=1, max_size=12)


def watch(*keywords: str, name: str = "w", exclude: tuple[str, ...] = ()) -> Watch:
    return Watch(name=name, title=name, keywords=keywords, exclude=exclude)


def met(text: str, *keywords: str, exclude: tuple[str, ...] = ()) -> list[str]:
    """The slices of a body that a watch for some keywords meets."""
    matches = Matcher([watch(*keywords, exclude=exclude)]).match("", text)
    return [text[place.start : place.end] for match in matches for place in match.evidence]


@pytest.mark.parametrize(
    ("keyword", "text", "slices"),
    [
        ("peru", "Perú, PERU and Peru\u0301; not peruano", ["Perú", "PERU", "Peru\u0301"]),
        ("PERÚ", "peru", ["peru"]),
        ("Lima", "Limarí is not Lima.", ["Lima"]),
        ("Lima", "Limar\u00ed", []),
        ("Boluarte", "BOLUARTE, Boluarte's, Boluarte\u2019s", ["BOLUARTE", "Boluarte", "Boluarte"]),
        ("Boluarte", "Bolu-\narte and Bolu\u2010\r\n   arte", ["Bolu-\narte", "Bolu\u2010\r\n   arte"]),
        ("Boluarte", "Bo\xadluarte, Bolu\xad\narte", ["Bo\xadluarte", "Bolu\xad\narte"]),
        ("anti-government", "anti-\ngovernment", ["anti-\ngovernment"]),
        ("government", "anti-\ngovernment", ["government"]),
        ("mine", "the mine)-\n1 road, mine_-\nroad", ["mine", "mine"]),
        ("Martínez", "J.M-\nartínez", ["M-\nartínez"]),
        ("=Martínez", "J.M-\nartínez", ["M-\nartínez"]),
        ("J", "J.M-\nartínez", ["J"]),
        ("J. Martínez", "J.M-\nartínez", ["J.M-\nartínez"]),
        ("paro nacional", "paro\nnacional", ["paro\nnacional"]),
        ("paro nacional", "paro-nacional, PARO \xa0 nacional", ["paro-nacional", "PARO \xa0 nacional"]),
        ("paro nacional", "paro \u2013 nacional“ paro ”nacional\u2019", ["paro \u2013 nacional", "paro ”nacional"]),
        ("paro-nacional", "paro nacional", ["paro nacional"]),
        ("paro nacional", "paronacional", []),
        ("paro paro", "paro paro paro", ["paro paro", "paro paro"]),
        ("CGTP", "la C.G.T.P. y la CGTP", ["C.G.T.P", "CGTP"]),
        ("C.G.T.P.", "CGTP", ["CGTP"]),
        ("EEUU", "EE.UU., EE. UU. y EE.\nUU.", ["EE.UU", "EE. UU", "EE.\nUU"]),
        ("ab", "End of a. B begins, aab.bb", []),
        ("US", "the U.S.-backed plan", ["U.S"]),
        ("Navy", "the U.S.Navy", ["Navy"]),
        ("D'Angelo", "d\u2019angelo, D\u02bcANGELO", ["d\u2019angelo", "D\u02bcANGELO"]),
        ("peru", "Perú¹ says Perú™ in peru_plan", ["Perú", "Perú", "peru"]),
        ("CO2", "CO₂ and co2", ["CO₂", "co2"]),
        ("fin", "ﬁn, \ufb01nal", ["ﬁn"]),
        ("strasse", "Straße", ["Straße"]),
        ("45", "45 dead, 450 hurt, 4.5", ["45"]),
        ("peru", "pe\u200bru \u200eperu\u200f", ["pe\u200bru", "peru"]),
        (
            "Ley N° 30364",
            "Ley Nº30364, ley №30364, LEY N˚30364, Ley N.º\xa030364",
            ["Ley Nº30364", "ley №30364", "LEY N˚30364", "Ley N.º\xa030364"],
        ),
        ("artículo 5", "el artículo 5º, el artículo 5° y el artículo 5.º", ["artículo 5"] * 3),
        ("1° de mayo", "el 1º de mayo y el 1 de mayo", ["1º de mayo", "1 de mayo"]),
        ("no", "a N-\n° 5, 30 °C", []),
        ("Wałęsa", "Walesa, Wal\u0328esa, WAŁĘSA", ["Walesa", "Wal\u0328esa", "WAŁĘSA"]),
        ("秘鲁", "我在秘鲁的矿山, 去年2026秘鲁A", ["秘鲁", "秘鲁"]),
        ("矿工罢工", "矿工\n罢工, 矿工 罢工、矿工去罢工", ["矿工\n罢工", "矿工 罢工"]),
        ("2026年", "去2026年,12026年", ["2026年"]),
        ("ペルー", "南米ペルーで, ﾍﾟﾙｰ, ヘ\u309aルー, ヘルー", ["ペルー", "ﾍﾟﾙｰ", "ヘ\u309aルー"]),
        ("เปรู", "ข่าวประเทศเปรูวันนี้", ["เปรู"]),
        ("เปร", "ข่าวประเทศเปรูวันนี้", []),
        ("ป่า", "ในป่าใหญ่ ป้า ปา", ["ป่า"]),
        ("ເປຣູ", "ຂ່າວປະເທດເປຣູ", ["ເປຣູ"]),
        ("페루", "페루에서, \u1111\u1166\u1105\u116e, 펠루", ["페루", "\u1111\u1166\u1105\u116e"]),
        ("A페", "카A페루", ["A페"]),
        ("C++", "Vitamin C, C++, C+, C+++, (C++), C++17", ["C", "C", "C"]),
        ("C#", "Vitamin C for C#, in C ## and C.", ["C"]),
        ("programmers of F#", "programmers of F. Programmers of F#", ["Programmers of F"]),
        ("=C#", "c# and C#", ["C"]),
        ("LGBTIQ+", "LGBTIQ, LGBTIQ+", ["LGBTIQ", "LGBTIQ"]),
        ("A+B", "A B", ["A B"]),
        ("!!", "!!", []),
        ("peru", "", []),
    ],
)
def test_a_keyword_is_found_however_it_is_spelled_and_only_as_a_whole(
    keyword: str, text: str, slices: list[str]
) -> None:
    assert met(text, keyword) == slices


def test_any_keyword_is_enough() -> None:
    assert met("a strike in Cusco", "huelga", "strike") == ["strike"]


@pytest.mark.parametrize(("title", "body"), [("Football", "A strike."), ("A strike", "of FÓOTBALL players")])
def test_an_exclusion_counts_in_title_and_body(title: str, body: str) -> None:
    matcher = Matcher([watch("strike", name="out", exclude=("football",)), watch("strike", name="in")])
    assert [match.watch for match in matcher.match(title, body)] == ["in"]


def test_matches_come_in_the_order_of_watches_with_evidence_in_the_order_of_the_text() -> None:
    matcher = Matcher([watch("lima", "Puno", name="b"), watch("cusco", name="a"), watch("puno", "PUNO", name="c")])
    assert matcher.match("Puno", "In Lima, puno") == (
        Match(
            watch="b",
            evidence=(
                Evidence(field="title", start=0, end=4, keyword="Puno"),
                Evidence(field="body", start=3, end=7, keyword="lima"),
                Evidence(field="body", start=9, end=13, keyword="Puno"),
            ),
        ),
        Match(
            watch="c",
            evidence=(
                Evidence(field="title", start=0, end=4, keyword="puno"),
                Evidence(field="body", start=9, end=13, keyword="puno"),
            ),
        ),
    )


def test_a_phrase_does_not_run_from_the_title_into_the_body() -> None:
    assert Matcher([watch("paro nacional")]).match("Paro", "nacional") == ()


@pytest.mark.parametrize(
    ("query", "is_met"),
    [
        ("Callao", True),
        ("title:Callao", True),
        ("title:(strike Callao)", True),
        ("port NEAR/3 Callao", True),
        ("NOT Callao", False),
        ('"Callao docks"', False),
        ("=/[Cc]allao$/", True),
        ("title:pay", False),
        ("pay", True),
    ],
)
def test_a_title_s_other_wording_counts_as_the_title_does(query: str, is_met: bool) -> None:  # noqa: FBT001 - a parameter
    matcher = Matcher([Watch(name="w", title="w", query=parse_query(query))])
    said = ("Docks: strike goes on", "They ask for more pay.")
    assert bool(matcher.match(*said, other_title="Strike shuts the port of Callao")) == is_met
    assert matcher.met(*said, other_title="Strike shuts the port of Callao") == (("w",) if is_met else ())


def test_evidence_in_the_other_wording_is_named_so_and_stands_after_the_title_s() -> None:
    (found,) = Matcher([watch("strike")]).match("Strike", "A strike.", other_title="On strike")
    assert [(place.field, place.start, place.end) for place in found.evidence] == [
        ("title", 0, 6),
        ("other_title", 3, 9),
        ("body", 2, 8),
    ]


def test_overlapping_keywords_are_all_evidence() -> None:
    assert met("un paro nacional", "paro", "paro nacional", "nacional") == ["paro", "paro nacional", "nacional"]


@pytest.mark.parametrize(
    ("query", "text", "slices"),
    [
        ("mine NEAR/2 road", "mine, a road; x y z mine", ["mine", "road"]),
        ("mine NEAR/2 road", "road a mine and x y z road", ["road", "mine"]),
        ("mine ONEAR/2 road", "road a mine a road", ["mine", "road"]),
        ("mine ONEAR/2 road", "road a mine", []),
        ("mine NEAR/1 road", "mine)-\n1 road", []),
        ("mine NEAR/2 road", "mine)-\n1 road", ["mine", "road"]),
        ("mine NEAR/1 road", "mi-\nne)-\nroad and mine-\nroad", ["mi-\nne", "road", "mine", "road"]),
        ("mine ONEAR/1 road", "(road)-\n(mine)-\n(dust)-\n(road)", []),
        ("mine NOT road", "a mine", ["mine"]),
        ("mine OR (road AND dust)", "a mine, a road", ["mine"]),
        ("huelg* OR Boluarte~1", "huelguista, Bolu-\narta", ["huelguista", "Bolu-\narta"]),
        ("source:post road", "a road", ["road"]),
        ("source:post", "a road", []),
    ],
)
def test_of_a_query_the_words_that_count_are_evidence(query: str, text: str, slices: list[str]) -> None:
    matcher = Matcher([Watch(name="w", title="w", query=parse_query(query))])
    found = [place for match in matcher.match("", text, source="post") for place in match.evidence]
    assert [text[place.start : place.end] for place in found] == slices


def test_without_watches_nothing_matches() -> None:
    assert Matcher([]).match("Peru", "Peru") == ()


@given(WORDS, st.data())
def test_case_accents_and_normal_form_do_not_matter(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    keyword = " ".join(words[start : start + 3])
    text = " ".join(words)
    expected = len(met(text, keyword))
    assert expected >= 1
    stripped = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    for variant in (
        text.upper(),
        text.swapcase(),
        unicodedata.normalize("NFC", text),
        unicodedata.normalize("NFD", text),
        stripped,
    ):
        assert len(met(variant, keyword)) == expected
        assert len(met(text, keyword.upper())) == expected


@given(WORDS, st.lists(st.sampled_from(["\n", "\r\n", "  ", "\n\n", "\xa0", "\u2028"]), min_size=12, max_size=12))
def test_wrapping_at_spaces_does_not_matter(words: list[str], breaks: list[str]) -> None:
    wrapped = "".join(word + gap for word, gap in zip(words, breaks, strict=False))
    for first, second in pairwise(words):
        keyword = f"{first} {second}"
        assert len(met(wrapped, keyword)) == len(met(" ".join(words), keyword)) >= 1


@given(st.text(alphabet=st.characters(), max_size=60), st.text(st.characters(exclude_characters="=*~"), max_size=10))
def test_any_text_can_be_matched_and_evidence_reads_as_its_keyword(text: str, keyword: str) -> None:
    for match in Matcher([watch(keyword)]).match(text, f"{text} {keyword} {text}"):
        for place in match.evidence:
            field = text if place.field == "title" else f"{text} {keyword} {text}"
            shown = field[place.start : place.end]
            assert shown
            assert any(fold(keyword) == reading for reading in read(shown))


@given(st.text(alphabet=st.characters(), max_size=40))
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(" ".join(fold(text))) == fold(text)


@given(
    st.text(alphabet=st.sampled_from("aB.-\n \xad\u2019éÉ1_"), max_size=40)
    | st.text(alphabet=st.sampled_from("aNn.-\n \xad\u200bº°ª日ペ\u309aกิ페\u11111ł№"), max_size=30),
    st.sampled_from(["a", "ab", "a b", "e1", "no", "n a", "日", "ペ", "กิ", "no 1", "日 a"]),
)
@example("aB_-\n1", "ab")
@example("a.B-\na", "a")
@example("a.B-\naé", "a")
@example("日ª", "a")
@example("№\u309a", "no")
@example("N-\n\u200b\u200b\u200b\u200b\u200b° a", "a")
def test_evidence_is_right_among_dots_hyphens_and_line_ends(text: str, keyword: str) -> None:
    for shown in met(text, keyword):
        assert any(fold(keyword) == reading for reading in read(shown))


def read(shown: str) -> list[list[str]]:
    """The folded words of what is shown, as they stand and joined over line ends."""
    return [[word for piece in text.split() for word in fold(piece)] for text in (shown, "".join(parts(shown)))]
