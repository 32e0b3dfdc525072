"""What the API answers, as OpenAPI 3.1: shapes from the records themselves, and a page of it that needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, get_args

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.routing import BaseRoute

from tollbook.pipeline import version
from tollbook.records import (
    Attribution,
    Count,
    Incident,
    Link,
    Period,
    Place,
    Report,
    Review,
    Superlative,
)
from tollbook.store.changes import State
from tollbook.store.selection import Size, Sum
from tollbook.web.downloads import TITLES
from tollbook.web.render import page
from tollbook.web.sessions import reader
from tollbook.web.site import site_of

Shape = dict[str, Any]
REF = "#/components/schemas/{name}"
TITLE = "Tollbook"
FAULTS = {401: "Log in first.", 404: "There is no such thing here.", 422: "The question cannot be understood."}
DESCRIPTION = (
    "The ledger for programs, in the shapes of `tollbook export --format json`. Keys are stable and more may be added; "
    "days are ISO 8601; unknown is null. Filters are those of the overview. `changed` is when the view in which an "
    "incident last differed was published, not when the event was or when a report was written. With the same filters "
    f"`/download/NAME` gives a selection as a file; NAME is {', '.join(f'`{name}`' for name in TITLES)}."
)
router = APIRouter(prefix="/api", dependencies=[Depends(reader)])


def answers(name: str) -> dict[int | str, Shape]:
    """Return what a path may answer: a shape of `components`, or an error."""
    found: dict[int | str, Shape] = {200: _json("What was asked for.", name)}
    return found | {status: _json(FAULTS[status], "Error") for status in FAULTS}


def _json(description: str, name: str) -> Shape:
    schema = {"$ref": REF.format(name=name)}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _ref(name: str) -> Shape:
    return {"$ref": REF.format(name=name)}


def _list(of: Shape) -> Shape:
    return {"type": "array", "items": of}


def _or_null(of: Shape) -> Shape:
    return {"anyOf": [of, {"type": "null"}]}


def _object(**keys: Shape) -> Shape:
    return {"type": "object", "properties": keys, "required": list(keys)}


TEXT: Shape = {"type": "string"}
WHOLE: Shape = {"type": "integer"}
NEXT = {**_or_null(TEXT), "description": "The cursor of the next part, null where this was the last."}
MOMENT = {**_or_null({"type": "string", "format": "date-time"}), "description": "When the view was published."}


@cache
def components() -> Shape:
    """Return the shapes of all answers by name."""
    kinds = (Report, Incident, Review, Link, Count, Place, Period, Attribution, Superlative, Size, Sum)
    _, found = msgspec.json.schema_components(kinds, ref_template=REF)
    incident, report = found["Incident"], found["Report"]
    sums = {"effect": TEXT, "stated": _ref("Count"), "parts": _ref("Count"), "verdict": TEXT}
    found["SumCheck"] = _object(**sums)
    incident["properties"] |= {"sum": _or_null(_ref("SumCheck")), "sums": _list(_ref("SumCheck")), "changed": MOMENT}
    listed = {key: value for key, value in report["properties"].items() if key != "text"}
    found |= {
        "ReportWithoutText": {"type": "object", "properties": listed, "required": ["id", "language"]},
        "Claim": _claim(),
        "Decision": _object(number=WHOLE, action=TEXT, claims=_list(TEXT), finding=_or_null(_ref("Noted"))),
        "Change": _object(
            id=TEXT,
            state={"enum": list(get_args(State))},
            moment=MOMENT,
            to={**_or_null(TEXT), "description": "Where a moved incident is now."},
            incident=_or_null(_ref("Incident")),
        ),
        "Error": _object(error=TEXT),
        "About": _object(
            ledger=TEXT,
            tollbook=TEXT,
            api=WHOLE,
            view=TEXT,
            changed=MOMENT,
            reports=WHOLE,
            claims=WHOLE,
            incidents=WHOLE,
            causes=_list(TEXT),
            licences={"type": "object", "additionalProperties": TEXT},
        ),
        "Incidents": _object(incidents=_list(_ref("Incident")), next=NEXT),
        "Reports": _object(reports=_list(_ref("ReportWithoutText")), next=NEXT),
        "Claims": _object(claims=_list(_ref("Claim")), next=NEXT),
        "Totals": _object(
            size=_ref("Size"),
            sums=_list(_ref("Sum")),
            not_counted_in_ledger={"type": "object", "additionalProperties": WHOLE},
        ),
        "Changes": _object(
            since=_or_null(TEXT),
            until=_or_null(TEXT),
            changes=_list(_ref("Change")),
            decisions=_list(_ref("Decision")),
            hidden=_list(_ref("Claim")),
            next=NEXT,
        ),
    }
    return found


def _claim() -> Shape:
    """Return the shape of `export.shapes.claim_json`, with what the API adds to it."""
    party = _or_null({"type": "object", "properties": {"text": TEXT, "actor": _or_null(TEXT)}, "required": ["text"]})
    evidence = _object(role=TEXT, start=WHOLE, end=WHOLE, quote=TEXT)
    known = ("id", "report_id", "language", "topic", "weapon", "scope", "scope_read", "modality", "cause")
    words = {name: _or_null(TEXT) for name in (*known, "effect", "event_type", "sub_event_type")}
    shape = _object(
        **words,
        count=_or_null(_ref("Count")),
        victims=party,
        perpetrator=party,
        place=_or_null(_ref("Place")),
        period=_or_null(_ref("Period")),
        attribution=_list(_ref("Attribution")),
        evidence=_list(evidence),
        about=_list(TEXT),
        cues=_list(TEXT),
        events=_or_null(WHOLE),
        confidence=_or_null({"type": "number"}),
    )
    home = _object(id=TEXT, part=TEXT)
    shape["properties"] |= {
        "superlative": {"type": "object"},
        "corrected": {"type": "object", "description": "What was read of the fields that a review corrects."},
        "hidden": {"type": "object", "description": "The review that hides it."},
        "incidents": {**_list(home), "description": "Where it stands: in a figure or story, or as a subset."},
        "filed": {**_or_null(TEXT), "description": "Where it is filed when it stands in no count."},
    }
    return shape


def document(routes: Sequence[BaseRoute]) -> Shape:
    """Return the OpenAPI document of some routes."""
    found = get_openapi(title=f"{TITLE} API", version=version(), routes=routes, description=DESCRIPTION)
    for path in found["paths"].values():
        for operation in path.values():
            operation["responses"].setdefault("422", _json(FAULTS[422], "Error"))
    kept = found.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        kept.pop(name, None)
    kept |= components()
    return found


def _document(request: Request) -> Shape:
    return site_of(request).answers.get(version(), "openapi", lambda: document(request.app.state.api))


@router.get("/openapi.json", name="openapi", include_in_schema=False)
def openapi(request: Request) -> JSONResponse:
    """Return the OpenAPI document."""
    return JSONResponse(_document(request))


@router.get("/docs", name="api_docs", response_class=HTMLResponse, include_in_schema=False)
def docs(request: Request) -> HTMLResponse:
    """Show the OpenAPI document as a page."""
    found = _document(request)
    return page(request, "api.html", document=found, schemas=found["components"]["schemas"], kind=kind)


def kind(schema: Shape) -> str:
    """Return a schema in a few words: "list of text", "Place or null"."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " or ".join(dict.fromkeys(kind(each) for each in schema[several]))
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"list of {kind(schema.get('items', {})) or 'anything'}"
    plain = {"string": "text", "integer": "whole number", "object": "object"}
    return str(schema.get("format") or plain.get(str(schema.get("type")), schema.get("type", "anything")))
