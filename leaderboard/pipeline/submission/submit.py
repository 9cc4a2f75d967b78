"""Stage 1: creating generators' submissions, endpoint trials, and making results public."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leaderboard.domain.stages import Stage
from leaderboard.models import (
    BundleRun,
    EndpointRun,
    EndpointTrial,
    GeneratedImage,
    Generator,
    JudgeProfile,
    Kind,
    Outcome,
    Prompt,
    PromptSuite,
    Submission,
    User,
)
from leaderboard.pipeline.generation.pictures import offer_images
from leaderboard.pipeline.loading import suites
from leaderboard.pipeline.publishing import publish
from leaderboard.pipeline.submission import keys
from leaderboard.pipeline.work import leases, queue, quota
from leaderboard.pipeline.work.transitions import TIME_ALLOWED

TRIAL_PROMPTS = {
    "en": "A green apple and a white cup on a wooden table, morning light.",
    "zh": "木桌上放着一个青苹果和一只白杯子，晨光照进来。",
}
"""For suites whose own prompts must not be shown."""

TRIALS_PER_HOUR = 30
"""Endpoint tests per author: each is a call from our address to one that a stranger names."""


class SubmissionRefused(ValueError):
    """The submission cannot be taken; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class EndpointSpec:
    """Where to send the prompts; ``api_key`` never leaves this object in clear text except towards the endpoint."""

    base_url: str
    model: str
    api_key: str
    size: str
    extra: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"EndpointSpec({self.base_url!r}, {self.model!r})"


def active_profile() -> JudgeProfile:
    """The profile under which new submissions are judged (setting JUDGE_PROFILE, newest version loaded).

    Raises:
        SubmissionRefused: when it was not loaded.
    """
    profile = suites.site_profile()
    if profile is None:
        raise SubmissionRefused(
            _("the site's judge profile “%(profile)s” is not loaded; an operator has to run: manage.py load_suites")
            % {"profile": settings.SALON_JUDGE_PROFILE}
        )
    return profile


@transaction.atomic
def submit_endpoint(
    generator: Generator, suite: PromptSuite, languages: Sequence[str], spec: EndpointSpec
) -> Submission:
    """Plan a picture for every prompt and language, to be fetched from an endpoint.

    Raises:
        SubmissionRefused, QuotaExhausted: nothing was stored then.
    """
    submission = _create(generator, suite, languages, Kind.ENDPOINT, Stage.GENERATION)
    EndpointRun.objects.create(
        submission=submission,
        base_url=spec.base_url.rstrip("/"),
        origin=origin_of(spec.base_url),
        model=spec.model,
        sealed_key=keys.seal_key(spec.api_key),
        size=spec.size,
        extra=dict(spec.extra),
    )
    plan_images(submission)
    offer_images(submission.pk)
    return submission


@transaction.atomic
def submit_bundle(
    generator: Generator, suite: PromptSuite, languages: Sequence[str], upload: UploadedFile[Any]
) -> Submission:
    """Store an uploaded zip and queue its check; pictures are planned only when the check finds no fault.

    Raises:
        SubmissionRefused, QuotaExhausted: nothing was stored then.
    """
    if suite.hidden:
        raise SubmissionRefused(
            _("the prompts of %(suite)s are hidden, so no bundle can be made for it; submit an endpoint")
            % {"suite": suite}
        )
    size = upload.size or 0
    if size > settings.SALON_BUNDLE_MAX_BYTES:
        raise SubmissionRefused(
            _("the bundle has %(size).1f GiB; at most %(most).1f GiB are taken")
            % {"size": size / 2**30, "most": settings.SALON_BUNDLE_MAX_BYTES / 2**30}
        )
    submission = _create(generator, suite, languages, Kind.BUNDLE, Stage.SUBMISSION)
    bundle = BundleRun(submission=submission, file_name=(upload.name or "bundle.zip")[-255:], byte_size=size)
    # The stored name is ours: what a person calls a file is no path.
    bundle.file.save(f"{uuid.uuid4().hex}.zip", upload, save=False)
    bundle.save()
    Submission.objects.filter(pk=submission.pk).update(queued_at=timezone.now())
    queue.enqueue_on_commit(queue.CHECK_BUNDLE, [submission.pk])
    return submission


