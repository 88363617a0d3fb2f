"""What hostile sections, feeds, robots.txt and pages cost: `python -m tests.benchmarks.hostile [NAME…]`.

Each is crawled together with an honest source by a process of its own. Printed are the seconds from the first request
on, those of the processor with the start of the program, the most memory that all processes had together (what they
share counted once) and the peak of each, what is told of the hostile source, and how many articles of the honest one
came.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from storage import articles, entries, runs
from tests.crawler.extract.test_hostile import HOSTILE
from tests.crawler.pdf.oddities import heap_of_words, many_pages
from tests.crawler.publisher import Publisher
from tests.forked import SCRIPT
from tests.monitor.program import open_store
from tests.sitefarm import NEVER, Reply, Route, Site, redirect

MOST_SECONDS = 10.0
"""Of a processor, the start of the program included: by the clock it depends on what else the machine does."""
MOST_MEMORY = 600.0
"""MB of all processes."""
HONEST = 5
_XML, _JSON = "application/xml", "application/json"


def listings() -> Iterator[tuple[str, Route]]:
    """Section pages."""
    yield "1,000 links", links(1_000)
    yield "10,000 links", links(10_000)
    yield "30,000 links", links(30_000)
    yield "100,000 links", links(100_000)
    yield (
        "90,000 bare links",
        "".join(f"<a href='/{n}/a-town-in-the-hills'>A town in the hills {n}</a>" for n in range(90_000)),
    )
    yield (
        "one item 30,000 times",
        "<div class=i><h2><a href='/peru/one.htm'>The same again and again</a></h2><p>Text.</p></div>" * 30_000,
    )
    yield (
        "2,000 items that never end",
        "".join(
            f"<article class=item><h2><a href='/peru/{n}.htm'>A town in the hills {n}</a></h2><p>Text of it.</p>"
            for n in range(2_000)
        ),
    )
    yield "divs 50,000 deep", "<div>" * 50_000 + "<a href='/peru/x.htm'>Deep down in the mine</a>"
    yield "tables 3,000 deep", "<table><tr><td>" * 3_000 + "<a href='/peru/x.htm'>Deep down in the mine</a>"
    yield "200,000 open tags", "<a href='/peru/x.htm' " * 200_000
    yield "200,000 list items", "<ul>" + "<li>" * 200_000
    yield "100,000 attributes", "<div " + " ".join(f"a{n}=1" for n in range(100_000)) + ">"
    yield (
        "hrefs of 100 kB",
        "".join(f"<h2><a href='/peru/{'a' * 100_000}{n}'>A long way home {n}</a></h2>" for n in range(50)),
    )
    yield "9 MB in one word", "<p>" + "a" * 9_000_000
    yield "9 MB of comments", "<!-- - -->" * 900_000
    yield "a pager without end", endless
    yield "NUL bytes", Reply(body=b"\0" * 3_000_000)
    yield "UTF-16 that is none", Reply(body=b"\xff\xfe" + b"<\xd8" * 1_000_000)
    yield "a charset that is none", Reply(body=links(50).encode(), kind="text/html; charset=zlib_codec")
    yield "nothing", ""
    yield "a picture", Reply(body=b"\x89PNG\r\n\x1a\n" * 1000, kind="image/png")
    yield "an escape sequence as type", Reply(body=b"\x01\x02", kind="image/\x1b[31mred")
    yield "entities that are none", "&" * 3_000_000
    yield (
        "dates by the thousand",
        "".join(f"<h2><a href='/{n}.htm'>March of the {n} 12/11/2024</a> 3.4.2024</h2>" for n in range(20_000)),
    )


def transports() -> Iterator[tuple[str, Route]]:
    """Section pages by what stands around them."""
    zeros = b"<html>" + b"\0" * (1 << 26)
    packed = gzip.compress(zeros, 6)
    yield "a gzip bomb", encoded(packed, "gzip")
    yield "a gzip bomb in another", encoded(gzip.compress(packed), "gzip, gzip")
    yield "a deflate bomb", encoded(zlib.compress(zeros, 6), "deflate")
    yield "gzip that is cut off", encoded(packed[:1000], "gzip")
    yield "gzip that is none", encoded(b"none", "gzip")
    yield "a refresh to itself", '<meta http-equiv="refresh" content="0; url=/peru/">'
    yield "a redirect to itself", redirect("/peru/")
    yield "a redirect to a file", redirect("file:///etc/passwd")
    yield "a redirect to a cloud's own", redirect("http://169.254.169.254/latest/meta-data/")
    yield "fewer bytes than announced", Reply(body=b"<html>", missing=1_000)
    yield "2 MB of headers", Reply(body=b"<html>", headers={f"X-{n}": "a" * 1_000 for n in range(2_000)})
    yield "no answer", Reply(after=NEVER)
    yield "an answer that drips", Reply(body=b"<html>" * 10_000, pause=0.1)
    yield "a connection that is cut", Reply(hang_up=True)
    yield "30 MB", Reply(body=b"<p>word</p>" * 3_000_000)


def feeds() -> Iterator[tuple[str, Route]]:
    """Feeds as the section."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 10}">' for n in range(12))
    yield "a billion laughs", feed_of("<item><title>&l11;</title></item>", f"<!DOCTYPE rss [{laughs}]>")
    secret = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield "an entity of a file", feed_of("<item><title>&x;</title><link>/1</link></item>", secret)
    yield "elements 50,000 deep", feed_of("<item>" * 50_000)
    yield (
        "100,000 items",
        feed_of("".join(f"<item><title>Item {n}</title><link>/p/{n}</link></item>" for n in range(100_000))),
    )
    yield (
        "titles of 1 MB",
        feed_of("".join(f"<item><title>{'a ' * 500_000}</title><link>/p/{n}</link></item>" for n in range(5))),
    )
    yield (
        "markup in markup",
        feed_of("<item><link>/1</link><description>" + "&lt;div&gt;" * 300_000 + "</description></item>"),
    )
    names = " ".join(f"xmlns:n{n}='u{n}'" for n in range(20_000))
    yield "20,000 namespaces", Reply(body=f"<rss {names}><channel/></rss>".encode(), kind=_XML)
    yield (
        "dates that are none",
        feed_of("".join(f"<item><link>/p/{n}</link><pubDate>{'9' * 5_000}</pubDate></item>" for n in range(500))),
    )
    yield "JSON 200,000 deep", Reply(body=b"[" * 200_000, kind=_JSON)
    deep = '{"version":"https://jsonfeed.org/version/1.1","items":' + '[{"a":' * 50_000
    yield "a JSON feed that is cut off", Reply(body=deep.encode(), kind=_JSON)
    numbers = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": n, "url": 1e308} for n in range(50_000)]}
    yield "a JSON feed of numbers", Reply(body=json.dumps(numbers).encode(), kind=_JSON)
    urls = "".join(f"<url><loc>/peru/{n}</loc></url>" for n in range(100_000))
    yield "a sitemap of 100,000", Reply(body=f"<urlset>{urls}</urlset>".encode(), kind=_XML)


