"""Pictures one by one through the API: a program's whole way, and nobody else's sets."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from leaderboard.models import Submission, User
from tests.factories import GeneratorFactory, load_demo_suite, load_pixel_profile
from tests.leaderboard.api.calls import client_of, post
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.runs import demo_pictures

pytestmark = pytest.mark.django_db


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def announcement(author: User, pictures: dict[str, bytes], **changes: Any) -> dict[str, Any]:
    load_demo_suite()
    load_pixel_profile()
    generator = author.generators.first() or GeneratorFactory.create(owner=author)
    listed = [
        {
            "prompt": name.split(".")[0],
            "language": "en",
            "sha256": sha256_of(data),
            "byte_size": len(data),
            "name": name,
        }
        for name, data in pictures.items()
    ]
    return {"generator": generator.pk, "suite": "demo/1", "languages": ["en"], "pictures": listed} | changes


def put(client: Client, picture_set: str, data: bytes, sha256: str = "") -> Any:
    path = f"/api/v1/picture-sets/{picture_set}/pictures/{sha256 or sha256_of(data)}"
    return client.put(path, data, content_type="application/octet-stream")


def test_a_program_sends_its_pictures_and_submits_them(api: Client, author: User) -> None:
    pictures = demo_pictures()
    reply = post(api, "/picture-sets", announcement(author, pictures, manifest={"seed": 42}))
    announced = reply.json()
    total = sum(map(len, pictures.values()))
    assert (reply.status_code, announced["missing"], announced["missing_bytes"]) == (201, 24, total)
    first, *rest = pictures.values()
    assert put(api, announced["id"], first).status_code == 204
    assert put(api, announced["id"], first).status_code == 204
    again = post(api, "/picture-sets", announcement(author, pictures, manifest={"seed": 42})).json()
    assert (again["id"], again["missing"]) == (announced["id"], 23)
    assert [picture["name"] for picture in again["pictures"] if picture["have"]] == [next(iter(pictures))]
    address = f"/picture-sets/{announced['id']}"
    early = post(api, f"{address}/submit", {})
    assert (early.status_code, "23 pictures are missing" in early.json()["detail"]) == (409, True)
    for data in rest:
        put(api, announced["id"], data)
    submitted = post(api, f"{address}/submit", {})
    assert (submitted.status_code, submitted.json()["kind"]) == (201, "bundle")
    assert post(api, f"{address}/submit", {}).json()["id"] == submitted.json()["id"] == Submission.objects.get().pk
    (listed,) = api.get("/api/v1/picture-sets").json()
    assert (listed["submission"], listed["missing"]) == (submitted.json()["id"], 0)
    assert put(api, announced["id"], first).status_code == 409


def test_samples_are_counted_from_1(api: Client, author: User) -> None:
    wanted = announcement(author, demo_pictures(), pictures_per_prompt=2)
    second = [picture | {"sample": 2, "sha256": sha256_of(picture["name"].encode())} for picture in wanted["pictures"]]
    faults = post(api, "/picture-sets", wanted).json()["faults"]
    assert faults[0]["message"] == "p001 (en, sample 2): no picture is announced"
    reply = post(api, "/picture-sets", wanted | {"pictures": [*wanted["pictures"], *second]}).json()
    assert (reply["pictures_per_prompt"], reply["missing"]) == (2, 48)
    assert [picture["sample"] for picture in reply["pictures"]] == [1] * 24 + [2] * 24
    for wrong in ({"pictures_per_prompt": 5}, {"pictures": [second[0] | {"sample": 0}]}):
        assert post(api, "/picture-sets", wanted | wrong).status_code == 422


def test_the_key_of_a_submission_holds_for_every_set_of_the_same_pictures(api: Client, author: User) -> None:
    def submitted(pictures: dict[str, bytes], key: str) -> Any:
        announced = post(api, "/picture-sets", announcement(author, pictures)).json()
        for data in pictures.values():
            put(api, announced["id"], data)
        address = f"/api/v1/picture-sets/{announced['id']}/submit"
        return announced["id"], api.post(address, headers={"idempotency-key": key})

    pictures = demo_pictures()
    first, made = submitted(pictures, "run-1")
    renamed = {f"{name.split('.')[0]}.en.again.png": data for name, data in pictures.items()}
    second, again = submitted(renamed, "run-1")
    assert (made.status_code, again.status_code, first != second) == (201, 201, True)
    assert again.json()["id"] == made.json()["id"] == Submission.objects.get().pk
    assert submitted(pictures, "run-2")[1].json()["id"] != made.json()["id"]
    other = {**pictures, next(iter(pictures)): png(777)}
    refused = submitted(other, "run-1")[1]
    assert (refused.status_code, "already used" in refused.json()["detail"]) == (409, True)


def test_a_key_holds_for_several_pictures_per_prompt_in_any_order(api: Client, author: User) -> None:
    first, second = ({name: png(seed + number) for number, name in enumerate(demo_pictures())} for seed in (500, 600))
    body = announcement(author, first, pictures_per_prompt=2)
    others = announcement(author, second)["pictures"]
    body["pictures"] += [picture | {"sample": 2, "name": f"2 {picture['name']}"} for picture in others]
    made = set()
    for pictures in (body["pictures"], body["pictures"][::-1]):
        announced = post(api, "/picture-sets", body | {"pictures": pictures}).json()
        for data in (*first.values(), *second.values()):
            put(api, announced["id"], data)
        reply = api.post(f"/api/v1/picture-sets/{announced['id']}/submit", headers={"idempotency-key": "run-1"})
        assert reply.status_code == 201, reply.content
        made.add(reply.json()["id"])
    assert made == {Submission.objects.get().pk}


def test_wrong_bodies_and_announcements_are_refused_with_their_faults(api: Client, author: User) -> None:
    pictures = demo_pictures()
    incomplete = dict(list(pictures.items())[1:])
    refused = post(api, "/picture-sets", announcement(author, incomplete))
    assert refused.status_code == 422
    assert refused.json()["faults"] == [
        {"field": "pictures", "message": f"{next(iter(pictures)).split('.')[0]} (en): no picture is announced"}
    ]
    faulty = announcement(author, pictures)
    faulty["pictures"][0] |= {"sha256": "x", "name": "a\nb"}
    assert {fault["field"] for fault in post(api, "/picture-sets", faulty).json()["faults"]} == {
        "payload.pictures.0.sha256",
        "payload.pictures.0.name",
    }
    announced = post(api, "/picture-sets", announcement(author, pictures)).json()
    first, second, *_ = pictures.values()
    assert put(api, announced["id"], b"other").status_code == 404
    assert put(api, announced["id"], b"other", sha256_of(first)).status_code == 422
    assert put(api, announced["id"], first[::-1], sha256_of(first)).status_code == 422
    assert put(api, str(uuid.uuid4()), second).status_code == 404


def test_a_set_is_its_authors_alone_and_can_be_discarded(api: Client, author: User) -> None:
    pictures = demo_pictures()
    announced = post(api, "/picture-sets", announcement(author, pictures)).json()
    address, first = f"/picture-sets/{announced['id']}", next(iter(pictures.values()))
    stranger = client_of(GeneratorFactory.create().owner)
    assert stranger.get("/api/v1/picture-sets").json() == []
    assert stranger.get(f"/api/v1{address}").status_code == 404
    assert put(stranger, announced["id"], first).status_code == 404
    assert post(stranger, f"{address}/submit", {}).status_code == 404
    assert stranger.delete(f"/api/v1{address}").status_code == 404
    assert put(Client(), announced["id"], first).status_code == 401
    assert api.delete(f"/api/v1{address}").status_code == 204
    assert api.get(f"/api/v1{address}").json()["cause"] == "you discarded these pictures"


def test_large_pictures_pass_the_gate_if_they_were_announced(api: Client, author: User, settings: LazySettings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50
    pictures = demo_pictures()
    body = announcement(author, pictures)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2**21
    announced = post(api, "/picture-sets", body).json()
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50
    first = next(iter(pictures.values()))
    assert put(Client(), announced["id"], first).status_code == 401
    assert put(client_of(GeneratorFactory.create().owner), announced["id"], first).status_code == 404
    assert put(api, "no-uuid", first).status_code in (404, 422)
    assert put(api, announced["id"], first * 2).status_code == 404
    assert put(api, announced["id"], first).status_code == 204


def test_pictures_are_counted_by_themselves_with_a_higher_limit(
    api: Client, author: User, settings: LazySettings
) -> None:
    pictures = demo_pictures()
    announced = post(api, "/picture-sets", announcement(author, pictures)).json()
    settings.SALON_API_RATE = "3/minute"
    settings.REDIS_URL = f"memory://{uuid.uuid4().hex}"
    policies = {put(api, announced["id"], data)["RateLimit-Policy"] for data in pictures.values()}
    assert policies == {'"default";q=30;w=60'}
