"""What somebody with a banned account meets: the reason at sign-in, and no session or token that still works."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from leaderboard.models import User
from leaderboard.pipeline import accounts
from leaderboard.pipeline.administration.bans import ban, unban
from tests.factories import UserFactory
from tests.leaderboard.pipeline.administration.actors import ANNA

pytestmark = pytest.mark.django_db

WHY = "It submits other people's pictures."
PASSWORD = "salon-secret-1"  # the factory's


def sign_in(user: User, password: str = PASSWORD, language: str = "") -> tuple[Client, HttpResponse]:
    client = Client()
    reply = client.post(f"{language}/account/login/", {"login": user.email, "password": password}, follow=True)
    return client, reply  # type: ignore[return-value]  # the test client's own kind of reply


def test_the_reason_is_told_to_whoever_has_the_password_and_to_nobody_else() -> None:
    user = UserFactory.create()
    ban(user.pk, ANNA, WHY, unlist=False)
    _, told = sign_in(user)
    assert (told.status_code, "This account is banned" in (page := told.content.decode())) == (403, True)
    assert "It submits other people" in page
    assert "该账户已被封禁" in sign_in(user, language="/zh-hans")[1].content.decode()
    _, stranger = sign_in(user, password="guessed")  # a wrong one
    assert "banned" not in stranger.content.decode()


def test_sessions_end_at_once_and_for_good_and_tokens_stop_until_the_ban_is_lifted() -> None:
    user = UserFactory.create()
    client, _ = sign_in(user)
    _, token = accounts.create_token(user, "mine")
    bearer = {"authorization": f"Bearer {token}"}
    assert client.get("/submissions/").status_code == 200
    assert Client().get("/api/v1/submissions", headers=bearer).status_code == 200
    ban(user.pk, ANNA, WHY, unlist=False)
    assert client.get("/submissions/").status_code == 302
    assert Client().get("/api/v1/submissions", headers=bearer).status_code == 401
    unban(user.pk, ANNA, "A mistake.")
    assert client.get("/submissions/").status_code == 302  # somebody else may have had that session
    assert Client().get("/api/v1/submissions", headers=bearer).status_code == 200
    again, _ = sign_in(user)
    assert again.get("/submissions/").status_code == 200
