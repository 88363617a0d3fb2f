# ruff: noqa: E501 - a sample is a line
"""Made-up articles about Peru, to fill pages with."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

_ENGLISH = (
    (
        "Teachers in Puno vote for an open-ended walkout",
        "Delegates from eleven provinces met on Sunday and agreed to close the schools until the ministry answers their list of demands.",
    ),
    (
        "Copper convoy turns back at Espinar",
        "Lorries returned to the pit after villagers stood on the corridor for a third day, the transport office said.",
    ),
    (
        "Why the glacier towns are running out of water",
        "A survey of forty reservoirs above Huaraz finds that most hold less than a third of what they did a decade ago.",
    ),
    (
        "Court suspends licence for Tía María pit",
        "Judges in Arequipa asked the company for a new study of the valley's wells before any digging.",
    ),
    (
        "Letter from Ayacucho",
        "Families still gather on the square each Thursday with photographs of those who did not come home.",
    ),
    (
        "Dockers win first contract at Chancay",
        "The union says the agreement covers rest hours, helmets and a canteen for the night shift.",
    ),
    (
        "Congress debates early vote, again",
        "Five benches tabled five different calendars and none of them found the numbers.",
    ),
    (
        "Rice farmers block the northern highway near Chepén",
        "Growers want a floor price before the harvest and have parked tractors across both lanes.",
    ),
    (
        "Interview: a nurse on the night of the fire",
        "She carried eleven patients down the stairs before the engines came, and went back for the records.",
    ),
    (
        "Cusco's porters organise",
        "A young association on the trail has asked for weight limits that the law has promised since 2001.",
    ),
    (
        "Five questions about the new mining law",
        "What changes for communities, who signs the consultation, and how long a concession may sleep.",
    ),
    (
        "Rail strike halts Machu Picchu trains",
        "Travellers slept in the station at Ollantaytambo while talks went on in the manager's office.",
    ),
    (
        "Lima bus drivers march against extortion",
        "More than two hundred lines stayed in their garages as the column reached the Plaza San Martín.",
    ),
    (
        "Bread and fuel: prices in the capital since March",
        "A basket that cost ninety soles in spring now costs one hundred and thirty, our reporters found.",
    ),
    (
        "Amazon leaders seize pumping station",
        "Boats from nine communities moored at the pipeline and say that they will stay until spills are cleaned.",
    ),
    (
        "Students occupy San Marcos",
        "The faculty council voted for a week of assemblies and asked the rector to keep the police outside.",
    ),
)
_SPANISH = (
    ("Maestros de Puno acuerdan un paro sin fecha de término", "Delegados de once provincias se reunieron el domingo y decidieron cerrar las aulas hasta que responda el ministerio."),
    ("El convoy de cobre da media vuelta en Espinar", "Los camiones regresaron al tajo luego de que los comuneros ocuparan el corredor por tercer día."),
    ("Por qué falta agua al pie de los nevados", "Un estudio de cuarenta lagunas sobre Huaraz halla que la mayoría guarda menos de un tercio de lo que tenía."),
    ("Sala de Arequipa frena la licencia del tajo", "Los jueces piden a la empresa un estudio nuevo de los pozos del valle antes de mover la tierra."),
    ("Carta desde Ayacucho", "Las familias se juntan cada jueves en la plaza con las fotos de los que no volvieron."),
    ("Estibadores de Chancay firman su primer convenio", "El sindicato dice que el acuerdo cubre descansos, cascos y un comedor para el turno de noche."),
    ("El Congreso vuelve a discutir el adelanto", "Cinco bancadas llevaron cinco calendarios y ninguno reunió los votos."),
    ("Arroceros cierran la carretera norte en Chepén", "Piden un precio mínimo antes de la cosecha y han cruzado los tractores en los dos sentidos."),
    ("Entrevista a una enfermera de aquella noche", "Bajó a once pacientes por la escalera antes de que llegaran los bomberos y volvió por las fichas."),
    ("Los porteadores del Cusco se organizan", "Una asociación joven pide los límites de peso que la ley promete desde hace veinte años."),
    ("Cinco preguntas sobre la nueva ley minera", "Qué cambia para las comunidades, quién firma la consulta y cuánto puede dormir una concesión."),
    ("La huelga del tren detiene Machu Picchu", "Los viajeros durmieron en la estación de Ollantaytambo mientras seguía la reunión."),
    ("Choferes de Lima marchan contra la extorsión", "Más de doscientas líneas guardaron sus buses cuando la columna llegó a la plaza San Martín."),
    ("Pan y gasolina: los precios desde marzo", "Una canasta que costaba noventa soles cuesta hoy ciento treinta, según nuestra visita a seis mercados."),
    ("Apus toman la estación de bombeo", "Botes de nueve comunidades amarraron junto al oleoducto y dicen que esperarán la limpieza."),
    ("Estudiantes ocupan San Marcos", "El tercio votó una semana de asambleas y pidió al rector que la policía quede fuera."),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One article as a listing may show it."""

    number: int
    title: str
    teaser: str
    day: date
    language: str
    author: str

    @property
    def slug(self) -> str:
        return slug(self.title)

    @property
    def words(self) -> str:
        """Its date in words, as its language writes it."""
        return in_words(self.day, self.language)


def slug(text: str) -> str:
    """Words of a title as addresses have them."""
    plain = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def in_words(day: date, language: str) -> str:
    """A day as its language writes it, in Portuguese shortened."""
    return str(format_date(day, "d 'de' MMM 'de' y" if language == "pt" else "long", locale=language)).replace(".", "")


def samples(count: int, *, language: str, skip: int = 0) -> list[Sample]:
    """Articles, newest first."""
    texts = {"en": _ENGLISH, "es": _SPANISH}[language]
    authors = ("Rosa Quispe", "Julio Mamani Condori", "M. Arana")
    return [
        Sample(
            number=4100 - at,
            title=texts[at % len(texts)][0],
            teaser=texts[at % len(texts)][1],
            day=date(2023, 7, 28) - timedelta(days=9 * at),
            language=language,
            author=authors[at % 3],
        )
        for at in range(skip, skip + count)
    ]
