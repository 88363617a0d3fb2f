# ruff: noqa: E501, SIM905 - banks of words are easier to read in one text
"""Articles without end for sample publishers: sentences put together from words of our own, in English and Spanish."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "es": ("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre").split(),
}
_WHO = {
    "en": (
        "the teachers of the upper valley|a group of fishermen from the bay|the regional water board|two former mayors"
        "|the owners of the old sugar mill|the union of market porters|a committee of tenants|the night nurses"
        "|the county engineers|a delegation of beekeepers|the drivers of the number nine line|the harbour master"
    ).split("|"),
    "es": (
        "los maestros del valle alto|un grupo de pescadores de la bahía|la junta regional de aguas|dos antiguos alcaldes"
        "|los dueños del viejo ingenio|el sindicato de cargadores|un comité de inquilinos|las enfermeras del turno de noche"
        "|los ingenieros de la provincia|una delegación de apicultores|los choferes de la línea nueve|la capitana del puerto"
    ).split("|"),
}
_DID = {
    "en": (
        "handed over a petition about|turned down the plan for|asked the judge to look into|walked for two days because of"
        "|published the accounts of|counted the damage to|voted on the future of|came to an agreement over"
        "|held a long meeting about|went to the capital to speak of|wrote an open letter on|stopped the works at"
    ).split("|"),
    "es": (
        "entregaron un memorial sobre|rechazaron el proyecto de|pidieron a la jueza que revise|caminaron dos días por"
        "|publicaron las cuentas de|contaron los daños en|votaron sobre el futuro de|llegaron a un acuerdo acerca de"
        "|celebraron una larga asamblea sobre|viajaron a la capital para hablar de|escribieron una carta abierta sobre"
        "|detuvieron las obras en"
    ).split("|"),
}
_WHAT = {
    "en": (
        "the new reservoir|the coastal railway|the price of bread|the closed hospital wing|the bridge at the ferry"
        "|the school kitchens|the land register|the copper tailings|the bus fares|the flooded archive|the grain store"
        "|the pensions of the miners"
    ).split("|"),
    "es": (
        "la nueva represa|el ferrocarril de la costa|el precio del pan|el pabellón cerrado del hospital"
        "|el puente del embarcadero|los comedores escolares|el registro de tierras|los relaves de cobre"
        "|los pasajes de ómnibus|el archivo inundado|el granero comunal|las pensiones de los mineros"
    ).split("|"),
}
_TAIL = {
    "en": (
        "after {n} families had waited since {y}|although {n} signatures were found to be false"
        "|while the talks of {y} were still remembered|before a crowd of about {n} people"
        "|at a cost of {n} thousand, twice what was said in {y}|and {n} of them stayed until the doors were shut"
        "|with {n} votes in favour and a handful against|for the first time since the strike of {y}"
    ).split("|"),
    "es": (
        "después de que {n} familias esperaran desde {y}|aunque {n} firmas resultaron falsas"
        "|mientras aún se recordaban las conversaciones de {y}|ante una multitud de unas {n} personas"
        "|con un costo de {n} mil, el doble de lo anunciado en {y}|y {n} de ellos se quedaron hasta el cierre"
        "|con {n} votos a favor y unos pocos en contra|por primera vez desde la huelga de {y}"
    ).split("|"),
}
_AUTHORS = {
    "en": ("Martha Ellery", "Colin Rudge", "Priya Nandal", "Owen Tarrant"),
    "es": ("Lucía Barrantes", "Efraín Choque", "Marisol Urrutia", "Tomás Illanes"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article: what has to be found in its page."""

    number: int
    language: str
    title: str
    author: str
    day: date
    paragraphs: tuple[str, ...]

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def path(self) -> str:
        return f"/{'notas' if self.language == 'es' else 'stories'}/{self.title[:40].lower().replace(' ', '-')}-{self.number}"

    @property
    def long_day(self) -> str:
        month = MONTHS[self.language][self.day.month - 1]
        if self.language == "es":
            return f"{self.day.day} de {month} de {self.day.year}"
        return f"{month} {self.day.day}, {self.day.year}"


def stories(language: str, number: int, *, seed: int) -> list[Story]:
    """Articles of one publisher, the newest first."""
    chance = random.Random(seed)
    return [_story(language, at, chance) for at in range(number)]


def sentence(language: str, chance: random.Random) -> str:
    """A sentence that hardly ever comes twice."""
    words = [chance.choice(bank[language]) for bank in (_WHO, _DID, _WHAT, _TAIL)]
    text = " ".join(words).format(n=chance.randrange(20, 980), y=chance.randrange(1960, 2019))
    return text[0].upper() + text[1:] + "."


def _story(language: str, number: int, chance: random.Random) -> Story:
    title = " ".join(chance.choice(bank[language]) for bank in (_WHO, _DID, _WHAT))
    return Story(
        number=number,
        language=language,
        title=title[0].upper() + title[1:],
        author=chance.choice(_AUTHORS[language]),
        day=date(2024, 6, 28) - timedelta(days=number * 3 + chance.randrange(3)),
        paragraphs=tuple(
            " ".join(sentence(language, chance) for _ in range(chance.randrange(1, 5)))
            for _ in range(chance.randrange(3, 14))
        ),
    )
