"""The user's configuration as Scrapy's settings: the only translation."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from config.load import Config


def scrapy_options(config: Config) -> dict[str, Any]:
    """Settings by Scrapy's names, for every spider of this configuration."""
    crawl = config.settings.crawl
    return {
        "USER_AGENT": user_agent(crawl.contact),
        # What waits for its turn waits in the scheduler, so that a crawl that ends can leave it there.
        "CONCURRENT_REQUESTS": crawl.concurrency_per_host,
        "CONCURRENT_REQUESTS_PER_DOMAIN": crawl.concurrency_per_host,
        "DOWNLOAD_TIMEOUT": crawl.timeout.total_seconds(),
        "DOWNLOAD_MAXSIZE": max(crawl.max_page_bytes, crawl.max_file_bytes),
    }


def user_agent(contact: str) -> str:
    """Who asks, in which version, and where to complain."""
    product = f"peruwatch/{version('peruwatch')}"
    return f"{product} (+{contact})" if contact else product
