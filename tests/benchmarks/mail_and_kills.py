"""Whether anything is lost or told twice: `python -m tests.benchmarks.mail_and_kills [--kills 45] [--articles 175]`.

A daemon watches a site that publishes meanwhile, and owes each article at once and in a digest to five mailboxes and a
webhook. It is killed (SIGKILL) at random moments, while mail server and webhook change between kinds of trouble. In the
end, with all well, what arrived is counted: alerts that did not, articles that no digest tells, messages that came
again and whether they were the same, and articles that a recipient was told of in two different messages.
"""

from __future__ import annotations

import argparse
import asyncio
import email
import email.policy
import json
import random
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.monitor.program import finished, start
from tests.monitor.publishers import free_port, stored_addresses
from tests.sitefarm import Site

RECIPIENTS = [f"desk{number}@a.example" for number in range(5)]
MODES = (
    "well", "away", "hangs up", "busy", "refuses senders", "refuses recipients", "refuses messages",
    "takes without a word", "is slow", "talks nonsense", "hangs",
)  # fmt: skip
HOOK = "hook"
HOOK_MODES = (
    "well",
    "answers 500",
    "answers 429",
    "hangs",
    "hangs up",
    "takes without a word",
    "never ends its answer",
)
_LETTERS = "bcdfglmnprstv"


class MailServer:
    """A mail server whose trouble can be chosen at any time."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mode = "well"
        self.took: list[tuple[str, bytes]] = []
        """Recipient and bytes of each message that it took, whether it said so or not."""

    def start(self) -> None:
        """Serve in a thread."""

        async def serve() -> None:
            server = await asyncio.start_server(self._talk, "127.0.0.1", self.port, limit=1 << 24)
            await server.serve_forever()

        threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            await self._session(reader, writer)
        writer.close()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mode = self.mode
        if mode == "away":
            return
        if mode == "hangs":
            await asyncio.sleep(5)  # longer than it is waited for
            return
        await _say(writer, {"busy": "421 busy", "talks nonsense": "HTTP/1.1 200 OK"}.get(mode, "220 here"))
        recipients: list[str] = []
        answers = {
            "MAIL": "451 not now" if mode == "refuses senders" else "250 ok",
            "RCPT": "450 not now" if mode == "refuses recipients" else "250 ok",
        }
        while line := (await reader.readuntil(b"\r\n")).decode():
            verb = line[:4].upper()
            if mode == "is slow":
                await asyncio.sleep(0.3)
            if verb == "RCPT":
                recipients.append(line.partition("<")[2].partition(">")[0])
            if verb == "QUIT" or (mode == "hangs up" and verb == "DATA"):
                return
            if verb != "DATA":
                await _say(writer, answers.get(verb, "250 ok"))
                continue
            await _say(writer, "354 go on")
            content = (await reader.readuntil(b"\r\n.\r\n"))[:-3]
            if mode == "refuses messages":
                await _say(writer, "452 no room")
                continue
            self.took += [(recipient, content) for recipient in recipients]
            recipients.clear()
            if mode == "takes without a word":
                return
            await _say(writer, "250 ok")


class Webhook:
    """A webhook whose trouble can be chosen at any time."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mode = "well"
        self.took: list[tuple[str, bytes]] = []
        """Key of each message that it took, whether it said so or not, and its bytes."""

    def start(self) -> None:
        """Serve in a thread."""
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                mode = hook.mode
                content = self.rfile.read(int(self.headers["Content-Length"]))
                if mode in ("well", "takes without a word"):
                    hook.took.append((str(self.headers["Idempotency-Key"]), content))
                if mode in ("hangs up", "takes without a word"):
                    return
                if mode == "hangs":
                    time.sleep(40)  # longer than it is waited for
                    return
                self.send_response({"answers 429": 429, "well": 200}.get(mode, 500))
                self.send_header("Content-Length", "0" if mode == "well" else "9")
                self.end_headers()
                if mode == "never ends its answer":
                    time.sleep(40)
                elif mode != "well":
                    self.wfile.write(b"no, thanks"[:9])

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
                """Say nothing."""

            def handle(self) -> None:
                with suppress(OSError):  # whoever asked was killed
                    super().handle()

        server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()


