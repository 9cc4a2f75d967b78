"""Endpoint trials ("Test endpoint"): one real call, so that authors see its picture or error before submitting."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from leaderboard.models import EndpointTrial, PromptSuite, User, clock
from leaderboard.models.clock import Now
from leaderboard.models.work import UNDERSTOOD
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.submit import EndpointSpec
from leaderboard.pipeline.work import leases, queue
from leaderboard.pipeline.work.locks import lock_name
from leaderboard.pipeline.work.transitions import FORGOTTEN

TRIAL_PROMPTS = {
    "en": "A green apple and a white cup on a wooden table, morning light.",
    "zh": "木桌上放着一个青苹果和一只白杯子，晨光照进来。",
}
"""Used for hidden suites, whose own prompts must not be shown."""

TRIAL_SEED = 1
"""For endpoints that get a seed of each picture."""

TRIALS_PER_HOUR = 30
"""Trials per author. Each is a call from our address to a host chosen by a stranger."""

TRIALS_AT_A_TIME = 2
"""Unfinished trials of one author. The worker has 16 threads, and an address may delay each for a minute."""

TRIALS_PER_ADDRESS = 4
"""Simultaneous calls to one resolved address, for all names and authors."""

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
        SubmissionRefused: when the author has used up this hour's trials, or waits for the results of others.
    """
    User.objects.select_for_update().get(pk=owner.pk)  # so that two trials at once are counted one after the other
    recent = EndpointTrial.objects.filter(owner=owner, created_at__gt=Now() - timedelta(hours=1))
    if recent.count() >= TRIALS_PER_HOUR:
        raise SubmissionRefused(
            _("at most %(count)d endpoint tests per hour are possible; try again later") % {"count": TRIALS_PER_HOUR}
        )
    if recent.filter(ended_at__isnull=True).count() >= TRIALS_AT_A_TIME:
        raise SubmissionRefused(
            _("%(count)d of your endpoint tests have not ended; wait for their results") % {"count": TRIALS_AT_A_TIME}
        )
    trial = EndpointTrial.objects.create(
        owner=owner, prompt_text=prompt_text, queued_at=clock.read(), needs=spec.needs, **spec.stored_fields()
    )
    queue.enqueue_on_commit(queue.TRY_ENDPOINT, [trial.pk])
    return trial


def claim_trial(trial_id: int) -> tuple[EndpointTrial, uuid.UUID] | None:
    """Claim a trial that has not ended; None when another worker has it."""
    token = leases.claim(EndpointTrial.objects.filter(pk=trial_id, ended_at__isnull=True, needs__lte=UNDERSTOOD))
    return (EndpointTrial.objects.get(pk=trial_id), token) if token else None


@transaction.atomic
def take_place(trial_id: int, token: uuid.UUID, address: str) -> bool:
    """Take one of a resolved address's places for trials.

    Returns: False if there was none; then the claim is released, and the trial is retried soon.
    """
    lock_name(f"trials of {address}")  # so that two workers do not take the last place together
    calls = EndpointTrial.objects.filter(address=address, ended_at__isnull=True, lease_expires_at__gt=Now())
    free = calls.exclude(pk=trial_id).count() < TRIALS_PER_ADDRESS
    later = {"queued_at": None, "due_at": Now() + timedelta(seconds=1), "address": "", **leases.NO_LEASE}
    held = EndpointTrial.objects.filter(pk=trial_id, lease_token=token)
    return bool(held.update(**({"address": address} if free else later))) and free


def record_trial(
    trial_id: int,
    token: uuid.UUID,
    *,
    picture: bytes | None = None,
    facts: str = "",
    error: str = "",
    exchanges: list[dict[str, str]] | None = None,
) -> None:
    """Record the result of the call and delete the configuration; does nothing when the claim was lost.

    Args:
        exchanges: the requests as sent and the beginnings of their replies, without secrets.
    """
    EndpointTrial.objects.filter(pk=trial_id, lease_token=token).update(
        picture=picture,
        facts=facts,
        error=error,
        exchanges=exchanges,
        ended_at=Now(),
        **FORGOTTEN,
        **leases.NO_LEASE,
    )


def end_overdue_trials() -> int:
    """End the trials that no worker finished in time and delete their configurations; returns how many."""
    return EndpointTrial.objects.filter(ended_at__isnull=True, created_at__lt=Now() - TRIAL_TIME_ALLOWED).update(
        ended_at=Now(),
        **FORGOTTEN,
        error="Our workers could not make this test within 10 minutes. This is a failure on our side: try again later.",
    )
