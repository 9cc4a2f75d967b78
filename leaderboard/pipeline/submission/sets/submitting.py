"""Submits a set whose pictures have all arrived."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import ngettext

from leaderboard.domain.submission.bundle import Slot
from leaderboard.models import BundleRun, PictureSet, SetPicture, Submission
from leaderboard.models.clock import Now
from leaderboard.models.work import SENT_PICTURES
from leaderboard.pipeline.submission import submit
from leaderboard.pipeline.submission.facts import facts_of_json
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.repeated import RequestKey
from leaderboard.pipeline.submission.sets import ending, files

_NAMED_PICTURES = 3


def submit_set(picture_set: PictureSet, request: RequestKey | None = None) -> Submission:
    """Submit the pictures of a set, and queue their check; safe to repeat after a reply was lost.

    Args:
        request: the key that the author gave the request.

    Raises:
        SubmissionRefused, QuotaExhausted, SubmittedBefore: pictures are missing, the author may not submit now, or
            another submission has the key; the set stays open.
    """
    with transaction.atomic():
        locked = PictureSet.objects.select_for_update(of=("self",)).get(pk=picture_set.pk)
        if locked.submission is not None:
            return locked.submission
        ending.need_open(locked)
        _need_all(locked)
        bundle = BundleRun(file="", file_name=_shown_name(locked), byte_size=locked.byte_size)
        submission = submit.submit_stored(
            bundle,
            locked.generator,
            locked.suite,
            locked.languages,
            strip_metadata=locked.strip_metadata,
            facts=facts_of_json(locked.facts),
            by=locked.owner,
            practice=locked.practice,
            request=request,
            pictures_per_prompt=locked.pictures_per_prompt,
        )
        Submission.objects.filter(pk=submission.pk).update(needs=max(SENT_PICTURES, submission.least_needs))
        PictureSet.objects.filter(pk=locked.pk).update(ended_at=Now(), submission=submission)
        files.keep(locked)
    return submission


def content_of(picture_set: PictureSet) -> dict[str, Any]:
    """What submitting a set asks for, as plain values, for the key of the request. File names do not matter."""
    pictures = picture_set.pictures.order_by("prompt__position", "language", "sample")
    return {
        "suite": picture_set.suite_id,
        "languages": picture_set.languages,
        "strip_metadata": picture_set.strip_metadata,
        "practice": picture_set.practice,
        "pictures_per_prompt": picture_set.pictures_per_prompt,
        "manifest": picture_set.manifest,
        "settings": picture_set.facts.get("settings", {}),
        "pictures": [list(row) for row in pictures.values_list("prompt__key", "language", "sample", "sha256")],
    }


def missing(picture_set: PictureSet) -> list[SetPicture]:
    """The pictures that have to be sent, one for each SHA-256."""
    there = files.with_path(picture_set)
    pictures = picture_set.pictures.select_related("prompt").order_by("id")
    return list({picture.sha256: picture for picture in pictures if picture.sha256 not in there}.values())


def _need_all(picture_set: PictureSet) -> None:
    faults: Sequence[SetPicture] = missing(picture_set)
    if faults:
        slots = [Slot(picture.prompt.key, picture.language, picture.sample) for picture in faults[:_NAMED_PICTURES]]
        named = ", ".join(map(str, slots))
        raise SubmissionRefused(
            ngettext(
                "%(count)d picture is missing (%(named)s); send it, then submit the set",
                "%(count)d pictures are missing (%(named)s); send them, then submit the set",
                len(faults),
            )
            % {"count": len(faults), "named": named + (" …" if len(faults) > _NAMED_PICTURES else "")}
        )


def _shown_name(picture_set: PictureSet) -> str:
    return f"{picture_set.pictures.count()} pictures"
