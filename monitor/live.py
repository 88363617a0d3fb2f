"""The configuration in force while its files are edited."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from config.load import Config, reload
from model.errors import ConfigError, Mistake

logger = logging.getLogger(__name__)

EDITED = ("watches.toml", "digests.toml")
"""The files whose edits take effect at once."""


class Live:
    """The newest right configuration. It is replaced as a whole, so whoever takes it has all of it or nothing."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.mistakes: Sequence[Mistake] = ()
        """What is wrong with the files as they are now; empty if they are in force."""
        self._in_force: tuple[bytes | None, ...] = ()  # unknown: they may have been edited since they were read
        self._seen: tuple[bytes | None, ...] = ()

    def look(self) -> bool:
        """Look at the files, and tell whether another configuration is in force now.

        Files must stay the same from one look to the next: what is still being written is waited for.
        """
        found = self._read()
        if found != self._seen:
            self._seen = found
            return False
        if found == self._in_force:
            return False
        self._in_force = found
        return self._take_up()

    def _take_up(self) -> bool:
        try:
            found = reload(self.config)
        except ConfigError as error:
            self.mistakes = tuple(error.mistakes)
            for mistake in self.mistakes:
                logger.error("%s; all stays as before this edit", mistake)  # noqa: TRY400 - it says all
            return False
        self.mistakes = ()
        if found == self.config:
            return False
        self.config = found
        logger.warning("watches and digests were edited; the edit is in force")
        return True

    def _read(self) -> tuple[bytes | None, ...]:
        return tuple(_content(self.config.config_dir / name) for name in EDITED)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
