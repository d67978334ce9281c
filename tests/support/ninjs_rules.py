"""Rules of IPTC ninjs 3.1 for the documents that newscrawler writes, as a JSON schema.

These are the rules of IPTC's schema (http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#, CC BY 4.0) in our own words,
for the properties that we write, each with its type, values and format there. Properties that we never write (events,
planned coverage, renditions, …) are refused here, so whatever is valid by these rules is valid by IPTC's.
"""

from __future__ import annotations

from typing import Any

import jsonschema_rs

__all__ = ["RULES", "errors", "problems", "valid"]

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_URI: Schema = {"type": "string", "format": "uri"}
_TIME: Schema = {"type": "string", "format": "date-time"}


def _closed(required: tuple[str, ...] = (), **properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


_WORDS = _closed(("value",), role=_TEXT, contentType=_TEXT, value=_TEXT)

_OBJECT: dict[str, Schema] = {
    "uri": _URI,
    "type": {"enum": ["text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"]},
    "representationType": {"enum": ["full", "partial"]},
    "profile": _TEXT,
    "version": _TEXT,
    "firstCreated": _TIME,
    "versionCreated": _TIME,
    "contentCreated": _TIME,
    "embargoedUntil": _TIME,
    "expires": _TIME,
    "pubStatus": {"enum": ["usable", "withheld", "canceled"]},
    "urgency": {"type": "integer", "minimum": 1, "maximum": 9},
    "copyrightHolder": _TEXT,
    "copyrightNotice": _TEXT,
    "usageTerms": _TEXT,
    "edNote": _TEXT,
    "language": _TEXT,
    "title": _TEXT,
    "by": _TEXT,
    "slugline": _TEXT,
    "located": _TEXT,
    "headlines": _list(_WORDS),
    "descriptions": _list(_WORDS),
    "bodies": _list(
        _closed(
            ("value",),
            role=_TEXT,
            contentType=_TEXT,
            charCount={"type": "integer"},
            wordCount={"type": "integer"},
            value=_TEXT,
        )
    ),
    "people": _list(_closed(name=_TEXT, rel=_TEXT, uri=_URI, literal=_TEXT)),
    "organisations": _list(_closed(name=_TEXT, rel=_TEXT, uri=_URI, literal=_TEXT)),
    "infoSources": _list(_closed(name=_TEXT, role=_TEXT, uri=_URI, literal=_TEXT)),
    "altIds": _list(_closed(role=_TEXT, value=_TEXT)),
    "rightsInfo": {
        **_closed(langId=_URI, linkedRights=_URI, encodedRights=_TEXT),
        "oneOf": [{"required": ["linkedRights"]}, {"required": ["encodedRights"]}],
    },
    "standard": _closed(name=_TEXT, version=_TEXT, schema=_URI),
}

RULES: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_closed(
        ("uri",),
        **_OBJECT,
        # An associated object has all of these properties and a name; the name is required.
        associations=_list(_closed(("uri", "name"), **_OBJECT, name=_TEXT, rel=_TEXT)),
    ),
}

_VALIDATOR = jsonschema_rs.validator_for(RULES, validate_formats=True)


def problems(document: dict[str, Any]) -> list[str]:
    """Return in what the document breaks the rules: none for a valid one."""
    return [_told(error) for error in _VALIDATOR.iter_errors(document)]


def errors(schema: Schema, document: Any) -> list[str]:
    """Return in what a document breaks a schema, formats included."""
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    return [_told(error) for error in validator.iter_errors(document)]


def valid(schema: Schema, document: Any) -> bool:
    """Return whether a document is valid by a schema, formats included."""
    return not errors(schema, document)


def _told(error: Any) -> str:
    return f"{'/'.join(map(str, error.instance_path))}: {error.message}"
