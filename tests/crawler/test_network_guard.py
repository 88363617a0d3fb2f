"""Private networks: no section, link or redirect leads the crawler into them."""

from __future__ import annotations

import socket
from ipaddress import ip_address, ip_network
from typing import Any, cast

import pytest
from twisted.internet.error import DNSLookupError

from crawler.http.network_guard import forbidden
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import SECTION, Publisher
from tests.sitefarm import redirect


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("192.0.0.192", "168.63.129.16", "fec0::1", "224.0.0.1", "255.255.255.255", "240.0.0.1"),
        *("::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:192.168.1.1", "64:ff9b::a00:1", "2002:a00:1::"),
    ],
)
def test_addresses_that_are_not_public_are_forbidden(address: str) -> None:
    assert forbidden([ip_address(address)], []) is not None
    assert forbidden([ip_address("203.0.114.1"), ip_address(address)], []) is not None


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"]
)
def test_public_addresses_are_allowed(address: str) -> None:
    assert forbidden([ip_address(address)], []) is None


@pytest.mark.parametrize(
    ("address", "network", "allowed"),
    [
        ("127.0.0.1", "127.0.0.0/8", True),
        ("::ffff:127.0.0.1", "127.0.0.0/8", True),
        ("10.0.0.1", "127.0.0.0/8", False),
        ("::1", "127.0.0.0/8", False),
        ("::1", "::1/128", True),
        ("192.168.7.7", "192.168.7.0/24", True),
        ("192.168.8.7", "192.168.7.0/24", False),
    ],
)
def test_a_network_that_the_user_names_is_allowed(address: str, network: str, allowed: bool) -> None:  # noqa: FBT001 - a table's column
    assert (forbidden([ip_address(address)], [ip_network(network)]) is None) is allowed


def test_nothing_is_forbidden_where_a_name_leads_nowhere() -> None:
    assert forbidden([], []) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1"])
def test_a_section_in_a_private_network_is_refused(room: Newsroom, publisher: Publisher, host: str) -> None:
    publisher.publish(3)
    room.configure({"gazette": f"http://{host}:{publisher.site.port}{SECTION}"}, settings="allow_networks = []")
    run = room.crawl()
    assert run.error is not None
    assert "is in a private network (127.0.0.1); crawl.allow_networks does not name it" in run.error
    assert publisher.site.log == []


@pytest.mark.parametrize("place", ["http://127.0.0.9", "http://[::1]", "http://10.0.0.1"])
def test_a_redirect_does_not_lead_into_a_network_that_is_not_named(
    room: Newsroom, publisher: Publisher, place: str
) -> None:
    room.configure({"gazette": publisher.site.root + SECTION}, settings='allow_networks = ["127.0.0.1/32"]')
    publisher.publish(3)
    story = publisher.stories[0]
    publisher.site.routes[story.path] = redirect(f"{place}:{publisher.site.port}{publisher.stories[1].path}")
    run = room.crawl()
    assert (run.error, run.articles) == (None, 2)
    assert "is in a private network" in room.reasons()[story.path]


def test_a_host_that_a_redirect_names_is_looked_up(room: Newsroom, publisher: Publisher) -> None:
    room.configure({"gazette": publisher.site.root + SECTION})
    publisher.publish(3)
    story = publisher.stories[0]
    second = publisher.site.root.replace("127.0.0.1", "localhost")
    publisher.site.routes[story.path] = redirect(f"{second}/peru/moved.htm")
    publisher.site.routes["/peru/moved.htm"] = story.page()
    assert room.crawl().articles == 3


def test_a_robots_txt_that_leads_into_a_private_network_is_not_followed(room: Newsroom, publisher: Publisher) -> None:
    room.configure({"gazette": publisher.site.root + SECTION}, settings='allow_networks = ["127.0.0.1/32"]')
    publisher.publish(3)
    publisher.site.routes["/robots.txt"] = redirect(f"http://127.0.0.9:{publisher.site.port}/robots.txt")
    run = room.crawl()
    assert run.error is not None
    assert "127.0.0.9 is in a private network" in run.error


def test_a_host_whose_name_no_resolver_takes_can_not_be_reached(room: Newsroom, publisher: Publisher) -> None:
    room.configure({"gazette": publisher.site.root + SECTION})
    publisher.publish(3)
    story = publisher.stories[0]
    publisher.site.routes[story.path] = redirect(f"http://{'a' * 70}.example/")
    room.crawl()
    assert "can't be reached" in room.reasons()[story.path]


def test_what_is_connected_to_is_what_was_checked_whatever_the_name_service_says_next(
    room: Newsroom, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.publish(3)
    asked = []
    look_up = socket.getaddrinfo

    def rebound(host: str | bytes | None, *rest: object, **more: object) -> object:
        if host not in {"rebind.example", b"rebind.example"}:
            return look_up(host, *rest, **more)  # type: ignore[arg-type]
        asked.append(host)
        # The second answer leads elsewhere, where nobody is.
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if len(asked) == 1 else "127.0.0.9", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    section = f"http://Rebind.example:{publisher.site.port}{SECTION}"
    room.configure({"gazette": section}, settings='allow_networks = ["127.0.0.1/32"]')
    run = room.crawl()
    assert (run.error, run.articles, len(asked)) == (None, 3, 1)


def test_a_host_that_was_not_checked_is_not_looked_up(newsroom: Newsroom) -> None:
    newsroom.crawl()  # from then on the resolver is installed

    async def asked() -> str:
        from twisted.internet import reactor  # noqa: PLC0415 - the one that the newsroom has installed

        found: str = await cast("Any", reactor).resolve("localhost.localdomain")
        return found

    with pytest.raises(DNSLookupError, match="was not checked"):
        newsroom.loop.run(asked())
