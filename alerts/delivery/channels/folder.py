"""Messages written to a folder, for those who run no mail server."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from config.files import replace_file
from model.alert import Delivery, Message


def write_to_folder(message: Message, folder: Path, now: datetime) -> Delivery:
    """Write a message as a file of its own, whole or not at all; a repeat replaces the same file."""
    target = folder / _file_name(message)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(target, message.content)
    except OSError as error:
        advice = "see that the folder can be written to and its disk has room"
        return Delivery(
            at=now, delivered=False, detail=f"{target} could not be written: {error.strerror or error}; {advice}"
        )
    return Delivery(at=now, delivered=True, detail=f"written to {target}")


def _file_name(message: Message) -> str:
    """Give a name that sorts by time and always belongs to this message."""
    identity = hashlib.sha256(message.message_id.encode()).hexdigest()[:16]
    return f"{message.created.astimezone(UTC):%Y%m%dT%H%M%SZ}-{identity}.eml"
