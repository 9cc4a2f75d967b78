"""Requesting the failed pictures of an ended submission again, from the same endpoint.

Only pictures that have no file can be repeated, so nobody can exchange a picture for a better one. The endpoint's key
was deleted when the submission ended; its author enters it again. This is possible for a day, twice, while the
submission is private; it costs no quota. Every earlier cause stays (``RepeatedPicture``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from leaderboard.domain.retry import MOST_ROUNDS
from leaderboard.domain.stages import Stage
from leaderboard.domain.submission.adapters import BEARER, Auth, AuthKind, adapter_from
from leaderboard.domain.submission.endpoint_secrets import HIDDEN
from leaderboard.domain.submission.presets import PresetName
from leaderboard.models import (
    EndpointRun,
    GeneratedImage,
    Generator,
    ImageScore,
    ImageStatus,
    Kind,
    Outcome,
    QuotaEntry,
    RepeatedPicture,
    ScoreMatrix,
    Submission,
    SubmissionScore,
    clock,
)
from leaderboard.models.clock import Now
from leaderboard.pipeline.admission.waiting import wait_for_admission
from leaderboard.pipeline.generation.offering import offer_generation
from leaderboard.pipeline.scoring import rescoring
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.submit import EndpointSpec, origin_of
from leaderboard.pipeline.work import leases, transitions

ALLOWED_FOR = timedelta(days=1)
"""How long after its end a submission's failed pictures can be repeated."""


@dataclass(frozen=True, slots=True)
class Repeating:
    """What ``repeat`` would do: request so many ``pictures``, in this ``round`` of ``rounds``; possible ``until``."""

    pictures: int
    round: int
    rounds: int
    until: datetime
    endpoint: EndpointRun


def foresee(submission: Submission) -> Repeating:
    """What ``repeat`` would do.

    Raises:
        SubmissionRefused: when it is not possible.
    """
    ended_at = submission.ended_at
    if submission.outcome not in (Outcome.SCORED, Outcome.FAILED) or ended_at is None:
        raise SubmissionRefused(_("missing pictures can be repeated when a submission is scored or has failed"))
    has_endpoint = submission.kind == Kind.ENDPOINT and submission.pictures_of_id is None
    endpoint = EndpointRun.objects.filter(submission=submission).first() if has_endpoint else None
    if endpoint is None:
        raise SubmissionRefused(_("only pictures from an endpoint can be repeated; upload the others again"))
    pictures = failed_pictures(submission).count()
    if not pictures:
        raise SubmissionRefused(_("no picture of this submission is missing"))
    _check_private(submission)
    until = ended_at + ALLOWED_FOR
    if until <= clock.read():
        raise SubmissionRefused(_("missing pictures can be repeated for a day after the end; submit again"))
    last = RepeatedPicture.objects.filter(image__submission=submission).aggregate(last=Max("round"))["last"] or 0
    if last >= MOST_ROUNDS:
        raise SubmissionRefused(
            _("missing pictures were repeated %(rounds)d times already; submit again") % {"rounds": MOST_ROUNDS}
        )
    return Repeating(pictures, last + 1, MOST_ROUNDS, until, endpoint)


def possible(submission: Submission) -> Repeating | None:
    """The same; None when it is not possible."""
    try:
        return foresee(submission)
    except SubmissionRefused:
        return None


def failed_pictures(submission: Submission) -> QuerySet[GeneratedImage]:
    """The pictures that have no file because their calls failed, in the plan's order."""
    failed = GeneratedImage.objects.filter(submission=submission, status=ImageStatus.FAILED)
    return failed.select_related("prompt").prefetch_related("repeats").order_by("id")


def earlier_causes(submission: Submission) -> dict[int, list[str]]:
    """Why pictures had failed before they were repeated, by the picture's id, oldest first."""
    causes: dict[int, list[str]] = {}
    for repeated in RepeatedPicture.objects.filter(image__submission=submission).order_by("round"):
        causes.setdefault(repeated.image_id, []).append(repeated.cause)
    return causes


