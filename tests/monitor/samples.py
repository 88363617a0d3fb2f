"""Articles in the store, and how they got there."""

from __future__ import annotations

from datetime import datetime

from model.article import Arrival, Content, PublicationDate
from storage.database import Database
from tests.storage.samples import stored


def said(title: str, body: str = "", *, published: PublicationDate | None = None) -> Content:
    """What an article says; titles make texts different."""
    return Content(title=title, body=body or f"{title}, our correspondent reports.", published=published)


def happenings(number: int) -> list[str]:
    """Titles of as many floods, which have nothing to do with each other, of 64 at most."""
    first = ("Cata", "Moro", "Sulla", "Hua", "Yura", "Choso", "Tara", "Pisa")
    last = ("caos", "pampa", "na", "mbo", "vica", "poto", "rani", "gua")
    return [f"Flood in {one}{other}" for one in first for other in last][:number]


def publish(
    database: Database,
    now: datetime,
    title: str,
    *,
    body: str = "",
    source: str = "gazette",
    arrival: Arrival = Arrival.NEWS,
    address: str = "",
) -> int:
    """Store an article at an address made of its title, or another revision if it is there; gives its id."""
    key = address or f"{source}.example/{title.lower().replace(' ', '-')}"
    number, _ = stored(database, now, key=key, source=source, said=said(title, body), arrival=arrival)
    return number
