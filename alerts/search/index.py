"""What the search index holds of articles: their words as the matcher reads them, and the words' common forms."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from alerts.matching.inflection import FORMS_VERSION, INFLECTIONS, common_form, inflection_of
from alerts.matching.text import FOLDED, MatchedText
from model.article import Article
from storage import articles, search, vocabulary
from storage.database import Database, Session
from storage.search import Indexed, is_short

RULES = "ef065f9718a5"
"""What our rules make of a few texts, as a digest, which a test compares: with other rules the index is made anew."""
VERSION = f"{RULES}, Unicode {unicodedata.unidata_version}, {FORMS_VERSION}"

_APART = " \N{PILCROW SIGN} "
"""Between two texts in one column: a word that is in no text, so that no phrase runs from one into the other."""
_CHUNK = 50
"""Articles put into the index in one transaction."""


def prepared(article: Article) -> Indexed:
    """What the index is to hold of an article."""
    said = article.content
    title, body = MatchedText(said.title, FOLDED), MatchedText(said.body, FOLDED)
    other = MatchedText(said.other_title or "", FOLDED)
    return Indexed(
        article_id=article.id,
        language=said.language,
        inflection=inflection_of(said.language),
        title=title.plain.line.strip(),
        body=body.plain.line.strip(),
        joined_title=_APART.join(filter(None, [_joined(title), other.plain.line.strip(), _joined(other)])),
        joined_body=_joined(body),
    )


def _joined(text: MatchedText) -> str:
    """A text's words in its other reading; empty where it has but one."""
    return text.joined.line.strip() if text.joined else ""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What takes long of putting articles in, done while others may write."""

    entries: Mapping[Article, Indexed] = field(default_factory=dict)
    forms: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The forms of words that were not known yet, by inflection and word."""


def ahead_of(database: Database, chunk: Sequence[Article]) -> Ahead:
    """Prepare articles to be put in."""
    entries = {article: prepared(article) for article in chunk}
    with database.reading() as session:
        return Ahead(entries, _new_forms(session, entries.values()))


def put(session: Session, chunk: Sequence[Article], ahead: Ahead) -> None:
    """Put articles into the index in the place of what it held of them, those that were not prepared, too."""
    late = {article: prepared(article) for article in chunk if article not in ahead.entries}
    vocabulary.learn(session, {**ahead.forms, **(_new_forms(session, late.values()) if late else {})})
    entries = {**ahead.entries, **late}
    search.put(session, [entries[article] for article in chunk], version=VERSION)


def _new_forms(session: Session, entries: Collection[Indexed]) -> dict[tuple[str, str], str]:
    """The common forms of words that are not known yet, by inflection and word.

    They are found by all rules by which any article is inflected, so that whoever asks for a word needs no dictionary.
    """
    texts = (text for entry in entries for text in (entry.title, entry.body, entry.joined_title, entry.joined_body))
    words = {word for word in {word for text in texts for word in text.split()} if is_short(word)}
    inflections = search.inflections(session, INFLECTIONS) | {entry.inflection for entry in entries}
    return {
        (inflection, word): common_form(word, INFLECTIONS[inflection])
        for inflection in inflections
        for word in vocabulary.unknown(session, inflection, words)
    }


def begin(database: Database) -> None:
    """Have the index made by the rules that are in force now; if it is, nothing is done."""
    with database.reading() as session:
        if search.state(session) == VERSION:
            return
    with database.transaction() as session:
        if search.state(session) != VERSION:
            search.begin(session, VERSION)


def begin_anew(session: Session) -> None:
    """Have the index made again from its beginning, since words can't be taken out of it."""
    search.begin(session, VERSION)


def catch_up(database: Database) -> int:
    """Put some articles that are missing into the index, in a short transaction; tells how many these were."""
    with database.reading() as session:
        missing = articles.by_id(session, search.missing(session, _CHUNK))
    ahead = ahead_of(database, missing)
    with database.transaction() as session:
        taken = search.taken(session, _CHUNK)
        put(session, articles.by_id(session, taken), ahead)
    return len(taken)
