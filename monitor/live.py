"""The configuration in force while its files are edited."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from config.load import FILES, Config, reload
from config.settings import Settings
from model.errors import Mistake

logger = logging.getLogger(__name__)

AT_START = {
    "storage": ("url",),
    "web": ("host", "port"),
    "crawl": ("contact", "concurrency_per_host", "allow_networks", "timeout"),
}
"""The options that only a restart takes up: connections, the listening socket and the crawler's engine have them."""


class Live:
    """The newest right configuration. It is replaced as a whole, so whoever takes it has all of it or nothing."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.mistakes: Sequence[Mistake] = ()
        """What is wrong with the files as they are now; empty if they are in force."""
        self.waiting: Sequence[str] = ()
        """The options, such as `web.port`, that were edited and wait for a restart."""
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
        edited = [name for name, now, before in zip(FILES, found, self._in_force, strict=False) if now != before]
        self._in_force = found
        return self._take_up(edited)

    def _take_up(self, edited: Iterable[str]) -> bool:
        found, mistakes = reload(self.config)
        self.mistakes = tuple(mistakes)
        for mistake in mistakes:
            logger.error("%s; what was right before this edit stays in force", mistake)
        running, wanted = self.config.settings, found.settings
        self.waiting = waiting_for_restart(running, wanted)
        for option in self.waiting:
            logger.warning("settings.toml: %s was edited; the edit waits for a restart", option)
        found = replace(found, settings=_with_what_runs(wanted, running))
        if found == self.config:
            return False
        self.config = found
        rest = "the rest of the edit" if self.waiting else "the edit"
        logger.warning("%s: %s is in force", ", ".join(edited) or "the configuration", rest)
        return True

    def _read(self) -> tuple[bytes | None, ...]:
        return tuple(_content(self.config.config_dir / name) for name in FILES)


def waiting_for_restart(running: Settings, wanted: Settings) -> tuple[str, ...]:
    """The options that only a restart takes up and that are wanted otherwise than they run."""
    return tuple(
        f"{group}.{option}"
        for group, options in AT_START.items()
        for option in options
        if getattr(getattr(running, group), option) != getattr(getattr(wanted, group), option)
    )


def _with_what_runs(wanted: Settings, running: Settings) -> Settings:
    """The settings that are wanted, but for those that only a restart takes up."""
    groups = {
        group: getattr(wanted, group).model_copy(
            update={option: getattr(getattr(running, group), option) for option in options}
        )
        for group, options in AT_START.items()
    }
    return wanted.model_copy(update=groups)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
