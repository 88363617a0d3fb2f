"""What is a source's own: its hosts, its feeds, and which of the links that are shown are entries of its section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, urldefrag, urlsplit

from model.article import Entry
from model.source import Source
from model.urls import address_of, canonical, former_identity, host_of, identity

_FILE_OR_SLASH = re.compile(r"(?:/index)?\.\w{2,5}$|/+$")


def alias_hosts(source: Source) -> dict[str, str]:
    """The source's other hosts, each with the host that stands for it."""
    main = host_of(source.url)
    _, colon, port = main.rpartition(":")
    hosts = dict.fromkeys(map(_as_looked_up, source.aliases), main)
    if colon and port.isdigit():
        hosts |= {f"{host}:{port}": main for host in hosts if ":" not in host}
    return hosts


def _as_looked_up(host: str) -> str:
    """Host as addresses have it: names in other letters than ASCII's are written in these."""
    return host if host.isascii() else host_of(f"http://{host}/")


def hosts_of(source: Source) -> frozenset[str]:
    """The hosts, `host` or `host:port`, that are the source's."""
    return frozenset({host_of(source.url), *alias_hosts(source)})


def keyed(entries: Iterable[Entry], source: Source) -> dict[str, Entry]:
    """Entries by their keys, each article once, at their canonical addresses; the section itself is none.

    Of fragments, listings leave only those that tell articles apart.
    """
    aliases = alias_hosts(source)
    section = identity(source.url, aliases=aliases)
    found: dict[str, Entry] = {}
    for entry in entries:
        try:
            page, fragment = urldefrag(entry.url)
            place = address_of(page, aliases=aliases).part(fragment or None)
        except ValueError:
            continue
        if place.key != section:
            found.setdefault(place.key, replace(entry, url=place.url))
    return found


def former_keys(entries: Mapping[str, Entry], aliases: Mapping[str, str]) -> dict[str, str]:
    """Of entries by their keys, those that databases of before have under others: these, by the present ones."""
    former = {key: former_identity(entry.url, aliases=aliases) for key, entry in entries.items() if "#" not in key}
    return {key: old for key, old in former.items() if old != key}


def belongs(feed_url: str, section_url: str) -> bool:
    """Whether a feed is the section's own: its address continues the section's, in path and query."""
    ours, theirs = urlsplit(section_url), urlsplit(feed_url)
    stem = stem_of(section_url)
    asked = set(parse_qsl(ours.query))
    same_path = theirs.path == stem or theirs.path.startswith((f"{stem}/", f"{stem}."))
    return same_path and asked <= set(parse_qsl(theirs.query))


def stem_of(section_url: str) -> str:
    """The path below which what continues a section's address stands, without a slash at its end; empty for none."""
    return _FILE_OR_SLASH.sub("", urlsplit(section_url).path)


def lies_under(url: str, section_url: str) -> bool:
    """Whether an address stands below the section's own path; below none where the section has no path of its own."""
    stem = stem_of(canonical(section_url))
    return bool(stem) and urlsplit(canonical(url)).path.startswith(f"{stem}/")
