"""`/openapi.json`: the addresses for programs, as OpenAPI 3.1 describes them."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from model.alert import MessageState

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer"}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_MAYBE_NUMBER: Schema = {"type": ["integer", "null"]}
_TRUTH: Schema = {"type": "boolean"}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _named(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_BRIEF: dict[str, Schema] = {
    "id": _NUMBER, "guid": _TEXT, "source": _TEXT, "url": _TEXT, "title": _TEXT, "language": _MAYBE_TEXT,
    "published": _MAYBE_TEXT, "published_source": _TEXT, "first_seen": _TEXT, "watches": _list(_TEXT),
    "development": _MAYBE_NUMBER, "copy_of": _MAYBE_NUMBER,
}  # fmt: skip
_DEVELOPMENT: dict[str, Schema] = {
    "id": _MAYBE_NUMBER, "guid": _TEXT, "page": _TEXT, "headline": _TEXT, "language": _MAYBE_TEXT, "first": _TEXT,
    "latest": _TEXT, "watches": _list(_TEXT),
    "networks": _list(_object(network=_TEXT, sources=_list(_TEXT))),
    "figure": {"anyOf": [{"type": "null"}, _named("Figure")]},
    "articles": _list(_named("Article")),
}  # fmt: skip
_WEEKS = _list(_object(first_day=_TEXT, articles=_NUMBER))

_SCHEMAS: dict[str, Schema] = {
    "Error": _object(error=_TEXT),
    "Article": _object(**_BRIEF),
    "Figure": _object(number=_TEXT, unit=_TEXT, sentence=_TEXT, article=_NUMBER, source=_TEXT, published=_MAYBE_TEXT),
    "Development": _object(**_DEVELOPMENT),
    "WholeDevelopment": _object(
        **{
            **_DEVELOPMENT,
            "after": _MAYBE_NUMBER,
            "continued_by": _list(_NUMBER),
            "figures": _list(_named("Figure")),
            "articles": _list(
                _object(**_BRIEF, adds=_list(_TEXT), reasons=_list(_object(kind=_TEXT, quotes=_list(_TEXT))))
            ),
        }
    ),
    "WholeArticle": _object(
        **_BRIEF,
        authors=_list(_TEXT),
        modified=_MAYBE_TEXT,
        kind=_TEXT,
        condition=_TEXT,
        is_teaser=_TRUTH,
        body_share={"type": "number"},
        body=_TEXT,
        evidence={
            "type": "object",
            "additionalProperties": _list(_object(field=_TEXT, start=_NUMBER, end=_NUMBER, keyword=_TEXT)),
        },
        revisions=_list(_object(number=_NUMBER, created=_TEXT, title=_TEXT, body=_TEXT, is_archived=_TRUTH)),
        copies=_list(_named("Article")),
    ),
    "Developments": _object(developments=_list(_named("Development")), cursor=_MAYBE_TEXT, next=_MAYBE_TEXT),
    "Watches": _object(
        watches=_list(
            _object(
                name=_TEXT,
                title=_TEXT,
                query=_TEXT,
                inflect=_TRUTH,
                alert=_TRUTH,
                networks=_NUMBER,
                articles=_NUMBER,
                last={"anyOf": [{"type": "null"}, _named("Article")]},
                weeks=_WEEKS,
                feed=_TEXT,
            )
        )
    ),
    "Sources": _object(
        sources=_list(
            _object(
                name=_TEXT,
                title=_TEXT,
                url=_TEXT,
                network=_TEXT,
                state={"enum": ["ok", "failing", "silent", "paused", "never"]},
                last_success=_MAYBE_TEXT,
                last_error=_MAYBE_TEXT,
                concern=_MAYBE_TEXT,
                articles=_NUMBER,
                pending=_NUMBER,
                next_run=_MAYBE_TEXT,
                pending_reasons=_list(_object(url=_TEXT, reason=_TEXT)),
                read_by=_MAYBE_TEXT,
                weeks=_WEEKS,
            )
        )
    ),
    "Outbox": _object(
        counts={"type": "object", "additionalProperties": _NUMBER},
        messages=_list(
            _object(
                id=_NUMBER,
                digest=_TEXT,
                recipient=_TEXT,
                subject=_TEXT,
                created=_TEXT,
                state={"enum": [*MessageState]},
                attempts=_NUMBER,
                next_try=_MAYBE_TEXT,
                last_attempt=_MAYBE_TEXT,
                detail=_TEXT,
            )
        ),
        cursor=_MAYBE_TEXT,
    ),
    "Found": {
        "type": "object",
        "properties": {
            "query": _TEXT,
            "count": _NUMBER,
            "is_exact": _TRUTH,
            "is_least": _TRUTH,
            "hints": _list(_TEXT),
            "results": _list(_object(**_BRIEF, excerpts=_list(_list(_object(text=_TEXT, found=_TRUTH))))),
            "cursor": _MAYBE_TEXT,
        },
        "required": ["query", "count", "is_exact", "is_least", "hints", "results", "cursor"],
    },
    "Look": _object(source=_TEXT, accepted=_TRUTH, detail=_TEXT),
    "Checked": _object(
        ok=_TRUTH,
        mistakes=_list(
            _object(place=_TEXT, line=_MAYBE_NUMBER, key=_TEXT, problem=_TEXT, advice=_TEXT),
        ),
        changes=_list(
            _object(
                watch=_TEXT,
                gained=_NUMBER,
                lost=_NUMBER,
                removed=_TRUTH,
                formerly=_MAYBE_TEXT,
                gained_examples=_list(_TEXT),
                lost_examples=_list(_TEXT),
            )
        ),
    ),
}

_CURSOR: Parameter = ("cursor", "Where to go on: as it stood in the answer before.", _TEXT)
_LIMIT: Parameter = ("limit", "How many, at most 100.", {"type": "integer", "minimum": 1, "maximum": 100})


def routes() -> list[Route]:
    """The address."""

    def tell(_: Request) -> Response:
        return JSONResponse(DESCRIPTION)

    return [Route("/openapi.json", tell)]


def _answers(schema: str, *others: int) -> dict[str, Any]:
    told = {"200": ("As asked for.", schema), **{str(status): ("Why not.", "Error") for status in others}}
    return {
        status: {"description": words, "content": {"application/json": {"schema": _named(name)}}}
        for status, (words, name) in told.items()
    }


Parameter = tuple[str, str, Schema]


def _asks(*parameters: Parameter, path: tuple[str, Schema] | None = None) -> list[Schema]:
    asked: list[Schema] = [
        {"name": name, "in": "query", "description": words, "schema": of} for name, words, of in parameters
    ]
    if path is not None:
        asked.append({"name": path[0], "in": "path", "required": True, "schema": path[1]})
    return asked


def _get(
    summary: str,
    schema: str,
    *parameters: Parameter,
    path: tuple[str, Schema] | None = None,
    others: tuple[int, ...] = (401,),
) -> Schema:
    return {
        "get": {
            "summary": summary,
            "operationId": schema[0].lower() + schema[1:],
            "parameters": _asks(*parameters, path=path),
            "responses": _answers(schema, *others),
        }
    }


_ID: Schema = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}

DESCRIPTION: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "peruwatch",
        "version": version("peruwatch"),
        "description": "What the pages show, for programs. docs/api.md has examples.",
        "license": {"name": "MIT", "identifier": "MIT"},
    },
    "paths": {
        "/developments.json": _get(
            "Developments, newest first, and articles that meet a watch and are in none.",
            "Developments",
            ("watch", "Only those of which an article meets this watch.", _TEXT),
            ("source", "Only those that this source tells of.", _TEXT),
            ("language", "Only those with an article in this language, an ISO 639-1 code.", _TEXT),
            ("since", "Only those that an article joined since: a date, a moment, or days such as 7d.", _TEXT),
            ("until", "Only those known before: a date, a moment, or days such as 7d.", _TEXT),
            _CURSOR,
            _LIMIT,
            others=(400, 401),
        ),
        "/developments/{id}.json": _get(
            "One development: its articles, what each adds and what ties it in, and the figures printed.",
            "WholeDevelopment",
            path=("id", _ID),
            others=(401, 404),
        ),
        "/articles/{id}.json": _get(
            "One article with its text, its revisions, and where watches met it.",
            "WholeArticle",
            path=("id", _ID),
            others=(401, 404),
        ),
        "/watches.json": _get("What is watched for, and what it finds.", "Watches"),
        "/sources.json": _get("How each source does.", "Sources"),
        "/outbox.json": _get(
            "Messages, newest first; for owners.",
            "Outbox",
            ("state", "Only those in this state.", {"enum": [*MessageState]}),
            _CURSOR,
            ("limit", "How many, at most 200.", {"type": "integer", "minimum": 1, "maximum": 200}),
            others=(400, 401, 403),
        ),
        "/search.json": _get(
            "The stored articles that a query finds, newest first.",
            "Found",
            ("q", "A query, as docs/queries.md has them.", _TEXT),
            _CURSOR,
            _LIMIT,
            others=(400, 401),
        ),
        "/sources/{name}/look": {
            "post": {
                "summary": "Look at a source now.",
                "operationId": "look",
                "parameters": _asks(path=("name", {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$"})),
                "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}},
                "responses": {
                    "202": _answers("Look")["200"],
                    "409": {**_answers("Look")["200"], "description": "It is paused, or looked at already."},
                    **{
                        status: told
                        for status, told in _answers("Error", 401, 403, 404, 415).items()
                        if status != "200"
                    },
                },
            }
        },
        "/check": {
            "post": {
                "summary": "What a watches.toml would change over the stored articles, or what is wrong with it.",
                "operationId": "check",
                "requestBody": {"required": True, "content": {"application/toml": {"schema": _TEXT}}},
                "responses": {
                    **_answers("Checked", 400, 401, 403, 413),
                    "422": {**_answers("Checked")["200"], "description": "It has mistakes."},
                },
            }
        },
    },
    "components": {
        "schemas": _SCHEMAS,
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    },
    "security": [{}, {"token": []}],
}
"""What `/openapi.json` answers."""
