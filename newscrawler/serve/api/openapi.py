"""The API described: ``/api`` for people who look, ``/api/openapi.json`` for programs, ``/api/docs`` for readers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

import newscrawler
from newscrawler.serve.api import schemas
from newscrawler.serve.api.answering import json_answer, served
from newscrawler.serve.api.asking import Asked
from newscrawler.serve.api.description import Operation, Parameter
from newscrawler.serve.api.table import OPERATIONS
from newscrawler.serve.pages.rendering import page

__all__ = ["ROUTES", "document"]

_PROBLEM_JSON = "application/problem+json"

_PROBLEMS = {
    400: "A parameter is unknown, missing or wrong; `parameter` names it.",
    401: "No token, or a wrong one.",
    403: "The token's role does not suffice, or `Host` or `Origin` is not this server's.",
    404: "Nothing is stored under this id or address.",
    409: "Several documents begin with this id; the problem lists some of them.",
    410: "The events after this number are not kept any more; `first` and `last` say which are.",
    414: "The address is too long.",
    421: "`Host` is not a name of this server.",
    422: "The answer would be too large, or the wishes exclude each other.",
    429: "Too many requests with this token; `Retry-After` says when to ask again.",
    503: "MongoDB does not answer; `Retry-After` says when to ask again.",
}

_ALWAYS = (401, 403, 414, 429, 503)
"""Problems that every address may answer with."""

_ABOUT = (
    "Stories, their copies, threads and comments, as newscrawler stores them. Everything is read only. Times are UTC "
    "(RFC 3339); an unknown value is null, never 0 or an empty text. Ignore members that you do not know: changes only "
    "add. Every answer has a strong `ETag`: send it back in `If-None-Match`, and an unchanged answer is 304 without a "
    "body."
)


_NAMES = {id(schema): name for name, schema in schemas.NAMED.items()}
"""Names of the schemas that the document has once."""

_HEADERS = {"ETag": {"description": "Strong validator of this answer.", "schema": {"type": "string"}}}


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the table."""
    paths = {each.path: {"get": _described(each)} for each in OPERATIONS}
    return {
        "openapi": "3.1.0",
        "info": {"title": "newscrawler", "version": newscrawler.__version__, "description": _ABOUT},
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}],
        "tags": [{"name": name} for name in dict.fromkeys(each.tag for each in OPERATIONS)],
        "paths": paths,
        "components": {
            "schemas": {name: _referring(schema, top=True) for name, schema in schemas.NAMED.items()},
            "responses": {f"Problem{status}": _problem(about) for status, about in _PROBLEMS.items()},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Of `newscrawler token add`. Before one was issued, this machine needs none.",
                }
            },
        },
    }


def _described(operation: Operation) -> dict[str, Any]:
    answers = {media: {"schema": _referring(schema)} for media, schema in operation.answers.items()}
    links = {
        f"{link.operation}-by-{link.parameter}": {
            "operationId": link.operation,
            "parameters": {link.parameter: f"$response.body#{link.pointer}"},
        }
        for link in operation.links
    }
    problems = sorted({*operation.problems, *_ALWAYS})
    described: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "tags": [operation.tag],
        "parameters": [_parameter(each) for each in operation.parameters],
        "responses": {
            "200": {"description": "The answer.", "headers": _HEADERS, "content": answers, "links": links},
            "304": {"description": "The answer that `If-None-Match` names is still right."},
            **{str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in problems},
        },
    }
    return described if operation.details is None else {**described, "description": operation.details}


def _problem(about: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": about, "content": {_PROBLEM_JSON: {"schema": schema}}}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": parameter.place,
        "description": parameter.about,
        "required": parameter.required,
        "schema": _value_schema(parameter),
    }
    if parameter.kind == "choices":
        # One parameter whose values are separated by commas.
        described.update(style="form", explode=False)
    if parameter.example is not None:
        described["example"] = parameter.example
    return described


def _value_schema(parameter: Parameter) -> dict[str, Any]:
    match parameter.kind:
        case "number":
            schema: dict[str, Any] = {"type": "integer", "minimum": parameter.least, "maximum": parameter.most}
        case "moment":
            schema = {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}
        case "choice":
            schema = {"type": "string", "enum": list(parameter.choices)}
        case "choices":
            schema = {"type": "array", "items": {"type": "string", "enum": list(parameter.choices)}, "minItems": 1}
        case "text":
            schema = {"type": "string", "minLength": 1, "maxLength": parameter.longest}
            if parameter.pattern is not None:
                schema["pattern"] = parameter.pattern
    return schema if parameter.default is None else {**schema, "default": parameter.default}


def _referring(schema: Any, *, top: bool = False) -> Any:
    """Return a schema with references in place of the schemas that have a name."""
    if isinstance(schema, Mapping):
        if not top and id(schema) in _NAMES:
            return {"$ref": f"#/components/schemas/{_NAMES[id(schema)]}"}
        return {name: _referring(value) for name, value in schema.items()}
    return [_referring(each) for each in schema] if isinstance(schema, list) else schema


def _openapi(request: Request, asked: Asked) -> Response:
    return json_answer(request, document())


def _index(request: Request, asked: Asked) -> Response:
    links = [
        {
            "href": f"{request.base_url}{each.path[1:]}",
            "title": each.summary,
            "templated": "{" in each.path,
            "needs": [parameter.name for parameter in each.parameters if parameter.required],
        }
        for each in OPERATIONS
    ]
    return json_answer(request, {"name": "newscrawler", "version": newscrawler.__version__, "links": links})


def _docs(request: Request, asked: Asked) -> Response:
    tags = dict.fromkeys(each.tag for each in OPERATIONS)
    by_tag = {tag: [each for each in OPERATIONS if each.tag == tag] for tag in tags}
    return page(request, "api.html", operations=by_tag, about=_ABOUT)


ROUTES: list[BaseRoute] = [served("index", _index), served("openapi", _openapi), served("docs", _docs)]
