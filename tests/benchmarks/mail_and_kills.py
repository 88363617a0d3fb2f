"""Whether anything is lost or told twice: `python -m tests.benchmarks.mail_and_kills [--kills 45] [--articles 175]`.

A daemon watches a site that publishes meanwhile, and owes each article at once and in a digest to five recipients. It
is killed (SIGKILL) at random moments, while the mail server changes between kinds of trouble. In the end, with both
well, what arrived is counted: alerts that did not, articles that no digest tells, mails that came again and whether
they were the same, and articles that a recipient was told of in two different mails.
"""

from __future__ import annotations

import argparse
import asyncio
import email
import email.policy
import random
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from contextlib import closing, suppress
from pathlib import Path

from tests.monitor.program import finished, start
from tests.monitor.publishers import free_port, stored_addresses
from tests.sitefarm import Site

RECIPIENTS = [f"desk{number}@a.example" for number in range(5)]
MODES = (
    "well", "away", "hangs up", "busy", "refuses senders", "refuses recipients", "refuses messages",
    "takes without a word", "is slow", "talks nonsense",
)  # fmt: skip
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
    parser.add_argument("--seed", type=int, default=14)
    given = parser.parse_args()
    chance, server = random.Random(given.seed), MailServer()
    server.start()
    with Site() as site, tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        configure(place, site, server.port)
        publish(site, 1)
        assert finished("crawl", cwd=place).status == 0  # what comes from now on is news
        modes: Counter[str] = Counter()
        for number in range(1, given.kills + 1):
            process = start("run", cwd=place)
            ends = time.monotonic() + chance.uniform(4, 25)  # it takes some seconds to start, and tells by and by
            while time.monotonic() < ends and process.poll() is None:
                for server.mode in (chance.choice(MODES), "well"):  # after each trouble mails get through for a while
                    modes[server.mode] += 1
                    time.sleep(chance.uniform(0.1, 1.5))
            publish(site, 1 + given.articles * number // given.kills)
            process.kill()
            process.communicate()
        server.mode = "well"
        print(f"{len(server.took)} mails taken between kills", flush=True)
        settle(place, given.articles + 1, server)
        trouble = ", ".join(f"{count} x {mode}" for mode, count in modes.items())
        print(f"{given.kills} SIGKILLs; the mail server: {trouble}")
        return report(server, given.articles, told_by_a_digest(place))


def configure(place: Path, site: Site, port: int) -> None:
    """A configuration that tells all at once, and in a digest every minute."""
    (place / "config").mkdir()
    to = ", ".join(f'"{one}"' for one in RECIPIENTS)
    files = {
        "sources": f'[sources.valley]\nurl = "{site.root}/peru/"\ninterval = "1s"\n',
        "watches": '[watches.floods]\ntitle = "High water"\nkeywords = ["flood"]\nalert = true\n',
        "digests": f'[digests.desk]\nto = [{to}]\ncron = "* * * * *"\n',
        "settings": f'[web]\nport = {free_port()}\n[mail]\nhost = "127.0.0.1"\nport = {port}\n'
        'tls = "none"\ntimeout = "3s"\n[crawl]\ndelay = "0s"\nallow_networks = ["127.0.0.0/8"]\n',
    }
    for name, written in files.items():
        (place / "config" / f"{name}.toml").write_text(written, encoding="utf-8")


def settle(place: Path, articles: int, server: MailServer) -> None:
    """Let a daemon do what is left, and send what waits for its next try."""
    process = start("run", cwd=place)
    ends = time.monotonic() + 240
    while time.monotonic() < ends and len(stored_addresses(place)) < articles:
        time.sleep(0.5)
    time.sleep(75)  # the next digest's minute
    process.terminate()
    process.communicate()
    while (before := len(server.took)) is not None:
        finished("deliver", cwd=place)
        if len(server.took) == before:
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


def report(server: MailServer, articles: int, by_digest: set[str]) -> int:
    """Print what arrived; 1 if anything was lost or told twice."""
    mails: dict[tuple[str, str], list[bytes]] = defaultdict(list)
    for recipient, content in server.took:
        mails[recipient, str(email.message_from_bytes(content)["Message-ID"])].append(content)
    told: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for (recipient, _), copies in mails.items():
        message = email.message_from_bytes(copies[0], policy=email.policy.default)
        body = message.get_body(("plain",))
        text = f"{message['Subject']} {body.get_content() if body else ''}"
        kind = "alert" if "High water" in str(message["Subject"]) else "digest"
        for number in range(1, articles + 1):
            told[recipient, kind][title(number)] += title(number) in " ".join(text.split())
    again = [copies for copies in mails.values() if len(copies) > 1]
    print(f"{len(server.took)} mails taken, {len(mails)} different ones")
    repeats, other = sum(len(copies) - 1 for copies in again), sum(len(set(copies)) > 1 for copies in again)
    print(f"{repeats} came again, {other} of them with other bytes")
    lost = 0
    kinds = sorted({kind for _, kind in told})
    print(f"{len(by_digest)} articles were told by a digest before they could be told at once")
    for kind in kinds:
        spared = by_digest if kind == "alert" else set()
        counts = [
            count
            for recipient in RECIPIENTS
            for about, count in told[recipient, kind].items()
            if about not in spared or count  # told in both ways is no loss, but twice in one would be a repeat
        ]
        missing, twice = counts.count(0), sum(count > 1 for count in counts)
        total = (articles - len(spared)) * len(RECIPIENTS)
        lost += missing + twice
        print(f"{kind}s: {missing} of {total} articles to recipients lost, {twice} told in two different mails")
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main())
