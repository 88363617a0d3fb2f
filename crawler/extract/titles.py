"""The headline of an article, from where the page and the listing agree."""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.extract.knowledge import learned_places, recurs, site_names
from crawler.extract.metadata import Metadata, as_texts
from crawler.extract.page import Page
from crawler.extract.places import elements_at
from crawler.extract.prominence import LONGEST_TITLE, ProminentLine, is_aside, prominent_lines
from crawler.extract.template import Part, Template, key_of
from crawler.extract.trimming import letters
from crawler.text.markup import INLINE_TAGS, collapse, short_text_of, text_of

_SEPARATORS = re.compile(r"\s+[|\u2013—»«·•\u203a:-]+\s+|\s*[|»·•]\s*|:\s+|::")
_BARS = re.compile(r"\s+[|\u2013—»«·•\u203a-]+\s+|\s*[|»·•]\s*|\s*::\s*")  # a colon is as often a headline's own
_GENERIC = re.compile(
    r"(?:untitled(?: document| page)?|document|documento(?: sin título)?|sem título|new page \d*|página nueva \d*"
    r"|index|home|página principal|inicio|welcome.*|home ?page|article|news|noticias?|no title|title)",
    re.IGNORECASE,
)
HEADLINES = "headlines"
"""Name of the place where templates keep the headlines that pages show."""
_MOST_HEADLINES = 50
_ALIKE = 0.5
"""Likeness from which on two titles are wordings of one. Of first headings that no statement repeats, 100 of the 116
that were an article's reach it on the real pages that we looked at, and 4 of the 77 others."""
_WORD = re.compile(r"\w+")
_BESIDE_A_HEADLINE = re.compile(
    r"kicker|topline|over-?line|eyebrow|over-?title|super-?title|pre-?title|roofline|dachzeile|spitzmarke|rubrik|antet[ií]tulo"
    r"|volanta|cintillo|epigraphe|surtitre|occhiello|chapeau|categor|label|badge|section|prefix|flag|\bdate|meta|byline"
    r"|posted|author|sub-?(?:title|head|line)|deck|sr-only|screen-reader|visually-?hidden|anchor|permalink|share"
)
_MOST_SEPARATORS = 6
_FEWEST_OF_WORDING = 3  # words; what has less is a label
_LEAST_TOLD = 0.7
"""Share of a wording's words that its article has. Of the 20 wordings on the pages that we looked at, 19 have it; a
site's slogan, which half of the articles' words happen to be in, has not."""
_SHORTEST_TELLING = 4  # letters of a word that is no article or preposition
_LONGEST_WORDING = 500  # characters
_COMPARABLE = 2  # words; wordings with no more share them by chance
_LONG_STATEMENT = 20  # characters; a shorter one that ends with dots is whole
_NOT_BY_CHANCE = 15  # letters in which a line and a statement end alike
_LONGEST_KICKER = 30  # letters
_SHOWN_LARGE = 3.5  # sizes of HTML's `<font>`: larger than text
_FEWEST_OF_HEADLINE, _MOST_OF_SITE_NAME = 3, 6  # words before and behind a separator


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline and where it stands."""

    text: str
    element: HtmlElement | None
    """What shows it; None if it is only stated."""


def read_title(
    page: Page, metadata: Metadata, *, headlines: list[Headline], listed: str | None, template: Template | None
) -> Headline | None:
    """Headline of a page's article, which shows some `headlines`; `listed` is the title that the listing gave.

    None if nothing looks like one.
    """
    names = names_of_site(metadata, template)
    said = _said(metadata, listed, names)
    own = [line for line in headlines if not _is_no_headline(line, names, template)]
    shown = [Headline(without_names(line.text, names), line.element) for line in _without_sections(own, metadata)]
    learned = _at_learned_place(page, template, names, said)
    if learned is not None:
        return learned
    shown = [_come_apart(line, said) for line in shown]
    if headline := _confirmed(shown, said):
        return headline
    lines = [line for line in prominent_lines(page) if letters(line.text) not in names]
    visible = [*shown, *(Headline(line.text, line.element) for line in lines)]
    texts = [line.text for line in visible]
    agreed = _same(texts, said) or _nearly_same(texts, said)
    if agreed is None:
        own_texts = [line.text for line in shown]
        agreed = own_texts[0] if len(own_texts) == 1 else _best_statement(metadata, listed, own_texts, lines, names)
    return _shown_as(agreed, visible) if agreed else None


def other_title(
    metadata: Metadata, *, shown: str, text: str, listed: str | None, template: Template | None
) -> str | None:
    """The title in other words than those `shown`, as a page states it for machines or its listing has it.

    What is the title with more or less beside it is no other wording. What is stated may be of the site or of another
    article, too: it has to speak of what the `text` does.
    """
    names = names_of_site(metadata, template)
    described = as_texts(metadata.descriptions[0].get("headline")) if len(metadata.descriptions) == 1 else []
    for statement in (metadata.meta.get("og:title", ""), *described, listed or ""):
        title = _first_part(without_names(collapse(html.unescape(statement)), names))
        words = set(_WORD.findall(title.casefold()))
        is_other = len(words) >= _FEWEST_OF_WORDING and not words <= set(_WORD.findall(shown.casefold()))
        if not is_other or _is_generic(title) or letters(title) in names or _is_title_with_site(title, shown):
            continue
        telling = {word for word in words if len(word) >= _SHORTEST_TELLING}
        if len(telling & set(_WORD.findall(f"{shown} {text}".casefold()))) >= max(1, _LEAST_TOLD * len(telling)):
            return title[:_LONGEST_WORDING]
    return None


def _confirmed(shown: list[Headline], said: list[str]) -> Headline | None:
    """Headline of the first order that statements bear, or that they tell in other words: what is shown is believed."""
    agreed = _same([line.text for line in shown], said)
    if agreed is not None:
        return _shown_as(agreed, shown)
    likeness = {line: max((_likeness(line.text, statement) for statement in said), default=0) for line in shown}
    best = max(shown, key=likeness.__getitem__, default=None)
    return best if best is not None and likeness[best] >= _ALIKE else None


def _likeness(text: str, statement: str) -> float:
    """Share of the words of the shorter of two texts that are in the other; 0 if one can be a name in the other."""
    parts = [letters(part) for part in _BARS.split(statement)]
    if letters(text) in parts and 2 * len(letters(text)) < len(letters(statement)):
        return 0
    first, second = (set(_WORD.findall(each.casefold())) for each in (text, statement))
    fewest, most = sorted((len(first), len(second)))
    return len(first & second) / fewest if fewest > _COMPARABLE and 2 * fewest >= most else 0


def _shown_as(title: str, lines: list[Headline]) -> Headline:
    """A title with the first element that shows it, if any does."""
    wanted = letters(title)
    return Headline(title, next((line.element for line in lines if letters(line.text) == wanted), None))


def _at_learned_place(
    page: Page, template: Template | None, names: Collection[str], said: list[str]
) -> Headline | None:
    """What stands where the source's other pages have their headlines, if that is one text and statements bear it."""
    for place in learned_places(template, Part.TITLE):
        found = [(element, short_text_of(element, longest=LONGEST_TITLE)) for element in elements_at(page, place)]
        texts = [Headline(text, element) for element, text in found if text]
        if len(texts) != 1 or _is_no_headline(texts[0], names, template):
            continue
        title = texts[0].text
        if not said or _same([title], said) or any(_is_title_with_site(statement, title) for statement in said):
            return texts[0]
    return None


