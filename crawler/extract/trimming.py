"""Paragraphs of an article without the lines around it: headline, byline, date, links to other articles, buttons."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import compress, groupby

from crawler.extract.endings import up_to_end
from crawler.extract.framing import BUTTON, BYLINE, ENDING, INVITATION, IS_SOMEBODY, PLEA, TAGS
from crawler.extract.paragraphs import RUNNING_WORDS, Paragraph
from crawler.text.datewords import dates_in, is_date_line
from crawler.text.writing import count_words, ends_a_sentence

_OF_A_PAGER = re.compile(
    r"\d{1,2}|pages?|páginas?|pagin[ae]|seiten?|of|de|di|von|sur|next|prev(?:ious)?|siguiente|anterior|próxima|seguinte"
    r"|weiter|zurück|suivante?|précédente?|successiva|precedente",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\w+")
_LETTERS = re.compile(r"[\W_]+")
_NO_LETTERS = dict.fromkeys(code for code in range(128) if not chr(code).isalnum())
_LONG = 1000  # characters
_LEAST_COPIED = 0.45
"""Share of a text that is there again from which on the page has copies of it; less may be said again on purpose, as
in tables and plans."""
_LONGEST_LINE = 14  # words; what is longer is text
_LONGEST_BUTTON = 8
_NEARLY_ALL_LINKS = 0.8  # of a list's items: a list of links, in which a line or two are labels
_LONGEST_INVITATION = 6  # words, such as "Read also:"; a longer one without a link is the author's own
_LONGEST_LINKED_INVITATION = 40  # words, a label and a linked headline with its standfirst
_LEAST_LINKED = 0.3  # of such an invitation; a sentence with a link in it has less
_MOST_BESIDE_DATE = 5  # words
_LONG_HEADLINE = 20  # letters
_LONGEST_BYLINE = 70  # letters, with a date
_LARGEST_CODA = 0.2
"""Share of a text; what is longer below an author's name or a request is the article's own."""
_LONGEST_PLEA = 25  # words; a longer paragraph may speak of subscribers
_WORDS_OF_A_NAME = 2
_LONGEST_VERB = 24  # characters
_LONGEST_DEGREE = 6  # letters behind a name, such as `PhD`
_LARGEST_SUMMARY = 0.3  # of what follows
_LONGEST_LABEL = 25
_DEEPEST_HEADLINE = 6  # lines; a title further down is repeated by the text


def trim(paragraphs: list[Paragraph], *, title: str, authors: Collection[str]) -> list[Paragraph]:
    """Paragraphs without what frames an article and without the lines between them that lead elsewhere."""
    known = {letters(title), *map(letters, authors)} - {""}
    places = [paragraph.element.getparent() for paragraph in paragraphs]
    copies = copies_in([paragraph.text for paragraph in paragraphs], places)
    once = [paragraph for at, paragraph in enumerate(paragraphs) if at not in copies] if copies else paragraphs
    inner = _without_ways_out(_without_link_lists(once))
    return _without_tail(up_to_end(_without_coda(_without_head(inner, known), authors)))


def letters(text: str) -> str:
    """Text as it is compared: its letters and digits only, in one case."""
    return _letters_of_short(text) if len(text) < _LONG else _letters(text)


def _letters(text: str) -> str:
    if text.isascii():  # several times as fast
        return text.translate(_NO_LETTERS).lower()
    return _LETTERS.sub("", text).casefold()


_letters_of_short = lru_cache(maxsize=1024)(_letters)  # a page's lines are compared again and again


def copies_in(texts: Sequence[str], places: Sequence[object]) -> frozenset[int]:
    """Numbers of those lines of a text that are further copies of it, such as one for each size of screen.

    Running text proves them, if about half of it is there again at other places; the lines above what is there again
    are copies, too. What a writer says again stands in the same place.
    """
    told = [letters(text) for text in texts]
    first: dict[str, int] = {}
    again = [places[first.setdefault(one, at)] != places[at] for at, one in enumerate(told)]
    is_running = [count_words(text) >= RUNNING_WORDS for text in texts]
    sizes = [len(one) if runs else 0 for one, runs in zip(told, is_running, strict=True)]
    if sum(compress(sizes, again)) < _LEAST_COPIED * (sum(sizes) or 1):
        return frozenset()
    copies: set[int] = set()
    in_copy = False
    for at in reversed(range(len(texts))):
        in_copy = again[at] if is_running[at] else in_copy
        if in_copy and again[at]:
            copies.add(at)
    return frozenset(copies)


def _without_link_lists(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Paragraphs without lists that consist of links."""
    kept: list[Paragraph] = []
    for is_list, items in groupby(paragraphs, lambda paragraph: paragraph.block == "li"):
        group = list(items)
        linked = sum(item.is_link for item in group)
        if not is_list or linked <= 1 or linked < _NEARLY_ALL_LINKS * len(group):
            kept += group
    return kept


