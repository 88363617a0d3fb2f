"""How sources do, and when we could not look, in clauses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta

from alerts.quoting.dates import moment
from alerts.quoting.plain import one_line
from model.condition import dates_fail, pages_fail, texts_fail
from model.outage import Outage, OutageKind
from model.source import SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """Each phrase by what it says. Pairs are for one and for more."""

    language: str
    asleep: str
    no_network: str
    no_network_now: str
    no_store: str
    since: str
    between: str
    unseen: str
    silent: str
    alike: tuple[str, str]
    dated_today: str
    short: str
    undated: str
    unread: tuple[str, str]
    hours: tuple[str, str]
    days: tuple[str, str]

    def counted(self, phrase: tuple[str, str], number: int) -> str:
        """A phrase for that many."""
        return phrase[number != 1].format(n=self.figure(number))

    def figure(self, number: int) -> str:
        """A number as it is printed."""
        shown = f"{number:,}"
        return shown if self.language == "en" else shown.replace(",", ".")


_WORDS = {
    "en": _Words(
        language="en",
        asleep="nothing ran here: the machine slept or was off, or peruwatch was stopped",
        no_network="no source could be reached, on whatever host: the network here was down",
        no_network_now="no source can be reached, on whatever host: look at the network here",
        no_store="nothing could be written, as when the disk is full",
        since="since {began}: {what}",
        between="from {began} to {ended}: {what}",
        unseen="Nothing could be looked at {when}.",
        silent="nothing new since {since}; by its own rhythm, {length} without news are unlikely",
        alike=(
            "its last article says the same as others, under a different title",
            "its last {n} articles all say the same, under different titles",
        ),
        dated_today=(
            "its pages are dated on whatever day they are looked at, so that new articles are kept without a date"
        ),
        short=(
            "the texts of its last {n} articles have about {length} characters, where {usual} are usual: "
            "its pages may have been redesigned"
        ),
        undated=(
            "its last {n} articles have no date, as {share} in 100 had before: its pages may have been redesigned"
        ),
        unread=("none of the last {n} page gave an article", "none of the last {n} pages gave an article"),
        hours=("{n} hour", "{n} hours"),
        days=("{n} day", "{n} days"),
    ),
    "es": _Words(
        language="es",
        asleep="aquí no funcionaba nada: la máquina dormía o estaba apagada, o peruwatch estaba detenido",
        no_network="no se podía llegar a ninguna fuente, en ningún servidor: la red de aquí no funcionaba",
        no_network_now="no se puede llegar a ninguna fuente, en ningún servidor: revise la red de aquí",
        no_store="no se podía escribir nada, como cuando el disco está lleno",
        since="desde el {began}: {what}",
        between="del {began} al {ended}: {what}",
        unseen="No se pudo revisar nada {when}.",
        silent="nada nuevo desde el {since}; según su propio ritmo, {length} sin noticias son poco probables",
        alike=(
            "su último artículo dice lo mismo que otros, con otro título",
            "sus últimos {n} artículos dicen todos lo mismo, con títulos distintos",
        ),
        dated_today="sus páginas llevan la fecha del día en que se miran, y los artículos nuevos se guardan sin fecha",
        short=(
            "los textos de sus últimos {n} artículos tienen unos {length} caracteres, cuando lo usual son {usual}: "
            "puede que hayan rediseñado sus páginas"
        ),
        undated=(
            "sus últimos {n} artículos no tienen fecha, como la tenían antes {share} de cada 100: "
            "puede que hayan rediseñado sus páginas"
        ),
        unread=("la última página no dio ningún artículo", "ninguna de las últimas {n} páginas dio un artículo"),
        hours=("{n} hora", "{n} horas"),
        days=("{n} día", "{n} días"),
    ),
}


def described(outage: Outage, language: str = "en") -> str:
    """An outage in a clause."""
    words = _WORDS[language]
    what = {
        OutageKind.ASLEEP: words.asleep,
        OutageKind.NETWORK: words.no_network_now if outage.ended is None else words.no_network,
        OutageKind.STORE: words.no_store,
    }[outage.kind]
    began = moment(outage.began, UTC, language)
    if outage.ended is None:
        return words.since.format(began=began, what=what)
    return words.between.format(began=began, ended=moment(outage.ended, UTC, language), what=what)


def unseen(outage: Outage, language: str) -> str:
    """A sentence that says when nothing could be looked at, and why."""
    return _WORDS[language].unseen.format(when=described(outage, language))


def silence(state: SourceState, language: str = "en") -> str:
    """What is known of a silence, in a clause; empty where there is none."""
    if state.quiet_since is None or state.quiet_until is None:
        return ""
    words = _WORDS[language]
    length = _length(words, state.quiet_until - state.quiet_since)
    return words.silent.format(since=moment(state.quiet_since, UTC, language), length=length)


def pages(state: SourceState, language: str = "en") -> str:
    """What is known of pages that can't be read, whose dates can't be believed, or that were rebuilt, in a clause."""
    words = _WORDS[language]
    if texts_fail(state) and not pages_fail(state):
        return words.counted(words.alike, state.hollow)
    if state.short and not pages_fail(state):
        length, usual = words.figure(state.short_length), words.figure(state.usual_length)
        return words.short.format(n=words.figure(state.short), length=length, usual=usual)
    if dates_fail(state) and not pages_fail(state):
        return words.dated_today
    if state.undated and not pages_fail(state):
        return words.undated.format(n=words.figure(state.undated), share=state.usually_dated)
    reason = one_line(state.unread_reason or "").rstrip(".")
    return words.counted(words.unread, state.unread) + (f": {reason}" if reason else "")


def _length(words: _Words, length: timedelta) -> str:
    """A length of time in whole days, or hours where it is short."""
    if length < timedelta(days=2):
        return words.counted(words.hours, round(length / timedelta(hours=1)))
    return words.counted(words.days, round(length / timedelta(days=1)))
