from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import NotAnArticle
from tests.crawler.extract import pages
from tests.crawler.extract.pages import ENGLISH, HEADLINE, article, p, read

TEXT = f"<p>{ENGLISH[0]}</p>".encode()

HOSTILE = {
    "nested": b"<div>" * 2_000_000 + TEXT,
    "nested-names": b"<div class=related>" * 1500 + TEXT * 200,
    "nested-fonts": b"<font size=5><b>" * 3000 + TEXT,
    "wide": b"<p>x</p>" * 1_300_000,
    "title": b"<title>" + b" - a: " * 100_000 + b"</title>" + TEXT,
    "json": b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script>" + TEXT,
    "json-list": b"<script type='application/ld+json'>[" + b'{"@type":"Article"},' * 20_000 + b"{}]</script>" + TEXT,
    "class": b"<div class='" + b"aB-" * 100_000 + b"'>" + TEXT,
    "style": b"<div style='" + b"display : " * 100_000 + b"'>" + TEXT,
    "byline": b"<p class=byline>" + b"by " * 40 + b"</p>" + TEXT,
    "dates": b"<p>" + b"May 1 " * 100_000 + b"</p>",
    "spaces": b"<h1>" + b" " * 5_000_000 + b"</h1>" + TEXT,
}
"""Pages that would take what reads them badly very long, by name."""


def outcome(page: bytes) -> str:
    try:
        return read(page).body
    except NotAnArticle as refusal:
        return str(refusal)


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_is_read_or_refused(page: bytes) -> None:
    assert outcome(page)


def test_nul_bytes_do_no_harm() -> None:
    noisy = article().replace("Callao", "Cal\x00lao").replace("<p>", "<p>\x00")
    assert read(noisy).body == "\n\n".join(ENGLISH)


def test_a_wrong_charset_is_seen_through() -> None:
    page = pages.WORDPRESS_2021
    assert read(page, charset="iso-8859-1").title == "Fin del bloqueo en Apurímac"
    assert read(page.encode("cp1252"), charset="utf-8").title == "Fin del bloqueo en Apurímac"


@pytest.mark.parametrize("kept", range(10, 100, 10))
def test_a_page_that_was_cut_off_gives_what_came_or_a_reason(kept: int) -> None:
    data = article().encode()
    assert outcome(data[: len(data) * kept // 100])


def test_an_unclosed_page_is_read() -> None:
    assert read(f"<h1>{HEADLINE}<div class=entry-content>{p(ENGLISH)}").body.startswith(ENGLISH[0])


@given(st.binary(max_size=400))
def test_random_bytes_are_refused_or_read_but_never_a_crash(data: bytes) -> None:
    outcome(data)


TAGS = [
    "div",
    "p",
    "a href=/x",
    "h1",
    "time datetime=2020-01-01",
    "td",
    "table",
    "br",
    "li",
    "article",
    "span",
    "script",
    "b",
]


@given(
    st.lists(
        st.sampled_from(
            [*(f"<{t}>" for t in TAGS), *(f"</{t.split()[0]}>" for t in TAGS), *ENGLISH, "x ", "&#0;", "<"]
        ),
        max_size=40,
    )
)
def test_broken_markup_is_refused_or_read_but_never_a_crash(parts: list[str]) -> None:
    outcome("".join(parts).encode())


@given(st.text(max_size=100), st.text(max_size=30))
def test_any_title_and_date_of_a_page_are_survived(title: str, date: str) -> None:
    shown = title.replace("<", " ").replace("&", " ")
    head = f'<title>{shown}</title><meta name="date" content="{date.replace(chr(34), " ")}">'
    outcome(f"<html><head>{head}</head><body>{p(ENGLISH)}</body></html>".encode("utf-8", "replace"))
