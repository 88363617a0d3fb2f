"""Settings from environment variables, which go before those of the file.

pydantic-settings would do this too, but it passes over misspelt variables, knows no `_FILE`, and
raises before the mistakes of the files can be told with those of the environment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic.fields import FieldInfo

from config.lines import Key
from config.mistakes import group, options
from config.settings import Settings
from config.values import UnusableError, nearest
from model.errors import Mistake

PREFIX = "PERUWATCH_"
NOT_SETTINGS = frozenset({"PERUWATCH_CONFIG", "PERUWATCH_DATA"})
"""They say where the files are, so they can't stand in one."""

_CHANNEL = f"{PREFIX}CHANNELS__"
"""Channels are named by users: PERUWATCH_CHANNELS__NEWS_DESK is that of the name news-desk."""
_SECRET = FieldInfo(annotation=str, default="", repr=False)

_TRUTHS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One setting that the environment gives."""

    variable: str
    key: Key
    """Group and option."""
    value: object
    """In the type that TOML would give, if the text allows it."""


def overrides_in(environ: Mapping[str, str]) -> tuple[list[Override], list[Mistake]]:
    """The settings in the environment, and its mistakes: unknown variables, files that can't be read."""
    known = _variables()
    overrides, mistakes = [], []
    for variable in sorted(environ):
        if not variable.startswith(PREFIX) or variable in NOT_SETTINGS:
            continue
        try:
            key, field = _known_option(variable, known)
            text = _text(variable, environ, is_file=variable not in known and variable.endswith("_FILE"))
        except UnusableError as wrong:
            mistakes.append(Mistake(place=variable, problem=str(wrong), advice=wrong.advice))
        else:
            overrides.append(Override(variable=variable, key=key, value=_typed(text, field)))
    return overrides, mistakes


def _variables() -> dict[str, tuple[Key, FieldInfo]]:
    """Each setting's variable, such as PERUWATCH_MAIL__PORT."""
    return {
        f"{PREFIX}{name.upper()}__{key.upper()}": ((name, key), option)
        for name, table in options(Settings).items()
        if (model := group(table))
        for key, option in options(model).items()
    }


def _known_option(variable: str, known: Mapping[str, tuple[Key, FieldInfo]]) -> tuple[Key, FieldInfo]:
    """The option that a variable sets, by itself or by a file."""
    option = known.get(variable) or known.get(variable.removesuffix("_FILE"))
    if option:
        return option
    plain = variable.removesuffix("_FILE")
    if plain.startswith(_CHANNEL) and (name := plain.removeprefix(_CHANNEL)):
        return ("channels", name.lower().replace("_", "-")), _SECRET
    names = [name.removeprefix(PREFIX) for name in (*known, *NOT_SETTINGS)]
    meant = nearest(variable.removeprefix(PREFIX).removesuffix("_FILE"), names)
    advice = f"did you mean {PREFIX}{meant}?" if meant else f"{PREFIX}GROUP__KEY, as in {PREFIX}MAIL__PORT"
    raise UnusableError("is no setting", advice)


def _text(variable: str, environ: Mapping[str, str], *, is_file: bool) -> str:
    """What a variable says, or the file that it names."""
    given = environ[variable]
    if not is_file:
        return given
    plain = variable.removesuffix("_FILE")
    if plain in environ:
        raise UnusableError(f"and {plain} are both given", "one of the two")
    try:
        return Path(given).read_text("utf-8").strip()
    except UnicodeDecodeError:
        raise UnusableError("names a file that is not UTF-8 text", "a text file") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no such path"
        # What was given is not repeated: it may be the secret itself instead of a file's name.
        raise UnusableError(f"names a file that can't be read: {reason}", "a readable file") from None


def _typed(text: str, field: FieldInfo) -> object:
    """The text in its option's type; if it isn't of that type, the text, for validation to refuse."""
    default = field.default
    if isinstance(default, bool):
        return _TRUTHS.get(text.strip().lower(), text)
    if isinstance(default, int):
        return int(text) if re.fullmatch(r"[+-]?[0-9]{1,18}", text.strip()) else text
    if isinstance(default, tuple):
        return _list(text)
    return text


def _list(text: str) -> object:
    """A list from JSON, or from words with commas between."""
    if not text.lstrip().startswith("["):
        return [item.strip() for item in text.split(",") if item.strip()]
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
