"""Scopes of tokens: every call has one, and a token without it is refused with its name."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from leaderboard.api.scopes import EXCEPTIONS, described_path, scope_of
from leaderboard.api.urls import api
from leaderboard.models import ApiToken, Role, Scope, User
from leaderboard.models.clock import Now
from leaderboard.pipeline import teams
from leaderboard.pipeline.accounts import Grant, create_token, user_for_token
from tests.factories import GeneratorFactory, UserFactory, scored_submission
from tests.leaderboard.web.people import person

pytestmark = pytest.mark.django_db
CALLS: list[tuple[str, str, dict[str, Any]]] = [
    (method.upper(), path, operation)
    for path, operations in api.get_openapi_schema()["paths"].items()
    for method, operation in operations.items()
]
TEXTS = {"slug": "a", "suite": "demo", "version": "1", "prompt": "p001", "sha256": "0" * 64}


def address(path: str) -> str:
    """An address of the call: a number fits most places, of the others some need a UUID."""
    places = re.findall(r"\{(\w+)\}", path)
    for other in ("1", "00000000-0000-0000-0000-000000000000"):
        filled = path.format(**{place: TEXTS.get(place, other) for place in places})
        try:
            resolve(filled)
        except Resolver404:
            continue
        return filled
    raise AssertionError(path)


def client_with(user: User, *scopes: Scope, **grant: Any) -> Client:
    _, token = create_token(user, "test", Grant(scopes, **grant))
    return Client(headers={"authorization": f"Bearer {token}"})


@pytest.mark.parametrize(("method", "path", "operation"), CALLS, ids=lambda value: str(value)[:60])
def test_every_call_with_a_token_needs_the_scope_that_its_description_names(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    if not operation.get("security"):
        return
    needed = scope_of(method, path)
    assert all([needed] in alternative.values() for alternative in operation["security"] if alternative)
    others = [scope for scope in Scope if scope != needed]
    reply = client_with(person(), *others).generic(method, address(path), "{}", content_type="application/json")
    assert reply.status_code == 403, reply.content
    assert f"the scope “{needed.value}”" in reply.json()["detail"]


def test_the_exceptions_are_calls_that_decide_what_others_see() -> None:
    described = {(method, path.removeprefix("/api/v1")) for method, path, _ in CALLS}
    assert set(EXCEPTIONS) <= described
    for method, path, _ in CALLS:
        assert described_path(resolve(address(path)).route) == path, f"{method} {path}"
        if path.endswith(("/publish", "/withdraw")):
            assert scope_of(method, path) == Scope.PUBLISH


def test_publishing_needs_its_own_scope() -> None:
    owner = UserFactory.create()
    submission = scored_submission(generator=GeneratorFactory.create(owner=owner))
    call = f"/api/v1/submissions/{submission.pk}/publish"
    assert client_with(owner, Scope.READ, Scope.SUBMIT).post(call).status_code == 403
    submission.refresh_from_db()
    assert submission.public_at is None
    assert client_with(owner, Scope.PUBLISH).post(call).status_code == 200


def test_an_expired_token_is_unknown_and_uses_are_noted_once_a_minute() -> None:
    user = person()
    row, token = create_token(user, "ci", Grant(days=30))
    assert user_for_token(token) == user
    row.refresh_from_db()
    first = row.last_used_at
    assert first is not None
    user_for_token(token)
    row.refresh_from_db()
    assert row.last_used_at == first
    ApiToken.objects.update(last_used_at=Now() - timedelta(minutes=2))
    user_for_token(token)
    row.refresh_from_db()
    assert row.last_used_at is not None
    assert row.last_used_at > first
    ApiToken.objects.update(expires_at=Now())
    assert user_for_token(token) is None


def test_a_token_of_one_team_reaches_nothing_else() -> None:
    user = UserFactory.create(is_staff=True)
    team = teams.create("Lab", user)
    own = scored_submission(generator=GeneratorFactory.create(owner=user))
    of_team = scored_submission(generator=GeneratorFactory.create(owner=user, team=team))
    theirs = scored_submission()
    client = client_with(user, *Scope, team=team)
    assert [row["team"] for row in client.get("/api/v1/generators").json()] == [team.pk]
    assert [row["id"] for row in client.get("/api/v1/teams").json()] == [team.pk]
    statuses = [client.get(f"/api/v1/submissions/{row.pk}").status_code for row in (of_team, own, theirs)]
    assert statuses == [200, 404, 404], "an operator's token of one team is not an operator's"
    assert client.post(f"/api/v1/submissions/{own.pk}/publish").status_code == 404
    made = client.post(
        "/api/v1/generators",
        {"name": "New", "organisation": "Lab", "licence": "MIT"},
        content_type="application/json",
    )
    assert made.json()["team"] == team.pk
    assert team.memberships.get().role == Role.OWNER
