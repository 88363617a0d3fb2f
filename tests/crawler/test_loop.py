"""The event loop of the program, which can be had once in a process: so each test has a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests import PATIENCE

PROGRAM = """
import asyncio, sys
from crawler.loop import run_in_loop

async def main():
    if sys.argv[1] == "answer":
        return 42
    if sys.argv[1] == "fail":
        raise ValueError("no such luck")
    try:
        print("ready", flush=True)
        await asyncio.sleep(60)
    finally:
        print("put away", flush=True)

try:
    print(run_in_loop(main))
except ValueError as error:
    print("failed:", error)
except asyncio.CancelledError:
    print("cancelled")
"""


def start(what: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", PROGRAM, what], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize(("what", "told"), [("answer", "42\n"), ("fail", "failed: no such luck\n")])
def test_the_loop_ends_with_its_coroutine_and_gives_what_came_of_it(what: str, told: str) -> None:
    with start(what) as process:
        assert process.communicate(timeout=PATIENCE)[0] == told
    assert process.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_coroutine_put_things_away(number: signal.Signals) -> None:
    with start("wait") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        assert process.communicate(timeout=PATIENCE)[0] == "put away\ncancelled\n"
