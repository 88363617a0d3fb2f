"""The worker processes that documents are read in, so that a bad one ends its worker and not the program."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import faulthandler
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from multiprocessing import connection, forkserver, resource_tracker
from multiprocessing.context import ForkServerContext
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from crawler.extract.kinds import kind_of
from crawler.extract.reading import Reading
from crawler.extract.template import Template, from_json
from model.article import Entry, Kind, Snapshot
from model.errors import CannotReadError, PeruwatchError, ReaderBroke

T = TypeVar("T")

_GRACE = 30.0
"""Seconds that a worker may take to start and to be handed a document, beyond those for reading it."""

_MARGIN = 2.0
"""Seconds after which a worker ends itself that should have been ended."""

_NICENESS = 5
"""What workers step back by (nice(2)): whoever waits for a page, or for mail, waits for a core a third as long."""

_IDLE = 300.0
"""Seconds without a document after which the processes end, which are 200 MB. To have them back takes 1.2 s of a core,
by this less than half a percent of one."""

_ATTEMPTS = 3
"""Pools tried for one document while they break through no fault of its own."""


Reader = Callable[[Snapshot, Entry, datetime, str | None], Reading]
"""What a worker does with a document: a function of a module, since processes know it by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one document may cost: seconds of a processor, and memory."""

    page_seconds: float = 10
    pdf_seconds: float = 60
    listing_seconds: float = 4
    """Ten thousand links, more than any section shows, cost less than three."""
    patience: float = 20
    """How many times these seconds it may take by the clock: with a load of 15 on two cores a worker gets a tenth of
    one, which says nothing of the document. What waits for something else ends then, too."""
    memory: int = 1 << 30
    """Bytes that a worker may allocate, its libraries included."""

    def seconds(self, kind: Kind) -> float:
        """Time for a document of this kind."""
        return self.pdf_seconds if kind is Kind.PDF else self.page_seconds


class ExtractionPool:
    """Reads documents in other processes, which start with the first document and end when there was none for long.

    Belongs to one event loop. Documents beyond the number of workers wait their turn.
    """

    def __init__(
        self,
        *,
        workers: int | None = None,
        limits: Limits | None = None,
        read: Reader | None = None,
        idle: float = _IDLE,
    ) -> None:
        self._workers = workers or min(2, os.cpu_count() or 1)
        self._reader = read or _extract
        self._limits = limits or Limits()
        self._turn = asyncio.Semaphore(self._workers)
        self._pool: ProcessPool | None = None
        self._started: ProcessPool | None = None
        self._running: set[ProcessFuture[Any]] = set()
        self._warming: asyncio.Task[None] | None = None
        self._idle = idle
        self._wanted = 0
        """How many want the processes now: documents in hand or waiting, and who has them started."""
        self._ending: asyncio.TimerHandle | None = None
        """When the processes end unless somebody wants them."""
        self._ended: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        """Held while processes are started, and while idle ones are ended."""
        self._checking = asyncio.Lock()
        self._checked = False
        self._missing: str | None = None
        """Why no document can be read here, once that was found out."""
        self._closed = False
        self.deaths = 0
        """Processes that ended over a document: it brought them down, or took too long."""

    async def extract(self, snapshot: Snapshot, entry: Entry, now: datetime, template: str | None = None) -> Reading:
        """What the article says that this snapshot is of.

        The `template` is what its source's other pages taught, as JSON. Raises NotAnArticle as
        `crawler.extract.document.extract` does; ReaderBroke, which is one, when the document ran out of time or memory
        or brought its process down; CannotReadError if what the processes need can't be imported; PeruwatchError if
        they can't be started; CancelledError once closed.
        """
        return await self._call(self._reader, self._limits.seconds(kind_of(snapshot)), (snapshot, entry, now, template))

    async def run(self, work: Callable[..., T], *args: object) -> T:
        """What a function of a module gives for values that can be pickled, within the limits of a listing.

        Raises what it raises, and what `extract` raises.
        """
        return await self._call(work, self._limits.listing_seconds, args)

    async def _call(self, work: Callable[..., T], seconds: float, args: tuple[object, ...]) -> T:
        async def call(pool: ProcessPool) -> T:
            await self._start(pool)
            return await self._answered(pool, work, seconds, args)

        with self._in_use():
            async with self._turn:
                return await self._with_pool(call)

    async def _with_pool(self, do: Callable[[ProcessPool], Awaitable[T]]) -> T:
        """Does something with a pool, or with the next one if it breaks."""
        for _ in range(_ATTEMPTS):
            pool = self._present()
            try:
                return await do(pool)
            except BrokenProcessPool:
                await asyncio.to_thread(self._discard, pool)
        raise PeruwatchError(
            f"the processes that read documents end as soon as they start ({self._workers} with "
            f"{self._limits.memory:,} bytes of memory each); see the lines above, or whether memory is short"
        )

    def warm(self) -> None:
        """Starts the processes now, while what they will read is still fetched; without, the first document does."""
        is_warming = self._warming is not None and not self._warming.done()
        if self._pool is None and not is_warming and not self._closed:
            self._warming = asyncio.create_task(self._warm())

    async def prepare(self) -> None:
        """Starts the processes now and sees that they have what they need. Raises CannotReadError, PeruwatchError."""
        with self._in_use():
            await self._with_pool(self._start)

    async def _start(self, pool: ProcessPool) -> None:
        """Starts a pool's processes, off the loop, unless they have been started, and has the first one checked."""
        async with self._starting:
            if self._started is not pool or not pool.active:
                await asyncio.to_thread(_start, pool)
                self._started = pool
        async with self._checking:
            if not self._checked:
                self._missing = await _answer(pool, asyncio.wrap_future(_scheduled(pool, _missing)), _GRACE)
                self._checked = True
        if self._missing is not None:
            raise CannotReadError(self._missing)

    async def _warm(self) -> None:
        # The first document meets what goes wrong again, and tells.
        with self._in_use(), contextlib.suppress(BrokenProcessPool, PeruwatchError):
            await self._start(self._present())

    @contextlib.contextmanager
    def _in_use(self) -> Iterator[None]:
        """Keep the processes meanwhile, and have them end when nobody has wanted them for long after that."""
        self._wanted += 1
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None
        try:
            yield
        finally:
            self._wanted -= 1
            if self._wanted == 0 and not self._closed:
                self._ending = asyncio.get_running_loop().call_later(self._idle, self._rest)

    def _rest(self) -> None:
        self._ended = asyncio.create_task(self._end_idle())

    async def _end_idle(self) -> None:
        """End the processes, and the one that they were made from, unless somebody wants them now."""
        async with self._starting:
            if self._wanted == 0 and (pool := self._pool) is not None:
                await asyncio.to_thread(self._discard, pool)
                await asyncio.to_thread(_end_server)
                await asyncio.to_thread(_give_back_memory)

    def close(self) -> None:
        """Ends the workers at once; who waits for a document gets CancelledError. May be called twice."""
        self._closed = True
        for future in tuple(self._running):
            future.cancel()  # type: ignore[no-untyped-call]  # pebble's types are partial
        if self._pool is not None:
            self._discard(self._pool)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.close)

    def _present(self) -> ProcessPool:
        """The pool in use, or a new one without processes."""
        if self._closed:
            raise asyncio.CancelledError("the pool is closed")
        if self._pool is None:
            self._pool = _new_pool(self._workers, self._limits.memory)
        return self._pool

    async def _answered(self, pool: ProcessPool, work: Callable[..., T], seconds: float, args: tuple[object, ...]) -> T:
        """What a worker gives; raises BrokenProcessPool if the pool failed rather than the document."""
        patience = seconds * self._limits.patience
        future = _scheduled(pool, _work, work, seconds, patience, args, timeout=patience)
        self._running.add(future)
        try:
            return await _answer(pool, asyncio.wrap_future(future), patience + _GRACE)
        except ProcessExpired as error:
            self.deaths += 1
            if error.exitcode == -signal.SIGPROF:
                raise ReaderBroke(f"could not be read in {seconds:g} seconds") from error
            raise ReaderBroke(f"the process that read it {_ending(error.exitcode)}") from error
        except TimeoutError as error:
            self.deaths += 1
            raise ReaderBroke(f"could not be read in {seconds:g} seconds") from error
        finally:
            future.cancel()  # type: ignore[no-untyped-call]  # pebble's types are partial
            self._running.discard(future)

    def _discard(self, pool: ProcessPool) -> None:
        """Ends a pool's processes, unless another document that it failed has done so."""
        if self._pool is pool:
            self._pool = None
            pool.stop()  # type: ignore[no-untyped-call]  # as above
            pool.join()


