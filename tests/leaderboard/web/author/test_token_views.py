"""API tokens: shown once, kept as a digest, deleted at once."""

from __future__ import annotations

import re

import pytest
from pytest_django import DjangoAssertNumQueries

from leaderboard.models import ApiToken, User
from leaderboard.pipeline.accounts import create_token, user_for_token
from tests.leaderboard.web.people import person, signed_in

pytestmark = pytest.mark.django_db


def test_a_token_is_shown_once_and_only_its_digest_is_kept() -> None:
    owner = person()
    client = signed_in(owner)
    reply = client.post("/account/tokens/", {"name": "training cluster", "scopes": ["read"], "days": "30"})
    found = re.search(r"salon_[\w-]{43}", reply.content.decode())
    assert found is not None
    token = found[0]
    row = ApiToken.objects.get()
    assert token not in str(vars(row))
    assert row.scopes == ["read"]
    assert row.expires_at is not None
    assert user_for_token(token) == owner
    again = client.get("/account/tokens/").content.decode()
    assert "training cluster" in again
    assert token not in again
    assert row.digest not in again
    assert "no-store" in reply["Cache-Control"]


def test_a_deleted_token_opens_nothing() -> None:
    owner = person()
    row, token = create_token(owner, "old")
    assert signed_in(owner).post(f"/account/tokens/{row.pk}/delete/").status_code == 302
    assert user_for_token(token) is None


def test_nobody_deletes_or_sees_the_tokens_of_others() -> None:
    row, token = create_token(person(), "theirs")
    client = signed_in(person())
    assert client.post(f"/account/tokens/{row.pk}/delete/").status_code == 404
    assert "theirs" not in client.get("/account/tokens/").content.decode()
    assert user_for_token(token) is not None


@pytest.mark.parametrize("token", ["", "salon_", "salon_wrong", "\udcff", "x" * 10_000])
def test_any_other_text_is_no_token(token: str) -> None:
    create_token(person(), "real")
    assert user_for_token(token) is None


def test_the_token_of_a_deactivated_user_opens_nothing() -> None:
    owner = person()
    _, token = create_token(owner, "x")
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert user_for_token(token) is None


def test_a_token_needs_a_name() -> None:
    reply = signed_in(person()).post("/account/tokens/", {"name": " "})
    assert reply.context["form"].errors["name"]
    assert not ApiToken.objects.exists()


def test_the_list_needs_the_same_queries_for_one_and_three(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    owner = person()
    client = signed_in(owner)
    for _ in range(2):
        create_token(owner, "a")
        with django_assert_num_queries(5):  # session, user, teams, tokens, time
            client.get("/account/tokens/")
        create_token(owner, "b")
