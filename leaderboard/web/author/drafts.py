"""What the submit forms begin with: an earlier submission, the last endpoint test, or what the address says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from leaderboard.domain.submission.endpoint_secrets import HIDDEN, shown_base_url, shown_parameters
from leaderboard.domain.submission.presets import PRESETS, PresetName
from leaderboard.models import EndpointRun, Submission
from leaderboard.pipeline.submission import keys
from leaderboard.queries.visibility import own_submissions
from leaderboard.web.author.forms.endpoints import ADAPTER_FIELDS
from leaderboard.web.author.forms.facts import FACT_FIELDS, initial_settings
from leaderboard.web.http.requests import AuthorRequest

_KEY = "endpoint_draft"
_ENDPOINT_FIELDS = ("base_url", "model", "size", "extra")
_MOST_DIGITS = 18  # of an id in the database
_PROTOCOL_FIELDS = ("api", "auth_kind", "auth_name", *ADAPTER_FIELDS)
SAMPLE = {"model": "sample-fine", "size": "512x512"}
"""What the sample generator (workers/standins/sample_generator.py) takes."""


def initial(request: AuthorRequest) -> dict[str, Any]:
    """Values by field. What the address names comes before the values of the last endpoint test.

    ``again``: the id of one of the author's submissions, whose settings are taken, without key, label and notes.
    ``whole``: not only its practice subset. ``preset``: an example for a server. ``sample``: the sample generator, on a
    site that has one.
    """
    values: dict[str, Any] = dict(request.session.get(_KEY, {}))
    values |= _opened(values.pop("sealed", ""))
    values |= _of_submission(again(request))
    values |= _of_preset(request.GET.get("preset", ""))
    if "whole" in request.GET:
        values["practice"] = False
    if "sample" in request.GET and settings.SALON_SAMPLE_GENERATOR_URL:
        values |= {"base_url": settings.SALON_SAMPLE_GENERATOR_URL, **SAMPLE}
    values |= {name: request.GET[name] for name in ("generator", "suite") if name in request.GET}
    if "languages" in request.GET:
        values["languages"] = request.GET.getlist("languages")
    return values


def keep(request: AuthorRequest, values: Mapping[str, Any]) -> None:
    """Keep an endpoint form's cleaned values for the next form; keys are never stored in the session.

    How the endpoint is called may contain one, so that is sealed.
    """
    protocol = json.dumps({name: values.get(name) for name in _PROTOCOL_FIELDS})
    request.session[_KEY] = {
        "generator": values["generator"].pk,
        "suite": values["suite"].pk,
        "languages": values["languages"],
        "strip_metadata": values["strip_metadata"],
        "practice": values["practice"],
        "pictures_per_prompt": values["pictures_per_prompt"],
        **{name: values[name] for name in FACT_FIELDS if values.get(name)},
        "sealed": (keys.seal_key(protocol) or b"").decode(),
        **{name: values[name] for name in _ENDPOINT_FIELDS if not _holds_secrets(values[name])},
    }


def forget(request: AuthorRequest) -> None:
    """Begin the next form afresh."""
    request.session.pop(_KEY, None)


def again(request: AuthorRequest) -> Submission | None:
    """The author's submission that the address asks to submit again, if any."""
    number = request.GET.get("again", "")
    if not number.isdecimal() or len(number) > _MOST_DIGITS:
        return None
    return own_submissions(request.user).select_related("endpoint").filter(pk=number).first()


def _of_submission(submission: Submission | None) -> dict[str, Any]:
    if submission is None:
        return {}
    values = {
        "generator": submission.generator_id,
        "suite": submission.suite_id,
        "languages": submission.languages,
        "strip_metadata": submission.strip_metadata,
        "practice": submission.is_practice,
        "pictures_per_prompt": submission.pictures_per_prompt,
        **initial_settings(submission.stated_settings),
    }
    endpoint: EndpointRun | None = getattr(submission, "endpoint", None)
    return values | (_of_endpoint(endpoint) if endpoint else {})


def _of_endpoint(endpoint: EndpointRun) -> dict[str, Any]:
    """What the row still holds of it: its configuration with the secrets is deleted when a run ends."""
    values: dict[str, Any] = {name: getattr(endpoint, name) for name in _ENDPOINT_FIELDS} | {
        "base_url": endpoint.shown_url
    }
    values |= _of_protocol(endpoint.protocol or {})
    return {name: value for name, value in values.items() if HIDDEN not in str(value)}


def _of_protocol(protocol: Mapping[str, Any]) -> dict[str, Any]:
    """The form's values for what a row keeps of how its endpoint was called."""
    adapter, auth = protocol.get("adapter", {}), protocol.get("auth", {})
    values = {f"auth_{name}": value for name, value in auth.items()}
    values |= {name: adapter[name] for name in ADAPTER_FIELDS if name in adapter}
    return values | {"api": adapter.get("kind") or protocol.get("preset", "")}


def examples() -> dict[str, dict[str, str]]:
    """Of each preset: what the form's fields may hold, by field."""
    return {
        name.value: {"base_url": preset.base_url, "model": preset.model, "size": preset.size}
        for name, preset in PRESETS.items()
    }


def _of_preset(name: str) -> dict[str, Any]:
    return {"api": name, **examples()[name]} if name in set(PresetName) else {}


def _opened(sealed: str) -> dict[str, Any]:
    """What was sealed for the form; nothing after the site's secret was changed."""
    try:
        values: dict[str, Any] = json.loads(keys.open_key(sealed.encode()) or "{}") if sealed else {}
    except keys.KeyUnreadable:
        return {}
    return values


def _holds_secrets(value: Any) -> bool:
    """Whether something has to be hidden in an address, or in parameters."""
    shown = shown_base_url(value) if isinstance(value, str) else shown_parameters(value)
    return bool(shown != value)
