"""The demo's configuration: the four files of a user's, filled in with where the sample publishers are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Template

TEMPLATES = Path(__file__).parent / "config"
FILES = ("settings.toml", "sources.toml", "watches.toml", "digests.toml")


def write_demo_config(folder: Path, urls: Mapping[str, str], *, port: int, interval: str = "2s") -> None:
    """Write the four files to the folder, which is made if need be; files of these names in it are replaced.

    `urls` has each publisher's section by its name, `port` is where page and feeds will be, and `interval` is the
    time between two looks at a publisher. Raises KeyError where a publisher's address is missing.
    """
    values = {name.replace("-", "_"): url for name, url in urls.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        template = Template((TEMPLATES / name).read_text(encoding="utf-8"))
        text = template.substitute(values, port=port, interval=interval)
        (folder / name).write_text(text, encoding="utf-8")
