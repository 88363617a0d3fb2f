"""The words of digests and alerts themselves, in the languages that they speak; publishers are quoted in theirs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Each phrase by what it says; what stands for a number or a name is in braces. Pairs are for one and for more."""

    language: str
    new_articles: tuple[str, str]
    on_developments: tuple[str, str]
    nothing: str
    unread: tuple[str, str]
    unwell: tuple[str, str]
    taken_in_only: str
    developments: str
    articles: str
    reposts: str
    at_once: str
    taken_in: str
    looked_at: str
    week: str
    in_brief: tuple[str, str]
    writes: str
    networks: tuple[str, str]
    told_by: str
    also_on_this: str
    teaser_only: str
    part_only: str
    repost: str
    goes_on: str
    original: str
    archived: str
    whole: str
    figures: str
    then: str
    looks: tuple[str, str]
    sources: tuple[str, str]
    looked: str
    since: str
    brought: tuple[str, str]
    failing: str
    last_read: str
    never_read: str
    nothing_new: str
    others_read: tuple[str, str]
    no_source: str
    first_look: tuple[str, str]
    archive: tuple[str, str]
    old_news: tuple[str, str]
    watch: tuple[str, str]
    more_at: str
    as_feed: str
    unsubscribe: str

    def counted(self, phrase: tuple[str, str], number: int, **named: object) -> str:
        """A phrase for that many."""
        return phrase[number != 1].format(n=self.number(number), **named)

    def number(self, number: int) -> str:
        """A number with its thousands apart."""
        shown = f"{number:,}"
        return shown if self.language == "en" else shown.replace(",", ".")


ENGLISH = Wording(
    language="en",
    new_articles=("{n} new article", "{n} new articles"),
    on_developments=("{articles} on {n} development", "{articles} on {n} developments"),
    nothing="nothing new matched",
    unread=("{n} source could not be read", "{n} sources could not be read"),
    unwell=("{n} source may not be well", "{n} sources may not be well"),
    taken_in_only="older articles were taken in",
    developments="Developments",
    articles="Articles",
    reposts="Reposts",
    at_once="Told at once already",
    taken_in="Taken in",
    looked_at="What was looked at",
    week="Articles that matched, day by day",
    in_brief=("{n} more, in a line", "{n} more, a line each"),
    writes="{publisher} writes:",
    networks=("{n} network", "{n} networks"),
    told_by="Told by {publishers}",
    also_on_this="Also on this:",
    teaser_only="teaser only",
    part_only="part only",
    repost="repost",
    goes_on="goes on from what you were told before",
    original="original",
    archived="archived copy",
    whole="all on this",
    figures="Figures:",
    then="then",
    looks=("looked at once", "looked at {n} times"),
    sources=("{n} source", "{n} sources"),
    looked="{sources}, {looks}{since}: {brought}.",
    since=" since {moment}",
    brought=("{n} new article, matching or not", "{n} new articles, matching or not"),
    failing="{source}: could not be read: {reason}; {last}",
    last_read="last read {moment}",
    never_read="not read yet",
    nothing_new="nothing new",
    others_read=("{n} more source was read without trouble", "{n} more sources were read without trouble"),
    no_source="No source.",
    first_look=(
        "{name}: {n} article was there when we first looked, {matching} matching.",
        "{name}: {n} articles were there when we first looked, {matching} matching.",
    ),
    archive=(
        "{name}: {n} article came from the archive ({matching} matching). It is kept, and not told.",
        "{name}: {n} articles came from the archive ({matching} matching). They are kept, and not told.",
    ),
    old_news=(
        "{name}: {n} old article came up anew ({matching} matching). It is kept, and not told.",
        "{name}: {n} old articles came up anew ({matching} matching). They are kept, and not told.",
    ),
    watch=(
        "{name}, a watch that is new or was changed: {n} stored article meets it now, and is not told.",
        "{name}, a watch that is new or was changed: {n} stored articles meet it now, and are not told.",
    ),
    more_at="More at",
    as_feed="As a feed:",
    unsubscribe="Unsubscribe",
)

SPANISH = Wording(
    language="es",
    new_articles=("{n} artículo nuevo", "{n} artículos nuevos"),
    on_developments=("{articles} sobre {n} acontecimiento", "{articles} sobre {n} acontecimientos"),
    nothing="nada nuevo coincidió",
    unread=("{n} fuente no se pudo leer", "{n} fuentes no se pudieron leer"),
    unwell=("{n} fuente quizá no esté bien", "{n} fuentes quizá no estén bien"),
    taken_in_only="se incorporaron artículos anteriores",
    developments="Acontecimientos",
    articles="Artículos",
    reposts="Reproducciones",
    at_once="Ya avisado al momento",
    taken_in="Incorporado",
    looked_at="Qué se revisó",
    week="Artículos que coincidieron, día por día",
    in_brief=("{n} más, en una línea", "{n} más, una línea cada uno"),
    writes="{publisher} escribe:",
    networks=("{n} red", "{n} redes"),
    told_by="Lo cuentan {publishers}",
    also_on_this="También sobre esto:",
    teaser_only="solo la entradilla",
    part_only="solo una parte",
    repost="reproducción",
    goes_on="continúa lo que ya se le contó",
    original="original",
    archived="copia archivada",
    whole="todo sobre esto",
    figures="Cifras:",
    then="después",
    looks=("revisada una vez", "{n} revisiones"),
    sources=("{n} fuente", "{n} fuentes"),
    looked="{sources}, {looks}{since}: {brought}.",
    since=" desde el {moment}",
    brought=("{n} artículo nuevo, coincida o no", "{n} artículos nuevos, coincidan o no"),
    failing="{source}: no se pudo leer: {reason}; {last}",
    last_read="última lectura: {moment}",
    never_read="aún sin leer",
    nothing_new="nada nuevo",
    others_read=("{n} fuente más se leyó sin problemas", "{n} fuentes más se leyeron sin problemas"),
    no_source="Ninguna fuente.",
    first_look=(
        "{name}: {n} artículo ya estaba cuando miramos por primera vez, {matching} coinciden.",
        "{name}: {n} artículos ya estaban cuando miramos por primera vez, {matching} coinciden.",
    ),
    archive=(
        "{name}: {n} artículo vino del archivo ({matching} coinciden). Se guarda, no se cuenta.",
        "{name}: {n} artículos vinieron del archivo ({matching} coinciden). Se guardan, no se cuentan.",
    ),
    old_news=(
        "{name}: {n} artículo antiguo apareció de nuevo ({matching} coinciden). Se guarda, no se cuenta.",
        "{name}: {n} artículos antiguos aparecieron de nuevo ({matching} coinciden). Se guardan, no se cuentan.",
    ),
    watch=(
        "{name}, un tema nuevo o cambiado: {n} artículo guardado coincide ahora, y no se cuenta aquí.",
        "{name}, un tema nuevo o cambiado: {n} artículos guardados coinciden ahora, y no se cuentan aquí.",
    ),
    more_at="Más en",
    as_feed="Como canal RSS:",
    unsubscribe="Darse de baja",
)

_BY_LANGUAGE = {one.language: one for one in (ENGLISH, SPANISH)}


def wording(language: str) -> Wording:
    """The words in a language."""
    return _BY_LANGUAGE[language]
