"""The words that pages use around their articles, in English, Spanish and Portuguese, and a few in other languages."""

from __future__ import annotations

import re


def _only(*phrases: str) -> re.Pattern[str]:
    """Pattern of a text that is one of these phrases and nothing else but signs around it."""
    return re.compile(rf"^\W*(?:{'|'.join(phrases)})\W*$", re.IGNORECASE)


def _opening(*phrases: str) -> re.Pattern[str]:
    """Pattern of a text that begins with one of these phrases."""
    return re.compile(rf"^\W*(?:{'|'.join(phrases)})(?=\W|$)", re.IGNORECASE)


CHROME = _only(
    *("home", "home ?page", "inicio", "in[ií]cio", "portada", "accueil", "index", "[ií]ndice", "top", "arriba"),
    *("back(?: to .{1,30})?", "volver(?: .{1,20})?", "atr[aá]s", "voltar", "contact(?: us)?", "contacto", "contato"),
    *(
        "about(?: us)?",
        "who we are",
        "qui[eé]nes somos",
        "rss",
        "sitemap",
        "log ?in",
        "sign ?in",
        "subscribe",
        "donate",
    ),
    *("next(?: page)?", "previous(?: page)?", "prev", "older(?: posts)?", "newer(?: posts)?", "siguiente", "anterior"),
    *("pr[oó]xim[ao]", r"\d{1,3}", "[<>]{1,2}", "print", "imprimir", "e-?mail", "pdf version"),
    *("english", "espa[nñ]ol", "portugu[eê]s", "fran[cç]ais", "deutsch", "italiano"),
)
"""What links say that lead around the site."""

ELSEWHERE_TITLE = _only(
    r"(?:related|popular|trending|similar|recommended)"
    r"(?: (?:posts?|articles?|news|stories|content|reading|topics|now|pages|entries|links|tags))?",
    *(r"(?:popular|trending|recommended|suggested)(?: \w+){1,2}", "in other news", "elsewhere", r"want more\b.{0,30}"),
    *(r"most (?:read|viewed|popular|commented|shared)(?: \w+){0,2}", "(?:see|read) also", "also (?:read|see)"),
    *(r"you (?:may|might)(?: also)? \w+(?: \w+){0,3}", "read next", "up next", "editor.?s (?:picks?|choice)"),
    *("don.?t miss(?: it| out)?", r"more (?!news|articles|posts)[^.:]{1,40}", r"must[- ](?:read|see)[^.:]{0,20}"),
    *("(?:lo )?m[aá]s (?:le[ií]d[ao]s?|vist[ao]s?|popular(?:es)?)", r"(?:\w+ )?relacionad[ao]s", "recomendad[ao]s"),
    *("(?:tambi[eé]n )?te (?:puede|podr[ií]a) interesar", "le[ea] tamb[ié]+[nm]", "no te (?:lo )?pierdas"),
    *("(?:as )?mais (?:lidas|vistas|populares)", "veja tamb[eé]m"),
)
"""What stands above boxes of articles that are no part of the section's list."""

AROUND_TITLE = _only(
    *("tags?", "archives?", "categories", "sub-?categories", "topics", "links", "menu", "navigation", "search"),
    *("follow us", "subscribe", "share(?: this)?", "languages?", "newsletter", "sections?"),
    *("etiquetas", "archivos?", "arquivos?", "temas", "categor[ií]as", "enlaces", "s[ií]guenos", "idiomas?", "buscar"),
    *("compartir", "compartilhar", "suscr[ií]bete", "bolet[ií]n", "secciones"),
)
"""What stands above boxes of links that lead around the site; now and then above the section's own list."""

DOUBTFUL_TITLE = _only(
    "(?:the )?(?:latest|recent|newest|new|top|featured)(?: (?:news|posts?|articles?|stories|updates|from .*))?",
    *("recently (?:added|published)", "breaking(?: news)?", "news ?flash", "headlines", "news in brief"),
    r"[uú]ltim[ao]s(?: (?:noticias|not[ií]cias|art[ií]culos|entradas|posts|publica\w+))?",
    *("(?:entradas|art[ií]culos|posts|noticias|artigos) (?:recientes|recentes)", "lo (?:m[aá]s reciente|[uú]ltimo)"),
    *("[uú]ltima hora", "al minuto", "en vivo", "destacad[ao]s", "destaques?"),
)
"""What stands above boxes of articles from anywhere, and now and then above the section's own list."""

