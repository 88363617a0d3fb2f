"""Articles into developments one after the other: the decision of each applied to the index before the next comes."""

from __future__ import annotations

from collections.abc import Callable

from alerts.developments import decision
from alerts.developments.evidence import ArticleEvidence
from alerts.developments.index import Index
from alerts.developments.summary import Summary
from model.development import Decision, Placement, Reason, ReasonKind


def place(index: Index, evidence: ArticleEvidence, start: Callable[[int | None], int]) -> Decision:
    """Decide where an article belongs, and take it in there; `start` gives the id of a new development.

    It is told the closed development that the new one goes on from, if any.
    """
    if evidence.is_round_up:
        return Decision(place=Placement.APART)
    article = index.weigh(evidence)
    known = index.candidates(article)
    ranked = decision.rank(article, known)
    if not ranked or not decision.joins(ranked[0]):
        after = decision.earlier(article, ranked, known)
        development = start(after)
        index.put(development, None, Summary().with_article(article))
        return Decision(place=Placement.STARTED, development=development, after=after)
    best = ranked[0]
    summary = known[best.development]
    index.put(best.development, summary, summary.with_article(article))
    kept, gone = best.development, []
    for other in decision.to_merge(ranked):
        if (min(kept, other), max(kept, other)) in index.kept_apart:
            continue
        if _are_one(index, index.summary(kept), index.summary(other)):
            gone.append(max(kept, other))
            kept = min(kept, other)
            index.merge(kept, gone[-1])
    return Decision(
        place=Placement.JOINED,
        development=kept,
        reasons=decision.reasons(article, summary),
        likeness=round(best.likeness, 3),
        merges=tuple(gone),
        adds_figure=bool(evidence.figures.keys() - summary.figures.keys()),
    )


def _are_one(index: Index, one: Summary, other: Summary) -> bool:
    """Whether two developments turned out to be the same."""
    if decision.are_one(one, other, index.weights(one.core.keys() & other.core.keys())):
        return True
    alone, many = sorted((one, other), key=lambda each: each.articles)
    shared = (alone.words.keys() & many.words.keys()) | (alone.carried.keys() & many.carried.keys())
    return alone.articles == 1 and decision.would_have_joined(alone, many, index.weights(shared))


def place_copy(index: Index, evidence: ArticleEvidence, original: int, development: int | None) -> Decision:
    """Where an article belongs that prints the text of another one: there, too, whenever it appears.

    But for a figure that was raised it says nothing new, so what articles are compared with stays as it is: reposts
    must not keep a development open.
    """
    reasons = (Reason(ReasonKind.COPY),)
    if development is None:
        return Decision(place=Placement.APART, reasons=reasons, copy_of=original)
    summary = index.summary(development)
    new = evidence.figures.keys() - summary.figures.keys()
    if new:
        index.put(development, summary, summary.with_figures(new))
    return Decision(
        place=Placement.JOINED,
        development=development,
        reasons=reasons,
        likeness=1.0,
        copy_of=original,
        adds_figure=bool(new),
    )
