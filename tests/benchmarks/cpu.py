"""Processor time of whole process trees: on a shared machine the wall says little.

Ended processes are counted by the kernel, with all of theirs that they waited for. Those that were left behind, as a
server of workers is, come to us to be waited for where the system has subreapers (Linux), and are missed elsewhere.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

_PR_SET_CHILD_SUBREAPER = 36
"""From linux/prctl.h."""


@dataclass(slots=True)
class Spent:
    """What some work took, in seconds."""

    wall: float = 0.0
    cpu: float = 0.0
    """Of this process and all below it."""

    def __str__(self) -> str:
        return f"{self.cpu:.2f} s of CPU, {self.wall:.2f} s in all"


@contextmanager
def spending(*, but: Collection[int] = ()) -> Iterator[Spent]:
    """Measure what is done meanwhile, here and in the processes below, living ones too, `but` for some by number."""
    spent = Spent()
    began, cpu = time.perf_counter(), _tree(but)
    yield spent
    spent.cpu, spent.wall = _tree(but) - cpu, time.perf_counter() - began


def run(command: Sequence[str | Path], *, capture: bool = False) -> tuple[Spent, str]:
    """Run a command to its end, with whatever it leaves behind; gives what it took and, if wanted, what it printed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    known = {child.pid for child in psutil.Process().children()}
    output = subprocess.PIPE if capture else subprocess.DEVNULL
    done = subprocess.run(command, check=True, stdout=output, text=True)
    wall = time.perf_counter() - began
    for child in psutil.Process().children():
        if child.pid not in known:
            os.waitpid(child.pid, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(wall=wall, cpu=_seconds(after) - _seconds(before)), done.stdout or ""


def _tree(but: Collection[int]) -> float:
    """Processor time of this process, of its ended children, and of all processes below it that live."""
    living = sum(_of(child) for child in psutil.Process().children(recursive=True) if child.pid not in but)
    return time.process_time() + _seconds(resource.getrusage(resource.RUSAGE_CHILDREN)) + living


def of_tree(process: psutil.Process) -> float:
    """Processor time of a living process, of those below it, and of those that these waited for."""
    return sum(_of(one) for one in (process, *process.children(recursive=True)))


def _of(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def _seconds(usage: resource.struct_rusage) -> float:
    return usage.ru_utime + usage.ru_stime
