"""Tests of endpoints over the API: begun, shown to their author alone, and with what the other kinds of APIs need."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from leaderboard.domain.submission.adapters import AuthKind
from leaderboard.models import EndpointRun, EndpointTrial, Submission, User
from leaderboard.models.work import NEEDS_ADAPTERS
from leaderboard.pipeline.submission import keys
from tests.factories import GeneratorFactory, UserFactory, load_demo_suite, load_pixel_profile
from tests.leaderboard.api.calls import client_of, endpoint, post

pytestmark = pytest.mark.django_db
KEY = "sk-very-secret-0123456789"
ADDRESS = "https://api.example.org/v1/jobs"
JOB = {
    "kind": "job",
    "template": {"input": {"prompt": "{prompt}", "width": "{width}"}},
    "picture": "$.output[0]",
    "status_url": "$.urls.get",
    "state": "$.status",
    "succeeded": ["succeeded"],
}


@pytest.fixture
def api(author: User) -> Client:
    load_demo_suite()
    load_pixel_profile()
    return client_of(author)


def trial(**fields: Any) -> dict[str, Any]:
    return {"suite": "demo/1", "language": "zh", "base_url": ADDRESS, "model": "m", "api_key": KEY, **fields}


def test_a_test_is_begun_and_its_result_shown(api: Client) -> None:
    begun = post(api, "/endpoint-trials", trial())
    assert begun.status_code == 201
    assert (begun.json()["state"], begun.json()["picture"]) == ("running", None)
    row = EndpointTrial.objects.get()
    assert begun.json()["prompt"] == row.prompt_text == row.owner.endpoint_trials.get().prompt_text
    assert row.needs == 0, "workers of earlier versions may make it"
    exchanges = [{"request": "POST …", "reply": "200 image/png"}]
    EndpointTrial.objects.update(ended_at=timezone.now(), picture=b"webp", facts="PNG", exchanges=exchanges)
    shown = api.get(f"/api/v1/endpoint-trials/{row.pk}").json()
    assert (shown["state"], shown["facts"], shown["exchanges"]) == ("works", "PNG", exchanges)
    assert shown["picture"] == f"data:image/webp;base64,{base64.b64encode(b'webp').decode()}"
    EndpointTrial.objects.update(error="500 from the endpoint", picture=None)
    assert api.get(f"/api/v1/endpoint-trials/{row.pk}").json()["state"] == "failed"


def test_a_test_is_its_authors_only(api: Client) -> None:
    number = post(api, "/endpoint-trials", trial()).json()["id"]
    other = client_of(UserFactory.create())
    assert other.get(f"/api/v1/endpoint-trials/{number}").status_code == 404
    assert Client().get(f"/api/v1/endpoint-trials/{number}").status_code == 401


def test_a_language_or_suite_that_is_not_there_is_named(api: Client) -> None:
    assert "in fr; it has them in en, zh" in post(api, "/endpoint-trials", trial(language="fr")).json()["detail"]
    assert "there is no suite" in post(api, "/endpoint-trials", trial(suite="demo/9")).json()["detail"]


def test_a_job_api_is_sealed_shown_without_secrets_and_left_to_workers_that_know_it(api: Client, author: User) -> None:
    adapter = JOB | {"headers": {"X-Token": "hush-hush"}}
    body = endpoint(
        GeneratorFactory.create(owner=author).pk,
        base_url=ADDRESS,
        api_key=KEY,
        size="512x512",
        adapter=adapter,
        auth={"kind": "header", "name": "X-Key"},
    )
    reply = post(api, "/submissions/endpoint", body)
    assert reply.status_code == 201, reply.content
    run = EndpointRun.objects.get()
    assert run.protocol is not None
    assert run.protocol["adapter"]["headers"] == {"X-Token": "[hidden]"}
    assert run.protocol["auth"] == {"kind": "header", "name": "X-Key"}
    configuration = keys.configuration_of(run)
    assert configuration.auth.kind is AuthKind.HEADER
    assert configuration.adapter is not None
    assert configuration.adapter.headers == {"X-Token": "hush-hush"}
    assert "hush-hush" in configuration.secrets
    assert Submission.objects.get().needs == NEEDS_ADAPTERS


def test_a_preset_is_an_images_api_for_every_worker_unless_it_takes_seeds(api: Client, author: User) -> None:
    generator = GeneratorFactory.create(owner=author).pk
    for preset, model, needs in [("localai", "m", 0), ("openai", "gpt-image-1", 0), ("sglang", "m", NEEDS_ADAPTERS)]:
        assert post(api, "/submissions/endpoint", endpoint(generator, preset=preset, model=model)).status_code == 201
        run = EndpointRun.objects.select_related("submission").latest("pk")
        assert run.submission.needs == needs
        assert run.protocol == {"preset": preset}
    assert keys.configuration_of(run).extra == {"response_format": "b64_json", "seed": "{seed}"}


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"adapter": JOB | {"picture": "$..url"}}, "payload.adapter.picture", "names and indices"),
        ({"adapter": JOB | {"template": {"a": 1}}}, "payload.adapter.template", "no {prompt}"),
        ({"adapter": JOB | {"status_url": ""}, "size": "1x1"}, "payload", "status_url: This is empty"),
        ({"adapter": JOB}, "payload", "size: The template has {width}"),
        ({"adapter": JOB | {"pictur": "x"}}, "payload.adapter.pictur", "no field of this name"),
        ({"adapter": JOB | {"deadline_s": 10**6}}, "payload.adapter.deadline_s", "1800"),
        ({"adapter": JOB, "size": "1x1", "extra": {"seed": 1}}, "payload", "no extra"),
        ({"auth": {"kind": "header", "name": "Host"}}, "payload.auth", "“Host”"),
        ({"preset": "openai", "model": "gpt-image-1", "extra": {"response_format": "url"}}, "payload", "extra: The"),
        ({"preset": "vllm-omni", "size": "2K"}, "payload", "size: vLLM-Omni"),
        ({"preset": "midjourney"}, "payload.preset", "'localai'"),
    ],
)
def test_what_is_wrong_is_named(api: Client, fields: dict[str, Any], field: str, words: str) -> None:
    reply = post(api, "/endpoint-trials", trial(**fields))
    assert reply.status_code == 422
    (fault,) = reply.json()["faults"]
    assert fault["field"] == field
    assert words in fault["message"]
    assert KEY not in reply.content.decode()
