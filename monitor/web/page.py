"""Templates to pages: HTML that is readable without JavaScript and asks no other host for anything."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from monitor.web.access import FORM_COOKIE
from monitor.web.language import LANGUAGES, translations
from monitor.web.viewer import Viewer

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment(language: str) -> Environment:
    """The templates in a language."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = translations(language)
    made.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]  # i18n's
    made.tests["web_address"] = lambda url: url.startswith(("http://", "https://"))
    # What may be a link: a publisher's listing must not put a script under our readers' fingers.
    return made


def rendered(
    viewer: Viewer,
    template: str,
    *,
    status_code: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: object,
) -> HTMLResponse:
    """A page for somebody."""
    text = environment(viewer.language).get_template(template).render(viewer=viewer, languages=LANGUAGES, **values)
    answer = HTMLResponse(
        text, status_code=status_code, headers={"Cache-Control": "no-cache, private", **(headers or {})}
    )
    if viewer.form_cookie is not None and viewer.form_token in text:
        answer.set_cookie(FORM_COOKIE, viewer.form_cookie, httponly=True, samesite="lax")
    return answer
