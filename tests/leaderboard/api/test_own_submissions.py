"""One's own submissions with a token: the list, comparisons, and the files of private ones."""

from __future__ import annotations

import json

import pytest
import zstandard
from django.test import Client

from leaderboard.models import Submission, User
from leaderboard.pipeline.publishing.evidence import evidence_lines
from tests.factories import GeneratorFactory, publish, running_submission, scored_submission
from tests.leaderboard.api.calls import client_of

pytestmark = pytest.mark.django_db

FILES = ("evidence.jsonl.zst", "verdicts.csv", "verdicts.json", "breakdown.csv", "breakdown.json")


@pytest.fixture
def mine(author: User) -> Submission:
    return scored_submission(2, generator=GeneratorFactory.create(owner=author), label="Step 12000", commit="abc")


def listed(client: Client, query: str) -> list[int]:
    reply = client.get(f"/api/v1/submissions?{query}")
    assert reply.status_code == 200, reply.content
    return [item["id"] for item in reply.json()["items"]]


def test_all_of_ones_own_are_listed_private_ones_too_and_nobody_elses(api: Client, mine: Submission) -> None:
    running = running_submission(generator=mine.generator)
    other = scored_submission(1)
    publish(other)
    assert listed(api, "mine=true") == [running.pk, mine.pk]
    assert listed(api, "") == [other.pk]
    assert Client().get("/api/v1/submissions?mine=true").status_code == 401
    (item,) = api.get("/api/v1/submissions?mine=true&outcome=scored").json()["items"]
    assert (item["label"], item["commit"], item["public_at"]) == ("Step 12000", "abc", None)


def test_the_list_is_filtered_and_a_cursor_belongs_to_its_filters(api: Client, mine: Submission) -> None:
    second = scored_submission(1, generator=mine.generator)
    assert listed(api, "mine=true&label=step") == [mine.pk]
    assert listed(api, f"mine=true&generator={mine.generator_id}&suite=demo/1") == [second.pk, mine.pk]
    assert listed(api, "mine=true&suite=demo") == [second.pk, mine.pk]
    assert listed(api, "mine=true&suite=demo/2") == []
    assert listed(api, "mine=true&outcome=failed") == []
    cursor = api.get("/api/v1/submissions?mine=true&limit=1").json()["next"]
    assert listed(api, f"mine=true&cursor={cursor}") == [mine.pk]
    assert api.get(f"/api/v1/submissions?mine=true&outcome=scored&cursor={cursor}").status_code == 422
    assert api.get("/api/v1/submissions?label=step").status_code == 422  # would tell about others' labels


@pytest.mark.parametrize("file", FILES)
def test_files_of_private_submissions_take_a_token_and_nobody_elses(api: Client, mine: Submission, file: str) -> None:
    address = f"/submissions/{mine.pk}/{file}"
    reply = api.get(address)
    assert reply.status_code == 200
    assert reply["Cache-Control"] == "private, no-cache"
    assert "Authorization" in reply["Vary"]
    assert Client().get(address).status_code == 404
    assert client_of(scored_submission(1).generator.owner).get(address).status_code == 404
    unknown = Client(headers={"authorization": "Bearer salon_unknown"}).get(address)
    assert (unknown.status_code, unknown["Content-Type"]) == (401, "application/problem+json")


def test_the_evidence_of_a_private_submission_is_what_will_be_published(api: Client, mine: Submission) -> None:
    packed = b"".join(api.get(f"/submissions/{mine.pk}/evidence.jsonl.zst").streaming_content)  # type: ignore[attr-defined]  # streamed
    with zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True) as stream:
        assert stream.read() == b"".join(evidence_lines(mine))
    publish(mine)
    public = Client().get(f"/submissions/{mine.pk}/evidence.jsonl.zst")
    assert public["Cache-Control"] == "public, no-cache"
    assert b"".join(public.streaming_content) == packed  # type: ignore[attr-defined]  # the same


def test_submissions_are_compared_with_intervals_and_the_largest_changes(api: Client, mine: Submission) -> None:
    second = scored_submission(1, generator=mine.generator)
    reply = api.get(f"/api/v1/comparisons?submissions={mine.pk},{second.pk}")
    assert reply.status_code == 200, reply.content
    compared = reply.json()
    overall = compared["groups"][0]["levels"][0]
    (apart,) = overall["differences"]
    assert (overall["means"], apart["difference"], apart["settled"], apart["shared"]) == ([100.0, 60.0], 40.0, 1, 24)
    assert [len(group["levels"]) for group in compared["groups"]] == [6, 23, 56]
    assert len(compared["largest_changes"]) == 12
    assert all(None not in change["images"] for change in compared["largest_changes"])
    assert [one["label"] for one in compared["submissions"]] == ["Step 12000", ""]
    for client in (Client(), client_of(scored_submission(1).generator.owner)):
        refused = client.get(f"/api/v1/comparisons?submissions={mine.pk},{second.pk}")
        assert refused.status_code == 422
        assert "none that you may see" in refused.json()["detail"]
    assert api.get(f"/api/v1/comparisons?submissions={mine.pk}").status_code == 422
    assert json.loads(api.get(f"/api/v1/comparisons?submissions={mine.pk},{mine.pk}").content)["status"] == 422
