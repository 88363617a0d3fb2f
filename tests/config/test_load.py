from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.load import FILES, load
from config.settings import Tls
from model.alert import Digest
from model.errors import ConfigError
from model.source import Source
from model.watch import Watch
from tests.config.folders import SMALLEST, loaded, mistakes_of, write_folder

SETTINGS = """\
[storage]
url = "postgresql://me@db.example/peruwatch"
[web]
host = "::1"
port = 80
public_url = "https://watch.example/peru/"
[mail]
host = "mail.example"
port = 465
tls = "tls"
username = "me"
password = "hush"
from = "watch@example.org"
timeout = "1m"
[crawl]
contact = "desk@example.org"
min_interval = "1s"
max_interval = "1s"
delay = "0s"
concurrency_per_host = 8
obey_robots = false
allow_networks = ["127.0.0.0/8", "::1"]
timeout = "5s"
max_page_bytes = 1_000
max_file_bytes = 2_000
"""
SOURCES = """\
[sources.gazette]
url = "https://gazette.example/peru/"
name = "The Gazette"
network = "press"
aliases = ["Old.Gazette.example", "127.0.0.1:8101"]
interval = "10m"
paused = true
listing = "page"
entry = "article h2 a, li.news"
next = "a.older"
[sources.2nd]
url = "http://second.example"
"""
WATCHES = """\
[watches.strikes]
title = "Strikes"
keywords = ["paro nacional", "strike"]
exclude = ["football"]
alert = true
[watches.mining]
keywords = ["mina"]
"""
DIGESTS = """\
[digests.morning]
to = ["desk@example.org", "me@example.org"]
at = "07:00"
timezone = "America/Lima"
watches = ["strikes"]
send_empty = true
[digests.workdays]
to = ["desk@example.org"]
cron = "30 18 * * mon-fri"
"""


def test_the_smallest_configuration_is_two_tables(tmp_path: Path) -> None:
    config = loaded(tmp_path)
    assert config.sources == (
        Source(name="gazette", url="https://gazette.example/peru/", title="gazette", network="gazette"),
    )
    assert config.watches == (Watch(name="strikes", title="strikes", keywords=("strike",)),)
    assert config.digests == ()


def test_everything_that_can_be_said_is_understood(tmp_path: Path) -> None:
    config = loaded(tmp_path, settings=SETTINGS, sources=SOURCES, watches=WATCHES, digests=DIGESTS)
    assert config.sources == (
        Source(
            name="gazette",
            url="https://gazette.example/peru/",
            title="The Gazette",
            network="press",
            aliases=("old.gazette.example", "127.0.0.1:8101"),
            interval=timedelta(minutes=10),
            paused=True,
            listing="page",
            entry="article h2 a, li.news",
            next="a.older",
        ),
        Source(name="2nd", url="http://second.example", title="2nd", network="2nd"),
    )
    assert config.watches == (
        Watch(name="strikes", title="Strikes", keywords=("paro nacional", "strike"), exclude=("football",), alert=True),
        Watch(name="mining", title="mining", keywords=("mina",)),
    )
    assert config.digests == (
        Digest(
            name="morning",
            to=("desk@example.org", "me@example.org"),
            cron="0 7 * * *",
            timezone="America/Lima",
            watches=("strikes",),
            send_empty=True,
        ),
        Digest(name="workdays", to=("desk@example.org",), cron="30 18 * * mon,tue,wed,thu,fri", timezone="UTC"),
    )
    assert config.settings.mail.tls is Tls.TLS
    assert config.settings.mail.sender == "watch@example.org"
    assert config.settings.mail.password.get_secret_value() == "hush"
    assert config.settings.mail.timeout == timedelta(minutes=1)
    assert config.settings.crawl.delay == timedelta()
    assert config.settings.crawl.allow_networks == (ip_network("127.0.0.0/8"), ip_network("::1"))
    assert config.settings.crawl.max_page_bytes == 1000


