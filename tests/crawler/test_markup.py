from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.markup import MOST_ELEMENTS, collapse, decode_html, parse_html, short_text_of, text_of
from model.errors import NotAnArticle

WORDS = "Perú: “huelga” — ñandú"


@pytest.mark.parametrize(
    ("page", "charset"),
    [
        (WORDS.encode(), "utf-8"),
        (WORDS.encode(), None),
        (WORDS.encode(), "iso-8859-1"),
        (WORDS.encode("cp1252"), "iso-8859-1"),
        (WORDS.encode("cp1252"), "windows-1252"),
        (WORDS.encode("cp1252"), "utf-8"),
        (WORDS.encode("cp1252"), None),
        (b"\xef\xbb\xbf" + WORDS.encode(), "iso-8859-1"),
        (WORDS.encode("utf-16"), None),
        (WORDS.encode("utf-16-le"), "utf-16"),
        (WORDS.encode(), "no-such-charset"),
        (WORDS.encode(), "rot13"),
        (WORDS.encode(), "idna"),
        (WORDS.encode(), ""),
        (WORDS.encode(), "ú"),
    ],
)
def test_bytes_are_read_in_the_charset_that_fits(page: bytes, charset: str | None) -> None:
    assert decode_html(page, charset=charset) == WORDS


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("iso-8859-1", "cp1252"), ("utf-8", "utf-8"), ("koi8-r", "koi8-r"), ("utf-16", "utf-8")],
)
def test_the_page_s_own_charset_counts_without_a_header(charset: str | None, encoding: str) -> None:
    words = "Перу" if encoding == "koi8-r" else WORDS
    page = f'<meta charset="{charset}"><p>{words}'.encode(encoding)
    assert text_of(parse_html(page, charset=None)) == words


def test_a_header_counts_more_than_the_page() -> None:
    assert "Перу" in decode_html('<meta charset="iso-8859-5">Перу'.encode("koi8-r"), charset="koi8-r")


def test_a_page_that_was_cut_within_a_character_keeps_the_others() -> None:
    assert decode_html(WORDS.encode()[:-5], charset="utf-8").startswith("Perú: “huelga”")


def test_bytes_that_windows_1252_leaves_open_are_no_obstacle() -> None:
    assert decode_html(b"\x93Per\xfa\x94 \x81", charset="iso-8859-1").startswith("“Perú”")


@pytest.mark.parametrize("page", [b"", b"  \n", b"\x00\x00\x00", b"<!-- -->", b"\x00\x01\x02\x03\xff\xfe" * 50])
def test_what_holds_no_page_is_refused(page: bytes) -> None:
    with pytest.raises(NotAnArticle):
        parse_html(page, charset=None)


def test_control_characters_do_not_end_a_page() -> None:
    assert text_of(
        parse_html(b"<p>Pe\x00ru\x0b, <b>Li\x1bma</b>, Cusco, Puno, Tacna, Ica, Piura, Loreto</p>", charset=None)
    ).startswith("Peru, Lima")


def test_a_page_of_nested_blocks_is_read_as_far_as_it_goes() -> None:
    root = parse_html(b"<p>Top</p>" + b"<div>" * 2_000_000 + b"Bottom", charset=None)
    assert text_of(root).startswith("Top")


def test_a_page_of_too_many_elements_is_refused() -> None:
    with pytest.raises(NotAnArticle, match="100,000 elements"):
        parse_html(b"<br>" * (MOST_ELEMENTS + 1), charset=None)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>one</p><p>two</p>", "one two"),
        ("o<b>n</b>e<br>two", "one two"),
        ("<ul><li>one<li>two</ul>", "one two"),
        ("<table><tr><td>one</td><td>two</td></tr></table>", "one two"),
        ("one <script>x</script><style>y</style><noscript>z</noscript><template>t</template>two", "one two"),
        ("one&nbsp;\n\t two", "one two"),
        ("<script>x</script>", ""),
    ],
)
def test_the_text_of_an_element_is_what_a_reader_sees(markup: str, text: str) -> None:
    root = parse_html(f"<body><div>{markup}</div></body>".encode(), charset="utf-8")
    assert text_of(next(root.iter("div"))) == text


def test_a_long_text_is_not_read_where_a_short_one_is_wanted() -> None:
    root = parse_html(b"<p>12345</p>", charset=None)
    assert short_text_of(root, longest=5) == "12345"
    assert short_text_of(root, longest=4) is None
    assert short_text_of(root, longest=1) is None


def test_white_space_is_collapsed() -> None:
    assert collapse(" a\u00a0\n b ") == "a b"


@given(
    st.binary(max_size=300), st.sampled_from([None, "utf-8", "utf-16", "cp1252", "big5", "hz", "iso2022_jp", "utf-7"])
)
def test_any_bytes_give_a_tree_or_a_refusal(page: bytes, charset: str | None) -> None:
    with suppress(NotAnArticle):
        text_of(parse_html(page, charset=charset))