def _is_no_headline(line: Headline, names: Collection[str], template: Template | None) -> bool:
    """Whether a line is but a name of the site or of a section, or stands on other pages, too."""
    told = letters(line.text)
    return not told or told in names or (template is not None and recurs(template, HEADLINES, key_of(told)))


def names_of_site(metadata: Metadata, template: Template | None) -> frozenset[str]:
    """Letters of the names of a page's site, as the page and the source's other pages tell them."""
    stated = {letters(metadata.meta.get(name, "")) for name in ("og:site_name", "application-name")}
    headlines = {letters(text) for node in metadata.descriptions for text in as_texts(node.get("headline"))}
    own = {"", letters(metadata.html_title), *headlines}  # some sites give the article's title as their name
    return frozenset(stated - own) | site_names(template)


def _without_sections(lines: list[Headline], metadata: Metadata) -> list[Headline]:
    """Headlines without the name of the page's section, unless there is no other."""
    described = [text for node in metadata.descriptions for text in as_texts(node.get("articleSection"))]
    sections = {letters(text) for text in [*described, metadata.meta.get("article:section", "")]}
    return [line for line in lines if letters(line.text) not in sections] or lines


def parts_of_titles(metadata: Metadata) -> tuple[str, ...]:
    """Letters of what stands at either end of a page's titles, where a site puts its name, if that is not all."""
    parts = [_BARS.split(text) for text in (metadata.html_title, metadata.meta.get("og:title", ""))]
    ends = [end for split in parts for end in (split[0], *split[1:][-2:])]
    return tuple(dict.fromkeys(told for end in ends if (told := letters(html.unescape(end)))))


