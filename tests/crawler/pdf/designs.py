"""Designs of gazettes: some by name, and as many more as are wanted by chance."""

from __future__ import annotations

import random

from tests.crawler.pdf.gazette import FAMILIES, Design

NAMED = {
    "one column": Design(columns=1, sections=3, paragraphs=18, family="Helvetica", size=11, space=6, indent=0),
    "two columns": Design(columns=2, sections=4, paragraphs=26, head="The Weir, no. 4, May 2011", foot="{}"),
    "three columns": Design(columns=3, sections=3, paragraphs=24, size=9, margin=40, gap=14, foot="page {}"),
    "four columns": Design(columns=4, sections=4, paragraphs=40, page="tabloid", size=9, gap=12, headline=3),
    "shuffled": Design(columns=3, sections=3, paragraphs=24, order="shuffled", size=9, family="Helvetica"),
    "by rows": Design(columns=2, sections=3, paragraphs=24, order="rows", size=10.5, page="letter"),
    "soft hyphens": Design(columns=3, paragraphs=24, hyphens="\u00ad", size=10),
    "fake bold": Design(columns=2, sections=5, paragraphs=20, twice="after"),
    "fake bold at once": Design(columns=2, sections=5, paragraphs=20, twice="once", order="shuffled"),
    "box": Design(columns=2, paragraphs=20, box=True, sections=2),
    "notes": Design(columns=2, paragraphs=20, notes=4, sections=2),
    "turned": Design(columns=2, paragraphs=20, turned=90, sections=2),
    "upside down": Design(columns=3, paragraphs=20, turned=180, size=8.5),
    "ragged": Design(columns=3, paragraphs=26, justified=False, indent=0, space=5, size=9),
    "spanish": Design(columns=2, paragraphs=24, spanish=True, sections=3, byline=True),
    "leaflet": Design(columns=1, page="A5", paragraphs=9, size=9, margin=32),
    "typewriter": Design(columns=1, family="Courier", hyphens="", justified=False, indent=0, space=10, size=10),
    "several in the columns": Design(columns=3, stories=5, paragraphs=7, flow="stream", headline=1.7, size=9),
    "several with bylines": Design(
        columns=2, stories=4, paragraphs=9, flow="stream", headline=1.5, byline=True, sections=2
    ),
    "one below the other": Design(columns=3, stories=4, paragraphs=8, flow="stacked", size=9, kicker=True),
    "a page each": Design(columns=2, stories=4, paragraphs=12, flow="pages", sections=2, headline=2.4),
    "side by side": Design(columns=4, page="tabloid", stories=4, paragraphs=14, flow="beside", size=9.5),
    "side by side, shuffled": Design(columns=3, stories=4, paragraphs=12, flow="beside", size=9, order="shuffled"),
    "a lead and others": Design(
        columns=3, stories=4, paragraphs=10, flow="stream", headline=1.6, lead=1.6, byline=True, size=9
    ),
    "continued": Design(columns=3, stories=2, paragraphs=16, flow="jump", size=9, headline=2.2),
    "spanish, several": Design(
        columns=2, stories=5, paragraphs=7, flow="stacked", spanish=True, kicker=True, byline=True, headline=1.8
    ),
}


def by_chance(seed: int) -> Design:
    """A design of which every part is a matter of chance, within what is ever printed."""
    chance = random.Random(seed)
    columns = chance.choice((1, 2, 2, 3, 3, 4))
    page = "tabloid" if columns == 4 else chance.choice(("A4", "letter", "A5" if columns == 1 else "A4"))
    flow = chance.choice(("stream", "stream", "stacked", "pages", *(("beside",) if columns > 2 else ()), "jump"))
    stories = 2 if flow == "jump" else chance.choice((1, 1, 2, 3, 4, 5)) if flow != "beside" else 4
    indent = chance.choice((0.0, 8.0, 12.0))
    size = chance.choice((8.5, 9.0, 9.5)) if columns > 2 else chance.choice((9.0, 10.0, 11.0))
    several = stories > 1
    return Design(
        columns=columns,
        flow="stream" if stories == 1 else flow,
        stories=stories,
        paragraphs=16 if flow == "jump" else chance.randint(6, 12) if several else chance.randint(14, 30),
        sections=chance.choice((0, 2, 3)),
        page=page,
        family=chance.choice(tuple(FAMILIES)[:2] if columns > 1 else tuple(FAMILIES)),
        size=size,
        leading=chance.choice((1.15, 1.2, 1.3)),
        margin=chance.choice((36.0, 45.0, 56.0)),
        gap=chance.choice((12.0, 16.0, 22.0)),
        indent=indent,
        space=chance.choice((0.0, 4.0)) if indent else chance.choice((4.0, 7.0)),
        justified=chance.random() < 0.6,
        hyphens=chance.choice(("-", "-", "\u00ad", "")),
        order=chance.choice(("as set", "shuffled", "rows")),
        twice=chance.choice(("", "", "after", "once")),
        turned=chance.choice((0, 0, 0, 90, 180, 270)),
        headline=chance.choice((1.6, 2.0, 2.6)),
        section=chance.choice((1.0, 1.15, 1.25)),
        kicker=chance.random() < 0.3,
        byline=chance.random() < 0.4,
        box=chance.random() < 0.2 and flow not in {"beside", "jump"} and columns < 4,
        notes=chance.choice((0, 0, 3)) if flow not in {"beside", "jump"} else 0,
        head=chance.choice(("", "The Weir, no. 4, May 2011", "El Molino · 3 de junio de 2014")),
        foot=chance.choice(("", "{}", "page {}")),
        spanish=chance.random() < 0.3,
    )
