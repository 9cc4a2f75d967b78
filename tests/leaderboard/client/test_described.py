"""The client's calls and models are those of the API's description: paths, bodies and replies."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any, get_type_hints
from uuid import UUID

import pytest
from pydantic import BaseModel

from leaderboard.api.urls import api
from leaderboard.client import calls
from leaderboard.client.calls import Call
from leaderboard.client.models import Problem

DESCRIPTION: dict[str, Any] = api.get_openapi_schema()
SCHEMAS: dict[str, Any] = DESCRIPTION["components"]["schemas"]
OPERATIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    operation["operationId"]: (method, path, operation)
    for path, methods in DESCRIPTION["paths"].items()
    for method, operation in methods.items()
}
PARTS_OF_UPLOADS = {"begin_upload", "list_uploads", "show_upload", "discard_upload", "sign_parts", "complete_upload"}
SAFE_TO_REPEAT = {"announce_pictures", "send_picture", "submit_pictures", "discard_pictures"}
FUNCTIONS = {
    name: function
    for name, function in vars(calls).items()
    if inspect.isfunction(function) and function.__module__ == calls.__name__ and not name.startswith("_")
}
SAMPLES = {
    "submissions": [17, 23],
    "suite": "demo/1",
    "bundle": Path("bundle.zip"),
    "sent": print,
    "margin": ["overall:1"],
    "picture_set": UUID(int=7),
    "picture": Path("p001.en.png"),
}
KEPT = ("type", "format", "properties", "required", "items", "anyOf", "additionalProperties")
"""What makes up the form of a value. Titles, descriptions, defaults and limits are the site's affair."""


def sample(name: str) -> Call[Any]:
    """The call with some arguments."""
    function = FUNCTIONS[name]
    hints = get_type_hints(function)
    call = function(
        **{argument: _value(argument, hints[argument]) for argument in inspect.signature(function).parameters}
    )
    assert isinstance(call, Call)
    return call


def _value(argument: str, kind: Any) -> Any:
    if argument in SAMPLES:
        return SAMPLES[argument]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind.model_construct()
    return "some-name" if kind is str else 7


def form(schema: Any, definitions: dict[str, Any]) -> Any:
    """The form of a schema, with every reference replaced by what it refers to."""
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return form(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    # Whether unknown fields are refused is the site's affair, too.
    kept: dict[str, Any] = {key: value for key, value in schema.items() if key in KEPT and not isinstance(value, bool)}
    for key, value in kept.items():
        if key == "properties":
            kept[key] = {name: form(part, definitions) for name, part in value.items()}
        elif key == "anyOf":
            kept[key] = [form(part, definitions) for part in value]
        elif key in ("items", "additionalProperties"):
            kept[key] = form(value, definitions)
    return kept


def form_of_model(schema: dict[str, Any]) -> Any:
    return form(schema, schema.get("$defs", {}))


def test_the_client_has_every_call_but_those_of_uploads_in_parts() -> None:
    assert set(FUNCTIONS) == set(OPERATIONS) - PARTS_OF_UPLOADS


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_call_is_as_the_api_describes_it(name: str) -> None:
    method, path, operation = OPERATIONS[name]
    call = sample(name)
    assert call.method == method.upper()
    assert re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), f"/api/v1{call.path}")
    described = {parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "query"}
    assert set(call.query) <= described
    with_key = "Idempotency-Key" in {parameter["name"] for parameter in operation.get("parameters", ())}
    assert call.repeatable == (method == "get" or with_key or name in SAFE_TO_REPEAT)
    assert bool(call.key) == with_key
    (success,) = (reply for status, reply in operation["responses"].items() if status.startswith("2"))
    schema = success.get("content", {}).get("application/json", {}).get("schema", {"type": "null"})
    assert form_of_model(call.reply.json_schema()) == form(schema, SCHEMAS)


@pytest.mark.parametrize(
    "name",
    [
        *("create_generator", "submit_endpoint", "test_endpoint", "submit_bundle"),
        *("create_webhook", "change_webhook", "announce_pictures"),
    ],
)
def test_a_body_is_as_the_api_describes_it(name: str) -> None:
    ((kind, content),) = OPERATIONS[name][2]["requestBody"]["content"].items()
    call = sample(name)
    assert call.body is not None
    ours, theirs = form_of_model(type(call.body).model_json_schema()), form(content["schema"], SCHEMAS)
    if call.upload:
        assert kind == "multipart/form-data"
        del theirs["properties"][call.upload.name]
        theirs["required"].remove(call.upload.name)
    assert ours["properties"] == theirs["properties"]
    assert sorted(ours.get("required", [])) == sorted(theirs.get("required", []))


def test_an_error_is_as_the_api_describes_it() -> None:
    assert form_of_model(Problem.model_json_schema()) == form(SCHEMAS["Problem"], SCHEMAS)
