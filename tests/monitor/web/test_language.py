"""The languages of the interface, and whose clock tells its times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from config.load import Config
from monitor.steps import match
from monitor.web import errors
from monitor.web.language import CATALOGUES, LANGUAGES, negotiated
from monitor.web.page import TEMPLATES
from monitor.web.viewer import zone_named
from storage.database import Database
from tests.monitor.samples import publish
from tests.monitor.web.server import Client, Visitor

TRIMMED = {"trim_blocks": "true", "lstrip_blocks": "true"}


def words_of_the_pages() -> Iterator[str | tuple[str, ...]]:
    for file in sorted(TEMPLATES.glob("*.html")):
        with file.open("rb") as text:
            for _, function, message, _ in babel_extract(text, ("_", "ngettext"), (), TRIMMED):
                parts = tuple(part for part in (message if isinstance(message, tuple) else (message,)) if part)
                yield parts if function == "ngettext" else parts[0]
    with Path(errors.__file__).open("rb") as code:
        yield from (message for _, message, _, _ in extract("python", code, {"gettext": None}))


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_every_word_of_the_pages_is_translated_with_what_it_is_filled_with(language: str) -> None:
    with (CATALOGUES / f"{language}.po").open("rb") as text:
        catalogue = {message.id: message for message in read_po(text) if message.id}
    wanted = set(words_of_the_pages())
    assert wanted - catalogue.keys() == set(), "to be translated"
    assert catalogue.keys() - wanted == set(), "said nowhere"
    for message in catalogue.values():
        given = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(said), message.id
        assert {filled(str(text)) for text in said} <= {filled(str(text)) for text in given}


def filled(text: str) -> frozenset[str]:
    """What is put into a text."""
    return frozenset(re.findall(r"%\(\w+\)s", text))


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("es", "es"),
        ("es-PE,es;q=0.9,en;q=0.8", "es"),
        ("en-GB,en;q=0.9,es;q=0.5", "en"),
        ("qu,es;q=0.4,en;q=0.2", "es"),
        ("es;q=0", "en"),
        ("fr", "en"),
        ("", "en"),
        ("*", "en"),
        ("es;q=x, ;;, en;q=0.1", "en"),
    ],
)
def test_the_browser_s_choice_of_language_is_followed(accepted: str, language: str) -> None:
    assert negotiated(accepted) == language


def test_the_interface_speaks_spanish_and_headlines_keep_their_language(
    web: Client, sqlite: Database, config: Config, now: datetime
) -> None:
    publish(sqlite, now, "Flood in Piura")
    match(sqlite, config, now)
    visitor = Visitor(web)
    assert visitor.page("/").xpath("string(//h1)") == "Developments"
    (link,) = visitor.page("/").xpath("//footer//a[@hreflang='es']/@href")
    assert visitor.get(str(link)).headers["location"] == "/"
    page = visitor.page("/")
    assert page.get("lang") == "es"
    assert page.xpath("string(//h1)") == "Acontecimientos"
    assert page.xpath("//svg/@aria-label")[0] == "Floods: 1 artículo; el máximo, el 14 mar 2026: 1"
    assert visitor.get("/nosuch").body.decode().count("No se encuentra") == 2
    paths = ("/developments/1", "/articles/1", "/watches", "/sources", "/outbox", "/feeds", "/search?q=flood")
    for path in paths:
        assert visitor.page(path).get("lang") == "es"


def test_times_are_told_by_the_reader_s_clock_and_the_zone_is_shown(
    web: Client, sqlite: Database, config: Config, now: datetime
) -> None:
    publish(sqlite, now, "Flood in Piura")
    match(sqlite, config, now)
    visitor = Visitor(web)

    def told() -> tuple[str, str]:
        page = visitor.page("/")
        return str(page.xpath("string(//li//time)")), str(page.xpath("string(//footer//*[@class='zone'])"))

    assert told() == ("14 Mar 2026, 10:09", "America/Lima, UTC-5"), "the first digest's"
    assert visitor.get("/preferences?zone=Europe/Madrid&next=/").status == 303
    assert told() == ("14 Mar 2026, 16:09", "Europe/Madrid, UTC+1")
    assert visitor.get("/preferences?zone=Mars/Olympus").status == 400
    visitor.cookies["zone"] = "../../etc/passwd"
    assert told()[1] == "America/Lima, UTC-5"


@pytest.mark.parametrize("name", ["", "America", "../UTC", "/etc/passwd", "A" * 200, "Europe/Madrid\x00", "nosuch"])
def test_what_is_no_zone_is_none(name: str) -> None:
    assert zone_named(name) is None
