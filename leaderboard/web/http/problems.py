"""The API's error replies: problem details (RFC 9457). The middleware uses them too."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

API_PREFIX = "/api/v1/"


def problem(status: HTTPStatus, detail: str, *, faults: Sequence[dict[str, str]] = ()) -> HttpResponse:
    """An error reply.

    Args:
        status: also gives the title.
        detail: what is wrong, and what to do.
        faults: the faulty fields, each with a message.
    """
    body: dict[str, Any] = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    if faults:
        body["faults"] = list(faults)
    return HttpResponse(json.dumps(body), status=status.value, content_type="application/problem+json")
