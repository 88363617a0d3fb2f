"""The text of the article that a page holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from crawler.extract.containers import body_containers, clear
from crawler.extract.density import Densest, densest_part
from crawler.extract.furniture import is_hidden
from crawler.extract.knowledge import learned_places
from crawler.extract.page import Page
from crawler.extract.paragraphs import Paragraph, paragraphs_of
from crawler.extract.places import elements_at, place_of
from crawler.extract.recurring import NOTHING_SIFTED, Sifted, sift
from crawler.extract.second_opinion import (
    LEAST_RUNNING,
    agreement,
    as_shown,
    choose,
    running_share,
    seen_by_trafilatura,
)
from crawler.extract.standfirst import standfirst_of
from crawler.extract.template import Part, Template
from crawler.extract.trimming import copies_in, letters, trim
from crawler.extract.visible import comments_beside, visible
from crawler.text.writing import ends_a_sentence

_MUCH_LONGER = 2
_LEAST_OF_USUAL = 0.3
_MUCH_WIDER = 1.5
"""How much more than a marked container holds makes that one of several sections. Of 33 real pages with much prose
outside of it, one had 1.58 times as much, and rightly; on all others it was at most 1.35 times as much, and wrong."""
_LEAST_OF_ARTICLE = 0.5
_LEAST_OF_STATED = 0.6
"""Share of the text that the page's JSON-LD states; what is shorter is a part, such as for who does not pay."""
_ALL_OF_PROSE = 1
"""Share of the page's prose from which on nothing is left that another tool could rather see. On 27 such pages that we
looked at, trafilatura made the text better on one and worse on three."""
_LEAST_OF_PLACE = 0.9
"""Share of a text from which on an element holds it."""
_SAME = 0.95
"""Agreement from which on two readings are the same but for a caption or a line."""
_FEWEST_OF_SENTENCE = 20
"""Words of a paragraph that is an article's whatever stands beside it. Of 13 real pages on which nothing else was
found, the two articles with a text had one in the container that they marked, and none of the others."""
_LEAST_OF_PROSE = 0.5
"""Share of the page's prose from which on a marked container is believed to hold the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyContext:
    """What is known of a page before its text is looked for."""

    title: str
    authors: Collection[str]
    own: Collection[str]
    """Letters of what is told of the article elsewhere, such as in its listing."""
    stated: tuple[str, ...] = ()
    """Paragraphs of the text that the page states in its head, if it does."""
    is_listed: bool
    """Whether it shows the title that its listing gave."""
    template: Template | None
    """What the source's other pages taught."""
    is_checked: bool
    """Whether the place where they have their text is to be compared with the one that the page itself suggests."""
    says_article: bool
    """Whether what the page says of itself speaks for an article rather than for an overview of others."""
    is_overview: Callable[[Body], bool] = lambda _: False
    """Whether a text shows that its page is an overview of others, which is refused whatever another tool sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An article's text, and where on the page it stands."""

    paragraphs: tuple[str, ...]
    shown: tuple[Paragraph | None, ...] = ()
    """Where each of them stands on the page; None where that is not known."""
    containers: tuple[HtmlElement, ...] = ()
    """Elements that hold it; none where another tool found the text."""
    sifted: Sifted = NOTHING_SIFTED
    """What in them recurs on other pages."""
    recurs: bool = False
    """Whether it is said on other pages, too."""
    why: tuple[str, ...] = ()
    """By which evidence it was chosen."""
    has_standfirst: bool = False
    """Whether its first paragraph stands above the text and sums it up."""
    place: str | None = None
    """Where the source's other pages have theirs, if it was found there."""
    is_cut: bool = False
    """Whether another tool told where in its containers it begins or ends, which their place alone does not tell."""

    @property
    def opening(self) -> str:
        """First paragraph of the text itself."""
        return self.paragraphs[1 if self.has_standfirst and len(self.paragraphs) > 1 else 0]


def read_body(page: Page, known: BodyContext) -> Body:
    """Find the text of a page's article; no paragraphs where there is none.

    It stands where the source's other pages have it, if what is there looks like an article. Otherwise the container
    that the page marks decides. Without one, the part of the page that reads most like text is taken if trafilatura
    sees the same text, else what trafilatura sees. A page that shows the title which its listing gave keeps what
    it says even where the source's others say that, too: the rest is for those who pay.
    """
    body = _found(page, known)
    if not body.paragraphs and known.template is not None and known.is_listed:
        body = replace(_found(page, replace(known, template=None)), recurs=True)
    if _length(body.paragraphs) < _LEAST_OF_STATED * _length(known.stated):
        told = f"the page's JSON-LD states {_length(known.stated):,} characters, of which it shows"
        return Body(paragraphs=known.stated, why=(*body.why, f"{told} {_length(body.paragraphs):,}"))
    return _with_standfirst(body, page, known)