@pytest.mark.parametrize(
    ("files", "where", "phrases"),
    [
        # settings.toml
        (
            {"settings": "x = 1\n[web]\nprot = 80"},
            "settings.toml:1: x",
            ["unknown key", "mail, monitor, storage, web"],
        ),
        ({"settings": "[web]\nprot = 80"}, "settings.toml:2: web.prot", ["unknown key", 'did you mean "port"?']),
        ({"settings": "[mial]\nport = 80"}, "settings.toml:1: mial", ["unknown key", 'did you mean "mail"?']),
        ({"settings": "mail = 25"}, "settings.toml:1: mail", ["must be a table, not 25"]),
        ({"settings": "[web]\nport = 70000"}, "settings.toml:2: web.port", ["70000", "at most 65535"]),
        ({"settings": "[web]\nport = 0"}, "settings.toml:2: web.port", ["0 is out of bounds", "at least 1"]),
        ({"settings": '[web]\nport = "80"'}, "settings.toml:2: web.port", ["whole number", 'not the text "80"']),
        ({"settings": "[web]\nport = 80.0"}, "settings.toml:2: web.port", ["whole number", "not 80.0"]),
        ({"settings": "[web]\nport = true"}, "settings.toml:2: web.port", ["whole number", "not true"]),
        ({"settings": '[web]\nhost = ""'}, "settings.toml:2: web.host", ["is empty"]),
        ({"settings": "[web]\nhost = 127"}, "settings.toml:2: web.host", ["must be text in quotes, not 127"]),
        ({"settings": '[web]\npublic_url = "x.org"'}, "settings.toml:2: web.public_url", ['"x.org" is no web']),
        ({"settings": '[mail]\ntls = "ssl"'}, "settings.toml:2: mail.tls", ['"ssl"', '"starttls", "tls" or "none"']),
        ({"settings": "[mail]\ntls = false"}, "settings.toml:2: mail.tls", ["false is not known", '"none"']),
        ({"settings": '[mail]\nhost = "m.org:25"'}, "settings.toml:2: mail.host", ["is no host"]),
        ({"settings": '[mail]\nfrom = "me"'}, "settings.toml:2: mail.from", ['"me" is no mail address']),
        ({"settings": '[mail]\nsender = "a@b.org"'}, "settings.toml:2: mail.sender", ["unknown key"]),
        ({"settings": '[mail]\ntimeout = "0s"'}, "settings.toml:2: mail.timeout", ["0s is too short", '"1s"']),
        ({"settings": "[crawl]\ndelay = 1"}, "settings.toml:2: crawl.delay", ["in quotes, not 1", '"1h30m"']),
        ({"settings": '[crawl]\ndelay = "1 week"'}, "settings.toml:2: crawl.delay", ['"1 week" is no duration']),
        (
            {"settings": '[crawl]\nmin_interval = "2h"\nmax_interval = "1h"'},
            "settings.toml:3: crawl.max_interval",
            ["1h is shorter than min_interval, 2h"],
        ),
        (
            {"settings": '[crawl]\nmin_interval = "2d"'},
            "settings.toml:1: crawl.max_interval",
            ["1d is shorter than min_interval, 2d"],
        ),
        (
            {"settings": "[crawl]\nconcurrency_per_host = 0"},
            "settings.toml:2: crawl.concurrency_per_host",
            ["at least 1"],
        ),
        ({"settings": '[crawl]\nobey_robots = "no"'}, "settings.toml:2: crawl.obey_robots", ["true or false", '"no"']),
        (
            {"settings": '[crawl]\nallow_networks = [\n"10.0.0.0/8",\n"10.0.0.1/8"]'},
            "settings.toml:4: crawl.allow_networks",
            ["item 2", '"10.0.0.1/8"', 'the network is "10.0.0.0/8"'],
        ),
        (
            {"settings": "[crawl]\nallow_networks = [3]"},
            "settings.toml:2: crawl.allow_networks",
            ["item 1", "must be a network in quotes, not 3"],
        ),
        (
            {"settings": '[crawl]\nallow_networks = "::1"'},
            "settings.toml:2: crawl.allow_networks",
            ["a list", '"::1"'],
        ),
        ({"settings": '[crawl]\ncontact = "é"'}, "settings.toml:2: crawl.contact", ["can't go into a header"]),
        ({"settings": '[storage]\nurl = "mysql://db"'}, "settings.toml:2: storage.url", ["sqlite:///", "postgresql"]),
        ({"settings": '[storage]\nurl = "postgresql://h:x/db"'}, "settings.toml:2: storage.url", ["port"]),
        ({"settings": '[storage]\nurl = "sqlite://"'}, "settings.toml:2: storage.url", ["sqlite:///var/peruwatch.db"]),
        ({"settings": '[storage]\nurl = "sqlite:///:memory:"'}, "settings.toml:2: storage.url", ["would forget"]),
        ({"settings": '[web]\nport = 80\nhost = "::"'}, "settings.toml:3: web.host", ["there is no password"]),
        # sources.toml
        ({"sources": None}, "sources.toml", ["no sources: the file is missing", "peruwatch init"]),
        ({"sources": "sources = []"}, "sources.toml:1: sources", ["must be tables", "[sources.NAME]"]),
        ({"sources": '[source.a]\nurl = "https://a.org"'}, "sources.toml:1: source", ["unknown", "[sources.NAME]"]),
        ({"sources": "[sources]\na = 1"}, "sources.toml:2: sources.a", ["must be a table, not 1"]),
        (
            {"sources": '\n[sources.A_b]\nurl = "https://a.org"'},
            "sources.toml:2: sources.A_b",
            ['"A_b" can\'t be a name', "lower-case"],
        ),
        (
            {"sources": '[sources."my gazette"]\nurl = "https://a.org"'},
            'sources.toml:1: sources."my gazette"',
            ["can't be a name"],
        ),
        ({"sources": "# one\n[sources.a]"}, "sources.toml:2: sources.a.url", ["is missing", "address of the section"]),
        ({"sources": '[sources.a]\nurl = "a.org"'}, "sources.toml:2: sources.a.url", ['"a.org" is no web address']),
        (
            {"sources": SMALLEST["sources.toml"] + 'alias = ["b.org"]'},
            "sources.toml:3: sources.gazette.alias",
            ["unknown key", 'did you mean "aliases"?'],
        ),
        (
            {"sources": SMALLEST["sources.toml"] + 'aliases = ["b.org",\n"https://c.org/"]'},
            "sources.toml:4: sources.gazette.aliases",
            ["item 2", '"https://c.org/" is no host', '"c.org"'],
        ),
        (
            {"sources": SMALLEST["sources.toml"] + 'interval = "10ms"'},
            "sources.toml:3: sources.gazette.interval",
            ["10ms is too short", "1s"],
        ),
        ({"sources": SMALLEST["sources.toml"] + 'name = " "'}, "sources.toml:3: sources.gazette.name", ["is empty"]),
        (
            {"sources": SMALLEST["sources.toml"] + 'entry = "article >"'},
            "sources.toml:3: sources.gazette.entry",
            ['"article >" is no CSS selector', "got its end", '"article h2 a"'],
        ),
        (
            {"sources": SMALLEST["sources.toml"] + 'next = "a.older["'},
            "sources.toml:3: sources.gazette.next",
            ['"a.older[" is no CSS selector', '"article h2 a"'],
        ),
        (
            {"sources": SMALLEST["sources.toml"] + 'listing = "feeds"'},
            "sources.toml:3: sources.gazette.listing",
            ['"feeds" is neither a kind of listing nor an address', 'did you mean "feed"?'],
        ),
        (
            {"sources": SMALLEST["sources.toml"] + 'listing = "feed"\nnext = "a.older"'},
            "sources.toml:4: sources.gazette.next",
            ['with listing = "feed" no page is read', "leave one of the two out"],
        ),
        ({"sources": SMALLEST["sources.toml"] + "listing = 3"}, "sources.toml:3: sources.gazette.listing", ["not 3"]),
        (
            {"sources": '[sources.a]\nurl = "a.org"\nlisting = "/feed/"'},
            "sources.toml:2: sources.a.url",
            ['"a.org" is no web address'],
        ),
        (
            {"sources": SMALLEST["sources.toml"] + "paused = 1"},
            "sources.toml:3: sources.gazette.paused",
            ["true or false, not 1"],
        ),
        (
            {"sources": SMALLEST["sources.toml"] + '[sources.b]\nurl = "http://www.gazette.example/peru"\npaused = 1'},
            "sources.toml:4: sources.b.url",
            ['"gazette" and "b" have the same section'],
        ),
        (
            {"sources": SMALLEST["sources.toml"] * 2},
            "sources.toml:3: sources.gazette",
            ['duplicate source "gazette"', "line 1"],
        ),
        (
            {"sources": SMALLEST["sources.toml"] + "aliases = [\n]\naliases = [\n]"},
            "sources.toml:5: sources.gazette.aliases",
            ['duplicate key "aliases"', "line 3"],
        ),
        # watches.toml
        ({"watches": None}, "watches.toml", ["no watches: the file is missing"]),
        ({"watches": ""}, "watches.toml", ["no watches: nothing can ever match"]),
        ({"watches": "[watches.a]"}, "watches.toml:1: watches.a.keywords", ["is missing", '"huelga"']),
        ({"watches": "[watches.a]\nkeywords = []"}, "watches.toml:2: watches.a.keywords", ["is an empty list"]),
        ({"watches": '[watches.a]\nkeywords = "x"'}, "watches.toml:2: watches.a.keywords", ["a list", '"x"']),
        (
            {"watches": '[watches.a]\nkeywords = [\n"x",\n""]'},
            "watches.toml:4: watches.a.keywords",
            ["item 2", "letter or digit"],
        ),
        (
            {"watches": '[watches.a]\nkeywords = ["x", 7]'},
            "watches.toml:2: watches.a.keywords",
            ["item 2", "must be text in quotes, not 7"],
        ),
        (
            {"watches": '[watches.a]\nkeywords = ["x"]\nexclude = ["--"]'},
            "watches.toml:3: watches.a.exclude",
            ['"--" can\'t be searched for'],
        ),
        (
            {"watches": '[watches.a]\nkeyword = ["x"]\nkeywords = ["x"]'},
            "watches.toml:2: watches.a.keyword",
            ['did you mean "keywords"?'],
        ),
        (
            {"watches": SMALLEST["watches.toml"] * 2},
            "watches.toml:3: watches.strikes",
            ['duplicate watch "strikes"'],
        ),
        # digests.toml
        (
            {"digests": '[digests.Daily]\nto = ["a@b.org"]\nat = "07:00"'},
            "digests.toml:1: digests.Daily",
            ["can't be a name"],
        ),
        ({"digests": '[digests.a]\nat = "07:00"'}, "digests.toml:1: digests.a.to", ["is missing", "desk@example.org"]),
        ({"digests": '[digests.a]\nto = []\nat = "07:00"'}, "digests.toml:2: digests.a.to", ["is an empty list"]),
        (
            {"digests": '[digests.a]\nto = ["a@b.org", "A@b.org"]\nat = "07:00"'},
            "digests.toml:2: digests.a.to",
            ['names "a@b.org" twice'],
        ),
        (
            {"digests": '[digests.a]\nto = ["Ana <a@b.org>"]\nat = "07:00"'},
            "digests.toml:2: digests.a.to",
            ["item 1", "is no mail address"],
        ),
        ({"digests": '[digests.a]\nto = ["a@b.org"]'}, "digests.toml:1: digests.a", ["neither at nor cron"]),
        (
            {"digests": '[digests.a]\nto = ["a@b.org"]\nat = "07:00"\ncron = "0 7 * * *"'},
            "digests.toml:1: digests.a",
            ["both at and cron"],
        ),
        (
            {"digests": '[digests.a]\nto = ["a@b.org"]\nat = "7 am"'},
            "digests.toml:3: digests.a.at",
            ['"7 am" is no time of day', '"07:00"'],
        ),
        (
            {"digests": '[digests.a]\nto = ["a@b.org"]\nat = 07:00:00'},
            "digests.toml:3: digests.a.at",
            ["must be text in quotes, not a date or time"],
        ),
        (
            {"digests": '[digests.a]\nto = ["a@b.org"]\ncron = "0 7 * *"'},
            "digests.toml:3: digests.a.cron",
            ["is not five fields"],
        ),
        (
            {"digests": '[digests.a]\nto = ["a@b.org"]\nat = "07:00"\ntimezone = "Lima"'},
            "digests.toml:4: digests.a.timezone",
            ['did you mean "America/Lima"?'],
        ),
        (
            {"digests": '[digests.a]\nto = ["a@b.org"]\nat = "07:00"\nwatches = ["*",\n"strike"]'},
            "digests.toml:5: digests.a.watches",
            ["item 2", 'no watch "strike"', 'did you mean "strikes"?'],
        ),
        (
            {"digests": '[digests.a]\nto = ["a@b.org"]\nat = "07:00"\nwatches = []'},
            "digests.toml:4: digests.a.watches",
            ["is an empty list"],
        ),
        # any file
        ({"sources": "[sources.a]\nurl = https://a.org"}, "sources.toml:2", ["not valid TOML", "column 7", "quotes"]),
        ({"sources": '[sources.a]\nurl = "https://a.org'}, "sources.toml:2", ["not valid TOML", "column 21"]),
        ({"sources": "[sources.a]\r\nurl = \r\n"}, "sources.toml:2", ["not valid TOML"]),
        ({"watches": "[watches.a]\nkeywords = [\n"}, "watches.toml:3", ["not valid TOML"]),
        ({"watches": '[watches.a]\r\nkeywords = [\r\n"x",\r\n""]'}, "watches.toml:4: watches.a.keywords", ["item 2"]),
        ({"watches": "a = {}\n[a.b]"}, "watches.toml:2", ["not valid TOML"]),
        ({"watches": b"# ok\n[watches.a]\ntitle = 'Huelga \xe9'"}, "watches.toml:3", ["not UTF-8", "0xe9"]),
        ({"watches": "a = " + "[" * 5000}, "watches.toml", ["nested too deeply"]),
        ({"watches": "a = " + "9" * 5000}, "watches.toml", ["not valid TOML"]),
    ],
)
def test_a_mistake_is_told_with_its_place_and_reason(
    tmp_path: Path, files: dict[str, str | bytes | None], where: str, phrases: list[str]
) -> None:
    told = [str(mistake) for mistake in mistakes_of(tmp_path, None, **files)]
    found = [line for line in told if line.startswith(f"{where}: ")]
    assert any(all(phrase in line for phrase in phrases) for line in found), told


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_a_files_place_is_a_mistake(tmp_path: Path, name: str) -> None:
    folder = write_folder(tmp_path / "config", {name: None})
    (folder / name).mkdir()
    with pytest.raises(ConfigError, match=f"^{name}: is a folder"):
        load(folder, tmp_path, {})


