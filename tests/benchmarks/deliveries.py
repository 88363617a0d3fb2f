"""Is anything lost or sent twice, where servers misbehave in every way and the process is killed at any moment?

`python -m tests.benchmarks.deliveries` sends 500 messages by SMTP and 500 to a webhook. The servers answer each attempt
in a way drawn by lot; one recipient of five is refused for good. Meanwhile the process that delivers is killed with
SIGKILL 100 times. It prints what was lost, what came twice, and whether each repeat is one that nobody can tell from a
loss: the server took the message and broke the connection unanswered, or the process was killed before noting it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import multiprocessing
import os
import random
import ssl
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope

from alerts.delivery.channels import webhook
from alerts.delivery.compose import Rendered, compose, payload_head
from alerts.delivery.outbox import deliver
from config.load import Config
from model.alert import AlertKind, MessageState
from model.clock import utc_now
from storage import alerts, outbox
from storage.alerts import Draft
from storage.database import Database
from tests.alerts.mailbox import HOST, certificate
from tests.config.folders import loaded

_SENDER = "peruwatch@a.example"
_WORDS = Rendered(subject="News", text="A strike in Puno.\n", html="<p>A strike in Puno.</p>")
_OF_FIVE = 5
_MAIL_WAYS = {
    "takes it": 30,
    "refuses the connection": 5,
    "greylists (450)": 10,
    "refuses for now after DATA (451)": 5,
    "hangs": 2,
    "takes it and drops the connection": 5,
    "closes": 5,
    "fails STARTTLS": 5,
    "refuses the login": 5,
}
_HOOK_WAYS = {
    "takes it": 30,
    "answers 500": 10,
    "hangs": 2,
    "closes": 10,
    "takes it and drops the connection": 5,
}
"""How often each is drawn."""


@dataclass
class Log:
    """What a server took, in its order, and what else it did."""

    took: list[tuple[str, bytes, bool]] = field(default_factory=list)
    """Identity and bytes, and whether the connection broke before the answer."""
    did: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, identity: str, content: bytes, *, dropped: bool) -> None:
        with self.lock:
            self.took.append((identity, content, dropped))

    def taken(self) -> set[str]:
        with self.lock:
            return {identity for identity, _, _ in self.took}


class _Post(SMTP):
    """A connection whose way is drawn when it is made."""

    def __init__(self, log: Log, draw: random.Random, context: ssl.SSLContext, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            self, loop=loop, hostname="localhost", tls_context=context, authenticator=self._authenticated,
            auth_required=True, auth_require_tls=True,
        )  # fmt: skip
        self.log = log
        (self.way,) = draw.choices(list(_MAIL_WAYS), list(_MAIL_WAYS.values()))

    def connection_made(self, transport: Any) -> None:
        if self.way == "refuses the connection":
            self.log.did[self.way] += 1
            transport.abort()
            return
        super().connection_made(transport)

    def _break_off(self) -> None:
        assert isinstance(self.transport, asyncio.Transport)
        self.transport.abort()

    def _authenticated(self, *_: Any) -> AuthResult:
        if self.way == "refuses the login":
            self.log.did[self.way] += 1
            return AuthResult(success=False, handled=False)
        return AuthResult(success=True)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802 - aiosmtpd finds it by this name
        if self.way == "fails STARTTLS":
            self.log.did[self.way] += 1
            await self.push("454 TLS not available")
            return
        await super().smtp_STARTTLS(arg)

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("gone"):
            self.log.did["refuses one of five (550)"] += 1
            return "550 5.1.1 no such user"
        if self.way == "greylists (450)":
            self.log.did[self.way] += 1
            return "450 4.7.1 greylisted"
        if self.way == "hangs":
            self.log.did[self.way] += 1
            await asyncio.sleep(3600)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.way == "refuses for now after DATA (451)":
            self.log.did[self.way] += 1
            return "451 4.3.0 later"
        if self.way == "closes":
            self.log.did[self.way] += 1
            self._break_off()
            return "421 gone"
        dropped = self.way != "takes it"
        content = envelope.content
        assert isinstance(content, bytes)
        identity = next(line for line in content.decode().splitlines() if line.startswith("Message-ID: "))[12:]
        self.log.did[self.way] += 1
        self.log.take(identity, content, dropped=dropped)
        if dropped:
            self._break_off()
        return "250 OK"


@contextmanager
def _post(log: Log, draw: random.Random, context: ssl.SSLContext) -> Iterator[int]:
    """The mail server, in a thread of its own."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)  # connections that it breaks off itself
    server = loop.run_until_complete(loop.create_server(lambda: _Post(log, draw, context, loop), HOST, 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield server.sockets[0].getsockname()[1]
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


@contextmanager
def _hook(log: Log, draw: random.Random) -> Iterator[int]:
    """The webhook's server."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            with log.lock:
                (way,) = draw.choices(list(_HOOK_WAYS), list(_HOOK_WAYS.values()))
                log.did[way] += 1
            self.close_connection = True
            content = self.rfile.read(int(self.headers["Content-Length"]))
            if way == "hangs":
                time.sleep(3)
            elif way == "answers 500":
                self.send_error(500)
            elif way.startswith("takes it") and content:
                log.take(json.loads(content)["id"], content, dropped=way != "takes it")
                if way == "takes it":
                    self.send_response(200)
                    self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's name
            """Say nothing."""

        def handle(self) -> None:
            with suppress(OSError, ValueError):  # those who asked are killed
                super().handle()

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def _configured(folder: Path, mail_port: int, hook_port: int) -> Config:
    settings = (
        f'[mail]\nhost = "{HOST}"\nport = {mail_port}\ntls = "starttls"\nusername = "peruwatch"\npassword = "x"\n'
        f'from = "{_SENDER}"\ntimeout = "1s"\n[channels]\nhook = "json://{HOST}:{hook_port}/"\n'
    )
    return loaded(folder, settings=settings)


def _owe(database: Database, recipients: list[str], now: datetime) -> None:
    """An edition, and a message of it to each."""
    drafts = []
    for recipient in recipients:
        message_id = f"<{os.urandom(8).hex()}@a.example>"
        if "@" in recipient:
            content = compose(
                _WORDS, sender=_SENDER, recipient=recipient, message_id=message_id, date=now, list_id=None
            )
        else:
            content = json.dumps(payload_head(_WORDS, message_id, "digest", now)).encode()
        drafts.append(Draft(message_id=message_id, recipient=recipient, subject="News", content=content))
    with database.transaction() as session:
        alerts.publish(session, "all", AlertKind.DIGEST, slot=None, article_ids=[], drafts=drafts, now=now)


def _deliver(config: Config, begun: Any) -> None:
    """The process that is killed: it delivers until nothing is owed."""
    webhook._TIMEOUT = 1.0
    database = Database.open(config.database_url)
    begun.set()
    while asyncio.run(deliver(database, config, now=utc_now, everything=True, patience=timedelta.max)):
        pass


@dataclass
class Run:
    """What came of it."""

    messages: int
    lost: int
    refused: int
    repeated: int
    after_drop: int
    after_kill: int
    unexplained: int
    otherwise: int
    """Repeats with other bytes."""
    kills: int
    seconds: float


def _identity(message_id: str) -> str:
    return message_id if "@" in message_id and message_id.startswith("<") else f"<{message_id}>"


def run(config: Config, log: Log, owe: Callable[[Database], None], *, kills: int, draw: random.Random) -> Run:
    """Deliver what is owed, in processes that are killed at random moments."""
    began = time.monotonic()
    config.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database.open(config.database_url)
    owe(database)
    forks = multiprocessing.get_context("fork")
    in_window: Counter[str] = Counter()
    done = 0
    while True:
        begun = forks.Event()
        process = forks.Process(target=_deliver, args=(config, begun))
        process.start()
        begun.wait()
        if done < kills:
            _wait(process, log, until=log.did.total() + draw.randint(0, 12), then=draw.uniform(0, 0.02))
        else:
            process.join()
        if process.exitcode == 0:
            break
        process.kill()
        process.join()
        done += 1
        with database.reading() as session:
            owed = {one.message.message_id for one in outbox.undelivered(session)}
        in_window.update(identity for identity in map(_identity, log.taken()) if identity in owed)
    with database.reading() as session:
        counts = outbox.counts(session)
    database.close()
    return _counted(log, counts, in_window, kills=done, seconds=time.monotonic() - began)


def _wait(process: BaseProcess, log: Log, *, until: int, then: float) -> None:
    """Wait until the server has done so much in all, and a moment more, or the process has ended."""
    while process.is_alive() and log.did.total() < until:
        time.sleep(0.001)
    process.join(then)


def _counted(log: Log, counts: dict[MessageState, int], in_window: Counter[str], *, kills: int, seconds: float) -> Run:
    taken: dict[str, list[tuple[bytes, bool]]] = {}
    for identity, content, dropped in log.took:
        taken.setdefault(_identity(identity), []).append((content, dropped))
    result = Run(
        messages=sum(counts.values()),
        lost=sum(counts.values()) - counts[MessageState.FAILED] - len(taken),
        refused=counts[MessageState.FAILED],
        repeated=0, after_drop=0, after_kill=0, unexplained=0, otherwise=0, kills=kills, seconds=seconds,
    )  # fmt: skip
    for identity, times in taken.items():
        result.otherwise += len({content for content, _ in times}) - 1
        for _, was_dropped in times[:-1]:
            result.repeated += 1
            if was_dropped:
                result.after_drop += 1
            elif in_window[identity]:
                result.after_kill += 1
            else:
                result.unexplained += 1
    return result


def measure(messages: int, kills: int, seed: int) -> Iterator[tuple[str, Run, Log]]:
    """Both runs, each with what its server did."""
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        public, context = certificate(folder)
        os.environ["SSL_CERT_FILE"] = str(public)
        mail, posted = Log(), Log()
        with _post(mail, draw, context) as mail_port, _hook(posted, draw) as hook_port:
            now = datetime.now(UTC)
            people = [*(f"reader{number}@a.example" for number in range(_OF_FIVE - 1)), "gone@a.example"]

            def by_mail(database: Database) -> None:
                for _ in range(messages // _OF_FIVE):
                    _owe(database, people, now)

            def by_hook(database: Database) -> None:
                for _ in range(messages):
                    _owe(database, ["hook"], now)

            for what, owe, log in (("SMTP", by_mail, mail), ("webhook", by_hook, posted)):
                place = folder / what
                place.mkdir()
                config = _configured(place, mail_port, hook_port)
                yield what, run(config, log, owe, kills=kills, draw=draw), log


def main() -> None:
    """Print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=15)
    given = parser.parse_args()
    import_module("aiohttp")  # it takes longer than the processes live
    logging.disable(logging.CRITICAL)  # of connections that we break off ourselves
    for what, result, log in measure(given.messages, given.kills, given.seed):
        print(f"{what}: {result.messages} messages, {result.kills} kills, {result.seconds:.0f} s")
        print(f"  lost                          {result.lost}")
        print(f"  refused for good, and shown   {result.refused}")
        print(f"  repeated                      {result.repeated}")
        print(f"    after a dropped connection  {result.after_drop}")
        print(f"    after a kill before noting  {result.after_kill}")
        print(f"    for no reason               {result.unexplained}")
        print(f"  repeats with other bytes      {result.otherwise}")
        print(f"  the server: {', '.join(f'{way} {count}' for way, count in log.did.most_common())}")


if __name__ == "__main__":
    main()
