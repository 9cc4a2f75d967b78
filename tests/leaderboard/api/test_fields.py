"""Fields of the API: what the forms refuse is refused here too, before anything is stored, and is named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leaderboard.api.urls import api as described
from leaderboard.models import EndpointRun, Generator, PromptSuite, Submission, User
from leaderboard.pipeline.submission import keys
from leaderboard.web.author.forms.endpoints import EndpointForm
from leaderboard.web.author.forms.generators import GeneratorForm
from tests.factories import GeneratorFactory
from tests.leaderboard.api.calls import endpoint, post

pytestmark = pytest.mark.django_db
FACTS = {"name": "G", "organisation": "O", "licence": "MIT"}
NESTED = json.loads('{"a":' * 200 + "1" + "}" * 200)


def only_fault(reply: Any) -> dict[str, str]:
    assert reply.status_code == 422, reply.content
    assert reply["Content-Type"] == "application/problem+json"
    [fault] = reply.json()["faults"]
    return dict(fault)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "base_url",
            "http://example.org:99999/v1",
            "“http://example.org:99999/v1” is not a web address. An address such",
        ),
        ("base_url", "https://example.org/\0", "“https://example.org/\\x00” is not a web address"),
        ("base_url", "https://exa mple.org/", "is not a web address"),
        ("base_url", f"https://{'a' * 400}.org/v1", "a host of 404 characters"),
        ("base_url", "https://example.org/#part", "“#” part"),
        ("model", "m\0", "“m\\x00” holds the character U+0000"),
        ("api_key", "sk-ключ", "beyond ASCII"),
        ("api_key", "sk-1\nX-Header: 1", "line breaks"),
        ("extra", {"a": [{"b": "\0"}]}, "NUL"),
        ("extra", {"a": {"\0": 1}}, "NUL"),
        ("extra", {"a": float("nan")}, "NaN cannot be stored"),
        ("extra", {"a": float("-inf")}, "-Infinity cannot be stored"),
        ("extra", {"a": "\ud800"}, "cannot be stored"),
        ("extra", {"\ud800": 1}, "cannot be stored"),
        ("extra", NESTED, "more than 32 levels"),
        ("extra", {"a": "x" * 4000}, "at most 4000"),
        ("extra", {"prompt": "mine", "n": 4}, "“n”, “prompt”"),
    ],
)
def test_what_an_endpoints_form_refuses_the_api_refuses_too(
    api: Client, author: User, name: str, value: Any, said: str
) -> None:
    generator = GeneratorFactory.create(owner=author)
    fault = only_fault(post(api, "/submissions/endpoint", endpoint(generator.pk, **{name: value})))
    assert fault["field"] == f"payload.{name}"
    assert said in fault["message"]
    assert "sk-" not in fault["message"]
    assert not Submission.objects.exists()

    entered = json.dumps(value) if name == "extra" else value
    values = endpoint(generator.pk, suite=PromptSuite.objects.get().pk, **{name: entered})
    form = EndpointForm(values, generators=Generator.objects.all(), suites=PromptSuite.objects.all())
    assert set(form.errors) == {name}


@pytest.mark.parametrize("name", ["name", "organisation", "licence", "description", "homepage"])
def test_a_nul_in_a_generators_facts_is_refused_as_by_the_form(api: Client, name: str) -> None:
    facts = FACTS | {name: "https://example.org/\0"}
    fault = only_fault(post(api, "/generators", facts))
    assert fault["field"] == f"payload.{name}"
    assert "“https://example.org/\\x00” holds the character U+0000" in fault["message"]
    assert not Generator.objects.exists()
    assert set(GeneratorForm(facts).errors) == {name}


def test_what_is_odd_and_can_be_stored_is_stored(api: Client, author: User) -> None:
    extra = {"seed": 42, "style": ["水彩", None, 1.5e-300], "text": "\\u0000"}
    generator = GeneratorFactory.create(owner=author)
    reply = post(api, "/submissions/endpoint", endpoint(generator.pk, extra=extra, api_key="sk-~ 1"))
    assert reply.status_code == 201, reply.content
    assert keys.configuration_of(EndpointRun.objects.get()).extra == extra


def test_a_suite_in_any_language_can_be_submitted_to(api: Client, author: User) -> None:
    PromptSuite.objects.update(languages=["en", "pt-BR"])
    generator = GeneratorFactory.create(owner=author)
    reply = post(api, "/submissions/endpoint", endpoint(generator.pk, languages=["pt-BR"]))
    assert reply.status_code == 201, reply.content
    assert reply.json()["languages"] == ["pt-BR"]


@pytest.mark.parametrize("language", ["fr", "", "\0"])
def test_a_language_that_the_suite_lacks_is_refused_with_those_it_has(api: Client, author: User, language: str) -> None:
    generator = GeneratorFactory.create(owner=author)
    reply = post(api, "/submissions/endpoint", endpoint(generator.pk, languages=[language]))
    assert reply.status_code == 409
    assert f"languages {[language]}: one or more of en, zh are expected" in reply.json()["detail"]
    assert not Submission.objects.exists()


def test_a_language_is_at_most_ten_characters(api: Client, author: User) -> None:
    generator = GeneratorFactory.create(owner=author)
    fault = only_fault(post(api, "/submissions/endpoint", endpoint(generator.pk, languages=["en", "x" * 11])))
    assert fault["field"] == "payload.languages.1"
    assert "10" in fault["message"]


def test_a_generator_that_a_form_took_is_listed(api: Client, author: User) -> None:
    form = GeneratorForm(FACTS | {"homepage": "HTTPS://example.org"})
    assert form.is_valid()
    GeneratorFactory.create(owner=author, **form.facts())
    reply = api.get("/api/v1/generators")
    assert [row["homepage"] for row in reply.json()] == ["HTTPS://example.org"]


def test_an_unknown_field_is_refused_by_name_in_every_body(api: Client, author: User) -> None:
    generator = GeneratorFactory.create(owner=author)
    assert only_fault(post(api, "/generators", FACTS | {"license": "MIT"}))["field"] == "payload.license"
    fault = only_fault(post(api, "/submissions/endpoint", endpoint(generator.pk, pictures_per_promt=2)))
    assert fault["field"] == "payload.pictures_per_promt"
    assert fault["message"] == "this call has no field of this name; see the API's description"
    assert not Submission.objects.exists()


def test_every_body_of_the_api_refuses_unknown_fields() -> None:
    description = described.get_openapi_schema()
    bodies = [
        content["schema"]["$ref"].rpartition("/")[2]
        for path in description["paths"].values()
        for call in path.values()
        for content in call.get("requestBody", {}).get("content", {}).values()
        if "$ref" in content["schema"]
    ]
    assert bodies
    schemas = description["components"]["schemas"]
    assert [name for name in bodies if schemas[name].get("additionalProperties") is not False] == []


def test_an_unknown_field_of_a_form_is_refused_too(api: Client, author: User) -> None:
    generator = GeneratorFactory.create(owner=author)
    form = {"generator": generator.pk, "suite": "demo/1", "languages": ["en"], "practise": "true"}
    reply = api.post("/api/v1/submissions/bundle", form | {"bundle": SimpleUploadedFile("pictures.zip", b"PK")})
    assert only_fault(reply)["field"].endswith("practise")
