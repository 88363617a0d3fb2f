"""Readers' tokens, of which only hashes are kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from model.token import Token, TokenScope
from storage.schema import TokenRow
from storage.statements import insert_new


def add(session: Session, name: str, hashed: str, scope: TokenScope, now: datetime) -> bool:
    """Keep a token by its hash; False where there is one of that name, which stays."""
    row = {"name": name, "hash": hashed, "scope": scope, "created": now}
    return insert_new(session, TokenRow, [row], unique=("name",)) == 1


def revoke(session: Session, name: str) -> bool:
    """Let the token of that name be worth nothing from now on; False where there is none."""
    found = session.execute(delete(TokenRow).where(TokenRow.name == name).returning(TokenRow.name))
    return found.first() is not None


def every(session: Session) -> list[Token]:
    """All of them, by name."""
    rows = session.scalars(select(TokenRow).order_by(TokenRow.name))
    return [Token(name=row.name, scope=TokenScope(row.scope), created=row.created) for row in rows]


def scopes(session: Session) -> dict[str, TokenScope]:
    """What each token is for, by its hash."""
    return {row.hash: TokenScope(row.scope) for row in session.scalars(select(TokenRow))}
