"""Tests of endpoints: one real call, before anything is submitted."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Router, Status

from leaderboard.api.auth import TokenAuth, person
from leaderboard.api.endpoint_schemas import EndpointTrialIn, EndpointTrialOut
from leaderboard.api.freshness import shown
from leaderboard.api.submissions import suite_named
from leaderboard.pipeline.submission import trials
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.queries.visibility import own_trials

if TYPE_CHECKING:
    from leaderboard.models import EndpointTrial

router = Router(auth=TokenAuth(), tags=["submissions"])


@router.post("/endpoint-trials", response={201: EndpointTrialOut})
def test_endpoint(request: HttpRequest, payload: EndpointTrialIn) -> Any:
    """Test an endpoint: one real call with a suite's first prompt. It costs no quota; ask for its result."""
    suite = suite_named(payload.suite)
    if payload.language not in suite.languages:
        raise SubmissionRefused(
            f"the suite {payload.suite} has no prompts in {payload.language}; it has them in "
            f"{', '.join(suite.languages)}"
        )
    prompt = trials.trial_prompt(suite, payload.language)
    trial = trials.begin_trial(person(request), payload.spec(), prompt)
    trial.refresh_from_db()
    return Status(201, _out(request, trial))


@router.get("/endpoint-trials/{key}", response=EndpointTrialOut)
def show_endpoint_trial(request: HttpRequest, response: HttpResponse, key: int) -> Any:
    """One of your tests of endpoints: its picture, or the reason why it failed."""
    trial = get_object_or_404(own_trials(person(request)), pk=key)
    shown(response, [trial.created_at, trial.ended_at])
    return _out(request, trial)


def _out(request: HttpRequest, trial: EndpointTrial) -> dict[str, Any]:
    state = "running" if trial.ended_at is None else "failed" if trial.error else "works"
    picture = base64.b64encode(bytes(trial.picture)).decode() if trial.picture else None
    return {
        "id": trial.pk,
        "state": state,
        "created_at": trial.created_at,
        "ended_at": trial.ended_at,
        "prompt": trial.prompt_text,
        "picture": f"data:image/webp;base64,{picture}" if picture else None,
        "facts": trial.facts,
        "error": trial.error,
        "exchanges": trial.exchanges or [],
        "page": request.build_absolute_uri(reverse("trial", args=[trial.pk])),
    }
