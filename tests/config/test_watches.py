from __future__ import annotations

import pytest

from config.catalogue import watches_in
from config.document import parse_document
from config.query import parse_query
from model.watch import Watch


def told(text: str) -> list[str]:
    return [str(mistake) for mistake in watches_in(parse_document("watches.toml", text))[1]]


def test_all_that_a_watch_may_say_is_read() -> None:
    text = """
        [watches.mines]
        title = "Mines"
        keywords = ["huelg*", "=Perú"]
        require = ["mina"]
        exclude = ["fútbol"]
        query = "Puno OR Cusco"
        inflect = false
        alert = true
        formerly = "pits"
        [watches.short]
        query = 'strike NEAR/5 mine'
        formerly = ["briefer", "brief"]
    """
    watches, mistakes = watches_in(parse_document("watches.toml", text))
    assert mistakes == []
    assert watches == [
        Watch(
            name="mines",
            title="Mines",
            keywords=("huelg*", "=Perú"),
            require=("mina",),
            exclude=("fútbol",),
            query=parse_query("Puno OR Cusco"),
            inflect=False,
            alert=True,
            formerly=("pits",),
        ),
        Watch(name="short", title="short", query=parse_query("strike NEAR/5 mine"), formerly=("briefer", "brief")),
    ]
    assert str(watches[0].wanted) == "(huelg* OR =Perú) AND mina AND (Puno OR Cusco) AND NOT fútbol"


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            '[watches.a]\nquery = "strike AND"',
            'watches.toml:2: watches.a.query: column 11: expected a word, a "phrase" or (, found the end',
        ),
        (
            "[watches.a]\nquery = 'strike OR /lock(out/'",
            'watches.toml:2: watches.a.query: column 16: the "(" is not closed',
        ),
        (
            "[watches.a]\nquery = 'strike OR /lock(?=out)/'",
            (
                'watches.toml:2: watches.a.query: column 16: "(?=" is not known '
                "(nothing is looked at before or behind a place: write AND or NOT between two expressions)"
            ),
        ),
        (
            '[watches.a]\nquery = """\nstrike\n  OR OR b"""',
            'watches.toml:2: watches.a.query: line 2, column 6: expected a word, a "phrase" or (, found "OR"',
        ),
        (
            '[watches.a]\nquery = "NOT football"',
            (
                "watches.toml:2: watches.a.query: asks for no word that must be there, so most articles would match "
                "(add with AND what you look for)"
            ),
        ),
        (
            '[watches.a]\nrequire = ["mine"]',
            'watches.toml:1: watches.a.keywords: is missing (words and phrases, such as ["national strike", "huelga"]',
        ),
        (
            '[watches.a]\nkeywords = ["x"]\nformerly = "A b"',
            (
                'watches.toml:3: watches.a.formerly: item 1: "A b" can\'t have been a name '
                "(lower-case letters, digits and hyphens)"
            ),
        ),
        (
            '[watches.a]\nkeywords = ["x"]\nformerly = "b"\n[watches.b]\nkeywords = ["x"]',
            (
                'watches.toml:3: watches.a.formerly: item 1: a watch "b" is there '
                "(the name that this watch had before, if any)"
            ),
        ),
        ('[watches.a]\nkeywords = ["x"]\ninflect = "no"', "watches.toml:3: watches.a.inflect: must be true or false"),
    ],
)
def test_what_is_wrong_with_a_watch_is_told(text: str, mistake: str) -> None:
    (found,) = told(text)
    assert found.startswith(mistake)


def test_two_watches_can_not_have_had_the_same_name() -> None:
    text = '[watches.a]\nkeywords = ["x"]\nformerly = "c"\n[watches.b]\nkeywords = ["x"]\nformerly = ["c"]'
    assert len(told(text)) == 2
    assert all('another watch was "c", too' in one for one in told(text))


def test_a_query_may_be_of_absence_where_keywords_ask_for_something() -> None:
    assert told('[watches.a]\nkeywords = ["strike"]\nquery = "NOT football"') == []
