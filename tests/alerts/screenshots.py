"""A digest of sample articles as browsers show it, on a phone and on a desk, by day and by night.

`python -m tests.alerts.screenshots` makes those in docs/ anew.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from html import escape
from pathlib import Path

from PIL import Image, ImageChops

from alerts.developments.additions import Printed
from alerts.digests.grouping import DevelopmentStanding
from alerts.digests.render import SourceLook, render_digest
from model.alert import Origin, TakenIn
from model.article import Article, DateSource
from model.development import Figure
from model.watch import Evidence
from tests import PATIENCE
from tests.alerts.samples import NOON, article, view

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DOCS = Path(__file__).parent.parent.parent / "docs"
WIDTHS = (375, 800)
_HEIGHT = 2400
_WEEK = (5, 9, 4, 0, 2, 6, 3)
"""Articles that matched today, yesterday and so on."""
_SCHEMES = {"dark": 0, "light": 1}
"""How Chromium numbers what readers prefer."""


def sample_digest() -> str:
    """The HTML of a digest with one of everything, its picture inside."""
    march = replace(
        article(
            1,
            title="Teachers of Puno on strike for the second week",
            body="The regional union met on Sunday. The strike of the teachers goes on, said its speakers, until the "
            "ministry pays what it owes. In Azángaro 4,000 teachers marched.",
            published=("2026-11-20T08:10:00-05:00", DateSource.JSON_LD),
            language="en",
        ),
        development=7,
    )
    marcha = replace(
        article(
            2,
            title="Puno: maestros marchan en Azángaro",
            body="Unos 3.000 maestros en huelga marcharon el lunes en Azángaro.",
            published=("2026-11-20T09:30:00-05:00", DateSource.META),
            source="diario",
            language="es",
        ),
        development=7,
    )
    repost = replace(article(3, title="Second week of teachers' strike", source="diario"), copy_of=1)
    curfew = article(
        4,
        title="Curfew in three districts of the valley",
        body="From tonight a curfew holds in three districts, the prefect's office announced. Shops close at nine.",
        matches=("emergency",),
        published=("2026-11-19", DateSource.META),
        language="en",
    )
    earlier = article(5, title="Road to the mine blocked for a third day", matches=("strikes",))
    figures = [[Printed(Figure("4,000", "teachers", ""), march), Printed(Figure("3.000", "maestros", ""), marcha)]]
    looks = (
        SourceLook(title="The Northern Post", last_success=NOON, last_error=None, articles_new=14, looks=96),
        SourceLook(title="Diario del Sur", last_success=NOON, last_error=None, articles_new=5, looks=48),
        SourceLook(
            title="La Hoja",
            last_success=NOON - timedelta(days=2),
            last_error="the server answered 503 (Service Unavailable)",
            articles_new=0,
            looks=12,
        ),
    )
    told = render_digest(
        view(
            march, marcha, repost, curfew, earlier,
            looks=looks,
            public_url="https://watch.example.org",
            standings={7: DevelopmentStanding(sources=("post", "diario"), networks=2, independent=2)},
            told_at_once={5},
            evidence={1: _met(march, "strike"), 4: _met(curfew, "curfew")},
            figures={7: figures},
            since=NOON - timedelta(days=1),
            taken_in=[TakenIn(origin=Origin.FIRST_LOOK, name="diario", articles=143, matching=12)],
            seen=[NOON - timedelta(days=day, hours=1) for day, many in enumerate(_WEEK) for _ in range(many)],
            unsubscribable=True,
        )
    )  # fmt: skip
    assert told.picture is not None
    picture = f"data:image/png;base64,{base64.b64encode(told.picture.content).decode()}"
    return told.html.replace(f"cid:{told.picture.cid}", picture)


def _met(said: Article, word: str) -> Mapping[str, tuple[Evidence, ...]]:
    start = said.content.body.lower().index(word)
    return {said.matches[0]: (Evidence(field="body", start=start, end=start + len(word), keyword=word),)}


def screenshots(scheme: str) -> dict[int, Image.Image]:
    """What readers see who prefer that scheme, by the width of their windows."""
    frames = "".join(
        f'<iframe style="position:absolute;left:{_left(width)}px;top:0;border:0" width="{width}" height="{_HEIGHT}" '
        f'srcdoc="{escape(sample_digest())}"></iframe>'
        for width in WIDTHS
    )
    with tempfile.TemporaryDirectory() as folder:
        page, picture = Path(folder) / "page.html", Path(folder) / "page.png"
        page.write_text(f'<!DOCTYPE html><meta charset="utf-8"><body style="margin:0">{frames}', encoding="utf-8")
        subprocess.run(
            [
                str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                "--disable-dev-shm-usage", f"--user-data-dir={folder}/profile",
                f"--blink-settings=preferredColorScheme={_SCHEMES[scheme]}",
                f"--window-size={sum(WIDTHS)},{_HEIGHT}", f"--screenshot={picture}", page.as_uri(),
            ],
            check=True, capture_output=True, timeout=PATIENCE,
        )  # fmt: skip
        with Image.open(picture) as whole:
            seen = whole.convert("RGB")
    return {width: _trimmed(seen.crop((_left(width), 0, _left(width) + width, _HEIGHT))) for width in WIDTHS}


def _left(width: int) -> int:
    return sum(WIDTHS[: WIDTHS.index(width)])


def _trimmed(seen: Image.Image) -> Image.Image:
    """Without the empty rest below."""
    background = Image.new("RGB", seen.size, seen.getpixel((1, seen.height - 1)))
    box = ImageChops.difference(seen, background).getbbox()
    return seen.crop((0, 0, seen.width, min(seen.height, (box[3] if box else 0) + 24)))


def main() -> None:
    """Make the pictures in docs/ anew."""
    for scheme in _SCHEMES:
        for width, seen in screenshots(scheme).items():
            seen.quantize(64).save(DOCS / f"digest-{width}-{scheme}.png", optimize=True)


if __name__ == "__main__":
    main()