def _said(metadata: Metadata, listed: str | None, names: Collection[str]) -> list[str]:
    """Titles that are stated outside the page's visible text, the most trusted first."""
    stated = [
        *(text for description in metadata.descriptions for text in as_texts(description.get("headline"))),
        metadata.meta.get("og:title", ""),
        metadata.meta.get("twitter:title", ""),
        metadata.html_title,
    ]
    plain = [without_names(collapse(html.unescape(text)), names) for text in stated if text]
    texts = [text for text in [*plain, collapse(listed or "")] if text and not _is_generic(text)]
    return [text for text in dict.fromkeys(texts) if letters(text) not in names]


def without_names(text: str, names: Collection[str]) -> str:
    """Title without those names of a site and its sections that stand before or after it."""
    for separator in list(_BARS.finditer(text))[::-1][:_MOST_SEPARATORS]:
        before, after = text[: separator.start()], text[separator.end() :]
        if letters(after) in names and letters(before):
            return without_names(before, names)
    for separator in _BARS.finditer(text):
        before, after = text[: separator.start()], text[separator.end() :]
        if letters(before) in names and letters(after):
            return without_names(after, names)
    return text


def _same(shown: list[str], said: list[str]) -> str | None:
    """Line of the page that a statement repeats."""
    by_letters = {letters(line): line for line in reversed(shown)}
    return next((by_letters[letters(statement)] for statement in said if letters(statement) in by_letters), None)


def _nearly_same(shown: list[str], said: list[str]) -> str | None:
    """Line of the page to which a statement adds a site's name; the statement where the line has a kicker before it."""
    for statement in said:
        lines = [line for line in shown if _is_title_with_site(statement, line)]
        if lines:
            return max(lines, key=len)
        if any(_has_kicker(line, statement) for line in shown):
            return statement
    return None


def _is_title_with_site(statement: str, line: str) -> bool:
    """Whether a statement is a line with a site's or section's name beside it, or cut short."""
    marks = list(_SEPARATORS.finditer(statement))[:_MOST_SEPARATORS]
    parts = {letters(statement[: mark.start()]) for mark in marks} | {
        letters(statement[mark.end() :]) for mark in marks
    }
    shown = letters(line)
    cut = statement.endswith(("…", "...")) and len(statement) > _LONG_STATEMENT and shown.startswith(letters(statement))
    return bool(shown) and (shown in parts or cut)


def _has_kicker(line: str, statement: str) -> bool:
    """Whether a line is a statement with a few words of a section's name before it."""
    shown, wanted = letters(line), letters(statement)
    return len(wanted) > _NOT_BY_CHANCE and shown.endswith(wanted) and len(shown) - len(wanted) <= _LONGEST_KICKER


