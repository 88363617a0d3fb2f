"""A year of invented happenings, each told by some publishers in two languages over some days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from model.article import Content, DateSource, PublicationDate

BEGIN = datetime(2025, 1, 1, 6, tzinfo=UTC)
_DAYS = 365
_SOURCES = 20

_SYLLABLES = "ca ma pu ya ro ti chu lla qui pa sa no ra mi co hua ta lo pe cha"
_TELLINGS = (
    (
        "en",
        (
            (
                "{what} in {place}: {number} people at the {thing}",
                (
                    "{who} spoke on {day} of {number} people at the {thing} of {place} in the province of {province}. "
                    "The {what} began after {firm} sent away {sent} of its workers."
                ),
            ),
            (
                "{who} meets {firm} over {what} in {place}",
                (
                    "The managers of {firm} met {who} in {place} because of the {what} that began on {day}. "
                    "{number} people wait at the {thing} for what comes of it."
                ),
            ),
            (
                "{place}: {what} at the {thing} goes on",
                (
                    "The {what} at the {thing} of {place} goes on since {day}, said {who}. "
                    "{firm} did not answer. In {province} the shops were closed for {sent} hours."
                ),
            ),
        ),
    ),
    (
        "es",
        (
            (
                "{what} en {place}: {number} personas en {thing}",
                (
                    "{who} habló el {day} de {number} personas en {thing} de {place}, provincia de {province}. "
                    "La {what} empezó cuando {firm} despidió a {sent} trabajadores."
                ),
            ),
            (
                "{who} se reúne con {firm} por {what} en {place}",
                (
                    "Los gerentes de {firm} se reunieron con {who} en {place} por la {what} que empezó el {day}. "
                    "Unas {number} personas esperan en {thing}."
                ),
            ),
        ),
    ),
)
_WHAT = {
    "en": ("strike", "hunger strike", "transport strike", "teachers' strike", "general strike"),
    "es": ("huelga", "huelga de hambre", "huelga de transportistas", "huelga de maestros", "huelga general"),
}
_THING = {
    "en": ("bridge", "copper mine", "port", "hospital", "sugar mill", "airport", "market", "power station"),
    "es": ("puente", "mina de cobre", "puerto", "hospital", "ingenio", "aeropuerto", "mercado", "central eléctrica"),
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}


@dataclass(frozen=True, slots=True)
class Come:
    """An article that comes."""

    moment: datetime
    source: str
    said: Content


@dataclass(frozen=True, slots=True)
class _Happening:
    begin: datetime
    kind: int
    thing: int
    names: tuple[str, ...]
    numbers: tuple[int, int]


def year(articles: int) -> list[Come]:
    """So many articles, in the order in which they come."""
    random = Random(7)
    coming = [come for one in _happenings(random, articles) for come in _told(random, one)]
    return sorted(coming[:articles], key=lambda one: one.moment)


def _happenings(random: Random, count: int) -> Iterator[_Happening]:
    for _ in range(count):
        names = tuple("".join(random.sample(_SYLLABLES.split(), random.randint(2, 4))).capitalize() for _ in range(6))
        yield _Happening(
            BEGIN + timedelta(days=random.random() * (_DAYS - 10)),
            random.randrange(len(_WHAT["en"])),
            random.randrange(len(_THING["en"])),
            names,
            (random.randint(30, 4_000), random.randint(3, 90)),
        )


def _told(random: Random, one: _Happening) -> Iterator[Come]:
    moment = one.begin
    # Each publisher once: the same words at a second address of one publisher are the same article.
    for source in random.sample(range(_SOURCES), random.choice((1, 1, 2, 3, 5, 8))):
        language, tellings = random.choice(_TELLINGS)
        title, body = random.choice(tellings)
        month = _MONTHS[language].split()[one.begin.month - 1]
        given = {
            "what": _WHAT[language][one.kind],
            "thing": _THING[language][one.thing],
            "place": one.names[0],
            "province": one.names[1],
            "who": f"{one.names[2]} {one.names[3]}",
            "firm": f"{one.names[4]} {one.names[5]}",
            "number": one.numbers[0],
            "sent": one.numbers[1],
            "day": f"{one.begin.day} {month}" if language == "en" else f"{one.begin.day} de {month}",
        }
        text = title.format(**given)
        said = Content(
            title=text[0].upper() + text[1:],
            body=body.format(**given),
            language=language,
            published=PublicationDate(moment.isoformat(timespec="seconds"), DateSource.FEED),
        )
        yield Come(moment, f"source-{source}", said)
        moment += timedelta(hours=random.expovariate(1 / 14))
