"""The program as a process that was forked from one that had imported it, since importing it costs a second each time.

The server that forks is the one that the program's own workers come from, so that these start as fast.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection
from pathlib import Path
from subprocess import TimeoutExpired
from types import ModuleType, TracebackType
from typing import IO, Self

from monitor import cli

SCRIPT = Path(sys.executable).parent / "peruwatch"
PRELOADED = ["crawler.workers.starting", "crawler.workers.warm", "crawler.run", "monitor.cli", "monitor.daemon"]


class Program:
    """A running `peruwatch` with pipes: as much of `subprocess.Popen` as tests need."""

    def __init__(self, *arguments: str, cwd: Path, environ: dict[str, str]) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        out, child_out = context.Pipe(duplex=False)
        err, child_err = context.Pipe(duplex=False)
        self._process = context.Process(target=_run, args=(arguments, cwd, environ, child_out, child_err))
        self._process.start()
        child_out.close()
        child_err.close()
        self.stdout, self.stderr = _text(out), _text(err)

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """The exit status, or the signal's number below zero; None while it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """The same."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, once it has ended; raises TimeoutExpired."""
        self._process.join(timeout)
        if self.returncode is None:
            raise TimeoutExpired(SCRIPT.name, timeout or 0)
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What it printed, once it has ended; raises TimeoutExpired."""
        with ThreadPoolExecutor(2) as readers:
            reading = [readers.submit(_rest, pipe) for pipe in (self.stdout, self.stderr)]
            try:
                self.wait(timeout)
                out, err = (one.result(timeout) for one in reading)
            finally:
                self.kill()
        return out, err

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()


def _text(pipe: Connection) -> IO[str]:
    """What can be read from a pipe, which is closed with it."""
    with pipe:
        return os.fdopen(os.dup(pipe.fileno()), encoding="utf-8")


def _rest(pipe: IO[str]) -> str:
    """What is left to be read; nothing where that was done already."""
    if pipe.closed:
        return ""
    with pipe:
        return pipe.read()


def _run(arguments: tuple[str, ...], cwd: Path, environ: dict[str, str], out: Connection, err: Connection) -> None:
    """In the process that was forked: make of it what a shell would have started."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for pipe, number in ((out, 1), (err, 2)):
        os.dup2(pipe.fileno(), number)
        pipe.close()
    sys.stdout, sys.stderr = (
        open(number, "w", encoding="utf-8", closefd=False, buffering=buffering)  # noqa: SIM115 - for as long as it runs
        for number, buffering in ((1, -1), (2, 1))
    )
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    sys.argv = [str(SCRIPT), *arguments]
    main = ModuleType("__main__")
    main.__file__ = str(SCRIPT)
    sys.modules["__main__"] = main  # which its own workers' server imports
    _use_the_server_that_runs()
    cli.main()


def _use_the_server_that_runs() -> None:
    """Have a process of a fork server ask that one for its own, as `ensure_running` says but does not do."""
    server = forkserver._forkserver  # its address and the pipe that keeps it are known
    forkserver.ensure_running = server.ensure_running = resource_tracker.ensure_running  # type: ignore[method-assign]
