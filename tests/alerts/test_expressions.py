from __future__ import annotations

# ruff: noqa: RUF001 - letters that look alike are what these tests are about
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.matching.expressions import Finder, needed
from alerts.matching.match import Matcher
from alerts.matching.text import FOLDED, MatchedText
from config.expressions import ExpressionError, check
from config.query import parse_query
from model.query import Expression
from model.watch import Evidence, Watch


def met(query: str, text: str) -> list[str]:
    """The slices of a body that a watch for a query meets."""
    matches = Matcher([Watch(name="w", title="w", query=parse_query(query))]).match("", text, language="es")
    return [text[place.start : place.end] for match in matches for place in match.evidence]


@pytest.mark.parametrize(
    ("query", "text", "slices"),
    [
        (
            "/despid(o|ieron) .{1,40} (obrer|minero)s?/",
            "La empresa DESPIDIERÓN a treinta y dos mineros.\nOtra despido a obrer y a los suyos.",
            ["DESPIDIERÓN a treinta y dos mineros", "despido a obrer"],
        ),
        ("/represión/", "REPRESION, represio\u0301n; represiones", ["REPRESION", "represio\u0301n", "represion"]),
        ("/[áb]rbol/", "árbol, arbol, brbol", ["árbol", "arbol", "brbol"]),
        ("/[^á]rbol/", "árbol, arbol, brbol", ["brbol"]),
        ("/[]á-]rbol/", "]rbol arbol -rbol", ["]rbol", "arbol", "-rbol"]),
        ("/kılıç|wałęsa|straße|œuvre/", "Kilic, Walesa, STRASSE, OEUVRE", ["Kilic", "Walesa", "STRASSE", "OEUVRE"]),
        ("/ß+a/", "Straßa, ssssa", ["ßa", "ssssa"]),
        ("/kilic|walesa|strasse|oeuvre/", "Kılıç, Wałęsa, Straße, œuvre", ["Kılıç", "Wałęsa", "Straße", "œuvre"]),
        (r"/S\/\.? ?\d+(,\d{3})*/", "cuesta S/ 1,200 o S/.35, no s/n", ["S/ 1,200", "S/.35"]),
        (r"/n[º°] ?\d+/", "Ley N° 30364 y Nº30365", ["N° 30364", "Nº30365"]),
        (r"/\bC\+\+/", "Vitamin C, C++", ["C++"]),
        ('/d\'angelo said: "no"/', "D\u2019Angelo\xa0said: “no”", ["D\u2019Angelo\xa0said: “no”"]),
        ("/minero/", "mi\xadne\u200bro", ["mi\xadne\u200bro"]),
        ("/mine.*road/", "mine\n\nroad", []),
        (r"/mine\s+road/", "mine\n\nroad", ["mine\n\nroad"]),
        ("/(?s)mine.*road/", "mine\n\nroad", ["mine\n\nroad"]),
        ("/^road/", "mine\nroad", []),
        ("/(?m)^road/", "mine\nroad", ["road"]),
        ("/fi.e/", "ﬁne", ["ﬁne"]),
        ("/i.e/", "ﬁne", ["ﬁne"]),
        ("/f/", "ﬁne", ["ﬁ"]),
        ("/秘鲁.{1,3}工/", "在秘鲁的矿工", ["秘鲁的矿工"]),
        ("/페루/", "페루에서 \u1111\u1166\u1105\u116e", ["페루", "\u1111\u1166\u1105\u116e"]),
        ("=/Perú|AÑO/", "Perú, Peru, PERÚ, Peru\u0301, AN\u0303O, año", ["Perú", "Peru\u0301", "AN\u0303O"]),
        ("=/(?i)perú/", "PERÚ, Peru", ["PERÚ"]),
        ("=/[A-Z]{2,}/", "Abc DEF", ["DEF"]),
        ("/huel/ NOT /paro/", "huelga", ["huel"]),
        ("/huel/ NOT /paro/", "huelga y paro", []),
        ("huelga /paros? [a-z]+/", "paro nacional, huelgas", ["paro nacional", "huelgas"]),
        ("title:/huel/", "huelga", []),
        (r"/\x{e9}/", "é", []),
        ("/a/", "a" * 500, ["a"] * 200),
    ],
)
def test_an_expression_is_met_by_a_text_as_it_is_written(query: str, text: str, slices: list[str]) -> None:
    assert met(query, text) == slices


