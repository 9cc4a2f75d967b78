"""The page of an endpoint test: for its owner only; it asks again until the test has ended."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from leaderboard.models import EndpointTrial, User
from tests.leaderboard.web.people import person, signed_in

pytestmark = pytest.mark.django_db
WEBP = b"RIFF\x00\x00\x00\x00WEBP"


def trial_of(owner: User, **fields: Any) -> EndpointTrial:
    return EndpointTrial.objects.create(
        owner=owner,
        base_url="https://images.example.org/v1",
        model="painter",
        sealed_key=b"sealed-bytes",
        prompt_text="A cat",
        **fields,
    )


def test_while_it_runs_the_page_asks_again_with_and_without_scripts() -> None:
    owner = person()
    trial = trial_of(owner)
    client = signed_in(owner)
    page = client.get(f"/trials/{trial.pk}/").content.decode()
    assert 'http-equiv="refresh"' in page
    assert f'hx-get="/trials/{trial.pk}/"' in page
    part = client.get(f"/trials/{trial.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'hx-trigger="every 1s"' in part
    assert "sealed-bytes" not in page + part


def test_an_error_is_shown_exactly_and_as_text() -> None:
    owner = person()
    trial = trial_of(owner, ended_at=timezone.now(), error="HTTP 500: <script>alert(1)</script>")
    page = signed_in(owner).get(f"/trials/{trial.pk}/").content.decode()
    assert "HTTP 500: &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "hx-trigger" not in page
    assert 'http-equiv="refresh"' not in page


def test_a_picture_is_shown_with_its_facts() -> None:
    owner = person()
    trial = trial_of(owner, ended_at=timezone.now(), picture=WEBP, facts="PNG, 512×512 px, 24 KiB")
    client = signed_in(owner)
    assert "PNG, 512×512 px, 24 KiB" in client.get(f"/trials/{trial.pk}/").content.decode()
    picture = client.get(f"/trials/{trial.pk}/picture")
    assert (picture.content, picture["Content-Type"]) == (WEBP, "image/webp")
    assert picture["X-Content-Type-Options"] == "nosniff"


def test_others_tests_do_not_exist() -> None:
    trial = trial_of(person(), ended_at=timezone.now(), picture=WEBP)
    client = signed_in(person())
    for page in (f"/trials/{trial.pk}/", f"/trials/{trial.pk}/picture"):
        assert client.get(page).status_code == 404
        assert Client().get(page).status_code == 302


def test_there_is_no_picture_before_the_end() -> None:
    owner = person()
    assert signed_in(owner).get(f"/trials/{trial_of(owner).pk}/picture").status_code == 404
