"""The languages of the pages' own words: catalogues as translators write them, read once, with nothing to compile."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LANGUAGES = {"en": "English", "es": "Español"}
"""By code, as each calls itself. The words in the templates are English; `locale/` has the others."""
CATALOGUES = Path(__file__).parent / "locale"
_USUAL = "en"


def negotiated(accepted: str) -> str:
    """The language for an Accept-Language header (RFC 9110, 12.5.4): the one of ours that is preferred most."""
    wanted: list[tuple[float, str]] = []
    for part in accepted.split(","):
        tag, _, parameter = part.strip().partition(";")
        try:
            weight = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            continue
        wanted.append((weight, tag.split("-")[0].lower()))
    known = [(weight, tag) for weight, tag in wanted if tag in LANGUAGES and weight > 0]
    return max(known, key=lambda one: one[0])[1] if known else _USUAL


@cache
def translations(language: str) -> NullTranslations:
    """The words of a language."""
    file = CATALOGUES / f"{language}.po"
    if not file.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    with file.open("rb") as text:
        write_mo(compiled, read_po(text, locale=language))
    compiled.seek(0)
    return Translations(compiled)