def headlines_of(page: Page) -> list[Headline]:
    """Headlines of the first order in the page, the ones marked as an article's headline first."""
    marked = [element for element in page.properties if "headline" in element.get("itemprop", "").split()]
    shown = [element for element in [*marked, *page.having("h1")] if element.tag != "meta" and not is_aside(element)]
    texts = ((element, _text_of_headline(element)) for element in shown[:_MOST_HEADLINES])
    return [Headline(text, element) for element, text in texts if text]


def _text_of_headline(element: HtmlElement) -> str | None:
    """Text of a headline without a kicker, label, date or subtitle that by its name is none of it, if it is short."""
    text = short_text_of(element, longest=LONGEST_TITLE)
    others = [part for part in element if _is_beside_headline(part)] if text and len(element) else []
    return (_text_without(element, others) or text) if others else text


def _is_beside_headline(part: HtmlElement) -> bool:
    """Whether a part of a headline's element is another line than the headline."""
    names = f"{part.get('class', '')} {part.get('itemprop', '')}".lower()
    return bool(names.strip()) and _BESIDE_A_HEADLINE.search(names) is not None


def _text_without(element: HtmlElement, others: Collection[HtmlElement]) -> str:
    """Text of an element in one line, without that of some of its children."""
    pieces = [element.text or ""]
    for part in element:
        gap = "" if part.tag in INLINE_TAGS and part not in others else " "
        pieces += [gap, "" if part in others else text_of(part), gap, part.tail or ""]
    return collapse("".join(pieces))


def _come_apart(line: Headline, said: list[str]) -> Headline:
    """A headline without the kicker or subtitle in its element that statements leave out."""
    if line.element is None or not len(line.element) or _is_stated(line.text, said):
        return line
    for part in (line.element[0], line.element[-1]):
        rest = _text_without(line.element, [part])
        if rest and _is_stated(rest, said):
            return Headline(rest, line.element)
    return line


def _is_stated(text: str, said: list[str]) -> bool:
    """Whether a statement is a text, or that with a site's name beside it."""
    return _same([text], said) is not None or any(_is_title_with_site(statement, text) for statement in said)


def _is_generic(text: str) -> bool:
    """Whether a title says nothing, as an editor's default does."""
    return _GENERIC.fullmatch(text) is not None or not letters(text)


def _best_statement(
    metadata: Metadata, listed: str | None, headlines: list[str], lines: list[ProminentLine], names: Collection[str]
) -> str | None:
    """Title that stands alone: nothing on the page confirms any."""
    shown = [line.text for line in lines if line.size >= _SHOWN_LARGE]
    titles = [_first_part(text) for text in _said(metadata, None, names)]
    reworded = _most_alike(shown, listed) if listed else None
    best = [*headlines[:1], *titles, *([reworded] if reworded else shown[:1]), *([collapse(listed)] if listed else [])]
    return next(iter(best), None)


def _most_alike(shown: list[str], listed: str) -> str | None:
    """Line that says much the same as the listing, which editors reword: a masthead doesn't."""
    wanted = set(re.findall(r"\w+", listed.casefold()))
    shared = {line: len(wanted & set(re.findall(r"\w+", line.casefold()))) for line in shown}
    best = max(shared, key=shared.__getitem__, default="")
    return best if shared.get(best, 0) >= max(2, len(wanted) / 2) else None


def _first_part(text: str) -> str:
    """Title without what follows a separator, if the rest is long enough to be one."""
    marks = [mark for mark in _SEPARATORS.finditer(text) if mark.group().strip() not in {":", ""}]
    if not marks:
        return text
    before, behind = text[: marks[-1].start()], text[marks[-1].end() :]
    if len(before.split()) >= _FEWEST_OF_HEADLINE and len(behind.split()) <= _MOST_OF_SITE_NAME:
        return before
    return text
