"""A network of loopback that can be cut: connections to a PostgreSQL's socket go through it."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from pathlib import Path

from sqlalchemy import make_url

from tests.monitor.publishers import free_port


class Network:
    """Carries what goes to a server and back, unless it is cut."""

    def __init__(self, url: str) -> None:
        server = make_url(url)
        self._socket = Path(str(server.query["host"])) / ".s.PGSQL.5432"
        self._port = free_port()
        self.url = server.set(host="127.0.0.1", port=self._port, query={}).render_as_string(hide_password=False)
        """Where the server is to be found."""
        self._is_cut = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()

    def start(self) -> None:
        """Carry in a thread."""
        ready = threading.Event()

        async def serve() -> None:
            server = await asyncio.start_server(self._carry, "127.0.0.1", self._port)
            ready.set()
            await server.serve_forever()

        threading.Thread(target=lambda: self._loop.run_until_complete(serve()), daemon=True).start()
        ready.wait()

    def cut(self) -> None:
        """Break off all connections, and every new one."""
        self._is_cut = True
        self._loop.call_soon_threadsafe(self._break_off)

    def mend(self) -> None:
        """Carry again."""
        self._is_cut = False

    def _break_off(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        try:
            answers, requests = await asyncio.open_unix_connection(str(self._socket))
        except OSError:  # the server restarts
            writer.transport.abort()
            return
        both = {writer, requests}
        self._writers |= both
        await asyncio.gather(_copy(reader, requests), _copy(answers, writer))
        self._writers -= both


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    writer.close()
