"""The options of settings.toml, with their types, bounds and defaults."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StrictBool,
    StrictInt,
    ValidationInfo,
    field_validator,
    model_validator,
)

from config import values
from config.values import UnusableError, shown, shown_duration

Duration = Annotated[timedelta, BeforeValidator(values.duration)]
Interval = Annotated[Duration, AfterValidator(values.a_second_or_more)]
KeptFor = Annotated[timedelta | None, BeforeValidator(values.kept_for)]
Host = Annotated[str, AfterValidator(values.host)]
MailAddress = Annotated[str, AfterValidator(values.mail_address)]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(values.network)]
ChannelName = Annotated[str, AfterValidator(values.channel_name)]
Port = Annotated[StrictInt, Field(ge=1, le=65535)]
Count = Annotated[StrictInt, Field(ge=1)]


def _database(url: str) -> str:
    """A database's address of a kind that we can use. It may hold a password, so no message repeats it."""
    advice = '"sqlite:///var/peruwatch.db" or "postgresql+psycopg://user:password@host/database"'
    if url.startswith(("postgresql://", "postgresql+psycopg://")):
        try:
            _ = urlsplit(url).port
        except ValueError:
            raise UnusableError("has a port that is none, or a host in brackets that is none", advice) from None
        return url
    if not url.startswith("sqlite:///"):
        raise UnusableError("is no address of a database that peruwatch can use", advice)
    path = url.removeprefix("sqlite:///")
    if path in {"", ":memory:"} or path.endswith("/"):
        raise UnusableError("names no file, and a database in memory would forget everything", advice)
    return url


def _heartbeat(url: SecretStr) -> SecretStr:
    """A web address whose secret no message repeats."""
    try:
        values.optional_web_address(url.get_secret_value())
    except UnusableError:
        raise UnusableError("is no web address", 'such as "https://hc-ping.com/…"') from None
    return url


def _password_hash(given: SecretStr) -> SecretStr:
    """What argon2 made of a password."""
    if given.get_secret_value() and not given.get_secret_value().startswith("$argon2"):
        raise UnusableError("what is given is no hash of a password", "`peruwatch password` prints one")
    return given