async def _say(writer: asyncio.StreamWriter, line: str) -> None:
    writer.write(f"{line}\r\n".encode())
    await writer.drain()


def word(chance: random.Random) -> str:
    """A word that nothing else has."""
    return "".join(chance.choice(_LETTERS) + chance.choice("aeiou") for _ in range(4))


def title(number: int) -> str:
    """Title of an article."""
    return f"Flood in {word(random.Random(number)).title()}-{number:03}"


def page(number: int) -> str:
    """An article about a happening of its own."""
    chance = random.Random(number)
    text = "".join(f"<p>{' '.join(word(chance) for _ in range(40))}.</p>" for _ in range(3))
    return f"<html><title>{title(number)}</title><body><article><h1>{title(number)}</h1>{text}</article></body></html>"


def publish(site: Site, count: int) -> None:
    """Let the site show so many articles."""
    site.routes |= {f"/peru/flood-{number}.htm": page(number) for number in range(count)}
    links = "".join(f"<h2><a href='/peru/flood-{n}.htm'>{title(n)}</a></h2>" for n in reversed(range(count)))
    site.routes["/peru/"] = f"<html><title>Peru</title><body><main>{links}</main></body></html>"


def main() -> int:
    """Run it, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=45)
    parser.add_argument("--articles", type=int, default=175)
    parser.add_argument("--longest", type=float, default=25, help="seconds within which the daemon is killed")
    parser.add_argument("--seed", type=int, default=14)
    given = parser.parse_args()
    chance, server, hook = random.Random(given.seed), MailServer(), Webhook()
    server.start()
    hook.start()
    with Site() as site, tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        configure(place, site, server.port, hook.port)
        publish(site, 1)
        assert finished("crawl", cwd=place).status == 0  # what comes from now on is news
        modes: Counter[str] = Counter()
        hook_modes: Counter[str] = Counter()
        for number in range(1, given.kills + 1):
            process = start("run", cwd=place)
            ends = time.monotonic() + chance.uniform(
                4, given.longest
            )  # it takes some seconds to start, and tells by and by
            while time.monotonic() < ends and process.poll() is None:
                for is_trouble in (True, False):  # after each trouble messages get through for a while
                    server.mode = chance.choice(MODES) if is_trouble else "well"
                    hook.mode = chance.choice(HOOK_MODES) if is_trouble else "well"
                    modes[server.mode] += 1
                    hook_modes[hook.mode] += 1
                    time.sleep(chance.uniform(0.1, 1.5))
            publish(site, 1 + given.articles * number // given.kills)
            process.kill()
            process.communicate()
        server.mode = hook.mode = "well"
        print(f"{len(server.took)} mails and {len(hook.took)} posts taken between kills", flush=True)
        settle(place, given.articles + 1, server, hook)
        print(f"{given.kills} SIGKILLs; the mail server: {_counted(modes)}; the webhook: {_counted(hook_modes)}")
        told = [*by_mail(server), *by_post(hook)]
        return report(told, given.articles, told_by_a_digest(place))


def _counted(modes: Counter[str]) -> str:
    return ", ".join(f"{count} x {mode}" for mode, count in modes.items())


def configure(place: Path, site: Site, port: int, hook_port: int) -> None:
    """A configuration that tells all at once, and in a digest every minute."""
    (place / "config").mkdir()
    to = ", ".join(f'"{one}"' for one in [*RECIPIENTS, HOOK])
    files = {
        "sources": f'[sources.valley]\nurl = "{site.root}/peru/"\ninterval = "1s"\n',
        "watches": '[watches.floods]\ntitle = "High water"\nkeywords = ["flood"]\nalert = true\n',
        "digests": f'[digests.desk]\nto = [{to}]\ncron = "* * * * *"\n',
        "settings": f'[web]\nport = {free_port()}\n[mail]\nhost = "127.0.0.1"\nport = {port}\n'
        f'tls = "none"\ntimeout = "3s"\n[channels]\n{HOOK} = "json://127.0.0.1:{hook_port}/"\n'
        '[crawl]\ndelay = "0s"\nallow_networks = ["127.0.0.0/8"]\n',
    }
    for name, written in files.items():
        (place / "config" / f"{name}.toml").write_text(written, encoding="utf-8")


def settle(place: Path, articles: int, server: MailServer, hook: Webhook) -> None:
    """Let a daemon do what is left, and send what waits for its next try."""
    process = start("run", cwd=place)
    ends = time.monotonic() + 240
    while time.monotonic() < ends and len(stored_addresses(place)) < articles:
        time.sleep(0.5)
    time.sleep(75)  # the next digest's minute
    process.terminate()
    process.communicate()
    while True:
        before = len(server.took) + len(hook.took)
        finished("deliver", cwd=place)
        if len(server.took) + len(hook.took) == before:
            return


def told_by_a_digest(place: Path) -> set[str]:
    """Titles of what was to be told at once when a digest, due before that could be done, told it."""
    query = (
        "SELECT revision.title FROM alert JOIN edition ON edition.id = alert.edition_id "
        "JOIN revision ON revision.article_id = alert.article_id "
        "WHERE alert.kind = 'instant' AND edition.kind = 'digest'"
    )
    with closing(sqlite3.connect(place / "var" / "peruwatch.db")) as connection:
        return {told for (told,) in connection.execute(query)}


@dataclass(frozen=True, slots=True)
class Told:
    """A message as it was taken."""

    recipient: str
    id: str
    kind: str
    text: str
    content: bytes


def by_mail(server: MailServer) -> Iterator[Told]:
    """What the mail server took."""
    for recipient, content in server.took:
        message = email.message_from_bytes(content, policy=email.policy.default)
        subject, body = str(message["Subject"]), message.get_body(("plain",))
        text = f"{subject} {body.get_content() if body else ''}"
        kind = "alert" if "High water" in subject else "digest"
        yield Told(recipient, str(message["Message-ID"]), kind, " ".join(text.split()), content)


def by_post(hook: Webhook) -> Iterator[Told]:
    """What the webhook took."""
    for key, content in hook.took:
        told = json.loads(content)
        text = " ".join(article["title"] for article in told["articles"])
        yield Told(HOOK, key, "alert" if told["kind"] == "instant" else "digest", text, content)


def report(taken: Sequence[Told], articles: int, by_digest: set[str]) -> int:
    """Print what arrived; 1 if anything was lost or told twice."""
    messages: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for one in taken:
        messages[one.recipient, one.id].append(one)
    told: dict[tuple[str, str], Counter[str]] = {
        (recipient, kind): Counter() for recipient in [*RECIPIENTS, HOOK] for kind in ("alert", "digest")
    }
    for (recipient, _), (first, *_) in messages.items():
        for number in range(1, articles + 1):
            told[recipient, first.kind][title(number)] += title(number) in first.text
    again = [copies for copies in messages.values() if len(copies) > 1]
    print(f"{len(taken)} messages taken, {len(messages)} different ones")
    repeats = sum(len(copies) - 1 for copies in again)
    other = sum(len({copy.content for copy in copies}) > 1 for copies in again)
    print(f"{repeats} came again, {other} of them with other bytes")
    lost = 0
    kinds = sorted({kind for _, kind in told})
    print(f"{len(by_digest)} articles were told by a digest before they could be told at once")
    for kind in kinds:
        spared = by_digest if kind == "alert" else set()
        counts = [
            count
            for recipient in [*RECIPIENTS, HOOK]
            for about, count in told[recipient, kind].items()
            if about not in spared or count  # told in both ways is no loss, but twice in one would be a repeat
        ]
        missing, twice = counts.count(0), sum(count > 1 for count in counts)
        total = (articles - len(spared)) * (len(RECIPIENTS) + 1)
        lost += missing + twice
        print(f"{kind}s: {missing} of {total} articles to recipients lost, {twice} told in two different messages")
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main())
