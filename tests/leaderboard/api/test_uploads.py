"""Uploads in parts through the API: a program's whole way, and nobody else's uploads."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest
from django.conf import LazySettings
from django.test import Client

from leaderboard.models import User
from leaderboard.settings.storage import Delivery
from tests.factories import GeneratorFactory, load_demo_suite, load_pixel_profile
from tests.leaderboard.api.calls import client_of, post

pytestmark = pytest.mark.django_db


def bundle(author: User, **changes: Any) -> dict[str, Any]:
    load_demo_suite()
    load_pixel_profile()
    generator = author.generators.first() or GeneratorFactory.create(owner=author)
    about = {"generator": generator.pk, "suite": "demo/1", "languages": ["en"]}
    return about | {"file_name": "bundle.zip", "byte_size": 11, "fingerprint": "sha256:1"} | changes


@pytest.mark.usefixtures("bucket")
def test_a_program_sends_a_bundle_to_the_bucket(api: Client, author: User, settings: LazySettings) -> None:
    settings.SALON_DELIVERY = Delivery(direct_uploads=True)
    upload = post(api, "/uploads", bundle(author)).json()
    assert (upload["part_count"], upload["received"], upload["submission"]) == (1, [], None)
    again = post(api, "/uploads", bundle(author))
    assert (again.status_code, again.json()["id"]) == (201, upload["id"])
    assert post(api, "/uploads", bundle(author, fingerprint="sha256:2")).status_code == 409
    address = f"/uploads/{upload['id']}"
    assert post(api, f"{address}/parts", {"numbers": [2]}).status_code == 409
    (part,) = post(api, f"{address}/parts", {"numbers": [1]}).json()
    assert (part["size"], part["expires_in_s"]) == (11, 600)
    assert "1 part is missing" in post(api, f"{address}/complete", {}).json()["detail"]
    assert httpx.put(part["url"], content=b"not a zip!!").status_code == 200
    assert api.get(f"/api/v1{address}").json()["received"] == [1]
    reply = post(api, f"{address}/complete", {})
    assert (reply.status_code, reply.json()["kind"]) == (201, "bundle")
    assert post(api, f"{address}/complete", {}).json()["id"] == reply.json()["id"]
    (listed,) = api.get("/api/v1/uploads").json()
    assert (listed["submission"], listed["received"]) == (reply.json()["id"], [])


@pytest.mark.usefixtures("bucket")
def test_an_upload_is_its_authors_alone_and_can_be_discarded(api: Client, author: User, settings: LazySettings) -> None:
    settings.SALON_DELIVERY = Delivery(direct_uploads=True)
    address = f"/uploads/{post(api, '/uploads', bundle(author)).json()['id']}"
    stranger = client_of(GeneratorFactory.create().owner)
    assert stranger.get("/api/v1/uploads").json() == []
    assert stranger.get(f"/api/v1{address}").status_code == 404
    assert post(stranger, f"{address}/parts", {"numbers": [1]}).status_code == 404
    assert post(stranger, f"{address}/complete", {}).status_code == 404
    assert stranger.delete(f"/api/v1{address}").status_code == 404
    assert api.delete(f"/api/v1{address}").status_code == 204
    assert api.get(f"/api/v1{address}").json()["cause"] == "you discarded this upload"
    assert post(api, f"{address}/parts", {"numbers": [1]}).status_code == 409


def test_a_site_without_direct_uploads_says_what_to_do(api: Client, author: User) -> None:
    reply = post(api, "/uploads", bundle(author))
    assert (reply.status_code, "POST /api/v1/submissions/bundle" in reply.json()["detail"]) == (409, True)
    assert post(api, f"/uploads/{uuid.uuid4()}/parts", {"numbers": [1]}).status_code == 404


@pytest.mark.usefixtures("bucket")
def test_a_bundle_that_is_too_large_is_refused_with_its_own_status(
    api: Client, author: User, settings: LazySettings
) -> None:
    settings.SALON_DELIVERY = Delivery(direct_uploads=True)
    assert post(api, "/uploads", bundle(author, byte_size=2**40)).status_code == 413
