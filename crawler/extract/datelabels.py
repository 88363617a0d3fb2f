"""What is said beside a date: that it is of the publication, of a change, or of something else that happened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from crawler.text.datewords import FoundDate, dates_in


class DateLabel(StrEnum):
    """What a date is said to be of."""

    PUBLISHED = "published"
    UNSAID = "unsaid"
    CHANGED = "changed"
    OTHER = "other"
    """An event, or a step before publication, such as the day when a paper was received."""


_PUBLISHED = re.compile(
    r"\b(?:published|posted|publicad[oa]|publicación|publicação|veröffentlicht|veröffentlichung|erschienen|publiée?"
    r"|paru|mis en ligne|pubblicat[oa]|pubblicazione|gepubliceerd|geplaatst"
    r"|publicerad|udgivet|publisert|julkaistu|yay\u0131n(?:lanma|land\u0131)?|opublikowan[oa]|опубликовано|опубліковано|written"
    r"|(?:this|dieser) (?:entry|post|article|artikel|beitrag|eintrag) (?:was|wurde)"
    r"|est[ae] (?:entrada|artículo) fue|publish date|publication date|date of publication|submitted|filed|uploaded"
    r"|gepostet|geschrieben|verfasst|erstellt|eingestellt|online seit|(?:beitrag|artikel|meldung|pressemitteilung) vom"
    r"|escrito|subido|postad[oa]|enviado|postée?|rédigée?|écrit|parution|postato|scritto|inserito|geschreven|gepost"
    r"|skriven|skrevet|kirjoitettu|dodan[oa]|napsal)\b",
    re.IGNORECASE,
)
_DATED = re.compile(r"\b(?:date|datum|fecha|data|dato|дата)\b", re.IGNORECASE)
_CHANGED = re.compile(
    r"\b(?:updated?|modified|last (?:edited|changed)|reviewed|edited|revised|revisad[oa]|geprüft|überprüft"
    r"|actualizad[oa]|actualización|modificad[oa]"
    r"|atualizad[oa]|atualização|aktualisiert|aktualisierung|geändert|änderung|überarbeitet|mis(?:e)? à jour|modifiée?"
    r"|aggiornat[oa]|aggiornamento|ultima modifica|bijgewerkt|gewijzigd|uppdaterad|opdateret|oppdatert|päivitetty"
    r"|güncellen(?:me|di)|güncelleme|zaktualizowan[oa]|aktualizacja|aktualizováno|обновлено|оновлено|изменено)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:received|accepted|submitted:|recibido|aceptado|eingegangen|angenommen|reçu le|accepté le|deadline|expires?"
    r"|valid until|event date|starts?|begins?|registered|joined|member since|copyright|retrieved|accessed|recorded|born"
    r"|died)(?!\w)|©",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?<=[a-zà-ÿ\d])(?=[A-Z])")  # words of neighbouring elements, such as `AnalystUpdated`
_LONGEST_LABEL = 60  # characters before a date in which its label stands
_PASSIVE = re.compile(r"\b(?:wurde|werd|is|blev|ble)\b[^.]{0,12}$")  # `wurde am 2. Mai 2010 um 23:03 Uhr gepostet`
_LONGEST_TO_VERB = 35  # characters: an hour stands between


@dataclass(frozen=True, slots=True)
class LabelledDate:
    """A date with what is said of it."""

    date: FoundDate
    label: DateLabel


def label_of(text: str) -> DateLabel:
    """What a text says that a date beside it is of."""
    text = _GLUED.sub(" ", text)
    if _OTHER.search(text):
        return DateLabel.OTHER
    if _PUBLISHED.search(text):
        return DateLabel.PUBLISHED
    if _CHANGED.search(text):
        return DateLabel.CHANGED
    return DateLabel.PUBLISHED if _DATED.search(text) else DateLabel.UNSAID


def labelled_dates(text: str, *, language: str | None, day_first: bool | None = None) -> list[LabelledDate]:
    """Dates that a text names, each with what the words before it say; the last one's may stand behind it."""
    found = dates_in(text, language=language, day_first=day_first)
    starts = [0, *(date.end for date in found)]
    labelled = [
        LabelledDate(date, _label_in(text, max(start, date.start - _LONGEST_LABEL), date))
        for start, date in zip(starts, found, strict=False)
    ]
    if labelled and labelled[-1].label is DateLabel.UNSAID:
        labelled[-1] = LabelledDate(found[-1], _label_behind(text[found[-1].end :]))
    return labelled


def _label_in(text: str, start: int, date: FoundDate) -> DateLabel:
    """What the words from `start` to a date say of it, and in German the verb soon after it."""
    before = text[start : date.start]
    said = label_of(before)
    if said is DateLabel.UNSAID and _PASSIVE.search(before):
        return label_of(text[date.end : date.end + _LONGEST_TO_VERB])
    return said


def _label_behind(text: str) -> DateLabel:
    """What words that end a line say of the date before them; where more follows, they are of something else."""
    for pattern, label in ((_PUBLISHED, DateLabel.PUBLISHED), (_CHANGED, DateLabel.CHANGED)):
        match = pattern.search(text)
        if match and not re.search(r"\w", text[match.end() :]):
            return label
    return DateLabel.UNSAID


def published_in(text: str, *, language: str | None, day_first: bool | None = None) -> LabelledDate | None:
    """The date of publication that a short text tells; None if it tells none, or several that may be it."""
    labelled = [one for one in labelled_dates(text, language=language, day_first=day_first) if one.label in _POSSIBLE]
    said = [one for one in labelled if one.label is DateLabel.PUBLISHED] or labelled
    same = all(first.date.value == second.date.value for first, second in pairwise(said))
    return said[0] if said and same else None


_POSSIBLE = (DateLabel.PUBLISHED, DateLabel.UNSAID)