def test_a_file_that_cannot_be_opened_is_a_mistake(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "config", {"settings.toml": None})
    (folder / "settings.toml").symlink_to("settings.toml")
    with pytest.raises(ConfigError, match=r"^settings\.toml: can't be read: "):
        load(folder, tmp_path, {})


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    text = "\ufeff" + SOURCES.replace("\n", "\r\n")
    assert [source.name for source in loaded(tmp_path, sources=text).sources] == ["gazette", "2nd"]


def test_what_is_wrong_with_a_table_because_of_a_variable_is_told_of_the_variable(tmp_path: Path) -> None:
    told = mistakes_of(tmp_path, {"PERUWATCH_WEB__HOST": "0.0.0.0"}, settings="[web]\nport = 80\n")
    assert [(mistake.place, mistake.key) for mistake in told] == [("PERUWATCH_WEB__HOST", "web.host")]


def test_all_mistakes_are_told_at_once_file_by_file_and_from_top_to_bottom(tmp_path: Path) -> None:
    told = mistakes_of(
        tmp_path,
        {"PERUWATCH_MAIL__PORT": "x", "PERUWATCH_WEB": "1"},
        settings='[mail]\ntsl = "tls"\n[web]\nport = 0\n[mail.x]\n',
        sources='[sources.b]\n[sources.A]\nurl = "a.org"\n[sources.c]\nname = 1\nurl = "https://c.org"\n',
        watches="[watches.a]\nkeywords = []\n[watches.b]\nkeywords = 1\n",
        digests='[digests.d]\nwatches = ["c"]\ntimezone = "Mars"\n',
    )
    assert [(mistake.place, mistake.line, mistake.key) for mistake in told] == [
        ("settings.toml", 2, "mail.tsl"),
        ("settings.toml", 4, "web.port"),
        ("settings.toml", 5, "mail.x"),
        ("sources.toml", 1, "sources.b.url"),
        ("sources.toml", 2, "sources.A"),
        ("sources.toml", 3, "sources.A.url"),
        ("sources.toml", 5, "sources.c.name"),
        ("watches.toml", 2, "watches.a.keywords"),
        ("watches.toml", 4, "watches.b.keywords"),
        ("digests.toml", 1, "digests.d.to"),
        ("digests.toml", 1, "digests.d"),
        ("digests.toml", 2, "digests.d.watches"),
        ("digests.toml", 3, "digests.d.timezone"),
        ("PERUWATCH_WEB", None, ""),
        ("PERUWATCH_MAIL__PORT", None, "mail.port"),
    ]


