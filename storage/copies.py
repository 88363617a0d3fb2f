"""Which articles say nearly the same as others: what their texts are like, kept to be found by."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from storage import rows
from storage.likeness import NEARLY, bands_of, likeness
from storage.schema import ArticleRow, BandRow, LikenessRow

_MOST = 100
"""Articles that are compared with a text, the first ones of those that may be like it."""

_WITH_BANDS = (
    select(ArticleRow.id, ArticleRow.copy_of, LikenessRow.signature)
    .join(LikenessRow, LikenessRow.article_id == ArticleRow.id)
    .where(
        ArticleRow.source != bindparam("but"),
        ArticleRow.id.in_(select(BandRow.article_id).where(BandRow.key.in_(bindparam("keys", expanding=True)))),
    )
    .order_by(ArticleRow.id)
    .limit(_MOST)
)
"""The articles of sources but one that have any of some bands."""


def keep(session: Session, article_id: int, signature: bytes | None) -> None:
    """Keep what an article's text is like, of which nothing is kept; None: it says too little to tell."""
    if signature is not None:
        rows.add(session, LikenessRow, [{"article_id": article_id, "signature": signature}])
        rows.add(session, BandRow, [{"article_id": article_id, "key": key} for key in bands_of(signature)])


def forget(session: Session, article_id: int) -> None:
    """Forget what an article's text was like."""
    row = session.get(LikenessRow, article_id)
    if row is not None:
        own = (BandRow.article_id == article_id) & BandRow.key.in_(bands_of(row.signature))
        session.execute(delete(BandRow).where(own))
        session.delete(row)
        session.flush()


def original(session: Session, signature: bytes, *, but: str) -> int | None:
    """The first article, of sources `but` this one, whose text is nearly the same; None where there is none."""
    found = rows.execute(session, _WITH_BANDS, {"but": but, "keys": bands_of(signature)})
    alike = (row for row in found if likeness(row.signature, signature) >= NEARLY)
    return next((row.copy_of or row.id for row in alike), None)
