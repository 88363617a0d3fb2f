"""A small chart as a picture that mail programs show: they refuse SVG, and pictures from elsewhere."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

_BAR, _GAP, _HEIGHT = 56, 12, 80
"""Pixels: twice what it is shown at, so that it is sharp on a phone."""
_COLOUR = bytes((0x3B, 0x7D, 0xC4, 0xFF))
"""One that stands out on white and on black alike (contrast 4.2 and 5.0); what is no bar is transparent."""
_BASE = bytes((0x8A, 0x8A, 0x8A, 0xFF))
_NOTHING = bytes(4)
_LEAST = 4
"""Pixels of a bar that stands for one, however many the others are."""


def width(bars: int) -> int:
    """How many pixels wide a chart of so many bars is."""
    return bars * (_BAR + _GAP) + _GAP


def bar_chart(values: Sequence[int]) -> bytes:
    """A PNG with a bar for each value, on a line, without any text."""
    most = max(*values, 1)
    heights = [max(_LEAST, round(value / most * (_HEIGHT - 2))) if value else 0 for value in values]
    rows = [_row(heights, _HEIGHT - 2 - line) for line in range(_HEIGHT - 2)]
    rows += [_BASE * width(len(values))] * 2
    raw = b"".join(b"\0" + row for row in rows)
    header = struct.pack(">IIBBBBB", width(len(values)), _HEIGHT, 8, 6, 0, 0, 0)  # 8 bits for each of RGBA
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _row(heights: Sequence[int], above: int) -> bytes:
    """The pixels that stand so high above the line."""
    bars = ((_COLOUR if above <= height else _NOTHING) * _BAR + _NOTHING * _GAP for height in heights)
    return _NOTHING * _GAP + b"".join(bars)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
