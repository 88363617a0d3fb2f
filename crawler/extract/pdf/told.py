"""A paragraph or heading with its text."""

from __future__ import annotations

from typing import NamedTuple

from crawler.extract.pdf.blocks import Block


class ReadBlock(NamedTuple):
    """A block and what it says."""

    block: Block
    text: str
