"""What goes wrong, told as a page to people and as JSON to programs."""

from __future__ import annotations

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from model.errors import StorageError
from monitor.web.language import translations
from monitor.web.page import rendered
from monitor.web.site import Site


def is_for_program(request: Request) -> bool:
    """Whether a program asks, which reads JSON: for a twin of a page, or by sending something as no browser does."""
    path = request.url.path
    is_twin = path.endswith(".json") and not path.startswith("/feeds")
    return is_twin or (request.method == "POST" and "text/html" not in request.headers.get("accept", ""))


class ErrorPages:
    """Answers to what can't be answered otherwise."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def refused(self, request: Request, error: Exception) -> Response:
        """There is no such page, or not so, or not for them."""
        if not isinstance(error, HTTPException):
            raise error
        phrase = HTTPStatus(error.status_code).phrase
        return self._told(request, error.status_code, "" if error.detail == phrase else error.detail, error.headers)

    def unavailable(self, request: Request, error: Exception) -> Response:
        """The store is in trouble."""
        if not isinstance(error, StorageError):
            raise error
        return self._told(request, 503, str(error), {"Retry-After": "60"})

    def failed(self, request: Request, _: Exception) -> Response:
        """A fault of ours, which the log has."""
        return self._told(request, 500, "", None)

    def _told(self, request: Request, status: int, detail: str, headers: object) -> Response:
        given = dict(headers) if isinstance(headers, dict) else {}
        path = request.url.path
        if is_for_program(request):
            return JSONResponse({"error": detail or HTTPStatus(status).phrase}, status_code=status, headers=given)
        if path.startswith("/feeds/"):
            return PlainTextResponse(f"{detail or HTTPStatus(status).phrase}\n", status_code=status, headers=given)
        viewer = self._site.viewer(request)
        gettext = translations(viewer.language).gettext
        explained = {
            401: gettext("A password is needed for this."),
            403: gettext("This is not for you to do."),
            404: gettext(
                "There is nothing at this address. What was there once may have another address now: search for it."
            ),
            405: gettext("This address is not to be used like that."),
            410: gettext("What was here is no more."),
            500: gettext("Something went wrong, and it is not your fault. The log of peruwatch says what."),
            503: gettext("The store can't be used at the moment. Load the page again in a minute."),
        }
        heading = {404: gettext("Not found"), 500: gettext("Something went wrong"), 503: gettext("Not at the moment")}
        return rendered(
            viewer,
            "error.html",
            status_code=status,
            headers=given,
            heading=heading.get(status, gettext("This can't be shown")),
            detail=detail or explained.get(status, HTTPStatus(status).phrase),
        )
