"""The errors of peruwatch, sorted by what a caller does next: fix the configuration, look at the storage, try later."""

from __future__ import annotations

from dataclasses import dataclass


class PeruwatchError(Exception):
    """Something failed in a way that we can explain; its text is one clear line for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing that is wrong in the configuration, so that its author can mend it without reading our code."""

    place: str
    """The file's name, or the environment variable's."""
    line: int | None = None
    """Line in the file, from 1, where it is known."""
    key: str = ""
    """Dotted key, such as `sources.marxist-com.url`."""
    problem: str
    """What was given and why it can't be used."""
    advice: str = ""
    """What is allowed, or the nearest right key."""

    def __str__(self) -> str:
        where = self.place if self.line is None else f"{self.place}:{self.line}"
        told = ": ".join(part for part in (where, self.key, self.problem) if part)
        return f"{told} ({self.advice})" if self.advice else told


class ConfigError(PeruwatchError):
    """The configuration can't be used; carries every mistake that was found in it."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class StorageError(PeruwatchError):
    """The database can't be used as it is: locked, read-only, full, damaged or of another version."""


class LockedError(StorageError):
    """Another process writes to the database, and did not end in time."""


class OutOfTimeError(StorageError):
    """Finding out what was asked took longer than its asker may wait: no use in asking the same again at once."""


class CannotReadError(PeruwatchError):
    """No document can be read on this machine as peruwatch is installed: no use in trying the next one."""


class NotAnArticle(PeruwatchError):  # noqa: N818 - it is an expected finding, named for what it finds
    """A page or file that was fetched holds no article; its text is the reason."""


class ReaderBroke(NotAnArticle):
    """A page or file brought down what reads it: it took too long or too much memory, or met a fault of ours."""


class DeliveryError(PeruwatchError):
    """A message was not taken; `permanent` when trying again can't help."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent
