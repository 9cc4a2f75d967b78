"""Endpoint trials ("Test endpoint"): one real call, so that an author sees its picture or error before submitting."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from leaderboard.models import EndpointTrial, PromptSuite, User, clock
from leaderboard.models.clock import Now
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.submit import EndpointSpec
from leaderboard.pipeline.work import leases, queue

TRIAL_PROMPTS = {
    "en": "A green apple and a white cup on a wooden table, morning light.",
    "zh": "木桌上放着一个青苹果和一只白杯子，晨光照进来。",
}
"""Used for hidden suites, whose own prompts must not be shown."""

TRIALS_PER_HOUR = 30
"""Trials per author. Each is a call from our address to a host that a stranger names."""

TRIAL_TIME_ALLOWED = timedelta(minutes=10)


def trial_prompt(suite: PromptSuite, language: str) -> str:
    """The text that the endpoint is tested with: the suite's first prompt, unless the suite is hidden."""
    if suite.hidden:
        return TRIAL_PROMPTS.get(language, TRIAL_PROMPTS["en"])
    first: str = suite.prompts.order_by("position")[0].texts[language]
    return first


@transaction.atomic
def begin_trial(owner: User, spec: EndpointSpec, prompt_text: str) -> EndpointTrial:
    """Queue one real call to an endpoint.

    Raises:
        SubmissionRefused: when the author has used up this hour's trials.
    """
    User.objects.select_for_update().get(pk=owner.pk)  # so that two trials at once are counted one after the other
    recent = EndpointTrial.objects.filter(owner=owner, created_at__gt=Now() - timedelta(hours=1))
    if recent.count() >= TRIALS_PER_HOUR:
        raise SubmissionRefused(
            _("%(count)d endpoint tests an hour are possible; try again in a while") % {"count": TRIALS_PER_HOUR}
        )
    trial = EndpointTrial.objects.create(
        owner=owner, prompt_text=prompt_text, queued_at=clock.read(), **spec.stored_fields()
    )
    queue.enqueue_on_commit(queue.TRY_ENDPOINT, [trial.pk])
    return trial


def claim_trial(trial_id: int) -> tuple[EndpointTrial, uuid.UUID] | None:
    """Claim a trial that has not ended; None when another worker has it."""
    token = leases.claim(EndpointTrial.objects.filter(pk=trial_id, ended_at__isnull=True))
    return (EndpointTrial.objects.get(pk=trial_id), token) if token else None


def record_trial(
    trial_id: int, token: uuid.UUID, *, picture: bytes | None = None, facts: str = "", error: str = ""
) -> None:
    """Record the result of the call and delete the API key; does nothing when the claim was lost."""
    EndpointTrial.objects.filter(pk=trial_id, lease_token=token).update(
        picture=picture, facts=facts, error=error, sealed_key=None, ended_at=Now(), **leases.NO_LEASE
    )


def end_overdue_trials() -> int:
    """End the trials that no worker finished in time and delete their API keys; returns how many."""
    return EndpointTrial.objects.filter(ended_at__isnull=True, created_at__lt=Now() - TRIAL_TIME_ALLOWED).update(
        ended_at=Now(),
        sealed_key=None,
        error="Our workers did not get to this test within 10 minutes. This is our fault: try again later.",
    )
