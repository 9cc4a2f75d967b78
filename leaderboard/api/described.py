"""The API's description (OpenAPI 3.1): ninja's, completed by the problems and headers that all calls share."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI, Schema
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from leaderboard.api.auth import without_token
from leaderboard.api.scopes import scope_of

_REF = "#/components/schemas/{model}"
_ALWAYS = (400, 404, 422, 429, 500)
_CHANGES = (409, 413, 507)


class Fault(Schema):
    """One faulty field."""

    field: str
    message: str


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    faults: list[Fault] | None = None


class DescribedAPI(NinjaAPI):
    """Names operations after their functions, and adds to each the problems and headers of its replies."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The operation's name in generated clients, such as ``list_boards``."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The completed description."""
        document = super().get_openapi_schema(**options)
        whole = Problem.model_json_schema(ref_template=_REF)
        document["components"].setdefault("schemas", {}).update({**whole.pop("$defs"), "Problem": whole})
        need_no_token = self._calls_without_token()
        for path, calls in document["paths"].items():
            for method, call in calls.items():
                _complete(method, call)
                _name_scope(method, path, call)
                if call["operationId"] in need_no_token:
                    call["security"].append({})
        return document

    def _calls_without_token(self) -> set[str]:
        """The names of the calls that take a token and need none."""
        views = [view for router in self._get_bound_routers() for view in router.path_operations.values()]
        calls = [operation for view in views for operation in view.operations]
        return {self.get_openapi_operation_id(call) for call in calls if without_token in call.auth_callbacks}


def _complete(method: str, call: dict[str, Any]) -> None:
    responses = call["responses"]
    for status, response in list(responses.items()):
        responses[str(status)] = responses.pop(status)
        headers = {"RateLimit-Policy", "RateLimit"} | ({"ETag", "Last-Modified"} if method == "get" else set())
        response["headers"] = {name: _HEADERS[name] for name in sorted(headers)}
    if method == "get":
        responses["304"] = {"description": "Unchanged since the reply that If-None-Match names."}
    of_its_own = [int(status) for status in responses if int(status) >= HTTPStatus.BAD_REQUEST]
    statuses = {*_ALWAYS, *of_its_own, *(_CHANGES if method in ("post", "put", "patch", "delete") else ())}
    for code in sorted(statuses | ({401} if call.get("security") else set())):
        responses[str(code)] = _problem(code)


def _name_scope(method: str, path: str, call: dict[str, Any]) -> None:
    """Say which scope a token needs, if the call takes tokens."""
    if not call.get("security"):
        return
    scope = scope_of(method.upper(), path)
    call["security"] = [{name: [scope.value] for name in alternative} for alternative in call["security"]]
    call["responses"]["403"] = _problem(HTTPStatus.FORBIDDEN)


_HEADERS = {
    "ETag": {"description": "Identifies these bytes.", "schema": {"type": "string"}},
    "Last-Modified": {"description": "The date of the newest item shown.", "schema": {"type": "string"}},
    "RateLimit-Policy": {"description": "Calls (q) per window of seconds (w).", "schema": {"type": "string"}},
    "RateLimit": {
        "description": "Calls left (r), seconds until the next window (t).",
        "schema": {"type": "string"},
    },
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
}


def _problem(code: int) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": HTTPStatus(code).phrase,
        "content": {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}},
    }
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        response["headers"] = {"Retry-After": _HEADERS["Retry-After"]}
    return response
