"""What each article of a development adds that none before it said, and the figures that were printed, with by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from alerts.developments.days import days_told
from alerts.developments.evidence import names_in
from alerts.developments.figures import figures_in, sentences
from alerts.developments.wording import concepts, guessed
from alerts.matching.inflection import common_form
from alerts.matching.words import fold
from model.article import Article, ArticleBrief
from model.development import Figure

_MOST = 5
"""Sentences of an article that are quoted as new, those with most that is new."""
_LONGEST = 300
"""Characters of a sentence that are quoted."""
_LEAD = 1_200
"""Characters from which a language is guessed."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure and the first article that printed it."""

    figure: Figure
    article: ArticleBrief


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence with what in it may be new."""

    text: str
    facts: frozenset[str]
    """Values of figures, whose units other languages have other words for; names by word; days."""


def additions(articles: Sequence[Article]) -> dict[int, tuple[str, ...]]:
    """By id the sentences of each article with a figure, name or day that no article before it has, in their order.

    The first one, and one that prints another's text, add nothing.
    """
    known: set[str] = set()
    found: dict[int, tuple[str, ...]] = {}
    for place, article in enumerate(articles):
        said = _said(article)
        if place and article.copy_of is None:
            found[article.id] = _new(said, known)
        known.update(*(one.facts for one in said))
    return found


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure with its value and what it counts, in one form for all languages."""

    of: str
    value: float
    figure: Figure


def figures_of(article: Article) -> list[Counted]:
    """The figures that an article prints, in its order."""
    language = _language(article)
    return [
        Counted(_unit(figure, language), value, figure)
        for sentence in _sentences(article)
        for value, figure in figures_in(sentence, language)
    ]


def figures_printed(articles: Sequence[Article]) -> list[tuple[Printed, ...]]:
    """The figures of a development by what they count, each as it was first printed, in the order of the articles.

    What counts most often, with changing numbers, comes first: `27 dead`, then `45 dead`.
    """
    return first_printed(articles, {one.id: figures_of(one) for one in articles if one.copy_of is None})


def first_printed(
    articles: Iterable[ArticleBrief], figures: Mapping[int, Sequence[Counted]]
) -> list[tuple[Printed, ...]]:
    """The same from the figures of each article, by its id."""
    found: dict[str, dict[float, Printed]] = {}
    for article in articles:
        if article.copy_of is None:
            for one in figures.get(article.id, ()):
                found.setdefault(one.of, {}).setdefault(one.value, Printed(one.figure, article))
    return [tuple(counted.values()) for counted in sorted(found.values(), key=len, reverse=True)]


def _said(article: Article) -> list[_Said]:
    language, published = _language(article), article.content.published
    day = published.earliest.date() if published else None
    return [
        _Said(
            sentence,
            frozenset(
                (
                    *(f"#{value:g}" for value, _ in figures_in(sentence, language)),
                    *(name for name in names_in("", sentence, language) if " " not in name),
                    *days_told(sentence, day),
                )
            ),
        )
        for sentence in _sentences(article)
    ]


def _new(said: Sequence[_Said], known: Iterable[str]) -> tuple[str, ...]:
    """The sentences with most that is not known, none of which is new by what one before it says."""
    known = set(known)
    counted: list[tuple[int, int]] = []
    for place, one in enumerate(said):
        fresh = one.facts - known
        if fresh:
            counted.append((-len(fresh), place))
            known |= fresh
    return tuple(_shortened(said[place].text) for _, place in sorted(sorted(counted)[:_MOST], key=lambda one: one[1]))


def _sentences(article: Article) -> list[str]:
    return sentences(f"{article.content.title}\n{article.content.body}")


def _language(article: Article) -> str:
    content = article.content
    return content.language or guessed(f"{content.title} {content.body[:_LEAD]}")


def _unit(figure: Figure, language: str) -> str:
    """What a figure counts, in one form for all languages where its noun means the same: `dead`, `muertos`."""
    words = fold(figure.unit)
    if not words:
        return "".join(char for char in figure.number if not char.isalnum() and char not in ".,")
    form = common_form(words[-1 if language == "en" else 0], language)  # English has its adjectives before the noun
    return concepts(language).get(f"{language}:{form}", form)


def _shortened(sentence: str) -> str:
    return sentence if len(sentence) <= _LONGEST else f"{sentence[:_LONGEST].rsplit(' ', 1)[0]} …"