READ_ON = _opening(
    r"(?:read|see|view|show|learn|find out|keep reading)\b"
    r"(?: (?:more|full|the|all|article|on|post|story|this|it)\b)?",
    *("continue(?: reading)?", "more", "full (?:story|article|text)", "details", "click here", "here"),
    *("le[ea]r? m[aá]s", "leer", "(?:seguir|sigue|siga|continuar|continue) (?:leyendo|lendo|a ler)", "detalles"),
    *(
        "ver (?:m[aá]s|nota|art[ií]culo|completo)",
        "m[aá]s(?: informaci[oó]n)?",
        "nota completa",
        "art[ií]culo completo",
    ),
    *("aqu[ií]", "leia(?: mais)?", "ler mais", "saiba mais", "veja mais", "lire(?: la suite)?", "weiterlesen", "mehr"),
    *(r"\d* ?comments?", r"\d* ?comentarios?", "leave a comment"),
)
"""How links invite to the article, or to what its readers say, without naming it."""

TITLE_PREFIX = _opening(
    *(
        "permanent link to",
        "permalink(?: to)?",
        "(?:post )?link to",
        "read more(?: about| on| of)?",
        "continue reading",
    ),
    *("more (?:on|about)", "read(?: the)? (?:full )?article", "enlace permanente a", "enlace a"),
    *("leer m[aá]s(?: sobre)?", "seguir leyendo", "leia mais(?: sobre)?"),
)
"""What attributes of links say before the title."""

BYLINE = _opening(
    *("by", "por", "de", "written by", "posted (?:by|on|in)", "published(?: by| on| in)?", "escrito por", "in"),
    *("publicado(?: por| el| em| en)?", "autor", "author", "details", "detalles", "category", "categor[ií]a"),
    *("hits", "visto", "tags?", "etiquetas", "filed under"),
)
"""How lines begin that say by whom, when or where something was published."""

NEXT_PAGE = _only(
    r"(?:go to )?(?:the )?next(?: ?page| posts| entries| articles| results)?(?: \d+(?:/\d+| \w+)?)?",
    *("older(?: ?(?:posts?|entries|articles|news|stories|items))?", r"(?:load|show) more(?: \w+)?"),
    *("more (?:posts|articles|news|stories)", "next-page"),
    *("(?:p[aá]gina )?siguientes?(?: p[aá]gina| entradas)?", "m[aá]s antigu[ao]s"),
    "(?:ver )?(?:entradas|art[ií]culos|noticias|notas|publicaciones) (?:m[aá]s )?(?:antigu[ao]s|anteriores)",
    *("(?:p[aá]gina )?pr[oó]xim[ao]s?(?: p[aá]gina)?", "(?:p[aá]gina )?seguintes?(?: p[aá]gina)?", "mais antig[ao]s"),
    "(?:posts|artigos|not[ií]cias) (?:mais )?(?:antig[ao]s|anteriores)",
    *(r"(?:cargar|ver|mostrar) m[aá]s(?: \w+)?", r"(?:carregar|ver) mais(?: \w+)?"),
    *("suivante?s?", "page suivante", "n[aä]chste(?: seite)?", "weiter", "successiv[ao]"),
)
"""What links to the next page say."""

PREVIOUS_PAGE = _opening(
    *(
        "prev(?:ious)?",
        "newer",
        "first",
        "last",
        "end",
        "start",
        "anterior(?:es)?",
        "primer[ao]?",
        "[uú]ltim[ao]",
        "fin",
    ),
    *("inicio", "atr[aá]s", r"m[aá]s (?:nuev|recient)\w+", "mais recentes"),
)
"""What links to other pages of the list say."""

ARROWS_ON = frozenset(">\u00bb\u203a\u2192\u276f\u27e9\u25b6")
ARROWS_BACK = frozenset("<\u00ab\u2039\u2190")

_INVITATION = 4
"""Words that an invitation has at most if it goes on past the words known: "leer más sobre esto"."""
_ARROWS = 3
"""Arrows that stand side by side at most, as in "»»»"; more are an ornament."""


def leads_on(text: str) -> bool:
    """Whether a link's words are an invitation to read on and no title."""
    if not any(character.isalpha() for character in text):
        return True
    found = READ_ON.match(text)
    return found is not None and (found.end() >= len(text.rstrip(" .…»→>")) or len(text.split()) <= _INVITATION)


def says_next(text: str) -> bool:
    """Whether a link says that it leads to the next page."""
    return NEXT_PAGE.match(text) is not None or _is_arrow(text, ARROWS_ON)


def says_previous(text: str) -> bool:
    """Whether a link says that it leads to a page that is not the next."""
    return PREVIOUS_PAGE.match(text) is not None or _is_arrow(text, ARROWS_BACK)


def _is_arrow(text: str, arrows: frozenset[str]) -> bool:
    signs = text.replace(" ", "")
    return 0 < len(signs) <= _ARROWS and set(signs) <= arrows
