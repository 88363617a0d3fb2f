"""Where in a TOML text each key stands, which the standard library's parser doesn't tell."""

from __future__ import annotations

import re
import tomllib
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

Key = tuple[str | int, ...]
"""A path into a TOML document: names of tables and keys, numbers of list items from 0."""

_TOKEN = re.compile(
    r"""
      (?P<space>[ \t]+|\#[^\n]*)
    | (?P<newline>\n)
    | (?P<string>\"{3}(?:\\.|[^\\])*?\"{3,5} | '{3}.*?'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
    | (?P<word>[^\s\#"'\[\]{},=.]+)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class _TomlToken(NamedTuple):
    kind: str
    text: str
    line: int


def key_lines(text: str) -> list[tuple[Key, int]]:
    """Each table, key and list item in the order of the text, with its line from 1.

    Of a text that isn't valid TOML, what comes before the first fault is right.
    """
    tokens = deque(_tokens(text))
    found: list[tuple[Key, int]] = []
    counts: dict[Key, int] = {}
    table: Key = ()
    while tokens:
        if tokens[0].text == "[":
            table = _header(tokens, counts, found)
        elif tokens[0].kind in {"word", "string"}:
            _pair(tokens, table, found)
        else:
            tokens.popleft()
    return found


def _tokens(text: str) -> Iterator[_TomlToken]:
    line = 1
    for match in _TOKEN.finditer(text):
        if match.lastgroup and match.lastgroup != "space":
            yield _TomlToken(match.lastgroup, match[0], line)
        line += match[0].count("\n")


def _header(tokens: deque[_TomlToken], counts: dict[Key, int], found: list[tuple[Key, int]]) -> Key:
    """Read `[table]` or `[[item]]`; `counts` holds the number of the newest item of each list of tables."""
    line = tokens.popleft().line
    is_item = bool(tokens) and tokens[0].text == "["
    if is_item:
        tokens.popleft()
    *parents, name = _key(tokens) or ("",)
    _drop_line(tokens)
    table: Key = ()
    for part in parents:
        table += (part,)
        table += (counts[table],) if table in counts else ()
    table += (name,)
    if is_item:
        found.append((table, line))
        counts[table] = counts.get(table, -1) + 1
        table += (counts[table],)
    found.append((table, line))
    return table


def _pair(tokens: deque[_TomlToken], table: Key, found: list[tuple[Key, int]]) -> None:
    """Read `key = value`."""
    line = tokens[0].line
    key = table + _key(tokens)
    found.append((key, line))
    if tokens and tokens[0].text == "=":
        tokens.popleft()
        _value(tokens, key, found)


def _key(tokens: deque[_TomlToken]) -> tuple[str, ...]:
    """Read a dotted key."""
    parts: list[str] = []
    while tokens and tokens[0].kind in {"word", "string"}:
        token = tokens.popleft()
        parts.append(token.text if token.kind == "word" else _unquoted(token.text))
        if not (tokens and tokens[0].text == "."):
            break
        tokens.popleft()
    return tuple(parts)


def _unquoted(text: str) -> str:
    """What a quoted key says; one with a wrong escape in it stays as it is."""
    try:
        return str(tomllib.loads(f"text = {text}")["text"])
    except tomllib.TOMLDecodeError:
        return text


def _value(tokens: deque[_TomlToken], key: Key, found: list[tuple[Key, int]]) -> None:
    """Read a value, and note what is inside it."""
    opening = tokens[0].text if tokens else ""
    if opening not in {"[", "{"}:
        while tokens and tokens[0].kind != "newline" and tokens[0].text not in {",", "]", "}"}:
            tokens.popleft()
        return
    tokens.popleft()
    item = 0
    while tokens and tokens[0].text != {"[": "]", "{": "}"}[opening]:
        if opening == "[" and tokens[0].text not in {",", "\n", "}"}:
            found.append(((*key, item), tokens[0].line))
            _value(tokens, (*key, item), found)
        elif opening == "{" and tokens[0].kind in {"word", "string"}:
            _pair(tokens, key, found)
        else:
            item += tokens.popleft().text == ","
    if tokens:
        tokens.popleft()


def _drop_line(tokens: deque[_TomlToken]) -> None:
    while tokens and tokens[0].kind != "newline":
        tokens.popleft()