@transaction.atomic
def repeat(submission: Submission, spec: EndpointSpec) -> Repeating:
    """Request all failed pictures again; the submission is scored again when they are judged.

    Args:
        spec: the same endpoint as before, with its key.

    Raises:
        SubmissionRefused: when it is not possible, or ``spec`` is another endpoint; nothing has changed then.
    """
    generator = Generator.objects.select_for_update(no_key=True).get(pk=submission.generator_id)
    if generator.deleted_at is not None:
        raise SubmissionRefused(_("this generator was deleted; nothing can be submitted with it"))
    transitions.hold(submission.pk)
    now = Submission.objects.select_related("suite", "judge_profile", "generator").get(pk=submission.pk)
    would = foresee(now)
    _check_same(would.endpoint, spec)
    _set_aside(failed_pictures(now), would.round)
    _forget_scores(now)
    fresh = {"failures_in_a_row": 0, "refusals_in_a_row": 0, "paused_until": None}
    EndpointRun.objects.filter(pk=would.endpoint.pk).update(**spec.stored_fields(), **fresh)
    _resume(now)
    transaction.on_commit(lambda: offer_generation([would.endpoint.origin]), robust=True)
    return would


def same_endpoint(run: EndpointRun, *, base_url: str, api_key: str, extra: Mapping[str, Any]) -> EndpointSpec:
    """The endpoint of an ended run, with what was deleted at its end.

    Raises:
        SubmissionRefused: if its adapter had secrets, which were deleted too.
    """
    protocol = run.protocol or {}
    if HIDDEN in json.dumps(protocol, ensure_ascii=False):
        raise SubmissionRefused(_("the endpoint's adapter contained secrets, which are deleted; submit again"))
    auth, adapter, preset = (protocol.get(name) for name in ("auth", "adapter", "preset"))
    return EndpointSpec(
        base_url,
        run.model,
        api_key,
        run.size,
        extra,
        auth=Auth(AuthKind(auth["kind"]), auth["name"]) if auth else BEARER,
        adapter=adapter_from(adapter) if adapter else None,
        preset=PresetName(preset) if preset else None,
    )


def _check_private(submission: Submission) -> None:
    if submission.public_at is not None:
        raise SubmissionRefused(_("this submission is or was public, so its pictures do not change"))
    if submission.cancelled_at is not None:
        raise SubmissionRefused(_("this submission was cancelled; submit again"))
    if submission.files_deleted_at is not None or submission.taken_down_at is not None:
        raise SubmissionRefused(_("the pictures of this submission are deleted; submit the model again"))
    deleted = GeneratedImage.objects.filter(submission=submission, stored__deleted_at__isnull=False)
    if deleted.exists():
        raise SubmissionRefused(_("a picture of this submission was taken down; submit again"))
    if QuotaEntry.objects.filter(submission=submission, refunded_at__isnull=False).exists():
        raise SubmissionRefused(_("the quota of this submission was refunded; submit again"))


def _check_same(endpoint: EndpointRun, spec: EndpointSpec) -> None:
    """Only the key, and what is secret of the address and the parameters, are entered again."""
    expected = (endpoint.origin, endpoint.shown_url, endpoint.model, endpoint.size, endpoint.protocol)
    stored = spec.stored_fields()
    given = (origin_of(spec.base_url), stored["base_url"], spec.model, spec.size, stored["protocol"])
    if given != expected:
        raise SubmissionRefused(
            _("the missing pictures must come from the same endpoint, model and size: %(url)s, %(model)s")
            % {"url": endpoint.shown_url, "model": endpoint.model}
        )


def _set_aside(failed: QuerySet[GeneratedImage], number: int) -> None:
    rows = list(failed)
    RepeatedPicture.objects.bulk_create(
        RepeatedPicture(image=image, round=number, cause=image.cause, failures=image.failures) for image in rows
    )
    GeneratedImage.objects.filter(pk__in=[image.pk for image in rows], stored__isnull=True).update(
        status=ImageStatus.PLANNED,
        cause="",
        failures=0,
        attempt=0,
        called_at=None,
        due_at=Now(),
        queued_at=None,
        **leases.NO_LEASE,
    )


def _forget_scores(submission: Submission) -> None:
    """The scores so far are those of an incomplete set of pictures."""
    rescoring.begin_edition(submission)
    ImageScore.objects.filter(judging__submission=submission).delete()
    SubmissionScore.objects.filter(submission=submission).delete()
    ScoreMatrix.objects.filter(submission=submission).delete()


def _resume(submission: Submission) -> None:
    """A scored submission had its turn and continues. One that failed has lost its share, and waits for a new one."""
    running: dict[str, Any] = {"outcome": Outcome.RUNNING, "cause": "", "ended_at": None}
    Submission.objects.filter(pk=submission.pk).update(**running, **transitions.entering(Stage.GENERATION))
    if submission.outcome == Outcome.FAILED:
        wait_for_admission(submission)
