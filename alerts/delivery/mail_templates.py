"""Templates that messages are written from: each has a text and a document."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import css_inline
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, select_autoescape

from alerts.delivery.compose import Picture, Rendered
from alerts.quoting.plain import clean, one_line, shorten

_WIDTH = 76
_SUBJECT = 120
_INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


class MailTemplates:
    """The templates of a package: `NAME.txt` and `NAME.html` for each message, in the `shell.html` that all have."""

    def __init__(self, package: str, **filters: Callable[..., str]) -> None:
        """Take the package's templates; `filters` are what these may use besides `fill`."""
        self._environment = Environment(
            loader=ChoiceLoader([PackageLoader(package), PackageLoader("alerts.delivery")]),
            autoescape=select_autoescape(("html",)),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.filters |= {"fill": fill, **filters}

    def render(
        self, name: str, values: Mapping[str, object], *, subject: str, picture: Picture | None = None
    ) -> Rendered:
        """A message in words: its subject shortened to a line, its text, and its document with the styles inline."""
        return Rendered(
            subject=shorten(one_line(subject), _SUBJECT),
            text=self._environment.get_template(f"{name}.txt").render(values),
            html=_INLINER.inline(self._environment.get_template(f"{name}.html").render(values)),
            picture=picture,
        )


def plain(subject: str, paragraphs: Sequence[str]) -> Rendered:
    """A few words of our own."""
    values = {"title": one_line(subject), "paragraphs": [clean(one) for one in paragraphs]}
    return _ours().render("plain", values, subject=subject)


@cache
def _ours() -> MailTemplates:
    return MailTemplates("alerts.delivery")


def fill(text: str, indent: str = "", first: str | None = None) -> str:
    """Wrap a line of text; `first` begins the first line and `indent` the others."""
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
