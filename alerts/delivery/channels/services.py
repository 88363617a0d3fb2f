"""Messages handed to the hundred services that Apprise knows."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import datetime
from urllib.parse import unquote

from alerts.delivery.channels.threads import in_thread
from alerts.quoting.plain import one_line
from model.alert import Delivery, Message

_LONGEST = 180.0
"""Seconds until an attempt counts as failed. Apprise itself gives up earlier: long messages go in several parts."""
_TOLD_SECRET = 4
"""Characters from which on a part of an address is taken for a secret, unless it is a host's name."""
_EXPLAINED = (
    ("connection error", "it can't be reached: check the address and the network"),
    ("401", "it does not know the login or token: check them in the address"),
    ("403", "it forbids this: check the token and its rights"),
    ("404", "there is no such channel or topic: check the address"),
    ("413", "the message is too long for it"),
    ("429", "it was sent too much lately"),
)
"""What parts of Apprise's own words come to, in lower case: each of its services has them otherwise."""


async def notify_service(message: Message, address: str, now: datetime) -> Delivery:
    """Make one attempt to hand a message to a service; never raises for what service or network do."""
    told = json.loads(message.content)
    subject, text = str(told["subject"]), str(told["text"])
    try:
        service, said = await asyncio.wait_for(in_thread(lambda: _notified(address, subject, text)), _LONGEST)
    except TimeoutError:
        return Delivery(at=now, delivered=False, detail=f"did not answer within {_LONGEST:g} s")
    if service is None:
        return Delivery(
            at=now,
            delivered=False,
            detail="its address is none that Apprise knows, or lacks a part: see https://appriseit.com/services/",
        )
    if said is None:
        return Delivery(at=now, delivered=True, detail=f"{service} accepted it")
    reason = without_secrets(one_line(" ".join(said)), address) or "it did not say why"
    advice = next((f"; {words}" for part, words in _EXPLAINED if part in reason.lower()), "")
    return Delivery(at=now, delivered=False, detail=f"{service} did not take it: {reason}{advice}")


def _notified(address: str, subject: str, text: str) -> tuple[str | None, list[str] | None]:
    """The service's name, None where there is none of that address, and what it said; None where it took it."""
    import apprise  # noqa: PLC0415 - it takes long to import, and longer to find out what it knows

    apprise.logger.propagate = False  # it is told with the message, without what is secret
    asset = apprise.AppriseAsset(
        app_id="peruwatch",
        app_desc="peruwatch",
        async_mode=False,
        allow_templates=False,  # a publisher's words are no template
        image_url_mask=None,
        image_url_logo=None,
    )
    service = apprise.Apprise(asset=asset)
    if not service.add(address):
        return None, None
    name = str(service[0].service_name)
    # Nothing is cut off: what is too long for the service goes in several parts.
    service[0].overflow_mode = apprise.OverflowMode.SPLIT
    result = service.notify(title=subject, body=text, body_format=apprise.NotifyFormat.TEXT)
    return name, None if result else [entry.message for one in result for entry in one.logs()]


def is_known_service(address: str) -> bool:
    """Whether Apprise knows what an address means."""
    import apprise  # noqa: PLC0415 - as above

    apprise.logger.propagate = False  # it would repeat the address
    return apprise.Apprise.instantiate(address) is not None


def without_secrets(text: str, address: str) -> str:
    """A text without the parts of an address that may be secret; names of hosts stay."""
    scheme, _, rest = address.partition("://")
    for part in sorted(re.split(r"[/:@?&=#]", rest), key=len, reverse=True):
        for spelled in {part, unquote(part)}:
            if len(spelled) >= _TOLD_SECRET and not re.fullmatch(r"[\w-]+(\.[\w-]+)+|localhost", spelled):
                text = text.replace(spelled, "…")
    return text.replace(address, f"{scheme}://…")
