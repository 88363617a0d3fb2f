"""3/4/2022 is read as its site writes dates."""

from __future__ import annotations

import pytest

from tests.crawler.extract.pages import HEADLINE, read

TEXT = (
    "<p>Dock workers walked out on Thursday after talks with the port authority broke down in the night.</p>"
    "<p>Nothing of what was promised then has been built in the port since, the union of the dockers says.</p>"
)


def day(
    shown: str, *, lang: str = "en", url: str = "https://port.example/a", after: str = "", head: str = ""
) -> str | None:
    page = (
        f"<html lang='{lang}'><head>{head}</head><body><article><h1>{HEADLINE}</h1><p>{shown}</p>"
        f"<div class='text'>{TEXT}</div></article>{after}</body></html>"
    )
    published = read(page, url=url).published
    return published.value if published else None


@pytest.mark.parametrize(
    ("lang", "url", "expected"),
    [
        ("en", "https://port.example/a", None),
        ("en-US", "https://port.example/a", "2024-05-03"),
        ("en-GB", "https://port.example/a", "2024-03-05"),
        ("en_AU", "https://port.example/a", "2024-03-05"),
        ("en", "https://www.port.com.pe/a", "2024-03-05"),
        ("en-US", "https://www.port.co.uk/a", "2024-03-05"),
        ("en-GB", "https://www.port.gov/a", "2024-05-03"),
        ("en", "https://port.io/a", None),
    ],
)
@pytest.mark.parametrize("shown", ["05/03/2024", "05/03/24", "Posted 05/03/2024 by Rosa"])
def test_region_and_country_tell_the_order_of_day_and_month(
    shown: str, lang: str, url: str, expected: str | None
) -> None:
    assert day(shown, lang=lang, url=url) == expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("<ul><li>25/02/2024</li></ul>", "2024-03-05"),
        ("<ul><li>02/25/2024</li></ul>", "2024-05-03"),
        ("<ul><li>25/02/2024</li><li>02/25/2024</li></ul>", None),
        ("<ul><li>02/03/2024</li></ul>", None),
    ],
)
def test_other_dates_of_the_page_prove_the_order(other: str, expected: str | None) -> None:
    assert day("05/03/2024", after=f"<footer>{other}</footer>") == expected


def test_the_month_in_the_address_or_of_the_last_change_tells_the_order() -> None:
    assert day("05/03/2024", url="https://port.example/2024/03/a/") == "2024-03-05"
    assert day("05/03/2024", url="https://port.example/2024/05/a/") == "2024-05-03"
    changed = '<meta property="article:modified_time" content="2024-03-06T10:00:00Z">'
    assert day("05/03/2024", head=changed) == "2024-03-05"
