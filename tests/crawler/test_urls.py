"""Addresses are brought to one form, and the same article is known under all of its addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.urls import canonical, former_identity, host_of, identity, resolve

ALIASES = {
    "bolshevik.example": "andean.example",
    "www.workers.example": "andean.example",
    "localhost": "127.0.0.1",
    "mirror.example:8443": "andean.example",
}

SAME = [
    ("http://andean.example/peru", "https://andean.example/peru"),
    ("http://www.andean.example/peru", "http://andean.example/peru"),
    ("https://www.andean.example/peru", "http://andean.example/peru/"),
    ("http://andean.example/peru/", "http://andean.example/peru"),
    ("http://andean.example", "http://andean.example/"),
    ("http://andean.example:80/peru", "http://andean.example/peru"),
    ("https://andean.example:443/peru", "https://andean.example/peru"),
    ("http://andean.example:443/peru", "https://andean.example/peru"),
    ("HTTP://ANDEAN.example/peru", "http://andean.example/peru"),
    ("http://andean.example./peru", "http://andean.example/peru"),
    ("http://andean.example/peru#comments", "http://andean.example/peru"),
    ("http://andean.example/peru#", "http://andean.example/peru"),
    ("http://andean.example/peru?", "http://andean.example/peru"),
    ("http://andean.example/peru?utm_source=copylink&utm_medium=browser", "http://andean.example/peru"),
    ("http://andean.example/peru?UTM_Source=x", "http://andean.example/peru"),
    ("http://andean.example/peru?fbclid=IwAR0", "http://andean.example/peru"),
    ("http://andean.example/peru?gclid=1&id=5", "http://andean.example/peru?id=5"),
    ("http://andean.example/peru?mc_cid=1&mc_eid=2", "http://andean.example/peru"),
    ("http://andean.example/peru?igshid=abc", "http://andean.example/peru"),
    ("http://andean.example/peru?ref=home", "http://andean.example/peru"),
    ("http://andean.example/peru?ref_src=twsrc", "http://andean.example/peru"),
    ("http://andean.example/peru?replytocom=55#respond", "http://andean.example/peru"),
    ("http://andean.example/peru?share=facebook&nb=1", "http://andean.example/peru"),
    ("http://andean.example/peru;jsessionid=0F", "http://andean.example/peru"),
    ("http://andean.example/peru?PHPSESSID=0f", "http://andean.example/peru"),
    ("http://andean.example/peru?b=2&a=1", "http://andean.example/peru?a=1&b=2"),
    ("http://andean.example/peru?a=1&&b=2", "http://andean.example/peru?a=1&b=2"),
    ("http://andean.example/peru?a=1&amp;b=2", "http://andean.example/peru?a=1&b=2"),
    ("http://andean.example/peru?q=a+b", "http://andean.example/peru?q=a%20b"),
    ("http://andean.example/%7Erosa/", "http://andean.example/~rosa/"),
    ("http://andean.example/a%c3%b1o", "http://andean.example/a%C3%B1o"),
    ("http://andean.example/año", "http://andean.example/a%C3%B1o"),
    ("http://andean.example/peru's", "http://andean.example/peru%27s"),
    ("http://andean.example/IWO Special/peru.pdf", "http://andean.example/IWO%20Special/peru.pdf"),
    ("http://andean.example/%70eru", "http://andean.example/peru"),
    ("http://andean.example/world/../peru", "http://andean.example/peru"),
    ("http://andean.example/./peru", "http://andean.example/peru"),
    ("http://andean.example//peru", "http://andean.example/peru"),
    ("http://andean.example\\peru", "http://andean.example/peru"),
    ("http://andean.example/peru/index.html", "http://andean.example/peru/"),
    ("http://andean.example/peru/index.htm", "http://andean.example/peru"),
    ("http://andean.example/index.php", "http://andean.example/"),
    ("http://andean.example/index.php/peru/50-strike", "http://andean.example/peru/50-strike"),
    ("http://andean.example/strike/amp/", "http://andean.example/strike/"),
    ("http://andean.example/strike/amp", "http://andean.example/strike/"),
    ("http://andean.example/strike?amp=1", "http://andean.example/strike"),
    ("http://andean.example/strike?amp", "http://andean.example/strike"),
    ("http://andean.example/strike/?outputType=amp", "http://andean.example/strike/"),
    ("http://andean.example/strike?format=amp", "http://andean.example/strike"),
    ("http://andean.example/strike.amp.html", "http://andean.example/strike.html"),
    ("http://andean.example/amp/peru/strike", "http://andean.example/peru/strike"),
    ("http://andean.example/strike?print=1", "http://andean.example/strike"),
    ("http://andean.example/strike/print/", "http://andean.example/strike/"),
    ("http://andean.example/print/123", "http://andean.example/node/123"),
    (
        "http://andean.example/peru/12-strike?tmpl=component&print=1&layout=default&page=",
        "http://andean.example/peru/12-strike",
    ),
    ("http://andean.example/peru/12-strike?Itemid=77", "http://andean.example/peru/12-strike"),
    (
        "http://andean.example/index.php?option=com_content&view=article&id=12:strike&catid=5:peru&Itemid=9",
        "http://andean.example/index.php?option=com_content&view=article&id=12",
    ),
    (
        "http://andean.example/index.php?view=article&id=12%3Astrike&tmpl=component&print=1",
        "http://andean.example/index.php?option=com_content&view=article&id=12:another-slug",
    ),
    ("http://andean.example/peru.htm?start=0", "http://andean.example/peru.htm"),
    ("http://bolshevik.example/peru.htm", "https://andean.example/peru.htm"),
    ("http://www.bolshevik.example/peru.htm", "https://andean.example/peru.htm"),
    ("http://workers.example/peru.htm", "https://www.andean.example/peru.htm"),
    ("http://localhost:8901/peru.htm", "http://127.0.0.1:8901/peru.htm"),
    ("https://mirror.example:8443/peru.htm", "https://andean.example/peru.htm"),
    ("http://perú.example/x", "http://xn--per-boa.example/x"),
    ("http://PERÚ.example/x", "http://xn--per-boa.example/x"),
    ("http://gießen.example/x", "http://xn--gieen-nqa.example/x"),
    ("http://βόλος.example/x", "http://xn--nxasmm1c.example/x"),
    ("http://perú。example/x", "http://perú.example/x"),
    ("http://i❤.example/x", "http://xn--i-7iq.example/x"),
    ("http://andean.example/peru?pk_campaign=x&pk_kwd=y", "http://andean.example/peru"),
    ("http://andean.example/peru?at_medium=mail&at_campaign=1", "http://andean.example/peru"),
    ("http://andean.example/peru?_hsenc=x&_hsmi=1", "http://andean.example/peru"),
    ("http://andean.example/peru?ncid=feed-of-all", "http://andean.example/peru"),
    ("http://andean.example/peru?ref=rss", "http://andean.example/peru"),
    ("http://andean.example/peru?share=jetpack-whatsapp", "http://andean.example/peru"),
    (
        "http://andean.example/component/content/article/12-strike?catid=4&Itemid=9",
        "http://andean.example/component/content/article/12-strike?catid=4",
    ),
    ("http://andean.example/the-strike-goes-on?Itemid=9", "http://andean.example/the-strike-goes-on"),
    (
        "http://andean.example/index.php?option=com_k2&view=item&id=3&Itemid=9",
        "http://andean.example/index.php?option=com_k2&view=item&id=3",
    ),
    ("http://[2001:DB8::1]/x", "http://[2001:db8:0::1]/x"),
]
DIFFERENT = [
    ("http://andean.example/peru", "http://andean.example/bolivia"),
    ("http://andean.example/peru.htm", "http://andean.example/peru"),
    ("http://andean.example/peru.htm", "http://andean.example/peru.html"),
    ("http://andean.example/Peru", "http://andean.example/peru"),
    ("http://andean.example/peru", "http://valley.example/peru"),
    ("http://andean.example/peru", "http://es.andean.example/peru"),
    ("http://andean.example:8901/peru", "http://andean.example:8902/peru"),
    ("http://andean.example:8901/peru", "http://andean.example/peru"),
    ("http://andean.example/?p=12", "http://andean.example/?p=13"),
    ("http://andean.example/?p=12", "http://andean.example/"),
    ("http://andean.example/peru?id=12", "http://andean.example/peru?id=13"),
    ("http://andean.example/peru?ref=12", "http://andean.example/peru?ref=13"),
    ("http://andean.example/peru.htm?start=11", "http://andean.example/peru.htm"),
    ("http://andean.example/peru?page=1", "http://andean.example/peru?page=2"),
    ("http://andean.example/peru/page/2/", "http://andean.example/peru/"),
    (
        "http://andean.example/index.php?option=com_content&view=article&id=12:strike",
        "http://andean.example/index.php?option=com_content&view=article&id=13:strike",
    ),
    (
        "http://andean.example/index.php?option=com_content&view=article&id=12",
        "http://andean.example/index.php?option=com_content&view=category&id=12",
    ),
    ("http://andean.example/spip.php?article12", "http://andean.example/spip.php?article13"),
    ("http://andean.example/tag/amp/", "http://andean.example/tag/"),
    ("http://andean.example/a%2Fb", "http://andean.example/a/b"),
    ("http://andean.example/en/strike/", "http://andean.example/es/strike/"),
    ("http://andean.example/2023/01/strike/", "http://andean.example/2022/01/strike/"),
    ("http://localhost:8901/peru.htm", "http://127.0.0.1:8902/peru.htm"),
    ("http://mirror.example/peru.htm", "http://andean.example/peru.htm"),
    ("http://andean.example/peru?a=1", "http://andean.example/peru?a=2"),
    ("http://andean.example/peru/strike-1", "http://andean.example/peru/strike-2"),
    ("http://andean.example/story.aspx?itemid=4", "http://andean.example/story.aspx?itemid=5"),
    ("http://andean.example/story.php?Itemid=4", "http://andean.example/story.php?Itemid=5"),
    ("http://andean.example/story?ItemID=4&lang=es", "http://andean.example/story?ItemID=5&lang=es"),
    ("http://andean.example/read?nb=4", "http://andean.example/read?nb=5"),
    ("http://andean.example/read?share=4&nb=4", "http://andean.example/read?share=4&nb=5"),
    ("http://andean.example/read?pk_item=4", "http://andean.example/read?pk_item=5"),
    ("http://andean.example/read?pk_=4", "http://andean.example/read"),
    ("http://andean.example/read?at_nr=4", "http://andean.example/read?at_nr=5"),
    ("http://andean.example/read?hsa_page=4", "http://andean.example/read?hsa_page=5"),
    ("http://andean.example/read?ref=AB-004", "http://andean.example/read?ref=AB-005"),
    ("http://andean.example/read?ref=well", "http://andean.example/read?ref=pump"),
    ("http://andean.example/read?ncid=4", "http://andean.example/read?ncid=5"),
    ("http://andean.example/read?amp=4", "http://andean.example/read?amp=5"),
    ("http://andean.example/read?mtm_id=4", "http://andean.example/read?mtm_id=5"),
    ("http://gießen.example/x", "http://giessen.example/x"),
    ("http://βόλος.example/x", "http://βόλοσ.example/x"),
]


_PIECES = st.sampled_from(
    [
        *(
            "http://",
            "https://",
            "HTTP://",
            "andean.example",
            "WWW.",
            "perú.example",
            "127.0.0.1",
            "[::1]",
            ":80",
            ":8901",
        ),
        *(
            "/",
            "//",
            "/.",
            "/..",
            "\\",
            "/amp",
            "/print",
            "/tag",
            "/index.php",
            ".amp.html",
            ";jsessionid=1",
            "/peru",
            " ",
        ),
        *("?", "&", "=", "amp;", "utm_source=x", "amp=1", "print=1", "page=", "id=12:x", "Itemid=3", "tmpl=component"),
        *("%", "%41", "%c3%b1", "%2F", "%2e", "%25", "ñ", "+", "#", "@", "\t", "\ud800", "'", "[", "|", "%%34%31"),
    ]
)
_ADDRESSES = st.one_of(
    st.lists(_PIECES, max_size=12).map("".join),
    st.lists(_PIECES, max_size=10).map(lambda parts: "http://andean.example/" + "".join(parts)),
    st.text(max_size=40),
    st.text(max_size=40).map(lambda text: "https://andean.example/" + text),
)


def test_there_are_enough_pairs_to_judge_identity() -> None:
    assert len(SAME) + len(DIFFERENT) >= 60


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_article_has_one_identity(one: str, other: str) -> None:
    assert identity(one, aliases=ALIASES) == identity(other, aliases=ALIASES)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_articles_have_different_identities(one: str, other: str) -> None:
    assert identity(one, aliases=ALIASES) != identity(other, aliases=ALIASES)


@pytest.mark.parametrize(
    ("shown", "former"),
    [
        ("http://andean.example/peru", "andean.example/peru"),
        ("http://andean.example/read?pk_item=4&id=2", "andean.example/read?id=2"),
        ("http://andean.example/read?ref=AB-004", "andean.example/read"),
        ("http://andean.example/read?ref=4", "andean.example/read?ref=4"),
        ("http://andean.example/story.aspx?itemid=4", "andean.example/story.aspx"),
        ("http://www.gießen.example/x", "giessen.example/x"),
        ("http://perú.example/x", "xn--per-boa.example/x"),
    ],
)
def test_the_key_that_a_database_of_before_has_is_known(shown: str, former: str) -> None:
    assert former_identity(shown) == former


@given(_ADDRESSES)
def test_any_address_has_a_former_key(given_: str) -> None:
    try:
        shown = canonical(given_)
    except ValueError:
        return
    assert former_identity(shown, aliases=ALIASES)


def test_without_aliases_other_hosts_are_other_articles() -> None:
    assert identity("http://bolshevik.example/peru.htm") != identity("http://andean.example/peru.htm")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("HTTPS://Andean.Example:443/Peru/?utm_source=x#top", "https://andean.example/Peru/"),
        ("http://andean.example", "http://andean.example/"),
        ("http://andean.example/peru/", "http://andean.example/peru/"),
        ("http://andean.example/peru.htm", "http://andean.example/peru.htm"),
        ("http://andean.example/IWO Special/perú.pdf", "http://andean.example/IWO%20Special/per%C3%BA.pdf"),
        ("http://andean.example/12-a?z=1&Itemid=4&a=2", "http://andean.example/12-a?z=1&a=2"),
        ("http://faß.example/a", "http://xn--fa-hia.example/a"),
        ("http://andean.example/100%", "http://andean.example/100%25"),
        ("http://andean.example/a/./b/../c/..", "http://andean.example/a/"),
        ("http://andean.example/strike/amp/?amp=1", "http://andean.example/strike/"),
        ("http://user:secret@andean.example/x", "http://andean.example/x"),
        ("  http://andean.example/x\n", "http://andean.example/x"),
        ("http://andean.example/?p=12", "http://andean.example/?p=12"),
    ],
)
def test_an_address_is_shown_in_one_form(given: str, shown: str) -> None:
    assert canonical(given) == shown


@pytest.mark.parametrize(
    "given",
    [
        "",
        "peru.htm",
        "/peru.htm",
        "mailto:desk@andean.example",
        "javascript:void(0)",
        "ftp://andean.example/x",
        "http://",
        "http:///x",
        "http://a b/",
        "http://andean.example:port/",
        "http://andean.example:99999/",
        "http://[::1/",
        "http://-x-.example/",
        "http://a..b/",
    ],
)
def test_what_is_no_web_address_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        canonical(given)


def test_a_host_is_named_with_its_port_unless_that_is_the_usual_one() -> None:
    assert host_of("https://WWW.Andean.example:443/x") == "www.andean.example"
    assert host_of("http://127.0.0.1:8901/x") == "127.0.0.1:8901"


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("honduras.html", "http://andean.example/english/peru/honduras.html"),
        ("../IWO Special/peru.pdf", "http://andean.example/english/IWO%20Special/peru.pdf"),
        ("..\\chile\\index.html", "http://andean.example/english/chile/index.html"),
        ("/peru.htm", "http://andean.example/peru.htm"),
        ("?start=11", "http://andean.example/english/peru/index.html?start=11"),
        ("//cdn.example/x", "http://cdn.example/x"),
        ("https://other.example/x?utm_source=feed#more", "https://other.example/x?utm_source=feed"),
        (" /peru\n.htm ", "http://andean.example/peru.htm"),
        ("", None),
        ("#top", None),
        ("mailto:desk@andean.example", None),
        ("javascript:void(0)", None),
        ("whatsapp://send?text=x", None),
        ("tel:+511", None),
        ("data:text/html,x", None),
        ("http://", None),
        ("http://[x", None),
        ("https://a b.example/", None),
    ],
)
def test_a_link_is_resolved_as_its_page_means_it(href: str, target: str | None) -> None:
    assert resolve("http://andean.example/english/peru/index.html", href) == target


@given(_ADDRESSES)
def test_the_form_of_an_address_is_final_and_keeps_its_identity(given_: str) -> None:
    try:
        shown = canonical(given_)
    except ValueError:
        return
    assert canonical(shown) == shown
    assert shown.isascii()
    assert identity(shown) == identity(given_)
    assert identity(shown, aliases=ALIASES) == identity(given_, aliases=ALIASES)


@given(_ADDRESSES, _ADDRESSES)
def test_a_link_leads_to_a_web_address_or_nowhere(base: str, href: str) -> None:
    target = resolve(base, href)
    if target is not None:
        assert resolve(target, target) == target
        canonical(target)
