"""Sources as spiders, for `scrapy list` and `scrapy crawl`."""

from __future__ import annotations

import builtins
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import Request, Spider

from config.load import Config, load
from config.places import find_config_dir, find_data_dir
from crawler.address import home
from crawler.options import scrapy_options
from crawler.sections.scope import alias_hosts
from crawler.spiders.section import SectionSpider
from model.errors import ConfigError
from model.source import Source

if TYPE_CHECKING:
    from typing import Self

    from scrapy.settings import BaseSettings


def spider_class(source: Source, config: Config) -> type[SectionSpider]:
    """The spider of one source."""
    name = "".join(part.capitalize() for part in source.name.split("-")) + "Spider"
    return type(
        name,
        (SectionSpider,),
        {
            "name": source.name,
            "source": source,
            "config": config,
            "custom_settings": scrapy_options(config),
        },
    )


class SourceSpiderLoader:
    """Finds spiders in the user's configuration, where other Scrapy projects find them in modules."""

    def __init__(self, config: Config) -> None:
        self._spiders = {source.name: spider_class(source, config) for source in config.sources}

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:  # noqa: ARG003 - Scrapy's signature
        """Read the configuration as the command line does; its mistakes end the program with status 2."""
        try:
            config_dir = find_config_dir(None, os.environ, Path.cwd())
            return cls(load(config_dir, find_data_dir(None, os.environ, config_dir), os.environ))
        except ConfigError as error:
            sys.stderr.write(f"{error}\n")
            raise SystemExit(2) from error

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of a source; KeyError when there is none of that name."""
        return self._spiders[spider_name]

    def list(self) -> list[str]:
        """The names of all sources."""
        return list(self._spiders)

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """Names of sources on the request's host."""
        return [name for name, spider in self._spiders.items() if _is_of(request.url, spider.source)]


def _is_of(url: str, source: Source) -> bool:
    aliases = alias_hosts(source)
    return home(url, aliases) == home(source.url, aliases)
