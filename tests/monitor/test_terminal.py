from __future__ import annotations

import csv
import io
import json
import logging
from datetime import datetime

import pytest
from rich.table import Table
from rich.text import Text

from model.article import Content
from monitor.terminal import LogLines, Output, json_text, neutral
from storage.database import Database
from tests.monitor.conftest import Call
from tests.storage.samples import stored

HOSTILE = "\x1b]0;owned\x07Strike\x1b[31m\x9b2J in\rPuno\u202eonuP\x7f\x00"
CONTROLS = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), *"\u202a\u202e\u2066\u2069"} - {"\n", "\t"}


@pytest.fixture
def hostile(store: Database, now: datetime) -> Database:
    body = f"The strike of the miners {HOSTILE} went on."
    stored(store, now, key="gazette.example/a", source="gazette", said=Content(title=HOSTILE, body=body, language="en"))
    return store


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize(
    "command", [("search", "strike"), ("watch", "test", "--query", "strike"), ("check",), ("deliver",), ("status",)]
)
def test_what_publishers_write_steers_no_terminal(peruwatch: Call, command: tuple[str, ...]) -> None:
    result = peruwatch(*command)
    assert not CONTROLS & {*result.out, *result.err}
    if command[0] in {"search", "watch"}:
        assert "Strike" in result.out


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize(
    "command", [("search", "strike", "--json"), ("watch", "test", "--query", "strike", "--json"), ("export",)]
)
def test_json_has_it_all_and_nothing_of_it_raw(peruwatch: Call, command: tuple[str, ...]) -> None:
    result = peruwatch(*command)
    assert not CONTROLS & set(result.out)
    told = json.loads(result.out)
    assert (told if isinstance(told, dict) else told[0])["title"] == HOSTILE


def test_marks_stay_where_they_are_and_the_console_may_use_its_own() -> None:
    out = io.StringIO()
    console = Output(file=out, force_terminal=True, color_system="standard", width=200, highlight=False)
    line = Text("\x1b]0;x\x07")
    line.append("strike", style="bold")
    console.print(line)
    console.print("\x1b[2Jplain")
    table = Table(box=None)
    table.add_column("a")
    table.add_row("\x1b[2Jcell")
    console.print(table)
    shown = out.getvalue()
    assert "\u241b]0;x\x1b[1mstrike\x1b[0m" in shown
    assert "\u241b[2Jplain" in shown
    assert "\u241b[2Jcell" in shown


def test_the_log_is_neutral_too() -> None:
    record = logging.LogRecord("crawler", logging.WARNING, "", 0, "is %s", ("text/\x1b[2Jhtml",), None)
    assert LogLines("%(message)s").format(record) == "is text/\u241b[2Jhtml"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb", "a\nb"),
        ("owned\rsafe", "owned\u240dsafe"),
        ("\u200f\u05d0\u05d1\u200e", "\u200f\u05d0\u05d1\u200e"),
        ("Perú \u2014 «sí»", "Perú \u2014 «sí»"),
    ],
)
def test_what_does_not_steer_is_printed_as_it_is(text: str, shown: str) -> None:
    assert neutral(text) == shown


def test_json_reads_as_what_was_given() -> None:
    assert json.loads(json_text({"a": HOSTILE})) == {"a": HOSTILE}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\uff1d1"])
def test_no_cell_of_a_table_is_a_formula(peruwatch: Call, store: Database, now: datetime, cell: str) -> None:
    said = Content(title=cell, body=f"{cell}|cmd", authors=(cell, "Rosa"), language="en")
    stored(store, now, key="gazette.example/a", source="gazette", said=said)
    (row,) = csv.DictReader(io.StringIO(peruwatch("export", "--format", "csv").out, newline=""))
    assert (row["title"], row["body"], row["authors"]) == (f"'{cell}", f"'{cell}|cmd", f"'{cell}; Rosa")


@pytest.mark.parametrize("cell", ["1-1", "a=b", "'=1", "mail@a.example"])
def test_other_cells_are_as_they_are(peruwatch: Call, store: Database, now: datetime, cell: str) -> None:
    stored(store, now, key="gazette.example/a", source="gazette", said=Content(title=cell, body=""))
    (row,) = csv.DictReader(io.StringIO(peruwatch("export", "--format", "csv").out, newline=""))
    assert row["title"] == cell