def test_every_file_that_cannot_be_parsed_is_told_and_nothing_follows_from_it(tmp_path: Path) -> None:
    digests = '[digests.a]\nto = ["a@b.org"]\nat = "07:00"\nwatches = ["strikes"]'
    told = mistakes_of(tmp_path, settings="=", sources="=", watches="=", digests=digests)
    assert [mistake.place for mistake in told] == ["settings.toml", "sources.toml", "watches.toml"]


def test_a_digest_may_name_a_watch_that_has_a_mistake_of_its_own(tmp_path: Path) -> None:
    digests = '[digests.a]\nto = ["a@b.org"]\nat = "07:00"\nwatches = ["bad"]'
    told = mistakes_of(tmp_path, watches="[watches.bad]\nkeywords = []", digests=digests)
    assert [mistake.key for mistake in told] == ["watches.bad.keywords"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:///var/peruwatch.db", "sqlite:///{data}/peruwatch.db"),
        ("sqlite:///peruwatch.db", "sqlite:///{data}/peruwatch.db"),
        ("sqlite:///old/peruwatch.db", "sqlite:///{data}/old/peruwatch.db"),
        ("sqlite:////srv/peruwatch.db", "sqlite:////srv/peruwatch.db"),
        ("postgresql://me@db/peru", "postgresql+psycopg://me@db/peru"),
        ("postgresql+psycopg://me@db/peru", "postgresql+psycopg://me@db/peru"),
    ],
)
def test_the_database_is_in_the_data_folder_unless_it_is_said_where(tmp_path: Path, url: str, expected: str) -> None:
    config = loaded(tmp_path, settings=f'[storage]\nurl = "{url}"')
    assert config.database_url == expected.format(data=tmp_path / "var")


