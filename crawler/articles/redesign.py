"""Whether a source's articles suddenly come far shorter than they used to, or without dates: a pure decision.

Then its pages were probably rebuilt, and are read by what the old ones taught. Sources with live tickers or photographs
publish short texts, too, for hours and by the dozen; what tells them apart is that their whole articles go on. So these
are held against their own rhythm, as all news are (`crawler.timing.quiet`): a source was redesigned where no article of
the usual kind came for longer than is likely, while others did. `python -m tests.benchmarks.silence` counts mistakes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from crawler.timing.quiet import quiet
from crawler.timing.rhythm import Sighting
from storage.articles import CameUp

_SHORT = 0.25
"""Of the usual length. Of lengths that vary as those of newspapers do, one in a hundred is below; a teaser in the place
of a text is a tenth."""
_FEWEST = 3
"""Articles without which nothing is said: each may be an odd one by itself."""
_KNOWN = 20
"""Usual articles without which nothing is said."""
_LONGER = 1.5
"""How many times as long as is likely these may be away: posts of one kind come in runs, so the gaps between those of
another are less regular than those of all. Simulated sources with such runs were told by mistake 0.8 times a year
without this and `_KNOWN`, and 0.13 times with both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redesign:
    """Of what kind a source's last news are, where that is unlike what came before."""

    short: int = 0
    """The last ones in a row that are far shorter than usual, if that is unlikely; else 0."""
    length: int = 0
    """Characters that the texts of these have, at the median."""
    usual_length: int = 0
    """Characters that those before had."""
    undated: int = 0
    """The last ones in a row without a date, if that is unlikely; else 0."""
    usually_dated: int = 0
    """How many in a hundred of those before had one."""


def redesign_of(came: Sequence[CameUp], *, now: datetime, since: datetime, watched_since: datetime) -> Redesign:
    """What of a source's news is unlike what it was; `came` is in the order in which they came up."""
    if not came:
        return Redesign()
    usual_length = median(one.length for one in came)
    short = _unlikely([one.length >= usual_length * _SHORT for one in came], came, now, since, watched_since)
    before = [one for one in came if one.length >= usual_length * _SHORT]
    dated = sum(one.is_dated for one in came)
    # Where most have none, that is how it is; as with the median length, what lasts becomes the usual.
    lacking = (
        _unlikely([one.is_dated for one in came], came, now, since, watched_since) if 2 * dated > len(came) else []
    )
    return Redesign(
        short=len(short),
        length=round(median(one.length for one in short)) if short else 0,
        usual_length=round(median(one.length for one in before)) if short else 0,
        undated=len(lacking),
        usually_dated=100 * dated // (len(came) - len(lacking)) if lacking else 0,
    )


def _unlikely(
    is_usual: Sequence[bool], came: Sequence[CameUp], now: datetime, since: datetime, watched_since: datetime
) -> list[CameUp]:
    """The news after the last usual one, where the next of these is overdue; else none."""
    usual = [one.at for one, fits in zip(came, is_usual, strict=True) if fits]
    others = [one for one in came if one.is_news and usual and one.at > usual[-1]]
    if len(others) < _FEWEST or len(usual) < _KNOWN:
        return []
    found = quiet([Sighting(moment, moment) for moment in usual], now=now, since=since)
    if found is None:
        return []
    # As with silence: what came before us is no news, so from our first look on there is as long as after an article.
    return others if now > max(found.since, watched_since) + _LONGER * (found.until - found.since) else []
