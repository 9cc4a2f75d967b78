"""The API: one error shape, tokens, nobody else's submissions, and the same path as the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leaderboard.domain.submission.generation_settings import GenerationSettings
from leaderboard.models import EndpointRun, QuotaEntry, Submission, User, clock
from leaderboard.pipeline.submission.facts import freeze_settings
from tests.factories import (
    GeneratorFactory,
    publish,
    scored_submission,
)
from tests.leaderboard.api.calls import endpoint, post

pytestmark = pytest.mark.django_db


def test_without_a_token_the_reply_says_how_to_get_one() -> None:
    reply = Client().get("/api/v1/generators")
    assert reply.status_code == 401
    assert reply["Content-Type"] == "application/problem+json"
    assert "API token" in reply.json()["detail"]


def test_a_generator_is_registered_once(api: Client) -> None:
    facts = {"name": "G", "organisation": "O", "licence": "MIT", "open_weights": True, "parameter_count": 20}
    assert post(api, "/generators", facts).status_code == 201
    assert post(api, "/generators", facts).status_code == 409
    assert [g["name"] for g in api.get("/api/v1/generators").json()] == ["G"]


@pytest.mark.parametrize(("price", "status", "stored"), [(0.04, 201, 0.04), (None, 201, None), (0, 422, None)])
def test_a_price_is_dated_when_it_is_declared(api: Client, price: float, status: int, stored: float | None) -> None:
    facts = {"name": "G", "organisation": "O", "licence": "MIT", "price_usd": price}
    assert post(api, "/generators", facts).status_code == status
    today = clock.read().date().isoformat()
    expected = [(stored, today if stored else None)] if status == 201 else []
    found = api.get("/api/v1/generators").json()
    assert [(generator["price_usd"], generator["price_declared_on"]) for generator in found] == expected


def test_an_endpoint_submission_plans_its_pictures_and_never_shows_its_key(api: Client, author: User) -> None:
    generator = GeneratorFactory.create(owner=author)
    reply = post(api, "/submissions/endpoint", endpoint(generator.pk, api_key="sk-very-secret", languages=["zh", "en"]))
    assert reply.status_code == 201
    assert "sk-very-secret" not in reply.content.decode()
    body = reply.json()
    assert (body["stage"], body["progress"]["images_planned"], body["languages"]) == ("generation", 48, ["en", "zh"])
    sealed = bytes(EndpointRun.objects.get(submission=body["id"]).sealed_key or b"")
    assert sealed
    assert b"sk-very-secret" not in sealed


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"base_url": "ftp://x.example"}, "base_url"),
        ({"base_url": "https://user:pw@x.example"}, "base_url"),
        ({"languages": []}, "languages"),
        ({"languages": "en"}, "languages"),
        ({"extra": {"prompt": "other"}}, "extra"),
        ({"size": "x" * 21}, "size"),
        ({"suite": "nowhere"}, "suite"),
    ],
)
def test_a_wrong_field_is_named(api: Client, author: User, fields: dict[str, Any], named: str) -> None:
    generator = GeneratorFactory.create(owner=author)
    reply = post(api, "/submissions/endpoint", endpoint(generator.pk, **fields))
    assert reply.status_code == 422
    assert [fault for fault in reply.json()["faults"] if named in fault["field"]]
    assert not Submission.objects.exists()


def test_another_authors_generator_cannot_be_used(api: Client) -> None:
    reply = post(api, "/submissions/endpoint", endpoint(GeneratorFactory.create().pk))
    assert reply.status_code == 409
    assert not Submission.objects.exists()


def test_the_quota_ends_with_the_time_of_the_next_submission(api: Client, author: User, settings: Any) -> None:
    settings.SALON_QUOTA_SUBMISSIONS = 1
    generator = GeneratorFactory.create(owner=author)
    assert post(api, "/submissions/endpoint", endpoint(generator.pk)).status_code == 201
    reply = post(api, "/submissions/endpoint", endpoint(generator.pk))
    assert reply.status_code == 429
    assert "possible on" in reply.json()["detail"]
    assert (Submission.objects.count(), QuotaEntry.objects.count()) == (1, 1)


def test_pictures_of_an_endpoint_are_stored_without_metadata_where_that_is_chosen(api: Client, author: User) -> None:
    generator = GeneratorFactory.create(owner=author)
    for chosen in (False, True):
        fields = endpoint(generator.pk, **({"strip_metadata": True} if chosen else {}))
        assert post(api, "/submissions/endpoint", fields).json()["strip_metadata"] is chosen
    assert list(Submission.objects.order_by("id").values_list("strip_metadata", flat=True)) == [False, True]


def test_a_bundle_is_uploaded_as_multipart(api: Client, author: User) -> None:
    generator = GeneratorFactory.create(owner=author)
    reply = api.post(
        "/api/v1/submissions/bundle",
        {
            "generator": generator.pk,
            "suite": "demo/1",
            "languages": ["en", "zh"],
            "strip_metadata": "true",
            "label": "step 12000",
            "settings": '{"steps": 30, "guidance": null}',
            "bundle": SimpleUploadedFile("mine.zip", b"no zip at all"),
        },
    )
    assert reply.status_code == 201, reply.content
    assert (reply.json()["strip_metadata"], reply.json()["metadata"]) == (True, {})
    assert Submission.objects.get().strip_metadata
    assert (reply.json()["stage"], reply.json()["kind"]) == ("submission", "bundle")
    assert (reply.json()["label"], reply.json()["settings"]["steps"]) == ("step 12000", 30)


@pytest.mark.parametrize("stated", [{"stepz": 3}, {"steps": 0}, {"seed": 1, "seed_policy": "random"}, "steps"])
def test_wrong_settings_are_named(api: Client, author: User, stated: object) -> None:
    generator = GeneratorFactory.create(owner=author)
    reply = post(api, "/submissions/endpoint", endpoint(generator.pk, settings=stated))
    assert reply.status_code == 422
    assert reply.json()["faults"][0]["field"].startswith("payload.settings")


def test_settings_are_public_with_the_results_and_label_and_notes_are_not(api: Client, author: User) -> None:
    facts: dict[str, Any] = {"label": "fast", "commit": "abc", "notes": "cold cache"}
    mine = scored_submission(generator=GeneratorFactory.create(owner=author), **facts)
    freeze_settings(mine, GenerationSettings(steps=4))
    changed = api.patch(f"/api/v1/submissions/{mine.pk}", '{"notes": "warm"}', content_type="application/json")
    assert (changed.json()["label"], changed.json()["notes"]) == ("fast", "warm")
    release = publish(mine)
    shown = Client().get(f"/api/v1/submissions/{mine.pk}").json()
    assert [shown[name] for name in facts] == ["", "", ""]
    assert shown["settings"]["steps"] == 4
    rows = Client().get(f"/api/v1/boards/{release.board.slug}/releases/1/rows").json()
    assert rows["items"][0]["settings"]["steps"] == 4
    late = api.patch(f"/api/v1/submissions/{mine.pk}", '{"label": "x"}', content_type="application/json")
    assert late.status_code == 409


def test_another_authors_submission_is_not_there(api: Client) -> None:
    other = scored_submission()
    assert api.get(f"/api/v1/submissions/{other.pk}").status_code == 404
    assert post(api, f"/submissions/{other.pk}/publish", {}).status_code == 404


def test_a_scored_submission_is_published_once(api: Client, author: User) -> None:
    mine = scored_submission(generator=GeneratorFactory.create(owner=author))
    assert post(api, f"/submissions/{mine.pk}/publish", {}).status_code == 200
    assert post(api, f"/submissions/{mine.pk}/publish", {}).status_code == 409


def test_a_release_is_read_by_everyone_at_full_precision() -> None:
    release = publish(scored_submission())
    reply = Client().get(f"/api/v1/boards/{release.board.slug}/releases/latest")
    assert reply.status_code == 200
    assert reply.json()["content"] == release.content
    assert Client().get(f"/api/v1/boards/{release.board.slug}/releases/9").status_code == 404
    boards = Client().get("/api/v1/boards").json()
    assert [(board["slug"], board["release"]) for board in boards] == [(release.board.slug, 1)]


def test_practice_is_chosen_when_submitting_and_its_prompts_can_be_read(api: Client, author: User) -> None:
    generator = GeneratorFactory.create(owner=author)
    reply = post(api, "/submissions/endpoint", endpoint(generator.pk, practice=True))
    assert (reply.status_code, reply.json()["practice"]) == (201, True)
    practice = api.get("/api/v1/suites/demo/1/practice").json()
    assert (len(practice["prompts"]), practice["rule"], len(practice["sha256"])) == (24, 1, 64)
    assert post(api, f"/submissions/{reply.json()['id']}/publish", {}).status_code == 409
    assert (
        post(api, f"/submissions/{reply.json()['id']}/cancel?only_with_refund=true", {}).json()["cancelled_by"]
        == "author"
    )