def _with_standfirst(body: Body, page: Page, known: BodyContext) -> Body:
    """A text with the lines above it that sum it up."""
    first = body.shown[0] if body.shown else None
    if first is None or body.recurs:
        return body
    found = standfirst_of(page, before=first.element, own=known.own, title=known.title)
    if found is None or letters(found) in letters("".join(body.paragraphs)):
        return body
    if letters(found) in body.sifted.left_out:
        return body
    return replace(
        body,
        paragraphs=(found, *body.paragraphs),
        shown=(None, *body.shown),
        why=(*body.why, "its first paragraph stands above it and sums it up"),
        has_standfirst=True,
    )


def _found(page: Page, known: BodyContext) -> Body:
    """Text of a page's article, as far as it is not what recurs."""
    learned = _at_learned_place(page, known)
    if learned is None:
        likely = _marked(page, known) or _unmarked(page, known)
        return likely if likely.paragraphs else _marked_though_short(page, known) or likely
    if not known.is_checked and _share_of_usual(learned, known) >= _LEAST_OF_USUAL:
        return learned
    found = _marked(page, known) or _body_of(densest_part(page, title=known.title), known)
    return found if found is not None and _is_better(found, learned, known) else learned


def _at_learned_place(page: Page, known: BodyContext) -> Body | None:
    """Text at the place where the source's other pages have it; None if that place is gone or holds no text."""
    for place in learned_places(known.template, Part.BODY):
        containers = clear(elements_at(page, place))
        body = _seen_in(page, containers, known) if containers else None
        if body is not None and running_share(body.paragraphs) >= LEAST_RUNNING:
            why = f"it stands where the source's other pages have theirs: {place}"
            return replace(body, place=place, why=(why,))
    return None


def _share_of_usual(body: Body, known: BodyContext) -> float:
    """How long a text is, where 1 is as long as the source's texts are."""
    return _length(body.paragraphs) / ((known.template.length if known.template else 0) or 1)


def _is_better(found: Body, learned: Body, known: BodyContext) -> bool:
    """Whether what the page itself suggests is the article rather than what stands at the learned place.

    So it is if it is of a usual length and the other is but a part of that, such as a summary after a redesign.
    """
    longer = _length(found.paragraphs) > _MUCH_LONGER * _length(learned.paragraphs)
    is_usual = _share_of_usual(found, known) >= _LEAST_OF_ARTICLE
    return longer and is_usual and running_share(found.paragraphs) >= LEAST_RUNNING


def _marked(page: Page, known: BodyContext) -> Body | None:
    """Text in the container that a page marks; None if it marks none or that holds but a part of the article.

    Names are given to other things, too, such as a summary, one section of many, or an author's box.
    """
    containers = body_containers(page)
    body = _seen_in(page, containers, known) if containers else None
    if body is None or _length(body.paragraphs) < _LEAST_OF_PROSE * page.whole_prose:
        return None
    if _length(body.paragraphs) * _MUCH_WIDER < page.whole_prose and _is_one_of_several(body, page, known):
        return None
    return replace(body, why=(f"the page marks {_named(containers[0])} as its text", _of_prose(body, page)))


def _marked_though_short(page: Page, known: BodyContext) -> Body | None:
    """Text in the container that a page marks though it is a small part of its prose, where no other text is found.

    So it is on a picture's page with its particulars, beside a long notice of cookies; it has a sentence at least.
    """
    containers = body_containers(page)
    body = _seen_in(page, containers, known) if containers else None
    if body is None or not any(_is_sentence(shown) for shown in body.shown if shown is not None):
        return None
    return replace(body, why=(f"the page marks {_named(containers[0])} as its text, and no other is found",))


def _is_sentence(paragraph: Paragraph) -> bool:
    return paragraph.words >= _FEWEST_OF_SENTENCE and not paragraph.is_link and ends_a_sentence(paragraph.text)


def _is_one_of_several(body: Body, page: Page, known: BodyContext) -> bool:
    """Whether what reads most like text holds much more than a marked container that is a part of it."""
    part = densest_part(page, title=known.title)
    whole = _body_of(part, known)
    if part is None or whole is None or _length(whole.paragraphs) < _MUCH_WIDER * _length(body.paragraphs):
        return False
    return any(around is part.element for around in body.containers[0].iterancestors())


def _seen_in(page: Page, containers: list[HtmlElement], known: BodyContext) -> Body | None:
    """Text in containers; None if they hold none."""
    seen = [paragraph for container in containers for paragraph in visible(page, container)]
    return _text_of(containers, seen, known)


def _text_of(containers: list[HtmlElement], seen: list[Paragraph], known: BodyContext) -> Body | None:
    """Paragraphs seen in containers without what frames the text and what recurs; None if nothing is left."""
    sifted = sift(seen, known.template, own=known.own)
    trimmed = trim(sifted.paragraphs, title=known.title, authors=known.authors)
    if not trimmed:
        return None
    texts = tuple(paragraph.text for paragraph in trimmed)
    return Body(paragraphs=texts, shown=tuple(trimmed), containers=tuple(containers), sifted=sifted)


