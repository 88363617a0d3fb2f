"""Articles' own pages: which are kept, under which address, and what becomes of the others."""

from __future__ import annotations

import pytest

from crawler.pool import ExtractionPool, Limits
from model.article import Content, Entry, Kind, Snapshot
from tests.crawler.newsroom import Newsroom
from tests.crawler.pdf.press import article as _article_of_press  # noqa: F401
from tests.crawler.publisher import SECTION, Publisher, Story, section_page
from tests.sitefarm import Reply, Route, redirect
