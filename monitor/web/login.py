"""`/login`, `/logout` and `/preferences`: who somebody is, and in which language and by which clock they read."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from monitor.web.access import LASTS, SESSION_COOKIE, LoginLimit, is_password
from monitor.web.forms import Fields, takes_form
from monitor.web.language import LANGUAGES
from monitor.web.page import rendered
from monitor.web.site import LANGUAGE_COOKIE, ZONE_COOKIE, Site
from monitor.web.viewer import zone_named

_YEAR = 365 * 24 * 3600


def routes(site: Site) -> list[Route]:
    """The pages."""
    limit = LoginLimit()

    def show(request: Request) -> Response:
        return _page(site, request, request.query_params.get("next", "/"))

    def log_in(request: Request, fields: Fields) -> Response:
        following = fields.get("next", ["/"])[0]
        hashed = site.config.settings.web.password_hash.get_secret_value()
        caller, now = request.client.host if request.client else "", site.now()
        if wait := limit.attempt(caller, now):
            return _page(site, request, following, wait=wait)
        if not hashed or not is_password(fields.get("password", [""])[0], hashed):
            return _page(site, request, following, is_wrong=True)
        limit.succeeded(caller)
        answer = RedirectResponse(own_path(following), status_code=303)
        answer.set_cookie(
            SESSION_COOKIE,
            site.sessions.open(site.config.settings.web, now),
            max_age=int(LASTS.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=site.config.public_url.startswith("https://")
            and request.url.hostname not in {"127.0.0.1", "localhost"},
        )
        return answer

    def log_out(request: Request, _: Fields) -> Response:
        site.sessions.close(request.cookies.get(SESSION_COOKIE), site.config.settings.web)
        answer = RedirectResponse("/", status_code=303)
        answer.delete_cookie(SESSION_COOKIE)
        return answer

    def prefer(request: Request) -> Response:
        query, following = request.query_params, own_path(request.query_params.get("next", "/"))
        language, zone = query.get("language", ""), query.get("zone", "")
        is_unknown = bool(zone) and zone_named(zone) is None
        if is_unknown or (language not in LANGUAGES and not zone):
            status = 400 if is_unknown else 200
            viewer = site.viewer(request)
            return rendered(viewer, "preferences.html", status_code=status, next=following, is_unknown=is_unknown)
        answer = RedirectResponse(following, status_code=303)
        chosen = {LANGUAGE_COOKIE: language if language in LANGUAGES else "", ZONE_COOKIE: zone}
        for name, value in chosen.items():
            if value:
                answer.set_cookie(name, value, max_age=_YEAR, samesite="lax")
        return answer

    return [
        Route("/login", show),
        Route("/login", takes_form(site, log_in, for_anybody=True), methods=["POST"]),
        Route("/logout", takes_form(site, log_out, for_anybody=True), methods=["POST"]),
        Route("/preferences", prefer),
    ]


def _page(
    site: Site, request: Request, following: str, *, is_wrong: bool = False, wait: timedelta = timedelta()
) -> Response:
    seconds = ceil(wait.total_seconds())
    status = 429 if wait else 401 if is_wrong else 200
    return rendered(
        site.viewer(request),
        "login.html",
        status_code=status,
        headers={"Retry-After": str(seconds)} if wait else {},
        next=own_path(following),
        is_wrong=is_wrong,
        wait=seconds,
        has_password=bool(site.config.settings.web.password_hash.get_secret_value()),
    )


def own_path(given: str) -> str:
    """A path on this site; anything else, which might lead readers elsewhere, becomes the first page."""
    is_own = (
        given.startswith("/") and not given.startswith(("//", "/\\")) and given.isprintable() and len(given) < 2_000
    )
    return given if is_own and "\\" not in given else "/"
