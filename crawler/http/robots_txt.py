"""robots.txt as RFC 9309 groups its lines, written out in the plain form of which no parser thinks otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from protego import Protego

_LINE_ENDS = re.compile(r"[\r\n]+")
_DIRECTIVE = re.compile(
    r"(?:(?P<agent>user[- ]?agent)|(?P<rule>allow|dis?s?all[oa]w|diasllow)|(?P<delay>crawl[- ]delay)"
    r"|(?P<sitemap>site-?maps?))\s*(?::|\s)\s*(?P<value>.*)",
    re.IGNORECASE,
)
"""With the misspellings that Google's parser takes, and a space where the colon was forgotten."""
AGENT = "peruwatch/"
"""Our name in parsed rules. Protego takes `User-agent: peru` for the beginning of ours; with the slash, names are equal
or they aren't. The product's alone: somebody else's name in the contact must not bring us under their rules."""
_TOKEN = re.compile(r"[a-z_-]+", re.IGNORECASE)


def parse_robots(text: str) -> Protego:
    """The rules in a robots.txt that are for us, by the name of AGENT, or for everybody.

    Those for others are left out: Protego gives each its own, so that 600 crawlers with 30,000 rules in common, in half
    a megabyte, kept it busy for 30 seconds.

    Only an agent's line after a rule begins a new group (RFC 9309, 2.2.1): lines that say anything else, sitemaps and
    delays among them, end none.
    """
    return Protego.parse("\n".join(_plain_lines(text)))


def _plain_lines(text: str) -> Iterator[str]:
    agents: list[str] = []
    told = 0  # of these agents
    in_rules = False
    for line in _LINE_ENDS.split(text):
        found = _DIRECTIVE.match(line.partition("#")[0].strip())
        if found is None:
            continue
        if found["sitemap"]:
            yield f"Sitemap: {found['value']}"
        elif found["agent"]:
            if in_rules:
                agents, told, in_rules = [], 0, False
            agents += [name for name in _known_as(found["value"]) if name not in agents]
        elif agents:
            # What was said of some agents before others joined them is repeated for none: only they were meant.
            if told < len(agents):
                yield from map("User-agent: {}".format, agents)
                told = len(agents)
            if found["rule"]:
                in_rules = True
                yield f"{'Allow' if found['rule'].lower() == 'allow' else 'Disallow'}: {found['value']}"
            else:
                yield f"Crawl-delay: {found['value']}"
    yield from map("User-agent: {}".format, agents[told:])


def _known_as(value: str) -> list[str]:
    """Name in an agent's line, a product's up to its version, as Google reads it; nothing where it is not ours."""
    if value.partition(" ")[0] == "*":
        return ["*"]
    token = _TOKEN.match(value)
    return [AGENT] if token and f"{token[0].lower()}/" == AGENT else []