def _scheduled(
    pool: ProcessPool, work: Callable[..., T], *args: object, timeout: float | None = None
) -> ProcessFuture[T]:
    """Hands something to a pool; raises BrokenProcessPool if it broke since we looked."""
    try:
        return pool.schedule(work, args=args, timeout=timeout)
    except RuntimeError as error:
        raise BrokenProcessPool from error


async def _answer(pool: ProcessPool, future: asyncio.Future[T], patience: float) -> T:
    """Waits for the pool's answer, but no longer than there is one to come.

    A pool that breaks while it is handed a document, and a worker that ends before it has confirmed one, forget it.
    """
    deadline = time.monotonic() + patience
    while not future.done():
        await asyncio.wait({future}, timeout=1)
        if not future.done() and (time.monotonic() > deadline or not pool.active):
            raise BrokenProcessPool("the document was lost on its way to a worker")
    return await future


def prepare_workers() -> None:
    """Start the process that workers will be made from, which takes a second or two to load what they need.

    The first pool would do it; who does it early, before its own imports, waits less.
    """
    _context()
    with _importing_as_we_do():
        resource_tracker.ensure_running()
        # Ctrl-C goes to every process of the terminal, and the fork server heeds it while it imports.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            forkserver.ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _end_server() -> None:
    """End the process that workers are made from, and that keeps what they share, unless there are others of them.

    It starts anew by itself.
    """
    if not multiprocessing.active_children():
        # Nothing public ends it before the program does.
        forkserver._forkserver._stop()  # type: ignore[attr-defined]  # noqa: SLF001