def robots() -> Iterator[tuple[str, Route]]:
    """Answers for robots.txt; the section is an honest one's."""
    yield "robots.txt of 10 MB", text("User-agent: *\nDisallow: /x\n" * 350_000)
    yield "50,000 rules of stars", text("User-agent: *\n" + "Disallow: /*a*a*a*a*a*b\n" * 50_000)
    yield "600 crawlers with 25,000 rules", text(many_crawlers())
    yield "one rule of 400 kB", text("User-agent: *\nDisallow: /" + "*a" * 200_000)
    yield "robots.txt that redirects for ever", redirect("/robots.txt")
    yield "robots.txt of random bytes", Reply(body=bytes(range(256)) * 2_000, kind="text/plain")
    yield "a delay of a year", text("User-agent: *\nCrawl-delay: 31536000\n")
    yield "robots.txt that never comes", Reply(after=NEVER)


def pages() -> Iterator[tuple[str, Route]]:
    """Articles of a section that shows nothing but these."""
    for name, page in HOSTILE.items():
        yield f"page: {name}", Reply(body=page)
    yield "PDF of 10,000 pages", Reply(body=many_pages(), kind="application/pdf")
    yield "PDF of 40,000 words on one another", Reply(body=heap_of_words(), kind="application/pdf")
    yield "page that never comes", Reply(after=NEVER)


def cases() -> Iterator[tuple[str, dict[str, Route]]]:
    """All, by name."""
    for name, route in [*listings(), *transports(), *feeds()]:
        yield name, {"/peru/": route}
    for name, route in robots():
        yield name, {"/peru/": links(5), "/robots.txt": route}
    for name, route in pages():
        section = "<main><h2><a href='/peru/a-long-road.htm'>A long road to the valley</a></h2></main>"
        yield name, {"/peru/": section, "/peru/a-long-road.htm": route}


def many_crawlers() -> str:
    """A robots.txt in which 600 crawlers share 25,000 rules."""
    names = "".join(f"User-agent: bot{chr(97 + n % 26)}{chr(97 + n // 26)}\n" for n in range(600))
    return names + "".join(f"Disallow: /x{n}\n" for n in range(25_000))


def links(count: int) -> str:
    """A section's page with so many links."""
    shown = (
        f"<li><h3><a href='/peru/{n}-a-town.htm'>A town in the hills, part {n}</a></h3><p>Text.</p></li>"
        for n in range(count)
    )
    return f"<html><title>Peru</title><body><ul>{''.join(shown)}</ul></body></html>"


