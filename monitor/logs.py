"""The daemon's log: lines for people, JSON for programs, or fields for systemd's journal."""

from __future__ import annotations

import logging
import socket
import struct
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import typer

from model.errors import PeruwatchError
from model.secrets import without_secrets
from monitor.options import report
from monitor.terminal import json_text

logger = logging.getLogger("peruwatch")

JOURNAL = Path("/run/systemd/journal/socket")
_LONGEST = 100_000
"""Characters of a field: an entry must fit into one datagram, of which Linux takes about 200,000 bytes."""
_PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}
"""syslog's, which the journal has."""


class LogKind(StrEnum):
    """How the log is written."""

    PLAIN = "plain"
    """Lines for people; what was done goes to standard output, the rest to standard error."""
    JSON = "json"
    """An object a line, on standard error."""
    JOURNAL = "journal"
    """Entries with fields, to systemd's journal."""


class JsonLines(logging.Formatter):
    """An object a line: when, how grave, where in the program, what, and the traceback of what nobody foresaw."""

    def format(self, record: logging.LogRecord) -> str:
        """A record as JSON."""
        return json_text(_fields(record))


class JournalHandler(logging.Handler):
    """Sends each record to the journal with its fields (systemd's JOURNAL_NATIVE_PROTOCOL)."""

    def __init__(self, place: Path) -> None:
        super().__init__()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        try:
            self._socket.connect(str(place))
        except OSError as error:
            self._socket.close()
            raise PeruwatchError(f"there is no journal at {place} ({error.strerror}): use --log json") from error

    def emit(self, record: logging.LogRecord) -> None:
        """Send a record."""
        try:
            self._socket.send(_entry(record))
        except OSError:
            self.handleError(record)

    def close(self) -> None:
        """Let go of the socket."""
        self._socket.close()
        super().close()


def log_as(kind: LogKind, journal: Path = JOURNAL) -> tuple[Callable[[str], None], Callable[[str], None]]:
    """Have the log written so; gives how to tell what was done, and what failed. Raises PeruwatchError."""
    if kind is LogKind.PLAIN:
        return report, typer.echo
    root = logging.getLogger()
    if kind is LogKind.JOURNAL:
        root.handlers = [JournalHandler(journal)]
    else:
        for handler in root.handlers:
            handler.setFormatter(JsonLines())
    # As with plain lines, what was done is told unless --quiet was given, whatever else is logged.
    logger.setLevel(logging.INFO if root.isEnabledFor(logging.WARNING) else logging.ERROR)
    return logger.info, logger.error


def _fields(record: logging.LogRecord) -> dict[str, str]:
    moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    told = {
        "at": moment,
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": without_secrets(record.getMessage()),
    }
    if record.exc_info:
        told["exception"] = without_secrets(logging.Formatter().formatException(record.exc_info))
    return told


def _entry(record: logging.LogRecord) -> bytes:
    """A record as the journal takes it."""
    told = _fields(record)
    fields: Mapping[str, str] = {
        "MESSAGE": "\n".join(told[name] for name in ("message", "exception") if name in told),
        "PRIORITY": str(_PRIORITIES.get(record.levelno, 6)),
        "SYSLOG_IDENTIFIER": "peruwatch",
        "LOGGER": record.name,
        "CODE_FILE": record.pathname,
        "CODE_LINE": str(record.lineno),
        "CODE_FUNC": record.funcName,
    }
    return b"".join(_field(name, value[:_LONGEST]) for name, value in fields.items())


def _field(name: str, value: str) -> bytes:
    """A field; one of several lines is told with its length."""
    content = value.encode("utf-8", "backslashreplace")
    if b"\n" not in content:
        return b"%s=%s\n" % (name.encode(), content)
    return b"%s\n%s%s\n" % (name.encode(), struct.pack("<Q", len(content)), content)
