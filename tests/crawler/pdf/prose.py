"""Stories without end: sentences put together by chance, plain enough to be read and long enough to be cut."""

from __future__ import annotations

import random
from dataclasses import dataclass

_ENGLISH = {
    "who": (
        *("the harbour board", "a retired surveyor", "the beekeepers' association", "every bell-ringer", "the choir"),
        *(
            "the schoolmistress",
            "an apprentice watchmaker",
            "the signal-box keeper",
            "both ferrymen",
            "the glassblowers",
        ),
        *("the municipal librarian", "a travelling knife-grinder", "the orchardists", "her brother-in-law"),
    ),
    "does": (
        *("remembers", "has photographed", "quietly repaired", "would gladly exchange", "underestimated", "measured"),
        *("described in extraordinary detail", "has never understood", "rediscovered", "painted", "counted twice"),
    ),
    "what": (
        *("the weathercock", "seventeen wheelbarrows", "a half-finished staircase", "the timetable", "old photographs"),
        *("the refrigerator of the dairy", "an unforgettable thunderstorm", "two well-made umbrellas", "the hand-rail"),
        *("a catalogue of improbable inventions", "the neighbouring lighthouse", "the observatory's telescope"),
    ),
    "where": (
        *("behind the railway station", "on the northern embankment", "in the greenhouse", "near the marketplace"),
        *("between two thunderstorms", "underneath the clock-tower", "along the footpath", "at the ropemaker's"),
    ),
    "when": (
        *("last winter", "before breakfast", "during the regatta", "without any announcement", "every other Thursday"),
        *("as soon as the fog had lifted", "long after midnight", "in spite of considerable encouragement"),
    ),
    "and": ("and", "but", "while", "although", "because", "so that"),
}
_SPANISH = {
    "who": (
        *("la bibliotecaria", "un relojero jubilado", "el campanero", "la cooperativa de apicultores", "mi bisabuela"),
        *("el maestro de música", "una fotógrafa ambulante", "los panaderos", "la costurera", "el farolero"),
    ),
    "does": (
        *("recuerda", "ha retratado", "reparó discretamente", "encontró", "describió minuciosamente", "pintó"),
        *("jamás entendió", "contó dos veces", "cambiaría encantada", "redescubrió"),
    ),
    "what": (
        *("la veleta", "diecisiete carretillas", "una escalera inacabada", "el horario de los trenes", "los cuadernos"),
        *("un telescopio desproporcionado", "la imprenta abandonada", "aquella tormenta inolvidable", "el paraguas"),
    ),
    "where": (
        *("detrás de la estación", "junto al invernadero", "en la plaza del mercado", "bajo la torre del reloj"),
        *("al otro lado del puente", "cerca del observatorio", "entre los naranjos"),
    ),
    "when": (
        *("el invierno pasado", "antes del desayuno", "sin aviso alguno", "cada segundo jueves", "durante la vendimia"),
        *("en cuanto se levantó la niebla", "mucho después de medianoche"),
    ),
    "and": ("y", "pero", "mientras", "aunque", "porque"),
}
_NAMES = ("Ada Lindqvist", "Tomás Arrieta", "June Okafor", "Elvira Montes", "Piet van Dam", "Rosalía Quintana")
_FORMS = (
    "{who} {does} {what} {where}",
    "{when}, {who} {does} {what}",
    "{who} {does} {what}, {and} {who} {does} {what} {where}",
    "{where}, {when}, {who} {does} {what} {and} {who} {does} {what}",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article to be printed."""

    title: str
    parts: tuple[tuple[str, str], ...]
    """`text` or `section`, and what it says."""
    kicker: str = ""
    byline: str = ""
    box: str = ""
    notes: tuple[str, ...] = ()


def sentence(chance: random.Random, *, spanish: bool) -> str:
    """A sentence with its full stop."""
    words = _SPANISH if spanish else _ENGLISH
    text = chance.choice(_FORMS)
    for kind, choices in words.items():
        while f"{{{kind}}}" in text:
            text = text.replace(f"{{{kind}}}", chance.choice(choices), 1)
    return text[0].upper() + text[1:] + "."


def paragraph(chance: random.Random, *, spanish: bool, sentences: int) -> str:
    """Some sentences, the last of which says what no other paragraph does."""
    said = [sentence(chance, spanish=spanish) for _ in range(sentences)]
    return " ".join(said)


def heading(chance: random.Random, *, spanish: bool, longest: int = 60) -> str:
    """A heading without full stop."""
    texts = [sentence(chance, spanish=spanish)[:-1] for _ in range(200)]
    return next((text for text in texts if len(text) <= longest), " ".join(texts[0].split()[:5]))


def story(
    chance: random.Random,
    *,
    spanish: bool,
    paragraphs: int,
    sections: int = 0,
    kicker: bool = False,
    byline: bool = False,
    box: bool = False,
    notes: int = 0,
) -> Story:
    """An article with so many paragraphs, and sections between them."""
    parts = [("text", paragraph(chance, spanish=spanish, sentences=chance.randint(2, 6))) for _ in range(paragraphs)]
    for at in sorted(chance.sample(range(1, paragraphs), min(sections, paragraphs - 1)), reverse=True):
        parts.insert(at, ("section", heading(chance, spanish=spanish, longest=45)))
    by = chance.choice(("Por {}", "Escribe {}") if spanish else ("By {}", "by {}"))
    said = [paragraph(chance, spanish=spanish, sentences=1) for _ in range(notes)]
    return Story(
        title=heading(chance, spanish=spanish),
        parts=tuple(parts),
        kicker=chance.choice(("PUERTO", "CRÓNICA") if spanish else ("HARBOUR NEWS", "LETTERS", "COUNTRYSIDE"))
        if kicker
        else "",
        byline=by.format(chance.choice(_NAMES)) if byline else "",
        box=paragraph(chance, spanish=spanish, sentences=3) if box else "",
        notes=tuple(f"{number}. {text}" for number, text in enumerate(said, start=1)),
    )