def endless(asked: object) -> str:
    """A section's page that always has a next one."""
    number = int(re.sub(r"\D", "", getattr(asked, "target", "")) or 0)
    return f"{links(5).replace('a-town', f'a-town-{number}')}<a rel=next href='/peru/?page={number + 1}'>Next</a>"


def feed_of(items: str, head: str = "") -> Reply:
    """An RSS feed."""
    document = f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>Peru</title>{items}</channel></rss>'
    return Reply(body=document.encode(), kind="application/rss+xml")


def encoded(body: bytes, encoding: str) -> Reply:
    """A page in an encoding."""
    return Reply(body=body, headers={"Content-Encoding": encoding})


def text(body: str) -> Reply:
    """Plain text."""
    return Reply(body=body.encode(), kind="text/plain")


@dataclass
class Memory:
    """Peaks in MB."""

    own: dict[int, float] = field(default_factory=dict)
    """Of each process, by its number: the most that it had in memory."""
    together: float = 0
    cpu: dict[int, float] = field(default_factory=dict)
    """Seconds of processor time of each."""

    def look(self, of: psutil.Process) -> None:
        """Note what there is now."""
        total = 0.0
        with suppress(psutil.Error):
            for process in [of, *of.children(recursive=True)]:
                with suppress(OSError, AttributeError):
                    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
                    rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="utf-8")
                    self.own[process.pid] = int(_found(r"VmHWM:\s+(\d+)", status)) / 1024
                    times = process.cpu_times()
                    self.cpu[process.pid] = times.user + times.system
                    total += int(_found(r"Pss:\s+(\d+)", rollup)) / 1024
        self.together = max(self.together, total)


def _found(pattern: str, told: str) -> str:
    found = re.search(pattern, told)
    return found[1] if found else "0"


def main() -> int:
    """Print a line for each case."""
    wanted = sys.argv[1:]
    failed = 0
    chosen = [(name, routes) for name, routes in cases() if not wanted or name in wanted]
    for name, routes in chosen:
        with Site() as hostile, Site() as honest, tempfile.TemporaryDirectory() as folder:
            hostile.routes |= routes
            publisher = Publisher(honest)
            publisher.publish(HONEST)
            seconds, memory, state, came = crawled(Path(folder), hostile, honest)
        cpu = sum(memory.cpu.values())
        is_over = cpu > MOST_SECONDS or memory.together > MOST_MEMORY or came < HONEST
        failed += is_over
        peaks = "+".join(f"{peak:.0f}" for _, peak in sorted(memory.own.items()))
        each = "+".join(f"{spent:.1f}" for _, spent in sorted(memory.cpu.items()))
        mark = "OVER " if is_over else ""
        print(
            f"{mark}{name}: {seconds:.1f} s, {cpu:.1f} s of CPU ({each}), {memory.together:.0f} MB ({peaks});", end=" "
        )
        print(f"honest {came}/{HONEST}; {state[:110]}", flush=True)
    bounds = f"{MOST_SECONDS:.0f} s of CPU or {MOST_MEMORY:.0f} MB"
    print(f"{len(chosen)} cases, {failed} over {bounds}, or with harm to the honest source")
    return 1 if failed else 0


def crawled(place: Path, hostile: Site, honest: Site) -> tuple[float, Memory, str, int]:
    """Crawl both once: seconds, memory, what is told of the hostile one, articles of the honest one."""
    (place / "config").mkdir()
    sources = f'[sources.hostile]\nurl = "{hostile.root}/peru/"\n[sources.honest]\nurl = "{honest.root}/peru/"\n'
    (place / "config" / "sources.toml").write_text(sources)
    (place / "config" / "watches.toml").write_text('[watches.water]\nkeywords = ["water"]\n')
    settings = '[crawl]\ndelay = "0s"\ntimeout = "3s"\ndaily_requests = 15\nallow_networks = ["127.0.0.0/8"]\n'
    (place / "config" / "settings.toml").write_text(settings)
    # As a shell starts it: of the tests' forked programs the workers are no children, and would count for nothing.
    process = subprocess.Popen([SCRIPT, "crawl"], cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    watched, memory = psutil.Process(process.pid), Memory()
    while process.poll() is None:
        memory.look(watched)
        time.sleep(0.05)
    ended = time.monotonic()
    began = min(asked.at for asked in [*hostile.log, *honest.log])
    with closing(open_store(place)) as database, database.reading() as session:
        counts, state = articles.count_by_source(session), runs.state(session, "hostile")
        reasons = "; ".join(dict.fromkeys(reason for _, reason in entries.pending_reasons(session, "hostile")))
    told = f"{counts.get('hostile', 0)} articles; {state.last_error or reasons or 'all well'}"
    return ended - began, memory, told.replace("\n", " "), counts.get("honest", 0)


if __name__ == "__main__":
    sys.exit(main())
