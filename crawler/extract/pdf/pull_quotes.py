"""What stands in the middle of a sentence, such as a quotation in large type or a caption."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from crawler.extract.pdf.blocks import Block, ends_sentence
from crawler.extract.pdf.jumps import came_from, goes_to

_SAME_SIZE = 0.07


def without_pull_quotes(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks whose sentences go on past what is set otherwise in their middle, such as a quotation in large type."""
    found = list(blocks)
    at = 0
    while at < len(found):
        block = found[at]
        skipped = next((more for more in (1, 2) if _interrupts(block, found[at + 1 : at + 2 + more])), 0)
        if not skipped:
            yield block
            at += 1
            continue
        between, rest = found[at + 1 : at + 1 + skipped], found[at + 1 + skipped]
        found[at + skipped + 1] = replace(block, lines=[*block.lines, *rest.lines])
        waiting = [one for one in between if not one.aside]
        found[at + skipped + 2 : at + skipped + 2] = [*waiting, *(one for one in between if one.aside)]
        at += skipped + 1


def _interrupts(block: Block, following: list[Block]) -> bool:
    """Whether a sentence goes on in the last of some blocks, and those before are set otherwise."""
    if len(following) <= 1 or ends_sentence(block.lines[-1].text):
        return False
    *between, rest = following
    alike = rest.size == block.size and rest.bold == block.bold and rest.aside == block.aside
    goes_on = rest.lines[0].text[:1].islower() and block.page <= rest.page <= block.page + 1
    return alike and goes_on and all(_is_other(one, block) for one in between)


def _is_other(one: Block, block: Block) -> bool:
    """Whether a block is set otherwise than another one, and says nothing of where that goes on."""
    if goes_to(one.lines[0].text) is not None or came_from(one.lines[-1].text) is not None:
        return False
    return one.aside != block.aside or abs(one.size - block.size) > _SAME_SIZE * block.size or one.bold != block.bold
