"""The version of the index's rules is what these make of a few texts, so that no change of theirs can be forgotten."""

from __future__ import annotations

import json
from dataclasses import astuple
from datetime import UTC, datetime
from hashlib import blake2s

from alerts.matching.inflection import INFLECTIONS, common_form
from alerts.search.index import RULES, prepared
from model.article import Article, Content

ENGLISH = """The co-oper-
nation of the miners\N{RIGHT SINGLE QUOTATION MARK} union (U.M.W.) ended; A-1, C++ and e-mail stay. Café, naïve, ﬁsh, Ⅳ.

It goes on."""
SPANISH = """La para-
lización N° 12 empezó a las 8:05 a. m.; señores, pingüinos y niñas marcharon. ¿Y mañana? ¡Huelga!"""
TEXTS = {
    "en": ("Miners' strike: 1,200 walk out", ENGLISH),
    "es": ("Estado de emergencia en el Cusco", SPANISH),
    "pt": ("Greve geral", "A paralisação começou às 19h32; os cidadãos pedirão mu-\ndanças à Petrobras."),
    "de": (
        "Große Maßnahmen",
        "Straßen und Flüße; Łódź, Øresund, Đorđević, œuvre, Æsop, \N{LATIN SMALL LETTER DOTLESS I}s.",
    ),
    "zh": ("秘鲁罢工", "秘鲁工人 today 罢工。ไทย ภาษา"),
    None: (
        "A title",
        "0x1F 3.14 -0 +51 #27 @puno http://a.example/b?c=d \N{RIGHT-TO-LEFT OVERRIDE}abc a\N{COMBINING ACUTE ACCENT}",
    ),
}
"""Something for each rule by which texts come apart into words and words are folded."""
WORDS = {
    "en": "strikes striking women children co-operation",
    "es": "huelgas despidieron mujeres crisis paros",
    "pt": "greves demitiram mulheres crises",
}
"""Words whose forms tell in which order the libraries are asked; what they themselves answer is in their versions."""


def article(language: str | None, title: str, body: str) -> Article:
    now = datetime(2026, 3, 14, tzinfo=UTC)
    said = Content(title=title, body=body, language=language, other_title=title.upper())
    return Article(
        id=1,
        guid="1",
        source="post",
        url="https://a.example/1",
        first_seen=now,
        revision_id=1,
        revision=1,
        content=said,
    )


def test_rules_of_the_index_that_change_make_it_anew() -> None:
    made = [astuple(prepared(article(language, *texts))) for language, texts in TEXTS.items()]
    forms = [[common_form(word, INFLECTIONS[key]) for word in words.split()] for key, words in WORDS.items()]
    digest = blake2s(json.dumps([made, forms]).encode(), digest_size=6).hexdigest()
    assert digest == RULES, f"the rules changed: let RULES in alerts/search/index.py be {digest!r}"
