"""Under which address an article is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.address import address

SECTION = "https://www.gazette.example/peru/"
ALIASES = {"gaceta.example": "www.gazette.example"}
ARTICLE = "https://www.gazette.example/peru/strike.htm"


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        (None, ARTICLE),
        ("https://www.gazette.example/2026/strike.htm", "https://www.gazette.example/2026/strike.htm"),
        ("https://gazette.example/2026/strike.htm", "https://gazette.example/2026/strike.htm"),
        ("https://gaceta.example/2026/strike.htm", "https://gaceta.example/2026/strike.htm"),
        ("https://www.gaceta.example/2026/strike.htm", "https://www.gaceta.example/2026/strike.htm"),
        ("https://www.gazette.example/?p=77", "https://www.gazette.example/?p=77"),
        ("https://www.gazette.example/2026/strike.htm?utm_source=x", "https://www.gazette.example/2026/strike.htm"),
        ("https://www.gazette.example/", ARTICLE),
        ("https://www.gazette.example", ARTICLE),
        ("https://www.gazette.example/index.php", ARTICLE),
        ("https://www.gazette.example/peru", ARTICLE),
        ("http://gazette.example/peru/?utm_medium=mail", ARTICLE),
        ("https://andes.example/strike.htm", ARTICLE),
        ("https://www.gazette.example.evil.example/strike.htm", ARTICLE),
        ("not an address", ARTICLE),
        ("ftp://www.gazette.example/strike.htm", ARTICLE),
        ("http://[::1/strike.htm", ARTICLE),
        ("", ARTICLE),
    ],
)
def test_what_a_page_states_counts_within_its_publisher_alone(stated: str | None, kept: str) -> None:
    found = address(ARTICLE, stated, section=SECTION, aliases=ALIASES)
    assert found.url == kept
    assert found.key.startswith(("gazette.example/", "gazette.example?"))


@pytest.mark.parametrize(
    "answered",
    [
        *(SECTION, "https://gazette.example/peru", "https://gaceta.example/peru/", "https://www.gazette.example/"),
        *("https://www.gazette.example", "https://andes.example/", "https://www.gazette.example/index.html"),
    ],
)
def test_an_answer_from_a_listing_or_a_home_page_is_no_article(answered: str) -> None:
    with pytest.raises(ValueError, match="redirects to a listing or the home page"):
        address(answered, ARTICLE, section=SECTION, aliases=ALIASES)


@pytest.mark.parametrize("section", ["http://gazette.example:8080/peru/", "http://gazette.example:8080/"])
def test_a_port_is_part_of_the_publisher(section: str) -> None:
    answered = "http://gazette.example:8080/peru/strike.htm"
    for stated in ("http://gazette.example:9090/peru/other.htm", "http://gazette.example/peru/other.htm"):
        assert address(answered, stated, section=section, aliases={}).url == answered


@given(st.one_of(st.none(), st.text(max_size=40), st.from_regex(r"https?://[a-z.:/\[\]%?#&=]{0,30}", fullmatch=True)))
def test_whatever_a_page_states_an_article_has_an_address(stated: str | None) -> None:
    found = address(ARTICLE, stated, section=SECTION, aliases=ALIASES)
    assert found.key
    assert found.url.startswith("http")
