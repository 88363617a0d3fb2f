"""Tokens by which readers and programs are known: made once, shown once, and kept as hashes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from model.token import TokenScope
from monitor.published import TOKEN
from storage import tokens
from storage.database import Database, Session

_LONGEST = 200


def issue(session: Session, name: str, scope: TokenScope, now: datetime) -> str | None:
    """A new token for somebody, which nobody will ever be shown again; None where that name has one already."""
    token = secrets.token_urlsafe(32)
    return token if tokens.add(session, name, hashed(token), scope, now) else None


def hashed(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so that a quick hash is as good as a slow one."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def given_token(request: Request) -> str | None:
    """The token that a request has: as a bearer's, or in its address; None where it has none."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and given.strip():
        return given.strip()
    return request.query_params.get(TOKEN)


class Tokens:
    """The tokens of a store, looked at anew once something was committed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: Mapping[str, TokenScope] = {}
        self._as_of: int | None = None

    async def scope(self, token: str) -> TokenScope | None:
        """What a token is for, without a thread where nothing was committed since they were looked at."""
        return self.scope_of(token) if self._are_current() else await run_in_threadpool(self.scope_of, token)

    def _are_current(self) -> bool:
        return self._as_of is not None and self._as_of == self._database.commits()

    def scope_of(self, token: str) -> TokenScope | None:
        """What a token is for; None where it is nobody's, or was revoked."""
        if not self._are_current():
            commits = self._database.commits()
            with self._database.reading() as session:
                self._known = tokens.scopes(session)
            self._as_of = commits
        return self._known.get(hashed(token)) if len(token) <= _LONGEST else None