class Table(BaseModel):
    """A table of a configuration file: read once, never changed, and every unknown key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Tls(StrEnum):
    """How the connection to the mail server is kept secret."""

    STARTTLS = "starttls"
    """It begins in the open and must switch to TLS; usual on port 587."""
    TLS = "tls"
    """It is TLS from the first byte; usual on port 465."""
    NONE = "none"
    """It is not secret; for a server on the same machine."""


class Storage(Table):
    """Where articles are kept."""

    url: Annotated[str, AfterValidator(_database)] = Field(default="sqlite:///var/peruwatch.db", repr=False)
    """Address of the database, SQLite or PostgreSQL. A relative path is inside the data folder, as is `var/`."""
    keep_runs: KeptFor = timedelta(days=90)
    """How long to remember each look at a source, and what was fetched at it; None: for ever."""
    keep_snapshots: KeptFor = None
    """How long to keep pages and files as they were fetched, but for the newest of each source; None: for ever."""
    keep_revisions: KeptFor = None
    """How long to keep what articles said before they were changed, but for the first of each; None: for ever."""


class FeedText(StrEnum):
    """How much of articles our feeds tell."""

    SUMMARY = "summary"
    """Their first words."""
    FULL = "full"
    """All of them."""


class Web(Table):
    """The page and the feeds that we serve."""

    host: Annotated[Host, AfterValidator(values.not_blank)] = "127.0.0.1"
    """Name or IP address to listen on; 0.0.0.0 listens to the whole network."""
    port: Port = 8765
    """Port to listen on, 1 to 65535."""
    public_url: Annotated[str, AfterValidator(values.optional_web_address)] = ""
    """Address under which readers reach us, for links in mails and feeds; empty: made of host and port."""
    feed_text: FeedText = FeedText.SUMMARY
    """How much of articles the feeds tell: summary or full."""
    hub: Annotated[str, AfterValidator(values.optional_web_address)] = ""
    """Address of a WebSub hub that is told when feeds change; empty: none is."""
    password_hash: Annotated[SecretStr, AfterValidator(_password_hash)] = Field(default=SecretStr(""), repr=False)
    """What `peruwatch password` prints; empty: no password."""
    public: StrictBool = False
    """Whether anybody may read without a password, who then sees neither the outbox nor recipients."""

    @model_validator(mode="after")
    def _is_not_open_to_all(self) -> Self:
        if not (values.is_loopback(self.host) or self.public or self.password_hash.get_secret_value()):
            raise UnusableError(
                f"others than this machine are served at {shown(self.host)}, and there is no password",
                "`peruwatch password` makes one for password_hash; public = true lets anybody read",
                key="host",
            )
        return self


class Mail(Table):
    """How mail is sent."""

    host: Host = ""
    """The mail server (SMTP); empty: messages are written to outbox/*.eml in the data folder."""
    port: Port = 587
    """The mail server's port, 1 to 65535."""
    tls: Tls = Tls.STARTTLS
    """How the connection is kept secret: starttls, tls or none."""
    username: str = ""
    """Name to log in with; empty: no login."""
    password: SecretStr = Field(default=SecretStr(""), repr=False)
    """Password to log in with; better given as PERUWATCH_MAIL__PASSWORD or PERUWATCH_MAIL__PASSWORD_FILE."""
    sender: MailAddress = Field(default="peruwatch@localhost", alias="from")
    """Mail address that messages come from."""
    timeout: Interval = timedelta(seconds=30)
    """How long to wait for the mail server, at least 1s."""


class Monitor(Table):
    """How we say that something is wrong."""

    to: Annotated[tuple[Annotated[str, AfterValidator(values.recipient)], ...], AfterValidator(values.recipients)] = ()
    """Mail addresses and channels to tell what is wrong with sources, recipients or us; empty: those of the digests."""
    heartbeat: Annotated[SecretStr, AfterValidator(_heartbeat)] = Field(default=SecretStr(""), repr=False)
    """Web address that is asked for after each good round, so that somebody else notices when we are gone."""


def _channel(address: SecretStr) -> SecretStr:
    """The address of a channel, which stays secret."""
    return SecretStr(values.channel_address(address.get_secret_value()))


Channels = dict[ChannelName, Annotated[SecretStr, AfterValidator(_channel)]]
"""Where to send what goes to no mailbox, by name."""


class Words(Table):
    """How words are compared."""

    false_friends: StrictBool = True
    """Whether the few words that only look like forms of others, such as "Torres" of "torre", are kept apart."""


class Crawl(Table):
    """How publishers' sites are visited."""

    contact: Annotated[str, AfterValidator(values.header_text)] = ""
    """Mail or web address of whoever runs this; publishers see it in the user agent."""
    min_interval: Interval = timedelta(minutes=5)
    """Shortest time between two looks at a section, at least 1s."""
    max_interval: Interval = Field(default=timedelta(hours=24), validate_default=True)
    """Longest time between two looks at a section, at least min_interval."""
    delay: Duration = timedelta(seconds=1)
    """Time between two requests to one host."""
    concurrency_per_host: Count = 1
    """Requests to one host at a time, at least 1."""
    obey_robots: StrictBool = True
    """Whether to obey robots.txt."""
    allow_networks: tuple[Network, ...] = ()
    """Private networks that may be crawled; all others are refused, so that no link leads into your own network."""
    timeout: Interval = timedelta(seconds=30)
    """How long to wait for an answer, at least 1s."""
    max_page_bytes: Count = 10_000_000
    """Largest page or feed to take, in bytes."""
    max_file_bytes: Count = 50_000_000
    """Largest PDF to take, in bytes."""
    daily_requests: Count = 5_000
    """Requests that one source may cost within a day; what is left waits for the next."""

    @field_validator("max_interval")
    @classmethod
    def _not_below_the_shortest(cls, longest: timedelta, info: ValidationInfo) -> timedelta:
        shortest = info.data.get("min_interval", longest)  # absent if it is a mistake itself
        if longest < shortest:
            problem = f"{shown_duration(longest)} is shorter than min_interval, {shown_duration(shortest)}"
            raise UnusableError(problem, "max_interval is at least min_interval")
        return longest


class Settings(Table):
    """All options of settings.toml."""

    storage: Storage = Storage()
    """Where articles are kept."""
    web: Web = Web()
    """The page and the feeds that we serve."""
    mail: Mail = Mail()
    """How mail is sent."""
    monitor: Monitor = Monitor()
    """How we say that something is wrong."""
    channels: Channels = Field(default_factory=dict, repr=False)
    """Apprise addresses by the names that digests tell them by, such as phone = "ntfy://topic"."""
    words: Words = Words()
    """How words are compared."""
    crawl: Crawl = Crawl()
    """How publishers' sites are visited."""
