"""From pydantic's complaints to mistakes that the author of a file can mend."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from config.document import ConfigDocument
from config.lines import Key
from config.values import UnusableError, guidance, shown
from model.errors import Mistake

_PROBLEMS = {
    "missing": "is missing",
    "too_short": "is an empty list",
    "int_type": "must be a whole number, not {given}",
    "bool_type": "must be true or false, not {given}",
    "string_type": "must be text in quotes, not {given}",
    "tuple_type": "must be a list in brackets, not {given}",
    "model_type": "must be a table, not {given}",
}
_BOUNDS = {"greater_than_equal": ("ge", "at least"), "less_than_equal": ("le", "at most")}


def options(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """The keys that a table may have, as users write them."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def group(field: FieldInfo) -> type[BaseModel] | None:
    """The table that stands under a key, if one does."""
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def mistakes_in(
    error: ValidationError, model: type[BaseModel], document: ConfigDocument, table: Key = ()
) -> list[Mistake]:
    """Every complaint about the table at that key of the document."""
    return [
        document.mistake(table + _place(complaint), *_explained(complaint, model))
        for complaint in error.errors(include_url=False)
    ]


def _place(complaint: ErrorDetails) -> Key:
    """What a complaint is about, without pydantic's own mark of a complaint about a key."""
    path, cause = complaint["loc"], complaint.get("ctx", {}).get("error")
    if isinstance(cause, UnusableError) and cause.key is not None:
        return (*path, cause.key)
    return path[:-1] if path and path[-1] == "[key]" else path


def _explained(complaint: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    """What is wrong, and what is allowed. What is given for a secret is not repeated."""
    kind, context = complaint["type"], complaint.get("ctx", {})
    around, field = _looked_up(complaint["loc"], model)
    given = _given(complaint["input"]) if field is None or field.repr else "what is given"
    meaning = _in_a_sentence(field.description or "") if field else ""
    if kind == "extra_forbidden":
        return "unknown key", guidance(str(complaint["loc"][-1]), options(around), "known keys")
    if kind in _PROBLEMS:
        return _PROBLEMS[kind].format(given=given), meaning
    if kind == "enum":
        return f"{given} is not known", f"one of {context['expected']}".replace("'", '"')
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        return f"{given} is out of bounds", f"{words} {context[bound]}"
    cause = context.get("error")
    return (str(cause), cause.advice) if isinstance(cause, UnusableError) else (complaint["msg"], meaning)


def _looked_up(path: tuple[int | str, ...], model: type[BaseModel]) -> tuple[type[BaseModel], FieldInfo | None]:
    """The innermost table on the way to a key, and the option at its end; None if there is no such option."""
    field = None
    for part in path:
        if isinstance(part, int):
            continue
        if field and not group(field):
            break  # the keys of this table are names that users give
        model = (group(field) if field else None) or model
        field = options(model).get(part)
    return model, field


def _given(value: object) -> str:
    return f"the text {shown(value)}" if isinstance(value, str) else shown(value)


def _in_a_sentence(description: str) -> str:
    """A description without its capital (an abbreviation keeps it) and full stop."""
    start = description[:1] if description[1:2].isupper() else description[:1].lower()
    return start + description[1:].removesuffix(".")