def _create(generator: Generator, suite: PromptSuite, languages: Sequence[str], kind: Kind, stage: Stage) -> Submission:
    unknown = sorted(set(languages) - set(suite.languages))
    if unknown or not languages:
        raise SubmissionRefused(
            _("languages %(given)s: one or more of %(known)s are expected")
            % {"given": list(languages), "known": ", ".join(suite.languages)}
        )
    submission = Submission.objects.create(
        generator=generator,
        suite=suite,
        judge_profile=active_profile(),
        kind=kind,
        # In the suite's order, each once: the order of the pictures follows from it.
        languages=[language for language in suite.languages if language in languages],
        stage=stage,
        deadline_at=timezone.now() + TIME_ALLOWED[stage],
    )
    quota.debit(generator.owner, submission)
    return submission


def plan_images(submission: Submission) -> None:
    """One planned picture per language and prompt."""
    prompts = list(Prompt.objects.filter(suite=submission.suite_id).order_by("position"))
    GeneratedImage.objects.bulk_create(
        GeneratedImage(submission=submission, prompt=prompt, language=language)
        for language in submission.languages
        for prompt in prompts
    )


def origin_of(base_url: str) -> str:
    """Scheme, host and port in lower case: what the limit of calls in flight counts by."""
    parts = urlsplit(base_url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{port}"


@transaction.atomic
def begin_trial(owner: User, spec: EndpointSpec, prompt_text: str) -> EndpointTrial:
    """Queue one real call to an endpoint.

    Raises:
        SubmissionRefused: when the author has made as many tests as an hour allows.
    """
    User.objects.select_for_update().get(pk=owner.pk)  # two tests at once count one after the other
    recent = EndpointTrial.objects.filter(owner=owner, created_at__gt=timezone.now() - timedelta(hours=1))
    if recent.count() >= TRIALS_PER_HOUR:
        raise SubmissionRefused(
            _("%(count)d endpoint tests an hour are possible; try again in a while") % {"count": TRIALS_PER_HOUR}
        )
    trial = EndpointTrial.objects.create(
        owner=owner,
        base_url=spec.base_url.rstrip("/"),
        model=spec.model,
        sealed_key=keys.seal_key(spec.api_key),
        size=spec.size,
        extra=dict(spec.extra),
        prompt_text=prompt_text,
        queued_at=timezone.now(),
    )
    queue.enqueue_on_commit(queue.TRY_ENDPOINT, [trial.pk])
    return trial


def trial_prompt(suite: PromptSuite, language: str) -> str:
    """What an endpoint is tested with: the suite's first prompt or, for a hidden suite, one of no suite."""
    if suite.hidden:
        return TRIAL_PROMPTS.get(language, TRIAL_PROMPTS["en"])
    first: str = suite.prompts.order_by("position")[0].texts[language]
    return first


def claim_trial(key: int) -> tuple[EndpointTrial, uuid.UUID] | None:
    """Claim a trial that has not ended; None when somebody else has it."""
    token = leases.claim(EndpointTrial.objects.filter(pk=key, ended_at__isnull=True))
    return (EndpointTrial.objects.get(pk=key), token) if token else None


def record_trial(key: int, token: uuid.UUID, *, picture: bytes | None = None, facts: str = "", error: str = "") -> None:
    """Record what the call gave; the key is forgotten at once."""
    EndpointTrial.objects.filter(pk=key, lease_token=token).update(
        picture=picture,
        facts=facts,
        error=error,
        sealed_key=None,
        ended_at=timezone.now(),
        lease_token=None,
        lease_expires_at=None,
    )


@transaction.atomic
def make_public(submission: Submission) -> None:
    """The author's decision: from now on the results appear in their boards' releases.

    Raises:
        SubmissionRefused: when there are no results yet.
    """
    changed = Submission.objects.filter(pk=submission.pk, outcome=Outcome.SCORED, public_at__isnull=True).update(
        public_at=timezone.now()
    )
    if not changed:
        raise SubmissionRefused(_("only a scored submission that is not public yet can be made public"))
    publish.request_releases(submission)


@transaction.atomic
def withdraw(submission: Submission) -> None:
    """The author's decision: later releases show that it was withdrawn and no scores; earlier ones stay as they are.

    Raises:
        SubmissionRefused: when it is not public, or was withdrawn before.
    """
    changed = Submission.objects.filter(pk=submission.pk, public_at__isnull=False, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now()
    )
    if not changed:
        raise SubmissionRefused(_("only a public submission that is not withdrawn yet can be withdrawn"))
    publish.request_releases(submission)


TRIAL_TIME_ALLOWED = timedelta(minutes=10)


def record_trial_timeout(now: datetime) -> int:
    """End trials that nobody finished in time."""
    return EndpointTrial.objects.filter(ended_at__isnull=True, created_at__lt=now - TRIAL_TIME_ALLOWED).update(
        ended_at=now,
        sealed_key=None,
        error="Our workers did not get to this test within 10 minutes. This is our fault: try again later.",
    )