def test_an_expression_is_met_in_the_title_too_and_never_from_there_into_the_body() -> None:
    watches = [
        Watch(name=name, title="w", query=parse_query(query))
        for name, query in (("both", "/paro/"), ("title", "title:/paro|huelga/"), ("across", r"/paro\s*huelga/"))
    ]
    found = {match.watch: match.evidence for match in Matcher(watches).match("Un paro", "huelga, paro")}
    assert found == {
        "both": (
            Evidence(field="title", start=3, end=7, keyword="/paro/"),
            Evidence(field="body", start=8, end=12, keyword="/paro/"),
        ),
        "title": (Evidence(field="title", start=3, end=7, keyword="/paro|huelga/"),),
    }


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        ("despid(o|ieron) .{1,40} (obrer|minero)s?", [{"despid"}, {"obrer", "minero"}]),
        ("huelgas?", [{"huelga"}]),
        ("huelga*", [{"huelg"}]),
        ("huelga{0,3}b", [{"huelg"}]),
        ("huelga+b", [{"huelga"}]),
        ("(huelga)?paro", [{"paro"}]),
        ("(huelga)+paro", [{"huelga"}, {"paro"}]),
        ("((huelga|paro) )*", []),
        ("huelga|pa", []),
        ("huelga|.*", []),
        ("(?i:huelga|(paro|mina))s", [{"huelga", "paro", "mina"}]),
        ("REPRESIÓN en la [Cc]alle", [{"represion"}, {"alle"}]),
        (r"\Qa.b huelga\E", [{"huelga"}]),
        (r"\Qhuelga\E*paro", [{"huelg"}, {"paro"}]),
        (r"\bhuelga\b\.paro\d", [{"huelga"}, {"paro"}]),
        (r"C\.G\.T\.P", []),
        (r"\x41bc\pLdef\p{Greek}ghi", [{"def"}, {"ghi"}]),
        (r"\x{41}bcd[xyz]ef", [{"bcd"}]),
        ("秘鲁", [{"秘"}, {"鲁"}]),
        ("a{1,2}bcd{", [{"bcd"}]),
        ("(?P<name>huelga)(?<other>paro)", [{"huelga"}, {"paro"}]),
    ],
)
def test_what_every_text_has_that_meets_an_expression(pattern: str, pieces: list[set[str]]) -> None:
    assert [set(some) for some in needed(Expression(pattern))] == pieces


ATOMS = st.sampled_from(
    ["huelga", "Ñu", "paro", "a", "ß", " ", ".", r"\.", "[áé]", r"\w", "日", "ペ", "º", "ni", "°", "루"]
)
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map("".join)
        | st.lists(inner, min_size=1, max_size=3).map(lambda some: f"({'|'.join(some)})")
        | st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{0,1}", "+?"])).map(
            lambda two: f"(?:{two[0]}){two[1]}"
        )
    ),
    max_leaves=6,
)
TEXTS = st.lists(
    st.sampled_from(
        ["huelga", "HUELGA", "ñu", "N\u0303U", "paro", "á", "ß", "ss", " ", ".", "-\n", "\xad", "日", "ペ", "nº", "루"]
    ),
    max_size=12,
).map("".join)


@given(PATTERNS, st.booleans(), TEXTS)
def test_a_text_that_meets_an_expression_has_the_pieces_and_its_places_meet_it(
    pattern: str,
    exact: bool,  # noqa: FBT001 - drawn
    text: str,
) -> None:
    try:
        check(pattern)
    except ExpressionError:
        return
    expression = Expression(pattern, exact=exact)
    read = MatchedText(text, FOLDED)
    finder = Finder(expression)
    places = finder.places(read)
    assert bool(places) is finder.is_in(read)
    words = [word for reading in read.readings for word in reading.words]
    for pieces in needed(expression) if places else ():
        assert any(piece in word for piece in pieces for word in words)
    for start, end in places:
        assert start < end
        assert finder.is_in(MatchedText(text[start:end], FOLDED))


@given(st.text(st.sampled_from("aé\u0301ñBß日ペ\u309aᄑ\u1166 .\n"), max_size=20), st.data())
def test_the_places_of_a_text_itself_are_those_where_it_stands(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    wanted = unicodedata.normalize("NFC", text[start:end])
    if not wanted.strip() or not wanted.isprintable():
        return
    for exact in (False, True):
        expression = Expression(re.sub(r"[.]", r"\\.", wanted), exact=exact)
        for place in Finder(expression).places(MatchedText(text, FOLDED)):
            shown = text[place.start : place.end]
            assert Finder(expression).is_in(MatchedText(shown, FOLDED))
