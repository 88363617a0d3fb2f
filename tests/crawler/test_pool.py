from __future__ import annotations

import asyncio
import contextlib
import os
import platform
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from functools import partial

import pytest

from crawler.workers.pool import ExtractionPool, Limits
from model.article import Content, Entry, Snapshot
from model.errors import NotAnArticle, PeruwatchError
from tests import PATIENCE
from tests.crawler.readers import all_at_work, read_by_order

NOW = datetime(2024, 7, 11, 12, tzinfo=UTC)
HASTY = Limits(page_seconds=0.5, patience=3)


async def order(pool: ExtractionPool, text: str) -> Content:
    """Hands the pool a document that makes its reader do something."""
    address = "http://127.0.0.1/a.htm"
    snapshot = Snapshot(url=address, fetched=NOW, body=f"<html>{text}".encode())
    return (await pool.extract(snapshot, Entry(url=address), NOW)).content


def lives(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    shown = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(shown.stdout.strip()) and not shown.stdout.startswith("Z")


def wait_for_end(pids: set[int], seconds: float = PATIENCE) -> set[int]:
    """Those of the processes that are still there in the end."""
    deadline = time.monotonic() + seconds
    while (left := {pid for pid in pids if lives(pid)}) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def test_no_process_starts_before_the_first_document() -> None:
    async def scenario() -> None:
        async with ExtractionPool(read=read_by_order) as pool:
            assert pool._pool is None
            assert (await order(pool, "well")).title == "well"
            assert pool._pool is not None

    asyncio.run(scenario())


def test_documents_are_read_in_another_process_and_beyond_the_workers_in_turn() -> None:
    async def scenario() -> None:
        async with ExtractionPool(workers=2, read=read_by_order) as pool:
            contents = await asyncio.gather(*(order(pool, f"number {n}") for n in range(20)))
        assert [content.title for content in contents] == [f"number {n}" for n in range(20)]
        assert str(os.getpid()) not in {content.body for content in contents}

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("sleep", "could not be read in 0.5 seconds"),
        ("spin", "could not be read in 0.5 seconds"),
        ("leave", "could not be read in 0.5 seconds"),
        ("crash", "the process that read it was ended by SIGSEGV"),
        ("kill", "the process that read it was ended by SIGKILL"),
        ("refuse", "holds no text"),
    ],
)
def test_a_bad_document_is_no_article_and_the_next_one_is_read(behaviour: str, reason: str) -> None:
    async def scenario() -> None:
        async with ExtractionPool(workers=1, limits=HASTY, read=read_by_order) as pool:
            with pytest.raises(NotAnArticle, match=f"^{reason}$"):
                await order(pool, behaviour)
            assert (await order(pool, "next")).title == "next"
            assert pool.deaths == (0 if behaviour == "refuse" else 1)

    asyncio.run(scenario())


def test_a_document_that_needs_too_much_memory_is_stopped() -> None:
    async def scenario() -> None:
        async with ExtractionPool(workers=1, limits=Limits(memory=400 << 20), read=read_by_order) as pool:
            with pytest.raises(MemoryError):
                await order(pool, "eat")
            assert (await order(pool, "next")).title == "next"

    asyncio.run(scenario())


def test_an_idle_worker_that_is_killed_costs_no_document() -> None:
    async def scenario() -> None:
        async with ExtractionPool(workers=1, read=read_by_order) as pool:
            os.kill(int((await order(pool, "first")).body), signal.SIGKILL)
            assert (await order(pool, "second")).title == "second"

    asyncio.run(scenario())


def test_workers_that_nobody_needs_for_long_end_and_others_come_when_they_are_needed() -> None:
    async def scenario() -> None:
        async with ExtractionPool(workers=1, read=read_by_order, idle=0.1) as pool:
            first = int((await order(pool, "first")).body)
            assert not await asyncio.to_thread(wait_for_end, {first})
            assert int((await order(pool, "second")).body) != first
            assert pool.deaths == 0

    asyncio.run(scenario())


def test_workers_do_not_end_over_a_document_that_takes_longer_than_they_may_be_idle() -> None:
    async def scenario() -> None:
        async with ExtractionPool(workers=1, limits=HASTY, read=read_by_order, idle=0.1) as pool:
            with pytest.raises(NotAnArticle, match=r"could not be read in 0\.5 seconds"):
                await order(pool, "spin")
            assert pool.deaths == 1

    asyncio.run(scenario())


