"""The table of the API: what is served, what is checked, and what is described are one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from starlette.routing import BaseRoute, Route

from newscrawler.serve import api
from newscrawler.serve.api.openapi import document
from newscrawler.serve.api.table import OPERATIONS, operation


def paths_of(routes: list[BaseRoute]) -> Iterator[str]:
    for route in routes:
        assert isinstance(route, Route)
        yield re.sub(r":\w+}", "}", route.path)


def test_every_route_of_the_api_is_in_the_table_and_has_an_endpoint() -> None:
    served = list(paths_of(api.ROUTES))
    assert len(served) == len(set(served))
    described = {each.path for each in OPERATIONS}
    # One route answers for a thread and for its comments: only the address as it was sent tells them apart.
    assert set(served) == described - {"/api/threads/{id}/comments"}


def test_ids_of_operations_and_names_of_parameters_are_unique() -> None:
    ids = [each.id for each in OPERATIONS]
    assert len(ids) == len(set(ids))
    for described in OPERATIONS:
        names = [(each.place, each.name) for each in described.parameters]
        assert len(names) == len(set(names)), described.id
        in_path = {each.name for each in described.parameters if each.place == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", described.path)), described.id


def test_the_document_describes_each_parameter_with_a_sentence() -> None:
    described = document()
    assert described["openapi"].startswith("3.1")
    for path, methods in described["paths"].items():
        for parameter in methods["get"]["parameters"]:
            assert parameter["description"].endswith("."), (path, parameter["name"])


def test_every_reference_of_the_document_leads_somewhere() -> None:
    described = document()
    found = set(references(described))
    assert len(found) > 15
    for reference in found:
        target: Any = described
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]


def test_links_lead_from_operations_to_parameters_of_operations() -> None:
    for link in (link for each in OPERATIONS for link in each.links):
        assert operation(link.operation).parameter(link.parameter)


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from references(each)