def test_folders_are_absolute_wherever_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder(tmp_path / "config", {})
    monkeypatch.chdir(tmp_path)
    config = load(Path("config"), Path("var"), {})
    assert (config.config_dir, config.data_dir) == (tmp_path / "config", tmp_path / "var")
    assert config.outbox_dir == tmp_path / "var" / "outbox"


@pytest.mark.parametrize(
    ("web", "expected"),
    [
        ("", "http://127.0.0.1:8765"),
        ('host = "::1"\nport = 80', "http://[::1]:80"),
        ('public_url = "https://watch.example/peru/"', "https://watch.example/peru"),
    ],
)
def test_the_public_address_has_no_slash_at_its_end(tmp_path: Path, web: str, expected: str) -> None:
    assert loaded(tmp_path, settings=f"[web]\n{web}").public_url == expected


def test_secrets_do_not_print(tmp_path: Path) -> None:
    settings = '[mail]\npassword = "hush"\n[storage]\nurl = "postgresql://me:hush@db/peru"'
    assert "hush" not in repr(loaded(tmp_path, settings=settings))


@pytest.mark.parametrize("setting", ["[mail]\npassword = 90210", '[storage]\nurl = "mysql://me:90210@db"'])
def test_secrets_do_not_print_in_mistakes_either(tmp_path: Path, setting: str) -> None:
    (mistake,) = mistakes_of(tmp_path, settings=setting)
    assert "90210" not in str(mistake)


