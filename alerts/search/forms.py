"""Which words of the indexed articles are forms of wanted ones: by what is stored of them, without any dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alerts.matching.falsefriends import FALSE_FRIENDS
from alerts.matching.inflection import INFLECTIONS, common_form
from storage import search, vocabulary
from storage.database import Session

_FRIENDS = frozenset().union(*FALSE_FRIENDS.values())


@dataclass(frozen=True, slots=True)
class Forms:
    """For some words all forms that occur, each word among them."""

    by_inflection: Mapping[tuple[str, str], frozenset[str]]
    """By the rules of inflection and the word: those that articles have which are inflected so."""
    of_all: Mapping[str, frozenset[str]]
    """By word: those by any rules."""
    shared: Mapping[tuple[str, str], str]
    """By the rules of inflection and each of those: what it shares with the others, which is no word itself.

    All other words of articles in the index may be taken as they are."""
    special: Mapping[str, frozenset[str]]
    """By word: the rules of inflection by which not all of those are forms of it. By the others no more occur."""

    def scopes(self, words: Iterable[str]) -> list[frozenset[str] | None]:
        """The rules of inflection together by which these words have the same forms; None for all there are."""
        special = frozenset().union(*(self.special.get(word, frozenset()) for word in words))
        if not special:
            return [None]
        others = frozenset(INFLECTIONS) - special
        return [*([others] if others else []), *(frozenset([one]) for one in sorted(special))]

    def of(self, word: str, scope: frozenset[str] | None) -> frozenset[str]:
        """The forms of a word in articles of such a scope."""
        if scope is not None and len(scope) == 1:
            (inflection,) = scope
            return self.by_inflection.get((inflection, word), frozenset([word]))
        return self.of_all[word]


def forms_alike(session: Session, words: Iterable[str], *, false_friends: bool) -> Forms:
    """Find the forms of words that occur in indexed articles."""
    wanted = set(words)
    there = search.inflections(session, INFLECTIONS) if wanted else set()
    stored = vocabulary.forms(session, there, wanted)
    found: dict[tuple[str, str], frozenset[str]] = {}
    shared: dict[tuple[str, str], str] = {}
    for inflection in there:
        form_of = {
            word: _form(word, inflection, stored.get((inflection, word)), false_friends=false_friends)
            for word in wanted
        }
        alike = vocabulary.words_of(session, inflection, form_of.values())
        if not false_friends:
            _join_friends(alike, inflection)
        for word, form in form_of.items():
            found[inflection, word] = frozenset([word, *alike.get(form, ())])
            shared |= {(inflection, other): f"={form}" for other in found[inflection, word]}
    of_all = {word: frozenset([word]).union(*(found[one, word] for one in there)) for word in wanted}
    known = vocabulary.forms(session, there, frozenset().union(*of_all.values()))
    special = {
        word: frozenset(one for one in there if any((one, other) in known for other in of_all[word] - found[one, word]))
        for word in wanted
    }
    return Forms(found, of_all, shared, special)


def _form(word: str, inflection: str, stored: str | None, *, false_friends: bool) -> str:
    """The form that words share, as it is stored, or found now: by the same rules."""
    if stored is not None and (false_friends or word not in _FRIENDS):
        return stored
    return common_form(word, INFLECTIONS[inflection], false_friends=false_friends)


def _join_friends(alike: dict[str, set[str]], inflection: str) -> None:
    """Put false friends to the words that they look like: they are stored as words of their own."""
    for words in alike.values():
        words.difference_update(_FRIENDS)
    for word in _FRIENDS:
        form = common_form(word, INFLECTIONS[inflection], false_friends=False)
        alike.setdefault(form, set()).add(word)