ENDS = """
import asyncio, multiprocessing, psutil
from crawler.workers.pool import ExtractionPool

async def idle():
    async with ExtractionPool(idle=0.1) as pool:
        await pool.prepare()
        while len(psutil.Process().children()) > 1:  # the one that keeps count of locks
            await asyncio.sleep(0.05)
        print("ended")

asyncio.run(idle())
"""


def test_what_workers_are_made_from_ends_with_them() -> None:
    done = subprocess.run([sys.executable, "-c", ENDS], capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert (done.stdout, done.stderr) == ("ended\n", "")


GIVES_BACK = """
import asyncio, psutil
from crawler.workers.pool import ExtractionPool

async def idle():
    async with ExtractionPool(idle=0.1) as pool:
        await pool.prepare()
        freed = [bytes(700) for _ in range(100_000)]
        between = freed[::100]
        del freed
        most = psutil.Process().memory_info().rss
        while psutil.Process().memory_info().rss > most - (40 << 20):
            await asyncio.sleep(0.05)
        print("given back")

asyncio.run(idle())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries give it back by themselves or never")
def test_what_was_freed_while_documents_were_read_is_given_back_when_workers_end() -> None:
    done = subprocess.run(
        [sys.executable, "-c", GIVES_BACK], capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    assert (done.stdout, done.stderr) == ("given back\n", "")


def test_workers_that_cannot_start_are_told_of_as_that() -> None:
    async def scenario() -> None:
        async with ExtractionPool(workers=1, limits=Limits(memory=1 << 80), read=read_by_order) as pool:
            with pytest.raises(PeruwatchError, match="end as soon as they start"):
                await order(pool, "never")

    asyncio.run(scenario())


def test_closing_ends_workers_that_are_busy_and_frees_who_waits() -> None:
    async def scenario() -> None:
        pool = ExtractionPool(workers=2, read=read_by_order)
        pids = {int(content.body) for content in await asyncio.gather(*(order(pool, str(n)) for n in range(9)))}
        waiting = [asyncio.create_task(order(pool, behaviour)) for behaviour in ("spin", "sleep", "queued")]
        await all_at_work(pool, 2)
        pool.close()
        ends = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(end, asyncio.CancelledError) for end in ends)
        assert not wait_for_end(pids)
        pool.close()
        with pytest.raises(asyncio.CancelledError):
            await order(pool, "late")

    asyncio.run(scenario())


def test_giving_up_on_a_document_frees_its_worker() -> None:
    async def scenario() -> None:
        async with ExtractionPool(workers=1, read=read_by_order) as pool:
            await order(pool, "warm")
            reading = asyncio.create_task(order(pool, "sleep"))
            await all_at_work(pool, 1)
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
            assert not pool._running
            async with asyncio.timeout(5):
                assert (await order(pool, "next")).title == "next"

    asyncio.run(scenario())


def test_a_type_that_nobody_reads_is_refused_without_a_process() -> None:
    async def scenario() -> None:
        async with ExtractionPool() as pool:
            picture = Snapshot(url="http://127.0.0.1/a", fetched=NOW, body=b"\x89PNG\r\n\x1a\n")
            with pytest.raises(NotAnArticle, match="is image/png, neither a page nor a PDF"):
                await pool.extract(picture, Entry(url=picture.url), NOW)
            assert pool._pool is None

    asyncio.run(scenario())


def start_program(behaviour: str) -> tuple[subprocess.Popen[str], set[int]]:
    """A program with a pool of two whose workers are at it, and their numbers."""
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.crawler.readers", behaviour],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Whoever runs the tests in the background has Ctrl-C ignored, by all that they start, too.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - one thread starts it
    )
    assert program.stdout is not None
    return program, {int(pid) for pid in program.stdout.readline().split()}


@pytest.mark.parametrize("behaviour", ["idle", "sleep", "spin"])
def test_workers_end_when_their_program_is_killed(behaviour: str) -> None:
    program, pids = start_program(behaviour)
    try:
        assert len(pids) == 2
        assert all(lives(pid) for pid in pids)
        program.kill()
        program.communicate()
        assert not wait_for_end(pids)
    finally:
        with contextlib.suppress(ProcessLookupError):
            program.kill()


def test_workers_leave_ctrl_c_to_their_program() -> None:
    program, pids = start_program("idle")
    try:
        for pid in pids:
            os.kill(pid, signal.SIGINT)
        assert all(lives(pid) for pid in pids)
        os.killpg(program.pid, signal.SIGINT)  # as a terminal does
        shown, _ = program.communicate(timeout=PATIENCE)
        assert shown == "interrupted\n"
        assert not wait_for_end(pids)
    finally:
        with contextlib.suppress(ProcessLookupError):
            program.kill()
