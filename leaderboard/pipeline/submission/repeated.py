"""Repeated requests: one with the key of an earlier request gives the earlier submission, and makes no second one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from leaderboard.domain.canonical import seal
from leaderboard.models import Generator, Outcome, Submission, SubmissionKey
from leaderboard.pipeline.submission.refusal import SubmissionRefused

_WITHOUT_RESULT = frozenset({Outcome.FAILED, Outcome.REJECTED})


@dataclass(frozen=True, slots=True)
class RequestKey:
    """A request to submit: the key that its author gave it, and the seal of what it asks for."""

    key: str
    sha256: str


class SubmittedBefore(Exception):
    """An earlier request with this key has made a submission; the transaction of this one must be rolled back."""


def request_key(key: str, content: object) -> RequestKey | None:
    """A request's key, or None for "". ``content``: what it asks for as plain values, without secrets."""
    return RequestKey(key, seal(content)) if key else None


def once(generator: Generator, request: RequestKey | None, submit: Callable[[], Submission]) -> Submission:
    """The submission of an earlier request with this key, or the one that ``submit`` makes with ``remember``.

    Raises:
        SubmissionRefused: when the earlier request asked for something else.
    """
    if request is None:
        return submit()
    earlier = submission_of(generator, request.key, request)
    if earlier is not None:
        return earlier
    try:
        return submit()
    except SubmittedBefore:
        made_meanwhile = submission_of(generator, request.key, request)
        if made_meanwhile is None:
            raise SubmissionRefused(_("another request with this key has just failed; send this one again")) from None
        return made_meanwhile


def submission_of(generator: Generator, key: str, request: RequestKey | None = None) -> Submission | None:
    """The submission that was made with a key; None if the key is unused, or its submission failed or was rejected.

    Raises:
        SubmissionRefused: when it was made by a request that asked for something else than ``request``.
    """
    known = (
        SubmissionKey.objects.select_related(
            "submission__generator", "submission__suite", "submission__judge_profile", "submission__bundle"
        )
        .filter(generator=generator, key=key)
        .exclude(submission__outcome__in=_WITHOUT_RESULT)
        .first()
    )
    if known is None:
        return None
    if request is not None and known.request_sha256 != request.sha256:
        raise SubmissionRefused(
            _(
                "the Idempotency-Key was already used for submission %(number)d, with other fields or another file; "
                "send another key"
            )
            % {"number": known.submission_id}
        )
    return known.submission


def remember(submission: Submission, request: RequestKey | None) -> None:
    """Store the key of a submission, in the transaction that creates it.

    Raises:
        SubmittedBefore: when another submission has the key.
    """
    if request is None:
        return
    made = {"submission": submission, "request_sha256": request.sha256}
    with transaction.atomic():
        # A request that arrives at the same time waits here for the other's transaction.
        known, created = SubmissionKey.objects.select_for_update().get_or_create(
            generator=submission.generator, key=request.key, defaults=made
        )
    if created:
        return
    if Submission.objects.get(pk=known.submission_id).outcome not in _WITHOUT_RESULT:
        raise SubmittedBefore
    SubmissionKey.objects.filter(pk=known.pk).update(**made)
