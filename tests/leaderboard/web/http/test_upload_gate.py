"""Large uploads are refused by size and sender before anything of them is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from leaderboard.models import User
from leaderboard.pipeline import accounts
from leaderboard.web.http.upload_gate import upload_gate
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
MIB = 2**20


def gate(size: str, *, user: User | None = None, token: str = "") -> int:
    """The status with which an upload of the announced size is answered; 200 when it was let through."""
    headers = {"Authorization": f"bearer {token}"} if token else {}
    request = RequestFactory().post("/submissions/new/bundle/", headers=headers, CONTENT_LENGTH=size)
    request.user = user or AnonymousUser()
    handle: Callable[[HttpRequest], HttpResponse] = upload_gate(lambda _: HttpResponse())
    return handle(request).status_code


def test_strangers_may_send_forms_but_no_large_bodies() -> None:
    assert gate(str(MIB)) == 200
    assert gate(str(3 * MIB)) == 401
    assert gate(str(3 * MIB), token="salon_unknown") == 401
    assert gate("") == gate("many") == 200


def test_authors_may_send_bundles_up_to_the_limit(settings: LazySettings) -> None:
    settings.SALON_BUNDLE_MAX_BYTES = 10 * MIB
    author = UserFactory.create()
    _, token = accounts.create_token(author, "upload")
    assert gate(str(9 * MIB), user=author) == gate(str(9 * MIB), token=token) == 200
    assert gate(str(12 * MIB), user=author) == gate(str(12 * MIB), token=token) == 413


def test_it_stands_before_the_check_that_reads_the_body() -> None:
    reply = Client(enforce_csrf_checks=True).post("/submissions/new/bundle/", {"file": "x" * (3 * MIB)})
    assert (reply.status_code, reply.content.decode()) == (401, "Sign in, or send an API token, before you upload.")


def test_under_the_api_a_refusal_is_a_problem() -> None:
    body = {"bundle": "x" * (3 * MIB)}
    reply = Client().post("/api/v1/submissions/bundle", body)
    assert (reply.status_code, reply["Content-Type"]) == (401, "application/problem+json")
    assert reply["WWW-Authenticate"] == "Bearer"
    assert "API token" in reply.json()["detail"]
