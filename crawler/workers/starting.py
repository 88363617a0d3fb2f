"""Loaded first by the fork server: what a worker says that could not start."""

from __future__ import annotations

import sys
import traceback
from multiprocessing import synchronize
from types import TracebackType


def tell_unless_closed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print an error, unless it is that the pool was closed meanwhile: then a worker finds its locks no more."""
    frames = traceback.extract_tb(trace)
    if not (isinstance(error, FileNotFoundError) and frames and frames[-1].filename == synchronize.__file__):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = tell_unless_closed