def _without_ways_out(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Paragraphs without buttons and without invitations to read something else, with the links that follow these."""
    kept: list[Paragraph] = []
    after_invitation = False
    for paragraph in paragraphs:
        if _is_invitation(paragraph):
            after_invitation = True
        elif not (_is_button(paragraph) or (after_invitation and paragraph.is_link)):
            after_invitation = False
            kept.append(paragraph)
    return kept


def _is_invitation(paragraph: Paragraph) -> bool:
    """Whether a paragraph invites to read something else."""
    words = paragraph.words
    if not INVITATION.match(paragraph.text):
        return False
    return (
        words <= _LONGEST_INVITATION and not ends_a_sentence(paragraph.text)
        if not paragraph.linked
        else (words <= _LONGEST_LINKED_INVITATION and paragraph.linked >= _LEAST_LINKED * len(paragraph.text))
    )


def _is_button(paragraph: Paragraph) -> bool:
    """Whether a paragraph is the label of something to press, or of an advertisement."""
    is_short = paragraph.words <= _LONGEST_BUTTON and not paragraph.text.endswith((".", "\u3002"))
    return is_short and bool(BUTTON.fullmatch(paragraph.text))


def _without_head(paragraphs: list[Paragraph], known: Collection[str]) -> list[Paragraph]:
    """Paragraphs from the first one on that is text: before it stand headline, byline, date and section."""
    start = next((at + 1 for at in range(_DEEPEST_HEADLINE, -1, -1) if _is_headline_at(at, paragraphs, known)), 0)
    for at, paragraph in enumerate(paragraphs[start:], start):
        if not _is_head_line(paragraph, known):
            return paragraphs[at:]
    return []


def _is_headline_at(at: int, paragraphs: list[Paragraph], known: Collection[str]) -> bool:
    """Whether a paragraph is the headline with nothing but lines before it."""
    if at >= len(paragraphs) or letters(paragraphs[at].text) not in known:
        return False
    before = paragraphs[:at]
    if all(_is_line(paragraph) for paragraph in before):
        return True
    size = sum(len(paragraph.text) for paragraph in before)  # a summary, or words of the site
    rest = sum(len(paragraph.text) for paragraph in paragraphs[at + 1 :])
    return paragraphs[at].block == "h1" and size < _LARGEST_SUMMARY * rest


def _is_head_line(paragraph: Paragraph, known: Collection[str]) -> bool:
    """Whether a paragraph is one of the lines at an article's head."""
    return (
        letters(paragraph.text) in known
        or paragraph.block == "h1"
        or _begins_with_headline(paragraph, known)
        or (_is_line(paragraph) and (paragraph.is_link or is_date_line(paragraph.text)))
        or (_is_line(paragraph) and (bool(BYLINE.fullmatch(paragraph.text)) or _is_dateline(paragraph.text)))
        or _is_label(paragraph)
    )


def _is_dateline(text: str) -> bool:
    """Whether a line gives a day with few words beside it, such as a name or a place."""
    found = dates_in(text, language="es")
    if len(found) != 1 or len(found[0].value) < len("2022-12-22"):
        return False
    return len((text[: found[0].start] + " " + text[found[0].end :]).split()) <= _MOST_BESIDE_DATE


def _begins_with_headline(paragraph: Paragraph, known: Collection[str]) -> bool:
    """Whether a paragraph is the headline with byline and date on the next lines, as in pages made by hand."""
    told = letters(paragraph.text)
    rest = next((len(told) - len(line) for line in known if len(line) >= _LONG_HEADLINE and told.startswith(line)), -1)
    return 0 <= rest <= _LONGEST_BYLINE and not ends_a_sentence(paragraph.text)


def _without_coda(paragraphs: list[Paragraph], authors: Collection[str]) -> list[Paragraph]:
    """Paragraphs up to the author's biography or the request to subscribe that ends a page, with what stands below."""
    left = _LARGEST_CODA * sum(len(paragraph.text) for paragraph in paragraphs)
    names = [letters(name) for name in authors if len(name.split()) >= _WORDS_OF_A_NAME]
    end = len(paragraphs)
    for at in range(len(paragraphs) - 1, 0, -1):
        text = paragraphs[at].text
        left -= len(text)
        if left < 0:
            break
        is_plea = count_words(text) <= _LONGEST_PLEA and PLEA.search(text)
        if is_plea or ENDING.match(text) or any(_is_biography(text, name) for name in names):
            end = at
    return paragraphs[:end]


def _is_biography(text: str, name: str) -> bool:
    """Whether a paragraph says who an author is: it begins with the name and a verb that says so."""
    opening = text[: 2 * len(name) + _LONGEST_VERB]
    match = IS_SOMEBODY.search(opening)
    told = letters(opening[: match.start()]).removeprefix("about") if match else ""
    return told.startswith(name) and len(told) <= len(name) + _LONGEST_DEGREE


def _without_tail(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Paragraphs up to the last one that is text: after it stand tags, links and headings of what follows."""
    end = len(paragraphs)
    while end and _is_tail_line(paragraphs[end - 1]):
        end -= 1
    return paragraphs[:end]


def _is_tail_line(paragraph: Paragraph) -> bool:
    """Whether a paragraph is one of the lines after an article's end."""
    return (
        (paragraph.is_heading and _is_line(paragraph))
        or _is_label(paragraph)
        or (_is_line(paragraph) and (paragraph.is_link or is_date_line(paragraph.text)))
        or (paragraph.linked > 0 and _is_pager(paragraph.text))
    )


def _is_pager(text: str) -> bool:
    """Whether a text is the numbers of pages, and words that stand with them."""
    words = _WORDS.findall(text)
    return any(map(str.isdecimal, words)) and all(map(_OF_A_PAGER.fullmatch, words))


def _is_label(paragraph: Paragraph) -> bool:
    """Whether a paragraph names the article's tags or categories."""
    is_list = paragraph.linked > len(paragraph.text) / 2 or paragraph.words <= _LONGEST_LABEL
    return is_list and TAGS.match(paragraph.text) is not None


def _is_line(paragraph: Paragraph) -> bool:
    """Whether a paragraph is short and no sentence."""
    return paragraph.words <= _LONGEST_LINE and not (
        ends_a_sentence(paragraph.text) and not paragraph.is_link and not is_date_line(paragraph.text)
    )
