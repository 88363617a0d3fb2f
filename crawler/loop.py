"""The one event loop, which asyncio and Twisted share."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from twisted.internet.asyncioreactor import AsyncioSelectorReactor
from twisted.internet.main import installReactor

T = TypeVar("T")


def run_in_loop(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine to its end on Twisted's asyncio reactor, once in a process, and give its result.

    SIGTERM and SIGINT cancel it, so that it can put things away; then CancelledError is raised.
    """
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    reactor: Any = AsyncioSelectorReactor(loop)
    installReactor(reactor)  # type: ignore[no-untyped-call]
    task = loop.create_task(main())
    task.add_done_callback(lambda _: reactor.stop())
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    reactor.run(installSignalHandlers=False)
    return task.result()
