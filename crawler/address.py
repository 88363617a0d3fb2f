"""Under which address an article that was fetched is kept."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin

from model.urls import Address, address_of, identity


def address(answered: str, stated: str | None, *, section: str, aliases: Mapping[str, str]) -> Address:
    """The address of an article, from the address that answered and the one that the page states.

    The page's own word counts only within the same publisher, and not where it names the home page or the section:
    themes do that by mistake, and all their articles would be one. Raises ValueError where the address that answered
    is itself the section or the home page.
    """
    if _names_a_listing(answered, section, aliases):
        raise ValueError("redirects to a listing or the home page")
    if stated is not None and _believable(stated, answered, section, aliases):
        return address_of(stated, aliases=aliases)
    return address_of(answered, aliases=aliases)


def home(url: str, aliases: Mapping[str, str]) -> str:
    """Key of the home page of an address' publisher."""
    return identity(urljoin(url, "/"), aliases=aliases)


def _believable(stated: str, answered: str, section: str, aliases: Mapping[str, str]) -> bool:
    try:
        same_publisher = home(stated, aliases) == home(answered, aliases)
        return same_publisher and not _names_a_listing(stated, section, aliases)
    except ValueError:
        return False


def _names_a_listing(url: str, section: str, aliases: Mapping[str, str]) -> bool:
    return identity(url, aliases=aliases) in {home(url, aliases), identity(section, aliases=aliases)}
