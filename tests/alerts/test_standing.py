"""How sources do, and when we could not look, in the language of a digest's readers."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from alerts.quoting.standing import described, pages, silence, unseen
from model.outage import Outage, OutageKind
from model.source import SourceState
from tests.alerts.samples import NOON

DAY = timedelta(days=1)
FAR_BEHIND = 2_000
REBUILT, REHECHAS = "its pages may have been redesigned", "puede que hayan rediseñado sus páginas"


@pytest.mark.parametrize(
    ("kind", "ended", "told"),
    [
        (OutageKind.ASLEEP, NOON + DAY, "nothing ran here: the machine slept or was off, or peruwatch was stopped"),
        (OutageKind.NETWORK, NOON + DAY, "no source could be reached, on whatever host: the network here was down"),
        (OutageKind.NETWORK, None, "no source can be reached, on whatever host: look at the network here"),
        (OutageKind.STORE, NOON + DAY, "nothing could be written, as when the disk is full"),
    ],
)
def test_an_outage_is_told_with_its_time_and_its_reason_in_either_language(
    kind: OutageKind,
    ended: datetime | None,
    told: str,
) -> None:
    outage = Outage(kind=kind, began=NOON, ended=ended)
    english, spanish = described(outage), unseen(outage, "es")
    assert english.endswith(told)
    assert english.startswith("from 20 November 2026, 12:00" if ended else "since 20 November 2026, 12:00")
    assert spanish.startswith(
        "No se pudo revisar nada " + ("del 20 de noviembre de 2026" if ended else "desde el 20 de noviembre")
    )
    assert spanish.endswith(".")
    assert not set(told.split()) & set(spanish.split()) - {"a", "no", "peruwatch"}, "none of it is left in English"


def test_a_silence_is_told_in_days_or_in_hours_where_it_is_short() -> None:
    def said(length: timedelta, language: str) -> str:
        state = SourceState(name="a", quiet_since=NOON, quiet_until=NOON + length)
        return silence(state, language).partition("; ")[2]

    assert said(4 * DAY, "en") == "by its own rhythm, 4 days without news are unlikely"
    assert said(4 * DAY, "es") == "según su propio ritmo, 4 días sin noticias son poco probables"
    assert said(DAY, "es") == "según su propio ritmo, 24 horas sin noticias son poco probables"
    assert silence(SourceState(name="a"), "es") == ""


@pytest.mark.parametrize(
    ("state", "english", "spanish"),
    [
        (
            SourceState(name="a", hollow=3),
            "its last 3 articles all say the same, under different titles",
            "sus últimos 3 artículos dicen todos lo mismo, con títulos distintos",
        ),
        (
            SourceState(name="a", redated=3),
            "its pages are dated on whatever day they are looked at, so that new articles are kept without a date",
            "sus páginas llevan la fecha del día en que se miran, y los artículos nuevos se guardan sin fecha",
        ),
        (
            SourceState(name="a", short=6, short_length=140, usual_length=3_900),
            f"the texts of its last 6 articles have about 140 characters, where 3,900 are usual: {REBUILT}",
            f"los textos de sus últimos 6 artículos tienen unos 140 caracteres, cuando lo usual son 3.900: {REHECHAS}",
        ),
        (
            SourceState(name="a", undated=5, usually_dated=98),
            f"its last 5 articles have no date, as 98 in 100 had before: {REBUILT}",
            f"sus últimos 5 artículos no tienen fecha, como la tenían antes 98 de cada 100: {REHECHAS}",
        ),
        (
            SourceState(name="a", unread=FAR_BEHIND, unread_reason="asks for a login."),
            "none of the last 2,000 pages gave an article: asks for a login",
            "ninguna de las últimas 2.000 páginas dio un artículo: asks for a login",
        ),
    ],
)
def test_pages_that_fail_are_told_in_either_language(state: SourceState, english: str, spanish: str) -> None:
    assert pages(state) == english
    assert pages(state, "es") == spanish
