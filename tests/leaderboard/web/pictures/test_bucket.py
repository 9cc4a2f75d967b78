"""Pictures in a bucket: one request of the store for one of a reader, none for what a reader has or fetches himself."""

from __future__ import annotations

import httpx
import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.test import Client

from leaderboard.models import GeneratedImage
from leaderboard.settings.storage import Delivery, storage_at
from tests.factories import publish, scored_submission
from tests.leaderboard.web.people import person, signed_in
from tests.leaderboard.web.pictures.test_views import png, with_bytes
from tests.object_store import Requests

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bucket")]


@pytest.fixture
def picture() -> GeneratedImage:
    """A public one, with its renditions."""
    submission = scored_submission()
    image = with_bytes(submission, rendered=True)
    publish(submission)
    return image


def test_a_picture_costs_one_request_and_a_known_one_none(picture: GeneratedImage, requests: Requests) -> None:
    assert picture.stored is not None
    for name, path in (
        ("thumb.webp", picture.stored.rendition_path(320)),
        ("display.webp", picture.stored.rendition_path(1280)),
        ("original", picture.stored.path),
    ):
        requests.taken()
        reply = Client().get(f"/images/{picture.pk}/{name}")
        assert len(reply.getvalue()) == int(reply["Content-Length"])
        assert requests.taken() == [f"GET {path}"]
        known = Client().get(f"/images/{picture.pk}/{name}", headers={"If-None-Match": reply["ETag"]})
        assert (known.status_code, requests.taken()) == (304, [])
        head = Client().head(f"/images/{picture.pk}/{name}")
        assert (head["Content-Length"], requests.taken()) == (reply["Content-Length"], [f"HEAD {path}"])


def test_a_part_of_a_picture_is_sent_and_one_beyond_its_end_refused(picture: GeneratedImage) -> None:
    address = f"/images/{picture.pk}/original"
    part = Client().get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.getvalue()) == (206, png()[10:20])
    assert Client().get(address, headers={"Range": "bytes=99999999-"}).status_code == 416


def test_readers_are_sent_to_the_bucket(picture: GeneratedImage, settings: LazySettings, requests: Requests) -> None:
    settings.SALON_DELIVERY = Delivery(redirect=True)
    requests.taken()
    reply = Client().get(f"/images/{picture.pk}/original")
    assert (reply.status_code, requests.taken()) == (302, [])
    assert reply["Cache-Control"] == "public, max-age=300"
    fetched = httpx.get(reply["Location"])
    assert fetched.content == png()
    assert Client().head(f"/images/{picture.pk}/original").status_code == 200
    assert fetched.headers["content-disposition"] == 'attachment; filename="p001.en.png"'


def test_only_those_allowed_get_the_address_of_a_private_picture(settings: LazySettings) -> None:
    settings.SALON_DELIVERY = Delivery(redirect=True, public_url="https://cdn.example.org/")
    submission = scored_submission()
    image = with_bytes(submission, rendered=True)
    address = f"/images/{image.pk}/thumb.webp"
    assert Client().get(address).status_code == 404
    assert signed_in(person()).get(address).status_code == 404
    reply = signed_in(submission.generator.owner).get(address)
    assert reply["Cache-Control"] == "private, no-store"
    assert "X-Amz-Signature" in reply["Location"]
    assert httpx.get(reply["Location"]).headers["content-type"] == "image/webp"
    publish(submission)
    assert Client().get(address)["Location"].startswith("https://cdn.example.org/")


def test_a_store_that_is_away_costs_a_picture_and_not_the_page(picture: GeneratedImage, settings: LazySettings) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": storage_at("s3://salon?endpoint=http://127.0.0.1:1")}
    reply = Client().get(f"/images/{picture.pk}/thumb.webp")
    assert (reply.status_code, reply["Content-Type"], reply["Retry-After"]) == (503, "image/svg+xml", "10")


def test_a_lost_original_is_no_page(picture: GeneratedImage) -> None:
    assert picture.stored is not None
    default_storage.delete(picture.stored.path)
    assert Client().get(f"/images/{picture.pk}/original").status_code == 404
