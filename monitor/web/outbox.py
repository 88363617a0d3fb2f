"""`/outbox`: what is owed, sent and refused, for those who may see to whom, and `/outbox.json`."""

from __future__ import annotations

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from model.alert import MessageState
from monitor.waiting import waiting_alerts
from monitor.web import asked, records
from monitor.web.page import rendered
from monitor.web.site import Site, caller_of
from monitor.web.viewer import Access
from storage import messages, outbox
from storage.messages import ListedMessage

_LENGTH = 30
"""Messages on the page in each state."""
_MOST_LISTED = 200


def routes(site: Site) -> list[Route]:
    """The page and its twin for programs."""

    def show(request: Request) -> Response:
        viewer = site.viewer(request)
        if viewer.access < Access.OWNER:
            raise HTTPException(403)
        with site.database.reading() as session:
            counts = outbox.counts(session)
            newest = {state: messages.newest(session, state, limit=_LENGTH) for state in MessageState}
            waiting = waiting_alerts(session, site.config, viewer.now)
        return rendered(
            viewer,
            "outbox.html",
            counts=counts,
            newest=newest,
            waiting=[one for one in waiting if one.articles],
            has_server=bool(site.config.settings.mail.host),
        )

    def tell(request: Request) -> Response:
        if caller_of(request).access < Access.OWNER:
            raise HTTPException(403, "the outbox is for its owner")
        state, before = _state(request), _before(request)
        limit = records.limit(request.query_params, _LENGTH, _MOST_LISTED)
        with site.database.reading() as session:
            counts = outbox.counts(session)
            found = messages.newest(session, state, limit=limit + 1, before=before)
        shown = found[:limit]
        return JSONResponse(
            {
                "counts": {str(state): number for state, number in counts.items()},
                "messages": [_record(one) for one in shown],
                "cursor": str(shown[-1].id) if len(found) > limit else None,
            }
        )

    return [Route("/outbox", show), Route("/outbox.json", tell)]


def _state(request: Request) -> MessageState | None:
    given = request.query_params.get("state") or None
    if given is not None and given not in set(MessageState):
        raise HTTPException(400, f"state: one of {', '.join(MessageState)}")
    return None if given is None else MessageState(given)


def _before(request: Request) -> int | None:
    given = request.query_params.get("cursor") or None
    if given is not None and not re.fullmatch("[0-9]{1,18}", given):
        raise HTTPException(400, "cursor: take it as it stands in the answer before")
    return None if given is None else min(int(given), asked.NO_ID)


def _record(message: ListedMessage) -> dict[str, object]:
    return {
        "id": message.id,
        "digest": message.audience,
        "recipient": message.recipient,
        "subject": message.subject,
        "created": records.iso(message.created),
        "state": str(message.state),
        "attempts": message.attempts,
        "next_try": records.iso(message.next_try),
        "last_attempt": records.iso(message.last_attempt),
        "detail": message.detail,
    }