def _unmarked(page: Page, known: BodyContext) -> Body:
    """Text of a page that does not say where its article stands."""
    part = densest_part(page, title=known.title, says_article=known.says_article)
    own = _body_of(part, known) or Body(paragraphs=())
    if part is not None and not own.paragraphs:
        return own  # what reads like text recurs on other pages
    if part is not None:
        own = replace(own, why=(f"{_named(part.element)} reads most like text", _of_prose(own, page)))
    comments = comments_beside(page, page.root)
    whole = _LEAST_OF_PROSE * (page.whole_prose - sum(page.prose[one] for one in comments))
    is_whole = _length(own.paragraphs) >= whole
    if not own.paragraphs and known.stated:
        return Body(paragraphs=known.stated, why=("the page shows no text, and its JSON-LD states it",))
    is_all = known.says_article and _length(own.paragraphs) >= _ALL_OF_PROSE * page.whole_prose
    is_clear = part is not None and ((part.is_clear and is_whole) or (part.is_one and is_all))
    if is_clear or (not known.says_article and known.is_overview(own)):
        return own  # which trafilatura would confirm, or which is refused whatever it sees
    said = {letters(line.text) for one in comments for line in paragraphs_of(one, skipped=is_hidden)}
    known_lines = own.sifted.left_out | {letters(known.title)} | said
    other = _without(seen_by_trafilatura(page.root, fast=True), known_lines)
    if not is_whole and _length(other) < whole:  # rarely, so that the slower way may be taken
        other = _without(seen_by_trafilatura(page.root, fast=False), known_lines)
    chosen = choose(own.paragraphs, other, whole=whole)
    seen = f"trafilatura sees {_length(other):,} characters and agrees by {agreement(own.paragraphs, other):.2f}"
    if chosen is own.paragraphs or (chosen is not other and _is_plain_beyond(own, chosen)):
        return replace(own, why=(*own.why, f"{seen}: ours is taken"))
    shown = tuple(as_shown(chosen, part.page)) if part is not None else ()
    found = _holder_of(chosen, shown, page, known)
    if chosen is other:
        return Body(paragraphs=other, shown=shown, containers=found, why=(*own.why, f"{seen}: trafilatura's is taken"))
    why = (*own.why, f"{seen}: ours is taken up to its ends")
    containers = found or own.containers
    return replace(own, paragraphs=chosen, shown=shown, containers=containers, is_cut=not found, why=why)


def place_of_text(page: Page, body: Body) -> str | None:
    """Where the texts of the source's other pages are likely to stand; None where the place alone would not tell them.

    What is learned of a page has to lead to the same text on that page at least.
    """
    if body.place is not None or not body.containers or body.is_cut:
        return body.place
    place = place_of(body.containers[0])
    return place if clear(elements_at(page, place)) == list(body.containers) else None


def _holder_of(
    texts: Collection[str], shown: Collection[Paragraph | None], page: Page, known: BodyContext
) -> tuple[HtmlElement, ...]:
    """The element in which a text stands that another tool found, if the same is read there: it can be learned."""
    lengths: dict[HtmlElement, int] = defaultdict(int)
    for paragraph in shown:
        if paragraph is not None:
            for around in (paragraph.element, *paragraph.element.iterancestors()):
                lengths[around] += len(paragraph.text)
    whole = _LEAST_OF_PLACE * _length(texts)
    holders = [one for one, length in lengths.items() if length >= whole and one.tag not in {"body", "html"}]
    if not holders:
        return ()
    innermost = max(holders, key=lambda element: sum(1 for _ in element.iterancestors()))
    read = _seen_in(page, [innermost], known)
    return (innermost,) if read is not None and agreement(read.paragraphs, texts) >= _SAME else ()


def _without(texts: tuple[str, ...], known: Collection[str]) -> tuple[str, ...]:
    """Texts without copies and without those whose letters are known."""
    copies = copies_in(texts, range(len(texts)))
    return tuple(text for at, text in enumerate(texts) if at not in copies and letters(text) not in known)


def _is_plain_beyond(own: Body, kept: Collection[str]) -> bool:
    """Whether what is not kept of a text has no link or heading, as other articles' teasers have."""
    inside = set(kept)
    beyond = [one for one in own.shown if one is not None and one.text not in inside]
    return not any(one.linked or one.is_heading for one in beyond)


def _body_of(part: Densest | None, known: BodyContext) -> Body | None:
    """Text of the part of a page that reads most like text; None if there is none."""
    return _text_of([part.element], part.paragraphs, known) if part is not None else None


def _named(element: HtmlElement) -> str:
    """An element as CSS would name it, such as `div.story`."""
    first = element.get("class", "").split()[:1]
    return str(element.tag) + "".join(f".{name}" for name in first)


def _of_prose(body: Body, page: Page) -> str:
    """How large a text is, beside what else the page holds."""
    return f"it has {_length(body.paragraphs):,} characters; the page's prose has {page.whole_prose:,}"


def _length(texts: Collection[str]) -> int:
    return sum(map(len, texts))
