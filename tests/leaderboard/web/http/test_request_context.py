"""Lines that are logged while a request is answered bear its id."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from leaderboard.logs import context
from leaderboard.web.http.request_context import request_context


@pytest.fixture(autouse=True)
def _nothing_bound() -> None:
    """Tasks that earlier tests called directly have left something."""
    context.replace()


def test_the_id_is_bound_for_the_request_only() -> None:
    seen = []

    def view(request: object) -> HttpResponse:
        seen.append(dict(context.bound()))
        return HttpResponse()

    request_context(view)(RequestFactory().get("/", headers={"X-Request-ID": "the-fronts-id"}))
    request_context(view)(RequestFactory().get("/"))
    assert seen[0] == {"request": "the-fronts-id"}
    assert len(str(seen[1]["request"])) == 32
    assert context.bound() == {}
