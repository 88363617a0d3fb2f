"""What keeps the database from being used, told once while it lasts."""

from __future__ import annotations

import logging

from model.errors import StorageError

_OVER = 900.0
"""Seconds without it after which a trouble counts as over: the rarest job that meets it comes every five minutes."""


class StoreTrouble:
    """When each trouble was last met: all that is to be done meets the same lock, or the same full disk."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger
        self._met: dict[str, float] = {}

    def tell(self, error: StorageError, now: float) -> None:
        """Tell it, unless it was told and has lasted since; `now` is by a clock that nobody sets."""
        self._met = {text: met for text, met in self._met.items() if now - met < _OVER}
        if str(error) not in self._met:
            self._logger.error("%s", error)
        self._met[str(error)] = now
