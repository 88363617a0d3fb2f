"""How fast and how rightly PDFs are read: ours, pypdfium2 plain, pdfminer.six and pdftotext.

usage: python -m tests.benchmarks.pdf [FILE...]

Prints pages a second of processor time, and, over gazettes whose truth is known, how much of the order of words is
right. Files of your own are timed, and their other readings compared with ours.
"""

from __future__ import annotations

import importlib.util
import io
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import pypdfium2

from crawler.extract.pdf.file import extract_pdf
from model.article import Content, Entry
from model.errors import NotAnArticle
from tests.crawler.pdf.designs import NAMED, by_chance
from tests.crawler.pdf.flows import printed
from tests.crawler.pdf.gazette import Gazette
from tests.crawler.pdf.measure import f1, measure, similarity, tokens

_BY_CHANCE = range(9_000, 9_060)
_ADDRESS = "http://127.0.0.1/papers/gazette.pdf"


@dataclass(frozen=True, slots=True)
class _Sample:
    name: str
    file: bytes
    pages: int
    said: list[str]
    """The words in their order."""
    made: Gazette | None


def main(paths: Sequence[str]) -> None:
    """Prints a table of readers, and what ours finds besides the words."""
    samples = [_own(Path(path)) for path in paths] if paths else _gazettes()
    pages = sum(one.pages for one in samples)
    print(f"{len(samples)} files, {pages} pages, {sum(len(one.said) for one in samples):,} words")
    print(f"{'':20}{'pages/s':>9}{'order':>8}{'least':>8}")
    for name, read in _readers().items():
        if read is None:
            print(f"{name:20}{'not installed':>25}")
            continue
        read(samples[0].file)  # loads what it needs
        before = _seconds()
        texts = [read(one.file) for one in samples]
        speed = pages / (_seconds() - before)
        orders = [similarity(one.said, tokens(text)) for one, text in zip(samples, texts, strict=True)]
        print(f"{name:20}{speed:9.1f}{mean(orders):8.4f}{min(orders):8.4f}")
    if not paths:
        _print_details(samples)


def _gazettes() -> list[_Sample]:
    designs = [*((name, design, at) for at, (name, design) in enumerate(NAMED.items()))]
    designs += [(f"by chance {seed}", by_chance(seed), seed) for seed in _BY_CHANCE]
    found = []
    for name, design, seed in designs:
        made, file = printed(design, seed)
        said = [word for one in made.told for word in tokens(" ".join((one.title, *one.texts, *one.asides)))]
        found.append(_Sample(name, file, len(made.pages), said, made))
    return found


def _own(path: Path) -> _Sample:
    file = path.read_bytes()
    try:
        said = tokens(_ours(file))
        pages = len(pypdfium2.PdfDocument(file))
    except (NotAnArticle, pypdfium2.PdfiumError) as error:
        sys.exit(f"{path}: {error}")
    return _Sample(path.name, file, pages, said, None)


def _print_details(samples: Sequence[_Sample]) -> None:
    """What is found of articles and cut words, in the designs with names and in those by chance."""
    kinds = {"with names": samples[: len(NAMED)], "by chance": samples[len(NAMED) :]}
    for kind, some in kinds.items():
        measured = [measure(one.made, _contents(one.file)) for one in some if one.made is not None]
        cut, joined = sum(one.cut for one in measured), sum(one.joined for one in measured)
        print(
            f"ours, designs {kind}: order {mean(one.order for one in measured):.4f},"
            f" least {min(one.order for one in measured):.4f} (what stands beside the text left out);"
            f" {joined} of {cut} cut words whole; {sum(one.doubled for one in measured)} headings doubled;"
            f" F1 of articles' beginnings {f1(measured):.3f}"
        )


def _readers() -> dict[str, Callable[[bytes], str] | None]:
    return {
        "ours": _ours,
        "pypdfium2 plain": _plain,
        "pdfminer.six": _miner if importlib.util.find_spec("pdfminer") else None,
        "pdftotext": _pdftotext if shutil.which("pdftotext") else None,
    }


def _contents(file: bytes) -> tuple[Content, ...]:
    return extract_pdf(file, url=_ADDRESS, entry=Entry(url=_ADDRESS))


def _ours(file: bytes) -> str:
    return "\n\n".join(f"{one.title}\n\n{one.body}" for one in _contents(file))


def _plain(file: bytes) -> str:
    document = pypdfium2.PdfDocument(file)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def _miner(file: bytes) -> str:
    high_level = importlib.import_module("pdfminer.high_level")
    return str(high_level.extract_text(io.BytesIO(file)))


def _pdftotext(file: bytes) -> str:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
        copy.write(file)
        copy.flush()
        done = subprocess.run(["pdftotext", "-enc", "UTF-8", copy.name, "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


def _seconds() -> float:
    """Processor time of this process and of those that it waited for."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


if __name__ == "__main__":
    main(sys.argv[1:])