TOML_LIKE = st.lists(
    st.sampled_from(
        [
            *("[sources.a]", "[watches.a]", "[digests.a]", "[mail]", "[[sources]]", "[sources]", "[web.x]"),
            *("url = ", "keywords = ", "to = ", "at = ", "cron = ", "watches = ", "port = ", "interval = ", "a.b = "),
            *('"https://a.org"', '"x"', "7", "[", "]", "{", "}", ",", '"', "'''", "07:00:00", "1e400", "nan", "true"),
            *("\n", "\n", "\n", "#", "\\", "\x00", "é", "\udce9"),
        ]
    ),
    max_size=25,
).map(lambda words: "".join(words).encode("utf-8", "surrogateescape"))


@given(st.lists(st.one_of(TOML_LIKE, st.binary(max_size=60)), min_size=4, max_size=4), st.text(max_size=10))
def test_whatever_is_in_the_files_only_a_configuration_error_is_raised(contents: list[bytes], text: str) -> None:
    with TemporaryDirectory() as name:
        folder = write_folder(Path(name), dict(zip(FILES, contents, strict=True)))
        environ = {"PERUWATCH_CRAWL__ALLOW_NETWORKS": text, "PERUWATCH_CRAWL__DELAY": text, f"PERUWATCH_{text}": ""}
        with pytest.raises(ConfigError) as caught:
            load(folder, folder, environ)
    assert caught.value.mistakes
