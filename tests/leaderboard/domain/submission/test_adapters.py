"""Adapters of endpoints: paths, templates, presets, seeds, and what must fit together."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.submission.adapters import (
    Adapter,
    AdapterKind,
    Auth,
    AuthKind,
    adapter_from,
    check_address,
    check_auth,
    check_headers,
    check_hosts,
    fault_together,
)
from leaderboard.domain.submission.endpoint_secrets import HIDDEN, secrets_of_adapter, shown_adapter
from leaderboard.domain.submission.json_paths import ABSENT, check_path, value_at
from leaderboard.domain.submission.presets import PresetName, fault_of, parameters_of
from leaderboard.domain.submission.seeds import seed_of
from leaderboard.domain.submission.templates import check_template, filled, placeholders_in, values_for
from leaderboard.domain.texts import FieldFault

JOB = Adapter(
    AdapterKind.JOB,
    {"input": {"prompt": "{prompt}"}},
    "$.output[0]",
    status_url="$.urls.get",
    state="$.status",
    succeeded=("succeeded",),
    failed=("failed",),
)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda part: st.lists(part, max_size=4) | st.dictionaries(TEXT, part, max_size=4),
    max_leaves=20,
)


# --- paths ------------------------------------------------------------------------------------------------------------
def test_a_path_finds_its_value_or_nothing() -> None:
    document = {"data": [{"url": "u"}], "a b": None}
    assert value_at("$.data[0].url", document) == value_at("$['data'][-1]['url']", document) == "u"
    assert value_at("$['a b']", document) is None
    for path, of in [("$.data[1].url", document), ("$.data.url", document), ("$.x", [1]), ("$.x", "text"), ("$", 3)]:
        assert value_at(path, of) is ABSENT


@pytest.mark.parametrize(
    "path",
    [
        *("", "data", "$..url", "$.*", "$[?@.a]", "$[?match(@.a, '(a+)+$')]", "$.data[0:1]", "$[0,1]", "$.a | $.b"),
        *("$.a[", " $.a", "@.a", "$['\ud800']", "$\n.a", "$" + "[0]" * 21, "$." + "a" * 200),
    ],
)
def test_only_names_and_indices_are_a_path(path: str) -> None:
    with pytest.raises(FieldFault):
        check_path(path)


@given(path=st.text(max_size=40) | st.text("$.[]'\"?@*:,()a0- ", max_size=40).map("$".__add__), document=JSON)
def test_no_expression_does_more_than_find_or_be_refused(path: str, document: object) -> None:
    try:
        check_path(path)
    except FieldFault:
        return
    value_at(path, document)


# --- templates --------------------------------------------------------------------------------------------------------
@given(prompt=TEXT, model=TEXT)
def test_no_prompt_becomes_more_than_a_value(prompt: str, model: str) -> None:
    template = {"a": [{"prompt": "{prompt}"}, "Draw: {prompt}!"], "{prompt}": 1, "w": "{width}", "seed": "{seed}"}
    sent = json.loads(json.dumps(filled(template, values_for(prompt, model, "512x768", 7))))
    assert sent == {"a": [{"prompt": prompt}, f"Draw: {prompt}!"], "{prompt}": 1, "w": 512, "seed": 7}


def test_what_was_placed_is_not_a_template_again() -> None:
    assert filled({"p": "{prompt}, {size}"}, values_for("{seed}{size}", "m", "2K", 1)) == {"p": "{seed}{size}, 2K"}


@given(template=JSON)
def test_a_template_without_placeholders_stays(template: Any) -> None:
    if not placeholders_in(template):
        assert filled(template, values_for("p", "m", "1x1", 0)) == template


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ({"prompt": "a cat"}, "no {prompt}"),
        ({"prompt": "{prompt}", "x": ["{steps}"]}, "{steps}"),
        ({"prompt": "{prompt}\0"}, "NUL"),
        ({"prompt": "{prompt}", "x": "y" * 5000}, "at most 4000"),
    ],
)
def test_a_template_that_cannot_work_is_refused(template: dict[str, Any], words: str) -> None:
    with pytest.raises(FieldFault, match=words):
        check_template(template)


# --- adapters ---------------------------------------------------------------------------------------------------------
def test_an_adapter_survives_being_stored() -> None:
    stored = json.loads(json.dumps(JOB.as_json()))
    assert adapter_from(stored).as_json() == JOB.as_json() | stored


@pytest.mark.parametrize(
    ("changes", "size", "field"),
    [
        ({"template": {"p": "{prompt}", "s": "{size}"}}, "", "size"),
        ({"template": {"p": "{prompt}", "w": "{width}"}}, "2K", "size"),
        ({"status_url": ""}, "", "status_url"),
        ({"state": ""}, "", "state"),
        ({"succeeded": ()}, "", "succeeded"),
        ({"status_url": "/v1/jobs/{id}"}, "", "job_id"),
        ({"failed": ("Succeeded",)}, "", "failed"),
    ],
)
def test_what_is_missing_is_named_by_its_field(changes: dict[str, Any], size: str, field: str) -> None:
    assert fault_together(JOB, "") is None
    found = fault_together(replace(JOB, **changes), size)
    assert found is not None
    assert found[0] == field


@pytest.mark.parametrize(
    "address",
    [
        *("/v1/jobs", "jobs/{id}", "ftp://x.example/{id}", "https://{id}.example.org/", "https://a.example/{id}/é"),
        *("https://user:pw@a.example/{id}", "https://{id}", "//{id}/a", "$..url"),
    ],
)
def test_an_address_of_jobs_cannot_lead_anywhere(address: str) -> None:
    with pytest.raises(FieldFault):
        check_address(address)
    check_address("/v1/jobs/{id}")
    check_address("https://a.example/jobs?id={id}")


@pytest.mark.parametrize("name", ["", "Host", "content-length", "a b", "x\r\ny", "é", "x" * 101])
def test_a_header_of_ours_or_of_nobody_carries_no_key(name: str) -> None:
    with pytest.raises(FieldFault):
        check_auth(Auth(AuthKind.HEADER, name))
    with pytest.raises(FieldFault):
        check_headers({name: "x"})
    check_auth(Auth(AuthKind.HEADER, "X-Api-Key"))


@pytest.mark.parametrize("name", ["", "a=b", "a&b", "a b", "é"])
def test_a_parameter_cannot_add_others(name: str) -> None:
    with pytest.raises(FieldFault):
        check_auth(Auth(AuthKind.QUERY, name))


@pytest.mark.parametrize("host", ["localhost", "10.0.0.1:80", "*.example.org", "EXAMPLE.org", "a/b.org", "a..b"])
def test_hosts_are_full_names(host: str) -> None:
    with pytest.raises(FieldFault):
        check_hosts([host])


def test_keys_in_an_adapter_are_hidden_and_its_words_are_shown() -> None:
    key, token = "sk0123456789abcdefghijkl", "not-shown"
    adapter = replace(
        JOB,
        template={"version": key, "task": "text2image", "p": "{prompt}"},
        headers={"X-Token": token, "X-Async": "enable"},
        status_url=f"https://a.example/{{id}}?sig={key}",
    ).as_json()
    shown = shown_adapter(adapter)
    assert shown["template"] == {"version": HIDDEN, "task": "text2image", "p": "{prompt}"}
    assert shown["headers"] == {"X-Token": HIDDEN, "X-Async": "enable"}
    assert key not in str(shown)
    assert {key, token} <= set(secrets_of_adapter(adapter))


# --- presets and seeds ------------------------------------------------------------------------------------------------
def test_presets_add_what_the_server_needs_and_the_author_may_change_it() -> None:
    assert parameters_of(PresetName.OPENAI, "gpt-image-1", {}) == {}
    assert parameters_of(PresetName.OPENAI, "dall-e-3", {}) == {"response_format": "b64_json"}
    assert parameters_of(PresetName.VLLM_OMNI, "m", {"seed": 3}) == {"response_format": "b64_json", "seed": 3}
    assert parameters_of(PresetName.SGLANG, "m", {})["seed"] == "{seed}"


@pytest.mark.parametrize(
    ("preset", "model", "size", "extra", "field"),
    [
        (PresetName.OPENAI, "gpt-image-1", "", {"response_format": "b64_json"}, "extra"),
        (PresetName.OPENAI, "dall-e-3", "", {"response_format": "file"}, "extra"),
        (PresetName.VLLM_OMNI, "m", "", {"response_format": "url"}, "extra"),
        (PresetName.SGLANG, "m", "", {"response_format": ["url"]}, "extra"),
        (PresetName.LOCALAI, "m", "2K", {}, "size"),
    ],
)
def test_presets_know_what_their_server_refuses(
    preset: PresetName, model: str, size: str, extra: dict[str, Any], field: str
) -> None:
    found = fault_of(preset, model, size, extra)
    assert found is not None
    assert found[0] == field
    assert fault_of(preset, model, "1024x1024", {}) is None


@given(key=TEXT, language=st.sampled_from(["en", "zh"]), sample=st.integers(0, 3))
def test_a_seed_depends_on_prompt_language_and_sample_alone(key: str, language: str, sample: int) -> None:
    seed = seed_of(key, language, sample)
    assert seed == seed_of(key, language, sample)
    assert 0 <= seed < 2**31
    assert seed != seed_of(key, language, sample + 1)


def test_the_documented_seed() -> None:
    assert seed_of("p001", "en") == 1_218_604_957
