"""A folder's pictures as the form's script sends them: matched, announced, sent and submitted; nobody else's."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.test import Client

from leaderboard.models import PromptSuite, Submission, User
from leaderboard.models.work import SEVERAL_SAMPLES
from leaderboard.pipeline.submission import intake
from tests.factories import load_pixel_profile
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.runs import demo_pictures
from tests.leaderboard.web.people import generator_of, person, signed_in

pytestmark = pytest.mark.django_db

AT = "/submissions/new/bundle/pictures/"


def fields(author: User, **more: Any) -> dict[str, Any]:
    load_pixel_profile()
    generator = author.generators.first() or generator_of(author)
    return {"generator": generator.pk, "suite": PromptSuite.objects.get().pk, "languages": ["en"], **more}


def announced(author: User, pictures: dict[str, bytes], **more: Any) -> Any:
    listed = [
        {"prompt": name.split(".")[0], "language": "en", "name": name, "byte_size": len(data)}
        | {"sha256": hashlib.sha256(data).hexdigest()}
        for name, data in pictures.items()
    ]
    return signed_in(author).post(AT, fields(author, pictures=json.dumps(listed), **more))


def put(client: Client, announcement: dict[str, Any], data: bytes) -> Any:
    address = announcement["send"].replace("SHA256", hashlib.sha256(data).hexdigest())
    return client.put(address, data, content_type="application/octet-stream")


def test_the_scripts_whole_way() -> None:
    pictures, author = demo_pictures(), person()
    client = signed_in(author)
    matched = client.post(f"{AT}match/", fields(author, names=json.dumps([*pictures, "notes.txt"]))).json()
    assert (matched["is_complete"], matched["manifest"], len(matched["pictures"])) == (True, "", 24)
    assert "All 24 pictures are there." in matched["table"]
    reply = announced(author, pictures, label="first").json()
    assert len(reply["missing"]) == 24
    for data in pictures.values():
        assert put(client, reply, data).status_code == 200
    assert announced(author, pictures).json()["missing"] == []
    page = client.post(reply["submit"]).json()["page"]
    assert page == f"/submissions/{Submission.objects.get().pk}/"


def test_the_scripts_way_with_two_pictures_per_prompt() -> None:
    first, author = demo_pictures(), person()
    client = signed_in(author)
    pictures = first | {name.replace(".png", ".2.png"): png(100 + number) for number, name in enumerate(first)}
    names = json.dumps(list(pictures))
    one = client.post(f"{AT}match/", fields(author, names=names)).json()
    assert (one["is_complete"], "declare 2 pictures per prompt" in one["table"]) == (False, True)
    two = client.post(f"{AT}match/", fields(author, names=names, pictures_per_prompt="2")).json()
    assert (two["is_complete"], "sample 2 of 2" in two["table"]) == (True, True)
    assert [(picture["name"], picture["sample"]) for picture in two["pictures"][:2]] == [
        ("p001.en.png", 1),
        ("p001.en.2.png", 2),
    ]
    listed = json.dumps(
        [
            picture
            | {
                "byte_size": len(pictures[picture["name"]]),
                "sha256": hashlib.sha256(pictures[picture["name"]]).hexdigest(),
            }
            for picture in two["pictures"]
        ]
    )
    refused = client.post(AT, fields(author, pictures=listed)).json()["faults"]
    assert refused[0] == "p001 (en, sample 2): pictures per prompt declared: 1; declare more, or remove it"
    reply = client.post(AT, fields(author, pictures=listed, pictures_per_prompt="2")).json()
    assert len(reply["missing"]) == 48
    for data in pictures.values():
        put(client, reply, data)
    client.post(reply["submit"])
    submission = Submission.objects.get()
    assert (submission.pictures_per_prompt, submission.needs) == (2, SEVERAL_SAMPLES)
    claim = intake.claim_check(submission.pk)
    assert claim is not None
    assert intake.take_in(*claim)
    stored = {i.slot.file_name: i.stored_id for i in submission.images.select_related("prompt")}
    assert stored == {name: hashlib.sha256(data).hexdigest() for name, data in pictures.items()}


def test_what_is_wrong_is_said_in_the_readers_language() -> None:
    pictures, author = demo_pictures(), person()
    client, names = signed_in(author), json.dumps(["p001.png", "P001.jpg", "0002.png"])
    matched = client.post(f"/zh-hans{AT}match/", fields(author, names=names)).json()
    assert not matched["is_complete"]
    assert "已有 1 张图片，共需 24 张。" in matched["table"]
    assert "文件名不对应任何提示词" in matched["table"]
    mapping = {"mapping_name": "mapping.csv", "mapping": "a,b\n"}
    wrong = client.post(f"{AT}match/", fields(author, names=names, **mapping))
    assert (wrong.status_code, "is not a header" in wrong.json()["faults"][0]) == (422, True)
    for pictures_given in ("[]", "[1]", '[{"prompt": "p001"}]', "x"):
        assert signed_in(author).post(AT, fields(author, pictures=pictures_given)).status_code == 422
    one = dict(list(pictures.items())[:23])
    assert announced(author, one).json()["faults"] == ["p024 (en): no picture is announced"]
    assert announced(author, pictures, manifest="[").status_code == 422


def test_a_set_is_its_authors_alone_and_is_shown_until_it_is_discarded() -> None:
    pictures, author, stranger = demo_pictures(), person(), person()
    reply = announced(author, pictures).json()
    first = next(iter(pictures.values()))
    assert put(signed_in(stranger), reply, first).status_code == 404
    assert signed_in(stranger).post(reply["submit"]).status_code == 404
    assert put(Client(), reply, first).status_code == 302  # to the sign-in
    client = signed_in(author)
    assert put(client, reply, first).status_code == 200
    page = client.get("/submissions/new/bundle/").content.decode()
    assert "1 of 24 have arrived" in page
    client.post(reply["submit"].replace("submit", "discard"))
    assert "have arrived" not in client.get("/submissions/new/bundle/").content.decode()