def _give_back_memory() -> None:
    """Give the system back what was freed: where it lies between what is used, glibc keeps it until it is told to."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # malloc_trim(3); other C libraries have no such thing
    if trim is not None:
        trim(0)


@contextlib.contextmanager
def _importing_as_we_do() -> Iterator[None]:
    """Have processes that are started find modules where this one does.

    They are started with `python -c`, which would look for them in the working folder first: whoever calls us in a
    folder that has a `crawler` or a `storage` of its own would have that one run.
    """
    before = dict(os.environ)
    os.environ.update(PYTHONSAFEPATH="1", PYTHONPATH=os.pathsep.join(filter(None, sys.path)))
    try:
        yield
    finally:
        for name in ("PYTHONSAFEPATH", "PYTHONPATH"):
            if name in before:
                os.environ[name] = before[name]
            else:
                del os.environ[name]


def _context() -> ForkServerContext:
    """How workers are made: this process has threads, it must not be forked."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crawler.workers.starting", "__main__", "crawler.workers.warm"])
    return context


def _new_pool(workers: int, memory: int) -> ProcessPool:
    """A pool that has no processes yet."""
    context = _context()
    return ProcessPool(max_workers=workers, initializer=_prepare, initargs=(memory,), context=context)


def _start(pool: ProcessPool) -> None:
    """Starts the processes if there are none yet; raises BrokenProcessPool if the pool does not work."""
    try:
        prepare_workers()
        is_active = pool.active
    except OSError as error:  # files, processes or memory are used up, for now or for good
        raise PeruwatchError(
            f"the processes that read documents can't be started: {error.strerror}; "
            "`ulimit -n` tells how many files may be open, 64 are enough for a dozen sources"
        ) from error
    if not is_active:
        raise BrokenProcessPool("its workers or threads are gone")


def _prepare(memory: int) -> None:
    """Sets up a worker: how it ends, and its memory."""
    os.nice(_NICENESS)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # at once, even in the middle of a C function
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True, name="end-with-parent").start()
    # Linux counts in RLIMIT_DATA what a process may write to; RLIMIT_AS would count its libraries' code, too.
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    _, highest = resource.getrlimit(kind)
    granted = memory if highest == resource.RLIM_INFINITY else min(memory, highest)
    resource.setrlimit(kind, (granted, granted))


def _end_with_parent() -> None:
    """Ends this worker when the program is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _work(work: Callable[..., T], seconds: float, patience: float, args: tuple[object, ...]) -> T:
    """Works in a worker, which ends when that costs too much of a processor, whatever the interpreter is at.

    Should the program be gone and the worker wait for ever, an alarm of C ends it.
    """
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        faulthandler.dump_traceback_later(patience + _MARGIN, exit=True, file=nowhere)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            return work(*args)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            faulthandler.cancel_dump_traceback_later()


def _missing() -> str | None:
    """Why no document can be read in a worker; None where all that it needs can be imported."""
    try:
        import crawler.extract.document  # noqa: F401, PLC0415 - as below
    except ImportError as error:
        return f"no document can be read: {_unimportable(error)}; install it, or peruwatch anew with what it needs"
    return None


def _unimportable(error: BaseException) -> str:
    """The package that is missing: libraries that miss one raise errors of their own, from which it is not told."""
    named = error
    while named.__context__ is not None and not (isinstance(named, ModuleNotFoundError) and named.name):
        named = named.__context__
    package = named.name.partition(".")[0] if isinstance(named, ModuleNotFoundError) and named.name else None
    said = " ".join(str(error).split())
    return f"the Python package {package} is missing ({said})" if package else f"an import failed ({said})"


def _extract(snapshot: Snapshot, entry: Entry, now: datetime, template: str | None) -> Reading:
    """What the article says that a snapshot is of."""
    from crawler.extract.document import extract  # noqa: PLC0415 - slow to import, and only workers read

    return extract(snapshot, entry, now, None if template is None else _template(template))


@lru_cache(maxsize=8)
def _template(text: str) -> Template:
    """A template from its JSON, which many documents in turn are read with."""
    return from_json(text)


def _ending(exit_code: int) -> str:
    """How a process ended, in words."""
    if exit_code >= 0:
        return f"ended with status {exit_code}"
    try:
        return f"was ended by {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"was ended by signal {-exit_code}"
